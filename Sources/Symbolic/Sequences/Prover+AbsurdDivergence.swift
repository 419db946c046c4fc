import Kernel

/// Where a sequence that tends to ∞ cannot start.
extension Prover {
  /// ¬φ from a fact ∀B∃K∀k. K ≤ k → B < f(k), where φ gives f ≤ 0 for all k; `nil` without such a fact.
  func absurdDivergence(_ denied: Term) throws -> Theorem? {
    guard !fuel.seeksBounds else { return nil }
    fuel.seeksBounds = true
    defer { fuel.seeksBounds = false }
    for fact in facts {
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(.real, _) = predicate.node
      else { continue }
      let existence = try fact.specialized(to: .zero)
      guard let place = existence.conclusion.arguments(of: .exists)?[0],
        case .lambda(.natural, _) = place.node
      else { continue }
      let K = try fresh("K", .natural, denied, place)
      let later = try Theorem.assume(place.instantiate(K))
      guard let inner = later.conclusion.arguments(of: .forAll)?[0],
        case .lambda(.natural, _) = inner.node
      else { continue }
      let time: Term = try .apply(.naturalToReal, [K])
      let here = try Theorem.lessOrEqual(
        time, time, from: Theorem.arithmetic(.lessOrEqual(.zero, .zero)).moved(to: time - time)
      ).backwards(along: .axiom(.naturalLessOrEqual, [K, K]))
      guard let above = try? later.specialized(to: K).modusPonens(here),
        let sides = above.conclusion.arguments(of: .less), sides[0] === Term.zero
      else { continue }
      let falsity = try using(.assume(denied)) { context in
        let below = try context.prove(.lessOrEqual(sides[1], .zero), depth: 4)
          .rewritten(by: .axiom(.lessOrEqualDifference, [sides[1], .zero]))
        let gap = try Self.sum(above, below).moved(to: .zero)
        return try Theorem.arithmetic(.not(.less(.zero, .zero))).refuting(gap)
      }
      return try existence.choosing(K, falsity).negating(denied)
    }
    return nil
  }
}
