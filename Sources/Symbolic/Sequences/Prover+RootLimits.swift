import Kernel

/// Limits of e(x) = g(√x) for x → 0⁺, and of e(x) = g(1/√x) for x → ∞.
extension Prover {
  func nearRoot(_ goal: LimitGoal, _ h: Term) throws -> Theorem? {
    guard goal.point === Term.zero, goal.premises[0] === (try Term.less(.zero, goal.x)) else {
      return nil
    }
    let root: Term = try .apply(.squareRoot, [goal.x])
    guard goal.value.contains(root) else { return nil }
    let isPositive = try Theorem.assume(goal.premises[0])
    let moved = try goal.value.replacing(root, by: h).substituting([goal.x: h * h])
    let g = try adding([.assume(.less(.zero, h))]).withoutPoles(moved, h)
    let (isRoot, square) = try rootOfPositive(isPositive)
    return try assembled(goal, g, h, small: root) { δ, isδ in
      let area = try Self.product(isδ, isδ)
      let premises = try goal.premises.map { try $0.substituting([goal.start: area.bounded]) }
      guard let bound = premises[1].arguments(of: .less) else {
        throw ProofFailure("a limit from above", goal.predicate)
      }
      // (δ − √x)(δ + √x) = δ² − x > 0.
      let gap = try Theorem.assume(premises[1]).rewritten(by: .axiom(.lessDifference, bound))
      let squares = try Theorem.congruence(
        .add, [.reflexive(area.bounded), .congruence(.negate, [square.symmetric()])])
      let whole = try gap.moved(to: area.bounded - goal.x)
        .rewritten(by: .congruence(.less, [.reflexive(.zero), squares]))
      let width = try SignLemma.cancelled(whole, δ - root, by: Self.sum(isδ, isRoot))
      return Near(
        lower: try .less(
          .zero - δ, root, from: Self.sum(isRoot, isδ).moved(to: root - (.zero - δ))),
        upper: try .less(root, .zero + δ, from: width.moved(to: (.zero + δ) - root)),
        context: try adding([isPositive, isRoot, isδ]), premises: premises)
    } witness: { _, isδ, result in
      let area = try Self.product(isδ, isδ)
      return try area.and(result).witnessing(goal.predicate, area.bounded)
    }
  }

  func farRoot(_ goal: LimitGoal, _ h: Term) throws -> Theorem? {
    let x = goal.x
    guard goal.premises[0].arguments(of: .less)?[0] !== x else { return nil }
    let X: Term = try x.sort == .natural ? .apply(.naturalToReal, [x]) : x
    let root: Term = try .apply(.squareRoot, [X])
    guard goal.value.contains(root) else { return nil }
    let inverse: Term = try .apply(.inverse, [h])
    let moved = try goal.value.replacing(root, by: inverse).replacing(X, by: inverse * inverse)
    guard !moved.contains(x) else { return nil }
    let g = try adding([.assume(.less(.zero, h))]).withoutPoles(moved, h)
    let small: Term = try .apply(.inverse, [root])
    func place(_ δ: Term) throws -> Term { try .apply(.inverse, [δ * δ]) }
    return try assembled(goal, g, h, small: small) { δ, isδ in
      let area = try Self.product(isδ, isδ)
      let isPlace = try Theorem.use(.inversePositive, [area.bounded], area)
      let (far, premises) = try beyond(place(δ), goal, X)
      let isPositive = try Self.sum(far, isPlace).moved(to: X)
      let (isRoot, square) = try rootOfPositive(isPositive)
      // (√X δ − 1)(√X δ + 1) = δ² (X − 1/δ²) > 0.
      let nonzero = try area.distinct().disequalitySwapped()
      let gap = try Self.product(area, far)
        .moved(to: X * area.bounded - .one, nonzero: [nonzero])
      let squares = try Theorem.congruence(
        .add,
        [
          .congruence(.multiply, [square.symmetric(), .reflexive(area.bounded)]),
          .reflexive(-.one),
        ])
      let whole = try gap.rewritten(by: .congruence(.less, [.reflexive(.zero), squares]))
      let product = try Self.product(isRoot, isδ)
      let factor = try SignLemma.cancelled(
        whole, product.bounded - .one,
        by: Self.sum(product, .arithmetic(.less(.zero, .one))))
      let isSmall = try Theorem.use(.inversePositive, [root], isRoot)
      let width = try Self.product(isSmall, factor).moved(
        to: (.zero + δ) - small, nonzero: [isRoot.distinct().disequalitySwapped()])
      return Near(
        lower: try .less(
          .zero - δ, small, from: Self.sum(isSmall, isδ).moved(to: small - (.zero - δ))),
        upper: try .less(small, .zero + δ, from: width),
        context: try adding(
          [isPositive, isRoot, isδ] + premises.map { try Theorem.assume($0) }),
        premises: premises)
    } witness: { δ, _, result in
      try witnessed(result, by: place(δ), goal, X)
    }
  }

  /// 0 < √x and √x √x = x from 0 < x.
  func rootOfPositive(_ isPositive: Theorem) throws -> (Theorem, Theorem) {
    let x = isPositive.bounded
    let root: Term = try .apply(.squareRoot, [x])
    let square = try Theorem.use(.squareRoot, [x], isPositive.weakened()).conjuncts().1
    return (try adding([isPositive]).positive(root), square)
  }
}
