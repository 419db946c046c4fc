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
    return Chart(
      caption: ["Densities of data and generator, D* = f1/(f0 + f1), and the trained D."],
      series: [
        ("data", points(data)), ("generator", points(made)),
        ("D*", points(zip(data, made).map { $0 / max($0 + $1, 1e-300) })),
        ("D", points(logits.map { 1 / (1 + Glibc.exp(-$0)) })),
      ])
  }
}
