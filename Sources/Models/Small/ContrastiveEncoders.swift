import Glibc
import Numeric

/// Two encoders onto the circle, trained to find the partner of a point among a batch.
///
/// The loss of a batch is the mean of −log softmax of the partner's score; the scores are inner products
/// of unit vectors (two towers), or s(x, y) of a network of both (joint). Source: A. van den Oord, Y. Li,
/// O. Vinyals, Representation learning with contrastive predictive coding, arXiv:1807.03748.
public struct ContrastiveEncoders: SampledModel {
  var left: Network<Double>
  var right: Network<Double>

  private let batch: Int
  public let lossNames = ["contrastive loss"]

  /// Encoders ℝ² → 16 → ℝ².
  private init(batch: Int, from stream: inout WideStream) {
    let layers: [Layer] = [.linear(inputs: 2, outputs: 16), .tanh, .linear(inputs: 16, outputs: 2)]
    left = Network(layers, from: &stream)
    right = Network(layers, from: &stream)
    self.batch = batch
  }

  /// Encoders before their training.
  public init(untrained seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 0)
    self.init(batch: 32, from: &stream)
  }

  /// Encoders trained on pairs of nearby points of the circle.
  public init(steps: Int = 300, batch: Int = 32, seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 4)
    self.init(batch: batch, from: &stream)
    train(steps: steps, rate: 0.01, from: &stream)
  }

  public var parameters: [Tensor<Double>] {
    get { left.parameters + right.parameters }
    set {
      let count = left.parameters.count
      left.parameters = Array(newValue.prefix(count))
      right.parameters = Array(newValue.dropFirst(count))
    }
  }

  public func loss(of player: Int, _ p: [Variable<Double>], from stream: inout WideStream)
    -> Variable<Double>
  {
    let (x, y) = Self.pairs(batch, from: &stream)
    let (graph, count) = (p[0].graph, left.parameters.count)
    let z = left(graph.constant(x), Array(p.prefix(count))).normalisedColumns
    let c = right(graph.constant(y), Array(p.dropFirst(count))).normalisedColumns
    return Self.loss(scores: c.product(z, transposingSelf: true))
  }

  /// Anchors and partners on the circle; what belongs together lies together.
  public func chart(from stream: inout WideStream) -> Chart {
    let (z, c) = embeddings(300, seed: stream.seed)
    return Chart(
      caption: ["Encodings of anchors (radius 1) and of their partners (drawn at 0.9)."],
      series: [
        ("anchors", z.map { SIMD2($0[0], $0[1]) }),
        ("partners", c.map { SIMD2($0[0], $0[1]) * 0.9 }),
      ])
  }

  /// Points of the circle with partners at an angle of 0.1 times a standard normal.
  static func pairs(_ count: Int, from stream: inout WideStream) -> (Tensor<Double>, Tensor<Double>)
  {
    let angles = Tensor<Double>.uniform([count], 0, 2 * Double.pi, from: &stream).elements
    let noise = Tensor<Double>.gaussian([count], from: &stream).elements
    func points(_ angles: [Double]) -> Tensor<Double> {
      Tensor([2, count], angles.map { Glibc.cos($0) } + angles.map { Glibc.sin($0) })
    }
    return (points(angles), points(zip(angles, noise).map { $0 + 0.1 * $1 }))
  }

  /// The mean over columns i of −log softmax(s[·, i])[i] for a square of scores `[candidates, anchors]`.
  static func loss(scores: Variable<Double>) -> Variable<Double> {
    let n = scores.shape[1]
    let diagonal = (0..<(n * n)).map { $0 / n == $0 % n ? 1.0 : 0.0 }
    let own = (scores * scores.graph.constant(Tensor([n, n], diagonal))).sum
    return (1 / Double(n)) * (scores.logSumExp.sum - own)
  }

  /// The unit vectors of a fresh batch: rows of anchors and of their partners.
  public func embeddings(_ count: Int, seed: UInt64) -> (anchors: [[Double]], partners: [[Double]])
  {
    var stream = WideStream(seed: seed, stream: 5)
    let (x, y) = Self.pairs(count, from: &stream)
    let graph = Graph<Double>()
    func rows(_ network: Network<Double>, _ x: Tensor<Double>) -> [[Double]] {
      let z = network(graph.constant(x), network.parameters.map(graph.constant)).normalisedColumns
      return (0..<count).map { z.value.columns([$0]).elements }
    }
    return (rows(left, x), rows(right, y))
  }

  /// The loss of the rows of anchors, positives and candidates: their scores are inner products.
  public static func measureLoss(
    anchors: Tensor<Double>, positives: Tensor<Double>, candidates: Tensor<Double>
  ) -> Measurement {
    let graph = Graph<Double>()
    let scores = graph.constant(anchors)
      .product(graph.constant(candidates), transposingOther: true).value
    let own = (graph.constant(anchors) * graph.constant(positives)).value.transposed
    let positive = graph.constant(own).columnSums.value.elements
    return measureLoss(
      scores: (0..<scores.rows).map { scores.rows($0..<($0 + 1)).elements }, positives: positive)
  }

  /// The loss for scores of anchors (rows) with candidates, and those with the positives: the mean of
  /// log Σ exp of a row less the positive's score.
  ///
  /// Tolerance: rounding of the scores, of at most |score| + log M in size, and of their sums.
  public static func measureLoss(
    scores: [[Double]], positives: [Double]
  ) -> Measurement {
    Measurement.timed {
      let (n, m) = (scores.count, scores.first?.count ?? 0)
      let graph = Graph<Double>()
      let matrix = graph.constant(Tensor([n, m], scores.flatMap { $0 }))
      let columns = Tensor([n, m], matrix.value.elements).transposed
      let value =
        (graph.constant(columns).logSumExp - graph.constant(Tensor([n], positives))).mean.value
        .scalar
      let size = scores.flatMap { $0 }.reduce(1) { max($0, abs($1)) } + Glibc.log(Double(max(m, 1)))
      return (value, size * Double(n + m + 16) * 0x1p-51)
    }
  }
}
