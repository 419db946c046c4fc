import CGMP
import Glibc

/// An exact rational number in lowest terms: two machine words where they are enough, else GMP's `mpq`.
///
/// Arithmetic is exact; division by zero is a programming error (use `reciprocal`, which answers
/// `nil`). Cost: a few machine operations and a greatest common divisor while both parts fit a word;
/// beyond, that of GMP and one small allocation per result.
public struct Rational: Sendable {
  /// A value has one form only: `small` whenever both parts fit, so that forms can be compared.
  private enum Form {
    /// Numerator and denominator in lowest terms, the denominator positive, neither `Int.min`.
    case small(Int, Int)
    case large(Storage)
  }

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

  private let form: Form

  private init(small numerator: Int, _ denominator: Int) {
    form = .small(numerator, denominator)
  }

  /// The value that `fill` leaves in lowest terms.
  private init(_ fill: (UnsafeMutablePointer<__mpq_struct>) -> Void) {
    let storage = Storage()
    defer { withExtendedLifetime(storage) {} }
    unsafe fill(storage.value)
    let numerator = unsafe checks_mpq_numref(storage.value)
    let denominator = unsafe checks_mpq_denref(storage.value)
    if unsafe __gmpz_fits_slong_p(numerator) != 0, unsafe __gmpz_fits_slong_p(denominator) != 0,
      case let n = unsafe __gmpz_get_si(numerator), n != .min
    {
      form = .small(n, unsafe __gmpz_get_si(denominator))
    } else {
      form = .large(storage)
    }
  }

  /// The rational number `value`.
  public init(_ value: Int) { self.init(value, 1) }

  /// The rational number `numerator / denominator`; the denominator must not be zero.
  public init(_ numerator: Int, _ denominator: Int) {
    precondition(denominator != 0, "a rational number with denominator 0")
    if numerator == .min || denominator == .min {
      unsafe self.init { p in
        unsafe __gmpz_set_si(checks_mpq_numref(p), numerator)
        unsafe __gmpz_set_si(checks_mpq_denref(p), denominator)
        unsafe __gmpq_canonicalize(p)
      }
    } else {
      let divisor = Self.commonDivisor(numerator, denominator) * denominator.signum()
      self.init(small: numerator / divisor, denominator / divisor)
    }
  }

