import Exact
import Numeric
import Testing

@Suite("Certified integrals") struct QuadratureTests {
  @Test func closedForms() {
    // ∫₀¹ eˣ = e − 1, ∫₀¹ 1/(1 + x²) = π/4, ∫₁² 1/x = log 2.
    let exponential = Quadrature.integral(from: 0, to: 1, bits: 128) { z, _ in z.exp() }
    let arctangent = Quadrature.integral(from: 0, to: 1, bits: 128) { z, _ in
      ComplexBall(1) / (ComplexBall(1) + z * z)
    }
    let logarithm = Quadrature.integral(from: 1, to: 2, bits: 128) { z, _ in ComplexBall(1) / z }
    for (value, exact) in [
      (exponential, Ball.e() - 1), (arctangent, Ball.pi() / 4), (logarithm, Ball.log2()),
    ] {
      #expect(value.overlaps(exact))
      #expect(value.radius < 0x1p-120)
    }
    // A control: an enclosure this tight excludes a neighbour.
    #expect(!exponential.overlaps(Ball.e() - 1 + Ball(Rational(1, 1 << 60))))
  }

  @Test func polesAreNotIntegrated() {
    let pole = Quadrature.integral(from: -1, to: 1, bits: 64) { z, _ in ComplexBall(1) / z }
    #expect(!pole.isFinite || pole.radius > 1e6)
  }

  private func normal(_ mean: Rational, _ deviation: Rational) throws -> GaussianMixture {
    try #require(GaussianMixture([.init(weight: 1, mean: mean, deviation: deviation)]))
  }

  /// KL(N(m, s²) ‖ N(n, t²)) = log(t/s) + (s² + (m − n)²)/(2t²) − ½.
  @Test(arguments: [(0, 1, 1, 2), (3, 2, -1, 1), (5, 1, 5, 1)])
  func divergenceOfNormals(_ m: Int, _ s: Int, _ n: Int, _ t: Int) throws {
    let value = try normal(Rational(m), Rational(s)).divergence(
      from: normal(Rational(n), Rational(t)), bits: 170)
    let exact =
      Ball(Rational(t, s)).log() + Ball(Rational(s * s + (m - n) * (m - n), 2 * t * t))
      - Ball(Rational(1, 2))
    #expect(value.overlaps(exact))
    #expect(value.radius < 1e-50)
  }

  /// Digits of an independent computation with Arb through python-flint.
  @Test func mixtures() throws {
    let p = try #require(
      GaussianMixture([
        .init(weight: Rational(3, 10), mean: -1, deviation: Rational(1, 2)),
        .init(weight: Rational(7, 10), mean: 2, deviation: 1),
      ]))
    let q = try #require(
      GaussianMixture([
        .init(weight: Rational(3, 5), mean: 0, deviation: Rational(3, 2)),
        .init(weight: Rational(2, 5), mean: 3, deviation: 1),
      ]))
    let divergence = p.divergence(from: q, bits: 170)
    #expect(divergence.radius < 1e-50)
    #expect(
      divergence.overlaps(
        Ball(
          midpoint: Rational(16798_0996_4351_0093, 100_000_000_000_000_000),
          radius: Rational(1, 100_000_000_000_000_000))))
    let jensen = try normal(0, 1).jensenShannonDivergence(from: normal(1, 2), bits: 170)
    #expect(jensen.radius < 1e-50)
    #expect(
      jensen.overlaps(
        Ball(
          midpoint: Rational(12817_4973_0543_9801, 100_000_000_000_000_000),
          radius: Rational(1, 100_000_000_000_000_000))))
    #expect(GaussianMixture([.init(weight: Rational(1, 2), mean: 0, deviation: 1)]) == nil)
  }
}
