import Exact
import Kernel

/// Limits of trajectories for t → ∞ by the invariance principle of LaSalle, a cited row whose hypotheses are
/// proved: a function that does not rise, bounds, and where whole trajectories can be on which it is constant.
extension Prover {
  /// ∃K ∀t. K < t → |e − L| < ε for an expression in trajectories at the time t; `nil` for other predicates.
  func invarianceLimit(_ predicate: Term) throws -> Theorem? {
    guard !fuel.followsTrajectory, let goal = try limitGoal(predicate), goal.defined == nil,
      goal.point == nil, goal.x.sort == .real, goal.premises.count == 1,
      goal.premises[0] === (try Term.less(goal.start, goal.x)), !goal.value.contains(goal.start),
      let flow = try flow(of: goal.value, at: goal.x)
    else { return nil }
    // √S → 0 where S → 0.
    let radicand =
      goal.limit === Term.zero ? goal.value.arguments(of: .squareRoot)?[0] : nil
    guard
      let g = try AutonomousFlow.function(
        of: radicand ?? goal.value - goal.limit, flow.curves, at: goal.x)
    else { return nil }
    fuel.followsTrajectory = true
    defer { fuel.followsTrajectory = false }
    var failure: ProofFailure?
    for candidate in try candidates(flow) {
      guard let law = try? fallingLaw(flow, candidate.function) else { continue }
      let V = FallingFunction(candidate: candidate, law: law)
      do {
        let law = try laSalle(flow, V, g)
        return try radicand.map { try limitOfRoot(goal, $0, law) } ?? limit(goal, law)
      } catch let own as ProofFailure {
        // One more function may do; to try all of them takes long.
        if let failure { throw failure }
        failure = own
      }
    }
    if let failure { throw failure }
    return nil
  }

  /// An inequality at a time t ≥ 0 from V(x(t)) ≤ V(x(0)) for one of the functions that do not rise; `nil` where it
  /// does not follow.
  func byFallingFunctions(_ goal: Term, _ time: Term) throws -> Theorem? {
    guard let flow = try flow(of: goal, at: time) else { return nil }
    let isLater = try prove(.lessOrEqual(.zero, time), depth: 20)
    let reflexive = try Theorem.lessOrEqual(
      .zero, .zero, from: .arithmetic(.lessOrEqual(.zero, .zero)))
    for candidate in try candidates(flow).prefix(6) {
      guard let law = try? fallingLaw(flow, candidate.function) else { continue }
      let falls = try law.specialized(to: .zero).specialized(to: time).modusPonens(reflexive)
        .modusPonens(isLater)
      let context = try adding([falls.rewritten(by: evaluate(falls.conclusion))])
      if let result = try? context.semialgebraic(goal) { return result }
    }
    return nil
  }

  /// |√S − 0| < ε where |S| < ε².
  private func limitOfRoot(_ goal: LimitGoal, _ radicand: Term, _ law: Theorem) throws -> Theorem {
    let isMargin = try prove(.less(.zero, goal.ε), depth: 20)
    let existence = try law.specialized(to: goal.ε * goal.ε)
      .modusPonens(Self.product(isMargin, isMargin))
    guard let place = existence.conclusion.arguments(of: .exists)?[0] else {
      throw ProofFailure("a limit", law.conclusion)
    }
    let near = try Theorem.assume(place.instantiate(goal.start)).specialized(to: goal.x)
      .modusPonens(.assume(goal.premises[0])).conjuncts().1
    let d = try goal.value - goal.limit
    let square = try prove(.lessOrEqual(d * d, radicand), depth: 20)
    let (low, high) = try comparison(true, [square], near, isMargin, d, radicand, goal.ε)
    return try concluded(goal, (low, high), d, existence)
  }

  private func limit(_ goal: LimitGoal, _ law: Theorem) throws -> Theorem {
    let existence = try law.specialized(to: goal.ε)
      .modusPonens(prove(.less(.zero, goal.ε), depth: 20))
    guard let place = existence.conclusion.arguments(of: .exists)?[0] else {
      throw ProofFailure("a limit", law.conclusion)
    }
    let difference = try goal.value - goal.limit
    let (low, high) = try Theorem.assume(place.instantiate(goal.start)).specialized(to: goal.x)
      .modusPonens(.assume(goal.premises[0])).conjuncts()
    return try concluded(goal, (low, high), difference, existence)
  }

