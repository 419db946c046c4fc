import Exact
import Kernel

/// Lower bounds of logarithms of sums by their concavity.
extension Prover {
  /// log Σ cᵢ mᵢ ≥ log C + Σ (cᵢ/C) log mᵢ with C = Σ cᵢ, and log Σ cᵢ mᵢ ≥ log(cᵢ mᵢ), for one
  /// logarithm with weights that are not negative.
  func sumTangents(of form: Theorem) throws -> [Tangents] {
    let polynomial = try IntegralSpan.polynomial(form)
    guard let (groups, _) = logarithms(of: polynomial) else { return [] }
    var result: [Tangents] = []
    var seen: Set<Term> = []
    for argument in groups.flatMap({ $0.logs.map(\.argument) })
    where seen.insert(argument).inserted {
      let sum = try RationalForm(nonzero: []).fraction(of: argument).numerator.terms
      guard sum.count > 1, sum.allSatisfy({ $0.coefficient.sign > 0 }) else { continue }
      let log: Term = try .apply(.log, [argument])
      let weight = polynomial.coefficients(of: log)
      guard weight.count == 2, let sign = try lowerBound(weight[1].term(in: .real)) else {
        continue
      }
      if let bound = try? sumTangentByParts(sum, argument, weight[1], form) { result.append(bound) }
      let total = sum.reduce(Rational.zero) { $0 + $1.coefficient }
      var shares = [sum.map { $0.coefficient / total }]
      shares += sum.indices.map { i in sum.indices.map { $0 == i ? 1 : 0 } }
      for list in shares {
        if let bound = try? sumTangent(list, sum, argument, weight[1], sign, form) {
          result.append(bound)
        }
      }
    }
    return result
  }

  /// Σ cᵢ mᵢ log Σ cⱼ mⱼ ≥ Σ cᵢ mᵢ log(cᵢ mᵢ), where the weight is the sum itself up to a factor.
  private func sumTangentByParts(
    _ sum: [(monomial: Monomial, coefficient: Rational)], _ argument: Term, _ weight: Polynomial,
    _ form: Theorem
  ) throws -> Tangents? {
    guard sum.count == 2, weight.terms.count == 2 else { return nil }
    let log: Term = try .apply(.log, [argument])
    var total: Theorem?
    var lower = try (IntegralSpan.polynomial(form) - weight * Polynomial(atom: log)).term(in: .real)
    for part in weight.terms {
      guard let own = sum.first(where: { $0.monomial == part.monomial }),
        let other = sum.first(where: { $0.monomial != part.monomial })
      else { return nil }
      let w = try Polynomial(part.monomial, part.coefficient).term(in: .real)
      let (a, b) = try (
        Polynomial(own.monomial, own.coefficient).term(in: .real),
        Polynomial(other.monomial, other.coefficient).term(in: .real)
      )
      let above = try positive(b).moved(to: argument - a)
      let gap = try Self.product(
        positive(w), Theorem.logIncreasing(positive(a), positive(argument), above))
      total = try total.map { try Self.sum($0, gap) } ?? gap
      lower = try lower + w * .apply(.log, [a])
    }
    return try total.map { try tangents($0, lower, form) }
  }

  /// w log s ≥ w Σ λᵢ log(cᵢ mᵢ/λᵢ) for s = Σ cᵢ mᵢ and Σ λᵢ = 1.
  private func sumTangent(
    _ shares: [Rational], _ sum: [(monomial: Monomial, coefficient: Rational)], _ argument: Term,
    _ weight: Polynomial, _ sign: Theorem, _ form: Theorem
  ) throws -> Tangents {
    let log: Term = try .apply(.log, [argument])
    var total: Theorem?
    var logs: Term = .zero
    var left: Term = .zero
    for (share, part) in zip(shares, sum) where !share.isZero {
      let term = try Polynomial(part.monomial, part.coefficient / share).term(in: .real)
      let slack = try Self.slack(of: term / argument, positive: positive(term / argument))
      let weighted = try Self.product(.arithmetic(.less(.zero, .real(share))), slack)
      total = try total.map { try Self.sum($0, weighted) } ?? weighted
      logs = try logs + .real(share) * .apply(.log, [term])
      left = try left + .real(share) * (term / argument - .one)
    }
    guard let total else { throw ProofFailure("no share") }
    let w = try weight.term(in: .real)
    // What the shares leave: 1 − Σ λᵢ (cᵢ mᵢ/λᵢ)/s ≥ 0.
    let missing = try -left
    let remainder: Theorem
    if let zero = try? equation(missing, .zero) {
      remainder = try Theorem.arithmetic(.lessOrEqual(.zero, .zero))
        .rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), zero.symmetric()]))
    } else {
      let others = zip(shares, sum).filter { $0.0.isZero }.map(\.1)
      let rest = try others.reduce(Polynomial.zero) {
        $0 + Polynomial($1.monomial, $1.coefficient)
      }.term(in: .real)
      remainder = try nonnegative(rest / argument).moved(
        to: missing, nonzero: denominators(of: [rest / argument, missing]))
    }
    let gap = try Self.product(sign, Self.sum(total, remainder))
    let rest =
      try IntegralSpan.polynomial(form) - weight * Polynomial(atom: log)
    let lower = try rest.term(in: .real) + w * logs
    return try tangents(gap, lower, form)
  }
}
