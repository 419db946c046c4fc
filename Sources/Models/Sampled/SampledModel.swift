import Numeric

/// A model that is trained on examples that it draws itself, by gradient steps of its players.
///
/// Most have one player, who minimises one loss; a game has two.
public protocol SampledModel: Sendable {
  associatedtype Scalar: TensorScalar
  /// What each player's loss is, for tables.
  var lossNames: [String] { get }
  var parameters: [Tensor<Scalar>] { get set }
  /// The parameters that each player moves; others are moved by `settle` alone.
  var players: [Range<Int>] { get }
  /// The loss of a player on fresh examples, for all parameters as variables of one graph.
  func loss(of player: Int, _ p: [Variable<Scalar>], from stream: inout WideStream)
    -> Variable<Scalar>
  /// What is done after every step, such as putting parameters back into the set where they belong.
  mutating func settle()
  /// What the trained model is looked at by.
  func chart(from stream: inout WideStream) -> Chart
}

extension SampledModel {
  public var players: [Range<Int>] { [0..<parameters.count] }

  public mutating func settle() {}

  /// One step of every player in turn, each on examples of its own; returns the losses before it.
  mutating func step(_ adams: inout [Adam<Scalar>], from stream: inout WideStream) -> [Float] {
    let losses = players.indices.map { player -> Float in
      let graph = Graph<Scalar>()
      let p = graph.variables(parameters)
      let loss = loss(of: player, p, from: &stream)
      let range = players[player]
      var own = Array(parameters[range])
      adams[player].update(&own, gradients: graph.gradient(of: loss, for: Array(p[range])))
      parameters.replaceSubrange(range, with: own)
      return Float(loss.value.scalar)
    }
    settle()
    return losses
  }

  /// Optimisers for the players.
  func optimisers(rate: Double, beta1: Double = 0.9) -> [Adam<Scalar>] {
    players.map { Adam(for: Array(parameters[$0]), rate: rate, beta1: beta1) }
  }

  /// Training in one go, with a constant rate.
  mutating func train(steps: Int, rate: Double, from stream: inout WideStream) {
    var adams = optimisers(rate: rate)
    for _ in 0..<steps { _ = step(&adams, from: &stream) }
  }
}

/// Points of the plane in a few named series.
public struct Chart: Sendable {
  /// What is seen, in ASCII, a line each.
  public let caption: [String]
  public let series: [(name: String, points: [SIMD2<Double>])]

  /// The chart under a title.
  func picture(title: String) -> Picture {
    let points = series.flatMap(\.points)
    let labels = series.indices.flatMap { index in
      series[index].points.map { _ in UInt8(index) }
    }
    return .scatter(
      Tensor([2, points.count], points.map { Float($0.x) } + points.map { Float($0.y) }),
      labels: labels, names: series.map(\.name), caption: [title] + caption)
  }
}
