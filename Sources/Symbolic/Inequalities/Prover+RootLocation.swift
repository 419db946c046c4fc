import Exact
import Kernel

/// Statements about all roots of a polynomial, or all eigenvalues, as conditions on real numbers.
extension Prover {
  /// (∀z. p(z) = 0 → z in a disc or half plane) = conditions; `nil` for other formulas.
  ///
  /// p is a polynomial of degree at most 3 with real coefficients, or det(zI − A) of a matrix whose
  /// blocks have at most 3 rows.
  func rootLocation(_ formula: Term) throws -> Theorem? {
    if let known = fuel.rootCriteria[formula] { return known }
    let criterion = try rootCriterion(formula)
    // What rests on no assumption holds in every context.
    if let criterion, criterion.hypotheses.isEmpty { fuel.rootCriteria[formula] = criterion }
    let name = formula.uses(.imaginaryPart) ? "Schur–Cohn" : "Routh–Hurwitz"
    if criterion != nil, !fuel.criteria.contains(name) { fuel.criteria.append(name) }
    return criterion
  }

  private func rootCriterion(_ formula: Term) throws -> Theorem? {
    guard formula.isRootCondition, let predicate = formula.arguments(of: .forAll)?[0] else {
      return nil
    }
    let z = try fresh("z", .complex, formula)
    let body = try predicate.instantiate(z)
    guard let parts = body.arguments(of: .implies), let sides = parts[0].arguments(of: .equal),
      let (region, bound, shape) = try region(parts[1], z)
    else { return nil }
    guard let (factors, equation) = try realFactors(sides[0], sides[1], z) else { return nil }
    let zero = try z.zeroOfSort
    var criteria: [Theorem] = []
    for coefficients in factors {
      var criterion = try RootCriterion.theorem(
        region, coefficients: coefficients, parameter: bound)
      for premise in criterion.hypotheses {
        criterion = try criterion.discharging(premise, by: positive(bound))
      }
      criteria.append(criterion)
    }
    // (∀z. p = 0 → C) = ⋀ (∀z. fᵢ = 0 → C), with C as the criteria have it.
    let polynomials = try factors.map { try RootCriterion.polynomial($0, z) }
    let statements = try polynomials.map {
      try Term.forAll(z, .implies(.equal($0, zero), region.contains(z, bound)))
    }
    let whole = try Theorem.assume(formula)
    var forward: Theorem?
    for (index, factor) in polynomials.enumerated().reversed() {
      let assumed = try Theorem.assume(.equal(factor, zero))
      let root = try equation.backwards(vanishing(polynomials, at: index, assumed, zero))
      let inside = try whole.specialized(to: z).modusPonens(root).rewritten(by: shape)
      let part = try inside.discharging(assumed.conclusion).generalizing(z)
      forward = try forward.map { try part.and($0) } ?? part
    }
    let all = try Theorem.assume(.all(statements))
    let each = try all.parts(count: statements.count)
    let assumed = try Theorem.assume(parts[0])
    let product = try equation.forwards(assumed)
    let inside = try splitRoot(product, polynomials[...], zero) { index, root in
      try each[index].specialized(to: z).modusPonens(root)
    }
    let backward = try inside.backwards(along: shape).discharging(parts[0]).generalizing(z)
    guard let forward else { return nil }
    let split = try Theorem.equivalence(forward, backward)
    var conjunction: Theorem?
    for criterion in criteria.reversed() {
      conjunction = try conjunction.map { try .congruence(.and, [criterion, $0]) } ?? criterion
    }
    guard let conjunction else { return nil }
    return try split.then(conjunction)
  }

