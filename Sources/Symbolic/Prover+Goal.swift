import Exact
import Kernel

/// Goals taken apart by their form.
extension Prover {
  /// The theorem with the goal as its conclusion, its hypotheses among this prover's assumptions.
  public func prove(_ goal: Term) throws -> Theorem {
    var context = try pullingBack()
    if goal.uses(.pi) { context = try context.adding([.axiom(.piBounds, [])]) }
    for variable in goal.freeVariables { context = try context.at(variable) }
    context = try context.withPositiveIntegrals(goal).withSamples(goal)
    do {
      return try context.prove(goal, depth: 0)
    } catch let failure as ProofFailure {
      if let result = try inductionOverSets(goal) { return result }
      throw failure
    }
  }

  /// The context with every fact about all values of a sort also at this variable.
  func at(_ variable: Term) throws -> Prover {
    if let known = contexts[variable] { return known }
    var instances: [Theorem] = []
    var isIndex = false
    if case .finite = variable.sort { isIndex = true }
    for fact in facts where fact.conclusion.arguments(of: .forAll) != nil {
      for point in images(of: variable) {
        guard let instance = try? fact.specialized(to: point),
          isIndex
            || instance.conclusion.arguments(of: .equal)
              .map({ $0[0].arguments(of: .integral) != nil }) ?? true
        else { continue }
        instances.append(instance)
      }
    }
    let context = instances.isEmpty ? self : try adding(instances)
    contexts[variable] = context
    return context
  }

  /// The goal as an instance of a fact ∀x… φ.
  private func instanceOfFact(_ goal: Term) throws -> Theorem? {
    for fact in facts {
      var variables: [Term] = []
      var instance = fact
      while let predicate = instance.conclusion.arguments(of: .forAll)?[0],
        case .lambda(let domain, _) = predicate.node
      {
        variables.append(
          try .fresh("v", domain, avoiding: facts.map(\.conclusion) + variables + [goal]))
        instance = try instance.specialized(to: variables[variables.count - 1])
      }
      var values: [Term: Term] = [:]
      guard !variables.isEmpty,
        instance.conclusion.match(goal, variables: variables, into: &values),
        values.count == variables.count
      else { continue }
      return try variables.compactMap { values[$0] }.reduce(fact) { try $0.specialized(to: $1) }
    }
    return nil
  }

  func prove(_ goal: Term, depth: Int) throws -> Theorem {
    try fuel.spend()
    guard depth < 40 else { throw ProofFailure("too many steps deep", goal) }
    if let known = facts.first(where: { $0.conclusion === goal }) { return known }
    if truth(of: goal) == true { return try decided(goal, true) }
    switch goal.node {
    case .apply(.truth, _): return .truth
    case .apply(.falsity, _): return try contradiction()
    case .apply(.and, let x):
      do {
        return try prove(x[0], depth: depth + 1).and(prove(x[1], depth: depth + 1))
      } catch let failure as ProofFailure {
        if goal.isSemialgebraic, let result = try induct(goal, depth) { return result }
        throw failure
      }
    case .apply(.implies, let x):
      if x[0].isMembership,
        let result = try? entailed(by: [.assume(x[0])], x[1], depth: depth + 1)
      {
        return try result.discharging(x[0])
      }
      do {
        return try assuming(x[0]) { context in
          try context.withInstances(of: x[0], for: x[1]).prove(x[1], depth: depth + 1)
        }
      } catch let failure as ProofFailure {
        if let result = try? eigenvalueBound(goal, depth) { return result }
        if goal.isBranching, let result = try? semialgebraic(goal) { return result }
        throw failure
      }
    case .apply(.forAll, let x):
      guard case .lambda(let domain, _) = x[0].node else { break }
      if let criterion = try? rootLocation(goal) {
        return try prove(criterion.right, depth: depth + 1).backwards(along: criterion)
      }
      if let minimum = try? quadraticMinimum(x[0]) { return minimum }
      let variable = try fresh(Self.name(for: domain), domain, goal)
      return try at(variable).prove(x[0].instantiate(variable), depth: depth + 1)
        .generalizing(variable)
    case .apply(.exists, let x): return try existence(x[0])
    case .apply(.or, let x):
      if let first = try? prove(x[0], depth: depth + 1) { return try first.or(x[1]) }
      do {
        return try prove(x[1], depth: depth + 1).or(left: x[0])
      } catch let failure as ProofFailure {
        if goal.isSemialgebraic, let result = try? semialgebraic(goal) { return result }
        throw failure
      }
    case .apply(.equal, let x): return try proveEqual(goal, x[0], x[1], depth)
    case .apply(.less, let x) where x[0].sort == .real,
      .apply(.lessOrEqual, let x) where x[0].sort == .real:
      return try proveInequality(goal, x[0], x[1], depth)
    case .call where goal.sort == .bool:
      if let result = try membership(goal) { return result }
    case .apply(.not, let x): return try proveNegation(goal, x[0], depth)
    case .apply(.integrable, let x):
      if let known = try instanceOfFact(goal) { return known }
      if let result = try integralForm(.apply(.integral, x)) { return result.integrable }
      if let result = try? integrability(of: x[0]) { return result }
    case .apply(.almostEverywhere, let x):
      if case .lambda(let domain, _) = x[0].node {
        do {
          return try everywhere(x[0], domain, depth)
        } catch let failure as ProofFailure {
          guard let result = try equalityCase(x[0], domain, depth) else { throw failure }
          return result
        }
      }
    default: break
    }
    let simpler = try evaluate(goal)
    if !simpler.isTrivial {
      return try prove(simpler.right, depth: depth + 1).backwards(along: simpler)
    }
    throw ProofFailure("no tactic proves this", goal)
  }

