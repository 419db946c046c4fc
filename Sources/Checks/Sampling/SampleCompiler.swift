import Exact
import Notation
import Numeric

/// Translates what stands under an expectation into a program over independent random inputs.
///
/// The formula is the surface tree as it was read. What does not depend on a random symbol is evaluated at
/// the instance, exactly; sums over indices are written out. Everything it does not know throws.
final class SampleCompiler {
  /// Holds the instance and everything that is bound, random symbols aside.
  let evaluator: SurfaceEvaluator
  var program = SampleProgram()
  /// The random symbols and parameters that depend on them.
  var random: [String: SampleValue] = [:]
  /// The lists of points that are drawn.
  var lists: [String: PointList] = [:]
  private var depth = 0
  /// What the parts of the formula depend on; each part is held, so that it is known by its identity.
  private var known: [ObjectIdentifier: (part: Expression, names: Set<String>)] = [:]

  init(_ evaluator: SurfaceEvaluator) { self.evaluator = evaluator }

  var table: ScopeTable { evaluator.table }

  /// The value of an expression over fresh draws of the declared random symbols it depends on, or of
  /// the laws below the expectation.
  func sample(_ body: Expression, _ laws: [String: Law]) throws -> SampleValue {
    if !laws.isEmpty { return try sample(body, laws.sorted { $0.key < $1.key }[...]) }
    let names = table.dependencies(of: body).filter { table.distributions[$0] != nil }
    let saved = random
    defer { random = saved }
    return try sample(body, groups: evaluator.tiedGroups(names)[...], of: body)
  }

  private func sample(
    _ body: Expression, _ laws: ArraySlice<(key: String, value: Law)>
  ) throws -> SampleValue {
    guard let (name, law) = laws.first else {
      // 𝔼 of 𝔼 is an expectation over both.
      if case .bind(.expectation(let inner), let body) = body.form, !inner.isEmpty {
        return try sample(body, inner)
      }
      return try value(body)
    }
    let rest = laws.dropFirst()
    if case .density(let density) = law {
      return try select(name, density) { try self.sample(body, rest) }
    }
    let drawn: SampleValue
    if case .vector(let size)? = table.declarations[name]?.type {
      drawn = .vector(try vector(law, max(1, evaluator.integer(size))))
    } else {
      drawn = .number(try draw(law))
    }
    return try with(name, drawn) { try self.sample(body, rest) }
  }

  // MARK: Expressions

  /// Evaluates something with a name bound anew.
  func with<R>(_ name: String, _ value: SampleValue, _ body: () throws -> R) rethrows -> R {
    let saved = random.updateValue(value, forKey: name)
    defer { random[name] = saved }
    return try body()
  }

  /// Evaluates something with an index bound to a number.
  func indexed<R>(_ name: String, _ i: Int, _ body: () throws -> R) rethrows -> R {
    let saved = random.removeValue(forKey: name)
    defer { random[name] = saved }
    return try evaluator.binding(name, to: SurfaceValue(Rational(i)), body)
  }

  func value(_ e: Expression) throws -> SampleValue {
    depth += 1
    defer { depth -= 1 }
    guard depth < 200, program.operations.count < 120_000 else {
      throw EvaluationFailure.notEvaluable("a program of this size")
    }
    if !dependsOnRandom(e) { return try fixed(evaluator.value(e)) }
    if !lists.isEmpty, let value = try tabulated(e) { return value }
    switch e.form {
    case .symbol(let name):
      if let value = random[name] { return value }
      guard let definition = table.definitions[name], definition.parameters.isEmpty else { break }
      return try value(definition.body)
    case .negate(let a): return try map(value(a)) { .negate($0) }
    case .binary(let operation, let a, let b):
      return try combine(operation, value(a), value(b))
    case .power(let base, let exponent): return try power(base, exponent)
    case .call(let name, let arguments): return try call(name, arguments)
    case .apply(let head, let arguments): return try apply(head, arguments)
    case .index(let head, let indices): return try entry(head, indices)
    case .transpose(let a): return try transpose(value(a))
    case .tuple(let list):
      return .vector(
        try list.flatMap { item -> [Int] in
          switch try value(item) {
          case .number(let x): [x]
          case .vector(let v): v
          default: throw EvaluationFailure.shapes
          }
        })
    case .matrix(let rows):
      let entries = try rows.flatMap { try $0.map { try number($0) } }
      return .matrix(rows: rows.count, columns: entries.count / max(1, rows.count), entries)
    case .bind(let binder, let body): return try bind(binder, body)
    default: break
    }
    throw EvaluationFailure.notEvaluable("samples of this expression")
  }

