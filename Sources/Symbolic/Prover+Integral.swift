import Exact
import Kernel

/// Bounds of integrals by bounds of their integrands.
extension Prover {
  /// 0 ≤ ∫f or 0 < ∫f: known, or from a bound of f.
  func integralBound(_ integral: Term) throws -> Theorem? {
    if let known = marginalBound(integral) { return known }
    if let equation = try equationBelow(integral),
      let bound = try lowerBound(equation.right), let op = bound.conclusion.relation
    {
      return try bound.rewritten(
        by: .congruence(op, [.reflexive(.zero), equation.symmetric()]))
    }
    return try firstIntegralBound(of: integral, isWoven: false) { bound in
      guard let sign = try? signOfRemainder(bound.lower) else { return nil }
      return try Self.sum(bound.gap, sign).moved(to: integral, nonzero: bound.nonzero)
    }
  }

  /// The integral as others; what it takes to see that integrals exist bounds no integrals again.
  private func equationBelow(_ integral: Term) throws -> Theorem? {
    integralDepth += 1
    defer { integralDepth -= 1 }
    return try integralEquations(for: [integral])[integral]
  }

  /// 0 ≤ t − lower for a term t = Σ aₖ ∫fₖ + c: a combination G of integrable functions with
  /// G ≤ Σ aₖ fₖ almost everywhere gives lower = ∫G + c.
  ///
  /// Gibbs' inequality is the case f = q log(q/p): log u ≤ u − 1 gives f ≥ q − p, and ∫(q − p) = 0.
  /// - Parameter isWoven: Whether c may be put under the integral, times a function with ∫u = 1.
  func firstIntegralBound<R>(
    of term: Term, isWoven: Bool = true, _ use: (Tangents) throws -> R?
  ) throws -> R? {
    guard integralDepth < 3 else { return nil }
    integralDepth += 1
    defer { integralDepth -= 1 }
    let start = try laurents([term])[0]
    let polynomial = try IntegralSpan.polynomial(start)
    var isBent = false
    var groups: [(space: Sort, parts: [(factor: Polynomial, function: Term)])] = []
    for atom in polynomial.atoms {
      guard let function = atom.arguments(of: .integral)?[0],
        case .lambda(let domain, _) = function.node, !isMarginal(atom)
      else { continue }
      let c = polynomial.coefficients(of: atom)
      var factor = c[1]
      if c.count == 3, c[2].constant?.sign == -1 {
        // −c m² = −2 c m·m + c m², where one of the factors m stays outside of the integral.
        factor = try factor + c[2].scaled(by: 2) * Polynomial(atom: atom)
      } else if c.count != 2 {
        return nil
      }
      isBent = isBent || c.count == 3
      let place = groups.firstIndex { $0.space == domain } ?? groups.count
      if place == groups.count { groups.append((domain, [])) }
      groups[place].parts.append((factor, function))
    }
    // Of an integral that stands in a function the tangent is taken: e^m = e^μ + e^μ (m − μ) at μ = m.
    for mean in try Set(start.right.integralsInside).sorted() where integralDepth == 1 {
      guard let function = mean.arguments(of: .integral)?[0],
        case .lambda(let domain, _) = function.node, case .space = domain, !isMarginal(mean),
        polynomial.coefficients(of: mean).count == 1, groups.allSatisfy({ $0.space == domain }),
        let slope = try start.right.slope(by: mean), slope.number?.isZero != true
      else { continue }
      let factor = try RationalForm(nonzero: []).fraction(of: slope)
      guard factor.denominator.isEmpty else { continue }
      if groups.isEmpty { groups.append((domain, [])) }
      groups[0].parts.append((factor.numerator, function))
      isBent = true
    }
    guard !groups.isEmpty, try tried.insert(start.right).inserted else { return nil }
    for (space, parts) in groups {
      // Functions that are not assumed to be integrable have to be shown so.
      let known = parts.compactMap { try? prove(.apply(.integrable, [$0.function])) }
      guard known.count == parts.count else { continue }
      let proved = known.filter { new in
        !facts.contains { $0.conclusion === new.conclusion }
      }
      guard proved.isEmpty else {
        return try adding(proved).firstIntegralBound(of: term, isWoven: isWoven, use)
      }
      if let result = try firstIntegralBound(
        of: term, start, parts, on: space, isWoven, isBent, use)
      {
        return result
      }
    }
    return nil
  }

