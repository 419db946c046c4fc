import Exact
import Notation

/// What moves in the long run: solutions of linear differential equations with constant coefficients, by the
/// derivatives at one time.
extension SurfaceEvaluator {
  /// What an expression tends to with the time; `nil` unless it speaks of what moves and is known to satisfy a
  /// linear differential equation.
  func tendency(of e: Expression, inTime time: String) throws -> RecurrentSequence.Tendency? {
    guard !table.motions.isEmpty, table.motionsAreLinear, table.speaksOfMotions(e),
      let order = table.recurrenceOrder(of: e, in: time), order <= 48,
      let start = startOfMotions()
    else { return nil }
    try fuel.spend(15_000)
    let count = 2 * order + 2
    let series = TimeSeries(
      evaluator: self, time: time, start: start, functions: try solutions(count), count: count)
    guard let coefficients = try series.coefficients(of: e, [time: series.variable]) else {
      return nil
    }
    var factorial = Rational.one
    let derivatives = (0..<count).map { n in
      if n > 1 { factorial *= Rational(n) }
      return n < coefficients.count ? coefficients[n] * factorial : .zero
    }
    return ExponentialPolynomial(derivatives: derivatives).tendency
  }

  /// The time of the values of what moves, where it is a rational number.
  private func startOfMotions() -> Rational? {
    let times = table.motions.values.map { instance.origin(of: $0)?.primal.rational }
    guard let first = times.first, let first, times.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  /// The coefficients of the powers of the time since the start, for every function that moves.
  ///
  /// Law: ż = M z + c has z₍ₙ₊₁₎ = (M zₙ + [n = 0] c)/(n + 1).
  private func solutions(_ count: Int) throws -> [String: [Rational]] {
    let names = instance.curves.keys.filter { table.motions[$0] != nil }.sorted()
    let start = try names.flatMap { instance.curves[$0] ?? [] }.map { value in
      guard case .number(let x) = value, let q = x.primal.rational else {
        throw EvaluationFailure.notEvaluable("a limit of what is no rational number")
      }
      return q
    }
    let zeros = start.map { _ in Rational.zero }
    let constant = try ratesOfMotions(zeros, names)
    let columns = try start.indices.map { j in
      var unit = zeros
      unit[j] = .one
      return zip(try ratesOfMotions(unit, names), constant).map { $0 - $1 }
    }
    var terms = [start]
    for n in 0..<count {
      let last = terms[n]
      terms.append(
        start.indices.map { i in
          let sum = last.indices.reduce(n == 0 ? constant[i] : .zero) {
            $0 + columns[$1][i] * last[$1]
          }
          return sum / Rational(n + 1)
        })
    }
    var result: [String: [Rational]] = [:]
    var position = 0
    for name in names {
      result[name] = terms.map { $0[position] }
      position += instance.curves[name]?.count ?? 0
    }
    return result
  }

  /// The derivatives of the numbers of a state.
  private func ratesOfMotions(_ numbers: [Rational], _ names: [String]) throws -> [Rational] {
    var instance = instance
    var position = 0
    for name in names {
      let count = instance.curves[name]?.count ?? 0
      instance.curves[name] = numbers[position..<(position + count)].map { SurfaceValue($0) }
      position += count
    }
    let other = SurfaceEvaluator(table: table, instance: instance, bits: bits, fuel: fuel)
    other.isOnFlow = true
    return try names.flatMap { name -> [Rational] in
      guard let motion = table.motions[name], let time = instance.origin(of: motion) else {
        throw EvaluationFailure.shapes
      }
      return try (instance.curves[name] ?? []).indices.map { order in
        guard case .number(let rate) = try other.curve(name, order: order + 1, at: time),
          let q = rate.primal.rational
        else { throw EvaluationFailure.notEvaluable("a limit of what is no rational number") }
        return q
      }
    }
  }
}

/// Polynomials in values of what moves, as power series in the time since the start.
private struct TimeSeries {
  let evaluator: SurfaceEvaluator
  let time: String
  let start: Rational
  let functions: [String: [Rational]]
  let count: Int

