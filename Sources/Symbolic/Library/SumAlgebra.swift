import Kernel

/// Finite sums of symbolic length, as derived rules.
extension Theorem {
  /// Σᵢ l = Σᵢ r from l = r, for an index that is free in no hypothesis.
  public func summed(over index: Term) throws -> Theorem {
    try .congruence(.sum, [abstracting(index)])
  }

  /// (Σⱼ aⱼ)·(Σₖ bₖ) = ΣⱼΣₖ aⱼ·bₖ.
  public static func productOfSums(_ j: Term, _ a: Term, _ k: Term, _ b: Term) throws -> Theorem {
    let (sumA, sumB): (Term, Term) = try (.sum(j, a), .sum(k, b))
    let outer = try Theorem.axiom(.sumScale, [sumB, .lambda(j, a)]).symmetric()
    let inner = try Theorem.ring(sumB * a, a * sumB)
      .then(Theorem.axiom(.sumScale, [a, .lambda(k, b)]).symmetric())
    return try Theorem.ring(sumA * sumB, sumB * sumA).then(outer).then(inner.summed(over: j))
  }

  /// Σᵢ (a + b) = Σᵢ a + Σᵢ b.
  public static func sumOfSum(_ i: Term, _ a: Term, _ b: Term) throws -> Theorem {
    try .axiom(.sumAdd, [.lambda(i, a), .lambda(i, b)])
  }

  /// Σᵢ c·a = c·Σᵢ a, for c free of i.
  public static func sumOfScaled(_ i: Term, _ c: Term, _ a: Term) throws -> Theorem {
    try .axiom(.sumScale, [c, .lambda(i, a)])
  }
}
