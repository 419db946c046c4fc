import Glibc

extension DiracGAN {
  /// max Re λ of the flow's linearisation at the equilibrium, from simulated states of the nonlinear
  /// model only.
  ///
  /// Six runs by RK4 over time τ, from ±r along each axis, give the time-τ map M; the measurement is
  /// log |μ|/τ for the largest eigenvalue μ of M. It holds for every γ ≥ 0, also at double eigenvalues.
  ///
  /// Tolerance: with t the tolerance of |μ| (derived at `FlowMap.spectralRadius` from the error of M, which
  /// is derived at `FlowMap.error` by halving h and r), −log(1 − t/|μ|)/τ bounds the error both ways. The
  /// step is τ/max(128, 4γτ), inside of RK4's region of stability.
  public static func measureSpectralAbscissa(gamma: Double) -> Measurement {
    Measurement.timed {
      guard gamma.isFinite else { return (.nan, .infinity) }
      let time = 2.0
      let steps = Int(min(max(128, 4 * gamma * time), 1e5))
      let map = FlowMap(
        of: DiracGAN(gamma: gamma).field, at: equilibrium, time: time, steps: steps, radius: 1e-5)
      guard let (radius, tolerance) = map.spectralRadius(), tolerance < radius else {
        return (.nan, .infinity)
      }
      return (Glibc.log(radius) / time, -Glibc.log1p(-tolerance / radius) / time)
    }
  }

  /// max Re λ of the flow's linearisation at the equilibrium, from simultaneous or alternating steps of training.
  ///
  /// The Jacobian of a step of size η by central differences of states has a largest eigenvalue μ; log |μ|/η is off by a
  /// multiple of η, which the value for η/2, doubled, less that for η takes out.
  /// Tolerance: the distance of these two, since what is left is of second order; and the differences' own error,
  /// r² and u/r, over η.
  public static func measureTrainingAbscissa(gamma: Double, play: Play) -> Measurement {
    Measurement.timed {
      var model = DiracGAN(gamma: gamma)
      let (scheme, r) = (model.scheme(play), 1e-5)
      func rate(_ step: Double) -> Double {
        let columns = equilibrium.indices.map { j in
          let ends = [r, -r].map { shift in
            var state = equilibrium
            state[j] += shift
            scheme.advance(&state, by: step, in: &model)
            return state
          }
          return zip(ends[0], ends[1]).map { ($0 - $1) / (2 * r) }
        }
        let matrix = equilibrium.indices.map { i in columns.map { $0[i] } }
        return Glibc.log(spectralRadius(of: matrix)) / step
      }
      let step = 0x1p-10 / max(1, gamma)
      let (coarse, fine) = (rate(step), rate(step / 2))
      return (2 * fine - coarse, abs(fine - coarse) + 2 * (r * r + 0x1p-50 / r) / step)
    }
  }

  /// The period and the growth rate of the oscillation of θ near the equilibrium; `nil` when θ does not
  /// turn twice within time 100, before the state has decayed by a factor 10⁻⁷.
  ///
  /// The run starts at (r, 0, 0). The period is twice the time between two neighbouring zeros of θ, the
  /// rate is log|θ_b/θ_a| over the time between two neighbouring extrema (zeros of θ̇): for a linear planar
  /// flow both are exact. Laws to compare with, for a pair a ± iω: 2π/ω and a.
  ///
  /// Tolerance: |m(h) − m(h/2)| + 2·|m(r) − m(r/2)| + rounding. An error K·h⁴ of m(h/2) is 1/15 of the first
  /// difference; an error K·rᵖ of m(r/2), p ≥ 1, is at most the second, which is doubled for the higher
  /// terms. Rounding: the states are off by at most s = b·t + 4u·r·steps after time t (b bounds the error
  /// of a velocity by running error analysis; the flow does not expand, as the symmetric part of its
  /// Jacobian at 0 has no positive eigenvalue), so a zero of θ is off by s/|θ̇|, one of θ̇ by s/|θ̈| and the
  /// value there by s.
  public static func measureOscillation(
    gamma: Double
  ) -> (period: Measurement, growth: Measurement)? {
    guard gamma.isFinite else { return nil }
    let clock = ContinuousClock()
    let start = clock.now
    let h = min(1.0 / 32, 0.5 / max(gamma, 1e-3))
    let r = 1e-4
    guard let fine = Oscillation(gamma: gamma, radius: r / 2, step: h / 2),
      let coarse = Oscillation(gamma: gamma, radius: r / 2, step: h),
      let wide = Oscillation(gamma: gamma, radius: r, step: h / 2)
    else { return nil }
    let seconds = (clock.now - start).seconds
    func measurement(_ quantity: (Oscillation) -> Double, _ rounding: Double) -> Measurement {
      let value = quantity(fine)
      let tolerance =
        abs(quantity(coarse) - value) + 2 * abs(quantity(wide) - value) + rounding
      return Measurement(value: value, tolerance: tolerance, seconds: seconds)
    }
    return (
      measurement(\.period, fine.periodRounding), measurement(\.growth, fine.growthRounding)
    )
  }

  /// What one run near the equilibrium shows.
  private struct Oscillation {
    let period: Double
    let growth: Double
    let periodRounding: Double
    let growthRounding: Double

    init?(gamma: Double, radius: Double, step h: Double) {
      var field = DiracGAN(gamma: gamma).field
      let theta = DiracGAN.coordinates.generator
      let start = [radius, 0, 0]
      let limit = Int(100 / h)
      let zeros = Crossing.first(
        2, from: start, step: h, limit: limit, floor: 1e-7 * radius, in: &field
      ) { state, _ in state[theta] }
      let turns = Crossing.first(
        2, from: start, step: h, limit: limit, floor: 1e-7 * radius, in: &field
      ) { _, velocity in velocity[theta] }
      guard zeros.count == 2, turns.count == 2 else { return nil }
      let spacing = turns[1].time - turns[0].time
      period = 2 * (zeros[1].time - zeros[0].time)
      growth = Glibc.log(abs(turns[1].state[theta] / turns[0].state[theta])) / spacing

      let velocityError = field.velocityWithBound(at: start).reduce(0) { max($0, $1.error) }
      func stateError(_ t: Double) -> Double {
        3 * (velocityError * t + 4 * 0x1p-53 * radius * t / h)
      }
      periodRounding = zeros.reduce(0) {
        $0 + 2 * stateError($1.time) / abs(field.velocity(at: $1.state)[theta])
      }
      // θ̈ by a difference along the flow, over one step.
      growthRounding = turns.reduce(0) { sum, turn in
        var later = turn.state
        Scheme.rungeKutta4.advance(&later, by: h, in: &field)
        let bend = abs(field.velocity(at: later)[theta]) / h
        let error = stateError(turn.time)
        return sum + error / abs(turn.state[theta]) / spacing + error / bend / spacing
      }
    }
  }
}
