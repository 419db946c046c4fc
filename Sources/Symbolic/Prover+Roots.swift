import Exact
import Kernel

/// Square roots of products.
extension Prover {
  /// √(c·x²·…) as the product of the roots of its factors: √(x²y²) = √(x²)·√(y²), and √(x²) = x
  /// where 0 ≤ x is known.
  func rootForm(_ argument: Term) throws -> Theorem {
    let whole: Term = try .apply(.squareRoot, [argument])
    // The equation below may ask for this root again.
    guard fuel.roots.insert(argument).inserted else { return try .reflexive(whole) }
    defer { fuel.roots.remove(argument) }
    let fraction = try RationalForm(nonzero: []).fraction(of: argument)
    guard fraction.denominator.isEmpty,
      let (monomial, coefficient) = try Self.factored(fraction.numerator), coefficient.sign > 0,
      let root = try root(of: monomial, coefficient), root !== whole,
      let bound = try? nonnegative(root)
    else { return try .reflexive(whole) }
    let square = try equation(argument, root * root)
    return try Theorem.congruence(.squareRoot, [square]).then(Self.rootOfSquare(bound))
  }

  /// A polynomial as a rational number times a product of atoms, the last of which may be a sum.
  private static func factored(_ polynomial: Polynomial) throws -> (Monomial, Rational)? {
    if polynomial.coefficients.count == 1 { return polynomial.coefficients.first.map { ($0, $1) } }
    guard !polynomial.isZero else { return nil }
    let common = polynomial.commonMonomial
    let (primitive, scale) = polynomial.divided(by: common).normalized()
    guard scale.sign > 0 else { return nil }
    return (common * Monomial(try primitive.term(in: .real)), scale)
  }

  /// The product of the roots, or `nil` where a factor of odd degree has no known sign.
  private func root(of monomial: Monomial, _ coefficient: Rational) throws -> Term? {
    var parts: [Term] = []
    if let rational = coefficient.squareRoot {
      if !rational.isOne { parts.append(.real(rational)) }
    } else {
      parts += try rootOfNumber(coefficient)
    }
    for factor in monomial.factors {
      let half = factor.exponent / 2
      let isNonnegative = (try? nonnegative(factor.atom)) != nil
      if factor.exponent % 2 == 1 {
        guard isNonnegative else { return nil }
        if let base = factor.atom.arguments(of: .inverse)?[0], (try? positive(base)) != nil {
          // √(1/u) = 1/√u.
          let root = try rootForm(base).right
          parts.append(try .apply(.inverse, [root]))
        } else {
          parts.append(try .apply(.squareRoot, [factor.atom]))
        }
      }
      guard half > 0 else { continue }
      let base: Term
      if isNonnegative {
        base = factor.atom
      } else if (try? nonnegative(-factor.atom)) != nil {
        base = try -factor.atom
      } else {
        base = try .apply(.squareRoot, [factor.atom.power(2)])
      }
      parts.append(half == 1 ? base : try base.power(half))
    }
    guard var result = parts.first else { return nil }
    for part in parts.dropFirst() { result = try result * part }
    return result
  }

  /// √(p/q) = (m/q)·√a·√b… with m² a b… = p q, for different primes a, b, …
  private func rootOfNumber(_ number: Rational) throws -> [Term] {
    guard let primes = Self.primeFactors(number.numerator * number.denominator) else {
      return [try .apply(.squareRoot, [.real(number)])]
    }
    var rational = number.denominator.reciprocal ?? .one
    var roots: [Term] = []
    for (prime, exponent) in primes {
      for _ in 0..<(exponent / 2) { rational *= Rational(prime) }
      if exponent % 2 == 1 { roots.append(try .apply(.squareRoot, [.real(Rational(prime))])) }
    }
    return (rational.isOne ? [] : [.real(rational)]) + roots
  }
}
