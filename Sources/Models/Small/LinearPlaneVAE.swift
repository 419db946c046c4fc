import Glibc
import Numeric

/// A linear variational autoencoder with two latent numbers and an encoder of any covariance.
///
/// z ~ N(0, I), x|z ~ N(Wz, sI), q(z|x) = N(Ax, LLᵀ). The expectation over z is in closed form. Any rotation of z
/// leaves the bound as it is, so that runs from other starts end with other latents. Source: M. Tipping,
/// C. Bishop, Probabilistic principal component analysis, JRSS B 61 (1999).
public struct LinearPlaneVAE: Sendable {
  /// Examples as columns `[d, N]`.
  private let data: Tensor<Double>
  /// W `[d, 2]`, log s `[1]`, A `[2, d]` and L `[2, 2]`, of which the logarithms of the diagonal and the lower entry count.
  private var parameters: [Tensor<Double>]

  /// A start drawn from the seed.
  public init(data: Tensor<Double>, seed: UInt64) {
    self.data = data
    let d = data.shape[0]
    var stream = WideStream(seed: seed, stream: 22)
    parameters = [
      .gaussian([d, 2], from: &stream), Tensor([1]),
      Tensor<Double>.gaussian([2, d], from: &stream).map { $0 * 0.3 }, Tensor([2, 2]),
    ]
  }

  /// Examples of three numbers that vary most in two directions.
  public static func examples(_ count: Int, seed: UInt64) -> Tensor<Double> {
    var stream = WideStream(seed: seed, stream: 23)
    let z = Tensor<Double>.gaussian([2, count], from: &stream)
    let noise = Tensor<Double>.gaussian([3, count], from: &stream)
    let graph = Graph<Double>()
    let mixing = graph.constant(Tensor([3, 2], [1.5, 0.25, -0.5, 1, 0.75, -1]))
    return mixing.product(graph.constant(z)).value.map(noise) { $0 + $1 * 0.5 }
  }

  /// The mean bound, for the codes of the data as means.
  private func bound(_ p: [Variable<Double>], codes m: Variable<Double>) -> Variable<Double> {
    let graph = p[0].graph
    let (d, n) = (data.shape[0], Double(data.shape[1]))
    let diagonal = graph.constant(Tensor([2, 2], [1, 0, 0, 1]))
    let lower = graph.constant(Tensor([2, 2], [0, 0, 1, 0]))
    let l = p[3].exponential * diagonal + p[3] * lower
    let error = (graph.constant(data) - p[0].product(m)).squared.sum
    let spread = n * p[0].product(l).squared.sum
    let fit = ((-p[1]).exponential * (error + spread).reshaped([1])).sum
    let constant = n * Double(d) * (p[1] + Glibc.log(2 * Double.pi)).sum
    let divergence = m.squared.sum + n * (l.squared.sum - 2 - 2 * (p[3] * diagonal).sum)
    return (-0.5 / n) * (fit + constant + divergence)
  }

  private func codes(_ a: Variable<Double>) -> Variable<Double> {
    a.product(a.graph.constant(data))
  }

  /// Training by Adam with a rate that falls to 0.
  public mutating func train(steps: Int = 3000) {
    var adam = Adam(for: parameters, rate: 0.03)
    for step in 0..<steps {
      adam.rate = 0.03 * (1 - Double(step) / Double(steps))
      let graph = Graph<Double>()
      let p = graph.variables(parameters)
      let loss = -bound(p, codes: codes(p[2]))
      adam.update(&parameters, gradients: graph.gradient(of: loss, for: p))
    }
  }

  /// W, by rows; s; and an example.
  public var decoder: [[Double]] {
    (0..<data.shape[0]).map { parameters[0].rows($0..<($0 + 1)).elements }
  }
  public var noise: Double { Glibc.exp(parameters[1].elements[0]) }
  public func example(_ i: Int) -> [Double] { data.columns([i]).elements }

