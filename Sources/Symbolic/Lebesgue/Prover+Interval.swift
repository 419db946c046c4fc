import Exact
import Kernel

/// Integrals over intervals, by the fundamental theorem of calculus.
extension Prover {
  /// ∫ of a sum of terms [a < x < b] g(x); `nil` where an antiderivative is not found. Where the order of
  /// the bounds is not known, both cases must come to the same.
  func intervalForm(_ function: Term) throws -> Expectation? {
    try fuel.spend()
    let x = try fresh("x", .real, function)
    let whole = try evaluate(function.instantiate(x))
    let start = try whole.then(elementary(whole.right))
    for (a, b) in try start.right.intervals(of: x) {
      let orders = try (Term.lessOrEqual(a, b), Term.less(b, a))
      guard (try? prove(orders.0, depth: 20)) == nil,
        (try? prove(.lessOrEqual(b, a), depth: 20)) == nil
      else { continue }
      let parts = try (
        adding([.assume(orders.0)]).intervalForm(function),
        adding([.assume(orders.1)]).intervalForm(function)
      )
      guard let forward = parts.0, let backward = parts.1,
        try forward.value.right === backward.value.right
      else { return nil }
      let total = try Theorem.axiom(.total, [a, b])
      return Expectation(
        integrable: try total.cases(forward.integrable, backward.integrable),
        value: try total.cases(forward.value, backward.value))
    }
    return try intervalForm(start, x)
  }

  private func intervalForm(_ start: Theorem, _ x: Term) throws -> Expectation? {
    let fraction = try RationalForm(nonzero: []).fraction(of: start.right)
    guard fraction.denominator.isEmpty else { return nil }
    if fraction.numerator.isZero { return try nullIntegral(start, x) }
    var parts: [(bracket: Term, rest: Polynomial)] = []
    for (monomial, coefficient) in fraction.numerator.terms {
      let brackets = monomial.factors.filter { $0.atom.interval(of: x) != nil }
      guard brackets.count == 1, brackets[0].exponent == 1 else { return nil }
      let rest = Polynomial(monomial.removing(brackets[0].atom), coefficient)
      if let place = parts.firstIndex(where: { $0.bracket === brackets[0].atom }) {
        parts[place].rest = parts[place].rest + rest
      } else {
        parts.append((brackets[0].atom, rest))
      }
    }
    var sum: Term?
    var result: Expectation?
    for part in parts {
      let rest = try part.rest.term(in: .real)
      guard let own = try interval(part.bracket, rest, x) else { return nil }
      let term = try part.bracket * rest
      guard let before = result, let head = sum else {
        (sum, result) = (term, own)
        continue
      }
      let both = try Theorem.use(
        .integralAdd, [.lambda(x, head), .lambda(x, term)], before.integrable, own.integrable
      ).conjuncts()
      result = Expectation(
        integrable: both.0, value: try both.1.then(.congruence(.add, [before.value, own.value])))
      sum = try head + term
    }
    guard let result, let sum else { return nil }
    let form = try result.rearranged(start.then(.ring(start.right, sum)), at: x)
    return Expectation(
      integrable: form.integrable, value: try form.value.then(laurent(form.value.right)))
  }

  /// ∫[a < x < b] g(x) for one term.
  private func interval(_ bracket: Term, _ integrand: Term, _ x: Term) throws -> Expectation? {
    guard let (a, b) = bracket.interval(of: x) else { return nil }
    if let order = try? prove(.lessOrEqual(a, b), depth: 20) {
      return try fundamentalTheorem(a, b, integrand, x, order)
    }
    guard let order = try? prove(.lessOrEqual(b, a), depth: 20) else { return nil }
    return try emptyInterval(bracket, integrand, x, order)
  }

  /// ∫[a < x < b] g(x) = G(b) − G(a), for an antiderivative G of g on [a, b].
  private func fundamentalTheorem(
    _ a: Term, _ b: Term, _ integrand: Term, _ x: Term, _ order: Theorem
  ) throws -> Expectation? {
    let (low, high) = try (Term.lessOrEqual(a, x), Term.lessOrEqual(x, b))
    let context = try adding([.assume(low), .assume(high)]).at(x)
    let simple = try context.laurent(integrand)
    guard let primitive = try context.primitive(of: simple.right, x) else { return nil }
    let (F, f) = try (Term.lambda(x, primitive), Term.lambda(x, integrand))
    let derivative = try context.differentiate(F, at: x)
    let own = try context.differentiate(f, at: x)
    guard let slope = derivative.conclusion.arguments(of: .hasDerivative)?[1],
      let change = own.conclusion.arguments(of: .hasDerivative)?[1]
    else { return nil }
    let matched = try derivative.rewritten(
      by: .congruence(
        .hasDerivative,
        [.reflexive(F), context.equation(slope, integrand), .reflexive(x)]))
    let y = try fresh("y", .real, F, f)
    let differentiable = try own.witnessing(
      .lambda(y, .apply(.hasDerivative, [f, y, x])), change)
    func everywhere(_ theorem: Theorem) throws -> Theorem {
      try theorem.discharging(high).discharging(low).generalizing(x)
    }
    let parts = try Theorem.use(
      .fundamentalTheorem, [F, f, a, b], everywhere(matched), everywhere(differentiable), order
    ).conjuncts()
    return Expectation(integrable: parts.0, value: parts.1)
  }

