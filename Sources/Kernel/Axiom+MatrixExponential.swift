/// The exponential of a square matrix: E(t) = exp(t A) solves Ė = A E with E(0) = I, and commutes with A.
///
/// All else follows from these three rows: inverses, sums of matrices that commute, transposes, and that linear
/// flows have no other solutions.
extension Axiom {
  static let matrixExponentials: [Axiom] = [
    exponentialOfZeroMatrix, derivativeMatrixExponential, exponentialCommutes,
  ]

  private static let functions = "Higham, Functions of Matrices, SIAM 2008, ch. 10"

  public static let exponentialOfZeroMatrix = Axiom(
    "exponentialOfZeroMatrix", "exp(0) = I for the matrix 0; the parameter is the size",
    citation: functions, arity: 1
  ) { p throws(KernelError) in
    let zero = try Term.matrix(p[0], p[0]) { _, _ throws(KernelError) in .zero }
    return try .equal(.apply(.matrixExponential, [zero]), .identity(p[0]))
  }

  public static let derivativeMatrixExponential = Axiom(
    "derivativeMatrixExponential", "(exp(t A)ᵢⱼ)′ = (A exp(t A))ᵢⱼ; parameters A i j t",
    citation: functions, arity: 4
  ) { p throws(KernelError) in
    let s = try Term.fresh("s", .real, avoiding: p)
    let slope: Term = try .apply(.product, [p[0], exponential(p[0], p[3])])
    return try .apply(
      .hasDerivative,
      [
        .lambda(s, .apply(.entry, [exponential(p[0], s), p[1], p[2]])),
        .apply(.entry, [slope, p[1], p[2]]), p[3],
      ])
  }

  public static let exponentialCommutes = Axiom(
    "exponentialCommutes", "A exp(t A) = exp(t A) A; parameters A t", citation: functions, arity: 2
  ) { p throws(KernelError) in
    let exponential = try exponential(p[0], p[1])
    return try .equal(
      .apply(.product, [p[0], exponential]), .apply(.product, [exponential, p[0]]))
  }

  /// exp(t A).
  private static func exponential(_ A: Term, _ t: Term) throws(KernelError) -> Term {
    try .apply(.matrixExponential, [.apply(.scale, [t, A])])
  }
}
