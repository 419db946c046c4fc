import Foundation
import Numeric
import Testing

@testable import Models

@Suite("Regressions, contrasts, views and flows that were trained") struct TrainedModelTests {
  @Test("ridge regression by descent, and not the weights of dropout") func ridge() {
    let x = Tensor<Double>([2, 2], [1, 2, 3, -1])
    let weights = RidgeRegression(
      inputs: x, targets: Tensor([2, 1], [1, 2]), penalty: 0.5
    ).train()
    #expect(weights[0].agrees(with: 154.0 / 227) && weights[1].agrees(with: 28.0 / 227))
    #expect(!weights[0].agrees(with: 105.0 / 223))
    let norm = DropoutTraining(inputs: x, targets: Tensor([2, 1], [1, 2]), keep: 2.0 / 3)
      .measureScaledNorm(steps: 20_000, seed: 2)
    let (first, second) = (105.0 / 223, 14.0 / 223)
    let exact: Double = 10 * first * first + 5 * second * second
    #expect(norm.agrees(with: exact) && !norm.agrees(with: 2.25 * exact))
  }

  @Test(
    "matched classes on the circle: log n less the loss stays below one nat", arguments: [4, 6, 10])
  func classes(_ n: Int) {
    let model = MatchedClasses(classes: n, steps: 1000, seed: 3)
    let information = model.measureInformation()
    #expect(information.value < 1 && information.value > 0.7)
    // Evenly spaced: −1 and the mean exponential of the cosines.
    let angles = (0..<n).map { 2 * Double.pi * Double($0) / Double(n) }
    let mean: Double = angles.map { exp(cos($0)) }.reduce(0, +) / Double(n)
    let loss = model.measureEvenLoss()
    // More than six leave the loss nearly as it is when they are unevenly spaced.
    #expect(loss.agrees(with: log(mean) - 1 + log(Double(n))))
    #expect(loss.tolerance < (n > 6 ? 0.5 : 0.05))
  }

  @Test("a joint encoder is content with one partner for all classes") func joint() {
    let loss = JointEncoder.measureCollapsedLoss(classes: 10, steps: 300, seed: 1)
    #expect(loss.value >= -2 && loss.value < -1)
  }

  @Test("batches of candidates: the bias falls as 1/M") func candidates() throws {
    // Scores ±1, equally probable: the mean exponential is cosh 1, its variance sinh² 1.
    let batches = try #require(CandidateBatches(scores: [1, -1], probabilities: [0.5, 0.5]))
    let bias = [1, 64].map { m -> Double in
      batches.measureUniformity(candidates: m, batches: 50_000, seed: 4).value - log(cosh(1.0))
    }
    #expect(abs(bias[0] + log(cosh(1.0))) < 0.03)
    let leading: Double = -tanh(1.0) * tanh(1.0) / 128
    #expect(abs(bias[1] - leading) < 0.003)
  }

