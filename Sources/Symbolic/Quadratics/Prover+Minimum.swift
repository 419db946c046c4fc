import Kernel

/// Minima of quadratic functions of a vector or a matrix.
extension Prover {
  /// ∀v. f(w) ≤ f(v), perhaps with f(v) = f(w) → v = w: f(w + d) − f(w) is a quadratic form in d.
  ///
  /// `nil` when the goal has another form.
  func quadraticMinimum(_ predicate: Term) throws -> Theorem? {
    guard case .lambda(let domain, _) = predicate.node, domain.isVectorOrMatrix else { return nil }
    let v = try fresh("v", domain, predicate)
    let goal = try predicate.instantiate(v)
    let parts = goal.arguments(of: .and)
    guard let sides = (parts?[0] ?? goal).arguments(of: .lessOrEqual) else { return nil }
    let isMaximum = sides[0].freeVariables.contains(v)
    let (least, moving) = isMaximum ? (sides[1], sides[0]) : (sides[0], sides[1])
    guard !least.freeVariables.contains(v), moving.freeVariables.contains(v) else { return nil }
    guard let w = try minimiser(least, moving, v, uniqueness: parts?[1]) else { return nil }
    if let result = try minimumByLemma(goal, moving, v, w) { return try result.generalizing(v) }
    let d = try fresh("d", domain, predicate, w)
    let there = try moving.substituting([v: w + d])
    let gap = try isMaximum ? least - there : there - least
    let change =
      if case .matrix = domain {
        try matrixChange(of: moving, v, from: w, by: d, isMaximum: isMaximum, gap)
      } else {
        try change(of: moving, v, from: w, by: d, isMaximum: isMaximum, gap)
      }
    let nothing = try MatrixForm.zero(like: d)
    let apart = try Theorem.assume(.not(.equal(d, nothing)))
    // f(w) ≤ f(w + d), for every d.
    let bound = try bound(of: change, d, with: []).weakened()
    let order = try Theorem.lessOrEqual(
      isMaximum ? there : least, isMaximum ? least : there, from: bound)
    // d = v − w.
    let difference = try v - w
    let back = try Theorem.congruence(
      .reflexive(.lambda(shifted(v), moving.substituting([v: shifted(v)]))),
      MatrixLemma.sumOfDifference(w, v))
    let sameValue = try Theorem.beta(back.left).symmetric().then(back).then(.beta(back.right))
    let atV = try order.generalizing(d).specialized(to: difference).rewritten(
      by: .congruence(
        .lessOrEqual,
        isMaximum ? [sameValue, .reflexive(least)] : [.reflexive(least), sameValue]))
    guard let uniqueness = parts?[1] else { return try atV.generalizing(v) }
    guard let implication = uniqueness.arguments(of: .implies),
      let equation = implication[0].arguments(of: .equal)
    else { return nil }
    // f(v) = f(w) and v ≠ w contradict 0 < f(w + (v − w)) − f(w).
    let strict = try self.bound(of: change, d, with: [apart])
    guard strict.isStrict else {
      throw ProofFailure("the minimum is not known to be unique", gap)
    }
    let known = try Theorem.assume(implication[0])
    let other = try Theorem.assume(.not(implication[1]))
    let zero = try Theorem.assume(.equal(difference, nothing))
    let equalVectors = try MatrixLemma.equalFromDifference(zero, v, w)
    let moved = try other.refuting(equalVectors).negating(zero.conclusion)
    let positive = try strict.discharging(apart.conclusion).generalizing(d)
      .specialized(to: difference).modusPonens(moved)
    let equalValues = equation[0] === moving ? known : try known.symmetric()
    let collapse = try sameValue.then(equalValues)
    let gapAtV = positive.bounded
    let vanish: Theorem =
      isMaximum
      ? try .congruence(.add, [.reflexive(least), .congruence(.negate, [collapse])])
      : try .congruence(.add, [collapse, .reflexive(-least)])
    guard try vanish.left === gapAtV else { return nil }
    let same = try vanish.then(.ring(vanish.right, .zero))
    let unique = try positive.distinct().refuting(same.symmetric())
      .byContradiction(implication[1]).discharging(implication[0])
    return try atV.and(unique).generalizing(v)
  }

  /// The same for g where f(v) = g(v) is known for all v.
  private func minimumByLemma(_ goal: Term, _ moving: Term, _ v: Term, _ w: Term) throws -> Theorem?
  {
    for fact in facts {
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(let domain, _) = predicate.node, domain == v.sort
      else { continue }
      let equation = try fact.specialized(to: v)
      guard equation.conclusion.arguments(of: .equal)?[0] === moving else { continue }
      let atW = try fact.specialized(to: w)
      let step = try Self.substituting([moving: equation, atW.left: atW], in: goal)
      guard let proof = try quadraticMinimum(.lambda(v, step.right)) else { continue }
      return try proof.specialized(to: v).backwards(along: step)
    }
    return nil
  }

  /// f(w + d) − f(w) = its expansion, in which what does not depend on d has gone before w is put in.
  private func change(
    of moving: Term, _ v: Term, from w: Term, by d: Term, isMaximum: Bool, _ gap: Term
  ) throws -> Theorem {
    let u = try fresh("u", v.sort, moving, w, d, gap)
    let (there, here) = try (moving.substituting([v: u + d]), moving.substituting([v: u]))
    let form = try innerForm(isMaximum ? here - there : there - here)
    let expanded = try form.then(normalize(form.right)).instantiate([u: w])
    return try expanded.left === gap ? expanded : .reflexive(gap)
  }

  /// The sign of the left side of an equation, by the quadratic form on its right.
  private func bound(of change: Theorem, _ d: Term, with facts: [Theorem]) throws -> Theorem {
    let prover = try facts.isEmpty ? self : adding(facts)
    let bound =
      if case .matrix = d.sort {
        try prover.traceBound(change.right, d)
      } else {
        try prover.quadraticBound(change.right)
      }
    guard let op = bound.relation else { throw ProofFailure("a bound", try change.left) }
    return try bound.backwards(along: .congruence(op, [.reflexive(.zero), change]))
  }

  private func shifted(_ v: Term) throws -> Term { try .variable("s", v.sort) }

  /// The w at which the value is least: from v = w, or a w for which f(w) is the least value.
  private func minimiser(_ least: Term, _ moving: Term, _ v: Term, uniqueness: Term?) throws
    -> Term?
  {
    if let sides = uniqueness?.arguments(of: .implies)?[1].arguments(of: .equal) {
      return sides[0] === v ? sides[1] : sides[0]
    }
    var values: [Term: Term] = [:]
    guard moving.match(least, variables: [v], into: &values) else { return nil }
    return values[v]
  }
}

extension MatrixLemma {
  /// w + (v − w) = v.
  static func sumOfDifference(_ w: Term, _ v: Term) throws -> Theorem {
    let (W, V) = try (Term.variable("w", w.sort), Term.variable("v", v.sort))
    return try law(W + (V - W), V, [W: w, V: v])
  }

  /// v = w from v − w = 0.
  static func equalFromDifference(_ zero: Theorem, _ v: Term, _ w: Term) throws -> Theorem {
    let zeros = try zero.right
    let W = try Term.variable("w", w.sort)
    return try sumOfDifference(w, v).symmetric()
      .then(.congruence(.add, [.reflexive(w), zero]))
      .then(law(W + zeros, W, [W: w]))
  }
}
