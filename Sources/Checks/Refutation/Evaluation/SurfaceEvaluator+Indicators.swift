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

  /// Whether a factor of a product, or of the numerator of a quotient, is a bracket that is 0: then the product
  /// is 0, whatever the other factors are. A bracket asks for a value of those to the right of it only where it holds.
  func hasFailingBracket(_ e: Expression) throws -> Bool {
    switch e.form {
    case .call(.indicator, let arguments):
      guard case .number(let x) = try indicator(arguments[0]) else { return false }
      return x.primal.rational?.isZero == true
    case .binary(.multiply, let a, let b):
      return try hasFailingBracket(a) || hasFailingBracket(b)
    case .binary(.divide, let a, _): return try hasFailingBracket(a)
    case .symbol(let name):
      guard bindings[name] == nil, let definition = table.definitions[name],
        definition.parameters.isEmpty
      else { return false }
      return try hasFailingBracket(definition.body)
    case .apply(let head, let arguments):
      guard let definition = definition(head, arguments) else { return false }
      return try unfolding(definition, arguments) { try hasFailingBracket(definition.body) }
    default: return false
    }
  }

  // MARK: Definitions

  /// The definition of f in f(a, b).
  func definition(_ head: Expression, _ arguments: [Expression]) -> Definition? {
    guard case .symbol(let name) = head.form, let definition = table.definitions[name],
      definition.parameters.count == arguments.count
    else { return nil }
    return definition
  }

  /// Evaluates something with the parameters of a definition bound to its arguments: a definition means its
  /// text, so that an argument without a value matters only where the text uses it.
  func unfolding<R>(
    _ definition: Definition, _ arguments: [Expression], _ body: () throws -> R
  ) throws -> R {
    var failures: [String: EvaluationFailure] = [:]
    var values: [SurfaceValue] = []
    for (name, argument) in zip(definition.parameters, arguments) {
      do { values.append(try value(argument)) } catch EvaluationFailure.undefined(
        let reason, let standing)
      {
        values.append(.zero)
        failures[name] = .undefined(reason, standing: standing)
      }
    }
    return try binding(definition.parameters, to: values) {
      // `binding` restores both.
      for (name, failure) in failures {
        bindings[name] = nil
        withoutValue[name] = failure
      }
      return try body()
    }
  }
}
