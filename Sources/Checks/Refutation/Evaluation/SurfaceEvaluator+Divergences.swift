import Notation

/// Divergences that are infinite at an instance: those of densities that vanish where another one does not.
extension SurfaceEvaluator {
  /// A relation of which one side is ∞; `nil` where both are finite.
  func compareInfinite(
    _ relation: Relation, _ left: Expression, _ right: Expression
  ) throws -> Judgement? {
    guard left.comparesDivergence(with: right, in: table.scope) else { return nil }
    let sides = try [isInfinite(left), isInfinite(right)]
    guard sides.contains(true) else { return nil }
    guard let truth = relation.holds(leftIsInfinite: sides[0], rightIsInfinite: sides[1]) else {
      throw EvaluationFailure.notEvaluable("a comparison of two infinite numbers")
    }
    var result = Judgement(truth ? .yes : .no)
    result.relation = relation.rawValue
    result.left = try sides[0] ? "∞" : value(left).text
    result.right = try sides[1] ? "∞" : value(right).text
    return result
  }

  /// Whether a sum is ∞: a divergence in it is, with a positive factor, and all else is finite.
  private func isInfinite(_ e: Expression) throws -> Bool {
    if e.isUnbounded { return true }
    var result = false
    for part in e.positiveParts where part.mayBeInfinite(in: table.scope) {
      do { _ = try value(part) } catch EvaluationFailure.undefined(_, false) { result = true }
    }
    guard result else { return false }
    for part in e.positiveParts where !part.mayBeInfinite(in: table.scope) { _ = try value(part) }
    return true
  }
}

extension Relation {
  /// Whether it holds with ∞ on one side, or ∞ = ∞; `nil` where that has no meaning.
  func holds(leftIsInfinite: Bool, rightIsInfinite: Bool) -> Bool? {
    switch self {
    case .equal: leftIsInfinite == rightIsInfinite
    case .notEqual: leftIsInfinite != rightIsInfinite
    case .lessOrEqual: rightIsInfinite
    case .greaterOrEqual: leftIsInfinite
    case .less: rightIsInfinite && !leftIsInfinite
    case .greater: leftIsInfinite && !rightIsInfinite
    default: nil
    }
  }
}

extension Expression {
  /// Whether it is the symbol ∞.
  var isUnbounded: Bool { form == .constant(.infinity) }

  /// Whether a divergence that may be infinite stands on one of two sides.
  func comparesDivergence(with other: Expression, in scope: Scope) -> Bool {
    (positiveParts + other.positiveParts).contains { $0.mayBeInfinite(in: scope) }
  }

  /// KL(q ‖ p) of densities that may vanish and their mixtures; of other functions it may be undefined.
  func mayBeInfinite(in scope: Scope) -> Bool {
    guard isGuardedDivergence, case .bind(_, let body) = form, case .tuple(let parts) = body.form
    else { return false }
    return parts.allSatisfy { $0.isMixture(in: scope) }
  }

  /// KL with 0 log 0 = 0, which is not unfolded.
  var isGuardedDivergence: Bool {
    if case .bind(.divergence(.relativeEntropy, _, guarded: true), _) = form { true } else { false }
  }

  /// The parts of a sum of which positive multiples are added; what is subtracted is one part.
  var positiveParts: [Expression] {
    switch form {
    case .binary(.add, let a, let b): return a.positiveParts + b.positiveParts
    case .binary(.subtract, let a, let b): return a.positiveParts + [b]
    case .binary(.multiply, let a, let b):
      if let c = a.foldedNumber, c.sign > 0 { return b.positiveParts }
      return [self]
    case .binary(.divide, let a, let b):
      if let c = b.foldedNumber, c.sign > 0 { return a.positiveParts }
      return [self]
    default: return [self]
    }
  }
}
