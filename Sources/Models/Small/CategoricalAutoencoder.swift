import Glibc
import Numeric

/// A variational autoencoder with one latent digit of K values, trained on small images of drawn digits.
///
/// z uniform on K values, p(x|z) = Π Ber(x_d; σ(a_dz)), q(z|x) = softmax of a linear map of x. Bound and
/// gradient are sums over z, without noise.
public struct CategoricalAutoencoder: Sendable {
  public static let latents = 4
  /// Columns of bits, 7 × 7 pixels each.
  private let images: Tensor<Double>
  private var encoder: Network<Double>
  private var decoder: Tensor<Double>
  private var adam: Adam<Double>

  public init(images count: Int = 128, seed: UInt64) {
    images = Self.bits(DigitDrawer.draw(count, seed: seed))
    var stream = WideStream(seed: seed, stream: 22)
    encoder = Network([.linear(inputs: 49, outputs: Self.latents)], from: &stream)
    decoder = .uniform([49, Self.latents], -0.5, 0.5, from: &stream)
    adam = Adam(for: encoder.parameters + [decoder], rate: 0.05)
  }

  /// A pixel for each square of 4 × 4: 1 where a quarter of it is bright.
  private static func bits(_ set: ImageSet) -> Tensor<Double> {
    let fine = set.bits(Array(0..<set.count))
    var coarse = Tensor<Double>([49, set.count])
    for image in 0..<set.count {
      for place in 0..<49 {
        var bright: Float = 0
        for dot in 0..<16 {
          let (row, column) = (4 * (place / 7) + dot / 4, 4 * (place % 7) + dot % 4)
          bright += fine[28 * row + column, image]
        }
        coarse[place, image] = bright >= 4 ? 1 : 0
      }
    }
    return coarse
  }

  /// log p(x, z) and log q(z|x), a row for each z.
  private func logs(
    _ encoderParameters: [Variable<Double>], _ a: Variable<Double>
  ) -> (joint: Variable<Double>, encoder: Variable<Double>) {
    let x = a.graph.constant(images)
    let fit = a.product(x, transposingSelf: true).addingToRows(-a.softplus.columnSums)
    let logits = encoder(x, encoderParameters)
    return (fit - Glibc.log(Double(Self.latents)), logits.addingToColumns(-logits.logSumExp))
  }

  /// Steps of gradient ascent on the mean bound, of the encoder alone or of both.
  public mutating func train(steps: Int, decoderMoves: Bool) {
    for _ in 0..<steps {
      let graph = Graph<Double>()
      let q = graph.variables(encoder.parameters)
      let a = decoderMoves ? graph.variable(decoder) : graph.constant(decoder)
      let (joint, logQ) = logs(q, a)
      let bound = (logQ.exponential * (joint - logQ)).columnSums.mean
      var parameters = encoder.parameters + [decoder]
      let zero = Tensor<Double>(decoder.shape)
      let gradients = graph.gradient(of: -bound, for: decoderMoves ? q + [a] : q)
      adam.update(&parameters, gradients: decoderMoves ? gradients : gradients + [zero])
      encoder.parameters = Array(parameters.dropLast())
      if decoderMoves { decoder = parameters[parameters.count - 1] }
    }
  }

  /// p(x, z) and q(z|x) of an image, for every z.
  public func laws(of image: Int) -> (joint: [Double], encoder: [Double]) {
    let graph = Graph<Double>()
    let (joint, logQ) = logs(
      encoder.parameters.map(graph.constant), graph.constant(decoder))
    return (
      (0..<Self.latents).map { Glibc.exp(joint.value[$0, image]) },
      (0..<Self.latents).map { Glibc.exp(logQ.value[$0, image]) }
    )
  }

  /// The image whose logarithms of weights vary most under the encoder.
  public var hardest: Int {
    func spread(_ image: Int) -> Double {
      let (joint, q) = laws(of: image)
      let logs = zip(joint, q).map { Glibc.log($0) - Glibc.log($1) }
      let mean = zip(q, logs).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(q, logs).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    }
    return (0..<min(images.shape[1], 16)).max { spread($0) < spread($1) } ?? 0
  }
}
