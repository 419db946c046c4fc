/// The invariance principle of LaSalle, for one bounded trajectory of ẋ = v(x) with m components.
///
/// The limit set of the trajectory is not empty, compact and consists of whole trajectories; a continuous
/// function that does not rise along the trajectory is constant on it; and the trajectory comes to it. No
/// sets are needed to say so: what vanishes at every whole bounded trajectory along which V is constant
/// tends to 0. Solutions need not be unique, and for a field that is only continuous the limit set still
/// consists of whole solutions.
extension Axiom {
  static let invariance: [Axiom] = (1...4).map(laSalle)

  /// The row for so many components; its parameters are v₁ … vₘ, V, g, x₁ … xₘ and B.
  public static func laSalle(_ m: Int) -> Axiom {
    Axiom(
      "laSalle\(m)",
      "v, V, g continuous (differentiable along every differentiable curve) → (∀t ≥ 0. ẋ = v(x)) → "
        + "(∀t ≥ 0. |xᵢ| ≤ B) → (∀0 ≤ s ≤ t. V(x(t)) ≤ V(x(s))) → (every y with ẏ = v(y), |yᵢ| ≤ B and "
        + "V(y) constant for all times has g(y(0)) = 0) → g(x(t)) → 0 for t → ∞; \(m) components",
      kind: .cited,
      citation: "LaSalle, IRE Transactions on Circuit Theory 7 (1960) 520–527; Khalil, Nonlinear "
        + "Systems, 3rd ed., lemma 4.1 and theorem 4.4; Hartman, Ordinary Differential Equations, "
        + "theorem VII.1.2, for continuous fields; Kriegl and Michor, The Convenient Setting of Global "
        + "Analysis, 2.8, for continuity along curves",
      arity: 2 * m + 3
    ) { p throws(KernelError) in
      let field = Array(p[..<m])
      let (V, g, bound) = (p[m], p[m + 1], p[2 * m + 2])
      let x = Array(p[(m + 2)..<(2 * m + 2)])
      let (t, s) = try (
        Term.fresh("t", .real, avoiding: p), Term.fresh("s", .real, avoiding: p)
      )
      let y = try (1...m).map { i throws(KernelError) in
        try Term.fresh("y\(i)", .function(.real, .real), avoiding: p)
      }
      func value(_ f: Term, _ curve: [Term], _ time: Term) throws(KernelError) -> Term {
        var result = f
        for component in curve { result = try result.at(component.at(time)) }
        return result
      }
      func solves(_ curve: [Term]) throws(KernelError) -> Term {
        var parts: [Term] = []
        for i in 0..<m {
          parts.append(
            try .apply(.hasDerivative, [curve[i], value(field[i], curve, t), t]))
        }
        return try .all(parts)
      }
      func isBounded(_ curve: [Term]) throws(KernelError) -> Term {
        var parts: [Term] = []
        for component in curve {
          parts.append(try .lessOrEqual(-bound, component.at(t)))
          parts.append(try .lessOrEqual(component.at(t), bound))
        }
        return try .all(parts)
      }
      let isLater = try Term.lessOrEqual(.zero, t)
      let continuous = try (field + [V, g]).map { f throws(KernelError) in
        try isDifferentiableAlongCurves(f, m, avoiding: p)
      }
      let falls = try Term.forAll(
        s,
        .forAll(
          t,
          .implies(
            [.lessOrEqual(.zero, s), .lessOrEqual(s, t)],
            .lessOrEqual(value(V, x, t), value(V, x, s)))))
      var invariant = try Term.implies(
        [
          .forAll(t, solves(y)), .forAll(t, isBounded(y)),
          .forAll(t, .equal(value(V, y, t), value(V, y, .zero))),
        ],
        .equal(value(g, y, .zero), .zero))
      for component in y.reversed() { invariant = try .forAll(component, invariant) }
      let (ε, K) = try (
        Term.fresh("ε", .real, avoiding: p), Term.fresh("K", .real, avoiding: p)
      )
      let near = try Term.and(
        .less(.zero - ε, value(g, x, t)), .less(value(g, x, t), .zero + ε))
      return try .implies(
        continuous + [
          .forAll(t, .implies(isLater, solves(x))), .forAll(t, .implies(isLater, isBounded(x))),
          falls, invariant,
        ],
        .forAll(
          ε,
          .implies(.less(.zero, ε), .exists(K, .forAll(t, .implies(.less(K, t), near))))))
    }
  }

  /// For all differentiable curves γ, f(γ₁(s), …, γₘ(s)) is differentiable in s: then f is continuous.
  private static func isDifferentiableAlongCurves(
    _ f: Term, _ m: Int, avoiding p: [Term]
  ) throws(KernelError) -> Term {
    let (s, t) = try (
      Term.fresh("s", .real, avoiding: p), Term.fresh("t", .real, avoiding: p)
    )
    let slope = try Term.fresh("z", .real, avoiding: p)
    func isDifferentiable(_ curve: Term) throws(KernelError) -> Term {
      try .forAll(t, .exists(slope, .apply(.hasDerivative, [curve, slope, t])))
    }
    var curves: [Term] = []
    var value = f
    for i in 1...m {
      let curve = try Term.fresh("γ\(i)", .function(.real, .real), avoiding: p)
      curves.append(curve)
      value = try value.at(curve.at(s))
    }
    var premises: [Term] = []
    for curve in curves { premises.append(try isDifferentiable(curve)) }
    var result = try Term.implies(premises, isDifferentiable(.lambda(s, value)))
    for curve in curves.reversed() { result = try .forAll(curve, result) }
    return result
  }
}
