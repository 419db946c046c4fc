import Exact
import Kernel

/// Goals that are equations, inequalities or negations.
extension Prover {
  // MARK: Equations

  func proveEqual(_ goal: Term, _ a: Term, _ b: Term, _ depth: Int) throws -> Theorem {
    if a === b { return try .reflexive(a) }
    if a.sort == .bool {
      if goal.isBranching, let result = try? semialgebraic(goal) { return result }
      if a.isMembership || b.isMembership,
        let forward = try? entailed(by: [.assume(a)], b, depth: depth + 1),
        let backward = try? entailed(by: [.assume(b)], a, depth: depth + 1)
      {
        return try .equivalence(forward, backward)
      }
      if a.isMembership, b.isMembership {
        throw ProofFailure("one of the two sets is not known to lie in the other")
      }
      let forward = try using(.assume(a)) { try $0.prove(b, depth: depth + 1) }
      let backward = try using(.assume(b)) { try $0.prove(a, depth: depth + 1) }
      return try .equivalence(forward, backward)
    }
    if a.sort == .real, let simpler = try withoutVectorIntegrals(goal) {
      return try prove(simpler.right, depth: depth + 1).backwards(along: simpler)
    }
    if a.sort.isVectorOrMatrix, needsMatrixAlgebra(a, b) {
      if let result = try? matrixEquation(a, b) { return result }
      if let result = try flowEquation(a, b) { return result }
      if a.uses(.matrixExponential) || b.uses(.matrixExponential), a.uses(.vec) || b.uses(.vec) {
        let context = try adding([])
        context.reducesVec = true
        if let result = try context.flowEquation(a, b) { return result }
      }
    }
    if a.sort == .real, a.uses(.inner) || b.uses(.inner), needsMatrixAlgebra(a, b) {
      if let result = try? innerEquation(a, b) { return result }
    }
    if let result = try? byInverses(goal, depth) { return result }
    if a.sort == .real, let result = try? spectralEquation(a, b) { return result }
    if a.sort == .real, let result = try byMovingExponentials(goal) { return result }
    let simpler = try evaluate(goal)
    if !simpler.isTrivial {
      do {
        return try prove(simpler.right, depth: depth + 1).backwards(along: simpler)
      } catch let failure as ProofFailure {
        if let result = try induct(goal, depth) { return result }
        throw failure
      }
    }
    switch a.sort {
    case .vector, .matrix:
      do { return try vectorEquation(a, b) } catch let failure as ProofFailure {
        guard let result = try? inverseByProduct(a, b) ?? inverseByProduct(b, a)?.symmetric() else {
          throw failure
        }
        return result
      }
    case .real, .complex, .natural: break
    default: throw ProofFailure("no tactic proves this equation", goal)
    }
    do {
      return try equation(a, b)
    } catch let failure as ProofFailure {
      if let result = try induct(goal, depth) { return result }
      if let result = try alongTrajectory(goal) { return result }
      if let result = try byStrictness(goal, depth) { return result }
      if let result = try byExponentials(a, b) { return result }
      if let result = try byBothBounds(a, b) { return result }
      if let result = try bySymmetry(a, b) ?? byKnownFactor(a, b) { return result }
      throw failure
    }
  }

  /// a = b from a known equation whose sides differ by a multiple (a − b) q with q ≠ 0.
  private func byKnownFactor(_ a: Term, _ b: Term) throws -> Theorem? {
    guard a.sort == .real else { return nil }
    let gap = try fraction(of: a - b).value
    guard gap.denominator.isEmpty, !gap.numerator.isZero else { return nil }
    for fact in facts {
      guard let sides = fact.conclusion.arguments(of: .equal), sides[0].sort == .real,
        let known = try? fraction(of: sides[0] - sides[1]).value, known.denominator.isEmpty,
        let division = try? Relation.divide(
          known.numerator, by: [Relation(polynomial: gap.numerator, theorem: fact)]),
        division.rest.isZero, !division.quotients[0].isZero
      else { continue }
      let quotient = try division.quotients[0].term(in: .real)
      guard let apart = try? nonzero(quotient) else { continue }
      // (a − b) q = l − r = r − r = 0.
      let product = try (a - b) * quotient
      let difference = try Theorem.ring(product, sides[0] - sides[1])
        .then(.congruence(.add, [fact, .reflexive(-sides[1])]))
      let factors = try Theorem.use(
        .zeroProduct, [a - b, quotient], difference.then(.ring(difference.right, .zero)))
      let zero = try Theorem.assume(.equal(a - b, .zero))
      let sum = try Theorem.ring(a, (a - b) + b).then(.congruence(.add, [zero, .reflexive(b)]))
      return try factors.cases(
        sum.then(.ring(sum.right, b)),
        apart.refuting(.assume(.equal(quotient, .zero))).byContradiction(.equal(a, b)))
    }
    return nil
  }

