import CVector

/// The operations of one computation with tensors, in order, for reverse-mode differentiation.
///
/// Each operation remembers its pullback: the map from the gradient of its result to those of its
/// operands. Derivatives are of first order. A graph belongs to one thread; it is made for one step of
/// training and thrown away.
public final class Graph<Scalar: TensorScalar> {
  typealias Pullback = (Tensor<Scalar>) -> [Tensor<Scalar>?]

  private struct Node {
    let value: Tensor<Scalar>
    let operands: [Int]
    let pullback: Pullback?
    let isVarying: Bool
  }

  /// How many threads the products of matrices may take.
  public let threads: Int
  private var nodes: [Node] = []

  /// An empty graph.
  public init(threads: Int = 1) {
    _ = keptMemory
    self.threads = threads
  }

  /// A tensor that no gradient is taken for.
  public func constant(_ value: Tensor<Scalar>) -> Variable<Scalar> {
    append(Node(value: value, operands: [], pullback: nil, isVarying: false))
  }

  /// A tensor that gradients may be taken for.
  public func variable(_ value: Tensor<Scalar>) -> Variable<Scalar> {
    append(Node(value: value, operands: [], pullback: nil, isVarying: true))
  }

  /// The tensors as variables.
  public func variables(_ values: [Tensor<Scalar>]) -> [Variable<Scalar>] { values.map(variable) }

  /// The result of an operation; without a varying operand it is a constant.
  func result(
    _ value: Tensor<Scalar>, of operands: [Variable<Scalar>], pullback: @escaping Pullback
  ) -> Variable<Scalar> {
    precondition(operands.allSatisfy { $0.graph === self }, "variables of two graphs")
    guard operands.contains(where: \.isVarying) else { return constant(value) }
    return append(
      Node(
        value: value, operands: operands.map(\.index), pullback: pullback, isVarying: true))
  }

  private func append(_ node: Node) -> Variable<Scalar> {
    nodes.append(node)
    return Variable(graph: self, index: nodes.count - 1, isVarying: node.isVarying)
  }

  func value(_ index: Int) -> Tensor<Scalar> { nodes[index].value }

  /// The gradients of a single number with respect to variables; zeros for those it does not depend on.
  ///
  /// Law: the adjoint of an operand is the sum of the pullbacks of the adjoints of all operations that
  /// use it. Cost: a small multiple of the cost of the operations.
  public func gradient(
    of loss: Variable<Scalar>, for variables: [Variable<Scalar>]
  ) -> [Tensor<Scalar>] {
    precondition(loss.value.count == 1, "the gradient of more than one number")
    return pullback(Tensor(loss.value.shape, repeating: 1), of: loss, to: variables)
  }

  /// The adjoints of variables for a given adjoint of a result.
  func pullback(
    _ adjoint: Tensor<Scalar>, of output: Variable<Scalar>, to variables: [Variable<Scalar>]
  ) -> [Tensor<Scalar>] {
    var adjoints = [Tensor<Scalar>?](repeating: nil, count: output.index + 1)
    adjoints[output.index] = adjoint
    let wanted = Set(variables.map(\.index))
    for index in stride(from: output.index, through: 0, by: -1) {
      guard let adjoint = adjoints[index], let pullback = nodes[index].pullback else { continue }
      if !wanted.contains(index) { adjoints[index] = nil }
      for (operand, part) in zip(nodes[index].operands, pullback(adjoint)) {
        guard let part, nodes[operand].isVarying else { continue }
        precondition(
          part.shape == nodes[operand].value.shape, "an adjoint has the shape \(part.shape)")
        if adjoints[operand] == nil {
          adjoints[operand] = part
        } else {
          adjoints[operand]?.add(part)
        }
      }
    }
    return variables.map { variable in
      let zero = Tensor<Scalar>(variable.value.shape)
      return variable.index < adjoints.count ? adjoints[variable.index] ?? zero : zero
    }
  }
}

/// What a step of training frees stays with the program, set once: the next step needs as much, and
/// getting it from the system anew took a third of the time.
private let keptMemory: Void = heap_keep_freed_memory()

/// A tensor in a graph.
public struct Variable<Scalar: TensorScalar> {
  let graph: Graph<Scalar>
  let index: Int
  /// Whether it depends on something that gradients may be taken for.
  let isVarying: Bool

  /// Its value.
  public var value: Tensor<Scalar> { graph.value(index) }
  /// The shape of its value.
  public var shape: [Int] { value.shape }

  /// The same value as a constant: no gradient goes through it.
  public var stopped: Variable { graph.constant(value) }
}

extension Tensor {
  /// Adds another tensor of the same shape.
  mutating func add(_ other: Tensor) {
    precondition(shape == other.shape, "\(shape) plus \(other.shape)")
    Lanes<Scalar>.update(&elements, with: other.elements, count: count) { $0 + $1 }
  }

  /// f of every number.
  @inline(__always)
  func map(_ f: (SIMD16<Scalar>) -> SIMD16<Scalar>) -> Tensor {
    Tensor(shape, Lanes<Scalar>.map(elements, f))
  }

  /// f of every pair of numbers of two tensors of the same shape.
  @inline(__always)
  func map(
    _ other: Tensor, _ f: (SIMD16<Scalar>, SIMD16<Scalar>) -> SIMD16<Scalar>
  ) -> Tensor {
    precondition(shape == other.shape, "the shapes \(shape) and \(other.shape) differ")
    return Tensor(shape, Lanes<Scalar>.map(elements, other.elements, f))
  }
}
