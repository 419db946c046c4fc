import Glibc
import Numeric

/// The end of an adversarial game on the line: data N(2, ¼), a generator az + b that was trained against a
/// perceptron, and then a discriminator with the logit c₀ + c₁x + c₂x² that is trained to the end.
public struct LineEquilibrium: Sendable {
  private let scale: Double
  private let shift: Double
  private let seed: UInt64

  /// Trains generator and perceptron by turns, the perceptron with steps four times as large, so that it
  /// stays near the best one: with equal steps the two circle. Source: M. Heusel et al., GANs trained by a two
  /// time-scale update rule converge to a local Nash equilibrium, NeurIPS 2017, arXiv:1706.08500.
  public init(steps: Int = 2000, seed: UInt64) {
    self.seed = seed
    var game = LineGAN(seed: seed)
    var adams = game.optimisers(rate: 0, beta1: 0.5)
    var stream = WideStream(seed: seed, stream: 33)
    for step in 0..<steps {
      let rate = 0.02 * (1 - Double(step) / Double(steps))
      (adams[0].rate, adams[1].rate) = (rate, rate / 4)
      _ = game.step(&adams, from: &stream)
    }
    let generator = game.parameters[game.players[1]].flatMap(\.elements)
    (scale, shift) = (abs(generator[0]), generator[1])
  }

  /// The value of the game for that discriminator.
  ///
  /// Predicted is the value for equal laws. Tolerance. The value J is concave in c, so that it is at least
  /// J(0) + g·c with the gradient g, where J(0) is that of the constant ½, which is best for equal laws; it
  /// is at most the best value for the two laws, which exceeds that for equal ones by no more than the
  /// relative entropy of two normal laws, by 30/n for three numbers that n samples of either law chose but for
  /// probability 10⁻⁹, and by seven standard errors of the samples.
  public func measureValue(samples n: Int) -> Measurement {
    Measurement.timed {
      var stream = WideStream(seed: seed, stream: 34)
      let data = Tensor<Double>.gaussian([1, n], from: &stream).map { $0 * 0.5 }
      let (a, b) = (scale, shift - 2)
      let made = Tensor<Double>.gaussian([1, n], from: &stream).map { $0 * a + b }
      func features(_ x: Tensor<Double>) -> Tensor<Double> {
        .stacked([Tensor([1, n], repeating: 1), x, x.map { $0 * $0 }])
      }
      let (real, fake) = (features(data), features(made))
      var c = [Tensor<Double>([1, 3])]
      var adam = Adam(for: c, rate: 0.05)
      func losses(_ c: Variable<Double>) -> Variable<Double> {
        let graph = c.graph
        return (-c.product(graph.constant(real))).softplus
          + c.product(graph.constant(fake)).softplus
      }
      let steps = 300
      for step in 0..<steps {
        adam.rate = 0.05 * (1 - Double(step) / Double(steps))
        let graph = Graph<Double>()
        let p = graph.variables(c)
        adam.update(&c, gradients: graph.gradient(of: losses(p[0]).mean, for: p))
      }
      let graph = Graph<Double>()
      let p = graph.variables(c)
      let all = losses(p[0])
      let g = graph.gradient(of: all.mean, for: p)[0].elements
      let slack = abs(zip(g, c[0].elements).reduce(0) { $0 + $1.0 * $1.1 })
      let divergence = (4 * a * a + 4 * b * b - 1 - Glibc.log(4 * a * a)) / 2
      let mean = Measurement(meanOf: all.value.elements.map { -$0 })
      return (mean.value, mean.tolerance + slack + divergence + 30 / Double(n))
    }
  }
}
