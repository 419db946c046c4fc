import Glibc

/// The states that a simulation passed, at equal intervals of time.
public struct Trajectory: Sendable {
  /// The recorded times, from 0.
  public let times: [Double]

  /// The state at each recorded time.
  public let states: [[Double]]

  /// Runs `count` steps of size h, and records the start and every m-th state.
  public init<Field: VectorField>(
    _ scheme: Scheme, from start: [Double], step h: Double, count: Int, recordEvery m: Int = 1,
    in field: inout Field
  ) {
    var times = [0.0]
    var states = [start]
    var state = start
    for k in stride(from: 1, through: count, by: 1) {
      scheme.advance(&state, by: h, in: &field)
      if k % m == 0 {
        times.append(Double(k) * h)
        states.append(state)
      }
    }
    self.times = times
    self.states = states
  }

  /// The Euclidean norm of the chosen coordinates along the way.
  public func norms(of coordinates: [Int]) -> [Double] {
    states.map { state in
      coordinates.reduce(0) { Glibc.hypot($0, state[$1]) }
    }
  }

  /// The slope of the least-squares line through log ‖x‖ over time, and the largest distance of the
  /// points from the line; `nil` for fewer than two points, or when a norm is 0.
  ///
  /// Law: with log ‖x(t)‖ = λt + c(t) and c within a band of width W, the slope differs from λ by at most
  /// 3W/T (the least-squares slope of c, worst case −W/2 then W/2: 3W/(2T), doubled for the discrete
  /// sum's ends).
  public func logLinearRate(of coordinates: [Int]) -> (rate: Double, deviation: Double)? {
    let logs = norms(of: coordinates).map { Glibc.log($0) }
    guard logs.count > 1, logs.allSatisfy(\.isFinite) else { return nil }
    let n = Double(logs.count)
    let (meanTime, meanLog) = (times.reduce(0, +) / n, logs.reduce(0, +) / n)
    var (covariance, variance) = (0.0, 0.0)
    for (t, y) in zip(times, logs) {
      covariance += (t - meanTime) * (y - meanLog)
      variance += (t - meanTime) * (t - meanTime)
    }
    let rate = covariance / variance
    let deviation = zip(times, logs).reduce(0) {
      max($0, abs($1.1 - meanLog - rate * ($1.0 - meanTime)))
    }
    return (rate, deviation)
  }
}
