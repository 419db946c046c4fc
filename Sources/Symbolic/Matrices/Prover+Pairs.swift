import Kernel

/// Indices of Kronecker products and of vec: pairs of indices.
extension Prover {
  /// s = t for two entries, with every index of a Kronecker product or of vec as a pair.
  func entryEquation(_ s: Term, _ t: Term) throws -> Theorem {
    let whole = try Term.equal(s, t)
    let value = try evaluate(whole)
    guard let sides = try value.right.arguments(of: .equal),
      let (index, n, m) = sides.lazy.compactMap({ $0.undividedIndex(bound: nil) }).first
    else { return try equation(s, t) }
    return try dividing(whole, index, n, m) { divided in
      guard let parts = divided.arguments(of: .equal) else {
        throw ProofFailure("an equation is needed", divided)
      }
      return try self.entryEquation(parts[0], parts[1])
    }
  }

  /// φ(r) for an index r of Fin(n·m), from φ(⟨i, k⟩).
  func dividing(
    _ goal: Term, _ index: Term, _ n: Term, _ m: Term, _ proof: (Term) throws -> Theorem
  ) throws -> Theorem {
    let exists = try Theorem.axiom(.pairSurjective, [index, n, m])
    let i = try fresh("i", .finite(n), goal)
    let k = try fresh("k", .finite(m), goal, i)
    let pair: Term = try .apply(.pair, [i, k])
    let known = try Theorem.assume(.equal(index, pair))
    let predicate = try Term.lambda(index, goal)
    let divided = try proof(goal.substituting([index: pair]))
    let moved = try Theorem.congruence(.reflexive(predicate), known.symmetric())
    let (left, right) = try (Theorem.beta(moved.left), Theorem.beta(moved.right))
    let result = try divided.backwards(along: left).rewritten(by: moved).rewritten(by: right)
    guard let inner = exists.conclusion.arguments(of: .exists)?[0] else {
      throw ProofFailure("pairs", exists.conclusion)
    }
    let second = try Theorem.assume(inner.instantiate(i))
    return try exists.choosing(i, second.choosing(k, result))
  }

  /// Σ over Fin(n·m) as ΣΣ, where the index is one of a Kronecker product or of vec.
  func pairSum(_ function: Term) throws -> Theorem? {
    guard case .lambda(let domain, _) = function.node, case .finite(let size) = domain,
      size.arguments(of: .multiply) != nil || size.number != nil
    else { return nil }
    let v = try fresh("i", domain, function)
    guard let (_, n, m) = try function.instantiate(v).undividedIndex(bound: v) else { return nil }
    return try .axiom(.sumOfPairs, [function, n, m])
  }

  /// [φ ∧ ψ] = [φ][ψ], but for intervals a < x < b; the indices of an equation come in a fixed order.
  func bracketStep(_ formula: Term) throws -> Theorem? {
    if let parts = formula.arguments(of: .and) {
      if let below = parts[0].arguments(of: .less), let above = parts[1].arguments(of: .less),
        below[1] === above[0]
      {
        return nil
      }
      return try Self.bracketOfConjunction(parts[0], parts[1])
    }
    guard let sides = formula.arguments(of: .equal), case .finite = sides[0].sort,
      sides[1] < sides[0]
    else { return nil }
    return try .bracketSwapped(formula)
  }

  /// [φ ∧ ψ] = [φ][ψ].
  static func bracketOfConjunction(_ a: Term, _ b: Term) throws -> Theorem {
    let both = try Term.and(a, b)
    func bracket(_ formula: Term) throws -> Term { try .apply(.indicator, [formula]) }
    func value(_ formula: Term, _ theorem: Theorem, holds: Bool) throws -> Theorem {
      let cases = try Theorem.axiom(.indicatorCases, [formula]).conjuncts()
      return try (holds ? cases.0 : cases.1).modusPonens(theorem)
    }
    let (left, right) = try (bracket(both), bracket(a) * bracket(b))
    func close(_ l: Theorem, _ r: Theorem) throws -> Theorem {
      try l.then(r.then(.ring(r.right, l.right)).symmetric())
    }
    let yes = try (Theorem.assume(a), Theorem.assume(b))
    let no = try (Theorem.assume(.not(a)), Theorem.assume(.not(b)))
    let all = try close(
      value(both, yes.0.and(yes.1), holds: true),
      .congruence(.multiply, [value(a, yes.0, holds: true), value(b, yes.1, holds: true)]))
    let assumed = try Theorem.assume(both)
    let notFirst = try close(
      value(both, no.0.refuting(assumed.conjuncts().0).negating(both), holds: false),
      .congruence(.multiply, [value(a, no.0, holds: false), .reflexive(bracket(b))]))
    let notSecond = try close(
      value(both, no.1.refuting(assumed.conjuncts().1).negating(both), holds: false),
      .congruence(.multiply, [.reflexive(bracket(a)), value(b, no.1, holds: false)]))
    guard try all.conclusion === Term.equal(left, right) else {
      throw ProofFailure("[φ ∧ ψ] = [φ][ψ]", both)
    }
    return try Theorem.excludedMiddle(a).cases(
      Theorem.excludedMiddle(b).cases(all, notSecond), notFirst)
  }
}

extension Term {
  /// A variable that stands as an index of a Kronecker product or of vec, with the two sizes that it
  /// divides into; this one variable only, when it is given.
  func undividedIndex(bound: Term?) -> (index: Term, n: Term, m: Term)? {
    switch node {
    case .bound, .free, .number: return nil
    case .lambda(_, let body): return body.undividedIndex(bound: bound)
    case .call(let f, let x):
      return f.undividedIndex(bound: bound) ?? x.undividedIndex(bound: bound)
    case .apply(let op, let x):
      if op == .entry {
        for (axis, index) in x.dropFirst().enumerated() {
          guard case .free = index.node, bound == nil || bound === index,
            let (n, m) = x[0].pairedSizes(axis)
          else { continue }
          return (index, n, m)
        }
      }
      for part in x {
        if let found = part.undividedIndex(bound: bound) { return found }
      }
      return nil
    }
  }

  /// The two sizes that the rows (axis 0) or columns (axis 1) of a Kronecker product, or the entries of
  /// vec, are counted by.
  private func pairedSizes(_ axis: Int) -> (Term, Term)? {
    guard case .apply(let op, let x) = node else { return nil }
    switch op {
    case .vec:
      guard case .matrix(let n, let m) = x[0].sort else { return nil }
      return (m, n)
    case .kronecker:
      guard case .matrix(let n, let m) = x[0].sort, case .matrix(let p, let q) = x[1].sort else {
        return nil
      }
      return axis == 0 ? (n, p) : (m, q)
    default: return nil
    }
  }
}
