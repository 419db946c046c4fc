import Exact

/// A real function of a real variable that can be integrated with a proven error: e^q·f with a polynomial q of
/// degree at most 2 and a piecewise analytic f, and bounds far out.
///
/// Products of densities stay products of exponentials: of a sum the slowest exponential is taken out, so that its
/// logarithm is that exponent and the logarithm of something near 1.
public struct LineFunction: Sendable {
  typealias Values = @Sendable (_ z: ComplexBall, _ isAnalytic: Bool) -> ComplexBall

  /// q₀, q₁, q₂.
  private let exponent: [Ball]
  private let factor: Values
  /// The coefficients, where the whole function is known to be a polynomial of degree at most 2.
  private let polynomial: [Ball]?
  private let tails: Tails
  /// Whether it has the values 0 and 1 alone, so that in a product it stands for the others where it is 0.
  private let isBracket: Bool

  private init(
    exponent: [Ball]? = nil, polynomial: [Ball]? = nil, tails: Tails, isBracket: Bool = false,
    factor: @escaping Values
  ) {
    self.exponent = exponent ?? [0, 0, 0]
    self.polynomial = polynomial
    self.tails = tails
    self.isBracket = isBracket
    self.factor = factor
  }

  /// A constant.
  public init(_ c: Ball) {
    // Of 0 any number bounds the size.
    let size = c.magnitude.upper.map { $0.isZero ? Ball(0) : Ball($0, precision: 64).log() }
    let tail = Tail(
      upper: size.map { ExponentialBound(logarithm: $0) },
      lower: c.isZero == .no ? ExponentialBound(logarithm: -c.magnitude.log()) : nil,
      isNonnegative: c.isNonnegative == .yes)
    self.init(polynomial: [c, 0, 0], tails: Tails(tail)) { _, _ in ComplexBall(c) }
  }

  /// The variable.
  public static let variable = LineFunction(
    polynomial: [0, 1, 0],
    tails: Tails(
      right: Tail(upper: .variable, lower: .reciprocalVariable, isNonnegative: true),
      left: Tail(upper: .variable, lower: .reciprocalVariable))
  ) { z, _ in z }

  /// The values of the whole function.
  private var values: Values {
    let (q, factor) = (exponent, factor)
    if Self.isZero(q) { return factor }
    return { z, isAnalytic in Self.value(q, z).exp() * factor(z, isAnalytic) }
  }

  private static func isZero(_ q: [Ball]) -> Bool { q.allSatisfy { $0.isZero == .yes } }

  private static func value(_ q: [Ball], _ z: ComplexBall) -> ComplexBall {
    var sum = ComplexBall(q[0])
    if q[1].isZero != .yes { sum = sum + z * q[1] }
    if q[2].isZero != .yes { sum = sum + z * z * q[2] }
    return sum
  }

  // MARK: Arithmetic

  public static func + (a: LineFunction, b: LineFunction) -> LineFunction {
    sum(a, b, isSwapped: isFaster(a, b))
  }

  /// The sum, with the exponential taken out that is the larger one at a point.
  public func adding(_ other: LineFunction, near x: Ball) -> LineFunction {
    let gap = zip(other.exponent, exponent).map { $0 - $1 }
    let value = Self.value(gap, ComplexBall(x)).re
    return Self.sum(self, other, isSwapped: value.isPositive == .yes)
  }

  /// Where the exponents of both are equal.
  public func crossings(with other: LineFunction) -> [Ball] {
    LineFunction(
      polynomial: zip(other.exponent, exponent).map { $0 - $1 }, tails: .unknown
    ) { z, _ in z }.zeros
  }

  private static func sum(
    _ a: LineFunction, _ b: LineFunction, isSwapped: Bool
  ) -> LineFunction {
    let polynomial = combined(a.polynomial, b.polynomial) { $0 + $1 }
    let tails = a.tails.with(b.tails, +)
    if isZero(a.exponent), isZero(b.exponent) {
      let (f, g) = (a.factor, b.factor)
      return LineFunction(polynomial: polynomial, tails: tails) { f($0, $1) + g($0, $1) }
    }
    let (slow, fast) = isSwapped ? (b, a) : (a, b)
    let difference = zip(fast.exponent, slow.exponent).map { $0 - $1 }
    let (f, g) = (slow.factor, fast.factor)
    return LineFunction(exponent: slow.exponent, tails: tails) {
      f($0, $1) + value(difference, $0).exp() * g($0, $1)
    }
  }

