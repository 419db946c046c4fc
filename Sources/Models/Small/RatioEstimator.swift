import Glibc
import Numeric

/// A perceptron that tells samples of two densities on the line apart, as an estimator of their ratio.
///
/// With f₁ labelled 1, the best logit is log f₁ − log f₀, and ½(𝔼 log σ(a) + 𝔼 log(1 − σ(a))) + log 2 is at
/// most JSD(f₀, f₁), with equality there. With a logit −E(x) − log f₀(x) the same training is
/// noise-contrastive estimation of an energy model e^{−E} that normalises itself.
public struct RatioEstimator: Sendable {
  var network: Network<Double>

  /// Trains on fresh samples of both densities.
  ///
  /// The offset is added to the network's output: 0 for a discriminator, −log f₀ for an energy model.
  public init(
    steps: Int = 1500, batch: Int = 256, seed: UInt64,
    offset: (Double) -> Double = { _ in 0 },
    data: (inout WideStream) -> Tensor<Double>, noise: (inout WideStream) -> Tensor<Double>
  ) {
    var stream = WideStream(seed: seed, stream: 11)
    network = Self.network(from: &stream)
    var adam = Adam(for: network.parameters, rate: 0.005)
    for step in 0..<steps {
      adam.rate = 0.005 * (1 - Double(step) / Double(steps))
      let graph = Graph<Double>()
      let p = graph.variables(network.parameters)
      let loss = Self.loss(
        network, p, data: data(&stream), noise: noise(&stream), offset: offset)
      adam.update(&network.parameters, gradients: graph.gradient(of: loss, for: p))
    }
  }

  /// A perceptron ℝ → ℝ with two hidden layers.
  static func network(from stream: inout WideStream) -> Network<Double> {
    Network(
      [
        .linear(inputs: 1, outputs: 32), .tanh, .linear(inputs: 32, outputs: 32), .tanh,
        .linear(inputs: 32, outputs: 1),
      ], slope: 5.0.squareRoot(), from: &stream)
  }

  /// The cross-entropy of data labelled 1 and noise labelled 0.
  static func loss(
    _ network: Network<Double>, _ p: [Variable<Double>], data: Tensor<Double>,
    noise: Tensor<Double>, offset: (Double) -> Double
  ) -> Variable<Double> {
    let graph = p[0].graph
    func logits(_ x: Tensor<Double>) -> Variable<Double> {
      let shift = Tensor(x.shape, x.elements.map(offset))
      return network(graph.constant(x), p) + graph.constant(shift)
    }
    return (-logits(data)).softplus.mean + logits(noise).softplus.mean
  }

  /// The network's outputs at points.
  public func callAsFunction(_ x: [Double]) -> [Double] {
    network(Tensor([1, x.count], x)).elements
  }

  /// ½(𝔼 log σ(a) + 𝔼 log(1 − σ(a))) + log 2 on fresh samples.
  ///
  /// Tolerance: seven standard errors of the two means; what the estimate falls short of the divergence
  /// by imperfect training is not in it.
  public func measureDivergence(_ x: Tensor<Double>, _ y: Tensor<Double>) -> Measurement {
    Measurement.timed {
      func moments(_ a: [Double]) -> (mean: Double, error: Double) {
        let values = a.map { -(max(-$0, 0) + Glibc.log1p(Glibc.exp(-abs($0)))) }
        let mean = values.reduce(0, +) / Double(values.count)
        let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        return (mean, square / Double(values.count))
      }
      let (one, zero) = (moments(self(x.elements)), moments(self(y.elements).map { -$0 }))
      return (
        0.5 * (one.mean + zero.mean) + Glibc.log(2), 3.5 * (one.error + zero.error).squareRoot()
      )
    }
  }
}
