import Exact
import Kernel

/// Sequences that grow beyond every bound.
extension Prover {
  /// ∃K. ∀k ≥ K. B < f(k), or ∃k. B < f(k), where f(k + 1) = r f(k) with r > 1 and f(0) > 0.
  ///
  /// By Bernoulli's inequality f(k) ≥ (1 + k (r − 1)) f(0), and by Archimedes' principle that exceeds B.
  /// `nil` for other predicates.
  func divergence(_ predicate: Term) throws -> Theorem? {
    guard case .lambda(.natural, _) = predicate.node else { return nil }
    let start = try fresh("K", .natural, predicate)
    let body = try predicate.instantiate(start)
    var index = start
    var claim = body
    var premise: Term?
    if let inner = body.arguments(of: .forAll)?[0], case .lambda(.natural, _) = inner.node {
      index = try fresh("k", .natural, body)
      guard let parts = try inner.instantiate(index).arguments(of: .implies),
        parts[0] === (try Term.lessOrEqual(start, index))
      else { return nil }
      (premise, claim) = (parts[0], parts[1])
    }
    guard let sides = claim.arguments(of: .less), sides[0].sort == .real,
      !sides[0].contains(start), !sides[0].contains(index)
    else { return nil }
    let (bound, value) = (sides[0], sides[1])
    let function = try Term.lambda(index, value)
    guard !function.contains(start) else { return nil }
    let now = try evaluate(value)
    let later = try evaluate(function.instantiate(index + .natural(1)))
    let (p, q) = try (fraction(of: now.right).value, fraction(of: later.right).value)
    var multiple = p.numerator
    for (factor, exponent) in q.denominator {
      for _ in 0..<exponent { multiple = try multiple * factor }
    }
    guard p.denominator.isEmpty, let ratio = try q.numerator.divided(by: multiple),
      !ratio.atoms.contains(where: { $0.contains(index) })
    else { return nil }
    let growth = try (ratio - .one).term(in: .real)
    let first = try evaluate(function.instantiate(.natural(0))).right
    let isGrowing = try prove(.less(.zero, growth), depth: 20)
    let isPositive = try prove(.less(.zero, first), depth: 20)
    let time: Term = try .apply(.naturalToReal, [index])
    let bernoulli = try bernoulli(function, index, growth, first, isGrowing, isPositive)
    // c = (r − 1) f(0), and K > (B − f(0))/c.
    let slope = try Self.product(isGrowing, isPositive)
    let c = slope.bounded
    let quotient = try (bound - first) / c
    let existence = try Theorem.axiom(.archimedean, [quotient])
    let castStart: Term = try .apply(.naturalToReal, [start])
    let beyond = try Theorem.assume(.less(quotient, castStart))
    let nonzero = try slope.distinct().disequalitySwapped()
    let gap = try Self.product(
      slope, beyond.rewritten(by: .axiom(.lessDifference, [quotient, castStart])))
    var total = try gap.moved(to: c * castStart - (bound - first), nonzero: [nonzero])
    if let premise {
      let later = try Theorem.assume(premise)
        .rewritten(by: .axiom(.naturalLessOrEqual, [start, index]))
        .rewritten(by: .axiom(.lessOrEqualDifference, [castStart, time]))
      total = try Self.sum(total, Self.product(slope, later))
    }
    let low = try bernoulli.rewritten(
      by: .axiom(.lessOrEqualDifference, [(.one + time * growth) * first, value]))
    total = try Self.sum(total, low)
    var result = try Theorem.less(bound, value, from: total)
    if let premise { result = try result.discharging(premise).generalizing(index) }
    let witnessed = try result.witnessing(predicate, start)
    return try existence.choosing(start, witnessed)
  }

  /// (1 + k h) f(0) ≤ f(k) by induction, where f(k + 1) = (1 + h) f(k).
  ///
  /// f(k + 1) − (1 + (k + 1) h) f(0) = (1 + h) (f(k) − (1 + k h) f(0)) + k h² f(0).
  private func bernoulli(
    _ function: Term, _ k: Term, _ h: Term, _ first: Term, _ isGrowing: Theorem,
    _ isPositive: Theorem
  ) throws -> Theorem {
    func gap(_ k: Term) throws -> Term {
      try function.instantiate(k) - (.one + .apply(.naturalToReal, [k]) * h) * first
    }
    let predicate = try Term.lambda(k, .lessOrEqual(.zero, gap(k)))
    let (zero, next) = try (Term.natural(0), k + .natural(1))
    /// 0 ≤ gap from 0 ≤ t, where gap = t after evaluation.
    func moved(_ bound: Theorem, _ k: Term) throws -> Theorem {
      let value = try gap(k)
      return try bound.weakened().rewritten(
        by: .congruence(.lessOrEqual, [.reflexive(.zero), equation(bound.bounded, value)]))
    }
    let base = try moved(.arithmetic(.lessOrEqual(.zero, .zero)), zero)
    let assumed = try Theorem.assume(predicate.instantiate(k))
    let ratio = try Self.sum(.arithmetic(.less(.zero, .one)), isGrowing)
    let time = try Theorem.axiom(.naturalNonnegative, [k])
    let rest = try Self.product(
      time, Self.product(Self.product(isGrowing, isGrowing), isPositive))
    let step = try moved(Self.sum(Self.product(ratio, assumed), rest), next)
    let all = try Theorem.induction(
      predicate, base: base,
      step: step.discharging(assumed.conclusion).generalizing(k))
    fuel.inductions.append(k.description)
    let bound = try all.specialized(to: k)
    return try .lessOrEqual(
      (.one + .apply(.naturalToReal, [k]) * h) * first, function.instantiate(k), from: bound)
  }
}