  /// The greatest common divisor of two integers that are not both 0, positive.
  private static func commonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a.magnitude, b.magnitude)
    if a == 0 || b == 0 { return Int(a | b) }
    if a == 1 || b == 1 { return 1 }
    let shift = (a | b).trailingZeroBitCount
    a >>= UInt(a.trailingZeroBitCount)
    while b != 0 {
      b >>= UInt(b.trailingZeroBitCount)
      if a > b { (a, b) = (b, a) }
      b -= a
    }
    return Int(a << UInt(shift))
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
      guard !fraction.isEmpty else { return nil }
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
    unsafe withMutablePointer { unsafe body(UnsafePointer($0)) }
  }

  /// What `body` must not write through either: the macros of GMP ask for it.
  private func withMutablePointer<R>(_ body: (UnsafeMutablePointer<__mpq_struct>) -> R) -> R {
    switch form {
    case .large(let storage):
      defer { withExtendedLifetime(storage) {} }
      return unsafe body(storage.value)
    case .small(let numerator, let denominator):
      var value = unsafe __mpq_struct()
      unsafe __gmpq_init(&value)
      defer { unsafe __gmpq_clear(&value) }
      unsafe __gmpq_set_si(&value, numerator, UInt(denominator))
      return unsafe body(&value)
    }
  }

  /// The result of an operation of GMP on one or two numbers.
  private init(
    _ a: Rational, _ b: Rational,
    _ operation: (
      UnsafeMutablePointer<__mpq_struct>?, UnsafePointer<__mpq_struct>?,
      UnsafePointer<__mpq_struct>?
    ) -> Void
  ) {
    unsafe self.init { p in
      unsafe a.withPointer { x in unsafe b.withPointer { y in unsafe operation(p, x, y) } }
    }
  }

  public static let zero = Rational(0)
  public static let one = Rational(1)

  public var isZero: Bool { sign == 0 }

  public var isOne: Bool {
    if case .small(1, 1) = form { true } else { false }
  }

  /// −1, 0 or 1.
  public var sign: Int {
    switch form {
    case .small(let numerator, _): numerator.signum()
    case .large: unsafe withMutablePointer { Int(unsafe checks_mpq_sgn($0)) }
    }
  }

  public var isInteger: Bool {
    switch form {
    case .small(_, let denominator): denominator == 1
    case .large:
      unsafe withMutablePointer { unsafe __gmpz_cmp_ui(checks_mpq_denref($0), 1) == 0 }
    }
  }

  /// The value as a machine integer, when it is one and fits.
  public var int: Int? {
    if case .small(let numerator, 1) = form { numerator } else { nil }
  }

  public var numerator: Rational {
    switch form {
    case .small(let numerator, _): Rational(small: numerator, 1)
    case .large:
      unsafe Rational { p in
        unsafe withMutablePointer { unsafe __gmpq_set_z(p, checks_mpq_numref($0)) }
      }
    }
  }

  public var denominator: Rational {
    switch form {
    case .small(_, let denominator): Rational(small: denominator, 1)
    case .large:
      unsafe Rational { p in
        unsafe withMutablePointer { unsafe __gmpq_set_z(p, checks_mpq_denref($0)) }
      }
    }
  }

  /// The nearest double, rounded towards zero.
  public var double: Double {
    if case .small(let numerator, 1) = form, numerator.magnitude <= 1 << 53 {
      return Double(numerator)
    }
    return unsafe withPointer { unsafe __gmpq_get_d($0) }
  }

  public var magnitude: Rational { sign < 0 ? -self : self }

  /// 1/x, or `nil` when x is zero.
  public var reciprocal: Rational? {
    switch form {
    case .small(0, _): nil
    case .small(let numerator, let denominator):
      Rational(small: numerator < 0 ? -denominator : denominator, Int(numerator.magnitude))
    case .large:
      unsafe Rational { p in unsafe withMutablePointer { unsafe __gmpq_inv(p, $0) } }
    }
  }

  /// xⁿ for an integer n; `nil` for a negative power of zero.
  public func power(_ exponent: Int) -> Rational? {
    if exponent < 0 { return reciprocal?.power(-exponent) }
    switch exponent {
    case 0: return .one
    case 1: return self
    case 2: return self * self
    default: break
    }
    return unsafe Rational { p in
      let n = UInt(exponent)
      unsafe withMutablePointer { x in
        unsafe __gmpz_pow_ui(checks_mpq_numref(p), checks_mpq_numref(x), n)
        unsafe __gmpz_pow_ui(checks_mpq_denref(p), checks_mpq_denref(x), n)
      }
    }
  }

  /// The largest integer that is not greater.
  public var floor: Rational {
    if isInteger { return self }
    return unsafe Rational { p in
      unsafe withMutablePointer { x in
        unsafe __gmpz_fdiv_q(checks_mpq_numref(p), checks_mpq_numref(x), checks_mpq_denref(x))
      }
      unsafe __gmpz_set_ui(checks_mpq_denref(p), 1)
    }
  }

  /// √x when it is rational, else `nil`.
  public var squareRoot: Rational? {
    guard sign >= 0 else { return nil }
    return unsafe withMutablePointer { x in
      guard unsafe __gmpz_perfect_square_p(checks_mpq_numref(x)) != 0,
        unsafe __gmpz_perfect_square_p(checks_mpq_denref(x)) != 0
      else { return nil }
      return unsafe Rational { p in
        unsafe __gmpz_sqrt(checks_mpq_numref(p), checks_mpq_numref(x))
        unsafe __gmpz_sqrt(checks_mpq_denref(p), checks_mpq_denref(x))
      }
    }
  }

  /// The size of the number: the number of bits of numerator and denominator together.
  public var bits: Int {
    switch form {
    case .small(let numerator, let denominator):
      max(1, UInt.bitWidth - numerator.magnitude.leadingZeroBitCount)
        + UInt.bitWidth - denominator.magnitude.leadingZeroBitCount
    case .large:
      unsafe withMutablePointer { x in
        unsafe Int(
          __gmpz_sizeinbase(checks_mpq_numref(x), 2) + __gmpz_sizeinbase(checks_mpq_denref(x), 2))
      }
    }
  }

  public static func + (a: Rational, b: Rational) -> Rational {
    if case .small(let m, let k) = a.form, case .small(let n, let l) = b.form {
      if let sum = sum(m, k, n, l) { return sum }
    }
    return unsafe Rational(a, b) { unsafe __gmpq_add($0, $1, $2) }
  }

  public static func - (a: Rational, b: Rational) -> Rational {
    if case .small(let m, let k) = a.form, case .small(let n, let l) = b.form {
      if let difference = sum(m, k, -n, l) { return difference }
    }
    return unsafe Rational(a, b) { unsafe __gmpq_sub($0, $1, $2) }
  }

  public static func * (a: Rational, b: Rational) -> Rational {
    if case .small(let m, let k) = a.form, case .small(let n, let l) = b.form {
      if let product = product(m, k, n, l) { return product }
    }
    return unsafe Rational(a, b) { unsafe __gmpq_mul($0, $1, $2) }
  }

  /// The quotient; `b` must not be zero.
  public static func / (a: Rational, b: Rational) -> Rational {
    guard let inverse = b.reciprocal else { preconditionFailure("a rational number divided by 0") }
    return a * inverse
  }

  public static prefix func - (a: Rational) -> Rational {
    switch a.form {
    case .small(let numerator, let denominator): Rational(small: -numerator, denominator)
    case .large:
      unsafe Rational { p in unsafe a.withMutablePointer { unsafe __gmpq_neg(p, $0) } }
    }
  }

  /// m/k + n/l, or `nil` when a word is too short for it.
  private static func sum(_ m: Int, _ k: Int, _ n: Int, _ l: Int) -> Rational? {
    let (left, overflow1) = k == l ? (m, false) : m.multipliedReportingOverflow(by: l)
    let (right, overflow2) = k == l ? (n, false) : n.multipliedReportingOverflow(by: k)
    let (numerator, overflow3) = left.addingReportingOverflow(right)
    let (denominator, overflow4) = k == l ? (k, false) : k.multipliedReportingOverflow(by: l)
    guard !overflow1, !overflow2, !overflow3, !overflow4, numerator != .min else { return nil }
    if denominator == 1 { return Rational(small: numerator, 1) }
    return Rational(numerator, denominator)
  }

  /// m/k · n/l, or `nil` when a word is too short for it.
  private static func product(_ m: Int, _ k: Int, _ n: Int, _ l: Int) -> Rational? {
    let (c, d) = (commonDivisor(m, l), commonDivisor(n, k))
    let (numerator, overflow1) = (m / c).multipliedReportingOverflow(by: n / d)
    let (denominator, overflow2) = (k / d).multipliedReportingOverflow(by: l / c)
    guard !overflow1, !overflow2, numerator != .min else { return nil }
    return Rational(small: numerator, denominator)
  }

  public static func += (a: inout Rational, b: Rational) { a = a + b }
  public static func -= (a: inout Rational, b: Rational) { a = a - b }
  public static func *= (a: inout Rational, b: Rational) { a = a * b }
}

