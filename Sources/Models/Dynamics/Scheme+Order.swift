import Glibc

extension Scheme {
  /// The order p at which the scheme's state at time T approaches the flow's as its step h → 0.
  ///
  /// With e(h) = ‖x_h(T) − φ(T)‖, the observed order is log₂(e(h)/e(h/2)). The flow φ is computed by RK4
  /// with 1/64 of the step.
  ///
  /// Tolerance: 2·|p(h) − p(h/2)| + 3·δ/e(h/4). For e(h) = K·hᵖ(1 + c·h + …) the observed order is p + c′h,
  /// so that of h/2, which is reported, is off by the difference itself; it is doubled for the higher
  /// terms. δ is the change of φ when its step is doubled, a 15-fold bound of its error, and acts on the
  /// logarithm of each e by at most δ/(e·log 2).
  /// Law to compare with: 1 for `simultaneous` and `alternating` (v of class C¹), 4 for `rungeKutta4`.
  public func measureOrder<Field: VectorField>(
    from start: [Double], time: Double, steps: Int, in field: Field
  ) -> Measurement {
    Measurement.timed {
      var field = field
      func end(_ scheme: Scheme, _ count: Int) -> [Double] {
        scheme.end(from: start, step: time / Double(count), count: count, in: &field)
      }
      func distance(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { Glibc.hypot($0, $1.0 - $1.1) }
      }
      let flow = end(.rungeKutta4, 64 * steps)
      let delta = distance(flow, end(.rungeKutta4, 32 * steps))
      let errors = [steps, 2 * steps, 4 * steps].map { distance(end(self, $0), flow) }
      let orders = zip(errors, errors.dropFirst()).map { Glibc.log2($0 / $1) }
      return (orders[1], 2 * abs(orders[0] - orders[1]) + 3 * delta / errors[2])
    }
  }
}
