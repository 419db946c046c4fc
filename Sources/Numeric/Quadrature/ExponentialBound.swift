/// exp(c₀ + c₁ log r + c₂ r + c₃ r²) for r ≥ 1: a bound on the size of a function at x = r, or at x = −r.
public struct ExponentialBound: Sendable {
  /// c₀, c₁, c₂, c₃.
  let coefficients: [Ball]

  private init(_ coefficients: [Ball]) { self.coefficients = coefficients }

  /// The bound e^c.
  public init(logarithm c: Ball) { coefficients = [c, 0, 0, 0] }

  /// The bound r on |x|.
  public static let variable = ExponentialBound([0, 1, 0, 0])

  /// The bound 1/r on 1/|x|.
  static let reciprocalVariable = ExponentialBound([0, -1, 0, 0])

  /// The bound on e^q for q(x) = q₀ + q₁ x + q₂ x², at x = r for the sign 1 and at x = −r for −1.
  public init(exponent q: [Ball], sign: Int) {
    coefficients = [q[0], 0, sign < 0 ? -q[1] : q[1], q[2]]
  }

  /// The larger of two bounds, times 2: a bound on a sum.
  public static func + (a: ExponentialBound, b: ExponentialBound) -> ExponentialBound {
    var larger = zip(a.coefficients, b.coefficients).map { Ball.maximum($0, $1) }
    larger[0] += .log2(precision: larger[0].precision)
    return ExponentialBound(larger)
  }

  /// A bound on a product.
  public static func * (a: ExponentialBound, b: ExponentialBound) -> ExponentialBound {
    ExponentialBound(zip(a.coefficients, b.coefficients).map { $0 + $1 })
  }

  /// A bound on |f|ᵗ for t > 0.
  public func power(_ t: Ball) -> ExponentialBound {
    ExponentialBound(coefficients.map { t * $0 })
  }

  /// The larger of both.
  public func union(_ other: ExponentialBound) -> ExponentialBound {
    ExponentialBound(zip(coefficients, other.coefficients).map { Ball.maximum($0, $1) })
  }

  /// Of two bounds the one that grows less, as far as that is seen; each of them is a bound.
  func smaller(_ other: ExponentialBound) -> ExponentialBound {
    for k in [3, 2, 1, 0] {
      if coefficients[k].isLess(than: other.coefficients[k]) == .yes { return self }
      if other.coefficients[k].isLess(than: coefficients[k]) == .yes { return other }
    }
    return self
  }

  /// C and k with |c₀ + c₁ log r + c₂ r + c₃ r²| ≤ C rᵏ.
  private var polynomial: (factor: Ball, degree: Int) {
    let factor = coefficients.reduce(Ball(0)) { $0 + $1.magnitude }
    let degree = coefficients[3].isZero != .yes ? 2 : coefficients[2].isZero != .yes ? 1 : 0
    return (factor, degree > 0 || coefficients[1].isZero == .yes ? degree : 1)
  }

  /// A bound C rᵏ on |log f|, where this one bounds f and the other one 1/f.
  func logarithm(orBelow lower: ExponentialBound) -> ExponentialBound {
    let (a, b) = (polynomial, lower.polynomial)
    return ExponentialBound([
      Ball.maximum(a.factor + b.factor, 1).log(), Ball(max(a.degree, b.degree)), 0, 0,
    ])
  }

  /// A bound on exp(g) and exp(−g), where this is a bound C rᵏ with k ≤ 2 on |g|.
  var exponential: ExponentialBound? {
    guard coefficients[2].isZero == .yes, coefficients[3].isZero == .yes else { return nil }
    let factor = coefficients[0].exp()
    if coefficients[1].isZero == .yes { return ExponentialBound([factor, 0, 0, 0]) }
    if coefficients[1].isAtMost(1) == .yes { return ExponentialBound([0, 0, factor, 0]) }
    guard coefficients[1].isAtMost(2) == .yes else { return nil }
    return ExponentialBound([0, 0, 0, factor])
  }

  /// An end T ≥ `start` and a bound on the integral of this bound over r > T, which is at most 2⁻ᵇⁱᵗˢ where the
  /// bound decays exponentially; `nil` where it does not.
  ///
  /// Law: with φ the exponent, φ′(r) = c₁/r + c₂ + 2c₃ r falls where c₁ ≥ 0 ≥ c₃, so that φ′ ≤ −s < 0 at T gives
  /// ∫ e^φ ≤ e^{φ(T)}/s. A negative c₁ is left out: rᶜ ≤ 1.
  func end(from start: Ball, bits: Int) -> (end: Ball, rest: Ball)? {
    let c = coefficients
    guard c[3].isPositive != .yes, c[3].isNegative == .yes || c[3].isZero == .yes else {
      return nil
    }
    let power = c[1].isNegative == .yes ? Ball(0) : Ball.maximum(c[1], 0)
    guard start.isFinite, abs(start.midpoint) < 1e12, start.radius < 1 else { return nil }
    var end = max(1, Int(start.midpoint.rounded(.up)) + 2)
    for _ in 0..<60 {
      let t = Ball(end, precision: bits + 64)
      let slope = power / t + c[2] + 2 * c[3] * t
      if slope.isNegative == .yes {
        let rest = (c[0] + power * t.log() + c[2] * t + c[3] * t * t).exp() / -slope
        if rest.isLess(than: Ball(1, precision: 64) * Ball(2, precision: 64).power(-bits)) == .yes {
          return (t, rest)
        }
      }
      end += max(1, end / 4)
    }
    return nil
  }
}
