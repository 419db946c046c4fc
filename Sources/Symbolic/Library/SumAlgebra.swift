import Kernel

/// Finite sums of symbolic length, as derived rules.
extension Theorem {
  /// Σᵢ l = Σᵢ r from l = r, for an index that is free in no hypothesis.
  func summed(over index: Term) throws -> Theorem {
    try .congruence(.sum, [abstracting(index)])
  }

  /// Σᵢ (a + b) = Σᵢ a + Σᵢ b.
  static func sumOfSum(_ i: Term, _ a: Term, _ b: Term) throws -> Theorem {
    try .axiom(.sumAdd, [.lambda(i, a), .lambda(i, b)])
  }

  /// Σᵢ c·a = c·Σᵢ a, for c free of i.
  static func sumOfScaled(_ i: Term, _ c: Term, _ a: Term) throws -> Theorem {
    try .axiom(.sumScale, [c, .lambda(i, a)])
  }
}
