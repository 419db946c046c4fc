import Kernel

/// Trajectories that are bounded for all times, before and after 0, and where they can be.
extension Prover {
  /// What is assumed of a whole trajectory y of a field: ẏ = v(y), |yᵢ| ≤ B, and V(y) is constant.
  struct WholeTrajectory {
    let flow: AutonomousFlow
    let moves: Theorem
    let isBounded: Theorem
    let isConstant: Theorem
    /// The assumptions, and what follows from them, among other facts that do not speak of other curves.
    let context: Prover

    /// ∀y₁ … yₘ. (∀t. …) → (∀t. …) → (∀t. …) → φ.
    func closing(_ theorem: Theorem) throws -> Theorem {
      var result = theorem
      for assumption in [isConstant, isBounded, moves] {
        result = try result.discharging(assumption.conclusion)
      }
      for curve in flow.curves.reversed() { result = try result.generalizing(curve) }
      return result
    }
  }

  func wholeTrajectory(_ field: [Term], _ V: Term, within bound: Term) throws -> WholeTrajectory {
    var curves: [Term] = []
    let known = facts.map(\.conclusion) + field + [V, bound]
    for i in 1...field.count {
      curves.append(try .fresh("y\(i)", .function(.real, .real), avoiding: known + curves))
    }
    let flow = AutonomousFlow(curves: curves, field: field)
    let t = try Term.fresh("t", .real, avoiding: known + curves)
    let slopes = try field.indices.map {
      try Term.apply(.hasDerivative, [curves[$0], flow.value(field[$0], at: t), t])
    }
    let bounds = try curves.flatMap {
      try [Term.lessOrEqual(-bound, $0.at(t)), .lessOrEqual($0.at(t), bound)]
    }
    let moves = try Theorem.assume(.forAll(t, .all(slopes)))
    let isBounded = try Theorem.assume(.forAll(t, .all(bounds)))
    let isConstant = try Theorem.assume(
      .forAll(t, .equal(flow.value(V, at: t), flow.value(V, at: .zero))))
    // What the search for derivatives looks for: that there is one, and its value.
    var derived = [isBounded]
    for (i, part) in try moves.specialized(to: t).allConjuncts().enumerated() {
      let z = try Term.fresh("z", .real, avoiding: known + curves)
      let value = try flow.value(field[i], at: t)
      derived.append(
        try part.witnessing(.lambda(z, .apply(.hasDerivative, [curves[i], z, t])), value)
          .generalizing(t))
      derived.append(
        try Theorem.use(.derivativeValue, [curves[i], value, t], part).generalizing(t))
    }
    let others = facts.filter { fact in
      !fact.conclusion.freeVariables.contains { $0.sort == .function(.real, .real) }
    }
    let context = try Prover(facts: others, fuel: fuel).adding(derived)
    return WholeTrajectory(
      flow: flow, moves: moves, isBounded: isBounded, isConstant: isConstant, context: context)
  }

  /// g(y(0)) = 0 for a whole trajectory; in reversed time, too, where `isReversible`.
  func vanishing(_ g: Term, along whole: WholeTrajectory, bound: Term, isReversible: Bool) throws
    -> Theorem
  {
    let flow = whole.flow
    let (context, zeros) = try stationary(whole)
    let goal = try flow.value(g, at: .zero)
    if let result = try? context.equation(goal, .zero) { return result }
    let rest = flow.curves.indices.filter { zeros[$0] == nil }
    guard isReversible, !rest.isEmpty else {
      throw ProofFailure("a whole trajectory may be elsewhere", goal)
    }
    let sum = try context.stayingAtZero(flow, rest, bound)
    return try context.using(sum) { try $0.equation(goal, .zero) }
  }

