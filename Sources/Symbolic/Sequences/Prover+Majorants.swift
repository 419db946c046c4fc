import Exact
import Kernel

/// Bounds of what tends to 0 by exponentials, powers and logarithms.
extension Prover {
  /// A bound of one summand that tends to 0 faster than its powers of X grow; `nil` for others.
  /// - Parameter rates: Gets the 0 < c for which the bound speaks of c X.
  func majorant(
    of monomial: Monomial, _ coefficient: Rational, _ place: Rate, rates: inout [Theorem]
  ) throws -> Majorant? {
    var constant = Polynomial(coefficient)
    var decays: [(argument: Term, power: Term?)] = []
    var (degree, logs) = (0, 0)
    for factor in monomial.factors {
      let (atom, n) = (factor.atom, factor.exponent)
      if !atom.contains(place.x) {
        constant = try constant * Polynomial(Self.monomial(atom, n), .one)
      } else if atom === place.X {
        degree += n
      } else if let base = atom.arguments(of: .inverse)?[0], base === place.X {
        degree -= n
      } else if atom.arguments(of: .log)?[0] === place.X, n == 1 {
        logs += 1
      } else if !place.isNear, let W = atom.arguments(of: .inverse)?[0],
        let argument = W.arguments(of: .exp)?[0], try slope(of: argument, in: place.X) != nil
      {
        for _ in 0..<n { decays.append((argument, nil)) }
      } else if !place.isNear, let parts = atom.arguments(of: .power), parts[1] === place.x,
        !parts[0].contains(place.x)
      {
        for _ in 0..<n { decays.append((parts[0], atom)) }
      } else {
        return nil
      }
    }
    let c = try Majorant(constant: constant.term(in: .real), self)
    let isPositive = try Theorem.assume(.less(.zero, place.X))
    var result: Majorant
    if logs == 1, decays.isEmpty, place.isNear ? degree > 0 : degree < 0 {
      let base =
        try place.isNear ? isPositive : Theorem.use(.inversePositive, [place.X], isPositive)
      let log = try logarithmMajorant(isPositive, isNear: place.isNear)
      result = try c.times(log)
      for _ in 0..<abs(degree) {
        result = try result.times(Majorant(nonnegative: base.weakened()))
      }
      return result
    }
    guard !decays.isEmpty, logs == 0, degree >= 0 else { return nil }
    result = c
    for _ in 0..<degree { result = try result.times(Majorant(nonnegative: isPositive.weakened())) }
    for (place, decay) in decays.enumerated() {
      let m = place == 0 ? degree + 1 : 1
      guard let power = decay.power else {
        result = try result.times(decayMajorant(decay.argument, m))
        continue
      }
      let r = decay.argument
      let isFalling = try prove(.less(.zero, (.one - r * r) / .real(2)), depth: 20)
      rates.append(isFalling)
      result = try result.times(powerMajorant(r, power, isFalling, isPositive, m))
    }
    return result
  }

  private static func monomial(_ atom: Term, _ exponent: Int) -> Monomial {
    (0..<exponent).reduce(.one) { product, _ in product * Monomial(atom) }
  }

