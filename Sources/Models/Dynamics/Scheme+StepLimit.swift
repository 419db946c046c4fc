import Glibc

extension Scheme {
  /// What a run near a stationary point does.
  private enum Tendency {
    case grows, decays, neither
  }

  /// The step size at which runs that start near 0 cease to decay, or begin to grow where `neutral` says
  /// that smaller steps neither grow nor decay.
  ///
  /// Bisection over simulated runs from radius r = 10⁻⁸. A run is followed until the mean of log ‖x‖ over a
  /// quarter of it differs from that over the quarter before the last by more than 1, or for `steps` steps.
  /// For a pair of eigenvalues of modulus ρ the difference is n/2·log ρ up to the oscillation of
  /// ‖x‖, which the means take out.
  ///
  /// Tolerance: half of the last interval whose ends are told apart, plus 10⁻⁶ for the curvature of the
  /// field over the radius and for rounding. Law to compare with: the step at which an eigenvalue of the
  /// step's Jacobian at 0 leaves the unit disc.
  public func measureStepLimit<Field: VectorField>(
    in field: Field, upTo largest: Double, isNeutral: Bool = false, steps: Int = 1 << 15
  ) -> Measurement {
    Measurement.timed {
      var field = field
      var (low, high) = (0.0, largest)
      guard tendency(largest, steps, in: &field) == .grows else { return (.nan, .infinity) }
      while high - low > 1e-5 {
        let middle = (low + high) / 2
        switch tendency(middle, steps, in: &field) {
        case .grows: high = middle
        case .decays: low = middle
        case .neither where isNeutral: low = middle
        case .neither:
          // The limit is nearer than can be told: widen by what a run of this length resolves.
          let width = high - low
          var (a, b) = (middle, middle)
          while a > low, tendency(a, steps, in: &field) != .decays { a -= width / 64 }
          while b < high, tendency(b, steps, in: &field) != .grows { b += width / 64 }
          return ((a + b) / 2, (b - a) / 2 + 1e-6)
        }
      }
      return ((low + high) / 2, (high - low) / 2 + 1e-6)
    }
  }

  private func tendency<Field: VectorField>(
    _ step: Double, _ count: Int, in field: inout Field
  ) -> Tendency {
    let radius = 1e-8
    var state = (0..<points * field.dimension).map { radius * (1 + 0.25 * Double($0)) }
    var logs: [Double] = []
    var next = 256
    while logs.count < count {
      advance(&state, by: step, in: &field)
      let norm = state.reduce(0) { Glibc.hypot($0, $1) }
      guard norm.isFinite, norm < 1e-4 else { return .grows }
      guard norm > 1e-14 else { return .decays }
      logs.append(Glibc.log(norm))
      guard logs.count == next else { continue }
      next *= 2
      let quarter = logs.count / 4
      func mean(_ from: Int) -> Double {
        logs[from..<from + quarter].reduce(0, +) / Double(quarter)
      }
      let change = mean(3 * quarter) - mean(quarter)
      if change > 1 { return .grows }
      if change < -1 { return .decays }
    }
    return .neither
  }
}

extension DiracGAN {
  /// The largest step of simultaneous or alternating training that converges near the equilibrium.
  public static func measureStepLimit(gamma: Double, isAlternating: Bool) -> Measurement {
    let model = DiracGAN(gamma: gamma)
    let scheme: Scheme = isAlternating ? model.alternating : .simultaneous
    return scheme.measureStepLimit(in: model.field, upTo: 8)
  }
}

extension BilinearGame {
  /// The step at which alternating updates cease to be bounded.
  public static func measureBoundedLimit() -> Measurement {
    let game = BilinearGame()
    return game.alternating.measureStepLimit(in: game.field, upTo: 3, isNeutral: true)
  }

  /// The largest step of a scheme whose runs converge to the equilibrium.
  public static func measureStepLimit(_ scheme: Scheme) -> Measurement {
    scheme.measureStepLimit(in: BilinearGame().field, upTo: 3)
  }

  /// The largest step of the heavy ball in turn that converges to the equilibrium.
  public static func measureStepLimit(momentum: Double) -> Measurement {
    measureStepLimit(.heavyBall(momentum: momentum, blocks: [[0], [1]]))
  }

  /// The largest ‖xₖ‖²/‖x₀‖² over the alternating runs of step α from points of the unit circle.
  ///
  /// Tolerance: twice the change when the starts and the steps are halved, and rounding: the maximum over
  /// a dense set of starts is approached from below, quadratically in their distance.
  public static func measureLargestRatio(alpha: Double) -> Measurement {
    Measurement.timed {
      var game = BilinearGame()
      let method = game.alternating
      func largest(_ starts: Int, _ steps: Int) -> Double {
        var result = 0.0
        for i in 0..<starts {
          let angle = Double.pi * (Double(i) + 0.5) / Double(starts)
          var state = [Glibc.cos(angle), Glibc.sin(angle)]
          for _ in 0..<steps {
            method.advance(&state, by: alpha, in: &game)
            result = max(result, state[0] * state[0] + state[1] * state[1])
          }
        }
        return result
      }
      let (fine, coarse) = (largest(128, 1024), largest(64, 512))
      return (fine, 2 * abs(fine - coarse) + 1e-9 * fine)
    }
  }
}
