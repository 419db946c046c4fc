import Exact
import Kernel

/// Signs of polynomials: multiples of known bounds, sums of monomials of known sign, squares.
extension Prover {
  /// A lower bound of a term through its normal form.
  func polynomialBound(_ term: Term) throws -> Theorem? {
    guard term.sort == .real else { return nil }
    let form = try fraction(of: term)
    if form.value.denominator.isEmpty {
      return try polynomialBound(form.value.numerator, depth: 2)?
        .moved(to: term, nonzero: form.nonzero)
    }
    // N / D, with D of known sign.
    var bottom: Theorem = try .arithmetic(.less(.zero, .one))
    var top = form.value.numerator
    for (factor, exponent) in form.value.denominatorFactors {
      let denominator = try factor.term(in: .real)
      let bound: Theorem
      if exponent % 2 == 0 {
        bound = try square(denominator.power(exponent / 2))
      } else if let known = try polynomialBound(factor, depth: 1), known.isStrict {
        bound = try repeated(known, exponent)
      } else if let known = try polynomialBound(-factor, depth: 1), known.isStrict {
        bound = try repeated(known, exponent)
        top = -top
      } else {
        return nil
      }
      guard bound.isStrict else { return nil }
      bottom = try Self.product(bottom, bound)
    }
    guard let bound = try polynomialBound(top, depth: 2) else { return nil }
    let inverse = try Theorem.use(.inversePositive, [bottom.bounded], bottom)
    let nonzero = try form.nonzero + [bottom.distinct().disequalitySwapped()]
    return try Self.product(bound, inverse).moved(to: term, nonzero: nonzero)
  }

  private func repeated(_ bound: Theorem, _ count: Int) throws -> Theorem {
    var result = bound
    for _ in 1..<max(count, 1) { result = try Self.product(result, bound) }
    return result
  }

  /// A lower bound of the polynomial as a term in normal form.
  private func polynomialBound(_ polynomial: Polynomial, depth: Int) throws -> Theorem? {
    try fuel.spend()
    let term = try polynomial.term(in: .real)
    if let value = polynomial.constant {
      if value.sign < 0 { return nil }
      return try .arithmetic(value.isZero ? .lessOrEqual(.zero, term) : .less(.zero, term))
    }
    var weak: Theorem?
    if let known = try factBound(polynomial) {
      weak = try known.moved(to: term)
      if known.isStrict { return weak }
    }
    if let sum = try monomialBound(polynomial) {
      if sum.isStrict || weak == nil { weak = try sum.moved(to: term) }
      if sum.isStrict { return weak }
    }
    guard depth > 0 else { return weak }
    if let product = try commonFactorBound(polynomial, depth: depth) {
      if product.isStrict || weak == nil { weak = try product.moved(to: term) }
      if product.isStrict { return weak }
    }
    if let square = try squareBound(polynomial, depth: depth) {
      if square.isStrict || weak == nil { return try square.moved(to: term) }
    }
    if let combined = try combinedBound(polynomial, depth: depth) {
      if combined.isStrict || weak == nil { return try combined.moved(to: term) }
    }
    return weak
  }

  /// a·q for an atom a of known sign that every monomial contains.
  private func commonFactorBound(_ polynomial: Polynomial, depth: Int) throws -> Theorem? {
    guard polynomial.terms.count > 1 else { return nil }
    for atom in polynomial.atoms.sorted() {
      let parts = polynomial.coefficients(of: atom)
      guard parts[0].isZero, let sign = try lowerBound(atom) else { continue }
      let power = Polynomial(atom: atom)
      let quotient = try parts.dropFirst().reversed().reduce(Polynomial.zero) {
        try $0 * power + $1
      }
      guard let rest = try polynomialBound(quotient, depth: depth - 1) else { continue }
      return try Self.product(sign, rest)
    }
    return nil
  }

  /// A positive multiple of a known bound.
  private func factBound(_ polynomial: Polynomial) throws -> Theorem? {
    let (wanted, scale) = polynomial.normalized()
    var weak: Theorem?
    for bound in bounds {
      let (known, knownScale) = bound.polynomial.normalized()
      guard known == wanted else { continue }
      let factor = try Theorem.arithmetic(.less(.zero, .real(scale / knownScale)))
      let result = try Self.product(factor, bound.theorem)
      if result.isStrict { return result }
      weak = result
    }
    return weak
  }