  /// The time itself.
  var variable: [Rational] { [start, 1] }

  /// `nil` for what is no such polynomial.
  func coefficients(of e: Expression, _ known: [String: [Rational]]) throws -> [Rational]? {
    let table = evaluator.table
    func of(_ e: Expression) throws -> [Rational]? { try coefficients(of: e, known) }
    if table.dependencies(of: e).isDisjoint(with: known.keys) {
      guard case .number(let x) = try evaluator.value(e), let q = x.primal.rational,
        x.tag == 0
      else { return nil }
      return [q]
    }
    switch e.form {
    case .symbol(let name):
      if let own = known[name] { return own }
      guard let definition = table.definitions[name], definition.parameters.isEmpty else {
        return nil
      }
      return try of(definition.body)
    case .negate(let a): return try of(a)?.map { -$0 }
    case .binary(let operation, let a, let b):
      guard let x = try of(a), let y = try of(b) else { return nil }
      switch operation {
      case .add: return sum(x, y)
      case .subtract: return sum(x, y.map { -$0 })
      case .multiply: return product(x, y)
      case .divide:
        guard y.count == 1, !y[0].isZero else { return nil }
        return x.map { $0 / y[0] }
      default: return nil
      }
    case .power(let base, let exponent):
      guard let n = exponent.foldedNumber?.int, (0...8).contains(n) else { return nil }
      if case .call(let name, let list) = base.form, name == .norm || name == .abs,
        n.isMultiple(of: 2), list.count == 1
      {
        let entries: [Expression] = if case .tuple(let parts) = list[0].form { parts } else { list }
        var square: [Rational] = [.zero]
        for entry in entries {
          guard let x = try of(entry) else { return nil }
          square = sum(square, product(x, x))
        }
        return (0..<(n / 2)).reduce([.one]) { own, _ in product(own, square) }
      }
      guard let x = try of(base) else { return nil }
      return (0..<n).reduce([.one]) { own, _ in product(own, x) }
    case .apply(let head, let arguments):
      guard case .symbol(let name) = head.form else { return nil }
      if let function = functions[name] {
        // f(c t) is known where c t is the start as well.
        guard arguments.count == 1, let at = try of(arguments[0]), at[0] == start,
          at.dropFirst(2).allSatisfy(\.isZero)
        else { return nil }
        let scale = at.count > 1 ? at[1] : .zero
        var power = Rational.one
        return function.prefix(count).map { c in
          defer { power *= scale }
          return c * power
        }
      }
      guard let definition = table.definitions[name],
        definition.parameters.count == arguments.count
      else { return nil }
      var inner = known
      for (parameter, argument) in zip(definition.parameters, arguments) {
        guard let own = try of(argument) else { return nil }
        inner[parameter] = own
      }
      return try coefficients(of: definition.body, inner)
    default: return nil
    }
  }

  private func sum(_ a: [Rational], _ b: [Rational]) -> [Rational] {
    (0..<max(a.count, b.count)).map {
      ($0 < a.count ? a[$0] : .zero) + ($0 < b.count ? b[$0] : .zero)
    }
  }

  private func product(_ a: [Rational], _ b: [Rational]) -> [Rational] {
    guard !a.isEmpty, !b.isEmpty else { return [.zero] }
    var result = Array(repeating: Rational.zero, count: min(a.count + b.count - 1, count))
    for (i, x) in a.enumerated() where !x.isZero {
      for (j, y) in b.enumerated() where i + j < result.count { result[i + j] += x * y }
    }
    return result
  }
}

extension ScopeTable {
  /// Whether values of a function that a differential equation gives occur.
  func speaksOfMotions(_ e: Expression) -> Bool {
    dependencies(of: e).contains { motions[$0] != nil }
  }
}