  @Test("two views of a datum are not one view twice") func views() throws {
    let signal = [1.0, 2, -1, 0.5]
    #expect(AugmentedViews.view(signal, 0) == signal)
    #expect(AugmentedViews.view(signal, 3) == [1, 0.5, -1, 2])
    let model = try #require(
      AugmentedViews(signals: [signal], data: [1], augmentations: [[0.5, 0.5, 0, 0]]))
    let moment = model.measureMoment(samples: 50_000, seed: 5)
    #expect(moment.agrees(with: 0.75 * 0.75) && !moment.agrees(with: 0.5))
  }

  @Test("linear siamese networks in time: a predictor at rest, decay, and its velocity")
  func siamese() {
    var model = SiameseMatrices(
      common: Tensor([1, 1], [1]), augmentation: Tensor([1, 1], [0.5]),
      encoder: Tensor([1, 1], [1]), predictor: Tensor([1, 1], [0.5]), hasPredictor: true,
      stopsGradient: false)
    model.movesPredictor = false
    // Ẇ = −((p² + 1)X′ + (p − 1)²X)W = −0.875 W.
    #expect(model.measureSquaredNorm(time: 4).agrees(with: exp(-7)))
    #expect(model.measureNormVelocity().value == -1.75)
    model.hasPredictor = false
    #expect(model.measureEncoder(time: 2)[0].agrees(with: exp(-2)))
    #expect(!model.measureEncoder(time: 2)[0].agrees(with: exp(-1)))
    (model.hasPredictor, model.movesPredictor, model.stopsGradient) = (true, true, true)
    #expect(model.measureFinalPredictor(time: 40)[0].agrees(with: 2.0 / 3))
  }

  @Test("linear SimSiam keeps its features with a stopped target, and loses them without")
  func linear() {
    func norm(_ target: SiamesePerceptron.Target) -> Double {
      var model = LinearSiameseModel(target: target, seed: 6)
      var stream = WideStream(seed: 7)
      model.train(steps: 500, rate: 0.01, from: &stream)
      return model.parameters[0].elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    #expect(norm(.moving) < 0.05)
    #expect(norm(.stopped) > 0.3 && norm(.following(0.05)) > 0.3)
  }

  @Test("planar flows are trained by maximum likelihood") func planar() {
    let flow = PlanarFlow(layers: 4, dimension: 2, seed: 8)
    var stream = WideStream(seed: 9)
    let u = Tensor<Double>.gaussian([2, 20], from: &stream)
    // The gradient of the likelihood against differences.
    func loss(_ parameters: [Tensor<Double>]) -> Double {
      let graph = Graph<Double>()
      return -flow.logDensity(graph.constant(u), parameters.map(graph.constant)).mean.value.scalar
    }
    let own = Graph<Double>()
    let q = own.variables(flow.parameters)
    let g = own.gradient(of: -flow.logDensity(own.constant(u), q).mean, for: q)
    for index in flow.parameters.indices {
      let h = 1e-4
      let values = [h, -h, 2 * h, -2 * h].map { step -> Double in
        var moved = flow.parameters
        moved[index] = moved[index].firstShifted(by: step)
        return loss(moved)
      }
      let slope: Double = (8 * (values[0] - values[1]) - (values[2] - values[3])) / (12 * h)
      #expect(abs(slope - g[index].elements[0]) < 1e-8)
    }
    var fit = LikelihoodFit(flow)
    var draws = WideStream(seed: 10)
    let losses = (0..<2).map { _ -> Double in
      fit.train(steps: 100, rate: 0.01, from: &draws)
      let graph = Graph<Double>()
      return fit.loss(of: 0, fit.parameters.map(graph.constant), from: &draws).value.scalar
    }
    #expect(losses[1] < losses[0])
  }

  @Test("the discriminator of the line estimates no more than the divergence") func line() {
    var model = LineGAN(seed: 11)
    var stream = WideStream(seed: 12)
    model.train(steps: 300, rate: 0.01, from: &stream)
    func density(_ x: Double, _ m: Double, _ s: Double) -> Double {
      exp(-(x - m) * (x - m) / (2 * s * s)) / (s * (2 * Double.pi).squareRoot())
    }
    let (estimate, exact) = model.divergences(deviation: 1, mean: 1, density)
    // JSD of N(2, 1/4) and N(1, 1).
    #expect(exact > 0.2 && exact < 0.4 && estimate <= exact + 1e-6)
  }

  @Test("one step of the Dirac-GAN, and the rate of its training") func dirac() {
    let state = [1, 0.5, 1.0]
    let sigma = 1 / (1 + exp(-1.5))
    let distance = DiracGAN.measureSquaredDistance(step: 0.125, at: state)
    #expect(distance.agrees(with: 2 * (1 + sigma * sigma / 64)) && !distance.agrees(with: 2))
    let velocity = DiracGAN.measureAlternatingVelocity(gamma: 0.25, at: state)
    #expect(velocity.agrees(with: sigma) && !velocity.agrees(with: -sigma))
    for (gamma, rate) in [(0.1, -0.05), (2, -0.1339745962155614)] {
      for play in DiracGAN.Play.allCases {
        let measured = DiracGAN.measureTrainingAbscissa(gamma: gamma, play: play)
        #expect(measured.agrees(with: rate) && measured.tolerance < 1e-3)
        #expect(!measured.agrees(with: 2 * rate))
      }
    }
    let error = BilinearGame.measureStepError(step: 0.125, at: [1, 0.5])
    let (across, along) = (1 - cos(0.125), 0.125 - sin(0.125))
    let exact: Double = 1.25 * (across * across + along * along)
    #expect(error.agrees(with: exact))
  }
}

extension Tensor<Double> {
  /// The tensor with h added to its first number.
  fileprivate func firstShifted(by h: Double) -> Tensor {
    var numbers = elements
    numbers[0] += h
    return Tensor(shape, numbers)
  }
}
