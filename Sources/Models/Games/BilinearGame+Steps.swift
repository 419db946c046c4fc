extension BilinearGame {
  /// The squared distance of one simultaneous step of size h from the flow for the time h.
  ///
  /// The flow is simulated by RK4 with 64 steps. Tolerance: twice the distance times the change of the flow when its step is doubled, and rounding
  /// of the coordinates.
  public static func measureStepError(step h: Double, at state: [Double]) -> Measurement {
    Measurement.timed {
      var game = BilinearGame()
      func flow(_ count: Int) -> [Double] {
        Scheme.rungeKutta4.end(from: state, step: h / Double(count), count: count, in: &game)
      }
      func distance(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      }
      let end = Scheme.simultaneous.end(from: state, step: h, count: 1, in: &game)
      let fine = flow(64)
      let size = state.reduce(1) { $0 + abs($1) }
      let error = distance(end, fine)
      let uncertain = distance(fine, flow(32)) + 0x1p-44 * size
      return (error * error, (2 * error + uncertain) * uncertain)
    }
  }
}
