/// Integrability by comparison.
extension Axiom {
  static let integrability: [Axiom] = [integrableBetween]

  public static let integrableBetween = Axiom(
    "integrableBetween",
    "g, h integrable → g ≤ f a.e. → f ≤ h a.e. → f integrable; parameters g f h",
    citation: "Rudin, Real and Complex Analysis, ch. 1", arity: 3
  ) { p throws(KernelError) in
    guard case .function(let domain, .real) = p[1].sort, domain.isAbstractlyMeasured else {
      throw .rule("integrableBetween", p)
    }
    let x = try Term.fresh("ω", domain, avoiding: p)
    let value = try p[1].at(x)
    return try .implies(
      [
        .apply(.integrable, [p[0]]), .apply(.integrable, [p[2]]),
        .apply(.almostEverywhere, [.lambda(x, .lessOrEqual(p[0].at(x), value))]),
        .apply(.almostEverywhere, [.lambda(x, .lessOrEqual(value, p[2].at(x)))]),
      ],
      .apply(.integrable, [p[1]]))
  }
}
