import Glibc
import Numeric

/// A discriminator of drawn digits of one class from others that a perfect generator made: the same program.
///
/// Both laws are equal, so that there is nothing to learn, only something to remember. Layers as in
/// `GenerativeAdversarialNetwork`.
public struct ClassDiscriminator: Sendable {
  private var discriminator: Network<Float>
  private let learnt: (data: Tensor<Float>, made: Tensor<Float>)
  private let held: (data: Tensor<Float>, made: Tensor<Float>)

  /// Trains on so many images of either kind, and holds as many back.
  public init(digit: UInt8 = 3, images count: Int = 250, steps: Int = 40, seed: UInt64) {
    let drawn = DigitDrawer.draw(48 * count, seed: seed)
    let list = Array(drawn.labels.indices.filter { drawn.labels[$0] == digit }.prefix(4 * count))
    func part(_ i: Int) -> Tensor<Float> {
      let columns = drawn.columns(Array(list[(i * count)..<((i + 1) * count)]))
      return columns.reshaped([1, 28, 28, count])
    }
    learnt = (part(0), part(1))
    held = (part(2), part(3))
    var stream = WideStream(seed: seed, stream: 24)
    discriminator = Network(
      GenerativeAdversarialNetwork.discriminatorLayers, slope: 5.0.squareRoot(), from: &stream)
    var adam = Adam(for: discriminator.parameters, rate: 0.002)
    for _ in 0..<steps {
      let graph = Graph<Float>()
      let p = graph.variables(discriminator.parameters)
      let loss = (1 / Float(count)) * Self.losses(discriminator, graph, p, learnt)
      adam.update(&discriminator.parameters, gradients: graph.gradient(of: loss, for: p))
    }
  }

  /// The sum of the cross-entropies of data with label 1 and of made images with label 0.
  private static func losses(
    _ network: Network<Float>, _ graph: Graph<Float>, _ p: [Variable<Float>],
    _ images: (data: Tensor<Float>, made: Tensor<Float>)
  ) -> Variable<Float> {
    let real = network(graph.constant(images.data), p)
    let made = network(graph.constant(images.made), p)
    return real.binaryCrossEntropy(targets: Tensor(real.shape, repeating: 1))
      + made.binaryCrossEntropy(targets: Tensor(made.shape, repeating: 0))
  }

  /// The logits of the images that were held back.
  public var heldLogits: (data: [Double], made: [Double]) {
    (
      discriminator(held.data).elements.map { Double($0) },
      discriminator(held.made).elements.map { Double($0) }
    )
  }

  /// The loss of the best discriminator of two equal laws.
  ///
  /// No discriminator has a smaller expected loss, so that the loss on images which were held back is one
  /// from above but for seven standard errors; on the images that it was trained on the trained one has
  /// come below the constant ½, so that its loss there is one from below. Value and tolerance: the middle of
  /// both, and half of their distance with these errors.
  public func measureBestLoss() -> Measurement {
    Measurement.timed {
      let graph = Graph<Float>()
      let p = discriminator.parameters.map(graph.constant)
      let count = Double(learnt.data.shape[3])
      let low = Double(Self.losses(discriminator, graph, p, learnt).value.scalar) / count
      // The constant ½ is one of the network's functions.
      guard low <= 2 * Glibc.log1p(1) else { return (.nan, .infinity) }
      let (data, made) = heldLogits
      func softplus(_ t: Double) -> Double { max(t, 0) + Glibc.log1p(Glibc.exp(-abs(t))) }
      let high = Measurement(meanOf: zip(data, made).map { softplus(-$0) + softplus($1) })
      return (
        (low + high.value) / 2, abs(high.value - low) / 2 + high.tolerance + 0x1p-12
      )
    }
  }

  /// How often an image of the data has a larger logit than a made one, of those held back.
  ///
  /// Tolerance: seven standard deviations of the statistic of Mann and Whitney for n and n numbers of one
  /// law, √((2n + 1)/(12n²)), and 1/n for pairs of equal numbers.
  public func measureRanking() -> Measurement {
    Measurement.timed {
      let (data, made) = heldLogits
      let n = Double(data.count)
      let above = data.reduce(0) { sum, a in sum + made.count { a > $0 } }
      return (
        Double(above) / (n * n), 7 * ((2 * n + 1) / 12).squareRoot() / n + 1 / n
      )
    }
  }
}
