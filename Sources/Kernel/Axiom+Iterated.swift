/// Iterated integrals.
extension Axiom {
  static let iterated: [Axiom] = [tonelli]

  /// Measures are σ-finite, and functions of two points are jointly measurable by convention.
  public static let tonelli = Axiom(
    "tonelli",
    "(∀x∀y. 0 ≤ f(x, y)) → f(x, ·) integrable for almost every x → ∫f(·, y) dy integrable → "
      + "f(·, y) integrable for almost every y ∧ ∫f(x, ·) dx integrable ∧ ∫∫ f dx dy = ∫∫ f dy dx",
    citation: "Rudin, Real and Complex Analysis, th. 8.8 (Tonelli)", arity: 1
  ) { p throws(KernelError) in
    guard case .function(let first, .function(let second, .real)) = p[0].sort,
      first.isAbstractlyMeasured, second.isAbstractlyMeasured
    else { throw .rule("tonelli", p) }
    let x = try Term.fresh("x", first, avoiding: p)
    let y = try Term.fresh("y", second, avoiding: p + [x])
    let value = try p[0].at(x).at(y)
    let (row, column) = try (Term.lambda(y, value), Term.lambda(x, value))
    let rows: Term = try .lambda(x, .apply(.integral, [row]))
    let columns: Term = try .lambda(y, .apply(.integral, [column]))
    return try .implies(
      [
        .forAll(x, .forAll(y, .lessOrEqual(.zero, value))),
        .apply(.almostEverywhere, [.lambda(x, .apply(.integrable, [row]))]),
        .apply(.integrable, [rows]),
      ],
      .and(
        .apply(.almostEverywhere, [.lambda(y, .apply(.integrable, [column]))]),
        .and(
          .apply(.integrable, [columns]),
          .equal(.apply(.integral, [rows]), .apply(.integral, [columns])))))
  }
}
