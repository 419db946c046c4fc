import Exact
import Glibc
import Models
import Numeric

extension Experiments {
  /// All experiments.
  static let all =
    games + stepSizes + networks + densities + losses + flows + heads + masks + weights
    + discriminators + generators + autoencoders + contrasts + siameseFlows + regressions

  /// The Dirac-GAN and the bilinear game, simulated with gradients of their own.
  private static let games: [Experiment] = [
    Experiment(
      claim: "winter2020/q5.1/field", control: "winter2020/q5.1/field-sign",
      quantity: "the velocity by automatic differentiation",
      values: state, predict: right,
      measure: { DiracGAN.measureVelocity(gamma: 0, at: coordinates($0)) }),
    Experiment(
      claim: "winter2020/q5.2/jacobian", control: "winter2020/q5.2/jacobian-quarter",
      quantity: "the Jacobian by automatic differentiation",
      values: { _ in [:] }, predict: right,
      measure: { _ in DiracGAN.measureJacobian(gamma: 0).flatMap { $0 } }),
    Experiment(
      claim: "winter2020/q5.3/eigenvalues", control: "winter2020/q5.3/eigenvalues-real",
      quantity: "the period of the oscillation near 0",
      values: { _ in [:] },
      predict: { formula in
        let frequency = try formula.values(formula.sides.right).map(\.im.midpoint).max() ?? 0
        return [2 * Double.pi / frequency]
      },
      measure: { _ in DiracGAN.measureOscillation(gamma: 0).map { [$0.period] } ?? [] }),
    Experiment(
      claim: "winter2020/q5.3/conserved", control: "winter2020/q5.3/conserved-difference",
      quantity: "the relative drift of the squared radius over T = 50 by RK4",
      values: { _ in [:] },
      predict: { formula in
        // The wrong law speaks of another quantity; what it says of this one is nothing finite.
        guard case .partial(let conserved, _, _) = try formula.sides.left.form,
          case .binary(.add, _, _) = conserved.form
        else { return [] }
        return try formula.numbers(formula.sides.right)
      },
      measure: { _ in [DiracGAN.measureConservedQuantity()] }),
    Experiment(
      claim: "winter2020/q5.4/field", control: "winter2020/q5.4/field-gamma",
      quantity: "the penalised velocity by automatic differentiation",
      values: { stream in state(&stream).merging(penalty(&stream)) { a, _ in a } },
      predict: right,
      measure: { DiracGAN.measureVelocity(gamma: $0["\\gamma"], at: coordinates($0)) }),
    Experiment(
      claim: "winter2020/q5.5/jacobian", control: "winter2020/q5.5/jacobian-transposed",
      quantity: "the penalised Jacobian by automatic differentiation",
      values: penalty, predict: right,
      measure: { DiracGAN.measureJacobian(gamma: $0["\\gamma"]).flatMap { $0 } }),
    Experiment(
      claim: "winter2020/q5.6/eigenvalues", control: "winter2020/q5.6/eigenvalues-gamma",
      quantity:
        "the decay rate near 0 by RK4, and by simultaneous and alternating training as η → 0",
      values: penalty,
      predict: { formula in
        let rate = try formula.values(formula.sides.right).map(\.re.midpoint).max() ?? .nan
        return [rate, rate, rate]
      },
      measure: { setting in
        let gamma = setting["\\gamma"]
        return [DiracGAN.measureSpectralAbscissa(gamma: gamma)]
          + [DiracGAN.Play.simultaneous, .alternating].map {
            DiracGAN.measureTrainingAbscissa(gamma: gamma, play: $0)
          }
      }),
    Experiment(
      claim: "april18/q3.1/update", control: "april18/q3.1/update-ascent",
      quantity: "one simultaneous step",
      values: { stream in
        ["\\alpha": fraction(&stream), "d": fraction(&stream), "g": fraction(&stream)]
      },
      predict: { try $0.numbers($0.sides.left) },
      measure: { values in
        let (α, start) = (values["\\alpha"], [values["d"], values["g"]])
        return zip(start, BilinearGame.measureVelocity(at: start)).map { x, velocity in
          let step = α * velocity.value
          // One product and one sum are rounded.
          let rounding = (abs(step) + abs(x + step)) * 0x1p-53
          return Measurement(
            value: x + step, tolerance: abs(α) * velocity.tolerance + rounding, seconds: 0)
        }
      }),
    Experiment(
      claim: "april18/q3.3/eigenvalues", control: "april18/q3.3/eigenvalues-real",
      quantity: "the growth of the logarithm of the norm per step",
      values: { ["\\alpha": fraction(&$0)] },
      predict: { formula in
        [
          try formula.values(formula.sides.right).map { Glibc.log($0.magnitude.midpoint) }.max()
            ?? .nan
        ]
      },
      measure: growth),
    Experiment(
      claim: "april18/q3.3/modulus", control: "april18/q3.3/modulus-linear",
      quantity: "the growth of the logarithm of the norm per step",
      values: { ["\\alpha": fraction(&$0)] },
      predict: { formula in
        try formula.numbers(formula.sides.right).map { Glibc.log($0) / 2 }
      },
      measure: growth),
    Experiment(
      claim: "april18/q3.3/alternating", control: "april18/q3.3/alternating-simultaneous",
      quantity: "the growth of the logarithm of the norm per alternating step",
      values: { ["\\alpha": fraction(&$0)] },
      // The eigenvalues of this update are a complex pair, so |λ|² is the determinant.
      predict: { formula in
        try formula.numbers(formula.sides.right).map { Glibc.log($0) / 2 }
      },
      measure: {
        [BilinearGame.measureGrowth(alpha: $0["\\alpha"], scheme: .alternating)]
      }),
    Experiment(
      claim: "april18/q3.3/growth", control: "april18/q3.3/growth-linear",
      quantity: "the squared norm after k simultaneous steps",
      values: { stream in
        [
          "\\alpha": fraction(&stream), "k": SurfaceValue(10), "x": fraction(&stream),
          "y": fraction(&stream),
        ]
      },
      predict: { try $0.numbers($0.sides.right) },
      measure: { values in
        let (α, steps) = (values["\\alpha"], Int(values["k"]))
        var game = BilinearGame()
        let end = Scheme.simultaneous.end(
          from: [values["x"], values["y"]], step: α, count: steps, in: &game)
        let value = end[0] * end[0] + end[1] * end[1]
        // Each step is off by at most 8u(1 + |α|)² of the norm, and the square doubles it.
        let rounding = Double(2 * steps + 4) * 8 * 0x1p-53 * (1 + abs(α)) * (1 + abs(α))
        return [Measurement(value: value, tolerance: value * rounding, seconds: 0)]
      }),
  ]

