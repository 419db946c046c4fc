import Glibc
import Numeric

/// A perceptron that tells N(1, 1) from N(0, 1): a discriminator, or an energy model by noise contrast.
///
/// The best logit is x − ½. With −log f₀ added to the output, the output itself becomes log f₁.
public struct RatioModel: SampledModel {
  private var network: Network<Double>
  private let isEnergy: Bool
  public let lossNames = ["cross-entropy"]

  public init(isEnergy: Bool, seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 0)
    network = RatioEstimator.network(from: &stream)
    self.isEnergy = isEnergy
  }

  public var parameters: [Tensor<Double>] {
    get { network.parameters }
    set { network.parameters = newValue }
  }

  public func loss(of player: Int, _ p: [Variable<Double>], from stream: inout WideStream)
    -> Variable<Double>
  {
    let data = Tensor<Double>.gaussian([1, 256], from: &stream).map { $0 + 1 }
    let noise = Tensor<Double>.gaussian([1, 256], from: &stream)
    return RatioEstimator.loss(network, p, data: data, noise: noise) { x in
      isEnergy ? 0.5 * (x * x + Glibc.log(2 * Double.pi)) : 0
    }
  }

  public func chart(from stream: inout WideStream) -> Chart {
    let xs = (-60...80).map { Double($0) / 20 }
    let learnt = network(Tensor([1, xs.count], xs)).elements
    let exact = xs.map { x in
      isEnergy ? -0.5 * ((x - 1) * (x - 1) + Glibc.log(2 * Double.pi)) : x - 0.5
    }
    return Chart(
      caption: [
        isEnergy
          ? "The energy model's log-density, and that of the data, N(1, 1)."
          : "The logit of the discriminator, and log f1/f0 of N(1, 1) and N(0, 1)."
      ],
      series: [
        ("exact", zip(xs, exact).map { SIMD2($0, $1) }),
        ("trained", zip(xs, learnt).map { SIMD2($0, $1) }),
      ])
  }
}
