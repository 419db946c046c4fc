extension Term {
  /// Def(t): the condition under which every partial operation in the term is within its domain.
  ///
  /// Operators are total in the logic, so a true equation may speak of junk (1/0 = 0). A statement
  /// counts as proved only together with its Def: denominators ≠ 0, arguments of log > 0 and of √
  /// ≥ 0, functions defined and differentiable where they are differentiated, integrands integrable
  /// and defined almost everywhere. Under a binder the condition is quantified; behind a premise it
  /// may use the premise, and in [φ]·t, which is 0 where φ does not hold, t may use φ. Throws for a term with a loose variable. Cost: linear in the number of distinct subterms.
  public func definedness() throws(KernelError) -> Term {
    guard isClosed else { throw .rule("definedness: a closed term is needed", [self]) }
    var conditions: [Term] = []
    var seen: Set<Term> = []
    try collect(into: &conditions, seen: &seen)
    return try .all(conditions)
  }

  private func collect(into conditions: inout [Term], seen: inout Set<Term>) throws(KernelError) {
    guard seen.insert(self).inserted else { return }
    switch node {
    case .bound, .free, .number: return
    case .lambda:
      let (x, body) = try opened("x")
      try Self.add(.forAll(x, body.definedness()), to: &conditions)
    case .call(let function, let argument):
      try argument.collect(into: &conditions, seen: &seen)
      if case .lambda = function.node {
        try function.instantiate(argument).collect(into: &conditions, seen: &seen)
      } else {
        try function.collect(into: &conditions, seen: &seen)
      }
    case .apply(let op, let arguments):
      try collect(op, arguments, into: &conditions, seen: &seen)
    }
  }

  private func collect(
    _ op: Operator, _ arguments: [Term], into conditions: inout [Term], seen: inout Set<Term>
  ) throws(KernelError) {
    switch op {
    case .implies, .and:
      // The second part matters only where the first one holds.
      try arguments[0].collect(into: &conditions, seen: &seen)
      let rest = try arguments[1].definedness()
      if rest !== Term.truth { try Self.add(.implies(arguments[0], rest), to: &conditions) }
      return
    case .multiply where arguments[0].isIndicator:
      guard case .apply(_, let formula) = arguments[0].node else { return }
      try formula[0].collect(into: &conditions, seen: &seen)
      let rest = try arguments[1].definedness()
      if rest !== Term.truth { try Self.add(.implies(formula[0], rest), to: &conditions) }
      return
    case .derivative:
      try arguments[1].collect(into: &conditions, seen: &seen)
      // The value at the point too: (t + 1/c)′ = 1 would hold with c = 0.
      try arguments[0].at(arguments[1]).collect(into: &conditions, seen: &seen)
      let y = try Term.fresh("y", .real, avoiding: arguments)
      try Self.add(
        .exists(y, .apply(.hasDerivative, [arguments[0], y, arguments[1]])), to: &conditions)
      return
    case .hasDerivative:
      try arguments[1].collect(into: &conditions, seen: &seen)
      try arguments[2].collect(into: &conditions, seen: &seen)
      try arguments[0].at(arguments[2]).collect(into: &conditions, seen: &seen)
      return
    case .diracExpectation:
      try arguments[0].collect(into: &conditions, seen: &seen)
      try arguments[1].at(arguments[0]).collect(into: &conditions, seen: &seen)
      return
    case .integral, .integrable, .almostEverywhere:
      if case .lambda = arguments[0].node {
        let (x, body) = try arguments[0].opened("ω")
        let inner = try body.definedness()
        if inner !== Term.truth {
          try Self.add(.apply(.almostEverywhere, [.lambda(x, inner)]), to: &conditions)
        }
      } else {
        try arguments[0].collect(into: &conditions, seen: &seen)
      }
      if op == .integral { try Self.add(.apply(.integrable, arguments), to: &conditions) }
      return
    default: break
    }
    for argument in arguments { try argument.collect(into: &conditions, seen: &seen) }
    switch op {
    case .inverse:
      let zero: Term = sort == .complex ? try .apply(.realToComplex, [.zero]) : .zero
      try Self.add(.not(.equal(arguments[0], zero)), to: &conditions)
    case .minimalEigenvalue:
      try Self.add(.equal(.apply(.transpose, arguments), arguments[0]), to: &conditions)
    case .matrixInverse:
      try Self.add(.not(.equal(.apply(.determinant, arguments), .zero)), to: &conditions)
    case .log: try Self.add(.less(.zero, arguments[0]), to: &conditions)
    case .squareRoot: try Self.add(.lessOrEqual(.zero, arguments[0]), to: &conditions)
    default: break
    }
  }

  private var isIndicator: Bool { if case .apply(.indicator, _) = node { true } else { false } }

  /// The body of a λ-term with a new free variable in place of the bound one.
  public func opened(_ name: String) throws(KernelError) -> (variable: Term, body: Term) {
    guard case .lambda(let domain, _) = node else { throw .rule("a λ-term is needed", [self]) }
    let variable = try Term.fresh(name, domain, avoiding: [self])
    return (variable, try instantiate(variable))
  }

  private static func add(_ condition: Term, to conditions: inout [Term]) {
    // ∀x.⊤ says nothing.
    if case .apply(.forAll, let predicate) = condition.node,
      case .lambda(_, let body) = predicate[0].node, body === Term.truth
    {
      return
    }
    if condition !== Term.truth, !conditions.contains(condition) { conditions.append(condition) }
  }
}
