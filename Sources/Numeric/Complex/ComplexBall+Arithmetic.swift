import CFLINT

extension ComplexBall {
  /// The sum.
  public static func + (a: ComplexBall, b: ComplexBall) -> ComplexBall {
    unsafe binary(a, b, acb_add)
  }

  /// The difference.
  public static func - (a: ComplexBall, b: ComplexBall) -> ComplexBall {
    unsafe binary(a, b, acb_sub)
  }

  /// The product.
  public static func * (a: ComplexBall, b: ComplexBall) -> ComplexBall {
    unsafe binary(a, b, acb_mul)
  }

  /// The product with a real ball.
  public static func * (a: ComplexBall, b: Ball) -> ComplexBall {
    unsafe mixed(a, b, acb_mul_arb)
  }

  /// The difference from a real ball.
  public static func - (a: ComplexBall, b: Ball) -> ComplexBall {
    unsafe mixed(a, b, acb_sub_arb)
  }

  @unsafe private static func mixed(
    _ a: ComplexBall, _ b: Ball,
    _ operation: (
      UnsafeMutablePointer<acb_struct>, UnsafePointer<acb_struct>, UnsafePointer<arb_struct>, Int
    ) -> Void
  ) -> ComplexBall {
    unsafe ComplexBall(precision: max(a.precision, b.precision)) { p, bits in
      unsafe a.withPointer { a in unsafe b.withPointer { b in unsafe operation(p, a, b, bits) } }
    }
  }

  /// The quotient; not finite when `b` contains 0.
  public static func / (a: ComplexBall, b: ComplexBall) -> ComplexBall {
    unsafe binary(a, b, acb_div)
  }

  /// The negative, exactly.
  public static prefix func - (a: ComplexBall) -> ComplexBall {
    unsafe unary(a) { p, a, _ in unsafe acb_neg(p, a) }
  }

  /// zⁿ for an integer n, with `z⁰ = 1` also at 0; not finite for n < 0 when z contains 0.
  public func power(_ exponent: Int) -> ComplexBall {
    unsafe ComplexBall.unary(self) { p, a, bits in unsafe acb_pow_si(p, a, exponent, bits) }
  }

  /// The exponential function.
  public func exp() -> ComplexBall { unsafe ComplexBall.unary(self, acb_exp) }

  /// The principal logarithm, imaginary part in (−π, π]; not finite when z contains 0.
  public func log() -> ComplexBall { unsafe ComplexBall.unary(self, acb_log) }

  /// The principal square root, real part at least 0.
  public func squareRoot() -> ComplexBall { unsafe ComplexBall.unary(self, acb_sqrt) }

  /// re − i·im, exactly.
  public var conjugate: ComplexBall {
    unsafe ComplexBall.unary(self) { p, a, _ in unsafe acb_conj(p, a) }
  }

  /// |z|.
  public var magnitude: Ball {
    unsafe withPointer { z in
      unsafe Ball(precision: precision) { p, bits in unsafe acb_abs(p, z, bits) }
    }
  }

  /// Whether anything is known.
  public var isFinite: Bool { unsafe withPointer { unsafe acb_is_finite($0) != 0 } }

  /// Whether the two rectangles have a point in common.
  public func overlaps(_ other: ComplexBall) -> Bool {
    unsafe withPointer { a in unsafe other.withPointer { b in unsafe acb_overlaps(a, b) != 0 } }
  }

  /// Whether the numbers are equal: `yes` only when both are exact, `no` when the rectangles are
  /// disjoint.
  public func equals(_ other: ComplexBall) -> Certainty {
    re.equals(other.re).and(im.equals(other.im))
  }
}
