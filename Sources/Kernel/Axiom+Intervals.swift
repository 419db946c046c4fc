/// Integrals over intervals of ℝ, and continuity.
extension Axiom {
  static let intervals: [Axiom] = [fundamentalTheorem, halfLine, differentiableContinuous]

  private static let calculus = "Rudin, Principles of Mathematical Analysis"

  /// f is differentiable on [a, b], hence continuous there; measurability needs no premise of its own.
  public static let fundamentalTheorem = Axiom(
    "fundamentalTheorem",
    "(∀x. a ≤ x → x ≤ b → F′(x) = f(x)) → (∀x. a ≤ x → x ≤ b → f′(x) exists) → a ≤ b → λx. [a < x < b] f(x) "
      + "integrable ∧ ∫[a < x < b] f(x) = F(b) − F(a); parameters F f a b",
    citation: "\(calculus), theorems 5.2, 6.8 and 6.21", arity: 4
  ) { p throws(KernelError) in
    let x = try Term.fresh("x", .real, avoiding: p)
    let y = try Term.fresh("y", .real, avoiding: p + [x])
    func inside(_ formula: Term) throws(KernelError) -> Term {
      try .forAll(x, .implies([.lessOrEqual(p[2], x), .lessOrEqual(x, p[3])], formula))
    }
    let within: Term = try .apply(.indicator, [.and(.less(p[2], x), .less(x, p[3]))])
    let part: Term = try .lambda(x, within * p[1].at(x))
    return try .implies(
      [
        inside(.apply(.hasDerivative, [p[0], p[1].at(x), x])),
        inside(.exists(y, .apply(.hasDerivative, [p[1], y, x]))), .lessOrEqual(p[2], p[3]),
      ],
      .and(
        .apply(.integrable, [part]),
        .equal(.apply(.integral, [part]), p[0].at(p[3]) - p[0].at(p[2]))))
  }

  /// By the fundamental theorem on [a, b] and monotone convergence for b → ∞.
  public static let halfLine = Axiom(
    "halfLine",
    "(∀x. a ≤ x → F′(x) = f(x)) → (∀x. a ≤ x → f′(x) exists) → (∀x. a ≤ x → 0 ≤ f(x)) → F(x) → L for x → ∞ → "
      + "λx. [a < x] f(x) integrable ∧ ∫[a < x] f(x) = L − F(a); parameters F f a L",
    citation: "Rudin, Real and Complex Analysis, th. 1.26 (monotone convergence)", arity: 4
  ) { p throws(KernelError) in
    let x = try Term.fresh("x", .real, avoiding: p)
    let y = try Term.fresh("y", .real, avoiding: p + [x])
    let ε = try Term.fresh("ε", .real, avoiding: p + [x])
    let K = try Term.fresh("K", .real, avoiding: p + [x, ε])
    func beyond(_ formula: Term) throws(KernelError) -> Term {
      try .forAll(x, .implies(.lessOrEqual(p[2], x), formula))
    }
    let value = try p[0].at(x)
    let near = try Term.and(.less(p[3] - ε, value), .less(value, p[3] + ε))
    let part: Term = try .lambda(
      x, .apply(.indicator, [.less(p[2], x)]) * p[1].at(x))
    return try .implies(
      [
        beyond(.apply(.hasDerivative, [p[0], p[1].at(x), x])),
        beyond(.exists(y, .apply(.hasDerivative, [p[1], y, x]))),
        beyond(.lessOrEqual(.zero, p[1].at(x))),
        .forAll(
          ε,
          .implies(.less(.zero, ε), .exists(K, .forAll(x, .implies(.less(K, x), near))))),
      ],
      .and(
        .apply(.integrable, [part]),
        .equal(.apply(.integral, [part]), p[3] - p[0].at(p[2]))))
  }

  public static let differentiableContinuous = Axiom(
    "differentiableContinuous",
    "f has derivative y at x → 0 < ε → ∃δ. 0 < δ ∧ ∀t. x − δ < t → t < x + δ → f(x) − ε < f(t) < f(x) + ε; "
      + "parameters f y x ε",
    citation: "\(calculus), theorem 5.2", arity: 4
  ) { p throws(KernelError) in
    let δ = try Term.fresh("δ", .real, avoiding: p)
    let t = try Term.fresh("t", .real, avoiding: p + [δ])
    let (value, center) = try (p[0].at(t), p[0].at(p[2]))
    return try .implies(
      [.apply(.hasDerivative, [p[0], p[1], p[2]]), .less(.zero, p[3])],
      .exists(
        δ,
        .and(
          .less(.zero, δ),
          .forAll(
            t,
            .implies(
              [.less(p[2] - δ, t), .less(t, p[2] + δ)],
              .and(.less(center - p[3], value), .less(value, center + p[3])))))))
  }
}
