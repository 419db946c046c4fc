import Exact
import Notation
import Numeric

/// Limits of what linear differential equations move, from exact derivatives.
extension Replay {
  /// Whether lim e = L fails for t → ∞; `nil` where e is not known to satisfy a linear differential equation.
  func relateMotionLimit(
    _ body: Expression, in time: String, to other: Expression
  ) throws -> Answer? {
    func raised(_ e: Expression) -> Expression {
      Expression(.power(e, Expression(.number(2), at: e.place)), at: e.place)
    }
    if other.infiniteSign != nil {
      // |e| tends to ∞ only if e² does.
      guard let motion = try longRun(of: body, in: time) ?? longRun(of: raised(body), in: time)
      else { return nil }
      return motion.doesNotDiverge ? .no : .unknown
    }
    let difference = Expression(.binary(.subtract, body, other), at: body.place)
    if let motion = try longRun(of: difference, in: time) {
      return motion.doesNotVanish ? .no : .unknown
    }
    let gap = Expression(.binary(.subtract, raised(body), raised(other)), at: body.place)
    if let motion = try longRun(of: gap, in: time) { return motion.doesNotVanish ? .no : .unknown }
    // A norm is never negative.
    if case .call(.norm, _) = body.form, try number(other).re.isNegative == .yes { return .no }
    return nil
  }

  private func longRun(of e: Expression, in time: String) throws -> ReplayedMotion? {
    guard !table.motions.isEmpty, table.motionsAreLinear, table.speaksOfMotions(e),
      let order = table.recurrenceOrder(of: e, in: time), order <= 48
    else { return nil }
    let count = 2 * order + 4
    guard let solution = try? solutions(count),
      let values = try? series(e, [time: [solution.start, 1]], solution, count)
    else { return nil }
    var factorial = Rational.one
    let derivatives = (0..<count).map { n in
      if n > 1 { factorial *= Rational(n) }
      return n < values.count ? values[n] * factorial : .zero
    }
    return ReplayedMotion(derivatives: derivatives, order: order)
  }

  private struct Solution {
    let start: Rational
    var functions: [String: [Rational]]
  }

  /// The Taylor series of everything that moves, one coefficient after the other, from those of its rate.
  private func solutions(_ count: Int) throws -> Solution {
    guard let variable = table.motions.values.first?.variable,
      table.motions.values.allSatisfy({ $0.variable == variable && $0.order == 1 })
    else { throw Unknown() }
    let isAtZero = terms.keys.contains { $0.hasSuffix("(0)") }
    let start = try isAtZero ? .zero : printed[variable] ?? fail()
    var result = Solution(start: start, functions: [:])
    for name in table.motions.keys {
      guard let text = printedValue(name, variable) else { continue }
      result.functions[name] = [try Rational(text) ?? fail()]
    }
    for n in 0..<count {
      var next = result
      for name in result.functions.keys {
        guard let motion = table.motions[name] else { throw Unknown() }
        let rate = try series(motion.rate, [variable: [start, 1]], result, n + 1)
        next.functions[name]?.append(n < rate.count ? rate[n] / Rational(n + 1) : .zero)
      }
      result = next
    }
    return result
  }

