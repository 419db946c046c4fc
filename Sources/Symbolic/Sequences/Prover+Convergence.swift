import Kernel

/// Sequences and functions with a limit.
extension Prover {
  /// ∃K. ∀k ≥ K. f(k) − a < ε ∧ a − f(k) < ε: where f = a at all k, or where f − a is not negative and
  /// f(k + 1) − a = r (f(k) − a) with 0 ≤ r < 1.
  ///
  /// (1 + k (1 − r)) (f(k) − a) ≤ f(0) − a, by induction. `nil` for other predicates.
  func convergence(_ predicate: Term) throws -> Theorem? {
    guard case .lambda(let sort, _) = predicate.node, sort == .natural || sort == .real else {
      return nil
    }
    let start = try fresh("K", sort, predicate)
    let body = try predicate.instantiate(start)
    guard let inner = body.arguments(of: .forAll)?[0] else { return nil }
    let index = try fresh("k", sort, body)
    guard let parts = try inner.instantiate(index).arguments(of: .implies),
      parts[0] === (try Term.lessOrEqual(start, index)),
      let sides = parts[1].arguments(of: .and), let first = sides[0].arguments(of: .less),
      let second = sides[1].arguments(of: .less), first[1] === second[1],
      !parts[1].contains(start), !first[1].contains(index)
    else { return nil }
    let (difference, bound) = (first[0], first[1])
    // f = a at all k.
    let vanishes = try Term.equal(difference, .zero)
    if let equal = try? sort == .real ? prove(vanishes, depth: 20) : equation(difference, .zero) {
      let turned = try Theorem.ring(second[0], -difference).then(.congruence(.negate, [equal]))
      let minus = try turned.then(.ring(turned.right, .zero))
      let positive = try positive(bound)
      let both = try [equal, minus].map {
        try positive.backwards(along: .congruence(.less, [$0, .reflexive(bound)]))
      }
      let zero: Term = try sort == .natural ? .natural(0) : .zero
      return try both[0].and(both[1]).discharging(parts[0]).generalizing(index)
        .instantiate([start: zero]).witnessing(predicate, zero)
    }
    guard sort == .natural else { return nil }
    return try geometric(predicate, start, index, difference, second[0], bound, parts[0])
  }

  private func geometric(
    _ predicate: Term, _ start: Term, _ k: Term, _ difference: Term, _ opposite: Term,
    _ bound: Term, _ premise: Term
  ) throws -> Theorem? {
    let function = try Term.lambda(k, difference)
    let now = try evaluate(difference)
    let later = try evaluate(function.instantiate(k + .natural(1)))
    let (p, q) = try (fraction(of: now.right).value, fraction(of: later.right).value)
    guard p.denominator.isEmpty, q.denominator.isEmpty,
      let ratio = try q.numerator.divided(by: p.numerator),
      !ratio.atoms.contains(where: { $0.contains(k) })
    else { return nil }
    let gap = try (Polynomial.one - ratio).term(in: .real)
    let isFalling = try prove(.less(.zero, gap), depth: 20)
    let size = try lowerBound(now.right) ?? prove(.lessOrEqual(.zero, now.right), depth: 20)
    let isNonnegative = try size.weakened().rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), now.symmetric()]))
    let isPositive = try positive(bound)
    let law = try harmonic(function, k, gap, isFalling, isNonnegative)
    // c = ε (1 − r), and K > (f(0) − a)/c.
    let slope = try Self.product(isFalling, isPositive)
    let c = slope.bounded
    let first = try function.instantiate(.natural(0))
    let quotient = try first / c
    let castStart: Term = try .apply(.naturalToReal, [start])
    let time: Term = try .apply(.naturalToReal, [k])
    let existence = try Theorem.axiom(.archimedean, [quotient])
    let beyond = try Theorem.assume(.less(quotient, castStart))
    let nonzero = try slope.distinct().disequalitySwapped()
    let far = try Self.product(
      slope, beyond.rewritten(by: .axiom(.lessDifference, [quotient, castStart]))
    ).moved(to: c * castStart - first, nonzero: [nonzero])
    let after = try Theorem.assume(premise)
      .rewritten(by: .axiom(.naturalLessOrEqual, [start, k]))
      .rewritten(by: .axiom(.lessOrEqualDifference, [castStart, time]))
    let total = try [Self.product(slope, after), isPositive, law].reduce(far) {
      try Self.sum($0, $1)
    }
    let weight = try Self.sum(
      .arithmetic(.less(.zero, .one)), Self.product(.axiom(.naturalNonnegative, [k]), isFalling))
    let below = try SignLemma.cancelled(total, bound - difference, by: weight)
    let above = try Self.sum(isPositive, isNonnegative).moved(to: bound - opposite)
    let both = try Theorem.less(difference, bound, from: below)
      .and(.less(opposite, bound, from: above))
    let witnessed = try both.discharging(premise).generalizing(k).witnessing(predicate, start)
    return try existence.choosing(start, witnessed)
  }

  /// 0 ≤ f(0) − (1 + k h) f(k) by induction, where f(k + 1) = (1 − h) f(k) and 0 ≤ f.
  ///
  /// The value at k + 1 is the value at k plus (k + 1) h² f(k).
  private func harmonic(
    _ function: Term, _ k: Term, _ h: Term, _ isFalling: Theorem, _ isNonnegative: Theorem
  ) throws -> Theorem {
    let start = try function.instantiate(.natural(0))
    func value(_ k: Term) throws -> Term {
      try start - (.one + .apply(.naturalToReal, [k]) * h) * function.instantiate(k)
    }
    let predicate = try Term.lambda(k, .lessOrEqual(.zero, value(k)))
    func moved(_ bound: Theorem, _ k: Term) throws -> Theorem {
      try bound.weakened().rewritten(
        by: .congruence(.lessOrEqual, [.reflexive(.zero), equation(bound.bounded, value(k))]))
    }
    let base = try moved(.arithmetic(.lessOrEqual(.zero, .zero)), .natural(0))
    let assumed = try Theorem.assume(predicate.instantiate(k))
    let time = try Self.sum(
      .arithmetic(.less(.zero, .one)), .axiom(.naturalNonnegative, [k]))
    let rest = try Self.product(
      Self.product(time, Self.product(isFalling, isFalling)), isNonnegative)
    let step = try moved(Self.sum(assumed, rest), k + .natural(1))
    fuel.inductions.append(k.description)
    return try Theorem.induction(
      predicate, base: base, step: step.discharging(assumed.conclusion).generalizing(k)
    ).specialized(to: k)
  }
}
