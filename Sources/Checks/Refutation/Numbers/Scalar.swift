import Exact
import Numeric

/// A number of the refuter: exact as long as the operations allow it, else enclosed.
///
/// Exact forms are rationals, rational multiples c√r of square roots (c ≠ 0, r > 0 no square), and
/// complex numbers with rational parts and imaginary part other than 0.
enum Scalar: Sendable {
  case exact(Rational)
  case surd(Rational, Rational)
  case gaussian(Rational, Rational)
  case ball(Ball)
  case complex(ComplexBall)

  static let zero = Scalar.exact(.zero)
  static let one = Scalar.exact(.one)

  /// The rational number, when it is known to be one.
  var rational: Rational? { if case .exact(let q) = self { q } else { nil } }

  /// Whether no rounding took place.
  var isExact: Bool {
    switch self {
    case .exact, .surd, .gaussian: true
    case .ball, .complex: false
    }
  }

  var isExactZero: Bool { if case .exact(let q) = self { q.isZero } else { false } }

  /// Whether the form is that of a complex number (which may still be real).
  var isComplex: Bool {
    switch self {
    case .gaussian, .complex: true
    case .exact, .surd, .ball: false
    }
  }

  /// c√r for r ≥ 0, in its simplest form.
  static func root(_ factor: Rational, _ radicand: Rational) -> Scalar {
    if factor.isZero { return .zero }
    return radicand.squareRoot.map { .exact(factor * $0) } ?? .surd(factor, radicand)
  }

  /// a + b·i, in its simplest form.
  static func parts(_ a: Rational, _ b: Rational) -> Scalar {
    b.isZero ? .exact(a) : .gaussian(a, b)
  }

  /// An enclosure of a real number; `nil` for the complex forms.
  func real(bits: Int) -> Ball? {
    switch self {
    case .exact(let q): Ball(q, precision: bits)
    case .surd(let c, let r):
      Ball(c, precision: bits) * Ball(r, precision: bits).squareRoot()
    case .ball(let b): b
    case .complex(let z): z.im.isZero == .yes ? z.re : nil
    case .gaussian: nil
    }
  }

  /// An enclosure as a complex number.
  func enclosure(bits: Int) -> ComplexBall {
    switch self {
    case .gaussian(let a, let b):
      ComplexBall(re: Ball(a, precision: bits), im: Ball(b, precision: bits))
    case .complex(let z): z
    default: ComplexBall(real(bits: bits) ?? .indeterminate(precision: bits))
    }
  }

  /// The rational parts of an exact complex number.
  var rationalParts: (Rational, Rational)? {
    switch self {
    case .exact(let q): (q, .zero)
    case .gaussian(let a, let b): (a, b)
    case .surd, .ball, .complex: nil
    }
  }

  /// Whether the numbers are equal.
  func equals(_ other: Scalar, bits: Int) -> Certainty {
    if let (a, b) = rationalParts, let (c, d) = other.rationalParts {
      return Certainty(a == c && b == d)
    }
    switch (self, other) {
    case (.surd(let c, let r), .surd(let d, let s)):
      return Certainty(c.sign == d.sign && c * c * r == d * d * s)
    case (.surd, .exact), (.exact, .surd), (.surd, .gaussian), (.gaussian, .surd): return .no
    default: break
    }
    if let a = real(bits: bits), let b = other.real(bits: bits) { return a.equals(b) }
    return enclosure(bits: bits).equals(other.enclosure(bits: bits))
  }

  /// Whether the number is less than another; throws for complex numbers.
  func isLess(than other: Scalar, bits: Int) throws -> Certainty {
    if case .exact(let a) = self, case .exact(let b) = other { return Certainty(a < b) }
    guard let a = real(bits: bits), let b = other.real(bits: bits) else {
      if isComplex, enclosure(bits: bits).im.isZero == .unknown { throw EvaluationFailure.unknown }
      if other.isComplex, other.enclosure(bits: bits).im.isZero == .unknown {
        throw EvaluationFailure.unknown
      }
      throw EvaluationFailure.undefined("complex numbers have no order")
    }
    if isExact, other.isExact, equals(other, bits: bits) == .yes { return .no }
    return a.isLess(than: b)
  }

  /// −1, 0, 1 when certain.
  func sign(bits: Int) -> Int? {
    switch self {
    case .exact(let q), .surd(let q, _): return q.sign
    case .gaussian: return nil
    case .ball, .complex:
      guard let b = real(bits: bits) else { return nil }
      if b.isPositive == .yes { return 1 }
      if b.isNegative == .yes { return -1 }
      return b.isZero == .yes ? 0 : nil
    }
  }

  /// How many bits are certain: relative to the value, or to 1 where 0 is not excluded.
  var certainBits: Int {
    func bits(_ b: Ball) -> Int {
      if b.isExact { return 1 << 20 }
      guard b.isFinite else { return 0 }
      if b.isZero == .unknown {
        return max(0, min(1 << 20, b.absoluteRadiusBits))
      }
      return max(0, b.relativeRadiusBits)
    }
    switch self {
    case .exact, .surd, .gaussian: return 1 << 20
    case .ball(let b): return bits(b)
    case .complex(let z): return min(bits(z.re), bits(z.im))
    }
  }

  /// The number as text: `-1/2`, `3 \sqrt{2}`, `1/2 + 3/2 i`, or a decimal enclosure.
  func text(digits: Int = 20) -> String {
    switch self {
    case .exact(let q): return q.description
    case .surd(let c, let r):
      return (c == .one ? "" : c == -1 ? "-" : "\(c) ") + "\\sqrt{\(r)}"
    case .gaussian(let a, let b):
      let imaginary =
        (b.magnitude == .one ? "" : "\(b.magnitude) ") + "i"
      if a.isZero { return (b.sign < 0 ? "-" : "") + imaginary }
      return "\(a) \(b.sign < 0 ? "-" : "+") \(imaginary)"
    case .ball(let b): return b.text(digits: digits)
    case .complex(let z):
      return z.im.isZero == .yes
        ? z.re.text(digits: digits)
        : "(\(z.re.text(digits: digits))) + (\(z.im.text(digits: digits))) i"
    }
  }
}