  /// a = b from exp a = exp b, where the facts speak of exponentials and a side is a logarithm.
  private func byExponentials(_ a: Term, _ b: Term) throws -> Theorem? {
    guard a.sort == .real, a.arguments(of: .log) != nil || b.arguments(of: .log) != nil,
      facts.contains(where: {
        $0.conclusion.arguments(of: .equal)?.contains { $0.sort == .real && $0.uses(.exp) } == true
      }),
      let equal = try? equation(.apply(.exp, [a]), .apply(.exp, [b]))
    else { return nil }
    return try Theorem.axiom(.logExp, [a]).symmetric()
      .then(.congruence(.log, [equal])).then(.axiom(.logExp, [b]))
  }

  /// a = b from a ≤ b and b ≤ a, for integrals of which inequalities are known.
  private func byBothBounds(_ a: Term, _ b: Term) throws -> Theorem? {
    guard a.sort == .real, integralDepth == 0, a.uses(.integral) || b.uses(.integral),
      bounds.contains(where: {
        $0.theorem.bounded.arguments(of: .integral) == nil && $0.theorem.bounded.uses(.integral)
      }),
      let up = try? inequality(.lessOrEqual, a, b), let down = try? inequality(.lessOrEqual, b, a)
    else { return nil }
    return try .use(.antisymmetric, [a, b], up, down)
  }

  /// a = b because a ≠ b makes some known f(a) = f(b) strict.
  private func byStrictness(_ goal: Term, _ depth: Int) throws -> Theorem? {
    guard depth < 20, !goal.uses(.integral), distinctFromZero.isEmpty || depth < 12 else {
      return nil
    }
    let equations = facts.filter {
      guard let left = $0.conclusion.arguments(of: .equal)?[0] else { return false }
      return left.sort == .real && left.integralAtoms.isEmpty
    }
    guard !equations.isEmpty else { return nil }
    let denial = try Theorem.assume(.not(goal))
    let context = try adding([denial])
    for fact in equations {
      guard let sides = fact.conclusion.arguments(of: .equal) else { continue }
      for (x, y, swapped) in [(sides[0], sides[1], false), (sides[1], sides[0], true)] {
        guard let strict = try? context.inequality(.less, x, y) else { continue }
        let equal = swapped ? try fact.symmetric() : fact
        return try strict.distinct().refuting(equal).byContradiction(goal)
      }
    }
    return nil
  }

  // MARK: Inequalities

  func proveInequality(_ goal: Term, _ a: Term, _ b: Term, _ depth: Int) throws -> Theorem {
    guard case .apply(let op, _) = goal.node else { throw ProofFailure("an inequality", goal) }
    if let known = try instanceOfFact(goal) ?? inequalityOfAtoms(op, a, b) { return known }
    if op == .lessOrEqual, a === Term.zero, let result = try? normalDivergenceBound(b) {
      return result
    }
    if let simpler = try withoutVectorIntegrals(goal) {
      return try prove(simpler.right, depth: depth + 1).backwards(along: simpler)
    }
    if op == .lessOrEqual, a === Term.zero, let x = b.arguments(of: .inner), x[0] === x[1] {
      return try MatrixLemma.innerNonnegative(x[0])
    }
    if goal.uses(.inner), let result = try? quadraticInequality(op, a, b) { return result }
    if let result = try? byInverses(goal, depth) { return result }
    if let result = try? spectralInequality(goal, op, a, b) { return result }
    if let result = try byMovingExponentials(goal) { return result }
    let simpler = try evaluate(goal)
    if !simpler.isTrivial {
      return try prove(simpler.right, depth: depth + 1).backwards(along: simpler)
    }
    do {
      return try inequality(op, a, b)
    } catch let failure as ProofFailure {
      if let bound = try? knownSumBound(normalize(b - a).right) {
        let difference = try bound.weakened().rewritten(
          by: .congruence(
            .lessOrEqual, [.reflexive(.zero), normalize(b - a).symmetric()]))
        if op == .lessOrEqual { return try .lessOrEqual(a, b, from: difference) }
      }
      if let result = try? semialgebraic(goal) { return result }
      if op == .lessOrEqual, let result = try? inequalityByTangents(a, b) { return result }
      if let invariant = try withInvariants(of: goal),
        let result = try? invariant.semialgebraic(goal)
      {
        return result
      }
      if let result = try alongTrajectory(goal) { return result }
      if let result = try induct(goal, depth) { return result }
      if let result = try? absurdBound(goal) { return result }
      throw failure
    }
  }

  /// λ ∈ spec(A) ⇒ λ in a region, for any λ, from the criterion for all eigenvalues.
  func eigenvalueBound(_ goal: Term, _ depth: Int) throws -> Theorem? {
    for variable in goal.freeVariables where variable.sort == .complex {
      let statement = try Term.forAll(variable, goal)
      guard statement.isRootCondition, let criterion = try rootLocation(statement) else { continue }
      return try prove(criterion.right, depth: depth + 1).backwards(along: criterion)
        .specialized(to: variable)
    }
    return nil
  }