  /// Whether the exponential of one decays faster than that of the other.
  private static func isFaster(_ a: LineFunction, _ b: LineFunction) -> Bool {
    a.exponent[2].isLess(than: b.exponent[2]) == .yes
  }

  public static prefix func - (a: LineFunction) -> LineFunction {
    let f = a.factor
    return LineFunction(
      exponent: a.exponent, polynomial: a.polynomial.map { $0.map { -$0 } },
      tails: a.tails.map { -$0 }
    ) { -f($0, $1) }
  }

  public static func - (a: LineFunction, b: LineFunction) -> LineFunction { a + -b }

  public static func * (a: LineFunction, b: LineFunction) -> LineFunction {
    let (f, g) = (a.factor, b.factor)
    let (isFirst, isSecond) = (a.isBracket, b.isBracket)
    let values: Values = { z, isAnalytic in
      let (x, y) = (f(z, isAnalytic), g(z, isAnalytic))
      if isFirst, x.isZero { return x }
      if isSecond, y.isZero { return y }
      return x * y
    }
    return LineFunction(
      exponent: zip(a.exponent, b.exponent).map { $0 + $1 },
      polynomial: a.product(with: b), tails: a.tails.with(b.tails, *),
      isBracket: a.isBracket && b.isBracket, factor: values)
  }

  private func product(with other: LineFunction) -> [Ball]? {
    guard let p = polynomial, let q = other.polynomial else { return nil }
    var result = [Ball](repeating: 0, count: 5)
    for i in 0..<3 { for j in 0..<3 { result[i + j] += p[i] * q[j] } }
    guard result[3].isZero == .yes, result[4].isZero == .yes else { return nil }
    return Array(result.prefix(3))
  }

  private static func combined(
    _ p: [Ball]?, _ q: [Ball]?, _ operation: (Ball, Ball) -> Ball
  ) -> [Ball]? {
    guard let p, let q else { return nil }
    return zip(p, q).map(operation)
  }

  /// The number that it is everywhere, where that is known.
  private var constant: Ball? {
    guard let p = polynomial, p[1].isZero == .yes, p[2].isZero == .yes else { return nil }
    return p[0]
  }

  /// 1/f.
  public var reciprocal: LineFunction {
    if let constant { return LineFunction(1 / constant) }
    let f = factor
    return LineFunction(
      exponent: exponent.map { -$0 }, tails: tails.map(\.reciprocal)
    ) { z, isAnalytic in
      let value = f(z, isAnalytic)
      return ComplexBall(Ball(1, precision: value.precision)) / value
    }
  }

  /// fⁿ for n ≥ 0.
  public func power(_ n: Int) -> LineFunction {
    let f = factor
    let t = Ball(n)
    if n == 0 { return LineFunction(1) }
    if n == 1 { return self }
    return LineFunction(
      exponent: exponent.map { t * $0 }, polynomial: n == 2 ? product(with: self) : nil,
      tails: tails.map { $0.power(n) }
    ) { f($0, $1).power(n) }
  }

  // MARK: Functions

  /// e^f.
  public var exponential: LineFunction {
    if let polynomial {
      let q = polynomial
      func tail(_ sign: Int) -> Tail {
        Tail(
          upper: ExponentialBound(exponent: q, sign: sign),
          lower: ExponentialBound(exponent: q.map { -$0 }, sign: sign), isNonnegative: true)
      }
      return LineFunction(exponent: q, tails: Tails(right: tail(1), left: tail(-1))) { z, _ in
        ComplexBall(Ball(1, precision: z.precision))
      }
    }
    let f = values
    return LineFunction(tails: tails.map(\.exponential)) { f($0, $1).exp() }
  }

  /// log f, where f > 0.
  public var logarithm: LineFunction {
    let (f, q) = (factor, exponent)
    return LineFunction(tails: tails.map(\.logarithm)) { z, isAnalytic in
      Self.value(q, z) + f(z, isAnalytic).realLogarithm(analytic: isAnalytic)
    }
  }

  /// √f, where f ≥ 0.
  public var squareRoot: LineFunction {
    let (f, half) = (factor, Ball(Rational(1, 2)))
    return LineFunction(
      exponent: exponent.map { half * $0 }, tails: tails.map { $0.squareRoot(half) }
    ) { f($0, $1).realSquareRoot(analytic: $1) }
  }

