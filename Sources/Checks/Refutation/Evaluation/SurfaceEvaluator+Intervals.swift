import Exact
import Notation
import Numeric

/// Integrals with bounds, and uniform laws.
extension SurfaceEvaluator {
  /// The number of pieces into which an interval is cut.
  private static let pieces = 128

  /// ∫ₐᵇ of a number: exactly for polynomials, else enclosed.
  func integral(_ name: String, from a: DualNumber, to b: DualNumber, _ body: Expression) throws
    -> DualNumber
  {
    guard !a.holdsFunction, !b.holdsFunction else {
      throw EvaluationFailure.notEvaluable("bounds that depend on another variable")
    }
    let variable = integrationVariables
    integrationVariables += 1
    defer { integrationVariables = variable }
    do {
      let f = try binding(name, to: .number(.function(.variable(variable)))) { try number(body) }
      return try arithmetic.integral(of: f, over: variable, from: a, to: b)
    } catch let failure as EvaluationFailure where failure.leavesValueOpen {
      guard case .plain(let low) = a, case .plain(let high) = b, let start = low.real(bits: bits),
        let end = high.real(bits: bits)
      else { throw EvaluationFailure.notEvaluable("this integral with bounds") }
      do {
        return .plain(.ball(try enclosedIntegral(name, from: start, to: end, body, or: failure)))
      } catch EvaluationFailure.notEvaluable {
        return .plain(.ball(try piecewiseIntegral(name, from: start, to: end, body)))
      }
    }
  }

  /// On each of n pieces of length w with the middle m, ∫f lies in w f(m) ± r w²/4 where the derivative
  /// lies within r of a number; without a derivative it lies in w f(piece).
  private func piecewiseIntegral(
    _ name: String, from a: Ball, to b: Ball, _ body: Expression
  ) throws -> Ball {
    let n = Self.pieces
    let width = (b - a) * Ball(Rational(1, n), precision: bits)
    let radius = Ball(around: 0, radius: 0.5 * (1 + 0x1p-50), precision: bits)
    var sum = Ball(0, precision: bits)
    for k in 0..<n {
      let middle = a + width * Ball(Rational(2 * k + 1, 2), precision: bits)
      let piece = middle + width * radius
      let tag = freshTag()
      let change = DualNumber.dual(tag: tag, value: .plain(.ball(piece)), slopes: [.one])
      let f = try binding(name, to: .number(.plain(.ball(piece)))) { try real(body) }
      if let slope = try? binding(name, to: .number(change), { try number(body) }).slope(
        of: tag, 0),
        let derivative = slope.primal.real(bits: bits), derivative.isFinite
      {
        let value = try binding(name, to: .number(.plain(.ball(middle)))) { try real(body) }
        let spread = width * Ball(around: 0, radius: derivative.radius * 0.25, precision: bits)
        sum = sum + value + spread
      } else {
        sum = sum + f
      }
    }
    return sum * width
  }

  /// ∫ₐᵇ e dx as (b − a) 𝔼e under the uniform law between the bounds.
  func sampledIntegral(
    _ name: String, _ from: Expression, _ to: Expression, _ body: Expression,
    _ moments: MomentEstimator
  ) throws -> SurfaceValue {
    let width = arithmetic.subtract(try number(to), try number(from))
    if width.isPlainZero { return .zero }
    let mean = try moments.value(.mean([name: .uniform(from, to)], body), self)
    return try combine(.multiply, .number(width), mean)
  }

  private func real(_ e: Expression) throws -> Ball {
    guard case .plain(let x) = try number(e), let ball = x.real(bits: bits), ball.isFinite else {
      throw EvaluationFailure.unknown
    }
    return ball
  }

  /// 𝔼 under a uniform law and others that do not depend on it.
  func uniformExpectation(_ laws: [String: Law], _ body: Expression) throws -> DualNumber {
    guard let (name, low, high) = laws.firstUniform else { throw EvaluationFailure.shapes }
    var rest = laws
    rest[name] = nil
    let inner =
      rest.isEmpty ? body : Expression(.bind(.expectation(rest), body: body), at: body.place)
    let (a, b) = try (number(low), number(high))
    let width = arithmetic.subtract(b, a)
    switch width.primal.sign(bits: bits) {
    case 1: break
    case nil: throw EvaluationFailure.unknown
    default: throw EvaluationFailure.undefined("a uniform law on an interval without a length")
    }
    return try arithmetic.divide(integral(name, from: a, to: b, inner), width)
  }
}
