import Numeric

/// A dense array of numbers with a shape, the last axis contiguous.
///
/// Activations of a network have the batch as their last axis: a layer of F numbers for N examples is
/// `[F, N]`, an image `[C, H, W, N]`. So flattening an image is a change of shape, and every loop over the
/// batch runs over contiguous numbers.
public struct Tensor<Scalar: TensorScalar>: Sendable, Hashable {
  /// The lengths of the axes; empty for a single number.
  public private(set) var shape: [Int]
  public internal(set) var elements: [Scalar]

  /// A tensor with the given numbers, by rows; their count has to be the product of the shape.
  public init(_ shape: [Int], _ elements: [Scalar]) {
    precondition(
      elements.count == shape.reduce(1, *) && shape.allSatisfy { $0 >= 0 },
      "a tensor of shape \(shape) does not hold \(elements.count) numbers")
    self.shape = shape
    self.elements = elements
  }

  /// A tensor of equal numbers.
  public init(_ shape: [Int], repeating value: Scalar = 0) {
    self.init(shape, [Scalar](repeating: value, count: shape.reduce(1, *)))
  }

  /// A single number.
  public init(_ value: Scalar) { self.init([], [value]) }

  public var count: Int { elements.count }

  /// The length of the first axis, and how many numbers each of its places holds.
  var rows: Int { shape.first ?? 1 }
  var rowLength: Int { rows == 0 ? 0 : count / rows }

  /// The only number of a tensor that holds one.
  public var scalar: Scalar {
    precondition(count == 1, "a tensor of shape \(shape) is no single number")
    return elements[0]
  }

  /// The number at a place.
  public subscript(_ place: Int...) -> Scalar {
    get { elements[offset(place)] }
    set { elements[offset(place)] = newValue }
  }

  private func offset(_ place: [Int]) -> Int {
    precondition(place.count == shape.count, "\(place) is no place in \(shape)")
    var offset = 0
    for (index, length) in zip(place, shape) {
      precondition(index >= 0 && index < length, "\(place) is no place in \(shape)")
      offset = offset * length + index
    }
    return offset
  }

  /// The same numbers in another shape.
  public func reshaped(_ shape: [Int]) -> Tensor { Tensor(shape, elements) }

  /// The rows of a range of the first axis.
  public func rows(_ range: Range<Int>) -> Tensor {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "no rows \(range) in \(shape)")
    let slice = elements[(range.lowerBound * rowLength)..<(range.upperBound * rowLength)]
    return Tensor([range.count] + shape.dropFirst(), Array(slice))
  }

  /// The places of the last axis in the order of a list; these are the examples of a batch.
  public func columns(_ list: [Int]) -> Tensor {
    let length = shape.last ?? 1
    let outer = length == 0 ? 0 : count / length
    var result: [Scalar] = []
    result.reserveCapacity(outer * list.count)
    for row in 0..<outer {
      for column in list { result.append(elements[row * length + column]) }
    }
    return Tensor(shape.dropLast() + [list.count], result)
  }

  /// The rows of a matrix as columns.
  public var transposed: Tensor {
    precondition(shape.count == 2, "a tensor of shape \(shape) is no matrix")
    let (m, n) = (shape[0], shape[1])
    var result = [Scalar](repeating: 0, count: count)
    for i in 0..<m {
      for j in 0..<n { result[j * m + i] = elements[i * n + j] }
    }
    return Tensor([n, m], result)
  }

  /// The tensors one after another along the first axis.
  public static func stacked(_ parts: [Tensor]) -> Tensor {
    let tail = Array(parts.first?.shape.dropFirst() ?? [])
    precondition(
      parts.allSatisfy { Array($0.shape.dropFirst()) == tail },
      "the shapes \(parts.map(\.shape)) do not fit together")
    return Tensor([parts.reduce(0) { $0 + $1.rows }] + tail, parts.flatMap(\.elements))
  }

  /// The numbers in another type, rounded.
  public func cast<Other: TensorScalar>(to: Other.Type) -> Tensor<Other> {
    Tensor<Other>(shape, elements.map { Other($0) })
  }
}

extension Tensor {
  /// Independent standard normals.
  public static func gaussian(_ shape: [Int], from stream: inout WideStream) -> Tensor {
    var numbers = [Double](repeating: 0, count: shape.reduce(1, *))
    stream.fillGaussian(&numbers)
    return Tensor(shape, numbers.map { Scalar($0) })
  }

  /// Independent uniform numbers from [low, high).
  public static func uniform(
    _ shape: [Int], _ low: Double, _ high: Double, from stream: inout WideStream
  ) -> Tensor {
    var numbers = [Double](repeating: 0, count: shape.reduce(1, *))
    stream.fillUniform(&numbers)
    return Tensor(shape, numbers.map { Scalar(low + (high - low) * $0) })
  }

  /// Independent zeros and ones, 1 with probability p.
  public static func bernoulli(_ p: Double, _ shape: [Int], from stream: inout WideStream) -> Tensor
  {
    var numbers = [Double](repeating: 0, count: shape.reduce(1, *))
    stream.fillBernoulli(p, &numbers)
    return Tensor(shape, numbers.map { Scalar($0) })
  }
}
