import Exact
import Kernel

/// Limits by comparison with a sum of squares that shrinks or grows by a constant factor.
extension Prover {
  /// ∃K. ∀k ≥ K. a − ε < f(k) < a + ε, where |f − a| ≤ G or (f − a)² ≤ C G with G → 0; `nil` for other
  /// predicates.
  func dominated(_ predicate: Term) throws -> Theorem? {
    guard let goal = try limitGoal(predicate), goal.defined == nil, goal.point == nil,
      goal.x.sort == .natural, let premise = goal.premises.first,
      !goal.value.contains(goal.start), !fuel.seeksBounds
    else { return nil }
    fuel.seeksBounds = true
    defer { fuel.seeksBounds = false }
    let plain = try evaluate(goal.value)
    let value = try plain.right
    let d = try value - goal.limit
    let isMargin = try prove(.less(.zero, goal.ε), depth: 20)
    let context = try adding(comparisons(at: goal.x) + comparisons(at: .natural(0)))
    let powers = try powers(goal.x, in: value)
    for bound in try [d * d] + sumsOfSquares(goal.x, in: value) + powers {
      for isSquared in [false, true] {
        let limits: [Theorem]
        do {
          limits =
            try isSquared
            ? [prove(.lessOrEqual(d * d, bound), depth: 20)]
            : [
              prove(.lessOrEqual(d, bound), depth: 4),
              context.prove(.lessOrEqual(.zero - bound, d), depth: 20),
            ]
        } catch is ProofFailure { continue }
        let margin = try isSquared ? goal.ε * goal.ε : goal.ε
        let inner = try Term.and(
          .less(.zero - margin, bound), .less(bound, .zero + margin))
        let law = try Term.lambda(
          goal.start, .forAll(goal.x, .implies(premise, inner)))
        let isPower = powers.contains { $0 === bound }
        guard let existence = try? isPower ? existence(law) : convergence(law) else { continue }
        let near = try Theorem.assume(law.instantiate(goal.start)).specialized(to: goal.x)
          .modusPonens(.assume(premise)).conjuncts().1
        let (low, high) = try comparison(
          isSquared, limits, near, isMargin, d, bound, goal.ε)
        let below = try Theorem.less(
          goal.limit - goal.ε, value,
          from: low.rewritten(by: .axiom(.lessDifference, [.zero - goal.ε, d]))
            .moved(to: value - (goal.limit - goal.ε))
        ).backwards(along: .congruence(.less, [.reflexive(goal.limit - goal.ε), plain]))
        let above = try Theorem.less(
          value, goal.limit + goal.ε,
          from: high.rewritten(by: .axiom(.lessDifference, [d, goal.ε]))
            .moved(to: goal.limit + goal.ε - value)
        ).backwards(along: .congruence(.less, [plain, .reflexive(goal.limit + goal.ε)]))
        let witnessed = try below.and(above).discharging(premise).generalizing(goal.x)
          .witnessing(predicate, goal.start)
        return try existence.choosing(goal.start, witnessed)
      }
    }
    return nil
  }

  /// −ε < d and d < ε, from G < 0 + ε and −G ≤ d ≤ G, or from G < 0 + ε² and d² ≤ G.
  func comparison(
    _ isSquared: Bool, _ limits: [Theorem], _ near: Theorem, _ isMargin: Theorem, _ d: Term,
    _ bound: Term, _ ε: Term
  ) throws -> (Theorem, Theorem) {
    let (x, y, e) = try (
      fresh("d", .real, d, bound, ε), fresh("G", .real, d, bound, ε), fresh("e", .real, d, bound, ε)
    )
    let premises: [Term] =
      try isSquared
      ? [.less(.zero, e), .less(y, .zero + e * e), .lessOrEqual(x * x, y)]
      : [.less(.zero, e), .less(y, .zero + e), .lessOrEqual(x, y), .lessOrEqual(.zero - y, x)]
    let context = try Prover(facts: [], fuel: fuel).adding(premises.map { try Theorem.assume($0) })
    var lemma = try context.prove(.less(.zero - e, x), depth: 20)
      .and(context.prove(.less(x, e), depth: 20))
    for premise in premises.reversed() { lemma = try lemma.discharging(premise) }
    lemma = try lemma.generalizing(e).generalizing(y).generalizing(x)
      .specialized(to: d).specialized(to: bound).specialized(to: ε)
      .modusPonens(isMargin).modusPonens(near)
    for limit in limits { lemma = try lemma.modusPonens(limit) }
    return try lemma.conjuncts()
  }

