import Exact
import Notation
import Numeric

/// Integrals with bounds, by Gauss's rule with three points on each of n pieces.
///
/// The radius is what halving the number of pieces changes, eight times: no proof, but the refuter's own
/// evaluation has one.
extension Replay {
  func integral(
    _ name: String, from a: ComplexBall, to b: ComplexBall, _ body: Expression
  ) throws -> ComplexBall {
    try integralInPieces(name, from: a, to: b, body)
      ?? smoothIntegral(name, from: a, to: b, body)
  }

  func smoothIntegral(
    _ name: String, from a: ComplexBall, to b: ComplexBall, _ body: Expression
  ) throws -> ComplexBall {
    guard a.im.isZero == .yes, b.im.isZero == .yes else { throw Unknown() }
    let root = ComplexBall(Ball(Rational(3, 5), precision: bits).squareRoot())
    func sum(_ n: Int) throws -> ComplexBall {
      let half = (b - a) * constant(Rational(1, 2 * n))
      var total = constant(0)
      for k in 0..<n {
        let middle = a + half * constant(Rational(2 * k + 1))
        for (node, weight) in [(-root, 5), (constant(0), 8), (root, 5)] {
          let value = try with([name], [.number(middle + half * node)]) { try number(body) }
          total = total + value * constant(Rational(weight, 9))
        }
      }
      return total * half
    }
    let (fine, coarse) = try (sum(32), sum(16))
    let difference = abs((fine - coarse).re.midpoint)
    guard fine.re.isFinite, difference.isFinite else { throw Unknown() }
    let size = max(abs(fine.re.midpoint), 1e-3)
    return ComplexBall(
      fine.re + Ball(around: 0, radius: 8 * difference + 1e-12 * size, precision: bits))
  }

  /// ∫ from an end on to infinity, in one direction or the other.
  func improperIntegral(
    _ name: String, _ from: Expression, _ to: Expression, _ body: Expression
  ) throws -> ComplexBall {
    if from.infiniteSign == -1, to.infiniteSign == 1 {
      return try number(
        Expression(.bind(.integral(name, from: nil, to: nil), body: body), at: body.place))
    }
    let isUp = to.infiniteSign == 1
    guard isUp != (from.infiniteSign == -1) else { throw Unknown() }
    let end = try number(isUp ? from : to)
    return try integralInPieces(name, from: isUp ? end : nil, to: isUp ? nil : end, body)
      ?? halfLine(name, from: end, isUp: isUp, body)
  }

  /// ∫ over the numbers above an end, or below it, by the trapezoidal rule after x = a ± exp(π/2 sinh t)
  /// (H. Takahasi, M. Mori, Double exponential formulas, Publ. RIMS 9, 1974).
  func halfLine(
    _ name: String, from end: ComplexBall, isUp: Bool, _ body: Expression
  ) throws -> ComplexBall {
    let (perUnit, reach) = (32, 4)
    let quarter = ComplexBall(Ball.pi(precision: bits) / 2)
    var (fine, coarse) = (constant(0), constant(0))
    for k in (-reach * perUnit)...(reach * perUnit) {
      let t = Ball(Rational(k, perUnit), precision: bits)
      let (up, down) = (ComplexBall(t.exp()), ComplexBall((-t).exp()))
      let step = (quarter * (up - down) * constant(Rational(1, 2))).exp()
      let weight = quarter * (up + down) * constant(Rational(1, 2)) * step
      let point = isUp ? end + step : end - step
      let term = try with([name], [.number(point)]) { try number(body) } * weight
      fine = fine + term
      if k % 2 == 0 { coarse = coarse + term }
    }
    fine = fine * constant(Rational(1, perUnit))
    coarse = coarse * constant(Rational(2, perUnit))
    let difference = abs((fine - coarse).re.midpoint)
    guard fine.re.isFinite, difference.isFinite else { throw Unknown() }
    return ComplexBall(
      fine.re
        + Ball(
          around: 0, radius: 8 * difference + 1e-12 * max(abs(fine.re.midpoint), 1e-3),
          precision: bits))
  }

  /// 𝔼 under a uniform law and others that do not depend on it.
  func uniformExpectation(_ laws: [String: Law], _ body: Expression) throws -> ComplexBall {
    guard let (name, low, high) = laws.firstUniform else { throw Unknown() }
    var rest = laws
    rest[name] = nil
    let inner =
      rest.isEmpty ? body : Expression(.bind(.expectation(rest), body: body), at: body.place)
    let (a, b) = try (number(low), number(high))
    let width = (b - a).re
    guard width.isPositive == .yes else {
      if width.isPositive == .no { throw Undefined() }
      throw Unknown()
    }
    return try integral(name, from: a, to: b, inner) * reciprocal(ComplexBall(width))
  }
}
