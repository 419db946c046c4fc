import Foundation
import Numeric
import Testing

@testable import Models

@Suite("Small models against closed forms") struct SmallModelTests {
  @Test("dropout is ridge regression: the loss, and the weights that training finds")
  func dropout() {
    let x = Tensor<Double>([2, 2], [1, 2, 3, -1])
    let y = Tensor<Double>([2, 1], [1, 2])
    let model = DropoutTraining(inputs: x, targets: y, keep: 2.0 / 3)
    let loss = model.measureLoss(weights: Tensor([2, 1], [0.5, -1.0 / 3]), seed: 1)
    #expect(loss.agrees(with: 68.0 / 27))
    // With p in place of p(1 − p) the penalty would be three times as large.
    let norm = 10.0 / 4 + 5.0 / 9
    #expect(!loss.agrees(with: 68.0 / 27 + 4.0 / 9 * norm))
    let weights = model.train(seed: 1)
    #expect(weights[0].agrees(with: 315.0 / 446) && weights[1].agrees(with: 21.0 / 223))
    #expect(!weights[0].agrees(with: 105.0 / 223))
  }

  @Test("a finite discriminator finds the ratio and the divergence") func discriminator() {
    let model = FiniteDiscriminator(data: [0.7, 0.3], noise: [0.5, 0.5])
    let value = model.measureValue()
    let (data, noise) = (0.7 * log(0.7 / 1.2) + 0.3 * log(0.3 / 0.8), 0.5 * log(0.25 / 0.96))
    #expect(value.agrees(with: data + noise))
    #expect(!value.agrees(with: data + noise + 1e-6))
    #expect(value.tolerance < 1e-6)
    let density = model.measureDensity(at: 0)
    #expect(density.agrees(with: 0.7) && density.tolerance < 1e-3)
    #expect(!density.agrees(with: 0.25 / 0.7))
  }

  @Test("the encoder's ascent reaches the evidence; more weights give better bounds") func latent()
  {
    let model = FiniteLatentModel(joint: [0.3, 0.1])
    let (encoder, bound) = model.trainEncoder()
    #expect(bound.agrees(with: log(0.4)) && bound.tolerance < 1e-6)
    #expect(abs(encoder[0] - 0.75) < 1e-6)
    let expected = [1: -1.06013177, 2: -0.98821125, 4: -0.95040549, 16: -0.92428776]
    for (k, value) in expected {
      let measured = model.measureImportanceBound(encoder: [0.5, 0.5], weights: k, seed: 3)
      #expect(measured.agrees(with: value) && measured.tolerance < 0.02)
      #expect(!measured.agrees(with: value + 0.03))
    }
  }

  @Test("the linear autoencoder is probabilistic principal components") func principal() {
    // Four points with second moment ((2, 1), (1, 2)).
    let s = 2.0.squareRoot()
    let (a, b) = (3.0.squareRoot(), 1.0)
    let points = [(a, a), (-a, -a), (b, -b), (-b, b)].map { ($0.0 * s / s, $0.1 * s / s) }
    let model = LinearGaussianVAE(data: Tensor([2, 4], points.map(\.0) + points.map(\.1)))
    let (bound, w, variance) = model.train()
    // At the optimum s² is the smaller eigenvalue 1, ‖w‖² the larger less s²; the bound is tight there,
    // and quadratic about it, so the training's error of 1e-4 in parameters is 1e-7 in it.
    #expect(abs(bound + 3.38718321) < 1e-6)
    #expect(abs(variance - 1) < 1e-3 && abs(w[0] * w[0] + w[1] * w[1] - 2) < 3e-3)
  }

  @Test(
    "β-VAE at one observation", arguments: [(0.25, 1.52011827), (1, 2.26551212), (4, 2.96522564)])
  func beta(beta: Double, loss: Double) {
    let result = BetaVAE(observation: 2, beta: beta).train()
    #expect(abs(result.loss - loss) < 1e-7)
    #expect(abs(result.mean - 2 / (1 + beta)) < 1e-3)
    #expect(abs(result.variance - beta / (1 + beta)) < 1e-3)
  }

