import Numeric

/// A generative adversarial network of 28 × 28 images.
///
/// Source: I. Goodfellow et al., Generative adversarial nets, NeurIPS 2014, arXiv:1406.2661.
public struct GenerativeAdversarialNetwork: Sendable {
  public var discriminator: Network<Float>
  public var generator: Network<Float>
  public let latents: Int

  /// The layers of the discriminator, from an image to a logit, in the order of their table.
  public static let discriminatorLayers: [Layer] = [
    .convolution(inputs: 1, outputs: 2, kernel: 3, stride: 1, padding: 1),
    .reLU,
    .maxPool(2),
    .convolution(inputs: 2, outputs: 4, kernel: 3, stride: 1, padding: 1),
    .reLU,
    .maxPool(2),
    .convolution(inputs: 4, outputs: 8, kernel: 3, stride: 1, padding: 0),
    .reLU,
    .flatten,
    .linear(inputs: 200, outputs: 1),
  ]

  /// The layers of the generator, from latent numbers to an image.
  public static func generatorLayers(latents: Int) -> [Layer] {
    [
      .linear(inputs: latents, outputs: 1568),
      .leakyReLU(0.2),
      .image(channels: 32, height: 7, width: 7),
      .upsample(2),
      .convolution(inputs: 32, outputs: 16, kernel: 3, stride: 1, padding: 1),
      .leakyReLU(0.2),
      .upsample(2),
      .convolution(inputs: 16, outputs: 8, kernel: 3, stride: 1, padding: 1),
      .leakyReLU(0.2),
      .convolution(inputs: 8, outputs: 1, kernel: 3, stride: 1, padding: 1),
      .sigmoid,
    ]
  }

  /// Networks with Kaiming-uniform weights (slope 0) and biases 0.
  public init(latents: Int = 64, seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 0)
    discriminator = Network(Self.discriminatorLayers, from: &stream)
    generator = Network(Self.generatorLayers(latents: latents), from: &stream)
    self.latents = latents
  }

  /// What the generator minimises; a is the logit of an image of its own.
  public enum GeneratorLoss: String, Sendable, Codable {
    /// −log σ(a), the binary cross-entropy with the label 1: the gradient in a is −(1 − σ(a)).
    case nonSaturating
    /// log(1 − σ(a)), minus the binary cross-entropy with the label 0: the gradient in a is −σ(a).
    case saturating
  }

  /// The examples of a batch that are worked on together.
  static let shard = 16

  /// The mean cross-entropy of images with label 1 plus that of generated ones with label 0, and its
  /// gradients for the discriminator: softplus(−a) for logits of images, softplus(a) for the others.
  public func discriminatorLoss(
    _ images: Tensor<Float>, latent z: Tensor<Float>, threads: Int = 1
  ) -> (loss: Float, gradients: [Tensor<Float>]) {
    let batch = z.shape[1]
    precondition(images.shape == [1, 28, 28, batch], "images of shape \(images.shape)")
    let ranges = Shards.ranges(of: batch, size: Self.shard)
    let sums = Shards.sum(ranges.count, threads: threads) { index -> [Tensor<Float>] in
      let columns = Array(ranges[index])
      let graph = Graph<Float>()
      let p = graph.variables(discriminator.parameters)
      let fakes = graph.constant(generator(z.columns(columns)))
      let real = discriminator(graph.constant(images.columns(columns)), p)
      let fake = discriminator(fakes, p)
      let loss =
        (1 / Float(batch))
        * (real.binaryCrossEntropy(targets: Tensor(real.shape, repeating: 1))
          + fake.binaryCrossEntropy(targets: Tensor(fake.shape, repeating: 0)))
      return [loss.value] + graph.gradient(of: loss, for: p)
    }
    return (sums[0].scalar, Array(sums.dropFirst()))
  }

  /// The generator's mean loss for latent numbers `[K, N]`, and its gradients for the generator.
  public func generatorLoss(_ z: Tensor<Float>, _ kind: GeneratorLoss, threads: Int = 1) -> (
    loss: Float, gradients: [Tensor<Float>]
  ) {
    let batch = z.shape[1]
    let ranges = Shards.ranges(of: batch, size: Self.shard)
    let sums = Shards.sum(ranges.count, threads: threads) { index -> [Tensor<Float>] in
      let graph = Graph<Float>()
      let p = graph.variables(generator.parameters)
      let images = generator(graph.constant(z.columns(Array(ranges[index]))), p)
      let logits = discriminator(images, discriminator.parameters.map(graph.constant))
      let loss: Variable<Float>
      switch kind {
      case .nonSaturating:
        loss = logits.binaryCrossEntropy(targets: Tensor(logits.shape, repeating: 1))
      case .saturating:
        loss = -logits.binaryCrossEntropy(targets: Tensor(logits.shape, repeating: 0))
      }
      let mean = (1 / Float(batch)) * loss
      return [mean.value] + graph.gradient(of: mean, for: p)
    }
    return (sums[0].scalar, Array(sums.dropFirst()))
  }

  /// Latent numbers, uniform on [−1, 1).
  public static func latent(_ count: Int, latents: Int, from stream: inout WideStream)
    -> Tensor<Float>
  {
    .uniform([latents, count], -1, 1, from: &stream)
  }
}
