import Kernel

/// The assembly of a limit from what is small and what is continuous.
extension Prover {
  /// 0 < X − T for an x beyond the place that belongs to T, and what this assumes of x.
  func beyond(_ T: Term, _ goal: LimitGoal, _ X: Term) throws -> (far: Theorem, premises: [Term]) {
    let isDown = X.arguments(of: .negate) != nil
    let place = try isDown ? -T : T
    let premises = try [
      goal.x.sort == .natural
        ? goal.premises[0] : goal.premises[0].substituting([goal.start: place])
    ]
    let premise = try Theorem.assume(premises[0])
    guard goal.x.sort == .natural else {
      return (
        try premise.rewritten(by: .axiom(.lessDifference, ends(of: premise))).moved(to: X - T),
        premises
      )
    }
    let start: Term = try .apply(.naturalToReal, [goal.start])
    let beyond = try Theorem.assume(.less(T, start))
      .rewritten(by: .axiom(.lessDifference, [T, start]))
    let later = try premise.rewritten(by: .axiom(.naturalLessOrEqual, [goal.start, goal.x]))
      .rewritten(by: .axiom(.lessOrEqualDifference, [start, X]))
    return (try Self.sum(beyond, later).moved(to: X - T), premises)
  }

  /// The limit from what holds beyond T.
  func witnessed(_ result: Theorem, by T: Term, _ goal: LimitGoal, _ X: Term) throws -> Theorem {
    guard goal.x.sort == .natural else {
      return try result.witnessing(goal.predicate, X.arguments(of: .negate) != nil ? -T : T)
    }
    return try Theorem.axiom(.archimedean, [T])
      .choosing(goal.start, result.witnessing(goal.predicate, goal.start))
  }

  /// −δ < s(x) < δ from the premises, among other facts about x.
  struct Near {
    let lower: Theorem
    let upper: Theorem
    let context: Prover
    let premises: [Term]
  }

  /// The limit from e(x) = g(s(x)), g(0) = L and the continuity of g at 0; and what e needs to be defined, where
  /// it holds at the limit, by continuity too.
  func assembled(
    _ goal: LimitGoal, _ g: Term, _ h: Term, small: Term, isQuotient: Bool = false,
    conditions: [Term] = [],
    near: (Term, Theorem) throws -> Near, witness: (Term, Theorem, Theorem) throws -> Theorem
  ) throws -> Theorem {
    let isMargin = try prove(.less(.zero, goal.ε), depth: 20)
    var used = [goal.predicate, goal.start, goal.x, h, g, small]
    var neighbours = try [nearby(g, h, isMargin, &used, isQuotient: isQuotient)]
    let isLimit = try equation(
      isQuotient ? neighbours[0].slope : g.substituting([h: .zero]), goal.limit)
    for condition in conditions {
      let value = try normalize(condition.substituting([h: .zero])).right
      guard let margin = (try? positive(value)) ?? (try? positive(-value)) else { continue }
      neighbours.append(try nearby(condition, h, margin, &used))
    }
    var (δ, isPositive) = (neighbours[0].δ, neighbours[0].isPositive)
    var smaller: [Theorem] = []
    for other in neighbours.dropFirst() {
      // δ δ′/(δ + δ′) is less than both.
      let sum = try Self.sum(isPositive, other.isPositive)
      let nonzero = try [sum.distinct().disequalitySwapped()]
      let inverse = try Theorem.use(.inversePositive, [sum.bounded], sum)
      let least = try Self.product(Self.product(isPositive, other.isPositive), inverse)
      for (own, bound) in [(isPositive, δ), (other.isPositive, other.δ)] {
        let gap = try Self.product(Self.product(own, own), inverse)
          .moved(to: bound - least.bounded, nonzero: nonzero)
        smaller.append(try .less(least.bounded, bound, from: gap))
      }
      (δ, isPositive) = (least.bounded, least)
    }
    let place = try near(δ, isPositive)
    var context = try place.context.adding(smaller + [place.lower, place.upper])
    for own in neighbours.dropFirst() {
      let values = try own.values(at: small, context)
      let here = try own.function.instantiate(small)
      var facts = [try values.0.rewritten(by: .axiom(.lessDifference, ends(of: values.0)))]
      facts.append(try values.1.rewritten(by: .axiom(.lessDifference, ends(of: values.1))))
      for fact in facts {
        for target in [here, try -here] {
          if let sign = try? fact.moved(to: target) { context = try context.adding([sign]) }
        }
      }
    }
    let values = try neighbours[0].values(at: small, context)
    let same = try context.equation(ends(of: values.0)[1], goal.value)
    let margin = try Theorem.reflexive(goal.ε)
    let low = try values.0.rewritten(
      by: .congruence(
        .less,
        [.congruence(.add, [isLimit, .congruence(.negate, [margin])]), same]))
    let high = try values.1.rewritten(
      by: .congruence(.less, [same, .congruence(.add, [isLimit, margin])]))
    var result = try low.and(high)
    if let defined = goal.defined {
      result = try context.prove(defined, depth: 20).and(result)
    }
    for premise in place.premises.reversed() { result = try result.discharging(premise) }
    result = try witness(δ, isPositive, result.generalizing(goal.x))
    for own in neighbours.reversed() { result = try own.existence.choosing(own.δ, result) }
    return result
  }

  func ends(of inequality: Theorem) throws -> [Term] {
    guard let ends = inequality.conclusion.arguments(of: .less) else {
      throw ProofFailure("an inequality", inequality.conclusion)
    }
    return ends
  }

  /// Where a function is within a margin of its value at 0.
  private struct Nearby {
    let function: Term
    let existence: Theorem
    let δ: Term
    let isPositive: Theorem
    /// ∀t. −δ < t → t < δ → |f(t) − f(0)| < margin, or for t ≠ 0 the same of the quotient (f(t) − f(0))/t and
    /// the slope.
    let all: Theorem
    let slope: Term
    let isQuotient: Bool

    func values(at small: Term, _ context: Prover) throws -> (Theorem, Theorem) {
      var here = try all.specialized(to: small)
      if isQuotient {
        here = try here.modusPonens(context.prove(.not(.equal(small, .zero)), depth: 20))
      }
      return
        try here
        .modusPonens(context.prove(.less(.zero - δ, small), depth: 20))
        .modusPonens(context.prove(.less(small, .zero + δ), depth: 20)).conjuncts()
    }
  }

  private func nearby(
    _ g: Term, _ h: Term, _ isMargin: Theorem, _ used: inout [Term], isQuotient: Bool = false
  ) throws -> Nearby {
    let f = try Term.lambda(h, g)
    let derivative = try differentiate(f, at: .zero)
    guard let slope = derivative.conclusion.arguments(of: .hasDerivative)?[1] else {
      throw ProofFailure("a derivative at 0 is needed", g)
    }
    let continuity = try Theorem.use(
      isQuotient ? .differenceQuotient : .differentiableContinuous,
      [f, slope, .zero, isMargin.bounded], derivative, isMargin)
    guard let predicate = continuity.conclusion.arguments(of: .exists)?[0] else {
      throw ProofFailure("continuity", g)
    }
    let δ = try Term.fresh("δ", .real, avoiding: used + facts.map(\.conclusion))
    used.append(δ)
    let (isPositive, all) = try Theorem.assume(predicate.instantiate(δ)).conjuncts()
    return Nearby(
      function: f, existence: continuity, δ: δ, isPositive: isPositive, all: all, slope: slope,
      isQuotient: isQuotient)
  }
}
