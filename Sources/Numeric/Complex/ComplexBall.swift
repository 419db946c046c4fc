import CFLINT
import CGMP
import Exact

/// A complex number that is only known to lie in a rectangle, a value over Arb's `acb`.
///
/// The inclusion principle of `Ball` holds; a result outside of a function's domain is not finite.
/// Multivalued functions take their principal branch, and enclose both sides of a cut that the rectangle
/// crosses. It is not `Equatable`, for the reason that `Ball` is not.
public struct ComplexBall: Sendable {
  /// The shared storage; never written after its initialiser.
  @safe private final class Storage: @unchecked Sendable {
    let value: UnsafeMutablePointer<acb_struct>

    init() {
      unsafe value = .allocate(capacity: 1)
      unsafe acb_init(value)
    }

    deinit {
      unsafe acb_clear(value)
      unsafe value.deallocate()
    }
  }

  /// The number of bits that results computed from this number are rounded to.
  public let precision: Int

  private let storage: Storage

  @unsafe init(precision: Int, _ fill: (UnsafeMutablePointer<acb_struct>, Int) -> Void) {
    self.precision = max(precision, 2)
    storage = Storage()
    unsafe fill(storage.value, self.precision)
    if unsafe acb_is_finite(storage.value) == 0 { unsafe acb_indeterminate(storage.value) }
  }

  /// The number `re + i·im`.
  public init(re: Ball, im: Ball) {
    unsafe self.init(precision: max(re.precision, im.precision)) { p, _ in
      unsafe re.withPointer { unsafe arb_set(&p.pointee.real, $0) }
      unsafe im.withPointer { unsafe arb_set(&p.pointee.imag, $0) }
    }
  }

  /// The real number `value`.
  public init(_ value: Rational, precision: Int = Ball.defaultPrecision) {
    self.init(re: Ball(value, precision: precision), im: Ball(0, precision: precision))
  }

  /// The real number `value`.
  public init(_ value: Ball) {
    self.init(re: value, im: Ball(0, precision: value.precision))
  }

  /// The imaginary unit.
  public static let i = ComplexBall(re: 0, im: 1)

  /// The real part.
  public var re: Ball {
    unsafe withPointer { z in
      unsafe Ball(precision: precision) { p, _ in
        var part = unsafe z.pointee.real
        unsafe arb_set(p, &part)
      }
    }
  }

  /// The imaginary part.
  public var im: Ball {
    unsafe withPointer { z in
      unsafe Ball(precision: precision) { p, _ in
        var part = unsafe z.pointee.imag
        unsafe arb_set(p, &part)
      }
    }
  }

  /// Lends the Arb value to a C function, which must not write through the pointer.
  @unsafe func withPointer<R>(_ body: (UnsafePointer<acb_struct>) -> R) -> R {
    defer { withExtendedLifetime(storage) {} }
    return unsafe body(UnsafePointer(storage.value))
  }

  @unsafe static func unary(
    _ a: ComplexBall,
    _ operation: (UnsafeMutablePointer<acb_struct>, UnsafePointer<acb_struct>, Int) -> Void
  ) -> ComplexBall {
    unsafe a.withPointer { a1 in
      unsafe ComplexBall(precision: a.precision) { p, bits in unsafe operation(p, a1, bits) }
    }
  }

  @unsafe static func binary(
    _ a: ComplexBall, _ b: ComplexBall,
    _ operation: (
      UnsafeMutablePointer<acb_struct>, UnsafePointer<acb_struct>, UnsafePointer<acb_struct>, Int
    ) -> Void
  ) -> ComplexBall {
    unsafe a.withPointer { a1 in
      unsafe b.withPointer { b1 in
        unsafe ComplexBall(precision: max(a.precision, b.precision)) { p, bits in
          unsafe operation(p, a1, b1, bits)
        }
      }
    }
  }
}

extension ComplexBall: ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// The integer, exactly, at the default precision.
  public init(integerLiteral value: Int) { self.init(Rational(value)) }

  /// `(2.0000000000000000000) + (1.4142135623730950488 ± 1.7e-58)·i`; real numbers as a `Ball`.
  public var description: String {
    im.isZero == .yes ? re.description : "(\(re)) + (\(im))·i"
  }
}