  @Test("flows: inverses, determinants, and the two estimates of a divergence, sample by sample")
  func flows() {
    var stream = WideStream(seed: 21)
    let u = Tensor<Double>.gaussian([2, 20], from: &stream)
    func check(_ flow: some InvertibleFlow) {
      let graph = Graph<Double>()
      let p = flow.parameters.map(graph.constant)
      let (x, forward) = flow.forward(graph.constant(u), p)
      let (back, inverse) = flow.inverse(x, p)
      for (a, b) in zip(back.value.elements, u.elements) { #expect(abs(a - b) < 1e-12) }
      for (a, b) in zip(forward.value.elements, inverse.value.elements) {
        #expect(abs(a + b) < 1e-12)
      }
      // log p_X(x)/p_{F(U)}(x) at x = F(u) is log p_{F⁻¹(X)}(u)/p_U(u): the determinants move over.
      let left = Variable.logDensityStandardGaussian(x) - flow.logDensity(x, p)
      let right =
        Variable.logDensityStandardGaussian(x) + forward
        - Variable.logDensityStandardGaussian(graph.constant(u))
      for (a, b) in zip(left.value.elements, right.value.elements) { #expect(abs(a - b) < 1e-11) }
    }
    var affine = AffineFlow(dimension: 2)
    affine.parameters = [Tensor([2], [0.7, -0.3]), Tensor([2], [1, 2])]
    check(affine)
    check(CouplingFlow(couplings: 4, seed: 2))
    // The planar determinant against differences of the map itself.
    let planar = PlanarFlow(layers: 2, dimension: 2, seed: 3)
    check(planar)
    check(PlanarFlow(layers: 4, dimension: 2, seed: 8))
    func map(_ x: Double, _ y: Double) -> (x: [Double], logDeterminant: Double) {
      let graph = Graph<Double>()
      let (z, d) = planar.forward(
        graph.constant(Tensor([2, 1], [x, y])), planar.parameters.map(graph.constant))
      return (z.value.elements, d.value.elements[0])
    }
    let h = 1e-5
    let (a, b, c, d) = (map(0.3 + h, 0.2), map(0.3 - h, 0.2), map(0.3, 0.2 + h), map(0.3, 0.2 - h))
    let (xx, xy) = ((a.x[0] - b.x[0]) / (2 * h), (c.x[0] - d.x[0]) / (2 * h))
    let (yx, yy) = ((a.x[1] - b.x[1]) / (2 * h), (c.x[1] - d.x[1]) / (2 * h))
    #expect(abs(log(abs(xx * yy - xy * yx)) - map(0.3, 0.2).logDeterminant) < 1e-8)
  }

  @Test("maximum likelihood covers both modes, the reverse divergence seeks one") func directions()
  {
    // Two modes at ±3: the affine flow's best forward fit is N(0, 10), the reverse one N(±3, 1).
    var forward = AffineFlow(dimension: 1)
    forward.trainForward(steps: 1500, rate: 0.02, seed: 4) { stream in
      let signs = Tensor<Double>.bernoulli(0.5, [1, 256], from: &stream)
      return signs.map(.gaussian([1, 256], from: &stream)) { ($0 * 2 - 1) * 3 + $1 }
    }
    #expect(abs(forward.parameters[1].elements[0]) < 0.2)
    #expect(abs(exp(2 * forward.parameters[0].elements[0]) - 10) < 0.8)
    var reverse = AffineFlow(dimension: 1)
    reverse.parameters[1] = Tensor([1], [2.5])
    reverse.trainReverse(steps: 800, rate: 0.02, seed: 5, dimension: 1) { x in
      // The density up to a factor: e^{−(x−3)²/2} + e^{−(x+3)²/2}.
      let parts = Variable.stacked([-0.5 * (x - 3).squared, -0.5 * (x + 3).squared])
      return parts.logSumExp
    }
    #expect(abs(reverse.parameters[1].elements[0] - 3) < 0.1)
    #expect(abs(exp(2 * reverse.parameters[0].elements[0]) - 1) < 0.15)
  }

  @Test(
    "a discriminator on the line estimates the ratio and the divergence; an energy normalises itself"
  )
  func ratio() {
    func shifted(_ m: Double) -> (inout WideStream) -> Tensor<Double> {
      { Tensor<Double>.gaussian([1, 256], from: &$0).map { $0 + m } }
    }
    let model = RatioEstimator(steps: 800, seed: 6, data: shifted(1), noise: shifted(0))
    for (x, a) in zip([-1.0, 0, 0.5, 1, 2], model([-1, 0, 0.5, 1, 2])) {
      #expect(abs(a - (x - 0.5)) < 0.2)
    }
    var stream = WideStream(seed: 7)
    let (x, y) = (
      Tensor<Double>.gaussian([1, 100_000], from: &stream).map { $0 + 1 },
      Tensor<Double>.gaussian([1, 100_000], from: &stream)
    )
    let measured = model.measureDivergence(x, y)
    let divergence = 0.1114214822
    #expect(measured.value <= divergence + measured.tolerance)
    // The deficit is at most ⅛∫(f₀ + f₁)δ² ≤ δ²/4 for errors δ ≤ 0.2 of the logit.
    #expect(measured.value >= divergence - 0.01 - measured.tolerance)
    let energy = RatioEstimator(
      steps: 800, seed: 8, offset: { $0 * $0 / 2 + 0.5 * log(2 * Double.pi) }, data: shifted(1),
      noise: shifted(0))
    for (x, value) in zip([0.0, 1, 2], energy([0, 1, 2])) {
      let exact = -0.5 * (x - 1) * (x - 1) - 0.5 * log(2 * Double.pi)
      #expect(abs(value - exact) < 0.25)
    }
  }

  @Test("contrastive encoders align and spread") func contrastive() {
    let model = ContrastiveEncoders(seed: 9)
    let (z, y) = model.embeddings(256, seed: 1)
    let positives = zip(z, y).map { (z: [Double], y: [Double]) -> Double in
      z[0] * y[0] + z[1] * y[1]
    }
    let align = positives.reduce(0, +) / 256
    #expect(align > 0.97)
    let scores = z.map { (z: [Double]) -> [Double] in
      y.map { (y: [Double]) -> Double in z[0] * y[0] + z[1] * y[1] }
    }
    let loss = ContrastiveEncoders.measureLoss(
      scores: scores, positives: positives)
    // log M + log I₀(1) − 1 is the least value with perfect alignment and uniform encodings.
    #expect(loss.value > log(256.0) - 0.76408564 - 0.02 && loss.value < log(256.0) - 0.7)
  }

  @Test("the copy task sees what the masks let through") func copy() {
    let ab = CopyTask(first: CopyTask.maskA, second: CopyTask.maskB)
    let paths: [Double] = [1, 2, 3, 2, 1, 2, 3, 3, 1, 0, 1, 1, 0, 0, 0]
    #expect(Array(ab.pathCounts().prefix(15)) == paths)
    #expect(ab.pathCounts().reduce(0, +) == 20)
    let seen = ab.measureLoss(copying: 1, 3, seed: 1)
    let unseen = ab.measureLoss(copying: 1, 4, seed: 1)
    #expect(seen.agrees(with: 0) && !seen.agrees(with: log(2)))
    #expect(unseen.agrees(with: log(2)) && !unseen.agrees(with: 0))
  }

  @Test("a 1-Lipschitz critic measures the distance of uniform laws") func critic() {
    let n = 2000
    let u = (0..<n).map { (Double($0) + 0.5) / Double(n) }
    for (shift, distance) in [(0.5, 0.5), (1.0, 1.0)] {
      let y = u.map { $0 + shift }
      let critic = WassersteinCritic(y, u)
      #expect(abs(critic.distance(y, u) - distance) < 1e-9)
      #expect(critic.slopes.allSatisfy { abs($0) <= 1 })
    }
  }

  @Test("linear SimSiam: gradients, collapse, and what prevents it") func siamese() {
    func run(_ predictor: Bool, _ stop: Bool, p: Double = 0.5, w: Double = 1) -> SiameseMatrices {
      var model = SiameseMatrices(
        common: Tensor([1, 1], [1]), augmentation: Tensor([1, 1], [0.5]),
        encoder: Tensor([1, 1], [w]),
        predictor: Tensor([1, 1], [p]), hasPredictor: predictor, stopsGradient: stop)
      model.flow(time: 40, step: 0.02)
      return model
    }
    // Ẇ = −2WX′ without both, −WX′ with the stop-gradient alone.
    #expect(abs(log(run(false, false).norm) / 40 + 1) < 1e-3)
    #expect(abs(log(run(false, true).norm) / 40 + 0.5) < 1e-3)
    #expect(run(true, false).norm < 1e-4)
    let kept = run(true, true)
    #expect(abs(kept.norm - 1.0929) < 1e-3 && abs(kept.predictor.elements[0] - 2.0 / 3) < 1e-3)
    #expect(run(true, true, p: 2, w: 0.1).norm < 1e-6)
    var follower = kept
    follower.encoder = Tensor([1, 1], [1])
    follower.predictor = Tensor([1, 1], [0.5])
    follower.followed(time: 100, step: 0.01, beta: 0.5)
    #expect(follower.norm > 0.5)
  }

  @Test("SimSiam with perceptrons collapses without stop-gradient") func perceptrons() {
    let kept = SiamesePerceptron(hasPredictor: true, target: .stopped, seed: 1).spread(seed: 2)
    let collapsed = SiamesePerceptron(hasPredictor: false, target: .moving, seed: 1).spread(
      seed: 2)
    #expect(kept > 0.25)
    #expect(collapsed < 0.5 * kept)
  }
}