  /// The region, its parameter, and (the formula as written) = (as the criteria have it).
  private func region(_ formula: Term, _ z: Term) throws -> (
    RootCriterion.Region, Term, Theorem
  )? {
    guard let op = formula.relation, case .apply(_, let x) = formula.node, !x[1].contains(z) else {
      return nil
    }
    let strict = op == .less
    if x[0] === (try Term.apply(.realPart, [z])) {
      return (.halfPlane(strict: strict), x[1], try .reflexive(formula))
    }
    let (re, im): (Term, Term) = try (.apply(.realPart, [z]), .apply(.imaginaryPart, [z]))
    let square = try re * re + im * im
    let modulus: Term = try .apply(.squareRoot, [square])
    let isSquared =
      x[0].arguments(of: .power).map { $0[0] === modulus && $0[1].number == 2 } ?? false
    guard x[0] === modulus || isSquared else { return nil }
    let radius: Term
    if isSquared {
      guard let root = x[1].number?.squareRoot else { return nil }
      radius = .real(root)
    } else {
      radius = x[1]
    }
    guard let positive = try lowerBound(radius), positive.isStrict else { return nil }
    let region = RootCriterion.Region.disc(strict: strict)
    let wanted = try region.contains(z, radius)
    // |z|² = Re² + Im², and both sides are nonnegative.
    let nonnegative = try Self.sum(
      .axiom(.squareNonnegative, [re]), .axiom(.squareNonnegative, [im]))
    let root = try Theorem.use(.squareRoot, [square], nonnegative)
    let context = try adding(root.allConjuncts() + [positive])
    let forward = try context.adding([.assume(formula)]).semialgebraicOrKnown(wanted)
    let backward = try context.adding([.assume(wanted)]).semialgebraicOrKnown(formula)
    return (region, radius, try .equivalence(backward, forward).symmetric())
  }

  /// Inside of a search for a contradiction, another small one.
  private func semialgebraicOrKnown(_ goal: Term) throws -> Theorem {
    let outer = fuel.isRefuting
    fuel.isRefuting = false
    defer { fuel.isRefuting = outer }
    return try semialgebraic(goal)
  }

  /// How a product of factors and an equation p = c hang together.
  private struct Factored {
    /// p − c = ∏ factors
    let difference: Theorem
    let left: Term
    let right: Term

    /// p = c from ∏ = 0.
    func backwards(_ product: Theorem) throws -> Theorem {
      let zero = try difference.then(product)
      let step = try Theorem.ring(left, (left - right) + right)
        .then(.congruence(.add, [zero, .reflexive(right)]))
      return try step.then(.ring(step.right, right))
    }

    /// ∏ = 0 from p = c.
    func forwards(_ equation: Theorem) throws -> Theorem {
      let step = try Theorem.congruence(.add, [equation, .reflexive(-right)])
      let zero = try step.then(.ring(step.right, right.zeroOfSort))
      return try difference.symmetric().then(zero)
    }
  }

  /// ∏ = 0 from one factor that is 0.
  private func vanishing(_ factors: [Term], at index: Int, _ zero: Theorem, _ nothing: Term) throws
    -> Theorem
  {
    var result = index == 0 ? zero : try Theorem.reflexive(factors[0])
    for (place, factor) in factors.enumerated().dropFirst() {
      result = try .congruence(
        .multiply, [result, place == index ? zero : .reflexive(factor)])
    }
    return try result.then(.ring(result.right, nothing))
  }

  /// A conclusion from ((f₁ f₂) …) fₙ = 0, by cases.
  private func splitRoot(
    _ product: Theorem, _ factors: ArraySlice<Term>, _ zero: Term,
    _ use: (Int, Theorem) throws -> Theorem
  ) throws -> Theorem {
    guard factors.count > 1, let last = factors.last,
      let parts = try product.left.arguments(of: .multiply)
    else { return try use(factors.startIndex, product) }
    let alternatives = try Theorem.use(.zeroProduct, parts, product)
    return try alternatives.cases(
      splitRoot(.assume(.equal(parts[0], zero)), factors.dropLast(), zero, use),
      use(factors.endIndex - 1, .assume(.equal(last, zero))))
  }

