import Exact
import Kernel

/// Equations as assumptions: what follows from p = 0.
extension Prover {
  /// Uses an equation l = r to find values of variables: a product splits, an equation that is
  /// linear in a variable solves for it, exp(u) = 1 gives u = 0, a sum of squares gives zeros.
  ///
  /// `nil` when the equation says nothing of this kind.
  func solving(_ fact: Theorem, _ body: (Prover) throws -> Theorem) throws -> Theorem? {
    let (l, r) = try fact.sides
    guard l.sort == .real else { return nil }
    if case .free = l.node, !r.contains(l) { return try usingRule(fact, body) }
    // numerator = 0
    let difference = try l - r
    let apart = try elementary(difference)
    let form = try fraction(of: apart.right)
    let numerator = form.value.numerator
    if numerator.constant != nil { return nil }
    let top = try numerator.term(in: .real)
    let bottom = try form.value.expandedDenominator().term(in: .real)
    var zero = try Theorem.congruence(.add, [fact, .reflexive(-r)])
    zero = try apart.symmetric().then(zero)
    zero = try zero.then(.ring(zero.right, .zero))
    let cleared = try Theorem.ring(top, apart.right * bottom, nonzero: form.nonzero)
      .then(.congruence(.multiply, [zero, .reflexive(bottom)]))
    let equation = try cleared.then(.ring(cleared.right, .zero))
    if let solution = try factorSolution(numerator, equation, body) { return solution }
    if let solution = try exponentialSolution(numerator, equation) {
      return try using(solution, body)
    }
    if let solution = try linearSolution(numerator, equation) {
      return try usingRule(solution, body)
    }
    return nil
  }

  /// A product of atoms is zero: each that may be zero is a case.
  private func factorSolution(
    _ polynomial: Polynomial, _ equation: Theorem, _ body: (Prover) throws -> Theorem
  ) throws -> Theorem? {
    // The common monomial of all terms.
    guard var common = polynomial.terms.first?.monomial else { return nil }
    for (monomial, _) in polynomial.terms { common = common.common(with: monomial) }
    guard let atom = common.factors.first?.atom else { return nil }
    let single = Monomial(atom)
    var rest = Polynomial.zero
    for (monomial, coefficient) in polynomial.terms {
      if let quotient = monomial.divided(by: single) {
        rest = rest + Polynomial(quotient, coefficient)
      }
    }
    let restTerm = try rest.term(in: .real)
    let top = try equation.left
    let product = try Theorem.ring(atom * restTerm, top).then(equation)
    let alternatives = try Theorem.use(.zeroProduct, [atom, restTerm], product)
    let restZero = try Theorem.assume(.equal(restTerm, .zero))
    let atomZero = try Theorem.assume(.equal(atom, .zero))
    if let apart = try? nonzero(atom) {
      let other = try alternatives.cases(
        apart.refuting(atomZero).explosion(restZero.conclusion), restZero)
      return try using(other, body)
    }
    if rest.constant != nil || (try? nonzero(restTerm)) != nil {
      let apart = try nonzero(restTerm)
      let other = try alternatives.cases(
        atomZero, apart.refuting(restZero).explosion(atomZero.conclusion))
      return try usingRule(other, body)
    }
    return try alternatives.cases(usingRule(atomZero, body), using(restZero, body))
  }

  /// Adds an equation x = t, and takes up again the equations that it makes simpler.
  private func usingRule(_ fact: Theorem, _ body: (Prover) throws -> Theorem) throws -> Theorem {
    let variable = try fact.left
    let context = try adding([fact])
    var simplified: [Theorem] = []
    for old in facts where old.conclusion.contains(variable) {
      guard old.conclusion.arguments(of: .equal)?[0].sort == .real else { continue }
      let simpler = try context.evaluate(old.conclusion)
      if !simpler.isTrivial { simplified.append(try old.rewritten(by: simpler)) }
    }
    return try context.using(simplified[...], body)
  }

  /// A polynomial in one exponential E = exp(u) that vanishes at E = 1 and has no other positive
  /// root: u = 0.
  private func exponentialSolution(_ polynomial: Polynomial, _ equation: Theorem) throws -> Theorem?
  {
    guard polynomial.atoms.count == 1, let atom = polynomial.atoms.first,
      let argument = atom.arguments(of: .exp)?[0]
    else { return nil }
    // p = (E − 1)·q by synthetic division.
    let coefficients = polynomial.coefficients(of: atom).compactMap(\.constant)
    var quotient = Polynomial.zero
    var carry = Rational.zero
    for (degree, coefficient) in coefficients.enumerated().reversed() where degree > 0 {
      carry += coefficient
      quotient = try quotient + Polynomial(atom: atom).power(degree - 1).scaled(by: carry)
    }
    guard (carry + coefficients[0]).isZero else { return nil }
    let factor = try quotient.term(in: .real)
    guard let apart = try? nonzero(factor) else { return nil }
    let root = try atom - .one
    let product = try Theorem.ring(root * factor, equation.left).then(equation)
    let rootZero = try Theorem.assume(.equal(root, .zero))
    let factorZero = try Theorem.assume(.equal(factor, .zero))
    let vanishing = try Theorem.use(.zeroProduct, [root, factor], product)
      .cases(rootZero, apart.refuting(factorZero).explosion(rootZero.conclusion))
    let one = try Theorem.ring(atom, root + .one)
      .then(.congruence(.add, [vanishing, .reflexive(.one)]))
    let expZero = try one.then(.ring(one.right, .one)).then(Theorem.axiom(.expZero, []).symmetric())
    return try Theorem.axiom(.logExp, [argument]).symmetric()
      .then(.congruence(.log, [expZero])).then(.axiom(.logExp, [.zero]))
  }

  /// a·x + b = 0 with a ≠ 0 known: x = −b/a.
  private func linearSolution(_ polynomial: Polynomial, _ equation: Theorem) throws -> Theorem? {
    for atom in polynomial.atoms {
      guard case .free = atom.node else { continue }
      let c = polynomial.coefficients(of: atom)
      guard c.count == 2, !c[0].atoms.contains(where: { $0.contains(atom) }) else { continue }
      let a = try c[1].term(in: .real)
      guard let apart = try? nonzero(a), !a.contains(atom) else { continue }
      let b = try c[0].term(in: .real)
      let value = try -b / a
      let top = try equation.left
      let solved = try Theorem.ring(atom, top / a + value, nonzero: [apart])
        .then(
          .congruence(
            .add,
            [
              .congruence(.multiply, [equation, .reflexive(.apply(.inverse, [a]))]),
              .reflexive(value),
            ]))
      let simple = try normalize(value)
      let result = try solved.then(.ring(solved.right, value)).then(simple)
      guard try !result.right.contains(atom) else { continue }
      return result
    }
    return nil
  }
}

extension Monomial {
  func common(with other: Monomial) -> Monomial {
    var result = Monomial.one
    for factor in factors {
      for _ in 0..<min(factor.exponent, other.exponent(of: factor.atom)) {
        result = result * Monomial(factor.atom)
      }
    }
    return result
  }
}
