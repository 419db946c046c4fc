/// One layer of a network, as a value.
public enum Layer: Sendable, Hashable, Codable {
  /// W·x + b.
  case linear(inputs: Int, outputs: Int)
  /// Cross-correlation with K × K filters.
  case convolution(inputs: Int, outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0)
  /// Cross-correlation with filters that are multiplied by K² zeros and ones, by rows.
  case maskedConvolution(inputs: Int, outputs: Int, mask: [Int], padding: Int)
  case maxPool(Int)
  case upsample(Int)
  case reLU
  case leakyReLU(Double)
  case tanh
  case sigmoid
  /// Each number is kept with probability 1 − p and divided by it; the identity without randomness.
  case dropout(Double)
  /// Images `[C, H, W, N]` as columns `[C·H·W, N]`.
  case flatten
  /// Columns `[C·H·W, N]` as images.
  case image(channels: Int, height: Int, width: Int)

  /// The shapes of the weight and of the bias, and how many inputs one output sees.
  var parameters: (weight: [Int], bias: [Int], fanIn: Int)? {
    switch self {
    case .linear(let inputs, let outputs): ([outputs, inputs], [outputs], inputs)
    case .convolution(let inputs, let outputs, let kernel, _, _):
      ([outputs, inputs, kernel, kernel], [outputs], inputs * kernel * kernel)
    case .maskedConvolution(let inputs, let outputs, let mask, _):
      (
        [outputs, inputs, Self.side(mask), Self.side(mask)], [outputs],
        inputs * mask.reduce(0, +)
      )
    default: nil
    }
  }

  private static func side(_ mask: [Int]) -> Int {
    let side = Int(Double(mask.count).squareRoot())
    precondition(side * side == mask.count, "a mask is a square")
    return side
  }

  /// The layer's output.
  func apply<S: TensorScalar>(_ x: Variable<S>, _ parameters: ArraySlice<Variable<S>>)
    -> Variable<S>
  {
    func weight() -> Variable<S> { parameters[parameters.startIndex] }
    func bias() -> Variable<S> { parameters[parameters.startIndex + 1] }
    switch self {
    case .linear: return x.linear(weight: weight(), bias: bias())
    case .convolution(_, _, _, let stride, let padding):
      return x.convolution(weight: weight(), bias: bias(), stride: stride, padding: padding)
    case .maskedConvolution(_, _, let mask, let padding):
      return x.convolution(weight: weight(), bias: bias(), padding: padding, mask: mask)
    case .maxPool(let size): return x.maxPool(size)
    case .upsample(let scale): return x.upsampled(scale)
    case .reLU: return x.reLU
    case .leakyReLU(let slope): return x.leakyReLU(slope: slope)
    case .tanh: return x.tanh
    case .sigmoid: return x.sigmoid
    case .dropout: return x
    case .flatten: return x.reshaped([x.shape.dropLast().reduce(1, *), x.shape.last ?? 1])
    case .image(let channels, let height, let width):
      return x.reshaped([channels, height, width, x.shape.last ?? 1])
    }
  }
}
