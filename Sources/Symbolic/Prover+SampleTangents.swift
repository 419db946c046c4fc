import Exact
import Kernel

/// Bounds of logarithms of sums over many points: of second order, and against weights.
extension Prover {
  /// log S ≥ log M + (S − M)/M − (S − M)²/(M B) for S = Σⱼ wⱼ ≥ B > 0, where log M are the logarithms
  /// that S is compared with; 1 − M/S is at least the rest by (S − M)² (S − B)/(M B S).
  func quadraticTangents(of form: Theorem) throws -> [Tangents] {
    let polynomial = try IntegralSpan.polynomial(form)
    var result: [Tangents] = []
    for (log, sum, family, range, weight) in polynomial.logsOfSums {
      guard let sign = try lowerBound(weight.term(in: .real)),
        let center = try center(of: polynomial, against: weight, without: log),
        let (pS, pM) = try? (positive(sum), positive(center))
      else { continue }
      let rest = try (polynomial - weight * Polynomial(atom: log)).term(in: .real)
      for (least, slack) in try leastValues(of: family, range) {
        guard let (gap, value) = try? quadraticGap(pS, pM, least, slack),
          let whole = try? Self.product(sign, gap)
        else { continue }
        let lower = try rest + weight.term(in: .real) * (value + .apply(.log, [center]))
        if let bound = try? tangents(whole, lower, form) { result.append(bound) }
      }
    }
    return result
  }

  /// 0 ≤ (log S − log M) − v and v = (S − M)/M − (S − M)²/(M B), from 0 < S, 0 < M and 0 ≤ S − B.
  private func quadraticGap(
    _ pS: Theorem, _ pM: Theorem, _ least: Term, _ slack: Theorem
  ) throws -> (Theorem, Term) {
    let (sum, center) = (pS.bounded, pM.bounded)
    let inverse = try Theorem.use(.inversePositive, [sum], pS)
    let quotient = try Self.product(pM, inverse)
    let q = quotient.bounded
    let apart = try Self.logOfQuotient(center, sum, pM, pS)
    let tangent = try Self.logTangent(q, positive: quotient).bound
      .rewritten(by: .axiom(.lessOrEqualDifference, [.apply(.log, [q]), q - .one]))
      .rewritten(
        by: .congruence(
          .lessOrEqual,
          [
            .reflexive(.zero),
            .congruence(.add, [.reflexive(q - .one), .congruence(.negate, [apart])]),
          ]))
    let difference = try sum - center
    let square = try Theorem.axiom(.squareNonnegative, [difference])
    let second = try Self.product(
      Self.product(square, slack),
      Self.product(
        .use(.inversePositive, [center], pM),
        Self.product(.use(.inversePositive, [least], positive(least)), inverse)))
    let value = try difference / center - difference * difference / (center * least)
    let logs: Term = try .apply(.log, [sum]) - .apply(.log, [center])
    let gap = try Self.sum(tangent, second).moved(
      to: logs - value, nonzero: denominators(of: [value, q, second.bounded]))
    // Products of inverses, as they stand in the integrand.
    let simple = try withoutQuotients(.reflexive(value))
    let rest = try Theorem.congruence(
      .add, [.reflexive(logs), .congruence(.negate, [simple])])
    guard let op = gap.conclusion.relation else { throw ProofFailure("a bound", value) }
    return (
      try gap.rewritten(by: .congruence(op, [.reflexive(.zero), rest])), try simple.right
    )
  }

  /// The product M of the arguments of the logarithms that occur with the opposite weight.
  private func center(of polynomial: Polynomial, against weight: Polynomial, without log: Term)
    throws -> Term?
  {
    var center: Term?
    for other in polynomial.atoms where other !== log {
      guard let argument = other.arguments(of: .log)?[0] else { continue }
      let factor = polynomial.coefficients(of: other)
      guard factor.count == 2, (factor[1] + weight).isZero else { continue }
      center = try center.map { try $0 * argument } ?? argument
    }
    return center
  }

  /// B and 0 ≤ Σⱼ wⱼ − B for the known positive bounds wⱼ ≥ c, with B = n c.
  private func leastValues(of family: Term, _ range: Sort) throws -> [(Term, Theorem)] {
    let j = try fresh("j", range, family)
    guard let count = try numberOfTerms(j)?.right else { return [] }
    let context = try at(j)
    let w = try family.instantiate(j)
    let value = try context.fraction(of: w).value
    guard value.denominator.isEmpty else { return [] }
    return try context.bounds.compactMap { known in
      let difference = value.numerator - known.polynomial
      guard !difference.atoms.contains(where: { $0.freeVariables.contains(j) }) else { return nil }
      let c = try difference.term(in: .real)
      guard (try? positive(c)) != nil else { return nil }
      let part = try known.theorem.weakened().moved(to: w - c)
      let sum = try Theorem.use(
        .sumNonnegative, [.lambda(j, part.bounded)], part.generalizing(j))
      let least = try count * c
      let whole = try Term.apply(.sum, [family]) - least
      return (
        least,
        try sum.rewritten(
          by: .congruence(.lessOrEqual, [.reflexive(.zero), equation(sum.bounded, whole)]))
      )
    }
  }

