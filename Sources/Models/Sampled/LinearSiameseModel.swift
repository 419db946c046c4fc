import Numeric

/// Linear SimSiam and BYOL: features Wx of two noisy views of a point of the plane, and a predictor P.
///
/// The loss is ½‖P W x₁ − t(x₂)‖² with t the encoder, the same with its gradient stopped, or an encoder that follows it
/// slowly. Source: Y. Tian, X. Chen, S. Ganguli, Understanding self-supervised learning dynamics without contrastive
/// pairs, ICML 2021, arXiv:2102.06810.
public struct LinearSiameseModel: SampledModel {
  private let target: SiamesePerceptron.Target
  private let batch = 64
  /// W, P, and the follower's W.
  public var parameters: [Tensor<Double>]
  public let lossNames = ["half the squared error"]

  public init(target: SiamesePerceptron.Target, seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 0)
    let encoder = Tensor<Double>.gaussian([2, 2], from: &stream)
    parameters = [encoder, Tensor([2, 2], [0.5, 0, 0, 0.5])]
    if case .following = target { parameters.append(encoder) }
    self.target = target
  }

  public var players: [Range<Int>] { [0..<2] }

  public func loss(of player: Int, _ p: [Variable<Double>], from stream: inout WideStream)
    -> Variable<Double>
  {
    let x = Tensor<Double>.gaussian([2, batch], from: &stream)
    func view() -> Variable<Double> {
      p[0].graph.constant(x.map(.gaussian([2, batch], from: &stream)) { $0 + $1 * 0.5 })
    }
    let guess = p[1].product(p[0].product(view()))
    let goal: Variable<Double>
    switch target {
    case .moving: goal = p[0].product(view())
    case .stopped: goal = p[0].product(view()).stopped
    case .following: goal = p[2].product(view()).stopped
    }
    return (0.5 / Double(batch)) * (guess - goal).squared.sum
  }

  public mutating func settle() {
    guard case .following(let τ) = target else { return }
    parameters[2] = parameters[2].map(parameters[0]) { $0 + ($1 - $0) * τ }
  }

  public func chart(from stream: inout WideStream) -> Chart {
    let graph = Graph<Double>()
    let x = Tensor<Double>.gaussian([2, 500], from: &stream)
    let z = graph.constant(parameters[0]).product(graph.constant(x)).value
    return Chart(
      caption: ["Points of the plane, and their features Wx: all at 0 after collapse."],
      series: [
        ("points", (0..<500).map { SIMD2(x[0, $0], x[1, $0]) }),
        ("features", (0..<500).map { SIMD2(z[0, $0], z[1, $0]) }),
      ])
  }
}
