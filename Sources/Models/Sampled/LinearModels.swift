import Numeric

/// Linear regression under dropout, on six examples of two features.
public struct DropoutModel: SampledModel {
  private static let inputs = [[1.0, 2], [3, -1], [0.5, 0.5], [1, 0], [-1, 2], [0, 1]]
  private static let outputs = [2.0, 1, -1, 0.5, 1, 0]
  private let keep: Double
  private var weights = Tensor<Double>([2, 1])
  public let lossNames = ["loss under dropout"]

  public init(keep: Double) { self.keep = keep }

  public var parameters: [Tensor<Double>] {
    get { [weights] }
    set { weights = newValue[0] }
  }

  public func loss(of player: Int, _ p: [Variable<Double>], from stream: inout WideStream)
    -> Variable<Double>
  {
    let (n, d) = (Self.outputs.count, Self.inputs[0].count)
    let model = DropoutTraining(
      inputs: Tensor([n, d], Self.inputs.flatMap { $0 }), targets: Tensor([n, 1], Self.outputs),
      keep: keep)
    return model.loss(p[0], mask: .bernoulli(keep, [n, d], from: &stream))
  }

  public func chart(from stream: inout WideStream) -> Chart {
    let exact = DropoutRegression(inputs: Self.inputs, outputs: Self.outputs).weights(keeping: keep)
    func bars(_ values: [Double], _ shift: Double) -> [SIMD2<Double>] {
      values.enumerated().flatMap { j, value in
        (0...100).map { SIMD2(Double(j + 1) / 3 + shift, value * Double($0) / 100) }
      }
    }
    return Chart(
      caption: ["The weights, and the minimiser of the expected loss over all masks."],
      series: [("exact", bars(exact, 0)), ("trained", bars(weights.elements, 0.03))])
  }
}

/// A linear autoencoder with a Gaussian decoder on points of the plane: probabilistic principal components.
public struct LinearAutoencoderModel: SampledModel {
  private let model: LinearGaussianVAE
  private let data: Tensor<Double>
  public var parameters: [Tensor<Double>]
  public let lossNames = ["negative evidence lower bound"]

  /// Two hundred points (2a + b/2, a − b/2) for standard normal a and b.
  public init(seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 0)
    let a = Tensor<Double>.gaussian([1, 200], from: &stream)
    let b = Tensor<Double>.gaussian([1, 200], from: &stream)
    data = .stacked([a.map(b) { $0 * 2 + $1 * 0.5 }, a.map(b) { $0 - $1 * 0.5 }])
    model = LinearGaussianVAE(data: data)
    parameters = LinearGaussianVAE.start(dimension: 2)
  }

  public func loss(of player: Int, _ p: [Variable<Double>], from stream: inout WideStream)
    -> Variable<Double>
  { -model.bound(p) }

  public func chart(from stream: inout WideStream) -> Chart {
    let w = parameters[0].elements
    return Chart(
      caption: ["The data, and the decoder's means wz for z from -3 to 3."],
      series: [
        ("data", (0..<200).map { SIMD2(data[0, $0], data[1, $0]) }),
        ("wz", (-300...300).map { SIMD2(w[0], w[1]) * (Double($0) / 100) }),
      ])
  }
}
