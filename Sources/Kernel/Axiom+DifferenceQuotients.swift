/// Derivatives as limits.
extension Axiom {
  static let differenceQuotients: [Axiom] = [differenceQuotient]

  public static let differenceQuotient = Axiom(
    "differenceQuotient",
    "f has derivative y at x → 0 < ε → ∃δ. 0 < δ ∧ ∀t ≠ x. x − δ < t → t < x + δ → "
      + "y − ε < (f(t) − f(x))/(t − x) < y + ε; parameters f y x ε",
    citation: "Rudin, Principles of Mathematical Analysis, definition 5.1", arity: 4
  ) { p throws(KernelError) in
    let δ = try Term.fresh("δ", .real, avoiding: p)
    let t = try Term.fresh("t", .real, avoiding: p + [δ])
    let quotient = try (p[0].at(t) - p[0].at(p[2])) / (t - p[2])
    return try .implies(
      [.apply(.hasDerivative, [p[0], p[1], p[2]]), .less(.zero, p[3])],
      .exists(
        δ,
        .and(
          .less(.zero, δ),
          .forAll(
            t,
            .implies(
              [.not(.equal(t, p[2])), .less(p[2] - δ, t), .less(t, p[2] + δ)],
              .and(.less(p[1] - p[3], quotient), .less(quotient, p[1] + p[3])))))))
  }
}
