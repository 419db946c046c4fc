import Exact

/// Integrals over ℝ and ℝⁿ for Lebesgue's measure.
///
/// A function is integrable when it is measurable and the integral of its absolute value is finite. Rows that
/// conclude the integrability of a function from bounds would need its measurability; they speak of
/// abstract spaces only.
extension Axiom {
  static let lebesgue: [Axiom] = [piBounds, gaussianIntegral, gaussianMoment, normalMoments]

  private static let gaussian =
    "Abramowitz and Stegun, Handbook of Mathematical Functions, 7.4.6 and 26.2"

  public static let piBounds = Axiom(
    "piBounds", "223/71 < π < 22/7", citation: "Archimedes, Measurement of a Circle", arity: 0
  ) { _ throws(KernelError) in
    let π: Term = try .apply(.pi, [])
    return try .and(
      .less(.real(Rational(223, 71)), π), .less(π, .real(Rational(22, 7))))
  }

  /// λx. xᵏ exp(−(x − m)²/(2v)).
  private static func weight(
    _ m: Term, _ v: Term, _ k: Term?, _ used: [Term]
  ) throws(KernelError) -> Term {
    let x = try Term.fresh("x", .real, avoiding: used)
    let exponential: Term = try .apply(
      .exp, [-((x - m) * (x - m) * .apply(.inverse, [.real(2) * v]))])
    guard let k else { return try .lambda(x, exponential) }
    return try .lambda(x, .apply(.power, [x, k]) * exponential)
  }

  public static let gaussianIntegral = Axiom(
    "gaussianIntegral",
    "0 < v → w(x) = exp(−(x − m)²/(2v)) and x w(x) are integrable ∧ ∫w = √(2πv) ∧ ∫x w = m √(2πv); "
      + "parameters m v",
    citation: gaussian, arity: 2
  ) { p throws(KernelError) in
    let w = try weight(p[0], p[1], nil, p)
    let moment = try weight(p[0], p[1], .natural(1), p)
    let mass: Term = try .apply(.squareRoot, [.real(2) * .apply(.pi, []) * p[1]])
    return try .implies(
      .less(.zero, p[1]),
      .and(
        .and(.apply(.integrable, [w]), .equal(.apply(.integral, [w]), mass)),
        .and(
          .apply(.integrable, [moment]), .equal(.apply(.integral, [moment]), p[0] * mass))))
  }

  public static let gaussianMoment = Axiom(
    "gaussianMoment",
    "0 < v → with w(x) = exp(−(x − m)²/(2v)), xᵏ⁺² w is integrable ∧ ∫xᵏ⁺² w = m ∫xᵏ⁺¹ w + (k + 1) v ∫xᵏ w; "
      + "parameters m v k",
    citation: gaussian, arity: 3
  ) { p throws(KernelError) in
    let (low, middle, high) = try (
      weight(p[0], p[1], p[2], p), weight(p[0], p[1], p[2] + .natural(1), p),
      weight(p[0], p[1], p[2] + .natural(2), p)
    )
    return try .implies(
      .less(.zero, p[1]),
      .and(
        .apply(.integrable, [high]),
        .equal(
          .apply(.integral, [high]),
          p[0] * .apply(.integral, [middle]) + .apply(.naturalToReal, [p[2] + .natural(1)]) * p[1]
            * .apply(.integral, [low]))))
  }

  public static let normalMoments = Axiom(
    "normalMoments",
    "1 ≤ n → Σᵀ = Σ → (∀v ≠ 0. 0 < ⟨v, Σv⟩) → over ℝⁿ with d = x − μ and w(x) = exp(−½⟨d, Σ⁻¹d⟩): w, ⟨c, d⟩ w "
      + "and ⟨d, Bd⟩ w are integrable ∧ ∫w = √(2ⁿπⁿ det Σ) ∧ ∫⟨c, d⟩ w = 0 ∧ ∫⟨d, Bd⟩ w = tr(BΣ) ∫w; "
      + "parameters μ Σ B c",
    citation: "Anderson, An Introduction to Multivariate Statistical Analysis, ch. 2", arity: 4
  ) { p throws(KernelError) in
    guard case .vector(let n) = p[0].sort, p[1].sort == .matrix(n, n), p[2].sort == p[1].sort,
      p[3].sort == p[0].sort
    else { throw .rule("normalMoments", p) }
    let x = try Term.fresh("x", p[0].sort, avoiding: p)
    let v = try Term.fresh("v", p[0].sort, avoiding: p)
    let gap = try x - p[0]
    let square: Term = try .apply(
      .inner, [gap, .apply(.product, [.apply(.matrixInverse, [p[1]]), gap])])
    let weight: Term = try .apply(.exp, [-(square / .real(2))])
    let form: Term = try .apply(.inner, [gap, .apply(.product, [p[2], gap])])
    let mass: Term = try .apply(
      .squareRoot,
      [
        .apply(.power, [.real(2), n]) * .apply(.power, [.apply(.pi, []), n])
          * .apply(.determinant, [p[1]])
      ])
    func moment(_ body: Term, _ value: Term) throws(KernelError) -> Term {
      let function: Term = try .lambda(x, body)
      return try .and(
        .apply(.integrable, [function]), .equal(.apply(.integral, [function]), value))
    }
    let trace: Term = try .apply(.trace, [.apply(.product, [p[2], p[1]])])
    return try .implies(
      [
        .lessOrEqual(.one, .apply(.naturalToReal, [n])),
        .equal(.apply(.transpose, [p[1]]), p[1]),
        .forAll(
          v,
          .implies(
            .not(.equal(v, .zeros(n))),
            .less(.zero, .apply(.inner, [v, .apply(.product, [p[1], v])])))),
      ],
      .and(
        moment(weight, mass),
        .and(
          moment(.apply(.inner, [p[3], gap]) * weight, .zero),
          moment(form * weight, trace * mass))))
  }
}
