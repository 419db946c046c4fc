import Glibc
import Numeric

/// An invertible map of columns with the logarithm of the determinant of its Jacobian.
///
/// Source: D. Rezende, S. Mohamed, Variational inference with normalizing flows, ICML 2015,
/// arXiv:1505.05770; L. Dinh, J. Sohl-Dickstein, S. Bengio, Density estimation using Real NVP, ICLR 2017,
/// arXiv:1605.08803.
public protocol Flow: Sendable {
  var parameters: [Tensor<Double>] { get set }
  /// x = F(u), and log |det J_F(u)| for each column.
  func forward(_ u: Variable<Double>, _ parameters: [Variable<Double>]) -> (
    x: Variable<Double>, logDeterminant: Variable<Double>
  )
}

/// A flow whose inverse can be computed.
public protocol InvertibleFlow: Flow {
  /// u = F⁻¹(x), and log |det J_{F⁻¹}(x)| for each column.
  func inverse(_ x: Variable<Double>, _ parameters: [Variable<Double>]) -> (
    u: Variable<Double>, logDeterminant: Variable<Double>
  )
}

/// x = e^{s} ⊙ u + b, coordinate by coordinate.
public struct AffineFlow: InvertibleFlow {
  /// s and b.
  public var parameters: [Tensor<Double>]

  public init(dimension: Int) { parameters = [Tensor([dimension]), Tensor([dimension])] }

  public func forward(_ u: Variable<Double>, _ p: [Variable<Double>]) -> (
    x: Variable<Double>, logDeterminant: Variable<Double>
  ) {
    let zeros = u.graph.constant(Tensor([u.shape[1]]))
    return (
      u.scaledRows(by: p[0].exponential).addingToRows(p[1]),
      zeros.reshaped([1, u.shape[1]]).addingToRows(p[0].sum.reshaped([1])).columnSums
    )
  }

  public func inverse(_ x: Variable<Double>, _ p: [Variable<Double>]) -> (
    u: Variable<Double>, logDeterminant: Variable<Double>
  ) {
    let zeros = x.graph.constant(Tensor([1, x.shape[1]]))
    return (
      x.addingToRows(-p[1]).scaledRows(by: (-p[0]).exponential),
      zeros.addingToRows((-p[0].sum).reshaped([1])).columnSums
    )
  }
}

/// Couplings of two coordinates: one is kept and moves the other, by turns (Real NVP).
///
/// (a, b) ↦ (a, b·e^{s(a)} + t(a)) with s, t from a small network, s within (−1, 1) by tanh.
public struct CouplingFlow: InvertibleFlow {
  var networks: [Network<Double>]

  public init(couplings: Int, width: Int = 16, seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 7)
    let layers: [Layer] = [
      .linear(inputs: 1, outputs: width), .tanh, .linear(inputs: width, outputs: 2),
    ]
    networks = (0..<couplings).map { _ in Network(layers, from: &stream) }
  }

  public var parameters: [Tensor<Double>] {
    get { networks.flatMap(\.parameters) }
    set {
      for i in networks.indices { networks[i].parameters = Array(newValue[(4 * i)..<(4 * i + 4)]) }
    }
  }

  /// The logarithm of the scale, and the shift, that the kept coordinate gives.
  func motion(_ i: Int, _ kept: Variable<Double>, _ p: [Variable<Double>]) -> (
    scale: Variable<Double>, shift: Variable<Double>
  ) {
    let output = networks[i](kept, Array(p[(4 * i)..<(4 * i + 4)]))
    return (output.rows(0..<1).tanh, output.rows(1..<2))
  }

  public func forward(_ u: Variable<Double>, _ p: [Variable<Double>]) -> (
    x: Variable<Double>, logDeterminant: Variable<Double>
  ) {
    var halves = [u.rows(0..<1), u.rows(1..<2)]
    var total = u.graph.constant(Tensor([1, u.shape[1]]))
    for i in networks.indices {
      let (s, t) = motion(i, halves[i % 2], p)
      halves[1 - i % 2] = halves[1 - i % 2] * s.exponential + t
      total = total + s
    }
    return (.stacked(halves), total.columnSums)
  }

  public func inverse(_ x: Variable<Double>, _ p: [Variable<Double>]) -> (
    u: Variable<Double>, logDeterminant: Variable<Double>
  ) {
    var halves = [x.rows(0..<1), x.rows(1..<2)]
    var total = x.graph.constant(Tensor([1, x.shape[1]]))
    for i in networks.indices.reversed() {
      let (s, t) = motion(i, halves[i % 2], p)
      halves[1 - i % 2] = (halves[1 - i % 2] - t) * (-s).exponential
      total = total - s
    }
    return (.stacked(halves), total.columnSums)
  }
}

/// Planar layers x = u + a·tanh(wᵀu + b), which have no inverse in closed form.
///
/// log |det| = log(1 + (wᵀa)(1 − tanh²)); a is moved along w so that wᵀa > −1 (appendix of the source). Then
/// s + wᵀa·tanh(s + b) grows with s = wᵀu, and bisection inverts it.
public struct PlanarFlow: Flow {
  /// w `[d, 1]`, a `[d, 1]` and b `[1]` of each layer.
  public var parameters: [Tensor<Double>]

  public init(layers: Int, dimension: Int, seed: UInt64) {
    var stream = WideStream(seed: seed, stream: 8)
    parameters = (0..<layers).flatMap { _ in
      [
        .uniform([dimension, 1], -0.5, 0.5, from: &stream),
        .uniform([dimension, 1], -0.5, 0.5, from: &stream), Tensor([1]),
      ]
    }
  }

