import CFLINT
import Exact

extension Ball {
  /// Whether anything is known: false for the indeterminate ball only.
  public var isFinite: Bool { unsafe withPointer { unsafe arb_is_finite($0) != 0 } }

  /// Whether the radius is 0.
  public var isExact: Bool { unsafe withPointer { unsafe arb_is_exact($0) != 0 } }

  /// The number itself when the radius is 0 (a dyadic rational); `nil` else, or when writing it out
  /// takes more than a million bits.
  public var exactRational: Rational? { isExact ? lower : nil }

  /// A rational lower bound; `nil` for the indeterminate ball, or when writing it out takes more than
  /// a million bits.
  public var lower: Rational? { unsafe bound(arb_get_lbound_arf) }

  /// A rational upper bound; `nil` as for `lower`.
  public var upper: Rational? { unsafe bound(arb_get_ubound_arf) }

  /// The midpoint rounded to the nearest double; NaN for the indeterminate ball.
  public var midpoint: Double {
    unsafe withPointer { a in
      var middle = unsafe a.pointee.mid
      return unsafe arf_get_d(&middle, ARF_RND_NEAR)
    }
  }

  /// The radius rounded up to a double; infinite for the indeterminate ball.
  public var radius: Double {
    guard isFinite else { return .infinity }
    return unsafe withPointer { a in
      var radius = unsafe a.pointee.rad
      return unsafe mag_get_d(&radius)
    }
  }

  /// The number of accurate bits relative to the midpoint, −log₂(r/|m|) up to 2 bits; very large for
  /// an exact ball, negative when the ball is wider than its midpoint.
  public var relativeRadiusBits: Int { unsafe withPointer { unsafe arb_rel_accuracy_bits($0) } }

  /// The number b with a radius below 2⁻ᵇ, also where the radius is too small for a double; very large for an
  /// exact ball.
  public var absoluteRadiusBits: Int {
    guard isFinite else { return 0 }
    return unsafe withPointer { a in
      var radius = unsafe a.pointee.rad
      if unsafe mag_is_zero(&radius) != 0 { return 1 << 40 }
      // Arb's magnitudes are m·2ᵉ with ½ ≤ m < 1; exponents beyond 62 bits do not occur in sums this short.
      return -Int(radius.exp)
    }
  }

  private typealias End = (
    UnsafeMutablePointer<arf_struct>?, UnsafePointer<arb_struct>?, Int
  ) -> Void

  @unsafe private func bound(_ end: End) -> Rational? {
    guard isFinite else { return nil }
    var value = unsafe arf_struct()
    unsafe arf_init(&value)
    defer { unsafe arf_clear(&value) }
    unsafe withPointer { unsafe end(&value, $0, precision) }
    let exponent = unsafe arf_is_zero(&value) != 0 ? 0 : arf_abs_bound_lt_2exp_si(&value)
    guard abs(exponent) < 1 << 20 else { return nil }
    var fraction = fmpq()
    unsafe fmpq_init(&fraction)
    defer { unsafe fmpq_clear(&fraction) }
    unsafe arf_get_fmpq(&fraction, &value)
    return unsafe Rational(fraction: &fraction)
  }
}
