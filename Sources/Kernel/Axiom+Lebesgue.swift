import Exact

/// Integrals over ℝ and ℝⁿ for Lebesgue's measure.
///
/// A function is integrable when it is measurable and the integral of its absolute value is finite. Rows that
/// conclude the integrability of a function from bounds would need its measurability; they speak of
/// abstract spaces only.
extension Axiom {
  static let lebesgue: [Axiom] = [piBounds, gaussianIntegral, gaussianMoment]

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
}
