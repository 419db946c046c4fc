/// Why an expression has no value at an instance.
enum EvaluationFailure: Error, Hashable {
  /// The value certainly does not exist: `division by 0`. A `standing` failure breaks a standing
  /// assumption (a displayed inverse or derivative exists), so the instance is not admissible
  /// unless these are withdrawn.
  case undefined(String, standing: Bool)
  /// A recurrence or a differential equation has no value, so that the instance breaks an assumption.
  case brokenLaw
  /// Nothing certain can be said at this precision.
  case unknown
  /// The evaluator does not know the construct.
  case notEvaluable(String)
  /// The budget is spent.
  case outOfFuel

  /// Whether another way of evaluation may find a value.
  var leavesValueOpen: Bool {
    switch self {
    case .unknown, .notEvaluable: true
    case .undefined, .brokenLaw, .outOfFuel: false
    }
  }

  /// The reason where a matrix has no inverse.
  static let singular = "inverse of a singular matrix"

  static func undefined(_ reason: String) -> EvaluationFailure {
    .undefined(reason, standing: false)
  }
}
