import Kernel

/// Sequences and functions with a limit.
extension Prover {
  /// ∃K. ∀k ≥ K. a − ε < f(k) < a + ε: where f = a at all k, or where f − a is not negative and
  /// f(k + 1) − a = r (f(k) − a) with 0 ≤ r < 1.
  ///
  /// (1 + k (1 − r)) (f(k) − a) ≤ f(0) − a, by induction. `nil` for other predicates.
  func convergence(_ predicate: Term) throws -> Theorem? {
    guard let goal = try limitGoal(predicate), goal.defined == nil, goal.point == nil,
      let premise = goal.premises.first, !goal.value.contains(goal.start)
    else { return nil }
    // f = a at all k.
    let difference = try goal.value - goal.limit
    let isReal = goal.x.sort == .real
    if let zero = try? isReal
      ? prove(.equal(difference, .zero), depth: 20) : equation(difference, .zero)
    {
      let sum = try Theorem.congruence(.add, [zero, .reflexive(goal.limit)])
      let equal = try Theorem.ring(goal.value, difference + goal.limit).then(sum).then(
        .ring(sum.right, goal.limit))
      let isPositive = try positive(goal.ε)
      let (low, high) = try (goal.limit - goal.ε, goal.limit + goal.ε)
      let below = try Theorem.less(
        low, goal.limit, from: isPositive.moved(to: goal.limit - low)
      ).backwards(along: .congruence(.less, [.reflexive(low), equal]))
      let above = try Theorem.less(
        goal.limit, high, from: isPositive.moved(to: high - goal.limit)
      ).backwards(along: .congruence(.less, [equal, .reflexive(high)]))
      let both = try below.and(above)
      let first: Term = try isReal ? .zero : .natural(0)
      return try both.discharging(premise).generalizing(goal.x)
        .instantiate([goal.start: first]).witnessing(predicate, first)
    }
    guard goal.x.sort == .natural else { return nil }
    return try geometric(goal, premise)
  }

  /// ∃K ∀x ≥ K. D ∧ φ from ∃K ∀x ≥ K. φ, where D holds at all x; `nil` for other predicates.
  func limitOfDefined(_ predicate: Term) throws -> Theorem? {
    guard case .lambda(let sort, _) = predicate.node, sort == .natural || sort == .real else {
      return nil
    }
    if let goal = try limitGoal(predicate), goal.defined == nil { return nil }
    let start = try fresh("K", sort, predicate)
    guard let inner = try predicate.instantiate(start).arguments(of: .forAll)?[0],
      case .lambda(sort, _) = inner.node
    else { return nil }
    let x = try fresh("x", sort, predicate, start)
    guard let parts = try inner.instantiate(x).arguments(of: .implies),
      let claim = parts[1].arguments(of: .and), !claim[0].contains(start),
      let defined = try? prove(claim[0], depth: 20)
    else { return nil }
    let rest = try Term.lambda(start, .forAll(x, .implies(parts[0], claim[1])))
    let existence = try existence(rest)
    let value = try Theorem.assume(rest.instantiate(start)).specialized(to: x)
      .modusPonens(.assume(parts[0]))
    let whole = try defined.and(value).discharging(parts[0]).generalizing(x)
      .witnessing(predicate, start)
    return try existence.choosing(start, whole)
  }

  private func geometric(_ goal: LimitGoal, _ premise: Term) throws -> Theorem? {
    let (start, k, bound) = (goal.start, goal.x, goal.ε)
    let difference = try goal.value - goal.limit
    let function = try Term.lambda(k, difference)
    let now = try evaluate(difference)
    let later = try evaluate(function.instantiate(k + .natural(1)))
    let (p, q) = try (fraction(of: now.right).value, fraction(of: later.right).value)
    guard p.denominator == q.denominator,
      let ratio = try q.numerator.divided(by: p.numerator),
      !ratio.atoms.contains(where: { $0.contains(k) })
    else { return nil }
    let gap = try (Polynomial.one - ratio).term(in: .real)
    let isFalling = try prove(.less(.zero, gap), depth: 20)
    guard
      let size = try lowerBound(now.right)
        ?? (try? prove(.lessOrEqual(.zero, now.right), depth: 20))
    else { return nil }
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
    let above = try SignLemma.cancelled(total, bound - difference, by: weight)
    let below = try Self.sum(isPositive, isNonnegative)
    let (low, high) = try (goal.limit - bound, goal.limit + bound)
    let both = try Theorem.less(low, goal.value, from: below.moved(to: goal.value - low))
      .and(.less(goal.value, high, from: above.moved(to: high - goal.value)))
    let witnessed = try both.discharging(premise).generalizing(k)
      .witnessing(goal.predicate, start)
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
