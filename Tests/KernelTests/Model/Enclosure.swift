import Exact
import Foundation

/// A closed interval with rational ends that contains a real number.
struct Enclosure: Sendable {
  let lower: Rational
  let upper: Rational

  init(_ lower: Rational, _ upper: Rational) { (self.lower, self.upper) = (lower, upper) }
  init(_ value: Rational) { self.init(value, value) }

  static func + (a: Enclosure, b: Enclosure) -> Enclosure {
    Enclosure(a.lower + b.lower, a.upper + b.upper)
  }

  static prefix func - (a: Enclosure) -> Enclosure { Enclosure(-a.upper, -a.lower) }

  static func * (a: Enclosure, b: Enclosure) -> Enclosure {
    let products = [a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper]
    return Enclosure(products.min() ?? .zero, products.max() ?? .zero)
  }

  /// 1/x, if 0 is outside.
  var inverse: Enclosure? {
    guard lower.sign * upper.sign > 0, let a = lower.reciprocal, let b = upper.reciprocal else {
      return nil
    }
    return Enclosure(b, a)
  }

  /// eˣ for |x| ≤ 64: the rounding of x to a double moves eˣ by a factor of at most 1 + 2⁻⁴⁶, and
  /// the library is within one unit in the last place; the margin 2⁻⁴⁰ covers both.
  var exp: Enclosure? {
    guard lower >= -64, upper <= 64 else { return nil }
    return Enclosure.outward(Foundation.exp(lower.double), Foundation.exp(upper.double))
  }

  /// log x for 2⁻⁵⁰⁰ ≤ x ≤ 2⁵⁰⁰: the rounding moves it by at most 2⁻⁵², the library by one unit
  /// in the last place; the margin is 2⁻⁴⁰(1 + |log x|).
  var log: Enclosure? {
    guard Enclosure.normal.contains(lower), Enclosure.normal.contains(upper) else { return nil }
    return Enclosure.outward(Foundation.log(lower.double), Foundation.log(upper.double))
  }

  /// √x for 0 < x in the same range.
  var squareRoot: Enclosure? {
    guard Enclosure.normal.contains(lower), Enclosure.normal.contains(upper) else { return nil }
    return Enclosure.outward(lower.double.squareRoot(), upper.double.squareRoot())
  }

  private static let normal: ClosedRange<Rational> = {
    let large = Rational(2).power(500) ?? .one
    return (large.reciprocal ?? .one)...large
  }()

  private static func outward(_ lower: Double, _ upper: Double) -> Enclosure? {
    guard let a = Rational(exactly: lower), let b = Rational(exactly: upper),
      let margin = Rational(2).power(-40)
    else { return nil }
    return Enclosure(a - margin * (.one + a.magnitude), b + margin * (.one + b.magnitude))
  }
}

extension Rational {
  /// The rational number that a finite double is.
  init?(exactly value: Double) {
    guard value.isFinite else { return nil }
    if value == 0 {
      self = .zero
      return
    }
    // The significand times 2⁵² is an integer.
    let digits = Rational(Int(value.significand * 4_503_599_627_370_496))
    guard let scale = Rational(2).power(Int(value.exponent) - 52) else { return nil }
    self = value < 0 ? -(digits * scale) : digits * scale
  }
}
