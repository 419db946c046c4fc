import Foundation
import Testing

@testable import Models

@Suite("Discriminators and generators against what is known of them") struct ModelsOfGamesTests {
  @Test("masks: deeper stacks see what stacks of two see, and a written copy is seen at the centre")
  func masks() {
    let two = CopyTask(first: CopyTask.maskA, second: CopyTask.maskB).pathCounts()
    #expect(CopyTask(depth: 2).pathCounts() == two)
    let four = CopyTask(depth: 4).pathCounts()
    #expect(four[14] == 0 && four[9] == 0 && four[12] == 0 && four[4] > 0)
    let task = CopyTask(first: CopyTask.maskB, second: CopyTask.maskB)
    #expect(task.measureLoss(copying: 1, 4, isWritten: true, seed: 2).agrees(with: 0))
    #expect(task.measureLoss(copying: 1, 4, seed: 2).agrees(with: log(2)))
  }

  @Test("a perceptron finds the logit of two normal laws, and the value of two laws of points")
  func perceptron() {
    for (value, place) in zip(NormalGrid.measureLogits(seed: 3), [-1.0, 0, 1, 2]) {
      #expect(value.agrees(with: place - 0.5) && !value.agrees(with: place))
    }
    let (data, noise) = ([0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4])
    let exact = FiniteDiscriminator(data: data, noise: noise).measureValue()
    let trained = FiniteDiscriminator(
      data: data, noise: noise, perceptronAt: [-1.5, -0.5, 0.5, 1.5], seed: 3
    ).measureValue()
    #expect(abs(exact.value - trained.value) <= exact.tolerance + trained.tolerance)
    #expect(trained.tolerance < 1e-3)
  }

  @Test("disjoint laws have the divergence log 2, half that when they share half of their mass")
  func cells() {
    let disjoint = FiniteDiscriminator(data: [1, 0], noise: [0, 1]).measureDivergence()
    #expect(disjoint.agrees(with: log(2)) && !disjoint.agrees(with: log(2) / 2))
    let half = FiniteDiscriminator(data: [0.5, 0.5, 0], noise: [0, 0.5, 0.5]).measureDivergence()
    #expect(half.agrees(with: log(2) / 2) && !half.agrees(with: log(2)))
  }

  @Test("a discriminator that was trained on few examples falls short on fresh ones") func held() {
    let (data, noise) = ([0.3, 0.3, 0.2, 0.2], [0.2, 0.2, 0.3, 0.3])
    let divergence = FiniteDiscriminator(data: data, noise: noise).measureDivergence()
    let few = FiniteDiscriminator.trained(data: data, noise: noise, examples: 12, seed: 4)
      .measureHeldDivergence(examples: 50_000, seed: 4)
    let many = FiniteDiscriminator.trained(data: data, noise: noise, examples: 100_000, seed: 4)
      .measureHeldDivergence(examples: 50_000, seed: 4)
    #expect(few.value + few.tolerance < divergence.value && many.agrees(with: divergence.value))
    #expect(FiniteDiscriminator.measureChange(outside: 3).agrees(with: 0))
  }

  @Test("between digits of one law there is nothing to learn") func equalLaws() {
    let model = ClassDiscriminator(images: 120, seed: 8)
    let loss = model.measureBestLoss()
    #expect(loss.agrees(with: log(4)) && !loss.agrees(with: log(2)))
    let ranking = model.measureRanking()
    #expect(ranking.agrees(with: 0.5) && !ranking.agrees(with: 1))
  }

  @Test("slopes of both costs in the gradients of a generator of images") func slopes() {
    for sample in GeneratorGradients.samples(iterations: 10, generatorMoves: true, seed: 9) {
      let d = 1 / (1 + exp(-sample.logit))
      #expect(GeneratorGradients.measurement(sample.saturating).agrees(with: -d))
      #expect(GeneratorGradients.measurement(sample.nonSaturating).agrees(with: d - 1))
      let ratio = GeneratorGradients.measurement(sample.ratio)
      #expect(ratio.agrees(with: (1 - d) / d) && !ratio.agrees(with: d / (1 - d)))
    }
    let batch = GeneratorGradients.cost(seed: 9)
    func cost(_ sign: Double) -> Double {
      zip(batch.data, batch.made).reduce(0) {
        $0 - (log1p(exp(-$1.0)) + log1p(exp(sign * $1.1))) / 16
      }
    }
    #expect(batch.cost.agrees(with: cost(1)) && !batch.cost.agrees(with: cost(-1)))
  }

  @Test("a game on the line comes to equal laws; the Dirac-GAN's loss sees a product alone")
  func equilibria() {
    let value = LineEquilibrium(seed: 10).measureValue(samples: 5000)
    #expect(value.agrees(with: -log(4)) && !value.agrees(with: -log(2)))
    let state = DiracGAN.trained(steps: 5, from: [-0.5, 0.7, 2])
    let loss = DiracGAN.measureLoss(at: state)
    #expect(
      DiracGAN.measureLoss(at: [2 * state[0], state[1], state[2] / 2])
        .agrees(with: loss.value))
    #expect(!DiracGAN.measureLoss(at: [state[0], state[1], state[2] / 2]).agrees(with: loss.value))
  }

  @Test("the gap of a regression with dropout is p times that without") func gap() {
    for p in [0.5, 1] {
      let gap = GeneralisationGap.measure(keeping: p, variance: 0.25, samples: 10_000, seed: 11)
      #expect(gap.agrees(with: 2 * p * 0.25) && !gap.agrees(with: 2 * (1.5 - p) * 0.25))
    }
  }

  @Test("flows: densities by inverting, losses of normal laws") func flows() {
    for point in FlowSamples.planar(2, seed: 12) {
      let value = log(point.base) - log(point.determinant)
      #expect(point.measured.agrees(with: value) && point.measured.tolerance < 1e-3)
      #expect(!point.measured.agrees(with: log(point.base) + log(point.determinant)))
    }
    for point in FlowSamples.couplings(3, seed: 12) {
      let value = log(point.data) + log(point.determinant) - log(point.base)
      #expect(point.measured.agrees(with: value))
      #expect(!point.measured.agrees(with: log(point.data) - log(point.base)))
    }
    let entropy = NormalFlowFits.measureEntropy(mean: 1, variance: 2, samples: 5000, seed: 12)
    #expect(entropy.agrees(with: log(4 * Double.pi) / 2 + 0.5))
    #expect(!entropy.agrees(with: log(4 * Double.pi) / 2))
    // At the target itself every sample is −log k.
    let objective = NormalFlowFits.measureObjective(
      scale: 2, shift: 1, mean: 1, variance: 4, factor: 3, samples: 100, seed: 12)
    #expect(objective.agrees(with: -log(3)) && !objective.agrees(with: 0))
    let variance = ProgrammedLosses.measureBoundVariance(
      observation: 2, noise: 1, mean: 1, variance: 0.5, samples: 1000, seed: 12)
    // At the posterior every sample is the evidence.
    #expect(variance.agrees(with: 0) && variance.tolerance < 1e-9)
  }
}
