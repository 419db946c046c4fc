import Exact

/// A decimal number `±0.d₁d₂…dₙ · 10^exponent`, exactly.
public struct Decimal: Sendable, Hashable, CustomStringConvertible {
  /// Whether a minus stands before the number.
  public let isNegative: Bool

  /// d₁d₂…dₙ, decimal digits, at least one.
  public let digits: String

  /// The position of the point: after the first `exponent` digits.
  public let exponent: Int

  /// The number as a rational.
  public var rational: Rational {
    guard let mantissa = Rational(digits), let scale = Rational(10).power(exponent - digits.count)
    else { return .zero }
    return isNegative ? -(mantissa * scale) : mantissa * scale
  }

  /// `0.0333`, `-1200`, and `1.23e-12`, `6.02e+23` for numbers below 10⁻⁵ or longer than their digits
  /// and 21 places.
  public var description: String {
    let sign = isNegative ? "-" : ""
    if exponent <= -5 || exponent > max(21, digits.count) {
      let power = exponent - 1
      let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
      return sign + digits.prefix(1) + fraction + "e" + (power < 0 ? "" : "+") + String(power)
    }
    if exponent <= 0 { return sign + "0." + String(repeating: "0", count: -exponent) + digits }
    if exponent >= digits.count {
      return sign + digits + String(repeating: "0", count: exponent - digits.count)
    }
    return sign + digits.prefix(exponent) + "." + digits.dropFirst(exponent)
  }
}
