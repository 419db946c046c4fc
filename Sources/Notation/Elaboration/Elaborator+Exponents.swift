import Kernel

/// Exponents that are differences of natural numbers.
extension Elaborator {
  /// n and m of a difference n − m of natural numbers that have names; `nil` for other exponents.
  func integer(_ e: Expression) throws -> (Term, Term)? {
    guard !e.freeSymbols.isEmpty,
      e.freeSymbols.allSatisfy({
        (try? value(Expression(.symbol($0), at: e.place)))?.sort == .natural
      })
    else { return nil }
    var (positive, negative): ([Term], [Term]) = ([], [])
    func collect(_ e: Expression, isNegative: Bool) -> Bool {
      switch e.form {
      case .negate(let a): return collect(a, isNegative: !isNegative)
      case .binary(.add, let a, let b):
        return collect(a, isNegative: isNegative) && collect(b, isNegative: isNegative)
      case .binary(.subtract, let a, let b):
        return collect(a, isNegative: isNegative) && collect(b, isNegative: !isNegative)
      default:
        guard let n = try? natural(e) else { return false }
        if isNegative { negative.append(n) } else { positive.append(n) }
        return true
      }
    }
    guard collect(e, isNegative: false), !negative.isEmpty else { return nil }
    func sum(_ list: [Term]) throws -> Term {
      guard let first = list.first else { return try .natural(0) }
      return try list.dropFirst().reduce(first) { try $0 + $1 }
    }
    return (try sum(positive), try sum(negative))
  }
}
