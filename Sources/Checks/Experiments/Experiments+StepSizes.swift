import Exact
import Glibc
import Models
import Notation
import Numeric

extension Experiments {
  /// The step sizes up to which training converges or stays bounded, by bisection of simulated runs, and
  /// steps so small that they follow the flow.
  static let stepSizes: [Experiment] = [
    Experiment(
      claim: "winter2020/q5.7/simultaneous-region",
      control: "winter2020/q5.7/simultaneous-region-linear",
      quantity: "the largest step of simultaneous training that converges",
      values: strongPenalty,
      predict: { [try limit(of: "\\eta", upTo: 8, $0)] },
      measure: {
        [DiracGAN.measureStepLimit(gamma: $0["\\gamma"], isAlternating: false)]
      }),
    Experiment(
      claim: "winter2020/q5.7/alternating-region",
      control: "winter2020/q5.7/alternating-region-simultaneous",
      quantity: "the largest step of alternating training that converges",
      values: weakPenalty,
      predict: { [try limit(of: "\\eta", upTo: 8, $0)] },
      measure: {
        [DiracGAN.measureStepLimit(gamma: $0["\\gamma"], isAlternating: true)]
      }),
    Experiment(
      claim: "april18/q3.4/closed-disc", control: "april18/q3.4/closed-disc-one",
      quantity: "the step from which alternating updates are unbounded",
      values: { _ in [:] },
      predict: { [try limit(of: "\\alpha", upTo: 4, $0)] },
      measure: { _ in [BilinearGame.measureBoundedLimit()] }),
    Experiment(
      claim: "april18/q3.4/bounded", control: "april18/q3.4/bounded-start",
      quantity: "the largest growth of the squared norm over all starts",
      values: { _ in
        [
          "\\alpha": SurfaceValue(Rational(19, 10)), "k": SurfaceValue(0), "u": SurfaceValue(1),
          "v": SurfaceValue(0),
        ]
      },
      // The bound for a start on the unit circle.
      predict: { try $0.numbers($0.sides.right) },
      measure: { [BilinearGame.measureLargestRatio(alpha: $0["\\alpha"])] }),
    Experiment(
      claim: "april18/q3.4/eigenvalues-above", control: "april18/q3.4/eigenvalues-above-factor",
      quantity: "the growth of the logarithm of the norm per alternating step",
      values: { _ in ["\\alpha": SurfaceValue(Rational(21, 10))] },
      predict: { formula in
        [
          try formula.values(formula.sides.right).map { Glibc.log($0.magnitude.midpoint) }.max()
            ?? .nan
        ]
      },
      measure: { [BilinearGame.measureGrowth(alpha: $0["\\alpha"], scheme: .alternating)] }),
    Experiment(
      claim: "april18/q3.5/extragradient-region",
      control: "april18/q3.5/extragradient-region-two",
      quantity: "the largest step of extragradient updates that converges",
      values: { _ in [:] },
      predict: { [try limit(of: "\\alpha", upTo: 4, $0)] },
      measure: { _ in [BilinearGame.measureStepLimit(.extragradient)] }),
    Experiment(
      claim: "april18/q3.6/optimistic-region", control: "april18/q3.6/optimistic-region-half",
      quantity: "the largest step of optimistic updates that converges",
      values: { _ in [:] },
      predict: { [try limit(of: "\\alpha", upTo: 4, $0)] },
      measure: { _ in [BilinearGame.measureStepLimit(.optimistic)] }),
    Experiment(
      claim: "april18/q3.6/alternating-heavy-ball-region",
      control: "april18/q3.6/alternating-heavy-ball-region-sum",
      quantity: "the largest step of the alternating heavy ball that converges",
      values: negativeMomentum,
      predict: { [try limit(of: "\\alpha", upTo: 4, $0)] },
      measure: { [BilinearGame.measureStepLimit(momentum: $0["\\beta"])] }),
    Experiment(
      claim: "april18/q3.7/velocity-alternating",
      control: "april18/q3.7/velocity-alternating-sign",
      quantity: "the second player's alternating step over its size",
      values: { ["d": fraction(&$0), "g": fraction(&$0)] },
      predict: right,
      measure: {
        [BilinearGame.measureAlternatingVelocity(step: 0x1p-20, at: [$0["d"], $0["g"]])[1]]
      }
    ),
    Experiment(
      claim: "april18/q3.7/radius", control: "april18/q3.7/radius-third",
      quantity: "the change of the squared radius in one step over its squared size",
      values: { ["d": fraction(&$0), "g": fraction(&$0)] },
      predict: right,
      measure: {
        [BilinearGame.measureRadiusChange(.simultaneous, step: 0x1p-10, at: [$0["d"], $0["g"]])]
      }),
    Experiment(
      claim: "april18/q3.7/local-error", control: "april18/q3.7/local-error-third",
      quantity: "the squared distance of a simultaneous step from the flow, at most the prediction",
      reading: .left,
      setting: { stream in
        let start = [fraction(&stream), fraction(&stream)]
        var setting = Setting(["t": SurfaceValue(Rational(1, 8))])
        setting.instance.curves = ["a": [start[0]], "b": [start[1]]]
        setting.instance.origin = 0
        setting.instance.values["d"] = start[0]
        setting.instance.values["g"] = start[1]
        return setting
      },
      predict: right,
      measure: { [BilinearGame.measureStepError(step: $0["t"], at: [$0["d"], $0["g"]])] }),
    Experiment(
      claim: "winter2020/q5.7/velocity-alternating",
      control: "winter2020/q5.7/velocity-alternating-sign",
      quantity: "the generator's alternating step over its size",
      values: { state(&$0).merging(weakPenalty(&$0)) { a, _ in a } }, predict: right,
      measure: {
        [DiracGAN.measureAlternatingVelocity(gamma: $0["\\gamma"], at: coordinates($0))]
      }),
    Experiment(
      claim: "winter2020/q5.7/grows", control: "winter2020/q5.7/grows-not",
      quantity: "ψ₀² + θ² after one simultaneous step without a penalty",
      values: { stream in
        state(&stream).merging(["\\eta": SurfaceValue(Rational(1, 8))]) { a, _ in a }
      },
      predict: right,
      measure: { [DiracGAN.measureSquaredDistance(step: $0["\\eta"], at: coordinates($0))] }),
  ]

