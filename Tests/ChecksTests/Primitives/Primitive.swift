import Numeric

@testable import Models

/// Every operation, layer and loss of tensors that has a derivative, on a small case.
enum Primitive: Hashable, Sendable, CaseIterable {
  case plus, minus, times, quotient, scaled, shifted, negated
  case reshaped, rows, stacked, sum, mean, columnSums
  case scaledRows, scaledColumns, addedToRows, addedToColumns
  case exponential, logarithm, squared, squareRoot, reciprocal, softplus, logSumExp
  case normalisedColumns
  case product(left: Bool, right: Bool)
  case linear
  case convolution(stride: Int, padding: Int)
  case maskedConvolution
  case maxPool, upsample, reLU, leakyReLU, tanh, sigmoid, dropout, flatten, image
  case binaryCrossEntropy, gaussianDivergence
  case logDensityGaussian, logDensityStandardGaussian, logDensityBernoulli, sampleGaussian

  static let allCases: [Primitive] =
    [
      .plus, .minus, .times, .quotient, .scaled, .shifted, .negated, .reshaped, .rows, .stacked,
      .sum, .mean, .columnSums, .scaledRows, .scaledColumns, .addedToRows, .addedToColumns,
      .exponential, .logarithm, .squared, .squareRoot, .reciprocal, .softplus, .logSumExp,
      .normalisedColumns, .linear, .maskedConvolution, .maxPool, .upsample, .reLU, .leakyReLU,
      .tanh, .sigmoid, .dropout, .flatten, .image, .binaryCrossEntropy, .gaussianDivergence,
      .logDensityGaussian, .logDensityStandardGaussian, .logDensityBernoulli, .sampleGaussian,
    ]
    + [false, true].flatMap { left in
      [false, true].map { .product(left: left, right: $0) }
    }
    + [(1, 0), (1, 1), (2, 1)].map { .convolution(stride: $0.0, padding: $0.1) }

  /// The shapes of what it is applied to.
  var shapes: [[Int]] {
    switch self {
    case .plus, .minus, .times, .quotient, .gaussianDivergence, .logDensityBernoulli,
      .sampleGaussian:
      [[3, 2], [3, 2]]
    case .logDensityGaussian: [[3, 2], [3, 2], [3, 2]]
    case .scaledRows, .addedToRows: [[3, 4], [3]]
    case .scaledColumns, .addedToColumns: [[3, 4], [4]]
    case .product(let left, let right): [left ? [4, 3] : [3, 4], right ? [2, 4] : [4, 2]]
    case .linear: [[4, 3], [2, 4], [2]]
    case .convolution(stride: 1, _): [[2, 3, 3, 2], [2, 2, 2, 2], [2]]
    case .convolution, .maskedConvolution: [[1, 4, 3, 2], [2, 1, 3, 3], [2]]
    case .maxPool: [[2, 5, 4, 2]]
    case .upsample, .flatten: [[2, 2, 3, 2]]
    case .image: [[12, 2]]
    default: [[4, 3]]
    }
  }

  /// Whether it is defined for positive numbers alone, or simpler there.
  var isPositive: Bool {
    [.logarithm, .squareRoot, .reciprocal, .quotient, .normalisedColumns].contains(self)
  }

  static let mask = [1, 1, 1, 1, 0, 0, 0, 0, 0]
  static let targets = [1, 0.25, 0, 0.5, 1, 0, 0.75, 1, 0, 0.125, 1, 0]
  static let noise = [0.5, -1.25, 2, -0.75, 0.125, 1]

  /// The program.
  func apply<S: TensorScalar>(_ x: [Variable<S>]) -> Variable<S> {
    func layer(_ layer: Layer) -> Variable<S> { layer.apply(x[0], x[1...]) }
    func numbers(_ values: [Double], _ shape: [Int]) -> Tensor<S> {
      Tensor(shape, values.map { S($0) })
    }
    switch self {
    case .plus: return x[0] + x[1]
    case .minus: return x[0] - x[1]
    case .times: return x[0] * x[1]
    case .quotient: return x[0] / x[1]
    case .scaled: return 2.5 * x[0]
    case .shifted: return x[0] + 2.5
    case .negated: return -x[0]
    case .reshaped: return x[0].reshaped([2, 6])
    case .rows: return x[0].rows(1..<3)
    case .stacked: return .stacked([x[0], x[0].rows(1..<2)])
    case .sum: return x[0].sum
    case .mean: return x[0].mean
    case .columnSums: return x[0].columnSums
    case .scaledRows: return x[0].scaledRows(by: x[1])
    case .scaledColumns: return x[0].scaledColumns(by: x[1])
    case .addedToRows: return x[0].addingToRows(x[1])
    case .addedToColumns: return x[0].addingToColumns(x[1])
    case .exponential: return x[0].exponential
    case .logarithm: return x[0].logarithm
    case .squared: return x[0].squared
    case .squareRoot: return x[0].squareRoot
    case .reciprocal: return x[0].reciprocal
    case .softplus: return x[0].softplus
    case .logSumExp: return x[0].logSumExp
    case .normalisedColumns: return x[0].normalisedColumns
    case .product(let left, let right):
      return x[0].product(x[1], transposingSelf: left, transposingOther: right)
    case .linear: return layer(.linear(inputs: 4, outputs: 2))
    case .convolution(let stride, let padding):
      return layer(
        .convolution(
          inputs: shapes[1][1], outputs: 2, kernel: shapes[1][2], stride: stride, padding: padding))
    case .maskedConvolution:
      return layer(.maskedConvolution(inputs: 1, outputs: 2, mask: Self.mask, padding: 1))
    case .maxPool: return layer(.maxPool(2))
    case .upsample: return layer(.upsample(2))
    case .reLU: return layer(.reLU)
    case .leakyReLU: return layer(.leakyReLU(0.2))
    case .tanh: return layer(.tanh)
    case .sigmoid: return layer(.sigmoid)
    case .flatten: return layer(.flatten)
    case .image: return layer(.image(channels: 2, height: 2, width: 3))
    case .dropout:
      var stream = Self.dropoutStream
      return Network<S>([.dropout(0.25)], parameters: [])(x[0], [], dropout: &stream)
    case .binaryCrossEntropy:
      return x[0].binaryCrossEntropy(targets: numbers(Self.targets, [4, 3]))
    case .gaussianDivergence: return .gaussianDivergence(mean: x[0], logVariance: x[1])
    case .logDensityGaussian: return .logDensityGaussian(x[0], mean: x[1], logVariance: x[2])
    case .logDensityStandardGaussian: return .logDensityStandardGaussian(x[0])
    case .logDensityBernoulli: return .logDensityBernoulli(x[0], logits: x[1])
    case .sampleGaussian:
      return .sampleGaussian(mean: x[0], logVariance: x[1], noise: numbers(Self.noise, [3, 2]))
    }
  }

  /// Where the mask of the dropout comes from.
  static var dropoutStream: WideStream { WideStream(seed: 3) }
}
