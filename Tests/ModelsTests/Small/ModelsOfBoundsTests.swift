import Foundation
import Testing

@testable import Models

@Suite("Autoencoders of drawn digits, and what bounds their evidence") struct ModelsOfBoundsTests {
  @Test("a latent digit: laws are normalised, and training the encoder alone raises the bound")
  func categorical() {
    var model = CategoricalAutoencoder(images: 64, seed: 5)
    model.train(steps: 20, decoderMoves: true)
    let image = model.hardest
    let before = model.laws(of: image)
    #expect(abs(before.encoder.reduce(0, +) - 1) < 1e-12)
    #expect(before.joint.allSatisfy { $0 > 0 && $0 < 0.25 })
    model.train(steps: 100, decoderMoves: false)
    let after = model.laws(of: image)
    // The decoder, and so the joint law, stays as it is, bit for bit.
    #expect(before.joint == after.joint && before.encoder != after.encoder)
    let bounds = [before, after].map {
      FiniteLatentModel(joint: $0.joint).measureBound(encoder: $0.encoder).value
    }
    let evidence = log(before.joint.reduce(0, +))
    #expect(bounds[0] < bounds[1] && bounds[1] < evidence)
  }

  @Test("weights of an image: their mean logarithm is below the logarithm of their mean")
  func weights() {
    let model = ImageWeights(steps: 60, held: 2, seed: 5)
    let weights = model.weights(of: 0, count: 2000, stream: 1)
    let bound = model.measureBound(of: 0, samples: 2000)
    #expect(bound.agrees(with: ImageWeights.meanLogarithm(weights)))
    #expect(ImageWeights.importanceBound(weights) > bound.value + bound.tolerance)
    // The weights of 784 pixels, by the network's own loss in single precision.
    #expect(bound.value < -50 && bound.value > -784)
    let pair = ImageWeights.measurePair(weights[0], weights[1])
    let exact = weights[0].log + log((1 + exp(weights[1].log - weights[0].log)) / 2)
    #expect(pair.agrees(with: exact) && !pair.agrees(with: exact + 1e-9))
  }

  @Test("the sampled divergence of the encoder has the closed form") func divergence() {
    let model = ImageWeights(steps: 60, held: 1, seed: 6)
    let measured = model.measureDivergences(of: 0, samples: 20_000)
    for (moment, value) in zip(model.moments(of: 0), measured) {
      let (m, v) = (moment.mean, moment.variance)
      #expect(value.agrees(with: (m * m + v - 1 - log(v)) / 2))
      #expect(!value.agrees(with: (m * m + v - 1 + log(v)) / 2))
    }
  }

  @Test("a decoder without an encoder gives every latent point the mean of the pixel") func prior()
  {
    let model = PriorDecoder(seed: 7)
    let share = Double(model.white) / Double(model.white + model.black)
    for value in model.measureExtremes() {
      #expect(value.agrees(with: share) && !value.agrees(with: 1 - share))
    }
    // One that is not trained depends on z more than it may.
    #expect(
      !PriorDecoder(steps: 0, seed: 7).measureExtremes().allSatisfy {
        $0.agrees(with: share) && $0.tolerance < 0.1
      })
  }

  @Test("the linear autoencoder comes to the covariance of its data") func components() {
    let (covariance, bound) = LinearGaussianVAE.measureComponents()
    for (value, expected) in zip(covariance, [2.0, 1, 1, 2]) {
      #expect(value.agrees(with: expected) && value.tolerance < 1e-3)
    }
    let evidence = -log(2 * Double.pi) - log(3) / 2 - 1
    #expect(bound.agrees(with: evidence) && !bound.agrees(with: evidence + 1e-6))
  }
}
