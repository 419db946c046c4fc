import Numeric

/// SimSiam with perceptrons: two noisy views of points on a circle that predict each other's encoding.
///
/// The loss is −cos(p(f(x₁)), f(x₂)), the target with its gradient stopped or not, p a network or the
/// identity. Source: X. Chen, K. He, Exploring simple Siamese representation learning, CVPR 2021,
/// arXiv:2011.10566.
public struct SiamesePerceptron: Sendable {
  var encoder: Network<Double>
  var predictor: Network<Double>?

  /// Trains on fresh views.
  public init(
    steps: Int = 400, batch: Int = 64, hasPredictor: Bool, stopsGradient: Bool, seed: UInt64
  ) {
    var stream = WideStream(seed: seed, stream: 12)
    func perceptron() -> Network<Double> {
      Network(
        [.linear(inputs: 4, outputs: 16), .tanh, .linear(inputs: 16, outputs: 4)], from: &stream)
    }
    encoder = perceptron()
    predictor = hasPredictor ? perceptron() : nil
    var all = encoder.parameters + (predictor?.parameters ?? [])
    var adam = Adam(for: all, rate: 0.01)
    let count = encoder.parameters.count
    for _ in 0..<steps {
      let x = Tensor<Double>.gaussian([4, batch], from: &stream)
      func view() -> Tensor<Double> {
        x.map(.gaussian([4, batch], from: &stream)) { $0 + $1 * 0.3 }
      }
      let graph = Graph<Double>()
      let p = graph.variables(all)
      let (first, second) = (
        encoder(graph.constant(view()), Array(p.prefix(count))),
        encoder(graph.constant(view()), Array(p.prefix(count)))
      )
      let guess = predictor.map { $0(first, Array(p.dropFirst(count))) } ?? first
      let target = stopsGradient ? second.stopped : second
      let loss =
        (-1 / Double(batch)) * (guess.normalisedColumns * target.normalisedColumns).sum
      adam.update(&all, gradients: graph.gradient(of: loss, for: p))
      encoder.parameters = Array(all.prefix(count))
      predictor?.parameters = Array(all.dropFirst(count))
    }
  }

  /// The mean standard deviation of the coordinates of the normalised encodings of fresh points: 0 after
  /// collapse, and ½ when they spread over the sphere in ℝ⁴.
  public func spread(count: Int = 512, seed: UInt64) -> Double {
    var stream = WideStream(seed: seed, stream: 13)
    let x = Tensor<Double>.gaussian([4, count], from: &stream)
    let graph = Graph<Double>()
    let z = encoder(graph.constant(x), encoder.parameters.map(graph.constant)).normalisedColumns
    let deviations = (0..<4).map { row -> Double in
      let values = z.value.rows(row..<(row + 1)).elements
      let mean = values.reduce(0, +) / Double(count)
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)).squareRoot()
    }
    return deviations.reduce(0, +) / 4
  }
}