  /// ∃K. ∀k ≥ K. B < f(k), where f ≥ c G, or f ≥ 0 and f² ≥ c G, with G that grows by a factor more than 1;
  /// `nil` for other predicates.
  func dominating(_ predicate: Term) throws -> Theorem? {
    guard case .lambda(.natural, _) = predicate.node, !fuel.seeksBounds else { return nil }
    let start = try fresh("K", .natural, predicate)
    guard let inner = try predicate.instantiate(start).arguments(of: .forAll)?[0],
      case .lambda(.natural, _) = inner.node
    else { return nil }
    let k = try fresh("k", .natural, inner)
    guard let parts = try inner.instantiate(k).arguments(of: .implies),
      parts[0] === (try Term.lessOrEqual(start, k)),
      let sides = parts[1].arguments(of: .less), sides[0].sort == .real,
      !sides[0].contains(start), !sides[0].contains(k), !sides[1].contains(start)
    else { return nil }
    fuel.seeksBounds = true
    defer { fuel.seeksBounds = false }
    let plain = try evaluate(sides[1])
    let (bound, value) = try (sides[0], plain.right)
    for growing in try [value * value] + sumsOfSquares(k, in: value) {
      for (isSquared, scale) in [(true, 1), (false, 1), (false, 2), (false, 4), (false, 9)]
        as [(Bool, Rational)]
      {
        let c = try Term.one / .real(scale)
        let limits: [Theorem]
        do {
          limits =
            try isSquared
            ? [
              prove(.lessOrEqual(.zero, value), depth: 20),
              prove(.lessOrEqual(growing, value * value), depth: 20),
            ]
            : [prove(.lessOrEqual(c * growing, value), depth: 20)]
        } catch is ProofFailure { continue }
        let high = try isSquared ? bound * bound : bound / c
        let law = try Term.lambda(
          start, .forAll(k, .implies(parts[0], .less(high, growing))))
        guard let existence = try? divergence(law) else { continue }
        let far = try Theorem.assume(law.instantiate(start)).specialized(to: k)
          .modusPonens(.assume(parts[0]))
        let result = try above(isSquared, limits, far, value, growing, bound, c)
          .backwards(along: .congruence(.less, [.reflexive(bound), plain]))
        let witnessed = try result.discharging(parts[0]).generalizing(k)
          .witnessing(predicate, start)
        return try existence.choosing(start, witnessed)
      }
    }
    return nil
  }

  /// B < f from B/c < G and c G ≤ f, or from B² < G, 0 ≤ f and G ≤ f².
  private func above(
    _ isSquared: Bool, _ limits: [Theorem], _ far: Theorem, _ value: Term, _ growing: Term,
    _ bound: Term, _ c: Term
  ) throws -> Theorem {
    let (x, y, b) = try (
      fresh("f", .real, value, growing, bound), fresh("G", .real, value, growing, bound),
      fresh("b", .real, value, growing, bound)
    )
    let premises: [Term] =
      try isSquared
      ? [.less(b * b, y), .lessOrEqual(.zero, x), .lessOrEqual(y, x * x)]
      : [.less(b / c, y), .lessOrEqual(c * y, x)]
    let context = try Prover(facts: [], fuel: fuel).adding(premises.map { try Theorem.assume($0) })
    var lemma = try context.prove(.less(b, x), depth: 20)
    for premise in premises.reversed() { lemma = try lemma.discharging(premise) }
    lemma = try lemma.generalizing(b).generalizing(y).generalizing(x)
      .specialized(to: value).specialized(to: growing).specialized(to: bound).modusPonens(far)
    for limit in limits { lemma = try lemma.modusPonens(limit) }
    return lemma
  }

  /// cᵏ s(0) for a sequence s in a term with a known s(k + 1) ≤ c s(k).
  private func powers(_ k: Term, in term: Term) throws -> [Term] {
    try facts.compactMap { fact in
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(.natural, _) = predicate.node,
        let sides = try predicate.instantiate(k).arguments(of: .lessOrEqual),
        case .call(let head, let next) = sides[0].node, case .free = head.node,
        next === (try k + .natural(1)), term.contains(try .call(head, k)),
        let factor = sides[1].factor(besides: try .call(head, k))
      else { return nil }
      return try .apply(.power, [factor, k]) * .call(head, .natural(0))
    }
  }

  /// The sum of the squares of the terms of all sequences that a term depends on, its square, and 4 times
  /// both.
  private func sumsOfSquares(_ k: Term, in term: Term) throws -> [Term] {
    let heads = try recurrentSequences(in: term)
    guard !heads.isEmpty, heads.count <= 4 else { return [] }
    let squares = try heads.map { head in
      let x = try Term.call(head, k)
      return try x * x
    }
    let sum = try squares.dropFirst().reduce(squares[0]) { try $0 + $1 }
    return try [sum, sum * sum, .real(4) * sum, .real(4) * (sum * sum)]
  }
}