  @Sendable private static func strongPenalty(_ stream: inout RandomStream)
    -> [String: SurfaceValue]
  {
    ["\\gamma": SurfaceValue(Rational(stream.integer(in: 72...128), 64))]
  }

  @Sendable private static func weakPenalty(_ stream: inout RandomStream)
    -> [String: SurfaceValue]
  {
    ["\\gamma": SurfaceValue(Rational(stream.integer(in: 8...32), 64))]
  }

  @Sendable private static func negativeMomentum(_ stream: inout RandomStream)
    -> [String: SurfaceValue]
  {
    ["\\beta": SurfaceValue(Rational(-stream.integer(in: 16...48), 64))]
  }

  /// The number up to which the right side of an equivalence holds, by bisection over dyadic numbers.
  private static func limit(
    of name: String, upTo largest: Int, _ formula: Experiment.Formula
  ) throws -> Double {
    guard case .iff(_, let condition) = formula.statement.form else {
      throw EvaluationFailure.notEvaluable("no equivalence")
    }
    var (low, high) = (Rational(0), Rational(largest))
    for _ in 0..<40 {
      let middle = (low + high) / 2
      let truth = try formula.evaluator.binding(name, to: SurfaceValue(middle)) {
        try formula.evaluator.truth(condition)
      }
      switch truth {
      case .yes: low = middle
      case .no: high = middle
      case .unknown: throw EvaluationFailure.notEvaluable("a condition that is not decided")
      }
    }
    return ((low + high) / 2).double
  }
}