extension Rational: Hashable, Comparable {
  public static func == (a: Rational, b: Rational) -> Bool {
    switch (a.form, b.form) {
    case (.small(let m, let k), .small(let n, let l)): m == n && k == l
    case (.large, .large):
      unsafe a.withPointer { x in unsafe b.withPointer { unsafe __gmpq_equal(x, $0) != 0 } }
    default: false
    }
  }

  public static func < (a: Rational, b: Rational) -> Bool {
    if case .small(let m, let k) = a.form, case .small(let n, let l) = b.form {
      let (left, right) = (m.multipliedFullWidth(by: l), n.multipliedFullWidth(by: k))
      return (left.high, left.low) < (right.high, right.low)
    }
    return unsafe a.withPointer { x in unsafe b.withPointer { unsafe __gmpq_cmp(x, $0) < 0 } }
  }

  public func hash(into hasher: inout Hasher) {
    switch form {
    case .small(let numerator, let denominator):
      hasher.combine(numerator)
      hasher.combine(denominator)
    case .large:
      unsafe withMutablePointer { x in
        unsafe hasher.combine(__gmpz_get_si(checks_mpq_numref(x)))
        unsafe hasher.combine(__gmpz_get_si(checks_mpq_denref(x)))
      }
    }
  }
}

extension Rational: CustomStringConvertible, ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }

  /// `3`, `-1/2`.
  public var description: String {
    switch form {
    case .small(let numerator, 1): return "\(numerator)"
    case .small(let numerator, let denominator): return "\(numerator)/\(denominator)"
    case .large:
      return unsafe withPointer { x in
        guard let text = unsafe __gmpq_get_str(nil, 10, x) else { return "" }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
      }
    }
  }
}