  /// The same for the integrals over one space.
  private func firstIntegralBound<R>(
    of term: Term, _ start: Theorem, _ parts: [(factor: Polynomial, function: Term)],
    on space: Sort, _ isWoven: Bool, _ isBent: Bool, _ use: (Tangents) throws -> R?
  ) throws -> R? {
    var rest = try IntegralSpan.polynomial(start)
    for part in parts {
      rest = try rest - part.factor * Polynomial(atom: .apply(.integral, [part.function]))
    }
    let place = try pointwise(on: space, term)
    let span = try span(at: place)
    var value: Term?
    for part in parts {
      let summand = try part.factor.term(in: .real) * part.function.instantiate(place.point)
      value = try value.map { try $0 + summand } ?? summand
    }
    guard let value else { return nil }
    for weight in try weights(rest, isWoven, value, span, place) {
      var integrand = value
      var outside = rest
      if let weight {
        let c = try rest.term(in: .real)
        integrand = try value + c * weight.at(place.point)
        outside = .zero
      }
      if isBent, let weight,
        let gap = try? place.context.nonnegative(integrand, times: weight.at(place.point))
      {
        let square = try Tangents(
          gap: gap.moved(to: integrand - .zero), lower: .zero, nonzero: [])
        let bound = try? self.bound(
          parts, outside, (weight, rest), square, integrand, place, span, start)
        if let result = try bound.flatMap(use) { return result }
      }
      let result = try place.context.firstBound(of: integrand) { tangents -> R? in
        guard fuel.tries() else { return nil }
        let bound = try? self.bound(
          parts, outside, weight.map { ($0, rest) }, tangents, integrand, place, span, start)
        return try bound.flatMap(use)
      }
      if let result { return result }
    }
    return nil
  }

