import CGMP
import CMPFR
import Exact

/// A binary floating-point number of chosen precision, a value over MPFR's `mpfr`.
///
/// It exists for conversions that are rounded correctly in a stated direction, between rational, binary
/// and decimal numbers; to compute with real numbers use `Ball`, which carries its error.
///
/// Source: L. Fousse, G. Hanrot, V. Lefèvre, P. Pélissier, P. Zimmermann, MPFR, ACM TOMS 33 (2007),
/// DOI 10.1145/1236463.1236468.
public struct Real: Sendable {
  /// The shared storage; never written after its initialiser.
  @safe private final class Storage: @unchecked Sendable {
    let value: UnsafeMutablePointer<__mpfr_struct>

    init(precision: Int) {
      unsafe value = .allocate(capacity: 1)
      unsafe mpfr_init2(value, precision)
    }

    deinit {
      unsafe mpfr_clear(value)
      unsafe value.deallocate()
    }
  }

  /// The direction in which an inexact result is rounded; ties of `nearest` go to the even number.
  public enum Rounding: Sendable {
    case nearest
    case down
    case up

    fileprivate var mode: mpfr_rnd_t {
      switch self {
      case .nearest: MPFR_RNDN
      case .down: MPFR_RNDD
      case .up: MPFR_RNDU
      }
    }
  }

  private let storage: Storage

  /// The number of this precision that is next to `value` in the direction of rounding.
  public init(_ value: Rational, precision: Int, rounding: Rounding = .nearest) {
    storage = Storage(precision: max(precision, 2))
    _ = unsafe value.withPointer { unsafe mpfr_set_q(storage.value, $0, rounding.mode) }
  }

  /// Reads a decimal such as `-1.25`, `6.02e23`; `nil` when the text is not one.
  public init?(_ text: String, precision: Int, rounding: Rounding = .nearest) {
    let allowed = text.utf8.allSatisfy { (48...57).contains($0) || "+-.eE".utf8.contains($0) }
    storage = Storage(precision: max(precision, 2))
    guard allowed, unsafe mpfr_set_str(storage.value, text, 10, rounding.mode) == 0,
      unsafe mpfr_number_p(storage.value) != 0
    else { return nil }
  }

  /// The number, exactly.
  public var rational: Rational {
    var copy = unsafe __mpq_struct()
    unsafe __gmpq_init(&copy)
    defer { unsafe __gmpq_clear(&copy) }
    unsafe mpfr_get_q(&copy, storage.value)
    return unsafe Rational(copying: &copy)
  }

  /// The nearest double.
  public var double: Double { unsafe mpfr_get_d(storage.value, MPFR_RNDN) }

  /// The decimal of `digits` significant digits next to the number in the direction of rounding.
  public func decimal(digits: Int, rounding: Rounding = .nearest) -> Decimal {
    var exponent: mpfr_exp_t = 0
    let count = max(digits, 1)
    guard unsafe mpfr_zero_p(storage.value) == 0,
      let buffer = unsafe mpfr_get_str(nil, &exponent, 10, count, storage.value, rounding.mode)
    else { return Decimal(isNegative: false, digits: "0", exponent: 1) }
    defer { unsafe mpfr_free_str(buffer) }
    let text = unsafe String(cString: buffer)
    let isNegative = text.hasPrefix("-")
    return Decimal(
      isNegative: isNegative, digits: isNegative ? String(text.dropFirst()) : text,
      exponent: exponent)
  }
}
