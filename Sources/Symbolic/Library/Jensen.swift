import Kernel

extension Theorem {
  /// Jensen's inequality for a finite mean: 0 ≤ n·log m − Σᵢ log vᵢ from 0 < vᵢ for a free i, 0 < m,
  /// Σᵢ vᵢ = n·m and Σᵢ 1 = n.
  static func jensen(
    _ i: Term, _ values: Theorem, mean: Theorem, total: Theorem, count: Theorem
  ) throws -> Theorem {
    let (v, m) = (values.bounded, mean.bounded)
    let inverse = try Theorem.use(.inversePositive, [m], mean)
    let quotient = try Prover.product(values, inverse)
    let q = quotient.bounded
    let (logV, logM, logQ): (Term, Term, Term) = try (
      .apply(.log, [v]), .apply(.log, [m]), .apply(.log, [q])
    )
    // 0 ≤ (v/m − 1) − (log v − log m), for each i
    let split = try Prover.logOfQuotient(v, m, values, mean)
    let slack = try Prover.logTangent(q, positive: quotient).bound
      .rewritten(by: .axiom(.lessOrEqualDifference, [logQ, q - .one]))
      .rewritten(
        by: .congruence(
          .lessOrEqual,
          [
            .reflexive(.zero),
            .congruence(.add, [.reflexive(q - .one), .congruence(.negate, [split])]),
          ]))
    let (scale, minus) = (inverse.bounded, Term.real(-1))
    let c = try logM - .one
    let arranged = try scale * v + (minus * logV + c * .one)
    let part = try slack.moved(to: arranged)
    let sum = try Theorem.use(.sumNonnegative, [.lambda(i, arranged)], part.generalizing(i))
    let logs = try sumOfScaled(i, minus, logV)
    let constants = try sumOfScaled(i, c, .one)
      .then(.congruence(.multiply, [.reflexive(c), count]))
    let rest = try sumOfSum(i, minus * logV, c * .one)
      .then(.congruence(.add, [logs, constants]))
    let linear = try sumOfScaled(i, scale, v)
      .then(.congruence(.multiply, [.reflexive(scale), total]))
    let value = try sumOfSum(i, scale * v, minus * logV + c * .one)
      .then(.congruence(.add, [linear, rest]))
    let n = try count.right
    return try sum.rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), value]))
      .moved(
        to: n * logM - .sum(i, logV), nonzero: [mean.distinct().disequalitySwapped()])
  }
}
