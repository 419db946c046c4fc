import Notation
import Numeric

/// Brackets under an expectation: 1 where a formula holds of the sample, else 0.
extension SampleCompiler {
  /// The place of the bracket of equations and inequalities, joined by "and", "or" and "not".
  func bracket(_ condition: Expression) throws -> Int {
    if !dependsOnRandom(condition) {
      guard case .number(let place) = try fixed(evaluator.indicator(condition)) else {
        throw EvaluationFailure.shapes
      }
      return place
    }
    switch condition.form {
    case .and(let a, let b): return program.add(.multiply(try bracket(a), try bracket(b)))
    case .or(let a, let b): return program.add(.maximum(try bracket(a), try bracket(b)))
    case .not(let a): return complement(try bracket(a))
    case .relation(let relation, let left, let right):
      return try bracket(relation, value(left), value(right))
    default: throw EvaluationFailure.notEvaluable("samples of this bracket")
    }
  }

  private func bracket(_ relation: Relation, _ a: SampleValue, _ b: SampleValue) throws -> Int {
    guard let gaps = try combine(.subtract, b, a).places, let gap = gaps.first else {
      throw EvaluationFailure.shapes
    }
    switch (relation, gaps.count) {
    case (.less, 1): return positive(gap)
    case (.lessOrEqual, 1): return complement(positive(program.add(.negate(gap))))
    case (.greater, 1): return positive(program.add(.negate(gap)))
    case (.greaterOrEqual, 1): return complement(positive(gap))
    case (.equal, _), (.notEqual, _):
      let isEqual = gaps.map { complement(positive(program.add(.apply(.magnitude, $0)))) }
        .reduce(program.add(.constant(1))) { program.add(.multiply($0, $1)) }
      return relation == .equal ? isEqual : complement(isEqual)
    default: throw EvaluationFailure.notEvaluable("samples of this bracket")
    }
  }

  private func complement(_ place: Int) -> Int {
    program.add(.subtract(program.add(.constant(1)), place))
  }

  /// 1 where a value is positive. Where its rounding could decide that, the sample has no value.
  private func positive(_ place: Int) -> Int {
    program.add(.positive(place, margin: program.margin(of: place)))
  }
}
