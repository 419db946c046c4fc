import Exact
import Glibc
import Models
import Notation
import Numeric

extension Experiments {
  /// Masked convolutions that are trained to copy one pixel after another to the centre.
  static let masks: [Experiment] = [
    copies(
      "fall2023/q1.1/field", "fall2023/q1.1/field-left", CopyTask.maskA, CopyTask.maskA, before),
    copies(
      "fall2023/q1.2/field", "fall2023/q1.2/field-right", CopyTask.maskA, CopyTask.maskB, before),
    copies("fall2023/q1.3/field", "fall2023/q1.3/other", CopyTask.maskB, CopyTask.maskA, before),
    copies(
      "fall2023/q1.4/field", "fall2023/q1.4/field-hole", CopyTask.maskB, CopyTask.maskB,
      before + [(3, 4), (5, 5)]),
    Experiment(
      claim: "fall2023/q1-blind/cone", control: "fall2023/q1-blind/strict",
      quantity: "the losses of two, three and four layers that copy (2, 5) or (1, 5) to the centre",
      values: { _ in [:] },
      // What the conclusion excludes costs log 2, and what it admits nothing.
      predict: { formula in
        guard case .implies(_, let conclusion) = formula.statement.form else {
          throw EvaluationFailure.notEvaluable("no implication")
        }
        let evaluator = formula.evaluator
        return try blindPixels.flatMap { pixel in
          let admitted = try evaluator.binding("r", to: SurfaceValue(Rational(pixel.row - 3))) {
            try evaluator.binding("c", to: SurfaceValue(Rational(pixel.column - 3))) {
              try evaluator.truth(conclusion)
            }
          }
          return try Array(repeating: loss(isSeen: admitted), count: blindDepths.count)
        }
      },
      measure: { setting in
        blindPixels.flatMap { pixel in
          blindDepths.map {
            CopyTask(depth: $0).measureLoss(
              copying: pixel.row - 1, pixel.column - 1, seed: setting.seed)
          }
        }
      }),
  ]

  /// The pixels before the centre.
  private static let before =
    (1...2).flatMap { row in (1...5).map { (row: row, column: $0) } } + [(3, 1), (3, 2)]

  private static let blindPixels = [(row: 2, column: 5), (row: 1, column: 5)]
  private static let blindDepths = 2...4

  /// A claim that the left side, a receptive field, is the set on the right; the copy is written to the
  /// centre, so that a network which sees the centre sees every copy.
  private static func copies(
    _ claim: String, _ control: String, _ first: [Int], _ second: [Int],
    _ pixels: [(row: Int, column: Int)]
  ) -> Experiment {
    Experiment(
      claim: claim, control: control,
      quantity: "the losses of \(pixels.count) networks that copy one pixel each to the centre",
      values: { _ in [:] },
      predict: { formula in
        let field = try formula.sides.right
        func isSeen(_ row: Int, _ column: Int) throws -> Certainty {
          let point = [row, column].map {
            Expression(.number(Rational($0)), at: field.place)
          }
          let member = Expression.Form.relation(
            .member, Expression(.tuple(point), at: field.place), field)
          return try formula.evaluator.truth(Expression(member, at: field.place))
        }
        let centre = try isSeen(3, 3)
        return try pixels.map { pixel in
          try loss(isSeen: centre.or(isSeen(pixel.row, pixel.column)))
        }
      },
      measure: { setting in
        let task = CopyTask(first: first, second: second)
        return pixels.map {
          task.measureLoss(
            copying: $0.row - 1, $0.column - 1, isWritten: true, seed: setting.seed)
        }
      })
  }

  /// What is seen costs nothing, and what is not, log 2.
  private static func loss(isSeen: Certainty) throws -> Double {
    switch isSeen {
    case .yes: return 0
    case .no: return Glibc.log(2)
    case .unknown: throw EvaluationFailure.notEvaluable("a set that is not decided")
    }
  }
}
