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
  private var random: [String: SampleValue] = [:]
  private var depth = 0

  init(_ evaluator: SurfaceEvaluator) { self.evaluator = evaluator }

  var table: ScopeTable { evaluator.table }

  /// The value of an expression over fresh draws of the declared random symbols it depends on, or of
  /// the laws below the expectation.
  func sample(_ body: Expression, _ laws: [String: Law]) throws -> SampleValue {
    if !laws.isEmpty { return try sample(body, laws.sorted { $0.key < $1.key }[...]) }
    let names = table.dependencies(of: body).filter { table.distributions[$0] != nil }.sorted()
    let saved = random
    defer { random = saved }
    for name in names { random[name] = try draw(name) }
    return try value(body)
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
    return try with(name, .number(draw(law))) { try self.sample(body, rest) }
  }

  // MARK: Draws

  /// A number with a law.
  private func draw(_ law: Law) throws -> Int {
    switch law {
    case .dirac(let a): return try number(a)
    case .bernoulli(let p):
      let p = try constant(p)
      guard p >= 0, p <= 1 else {
        throw EvaluationFailure.undefined("a probability", standing: true)
      }
      return program.draw(.bernoulli(p))
    case .normal(let mean, let variance):
      let v = try constant(variance)
      guard v >= 0 else { throw EvaluationFailure.undefined("a variance", standing: true) }
      let scaled = program.add(
        .multiply(program.add(.constant(v.squareRoot())), program.draw(.gaussian)))
      return program.add(.add(try number(mean), scaled))
    case .uniform(let a, let b):
      let width = program.add(.subtract(try number(b), try number(a)))
      return program.add(.add(try number(a), program.add(.multiply(width, program.draw(.uniform)))))
    default: throw EvaluationFailure.notEvaluable("samples of this law")
    }
  }

  /// A declared random symbol: one independent draw for each entry, or one for all of them where the
  /// instance makes them equal.
  private func draw(_ name: String) throws -> SampleValue {
    guard let distribution = table.distributions[name], let type = table.declarations[name]?.type
    else { throw EvaluationFailure.notEvaluable("the law of \(name)") }
    var indices: [String] = []
    if case .index(_, let list) = distribution.pattern.form {
      indices = list.compactMap { if case .symbol(let index) = $0.form { index } else { nil } }
      guard indices.count == list.count else {
        throw EvaluationFailure.notEvaluable("a law of single entries")
      }
    }
    var shared: Int?
    func entry(_ position: [Int]) throws -> Int {
      if let shared { return shared }
      let place = try evaluator.binding(
        indices, to: position.map { SurfaceValue(Rational($0)) }
      ) { try self.draw(distribution.law) }
      if evaluator.instance.coupled.contains(name) { shared = place }
      return place
    }
    switch (type, indices.count) {
    case (.real, 0) where !evaluator.instance.coupled.contains(name):
      return .number(try entry([]))
    case (.vector(let n), 1):
      return .vector(try (1...max(1, evaluator.integer(n))).map { try entry([$0]) })
    case (.matrix(let n, let m), 2):
      let (n, m) = (try evaluator.integer(n), try evaluator.integer(m))
      return .matrix(
        rows: n, columns: m,
        try (1...max(1, n)).flatMap { i in try (1...max(1, m)).map { try entry([i, $0]) } })
    default: throw EvaluationFailure.notEvaluable("samples of \(name)")
    }
  }

  /// The value at a random point of an abstract space: computed at every point, and one is taken.
  private func select(
    _ name: String, _ density: String, _ body: () throws -> SampleValue
  ) throws -> SampleValue {
    guard case .point(let space)? = table.declarations[name]?.type,
      let weights = evaluator.instance.spaces[space],
      let values = evaluator.instance.densities[density], values.count == weights.count,
      let law = Categorical(weights: zip(weights, values).map { ($0 * $1).double })
    else { throw EvaluationFailure.notEvaluable("samples of the density \(density)") }
    let choice = program.draw(.categorical(law))
    guard case .input(let input) = program.operations[choice] else {
      throw EvaluationFailure.shapes
    }
    let branches = try weights.indices.map { i in
      try evaluator.binding(name, to: .point(space, i)) { try body() }
    }
    guard let first = branches.first, let width = first.places?.count,
      branches.allSatisfy({ $0.hasShape(of: first) })
    else { throw EvaluationFailure.shapes }
    return first.replacing(
      (0..<width).map { k in
        program.add(.select(input: input, branches.compactMap { $0.places?[k] }))
      })
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
    guard depth < 200, program.operations.count < 20_000 else {
      throw EvaluationFailure.notEvaluable("a program of this size")
    }
    if !dependsOnRandom(e) { return try fixed(evaluator.value(e)) }
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
  private func dependsOnRandom(_ e: Expression) -> Bool {
    if e.isMomentOfDeclared { return false }
    return !table.dependencies(of: e).isDisjoint(with: random.keys)
  }

  /// The place of an expression that has to be a number.
  func number(_ e: Expression) throws -> Int {
    guard case .number(let x) = try value(e) else { throw EvaluationFailure.shapes }
    return x
  }

  /// A number that does not change from sample to sample.
  private func constant(_ e: Expression) throws -> Double {
    let place = try number(e)
    guard case .constant(let c) = program.operations[place] else {
      throw EvaluationFailure.notEvaluable("a law with random parameters")
    }
    return c
  }

  /// A value of the instance as constants of the program.
  private func fixed(_ value: SurfaceValue) throws -> SampleValue {
    func place(_ x: DualNumber) throws -> Int {
      guard x.tag == 0, let ball = x.primal.real(bits: 128), ball.midpoint.isFinite else {
        throw EvaluationFailure.notEvaluable("samples of what is no real number")
      }
      return program.add(.constant(ball.midpoint))
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
      case .bind(.expectation, _), .call(.expectation, _), .call(.variance, _),
        .call(.covariance, _):
        return true
      case .symbol(let name):
        guard let body = table.definitions[name]?.body, seen.insert(name).inserted else {
          return false
        }
        return visit(body)
      default: return e.children.contains(where: visit)
      }
    }
    return visit(self)
  }
}
