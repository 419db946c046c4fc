import Numeric

/// Steps of the Dirac-GAN's game, simultaneous and with gradients of their own; an epoch is ten steps.
public struct DiracTraining: Training {
  public let name: String
  public let lossNames = ["distance from the equilibrium"]
  private let gamma: Double
  private let step: Double
  private static let start = [0.3, 0, 0.3]
  private var state = DiracTraining.start

  public init(_ name: String, gamma: Double, step: Double = 0.1) {
    (self.name, self.gamma, self.step) = (name, gamma, step)
  }

  public var settings: [String: String] { ["gamma": "\(gamma)", "step": "\(step)"] }

  public var tensors: [Tensor<Double>] {
    get { [Tensor([3], state)] }
    set { state = newValue[0].elements }
  }

  public var steps: [Int] {
    get { [] }
    set { precondition(newValue.isEmpty) }
  }

  public mutating func epoch(
    _ epoch: Int, of data: FreshExamples, threads: Int,
    report: (_ step: Int, _ steps: Int, _ losses: [Float]) -> Bool
  ) -> [Float]? {
    var model = DiracGAN(gamma: gamma)
    var distance: Float = 0
    for index in 0..<10 {
      state = model.scheme(.simultaneous).end(from: state, step: step, count: 1, in: &model)
      distance = Float(state.reduce(0) { $0 + $1 * $1 }.squareRoot())
      guard report(index + 1, 10, [distance]) else { return nil }
    }
    return [distance]
  }

  /// The path of the critic's slope and the generator from the start to here.
  public func figures(epoch: Int, of epochs: Int, data: FreshExamples, threads: Int) -> [(
    name: String, picture: Picture
  )] {
    guard epoch == epochs else { return [] }
    let states = DiracGAN.run(
      gamma: gamma, play: .simultaneous, from: Self.start, step: step, count: 10 * epochs
    ).states
    let (slope, generator) = (DiracGAN.coordinates.slope, DiracGAN.coordinates.generator)
    let chart = Chart(
      caption: ["Critic slope (across) and generator (up), simultaneous steps of \(step)."],
      series: [("path", states.map { SIMD2($0[slope], $0[generator]) }), ("rest", [.zero])])
    return [("\(name).png", chart.picture(title: "\(name), gamma \(gamma), epoch \(epoch)."))]
  }
}
