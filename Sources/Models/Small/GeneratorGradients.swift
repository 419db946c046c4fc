import Glibc
import Numeric

/// The gradients of the two costs of a generator while a network of images is trained.
///
/// For one latent point both are multiples of the gradient of its logit. Derivatives in double precision,
/// training in single precision.
public struct GeneratorGradients: Sendable {
  /// The logit of a generated image, and the gradients by the generator's parameters of log(1 − σ(a)), of
  /// −log σ(a) and of a itself: the first two along the third, and the ratio of their norms.
  public struct Sample: Sendable {
    public let logit: Double
    public let saturating: Double
    public let nonSaturating: Double
    public let ratio: Double
  }

  /// One sample each after 1, 10, 20, … steps of the discriminator, with the generator as it was, or trained
  /// by turns; none where all rectifiers of the discriminator are off, and no gradient passes.
  public static func samples(
    iterations: Int, generatorMoves: Bool, seed: UInt64
  ) -> [Sample] {
    var model = GenerativeAdversarialNetwork(seed: seed)
    let digits = DigitDrawer.draw(512, seed: seed)
    var stream = WideStream(seed: seed, stream: 28)
    var first = Adam(for: model.discriminator.parameters, rate: 0.005)
    var second = Adam(for: model.generator.parameters, rate: 0.002)
    func latent(_ count: Int) -> Tensor<Float> {
      GenerativeAdversarialNetwork.latent(count, latents: 64, from: &stream)
    }
    var samples: [Sample] = []
    for step in 1...iterations {
      let list = (0..<16).map { (16 * step + $0) % digits.count }
      let images = digits.columns(list).reshaped([1, 28, 28, 16])
      let gradients = model.discriminatorLoss(images, latent: latent(16)).gradients
      first.update(&model.discriminator.parameters, gradients: gradients)
      if generatorMoves {
        let gradients = model.generatorLoss(latent(16), .nonSaturating).gradients
        second.update(&model.generator.parameters, gradients: gradients)
      }
      if step == 1 || step % 10 == 0, let sample = sample(model, latent(1)) {
        samples.append(sample)
      }
    }
    return samples
  }

  private static func sample(
    _ model: GenerativeAdversarialNetwork, _ z: Tensor<Float>
  ) -> Sample? {
    func double(_ network: Network<Float>) -> Network<Double> {
      Network(network.layers, parameters: network.parameters.map { $0.cast(to: Double.self) })
    }
    let (discriminator, generator) = (double(model.discriminator), double(model.generator))
    let graph = Graph<Double>()
    let p = graph.variables(generator.parameters)
    let image = generator(graph.constant(z.cast(to: Double.self)), p)
    let logit = discriminator(image, discriminator.parameters.map(graph.constant)).sum
    func gradient(_ loss: Variable<Double>) -> [Double] {
      graph.gradient(of: loss, for: p).flatMap(\.elements)
    }
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let own = gradient(logit)
    let (saturating, other) = (gradient(-logit.softplus), gradient((-logit).softplus))
    let square = product(own, own)
    guard square > 0 else { return nil }
    return Sample(
      logit: logit.value.scalar, saturating: product(saturating, own) / square,
      nonSaturating: product(other, own) / square,
      ratio: (product(other, other) / product(saturating, saturating)).squareRoot())
  }

  /// A number of a sample.
  ///
  /// Tolerance: the gradients are made by the same operations from multiples of one number, so that they
  /// differ from multiples by roundings alone. A path passes at most 2¹³ of them, and what cancels in the
  /// sums over paths is at most 2⁴ times what is left in norm.
  public static func measurement(_ value: Double) -> Measurement {
    Measurement(value: value, tolerance: 0x1p-36 * abs(value), seconds: 0)
  }

  /// The logits of 16 images and of 16 generated ones after some steps of the discriminator, and minus its
  /// loss.
  ///
  /// Tolerance: 2 · 16 losses in single precision, each off by a few units of rounding of its logit and of 1,
  /// and the roundings of their sum.
  public static func cost(seed: UInt64) -> (data: [Double], made: [Double], cost: Measurement) {
    var model = GenerativeAdversarialNetwork(seed: seed)
    let images = DigitDrawer.draw(16, seed: seed).columns(Array(0..<16)).reshaped([1, 28, 28, 16])
    var stream = WideStream(seed: seed, stream: 29)
    let z = GenerativeAdversarialNetwork.latent(16, latents: 64, from: &stream)
    var adam = Adam(for: model.discriminator.parameters, rate: 0.002)
    for _ in 0..<10 {
      let gradients = model.discriminatorLoss(images, latent: z).gradients
      adam.update(&model.discriminator.parameters, gradients: gradients)
    }
    let data = model.discriminator(images).elements.map { Double($0) }
    let made = model.discriminator(model.generator(z)).elements.map { Double($0) }
    let loss = Double(model.discriminatorLoss(images, latent: z).loss)
    let size = (data + made).reduce(0) { $0 + abs($1) + 1 } / 16
    return (
      data, made, Measurement(value: -loss, tolerance: 48 * 0x1p-23 * size, seconds: 0)
    )
  }
}
