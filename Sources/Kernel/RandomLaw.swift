/// What the declaration of random symbols means: formulas about integrals, no theorems.
///
/// A law is a statement about a term `value` that depends on a point ω of the probability space and
/// perhaps on indices, over which it is quantified.
public enum RandomLaw {
  /// 1 is integrable, and ∫1 = 1.
  public static func probabilitySpace(_ space: Sort) throws(KernelError) -> [Term] {
    let ω = try Term.fresh("ω", space, avoiding: [])
    let one: Term = try .lambda(ω, .one)
    return try [.apply(.integrable, [one]), .equal(.apply(.integral, [one]), .one)]
  }

  /// X has the law with this expectation functional: ∀g. g(X) is integrable, and ∫g(X) = E(g).
  ///
  /// For finitely many values a with weights w the functional is g ↦ Σ w g(a); the law is then known
  /// completely. X takes values in ℝ, in Fin(n) or in ℝⁿ.
  public static func finite(
    _ value: Term, at ω: Term, for indices: [Term],
    expectation: (Term) throws(KernelError) -> Term
  ) throws(KernelError) -> Term {
    let g = try Term.fresh("g", .function(value.sort, .real), avoiding: [value, ω] + indices)
    return try .forAll(
      indices, .forAll(g, integrableWith(g(value), at: ω, value: expectation(g))))
  }

  /// The moments up to the fourth of jointly normal variables, one for each value of an index:
  /// 𝔼Xᵢ = μᵢ, and 𝔼Xᵢ∏Xⱼ = μᵢ 𝔼∏Xⱼ + Σⱼ Σᵢⱼ 𝔼∏_{k≠j} Xₖ (Isserlis).
  public static func normal(
    at ω: Term, for indices: [Term], over domain: Sort,
    value: (Term) throws(KernelError) -> Term, mean: (Term) throws(KernelError) -> Term,
    covariance: (Term, Term) throws(KernelError) -> Term
  ) throws(KernelError) -> [Term] {
    var chosen: [Term] = []
    var result: [Term] = []
    for _ in 1...4 {
      chosen.append(try .fresh("i", domain, avoiding: [ω] + indices + chosen))
      result.append(
        try .forAll(
          indices + chosen,
          moment(chosen, at: ω, value: value, mean: mean, covariance: covariance)))
    }
    let (i, j) = (chosen[0], chosen[1])
    result.append(
      try .forAll(indices + [i, j], .equal(covariance(i, j), covariance(j, i))))
    return result
  }

  /// The same for variables in a list.
  public static func normal(
    at ω: Term, for indices: [Term], values: [Term], means: [Term], covariances: [[Term]]
  ) throws(KernelError) -> [Term] {
    var result: [Term] = []
    var chosen: [[Int]] = [[]]
    for _ in 1...4 {
      chosen = chosen.flatMap { list in
        (0..<values.count).filter { $0 >= list.last ?? 0 }.map { list + [$0] }
      }
      for list in chosen {
        result.append(
          try .forAll(
            indices,
            moment(
              list, at: ω, value: { i throws(KernelError) in values[i] },
              mean: { i throws(KernelError) in means[i] },
              covariance: { i, j throws(KernelError) in covariances[i][j] })))
      }
    }
    for i in values.indices {
      for j in values.indices where i < j {
        result.append(
          try .forAll(indices, .equal(covariances[i][j], covariances[j][i])))
      }
    }
    return result
  }

  private static func moment<Index>(
    _ list: [Index], at ω: Term, value: (Index) throws(KernelError) -> Term,
    mean: (Index) throws(KernelError) -> Term,
    covariance: (Index, Index) throws(KernelError) -> Term
  ) throws(KernelError) -> Term {
    var product = try value(list[0])
    for i in list.dropFirst() { product = try product * value(i) }
    return try integrableWith(
      product, at: ω, value: isserlis(list, mean: mean, covariance: covariance))
  }

  private static func isserlis<Index>(
    _ list: [Index], mean: (Index) throws(KernelError) -> Term,
    covariance: (Index, Index) throws(KernelError) -> Term
  ) throws(KernelError) -> Term {
    guard let first = list.first else { return .one }
    let rest = Array(list.dropFirst())
    var sum = try mean(first) * isserlis(rest, mean: mean, covariance: covariance)
    for (place, other) in rest.enumerated() {
      var others = rest
      others.remove(at: place)
      sum =
        try sum + covariance(first, other)
        * isserlis(others, mean: mean, covariance: covariance)
    }
    return sum
  }

  private static func integrableWith(_ body: Term, at ω: Term, value: Term) throws(KernelError)
    -> Term
  {
    let function: Term = try .lambda(ω, body)
    return try .and(
      .apply(.integrable, [function]), .equal(.apply(.integral, [function]), value))
  }
}

extension Term {
  /// ∀x₁…xₙ. body.
  public static func forAll(_ variables: [Term], _ body: Term) throws(KernelError) -> Term {
    var result = body
    for variable in variables.reversed() { result = try forAll(variable, result) }
    return result
  }
}