  /// φ almost everywhere, by a proof of φ at any point.
  func everywhere(_ predicate: Term, _ domain: Sort, _ depth: Int) throws -> Theorem {
    let point = try fresh("ω", domain, predicate)
    let (context, premises) = try pointwise(at: point)
    let theorem = try context.prove(predicate.instantiate(point), depth: depth + 1)
    return try almostEverywhere(theorem, point, premises)
  }

  private static func name(for sort: Sort) -> String {
    switch sort {
    case .natural: "k"
    case .finite: "i"
    case .complex: "z"
    default: "x"
    }
  }

  // MARK: Assuming

  /// What is assumed for all points of a space, at the points of which the goal speaks.
  private func withInstances(of formula: Term, for goal: Term) throws -> Prover {
    let assumed = try Theorem.assume(formula)
    var instances: [Theorem] = []
    for fact in try assumed.allConjuncts() {
      guard case .lambda(let domain, _)? = fact.conclusion.arguments(of: .forAll)?[0].node,
        case .space = domain
      else { continue }
      for point in Set(goal.freeVariables + formula.freeVariables).sorted()
      where point.sort == domain {
        instances.append(try fact.specialized(to: point))
      }
    }
    // What is known where the formula holds.
    for fact in facts where fact.conclusion.arguments(of: .implies)?[0] === formula {
      instances.append(try fact.modusPonens(assumed))
    }
    return instances.isEmpty ? self : try adding(instances)
  }

  /// φ → ψ, where the body proves ψ with φ among its facts.
  func assuming(_ formula: Term, _ body: (Prover) throws -> Theorem) throws -> Theorem {
    try using(.assume(formula), body).discharging(formula)
  }

  /// A proof with one more fact, taken apart: conjunctions, existence, alternatives, zero products.
  func using(_ fact: Theorem, _ body: (Prover) throws -> Theorem) throws -> Theorem {
    try fuel.spend()
    let parts = try fact.allConjuncts()
    if parts.count > 1 {
      return try using(parts[...], body)
    }
    switch fact.conclusion.node {
    case .apply(.exists, let x):
      guard case .lambda(let domain, _) = x[0].node else { break }
      let variable = try fresh("c", domain, fact.conclusion)
      let instance = try x[0].instantiate(variable)
      return try fact.choosing(variable, using(.assume(instance), body))
    case .apply(.or, let x):
      return try fact.cases(using(.assume(x[0]), body), using(.assume(x[1]), body))
    case .apply(.forAll, _):
      if let criterion = try? rootLocation(fact.conclusion) {
        return try using(fact.rewritten(by: criterion), body)
      }
    case .apply(.equal, let sides):
      if let characteristic = sides[0].arguments(of: .characteristic),
        let result = try eigenvalueCases(fact, characteristic[0], characteristic[1], body)
      {
        return result
      }
      let simpler = try evaluate(fact.conclusion)
      if !simpler.isTrivial { return try using(fact.rewritten(by: simpler), body) }
      if let result = try solving(fact, body) { return result }
    default: break
    }
    return try body(adding([fact]).pullingBack())
  }

  func using(_ parts: ArraySlice<Theorem>, _ body: (Prover) throws -> Theorem) throws
    -> Theorem
  {
    guard let first = parts.first else { return try body(self) }
    // Simple facts first: they make the others simpler.
    return try using(first) { try $0.using(parts.dropFirst(), body) }
  }

  // MARK: Equations

