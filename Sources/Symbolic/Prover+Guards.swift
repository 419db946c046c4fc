import Exact
import Kernel

/// Functions that count only on the support of another one, as in q log(q/p) with 0 log 0 = 0.
extension Prover {
  /// [0 < a]·t with t taken apart where a is positive; for a ≥ 0, summands that have a factor a and a value
  /// everywhere do without the guard.
  func guardedForm(_ product: Term, _ bracket: Term, _ rest: Term) throws -> Theorem {
    guard let formula = bracket.arguments(of: .indicator)?[0],
      let a = formula.arguments(of: .less)?[1]
    else { return try .reflexive(product) }
    let isTotal = try rest.definedness() === Term.truth
    guard let sign = try lowerBound(a), try !isTotal || laurent(rest).isMultiple(of: a) else {
      return try .congruence(
        .multiply, [elementary(bracket), isTotal ? elementary(rest) : .reflexive(rest)])
    }
    let (one, zero) = try Theorem.axiom(.indicatorCases, [formula]).conjuncts()
    let inside = try Theorem.assume(formula)
    let inner = try (try? adding([inside]).laurent(rest)) ?? .reflexive(rest)
    var (free, kept) = (Polynomial.zero, Polynomial.zero)
    for (monomial, coefficient) in try IntegralSpan.polynomial(inner).terms {
      let part = Polynomial(monomial, coefficient)
      if try monomial.isMultiple(of: a) { free = free + part } else { kept = kept + part }
    }
    let (outside, guarded) = try (free.term(in: .real), kept.term(in: .real))
    func value(_ outside: Theorem, _ known: Theorem) throws -> Theorem {
      try .congruence(.add, [outside, .congruence(.multiply, [known, .reflexive(guarded)])])
    }
    let isOne = try one.modusPonens(inside)
    let first = try Theorem.congruence(.multiply, [isOne, inner])
    let whole = try value(.reflexive(outside), isOne)
    let above = try first.then(.ring(first.right, whole.right)).then(whole.symmetric())
    // Elsewhere a = 0, and it divides the summands without a guard.
    let isBelow = try Theorem.assume(.lessOrEqual(a, .zero))
    let vanishes = try Theorem.use(.antisymmetric, [a, .zero], isBelow, sign.weakened())
    let isZero = try zero.modusPonens(.notLess(isBelow))
    let cofactor = try free.terms.reduce(Polynomial.zero) { sum, term in
      var monomial = term.monomial.removing(a)
      for _ in 1..<max(term.monomial.exponent(of: a), 1) { monomial = monomial * Monomial(a) }
      return sum + Polynomial(monomial, term.coefficient)
    }.term(in: .real)
    let split = try Theorem.ring(outside, a * cofactor)
      .then(.congruence(.multiply, [vanishes, .reflexive(cofactor)]))
    let none = try value(split, isZero)
    let nothing = try Theorem.congruence(.multiply, [isZero, .reflexive(rest)])
    let below = try nothing.then(.ring(nothing.right, none.right)).then(none.symmetric())
    return try Theorem.axiom(.total, [a, .zero]).cases(below, above)
  }

  /// The first bound of use of a term with a guard [0 < a] in it, for a ≥ 0: one that the term has where a is
  /// positive, and that holds where a is 0 as well.
  func guardedBound<R>(of term: Term, _ use: (Tangents) throws -> R?) throws -> R? {
    guard let bracket = term.guardOfSupport, let formula = bracket.arguments(of: .indicator)?[0],
      let a = formula.arguments(of: .less)?[1], let sign = try lowerBound(a)
    else { return nil }
    if sign.isStrict { return try bounds(of: term, bracket, inside: sign, nil, use) }
    let isZero = try Theorem.assume(.lessOrEqual(a, .zero))
    let value = try Theorem.use(.antisymmetric, [a, .zero], isZero, sign)
    let off = try Theorem.axiom(.indicatorCases, [formula]).conjuncts().1
      .modusPonens(.notLess(isZero))
    return try bounds(
      of: term, bracket, inside: .assume(formula),
      { goal in
        let same = try self.substitution(off, in: goal)
        let below = try self.using([isZero, value][...]) { try $0.prove(same.right, depth: 20) }
        return try below.backwards(along: same)
      }, use)
  }

