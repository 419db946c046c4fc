import Glibc

extension BilinearGame {
  /// The growth of log √(d² + g²) per step of size α: positive for a spiral outwards, 0 for a bounded
  /// orbit, negative for convergence.
  ///
  /// Starts at (1, 0). The state is divided by a power of 2 when its norm leaves [1/2, 2), which is exact
  /// as every scheme here is linear in the state of this game; so no step count overflows.
  ///
  /// Tolerance. Write log ‖xₖ‖ = λk + cₖ. The estimate (log ‖xₙ‖ − log ‖x₀‖)/n is off by (cₙ − c₀)/n, at
  /// most the width of the measured band of cₖ = log ‖xₖ‖ − λ̂k over the run, divided by n, doubled since
  /// λ̂ itself is off by at most that. Rounding: one step makes at most 4u(|d| + |αg| + …) per coordinate,
  /// which relative to the norm is at most 8u(1 + |α|)² for both schemes, and the logarithms 8u + 2u|λ|.
  /// Law to compare with: ½ log(1 + α²) for `simultaneous`; 0 for `alternating` with |α| < 2.
  public static func measureGrowth(
    alpha: Double, scheme: GrowthScheme, steps: Int = 2000
  ) -> Measurement {
    Measurement.timed {
      var game = BilinearGame()
      let method: Scheme = scheme == .simultaneous ? .simultaneous : game.alternating
      var state = [1.0, 0.0]
      var scale = 0.0
      var logs = [0.0]
      for _ in 0..<max(steps, 1) {
        method.advance(&state, by: alpha, in: &game)
        let norm = Glibc.hypot(state[0], state[1])
        guard norm.isFinite, norm > 0 else { return (.nan, .infinity) }
        logs.append(scale * Glibc.log(2) + Glibc.log(norm))
        let power = Double(norm.exponent)
        state = state.map { $0 * Glibc.exp2(-power) }
        scale += power
      }
      let n = Double(logs.count - 1)
      let rate = (logs[logs.count - 1] - logs[0]) / n
      let band = logs.enumerated().map { $1 - rate * Double($0) }
      let width = (band.max() ?? 0) - (band.min() ?? 0)
      let unit = 0x1p-53
      let rounding = 8 * unit * ((1 + abs(alpha)) * (1 + abs(alpha)) + 1 + abs(rate))
      return (rate, 2 * width / n + rounding)
    }
  }

  /// How the two players move.
  public enum GrowthScheme: Sendable, Hashable {
    case simultaneous
    case alternating
  }

  /// The change of d² + g² in one step of size h, over h².
  ///
  /// Tolerance: with h a power of 2 each of the four squares and the two new coordinates is rounded once, at
  /// most 16u(1 + h)² of the squared norm, which the division by h² enlarges.
  /// Law to compare with: d² + g² for `simultaneous`.
  public static func measureRadiusChange(
    _ scheme: Scheme, step h: Double, at state: [Double]
  ) -> Measurement {
    Measurement.timed {
      var game = BilinearGame()
      let end = scheme.end(from: state, step: h, count: 1, in: &game)
      func square(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }
      let rounding = 16 * 0x1p-53 * (1 + h) * (1 + h) * square(state)
      return ((square(end) - square(state)) / (h * h), rounding / (h * h))
    }
  }

  /// The velocities at which the players move in one alternating step of size h.
  ///
  /// Tolerance: the second player's is off by h·|g|, which d moves before, and the rounding of the new
  /// coordinates by u of them, over h.
  /// Law to compare with: (g, −d).
  public static func measureAlternatingVelocity(step h: Double, at state: [Double]) -> [Measurement]
  {
    var game = BilinearGame()
    let end = game.alternating.end(from: state, step: h, count: 1, in: &game)
    let size = abs(state[0]) + abs(state[1])
    return zip(end, state).map {
      Measurement(
        value: ($0 - $1) / h, tolerance: h * abs(state[1]) + 4 * 0x1p-53 * size / h, seconds: 0)
    }
  }

  /// The velocity at a state, each entry with its rounding bound as tolerance.
  public static func measureVelocity(at state: [Double]) -> [Measurement] {
    var field = BilinearGame().field
    return field.velocityWithBound(at: state).map {
      Measurement(value: $0.value, tolerance: $0.error, seconds: 0)
    }
  }
}
