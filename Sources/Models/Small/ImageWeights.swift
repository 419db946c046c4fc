import Glibc
import Numeric

/// The weights p(x, z)/q(z|x) of an autoencoder with two latent numbers that was trained on drawn digits.
///
/// Their mean logarithm is the evidence lower bound, the logarithm of their mean the importance-weighted
/// one. Source: Y. Burda, R. Grosse, R. Salakhutdinov, ICLR 2016, arXiv:1509.00519.
public struct ImageWeights: Sendable {
  private let model: VariationalAutoencoder
  /// Images that training has not seen, as columns of bits.
  private let images: Tensor<Float>
  private let seed: UInt64

  /// Trains for some steps on batches of 64.
  public init(steps: Int = 150, held count: Int = 16, seed: UInt64) {
    self.seed = seed
    let digits = DigitDrawer.draw(1024 + count, seed: seed)
    images = digits.bits(Array(1024..<(1024 + count)))
    var model = VariationalAutoencoder(hidden: [32], seed: seed)
    var stream = WideStream(seed: seed, stream: 23)
    var adam = Adam(for: model.parameters, rate: 0.005)
    for step in 0..<steps {
      let x = digits.bits((0..<64).map { (64 * step + $0) % 1024 })
      let noise = Tensor<Float>.gaussian([2, 64], from: &stream)
      let gradients = model.lossAndGradients(x, noise: noise, bound: .analytic).gradients
      adam.update(&model.parameters, gradients: gradients)
    }
    self.model = model
  }

  /// A point z of the encoder's law: log p(x, z) and log q(z|x) at an image.
  public struct Weight: Sendable {
    public let logJoint: Double
    public let logEncoder: Double
    /// The logarithm of the weight.
    public var log: Double { logJoint - logEncoder }
  }

  /// Weights of fresh points for an image.
  public func weights(of image: Int, count: Int, stream number: UInt64) -> [Weight] {
    var stream = WideStream(seed: seed, stream: 1000 * number + UInt64(image))
    let x = images.columns([image])
    let moments = logMoments(of: image)
    let noise = Tensor<Double>.gaussian([2, count], from: &stream)
    let z = Tensor<Double>(
      [2, count],
      (0..<(2 * count)).map {
        let (m, l) = moments[$0 / count]
        return m + Glibc.exp(l / 2) * noise.elements[$0]
      })
    let logits = Network(
      model.decoder.layers, parameters: model.decoder.parameters.map { $0.cast(to: Double.self) })(
        z)
    let pixels = Tensor([x.count, 1], x.elements.map { Double($0) })
    let g = Graph<Double>()
    let a = g.constant(logits)
    let fit =
      g.constant(pixels).product(a, transposingSelf: true).reshaped([count])
      - a.softplus.columnSums
    let prior = Variable.logDensityStandardGaussian(g.constant(z))
    let jacobian = moments.reduce(0) { $0 + $1.logVariance / 2 }
    let own = Variable.logDensityStandardGaussian(g.constant(noise)) - jacobian
    return zip((fit + prior).value.elements, own.value.elements).map {
      Weight(logJoint: $0, logEncoder: $1)
    }
  }

  /// log (1/k)Σ e^{log w}.
  static func importanceBound(_ weights: [Weight]) -> Double {
    let largest = weights.map(\.log).max() ?? 0
    let sum = weights.reduce(0) { $0 + Glibc.exp($1.log - largest) }
    return largest + Glibc.log(sum / Double(weights.count))
  }

  static func meanLogarithm(_ weights: [Weight]) -> Double {
    weights.reduce(0) { $0 + $1.log } / Double(weights.count)
  }

  /// The held image for which the importance-weighted bound is nearest to the other one.
  public func tightest(weights count: Int) -> Int {
    func gap(_ image: Int) -> Double {
      let weights = weights(of: image, count: count, stream: 1)
      return Self.importanceBound(weights) - Self.meanLogarithm(weights)
    }
    return (0..<images.shape[1]).min { gap($0) < gap($1) } ?? 0
  }

  /// The evidence lower bound of an image. Tolerance: seven standard errors.
  public func measureBound(of image: Int, samples: Int) -> Measurement {
    Measurement.timed {
      let mean = Measurement(meanOf: weights(of: image, count: samples, stream: 2).map(\.log))
      return (mean.value, mean.tolerance)
    }
  }

  /// The logarithm of the mean of two weights. Tolerance: a few roundings of the logarithms.
  public static func measurePair(_ first: Weight, _ second: Weight) -> Measurement {
    Measurement.timed {
      let size =
        abs(first.logJoint) + abs(first.logEncoder) + abs(second.logJoint)
        + abs(second.logEncoder)
      return (importanceBound([first, second]), 0x1p-48 * (1 + size))
    }
  }

  /// Means and variances of the encoder's law of an image.
  public func moments(of image: Int) -> [(mean: Double, variance: Double)] {
    logMoments(of: image).map { ($0.mean, Glibc.exp($0.logVariance)) }
  }

  private func logMoments(of image: Int) -> [(mean: Double, logVariance: Double)] {
    let graph = Graph<Float>()
    let (mean, logVariance) = model.encode(
      graph.constant(images.columns([image])), model.encoder.parameters.map(graph.constant))
    return (0..<2).map {
      (Double(mean.value.elements[$0]), Double(logVariance.value.elements[$0]))
    }
  }

  /// The means of log q(z_j|x) − log p(z_j) over z = μ + σ·noise, for both latents j. Tolerance: seven standard
  /// errors.
  public func measureDivergences(of image: Int, samples: Int) -> [Measurement] {
    var stream = WideStream(seed: seed, stream: 4)
    return logMoments(of: image).map { moment in
      let graph = Graph<Double>()
      func row(_ x: Double) -> Variable<Double> {
        graph.constant(Tensor([1, samples], repeating: x))
      }
      let (mean, logVariance) = (row(moment.mean), row(moment.logVariance))
      let z = Variable.sampleGaussian(
        mean: mean, logVariance: logVariance, noise: .gaussian([1, samples], from: &stream))
      let ratio =
        Variable.logDensityGaussian(z, mean: mean, logVariance: logVariance)
        - .logDensityStandardGaussian(z)
      return Measurement(meanOf: ratio.value.elements, bias: 0x1p-40)
    }
  }
}