  /// a moved along w: wᵀa becomes m(wᵀa) with m(t) = −1 + log(1 + eᵗ) > −1.
  static func moved(_ a: Variable<Double>, along w: Variable<Double>) -> Variable<Double> {
    let product = (w * a).sum
    let excess = ((product.softplus - 1 - product) / w.squared.sum).reshaped([1])
    return a + w.scaledRows(by: .stacked(Array(repeating: excess, count: w.shape[0])))
  }

  public func forward(_ u: Variable<Double>, _ p: [Variable<Double>]) -> (
    x: Variable<Double>, logDeterminant: Variable<Double>
  ) {
    var x = u
    var total = u.graph.constant(Tensor([1, u.shape[1]]))
    for layer in stride(from: 0, to: p.count, by: 3) {
      let (w, a, b) = (p[layer], p[layer + 1], p[layer + 2])
      let moved = Self.moved(a, along: w)
      let h = w.product(x, transposingSelf: true).addingToRows(b).tanh
      let slope = -1 * h.squared + 1
      total = total + (slope.scaledRows(by: (w * moved).sum.reshaped([1])) + 1).logarithm
      x = x + moved.product(h)
    }
    return (x, total.columnSums)
  }
}

extension PlanarFlow {
  /// One layer with these w and a, b = 0.
  public init(w: [Double], a: [Double]) {
    parameters = [Tensor([w.count, 1], w), Tensor([a.count, 1], a), Tensor([1])]
  }

  /// The a of the first layer after it was moved along w so that wᵀa > −1.
  public var moved: [Double] {
    let graph = Graph<Double>()
    let p = parameters.map(graph.constant)
    return Self.moved(p[1], along: p[0]).value.elements
  }

  /// The flow after some steps by the reverse divergence towards the mixture in the plane.
  public func trained(steps: Int, seed: UInt64) -> PlanarFlow {
    var flow = self
    flow.trainReverse(
      steps: steps, batch: 64, seed: seed, dimension: 2, logDensity: PlaneMixture.logDensity)
    return flow
  }

  /// w of the first layer.
  public var direction: [Double] { parameters[0].elements }

  /// The determinant of the first layer's Jacobian at w·(s − b)/‖w‖², where the argument of tanh is s, and
  /// its slope there.
  ///
  /// Tolerance: the logarithm, of size at most 4 here, and its exponential are off by a few units of
  /// rounding each, and 1 + t·wᵀa by 2⁻⁵⁰ times the sum of the magnitudes.
  public func measureDeterminant(at s: Double) -> (slope: Double, determinant: Measurement) {
    let (w, a, b) = (direction, moved, parameters[2].elements[0])
    let norm = w.reduce(0) { $0 + $1 * $1 }
    let graph = Graph<Double>()
    let u = graph.constant(Tensor([w.count, 1], w.map { $0 * (s - b) / norm }))
    let value = Glibc.exp(
      forward(u, parameters.map(graph.constant)).logDeterminant.value.elements[0])
    let tanh = Glibc.tanh(s)
    let size = 1 + zip(w, a).reduce(0) { $0 + abs($1.0 * $1.1) }
    return (
      1 - tanh * tanh, Measurement(value: value, tolerance: 0x1p-46 * size, seconds: 0)
    )
  }
}

extension Flow {
  /// The estimate of KL(F(U) ‖ P) from standard normal u: the mean of
  /// log p_U(u) − log |det J_F(u)| − log p(F(u)).
  func reverseDivergence(
    _ u: Variable<Double>, _ p: [Variable<Double>],
    logDensity: (Variable<Double>) -> Variable<Double>
  ) -> Variable<Double> {
    let (x, logDeterminant) = forward(u, p)
    return (Variable.logDensityStandardGaussian(u) - logDeterminant - logDensity(x)).mean
  }

  /// Trains by the reverse divergence: the density has to be known, up to a factor, and no samples.
  public mutating func trainReverse(
    steps: Int, batch: Int = 256, rate: Double = 0.01, seed: UInt64, dimension: Int,
    logDensity: (Variable<Double>) -> Variable<Double>
  ) {
    var stream = WideStream(seed: seed, stream: 9)
    var adam = Adam(for: parameters, rate: rate)
    for step in 0..<steps {
      adam.rate = rate * (1 - Double(step) / Double(steps))
      let graph = Graph<Double>()
      let p = graph.variables(parameters)
      let u = graph.constant(.gaussian([dimension, batch], from: &stream))
      let loss = reverseDivergence(u, p, logDensity: logDensity)
      adam.update(&parameters, gradients: graph.gradient(of: loss, for: p))
    }
  }
}

extension InvertibleFlow {
  /// log p_{F(U)}(x) = log p_U(F⁻¹(x)) + log |det J_{F⁻¹}(x)| for each column.
  func logDensity(_ x: Variable<Double>, _ p: [Variable<Double>]) -> Variable<Double> {
    let (u, logDeterminant) = inverse(x, p)
    return Variable.logDensityStandardGaussian(u) + logDeterminant
  }

  /// Trains by maximum likelihood, the forward divergence: samples are needed, and no density.
  public mutating func trainForward(
    steps: Int, rate: Double = 0.01, seed: UInt64, sample: (inout WideStream) -> Tensor<Double>
  ) {
    var stream = WideStream(seed: seed, stream: 10)
    var adam = Adam(for: parameters, rate: rate)
    for step in 0..<steps {
      adam.rate = rate * (1 - Double(step) / Double(steps))
      let graph = Graph<Double>()
      let p = graph.variables(parameters)
      let loss = -logDensity(graph.constant(sample(&stream)), p).mean
      adam.update(&parameters, gradients: graph.gradient(of: loss, for: p))
    }
  }
}
