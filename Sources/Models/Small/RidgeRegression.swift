/// Linear regression with a penalty on the squares of the weights, by gradient descent.
public struct RidgeRegression: Sendable {
  private let inputs: Tensor<Double>
  private let targets: Tensor<Double>
  private let penalty: Double

  /// X `[n, d]`, y `[n, 1]` and λ > 0.
  public init(inputs: Tensor<Double>, targets: Tensor<Double>, penalty: Double) {
    (self.inputs, self.targets, self.penalty) = (inputs, targets, penalty)
  }

  /// The weights that minimise ‖y − Xw‖² + λ‖w‖².
  ///
  /// Tolerance: the loss has a curvature of at least 2λ in all directions, so the end is off by at most the gradient over
  /// 2λ; and rounding.
  public func train(steps: Int = 4000) -> [Measurement] {
    var parameters = [Tensor<Double>([inputs.shape[1], 1])]
    // No curvature is larger than twice the sum of the squares and λ.
    let bound = 2 * (inputs.elements.reduce(0) { $0 + $1 * $1 } + penalty)
    let descent = GradientDescent(rate: 1 / bound)
    var size = Double.infinity
    for _ in 0..<steps {
      let graph = Graph<Double>()
      let w = graph.variable(parameters[0])
      let error = (graph.constant(targets) - graph.constant(inputs).product(w)).squared.sum
      let g = graph.gradient(of: error + penalty * w.squared.sum, for: [w])
      size = g[0].elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
      descent.update(&parameters, gradients: g)
    }
    return parameters[0].elements.map {
      Measurement(
        value: $0, tolerance: size / (2 * penalty) + 0x1p-40 * (1 + abs($0)), seconds: 0)
    }
  }
}

extension DropoutTraining {
  /// Σ_j (p w_j)² Σ_i X_ij² for the weights of training.
  ///
  /// Tolerance: what those of the weights make of it.
  public func measureScaledNorm(steps: Int, seed: UInt64) -> Measurement {
    let weights = train(steps: steps, seed: seed)
    var (value, tolerance) = (0.0, 0.0)
    for (j, w) in weights.enumerated() {
      let column = (0..<inputs.shape[0]).reduce(0.0) { $0 + inputs[$1, j] * inputs[$1, j] }
      value += column * keep * keep * w.value * w.value
      tolerance += column * keep * keep * (2 * abs(w.value) + w.tolerance) * w.tolerance
    }
    return Measurement(value: value, tolerance: tolerance, seconds: 0)
  }
}
