/// Linear regression with dropout on its inputs, by listing all masks: two columns, any rows.
///
///     minimise Σ_masks P(mask)·‖y − (X ⊙ mask)w‖²,  each entry kept with probability p.
///
/// It knows nothing of ridge regression: the expectation of the normal equations is a sum over the masks.
public struct DropoutRegression: Sendable {
  /// X, by rows of two numbers.
  public let inputs: [[Double]]
  /// y.
  public let outputs: [Double]

  /// A regression of y on the two columns of X.
  public init(inputs: [[Double]], outputs: [Double]) {
    precondition(inputs.allSatisfy { $0.count == 2 } && inputs.count == outputs.count)
    self.inputs = inputs
    self.outputs = outputs
  }

  /// The minimiser w of the expected loss; NaN when it is not unique.
  public func weights(keeping p: Double) -> [Double] {
    var (a, b) = ([[0.0, 0], [0, 0]], [0.0, 0])
    // Rows have masks of their own, so the expectation is taken row by row.
    for (x, y) in zip(inputs, outputs) {
      for mask in [[0.0, 0], [0, 1], [1, 0], [1, 1]] {
        let probability = mask.reduce(1) { $0 * ($1 == 1 ? p : 1 - p) }
        let kept = zip(x, mask).map { $0 * $1 }
        for i in 0..<2 {
          for j in 0..<2 { a[i][j] += probability * kept[i] * kept[j] }
          b[i] += probability * kept[i] * y
        }
      }
    }
    return Self.solve(a, b)
  }

  /// The minimiser of ‖y − Xw‖² + λ‖w‖².
  public func ridgeWeights(penalty λ: Double) -> [Double] {
    var (a, b) = ([[λ, 0], [0, λ]], [0.0, 0])
    for (x, y) in zip(inputs, outputs) {
      for i in 0..<2 {
        for j in 0..<2 { a[i][j] += x[i] * x[j] }
        b[i] += x[i] * y
      }
    }
    return Self.solve(a, b)
  }

  /// The λ for which u = p·w solves (XᵀX + λΓ²)u = Xᵀy in the first component, Γ² = diag(XᵀX).
  public func impliedPenalty(keeping p: Double) -> Double {
    let u = weights(keeping: p).map { p * $0 }
    var (residual, weight) = (0.0, 0.0)
    for (x, y) in zip(inputs, outputs) {
      residual += x[0] * (y - x[0] * u[0] - x[1] * u[1])
      weight += x[0] * x[0]
    }
    return residual / (weight * u[0])
  }

  /// Cramer's rule.
  private static func solve(_ a: [[Double]], _ b: [Double]) -> [Double] {
    let determinant = a[0][0] * a[1][1] - a[0][1] * a[1][0]
    return [
      (b[0] * a[1][1] - a[0][1] * b[1]) / determinant,
      (a[0][0] * b[1] - b[0] * a[1][0]) / determinant,
    ]
  }
}