  /// Whether the value changes from sample to sample; moments of declared symbols do not.
  func dependsOnRandom(_ e: Expression) -> Bool {
    if e.isMomentOfDeclared { return false }
    return !dependencies(of: e).isDisjoint(with: random.keys)
  }

  /// The symbols that a part of the formula depends on.
  func dependencies(of e: Expression) -> Set<String> {
    if let known = known[ObjectIdentifier(e)] { return known.names }
    let names = table.dependencies(of: e)
    known[ObjectIdentifier(e)] = (e, names)
    return names
  }

  /// The place of an expression that has to be a number.
  func number(_ e: Expression) throws -> Int {
    guard case .number(let x) = try value(e) else { throw EvaluationFailure.shapes }
    return x
  }

  /// A number that does not change from sample to sample.
  func constant(_ e: Expression) throws -> Double {
    let place = try number(e)
    switch program.operations[place] {
    case .constant(let c): return c
    case .enclosed(let c, let radius) where radius <= 0x1p-52 * abs(c): return c
    default: throw EvaluationFailure.notEvaluable("a law with random parameters")
    }
  }

  /// A value of the instance as constants of the program.
  func fixed(_ value: SurfaceValue) throws -> SampleValue {
    func place(_ x: DualNumber) throws -> Int {
      guard x.tag == 0, let ball = x.primal.real(bits: 128), ball.midpoint.isFinite else {
        throw EvaluationFailure.notEvaluable("samples of what is no real number")
      }
      let middle = ball.midpoint
      // A whole number stands for itself.
      if middle == middle.rounded(), abs(middle) < 0x1p53,
        ball.exactRational != Rational(Int(middle))
      {
        return program.add(
          .enclosed(middle, radius: max(ball.radius, 0x1p-53 * abs(middle))))
      }
      // The rounding of constants is bounded with that of the operations on them.
      return program.add(
        ball.radius <= 0x1p-53 * abs(ball.midpoint)
          ? .constant(ball.midpoint) : .enclosed(ball.midpoint, radius: ball.radius))
    }
    switch value {
    case .number(let x): return .number(try place(x))
    case .vector(let v): return .vector(try v.map(place))
    case .row(let v): return .row(try v.map(place))
    case .matrix(let g):
      return .matrix(rows: g.rows, columns: g.columns, try g.entries.map(place))
    case .identity(let x): return .identity(try place(x))
    default: throw EvaluationFailure.notEvaluable("samples of this value")
    }
  }

  func map(
    _ a: SampleValue, _ operation: (Int) -> SampleProgram.Operation
  ) throws -> SampleValue {
    if case .identity(let x) = a { return .identity(program.add(operation(x))) }
    return a.replacing((a.places ?? []).map { program.add(operation($0)) })
  }
}

extension Expression {
  /// Whether this is 𝔼, Var or Cov over the declared random symbols.
  var isMomentOfDeclared: Bool {
    switch form {
    case .bind(.expectation(let laws), _): laws.isEmpty
    case .call(.expectation, _), .call(.variance, _), .call(.covariance, _): true
    default: false
    }
  }

  /// Whether an expectation occurs in it, definitions unfolded.
  func hasMoment(_ table: ScopeTable) -> Bool {
    var seen: Set<String> = []
    func visit(_ e: Expression) -> Bool {
      switch e.form {
      case .bind(.expectation(let laws), let body):
        // Under point masses nothing is random.
        return laws.isEmpty || !laws.values.allSatisfy(\.isPointMass) || visit(body)
      case .bind(.integral(let name, nil, nil), _), .bind(.sum(let name, nil, nil), _):
        if table.isPoint(name) || e.isNormalIntegral { return true }
      case .bind(.integral(_, let from?, let to?), _)
      where from.infiniteSign == nil && to.infiniteSign == nil:
        return true
      case .bind(.divergence, _), .bind(.samples, _), .call(.expectation, _), .call(.variance, _),
        .call(.covariance, _):
        return true
      case .symbol(let name):
        guard let body = table.definitions[name]?.body, seen.insert(name).inserted else {
          return false
        }
        return visit(body)
      default: break
      }
      return e.children.contains(where: visit)
    }
    return visit(self)
  }
}

extension Expression {
  /// Whether it is an integral over numbers with a normal density as a factor.
  private var isNormalIntegral: Bool {
    if case .bind(.integral(let name, nil, nil), let body) = form {
      return body.normalFactor(of: name) != nil
    }
    return false
  }
}

extension Law {
  /// Whether it is a Dirac measure.
  var isPointMass: Bool { if case .dirac = self { true } else { false } }
}

extension ScopeTable {
  /// Whether a symbol is a point of an abstract space.
  func isPoint(_ name: String) -> Bool {
    if case .point? = declarations[name]?.type { true } else { false }
  }
}
