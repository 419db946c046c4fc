import Glibc
import Numeric

/// A generative adversarial network on the line: data N(2, ¼), a generator x = az + b, a perceptron.
///
/// The generator's density N(b, a²) is known, and so is the best discriminator f₁/(f₀ + f₁).
public struct LineGAN: SampledModel {
  private var discriminator: Network<Double>
  private var generator: Network<Double>
  public let lossNames = ["discriminator", "generator"]

  public init(seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 0)
    discriminator = Network(
      [.linear(inputs: 1, outputs: 16), .tanh, .linear(inputs: 16, outputs: 1)], from: &stream)
    generator = Network(
      [.linear(inputs: 1, outputs: 1)], parameters: [Tensor([1, 1], [1]), Tensor([1])])
  }

  public var parameters: [Tensor<Double>] {
    get { discriminator.parameters + generator.parameters }
    set {
      let count = discriminator.parameters.count
      discriminator.parameters = Array(newValue.prefix(count))
      generator.parameters = Array(newValue.dropFirst(count))
    }
  }

  public var players: [Range<Int>] {
    let count = discriminator.parameters.count
    return [0..<count, count..<(count + generator.parameters.count)]
  }

  /// The discriminator's cross-entropy; the generator's non-saturating loss.
  public func loss(of player: Int, _ p: [Variable<Double>], from stream: inout WideStream)
    -> Variable<Double>
  {
    let graph = p[0].graph
    let (d, g) = (Array(p[players[0]]), Array(p[players[1]]))
    let made = generator(graph.constant(.gaussian([1, 128], from: &stream)), g)
    let logits = discriminator(made, d)
    if player == 1 { return (-logits).softplus.mean }
    let data = Tensor<Double>.gaussian([1, 128], from: &stream).map { $0 * 0.5 + 2 }
    return (-discriminator(graph.constant(data), d)).softplus.mean + logits.softplus.mean
  }

  public func chart(from stream: inout WideStream) -> Chart {
    func density(_ x: Double, _ mean: Double, _ deviation: Double) -> Double {
      let t = (x - mean) / deviation
      return Glibc.exp(-0.5 * t * t) / (deviation * (2 * Double.pi).squareRoot())
    }
    let xs = (0...200).map { Double($0) / 50 }
    let logits = discriminator(Tensor([1, xs.count], xs)).elements
    let (a, b) = (abs(generator.parameters[0].elements[0]), generator.parameters[1].elements[0])
    let data = xs.map { density($0, 2, 0.5) }
    let made = xs.map { density($0, b, max(a, 1e-3)) }
    func points(_ values: [Double]) -> [SIMD2<Double>] { zip(xs, values).map { SIMD2($0, $1) } }
    let (estimate, divergence) = divergences(deviation: max(a, 1e-3), mean: b, density)
    func rounded(_ x: Double) -> Double { (1000 * x).rounded() / 1000 }
    return Chart(
      caption: [
        "Densities of data and generator, D* = f1/(f0 + f1), the trained D, and f1/f0 by D, cut at 3.",
        "JSD by the discriminator \(rounded(estimate)), by the densities \(rounded(divergence)).",
      ],
      series: [
        ("data", points(data)), ("generator", points(made)),
        ("D*", points(zip(data, made).map { $0 / max($0 + $1, 1e-300) })),
        ("D", points(logits.map { 1 / (1 + Glibc.exp(-$0)) })),
        ("f1/f0", points(zip(data, made).map { min($0 / max($1, 1e-300), 3) })),
        ("D/(1-D)", points(logits.map { min(Glibc.exp($0), 3) })),
      ])
  }

  /// ½(𝔼 log D + 𝔼 log(1 − D)) + log 2 for the trained discriminator and for the best one, by the trapezoidal rule; the
  /// first is never larger than the second but for its error.
  func divergences(
    deviation: Double, mean: Double, _ density: (Double, Double, Double) -> Double
  ) -> (estimate: Double, exact: Double) {
    let h = min(deviation, 0.5) / 8
    let (low, high) = (min(mean - 8 * deviation, -2), max(mean + 8 * deviation, 6))
    let xs = (0...Int(((high - low) / h).rounded(.up))).map { low + h * Double($0) }
    let logits = discriminator(Tensor([1, xs.count], xs)).elements
    var (estimate, exact) = (0.0, 0.0)
    for (x, a) in zip(xs, logits) {
      let (f1, f0) = (density(x, 2, 0.5), density(x, mean, deviation))
      func softplus(_ t: Double) -> Double { max(t, 0) + Glibc.log1p(Glibc.exp(-abs(t))) }
      estimate -= h * (f1 * softplus(-a) + f0 * softplus(a))
      if f1 > 0 { exact += h * f1 * Glibc.log(f1 / (f0 + f1)) }
      if f0 > 0 { exact += h * f0 * Glibc.log(f0 / (f0 + f1)) }
    }
    return (estimate / 2 + Glibc.log(2), exact / 2 + Glibc.log(2))
  }
}
