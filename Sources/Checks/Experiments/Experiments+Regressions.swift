import Exact
import Models
import Notation
import Numeric

extension Experiments {
  /// Ridge regression and dropout, trained.
  static let regressions: [Experiment] = [
    Experiment(
      claim: "winter2020/q1.3/minimiser", control: "winter2020/q1.3/minimiser-columns",
      quantity: "the weights of ridge regression by gradient descent",
      values: { stream in
        design(&stream).merging(["\\lambda": SurfaceValue(Rational(1, 2))]) { $1 }
      },
      predict: { try $0.numbers($0.sides.left) },
      measure: { setting in
        RidgeRegression(
          inputs: Tensor([4, 2], setting.numbers("X")),
          targets: Tensor([4, 1], setting.numbers("y")), penalty: setting["\\lambda"]
        ).train()
      }),
    Experiment(
      claim: "winter2020/q1.4/two-weights", control: "winter2020/q1.4/two-weights-reversed",
      quantity: "‖Γ p w‖² of weights trained with dropout, for p = 1/2 and for p = 9/10", line: 5,
      values: { stream in
        design(&stream).merging([
          "\\lambda": SurfaceValue(1), "\\mu": SurfaceValue(Rational(1, 9)),
        ]) { $1 }
      },
      predict: { try $0.numbers($0.sides.left) + $0.numbers($0.sides.right) },
      measure: { setting in
        [0.5, 0.9].map {
          DropoutTraining(
            inputs: Tensor([4, 2], setting.numbers("X")),
            targets: Tensor([4, 1], setting.numbers("y")), keep: $0
          ).measureScaledNorm(steps: 20_000 * setting.effort, seed: setting.seed)
        }
      }),
  ]

  /// Four examples of two features that are far from dependent and of unequal size.
  static func design(_ stream: inout RandomStream) -> [String: SurfaceValue] {
    func number() -> Double { Double(stream.integer(in: -8...8)) / 32 }
    let inputs = [[1.5, 0.25], [-1, 0.5], [0.5, 1], [2, -0.75]].map { $0.map { $0 + number() } }
    return [
      "n": SurfaceValue(4), "d": SurfaceValue(2), "X": SurfaceValue(exactly: inputs),
      "y": SurfaceValue(exactly: [1.5, -0.5, 1, 0.75].map { $0 + number() }),
    ]
  }
}
