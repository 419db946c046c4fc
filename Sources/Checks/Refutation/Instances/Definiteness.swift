import Exact
import Notation
import Numeric

/// What an assumption `A \succ 0`, `0 \succeq A` and the like asks of a symbol.
struct Definiteness: Sendable, Hashable {
  let isStrict: Bool
  let isNegative: Bool

  /// The matrix itself where it is as asked; else its square, to which I is added where
  /// definiteness is strict: so every such matrix can come, and no other.
  func matrix(from symmetric: SurfaceValue) -> SurfaceValue {
    guard case .matrix(let g) = symmetric else { return symmetric }
    let evaluator = SurfaceEvaluator(
      table: ScopeTable(scope: Scope()), instance: Instance(), bits: 64, fuel: Fuel(10_000))
    let relation: Relation = isStrict ? .definite : .semidefinite
    func isAsAsked(_ a: SurfaceValue) -> Bool {
      let zero = SurfaceValue.zero
      let truth = try? evaluator.compare(relation, isNegative ? zero : a, isNegative ? a : zero)
      return truth?.truth == .yes
    }
    if isAsAsked(symmetric) { return symmetric }
    guard let square = try? evaluator.arithmetic.multiply(g, g),
      let sum = try? evaluator.combine(
        .add, .matrix(square), .identity(isStrict ? .one : .zero)),
      let result = try? sum.mapping({ isNegative ? evaluator.arithmetic.negate($0) : $0 })
    else { return symmetric }
    return result
  }
}