  /// Σᵢ rᵢ (log S − log eᵢ) ≥ Σᵢ rᵢ (log n − log rᵢ + 1) − n for S = Σⱼ eⱼ and weights rᵢ > 0: each
  /// is log u ≤ u − 1 at u = n eᵢ/(S rᵢ), and Σᵢ rᵢ uᵢ = n.
  func weightedTangents(of form: Theorem) throws -> [Tangents] {
    let polynomial = try IntegralSpan.polynomial(form)
    var result: [Tangents] = []
    for (_, _, family, range, factor) in polynomial.logsOfSums {
      for total in factor.atoms {
        guard let weights = total.arguments(of: .sum)?[0],
          case .lambda(range, _) = weights.node
        else { continue }
        let scale = factor.coefficients(of: total)
        guard scale.count == 2, scale[0].isZero, scale[1].coefficients.count == 1,
          let (monomial, number) = scale[1].coefficients.first
        else { continue }
        // What is the same for all points may belong to the weights.
        let constants = monomial.factors.filter {
          $0.atom.arguments(of: .naturalToReal) == nil
            && !$0.atom.freeVariables.contains { $0.sort.isFunction(of: range) }
        }
        let shared = constants.reduce(Monomial.one) { product, factor in
          (0..<factor.exponent).reduce(product) { rest, _ in rest * Monomial(factor.atom) }
        }
        let outer = constants.reduce(monomial) { $0.removing($1.atom) }
        for (inside, outside) in [(Monomial.one, monomial), (shared, outer)] {
          let i = try fresh("i", range, weights, family)
          let weight = try weights.instantiate(i)
          let scaled = try inside.term(in: .real).map { try Term.lambda(i, $0 * weight) } ?? weights
          guard let sign = try lowerBound(Polynomial(outside, number).term(in: .real)),
            let gap = try? weightedGap(scaled, family, range)
          else { continue }
          let whole = try Self.product(sign, gap)
          let lower = try form.right - whole.bounded
          if let bound = try? tangents(whole, laurent(lower).right, form) { result.append(bound) }
          if constants.isEmpty { break }
        }
      }
    }
    return result
  }

  /// 0 ≤ n − Σᵢ rᵢ − Σᵢ rᵢ log(n eᵢ/(S rᵢ)).
  private func weightedGap(_ weights: Term, _ family: Term, _ range: Sort) throws -> Theorem {
    let i = try fresh("i", range, weights, family)
    guard let count = try numberOfTerms(i) else { throw ProofFailure("a size", family) }
    let n = try count.right
    let context = try at(i)
    let (r, e) = try (weights.instantiate(i), family.instantiate(i))
    let sum: Term = try .apply(.sum, [family])
    let (pr, pe) = try (context.positive(r), context.positive(e))
    let pS = try positive(sum)
    let quotient = try Self.product(
      Self.product(positive(n), pe),
      .use(.inversePositive, [sum * r], Self.product(pS, pr)))
    let u = quotient.bounded
    let log: Term = try .apply(.log, [u])
    let slack = try Self.logTangent(u, positive: quotient).bound
      .rewritten(by: .axiom(.lessOrEqualDifference, [log, u - .one]))
    let apart = try context.elementary(log)
    let part = try Self.product(
      pr,
      slack.rewritten(
        by: .congruence(
          .lessOrEqual,
          [
            .reflexive(.zero),
            .congruence(.add, [.reflexive(u - .one), .congruence(.negate, [apart])]),
          ])))
    let (share, minus) = try (n / sum, Term.real(-1))
    let rest = try minus * r + minus * (r * apart.right)
    // r (n e/(S r) − 1 − X) = (n/S) e − r − r X, for any r > 0 and X.
    let (ρ, x) = try (fresh("r", .real, part.bounded), fresh("x", .real, part.bounded))
    let isPositive = try Theorem.assume(.less(.zero, ρ))
    let identity = try Theorem.ring(
      ρ * ((((n * e) / (sum * ρ)) - .one) - x), share * e + (minus * ρ + minus * (ρ * x)),
      nonzero: [isPositive, pS, Self.product(pS, isPositive)].map {
        try $0.distinct().disequalitySwapped()
      }
    ).instantiate([ρ: r, x: apart.right]).discharging(pr.conclusion, by: pr)
    let arranged = try part.weakened().rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), identity]))
    let total = try Theorem.use(
      .sumNonnegative, [.lambda(i, arranged.bounded)], arranged.generalizing(i))
    let value = try Theorem.sumOfSum(i, share * e, rest).then(
      .congruence(
        .add,
        [
          .sumOfScaled(i, share, e),
          Theorem.sumOfSum(i, minus * r, minus * (r * apart.right)).then(
            .congruence(
              .add,
              [.sumOfScaled(i, minus, r), .sumOfScaled(i, minus, r * apart.right)])),
        ]))
    let logs = try elementary(.sum(i, r * apart.right))
    let target = try n - .apply(.sum, [weights]) - logs.left
    let same = try value.then(
      .ring(value.right, target, nonzero: [pS.distinct().disequalitySwapped()]))
    let simple = try Theorem.congruence(
      .add,
      [
        .reflexive(n - .apply(.sum, [weights])), .congruence(.negate, [logs]),
      ])
    return try total.rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), same.then(simple)]))
  }
}

extension Sort {
  /// Whether it is that of functions on the sort.
  fileprivate func isFunction(of domain: Sort) -> Bool {
    if case .function(domain, _) = self { true } else { false }
  }
}
