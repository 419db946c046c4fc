import Glibc
import Numeric

/// The decoder of the exercise, trained on drawn digits with latent numbers of the prior: there is no
/// encoder, so that z says nothing of the image.
public struct PriorDecoder: Sendable {
  private var decoder: Network<Float>
  private let images: Tensor<Float>
  private let seed: UInt64
  /// The pixel whose share of white ones is nearest to 7/10, and in how many images it is white and black.
  public let pixel: Int
  public let white: Int
  public let black: Int

  public init(images count: Int = 24, steps: Int = 400, seed: UInt64) {
    self.seed = seed
    let bits = DigitDrawer.draw(count, seed: seed).bits(Array(0..<count))
    func share(_ pixel: Int) -> Int { (0..<count).count { bits[pixel, $0] == 1 } }
    let wanted = Double(count) * 0.7
    let pixel =
      (0..<784).min {
        abs(Double(share($0)) - wanted) < abs(Double(share($1)) - wanted)
      } ?? 0
    (self.pixel, white, black) = (pixel, share(pixel), count - share(pixel))
    self.images = bits
    decoder = VariationalAutoencoder(seed: seed).decoder
    var stream = WideStream(seed: seed, stream: 30)
    var adam = Adam(for: decoder.parameters, rate: 0.01)
    for step in 0..<steps {
      adam.rate = 0.01 * (1 - Double(step) / Double(steps))
      let z = Tensor<Float>.gaussian([2, 32], from: &stream)
      let graph = Graph<Float>()
      let p = graph.variables(decoder.parameters)
      let loss = Self.loss(decoder(graph.constant(z), p), bits)
      adam.update(&decoder.parameters, gradients: graph.gradient(of: loss, for: p))
    }
  }

  /// The sum over latents of the mean cross-entropy over all images; it is linear in the bits, so that their
  /// means may stand for them.
  private static func loss(_ logits: Variable<Float>, _ images: Tensor<Float>) -> Variable<Float> {
    let (count, latents) = (images.shape[1], logits.shape[1])
    let means = (0..<784).flatMap { pixel -> [Float] in
      let sum = images.rows(pixel..<(pixel + 1)).elements.reduce(0, +)
      return [Float](repeating: sum / Float(count), count: latents)
    }
    return (1 / Float(latents)) * logits.binaryCrossEntropy(targets: Tensor([784, latents], means))
  }

  /// The smallest and the largest probability of the pixel over 256 latent points.
  ///
  /// Tolerance: with the gradient g of the loss by the logit u, the best logit is off by at most
  /// e·|g|/(σ(1 − σ)) as long as that is at most 1, since the curvature σ(1 − σ) changes by at most a factor e
  /// over a distance of 1; and the probability by a quarter of that; 2⁻¹⁶ is for single precision.
  public func measureExtremes() -> [Measurement] {
    var stream = WideStream(seed: seed, stream: 31)
    let graph = Graph<Float>()
    let z = graph.constant(.gaussian([2, 256], from: &stream))
    let logits = graph.variable(decoder(z, decoder.parameters.map(graph.constant)).value)
    let loss = Float(256) * Self.loss(logits, images)
    let gradient = graph.gradient(of: loss, for: [logits])[0].rows(pixel..<(pixel + 1)).elements
    let values = logits.value.rows(pixel..<(pixel + 1)).elements
    let measurements = zip(values, gradient).map { u, g -> Measurement in
      let s = 1 / (1 + Glibc.exp(-Double(u)))
      let error = Glibc.exp(1) * Double(abs(g)) / (s * (1 - s))
      return Measurement(
        value: s, tolerance: error <= 1 ? error / 4 + 0x1p-16 : .infinity, seconds: 0)
    }
    let order = measurements.sorted { $0.value < $1.value }
    return [order.first, order.last].compactMap { $0 }
  }
}
