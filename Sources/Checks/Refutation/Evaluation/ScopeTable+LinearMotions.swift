import Notation

extension ScopeTable {
  /// Whether a symbol is the time of differential equations that are not linear.
  func isTimeOfNonlinearMotion(_ name: String) -> Bool {
    !motionsAreLinear && motions.values.contains { $0.variable == name }
  }

  /// Whether every rate is linear in the moved functions, with coefficients that are the same at all times.
  var motionsAreLinear: Bool {
    motions.values.allSatisfy { motion in
      degree(motion.rate, motion.variable, [:], depth: 0).map { $0 <= 1 } ?? false
    }
  }

  /// The highest degree of a rate in the moved functions; `nil` where one may be no polynomial.
  var degreeOfMotions: Int? {
    var result = 0
    for motion in motions.values {
      guard let degree = degree(motion.rate, motion.variable, [:], depth: 0) else { return nil }
      result = max(result, degree)
    }
    return result
  }

  /// The degree in the moved functions; `nil` where it may be no polynomial, or the time itself occurs.
  private func degree(
    _ e: Expression, _ time: String, _ known: [String: Int], depth: Int
  ) -> Int? {
    guard depth < 64 else { return nil }
    func of(_ e: Expression) -> Int? { degree(e, time, known, depth: depth + 1) }
    func all(_ list: [Expression]) -> Int? {
      list.reduce(0) { sum, e in
        guard let sum, let own = of(e) else { return nil }
        return max(sum, own)
      }
    }
    switch e.form {
    case .number, .constant: return 0
    case .symbol(let name):
      if let own = known[name] { return own }
      if name == time || motions[name] != nil { return nil }
      guard let definition = definitions[name] else { return 0 }
      return definition.parameters.isEmpty ? of(definition.body) : nil
    case .negate(let a), .transpose(let a): return of(a)
    case .call(.trace, let list), .call(.vec, let list), .call(.diag, let list): return all(list)
    case .binary(let operation, let a, let b):
      guard let x = of(a), let y = of(b) else { return nil }
      switch operation {
      case .add, .subtract: return max(x, y)
      case .multiply, .hadamard, .inner, .kronecker: return x + y
      case .divide: return y == 0 ? x : nil
      default: return nil
      }
    case .tuple(let list): return all(list)
    case .matrix(let rows): return all(rows.flatMap { $0 })
    case .index(let head, let indices): return all(indices) == 0 ? of(head) : nil
    case .apply(var head, let arguments):
      var isMoved = false
      if case .symbol(let name) = head.form { isMoved = motions[name] != nil }
      while case .prime(let inner) = head.form {
        head = inner
        if case .symbol(let name) = head.form { isMoved = motions[name] != nil }
      }
      if isMoved { return 1 }
      guard case .symbol(let name) = head.form, let definition = definitions[name],
        definition.parameters.count == arguments.count
      else { return all(arguments) == 0 ? 0 : nil }
      var inner = known
      for (parameter, argument) in zip(definition.parameters, arguments) {
        guard let own = of(argument) else { return nil }
        inner[parameter] = own
      }
      return degree(definition.body, time, inner, depth: depth + 1)
    case .power(let base, let exponent):
      if case .number(let q) = exponent.form, let n = q.int, n >= 0, let own = of(base) {
        return own * n
      }
      return all(e.children) == 0 ? 0 : nil
    case .call: return all(e.children) == 0 ? 0 : nil
    default: return nil
    }
  }
}
