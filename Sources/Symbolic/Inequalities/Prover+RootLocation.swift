import Exact
import Kernel

/// Statements about all roots of a polynomial, or all eigenvalues, as conditions on real numbers.
extension Prover {
  /// (∀z. p(z) = 0 → z in a disc or half plane) = conditions; `nil` for other formulas.
  ///
  /// p is a polynomial of degree at most 4 with real coefficients, one of degree 2 with complex ones, or
  /// det(zI − A) of a matrix whose blocks have at most 4 rows.
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
    guard let (factors, difference) = try factors(of: sides[0], sides[1], z, region) else {
      return nil
    }
    guard factors.allSatisfy({ $0.hasCriterion(region) }) else { return nil }
    var criteria: [Theorem] = []
    for factor in factors {
      var criterion = try factor.criterion(region, parameter: bound)
      for premise in criterion.hypotheses {
        criterion = try criterion.discharging(premise, by: positive(bound))
      }
      // Conjugate factors have the same conditions.
      if case .quadratic = factor { criterion = try criterion.then(evaluate(criterion.right)) }
      criteria.append(criterion)
    }
    // (∀z. p = 0 → C) = ⋀ (∀z. fᵢ = 0 → C), with C as the criteria have it.
    let product = RootProduct(
      difference: difference, left: sides[0], right: sides[1],
      factors: try factors.map { try $0.polynomial(z) })
    let split = try product.split(formula, z, shape: shape)
    return try split.then(conjunction(criteria))
  }

  /// ⋀ sᵢ = ⋀ tᵢ from sᵢ = tᵢ; of equal neighbours among the tᵢ only one is kept.
  private func conjunction(_ parts: [Theorem]) throws -> Theorem {
    guard var result = parts.last else { throw ProofFailure("no conditions") }
    for part in parts.dropLast().reversed() {
      result = try .congruence(.and, [part, result])
      if let x = try result.right.arguments(of: .and), x[0] === x[1] {
        let both = try Theorem.assume(result.right).conjuncts().0
        let one = try Theorem.assume(x[0])
        result = try result.then(.equivalence(both, one.and(one)))
      }
    }
    return result
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

  /// Factors of p − c, and p − c = their product.
  private func factors(
    of left: Term, _ right: Term, _ z: Term, _ region: RootCriterion.Region
  ) throws -> ([RootFactor], Theorem)? {
    var factors: [RootFactor]
    var expansion = try Theorem.reflexive(left)
    if let parts = left.arguments(of: .characteristic), parts[1] === z {
      guard let (matrix, blocks) = try blockFactors(parts[0], region) else { return nil }
      factors = blocks
      expansion = try Theorem.congruence(.characteristic, [matrix, .reflexive(z)])
        .then(.axiom(.characteristicExpansion, [matrix.right, z]))
    } else {
      guard let factor = try coefficients(left - right, z) else { return nil }
      factors = [factor]
    }
    var product: Term?
    for factor in factors {
      let polynomial = try factor.polynomial(z)
      product = try product.map { try $0 * polynomial } ?? polynomial
    }
    guard let product else { return nil }
    let moved = try Theorem.congruence(.add, [expansion, .reflexive(-right)])
    return (factors, try moved.then(equation(moved.right, product)))
  }
}
