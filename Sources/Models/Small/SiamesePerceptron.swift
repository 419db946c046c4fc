import Numeric

/// SimSiam with perceptrons: two noisy views of points on a circle that predict each other's encoding.
///
/// The loss is −cos(p(f(x₁)), t(x₂)) with p a network or the identity, and t the encoder f, the same with
/// its gradient stopped, or an encoder that follows f slowly. Source: X. Chen, K. He, Exploring simple
/// Siamese representation learning, CVPR 2021, arXiv:2011.10566; J.-B. Grill et al., Bootstrap your own
/// latent, NeurIPS 2020, arXiv:2006.07733.
public struct SiamesePerceptron: SampledModel {
  /// What the predictions are compared with.
  public enum Target: Sendable, Hashable {
    /// The encoder, with its gradient.
    case moving
    /// The encoder without its gradient: SimSiam.
    case stopped
    /// An encoder t ← t + τ(f − t) after every step: BYOL.
    case following(Double)
  }

  var encoder: Network<Double>
  var predictor: Network<Double>?
  private var follower: Network<Double>?
  private let target: Target
  private let batch: Int
  public let lossNames = ["minus the cosine"]

  private init(batch: Int, hasPredictor: Bool, target: Target, from stream: inout WideStream) {
    func perceptron() -> Network<Double> {
      Network(
        [.linear(inputs: 4, outputs: 16), .tanh, .linear(inputs: 16, outputs: 4)], from: &stream)
    }
    encoder = perceptron()
    predictor = hasPredictor ? perceptron() : nil
    if case .following = target { follower = encoder }
    (self.batch, self.target) = (batch, target)
  }

  /// Networks before their training.
  public init(untrained seed: UInt64, hasPredictor: Bool, target: Target) {
    var stream = WideStream(seed: seed, stream: 0)
    self.init(batch: 64, hasPredictor: hasPredictor, target: target, from: &stream)
  }

  /// Trains on fresh views.
  public init(
    steps: Int = 400, batch: Int = 64, hasPredictor: Bool, target: Target, seed: UInt64
  ) {
    var stream = WideStream(seed: seed, stream: 12)
    self.init(batch: batch, hasPredictor: hasPredictor, target: target, from: &stream)
    train(steps: steps, rate: 0.01, from: &stream)
  }

  /// The encoder's, the predictor's and the follower's.
  public var parameters: [Tensor<Double>] {
    get { encoder.parameters + (predictor?.parameters ?? []) + (follower?.parameters ?? []) }
    set {
      let (own, added) = (encoder.parameters.count, predictor?.parameters.count ?? 0)
      encoder.parameters = Array(newValue.prefix(own))
      predictor?.parameters = Array(newValue[own..<(own + added)])
      follower?.parameters = Array(newValue.dropFirst(own + added))
    }
  }

  /// The encoder and the predictor are trained.
  public var players: [Range<Int>] {
    [0..<(encoder.parameters.count + (predictor?.parameters.count ?? 0))]
  }

  public func loss(of player: Int, _ p: [Variable<Double>], from stream: inout WideStream)
    -> Variable<Double>
  {
    let (graph, count) = (p[0].graph, encoder.parameters.count)
    let x = Tensor<Double>.gaussian([4, batch], from: &stream)
    func view() -> Variable<Double> {
      graph.constant(x.map(.gaussian([4, batch], from: &stream)) { $0 + $1 * 0.3 })
    }
    let own = Array(p.prefix(count))
    let first = encoder(view(), own)
    let guess = predictor.map { $0(first, Array(p[count..<players[0].upperBound])) } ?? first
    let goal: Variable<Double>
    switch target {
    case .moving: goal = encoder(view(), own)
    case .stopped: goal = encoder(view(), own).stopped
    case .following: goal = encoder(view(), Array(p.suffix(count))).stopped
    }
    return (-1 / Double(batch)) * (guess.normalisedColumns * goal.normalisedColumns).sum
  }

  public mutating func settle() {
    guard case .following(let τ) = target, let old = follower?.parameters else { return }
    follower?.parameters = zip(old, encoder.parameters).map { $0.map($1) { $0 + ($1 - $0) * τ } }
  }

  /// Two coordinates of the normalised encodings: one point after collapse, a disc without.
  public func chart(from stream: inout WideStream) -> Chart {
    let z = encodings(of: .gaussian([4, 1000], from: &stream))
    return Chart(
      caption: ["Two coordinates of the normalised encodings of a thousand points."],
      series: [("encodings", (0..<1000).map { SIMD2(z[0, $0], z[1, $0]) })])
  }

  private func encodings(of x: Tensor<Double>) -> Tensor<Double> {
    let graph = Graph<Double>()
    return encoder(graph.constant(x), encoder.parameters.map(graph.constant)).normalisedColumns
      .value
  }

  /// The mean standard deviation of the coordinates of the normalised encodings of fresh points: 0 after
  /// collapse, and ½ when they spread over the sphere in ℝ⁴.
  public func spread(count: Int = 512, seed: UInt64) -> Double {
    var stream = WideStream(seed: seed, stream: 13)
    let z = encodings(of: .gaussian([4, count], from: &stream))
    let deviations = (0..<4).map { row -> Double in
      let values = z.rows(row..<(row + 1)).elements
      let mean = values.reduce(0, +) / Double(count)
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)).squareRoot()
    }
    return deviations.reduce(0, +) / 4
  }
}
