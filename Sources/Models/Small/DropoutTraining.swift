import Numeric

/// Linear regression whose inputs are dropped: every entry of X is kept with probability p.
///
/// The loss of one mask R is ‖y − (X ⊙ R)w‖²; each training step draws a fresh mask. Shapes: X `[n, d]`,
/// y `[n, 1]`, w `[d, 1]`. Source: N. Srivastava et al., Dropout, JMLR 15 (2014).
public struct DropoutTraining: Sendable {
  public let inputs: Tensor<Double>
  public let targets: Tensor<Double>
  public let keep: Double

  public init(inputs: Tensor<Double>, targets: Tensor<Double>, keep: Double) {
    precondition(inputs.shape.count == 2 && targets.shape == [inputs.shape[0], 1])
    (self.inputs, self.targets, self.keep) = (inputs, targets, keep)
  }

  /// The loss for the weights under one mask.
  func loss(_ w: Variable<Double>, mask: Tensor<Double>) -> Variable<Double> {
    let graph = w.graph
    let dropped = graph.constant(inputs.map(mask) { $0 * $1 })
    return (graph.constant(targets) - dropped.product(w)).squared.sum
  }

  /// The mean loss over masks.
  ///
  /// Tolerance: seven standard errors of the mean, which a normal law leaves with probability 3·10⁻¹².
  public func measureLoss(weights: Tensor<Double>, masks: Int = 20_000, seed: UInt64)
    -> Measurement
  {
    Measurement.timed {
      var stream = WideStream(seed: seed, stream: 1)
      var (sum, squares) = (0.0, 0.0)
      for _ in 0..<masks {
        let graph = Graph<Double>()
        let mask = Tensor<Double>.bernoulli(keep, inputs.shape, from: &stream)
        let value = loss(graph.constant(weights), mask: mask).value.scalar
        sum += value
        squares += value * value
      }
      let mean = sum / Double(masks)
      let variance = max(squares / Double(masks) - mean * mean, 0)
      return (mean, 7 * (variance / Double(masks)).squareRoot() + 1e-12 * abs(mean))
    }
  }

  /// The average of the last half of the weights that stochastic gradient descent goes through.
  ///
  /// Tolerance of each: seven standard errors of eight batch means, doubled since consecutive steps are
  /// correlated and the batches are not quite independent.
  public func train(steps: Int = 20_000, rate: Double = 0.01, seed: UInt64) -> [Measurement] {
    var stream = WideStream(seed: seed, stream: 2)
    var parameters = [Tensor<Double>([inputs.shape[1], 1])]
    let descent = GradientDescent(rate: rate)
    var means = [[Double]](repeating: [Double](repeating: 0, count: inputs.shape[1]), count: 8)
    for step in 0..<steps {
      let graph = Graph<Double>()
      let mask = Tensor<Double>.bernoulli(keep, inputs.shape, from: &stream)
      let w = graph.variable(parameters[0])
      descent.update(&parameters, gradients: graph.gradient(of: loss(w, mask: mask), for: [w]))
      guard step >= steps / 2 else { continue }
      let batch = min(7, (step - steps / 2) * 8 / (steps - steps / 2))
      for j in means[batch].indices {
        means[batch][j] += parameters[0].elements[j] * 16 / Double(steps)
      }
    }
    return (0..<inputs.shape[1]).map { j in
      let values = means.map { $0[j] }
      let mean = values.reduce(0, +) / 8
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 7
      return Measurement(value: mean, tolerance: 14 * (variance / 8).squareRoot(), seconds: 0)
    }
  }
}
