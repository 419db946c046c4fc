import Exact
import Kernel

/// Goals taken apart by their form.
extension Prover {
  /// The theorem with the goal as its conclusion, its hypotheses among this prover's assumptions.
  public func prove(_ goal: Term) throws -> Theorem {
    var context = try pullingBack().withCertainties()
    if goal.uses(.pi) { context = try context.adding([.axiom(.piBounds, [])]) }
    for variable in goal.freeVariables { context = try context.at(variable) }
    context = try context.withPositiveIntegrals(goal).withSamples(goal)
    for n in goal.numberedTerms.prefix(8) {
      context = try context.adding(
        context.comparisons(at: .natural(n)).map {
          try $0.rewritten(by: context.evaluate($0.conclusion))
        })
    }
    context = try context.adding(context.boundsOfModuli())
    let lines = try context.supportingLines(for: goal)
    if let result = try? context.byChannels(goal) { return result }
    do {
      return try context.using(lines[...]) { try $0.prove(goal, depth: 0) }
    } catch let failure as ProofFailure {
      if let result = try inductionOverSets(goal) { return result }
      if let result = try byNamingMeans(goal) { return result }
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
        // What is known for all i and j, at this i and the indices before it.
        guard isIndex, instance.conclusion.arguments(of: .forAll) != nil else { continue }
        for other in indices where other.sort != variable.sort {
          if let both = try? instance.specialized(to: other) { instances.append(both) }
        }
      }
    }
    let context = instances.isEmpty ? self : try adding(instances)
    if isIndex { context.indices.append(variable) }
    contexts[variable] = context
    return context
  }

  /// The goal as an instance of a fact ∀x… φ, or of a part of φ.
  func instanceOfFact(_ goal: Term) throws -> Theorem? {
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
      guard !variables.isEmpty else { continue }
      for part in instance.conclusion.conjunction {
        var values: [Term: Term] = [:]
        guard part.match(goal, variables: variables, into: &values),
          values.count == variables.count
        else { continue }
        let whole = try variables.compactMap { values[$0] }.reduce(fact) {
          try $0.specialized(to: $1)
        }
        return try whole.allConjuncts().first { $0.conclusion === goal }
      }
    }
    return nil
  }

  func prove(_ goal: Term, depth: Int) throws -> Theorem {
    try fuel.nestProof()
    defer { fuel.unnestProof() }
    guard let result = try fuel.recording({ try proof(of: goal, depth: depth) }) else {
      throw ProofFailure("no tactic proves this", goal)
    }
    return result
  }

  private func proof(of goal: Term, depth: Int) throws -> Theorem {
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
    case .apply(.equal, let x):
      return try orByCases(goal, depth) { try proveEqual(goal, x[0], x[1], depth) }
    case .apply(.less, let x) where x[0].sort == .real,
      .apply(.lessOrEqual, let x) where x[0].sort == .real:
      return try orByCases(goal, depth) { try proveInequality(goal, x[0], x[1], depth) }
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

  // MARK: Existence and induction

  /// ∃y. f has derivative y at x.
  func existence(_ predicate: Term) throws -> Theorem {
    let (variable, body) = try predicate.opened("y")
    if let parts = body.arguments(of: .hasDerivative), parts[1] === variable {
      let goal = try Term.exists(variable, body)
      if let (index, n, m) = parts[0].undividedIndex(bound: nil) {
        return try dividing(goal, index, n, m) { try self.prove($0, depth: 30) }
      }
      let theorem = try differentiate(parts[0], at: parts[2])
      guard let witness = theorem.conclusion.arguments(of: .hasDerivative)?[1] else {
        throw ProofFailure("no derivative", predicate)
      }
      return try theorem.witnessing(predicate, witness)
    }
    if let result = try nothingBelowZero(predicate) { return result }
    let folded = try foldingNumerals(predicate)
    if !folded.isTrivial {
      return try existence(folded.right).backwards(along: .congruence(.exists, [folded]))
    }
    if let result = try? shifted(predicate) ?? separated(predicate) { return result }
    if let result = try limitOfDefined(predicate) { return result }
    if let result = try divergence(predicate) { return result }
    if let result = try limit(predicate) { return result }
    var failure: ProofFailure?
    do {
      if let result = try invarianceLimit(predicate) { return result }
    } catch let own as ProofFailure { failure = own }
    if let result = try convergence(predicate) { return result }
    if let result = try dominated(predicate) ?? dominating(predicate) { return result }
    if let result = try upperBound(predicate) { return result }
    do { return try witness(predicate) } catch let own as ProofFailure { throw failure ?? own }
  }

  /// ∃K ∀k. k < K → φ, with K = 0; `nil` for other predicates.
  private func nothingBelowZero(_ predicate: Term) throws -> Theorem? {
    guard case .lambda(.natural, _) = predicate.node else { return nil }
    let zero = try Term.natural(0)
    let body = try predicate.instantiate(zero)
    guard let inner = body.arguments(of: .forAll)?[0], case .lambda(.natural, _) = inner.node else {
      return nil
    }
    let k = try fresh("k", .natural, body)
    guard let parts = try inner.instantiate(k).arguments(of: .implies),
      parts[0] === (try Term.less(k, zero))
    else { return nil }
    return try prove(body, depth: 20).witnessing(predicate, zero)
  }

  /// Induction on a natural variable that occurs in the goal and of which nothing is assumed.
  func induct(_ goal: Term, _ depth: Int) throws -> Theorem? {
    guard depth < 8 else { return nil }
    for variable in goal.freeVariables where variable.sort == .natural {
      // What is known of all numbers may have been taken at this one already.
      let isAssumedOf = facts.contains {
        $0.conclusion.freeVariables.contains(variable)
          && ($0.hypotheses.contains { $0.freeVariables.contains(variable) }
            || $0.conclusion.arguments(of: .equal) != nil)
      }
      guard !isAssumedOf, let predicate = try? Term.lambda(variable, goal)
      else { continue }
      let zero = try Term.natural(0)
      let next = try variable + .natural(1)
      let parts = fuel.recording { () -> (Theorem, Theorem)? in
        let context = try? adding(comparisons(at: variable))
        guard let base = try? prove(predicate.instantiate(zero), depth: depth + 8),
          let step = try? (context ?? self).assuming(
            goal, { try $0.prove(predicate.instantiate(next), depth: depth + 8) })
        else { return nil }
        return (base, step)
      }
      guard let (base, step) = parts else { continue }
      fuel.inductions.append(variable.description)
      return try Theorem.induction(predicate, base: base, step: step.generalizing(variable))
        .specialized(to: variable)
    }
    return nil
  }
}