  /// |log X| ≤ 2/√X + X near 0 and 2√X + 1/X far from it: log t ≤ t − 1 at √X, 1/√X, X and 1/X.
  private func logarithmMajorant(_ isPositive: Theorem, isNear: Bool) throws -> Majorant {
    let X = isPositive.bounded
    let isRoot = try rootOfPositive(isPositive).0
    let root = isRoot.bounded
    let log: Term = try .apply(.log, [X])
    let inverse = try Theorem.use(.inversePositive, [X], isPositive)
    let isInverseRoot = try Theorem.use(.inversePositive, [root], isRoot)
    let bound =
      try isNear
      ? Term.real(2) * isInverseRoot.bounded + X : .real(2) * root + inverse.bounded
    let context = try adding([isPositive, isRoot])
    /// 0 ≤ t − 1 − c log X, for t = X^c.
    func slack(_ isTerm: Theorem, _ c: Rational) throws -> Theorem {
      let t = isTerm.bounded
      let exponent = try Term.real(c) * log
      let value = try context.equation(.apply(.log, [t]), exponent)
      return try Self.slack(of: t, positive: isTerm).rewritten(
        by: .congruence(
          .lessOrEqual,
          [
            .reflexive(.zero),
            .congruence(.add, [.reflexive(t - .one), .congruence(.negate, [value])]),
          ]))
    }
    let two = try Theorem.arithmetic(.less(.zero, .real(2)))
    let one = try Theorem.arithmetic(.less(.zero, .one))
    let (whole, half) = try (
      slack(isNear ? isPositive : inverse, isNear ? 1 : -1),
      Self.product(two, slack(isNear ? isInverseRoot : isRoot, Rational(isNear ? -1 : 1, 2)))
    )
    let fromWhole = try Self.sum(
      Self.sum(whole, one), Self.product(two, isNear ? isInverseRoot : isRoot))
    let fromHalf = try Self.sum(Self.sum(half, two), isNear ? isPositive : inverse)
    return try Majorant(
      log, bound, above: isNear ? fromWhole : fromHalf, below: isNear ? fromHalf : fromWhole)
  }

  /// 1/exp t ≤ 1/(1 + t/m)^m for t > 0.
  private func decayMajorant(_ t: Term, _ m: Int) throws -> Majorant {
    let isPositive = try positive(t)
    let part = try Self.product(
      .arithmetic(.less(.zero, .real(Rational(1, m)))), isPositive)
    let v = part.bounded
    // exp t = exp(v)ᵐ.
    let W: Term = try .apply(.exp, [v])
    var power = try Theorem.reflexive(W)
    var sum = v
    for _ in 1..<max(m, 1) {
      power = try Theorem.axiom(.expAdd, [v, sum])
        .then(.congruence(.multiply, [.reflexive(W), power]))
      sum = try v + sum
    }
    let whole = try Theorem.congruence(.exp, [.ring(t, sum)]).then(power)
    // 1 + v ≤ exp v.
    let (tangent, _) = try Theorem.axiom(.expTangent, [v]).conjuncts()
    guard let ends = tangent.conclusion.arguments(of: .lessOrEqual) else {
      throw ProofFailure("a tangent", tangent.conclusion)
    }
    let gap = try tangent.rewritten(by: .axiom(.lessOrEqualDifference, ends))
    let isPower = try Theorem.axiom(.expPositive, [v])
    let isWhole = try (1..<max(m, 1)).reduce(isPower) { all, _ in try Self.product(isPower, all) }
    let isLine = try Self.sum(.arithmetic(.less(.zero, .one)), part)
    let line = isLine.bounded
    let (isSmall, isBound) = try (
      Theorem.use(.inversePositive, [W], isPower), Theorem.use(.inversePositive, [line], isLine)
    )
    let nonzero = try [isLine, isPower, isWhole].map { try $0.distinct().disequalitySwapped() }
    let one = try Majorant(
      isSmall.bounded, isBound.bounded,
      above: Self.product(gap, Self.product(isSmall, isBound)),
      below: Self.sum(isBound, isSmall), nonzero: nonzero)
    let product = try (1..<max(m, 1)).reduce(one) { result, _ in try result.times(one) }
    let inverse = try Theorem.congruence(.inverse, [whole])
    return try product.rewritten(
      .ring(product.term, inverse.right, nonzero: nonzero).then(inverse.symmetric()))
  }

