import Glibc
import Numeric

/// A joint contrastive encoder: one perceptron scores pairs (x, y) of points of the circle.
///
/// Its best score is log p(y | x)/p(y) up to a function of x. Source: A. van den Oord, Y. Li, O. Vinyals,
/// arXiv:1807.03748.
public struct JointEncoder: SampledModel {
  private var network: Network<Double>
  public let lossNames = ["contrastive loss"]

  public init(seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 0)
    network = Network(
      [.linear(inputs: 4, outputs: 32), .tanh, .linear(inputs: 32, outputs: 1)], from: &stream)
  }

  /// An encoder after some steps of training.
  public init(steps: Int, seed: UInt64) {
    self.init(seed: seed)
    var stream = WideStream(seed: seed, stream: 16)
    train(steps: steps, rate: 0.01, from: &stream)
  }

  public var parameters: [Tensor<Double>] {
    get { network.parameters }
    set { network.parameters = newValue }
  }

  /// The scores of all pairs, `[candidates, anchors]`, for points as columns.
  private func scores(
    anchors x: Tensor<Double>, candidates y: Tensor<Double>, _ p: [Variable<Double>]
  ) -> Variable<Double> {
    let (n, m) = (x.shape[1], y.shape[1])
    let pairs = Tensor.stacked([
      x.columns((0..<(m * n)).map { $0 % n }), y.columns((0..<(m * n)).map { $0 / n }),
    ])
    return network(p[0].graph.constant(pairs), p).reshaped([m, n])
  }

  public func loss(of player: Int, _ p: [Variable<Double>], from stream: inout WideStream)
    -> Variable<Double>
  {
    let (x, y) = ContrastiveEncoders.pairs(32, from: &stream)
    return ContrastiveEncoders.loss(scores: scores(anchors: x, candidates: y, p))
  }

  /// The scores of fresh batch of pairs, rows of anchors, and those of the partners.
  public func scores(_ count: Int, seed: UInt64) -> (scores: [[Double]], partners: [Double]) {
    var stream = WideStream(seed: seed, stream: 5)
    let (x, y) = ContrastiveEncoders.pairs(count, from: &stream)
    let graph = Graph<Double>()
    let s = scores(anchors: x, candidates: y, parameters.map(graph.constant)).value
    return (
      (0..<count).map { i in (0..<count).map { s[$0, i] } }, (0..<count).map { s[$0, $0] }
    )
  }

  public func chart(from stream: inout WideStream) -> Chart {
    let angles = (-60...60).map { Double($0) / 100 }
    let candidates = Tensor<Double>(
      [2, angles.count], angles.map { Glibc.cos($0) } + angles.map { Glibc.sin($0) })
    let graph = Graph<Double>()
    let s = scores(
      anchors: Tensor([2, 1], [1, 0]), candidates: candidates, parameters.map(graph.constant)
    ).value.elements
    let top = s.max() ?? 0
    return Chart(
      caption: [
        "Score of (1, 0) with a point at an angle, times 0.1, less the greatest; and the best."
      ],
      series: [
        ("best", angles.map { SIMD2($0, -5 * $0 * $0) }),
        ("trained", zip(angles, s).map { SIMD2($0, 0.1 * ($1 - top)) }),
      ])
  }
}

extension JointEncoder {
  /// The loss less log M of a batch of matched points after training with scores that are cut to (−1, 1) by tanh, as an
  /// inner product of unit vectors is: z = (tanh s, √(1 − tanh² s)) with one y = (1, 0) for all candidates.
  ///
  /// Tolerance: that of the loss.
  public static func measureCollapsedLoss(classes n: Int, steps: Int, seed: UInt64) -> Measurement {
    var model = JointEncoder(seed: seed)
    let angles = (0..<n).map { 2 * Double.pi * Double($0) / Double(n) }
    let x = Tensor<Double>([2, n], angles.map { Glibc.cos($0) } + angles.map { Glibc.sin($0) })
    var adam = Adam(for: model.parameters, rate: 0.02)
    for _ in 0..<steps {
      let graph = Graph<Double>()
      let p = graph.variables(model.parameters)
      let s = model.scores(anchors: x, candidates: x, p).tanh
      adam.update(
        &model.parameters,
        gradients: graph.gradient(of: ContrastiveEncoders.loss(scores: s), for: p))
    }
    let graph = Graph<Double>()
    let s = model.scores(anchors: x, candidates: x, model.parameters.map(graph.constant)).tanh.value
    let loss = ContrastiveEncoders.measureLoss(
      scores: (0..<n).map { i in (0..<n).map { s[$0, i] } },
      positives: (0..<n).map { s[$0, $0] })
    return Measurement(
      value: loss.value - Glibc.log(Double(n)), tolerance: loss.tolerance, seconds: 0)
  }
}
