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
      let brackets = monomial.factors.filter {
        $0.atom.interval(of: x) != nil || $0.atom.halfLine(of: x) != nil
      }
      guard brackets.count == 1, brackets[0].exponent == 1 else { return nil }
      let rest = Polynomial(monomial.removing(brackets[0].atom), coefficient)
      // On half lines the terms are carried out one by one, each with its sign.
      if brackets[0].atom.halfLine(of: x) == nil,
        let place = parts.firstIndex(where: { $0.bracket === brackets[0].atom })
      {
        parts[place].rest = parts[place].rest + rest
      } else {
        parts.append((brackets[0].atom, rest))
      }
    }
    var sum: Term?
    var result: Expectation?
    for part in parts {
      let rest = try part.rest.term(in: .real)
      let own =
        if let a = part.bracket.halfLine(of: x) {
          try halfLine(a, part.rest, x)
        } else {
          try interval(part.bracket, rest, x)
        }
      guard let own else { return nil }
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
    guard let slopes = try context.slopes(of: primitive, integrand, x) else { return nil }
    let (F, f) = try (Term.lambda(x, primitive), Term.lambda(x, integrand))
    func everywhere(_ theorem: Theorem) throws -> Theorem {
      try theorem.discharging(high).discharging(low).generalizing(x)
    }
    let parts = try Theorem.use(
      .fundamentalTheorem, [F, f, a, b], everywhere(slopes.matched),
      everywhere(slopes.differentiable), order
    ).conjuncts()
    return Expectation(integrable: parts.0, value: parts.1)
  }

  /// That F has the derivative f, and f one, at x.
  private func slopes(
    of primitive: Term, _ integrand: Term, _ x: Term
  ) throws -> (matched: Theorem, differentiable: Theorem)? {
    let (F, f) = try (Term.lambda(x, primitive), Term.lambda(x, integrand))
    let derivative = try differentiate(F, at: x)
    let own = try differentiate(f, at: x)
    guard let slope = derivative.conclusion.arguments(of: .hasDerivative)?[1],
      let change = own.conclusion.arguments(of: .hasDerivative)?[1]
    else { return nil }
    let matched = try derivative.rewritten(
      by: .congruence(
        .hasDerivative, [.reflexive(F), equation(slope, integrand), .reflexive(x)]))
    let y = try fresh("y", .real, F, f)
    let differentiable = try own.witnessing(
      .lambda(y, .apply(.hasDerivative, [f, y, x])), change)
    return (matched, differentiable)
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
}

/// Integrals over half lines.
extension Prover {
  /// ∫[a < x] c g(x) = −c G(a) for one product c g, where g ≥ 0 beyond a and its antiderivative G tends to 0.
  private func halfLine(_ a: Term, _ product: Polynomial, _ x: Term) throws -> Expectation? {
    guard product.terms.count == 1, let (monomial, number) = product.terms.first else { return nil }
    let (dependent, constant) = monomial.split(by: x)
    guard let g = try dependent.term(in: .real) else { return nil }
    let c = try Polynomial(constant, number).term(in: .real)
    let beyond = try Term.lessOrEqual(a, x)
    let context = try adding([.assume(beyond)]).at(x)
    guard let primitive = try context.primitive(of: context.laurent(g).right, x),
      let slopes = try context.slopes(of: primitive, g, x),
      let sign = try? context.prove(.lessOrEqual(.zero, g), depth: 20)
    else { return nil }
    let (F, f) = try (Term.lambda(x, primitive), Term.lambda(x, g))
    func everywhere(_ theorem: Theorem) throws -> Theorem {
      try theorem.discharging(beyond).generalizing(x)
    }
    let whole = try Axiom.halfLine.statement([F, f, a, .zero])
    var premises = whole
    for _ in 0..<3 {
      guard let parts = premises.arguments(of: .implies) else { return nil }
      premises = parts[1]
    }
    guard let tends = premises.arguments(of: .implies)?[0], let limit = try? prove(tends) else {
      return nil
    }
    let own = try Theorem.use(
      .halfLine, [F, f, a, .zero], everywhere(slopes.matched), everywhere(slopes.differentiable),
      everywhere(sign), limit
    ).conjuncts()
    let bracketed = try Term.apply(.indicator, [.less(a, x)]) * g
    let scaled = try Self.scaled(
      c, bracketed, x, Expectation(integrable: own.0, value: own.1))
    let term = try c * bracketed
    return try scaled.rearranged(
      .ring(.apply(.indicator, [.less(a, x)]) * product.term(in: .real), term), at: x)
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
  fileprivate func interval(of x: Term) -> (low: Term, high: Term)? {
    guard let both = arguments(of: .indicator)?[0].arguments(of: .and),
      let left = both[0].arguments(of: .less), let right = both[1].arguments(of: .less),
      left[1] === x, right[0] === x, !left[0].contains(x), !right[1].contains(x)
    else { return nil }
    return (left[0], right[1])
  }

  /// a of [a < x], where it does not depend on x.
  fileprivate func halfLine(of x: Term) -> Term? {
    guard let sides = arguments(of: .indicator)?[0].arguments(of: .less), sides[1] === x,
      !sides[0].contains(x)
    else { return nil }
    return sides[0]
  }
}