  /// The orthogonal R for which VᵀWR is closest to VᵀV in trace, with V the other's decoder: ‖V − WR‖ is least.
  ///
  /// Source: P. Schönemann, A generalized solution of the orthogonal Procrustes problem, Psychometrika 31 (1966).
  public func rotation(to other: LinearPlaneVAE) -> [[Double]] {
    let graph = Graph<Double>()
    let m = graph.constant(parameters[0])
      .product(graph.constant(other.parameters[0]), transposingSelf: true).value
    // Among rotations and among reflections the best is a direction.
    let turn = SIMD2(m[0, 0] + m[1, 1], m[1, 0] - m[0, 1])
    let flip = SIMD2(m[0, 0] - m[1, 1], m[1, 0] + m[0, 1])
    func length(_ v: SIMD2<Double>) -> Double { Glibc.hypot(v.x, v.y) }
    let isTurn = length(turn) >= length(flip)
    let c = isTurn ? turn / length(turn) : flip / length(flip)
    return isTurn ? [[c.x, -c.y], [c.y, c.x]] : [[c.x, c.y], [c.y, -c.x]]
  }

  /// VᵀV + sI times this autoencoder's code of an example, V its own decoder.
  ///
  /// Predicted from another run with the decoder W is (WR)ᵀx. Tolerance: s times the gradient of the bound in the
  /// code, which is Vᵀx less this; ‖V − WR‖‖x‖; and rounding.
  public func measureCode(of i: Int, from other: LinearPlaneVAE) -> [Measurement] {
    let graph = Graph<Double>()
    let p = parameters.map(graph.constant)
    let m = graph.variable(codes(p[2]).value)
    let slope = graph.gradient(of: bound(p, codes: m), for: [m])[0]
    let n = Double(data.shape[1])
    let (x, z) = (example(i), m.value.columns([i]))
    let gram = p[0].product(p[0].product(graph.constant(z)), transposingSelf: true).value
    let r = other.rotation(to: self).flatMap { $0 }
    let turned = graph.constant(other.parameters[0]).product(graph.constant(Tensor([2, 2], r)))
    let distance = (p[0] - turned).squared.sum.value.scalar.squareRoot()
    let size = x.reduce(0) { Glibc.hypot($0, $1) }
    return (0..<2).map { k in
      let residual = noise * n * abs(slope[k, i])
      return Measurement(
        value: gram[k, 0] + noise * z[k, 0],
        tolerance: residual + distance * size + 0x1p-40 * (1 + size), seconds: 0)
    }
  }
}

/// The mean of a linear decoder that is trained with an encoder whose variance is given: x|z ~ N(wz + b, s).
public enum NarrowEncoder {
  /// The b that training of w and b ends at, for each of some variances of the encoder N(m_i, v), with its w.
  ///
  /// Tolerance: the sum of the squared errors has the curvature 2N in b, so b is off from its best value for this w by
  /// the gradient over it.
  public static func train(
    observations x: [Double], codes m: [Double], variance v: Double
  ) -> (slope: Double, shift: Measurement) {
    var parameters: [Tensor<Double>] = [Tensor([1], [0.5]), Tensor([1])]
    var adam = Adam(for: parameters, rate: 0.05)
    var slope = 0.0
    for step in 0...1500 {
      adam.rate = 0.05 * (1 - Double(step) / 1501)
      let graph = Graph<Double>()
      let p = graph.variables(parameters)
      // 𝔼(x − wz − b)² = (x − wm − b)² + w²v, added up.
      let errors = zip(x, m).map { ($1 * p[0] + p[1] - $0).squared + v * p[0].squared }
      let g = graph.gradient(of: errors.dropFirst().reduce(errors[0], +).sum, for: p)
      slope = g[1].elements[0]
      if step < 1500 { adam.update(&parameters, gradients: g) }
    }
    return (
      parameters[0].elements[0],
      Measurement(
        value: parameters[1].elements[0],
        tolerance: abs(slope) / (2 * Double(x.count)) + 0x1p-44, seconds: 0)
    )
  }
}
