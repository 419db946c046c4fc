import Exact

/// What an expression does where its variable tends to a point or to ±∞.
enum Asymptote {
  /// A quotient of polynomials, as long as nothing else is done with it.
  case quotient(PolynomialQuotient)
  case value(DualNumber)
  case infinite(Int)
  /// It tends to 0 faster than every power of the variable, or of its inverse.
  case flat
  /// It tends to ∞ or −∞, more slowly than every such power.
  case slow(Int)
  /// It tends to ∞ or −∞ faster than every such power.
  case steep(Int)
  /// It tends to nothing.
  case none
}

/// A quotient of polynomials in a variable h that tends to 0 from some side, or to ∞; coefficients in the
/// order of the powers.
struct PolynomialQuotient {
  var numerator: [Rational]
  var denominator: [Rational]

  init(_ numerator: [Rational], _ denominator: [Rational] = [.one]) {
    (self.numerator, self.denominator) = (Self.trimmed(numerator), Self.trimmed(denominator))
  }

  static func + (a: Self, b: Self) -> Self {
    Self(
      sum(product(a.numerator, b.denominator), product(b.numerator, a.denominator)),
      product(a.denominator, b.denominator))
  }

  static func * (a: Self, b: Self) -> Self {
    Self(product(a.numerator, b.numerator), product(a.denominator, b.denominator))
  }

  /// `nil` for 1/0.
  var reciprocal: Self? { numerator.isEmpty ? nil : Self(denominator, numerator) }

  /// The number that it is.
  var constant: Rational? {
    if numerator.isEmpty { return .zero }
    guard numerator.count == 1, denominator.count == 1 else { return nil }
    return numerator[0] / denominator[0]
  }

  /// The limit for h → ∞.
  var atInfinity: Asymptote {
    guard let top = numerator.last, let bottom = denominator.last else { return .value(.zero) }
    let ratio = top / bottom
    if numerator.count == denominator.count { return .value(DualNumber(ratio)) }
    return numerator.count < denominator.count ? .value(.zero) : .infinite(ratio.sign)
  }

  /// The limit for h → 0 through positive (1), negative (−1) or both (0) numbers; `nil` where there is
  /// none.
  func atZero(side: Int) -> Asymptote? {
    guard let p = numerator.firstIndex(where: { !$0.isZero }),
      let q = denominator.firstIndex(where: { !$0.isZero })
    else { return .value(.zero) }
    let ratio = numerator[p] / denominator[q]
    if p == q { return .value(DualNumber(ratio)) }
    if p > q { return .value(.zero) }
    if (q - p).isMultiple(of: 2) { return .infinite(ratio.sign) }
    return side == 0 ? nil : .infinite(ratio.sign * side)
  }

  /// The sign for h → ∞.
  var signAtInfinity: Int {
    guard let top = numerator.last, let bottom = denominator.last else { return 0 }
    return (top / bottom).sign
  }

  /// The sign for h near 0, on the side of positive (1) or of negative (−1) numbers.
  func signAtZero(side: Int) -> Int {
    guard let p = numerator.firstIndex(where: { !$0.isZero }),
      let q = denominator.firstIndex(where: { !$0.isZero })
    else { return 0 }
    let ratio = numerator[p] / denominator[q]
    return (p - q).isMultiple(of: 2) ? ratio.sign : ratio.sign * side
  }

  private static func trimmed(_ a: [Rational]) -> [Rational] {
    var result = a
    while result.last?.isZero == true { result.removeLast() }
    return result
  }

  private static func sum(_ a: [Rational], _ b: [Rational]) -> [Rational] {
    (0..<max(a.count, b.count)).map {
      ($0 < a.count ? a[$0] : .zero) + ($0 < b.count ? b[$0] : .zero)
    }
  }

  private static func product(_ a: [Rational], _ b: [Rational]) -> [Rational] {
    guard !a.isEmpty, !b.isEmpty else { return [] }
    var result = Array(repeating: Rational.zero, count: a.count + b.count - 1)
    for (i, x) in a.enumerated() { for (j, y) in b.enumerated() { result[i + j] += x * y } }
    return result
  }
}
