import Exact
import Models
import Notation
import Numeric

extension Experiments {
  /// Linear siamese networks in time, with and without predictor and stop-gradient, and where their views come from.
  static let siameseFlows: [Experiment] = [
    Experiment(
      claim: "answers/q5.0/tower", control: "answers/q5.0/same-view-twice",
      quantity: "the mean product of features of two views of one datum, from shifts and turns",
      values: { stream in
        let signals = (0..<3).map { _ in (0..<4).map { _ in Double(stream.integer(in: -8...8)) / 4 }
        }
        func law(_ count: Int) -> [Rational] {
          let weights = (0..<count).map { _ in stream.integer(in: 1...8) }
          return weights.map { Rational($0, weights.reduce(0, +)) }
        }
        let (data, views) = (law(3), (0..<3).map { _ in law(4) })
        let features = signals.map { signal in (0..<4).map { AugmentedViews.features(signal, $0) } }
        return [
          "N": SurfaceValue(3), "K": SurfaceValue(4),
          "\\rho": .vector(data.map { DualNumber($0) }),
          "\\pi": .matrix(Grid(rows: 3, columns: 4, views.flatMap { $0.map { DualNumber($0) } })),
          "u": SurfaceValue(exactly: features.map { $0.map(\.first) }),
          "v": SurfaceValue(exactly: features.map { $0.map(\.last) }),
          // For the model alone.
          "signals": SurfaceValue(exactly: signals),
        ]
      },
      predict: right,
      measure: { setting in
        func rows(_ name: String) -> [[Double]] {
          let numbers = setting.numbers(name)
          return (0..<3).map { Array(numbers[(4 * $0)..<(4 * $0 + 4)]) }
        }
        let model = AugmentedViews(
          signals: rows("signals"), data: setting.numbers("\\rho"), augmentations: rows("\\pi"))
        return model.map {
          [$0.measureMoment(samples: 100_000 * setting.effort, seed: setting.seed)]
        } ?? []
      }),
    Experiment(
      claim: "answers/q5.3c/gronwall", control: "answers/q5.3c/gronwall-slower",
      quantity:
        "‖W‖² at t = 40 without stop-gradient, the predictor at rest, at most the prediction",
      reading: .left,
      setting: { stream in
        let encoder = numbers(4, &stream)
        var setting = Setting([
          "n": SurfaceValue(4), "t": SurfaceValue(40),
          // The least eigenvalue of X′, below which no eigenvalue of the flow's matrix lies.
          "\\lambda_0": SurfaceValue(Rational(1, 4)),
        ])
        setting.instance.curves = ["w": [SurfaceValue(exactly: encoder)]]
        setting.instance.origin = 0
        return setting
      },
      predict: right,
      measure: { setting in
        let encoder = setting.instance.curves["w"]?.first?.numbers?.map {
          $0.primal.real(bits: 64)?.midpoint ?? .nan
        }
        var model = network(
          common: [0.5, 0.125, 0.125, 0.25], augmentation: [0.25, 0, 0, 0.375],
          encoder: encoder ?? [], predictor: [0.5, 0.25, 0, 0.75], stops: false)
        model.movesPredictor = false
        return [model.measureSquaredNorm(time: 40)]
      }),
    Experiment(
      claim: "answers/q5.3d/falls", control: "answers/q5.3d/falls-faster",
      quantity: "the derivative of ‖W‖² without stop-gradient, at most the prediction",
      reading: .left,
      setting: { stream in
        let encoder = numbers(4, &stream)
        var setting = Setting([
          "m": SurfaceValue(2), "n": SurfaceValue(2), "t": SurfaceValue(0),
          "X": SurfaceValue(exactly: [[0.25, 0.125], [0.125, 0.25]]),
          "X'": SurfaceValue(exactly: [[0.5, 0], [0, 0.625]]),
          "W": SurfaceValue(exactly: encoder),
        ])
        setting.instance.curves = [
          "W": [SurfaceValue(exactly: [Array(encoder[..<2]), Array(encoder[2...])])]
        ]
        setting.instance.origin = 0
        return setting
      },
      predict: right,
      measure: { setting in
        [
          network(
            common: setting.numbers("X"), augmentation: setting.numbers("X'"),
            encoder: setting.numbers("W"), predictor: [0.5, 0.125, 0, 0.5], stops: false
          ).measureNormVelocity()
        ]
      }),
    Experiment(
      claim: "answers/q5.4/solution", control: "answers/q5.4/solution-half",
      quantity: "the encoder at t = 2 without predictor and stop-gradient",
      setting: { stream in
        let encoder = numbers(4, &stream)
        let rates = (0..<2).map { _ in Double(stream.integer(in: 4...16)) / 16 }
        var setting = Setting([
          "m": SurfaceValue(2), "n": SurfaceValue(2), "t": SurfaceValue(2),
          "g": SurfaceValue(exactly: rates),
          "X'": SurfaceValue(exactly: [[rates[0], 0], [0, rates[1]]]),
          "start": SurfaceValue(exactly: encoder),
        ])
        setting.instance.curves = [
          "W": [SurfaceValue(exactly: [Array(encoder[..<2]), Array(encoder[2...])])]
        ]
        setting.instance.origin = 0
        return setting
      },
      predict: { formula in
        let right = try formula.sides.right
        return try [Rational(1), Rational(2)].flatMap { i in
          try formula.evaluator.binding("i", to: SurfaceValue(i)) {
            try formula.numbers(right, with: "j", in: [1, 2])
          }
        }
      },
      measure: { setting in
        var model = network(
          common: [1, 0.25, 0.25, 0.5], augmentation: setting.numbers("X'"),
          encoder: setting.numbers("start"), predictor: [1, 0, 0, 1], stops: false)
        model.hasPredictor = false
        return model.measureEncoder(time: 2)
      }),
    Experiment(
      claim: "answers/q5.5/velocity", control: "answers/q5.5/velocity-transposed",
      quantity: "the encoder's velocity with predictor and stop-gradient",
      values: { stream in
        func square() -> SurfaceValue { SurfaceValue(exactly: pairs(numbers(4, &stream))) }
        func symmetric() -> SurfaceValue {
          let x = numbers(3, &stream)
          return SurfaceValue(exactly: [[x[0], x[1]], [x[1], x[2]]])
        }
        let encoder = square()
        return [
          "m": SurfaceValue(2), "n": SurfaceValue(2), "X": symmetric(), "X'": symmetric(),
          "W": encoder, "V": encoder, "P": square(),
        ]
      },
      predict: right,
      measure: { setting in
        network(
          common: setting.numbers("X"), augmentation: setting.numbers("X'"),
          encoder: setting.numbers("W"), predictor: setting.numbers("P"), stops: true
        ).measureVelocity()
      }),
    Experiment(
      claim: "answers/q5.5/stationary", control: "answers/q5.5/stationary-noise",
      quantity: "the predictor that the flow of one feature with stop-gradient comes to",
      values: { _ in ["x": SurfaceValue(1), "x'": SurfaceValue(Rational(1, 2))] },
      predict: { formula in
        guard case .implies(let place, _) = formula.statement.form,
          case .relation(_, _, let share) = place.form
        else { throw EvaluationFailure.notEvaluable("no place") }
        return try formula.numbers(share)
      },
      measure: { setting in
        SiameseMatrices(
          common: Tensor([1, 1], [setting["x"]]), augmentation: Tensor([1, 1], [setting["x'"]]),
          encoder: Tensor([1, 1], [1]), predictor: Tensor([1, 1], [0.5]), hasPredictor: true,
          stopsGradient: true
        ).measureFinalPredictor(time: 40)
      }),
  ]

  // MARK: Values

  /// Eighths in [−2, 2].
  private static func numbers(_ count: Int, _ stream: inout RandomStream) -> [Double] {
    (0..<count).map { _ in Double(stream.integer(in: -16...16)) / 8 }
  }

  private static func pairs(_ x: [Double]) -> [[Double]] {
    stride(from: 0, to: x.count, by: 2).map { [x[$0], x[$0 + 1]] }
  }

  private static func network(
    common: [Double], augmentation: [Double], encoder: [Double], predictor: [Double], stops: Bool
  ) -> SiameseMatrices {
    SiameseMatrices(
      common: Tensor([2, 2], common), augmentation: Tensor([2, 2], augmentation),
      encoder: Tensor([2, 2], encoder), predictor: Tensor([2, 2], predictor), hasPredictor: true,
      stopsGradient: stops)
  }
}
