import CGMP
import Glibc

/// An exact rational number in lowest terms, a value over GMP's `mpq`.
///
/// Arithmetic is exact; division by zero is a programming error (use `reciprocal`, which answers
/// `nil`). Cost: that of GMP, plus one small allocation per result.
public struct Rational: Sendable {
  /// The shared storage; never written after its initialiser.
  @safe private final class Storage: @unchecked Sendable {
    let value: UnsafeMutablePointer<__mpq_struct>

    init() {
      unsafe value = .allocate(capacity: 1)
      unsafe __gmpq_init(value)
    }

    deinit {
      unsafe __gmpq_clear(value)
      unsafe value.deallocate()
    }
  }

  private let storage: Storage

  private init(_ fill: (UnsafeMutablePointer<__mpq_struct>) -> Void) {
    storage = Storage()
    unsafe fill(storage.value)
  }

  /// The rational number `value`.
  public init(_ value: Int) {
    unsafe self.init { unsafe __gmpq_set_si($0, value, 1) }
  }

  /// The rational number `numerator / denominator`; the denominator must not be zero.
  public init(_ numerator: Int, _ denominator: Int) {
    precondition(denominator != 0, "a rational number with denominator 0")
    unsafe self.init { p in
      unsafe __gmpz_set_si(checks_mpq_numref(p), numerator)
      unsafe __gmpz_set_si(checks_mpq_denref(p), denominator)
      unsafe __gmpq_canonicalize(p)
    }
  }

  /// Reads `12`, `-3/4`, `0.25`; `nil` when the text is none of these.
  public init?(_ text: String) {
    var digits = text[...]
    let negative = digits.first == "-"
    if negative { digits = digits.dropFirst() }
    var scale = 0
    var numerator = String(digits)
    var denominator = "1"
    if let slash = digits.firstIndex(of: "/") {
      numerator = String(digits[..<slash])
      denominator = String(digits[digits.index(after: slash)...])
    } else if let point = digits.firstIndex(of: ".") {
      let fraction = digits[digits.index(after: point)...]
      numerator = String(digits[..<point]) + fraction
      scale = fraction.count
      denominator += String(repeating: "0", count: scale)
    }
    let isNumber = { (s: String) in !s.isEmpty && s.utf8.allSatisfy { (48...57).contains($0) } }
    guard isNumber(numerator), isNumber(denominator), denominator.contains(where: { $0 != "0" })
    else { return nil }
    unsafe self.init { p in
      _ = unsafe __gmpq_set_str(p, numerator + "/" + denominator, 10)
      unsafe __gmpq_canonicalize(p)
      if negative { unsafe __gmpq_neg(p, p) }
    }
  }

  /// The rational number that a pointer from another C library holds.
  @unsafe public init(copying pointer: UnsafePointer<__mpq_struct>) {
    unsafe self.init { unsafe __gmpq_set($0, pointer) }
  }

  /// Lends the GMP value to a C library, which must not write through the pointer.
  @unsafe public func withPointer<R>(_ body: (UnsafePointer<__mpq_struct>) -> R) -> R {
    defer { withExtendedLifetime(storage) {} }
    return unsafe body(UnsafePointer(storage.value))
  }

  public static let zero = Rational(0)
  public static let one = Rational(1)

  public var isZero: Bool { sign == 0 }
  public var isOne: Bool { self == .one }

  /// −1, 0 or 1.
  public var sign: Int { Int(unsafe checks_mpq_sgn(storage.value)) }

  public var isInteger: Bool {
    unsafe __gmpz_cmp_ui(checks_mpq_denref(storage.value), 1) == 0
  }

  /// The value as a machine integer, when it is one and fits.
  public var int: Int? {
    guard isInteger, unsafe __gmpz_fits_slong_p(checks_mpq_numref(storage.value)) != 0 else {
      return nil
    }
    return unsafe __gmpz_get_si(checks_mpq_numref(storage.value))
  }

  public var numerator: Rational {
    unsafe Rational { unsafe __gmpq_set_z($0, checks_mpq_numref(storage.value)) }
  }

  public var denominator: Rational {
    unsafe Rational { unsafe __gmpq_set_z($0, checks_mpq_denref(storage.value)) }
  }