  /// The real zeros, where the function is known to be a polynomial that is not constant; none else.
  public var zeros: [Ball] {
    guard let p = polynomial else { return [] }
    if p[2].isZero == .yes { return p[1].isZero == .no ? [-p[0] / p[1]] : [] }
    let discriminant = p[1] * p[1] - 4 * p[0] * p[2]
    guard p[2].isZero == .no, discriminant.isPositive == .yes else { return [] }
    let root = discriminant.squareRoot()
    return [(-p[1] - root) / (2 * p[2]), (-p[1] + root) / (2 * p[2])]
  }

  /// Its sign at a point, where that is certain.
  public func sign(at x: Ball) -> Int? {
    let value = values(ComplexBall(x), false).re
    if value.isPositive == .yes { return 1 }
    return value.isNegative == .yes ? -1 : nil
  }

  /// |f|.
  public var magnitude: LineFunction {
    let f = factor
    return LineFunction(exponent: exponent, tails: tails.map(\.magnitude)) {
      f($0, $1).realMagnitude(analytic: $1)
    }
  }

  /// 1 where f > 0, 0 where f < 0; f is not 0 but at single points.
  public var step: LineFunction {
    let f = factor
    return LineFunction(
      tails: Tails(Tail(upper: ExponentialBound(logarithm: 0), isNonnegative: true)),
      isBracket: true
    ) { f($0, $1).realStep(analytic: $1) }
  }

  /// The bracket that is 1 everywhere, or 0.
  public static func bracket(_ holds: Bool) -> LineFunction {
    let value = ComplexBall(Ball(holds ? 1 : 0))
    return LineFunction(
      tails: Tails(
        Tail(
          upper: ExponentialBound(logarithm: 0),
          lower: holds ? ExponentialBound(logarithm: 0) : nil, isNonnegative: true)),
      isBracket: true
    ) { _, _ in value }
  }

  public static func maximum(_ a: LineFunction, _ b: LineFunction) -> LineFunction {
    let (f, g) = (a.values, b.values)
    return LineFunction(tails: a.tails.with(b.tails, Tail.maximum)) {
      .realMaximum(f($0, $1), g($0, $1), analytic: $1)
    }
  }

  public static func minimum(_ a: LineFunction, _ b: LineFunction) -> LineFunction {
    let (f, g) = (a.values, b.values)
    return LineFunction(tails: a.tails.with(b.tails, Tail.minimum)) {
      .realMinimum(f($0, $1), g($0, $1), analytic: $1)
    }
  }

  /// A function with values in [−1, 1], or in [−2, 2] for the arc tangent.
  public enum Bounded: Sendable { case sine, cosine, tanh, arctan }

  public func applying(_ function: Bounded) -> LineFunction {
    let f = values
    let bound = ExponentialBound(logarithm: function == .arctan ? 1 : 0)
    return LineFunction(tails: Tails(Tail(upper: bound))) { z, isAnalytic in
      let x = f(z, isAnalytic)
      return switch function {
      case .sine: x.sin()
      case .cosine: x.cos()
      case .tanh: x.tanh()
      case .arctan: x.arctan()
      }
    }
  }

  /// 1/(1 + e⁻ᶠ), which is at least ½e^{−|f|}.
  public var logistic: LineFunction {
    let f = values
    return LineFunction(tails: tails.map(\.logistic)) { f($0, $1).logistic() }
  }

  // MARK: Integrals

  /// ∫ₐᵇ, with a goal of an absolute error of 2⁻ᵇⁱᵗˢ; not finite where nothing is known.
  public func integral(from a: Ball, to b: Ball, bits: Int) -> Ball {
    Quadrature.integral(from: a, to: b, bits: bits, limit: 4000 + 100 * bits, values)
  }

  /// The two directions in which the line goes on for ever.
  public enum Side: Sendable { case right, left }

  /// An end T beyond `start` and a bound on ∫ |f| beyond it, over x > T or over x < T, of at most 2⁻ᵇⁱᵗˢ; `nil` where no
  /// bound says that it converges exponentially fast.
  public func end(_ side: Side, beyond start: Ball, bits: Int) -> (end: Ball, rest: Ball)? {
    switch side {
    case .right: tails.right.upper?.end(from: start, bits: bits)
    case .left:
      tails.left.upper?.end(from: -start, bits: bits).map { (-$0.end, $0.rest) }
    }
  }
}

extension ComplexBall {
  /// Whether it is exactly 0.
  fileprivate var isZero: Bool { re.isZero == .yes && im.isZero == .yes }
}
