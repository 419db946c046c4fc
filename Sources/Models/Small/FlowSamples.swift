import Glibc
import Numeric

/// Points of trained flows in the plane, with the densities and determinants that their programs give.
public enum FlowSamples {
  /// A point u of the base and x = F(u), the determinant of J_F at u, and the densities of the base at u and of
  /// the data at x.
  public struct Point: Sendable {
    public let determinant: Double
    public let base: Double
    public let data: Double
    /// What the model measures of this point.
    public let measured: Measurement
  }

  /// Samples of the data, and log p_X(x) − log p_{F(U)}(x) by four couplings that were trained by maximum
  /// likelihood, through their inverse.
  ///
  /// Tolerance: the numbers of four couplings there and back are off by less than 2⁶ roundings of their
  /// sizes, times the slopes of the logarithms of the densities, which are at most 2⁵ here.
  public static func couplings(_ count: Int, seed: UInt64) -> [Point] {
    var fit = LikelihoodFit(CouplingFlow(couplings: 4, seed: seed))
    var stream = WideStream(seed: seed, stream: 35)
    fit.train(steps: 60, rate: 0.01, from: &stream)
    let graph = Graph<Double>()
    let p = fit.flow.parameters.map(graph.constant)
    let x = graph.constant(PlaneMixture.sample(count, from: &stream))
    let (u, _) = fit.flow.inverse(x, p)
    let (_, forward) = fit.flow.forward(u, p)
    let (data, base) = (PlaneMixture.logDensity(x), Variable.logDensityStandardGaussian(u))
    let ratio = data - fit.flow.logDensity(x, p)
    return (0..<count).map { i in
      func number(_ v: Variable<Double>) -> Double { v.value.elements[i] }
      return Point(
        determinant: Glibc.exp(number(forward)), base: Glibc.exp(number(base)),
        data: Glibc.exp(number(data)),
        measured: Measurement(
          value: number(ratio),
          tolerance: 0x1p-42 * (1 + abs(number(data)) + abs(number(base))), seconds: 0))
    }
  }

  /// Images x = F(u) of a planar flow of two layers that was trained by the reverse divergence, and
  /// log p_{F(U)}(x), for which the flow is inverted by Newton's method and the inverse differentiated by
  /// differences.
  ///
  /// Tolerance: as differences by steps of h/2 are off by at most 4/3 of their distance to those by steps of
  /// h, and by the rounding of the inverse over h, so is their determinant to first order by the entries
  /// times these, and its logarithm by the quotient; doubled for the terms of higher order.
  public static func planar(_ count: Int, seed: UInt64) -> [Point] {
    var flow = PlanarFlow(layers: 2, dimension: 2, seed: seed)
    flow.trainReverse(
      steps: 100, batch: 64, seed: seed, dimension: 2, logDensity: PlaneMixture.logDensity)
    var stream = WideStream(seed: seed, stream: 36)
    return (0..<count).map { _ in
      let u = Tensor<Double>.gaussian([2, 1], from: &stream).elements
      let (x, logDeterminant) = image(flow, u)
      let graph = Graph<Double>()
      let density = PlaneMixture.logDensity(graph.constant(Tensor([2, 1], x))).value.elements[0]
      return Point(
        determinant: Glibc.exp(logDeterminant), base: Glibc.exp(logNormal(u)),
        data: Glibc.exp(density), measured: measureLogDensity(flow, at: x))
    }
  }

  private static func logNormal(_ u: [Double]) -> Double {
    -(u[0] * u[0] + u[1] * u[1]) / 2 - Glibc.log(2 * Double.pi)
  }

  private static func image(_ flow: PlanarFlow, _ u: [Double]) -> ([Double], Double) {
    let graph = Graph<Double>()
    let (x, logDeterminant) = flow.forward(
      graph.constant(Tensor([2, 1], u)), flow.parameters.map(graph.constant))
    return (x.value.elements, logDeterminant.value.elements[0])
  }

  /// F⁻¹(x) by Newton's method with differences for the Jacobian, from x itself.
  private static func inverse(_ flow: PlanarFlow, _ x: [Double]) -> [Double] {
    var u = x
    let h = 0x1p-20
    for _ in 0..<60 {
      let y = image(flow, u).0
      let (r, s) = (y[0] - x[0], y[1] - x[1])
      let first = image(flow, [u[0] + h, u[1]]).0
      let second = image(flow, [u[0], u[1] + h]).0
      let (a, b) = ((first[0] - y[0]) / h, (second[0] - y[0]) / h)
      let (c, d) = ((first[1] - y[1]) / h, (second[1] - y[1]) / h)
      let determinant = a * d - b * c
      let (p, q) = ((d * r - b * s) / determinant, (a * s - c * r) / determinant)
      // Steps of at most 1, so that a start that is far off does no harm.
      let length = max(1, (p * p + q * q).squareRoot())
      u = [u[0] - p / length, u[1] - q / length]
      if abs(p) + abs(q) < 0x1p-48 { break }
    }
    return u
  }

  private static func measureLogDensity(_ flow: PlanarFlow, at x: [Double]) -> Measurement {
    let h = 0x1p-9
    func column(_ place: Int, _ step: Double) -> [Double] {
      var (ahead, back) = (x, x)
      ahead[place] += step
      back[place] -= step
      return zip(inverse(flow, ahead), inverse(flow, back)).map { ($0 - $1) / (2 * step) }
    }
    let coarse = column(0, h) + column(1, h)
    let fine = column(0, h / 2) + column(1, h / 2)
    let error = zip(coarse, fine).reduce(0x1p-40 / h) { max($0, 4.0 / 3 * abs($1.0 - $1.1)) }
    let determinant = fine[0] * fine[3] - fine[1] * fine[2]
    let size = fine.reduce(0) { $0 + abs($1) }
    return Measurement(
      value: logNormal(inverse(flow, x)) + Glibc.log(abs(determinant)),
      tolerance: 2 * error * size / abs(determinant) + 0x1p-38, seconds: 0)
  }
}
