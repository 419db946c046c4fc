import Exact
import Kernel

/// Inequalities about least eigenvalues, Kronecker products and traces of semidefinite matrices.
///
/// All come from three facts: λ_min(M) ⟨v, v⟩ ≤ ⟨v, M v⟩, there is a v ≠ 0 where both are equal, and
/// A = LᵀL for a semidefinite A.
extension Prover {
  /// a ≤ b or a < b, by the sign of b − a.
  func spectralInequality(_ goal: Term, _ op: Operator, _ a: Term, _ b: Term) throws -> Theorem? {
    guard fuel.spectralDepth < 2 else { return nil }
    let speaksOfEigenvalues = goal.uses(.minimalEigenvalue)
    guard
      speaksOfEigenvalues || goal.uses(.kronecker) || goal.uses(.trace)
        || !goal.squaredSums.isEmpty
        || facts.contains(where: { $0.conclusion.uses(.minimalEigenvalue) })
    else { return nil }
    fuel.spectralDepth += 1
    defer { fuel.spectralDepth -= 1 }
    let context = try withEigenvalues(of: goal)
    let bound = try context.spectralBound(b - a, vectors: [])
    if op == .less {
      return bound.isStrict ? try .less(a, b, from: bound) : nil
    }
    return try .lessOrEqual(a, b, from: bound.weakened())
  }

  /// a = b from a ≤ b and b ≤ a, for least eigenvalues.
  func spectralEquation(_ a: Term, _ b: Term) throws -> Theorem? {
    guard a.uses(.minimalEigenvalue) || b.uses(.minimalEigenvalue),
      let up = try spectralInequality(.lessOrEqual(a, b), .lessOrEqual, a, b),
      let down = try spectralInequality(.lessOrEqual(b, a), .lessOrEqual, b, a)
    else { return nil }
    return try .use(.antisymmetric, [a, b], up, down)
  }

  /// The context with λ_min(M) ⟨v, v⟩ ≤ ⟨v, M v⟩ and the sign of λ_min(M), for the least eigenvalues of
  /// which the goal and the facts speak.
  func withEigenvalues(of goal: Term) throws -> Prover {
    var new: [Theorem] = []
    // What is known for all times, at the times of the goal.
    for fact in facts {
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(.real, let body) = predicate.node, !body.uses(.derivative),
        body.uses(.minimalEigenvalue) || body.uses(.transpose) || body.uses(.inner)
      else { continue }
      for time in goal.freeVariables where time.sort == .real {
        new += try fact.specialized(to: time).allConjuncts()
      }
    }
    var context = new.isEmpty ? self : try adding(new)
    var matrices = goal.leastEigenvalues
    for fact in context.facts { matrices.formUnion(fact.conclusion.leastEigenvalues) }
    var bounds: [Theorem] = []
    for m in matrices.sorted() {
      guard let symmetric = try? context.prove(.equal(.apply(.transpose, [m]), m), depth: 25)
      else { continue }
      let v = try fresh("v", .vector(m.rows), m)
      bounds.append(
        try Theorem.use(.minimalEigenvalueBound, [m, v], symmetric).generalizing(v))
    }
    if !bounds.isEmpty { context = try context.adding(bounds) }
    let signs = matrices.sorted().compactMap { try? context.eigenvalueSign($0) }
    return signs.isEmpty ? context : try context.adding(signs)
  }

  /// 0 ≤ t or 0 < t: as it stands, or at an eigenvector of one of the least eigenvalues in it.
  func spectralBound(_ t: Term, vectors: [Term]) throws -> Theorem {
    try fuel.spend()
    if t.uses(.inner), let bound = try? quadraticBound(t) { return bound }
    if let bound = try? semidefiniteBound(t, by: semidefiniteForms(in: t, vectors)) { return bound }
    guard vectors.count < 2 else { throw ProofFailure("no sign is known", t) }
    for m in try eigenvalueOrder(t, vectors) {
      guard let symmetric = try? prove(.equal(.apply(.transpose, [m]), m), depth: 25) else {
        continue
      }
      let bound = try? eigenvectorBound(t, m, symmetric, others: vectors) { context, s, vectors in
        try context.spectralBound(s, vectors: vectors)
      }
      if let bound { return bound }
    }
    if vectors.count == 1, let bound = try boundAtIdentity(t, vectors) { return bound }
    throw ProofFailure("no sign is known", t)
  }

  /// 0 ≤ t as 0 ≤ t λ_min(I), for the I of a Kronecker product of whose least eigenvalue t speaks.
  private func boundAtIdentity(_ t: Term, _ vectors: [Term]) throws -> Theorem? {
    for product in t.leastEigenvalues.sorted() {
      for part in product.arguments(of: .kronecker) ?? [] {
        guard part.isSquareMatrix, try part === Term.identity(part.rows) else { continue }
        let λ: Term = try .apply(.minimalEigenvalue, [part])
        guard let one = try spectralEquation(λ, .one) else { continue }
        let symmetric = try MatrixLemma.transposeOfIdentity(part.rows)
        let bound = try eigenvectorBound(t * λ, part, symmetric, others: vectors) {
          context, s, vectors in try context.spectralBound(s, vectors: vectors)
        }
        guard let op = bound.relation else { continue }
        let value = try Theorem.congruence(.multiply, [.reflexive(t), one])
        return try bound.rewritten(by: .congruence(op, [.reflexive(.zero), value])).moved(to: t)
      }
    }
    return nil
  }

  /// The matrices whose eigenvectors are worth a look: where the least eigenvalue has a positive factor
  /// first; after one eigenvector only those whose eigenvalue was multiplied by the other one.
  private func eigenvalueOrder(_ t: Term, _ vectors: [Term]) throws -> [Term] {
    var (first, rest): ([Term], [Term]) = ([], [])
    for m in t.leastEigenvalues.sorted() {
      let parts = try expandedPolynomial(t).coefficients(of: .apply(.minimalEigenvalue, [m]))
      guard parts.count == 2 else { continue }
      let factor = try parts[1].term(in: .real)
      if !vectors.isEmpty {
        if factor.innerProducts.contains(where: { $0.uses(.product) }) { first.append(m) }
      } else if try lowerBound(factor) != nil {
        first.append(m)
      } else {
        rest.append(m)
      }
    }
    return first + rest
  }
}