  /// A sum of monomials each of which has a known sign.
  private func monomialBound(_ polynomial: Polynomial) throws -> Theorem? {
    var result: Theorem?
    let terms = polynomial.terms
    guard try terms.allSatisfy({ try mayBePositive($0.monomial, $0.coefficient) }) else {
      return nil
    }
    for (monomial, coefficient) in terms {
      guard let part = try monomialBound(monomial, coefficient) else { return nil }
      result = try result.map { try Self.sum($0, part) } ?? part
    }
    return result
  }

  /// Whether all factors with odd exponents have known signs, with a product that is not negative.
  private func mayBePositive(_ monomial: Monomial, _ coefficient: Rational) throws -> Bool {
    var sign = coefficient.sign
    for factor in monomial.factors where factor.exponent % 2 == 1 {
      if try lowerBound(factor.atom) != nil { continue }
      guard try lowerBound(-factor.atom) != nil else { return false }
      sign = -sign
    }
    return sign > 0
  }

  private func monomialBound(_ monomial: Monomial, _ coefficient: Rational) throws -> Theorem? {
    var sign = coefficient.sign
    var result: Theorem = try .arithmetic(.less(.zero, .real(coefficient.magnitude)))
    for factor in monomial.factors {
      if factor.exponent >= 2 {
        result = try Self.product(result, square(factor.atom.power(factor.exponent / 2)))
      }
      guard factor.exponent % 2 == 1 else { continue }
      if let bound = try lowerBound(factor.atom) {
        result = try Self.product(result, bound)
      } else if let bound = try lowerBound(-factor.atom) {
        result = try Self.product(result, bound)
        sign = -sign
      } else {
        return nil
      }
    }
    return sign > 0 ? result : nil
  }

  /// A(x + B/2A)² + (C − B²/4A) for a polynomial that is quadratic in some atom.
  private func squareBound(_ polynomial: Polynomial, depth: Int) throws -> Theorem? {
    for atom in polynomial.atoms {
      var c = polynomial.coefficients(of: atom)
      var square = Polynomial(atom: atom)
      if c.count == 5, c[1].isZero, c[3].isZero {
        // Quadratic in x².
        c = [c[0], c[2], c[4]]
        square = try square.power(2)
      }
      guard c.count == 3, let lead = c[2].constant, lead.sign > 0, !c[1].isZero else { continue }
      let half = c[1].scaled(by: Rational(1, 2) / lead)
      let rest = try c[0] - (c[1] * c[1]).scaled(by: Rational(1, 4) / lead)
      guard let remainder = try polynomialBound(rest, depth: depth - 1) else { continue }
      let base = try (square + half).term(in: .real)
      let scaled = try Self.product(.arithmetic(.less(.zero, .real(lead))), self.square(base))
      return try Self.sum(scaled, remainder)
    }
    return nil
  }

  /// g·c + rest for a known bound g (or a product of two), where the rest has a known sign.
  private func combinedBound(_ polynomial: Polynomial, depth: Int) throws -> Theorem? {
    for bound in try multipliedBounds() {
      for (monomial, coefficient) in polynomial.terms {
        guard let known = bound.polynomial.coefficients[monomial], known.sign == coefficient.sign,
          !monomial.factors.isEmpty
        else { continue }
        let scale = coefficient / known
        let rest = polynomial - bound.polynomial.scaled(by: scale)
        // A multiple of a known bound has been found already.
        guard !rest.isZero || bound.isStrict else { continue }
        guard
          rest.coefficients.count < polynomial.coefficients.count
            || rest.terms.first.map({ $0.monomial != polynomial.terms[0].monomial }) ?? true,
          let remainder = try polynomialBound(rest, depth: depth - 1)
        else { continue }
        let theorem = try bound.factors.dropFirst().reduce(bound.factors[0]) {
          try Self.product($0, $1)
        }
        let part = try Self.product(.arithmetic(.less(.zero, .real(scale))), theorem)
        return try Self.sum(part, remainder)
      }
    }
    return nil
  }

  /// The known bounds and the products of two of the first ones.
  private func multipliedBounds() throws -> [BoundProduct] {
    if let known = boundProducts { return known }
    var result = bounds.map { BoundProduct(polynomial: $0.polynomial, factors: [$0.theorem]) }
    for (i, a) in bounds.prefix(8).enumerated() {
      for b in bounds.prefix(8)[i...] {
        result.append(
          BoundProduct(
            polynomial: try a.polynomial * b.polynomial, factors: [a.theorem, b.theorem]))
      }
    }
    boundProducts = result
    return result
  }
}
