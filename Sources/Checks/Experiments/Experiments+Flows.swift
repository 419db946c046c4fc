import Exact
import Models
import Numeric

extension Experiments {
  /// Flows fitted by maximum likelihood and by the reverse divergence, and their determinants.
  static let flows: [Experiment] = [
    Experiment(
      claim: "fall2023/q2.2-fwd/mixture-best", control: "fall2023/q2.2-fwd/mixture-best-mode",
      quantity: "the loss of an affine flow fitted to two modes by maximum likelihood",
      values: { _ in [:] }, predict: right,
      measure: { [LineFlow.fitModes(samples: 20_000 * $0.effort, seed: $0.seed).loss] }),
    Experiment(
      claim: "fall2023/q2.2-fwd/mixture-moment", control: "fall2023/q2.2-fwd/mixture-moment-one",
      quantity: "the variance that such a flow has in the end",
      values: { stream in
        let seed = stream.integer(in: 0...1 << 20)
        let fit = LineFlow.fitModes(samples: 20_000, seed: UInt64(seed))
        return ["m": SurfaceValue(dyadic(fit.shift)), "seed": SurfaceValue(Rational(seed))]
      },
      predict: right,
      measure: { [LineFlow.fitModes(samples: 20_000, seed: UInt64($0["seed"])).variance] }),
    Experiment(
      claim: "fall2023/q2.2-rev/mode", control: "fall2023/q2.2-rev/mode-quarter",
      quantity: "the reverse divergence of an affine flow trained by it, from two modes",
      values: { _ in [:] }, predict: right,
      measure: { [LineFlow.measureOneMode(samples: 20_000 * $0.effort, seed: $0.seed)] }),
    Experiment(
      claim: "fall2023/q2.1/affine", control: "fall2023/q2.1/affine-variance",
      quantity: "the divergence of an affine flow in training, by samples in both spaces",
      values: { line(forward: true, &$0) },
      predict: { formula in
        let value = try right(formula)
        return value + value
      },
      measure: { setting in
        flow(setting).measureForwardDivergence(
          mean: setting["m"], variance: setting["v"], samples: 100_000 * setting.effort,
          seed: setting.seed)
      }),
    Experiment(
      claim: "fall2023/q2.1-noteA/affine", control: "fall2023/q2.1-noteA/affine-variance",
      quantity: "the reverse divergence of an affine flow in training, by samples",
      values: { line(forward: false, &$0) }, predict: right,
      measure: { setting in
        [
          flow(setting).measureReverseDivergence(
            mean: setting["m"], variance: setting["v"], samples: 100_000 * setting.effort,
            seed: setting.seed)
        ]
      }),
    Experiment(
      claim: "fall2023/q2/coupling-two", control: "fall2023/q2/coupling-two-added",
      quantity: "the determinant of two trained couplings, by differences and by the program",
      values: { stream in
        let seed = stream.integer(in: 0...1 << 20)
        let scales = TrainedCouplings(steps: 60, seed: UInt64(seed)).logScales.map(dyadic)
        return [
          "s": SurfaceValue(scales[0]), "r": SurfaceValue(scales[1]),
          "seed": SurfaceValue(Rational(seed)),
        ]
      },
      predict: { formula in
        let value = try right(formula)
        return value + value
      },
      measure: { setting in
        TrainedCouplings(steps: 60, seed: UInt64(setting["seed"])).measureDeterminant()
      }),
  ]

  // MARK: Values

  /// A flow before the end of its training, and its target N(m, v): n = 0 and w = 1 for its base.
  private static func line(forward: Bool, _ stream: inout RandomStream) -> [String: SurfaceValue] {
    let (m, v) = (
      Rational(stream.integer(in: 16...64), 32), Rational(stream.integer(in: 96...192), 32)
    )
    let flow = LineFlow(scale: 1, shift: 0).trained(
      towards: m.double, variance: v.double, steps: 20, forward: forward, seed: stream.next())
    return [
      "m": SurfaceValue(m), "v": SurfaceValue(v), "n": SurfaceValue(0), "w": SurfaceValue(1),
      "c": SurfaceValue(dyadic(flow.scale)), "b": SurfaceValue(dyadic(flow.shift)),
    ]
  }

  private static func flow(_ setting: Setting) -> LineFlow {
    LineFlow(scale: setting["c"], shift: setting["b"])
  }

  /// A number as a multiple of 2⁻⁴⁰.
  private static func dyadic(_ x: Double) -> Rational {
    Rational(Int((x * 0x1p40).rounded()), 1 << 40)
  }
}