  /// 0 ≤ t, by t = u s with u > 0 and 0 ≤ s.
  private func nonnegative(_ term: Term, times u: Term) throws -> Theorem {
    if let gap = try? prove(.lessOrEqual(.zero, term), depth: 16) { return gap }
    let sign = try positive(u)
    let rest = try laurents([term / u])[0].right
    let gap = try prove(.lessOrEqual(.zero, rest), depth: 16)
    return try Self.product(sign, gap).weakened().rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), equation(u * rest, term)]))
  }

  /// The functions with integral 1 under which a constant may be put; `nil` for leaving it outside.
  private func weights(
    _ rest: Polynomial, _ isWoven: Bool, _ value: Term, _ span: IntegralSpan, _ place: Pointwise
  ) throws -> [Term?] {
    guard isWoven, !rest.isZero else { return [nil] }
    let atoms = value.callsAt(place.point)
    let units = try span.members.compactMap { member -> Term? in
      let g = try member.function.instantiate(place.point)
      guard !atoms.isDisjoint(with: g.callsAt(place.point)) else { return nil }
      let mass = try member.value.right
      if mass === Term.one { return member.function }
      return isMarginal(mass) ? try .lambda(place.point, .apply(.inverse, [mass]) * g) : nil
    }
    guard units.count > 1 else { return [nil] + units }
    let sum = try units.dropFirst().reduce(units[0].at(place.point)) {
      try $0 + $1.at(place.point)
    }
    let mean = try Term.lambda(place.point, .real(Rational(1, units.count)) * sum)
    return [nil] + units + [mean]
  }

  /// The bound that a pointwise bound of the integrand gives.
  private func bound(
    _ parts: [(factor: Polynomial, function: Term)], _ outside: Polynomial,
    _ woven: (weight: Term, factor: Polynomial)?, _ tangents: Tangents, _ integrand: Term,
    _ place: Pointwise, _ span: IntegralSpan, _ start: Theorem
  ) throws -> Tangents {
    let form = try place.context.laurents([tangents.lower])[0]
    guard let coefficients = try span.combination(IntegralSpan.polynomial(form)) else {
      throw ProofFailure("the bound is no combination of integrable functions", tangents.lower)
    }
    let low = try span.combination(coefficients)
    // The integrand as a combination of integrable functions.
    var high = IntegralSpan(point: place.point)
    var factors: [Int: Polynomial] = [:]
    func add(_ function: Term, _ factor: Polynomial, _ value: Theorem?) throws {
      factors[high.members.count] = factor
      let integral: Term = try .apply(.integral, [function])
      try high.append(
        .init(
          function: function, integrable: prove(.apply(.integrable, [function])),
          value: value ?? .reflexive(integral), form: .reflexive(.zero)))
    }
    for part in parts { try add(part.function, part.factor, nil) }
    if let woven { try add(woven.weight, woven.factor, unitMass(of: woven.weight, span)) }
    let whole = try high.combination(factors)
    let (f, g) = try (whole.function.at(place.point), low.function.at(place.point))
    let lower = try place.context.equal(tangents.lower, form, g)
    let same = try Theorem.ring(integrand, f)
    let difference = try Theorem.congruence(.add, [same, .congruence(.negate, [lower])])
    let gap = try tangents.gap.weakened().rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), difference]))
    let monotone = try Theorem.use(
      .integralMonotone, [low.function, whole.function], low.integrable, whole.integrable,
      almostEverywhere(
        .lessOrEqual(g, f, from: gap), place.point, place.premises))
    let (a, b) = try (low.value.right, whole.value.right)
    let values = try monotone.rewritten(
      by: .congruence(.lessOrEqual, [low.value, whole.value]))
    let gapOfValues = try values.rewritten(by: .axiom(.lessOrEqualDifference, [a, b]))
    // t = Σ aₖ ∫fₖ + c
    let c = try outside.term(in: .real)
    let canonical = try start.right
    let target = try canonical - (a + c)
    let moved = try gapOfValues.rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), .ring(b - a, target)]))
    let result = try moved.rewritten(
      by: .congruence(
        .lessOrEqual,
        [
          .reflexive(.zero),
          .congruence(.add, [start.symmetric(), .reflexive(-(a + c))]),
        ]))
    var bound = Tangents(gap: result, lower: try a + c, nonzero: [])
    if tangents.gap.isStrict,
      let strict = try? strictly(result, low, whole, tangents.gap, difference, place)
    {
      bound = Tangents(gap: strict, lower: bound.lower, nonzero: [])
    }
    guard let contact = tangents.contact else { return bound }
    let outer = try Theorem.ring(b - a, target).then(
      .congruence(.add, [start.symmetric(), .reflexive(-(a + c))]))
    bound.contact = { isZero in
      try self.contacts(
        contact, low, whole, gap, difference, outer.then(isZero), place)
    }
    return bound
  }

  /// ∫u = 1 for one of the weights.
  private func unitMass(of weight: Term, _ span: IntegralSpan) throws -> Theorem {
    if let member = span.members.first(where: { $0.function === weight }) { return member.value }
    let integral: Term = try .apply(.integral, [weight])
    return try equation(integral, .one)
  }

  /// The facts about all points, and those about almost all points, at one point.
  func pointwise(at x: Term) throws -> (context: Prover, premises: [Theorem]) {
    var instances: [Theorem] = []
    var premises: [Theorem] = []
    instances += try self.instances(atPointsOf: x)
    for fact in facts {
      if fact.conclusion.arguments(of: .forAll) != nil {
        instances += images(of: x).compactMap { try? fact.specialized(to: $0) }
      } else if let predicate = fact.conclusion.arguments(of: .almostEverywhere)?[0],
        let formula = try? predicate.instantiate(x)
      {
        instances.append(try .assume(formula))
        premises.append(fact)
      }
    }
    return (try adding(instances), premises)
  }

  /// From φ₁(x), …, φₙ(x) ⊢ ψ(x) and the φᵢ almost everywhere: ψ almost everywhere.
  func almostEverywhere(_ theorem: Theorem, _ x: Term, _ premises: [Theorem]) throws
    -> Theorem
  {
    var statement = theorem
    for premise in premises.reversed() {
      guard let predicate = premise.conclusion.arguments(of: .almostEverywhere)?[0] else {
        continue
      }
      statement = try statement.discharging(predicate.instantiate(x))
    }
    var result = try Theorem.use(
      .almostEverywhereAll, [.lambda(x, statement.conclusion)], statement.generalizing(x))
    for premise in premises {
      guard let predicate = premise.conclusion.arguments(of: .almostEverywhere)?[0],
        let whole = result.conclusion.arguments(of: .almostEverywhere)?[0],
        let rest = try whole.instantiate(x).arguments(of: .implies)
      else { throw ProofFailure("almost everywhere", result.conclusion) }
      result = try .use(
        .almostEverywhereImplies, [predicate, .lambda(x, rest[1])], result, premise)
    }
    return result
  }
}

extension Term {
  /// The functions that are taken at a point somewhere in the term.
  fileprivate func callsAt(_ point: Term) -> Set<Term> {
    switch node {
    case .bound, .free, .number: return []
    case .apply(_, let parts):
      return parts.reduce(into: []) { $0.formUnion($1.callsAt(point)) }
    case .lambda(_, let body): return body.callsAt(point)
    case .call(let function, let argument):
      var result = function.callsAt(point).union(argument.callsAt(point))
      if freeVariables.contains(point) {
        result.formUnion(function.freeVariables.filter { $0.sort != point.sort })
      }
      return result
    }
  }
}

extension Term {
  /// The closed integrals that stand in exponentials, logarithms and roots, outside of binders.
  fileprivate var integralsInside: [Term] {
    guard case .apply(let op, let parts) = node else { return [] }
    switch op {
    case .exp, .log, .squareRoot: return parts[0].outerIntegrals.filter(\.isClosed)
    case .add, .multiply, .negate, .power: return parts.flatMap(\.integralsInside)
    default: return []
    }
  }
}
