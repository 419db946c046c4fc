import Notation
import Numeric

/// Brackets [φ], which are 1 where φ holds and else 0.
extension Replay {
  func indicator(_ condition: Expression) throws -> ReplayValue {
    switch truth(condition) {
    case .yes: return .number(constant(1))
    case .no: return .number(constant(0))
    case .undefined: throw Undefined()
    case .unknown: throw Unknown()
    }
  }

  /// [φ]·e, which is 0 where φ fails, whatever e is there.
  func product(indicator: Expression, _ factor: Expression) throws -> ReplayValue {
    let bracket = try value(indicator)
    if case .number(let x) = bracket, x.re.isZero == .yes {
      do { return try combine(.multiply, bracket, value(factor)) } catch is Undefined {
        return bracket
      }
    }
    return try combine(.multiply, bracket, value(factor))
  }
}
