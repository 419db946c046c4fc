import Exact
import Notation
import Numeric

/// The second, small evaluator: confirms counterexamples that the refuter found.
///
/// It shares no evaluation with the refuter: it reads the printed values back, computes in complex
/// balls only, and differentiates by rewriting the syntax tree. Every failure,
/// also of something that it does not know, is `nil` or `unknown` and confirms nothing.
final class Replay {
  enum Answer { case yes, no, unknown, undefined }

  struct Undefined: Error {}
  struct Unknown: Error {}

  let bits: Int
  let table: ScopeTable
  /// Definitions of the scope, and the derivatives that were made of them.
  var definitions: [String: Definition]
  var values: [String: ReplayValue] = [:]
  /// The values of the declared symbols, whatever is bound at the moment.
  private var declared: [String: ReplayValue] = [:]
  var weights: [String: [ComplexBall]] = [:]
  var densities: [String: [ComplexBall]] = [:]
  var normals: [String: NormalLaw] = [:]
  /// The points, from 1, to which bijections lead.
  var bijections: [String: [Int]] = [:]
  /// Those that turn orientation round.
  var reversing: Set<String> = []
  /// Terms of sequences and values of trajectories, as printed: `d_0`, `\psi_0'(t)`.
  var terms: [String: String] = [:]
  /// The numbers and matrices that were printed as rationals, by rows.
  var rationals: [String: [[Rational]]] = [:]
  /// The numbers that were printed as rationals; a witness of a quantifier stands for its own name.
  var printed: [String: Rational] = [:]
  /// Terms of sequences that were computed, in balls and in rationals.
  private var computed: [String: ReplayValue] = [:]
  var exactTerms: [String: Rational] = [:]
  /// Values of what moves at other times that were computed.
  var positions: [String: ReplayValue] = [:]
  /// Values of what moves at the present time, on the way to another one.
  var current: [String: ReplayValue]?
  var maps: [String: [[(coefficient: ComplexBall, exponents: [Int])]]] = [:]
  var coupled: Set<String> = []
  var samples: [String: [ReplayValue]] = [:]
  var exactSamples: [String: [Rational]] = [:]
  /// Random numbers that are independent in smaller numbers only.
  var ties: [[String]] = []
  /// The parameters that stand for an argument without a value.
  private var undefined: Set<String> = []
  var isComplex = false
  var anonymous = 0
  private var steps = 0

  /// `nil` when the values cannot be read back.
  init?(_ example: Counterexample, table: ScopeTable, bits: Int) {
    self.bits = bits
    self.table = table
    definitions = table.definitions
    for (name, text) in example.assignment.map({ ($0.name, $0.value) }) {
      if text == Instance.tie {
        ties.append(
          name.dropFirst().dropLast().split(separator: ",").map {
            String($0.drop { $0 == " " })
          })
        continue
      }
      guard let type = table.declarations[name]?.type else {
        terms[name] = text
        continue
      }
      switch type {
      case .space:
        guard let list = text.listed(bits: bits) else { return nil }
        weights[name] = list
      case .diffeomorphism:
        guard let list = text.listed(bits: bits) else { return nil }
        let images = list.compactMap { $0.re.exactRational?.int }
        guard images.sorted() == Array(1...max(list.count, 1)) else { return nil }
        bijections[name] = images
        if text.hasPrefix(Instance.reversing) { reversing.insert(name) }
      case _ where type.argumentSpaces(table) != nil:
        guard let list = text.listed(bits: bits) else { return nil }
        densities[name] = list
      case .density:
        guard let law = NormalLaw(text) else { return nil }
        normals[name] = law
      case .function(let parameters, let result):
        guard let map = Replay.map(text, result, bits: bits) else { return nil }
        _ = parameters
        maps[name] = map
      default:
        if text == Instance.tied || text == Instance.allEqual {
          coupled.insert(name)
        } else if text.hasPrefix("one of ") {
          let texts = text.dropFirst(7).split(separator: "|").map { String($0).trimmed }
          let points = texts.compactMap { ReplayValue.reading($0, type, bits: bits) }
          guard !points.isEmpty else { return nil }
          samples[name] = points
          let numbers = texts.compactMap { Rational($0) }
          if numbers.count == texts.count { exactSamples[name] = numbers }
        } else {
          guard let value = ReplayValue.reading(text, type, bits: bits) else { return nil }
          // A witness of a quantifier may have the name of a declared symbol, and comes later.
          if declared[name] == nil { declared[name] = value }
          values[name] = value
          rationals[name] = Replay.rationals(text, type)
          printed[name] = Rational(text)
        }
      }
    }
  }

  /// Whether the statement certainly fails, or has no value, at the counterexample.
  func confirms(_ statement: Expression) -> Bool {
    switch truth(statement) {
    case .no, .undefined: true
    case .yes, .unknown: false
    }
  }

