import Exact
import Kernel

/// Antiderivatives, looked for among those of elementary products.
extension Prover {
  /// A term whose derivative by x should be the given sum of products; nothing rests on it.
  func primitive(of form: Term, _ x: Term) throws -> Term? {
    let polynomial = try RationalForm(nonzero: []).fraction(of: form).numerator
    var result: Term?
    for (monomial, coefficient) in polynomial.terms {
      let (dependent, constant) = monomial.split(by: x)
      guard let own = try primitive(ofFactors: dependent, x) else { return nil }
      let term = try Polynomial(constant, coefficient).term(in: .real) * own
      result = try result.map { try $0 + term } ?? term
    }
    return result ?? .zero
  }

  /// xⁿ, xⁿ exp(c x), xⁿ log x, 1/uⁿ and log u for linear u.
  private func primitive(ofFactors factors: Monomial, _ x: Term) throws -> Term? {
    var degree = 0
    var others: [(atom: Term, exponent: Int)] = []
    for factor in factors.factors {
      if factor.atom === x {
        degree = factor.exponent
      } else {
        others.append((factor.atom, factor.exponent))
      }
    }
    func power(_ n: Int) throws -> Term { try n == 0 ? .one : x.power(n) }
    let next = Term.real(Rational(1, degree + 1))
    guard let first = others.first else { return try next * power(degree + 1) }
    if let exponential = try exponentialSlope(others, x) {
      // ∫xⁿ e = (xⁿ e − n ∫xⁿ⁻¹ e)/c for e = exp(c x + …).
      var result = exponential.product
      for n in 1..<(degree + 1) {
        result =
          try power(n) * exponential.product - .real(Rational(n)) / exponential.slope * result
      }
      return try result / exponential.slope
    }
    guard others.count == 1 else { return nil }
    if let base = first.atom.arguments(of: .inverse)?[0], degree == 0,
      let slope = try linearSlope(base, x)
    {
      if first.exponent > 1 {
        let n = first.exponent - 1
        return try -(.one / (.real(Rational(n)) * slope * base.power(n)))
      }
      let isPositive = (try? positive(base)) != nil
      return try .apply(.log, [isPositive ? base : -base]) / slope
    }
    if let base = first.atom.arguments(of: .log)?[0], first.exponent == 1,
      let slope = try linearSlope(base, x)
    {
      if base === x { return try next * power(degree + 1) * (first.atom - next) }
      return degree == 0 ? try (base * first.atom - base) / slope : nil
    }
    return nil
  }

  /// A product of exponentials of linear functions, and the coefficient of x in its exponent.
  private func exponentialSlope(
    _ factors: [(atom: Term, exponent: Int)], _ x: Term
  ) throws -> (product: Term, slope: Term)? {
    var product: Term = .one
    var slope: Term = .zero
    for (atom, exponent) in factors {
      let base = atom.arguments(of: .inverse)?[0]
      guard let argument = (base ?? atom).arguments(of: .exp)?[0],
        let own = try linearSlope(argument, x)
      else { return nil }
      product = try product * atom.power(exponent)
      let part = try Term.real(Rational(exponent)) * own
      slope = try base == nil ? slope + part : slope - part
    }
    return (product, try normalize(slope).right)
  }

  /// c where u = c x + d.
  private func linearSlope(_ term: Term, _ x: Term) throws -> Term? {
    let value = try fraction(of: term).value
    guard !value.denominator.keys.contains(where: { $0.atoms.contains { $0.contains(x) } }) else {
      return nil
    }
    let coefficients = value.numerator.coefficients(of: x)
    guard coefficients.count == 2,
      coefficients.allSatisfy({ $0.atoms.allSatisfy { !$0.contains(x) } })
    else { return nil }
    return try coefficients[1].term(in: .real) / value.expandedDenominator().term(in: .real)
  }
}