  /// The limit, from −ε < d < ε for the difference d of the value and the limit at times after a start that exists.
  private func concluded(
    _ goal: LimitGoal, _ bounds: (low: Theorem, high: Theorem), _ d: Term, _ existence: Theorem
  ) throws -> Theorem {
    let (least, most) = try (goal.limit - goal.ε, goal.limit + goal.ε)
    func difference(_ bound: Theorem) throws -> Theorem {
      guard let sides = bound.conclusion.arguments(of: .less) else {
        throw ProofFailure("a strict bound", bound.conclusion)
      }
      return try bound.rewritten(by: .axiom(.lessDifference, sides))
    }
    let below = try Theorem.less(
      least, goal.value, from: difference(bounds.low).moved(to: goal.value - least))
    let above = try Theorem.less(
      goal.value, most, from: difference(bounds.high).moved(to: most - goal.value))
    let witnessed = try below.and(above).discharging(goal.premises[0]).generalizing(goal.x)
      .witnessing(goal.predicate, goal.start)
    return try existence.choosing(goal.start, witnessed)
  }

  /// A function V of the components, a λ-term.
  private struct Candidate {
    let function: Term
    /// What V is at least: Σ wᵢ qᵢ² over these components, with 0 < wᵢ.
    let weights: [Int: Theorem]
  }

  /// V with V(x(t)) ≤ V(x(s)) for 0 ≤ s ≤ t.
  private struct FallingFunction {
    let candidate: Candidate
    let law: Theorem

    var function: Term { candidate.function }
    var weights: [Int: Theorem] { candidate.weights }
  }

  /// What earlier lines say does not rise above its start; then the sums of squares of components, those with
  /// the simplest derivative first; then sums of two squares with weights such that the terms with both
  /// components cancel in the derivative.
  private func candidates(_ flow: AutonomousFlow) throws -> [Candidate] {
    var result: [Candidate] = []
    for fact in facts {
      if let known = try fallingFact(fact, flow) {
        result.append(Candidate(function: known, weights: [:]))
      }
    }
    let q = try (0..<flow.count).map { try fresh("q\($0)", .real, .truth) }
    let rates = try flow.field.map { try q.reduce($0) { try $0.at($1) } }
    let subsets = try (1..<(1 << flow.count)).map { subset in
      let components = (0..<flow.count).filter { subset >> $0 & 1 == 1 }
      var derivative = Term.zero
      for i in components { derivative = try derivative + q[i] * rates[i] }
      let form = try fraction(of: elementary(evaluate(derivative).right).right).value
      return (components, form.numerator.coefficients.count)
    }
    let one = try Theorem.arithmetic(.less(.zero, .one))
    for (components, _) in subsets.sorted(by: { ($0.1, $1.0.count) < ($1.1, $0.0.count) }) {
      result.append(
        try weighted(Dictionary(uniqueKeysWithValues: components.map { ($0, one) }), flow))
    }
    for j in 0..<flow.count {
      for i in 0..<j {
        guard let a = try linearPart(of: rates[i], in: q[j], q),
          let b = try linearPart(of: rates[j], in: q[i], q)
        else { continue }
        for (u, v) in try [(b, -a), (-b, a)] {
          guard let p = try? positive(normalize(u).right), let r = try? positive(normalize(v).right)
          else { continue }
          result.append(try weighted([i: p, j: r], flow))
        }
      }
    }
    return result
  }

  private func weighted(_ weights: [Int: Theorem], _ flow: AutonomousFlow) throws -> Candidate {
    Candidate(
      function: try AutonomousFlow.squares(weights.mapValues(\.bounded), outOf: flow.count),
      weights: weights)
  }

  /// The coefficient of x in a polynomial of numbers q, where it is free of them.
  private func linearPart(of term: Term, in x: Term, _ q: [Term]) throws -> Term? {
    let form = try fraction(of: evaluate(term).right).value
    let parts = form.numerator.coefficients(of: x)
    guard form.denominator.isEmpty, parts.count > 1,
      !parts[1].atoms.contains(where: { atom in q.contains(where: atom.contains) })
    else { return nil }
    return try parts[1].term(in: .real)
  }

