import Exact
import Kernel

/// Bounds of terms in which logarithms occur linearly, from log u ≤ u − 1 at well chosen places.
extension Prover {
  /// The ways to bound an integrand: the term itself, tangents of its logarithms, bounds of
  /// integrals in it.
  func pointwiseBounds(of term: Term) throws -> [Tangents] {
    var result: [Tangents] = []
    if let bound = try lowerBound(term) {
      result.append(
        Tangents(gap: try bound.weakened().moved(to: term - .zero), lower: .zero, nonzero: []))
    }
    let form = try laurents([term])[0]
    let itself = try Theorem.lessOrEqualOfEqual(.reflexive(term))
      .rewritten(by: .axiom(.lessOrEqualDifference, [term, term]))
    result.append(Tangents(gap: itself, lower: term, nonzero: []))
    result += try quotientTangents(of: form)
    result += try sumTangents(of: form)
    let inner = try integralTangents(of: term)
    result += inner
    for bound in inner {
      let next = try laurents([bound.lower])[0]
      for tangents in try quotientTangents(of: next) {
        let sum = try Self.sum(bound.gap.weakened(), tangents.gap)
        result.append(
          Tangents(gap: try sum.moved(to: term - tangents.lower), lower: tangents.lower, nonzero: []))
      }
    }
    return result
  }

  /// What stands before the logarithms: for each product of other atoms Σᵢ cᵢ log uᵢ, and the terms
  /// without logarithms; `nil` where logarithms are multiplied.
  private func logarithms(of polynomial: Polynomial) -> (
    groups: [(weight: Monomial, logs: [(argument: Term, factor: Rational)])], rest: Polynomial
  )? {
    var groups: [Monomial: [(argument: Term, factor: Rational)]] = [:]
    var order: [Monomial] = []
    var rest = Polynomial.zero
    for (monomial, coefficient) in polynomial.terms {
      let logs = monomial.factors.filter { $0.atom.arguments(of: .log) != nil }
      guard let log = logs.first, let argument = log.atom.arguments(of: .log)?[0] else {
        rest = rest + Polynomial(monomial, coefficient)
        continue
      }
      guard logs.count == 1, log.exponent == 1 else { return nil }
      let weight = monomial.removing(log.atom)
      if groups[weight] == nil { order.append(weight) }
      groups[weight, default: []].append((argument, coefficient))
    }
    return (order.map { ($0, groups[$0] ?? []) }, rest)
  }

  /// Σ cᵢ log uᵢ = c log R ≥ c (1 − 1/R) with R = ∏ uᵢ^(cᵢ/c), for every weight that is not negative.
  func quotientTangents(of form: Theorem) throws -> [Tangents] {
    guard let (groups, rest) = try logarithms(of: IntegralSpan.polynomial(form)), !groups.isEmpty
    else { return [] }
    var parts: [(weight: Term, scale: Rational, inverse: Term)] = []
    for (weight, logs) in groups {
      let c = logs.dropFirst().reduce(logs[0].factor.magnitude) { Rational.divisor($0, $1.factor) }
      var inverse: Term = .one
      for (argument, factor) in logs {
        guard let n = (factor / c).int, abs(n) <= 8 else { return [] }
        let base: Term = n > 0 ? try .apply(.inverse, [argument]) : argument
        for _ in 0..<abs(n) { inverse = inverse === Term.one ? base : try inverse * base }
      }
      parts.append((try weight.term(in: .real) ?? .one, c, inverse))
    }
    return [try? tangents(parts, rest, form)].compactMap { $0 }
  }

  /// 0 ≤ t − (rest + Σ c w (1 − 1/R)).
  private func tangents(
    _ parts: [(weight: Term, scale: Rational, inverse: Term)], _ rest: Polynomial, _ form: Theorem
  ) throws -> Tangents {
    var total: Theorem?
    var lower = try rest.term(in: .real)
    for part in parts {
      let slack = try Self.slack(of: part.inverse, positive: positive(part.inverse))
      let weight = try Self.product(
        .arithmetic(.less(.zero, .real(part.scale))), nonnegativeOrPositiveWeight(part.weight))
      let weighted = try Self.product(weight, slack)
      total = try total.map { try Self.sum($0, weighted) } ?? weighted
      lower = try lower + .real(part.scale) * part.weight * (.one - part.inverse)
    }
    guard let total else { throw ProofFailure("no logarithm") }
    return try tangents(total, lower, form)
  }

  /// The bound of t by `lower`, from a nonnegative term that is t − lower by the laws of logarithms.
  private func tangents(_ gap: Theorem, _ lower: Term, _ form: Theorem) throws -> Tangents {
    let left = try form.left
    let weak = try gap.weakened()
    let target = try laurent(form.right - lower)
    let own = try laurent(weak.bounded)
    let nonzero = try denominators(of: [own.right, target.right])
    let step = try own.then(.ring(own.right, target.right, nonzero: nonzero))
      .then(target.symmetric())
      .then(.congruence(.add, [form.symmetric(), .reflexive(-lower)]))
    let moved = try weak.rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), step]))
    guard moved.bounded === (try left - lower) else { throw ProofFailure("tangents", lower) }
    return Tangents(gap: moved, lower: lower, nonzero: [])
  }

  /// 0 ≤ (q − 1) − log q.
  private static func slack(of quotient: Term, positive: Theorem) throws -> Theorem {
    let (bound, _) = try logTangent(quotient, positive: positive)
    return try bound.rewritten(
      by: .axiom(.lessOrEqualDifference, [.apply(.log, [quotient]), quotient - .one]))
  }

  private func nonnegativeOrPositiveWeight(_ term: Term) throws -> Theorem {
    guard let bound = try lowerBound(term) else {
      throw ProofFailure("a weight of unknown sign", term)
    }
    return bound
  }

  // MARK: Logarithms of sums

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

extension Rational {
  /// The largest rational of which both are whole multiples.
  fileprivate static func divisor(_ a: Rational, _ b: Rational) -> Rational {
    guard let n = (a / b).magnitude.numerator.int, let d = (a / b).denominator.int else { return a }
    var (x, y) = (n, d)
    while y != 0 { (x, y) = (y, x % y) }
    // a/b = n/d with n and d coprime after division by x.
    return a.magnitude / Rational(n / x)
  }
}
