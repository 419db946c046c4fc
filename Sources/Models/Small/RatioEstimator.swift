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
    network = Network(
      [
        .linear(inputs: 1, outputs: 32), .tanh, .linear(inputs: 32, outputs: 32), .tanh,
        .linear(inputs: 32, outputs: 1),
      ], slope: 5.0.squareRoot(), from: &stream)
    var adam = Adam(for: network.parameters, rate: 0.005)
    for step in 0..<steps {
      adam.rate = 0.005 * (1 - Double(step) / Double(steps))
      let graph = Graph<Double>()
      let p = graph.variables(network.parameters)
      func logits(_ x: Tensor<Double>) -> Variable<Double> {
        let shift = Tensor(x.shape, x.elements.map(offset))
        return network(graph.constant(x), p) + graph.constant(shift)
      }
      let (a, b) = (logits(data(&stream)), logits(noise(&stream)))
      let loss = (-a).softplus.mean + b.softplus.mean
      adam.update(&network.parameters, gradients: graph.gradient(of: loss, for: p))
    }
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