  /// The nearest double, rounded towards zero.
  public var double: Double { unsafe __gmpq_get_d(storage.value) }

  public var magnitude: Rational { sign < 0 ? -self : self }

  /// 1/x, or `nil` when x is zero.
  public var reciprocal: Rational? {
    isZero ? nil : unsafe Rational { unsafe __gmpq_inv($0, storage.value) }
  }

  /// xⁿ for an integer n; `nil` for a negative power of zero.
  public func power(_ exponent: Int) -> Rational? {
    if exponent < 0 { return reciprocal?.power(-exponent) }
    return unsafe Rational { p in
      let n = UInt(exponent)
      unsafe __gmpz_pow_ui(checks_mpq_numref(p), checks_mpq_numref(storage.value), n)
      unsafe __gmpz_pow_ui(checks_mpq_denref(p), checks_mpq_denref(storage.value), n)
    }
  }

  /// The largest integer that is not greater.
  public var floor: Rational {
    unsafe Rational { p in
      unsafe __gmpz_fdiv_q(
        checks_mpq_numref(p), checks_mpq_numref(storage.value), checks_mpq_denref(storage.value))
      unsafe __gmpz_set_ui(checks_mpq_denref(p), 1)
    }
  }

  /// √x when it is rational, else `nil`.
  public var squareRoot: Rational? {
    guard sign >= 0, unsafe __gmpz_perfect_square_p(checks_mpq_numref(storage.value)) != 0,
      unsafe __gmpz_perfect_square_p(checks_mpq_denref(storage.value)) != 0
    else { return nil }
    return unsafe Rational { p in
      unsafe __gmpz_sqrt(checks_mpq_numref(p), checks_mpq_numref(storage.value))
      unsafe __gmpz_sqrt(checks_mpq_denref(p), checks_mpq_denref(storage.value))
    }
  }

  /// The size of the number: the number of bits of numerator and denominator together.
  public var bits: Int {
    unsafe Int(
      __gmpz_sizeinbase(checks_mpq_numref(storage.value), 2)
        + __gmpz_sizeinbase(checks_mpq_denref(storage.value), 2))
  }

  public static func + (a: Rational, b: Rational) -> Rational {
    unsafe Rational { unsafe __gmpq_add($0, a.storage.value, b.storage.value) }
  }

  public static func - (a: Rational, b: Rational) -> Rational {
    unsafe Rational { unsafe __gmpq_sub($0, a.storage.value, b.storage.value) }
  }

  public static func * (a: Rational, b: Rational) -> Rational {
    unsafe Rational { unsafe __gmpq_mul($0, a.storage.value, b.storage.value) }
  }

  /// The quotient; `b` must not be zero.
  public static func / (a: Rational, b: Rational) -> Rational {
    precondition(!b.isZero, "a rational number divided by 0")
    return unsafe Rational { unsafe __gmpq_div($0, a.storage.value, b.storage.value) }
  }

  public static prefix func - (a: Rational) -> Rational {
    unsafe Rational { unsafe __gmpq_neg($0, a.storage.value) }
  }

  public static func += (a: inout Rational, b: Rational) { a = a + b }
  public static func -= (a: inout Rational, b: Rational) { a = a - b }
  public static func *= (a: inout Rational, b: Rational) { a = a * b }
}

extension Rational: Hashable, Comparable {
  public static func == (a: Rational, b: Rational) -> Bool {
    unsafe __gmpq_equal(a.storage.value, b.storage.value) != 0
  }

  public static func < (a: Rational, b: Rational) -> Bool {
    unsafe __gmpq_cmp(a.storage.value, b.storage.value) < 0
  }

  public func hash(into hasher: inout Hasher) {
    unsafe hasher.combine(__gmpz_get_si(checks_mpq_numref(storage.value)))
    unsafe hasher.combine(__gmpz_get_si(checks_mpq_denref(storage.value)))
  }
}

extension Rational: CustomStringConvertible, ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }

  /// `3`, `-1/2`.
  public var description: String {
    guard let text = unsafe __gmpq_get_str(nil, 10, storage.value) else { return "" }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }
}
