import Exact
import Foundation
import Models
import Numeric
import Testing

@Suite("Dirac GAN") struct DiracGANTests {
  private func sigma(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  @Test("velocity against the closed form, and a wrong one is rejected")
  func velocity() {
    var random = RandomStream(seed: 31)
    for _ in 0..<100 {
      let gamma = 3 * random.uniform()
      let s = (0..<3).map { _ in random.gaussian() }
      let a = s[0] * s[2] + s[1]
      let expected = [
        -s[2] * sigma(a) - gamma * s[0], sigma(-s[1]) - sigma(a), s[0] * sigma(a),
      ]
      let measured = DiracGAN.measureVelocity(gamma: gamma, at: s)
      for (m, want) in zip(measured, expected) {
        // The closed form in doubles has an error of its own, of the same kind.
        let slack = m.tolerance + 16 * 0x1p-53 * (1 + abs(want))
        #expect(abs(m.value - want) <= slack)
        #expect(m.tolerance < 1e-13)
      }
      #expect(!measured[0].agrees(with: expected[0] - gamma * s[0]))
    }
  }

  @Test("the rounding bound holds against 192 bits, and is not idle")
  func roundingBound() {
    var random = RandomStream(seed: 32)
    for _ in 0..<300 {
      let gamma = random.uniform()
      let s = (0..<3).map { _ in 2 * random.gaussian() }
      let (x, y, z) = (Ball(s[0]), Ball(s[1]), Ball(s[2]))
      let force = (x * z + y).logistic()
      let exact = [-z * force - Ball(gamma) * x, (-y).logistic() - force, x * force]
      for (m, ball) in zip(DiracGAN.measureVelocity(gamma: gamma, at: s), exact) {
        let error = (Ball(m.value) - ball).magnitude
        #expect(error.isAtMost(Ball(m.tolerance)) == .yes, "at \(s), γ = \(gamma)")
        #expect(m.tolerance < 1e-14 * (2 + abs(s[0]) + abs(s[2])))
      }
    }
  }

  @Test("Jacobian at the equilibrium")
  func jacobian() {
    let gamma = 0.3
    let expected = [[-gamma, 0, -0.5], [0, -0.5, 0], [0.5, 0, 0]]
    for (row, want) in zip(DiracGAN.measureJacobian(gamma: gamma), expected) {
      for (m, w) in zip(row, want) { #expect(m.agrees(with: w) && m.tolerance < 1e-14) }
    }
  }

  private func abscissa(_ gamma: Double) -> Double {
    gamma < 1 ? -gamma / 2 : (-gamma + (gamma * gamma - 1).squareRoot()) / 2
  }

  @Test(
    "spectral abscissa of the simulated flow", arguments: [0, 0.01, 0.1, 0.5, 0.99, 1, 2, 10, 100])
  func spectralAbscissa(gamma: Double) {
    let m = DiracGAN.measureSpectralAbscissa(gamma: gamma)
    #expect(m.agrees(with: abscissa(gamma)))
    #expect(m.tolerance < 0.05 * max(0.01, -abscissa(gamma)))
    if gamma > 0 {
      #expect(!m.agrees(with: -gamma), "the control")
      #expect(!m.agrees(with: abscissa(gamma) * 1.1))
    }
    #expect(!m.agrees(with: .nan))
  }

  @Test("no number passes where the simulation fails", arguments: [Double.nan, .infinity, -1e300])
  func failures(gamma: Double) {
    for prediction in [0, -0.5, gamma, -gamma / 2] {
      #expect(!DiracGAN.measureSpectralAbscissa(gamma: gamma).agrees(with: prediction))
    }
    #expect(DiracGAN.measureOscillation(gamma: gamma) == nil)
    #expect(!DiracGAN.measureConservedQuantity(gamma: gamma).agrees(with: 0))
  }

  @Test("period and growth of the oscillation", arguments: [0, 0.1, 0.5, 0.9])
  func oscillation(gamma: Double) throws {
    let (period, growth) = try #require(DiracGAN.measureOscillation(gamma: gamma))
    let frequency = (1 - gamma * gamma).squareRoot() / 2
    #expect(period.agrees(with: 2 * .pi / frequency) && period.tolerance < 1e-3 * period.value)
    #expect(growth.agrees(with: -gamma / 2) && growth.tolerance < 1e-3)
    #expect(!period.agrees(with: .pi / frequency))
    if gamma > 0 { #expect(!growth.agrees(with: -gamma)) }
  }

  @Test("no oscillation from γ = 1 on", arguments: [1, 2, 10.0])
  func overdamped(gamma: Double) {
    #expect(DiracGAN.measureOscillation(gamma: gamma) == nil)
  }

  @Test("ψ₀² + θ² is conserved without penalty, and only then")
  func conserved() {
    let free = DiracGAN.measureConservedQuantity()
    #expect(free.agrees(with: 0) && free.tolerance < 1e-6)
    let damped = DiracGAN.measureConservedQuantity(gamma: 0.01)
    #expect(!damped.agrees(with: 0) && damped.value < 0)
  }

  /// √(ψ₀² + θ²) at T = 50 and 200, from (1, ½, 1); an independent program's numbers, to their digits.
  @Test(
    "reference runs", arguments: [(0, 1.41421356, 1.41421356, 5e-9), (0.1, 0.1204, 7.1e-5, 5e-5)])
  func reference(gamma: Double, at50: Double, at200: Double, digits: Double) {
    var model = DiracGAN(gamma: gamma)
    let run = Trajectory(
      .rungeKutta4, from: [1, 0.5, 1], step: 0.01, count: 20000, recordEvery: 5000, in: &model)
    let norms = run.norms(of: [0, 2])
    #expect(run.times.count == 5 && run.times[1] == 50)
    #expect(abs(norms[1] - at50) < digits && abs(norms[4] - at200) < digits)
  }

  @Test("reference decay for γ = 1 and 10, relative")
  func referenceDecay() {
    for (gamma, at50, at200) in [(1.0, 8.8e-10, 8.8e-42), (10, 0.3031, 0.00707)] {
      var model = DiracGAN(gamma: gamma)
      let run = Trajectory(
        .rungeKutta4, from: [1, 0.5, 1], step: 0.01, count: 20000, recordEvery: 5000, in: &model)
      let norms = run.norms(of: [0, 2])
      #expect(abs(norms[1] / at50 - 1) < 0.01 && abs(norms[4] / at200 - 1) < 0.01)
    }
  }

  @Test("Euler's scheme spirals out, the alternating one does not")
  func schemes() {
    var model = DiracGAN(gamma: 0)
    for (scheme, want) in [(Scheme.simultaneous, 4.760), (model.alternating, 1.129)] {
      let end = scheme.end(from: [1, 0.5, 1], step: 0.1, count: 5000, in: &model)
      #expect(abs(hypot(end[0], end[2]) - want) < 5e-4)
    }
  }

  @Test("both schemes of the exercise follow the flow to first order")
  func order() {
    let model = DiracGAN(gamma: 0)
    for (scheme, order) in [
      (Scheme.simultaneous, 1.0), (model.alternating, 1), (.rungeKutta4, 4),
    ] {
      let m = scheme.measureOrder(from: [1, 0.5, 1], time: 5, steps: 80, in: model)
      #expect(m.agrees(with: order) && m.tolerance < 0.2, "\(scheme): \(m)")
      #expect(!m.agrees(with: 2))
    }
  }

  @Test("a log-linear fit of the decay")
  func fit() throws {
    var model = DiracGAN(gamma: 0.1)
    let run = Trajectory(
      .rungeKutta4, from: [1e-3, 0, 0], step: 0.02, count: 10000, recordEvery: 10, in: &model)
    let (rate, deviation) = try #require(run.logLinearRate(of: [0, 2]))
    #expect(abs(rate + 0.05) < 3 * 2 * deviation / 200)
    #expect(deviation < 0.2)
  }
}

@Suite("Bilinear game") struct BilinearGameTests {
  @Test("growth per step", arguments: [0.001, 0.1, 0.5, 1, 1.9, -0.3])
  func growth(alpha: Double) {
    let simultaneous = BilinearGame.measureGrowth(alpha: alpha, scheme: .simultaneous)
    let alternating = BilinearGame.measureGrowth(alpha: alpha, scheme: .alternating)
    #expect(simultaneous.agrees(with: 0.5 * log1p(alpha * alpha)))
    #expect(!simultaneous.agrees(with: 0) && !simultaneous.agrees(with: log1p(alpha * alpha)))
    #expect(simultaneous.tolerance < 1e-12)
    #expect(alternating.agrees(with: 0) && alternating.tolerance < 0.01)
    if abs(alpha) >= 0.1 { #expect(!alternating.agrees(with: 0.5 * log1p(alpha * alpha))) }
  }

  @Test("the alternating scheme grows beyond |α| = 2")
  func unstable() {
    let m = BilinearGame.measureGrowth(alpha: 2.5, scheme: .alternating)
    let mu = Eigenvalues.spectralRadius(
      of: [[1, Rational(5, 2)], [Rational(-5, 2), 1 - Rational(25, 4)]])!
    #expect(m.agrees(with: mu.log().midpoint) && !m.agrees(with: 0))
  }

  @Test func velocity() {
    #expect(BilinearGame.measureVelocity(at: [3, 5]).map(\.value) == [5, -3])
  }
}
