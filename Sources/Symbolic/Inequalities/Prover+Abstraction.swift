import Kernel

/// Inequalities that follow from known ones about the same compound terms, whatever these terms are.
extension Prover {
  /// a < b or a ≤ b from the inequalities among the facts that share an atom with it, where every
  /// compound atom stands for a new real number: of ‖y − X u‖² ≤ ‖y − X v‖² and a relation between
  /// the two norms nothing has to be multiplied out.
  ///
  /// `nil` where no fact shares a compound atom, or the certificates do not suffice.
  func inequalityOfAtoms(_ op: Operator, _ a: Term, _ b: Term) throws -> Theorem? {
    let goal: Term = try .apply(op, [a, b])
    let atoms = try Self.compoundAtoms(of: goal)
    guard !atoms.isEmpty, atoms.count <= 8 else { return nil }
    let related = try facts.filter { fact in
      try fact.conclusion.relation != nil
        && !Self.compoundAtoms(of: fact.conclusion).isDisjoint(with: atoms)
    }
    guard !related.isEmpty, related.count <= 8 else { return nil }
    var names: [(atom: Term, name: Term)] = []
    for atom in try related.reduce(atoms, { try $0.union(Self.compoundAtoms(of: $1.conclusion)) })
      .sorted()
    {
      names.append((atom, try fresh("x\(names.count)", .real, goal)))
    }
    func abstracted(_ formula: Term) throws -> Term {
      try names.reduce(formula) { try $0.replacing($1.atom, by: $1.name) }
    }
    let variables = try related.reduce(Set(abstracted(goal).freeVariables)) {
      try $0.union(abstracted($1.conclusion).freeVariables)
    }
    let plain = facts.filter {
      $0.conclusion.relation != nil && variables.isSuperset(of: $0.conclusion.freeVariables)
    }
    let known = related + plain
    let prover = try Prover(
      assumptions: known.map { try abstracted($0.conclusion) }, fuel: Fuel(4_000))
    guard let proof = try? prover.semialgebraic(abstracted(goal)) else { return nil }
    try fuel.spend(100)
    var result = try proof.instantiate(
      Dictionary(uniqueKeysWithValues: names.map { ($0.name, $0.atom) }))
    for fact in known where result.hypotheses.contains(fact.conclusion) {
      result = try result.discharging(fact.conclusion).modusPonens(fact)
    }
    return result.conclusion === goal ? result : nil
  }

  /// The atoms of the polynomials on both sides that are no variables.
  private static func compoundAtoms(of relation: Term) throws -> Set<Term> {
    guard case .apply(_, let sides) = relation.node, sides.allSatisfy({ $0.sort == .real }) else {
      return []
    }
    var result: Set<Term> = []
    for side in sides {
      let fraction = try RationalForm(nonzero: []).fraction(of: side)
      for atom in fraction.numerator.atoms + fraction.denominator.keys.flatMap(\.atoms) {
        if case .free = atom.node { continue }
        if atom.isClosed { result.insert(atom) }
      }
    }
    return result
  }
}
