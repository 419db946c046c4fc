import Glibc
import Numeric

/// Encoders onto the circle that were trained on a few matched classes, and batches of candidates from them.
///
/// Class k is a point of the circle at the angle 2πk/n; both towers see it, and its partner is itself.
public struct MatchedClasses: Sendable {
  /// Unit vectors of the classes, by rows.
  public let anchors: [[Double]]
  public let partners: [[Double]]

  /// Training on batches of all classes.
  public init(classes n: Int, steps: Int = 400, seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 29)
    let layers: [Layer] = [.linear(inputs: 2, outputs: 16), .tanh, .linear(inputs: 16, outputs: 2)]
    let towers = (0..<2).map { _ in Network<Double>(layers, from: &stream) }
    let angles = (0..<n).map { 2 * Double.pi * Double($0) / Double(n) }
    let x = Tensor<Double>([2, n], angles.map { Glibc.cos($0) } + angles.map { Glibc.sin($0) })
    let count = towers[0].parameters.count
    var parameters = towers.flatMap(\.parameters)
    var adam = Adam(for: parameters, rate: 0.02)
    func encodings(_ graph: Graph<Double>, _ p: [Variable<Double>]) -> [Variable<Double>] {
      (0..<2).map {
        towers[$0](graph.constant(x), Array(p[($0 * count)..<(($0 + 1) * count)])).normalisedColumns
      }
    }
    for step in 0..<steps {
      adam.rate = 0.02 * (1 - Double(step) / Double(steps))
      let graph = Graph<Double>()
      let p = graph.variables(parameters)
      let z = encodings(graph, p)
      let loss = ContrastiveEncoders.loss(scores: z[1].product(z[0], transposingSelf: true))
      adam.update(&parameters, gradients: graph.gradient(of: loss, for: p))
    }
    let graph = Graph<Double>()
    let z = encodings(graph, parameters.map(graph.constant))
    let rows = z.map { z in (0..<n).map { z.value.columns([$0]).elements } }
    (anchors, partners) = (rows[0], rows[1])
  }

  /// log n less the loss of the batch of all classes.
  ///
  /// Tolerance: that of the loss.
  public func measureInformation() -> Measurement {
    let n = anchors.count
    let loss = ContrastiveEncoders.measureLoss(
      anchors: Tensor([n, 2], anchors.flatMap { $0 }),
      positives: Tensor([n, 2], partners.flatMap { $0 }),
      candidates: Tensor([n, 2], partners.flatMap { $0 }))
    return Measurement(
      value: Glibc.log(Double(n)) - loss.value, tolerance: loss.tolerance, seconds: 0)
  }
}

extension MatchedClasses {
  /// The loss of the batch of all classes, which is predicted for encodings that are evenly spaced on the circle and equal
  /// to their partners'.
  ///
  /// Tolerance: scores are cosines and so no farther from those than the angles of both encodings are from evenly spaced
  /// ones; the loss changes by at most twice the largest change of a score; and rounding.
  public func measureEvenLoss() -> Measurement {
    let n = anchors.count
    func angle(_ v: [Double]) -> Double { Glibc.atan2(v[1], v[0]) }
    let order = (0..<n).sorted { angle(anchors[$0]) < angle(anchors[$1]) }
    func distance(_ vectors: [[Double]]) -> Double {
      order.indices.reduce(0.0) { largest, place in
        let even = angle(anchors[order[0]]) + 2 * Double.pi * Double(place) / Double(n)
        let turn = Glibc.remainder(angle(vectors[order[place]]) - even, 2 * Double.pi)
        return max(largest, abs(turn))
      }
    }
    let information = measureInformation()
    return Measurement(
      value: Glibc.log(Double(n)) - information.value,
      tolerance: 2 * (distance(anchors) + distance(partners)) + information.tolerance + 0x1p-40,
      seconds: 0)
  }
}

/// Batches of candidates for one anchor, drawn from scores with probabilities.
public struct CandidateBatches: Sendable {
  private let scores: [Double]
  private let law: Categorical

  /// Scores of the points that candidates are, and how probable each is; `nil` for no law.
  public init?(scores: [Double], probabilities: [Double]) {
    guard let law = Categorical(weights: probabilities) else { return nil }
    (self.scores, self.law) = (scores, law)
  }

  /// The mean over batches of log (1/M)Σ e^{s}, of M candidates each. Tolerance: seven standard errors.
  public func measureUniformity(candidates m: Int, batches: Int, seed: UInt64) -> Measurement {
    var stream = WideStream(seed: seed, stream: 30)
    return .meanOfLogMeans(
      of: scores.map { Glibc.exp($0) }, law: law, terms: m, count: batches, from: &stream)
  }
}
