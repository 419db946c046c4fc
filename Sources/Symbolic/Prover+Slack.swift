import Exact
import Kernel

/// Inequalities with room to spare: constants made rounder, and logarithms by exponentials.
extension Prover {
  /// 0 < Σ cᵢ log aᵢ + c log π + q for rational cᵢ, c, q: by 223/71 < π < 22/7 and log 2 < 1 < 2 log 2.
  func boundOfConstants(_ term: Term) throws -> Theorem? {
    let polynomial = try fraction(of: term).value.numerator
    let π: Term = try .apply(.pi, [])
    var lower = polynomial
    var gap: Theorem?
    func add(_ bound: Theorem, _ factor: Rational) throws {
      let part = try Self.product(.arithmetic(.less(.zero, .real(factor.magnitude))), bound)
      lower = try lower - RationalForm(nonzero: []).fraction(of: part.bounded).numerator
      gap = try gap.map { try Self.sum($0, part) } ?? part
    }
    for (monomial, c) in polynomial.terms {
      guard let factor = monomial.factors.first else {
        let two = try Theorem.arithmetic(.less(.zero, .real(c.sign > 0 ? 2 : Rational(1, 2))))
        let slack = try Self.slack(of: two.bounded, positive: two)
        let log = try withPrimes(slack)
        try add(log, c.sign > 0 ? c : c * 2)
        continue
      }
      guard factor.atom.arguments(of: .log)?[0] === π, monomial.factors.count == 1,
        factor.exponent == 1
      else { continue }
      let (low, high) = try Theorem.axiom(.piBounds, []).conjuncts()
      let number = Term.real(c.sign > 0 ? Rational(223, 71) : Rational(22, 7))
      let isNumber = try Theorem.arithmetic(.less(.zero, number))
      let own = c.sign > 0 ? low : high
      guard let ends = own.conclusion.arguments(of: .less) else { return nil }
      let difference = try own.rewritten(by: .axiom(.lessDifference, ends))
      let isπ = try Self.sum(
        low.rewritten(by: .axiom(.lessDifference, [.real(Rational(223, 71)), π])),
        .arithmetic(.less(.zero, .real(Rational(223, 71))))
      ).moved(to: π)
      try add(
        c.sign > 0
          ? .logIncreasing(isNumber, isπ, difference) : .logIncreasing(isπ, isNumber, difference),
        c)
    }
    guard let gap, let rest = try boundOfNumericLogarithms(lower.term(in: .real)) else {
      return nil
    }
    return try Self.sum(gap, rest).moved(to: term)
  }

  /// The bound with its logarithm of a number as a sum of logarithms of primes.
  private func withPrimes(_ bound: Theorem) throws -> Theorem {
    let simple = try elementary(bound.bounded)
    guard let op = bound.conclusion.relation else { return bound }
    return try bound.rewritten(by: .congruence(op, [.reflexive(.zero), simple]))
  }

  /// 0 < t for t = R + K with integrals in R and a constant K, from a bound of R + K′ with a rounder
  /// K′ < K.
  func boundWithRounderConstant(_ term: Term) throws -> Theorem? {
    guard !fuel.roundsConstants, integralDepth == 0, term.hasIntegral else { return nil }
    let polynomial = try fraction(of: term).value.numerator
    var constant = Polynomial.zero
    for (monomial, c) in polynomial.terms
    where monomial.factors.allSatisfy({ $0.atom.isNumericLogarithm }) {
      constant = constant + Polynomial(monomial, c)
    }
    guard !constant.isZero else { return nil }
    fuel.roundsConstants = true
    defer { fuel.roundsConstants = false }
    let K = try constant.term(in: .real)
    let log: Term = try .apply(.log, [.real(2)])
    for n in [2, 1, 0, -1, -2] {
      let rounder = try Term.real(Rational(n)) * log
      let simple = try normalize(K - rounder)
      guard let room = try boundOfNumericLogarithms(simple.right), room.isStrict else { continue }
      let rest = try term - K + rounder
      guard let bound = try signOfDifference(normalize(rest).right) else { continue }
      return try Self.sum(bound, room).moved(to: term)
    }
    return nil
  }

  /// 0 < t from exp(−t) < 1, for logarithms of sums of exponentials: 1 − t ≤ exp(−t).
  func boundByExponential(_ term: Term) throws -> Theorem? {
    guard term.integralAtoms.isEmpty, term.uses(.log), term.uses(.exp) else { return nil }
    let minus = try -term
    let exponential: Term = try .apply(.exp, [minus])
    let apart = try elementary(exponential)
    guard try !apart.right.uses(.log) else { return nil }
    let gap = try normalize(.one - apart.right)
    guard let room = try lowerBound(gap.right), room.isStrict else { return nil }
    let (tangent, _) = try Theorem.axiom(.expTangent, [minus]).conjuncts()
    let below = try tangent.rewritten(
      by: .axiom(.lessOrEqualDifference, [.one + minus, exponential]))
    // t = (exp(−t) − (1 − t)) + (1 − exp(−t)).
    let difference = try gap.symmetric().then(
      .congruence(
        .add, [.reflexive(.one), .congruence(.negate, [apart.symmetric()])]))
    let strict = try room.rewritten(by: .congruence(.less, [.reflexive(.zero), difference]))
    return try Self.sum(below, strict).moved(to: term)
  }
}

extension Term {
  fileprivate var isNumericLogarithm: Bool { arguments(of: .log)?[0].number != nil }
}
