import Numeric

/// Two networks of masked convolutions, A then B, that shall copy a pixel to the centre: the one a pixel
/// that the masks let through, the other the first one of its row of the template that they do not.
public struct CopyModel: SampledModel {
  private static let task = CopyTask(first: CopyTask.maskA, second: CopyTask.maskB)
  /// The pixels (row, column), from 0.
  private static let pixels = [(1, 3), (1, 4)]
  private var networks: [Network<Float>]
  public let lossNames = ["loss for pixel 24", "loss for pixel 25"]

  public init(seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 0)
    networks = Self.pixels.map { _ in Network(Self.task.layers(channels: 8), from: &stream) }
  }

  public var parameters: [Tensor<Float>] {
    get { networks.flatMap(\.parameters) }
    set {
      let count = networks[0].parameters.count
      networks[0].parameters = Array(newValue.prefix(count))
      networks[1].parameters = Array(newValue.dropFirst(count))
    }
  }

  public var players: [Range<Int>] {
    let count = networks[0].parameters.count
    return [0..<count, count..<(2 * count)]
  }

  public func loss(of player: Int, _ p: [Variable<Float>], from stream: inout WideStream)
    -> Variable<Float>
  {
    let images = Tensor<Float>.bernoulli(0.5, [1, 5, 5, 64], from: &stream)
    let (row, column) = Self.pixels[player]
    return CopyTask.loss(
      networks[player], images, Array(p[players[player]]), copying: row, column)
  }

  /// The pixels whose change moves the centre of the first network.
  public func chart(from stream: inout WideStream) -> Chart {
    let graph = Graph<Float>()
    let x = graph.variable(.bernoulli(0.5, [1, 5, 5, 1], from: &stream))
    let y = networks[0](x, networks[0].parameters.map(graph.constant)).reshaped([25, 1])
    let gradient = graph.gradient(of: y.rows(12..<13).sum, for: [x])[0].elements
    // A square of dots for each pixel.
    func square(_ pixel: Int) -> [SIMD2<Double>] {
      let centre = SIMD2(Double(pixel % 5 - 2), Double(2 - pixel / 5))
      return (0..<400).map { dot -> SIMD2<Double> in
        let place = SIMD2(Double(dot % 20 - 10), Double(dot / 20 - 10))
        return centre + place / 30
      }
    }
    func points(_ isSeen: Bool) -> [SIMD2<Double>] {
      gradient.indices.filter { (gradient[$0] != 0) == isSeen }.flatMap(square)
    }
    return Chart(
      caption: ["The 5 x 5 pixels that the centre's output depends on, by its gradient."],
      series: [("seen", points(true)), ("not seen", points(false))])
  }
}
