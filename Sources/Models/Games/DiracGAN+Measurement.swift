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

  /// ψ₀² + θ² after one simultaneous step of the game without a penalty.
  ///
  /// Tolerance: h times the error bounds of the velocities, and the rounding of the new coordinates and of their squares.
  public static func measureSquaredDistance(step h: Double, at state: [Double]) -> Measurement {
    Measurement.timed {
      var field = DiracGAN(gamma: 0).field
      let velocity = field.velocityWithBound(at: state)
      return [coordinates.slope, coordinates.generator].reduce((0.0, 0.0)) { sum, i in
        let (x, v) = (state[i] + h * velocity[i].value, velocity[i])
        let error = h * v.error + 0x1p-52 * (abs(h * v.value) + abs(x))
        return (sum.0 + x * x, sum.1 + (2 * abs(x) + error) * error + 0x1p-51 * x * x)
      }
    }
  }

  /// The generator's alternating step over its size.
  ///
  /// Tolerance: twice the change when the step is halved, of which the error is half to leading order; and the rounding of
  /// θ over the step.
  public static func measureAlternatingVelocity(
    gamma: Double, step h: Double = 0x1p-20, at state: [Double]
  ) -> Measurement {
    Measurement.timed {
      var model = DiracGAN(gamma: gamma)
      let (scheme, i) = (model.alternating, coordinates.generator)
      func quotient(_ h: Double) -> Double {
        (scheme.end(from: state, step: h, count: 1, in: &model)[i] - state[i]) / h
      }
      let (coarse, fine) = (quotient(h), quotient(h / 2))
      return (fine, 2 * abs(fine - coarse) + 8 * 0x1p-53 * (1 + abs(state[i])) / h)
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