  /// ∫[a < x < b] g(x) = 0 where b ≤ a.
  private func emptyInterval(
    _ bracket: Term, _ integrand: Term, _ x: Term, _ order: Theorem
  ) throws -> Expectation? {
    guard let condition = bracket.arguments(of: .indicator)?[0] else { return nil }
    let inside = try Theorem.assume(condition).conjuncts()
    let isNone = try adding([order, inside.0, inside.1]).contradiction().negating(condition)
    let zero = try Theorem.axiom(.indicatorCases, [condition]).conjuncts().1.modusPonens(isNone)
    return try nullIntegral(.congruence(.multiply, [zero, .reflexive(integrand)]), x)
  }

  /// ∫f = 0 from f(x) = t, for a product or number t that is 0 by its form.
  private func nullIntegral(_ equation: Theorem, _ x: Term) throws -> Expectation? {
    guard
      let null = try fundamentalTheorem(
        .zero, .zero, .zero, x, .arithmetic(.lessOrEqual(.zero, .zero))),
      let nothing = try null.integrable.conclusion.arguments(of: .integrable)?[0].instantiate(x)
    else { return nil }
    let form = try null.rearranged(equation.then(.ring(equation.right, nothing)), at: x)
    return Expectation(
      integrable: form.integrable, value: try form.value.then(.ring(form.value.right, .zero)))
  }

  // MARK: Antiderivatives

  /// A term whose derivative by x should be the given sum of products; nothing rests on it.
  private func primitive(of form: Term, _ x: Term) throws -> Term? {
    let polynomial = try RationalForm(nonzero: []).fraction(of: form).numerator
    var result: Term?
    for (monomial, coefficient) in polynomial.terms {
      let (dependent, constant) = monomial.split(by: x)
      guard let own = try primitive(ofFactors: dependent, x) else { return nil }
      let term = try Polynomial(constant, coefficient).term(in: .real) * own
      result = try result.map { try $0 + term } ?? term
    }
    return result ?? .zero
  }

  /// xⁿ, xⁿ exp(c x), xⁿ log x, 1/uⁿ and log u for linear u.
  private func primitive(ofFactors factors: Monomial, _ x: Term) throws -> Term? {
    var degree = 0
    var others: [(atom: Term, exponent: Int)] = []
    for factor in factors.factors {
      if factor.atom === x {
        degree = factor.exponent
      } else {
        others.append((factor.atom, factor.exponent))
      }
    }
    func power(_ n: Int) throws -> Term { try n == 0 ? .one : x.power(n) }
    let next = Term.real(Rational(1, degree + 1))
    guard let first = others.first else { return try next * power(degree + 1) }
    if let exponential = try exponentialSlope(others, x) {
      // ∫xⁿ e = (xⁿ e − n ∫xⁿ⁻¹ e)/c for e = exp(c x + …).
      var result = exponential.product
      for n in 1..<(degree + 1) {
        result =
          try power(n) * exponential.product - .real(Rational(n)) / exponential.slope * result
      }
      return try result / exponential.slope
    }
    guard others.count == 1 else { return nil }
    if let base = first.atom.arguments(of: .inverse)?[0], degree == 0,
      let slope = try linearSlope(base, x)
    {
      if first.exponent > 1 {
        let n = first.exponent - 1
        return try -(.one / (.real(Rational(n)) * slope * base.power(n)))
      }
      let isPositive = (try? positive(base)) != nil
      return try .apply(.log, [isPositive ? base : -base]) / slope
    }
    if let base = first.atom.arguments(of: .log)?[0], first.exponent == 1,
      let slope = try linearSlope(base, x)
    {
      if base === x { return try next * power(degree + 1) * (first.atom - next) }
      return degree == 0 ? try (base * first.atom - base) / slope : nil
    }
    return nil
  }

  /// A product of exponentials of linear functions, and the coefficient of x in its exponent.
  private func exponentialSlope(
    _ factors: [(atom: Term, exponent: Int)], _ x: Term
  ) throws -> (product: Term, slope: Term)? {
    var product: Term = .one
    var slope: Term = .zero
    for (atom, exponent) in factors {
      let base = atom.arguments(of: .inverse)?[0]
      guard let argument = (base ?? atom).arguments(of: .exp)?[0],
        let own = try linearSlope(argument, x)
      else { return nil }
      product = try product * atom.power(exponent)
      let part = try Term.real(Rational(exponent)) * own
      slope = try base == nil ? slope + part : slope - part
    }
    return (product, try normalize(slope).right)
  }

  /// c where u = c x + d.
  private func linearSlope(_ term: Term, _ x: Term) throws -> Term? {
    let value = try fraction(of: term).value
    guard !value.denominator.keys.contains(where: { $0.atoms.contains { $0.contains(x) } }) else {
      return nil
    }
    let coefficients = value.numerator.coefficients(of: x)
    guard coefficients.count == 2,
      coefficients.allSatisfy({ $0.atoms.allSatisfy { !$0.contains(x) } })
    else { return nil }
    return try coefficients[1].term(in: .real) / value.expandedDenominator().term(in: .real)
  }
}

extension Term {
  /// The bounds a and b of all [a < x < b] in sums, products and quotients.
  fileprivate func intervals(of x: Term) -> [(low: Term, high: Term)] {
    if let own = interval(of: x) { return [own] }
    switch node {
    case .apply(.add, let parts), .apply(.multiply, let parts), .apply(.negate, let parts),
      .apply(.inverse, let parts):
      return parts.flatMap { $0.intervals(of: x) }
    default: return []
    }
  }

  /// a and b of [a < x < b], where they do not depend on x.
  func interval(of x: Term) -> (low: Term, high: Term)? {
    guard let both = arguments(of: .indicator)?[0].arguments(of: .and),
      let left = both[0].arguments(of: .less), let right = both[1].arguments(of: .less),
      left[1] === x, right[0] === x, !left[0].contains(x), !right[1].contains(x)
    else { return nil }
    return (left[0], right[1])
  }
}
