import CFLINT
import CGMP
import Exact

/// A real number that is only known to lie in an interval `[m − r, m + r]`, a value over Arb's ball.
///
/// The inclusion principle: when `x ∈ X` and `y ∈ Y` then `f(x, y) ∈ f(X, Y)`, for every operation
/// here. An operation outside of its domain (`1/0`, `log(−1)`, or a ball that touches such a point)
/// gives the indeterminate ball, whose `isFinite` is false and which contains every real number;
/// nothing traps.
///
/// A ball has no `==` and no `<`, and is not `Equatable` or `Comparable`: two balls that overlap may
/// hold equal or different numbers, so those questions have three answers (`Certainty`).
///
/// Each ball carries the precision in bits at which it is computed with; a binary operation uses the
/// larger of its two. Cost: that of Arb, plus one small allocation per result.
///
/// Source: F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE
/// Transactions on Computers 66 (2017), DOI 10.1109/TC.2017.2690633.
public struct Ball: Sendable {
  /// The shared storage; never written after its initialiser.
  @safe private final class Storage: @unchecked Sendable {
    let value: UnsafeMutablePointer<arb_struct>

    init() {
      unsafe value = .allocate(capacity: 1)
      unsafe arb_init(value)
    }

    deinit {
      unsafe arb_clear(value)
      unsafe value.deallocate()
    }
  }

  /// The precision, in bits, of a ball that is made without naming one.
  public static let defaultPrecision = 192

  /// The number of bits that results computed from this ball are rounded to.
  public let precision: Int

  private let storage: Storage

  /// The ball that `fill` writes; one that is not finite becomes the indeterminate ball.
  @unsafe init(precision: Int, _ fill: (UnsafeMutablePointer<arb_struct>, Int) -> Void) {
    self.precision = max(precision, 2)
    storage = Storage()
    unsafe fill(storage.value, self.precision)
    if unsafe arb_is_finite(storage.value) == 0 { unsafe arb_indeterminate(storage.value) }
  }

  /// The integer `value`, exactly.
  public init(_ value: Int, precision: Int = Ball.defaultPrecision) {
    unsafe self.init(precision: precision) { p, _ in unsafe arb_set_si(p, value) }
  }

  /// The rational number `value`: exact when it is `n/2ᵏ` with n below `2^precision`, else enclosed.
  public init(_ value: Rational, precision: Int = Ball.defaultPrecision) {
    unsafe self.init(precision: precision) { p, bits in
      unsafe value.withFraction { unsafe arb_set_fmpq(p, $0, bits) }
    }
  }

  /// The double `value`, exactly; an infinity or a NaN gives the indeterminate ball.
  public init(_ value: Double, precision: Int = Ball.defaultPrecision) {
    unsafe self.init(precision: precision) { p, _ in unsafe arb_set_d(p, value) }
  }

  /// An enclosure of `[midpoint − |radius|, midpoint + |radius|]`; the radius is rounded up to 30 bits.
  public init(midpoint: Rational, radius: Rational, precision: Int = Ball.defaultPrecision) {
    let error = Ball(radius, precision: precision)
    unsafe self.init(precision: precision) { p, bits in
      unsafe midpoint.withFraction { unsafe arb_set_fmpq(p, $0, bits) }
      unsafe error.withPointer { unsafe arb_add_error(p, $0) }
    }
  }

  /// An enclosure of `[midpoint − |radius|, midpoint + |radius|]`.
  public init(midpoint: Double, radius: Double, precision: Int = Ball.defaultPrecision) {
    let error = Ball(radius, precision: precision)
    unsafe self.init(precision: precision) { p, _ in
      unsafe arb_set_d(p, midpoint)
      unsafe error.withPointer { unsafe arb_add_error(p, $0) }
    }
  }

  /// The ball of which nothing is known.
  public static func indeterminate(precision: Int = Ball.defaultPrecision) -> Ball {
    unsafe Ball(precision: precision) { p, _ in unsafe arb_indeterminate(p) }
  }

  /// The same enclosure, rounded outwards to `bits` bits, with which later operations are computed.
  ///
  /// A higher precision cannot shrink the radius of what is already known.
  public func rounded(to bits: Int) -> Ball {
    unsafe withPointer { a in
      unsafe Ball(precision: bits) { p, bits in unsafe arb_set_round(p, a, bits) }
    }
  }

  /// Lends the Arb value to a C function, which must not write through the pointer.
  @unsafe func withPointer<R>(_ body: (UnsafePointer<arb_struct>) -> R) -> R {
    defer { withExtendedLifetime(storage) {} }
    return unsafe body(UnsafePointer(storage.value))
  }

  /// One operation of Arb on one ball.
  @unsafe static func unary(
    _ a: Ball,
    _ operation: (UnsafeMutablePointer<arb_struct>, UnsafePointer<arb_struct>, Int) -> Void
  ) -> Ball {
    unsafe a.withPointer { a1 in
      unsafe Ball(precision: a.precision) { p, bits in unsafe operation(p, a1, bits) }
    }
  }

  /// One operation of Arb on two balls, at the larger of their precisions.
  @unsafe static func binary(
    _ a: Ball, _ b: Ball,
    _ operation: (
      UnsafeMutablePointer<arb_struct>, UnsafePointer<arb_struct>, UnsafePointer<arb_struct>, Int
    ) -> Void
  ) -> Ball {
    unsafe a.withPointer { a1 in
      unsafe b.withPointer { b1 in
        unsafe Ball(precision: max(a.precision, b.precision)) { p, bits in
          unsafe operation(p, a1, b1, bits)
        }
      }
    }
  }
}

extension Ball: ExpressibleByIntegerLiteral {
  /// The integer, exactly, at the default precision.
  public init(integerLiteral value: Int) { self.init(value) }
}
