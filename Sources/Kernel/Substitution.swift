extension Term {
  /// Replaces a free variable by the bound variable of the depth-th binder.
  func abstracting(_ variable: Term, at depth: Int) -> Term {
    if self === variable { return .intern(.bound(depth, variable.sort)) }
    guard freeVariables.contains(variable) else { return self }
    return mapChildren(depth) { child, depth in child.abstracting(variable, at: depth) }
  }

  /// Replaces the bound variable of the depth-th binder by a closed term.
  func instantiating(_ value: Term, at depth: Int) -> Term {
    guard looseBound > depth else { return self }
    if case .bound(let index, _) = node { return index == depth ? value : self }
    return mapChildren(depth) { child, depth in child.instantiating(value, at: depth) }
  }

  /// The body of a λ-term with its variable replaced by a closed term of the right sort.
  public func instantiate(_ value: Term) throws(KernelError) -> Term {
    guard case .lambda(let domain, let body) = node, value.sort == domain, value.isClosed else {
      throw .illSorted("instantiation", [self, value])
    }
    return body.instantiating(value, at: 0)
  }

  /// Replaces free variables by closed terms of the same sorts, all at once.
  ///
  /// A variable that a size depends on is refused: sorts are never rewritten.
  public func substituting(_ values: [Term: Term]) throws(KernelError) -> Term {
    for (variable, value) in values {
      guard case .free = variable.node, variable.sort == value.sort, value.isClosed,
        !sizeVariables.contains(variable)
      else { throw .rule("substitution", [variable, value]) }
    }
    return replacing(values)
  }

  private func replacing(_ values: [Term: Term]) -> Term {
    if let value = values[self] { return value }
    guard freeVariables.contains(where: { values[$0] != nil }) else { return self }
    return mapChildren(0) { child, _ in child.replacing(values) }
  }

  /// Rebuilds the term from changed children of the same sorts.
  private func mapChildren(_ depth: Int, _ change: (Term, Int) -> Term) -> Term {
    switch node {
    case .bound, .free, .number: self
    case .apply(let op, let arguments):
      .intern(.apply(op, arguments.map { change($0, depth) }))
    case .lambda(let domain, let body): .intern(.lambda(domain, change(body, depth + 1)))
    case .call(let f, let x): .intern(.call(change(f, depth), change(x, depth)))
    }
  }
}
