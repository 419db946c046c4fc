import Exact
import Kernel

/// Polynomials in atoms and their inverses, in which u·u⁻¹ is cancelled in every monomial.
extension Prover {
  /// t = Σ cᵢ mᵢ with rational cᵢ and products mᵢ of atoms and of inverses of atoms.
  func laurent(_ term: Term) throws -> Theorem {
    let start = try evaluate(term)
    let apart = try start.then(elementary(start.right))
    let form = try fraction(of: apart.right)
    let reduced = try form.value.reduced()
    var result = Polynomial.zero
    for (monomial, coefficient) in reduced.numerator.terms {
      var part = monomial
      for (factor, exponent) in reduced.denominator {
        let inverse = Monomial(try .apply(.inverse, [factor.term(in: .real)]))
        for _ in 0..<exponent { part = part * inverse }
      }
      result = try result + Polynomial(part.cancelled(), coefficient)
    }
    let canonical = try result.term(in: .real)
    let nonzero = try form.nonzero + denominators(of: [canonical])
    let whole = try apart.then(.ring(apart.right, canonical, nonzero: nonzero))
    guard let square = try squaringRoots(result) else { return whole }
    return try whole.then(square)
  }

  /// The polynomial with u for √u·√u; `nil` where there is none.
  private func squaringRoots(_ polynomial: Polynomial) throws -> Theorem? {
    var result = Polynomial.zero
    var isChanged = false
    for (monomial, coefficient) in polynomial.terms {
      var part = Polynomial(monomial, coefficient)
      for factor in monomial.factors where factor.exponent > 1 {
        guard let u = factor.atom.arguments(of: .squareRoot)?[0], (try? nonnegative(u)) != nil,
          case let value = try RationalForm(nonzero: []).fraction(of: u), value.denominator.isEmpty
        else { continue }
        isChanged = true
        part = Polynomial(monomial.removing(factor.atom), coefficient)
        for _ in 0..<(factor.exponent / 2) { part = try part * value.numerator }
        if factor.exponent % 2 == 1 { part = try part * Polynomial(atom: factor.atom) }
        break
      }
      result = result + part
    }
    guard isChanged else { return nil }
    let step = try equation(polynomial.term(in: .real), result.term(in: .real))
    guard let next = try squaringRoots(result) else { return step }
    return try step.then(next)
  }

  /// The Laurent forms of several terms, integrals in them written as combinations of as few as
  /// possible.
  func laurents(_ terms: [Term]) throws -> [Theorem] {
    let apart = try terms.map { term in
      let start = try evaluate(term)
      return try start.then(elementary(start.right))
    }
    var integrals: [Term] = []
    for theorem in apart {
      for atom in try theorem.right.integralAtoms where !integrals.contains(atom) {
        integrals.append(atom)
      }
    }
    let equations = try integralEquations(for: integrals)
    return try apart.map { theorem in
      let step = try Self.substituting(equations, in: theorem.right)
      return try theorem.then(step).then(laurent(step.right))
    }
  }

  /// t = t′ with atoms replaced by known equations, in sums, products and quotients, and in formulas
  /// about these.
  static func substituting(_ equations: [Term: Theorem], in term: Term) throws -> Theorem {
    if let known = equations[term] { return known }
    guard !equations.isEmpty, case .apply(let op, let arguments) = term.node else {
      return try .reflexive(term)
    }
    switch op {
    case .add, .multiply, .negate, .inverse, .equal, .lessOrEqual, .and, .implies:
      let parts = try arguments.map { try substituting(equations, in: $0) }
      return parts.allSatisfy(\.isTrivial) ? try .reflexive(term) : try .congruence(op, parts)
    default: return try .reflexive(term)
    }
  }
}

extension Monomial {
  /// Powers of u against those of u⁻¹.
  func cancelled() throws -> Monomial {
    var result = self
    for factor in factors {
      guard let base = factor.atom.arguments(of: .inverse)?[0] else { continue }
      let common = min(factor.exponent, result.exponent(of: base))
      guard common > 0 else { continue }
      var rest = result.removing(base).removing(factor.atom)
      for _ in common..<max(result.exponent(of: base), common) { rest = rest * Monomial(base) }
      for _ in common..<factor.exponent { rest = rest * Monomial(factor.atom) }
      result = rest
    }
    return result
  }

  /// The monomial with u⁻¹ for u; `nil` where an atom is the inverse of a sum.
  func inverted() throws -> Monomial? {
    var result = Monomial.one
    for factor in factors {
      let inverse: Term
      if let base = factor.atom.arguments(of: .inverse)?[0] {
        guard base.arguments(of: .add) == nil else { return nil }
        inverse = base
      } else {
        inverse = try .apply(.inverse, [factor.atom])
      }
      for _ in 0..<factor.exponent { result = result * Monomial(inverse) }
    }
    return result
  }

  /// The factors that depend on a variable, and the others.
  func split(by variable: Term) -> (dependent: Monomial, constant: Monomial) {
    var (dependent, constant) = (Monomial.one, Monomial.one)
    for factor in factors {
      for _ in 0..<factor.exponent {
        if factor.atom.freeVariables.contains(variable) {
          dependent = dependent * Monomial(factor.atom)
        } else {
          constant = constant * Monomial(factor.atom)
        }
      }
    }
    return (dependent, constant)
  }
}

extension Polynomial {
  func cancelled() throws -> Polynomial {
    try terms.reduce(.zero) { try $0 + Polynomial($1.monomial.cancelled(), $1.coefficient) }
  }
}

extension Term {
  /// The integrals among the atoms of a sum of products and quotients.
  var integralAtoms: [Term] {
    switch node {
    case .apply(.integral, let x):
      if case .lambda = x[0].node { return [self] } else { return [] }
    case .apply(.add, let x), .apply(.multiply, let x), .apply(.negate, let x),
      .apply(.inverse, let x):
      return x.flatMap(\.integralAtoms)
    default: return []
    }
  }
}