  /// V of a fact ∀t. … → V(x(t)) ≤ V(x(0)).
  private func fallingFact(_ fact: Theorem, _ flow: AutonomousFlow) throws -> Term? {
    guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
      case .lambda(.real, _) = predicate.node
    else { return nil }
    let t = try fresh("t", .real, predicate)
    var body = try predicate.instantiate(t)
    while let parts = body.arguments(of: .implies) { body = parts[1] }
    guard let sides = body.arguments(of: .lessOrEqual), sides[0].sort == .real,
      sides[0].contains(t),
      sides[1] === (try sides[0].substituting([t: .zero]))
    else { return nil }
    return try AutonomousFlow.function(of: sides[0], flow.curves, at: t)
  }

  private func fallingLaw(_ flow: AutonomousFlow, _ V: Term) throws -> Theorem {
    let s = try fresh("s", .real, V)
    let t = try fresh("t", .real, V, s)
    let (isStart, isOrdered) = try (Term.lessOrEqual(.zero, s), Term.lessOrEqual(s, t))
    let along = try Term.lambda(t, flow.value(V, at: t))
    let ordered = try Theorem.assume(isOrdered)
    let law = try adding([.assume(isStart), ordered]).falling(along, from: s, to: t, ordered)
    return try law.discharging(isOrdered).discharging(isStart).generalizing(t).generalizing(s)
  }

  /// ∀ε > 0 ∃K ∀t > K. −ε < g(x(t)) < ε, by the cited row.
  private func laSalle(_ flow: AutonomousFlow, _ V: FallingFunction, _ g: Term) throws -> Theorem {
    let m = flow.count
    let B = try fresh("B", .real, V.function, g)
    var result = try Theorem.axiom(
      .laSalle(m), flow.field + [V.function, g] + flow.curves + [B])
    for f in flow.field + [V.function, g] {
      result = try result.modusPonens(alongCurves(f, count: m))
    }
    let t = try fresh("t", .real, V.function, g, B)
    let isLater = try Term.lessOrEqual(.zero, t)
    let slopes = try flow.curves.indices.map { try slope(of: flow, $0, at: t) }
    result = try result.modusPonens(
      Self.conjunction(slopes).discharging(isLater).generalizing(t))
    // The starting values are at most B.
    let level = try flow.value(V.function, at: .zero)
    let starts =
      try flow.curves.map { try $0.at(.zero) } + [level]
      + V.weights.sorted { $0.key < $1.key }.map(\.value.bounded).filter { $0 !== Term.one }
      .map { try level * .apply(.inverse, [$0]) }
    let limits = try starts.flatMap { try [$0, -$0] }
    let assumed =
      try [Theorem.assume(.lessOrEqual(.real(2), B))]
      + limits.map { try .assume(.lessOrEqual($0, B)) }
    let context = try adding(assumed)
    let bounds = try context.bounds(flow, V, B, t)
    result = try result.modusPonens(bounds).modusPonens(V.law)
    let whole = try context.wholeTrajectory(flow.field, V.function, within: B)
    let invariant = try vanishing(g, along: whole, bound: B, isReversible: true)
    result = try result.modusPonens(whole.closing(invariant))
    // B = 2 + Σ z² over the starting values.
    for assumption in assumed { result = try result.discharging(assumption.conclusion) }
    let squares = try starts.map { try $0 * $0 }
    let sum = try squares.reduce(Term.real(2)) { try $0 + $1 }
    result = try result.generalizing(B).specialized(to: sum)
    let nonnegative = try starts.map { try Theorem.axiom(.squareNonnegative, [$0]) }
    for limit in limits.reversed() {
      // 2 + z² − z = (z − ½)² + 7/4.
      let half = try Theorem.axiom(.squareNonnegative, [limit - .one / .real(2)])
      var rest = try Self.sum(half, .arithmetic(.less(.zero, .real(7) / .real(4))))
      for (start, square) in zip(starts, nonnegative) {
        if try start === limit || limit === -start { continue }
        rest = try Self.sum(rest, square)
      }
      result = try result.modusPonens(
        .lessOrEqual(limit, sum, from: rest.weakened().moved(to: sum - limit)))
    }
    let total = try nonnegative.dropFirst().reduce(nonnegative[0]) { try Self.sum($0, $1) }
    return try result.modusPonens(
      .lessOrEqual(.real(2), sum, from: total.moved(to: sum - .real(2))))
  }