  /// |rᵏ| ≤ exp(−ck) with c = (1 − r²)/2 > 0, by induction, and the bound of that.
  private func powerMajorant(
    _ r: Term, _ atom: Term, _ isFalling: Theorem, _ isPositive: Theorem, _ m: Int
  ) throws -> Majorant {
    guard let k = atom.arguments(of: .power)?[1] else { throw ProofFailure("a power", atom) }
    let c = isFalling.bounded
    let q: Term = try .apply(.exp, [-c])
    // 1 − c ≤ q, and 1 − c ∓ r = ½ (1 ∓ r)².
    let (tangent, _) = try Theorem.axiom(.expTangent, [-c]).conjuncts()
    guard let ends = tangent.conclusion.arguments(of: .lessOrEqual) else {
      throw ProofFailure("a tangent", tangent.conclusion)
    }
    let gap = try tangent.rewritten(by: .axiom(.lessOrEqualDifference, ends))
    let half = try Theorem.arithmetic(.less(.zero, .real(Rational(1, 2))))
    func ratio(_ other: Term) throws -> Theorem {
      try Self.sum(gap, Self.product(half, .axiom(.squareNonnegative, [other])))
    }
    let step = try Majorant(r, q, above: ratio(.one - r), below: ratio(.one + r))
    func decay(_ k: Term) throws -> Term {
      try .apply(.exp, [-(c * .apply(.naturalToReal, [k]))])
    }
    func power(_ k: Term) throws -> Term { try .apply(.power, [r, k]) }
    func claim(_ k: Term) throws -> Term {
      try .and(
        .lessOrEqual(.zero, decay(k) - power(k)), .lessOrEqual(.zero, decay(k) + power(k)))
    }
    func pair(_ majorant: Majorant) throws -> Theorem { try majorant.above.and(majorant.below) }
    let zero = try Term.natural(0)
    let one = try Majorant(nonnegative: .arithmetic(.lessOrEqual(.zero, .one)))
    let unit = try Theorem.congruence(
      .exp, [.ring(-(c * .apply(.naturalToReal, [zero])), .zero)]
    ).then(.axiom(.expZero, []))
    let first = try one.rewritten(.ring(.one, power(zero)))
    let base = try pair(
      Majorant(
        power(zero), decay(zero),
        above: first.above.rewritten(
          by: .congruence(
            .lessOrEqual,
            [
              .reflexive(.zero),
              .congruence(.add, [unit.symmetric(), .reflexive(-power(zero))]),
            ])),
        below: first.below.rewritten(
          by: .congruence(
            .lessOrEqual,
            [
              .reflexive(.zero),
              .congruence(.add, [unit.symmetric(), .reflexive(power(zero))]),
            ]))))
    let (above, below) = try Theorem.assume(claim(k)).conjuncts()
    let now = try Majorant(power(k), decay(k), above: above, below: below)
    let next = try k + .natural(1)
    let later = try now.times(step)
    // The bound and the term at k + 1.
    let exponent = try -(c * .apply(.naturalToReal, [k])) + -c
    let bound = try Theorem.congruence(
      .exp, [.ring(-(c * .apply(.naturalToReal, [next])), exponent)]
    ).then(.axiom(.expAdd, [-(c * .apply(.naturalToReal, [k])), -c]))
    let term = try Theorem.axiom(.powerSuccessor, [r, k])
    let target = try later.rewritten(.ring(later.term, term.right).then(term.symmetric()))
    func moved(_ theorem: Theorem, _ sign: Term) throws -> Theorem {
      try theorem.rewritten(
        by: .congruence(
          .lessOrEqual,
          [.reflexive(.zero), .congruence(.add, [bound.symmetric(), .reflexive(sign)])]))
    }
    let inductive = try moved(target.above, -power(next))
      .and(moved(target.below, power(next)))
    let predicate = try Term.lambda(k, claim(k))
    fuel.inductions.append(k.description)
    let (a, b) = try Theorem.induction(
      predicate, base: base, step: inductive.discharging(claim(k)).generalizing(k)
    ).specialized(to: k).conjuncts()
    // exp(−ck) = 1/exp(ck).
    let t = try Self.product(isFalling, isPositive)
    let negative = try Self.exponentialOfNegative(t.bounded)
    let slower = try adding([t]).decayMajorant(t.bounded, m).rewritten(negative.symmetric())
    return try Majorant(atom, decay(k), above: a, below: b)
      .weakened(to: slower.bound, slower.above)
  }
}