  /// The components that vanish at all times, because V and the components that vanish have the derivative 0.
  private func stationary(_ whole: WholeTrajectory) throws -> (Prover, [Int: Theorem]) {
    let flow = whole.flow
    var context = whole.context
    let τ = try context.fresh("τ", .real, .truth)
    var zeros: [Int: Theorem] = [:]
    var equations: [Theorem] = []
    func addEquation(_ function: Term, _ isConstant: Theorem) throws {
      // (λt. f(t))′ = s and (λt. f(t))′ = (λt. c)′ = 0.
      // Not where the function is known to vanish: its derivative would be 0 as it stands.
      let derivative = try whole.context.differentiate(function, at: τ)
      guard let parts = derivative.conclusion.arguments(of: .hasDerivative) else { return }
      let same = try isConstant.specialized(to: τ)
      let constant = try same.right
      let flat = try Theorem.axiom(.derivativeConstant, [constant, τ]).backwards(
        along: .congruence(
          .hasDerivative, [same.abstracting(τ), .reflexive(.zero), .reflexive(τ)]))
      let slope = try Theorem.use(.derivativeValue, [function, parts[1], τ], derivative)
      let zero = try Theorem.use(.derivativeValue, [function, .zero, τ], flat)
      equations.append(try slope.symmetric().then(zero))
    }
    let V = try whole.isConstant.specialized(to: τ).left
    try addEquation(.lambda(τ, V), whole.isConstant)
    var isNew = true
    while isNew {
      isNew = false
      for i in flow.curves.indices where zeros[i] == nil {
        let value = try flow.curves[i].at(τ)
        guard
          let zero = try? context.using(
            equations[...], { try $0.prove(.equal(value, .zero), depth: 20) })
        else { continue }
        let always = try zero.generalizing(τ)
        zeros[i] = always
        context = try context.adding([always])
        try addEquation(.lambda(τ, value), always)
        isNew = true
      }
    }
    return (context, zeros)
  }

  /// Σ yᵢ(0)² = 0 over some components of a whole trajectory, of which the others vanish: the sum does not
  /// rise with the time, and comes to 0 for t → −∞.
  private func stayingAtZero(_ flow: AutonomousFlow, _ rest: [Int], _ bound: Term) throws -> Theorem
  {
    let t = try fresh("t", .real, bound)
    let curves = rest.map { flow.curves[$0] }
    let V = try AutonomousFlow.squares(
      Dictionary(uniqueKeysWithValues: rest.indices.map { ($0, .one) }), outOf: rest.count)
    let minusV = try AutonomousFlow.negated(V, count: rest.count)
    func squares(at time: Term) throws -> Term { try AutonomousFlow.value(V, curves, at: time) }
    let along = try Term.lambda(t, squares(at: t))
    // The field of the rest, backwards.
    let q = try rest.map { try fresh("q\($0)", .real, bound) }
    let field = try rest.map { i in
      var value = flow.field[i]
      for j in flow.curves.indices {
        value = try value.at(rest.firstIndex(of: j).map { q[$0] } ?? .zero)
      }
      return try q.reversed().reduce(-value) { try Term.lambda($1, $0) }
    }
    let backwards = try curves.map { try Term.lambda(t, $0.at(-t)) }
    var result = try Theorem.axiom(
      .laSalle(rest.count), field + [minusV, V] + backwards + [bound])
    for f in field + [minusV, V] {
      result = try result.modusPonens(alongCurves(f, count: rest.count))
    }
    let isLater = try Term.lessOrEqual(.zero, t)
    var (slopes, bounds): ([Theorem], [Theorem]) = ([], [])
    let minus = try Term.lambda(t, -t)
    for (k, i) in rest.enumerated() {
      let outer = try slope(of: flow, i, at: -t)
      let inner = try differentiate(minus, at: t)
      guard let f = outer.conclusion.arguments(of: .hasDerivative),
        let g = inner.conclusion.arguments(of: .hasDerivative)
      else { throw ProofFailure("a derivative is needed", bound) }
      let chain = try Theorem.use(
        .derivativeChain, [flow.curves[i], minus, f[1], g[1], t], inner, outer)
      let target = try AutonomousFlow.value(field[k], backwards, at: t)
      slopes.append(
        try chain.rewritten(
          by: .congruence(
            .hasDerivative,
            [.reflexive(backwards[k]), equation(f[1] * g[1], target), .reflexive(t)])))
      let value = try flow.curves[i].at(-t)
      for limit in try [Term.lessOrEqual(-bound, value), .lessOrEqual(value, bound)] {
        guard let known = try instanceOfFact(limit) else { throw ProofFailure("no bound", limit) }
        bounds.append(known)
      }
    }
    func later(_ parts: [Theorem]) throws -> Theorem {
      try Self.conjunction(parts).discharging(isLater).generalizing(t)
    }
    result = try result.modusPonens(later(slopes)).modusPonens(later(bounds))
    // −V(y(−t)) ≤ −V(y(−s)) for 0 ≤ s ≤ t.
    let s = try fresh("s", .real, bound, t)
    let (isStart, isOrdered) = try (Term.lessOrEqual(.zero, s), Term.lessOrEqual(s, t))
    let swapped = try Theorem.lessOrEqual(
      -t, -s,
      from: Theorem.assume(isOrdered).rewritten(by: .axiom(.lessOrEqualDifference, [s, t]))
        .moved(to: -s - -t))
    let rise = try falling(along, from: -t, to: -s, swapped)
    let (early, late) = try (squares(at: -t), squares(at: -s))
    let falls = try Theorem.lessOrEqual(
      -early, -late,
      from: rise.rewritten(by: .axiom(.lessOrEqualDifference, [late, early]))
        .moved(to: -late - -early))
    result = try result.modusPonens(
      falls.discharging(isOrdered).discharging(isStart).generalizing(t).generalizing(s))
    let whole = try wholeTrajectory(field, minusV, within: bound)
    let invariant = try vanishing(V, along: whole, bound: bound, isReversible: false)
    result = try result.modusPonens(whole.closing(invariant))
    return try notPositive(result, along, squares)
  }

