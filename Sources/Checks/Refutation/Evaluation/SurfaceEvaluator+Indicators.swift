import Notation
import Numeric

/// Brackets [φ], which are 1 where φ holds and else 0.
extension SurfaceEvaluator {
  /// [φ] for a φ whose truth is certain; a φ that moves with the variable of a derivative jumps.
  func indicator(_ condition: Expression) throws -> SurfaceValue {
    let isMoving = bindings.contains { name, value in
      value.numbers?.contains { $0.tag != 0 } == true
        && table.dependencies(of: condition).contains(name)
    }
    guard !isMoving else { throw EvaluationFailure.notEvaluable("the derivative of a bracket") }
    let judgement = try judge(condition)
    if judgement.isUndefined { throw EvaluationFailure.undefined("a bracket of what is undefined") }
    switch judgement.truth {
    case .yes: return SurfaceValue(.one)
    case .no: return .zero
    case .unknown: throw EvaluationFailure.unknown
    }
  }

  /// [φ]·e, which is 0 where φ fails, whatever e is there.
  func product(indicator: Expression, _ factor: Expression) throws -> SurfaceValue {
    let bracket = try value(indicator)
    if case .number(let x) = bracket, x.tag == 0, x.primal.rational?.isZero == true {
      do { return try combine(.multiply, bracket, value(factor)) } catch EvaluationFailure.undefined
      {
        return .zero
      }
    }
    return try combine(.multiply, bracket, value(factor))
  }
}

extension Expression {
  /// Whether it is a bracket [φ].
  var isIndicator: Bool {
    if case .call(.indicator, _) = form { true } else { false }
  }
}
