import Exact
import Kernel

/// Bounds of roots, quotients and absolute values in an integrand by squares that are not negative.
extension Prover {
  /// One square: w (s − t)² ≥ 0, with what it leaves of a product.
  private struct Square {
    /// 0 ≤ w (s − t)², the factors s and t, and whether 0 < w.
    let gap: Theorem
    let sides: (Term, Term)
    let isStrict: Bool
    /// What the product is at least.
    let lower: Term
    /// u = v from s = t.
    let contact: (Theorem) throws -> Theorem
  }

  /// −√u √v ≥ −(u + v)/2 and a²/b ≥ 2 λ a − λ² b in all products of these forms, for λ = 1, ½, 2.
  ///
  /// Law: √(uv) ≤ (u + v)/2, the inequality of the means, with equality where u = v alone; (a − λ b)²/b ≥ 0.
  func squareTangents(of form: Theorem) throws -> [Tangents] {
    let terms = try IntegralSpan.polynomial(form).terms
    let hasQuotient = terms.contains {
      $0.coefficient.sign > 0 && $0.monomial.squareOverAtom != nil
    }
    let hasRoots = terms.contains { $0.coefficient.sign < 0 && $0.monomial.rootPair != nil }
    guard hasQuotient || hasRoots else { return [] }
    let slopes: [Rational] = hasQuotient ? [1, Rational(1, 2), 2] : [1]
    return slopes.compactMap { try? squareTangents(of: form, slope: $0) }
  }