  /// V(0) = 0 from V(−t) → 0 for t → ∞ and V(0) ≤ V(−t) for t ≥ 0.
  private func notPositive(
    _ limit: Theorem, _ along: Term, _ squares: (Term) throws -> Term
  ) throws -> Theorem {
    let now = try squares(.zero)
    let isPositive = try Theorem.assume(.less(.zero, now))
    let near = try limit.specialized(to: now).modusPonens(isPositive)
    let K = try fresh("K", .real, now)
    guard let predicate = near.conclusion.arguments(of: .exists)?[0] else {
      throw ProofFailure("a limit", near.conclusion)
    }
    // K < K² + 1 and 0 ≤ K² + 1.
    let time = try K * K + .one
    let half = try Term.axiomSquare(K - .one / .real(2))
    let isBeyond = try Theorem.less(
      K, time,
      from: Self.sum(half, .arithmetic(.less(.zero, .real(3) / .real(4)))).moved(to: time - K))
    let isEarlier = try Theorem.lessOrEqual(
      -time, .zero,
      from: Self.sum(Term.axiomSquare(K), .arithmetic(.less(.zero, .one))).weakened()
        .moved(to: .zero - -time))
    let far = try Theorem.assume(predicate.instantiate(K)).specialized(to: time)
      .modusPonens(isBeyond).conjuncts().1
    let bound = try falling(along, from: -time, to: .zero, isEarlier)
    let then = try squares(-time)
    // 0 < (0 + V(0)) − V(−t) and 0 ≤ V(−t) − V(0).
    let gap = try Self.sum(
      far.rewritten(by: .axiom(.lessDifference, [then, .zero + now])),
      bound.rewritten(by: .axiom(.lessOrEqualDifference, [now, then]))
    ).moved(to: .zero)
    let falsity = try Theorem.arithmetic(.not(.less(.zero, .zero))).refuting(gap)
    let none = try near.choosing(K, falsity).negating(isPositive.conclusion)
    let isLarge = try Theorem.assume(.less(.zero, now))
    let upper = try Theorem.axiom(.total, [now, .zero]).cases(
      .assume(.lessOrEqual(now, .zero)),
      none.refuting(isLarge).explosion(.lessOrEqual(now, .zero)))
    return try .use(.antisymmetric, [now, .zero], upper, nonnegative(now))
  }

  static func conjunction(_ parts: [Theorem]) throws -> Theorem {
    guard var result = parts.last else { return .truth }
    for part in parts.dropLast().reversed() { result = try part.and(result) }
    return result
  }
}

extension Term {
  /// 0 ≤ u·u.
  static func axiomSquare(_ u: Term) throws -> Theorem { try .axiom(.squareNonnegative, [u]) }
}
