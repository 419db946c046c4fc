/// Indices in a circle.
extension Axiom {
  static let rotations: [Axiom] = [rotatedDistinct, sumOfRotated]

  private static let permutations =
    "Graham, Knuth and Patashnik, Concrete Mathematics, ch. 2 and 4.6"

  public static let rotatedDistinct = Axiom(
    "rotatedDistinct",
    "1 ≤ m ≤ n → j and k steps of at most m lead from i to the same of n indices → j = k; parameters i j k",
    citation: permutations, arity: 3
  ) { p throws(KernelError) in
    guard case .finite(let n) = p[0].sort, case .finite(let m) = p[1].sort else {
      throw .rule("rotatedDistinct", p)
    }
    return try .implies(
      [
        .lessOrEqual(.one, .apply(.naturalToReal, [m])),
        .lessOrEqual(.apply(.naturalToReal, [m]), .apply(.naturalToReal, [n])),
        .equal(.apply(.rotated, [p[0], p[1]]), .apply(.rotated, [p[0], p[2]])),
      ], .equal(p[1], p[2]))
  }

  public static let sumOfRotated = Axiom(
    "sumOfRotated", "Σᵢ f(i moved on by j) = Σ f; parameters f j", citation: permutations, arity: 2
  ) { p throws(KernelError) in
    guard case .function(let range, .real) = p[0].sort else { throw .rule("sumOfRotated", p) }
    let i = try Term.fresh("i", range, avoiding: p)
    return try .equal(
      .sum(i, p[0].at(.apply(.rotated, [i, p[1]]))), .apply(.sum, [p[0]]))
  }
}
