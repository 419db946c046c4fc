import Numeric

/// A 1-Lipschitz critic of the uniform laws on [½, 3/2] and [0, 1], trained on samples.
///
/// The difference of its means tends to W₁ = ½. Slopes are cut back into [−1, 1] after every step.
public struct UniformCritic: SampledModel {
  private static let (knots, width) = (48, 1.5 / 48)
  private var slopes = Tensor<Double>([1, UniformCritic.knots])
  public let lossNames = ["minus the distance"]

  public init() {}

  public var parameters: [Tensor<Double>] {
    get { [slopes] }
    set { slopes = newValue[0] }
  }

  /// How much of each piece lies below each of the numbers, `[knots, N]`.
  private func covered(_ x: [Double]) -> Tensor<Double> {
    Tensor(
      [Self.knots, x.count],
      (0..<Self.knots).flatMap { k in
        x.map { min(max($0 - Double(k) * Self.width, 0), Self.width) }
      })
  }

  public func loss(of player: Int, _ p: [Variable<Double>], from stream: inout WideStream)
    -> Variable<Double>
  {
    let graph = p[0].graph
    func mean(_ x: Tensor<Double>) -> Variable<Double> {
      p[0].product(graph.constant(covered(x.elements))).mean
    }
    let far = Tensor<Double>.uniform([256], 0.5, 1.5, from: &stream)
    return mean(.uniform([256], 0, 1, from: &stream)) - mean(far)
  }

  public mutating func settle() {
    slopes = Tensor(slopes.shape, slopes.elements.map { min(1, max(-1, $0)) })
  }

  public func chart(from stream: inout WideStream) -> Chart {
    let xs = (0...150).map { Double($0) / 100 }
    let graph = Graph<Double>()
    let f = graph.constant(slopes).product(graph.constant(covered(xs))).value.elements
    return Chart(
      caption: ["The critic, and the best one, f(x) = x."],
      series: [
        ("best", xs.map { SIMD2($0, $0) }), ("trained", zip(xs, f).map { SIMD2($0, $1) }),
      ])
  }
}
