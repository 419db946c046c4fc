import Exact
import Kernel

extension Polynomial {
  /// A term of the given sort with this value: a sum of coefficients times powers of atoms.
  func term(in sort: Sort) throws -> Term {
    var result: Term?
    for (monomial, coefficient) in terms {
      var part = try monomial.term(in: sort)
      if let factor = part {
        if coefficient == -1 {
          part = try -factor
        } else if !coefficient.isOne {
          part = try Self.numeral(coefficient, sort) * factor
        }
      } else {
        part = try Self.numeral(coefficient, sort)
      }
      if let part { result = try result.map { try $0 + part } ?? part }
    }
    return try result ?? Self.numeral(.zero, sort)
  }

  static func numeral(_ value: Rational, _ sort: Sort) throws -> Term {
    switch sort {
    case .complex: try .apply(.realToComplex, [.real(value)])
    case .natural: try .natural(value)
    default: .real(value)
    }
  }

  /// The polynomial divided by its leading coefficient's magnitude, and that magnitude.
  func normalized() -> (polynomial: Polynomial, scale: Rational) {
    guard let leading = terms.first?.coefficient.magnitude, let inverse = leading.reciprocal else {
      return (self, .one)
    }
    return (scaled(by: inverse), leading)
  }

  /// The coefficients of the powers 0, 1, … of one atom.
  func coefficients(of atom: Term) -> [Polynomial] {
    var result: [Polynomial] = []
    for (monomial, coefficient) in coefficients {
      let degree = monomial.exponent(of: atom)
      while result.count <= degree { result.append(.zero) }
      result[degree] = result[degree] + Polynomial(monomial.removing(atom), coefficient)
    }
    return result
  }

  /// The largest product of atoms that divides every term.
  var commonMonomial: Monomial {
    guard let first = terms.first?.monomial else { return .one }
    var result = Monomial.one
    for factor in first.factors {
      let least = terms.map { $0.monomial.exponent(of: factor.atom) }.min() ?? 0
      for _ in 0..<least { result = result * Monomial(factor.atom) }
    }
    return result
  }

  /// The quotient by a monomial that divides every term.
  func divided(by monomial: Monomial) -> Polynomial {
    if monomial.factors.isEmpty { return self }
    return terms.reduce(.zero) { sum, term in
      sum + Polynomial(term.monomial.divided(by: monomial) ?? term.monomial, term.coefficient)
    }
  }

  /// A polynomial whose square this is, when it is a single square term.
  var monomialRoot: Polynomial? {
    if isZero { return .zero }
    guard coefficients.count == 1, let (monomial, value) = coefficients.first,
      let root = value.squareRoot
    else { return nil }
    var result = Polynomial(root)
    for factor in monomial.factors {
      guard factor.exponent % 2 == 0,
        let power = try? Polynomial(atom: factor.atom)
          .power(factor.exponent / 2), let product = try? result * power
      else { return nil }
      result = product
    }
    return result
  }
}

extension Polynomial {
  /// By the terms from the first one on.
  fileprivate func precedes(_ other: Polynomial) -> Bool {
    for (a, b) in zip(terms, other.terms) where a != b {
      if a.monomial == b.monomial { return a.coefficient < b.coefficient }
      for (f, g) in zip(a.monomial.factors, b.monomial.factors) where f != g {
        return f.atom === g.atom ? f.exponent < g.exponent : f.atom < g.atom
      }
      return a.monomial.factors.count < b.monomial.factors.count
    }
    return terms.count < other.terms.count
  }
}

extension Monomial {
  /// The product of the powers, or `nil` for the empty product.
  func term(in sort: Sort) throws -> Term? {
    var result: Term?
    for factor in factors {
      let power = factor.exponent == 1 ? factor.atom : try factor.atom.power(factor.exponent)
      result = try result.map { try $0 * power } ?? power
    }
    return result
  }
}

extension Polynomial {
  /// The quotient, when the other polynomial divides this one.
  func divided(by other: Polynomial) throws -> Polynomial? {
    guard let leading = other.terms.first else { return nil }
    var quotient = Polynomial.zero
    var rest = self
    for _ in 0..<1_000 {
      guard let (monomial, coefficient) = rest.terms.first else { return quotient }
      guard let factor = monomial.divided(by: leading.monomial) else { return nil }
      let part = Polynomial(factor, coefficient / leading.coefficient)
      quotient = quotient + part
      rest = try rest - part * other
    }
    return nil
  }
}

extension Fraction {
  /// The factors of the denominator in an order that does not change from run to run.
  var denominatorFactors: [(factor: Polynomial, exponent: Int)] {
    denominator.map { ($0.key, $0.value) }.sorted { $0.0.precedes($1.0) }
  }

  /// The fraction with the denominator's factors cancelled where they divide the numerator.
  func reduced() throws -> Fraction {
    var result = self
    // A single monomial splits into its atoms.
    for (factor, exponent) in denominatorFactors {
      guard factor.coefficients.count == 1, let (monomial, value) = factor.coefficients.first else {
        continue
      }
      result.denominator[factor] = nil
      result.numerator = result.numerator.scaled(
        by: (Rational(1) / value).power(exponent) ?? .one)
      for part in monomial.factors {
        result.denominator[Polynomial(atom: part.atom), default: 0] += part.exponent * exponent
      }
    }
    for (factor, exponent) in result.denominatorFactors {
      var left = exponent
      while left > 0, let quotient = try result.numerator.divided(by: factor) {
        result.numerator = quotient
        left -= 1
      }
      result.denominator[factor] = left > 0 ? left : nil
    }
    return result
  }

  func term(in sort: Sort) throws -> Term {
    let top = try numerator.term(in: sort)
    if denominator.isEmpty { return top }
    return try top / expandedDenominator().term(in: sort)
  }
}
