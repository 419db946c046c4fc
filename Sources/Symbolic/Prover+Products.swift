import Exact
import Kernel

/// Finite products and the number of terms of a finite sum.
///
/// A product of positive factors is the exponential of the sum of their logarithms; powers with a
/// symbolic exponent are products of equal factors.
extension Prover {
  /// 1 ≤ n as real numbers.
  func atLeastOne(_ n: Term) throws -> Theorem {
    let goal = try Term.lessOrEqual(.one, .apply(.naturalToReal, [n]))
    if let fact = facts.first(where: { $0.conclusion === goal }) { return fact }
    if n.number != nil { return try .arithmetic(goal) }
    return try inequality(.lessOrEqual, .one, .apply(.naturalToReal, [n]))
  }

  /// 0 < n for a number of which 1 ≤ n is assumed.
  func positiveSize(_ n: Term) throws -> Theorem? {
    let cast: Term = try .apply(.naturalToReal, [n])
    let goal = try Term.lessOrEqual(.one, cast)
    guard let fact = facts.first(where: { $0.conclusion === goal }) else { return nil }
    let rest = try fact.rewritten(by: .axiom(.lessOrEqualDifference, [.one, cast]))
    return try Self.sum(.arithmetic(.less(.zero, .one)), rest).moved(to: cast)
  }

  /// Σᵥ 1 = n over the range of an index, where 1 ≤ n is known.
  func numberOfTerms(_ v: Term) throws -> Theorem? {
    guard case .finite(let n) = v.sort, let bound = try? atLeastOne(n) else { return nil }
    return try .use(.sumOfOnes, [n], bound)
  }

  /// A fraction as products of inverses: N·(1/a)·(1/b)… for what is known to be nonzero.
  func withoutQuotients(_ equation: Theorem) throws -> Theorem {
    let right = try equation.right
    let form = try fraction(of: right)
    guard !form.value.denominator.isEmpty else { return equation }
    let reduced = try form.value.reduced()
    var scale = Rational.one
    var inverses: [Term] = []
    for (factor, exponent) in reduced.denominator {
      let (polynomial, size) = factor.normalized()
      scale *= size.power(exponent) ?? .one
      let inverse: Term = try .apply(.inverse, [polynomial.term(in: .real)])
      inverses += Array(repeating: inverse, count: exponent)
    }
    var arranged = try reduced.numerator.scaled(by: scale.reciprocal ?? .one).term(in: .real)
    for inverse in inverses.sorted() { arranged = try arranged * inverse }
    let nonzero = try form.nonzero + denominators(of: [arranged])
    return try equation.then(.ring(right, arranged, nonzero: nonzero))
  }

  // MARK: Products

  /// ∏ᵢ f(i) = its canonical form.
  func productForm(_ product: Term) throws -> Theorem {
    try fuel.spend()
    guard let function = product.arguments(of: .finiteProduct)?[0],
      case .lambda(let domain, _) = function.node
    else { return try .reflexive(product) }
    let v = try fresh("i", domain, product)
    let context = try at(v)
    let value = try function.instantiate(v)
    if let positive = try? context.positive(value) { return try productOfPositive(v, positive) }
    let body = try context.withoutQuotients(context.elementary(value))
    let polynomial = try RationalForm(nonzero: []).fraction(of: body.right).numerator
    guard polynomial.terms.count == 1, let (monomial, coefficient) = polynomial.terms.first else {
      return try body.multiplied(over: v)
    }
    let (factor, dependent) = try monomial.split(by: v, coefficient)
    var factors: [Term] = [try factor.term(in: .real)]
    for part in dependent.factors {
      factors += Array(repeating: part.atom, count: part.exponent)
    }
    var whole = factors[0]
    var result = try constantProduct(v, whole)
    for part in factors.dropFirst() {
      let one: Theorem =
        if let positive = try? context.positive(part) {
          try productOfPositive(v, positive)
        } else { try .reflexive(.product(v, part)) }
      result = try Theorem.axiom(.productMultiply, [.lambda(v, whole), .lambda(v, part)])
        .then(.congruence(.multiply, [result, one]))
      whole = try whole * part
    }
    return try body.then(.ring(body.right, whole)).multiplied(over: v).then(result)
  }

  /// ∏ᵥ f = exp(Σᵥ log f) from 0 < f, in normal form.
  func productOfPositive(_ v: Term, _ positive: Theorem) throws -> Theorem {
    let f = positive.bounded
    let log: Term = try .apply(.log, [f])
    let sum = try Theorem.use(.expLog, [f], positive).symmetric().multiplied(over: v)
      .then(.axiom(.productExp, [.lambda(v, log)]))
    return try sum.then(elementary(sum.right))
  }

  /// ∏ᵥ c = cⁿ for c free of v.
  private func constantProduct(_ v: Term, _ c: Term) throws -> Theorem {
    let product: Term = try .product(v, c)
    if c === Term.one {
      // 1 = exp 0, and Σ 0 = 0.
      let one = try Theorem.axiom(.expZero, []).symmetric().multiplied(over: v)
        .then(.axiom(.productExp, [.lambda(v, .zero)]))
      return try one.then(elementary(one.right))
    }
    guard case .finite(let n) = v.sort, let bound = try? atLeastOne(n) else {
      return try .reflexive(product)
    }
    return try .use(.productConstant, [c, n], bound)
  }

  // MARK: Powers

  /// exp(n·log c) = cⁿ for a positive c and a symbolic n of which 1 ≤ n is known.
  func exponentialAsPower(_ argument: Term) throws -> Theorem? {
    let polynomial = try RationalForm(nonzero: []).fraction(of: argument).numerator
    guard polynomial.terms.count == 1, let (monomial, coefficient) = polynomial.terms.first,
      coefficient.isOne, monomial.factors.count == 2, monomial.degree == 2
    else { return nil }
    let atoms = monomial.factors.map(\.atom)
    for (number, log) in [(atoms[0], atoms[1]), (atoms[1], atoms[0])] {
      guard let n = number.arguments(of: .naturalToReal)?[0],
        let c = log.arguments(of: .log)?[0], let positive = try? positive(c),
        let bound = try? atLeastOne(n)
      else { continue }
      let i = try fresh("i", .finite(n), argument)
      // n·log c = Σ log c, and exp of it is ∏ exp(log c) = ∏ c = cⁿ.
      let sum = try Theorem.ring(log, log * .one).summed(over: i)
        .then(.sumOfScaled(i, log, .one))
        .then(.congruence(.multiply, [.reflexive(log), .use(.sumOfOnes, [n], bound)]))
      let product = try Theorem.axiom(.productExp, [.lambda(i, log)]).symmetric()
        .then(Theorem.use(.expLog, [c], positive).multiplied(over: i))
        .then(.use(.productConstant, [c, n], bound))
      return try Theorem.congruence(
        .exp, [.ring(argument, sum.right)]
      ).then(.congruence(.exp, [sum.symmetric()])).then(product)
    }
    return nil
  }
}

extension Theorem {
  /// ∏ᵢ l = ∏ᵢ r from l = r, for an index that is free in no hypothesis.
  func multiplied(over index: Term) throws -> Theorem {
    try .congruence(.finiteProduct, [abstracting(index)])
  }
}
