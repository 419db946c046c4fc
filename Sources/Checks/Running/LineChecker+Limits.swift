import Exact
import Kernel
import Notation

/// Claims about limits of trajectories, refuted by the limit that is proved.
extension LineChecker {
  /// A counterexample to a claim with lim e = L for t → ∞, where lim e = c is a theorem for the value c of e at
  /// time 0, or for that at rest in 0, and the claim with c = L in its place fails.
  func refutationByLimit(_ statement: Expression, seed: UInt64) -> Counterexample? {
    guard let leaf = statement.limitOfMotion(refuter.table) else { return nil }
    let candidates = [leaf.atStart, leaf.atRest].compactMap { $0 }
    for candidate in candidates {
      let law = Expression(.relation(.equal, leaf.limit, candidate), at: statement.place)
      guard (try? prover.prove(law)) != nil else { continue }
      let equation = Expression(.relation(.equal, candidate, leaf.claimed), at: statement.place)
      let reduced = statement.replacing(leaf.relation, by: equation)
      let survey = refuter.survey(reduced, seed: seed, instances: options.instances)
      guard var example = survey.refutation else { return nil }
      example.note = "it is a theorem that \(law.latex)"
      return example
    }
    return nil
  }
}

/// lim e = L in a statement, for e in moved functions.
private struct LimitOfMotion {
  let relation: Expression
  let limit: Expression
  let claimed: Expression
  /// e at time 0.
  let atStart: Expression?
  /// e with 0 for the moved functions.
  let atRest: Expression?
}

extension Expression {
  fileprivate func limitOfMotion(_ table: ScopeTable) -> LimitOfMotion? {
    if case .relation(.equal, let a, let b) = form {
      for (limit, claimed) in [(a, b), (b, a)] {
        guard case .bind(.limit(let name, let to, _), let body) = limit.form,
          to.infiniteSign == 1, table.declarations[name]?.type == .real,
          claimed.infiniteSign == nil,
          body.speaks(of: table)
        else { continue }
        return LimitOfMotion(
          relation: self, limit: limit, claimed: claimed,
          atStart: body.substituting([name: Expression(.number(0), at: place)]),
          atRest: body.resting(table))
      }
    }
    switch form {
    case .relation, .implies, .and, .or, .not, .iff, .forAll:
      return children.lazy.compactMap { $0.limitOfMotion(table) }.first
    default: return nil
    }
  }

  private func speaks(of table: ScopeTable) -> Bool {
    isMoved(table) || children.contains { $0.speaks(of: table) }
  }

  /// f(t) of a moved function.
  private func isMoved(_ table: ScopeTable) -> Bool {
    guard case .apply(let head, _) = form, case .symbol(let name) = head.form else { return false }
    return table.motions[name] != nil
  }

  private func resting(_ table: ScopeTable) -> Expression? {
    if isMoved(table) {
      guard case .apply(let head, _) = form, case .symbol(let name) = head.form,
        case .function(_, .real)? = table.declarations[name]?.type
      else { return nil }
      return Expression(.number(0), at: place)
    }
    return mapping { $0.resting(table) }
  }

  fileprivate func replacing(_ part: Expression, by other: Expression) -> Expression {
    if self == part { return other }
    return mapping { $0.replacing(part, by: other) } ?? self
  }
}
