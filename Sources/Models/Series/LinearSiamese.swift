/// A linear siamese network of one weight w and a predictor p, trained by the gradient flow of
///
///     J(w, p; b) = ½ 𝔼(p·w·x₁ − b·x₂)² = ½((p²w² + b²)(X + X′) − 2pwbX),  b = w,
///
/// where 𝔼x₁x₂ = X and 𝔼x₁² = 𝔼x₂² = X + X′. With stop-gradient the derivative by b is left out; without a
/// predictor p = 1 stays. All derivatives are automatic.
///
/// Source: Y. Tian, X. Chen, S. Ganguli, Understanding self-supervised learning dynamics without
/// contrastive pairs, ICML 2021, arXiv:2102.06810.
public struct LinearSiamese: VectorField {
  private var tape: Tape
  private let stopsGradient: Bool
  private let hasPredictor: Bool

  /// The flow for X, X′ ≥ 0.
  public init(
    signal: Double, noise: Double, stopsGradient: Bool, hasPredictor: Bool
  ) {
    let (w, p, b) = (Node.variable(), Node.variable(), Node.variable())
    let total = Node.constant(signal + noise)
    let loss =
      0.5 * ((p.power(2) * w.power(2) + b.power(2)) * total - (2 * signal) * (p * w * b))
    let derivatives = Node.gradient(of: loss, withRespectTo: [w, p, b])
    tape = Tape(outputs: derivatives, variables: [w, p, b])
    self.stopsGradient = stopsGradient
    self.hasPredictor = hasPredictor
  }

  /// 2: w and p.
  public var dimension: Int { 2 }

  public mutating func velocity(at state: [Double], into result: inout [Double]) {
    var derivatives = [0.0, 0, 0]
    tape.evaluate(at: [state[0], state[1], state[0]], into: &derivatives)
    result[0] = -(derivatives[0] + (stopsGradient ? 0 : derivatives[2]))
    result[1] = hasPredictor ? -derivatives[1] : 0
  }
}
