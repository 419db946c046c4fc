import Glibc
import Numeric

/// Two couplings that were fitted to a mixture in the plane, looked at in one point.
public struct TrainedCouplings: Sendable {
  private let flow: CouplingFlow
  private let point: [Double]

  /// Trains by maximum likelihood.
  public init(steps: Int, seed: UInt64) {
    var fit = LikelihoodFit(CouplingFlow(couplings: 2, seed: seed))
    var stream = WideStream(seed: seed, stream: 17)
    fit.train(steps: steps, rate: 0.01, from: &stream)
    flow = fit.flow
    point = Tensor<Double>.gaussian([2], from: &stream).elements
  }

  /// The logarithms of the scales of the two couplings at the point.
  public var logScales: [Double] {
    let graph = Graph<Double>()
    let p = flow.parameters.map(graph.constant)
    let u = graph.constant(Tensor([2, 1], point))
    let first = flow.motion(0, u.rows(0..<1), p)
    let moved = u.rows(1..<2) * first.scale.exponential + first.shift
    return [first.scale, flow.motion(1, moved, p).scale].map { $0.value.elements[0] }
  }

  /// The determinant of the Jacobian by differences of the map, and by the flow's own logarithm of it.
  ///
  /// Tolerance of the first: an entry by steps of h/2 is off by at most 4/3 of its distance to that by steps
  /// of h, and by the rounding 2⁻⁴⁴ of the values over h; the determinant changes by no more than the entries
  /// times the sum of the magnitudes, and the products of two changes. Of the second: that the logarithms are predicted to 2⁻⁴⁰.
  public func measureDeterminant() -> [Measurement] {
    func image(_ place: Int, _ step: Double) -> [Double] {
      let graph = Graph<Double>()
      var u = point
      u[place] += step
      return flow.forward(graph.constant(Tensor([2, 1], u)), flow.parameters.map(graph.constant)).x
        .value.elements
    }
    let h = 0x1p-10
    let entries = (0..<2).flatMap { place -> [(value: Double, error: Double)] in
      let values = [h, -h, h / 2, -h / 2].map { image(place, $0) }
      return (0..<2).map { i in
        let coarse = (values[0][i] - values[1][i]) / (2 * h)
        let fine = (values[2][i] - values[3][i]) / h
        let size = values.map { abs($0[i]) }.max() ?? 0
        return (fine, 4.0 / 3 * abs(coarse - fine) + 0x1p-43 * (size + 1) / h)
      }
    }
    let values = entries.map(\.value)
    let error = entries.map(\.error).max() ?? .infinity
    let size = values.reduce(0) { $0 + abs($1) }
    let graph = Graph<Double>()
    let own = flow.forward(
      graph.constant(Tensor([2, 1], point)), flow.parameters.map(graph.constant)
    ).logDeterminant.value.elements[0]
    return [
      Measurement(
        value: values[0] * values[3] - values[1] * values[2],
        tolerance: error * size + 2 * error * error, seconds: 0),
      Measurement(value: Glibc.exp(own), tolerance: 0x1p-38 * Glibc.exp(own), seconds: 0),
    ]
  }
}
