import Notation

/// Relations between divergences that are infinite.
extension Replay {
  /// A relation of which one side is ∞; `nil` where both are finite.
  func relateInfinite(
    _ relation: Relation, _ left: Expression, _ right: Expression
  ) throws -> Answer? {
    guard left.comparesDivergence(with: right, in: table.scope) else { return nil }
    func isInfinite(_ e: Expression) throws -> Bool {
      var isFound = e.isUnbounded
      for part in e.positiveParts where !part.isUnbounded {
        do { _ = try value(part) } catch is Undefined {
          guard part.mayBeInfinite(in: table.scope) else { throw Undefined() }
          isFound = true
        }
      }
      return isFound
    }
    let (first, second) = (try isInfinite(left), try isInfinite(right))
    guard first || second else { return nil }
    return relation.holds(leftIsInfinite: first, rightIsInfinite: second).map { $0 ? .yes : .no }
      ?? .unknown
  }
}
