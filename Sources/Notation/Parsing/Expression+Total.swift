import Exact

extension Expression {
  /// Whether the term has a value wherever its symbols have one: sums, products, natural powers, exponentials,
  /// absolute values and brackets of numbers and declared functions, without quotients, roots and logarithms.
  func isTotal(_ names: Names) -> Bool {
    func isDeclared(_ name: String) -> Bool { !names.definitions.contains(name) }
    switch form {
    case .number, .constant(.euler), .constant(.pi): return true
    case .symbol(let name): return isDeclared(name)
    case .negate(let e): return e.isTotal(names)
    case .binary(.add, let a, let b), .binary(.subtract, let a, let b),
      .binary(.multiply, let a, let b):
      return a.isTotal(names) && b.isTotal(names)
    case .binary(.divide, let a, let b):
      guard case .number(let n) = b.form else { return false }
      return !n.isZero && a.isTotal(names)
    case .power(let base, let exponent):
      if base.form == .constant(.euler) { return exponent.isTotal(names) }
      guard case .number(let n) = exponent.form else { return false }
      return n.isInteger && n.sign >= 0 && base.isTotal(names)
    case .call(let op, let parts):
      guard [.exp, .abs, .indicator].contains(op) else { return false }
      return parts.allSatisfy { $0.isTotal(names) }
    case .apply(let head, let arguments):
      guard case .symbol(let name) = head.form else { return false }
      return isDeclared(name) && arguments.allSatisfy { $0.isTotal(names) }
    case .relation(let relation, let a, let b):
      let order: [Relation] = [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]
      return order.contains(relation) && a.isTotal(names) && b.isTotal(names)
    default: return false
    }
  }
}
