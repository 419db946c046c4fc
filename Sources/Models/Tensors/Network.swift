import Numeric

/// Layers one after another, with their weights and biases.
public struct Network<Scalar: TensorScalar>: Sendable {
  public let layers: [Layer]
  /// The weight and the bias of every layer that has some, in order.
  public var parameters: [Tensor<Scalar>]

  /// How many numbers the parameters are.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// A network with Kaiming-uniform weights and biases 0.
  ///
  /// Law: weights are uniform on [−b, b) with b = √(6/((1 + a²)·fan-in)), where a is the slope of the
  /// leaky rectifier that follows; a = √5 gives the 1/√fan-in that PyTorch's linear layers use. Source:
  /// K. He et al., Delving deep into rectifiers, ICCV 2015, arXiv:1502.01852.
  public init(_ layers: [Layer], slope: Double = 0, from stream: inout WideStream) {
    self.layers = layers
    parameters = []
    for layer in layers {
      guard let (weight, bias, fanIn) = layer.parameters else { continue }
      let bound = (6 / ((1 + slope * slope) * Double(fanIn))).squareRoot()
      parameters.append(.uniform(weight, -bound, bound, from: &stream))
      parameters.append(Tensor(bias))
    }
  }

  /// A network with given parameters.
  public init(_ layers: [Layer], parameters: [Tensor<Scalar>]) {
    let shapes = layers.compactMap(\.parameters).flatMap { [$0.weight, $0.bias] }
    precondition(shapes == parameters.map(\.shape), "the parameters do not fit the layers")
    self.layers = layers
    self.parameters = parameters
  }

  /// The output for an input, with the parameters as variables of its graph; dropout is the identity.
  public func callAsFunction(_ x: Variable<Scalar>, _ parameters: [Variable<Scalar>])
    -> Variable<Scalar>
  {
    forEachLayer(parameters, from: x) { layer, x, own in layer.apply(x, own) }
  }

  /// The output with dropout, its masks drawn from a stream.
  public func callAsFunction(
    _ x: Variable<Scalar>, _ parameters: [Variable<Scalar>], dropout stream: inout WideStream
  ) -> Variable<Scalar> {
    forEachLayer(parameters, from: x) { layer, x, own in
      guard case .dropout(let p) = layer else { return layer.apply(x, own) }
      let mask = Tensor<Scalar>.bernoulli(1 - p, x.shape, from: &stream)
      return Scalar(1 / (1 - p)) * (x * x.graph.constant(mask))
    }
  }

  /// The output without gradients.
  public func callAsFunction(_ x: Tensor<Scalar>, threads: Int = 1) -> Tensor<Scalar> {
    let graph = Graph<Scalar>(threads: threads)
    return self(graph.constant(x), parameters.map(graph.constant)).value
  }

  /// The shapes after every layer, for one example.
  public func shapes(input: [Int]) -> [[Int]] {
    let graph = Graph<Scalar>()
    var shapes: [[Int]] = []
    let start = graph.constant(Tensor(input + [1]))
    _ = forEachLayer(parameters.map(graph.constant), from: start) { layer, x, own in
      let y = layer.apply(x, own)
      shapes.append(y.shape.dropLast())
      return y
    }
    return shapes
  }

  private func forEachLayer(
    _ parameters: [Variable<Scalar>], from x: Variable<Scalar>,
    _ step: (Layer, Variable<Scalar>, ArraySlice<Variable<Scalar>>) -> Variable<Scalar>
  ) -> Variable<Scalar> {
    var x = x
    var rest = parameters[...]
    for layer in layers {
      let count = layer.parameters == nil ? 0 : 2
      x = step(layer, x, rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    precondition(rest.isEmpty, "more parameters than layers")
    return x
  }
}
