import Exact
import Kernel

/// Limits of sums with summands k^d r^k, x^d e^{−cx}, x^d log x or x^{−d} log x, which tend to 0: these lie
/// between ±B(x), where B is without exponentials and logarithms.
extension Prover {
  /// The limit of e = R + S, where |S| ≤ B, from those of R and of B.
  func squeezed(_ goal: LimitGoal) throws -> Theorem? {
    guard !fuel.squeezes, let place = try Rate(goal) else { return nil }
    fuel.squeezes = true
    defer { fuel.squeezes = false }
    let context = try adding([.assume(.less(.zero, place.X))])
    let form = try context.laurent(goal.value)
    var rest: Term = .zero
    var majorant: Majorant?
    var rates: [Theorem] = []
    for (monomial, coefficient) in try IntegralSpan.polynomial(form).terms {
      let summand = try Polynomial(monomial, coefficient).term(in: .real)
      if let own = try context.majorant(
        of: monomial, coefficient, place, rates: &rates)
      {
        majorant = try majorant.map { try $0.plus(own) } ?? own
      } else {
        rest = rest === Term.zero ? summand : try rest + summand
      }
    }
    guard let majorant else { return nil }
    let parts = try rest + majorant.term
    let value =
      try (try? context.equation(goal.value, parts)) ?? form.then(.ring(form.right, parts))
    let isMargin = try prove(.less(.zero, goal.ε), depth: 20)
    let margin = try goal.ε / .real(2)
    let isHalf = try Self.product(
      .arithmetic(.less(.zero, .real(Rational(1, 2)))), isMargin
    ).moved(to: margin)
    let inner = try adding([isHalf])
    let isConstant = try? context.equation(rest, goal.limit)
    func claim(_ e: Term, _ limit: Term) throws -> Term {
      try .and(.less(limit - margin, e), .less(e, limit + margin))
    }
    // With a variable for each rate.
    var general = majorant.bound
    var variables: [(variable: Term, rate: Theorem)] = []
    for rate in rates where !variables.contains(where: { $0.rate.conclusion === rate.conclusion }) {
      let c = try fresh("c", .real, goal.predicate, general)
      general = try general.replacing(rate.bounded, by: c)
      variables.append((c, rate))
    }
    let signs = try variables.map { try Term.less(.zero, $0.variable) }
    guard
      var bound = try inner.adding(signs.map { try .assume($0) })
        .limit(place.predicate(claim(general, .zero), goal))
    else { return nil }
    for (sign, own) in zip(signs, variables) {
      bound = try bound.discharging(sign).instantiate([own.variable: own.rate.bounded])
        .modusPonens(own.rate)
    }
    var existences = [bound]
    if isConstant == nil {
      var own = try claim(rest, goal.limit)
      if let defined = goal.defined { own = try .and(defined, own) }
      guard let limit = try inner.limit(place.predicate(own, goal)) else { return nil }
      existences.append(limit)
    }
    var starts: [Term] = []
    for existence in existences {
      starts.append(
        try .fresh(
          "K", goal.start.sort,
          avoiding: facts.map(\.conclusion) + starts
            + [goal.predicate, goal.start, goal.x, existence.conclusion, value.conclusion]))
    }
    // At an x that is far enough for both.
    let (start, premises, reached) = try place.combined(starts, existences, goal, self)
    var values: [(Theorem, Theorem)] = []
    var defined: Theorem?
    for here in reached.here {
      var bounds = try here.conjuncts()
      if bounds.1.conclusion.arguments(of: .and) != nil {
        (defined, bounds) = try (bounds.0, bounds.1.conjuncts())
      }
      values.append(bounds)
    }
    func gap(_ theorem: Theorem) throws -> Theorem {
      try theorem.rewritten(by: .axiom(.lessDifference, ends(of: theorem)))
    }
    // ε/2 − B > 0, and R within ε/2 of L.
    let isBelow = try gap(values[0].1).moved(to: margin - majorant.bound)
    var (low, high) = (isHalf, isHalf)
    var sum = parts
    var whole = value
    if let isConstant {
      sum = try goal.limit + majorant.term
      whole = try value.then(.congruence(.add, [isConstant, .reflexive(majorant.term)]))
    } else {
      (low, high) = try (gap(values[1].0), gap(values[1].1))
    }
    let (bottom, top) = try (goal.limit - goal.ε, goal.limit + goal.ε)
    let lower = try Theorem.less(
      bottom, sum,
      from: Self.sum(Self.sum(low, isBelow), majorant.below).moved(to: sum - bottom))
    let upper = try Theorem.less(
      sum, top, from: Self.sum(Self.sum(high, isBelow), majorant.above).moved(to: top - sum))
    var result = try lower.rewritten(
      by: .congruence(.less, [.reflexive(bottom), whole.symmetric()])
    ).and(upper.rewritten(by: .congruence(.less, [whole.symmetric(), .reflexive(top)])))
    if let condition = goal.defined {
      let assumed = try premises.map { try Theorem.assume($0) }
      let isDefined =
        try defined ?? adding([reached.isPositive] + assumed).prove(condition, depth: 20)
      result = try isDefined.and(result)
    }
    result = try result.discharging(.less(.zero, place.X), by: reached.isPositive)
    for premise in premises.reversed() { result = try result.discharging(premise) }
    result = try result.generalizing(goal.x)
    if goal.isDistance { result = try reached.isStart.and(result) }
    result = try result.witnessing(goal.predicate, start)
    for (existence, own) in zip(existences, starts).reversed() {
      result = try existence.choosing(own, result)
    }
    return result
  }
}
