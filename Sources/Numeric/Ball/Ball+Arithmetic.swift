import CFLINT

extension Ball {
  /// The sum.
  public static func + (a: Ball, b: Ball) -> Ball { unsafe binary(a, b, arb_add) }

  /// The difference.
  public static func - (a: Ball, b: Ball) -> Ball { unsafe binary(a, b, arb_sub) }

  /// The product.
  public static func * (a: Ball, b: Ball) -> Ball { unsafe binary(a, b, arb_mul) }

  /// The quotient; indeterminate when `b` contains 0.
  public static func / (a: Ball, b: Ball) -> Ball { unsafe binary(a, b, arb_div) }

  /// The negative, exactly.
  public static prefix func - (a: Ball) -> Ball {
    unsafe unary(a) { p, a, _ in unsafe arb_neg(p, a) }
  }

  /// Adds.
  public static func += (a: inout Ball, b: Ball) { a = a + b }

  /// Subtracts.
  public static func -= (a: inout Ball, b: Ball) { a = a - b }

  /// Multiplies.
  public static func *= (a: inout Ball, b: Ball) { a = a * b }

  /// Divides, as `/`.
  public static func /= (a: inout Ball, b: Ball) { a = a / b }

  /// xⁿ for an integer n, with `x⁰ = 1` also at 0; indeterminate for n < 0 when x contains 0.
  ///
  /// Cost: about 2 log₂|n| products.
  public func power(_ exponent: Int) -> Ball {
    var n = fmpz()
    unsafe fmpz_init(&n)
    defer { unsafe fmpz_clear(&n) }
    unsafe fmpz_set_si(&n, exponent)
    return unsafe Ball.unary(self) { p, a, bits in unsafe arb_pow_fmpz(p, a, &n, bits) }
  }

  /// xʸ = exp(y log x) for x > 0; an exact integer or half-integer y is computed by products and √.
  ///
  /// Indeterminate where xʸ is not a real number for all values in the balls.
  public func power(_ exponent: Ball) -> Ball { unsafe Ball.binary(self, exponent, arb_pow) }

  /// |x|; never negative, also when the ball contains 0.
  public var magnitude: Ball {
    unsafe Ball.unary(self) { p, a, _ in
      guard unsafe arb_contains_zero(a) != 0, unsafe arb_is_finite(a) != 0 else {
        return unsafe arb_abs(p, a)
      }
      // [0, u] for the 30-bit bound u of |x|: midpoint and radius are both u/2, exactly.
      unsafe arb_get_mag(&p.pointee.rad, a)
      unsafe mag_mul_2exp_si(&p.pointee.rad, &p.pointee.rad, -1)
      unsafe arf_set_mag(&p.pointee.mid, &p.pointee.rad)
    }
  }

  /// An enclosure of min(x, y), also when the balls overlap.
  public static func minimum(_ a: Ball, _ b: Ball) -> Ball { unsafe binary(a, b, arb_min) }

  /// An enclosure of max(x, y), also when the balls overlap.
  public static func maximum(_ a: Ball, _ b: Ball) -> Ball { unsafe binary(a, b, arb_max) }

  /// A ball that contains both balls.
  public static func union(_ a: Ball, _ b: Ball) -> Ball { unsafe binary(a, b, arb_union) }
}
