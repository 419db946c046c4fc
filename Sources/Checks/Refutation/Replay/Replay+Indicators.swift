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

  /// Whether a product or quotient is 0 by a bracket among its factors, or those of its numerator.
  func isCancelled(_ e: Expression) throws -> Bool {
    switch e.form {
    case .call(.indicator, let arguments):
      guard case .number(let x) = try indicator(arguments[0]) else { return false }
      return x.re.isZero == .yes
    case .binary(.multiply, let a, let b): return try isCancelled(a) || isCancelled(b)
    case .binary(.divide, let a, _): return try isCancelled(a)
    case .symbol(let name):
      guard values[name] == nil, let definition = definitions[name], definition.parameters.isEmpty
      else { return false }
      return try isCancelled(definition.body)
    case .apply(let head, let arguments):
      guard case .symbol(let name) = head.form, let definition = definitions[name],
        definition.parameters.count == arguments.count
      else { return false }
      return try with(definition.parameters, lazily: arguments) {
        try isCancelled(definition.body)
      }
    default: return false
    }
  }
}