  /// The goal with the inverses written out for which variables stand.
  private func byInverses(_ goal: Term, _ depth: Int) throws -> Theorem? {
    guard let (context, step) = try withInversesUnfolded(goal) else { return nil }
    return try context.prove(step.right, depth: depth + 1).backwards(along: step)
  }

  /// a ≤ b or a < b by the sign of the quadratic form b − a.
  private func quadraticInequality(_ op: Operator, _ a: Term, _ b: Term) throws -> Theorem {
    let bound = try (try? quadraticBound(b - a)) ?? normBound(b - a)
    if op == .less {
      guard bound.isStrict else { throw ProofFailure("a strict inequality", try b - a) }
      return try .less(a, b, from: bound)
    }
    return try .lessOrEqual(a, b, from: bound.weakened())
  }

  func proveNegation(_ goal: Term, _ inner: Term, _ depth: Int) throws -> Theorem {
    if let x = inner.arguments(of: .equal), let a = x[0].arguments(of: .determinant),
      x[1] === Term.zero, !a[0].isExplicitMatrix, let result = try? regular(a[0])
    {
      return result
    }
    if let result = try? absurdDivergence(inner) { return result }
    if let sides = inner.arguments(of: .equal), sides[0].sort.isScalarField {
      if sides[1] === Term.zero, sides[0].uses(.inner), let result = try? nonzero(sides[0]) {
        return result
      }
      let simpler = try evaluate(goal)
      if !simpler.isTrivial {
        return try prove(simpler.right, depth: depth + 1).backwards(along: simpler)
      }
      let difference = try sides[0] - sides[1]
      let apart = try nonzero(normalize(difference).right)
      let assumed = try Theorem.assume(inner)
      let step = try Theorem.congruence(.add, [assumed, .reflexive(-sides[1])])
      let zero = try step.then(.ring(step.right, difference.zeroOfSort))
      return try apart.refuting(normalize(difference).symmetric().then(zero)).negating(inner)
    }
    if let result = try? negatedDisc(inner, depth) { return result }
    if inner.isMembership,
      let result = try? entailed(by: [.assume(inner)], .falsity, depth: depth + 1)
    {
      return try result.negating(inner)
    }
    do {
      return try using(.assume(inner)) { try $0.contradiction() }.negating(inner)
    } catch let failure as ProofFailure {
      if goal.isBranching, let result = try? semialgebraic(goal) { return result }
      throw failure
    }
  }

  /// ¬∀z. p(z) = 0 → |z| < c for a numeral c < 1, from the same with 1 in place of c; `nil` for others.
  private func negatedDisc(_ inner: Term, _ depth: Int) throws -> Theorem? {
    guard inner.isRootCondition, let predicate = inner.arguments(of: .forAll)?[0] else {
      return nil
    }
    let z = try fresh("z", .complex, inner)
    guard let parts = try predicate.instantiate(z).arguments(of: .implies),
      let sides = parts[1].arguments(of: .less), sides[0].arguments(of: .squareRoot) != nil,
      let c = try normalize(sides[1]).right.rationalValue, c < 1
    else { return nil }
    let weaker = try Term.forAll(z, .implies(parts[0], .less(sides[0], .one)))
    let refuted = try prove(.not(weaker), depth: depth + 1)
    let inside = try Theorem.assume(inner).specialized(to: z).modusPonens(.assume(parts[0]))
    let larger = try adding([inside]).prove(.less(sides[0], .one), depth: 20)
      .discharging(parts[0]).generalizing(z)
    return try refuted.refuting(larger).negating(inner)
  }

  /// ⊥ from facts that contradict each other.
  func contradiction() throws -> Theorem {
    for fact in facts {
      if fact.conclusion === Term.falsity { return fact }
      if let denied = fact.conclusion.arguments(of: .not)?[0], denied.isMembership,
        let proof = try membership(denied)
      {
        return try fact.refuting(proof)
      }
      if let denied = fact.conclusion.arguments(of: .not)?[0],
        denied.arguments(of: .almostEverywhere) != nil, let proof = try? prove(denied, depth: 30)
      {
        return try fact.refuting(proof)
      }
      if let sides = fact.conclusion.arguments(of: .equal), sides[0].sort.isScalarField,
        let apart = try? prove(.not(fact.conclusion), depth: 30)
      {
        return try apart.refuting(fact)
      }
    }
    for bound in bounds {
      // 0 < t or 0 ≤ t, and the same of −t, one of them strict.
      let t = bound.theorem.bounded
      guard let opposite = try lowerBound(-t), bound.theorem.isStrict || opposite.isStrict else {
        continue
      }
      let sum = try Self.sum(bound.theorem, opposite)
      return try sum.distinct().refuting(.ring(.zero, sum.bounded))
    }
    throw ProofFailure("the assumptions do not contradict each other")
  }

  /// ⊥ from the assumptions, with equations among them used first.
  public func inconsistency() throws -> Theorem {
    let empty = try Prover(facts: [], fuel: fuel)
    return try empty.using(facts[...]) { try $0.contradiction() }
  }
}