  private func proveEqual(_ goal: Term, _ a: Term, _ b: Term, _ depth: Int) throws -> Theorem {
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
    }
    if a.sort == .real, a.uses(.inner) || b.uses(.inner), needsMatrixAlgebra(a, b) {
      if let result = try? innerEquation(a, b) { return result }
    }
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
    case .vector, .matrix: return try vectorEquation(a, b)
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
      throw failure
    }
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

  private func proveInequality(_ goal: Term, _ a: Term, _ b: Term, _ depth: Int) throws -> Theorem {
    guard case .apply(let op, _) = goal.node else { throw ProofFailure("an inequality", goal) }
    if let simpler = try withoutVectorIntegrals(goal) {
      return try prove(simpler.right, depth: depth + 1).backwards(along: simpler)
    }
    if op == .lessOrEqual, a === Term.zero, let x = b.arguments(of: .inner), x[0] === x[1] {
      return try MatrixLemma.innerNonnegative(x[0])
    }
    if goal.uses(.inner), let result = try? quadraticInequality(op, a, b) { return result }
    let simpler = try evaluate(goal)
    if !simpler.isTrivial {
      return try prove(simpler.right, depth: depth + 1).backwards(along: simpler)
    }
    do {
      return try inequality(op, a, b)
    } catch let failure as ProofFailure {
      if let result = try? semialgebraic(goal) { return result }
      if let invariant = try withInvariants(of: goal),
        let result = try? invariant.semialgebraic(goal)
      {
        return result
      }
      if let result = try alongTrajectory(goal) { return result }
      if let result = try induct(goal, depth) { return result }
      throw failure
    }
  }

  /// λ ∈ spec(A) ⇒ λ in a region, for any λ, from the criterion for all eigenvalues.
  private func eigenvalueBound(_ goal: Term, _ depth: Int) throws -> Theorem? {
    for variable in goal.freeVariables where variable.sort == .complex {
      let statement = try Term.forAll(variable, goal)
      guard statement.isRootCondition, let criterion = try rootLocation(statement) else { continue }
      return try prove(criterion.right, depth: depth + 1).backwards(along: criterion)
        .specialized(to: variable)
    }
    return nil
  }

  /// a ≤ b or a < b by the sign of the quadratic form b − a.
  private func quadraticInequality(_ op: Operator, _ a: Term, _ b: Term) throws -> Theorem {
    let bound = try quadraticBound(b - a)
    if op == .less {
      guard bound.isStrict else { throw ProofFailure("a strict inequality", try b - a) }
      return try .less(a, b, from: bound)
    }
    return try .lessOrEqual(a, b, from: bound.weakened())
  }

  private func proveNegation(_ goal: Term, _ inner: Term, _ depth: Int) throws -> Theorem {
    if let x = inner.arguments(of: .equal), let a = x[0].arguments(of: .determinant),
      x[1] === Term.zero, !a[0].isExplicitMatrix, let result = try? regular(a[0])
    {
      return result
    }
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
    if inner.isMembership,
      let result = try? entailed(by: [.assume(inner)], .falsity, depth: depth + 1)
    {
      return try result.negating(inner)
    }
    let contradiction = try using(.assume(inner)) { try $0.contradiction() }
    return try contradiction.negating(inner)
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

  // MARK: Existence and induction

  /// ∃y. f has derivative y at x.
  private func existence(_ predicate: Term) throws -> Theorem {
    let (variable, body) = try predicate.opened("y")
    if let parts = body.arguments(of: .hasDerivative), parts[1] === variable {
      let theorem = try differentiate(parts[0], at: parts[2])
      guard let witness = theorem.conclusion.arguments(of: .hasDerivative)?[1] else {
        throw ProofFailure("no derivative", predicate)
      }
      return try theorem.witnessing(predicate, witness)
    }
    if let result = try divergence(predicate) { return result }
    return try witness(predicate)
  }

  /// Induction on a natural variable that occurs in the goal and in no fact.
  private func induct(_ goal: Term, _ depth: Int) throws -> Theorem? {
    guard depth < 8 else { return nil }
    for variable in goal.freeVariables where variable.sort == .natural {
      guard !facts.contains(where: { $0.conclusion.freeVariables.contains(variable) }),
        let predicate = try? Term.lambda(variable, goal)
      else { continue }
      let zero = try Term.natural(0)
      let next = try variable + .natural(1)
      guard let base = try? prove(predicate.instantiate(zero), depth: depth + 8) else { continue }
      let step = try? assuming(goal) { try $0.prove(predicate.instantiate(next), depth: depth + 8) }
      guard let step else { continue }
      fuel.inductions.append(variable.description)
      return try Theorem.induction(predicate, base: base, step: step.generalizing(variable))
        .specialized(to: variable)
    }
    return nil
  }
}
