/// A functional of densities that may be infinite: it is defined by integrals, and their existence
/// is never taken for granted.
public enum Divergence: String, Sendable, Hashable, CaseIterable {
  /// KL(a ‖ b) = ∫ a log(a/b).
  case relativeEntropy = "KL"
  /// JSD(a, b) = ½ KL(a ‖ m) + ½ KL(b ‖ m) with m = (a + b)/2.
  case jensenShannon = "JSD"
  /// H(a) = −∫ a log a; with two arguments the cross-entropy H(a, b) = −∫ a log b.
  case entropy = "H"

  /// How many densities it takes.
  var arity: ClosedRange<Int> { self == .entropy ? 1...2 : 2...2 }

  /// The definition over the given variables, by integrals; `nil` when the densities are not as
  /// many as it takes. Guarded, a log b counts only where a > 0.
  ///
  /// Source: Cover and Thomas, Elements of Information Theory, ch. 2; Lin 1991 for JSD.
  public func definition(
    of densities: Expression, over variables: [String], guarded: Bool
  ) -> Expression? {
    let list = if case .tuple(let parts) = densities.form { parts } else { [densities] }
    guard arity.contains(list.count), let a = list.first, let b = list.last else { return nil }
    func make(_ form: Expression.Form) -> Expression { Expression(form, at: densities.place) }
    func integral(_ a: Expression, _ argument: Expression) -> Expression {
      let term = make(.binary(.multiply, a, make(.call(.log, [argument]))))
      let guardian = make(.call(.indicator, [make(.relation(.less, make(.number(0)), a))]))
      let body = guarded ? make(.binary(.multiply, guardian, term)) : term
      return variables.reversed().reduce(body) {
        make(.bind(.integral($1, from: nil, to: nil), body: $0))
      }
    }
    func ratio(_ a: Expression, _ b: Expression) -> Expression { make(.binary(.divide, a, b)) }
    let two = make(.number(2))
    switch self {
    case .relativeEntropy: return integral(a, ratio(a, b))
    case .jensenShannon:
      let mean = ratio(make(.binary(.add, a, b)), two)
      return ratio(
        make(.binary(.add, integral(a, ratio(a, mean)), integral(b, ratio(b, mean)))), two)
    case .entropy: return make(.negate(integral(a, b)))
    }
  }
}

extension Expression {
  /// Whether it is a declared density, or a sum of positive multiples of such: nowhere negative, and integrable.
  public func isMixture(in scope: Scope) -> Bool {
    switch form {
    case .apply(let head, _):
      guard case .symbol(let name) = head.form, case .density? = scope.declaration(of: name)?.type
      else { return false }
      return true
    case .binary(.add, let a, let b): return a.isMixture(in: scope) && b.isMixture(in: scope)
    case .binary(.multiply, let a, let b):
      return a.isPositiveNumeral && b.isMixture(in: scope)
    case .binary(.divide, let a, let b):
      return b.isPositiveNumeral && a.isMixture(in: scope)
    default: return false
    }
  }

  /// 3, or 1/2.
  private var isPositiveNumeral: Bool {
    switch form {
    case .number(let q): q.sign > 0
    case .binary(.divide, let a, let b): a.isPositiveNumeral && b.isPositiveNumeral
    default: false
    }
  }
}