  // MARK: Values

  /// A dyadic fraction in (0, 2) that is no integer, so that doubles hold it exactly and no two
  /// different powers of it agree.
  static func fraction(_ stream: inout RandomStream) -> SurfaceValue {
    SurfaceValue(Rational(2 * stream.integer(in: 8...55) + 1, 64))
  }

  @Sendable static func state(_ stream: inout RandomStream) -> [String: SurfaceValue] {
    ["\\psi_0": fraction(&stream), "\\psi_1": fraction(&stream), "\\theta": fraction(&stream)]
  }

  @Sendable private static func penalty(_ stream: inout RandomStream) -> [String: SurfaceValue] {
    // Away from 1, where the double eigenvalue makes the measurement coarse.
    ["\\gamma": SurfaceValue(Rational(stream.integer(in: 8...48), 64))]
  }

  static func coordinates(_ values: Setting) -> [Double] {
    ["\\psi_0", "\\psi_1", "\\theta"].map { values[$0] }
  }

  // MARK: Predictions and measurements

  @Sendable static func right(_ formula: Experiment.Formula) throws -> [Double] {
    try formula.numbers(formula.sides.right)
  }

  @Sendable private static func growth(_ values: Setting) -> [Measurement] {
    [BilinearGame.measureGrowth(alpha: values["\\alpha"], scheme: .simultaneous)]
  }
}
