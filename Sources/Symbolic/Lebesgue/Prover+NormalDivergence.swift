import Kernel

/// Gibbs' inequality for normal densities over ℝⁿ, whose integrals are carried out.
extension Prover {
  /// 0 ≤ ∫p log(p/q) over ℝⁿ, from p log(p/q) ≥ p − q and ∫p = ∫q = 1; `nil` for other integrals.
  func normalDivergenceBound(_ integral: Term) throws -> Theorem? {
    guard let function = integral.arguments(of: .integral)?[0],
      case .lambda(let space, _) = function.node, case .vector = space
    else { return nil }
    let x = try fresh("x", space, function)
    guard let factors = try function.instantiate(x).arguments(of: .multiply),
      let quotient = factors[1].arguments(of: .log)?[0],
      let parts = quotient.arguments(of: .multiply), parts[0] === factors[0],
      let q = parts[1].arguments(of: .inverse)?[0]
    else { return nil }
    let p = factors[0]
    guard let first = try normalVectorForm(.lambda(x, p)),
      let second = try normalVectorForm(.lambda(x, q)),
      let whole = try normalVectorForm(function)
    else { return nil }
    let determinants = Set(function.determinants).sorted()
    let context = try adding(
      determinants.filter { !$0.freeVariables.contains(x) }.map { try positiveDeterminant($0) })
    let (isFirst, isSecond) = try (context.positive(p), context.positive(q))
    // p ((q/p − 1) − log(q/p)) = p log(p/q) − (p − q)
    let r = try q / p
    let ratio = try Self.product(isSecond, Theorem.use(.inversePositive, [p], isFirst))
      .moved(to: r)
    let tangent = try Self.logTangent(r, positive: ratio).bound
    guard let ends = tangent.conclusion.arguments(of: .lessOrEqual) else { return nil }
    let gap = try Self.product(
      isFirst, tangent.rewritten(by: .axiom(.lessOrEqualDifference, ends))
    ).weakened()
    let minus = Term.real(-1)
    let difference = try p + minus * q
    let (own, other) = try (Term.apply(.log, [r]), factors[1])
    let target = try p * other - difference
    let opened = try (
      Self.substituting([own: Self.logOfQuotient(q, p, isSecond, isFirst)], in: gap.bounded),
      Self.substituting([other: Self.logOfQuotient(p, q, isFirst, isSecond)], in: target)
    )
    let same = try opened.0.then(
      .ring(
        opened.0.right, opened.1.right,
        nonzero: [isFirst.distinct().disequalitySwapped()])
    ).then(opened.1.symmetric())
    let bound = try Theorem.lessOrEqual(
      difference, p * other,
      from: gap.rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), same])))
    let everywhere = try Theorem.use(
      .almostEverywhereAll, [.lambda(x, bound.conclusion)], bound.generalizing(x))
    let scaled = try Theorem.use(.integralScale, [minus, .lambda(x, q)], second.integrable)
      .conjuncts()
    let both = try Theorem.use(
      .integralAdd, [.lambda(x, p), .lambda(x, minus * q)], first.integrable, scaled.0
    ).conjuncts()
    let values = try Theorem.congruence(
      .add,
      [
        first.value.then(context.equation(first.value.right, .one)),
        scaled.1.then(
          .congruence(
            .multiply,
            [
              .reflexive(minus),
              second.value.then(context.equation(second.value.right, .one)),
            ])),
      ])
    let zero = try both.1.then(values)
    let monotone = try Theorem.use(
      .integralMonotone, [.lambda(x, difference), function], both.0, whole.integrable, everywhere)
    return try monotone.rewritten(
      by: .congruence(
        .lessOrEqual, [zero.then(.ring(zero.right, .zero)), .reflexive(integral)]))
  }
}

extension Term {
  /// The matrices whose determinants occur.
  fileprivate var determinants: [Term] {
    switch node {
    case .bound, .free, .number: []
    case .apply(.determinant, let x): x[0].isClosed ? [x[0]] : []
    case .apply(_, let parts): parts.flatMap(\.determinants)
    case .lambda(_, let body): body.determinants
    case .call(let f, let x): f.determinants + x.determinants
    }
  }
}
