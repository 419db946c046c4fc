import Exact
import Notation

/// The degree of expressions as polynomials in a random symbol, and which symbols are independent.
extension ScopeTable {
  /// Whether a statement in the scope makes two different random symbols independent.
  func areIndependent(_ a: String, _ b: String) -> Bool {
    scope.independences.contains { $0.symbols.contains(a) && $0.symbols.contains(b) }
  }

  /// A bound of the degree in the entries of a symbol; `nil` where it may be no polynomial.
  func degree(of e: Expression, in name: String) throws -> Int? {
    degree(e, [name: 1])
  }

  private func degree(_ e: Expression, _ degrees: [String: Int]) -> Int? {
    func all(_ list: [Expression]) -> Int? {
      list.reduce(0) { sum, e in
        guard let sum, let own = degree(e, degrees) else { return nil }
        return max(sum, own)
      }
    }
    switch e.form {
    case .number, .constant: return 0
    case .symbol(let name):
      if let known = degrees[name] { return known }
      if let definition = definitions[name], definition.parameters.isEmpty {
        return degree(definition.body, degrees)
      }
      return 0
    case .negate(let a), .transpose(let a), .partial(let a, _, _), .gradient(let a, _):
      return degree(a, degrees)
    case .binary(let operation, let a, let b):
      guard let x = degree(a, degrees), let y = degree(b, degrees) else { return nil }
      switch operation {
      case .add, .subtract: return max(x, y)
      case .divide: return y == 0 ? x : nil
      case .multiply, .hadamard, .kronecker, .inner: return x + y
      case .union, .intersection, .difference, .minkowski: return nil
      }
    case .power(let base, let exponent):
      guard let n = exponent.foldedNumber?.int, n >= 0 else {
        return all([base, exponent]) == 0 ? 0 : nil
      }
      if n % 2 == 0, case .call(let operation, let arguments) = base.form,
        operation == .norm || operation == .abs
      {
        return all(arguments).map { $0 * n }
      }
      return degree(base, degrees).map { $0 * n }
    case .call(let operation, let arguments):
      switch operation {
      case .trace, .diag, .vec: return all(arguments)
      case .expectation, .variance, .covariance: return 0
      default: return all(arguments) == 0 ? 0 : nil
      }
    case .apply(let head, let arguments):
      if case .symbol(let name) = head.form, let definition = definitions[name],
        definition.parameters.count == arguments.count
      {
        var inner = degrees
        for (parameter, argument) in zip(definition.parameters, arguments) {
          guard let own = degree(argument, degrees) else { return nil }
          inner[parameter] = own
        }
        return degree(definition.body, inner)
      }
      return all(arguments) == 0 ? 0 : nil
    case .index(let head, let indices):
      return all(indices) == 0 ? degree(head, degrees) : nil
    case .tuple(let list): return all(list)
    case .matrix(let rows): return all(rows.flatMap { $0 })
    case .bind(let binder, let body):
      // Bounds and the parameters of laws may depend on the symbol, too.
      guard all(binder.outside) == 0 else { return nil }
      var inner = degrees
      for name in binder.bound { inner[name] = 0 }
      switch binder {
      case .sum, .family: return degree(body, inner)
      case .expectation(let laws) where laws.isEmpty: return 0
      default: return degree(body, inner) == 0 ? 0 : nil
      }
    default: return nil
    }
  }
}
