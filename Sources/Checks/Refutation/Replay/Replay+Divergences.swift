import Notation

/// Relations between divergences that are infinite.
extension Replay {
  /// A relation of which one side is ∞; `nil` where both are finite.
  func relateInfinite(
    _ relation: Relation, _ left: Expression, _ right: Expression
  ) throws -> Answer? {
    func isInfinite(_ e: Expression) throws -> Bool {
      var isFound = e.isUnbounded
      for part in e.positiveParts where !part.isUnbounded {
        do { _ = try value(part) } catch is Undefined {
          guard part.isGuardedDivergence else { throw Undefined() }
          isFound = true
        }
      }
      return isFound
    }
    let parts = left.positiveParts + right.positiveParts
    guard parts.contains(where: { $0.isGuardedDivergence || $0.isUnbounded }) else { return nil }
    let (first, second) = (try isInfinite(left), try isInfinite(right))
    guard first || second || left.isUnbounded || right.isUnbounded else { return nil }
    return relation.holds(leftIsInfinite: first, rightIsInfinite: second).map { $0 ? .yes : .no }
      ?? .unknown
  }
}
