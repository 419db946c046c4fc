/// Two linear views of one datum that shall predict each other: linear SimSiam and BYOL.
///
/// f = Wx with predictor P; for views with covariance X + X′, of which X is common,
/// J = ½𝔼‖P f₁ − f₂‖². The target branch keeps its gradient or not; BYOL's follows W slowly instead.
/// Source: Y. Tian, X. Chen, S. Ganguli, Understanding self-supervised learning dynamics without
/// contrastive pairs, ICML 2021, arXiv:2102.06810.
public struct SiameseMatrices: Sendable {
  public let common: Tensor<Double>
  public let augmentation: Tensor<Double>
  public var hasPredictor: Bool
  public var stopsGradient: Bool
  /// Whether the flow moves the predictor.
  public var movesPredictor = true
  public var encoder: Tensor<Double>
  public var predictor: Tensor<Double>

  /// The start, with covariances `[d, d]`, an encoder `[k, d]` and a predictor `[k, k]`.
  public init(
    common: Tensor<Double>, augmentation: Tensor<Double>, encoder: Tensor<Double>,
    predictor: Tensor<Double>, hasPredictor: Bool, stopsGradient: Bool
  ) {
    (self.common, self.augmentation) = (common, augmentation)
    (self.encoder, self.predictor) = (encoder, predictor)
    (self.hasPredictor, self.stopsGradient) = (hasPredictor, stopsGradient)
  }

  /// J, with the moments of the views: ½ tr(PF₁Pᵀ) − tr(PF₁₂) + ½ tr F₂, F = W(X + X′)Wᵀ, F₁₂ = WXWᵀ.
  private func loss(_ w: Variable<Double>, _ p: Variable<Double>, target t: Variable<Double>)
    -> Variable<Double>
  {
    let graph = w.graph
    let both = graph.constant(common.map(augmentation) { $0 + $1 })
    let x = graph.constant(common)
    let pw = hasPredictor ? p.product(w) : w
    let first = (pw.product(both) * pw).sum
    let cross = (pw.product(x) * t).sum
    let second = (t.product(both) * t).sum
    return 0.5 * (first + second) - cross
  }

  /// The gradients of J for W and P, by differentiation of the program.
  public func gradients(target: Tensor<Double>? = nil) -> (
    loss: Double, encoder: Tensor<Double>, predictor: Tensor<Double>
  ) {
    let graph = Graph<Double>()
    let (w, p) = (graph.variable(encoder), graph.variable(predictor))
    let t = target.map(graph.constant) ?? (stopsGradient ? w.stopped : w)
    let loss = loss(w, p, target: t)
    let g = graph.gradient(of: loss, for: [w, p])
    return (loss.value.scalar, g[0], g[1])
  }

  /// Gradient flow over a time by Heun's steps of length h, error O(h²).
  public mutating func flow(time: Double, step h: Double) {
    for _ in 0..<Int((time / h).rounded()) {
      let first = gradients()
      var ahead = self
      ahead.encoder = encoder.map(first.encoder) { $0 - $1 * h }
      if movesPredictor { ahead.predictor = predictor.map(first.predictor) { $0 - $1 * h } }
      let second = ahead.gradients()
      let w = first.encoder.map(second.encoder) { $0 + $1 }
      encoder = encoder.map(w) { $0 - $1 * (h / 2) }
      guard hasPredictor, movesPredictor else { continue }
      let p = first.predictor.map(second.predictor) { $0 + $1 }
      predictor = predictor.map(p) { $0 - $1 * (h / 2) }
    }
  }

  /// Euler steps with a target encoder that follows by dW_a/dt = β(W − W_a), as BYOL's.
  public mutating func followed(time: Double, step h: Double, beta: Double) {
    var target = encoder
    for _ in 0..<Int((time / h).rounded()) {
      let g = gradients(target: target)
      let old = encoder
      encoder = encoder.map(g.encoder) { $0 - $1 * h }
      predictor = predictor.map(g.predictor) { $0 - $1 * h }
      target = target.map(old) { $0 + ($1 - $0) * (h * beta) }
    }
  }

  /// ‖W‖.
  public var norm: Double {
    encoder.elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