  func with<R>(_ names: [String], _ new: [ReplayValue], _ body: () throws -> R) rethrows -> R {
    let saved = names.map { ($0, values[$0]) }
    let (exact, missing) = (rationals, undefined)
    for (name, value) in zip(names, new) {
      values[name] = value
      rationals[name] = nil
      undefined.remove(name)
    }
    defer {
      undefined = missing
      for (name, value) in saved.reversed() { values[name] = value }
      rationals = exact
    }
    return try body()
  }

  /// Evaluates something with arguments, of which some may have no value, for parameters.
  func with<R>(_ names: [String], lazily arguments: [Expression], _ body: () throws -> R) throws
    -> R
  {
    var list: [ReplayValue?] = []
    for argument in arguments {
      do { list.append(try value(argument)) } catch is Undefined { list.append(nil) }
    }
    return try with(names, list.map { $0 ?? .number(constant(0)) }) {
      for (name, value) in zip(names, list) where value == nil {
        values[name] = nil
        undefined.insert(name)
      }
      return try body()
    }
  }

  // MARK: Values

  func number(_ e: Expression) throws -> ComplexBall {
    guard case .number(let x) = try value(e) else { throw Unknown() }
    return x
  }

  func integer(_ e: Expression) throws -> Int {
    let x = try number(e).re
    guard let q = x.exactRational, let n = q.int else { throw Unknown() }
    return n
  }

  func constant(_ q: Rational) -> ComplexBall { ComplexBall(q, precision: bits) }

  func value(_ e: Expression) throws -> ReplayValue {
    steps += 1
    guard steps < 500_000 else { throw Unknown() }
    switch e.form {
    case .number(let q): return .number(constant(q))
    case .symbol(let name): return try value(of: name)
    case .constant(.imaginaryUnit): return .number(.i)
    case .constant(.pi): return .number(ComplexBall(Ball.pi(precision: bits)))
    case .constant(.euler): return .number(ComplexBall(Ball.e(precision: bits)))
    case .constant(.identity): return .identity(1)
    case .constant(.infinity): throw Unknown()
    case .negate(let a): return try value(a).mapping { -$0 } ?? fail()
    case .setBuilder: return .set(try set(e)?.points ?? fail())
    case .binary(let operation, _, _) where operation.isOfSets:
      return .set(try set(e)?.points ?? fail())
    case .binary(let operation, let a, let b):
      do { return try combine(operation, value(a), value(b)) } catch let failure as Undefined {
        if try isCancelled(e) { return .number(constant(0)) }
        throw failure
      }
    case .power(let base, let exponent): return try power(base, exponent)
    case .call(let name, let arguments): return try call(name, arguments)
    case .apply(let head, let arguments): return try apply(head, arguments)
    case .index(let head, let indices):
      if case .symbol(let name) = head.form,
        case .sequence(let element)? = table.declarations[name]?.type
      {
        return try term(name, integer(indices[0]), element)
      }
      if case .symbol(let name) = head.form, values["\(name)[1]"] != nil, indices.count == 1 {
        guard let point = values["\(name)[\(try integer(indices[0]))]"] else { throw Undefined() }
        return point
      }
      if head.form == .constant(.identity), indices.count == 1 {
        return identity(try integer(indices[0]))
      }
      let at = try indices.map { try integer($0) - 1 }
      switch try value(head) {
      case .vector(let v) where at.count == 1 && v.indices.contains(at[0]): return .number(v[at[0]])
      case .row(let v) where at.count == 1 && v.indices.contains(at[0]): return .number(v[at[0]])
      case .matrix(let m) where at.count == 1 && m.indices.contains(at[0]): return .vector(m[at[0]])
      case .matrix(let m)
      where at.count == 2 && m.indices.contains(at[0])
        && m[0].indices.contains(at[1]):
        return .number(m[at[0]][at[1]])
      // Out of the range.
      case .vector where at.count == 1, .row where at.count == 1: throw Undefined()
      case .matrix where at.count == 1 || at.count == 2: throw Undefined()
      default: throw Unknown()
      }
    case .transpose(let a):
      switch try value(a) {
      case .vector(let v): return .row(v)
      case .row(let v): return .vector(v)
      case .matrix(let m): return .matrix(m[0].indices.map { j in m.map { $0[j] } })
      case .number(let x): return .number(x)
      case .identity(let x): return .identity(x)
      case .point, .set, .spectrum: throw Unknown()
      }
    case .tuple(let list):
      return .vector(try list.flatMap { item in try value(item).entries ?? fail() })
    case .matrix(let rows): return .matrix(try rows.map { try $0.map { try number($0) } })
    case .partial(let inner, let name, let order):
      var derived = inner
      for _ in 0..<order { derived = try differentiate(derived, by: .init(name: name)) }
      // What is undefined at a point has no derivative there.
      do { _ = try value(inner) } catch is Undefined { throw Undefined() } catch {}
      return try value(derived)
    case .partialEntry(let inner, let name, let indices):
      return try value(differentiate(inner, by: entry(of: name, indices)))
    case .gradient(let inner, let names):
      let columns = try names.flatMap { name in
        try variables(name).map { try value(differentiate(inner, by: $0)).entries ?? fail() }
      }
      if case .vector(let list) = try value(inner) {
        let isNumber = names.count == 1 && variablesCount(names[0]) == nil
        let rows = list.indices.map { i in columns.map { $0.count == 1 ? $0[0] : $0[i] } }
        return isNumber ? .vector(rows.map { $0[0] }) : .matrix(rows)
      }
      let slopes = columns.map { $0[0] }
      if names.count == 1, case .matrix(let m)? = values[names[0]] {
        let width = m[0].count
        return .matrix(m.indices.map { Array(slopes[($0 * width)..<(($0 + 1) * width)]) })
      }
      return names.count == 1 && variablesCount(names[0]) == nil
        ? .number(slopes[0]) : .vector(slopes)
    case .bind(let binder, let body): return try bind(binder, body)
    case .set(let list):
      return .set(try list.flatMap { try $0.signChoices.map { try value($0) } })
    default: throw Unknown()
    }
  }

