import Glibc
import Numeric

extension FiniteDiscriminator {
  /// A perceptron of one number, the place of the point on the line, trained on the exact expectations.
  ///
  /// Adam with a falling rate, on all points at once.
  public init(data: [Double], noise: [Double], perceptronAt places: [Double], seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 25)
    var network = Network<Double>(
      [.linear(inputs: 1, outputs: 16), .tanh, .linear(inputs: 16, outputs: 1)], slope: 1,
      from: &stream)
    var adam = Adam(for: network.parameters, rate: 0.02)
    let n = places.count
    let x = Tensor([1, n], places)
    let steps = 8000
    for step in 0..<steps {
      adam.rate = 0.02 * Glibc.pow(1 - Double(step) / Double(steps), 2)
      let graph = Graph<Double>()
      let p = graph.variables(network.parameters)
      let a = network(graph.constant(x), p)
      let loss =
        (graph.constant(Tensor([1, n], data)) * (-a).softplus
        + graph.constant(Tensor([1, n], noise)) * a.softplus).sum
      adam.update(&network.parameters, gradients: graph.gradient(of: loss, for: p))
    }
    self.init(data: data, noise: noise, logits: network(x).elements)
  }

  /// A discriminator of two laws that was trained on a few examples of each.
  public static func trained(
    data: [Double], noise: [Double], examples count: Int, seed: UInt64
  ) -> FiniteDiscriminator {
    var stream = WideStream(seed: seed, stream: 26)
    func frequencies(_ law: [Double]) -> [Double] {
      var places = [Double](repeating: 0, count: count)
      guard let categorical = Categorical(weights: law) else { return law }
      stream.fillCategorical(categorical, &places)
      var frequencies = [Double](repeating: 0, count: law.count)
      for place in places { frequencies[Int(place)] += 1 / Double(count) }
      return frequencies
    }
    let model = FiniteDiscriminator(
      data: frequencies(data), noise: frequencies(noise), steps: 400)
    return FiniteDiscriminator(data: data, noise: noise, logits: model.logits)
  }

  /// ½(𝔼 log σ(a) + 𝔼 log(1 − σ(a))) + log 2 on fresh examples. Tolerance: seven standard errors of the means.
  public func measureHeldDivergence(examples count: Int, seed: UInt64) -> Measurement {
    Measurement.timed {
      var stream = WideStream(seed: seed, stream: 27)
      func softplus(_ t: Double) -> Double { max(t, 0) + Glibc.log1p(Glibc.exp(-abs(t))) }
      func cost(_ law: [Double], _ sign: Double) -> [Double] {
        var places = [Double](repeating: 0, count: count)
        guard let categorical = Categorical(weights: law) else { return places }
        stream.fillCategorical(categorical, &places)
        return places.map { softplus(sign * logits[Int($0)]) }
      }
      let costs = zip(cost(data, -1), cost(noise, 1)).map { $0 + $1 }
      let mean = Measurement(meanOf: costs)
      return (Glibc.log(2) - mean.value / 2, mean.tolerance / 2)
    }
  }

  /// How much the objective changes when the logit of a point where neither law is goes from 0 to another
  /// number, by the sum over all points. Tolerance: a few roundings of a sum of the size of 2.
  public static func measureChange(outside logit: Double) -> Measurement {
    let (data, noise) = ([0.5, 0.5, 0], [0.25, 0.75, 0])
    func value(_ last: Double) -> Double {
      FiniteDiscriminator(data: data, noise: noise, logits: [0.5, -0.25, last]).measureValue().value
    }
    return Measurement(value: value(logit) - value(0), tolerance: 0x1p-48, seconds: 0)
  }

  /// The logits at some points. Tolerance: the bound of their distance from the best ones.
  public func measureLogits(at points: [Int]) -> [Measurement] {
    points.map { Measurement(value: logits[$0], tolerance: logitError($0), seconds: 0) }
  }
}

/// Two normal laws of variance 1 on a grid: N(1, 1) and N(0, 1) at multiples of ¼ from −4 to 5, by the
/// trapezoidal rule.
public enum NormalGrid {
  public static let places = (-16...20).map { Double($0) / 4 }

  /// The logits of a perceptron that was trained on them, at −1, 0, 1 and 2.
  public static func measureLogits(seed: UInt64) -> [Measurement] {
    func law(_ mean: Double) -> [Double] {
      places.map {
        Glibc.exp(-($0 - mean) * ($0 - mean) / 2) / (4 * (2 * Double.pi).squareRoot())
      }
    }
    let model = FiniteDiscriminator(
      data: law(1), noise: law(0), perceptronAt: places, seed: seed)
    return model.measureLogits(at: [12, 16, 20, 24])
  }
}
