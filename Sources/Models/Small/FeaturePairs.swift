/// Pairs of features (f₁, f₂) of one datum each: columns of two matrices `[n, N]`.
///
/// For entries that are whole multiples of 2⁻⁵, at most 2 in size, and N a power of two, every number here is
/// a multiple of 2⁻²⁵ below 2²⁵ and so exact.
public struct FeaturePairs: Sendable {
  let first: Tensor<Double>
  let second: Tensor<Double>

  public init(first: Tensor<Double>, second: Tensor<Double>) {
    (self.first, self.second) = (first, second)
  }

  /// ½ of the mean of ‖P f₁ − f₂‖² over the pairs.
  private func loss(_ predictor: Variable<Double>) -> Variable<Double> {
    let graph = predictor.graph
    let error = predictor.product(graph.constant(first)) - graph.constant(second)
    return (0.5 / Double(first.shape[1])) * error.squared.sum
  }

  /// The loss of a predictor `[n, n]`.
  public func measureLoss(_ predictor: Tensor<Double>) -> Measurement {
    Measurement.timed { (loss(Graph<Double>().constant(predictor)).value.scalar, 0) }
  }

  /// Its negative gradient, by rows.
  public func measureVelocity(_ predictor: Tensor<Double>) -> [Measurement] {
    let graph = Graph<Double>()
    let p = graph.variable(predictor)
    return graph.gradient(of: loss(p), for: [p])[0].elements.map {
      Measurement(value: -$0, tolerance: 0, seconds: 0)
    }
  }
}

extension SiameseMatrices {
  /// The negative gradient of the loss for the encoder, by rows.
  ///
  /// For entries that are whole multiples of 2⁻³, at most 2 in size, all numbers are multiples of 2⁻²⁰ below
  /// 2²⁰ and so exact.
  public func measureVelocity() -> [Measurement] {
    gradients().encoder.elements.map { Measurement(value: -$0, tolerance: 0, seconds: 0) }
  }
}