  /// Bounds where the guard is 1, together with what can be proved elsewhere, if there is an elsewhere.
  private func bounds<R>(
    of term: Term, _ bracket: Term, inside: Theorem, _ elsewhere: ((Term) throws -> Theorem)?,
    _ use: (Tangents) throws -> R?
  ) throws -> R? {
    guard let a = inside.conclusion.arguments(of: .less)?[1] else { return nil }
    let isOne = try Theorem.axiom(.indicatorCases, [inside.conclusion]).conjuncts().0
      .modusPonens(inside)
    let context = try adding([inside])
    let value = try term.replacing(bracket, by: .one)
    return try context.firstBound(of: value) { tangents in
      // Quotients that have no value elsewhere are cancelled here.
      guard tangents.nonzero.isEmpty, let form = try? context.laurents([tangents.lower])[0] else {
        return nil
      }
      let lower = try form.right
      guard !lower.contains(bracket) else { return nil }
      let difference = try Theorem.congruence(
        .add, [.reflexive(value), .congruence(.negate, [form])])
      let same = try substitution(isOne, in: .lessOrEqual(.zero, term - lower))
      var gap = try tangents.gap.weakened().rewritten(
        by: .congruence(.lessOrEqual, [.reflexive(.zero), difference])
      ).backwards(along: same)
      if let elsewhere {
        guard let below = try? elsewhere(.lessOrEqual(.zero, term - lower)) else { return nil }
        gap = try Theorem.axiom(.total, [a, .zero]).cases(below, gap)
      }
      var bound = Tangents(gap: gap, lower: lower, nonzero: [])
      if let contact = tangents.contact {
        bound.contact = { isZero in
          let moved = try self.substitution(isOne, in: isZero.conclusion)
          let zeros = try contact(difference.then(isZero.rewritten(by: moved)))
          guard let elsewhere else { return zeros }
          return try zeros.map { equation in
            let below = try elsewhere(.implies(isZero.conclusion, equation.conclusion))
            return try Theorem.axiom(.total, [a, .zero]).cases(
              below.modusPonens(isZero), equation)
          }
        }
      }
      return (try? use(bound)) ?? nil
    }
  }
}

extension Theorem {
  /// Whether t = Σ cᵢ mᵢ has an atom as a factor of every mᵢ, whose other factors have values everywhere.
  fileprivate func isMultiple(of atom: Term) throws -> Bool {
    try IntegralSpan.polynomial(self).terms.allSatisfy { try $0.monomial.isMultiple(of: atom) }
  }
}

extension Monomial {
  /// Whether an atom is a factor, and all others have values everywhere.
  fileprivate func isMultiple(of atom: Term) throws -> Bool {
    guard exponent(of: atom) > 0 else { return false }
    return try factors.allSatisfy { try $0.atom.definedness() === Term.truth }
  }
}

extension Term {
  /// Whether it is [0 < a] for a real a.
  var isSupport: Bool {
    guard let formula = arguments(of: .indicator)?[0], let sides = formula.arguments(of: .less)
    else { return false }
    return sides[0] === Term.zero && sides[1].sort == .real
  }

  /// The first [0 < a] that is a factor in a sum of products.
  fileprivate var guardOfSupport: Term? {
    switch node {
    case .apply(.indicator, _): return isSupport ? self : nil
    case .apply(.add, let x), .apply(.multiply, let x), .apply(.negate, let x):
      for part in x {
        if let found = part.guardOfSupport { return found }
      }
      return nil
    default: return nil
    }
  }
}
