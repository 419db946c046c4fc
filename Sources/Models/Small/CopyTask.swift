import Glibc
import Numeric

/// Masked 3 × 3 convolutions on a 5 × 5 image of random bits, trained to say at the centre what one
/// other pixel is.
///
/// The negative log-likelihood of the centre goes to 0 where the network can see the pixel, and to
/// log 2 where it cannot. Source: A. van den Oord, N. Kalchbrenner, K. Kavukcuoglu, Pixel recurrent
/// neural networks, ICML 2016, arXiv:1601.06759.
public struct CopyTask: Sendable {
  /// The masks: zeros and ones by rows, the first layer's first.
  let masks: [[Int]]

  public init(first: [Int], second: [Int]) { masks = [first, second] }

  /// A layer for each mask, the mask A first and then B.
  public init(depth: Int) {
    masks = [Self.maskA] + Array(repeating: Self.maskB, count: depth - 1)
  }

  /// Without the centre, and with it.
  public static let maskA = [1, 1, 1, 1, 0, 0, 0, 0, 0]
  public static let maskB = [1, 1, 1, 1, 1, 0, 0, 0, 0]

  func layers(channels: Int) -> [Layer] {
    let last = masks.count - 1
    return masks.enumerated().flatMap { index, mask -> [Layer] in
      let convolution = Layer.maskedConvolution(
        inputs: index == 0 ? 1 : channels, outputs: index == last ? 1 : channels, mask: mask,
        padding: 1)
      return index == last ? [convolution] : [convolution, .tanh]
    }
  }

  /// The mean negative log-likelihood of a pixel's bit at the centre.
  static func loss(
    _ network: Network<Float>, _ x: Tensor<Float>, _ p: [Variable<Float>], copying row: Int,
    _ column: Int
  ) -> Variable<Float> {
    let n = x.shape[3]
    let logits = network(p[0].graph.constant(x), p).reshaped([25, n]).rows(12..<13)
    let target = x.reshaped([25, n]).rows((5 * row + column)..<(5 * row + column + 1))
    return (1 / Float(n)) * logits.binaryCrossEntropy(targets: target)
  }

  /// How many paths lead from each pixel to the centre: the gradient of the centre with all weights 1
  /// and no nonlinearity, 25 whole numbers by rows.
  public func pathCounts() -> [Double] {
    let graph = Graph<Double>()
    let x = graph.variable(Tensor([1, 5, 5, 1]))
    let one = graph.constant(Tensor([1, 1, 3, 3], repeating: 1))
    let zero = graph.constant(Tensor([1]))
    let y = masks.reduce(x) {
      $0.convolution(weight: one, bias: zero, padding: 1, mask: $1)
    }
    var centre = Tensor<Double>([1, 5, 5, 1])
    centre[0, 2, 2, 0] = 1
    return graph.gradient(of: (y * graph.constant(centre)).sum, for: [x])[0].elements
  }

  /// Images of independent bits; where the copy is written, the centre is the other pixel.
  private static func images(
    _ count: Int, writing pixel: (row: Int, column: Int)?, from stream: inout WideStream
  ) -> Tensor<Float> {
    let bits = Tensor<Float>.bernoulli(0.5, [25, count], from: &stream)
    guard let pixel else { return bits.reshaped([1, 5, 5, count]) }
    let place = 5 * pixel.row + pixel.column
    let parts = [bits.rows(0..<12), bits.rows(place..<(place + 1)), bits.rows(13..<25)]
    return Tensor.stacked(parts).reshaped([1, 5, 5, count])
  }

  /// The mean negative log-likelihood of a pixel's bit at the centre on fresh images, after training;
  /// where the copy is written, the centre itself holds that bit.
  ///
  /// Tolerance 0.05: a network that sees the pixel is trained until its loss is below 0.05 nats and
  /// cannot be negative; one that does not see it cannot be below log 2 in expectation, is off by its
  /// overfitting, d/(2n) for d < 100 weights that see n ≥ 25,600 images, and by seven standard errors
  /// over 16,384 images of losses that vary by less than 0.2, together less than 0.02.
  public func measureLoss(
    copying row: Int, _ column: Int, isWritten: Bool = false, seed: UInt64
  ) -> Measurement {
    Measurement.timed {
      let written = isWritten ? (row, column) : nil
      var stream = WideStream(seed: seed, stream: 6)
      var network = Network<Float>(layers(channels: 8), from: &stream)
      var adam = Adam(for: network.parameters, rate: 0.02)
      for step in 0..<400 {
        adam.rate = 0.02 * (1 - 0.9 * Double(step) / 400)
        let x = Self.images(64, writing: written, from: &stream)
        let graph = Graph<Float>()
        let p = graph.variables(network.parameters)
        let loss = Self.loss(network, x, p, copying: row, column)
        adam.update(&network.parameters, gradients: graph.gradient(of: loss, for: p))
      }
      let x = Self.images(16_384, writing: written, from: &stream)
      let graph = Graph<Float>()
      let p = network.parameters.map(graph.constant)
      let value = Self.loss(network, x, p, copying: row, column).value.scalar
      return (Double(value), 0.05)
    }
  }
}
