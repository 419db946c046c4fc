import Kernel

/// Brackets as guards: in a product of numbers they stand first, wherever they were written.
extension Elaborator {
  /// a·[φ]·b as [φ]·(a·b), so that nothing is asked of a and b where φ fails.
  func guardedProduct(_ x: Term, _ y: Term) throws -> Term {
    let (a, b) = (x.guards, y.guards)
    guard !a.isEmpty || !b.isEmpty else { return try x * y }
    let factors = [x, y].compactMap(\.guarded)
    let brackets = a + b
    guard let first = factors.first else {
      return try brackets.dropLast().reversed().reduce(brackets[brackets.count - 1]) { try $1 * $0 }
    }
    let rest = try factors.dropFirst().reduce(first) { try $0 * $1 }
    return try brackets.reversed().reduce(rest) { try $1 * $0 }
  }
}

extension Term {
  /// The brackets that a product begins with.
  fileprivate var guards: [Term] {
    switch node {
    case .apply(.indicator, _): return [self]
    case .apply(.multiply, let factors):
      guard case .apply(.indicator, _) = factors[0].node else { return [] }
      return [factors[0]] + factors[1].guards
    default: return []
    }
  }

  /// What stands behind the brackets that a product begins with; `nil` for nothing.
  fileprivate var guarded: Term? {
    switch node {
    case .apply(.indicator, _): return nil
    case .apply(.multiply, let factors):
      guard case .apply(.indicator, _) = factors[0].node else { return self }
      return factors[1].guarded
    default: return self
    }
  }
}