  /// ∀t. 0 ≤ t → −B ≤ xᵢ(t) ≤ B for all components.
  private func bounds(_ flow: AutonomousFlow, _ V: FallingFunction, _ B: Term, _ t: Term) throws
    -> Theorem
  {
    let isLater = try Theorem.assume(.lessOrEqual(.zero, t))
    let reflexive = try Theorem.lessOrEqual(
      .zero, .zero, from: .arithmetic(.lessOrEqual(.zero, .zero)))
    // V(x(t)) ≤ V(x(0)) ≤ B.
    let (now, start) = try (flow.value(V.function, at: t), flow.value(V.function, at: .zero))
    let falls = try V.law.specialized(to: .zero).specialized(to: t).modusPonens(reflexive)
      .modusPonens(isLater)
    guard let limit = facts.first(where: { $0.conclusion === (try? Term.lessOrEqual(start, B)) })
    else { throw ProofFailure("no bound at the start", start) }
    let gap = try Self.sum(
      falls.rewritten(by: .axiom(.lessOrEqualDifference, [now, start])),
      limit.rewritten(by: .axiom(.lessOrEqualDifference, [start, B])))
    let level = try Theorem.lessOrEqual(now, B, from: gap.moved(to: B - now))
    let always = try level.discharging(isLater.conclusion).generalizing(t)
    let context = try adding([always, isLater, level])
    let square = try Self.boundOfSquare(fuel)
    var parts: [Theorem] = []
    for (i, curve) in flow.curves.enumerated() {
      let value = try curve.at(t)
      if let weight = V.weights[i] {
        // B − xᵢ² = (B − V(0)/wᵢ) + (V(0) − V(t))/wᵢ + Σ wⱼ xⱼ²/wᵢ over the others.
        let w = weight.bounded
        let scaled = try w === Term.one ? start : start * .apply(.inverse, [w])
        let goal = try Term.lessOrEqual(scaled, B)
        guard let own = facts.first(where: { $0.conclusion === goal }) else {
          throw ProofFailure("no bound at the start", scaled)
        }
        let inverse = try Theorem.use(.inversePositive, [w], weight)
        var margin = try Self.sum(
          own.rewritten(by: .axiom(.lessOrEqualDifference, [scaled, B])),
          Self.product(
            falls.rewritten(by: .axiom(.lessOrEqualDifference, [now, start])), inverse))
        for (j, other) in V.weights.sorted(by: { $0.key < $1.key }) where j != i {
          let square = try Theorem.axiom(.squareNonnegative, [flow.curves[j].at(t)])
          margin = try Self.sum(margin, Self.product(Self.product(other, square), inverse))
        }
        let small = try Theorem.lessOrEqual(
          value * value, B,
          from: margin.moved(
            to: B - value * value, nonzero: [weight.distinct().disequalitySwapped()]))
        let both = try square.specialized(to: value).specialized(to: B)
          .modusPonens(prove(.lessOrEqual(.one, B), depth: 20)).modusPonens(small)
        parts += try both.allConjuncts()
      } else {
        for (low, high) in try [(-B, value), (value, B)] {
          // What an earlier line bounds may bound the component, too.
          let direct =
            V.weights.isEmpty ? try? context.prove(.lessOrEqual(low, high), depth: 20) : nil
          parts.append(try direct ?? context.barrier(low, high, t))
        }
      }
    }
    return try Self.conjunction(parts).discharging(isLater.conclusion).generalizing(t)
  }

  /// ∀x∀b. 1 ≤ b → x·x ≤ b → −b ≤ x ∧ x ≤ b.
  private static func boundOfSquare(_ fuel: Fuel) throws -> Theorem {
    let (x, b) = try (Term.variable("x", .real), Term.variable("b", .real))
    let premises = try [Term.lessOrEqual(.one, b), .lessOrEqual(x * x, b)]
    let context = try Prover(facts: premises.map { try .assume($0) }, fuel: fuel)
    let both = try context.prove(.lessOrEqual(-b, x), depth: 20)
      .and(context.prove(.lessOrEqual(x, b), depth: 20))
    return try both.discharging(premises[1]).discharging(premises[0]).generalizing(b)
      .generalizing(x)
  }
}
