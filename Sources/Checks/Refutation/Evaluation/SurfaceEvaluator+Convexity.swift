import Exact
import Notation
import Numeric

extension SurfaceEvaluator {
  /// Whether an unknown function, a polynomial of degree at most 2 at this instance, has a supporting line at
  /// every point: ∀u ∃s ∀t. f(u) + s (t − u) ≤ f(t), perhaps with < for t ≠ u, with premises on u and t, or
  /// turned round for a concave function. `nil` for other statements.
  func supportingLines(_ e: Expression) -> Certainty? {
    guard case .forAll(let u, let first) = e.form,
      case .exists(let s, let second) = first.behindPremises.form,
      case .forAll(let t, let third) = second.form,
      case .relation(let relation, let left, let right) = third.behindPremises.form
    else { return nil }
    let low: Expression
    let high: Expression
    switch relation {
    case .less, .lessOrEqual: (low, high) = (left, right)
    case .greater, .greaterOrEqual: (low, high) = (right, left)
    default: return nil
    }
    let isStrict = relation == .less || relation == .greater
    for (line, value, sign) in [(low, high, 1), (high, low, -1)] {
      guard case .apply(let head, let arguments) = value.form, case .symbol(let f) = head.form,
        arguments.map(\.form) == [.symbol(t)], line.isLine(of: f, u, s, t),
        let terms = instance.functions[f]?.components.first
      else { continue }
      guard terms.allSatisfy({ $0.coefficient.isZero || ($0.exponents.first ?? 0) <= 2 }) else {
        return .unknown
      }
      let square = terms.reduce(Rational.zero) {
        ($1.exponents.first ?? 0) == 2 ? $0 + $1.coefficient : $0
      }
      let bend = square.sign * sign
      guard isStrict else { return Certainty(bend >= 0) }
      return third.excludes(t, u) ? Certainty(bend > 0) : nil
    }
    return nil
  }
}

extension Expression {
  /// ψ of φ₁ ⇒ … ⇒ ψ.
  fileprivate var behindPremises: Expression {
    if case .implies(_, let conclusion) = form { return conclusion.behindPremises }
    return self
  }

  /// Whether one of the premises is t ≠ u.
  fileprivate func excludes(_ t: String, _ u: String) -> Bool {
    guard case .implies(let premise, let rest) = form else { return false }
    return premise.speaksOfDifference(t, u) || rest.excludes(t, u)
  }

  private func speaksOfDifference(_ t: String, _ u: String) -> Bool {
    switch form {
    case .and(let a, let b): a.speaksOfDifference(t, u) || b.speaksOfDifference(t, u)
    case .relation(.notEqual, let a, let b):
      Set([a.form, b.form]) == Set([.symbol(t), .symbol(u)])
    default: false
    }
  }

  /// f(u) + s (t − u).
  fileprivate func isLine(of f: String, _ u: String, _ s: String, _ t: String) -> Bool {
    guard case .binary(.add, let value, let rise) = form,
      case .apply(let head, let arguments) = value.form,
      case .binary(.multiply, let slope, let gap) = rise.form,
      case .binary(.subtract, let to, let from) = gap.form
    else { return false }
    return head.form == .symbol(f) && arguments.map(\.form) == [.symbol(u)]
      && slope.form == .symbol(s) && to.form == .symbol(t) && from.form == .symbol(u)
  }
}
