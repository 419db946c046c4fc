import Foundation
import Numeric
import Testing

@testable import Models

/// The series of the figures against closed forms.
@Suite("Series")
struct SeriesTests {
  @Test("Gelfand's formula gives the spectral radius, also of a matrix that is not diagonalisable")
  func radius() {
    #expect(abs(spectralRadius(of: [[0, -0.5], [0.5, 0]]) - 0.5) < 1e-9)
    #expect(abs(spectralRadius(of: [[1, 1], [0, 1]]) - 1) < 1e-9)
    #expect(abs(spectralRadius(of: [[2, 0], [0, -3]]) - 3) < 1e-9)
    #expect(spectralRadius(of: [[0, 1], [0, 0]]) < 1e-6)
  }

  @Test("a step of a linear field is I + hJ, or the product over the blocks")
  func step() {
    let field = LinearField([[0, -1], [1, 0]])
    #expect(field.step(.simultaneous, by: 0.5) == [[1, -0.5], [0.5, 1]])
    #expect(field.step(.alternating(blocks: [[0], [1]]), by: 0.5) == [[1, -0.5], [0.5, 0.75]])
  }

  @Test(
    "near the equilibrium the game follows its linearisation, and far from the border it is stable")
  func game() {
    let jacobian = DiracGAN.measureJacobian(gamma: 0.3).map { $0.map(\.value) }
    for play in DiracGAN.Play.allCases {
      var linear = LinearField(jacobian)
      let scheme = DiracGAN(gamma: 0.3).scheme(play)
      let start = [1e-4, 0, 1e-4]
      let run = DiracGAN.run(gamma: 0.3, play: play, from: start, step: 0.1, count: 100)
      let end = scheme.end(from: start, step: 0.1, count: 100, in: &linear)
      for (a, b) in zip(run.states[100], end) { #expect(abs(a - b) < 1e-7) }
      #expect(DiracGAN.converges(gamma: 1, play: play, step: 0.5))
      #expect(!DiracGAN.converges(gamma: 1, play: play, step: 4.4))
    }
    #expect(!DiracGAN.converges(gamma: 0, play: .simultaneous, step: 0.5))
  }

  @Test("the minimiser over all masks implies λ = (1 − p)/p, and no dropout is least squares")
  func dropout() {
    let model = DropoutRegression(inputs: [[1, 2], [3, -1]], outputs: [1, 2])
    for p in [0.1, 0.5, 0.8] {
      #expect(abs(model.impliedPenalty(keeping: p) - (1 - p) / p) < 1e-12 / p)
    }
    // p = 2/3: p·w = (105/223, 14/223).
    let w = model.weights(keeping: 2.0 / 3)
    #expect(abs(w[0] - 315.0 / 446) < 1e-14 && abs(w[1] - 21.0 / 223) < 1e-14)
    let ridge = model.ridgeWeights(penalty: 0.5)
    #expect(abs(ridge[0] - 154.0 / 227) < 1e-14 && abs(ridge[1] - 28.0 / 227) < 1e-14)
  }

  @Test("the bound of one sample is the lower bound, and 64 are near log p(x)")
  func importance() {
    let model = ImportanceBound(x: 2, mean: 0.5, deviation: 0.5.squareRoot())
    #expect(abs(model.logEvidence + 2.26551212) < 1e-8)
    let estimates = model.estimates(of: [1, 64], samples: 4000, seed: 1)
    // KL(q ‖ posterior) = 1/4.
    #expect(abs(estimates[0].value + 2.51551212) < 6 * estimates[0].error)
    let gap = model.logEvidence - estimates[1].value
    #expect(abs(gap - model.relativeVariance / 128) < 6 * estimates[1].error + 0.002)
    // ∫ w² q /p² for q with the posterior's variance and its mean off by 1/2: e^{1/2}.
    #expect(abs(model.relativeVariance - (Foundation.exp(0.5) - 1)) < 1e-12)
  }

  @Test("the forward fit has the target's moments, the reverse fits one mode each")
  func fits() {
    let model = NormalFit(modes: 3)
    #expect(abs(model.forward.mean) < 1e-12)
    #expect(abs(model.forward.deviation - 10.0.squareRoot()) < 1e-12)
    let right = model.reverse(from: .init(mean: 2, deviation: 1))
    let left = model.reverse(from: .init(mean: -2, deviation: 1))
    #expect(abs(right.mean - 3) < 0.1 && abs(right.deviation - 1) < 0.1)
    #expect(abs(right.mean + left.mean) < 1e-9)
  }

  @Test("a trained discriminator comes near the divergence and stays below")
  func discriminator() {
    func normal(_ m: Double) -> (Double) -> Double {
      { NormalFit.density($0, mean: m, deviation: 1) }
    }
    var model = ScalarDiscriminator(seed: 3)
    var stream = RandomStream(seed: 3)
    for _ in 0..<800 {
      let real = (0..<64).map { _ in 1 + stream.gaussian() }
      let made = (0..<64).map { _ in stream.gaussian() }
      model.train(real: real, made: made, rate: 0.01)
    }
    let estimate = model.divergence(real: normal(1), made: normal(0))
    #expect(estimate < 0.1114214822 + 1e-9)
    #expect(estimate > 0.1)
  }

  @Test("path counts of the masks of PixelCNN")
  func masks() {
    let a = [[1, 1, 1], [1, 0, 0], [0, 0, 0]]
    let b = [[1, 1, 1], [1, 1, 0], [0, 0, 0]]
    let counts = MaskedConvolution.pathCounts(masks: [a, b], size: 5, from: 2, 2)
    #expect(counts[0] == [1, 2, 3, 2, 1] && counts[1] == [2, 3, 3, 1, 0])
    #expect(counts.joined().reduce(0, +) == 20)
    // A shift to the right: what is seen from the second row, first column, stands above on the left.
    let shift = [[1, 0, 0], [0, 0, 0], [0, 0, 0]]
    #expect(
      MaskedConvolution.pathCounts(masks: [shift], size: 3, from: 1, 1)
        == [[1, 0, 0], [0, 0, 0], [0, 0, 0]])
  }

  @Test("the contrastive loss is its decomposition, and tends to log I₀(1) − 1 on the circle")
  func contrastive() {
    let loss = ContrastiveLoss(dimension: 2, anchors: 4, candidates: 4096, seed: 5)
    let sum = -loss.alignment + loss.uniformity + Foundation.log(4096.0)
    #expect(abs(sum - loss.loss) < 1e-12)
    #expect(abs(ContrastiveLoss.uniformityOnCircle - 0.23591435845) < 1e-9)
    #expect(abs(loss.uniformity - 0.2359) < 0.05)
  }

  @Test("w² − p² is conserved with stop-gradient and predictor; the others collapse at their rates")
  func siamese() {
    var both = LinearSiamese(signal: 1, noise: 0.5, stopsGradient: true, hasPredictor: true)
    let end = Scheme.rungeKutta4.end(from: [1, 0.5], step: 0.01, count: 4000, in: &both)
    #expect(abs(end[0] * end[0] - end[1] * end[1] - 0.75) < 1e-8)
    #expect(abs(end[1] - 2.0 / 3) < 1e-8)
    for (stops, rate) in [(true, 0.5), (false, 1.0)] {
      var model = LinearSiamese(
        signal: 1, noise: 0.5, stopsGradient: stops, hasPredictor: false)
      let end = Scheme.rungeKutta4.end(from: [1, 1], step: 0.01, count: 500, in: &model)
      #expect(abs(end[0] - Foundation.exp(-5 * rate)) < 1e-9)
      #expect(end[1] == 1)
    }
  }
}