  /// The coefficients of a polynomial in what moves, up to a number of them.
  private func series(
    _ e: Expression, _ bound: [String: [Rational]], _ solution: Solution, _ count: Int
  ) throws -> [Rational] {
    func of(_ e: Expression) throws -> [Rational] { try series(e, bound, solution, count) }
    func times(_ a: [Rational], _ b: [Rational]) -> [Rational] {
      (0..<min(count, a.count + b.count - 1)).map { n in
        (max(0, n - b.count + 1)...min(n, a.count - 1)).reduce(.zero) { $0 + a[$1] * b[n - $1] }
      }
    }
    func plus(_ a: [Rational], _ b: [Rational], _ sign: Rational) -> [Rational] {
      (0..<max(a.count, b.count)).map {
        ($0 < a.count ? a[$0] : .zero) + sign * ($0 < b.count ? b[$0] : .zero)
      }
    }
    switch e.form {
    case .number(let q): return [q]
    case .symbol(let name):
      if let known = bound[name] { return known }
      if let q = printed[name] { return [q] }
      guard let definition = definitions[name], definition.parameters.isEmpty else {
        throw Unknown()
      }
      return try of(definition.body)
    case .negate(let a): return try of(a).map { -$0 }
    case .binary(.add, let a, let b): return plus(try of(a), try of(b), 1)
    case .binary(.subtract, let a, let b): return plus(try of(a), try of(b), -1)
    case .binary(.multiply, let a, let b): return times(try of(a), try of(b))
    case .binary(.divide, let a, let b):
      let divisor = try of(b)
      guard divisor.count == 1, !divisor[0].isZero else { throw Unknown() }
      return try of(a).map { $0 / divisor[0] }
    case .power(let base, let exponent):
      guard let n = try of(exponent).first?.int, (0...8).contains(n) else { throw Unknown() }
      if case .call(let name, let list) = base.form, name == .norm || name == .abs,
        n.isMultiple(of: 2)
      {
        let entries: [Expression] = if case .tuple(let parts) = list[0].form { parts } else { list }
        let square = try entries.reduce([Rational.zero]) {
          let x = try of($1)
          return plus($0, times(x, x), 1)
        }
        return (0..<(n / 2)).reduce([1]) { own, _ in times(own, square) }
      }
      let x = try of(base)
      return (0..<n).reduce([1]) { own, _ in times(own, x) }
    case .apply(let head, let arguments):
      guard case .symbol(let name) = head.form else { throw Unknown() }
      if let function = solution.functions[name] {
        let at = try of(arguments[0])
        guard at[0] == solution.start, at.dropFirst(2).allSatisfy(\.isZero) else {
          throw Unknown()
        }
        let scale = at.count > 1 ? at[1] : .zero
        return try function.prefix(count).enumerated().map {
          try $0.element * (scale.power($0.offset) ?? fail())
        }
      }
      guard let definition = definitions[name], definition.parameters.count == arguments.count
      else { throw Unknown() }
      var inner = bound
      for (parameter, argument) in zip(definition.parameters, arguments) {
        inner[parameter] = try of(argument)
      }
      return try series(definition.body, inner, solution, count)
    default: throw Unknown()
    }
  }
}

/// A solution of a linear differential equation with constant rational coefficients, as the replay sees it.
///
/// What is true here is certain; `false` says nothing.
struct ReplayedMotion {
  /// The least equation, coefficients ascending; the last is 1.
  private let polynomial: [Rational]
  private let roots: [PolynomialRoot]

  init?(derivatives: [Rational], order: Int) {
    guard let found = ReplayedSequence.recurrence(of: derivatives, atMost: order) else {
      return nil
    }
    polynomial = found
    roots = PolynomialRoot.roots(ofPolynomial: found, precision: 320) ?? []
  }

  /// Whether the values certainly do not tend to 0: 0 is a root, or some root is certainly to the right of the
  /// axis, or one and its negative are both roots.
  var doesNotVanish: Bool {
    guard polynomial.count > 1 else { return false }
    if polynomial[0].isZero { return true }
    if roots.contains(where: { $0.value.re.isPositive == .yes }) { return true }
    let turned = polynomial.enumerated().map {
      $0.offset.isMultiple(of: 2) ? $0.element : -$0.element
    }
    return ReplayedSequence.commonDivisor(polynomial, turned).count > 1
  }

  /// Whether the values certainly tend neither to ∞ nor to −∞: no real root is at 0 or to the right of it, or
  /// only 0 is, once, and all others are to the left.
  var doesNotDiverge: Bool {
    guard polynomial.count > 1, !roots.isEmpty else { return polynomial.count == 1 }
    let others = roots.filter { $0.value.equals(0) == .no }
    let hasZero = polynomial[0].isZero
    if !hasZero, roots.allSatisfy({ !$0.isReal || $0.value.re.isNegative == .yes }) { return true }
    return hasZero && !polynomial[1].isZero && others.count == roots.count - 1
      && others.allSatisfy { $0.value.re.isNegative == .yes }
  }
}
