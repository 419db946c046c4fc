import Glibc

/// A variational autoencoder with one latent number, all maps linear: probabilistic principal components.
///
/// z ~ N(0, 1), x|z ~ N(wz, s²I), q(z|x) = N(aᵀx, v). The expectation over z is in closed form, so training is
/// without noise. Source: M. Tipping, C. Bishop, Probabilistic principal component analysis, JRSS B 61
/// (1999); J. Lucas et al., Don't blame the ELBO, NeurIPS 2019.
public struct LinearGaussianVAE: Sendable {
  /// Examples as columns `[d, N]`.
  let data: Tensor<Double>

  public init(data: Tensor<Double>) { self.data = data }

  /// The mean bound for parameters w `[d, 1]`, log s² `[1]`, a `[d, 1]`, log v `[1]`.
  func bound(_ p: [Variable<Double>]) -> Variable<Double> {
    let (w, logS, a, logV) = (p[0], p[1], p[2], p[3])
    let graph = w.graph
    let (d, n) = (data.shape[0], data.shape[1])
    let x = graph.constant(data)
    let m = a.product(x, transposingSelf: true)
    let error = (x - w.product(m)).squared.sum
    let v = logV.exponential
    let spread = Double(n) * (v * w.squared.sum.reshaped([1])).sum
    let fit = ((-logS).exponential * (error + spread).reshaped([1])).sum
    let constant = Double(n * d) * (logS + Glibc.log(2 * Double.pi)).sum
    let divergence = m.squared.sum + Double(n) * (v - logV - 1).sum
    return (-0.5 / Double(n)) * (fit + constant + divergence)
  }

  /// Where training starts.
  static func start(dimension d: Int) -> [Tensor<Double>] {
    [
      Tensor([d, 1], (0..<d).map { 0.5 + 0.1 * Double($0) }), Tensor([1]),
      Tensor([d, 1], repeating: 0.1), Tensor([1]),
    ]
  }

  /// The bound, w and s² after training by Adam with a falling rate.
  public func train(steps: Int = 6000) -> (bound: Double, weight: [Double], variance: Double) {
    var parameters = Self.start(dimension: data.shape[0])
    var adam = Adam(for: parameters, rate: 0.02)
    for step in 0..<steps {
      adam.rate = 0.02 * (1 - Double(step) / Double(steps))
      let graph = Graph<Double>()
      let p = graph.variables(parameters)
      adam.update(&parameters, gradients: graph.gradient(of: -bound(p), for: p))
    }
    let graph = Graph<Double>()
    return (
      bound(parameters.map(graph.constant)).value.scalar, parameters[0].elements,
      Glibc.exp(parameters[1].elements[0])
    )
  }
}

/// The β-weighted loss of a Gaussian encoder at one observation: x|z ~ N(z, 1), z ~ N(0, 1).
///
/// L = −𝔼_q log p(x|z) + β·KL(q ‖ p(z)) for q = N(m, v), minimised over m and v. Source: I. Higgins et al.,
/// β-VAE, ICLR 2017.
public struct BetaVAE: Sendable {
  let observation: Double
  let beta: Double

  public init(observation: Double, beta: Double) {
    (self.observation, self.beta) = (observation, beta)
  }

  /// The loss for the parameters m and log v.
  func loss(_ p: [Variable<Double>]) -> Variable<Double> {
    let error = (p[0] - observation).squared + p[1].exponential
    let reconstruction = 0.5 * (error + Glibc.log(2 * Double.pi)).sum
    return reconstruction + beta * Variable.gaussianDivergence(mean: p[0], logVariance: p[1])
  }

  /// The least loss, with m and v, by Adam on m and log v.
  public func train(steps: Int = 4000) -> (loss: Double, mean: Double, variance: Double) {
    var parameters: [Tensor<Double>] = [Tensor([1]), Tensor([1])]
    var adam = Adam(for: parameters, rate: 0.05)
    var value = 0.0
    for step in 0...steps {
      adam.rate = 0.05 * (1 - Double(step) / Double(steps + 1))
      let graph = Graph<Double>()
      let p = graph.variables(parameters)
      let loss = loss(p)
      value = loss.value.scalar
      if step < steps {
        adam.update(&parameters, gradients: graph.gradient(of: loss, for: p))
      }
    }
    return (value, parameters[0].elements[0], Glibc.exp(parameters[1].elements[0]))
  }
}

extension LinearGaussianVAE {
  /// The entries of wwᵀ + s²I by rows, and the bound, after training on four points with the second moments
  /// ((2, 1), (1, 2)).
  ///
  /// Tolerance: twice what half as many steps more change; the falling rate makes every such change smaller
  /// than the one before.
  public static func measureComponents() -> (covariance: [Measurement], bound: Measurement) {
    let (a, b) = (3.0.squareRoot(), 1.0)
    let model = LinearGaussianVAE(data: Tensor([2, 4], [a, -a, b, -b, a, -a, -b, b]))
    func numbers(_ steps: Int) -> [Double] {
      let (bound, w, variance) = model.train(steps: steps)
      let square = w.flatMap { x in w.map { x * $0 } }
      return [square[0] + variance, square[1], square[2], square[3] + variance, bound]
    }
    let measurements = zip(numbers(4000), numbers(6000)).map {
      Measurement(value: $1, tolerance: 2 * abs($0 - $1) + 0x1p-40, seconds: 0)
    }
    return (Array(measurements.prefix(4)), measurements[4])
  }
}
