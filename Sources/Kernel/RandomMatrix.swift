/// What the declaration of a random matrix means: formulas, no theorems.
public enum RandomMatrix {
  /// `R_{ij} ~ Bernoulli(p) independent`, for R a function from a probability space to matrices: 1 is
  /// integrable, ∫1 = 1, every entry has the mean p and the values 0 and 1 only, and the family of
  /// all entries is independent (the last formula, which is left out where it is not declared).
  public static func bernoulli(_ matrix: Term, probability: Term, independent: Bool = true)
    throws(KernelError) -> [Term]
  {
    guard case .function(let space, .matrix(let n, let d)) = matrix.sort, case .space = space else {
      throw .rule("a random matrix is needed", [matrix])
    }
    let all = [matrix, probability]
    let ω = try Term.fresh("ω", space, avoiding: all)
    let i = try Term.fresh("i", .finite(n), avoiding: all)
    let k = try Term.fresh("k", .finite(d), avoiding: all + [i])
    let entry: Term = try .apply(.entry, [matrix(ω), i, k])
    let one: Term = try .lambda(ω, .one)
    let mean: Term = try .equal(.apply(.integral, [.lambda(ω, entry)]), probability)
    let binary: Term = try .equal(entry * entry, entry)
    var result = try [
      Term.apply(.integrable, [one]),
      .equal(.apply(.integral, [one]), .one),
      .forAll(i, .forAll(k, mean)),
      .forAll(ω, .forAll(i, .forAll(k, binary))),
    ]
    if independent {
      result.append(try .apply(.independent, [.lambda(i, .lambda(k, .lambda(ω, entry)))]))
    }
    return result
  }
}
