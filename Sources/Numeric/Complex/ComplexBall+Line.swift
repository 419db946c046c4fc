import CFLINT

/// Functions that are real and piecewise analytic on the real line, for `Quadrature`.
///
/// Each takes whether the ball stands for a complex neighbourhood; then the answer is not finite unless the
/// function is analytic on all of it. Else the ball stands for real numbers, and the answer is not finite where
/// the function has no real value.
extension ComplexBall {
  /// The ball of which nothing is known.
  public static func indeterminate(precision: Int) -> ComplexBall {
    ComplexBall(.indeterminate(precision: precision))
  }

  /// log x for x > 0.
  public func realLogarithm(analytic: Bool) -> ComplexBall {
    if analytic { return logarithm(analytic: true) }
    return ComplexBall(re.log())
  }

  /// √x for x ≥ 0.
  public func realSquareRoot(analytic: Bool) -> ComplexBall {
    if analytic {
      return unsafe ComplexBall.unary(self) { p, z, bits in
        unsafe acb_sqrt_analytic(p, z, 1, bits)
      }
    }
    return ComplexBall(re.squareRoot())
  }

  /// |x|, which is x or −x off the imaginary axis.
  public func realMagnitude(analytic: Bool) -> ComplexBall {
    unsafe ComplexBall.unary(self) { p, z, bits in
      unsafe acb_real_abs(p, z, analytic ? 1 : 0, bits)
    }
  }

  /// 1 for x > 0 and 0 for x < 0, and between both at 0.
  public func realStep(analytic: Bool) -> ComplexBall {
    if re.isPositive == .yes { return ComplexBall(Ball(1, precision: precision)) }
    if re.isNegative == .yes { return ComplexBall(Ball(0, precision: precision)) }
    if analytic { return .indeterminate(precision: precision) }
    return ComplexBall(Ball(around: 0.5, radius: 0.5, precision: precision))
  }

  /// The larger of two numbers.
  public static func realMaximum(
    _ a: ComplexBall, _ b: ComplexBall, analytic: Bool
  ) -> ComplexBall {
    unsafe binary(a, b) { p, x, y, bits in unsafe acb_real_max(p, x, y, analytic ? 1 : 0, bits) }
  }

  /// The smaller of two numbers.
  public static func realMinimum(
    _ a: ComplexBall, _ b: ComplexBall, analytic: Bool
  ) -> ComplexBall {
    unsafe binary(a, b) { p, x, y, bits in unsafe acb_real_min(p, x, y, analytic ? 1 : 0, bits) }
  }

  /// The sine.
  public func sin() -> ComplexBall { unsafe ComplexBall.unary(self, acb_sin) }

  /// The cosine.
  public func cos() -> ComplexBall { unsafe ComplexBall.unary(self, acb_cos) }

  /// The hyperbolic tangent; not finite where the ball contains a pole.
  public func tanh() -> ComplexBall { unsafe ComplexBall.unary(self, acb_tanh) }

  /// The arc tangent, where |Im z| < 1.
  public func arctan() -> ComplexBall {
    guard im.magnitude.isLess(than: 1) == .yes else { return .indeterminate(precision: precision) }
    return unsafe ComplexBall.unary(self, acb_atan)
  }

  /// 1/(1 + e⁻ᶻ); not finite where the ball contains a pole.
  public func logistic() -> ComplexBall {
    let one = ComplexBall(Ball(1, precision: precision))
    // Of the two forms the one that does not overflow.
    if re.isNegative == .yes {
      let small = exp()
      return small / (one + small)
    }
    return one / (one + (-self).exp())
  }
}
