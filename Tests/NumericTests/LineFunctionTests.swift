import Exact
import Numeric
import Testing

@Suite("Functions on the line, integrated with their tails") struct LineFunctionTests {
  private let x = LineFunction.variable

  private func constant(_ q: Rational) -> LineFunction { LineFunction(Ball(q, precision: 256)) }

  private func normal(_ m: Rational, _ v: Rational) -> LineFunction {
    ((x - constant(m)).power(2) * constant(Rational(-1, 2) / v)).exponential
      * (LineFunction(2 * Ball.pi(precision: 256)) * constant(v)).squareRoot.reciprocal
  }

  /// ∫ over the whole line, with its tails.
  private func integral(_ f: LineFunction, bits: Int = 128) throws -> Ball {
    let (right, above) = try #require(f.end(.right, beyond: 0, bits: bits))
    let (left, below) = try #require(f.end(.left, beyond: 0, bits: bits))
    let rest = above + below
    return f.integral(from: left, to: right, bits: bits) + Ball.union(rest, -rest)
  }

  @Test func moments() throws {
    let density = normal(3, 2)
    for (f, exact) in [
      (density, Ball(1)), (density * x, 3), (density * x.power(2), 11),
      (density * x.exponential, Ball(4).exp()),
    ] {
      let value = try integral(f)
      #expect(value.overlaps(exact))
      #expect(value.radius < 0x1p-110)
    }
  }

  /// The two ways to the divergence of mixtures agree.
  @Test func divergenceOfMixtures() throws {
    let p =
      constant(Rational(3, 10)) * normal(-1, Rational(1, 4))
      + constant(Rational(7, 10)) * normal(2, 1)
    let q =
      constant(Rational(3, 5)) * normal(0, Rational(9, 4))
      + constant(Rational(2, 5)) * normal(3, 1)
    let value = try integral(p * (p * q.reciprocal).logarithm)
    let first = try #require(
      GaussianMixture([
        .init(weight: Rational(3, 10), mean: -1, deviation: Rational(1, 2)),
        .init(weight: Rational(7, 10), mean: 2, deviation: 1),
      ]))
    let second = try #require(
      GaussianMixture([
        .init(weight: Rational(3, 5), mean: 0, deviation: Rational(3, 2)),
        .init(weight: Rational(2, 5), mean: 3, deviation: 1),
      ]))
    let other = first.divergence(from: second, bits: 128)
    #expect(value.overlaps(other))
    #expect(value.radius < 0x1p-110)
    #expect(!value.overlaps(other + Ball(Rational(1, 1 << 60))))
  }

  @Test func kinksAndJumps() throws {
    // 𝔼|x| = √(2/π), and P(x > 0) = ½.
    let magnitude = try integral(normal(0, 1) * x.magnitude, bits: 64)
    #expect(magnitude.overlaps((2 / Ball.pi()).squareRoot()))
    #expect(magnitude.radius < 0x1p-50)
    let above = try integral(normal(0, 1) * x.step, bits: 64)
    #expect(above.overlaps(Ball(Rational(1, 2))))
    #expect(above.radius < 0x1p-50)
  }

  /// A bracket that is 0 asks nothing of the other factor; a function that is nowhere positive has no logarithm.
  @Test func domains() throws {
    let guarded = x.step * normal(0, 1) * x.magnitude.logarithm
    #expect(guarded.integral(from: -3, to: -2, bits: 64).overlaps(0))
    let negative = normal(0, 1) * x.logarithm
    #expect(negative.end(.right, beyond: 0, bits: 64) != nil)
    #expect(negative.end(.left, beyond: 0, bits: 64) == nil)
    let undefined = (x - constant(2)).logarithm
    #expect(!undefined.integral(from: 0, to: 1, bits: 64).isFinite)
    let pole = (x - constant(Rational(1, 2))).reciprocal
    #expect(!pole.integral(from: 0, to: 1, bits: 64).isFinite)
  }

  @Test func tailsNeedADecay() {
    for side in [LineFunction.Side.right, .left] {
      #expect((constant(1) + x.power(2)).reciprocal.end(side, beyond: 0, bits: 64) == nil)
      #expect(normal(0, 1).exponential.end(side, beyond: 0, bits: 64) == nil)
    }
    #expect(x.exponential.end(.right, beyond: 0, bits: 64) == nil)
  }

  /// ∫₀^∞ e^{−x/100} x = 10⁴, ∫₀^∞ e^{−x}/(1 + x) = 0.59634736…, and ∫_{−∞}^0 e^x = 1.
  @Test func halfLines() throws {
    func integral(_ f: LineFunction) throws -> Ball {
      let (end, rest) = try #require(f.end(.right, beyond: 0, bits: 100))
      return f.integral(from: 0, to: end, bits: 100) + Ball.union(rest, -rest)
    }
    let slow = try integral(x * (x * constant(Rational(-1, 100))).exponential)
    #expect(slow.overlaps(10_000) && slow.radius < 0x1p-60)
    let quotient = try integral((-x).exponential * (constant(1) + x).reciprocal)
    #expect(
      quotient.overlaps(
        Ball(
          midpoint: Rational(59_634_736_232, 100_000_000_000), radius: Rational(1, 100_000_000_00)))
    )
    #expect(quotient.radius < 0x1p-90)
    let (left, below) = try #require(x.exponential.end(.left, beyond: 0, bits: 100))
    #expect(
      (x.exponential.integral(from: left, to: 0, bits: 100) + Ball.union(below, -below)).overlaps(1)
    )
  }

  /// The bound of a tail is one, here of ∫ |x|³ N(x; 1, 4) beyond an end.
  @Test(arguments: [8, 16, 32]) func tailsAreBounds(_ bits: Int) throws {
    let f = normal(1, 4) * x.power(3)
    let (end, rest) = try #require(f.end(.right, beyond: 0, bits: bits))
    let beyond = f.integral(from: end, to: end + 60, bits: 200)
    #expect(beyond.isAtMost(rest) == .yes)
    #expect(beyond.isPositive == .yes)
  }
}