  func fail<R>() throws -> R { throw Unknown() }

  /// The number that an expression of rational numbers comes to, so that jumps are met exactly.
  func rational(_ e: Expression) throws -> Rational? {
    switch e.form {
    case .number(let q): return q
    case .negate(let a): return try rational(a).map { -$0 }
    case .symbol(let name):
      if case .number(let x)? = values[name] {
        return x.im.isZero == .yes ? x.re.exactRational : nil
      }
      guard values[name] == nil, let definition = definitions[name],
        definition.parameters.isEmpty
      else { return nil }
      return try rational(definition.body)
    case .binary(let operation, let a, let b):
      guard let x = try rational(a), let y = try rational(b) else { return nil }
      switch operation {
      case .add: return x + y
      case .subtract: return x - y
      case .multiply: return x * y
      case .divide:
        guard !y.isZero else { throw Undefined() }
        return x / y
      default: return nil
      }
    default: return nil
    }
  }

  private func value(of name: String) throws -> ReplayValue {
    if undefined.contains(name) { throw Undefined() }
    if let known = values[name] { return known }
    if let definition = definitions[name], definition.parameters.isEmpty {
      return try value(definition.body)
    }
    if let unit = try unitValue(name) { return unit }
    throw Unknown()
  }

  private func term(_ name: String, _ k: Int, _ element: ValueType) throws -> ReplayValue {
    if let text = terms["\(name)_\(k)"] {
      return try ReplayValue.reading(text, element, bits: bits) ?? fail()
    }
    let key = "\(name)_\(k)"
    if let known = computed[key] { return known }
    if let law = table.recurrences[name], k < 512 {
      for j in law.order..<max(k, law.order) { _ = try term(name, j, element) }
    }
    let value = try lawful { try given(name, k) }
    computed[key] = value
    return value
  }

  /// Evaluates a law, which speaks of the declared symbols and, as an assumption, has a value.
  func lawful<R>(_ body: () throws -> R) throws -> R {
    let bound = values
    let exact = rationals
    (values, rationals) = (declared, [:])
    defer { (values, rationals) = (bound, exact) }
    do { return try body() } catch is Undefined { throw Unknown() }
  }

  private func given(_ name: String, _ k: Int) throws -> ReplayValue {
    if let first = table.initials[name]?[k] { return try value(first) }
    guard let law = table.recurrences[name], k >= law.order else { throw Unknown() }
    return try with([law.index], [.number(constant(Rational(k - law.order)))]) {
      try value(law.step)
    }
  }

  /// The polynomials `c x_1^2 x_2 + …` of an opaque function.
  private static func map(
    _ text: String, _ type: ValueType, bits: Int
  ) -> [[(coefficient: ComplexBall, exponents: [Int])]]? {
    var result: [[(coefficient: ComplexBall, exponents: [Int])]] = []
    let components: [String] =
      switch type {
      case .vector: text.bracketed ?? []
      case .matrix: (text.bracketed ?? []).flatMap { $0.bracketed ?? [] }
      default: [text]
      }
    for component in components {
      var terms: [(coefficient: ComplexBall, exponents: [Int])] = []
      for piece in component.split(separator: "+") {
        var exponents: [Int] = []
        let factors = piece.split(separator: " ").map(String.init)
        guard let c = factors.first.flatMap({ Rational($0) }) else { return nil }
        for factor in factors.dropFirst() {
          let halves = factor.split(separator: "^").map(String.init)
          let variable = halves[0] == "x" ? 1 : Int(halves[0].dropFirst(2)) ?? 0
          guard variable > 0, let n = halves.count > 1 ? Int(halves[1]) : 1 else { return nil }
          while exponents.count < variable { exponents.append(0) }
          exponents[variable - 1] += n
        }
        terms.append((ComplexBall(c, precision: bits), exponents))
      }
      result.append(terms)
    }
    return result
  }
}

extension String {
  /// The numbers in the last bracket of the text.
  fileprivate func listed(bits: Int) -> [ComplexBall]? {
    guard let open = firstIndex(of: "("), let parts = String(self[open...]).bracketed else {
      return nil
    }
    let numbers = parts.compactMap { ReplayValue.number($0, bits: bits) }
    return numbers.count == parts.count ? numbers : nil
  }
}
