extension DiracGAN {
  /// The drift of ψ₀² + θ² over time T, relative to its value at the start.
  ///
  /// Tolerance: |D(h) − D(h/2)| + rounding, for the drift D(h) of RK4 with step h. If the exact drift is
  /// 0, D(h) = K·h⁴ + …, and D(h/2), which is reported, is 1/15 of that difference. Rounding: with b the
  /// error bound of a velocity, 2(b·T + 4u·steps)·R per unit of ψ₀² + θ² = R², 3 coordinates, b at the
  /// start doubled.
  /// Law to compare with: 0 for γ = 0; with γ > 0 the quantity decays, d/dt (ψ₀² + θ²) = −2γψ₀².
  public static func measureConservedQuantity(
    gamma: Double = 0, from start: [Double] = [1, 0.5, 1], time: Double = 50, steps: Int = 2500
  ) -> Measurement {
    Measurement.timed {
      var model = DiracGAN(gamma: gamma)
      func energy(_ state: [Double]) -> Double {
        state[coordinates.slope] * state[coordinates.slope]
          + state[coordinates.generator] * state[coordinates.generator]
      }
      let initial = energy(start)
      guard initial > 0, steps > 0 else { return (.nan, .infinity) }
      func drift(_ count: Int) -> Double {
        let end = Scheme.rungeKutta4.end(
          from: start, step: time / Double(count), count: count, in: &model)
        return (energy(end) - initial) / initial
      }
      let (coarse, fine) = (drift(steps), drift(2 * steps))
      var field = model.field
      let error = field.velocityWithBound(at: start).reduce(0) { max($0, $1.error) }
      let radius = initial.squareRoot()
      let rounding =
        3 * 2 * (2 * error * abs(time) / radius + 4 * 0x1p-53 * Double(2 * steps))
      return (fine, abs(coarse - fine) + rounding)
    }
  }

  /// The velocity (ψ₀, ψ₁, θ) at a state by automatic differentiation of the loss; the tolerances are
  /// bounds of the rounding error by running error analysis (`RoundingBound`).
  public static func measureVelocity(gamma: Double, at state: [Double]) -> [Measurement] {
    var field = DiracGAN(gamma: gamma).field
    return field.velocityWithBound(at: state).map {
      Measurement(value: $0.value, tolerance: $0.error, seconds: 0)
    }
  }

  /// The Jacobian of the velocity at a state by automatic differentiation of the velocity, with bounds of
  /// the rounding error as tolerances.
  public static func measureJacobian(
    gamma: Double, at state: [Double] = equilibrium
  ) -> [[Measurement]] {
    var field = DiracGAN(gamma: gamma).field
    return field.jacobianWithBound(at: state).map { row in
      row.map { Measurement(value: $0.value, tolerance: $0.error, seconds: 0) }
    }
  }
}
