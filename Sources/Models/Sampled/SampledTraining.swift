import Numeric

/// The training of a model on examples that it draws itself, by Adam; an epoch is a hundred steps.
public struct SampledTraining<Model: SampledModel>: Training {
  public typealias Scalar = Model.Scalar

  public let name: String
  public private(set) var model: Model
  private var adams: [Adam<Scalar>]
  private let rate: Double
  private let seed: UInt64

  /// The start; the model's own start is drawn from the same seed.
  public init(
    _ name: String, _ model: Model, rate: Double = 0.01, beta1: Double = 0.9, seed: UInt64
  ) {
    (self.name, self.model, self.rate, self.seed) = (name, model, rate, seed)
    adams = model.optimisers(rate: rate, beta1: beta1)
  }

  public var lossNames: [String] { model.lossNames }

  public var settings: [String: String] { ["seed": "\(seed)", "rate": "\(rate)"] }

  public var tensors: [Tensor<Scalar>] {
    get { model.parameters + adams.flatMap(\.tensors) }
    set {
      var rest = newValue.dropFirst(model.parameters.count)
      model.parameters = Array(newValue.prefix(model.parameters.count))
      for index in adams.indices {
        let count = adams[index].tensors.count
        adams[index].tensors = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
      }
    }
  }

  public var steps: [Int] {
    get { adams.map(\.steps) }
    set { for index in adams.indices { adams[index].steps = newValue[index] } }
  }

  public mutating func epoch(
    _ epoch: Int, of data: FreshExamples, threads: Int,
    report: (_ step: Int, _ steps: Int, _ losses: [Float]) -> Bool
  ) -> [Float]? {
    let count = 100
    var totals = [Double](repeating: 0, count: lossNames.count)
    for index in 0..<count {
      var stream = Minibatches.noise(seed: seed, epoch: epoch, step: index)
      let losses = model.step(&adams, from: &stream)
      for (place, loss) in losses.enumerated() { totals[place] += Double(loss) }
      guard report(index + 1, count, losses) else { return nil }
    }
    return totals.map { Float($0 / Double(count)) }
  }

  public func figures(epoch: Int, of epochs: Int, data: FreshExamples, threads: Int) -> [(
    name: String, picture: Picture
  )] {
    guard epoch == epochs else { return [] }
    var stream = Minibatches.figures(seed: seed)
    let chart = model.chart(from: &stream)
    return [("\(name).png", chart.picture(title: "\(name), epoch \(epoch), seed \(seed)."))]
  }
}
