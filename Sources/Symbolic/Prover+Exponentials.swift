import Exact
import Kernel

/// Bounds of terms with exponentials by tangents.
extension Prover {
  /// A bound of a term with exponentials: a·exp(u) ≥ a·exp(v)·(1 + u − v) for a ≥ 0 and one v, 0 or the argument of
  /// another exponential; the rest must have a sign of its own.
  func exponentialBound(_ term: Term) throws -> Theorem? {
    let form = try fraction(of: term)
    if !form.value.denominator.isEmpty {
      return try boundOfNumerator(term) { try exponentialBound($0) }
    }
    let arguments = form.value.numerator.atoms.compactMap { $0.arguments(of: .exp)?[0] }
    guard !arguments.isEmpty else { return nil }
    if let bound = try exponentialBound(form.value.numerator, at: nil) {
      return try bound.moved(to: term, nonzero: form.nonzero)
    }
    guard (2...4).contains(arguments.count) else { return nil }
    for center in arguments {
      if let bound = try exponentialBound(form.value.numerator, at: center) {
        return try bound.moved(to: term, nonzero: form.nonzero)
      }
    }
    return nil
  }

  /// A bound of a quotient with a positive divisor, by that of its numerator; `nil` where there is none.
  func boundOfNumerator(_ term: Term, _ bound: (Term) throws -> Theorem?) throws -> Theorem? {
    let form = try fraction(of: term)
    let divisor = try form.value.expandedDenominator().term(in: .real)
    guard !form.value.denominator.isEmpty, let sign = try? positive(divisor),
      let own = try bound(form.value.numerator.term(in: .real))
    else { return nil }
    return try Self.product(own, .use(.inversePositive, [divisor], sign)).moved(
      to: term, nonzero: form.nonzero + [sign.distinct().disequalitySwapped()])
  }

  private func exponentialBound(_ polynomial: Polynomial, at center: Term?) throws -> Theorem? {
    var lower = polynomial
    var gap: Theorem?
    for atom in polynomial.atoms {
      guard let u = atom.arguments(of: .exp)?[0], u !== center else { continue }
      let c = polynomial.coefficients(of: atom)
      guard c.count == 2, let weight = try lowerBound(c[1].term(in: .real)) else { return nil }
      let tangent = try Self.exponentialTangent(u, at: center)
      let part = try Self.product(weight, tangent)
      gap = try gap.map { try Self.sum($0, part) } ?? part
      let slack = try RationalForm(nonzero: []).fraction(of: tangent.bounded)
      guard slack.denominator.isEmpty else { return nil }
      lower = try lower - c[1] * slack.numerator
    }
    guard let gap, let rest = try? signOfRemainder(lower) else { return nil }
    return try Self.sum(gap, rest).moved(to: polynomial.term(in: .real))
  }

  /// The same for a polynomial, of which the factors that all its terms share have their own signs.
  private func signOfRemainder(_ polynomial: Polynomial) throws -> Theorem {
    let whole = try polynomial.term(in: .real)
    let shared = polynomial.terms.first?.monomial.factors.map(\.atom).filter { atom in
      polynomial.terms.allSatisfy { term in term.monomial.factors.contains { $0.atom === atom } }
    }
    guard let shared, !shared.isEmpty, polynomial.terms.count > 1,
      case let common = shared.reduce(Monomial.one, { $0 * Monomial($1) }),
      let factor = try common.term(in: .real), let sign = try lowerBound(factor)
    else { return try signOfRemainder(whole) }
    let rest = polynomial.terms.reduce(Polynomial.zero) { sum, term in
      term.monomial.divided(by: common).map { sum + Polynomial($0, term.coefficient) } ?? sum
    }
    return try Self.product(sign, signOfRemainder(rest.term(in: .real))).moved(to: whole)
  }

  /// 0 ≤ exp(u) − exp(v)·(1 + u − v), for no v with v = 0.
  private static func exponentialTangent(_ u: Term, at center: Term?) throws -> Theorem {
    let w = try center.map { try u - $0 } ?? u
    let power: Term = try .apply(.exp, [w])
    let tangent = try Theorem.axiom(.expTangent, [w]).conjuncts().0
      .rewritten(by: .axiom(.lessOrEqualDifference, [.one + w, power]))
    guard let v = center else { return tangent }
    let scale: Term = try .apply(.exp, [v])
    let scaled = try product(.axiom(.expPositive, [v]), tangent).weakened()
    // exp(v)·exp(u − v) = exp(u)
    let whole = try Theorem.axiom(.expAdd, [v, w]).symmetric()
      .then(.congruence(.exp, [.ring(v + w, u)]))
    let start = try scaled.moved(to: scale * power - scale * (.one + w))
    return try start.rewritten(
      by: .congruence(
        .lessOrEqual,
        [
          .reflexive(.zero),
          .congruence(.add, [whole, .reflexive(-(scale * (.one + w)))]),
        ]))
  }
}