  /// The coefficients, from the lowest on, of real factors of p − c without their leading 1.
  private func realFactors(_ left: Term, _ right: Term, _ z: Term) throws -> (
    [[Term]], Factored
  )? {
    var factors: [[Term]]
    var expansion = try Theorem.reflexive(left)
    if let parts = left.arguments(of: .characteristic), parts[1] === z {
      guard let (matrix, blocks) = try realBlocks(parts[0]) else { return nil }
      factors = blocks
      expansion = try Theorem.congruence(.characteristic, [matrix, .reflexive(z)])
        .then(.axiom(.characteristicExpansion, [matrix.right, z]))
    } else {
      guard let coefficients = try realCoefficients(left - right, z) else { return nil }
      factors = [coefficients]
    }
    var product: Term?
    for factor in factors {
      let polynomial = try RootCriterion.polynomial(factor, z)
      product = try product.map { try $0 * polynomial } ?? polynomial
    }
    guard let product else { return nil }
    let moved = try Theorem.congruence(.add, [expansion, .reflexive(-right)])
    let difference = try moved.then(equation(moved.right, product))
    return (factors, Factored(difference: difference, left: left, right: right))
  }

  /// c₀, c₁, … of a polynomial zⁿ + … + c₁ z + c₀ with real coefficients, n ≤ 3.
  private func realCoefficients(_ term: Term, _ z: Term) throws -> [Term]? {
    let form = try fraction(of: evaluate(term).right)
    guard form.value.denominator.isEmpty else { return nil }
    let coefficients = form.value.numerator.coefficients(of: z)
    guard (2...4).contains(coefficients.count), coefficients.last?.constant?.isOne == true else {
      return nil
    }
    var result: [Term] = []
    for coefficient in coefficients.dropLast() {
      var real = Polynomial.zero
      for (monomial, value) in coefficient.terms {
        var part = Polynomial(value)
        for factor in monomial.factors {
          guard let x = factor.atom.arguments(of: .realToComplex)?[0] else { return nil }
          part = try part * Polynomial(atom: x).power(factor.exponent)
        }
        real = real + part
      }
      result.append(try real.term(in: .real))
    }
    return result
  }

  /// A = an explicit matrix, and the coefficients of the characteristic polynomials of its blocks.
  private func realBlocks(_ matrix: Term) throws -> (Theorem, [[Term]])? {
    let evaluated = try evaluate(matrix)
    guard try evaluated.right.isExplicitMatrix,
      let rows = try evaluated.right.arguments(of: .rows), rows.count <= 6
    else { return nil }
    let entries = try rows.map { row in
      try (row.arguments(of: .tuple) ?? []).map { try normalize($0).right }
    }
    var result: [[Term]] = []
    for block in Self.blocks(entries) {
      func a(_ i: Int, _ j: Int) -> Term { entries[block[i]][block[j]] }
      func minor(_ i: Int, _ j: Int) throws -> Term { try a(i, i) * a(j, j) - a(i, j) * a(j, i) }
      let coefficients: [Term]
      switch block.count {
      case 1: coefficients = [try -a(0, 0)]
      case 2: coefficients = [try minor(0, 1), try -(a(0, 0) + a(1, 1))]
      case 3:
        let determinant =
          try
          (a(0, 0) * (a(1, 1) * a(2, 2) - a(1, 2) * a(2, 1))
          - a(0, 1) * (a(1, 0) * a(2, 2) - a(1, 2) * a(2, 0)))
          + a(0, 2) * (a(1, 0) * a(2, 1) - a(1, 1) * a(2, 0))
        coefficients = [
          try -determinant, try (minor(0, 1) + minor(0, 2)) + minor(1, 2),
          try -((a(0, 0) + a(1, 1)) + a(2, 2)),
        ]
      default: return nil
      }
      result.append(try coefficients.map { try normalize($0).right })
    }
    return (evaluated, result)
  }
}

extension Theorem {
  /// The parts of a conjunction a₁ ∧ (a₂ ∧ …) of so many.
  fileprivate func parts(count: Int) throws -> [Theorem] {
    guard count > 1 else { return [self] }
    let (first, rest) = try conjuncts()
    return try [first] + rest.parts(count: count - 1)
  }
}
