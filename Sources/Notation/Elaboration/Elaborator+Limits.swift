import Exact
import Kernel

/// Limits as their variable goes to infinity, unfolded.
extension Elaborator {
  /// lim e = ∞: ∀B ∃K ∀k ≥ K. B < e; lim e = a: ∀ε > 0 ∃K ∀k ≥ K. e − a < ε ∧ a − e < ε.
  ///
  /// `nil` where the left side is no limit.
  func limit(_ a: Expression, equals b: Expression, _ place: Place) throws -> Term? {
    guard case .bind(.limit(let name, let to), let body) = a.form else { return nil }
    guard to.form == .constant(.infinity) else {
      throw Unsupported(at: place, "a limit at a finite point")
    }
    let sort: Sort
    switch scope.declaration(of: name)?.type {
    case .natural: sort = .natural
    case .real: sort = .real
    default:
      throw ReadingError(
        at: place, "the variable \(name) of the limit is neither natural nor real",
        suggestion: "declare it: `\(name) : natural`")
    }
    var inner = self
    let variable = try inner.fresh(name, sort)
    inner = inner.binding(name, to: variable)
    let start = try inner.fresh("K", sort)
    let bound = try inner.fresh("ε", .real)
    let value = try inner.cast(inner.value(body), to: .real, body.place)
    func eventually(_ claim: Term) throws -> Term {
      try .exists(start, .forAll(variable, .implies(.lessOrEqual(start, variable), claim)))
    }
    switch b.form {
    case .constant(.infinity): return try .forAll(bound, eventually(.less(bound, value)))
    case .negate(let x) where x.form == .constant(.infinity):
      return try .forAll(bound, eventually(.less(value, bound)))
    default:
      guard !b.freeSymbols.contains(name) else {
        throw ReadingError(at: b.place, "the value of the limit depends on its variable \(name)")
      }
      let target = try cast(self.value(b), to: .real, b.place)
      let near = try Term.and(.less(value - target, bound), .less(target - value, bound))
      return try .forAll(bound, .implies(.less(.zero, bound), eventually(near)))
    }
  }
}