  private func squareTangents(of form: Theorem, slope: Rational) throws -> Tangents? {
    var rest = Polynomial.zero
    var lower: Term = .zero
    var squares: [Square] = []
    for (monomial, coefficient) in try IntegralSpan.polynomial(form).terms {
      let square =
        coefficient.sign < 0
        ? try meanOfRoots(monomial, coefficient.magnitude)
        : try tangentOfSquare(monomial, coefficient, slope)
      guard let square else {
        rest = rest + Polynomial(monomial, coefficient)
        continue
      }
      squares.append(square)
      lower = try lower + square.lower
    }
    guard let first = squares.first else { return nil }
    let total = try squares.dropFirst().reduce(first.gap) { try Self.sum($0, $1.gap) }
    var result = try tangents(total, rest.term(in: .real) + lower, form)
    guard squares.allSatisfy(\.isStrict) else { return result }
    let gap = result.gap
    result.contact = { isZero in
      let whole = try self.equation(total.bounded, gap.bounded).then(isZero)
      return try squares.indices.map { i in
        // 0 ≤ wᵢ (sᵢ − tᵢ)² = 0 − Σⱼ wⱼ (sⱼ − tⱼ)² ≤ 0.
        let own = squares[i].gap
        var others: Theorem = try .arithmetic(.lessOrEqual(.zero, .zero))
        for j in squares.indices where j != i { others = try Self.sum(others, squares[j].gap) }
        let left = try Theorem.ring(others.bounded, total.bounded - own.bounded)
          .then(.congruence(.add, [whole, .reflexive(-own.bounded)]))
        let below = try Theorem.lessOrEqual(
          own.bounded, .zero,
          from: others.rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), left])))
        let zero = try Theorem.use(.antisymmetric, [own.bounded, .zero], below, own)
        return try squares[i].contact(self.equalSides(of: zero, squares[i].sides))
      }
    }
    return result
  }

  /// s = t from w·((s − t)·(s − t)) = 0 for w ≠ 0.
  private func equalSides(of zero: Theorem, _ sides: (Term, Term)) throws -> Theorem {
    guard let parts = try zero.left.arguments(of: .multiply),
      let factors = parts[1].arguments(of: .multiply)
    else { throw ProofFailure("a square", try zero.left) }
    let goal = try Theorem.assume(.equal(factors[0], .zero))
    let square = try Theorem.assume(.equal(parts[1], .zero))
    let none = try Theorem.use(.zeroProduct, factors, square).cases(goal, goal)
    let difference = try Theorem.use(.zeroProduct, parts, zero).cases(
      nonzero(parts[0]).refuting(.assume(.equal(parts[0], .zero))).explosion(goal.conclusion), none)
    let (s, t) = sides
    let moved = try Theorem.ring(s, factors[0] + t)
      .then(.congruence(.add, [difference, .reflexive(t)]))
    return try moved.then(.ring(moved.right, t))
  }

  /// −c w √u √v ≥ −c w (u + v)/2.
  private func meanOfRoots(_ monomial: Monomial, _ scale: Rational) throws -> Square? {
    guard let (s, t) = monomial.rootPair, let u = s.arguments(of: .squareRoot)?[0],
      let v = t.arguments(of: .squareRoot)?[0], let a = try? nonnegative(u),
      let b = try? nonnegative(v),
      let weight = try weight(monomial.removing(s).removing(t), scale / 2)
    else { return nil }
    let (first, second) = try (
      Theorem.use(.squareRoot, [u], a).conjuncts().1, Theorem.use(.squareRoot, [v], b).conjuncts().1
    )
    let gap = try Self.product(weight, .axiom(.squareNonnegative, [s - t]))
    return Square(
      gap: gap, sides: (s, t), isStrict: weight.isStrict, lower: try -(weight.bounded * (u + v)),
      contact: { same in
        try first.symmetric().then(.congruence(.multiply, [same, same])).then(second)
      })
  }

  /// c w a²/b ≥ c w (2 λ a − λ² b).
  private func tangentOfSquare(_ monomial: Monomial, _ scale: Rational, _ slope: Rational) throws
    -> Square?
  {
    guard let (a, inverse) = monomial.squareOverAtom, let b = inverse.arguments(of: .inverse)?[0],
      let sign = try? positive(b),
      let weight = try weight(monomial.removing(a).removing(inverse), scale)
    else { return nil }
    let over = try Self.product(weight, .use(.inversePositive, [b], sign))
    let t = try Term.real(slope) * b
    let gap = try Self.product(over, .axiom(.squareNonnegative, [a - t]))
    return Square(
      gap: gap, sides: (a, t), isStrict: weight.isStrict,
      lower: try weight.bounded * (.real(2 * slope) * a - .real(slope * slope) * b),
      contact: { $0 })
  }

  /// 0 ≤ c w, or 0 < c w.
  private func weight(_ monomial: Monomial, _ scale: Rational) throws -> Theorem? {
    try (try? Polynomial(monomial, scale).term(in: .real)).flatMap { try lowerBound($0) }
  }

  /// The term without its absolute values and brackets: |s| ≤ Σ |mᵢ| for s = Σ mᵢ with terms of known signs,
  /// and 0 ≤ [φ] m ≤ m for m ≥ 0.
  func magnitudeTangents(of term: Term) throws -> [Tangents] {
    guard let polynomial = try magnitudes(in: term) else { return [] }
    var lower = Polynomial.zero
    for (monomial, coefficient) in polynomial.terms {
      guard let atom = monomial.factors.first(where: { $0.atom.isMagnitude })?.atom else {
        lower = lower + Polynomial(monomial, coefficient)
        continue
      }
      let rest = Polynomial(monomial.removing(atom), coefficient)
      guard try isNonnegative(rest.scaled(by: Rational(coefficient.sign))) else { return [] }
      // A nonnegative part is left out.
      if coefficient.sign > 0 { continue }
      guard let s = atom.arguments(of: .squareRoot)?[0].squaredFactor else {
        lower = lower + rest
        continue
      }
      for part in try RationalForm(nonzero: []).fraction(of: s).numerator.terms {
        let own = Polynomial(part.monomial, part.coefficient.magnitude)
        guard try isNonnegative(own) else { return [] }
        lower = try lower + rest * own
      }
    }
    let bound = try lower.term(in: .real)
    guard let gap = try nonnegativeByCases(term - bound) else { return [] }
    return [Tangents(gap: gap, lower: bound, nonzero: [])]
  }

  /// The term as a polynomial in what it is written with, where an absolute value or a bracket is among it.
  private func magnitudes(in term: Term) throws -> Polynomial? {
    let fraction = try RationalForm(nonzero: []).fraction(of: term)
    guard fraction.denominator.isEmpty,
      fraction.numerator.atoms.contains(where: { $0.isMagnitude })
    else { return nil }
    return fraction.numerator
  }

  private func isNonnegative(_ polynomial: Polynomial) throws -> Bool {
    (try? nonnegative(polynomial.term(in: .real))) != nil
  }

  /// 0 ≤ t for a term with absolute values or brackets, by their cases.
  func boundByCases(of term: Term) throws -> Theorem? {
    guard try magnitudes(in: term) != nil else { return nil }
    return try nonnegativeByCases(term)
  }

  /// 0 ≤ t by the cases of its absolute values, which do not ask for this again.
  private func nonnegativeByCases(_ term: Term) throws -> Theorem? {
    guard !fuel.takesCases else { return nil }
    fuel.takesCases = true
    defer { fuel.takesCases = false }
    return try? prove(.lessOrEqual(.zero, term), depth: 5)
  }
}

extension Monomial {
  /// √u and √v that occur once each.
  fileprivate var rootPair: (Term, Term)? {
    let roots = factors.filter { $0.exponent == 1 && $0.atom.arguments(of: .squareRoot) != nil }
    return roots.count == 2 ? (roots[0].atom, roots[1].atom) : nil
  }

  /// a and b⁻¹ of a product with a² and b⁻¹.
  fileprivate var squareOverAtom: (Term, Term)? {
    guard
      let square = factors.first(where: {
        $0.exponent == 2 && $0.atom.arguments(of: .inverse) == nil
      }),
      let inverse = factors.first(where: {
        $0.exponent == 1 && $0.atom.arguments(of: .inverse) != nil
      })
    else { return nil }
    return (square.atom, inverse.atom)
  }
}

extension Term {
  /// Whether it is an absolute value √(x·x), or a bracket that is no support.
  fileprivate var isMagnitude: Bool {
    if let argument = arguments(of: .squareRoot)?[0] { return argument.squaredFactor != nil }
    return arguments(of: .indicator) != nil && !isSupport
  }
}
