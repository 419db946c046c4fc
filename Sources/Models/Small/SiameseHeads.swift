import Numeric

/// A siamese network whose encoder ends in a matrix, after a layer of hyperbolic tangents, and whose
/// predictor is a matrix: f = W·tanh(Ax + a), prediction P·f, for two noisy views x of one point.
///
/// It is trained by plain gradient steps of all its parameters, on fresh views in every step.
/// Source: X. Chen, K. He, Exploring simple Siamese representation learning, CVPR 2021, arXiv:2011.10566;
/// J.-B. Grill et al., Bootstrap your own latent, NeurIPS 2020, arXiv:2006.07733.
public struct SiameseHeads: Sendable {
  private static let (inputs, hidden, outputs) = (4, 5, 3)
  /// A, a, W, P.
  private var parameters: [Tensor<Double>]
  private let batch = 64

  /// Random matrices.
  public init(seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 18)
    parameters = [
      .gaussian([Self.hidden, Self.inputs], from: &stream), Tensor([Self.hidden]),
      .gaussian([Self.outputs, Self.hidden], from: &stream),
      .gaussian([Self.outputs, Self.outputs], from: &stream),
    ]
    for i in parameters.indices { parameters[i] = parameters[i].map { $0 * 0.5 } }
  }

  /// W and P, by rows.
  public var encoder: [[Double]] { rows(parameters[2]) }
  public var predictor: [[Double]] { rows(parameters[3]) }

  private func rows(_ x: Tensor<Double>) -> [[Double]] {
    (0..<x.shape[0]).map { x.rows($0..<($0 + 1)).elements }
  }

  /// Two views of the same points, as columns.
  private func views(from stream: inout WideStream) -> [Tensor<Double>] {
    let x = Tensor<Double>.gaussian([Self.inputs, batch], from: &stream)
    return (0..<2).map { _ in
      x.map(.gaussian([Self.inputs, batch], from: &stream)) { $0 + $1 * 0.3 }
    }
  }

  /// tanh(Ax + a).
  private func features(_ x: Tensor<Double>, _ p: [Variable<Double>]) -> Variable<Double> {
    p[0].graph.constant(x).linear(weight: p[0], bias: p[1]).tanh
  }

  // MARK: With predictor and stop-gradient

  /// The entries of WWᵀ − PᵀP after training with the loss −cos(P f(x₁), t(x₂)), t = f without its gradient or,
  /// for `following`, an encoder that follows f by a hundredth in every step.
  ///
  /// Predicted are the entries before the training. Tolerance: the velocities of W and P are Ẇ = PᵀM and
  /// Ṗ = MWᵀ for one matrix M, so that a step of the size η changes WWᵀ − PᵀP by η²(ẆẆᵀ − ṖᵀṖ) exactly, of which no
  /// entry is larger than η²(‖Ẇ‖² + ‖Ṗ‖²); and rounding.
  public func measureBalance(following: Bool, steps: Int, seed: UInt64) -> [Measurement] {
    let rate = 0.005
    var model = self
    var target = parameters
    var tolerance = 0.0
    var stream = WideStream(seed: seed, stream: 19)
    for _ in 0..<steps {
      let graph = Graph<Double>()
      let p = graph.variables(model.parameters)
      let x = views(from: &stream)
      let goal = following ? target.map(graph.constant) : p
      let guess = p[3].product(p[2].product(features(x[0], p)))
      let aim = goal[2].product(features(x[1], goal)).stopped
      let loss = (-1 / Double(batch)) * (guess.normalisedColumns * aim.normalisedColumns).sum
      let g = graph.gradient(of: loss, for: p)
      for gradient in g[2...3] {
        tolerance += rate * rate * gradient.elements.reduce(0) { $0 + $1 * $1 }
      }
      GradientDescent(rate: rate).update(&model.parameters, gradients: g)
      target = zip(target, model.parameters).map { $0.map($1) { $0 + ($1 - $0) * 0.01 } }
    }
    let (w, p) = (model.parameters[2], model.parameters[3])
    let k = Self.outputs
    return (0..<k).flatMap { i in
      (0..<k).map { j -> Measurement in
        let first = (0..<Self.hidden).reduce(0.0) { $0 + w[i, $1] * w[j, $1] }
        let second = (0..<k).reduce(0.0) { $0 + p[$1, i] * p[$1, j] }
        return Measurement(value: first - second, tolerance: tolerance + 0x1p-30, seconds: 0)
      }
    }
  }

  // MARK: Without them

  /// The network after some steps with the loss ½ 𝔼‖f(x₁) − f(x₂)‖², without predictor and stop-gradient;
  /// ½ 𝔼(h₁ − h₂)(h₁ − h₂)ᵀ of its hidden features on one more batch, and the rate at which ‖W‖² changes in a
  /// step of the size η on that batch.
  ///
  /// Tolerance: the step adds η²‖∇‖² to 2η⟨W, −∇⟩; and rounding.
  public func collapsing(steps: Int, seed: UInt64) -> (
    encoder: [[Double]], covariance: [[Double]], rate: Measurement
  ) {
    var model = self
    var stream = WideStream(seed: seed, stream: 20)
    func gradients(_ x: [Tensor<Double>]) -> (g: [Tensor<Double>], difference: Tensor<Double>) {
      let graph = Graph<Double>()
      let p = graph.variables(Array(model.parameters.prefix(3)))
      let difference = features(x[0], p) - features(x[1], p)
      let loss = (0.5 / Double(batch)) * p[2].product(difference).squared.sum
      return (graph.gradient(of: loss, for: p), difference.value)
    }
    func step(_ g: [Tensor<Double>], _ rate: Double) {
      var moved = Array(model.parameters.prefix(3))
      GradientDescent(rate: rate).update(&moved, gradients: g)
      model.parameters.replaceSubrange(0..<3, with: moved)
    }
    func norm(_ w: Tensor<Double>) -> Double { w.elements.reduce(0) { $0 + $1 * $1 } }
    for _ in 0..<steps { step(gradients(views(from: &stream)).g, 0.1) }
    let (g, difference) = gradients(views(from: &stream))
    let before = model.parameters[2]
    let rate = 0x1p-12
    step(g, rate)
    let covariance = (0..<Self.hidden).map { i in
      (0..<Self.hidden).map { j in
        (0..<batch).reduce(0.0) { $0 + difference[i, $1] * difference[j, $1] }
          / (2 * Double(batch))
      }
    }
    return (
      rows(before), covariance,
      Measurement(
        value: (norm(model.parameters[2]) - norm(before)) / rate,
        tolerance: rate * norm(g[2]) + 0x1p-30, seconds: 0)
    )
  }
}
