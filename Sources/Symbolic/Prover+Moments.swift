import Exact
import Kernel

/// Expectations of products of powers of random variables.
extension Prover {
  /// 𝔼 of a product, by the first that applies: a declared moment, the law of the one variable in
  /// it, cases by the equality of two indices, independence. A product about which only the
  /// integrability is known stays as it is.
  ///
  /// `distinct` has ¬(i = k) for the equations i = k that are known to be false here.
  func expectation(of monomial: Monomial, _ random: Randomness, distinct: [Term: Theorem]) throws
    -> Expectation?
  {
    try fuel.spend()
    guard let product = try monomial.term(in: .real) else {
      return Expectation(integrable: random.unitIntegrable, value: random.unitMass)
    }
    if let result = try declaredMoment(product, random) { return result }
    if let result = try momentByLaw(product, random) { return result }
    if let condition = try openEquality(monomial, random, distinct) {
      return try split(monomial, by: condition, random, distinct)
    }
    if let result = try independentExpectation(monomial, random, distinct) { return result }
    guard let integrable = try integrable(monomial, random) else { return nil }
    return Expectation(
      integrable: integrable,
      value: try .reflexive(.apply(.integral, [.lambda(random.point, product)])))
  }

  /// A value with what can be computed in it computed.
  private func simplified(_ equation: Theorem) throws -> Theorem {
    let value = try equation.then(evaluate(equation.right))
    let apart = try value.then(elementary(value.right))
    let fraction = try RationalForm(nonzero: []).fraction(of: apart.right)
    guard fraction.denominator.isEmpty else { return apart }
    return try apart.then(.ring(apart.right, fraction.numerator.term(in: .real)))
  }

  // MARK: Declared moments and laws

  /// 𝔼 and integrability as the facts state them for this product.
  private func declaredMoment(_ product: Term, _ random: Randomness) throws -> Expectation? {
    let factors = Randomness.factors(of: product)
    for mean in random.means {
      guard let (theorem, order) = try mean.instance(factors),
        let integrable = try knownIntegrable(product, random)
      else { continue }
      let arranged = try Self.product(order)
      guard let function = try theorem.left.arguments(of: .integral)?[0],
        try function.instantiate(random.point) === arranged
      else {
        // The fact has its product with other brackets or as a power.
        guard let function = try theorem.left.arguments(of: .integral)?[0] else { continue }
        let same = try Theorem.ring(product, function.instantiate(random.point))
          .abstracting(random.point)
        return Expectation(
          integrable: integrable,
          value: try simplified(Theorem.congruence(.integral, [same]).then(theorem)))
      }
      let same = try Theorem.ring(product, arranged).abstracting(random.point)
      return Expectation(
        integrable: integrable,
        value: try simplified(Theorem.congruence(.integral, [same]).then(theorem)))
    }
    return nil
  }

  private func knownIntegrable(_ product: Term, _ random: Randomness) throws -> Theorem? {
    let factors = Randomness.factors(of: product)
    for fact in random.integrable {
      guard let (theorem, _) = try fact.instance(factors),
        let function = theorem.conclusion.arguments(of: .integrable)?[0]
      else { continue }
      let same = try Theorem.ring(product, function.instantiate(random.point))
        .abstracting(random.point)
      return try theorem.backwards(along: .congruence(.integrable, [same]))
    }
    return nil
  }

  private static func product(_ factors: [Term]) throws -> Term {
    guard var result = factors.first else { return .one }
    for factor in factors.dropFirst() { result = try result * factor }
    return result
  }

  /// 𝔼g(X) for a variable X whose law is known.
  private func momentByLaw(_ product: Term, _ random: Randomness) throws -> Expectation? {
    let ω = random.point
    for law in random.laws {
      guard let (member, values) = product.firstMatch(of: law.member, law.variables) else {
        continue
      }
      let t = try fresh("t", member.sort, product)
      let body = try product.replacing(member, by: t)
      guard !body.freeVariables.contains(ω) else { continue }
      let g: Term = try .lambda(t, body)
      var (integrable, value) = (law.integrable, law.value)
      for variable in law.variables {
        guard let index = values[variable] else { return nil }
        (integrable, value) = try (
          integrable.specialized(to: index), value.specialized(to: index)
        )
      }
      // P = (λt.P[t/X])(X)
      let beta = try Theorem.beta(.call(g, member)).symmetric()
      let result = Expectation(
        integrable: try integrable.specialized(to: g), value: try value.specialized(to: g))
      let arranged = try result.rearranged(beta, at: ω)
      return Expectation(integrable: arranged.integrable, value: try simplified(arranged.value))
    }
    return nil
  }

  // MARK: Equality of indices

  /// An equation of indices that decides whether two factors are the same member of a family.
  private func openEquality(
    _ monomial: Monomial, _ random: Randomness, _ distinct: [Term: Theorem]
  ) throws -> Term? {
    for (family, _) in random.independences {
      let members = monomial.factors.map { try? family.members(in: $0.atom, at: random.point) }
      for (a, first) in members.enumerated() {
        for second in members[(a + 1)...] {
          guard let x = first, let y = second, x.count == 1, y.count == 1, x[0].part == y[0].part,
            x[0].labels.count == y[0].labels.count
          else { continue }
          let open = try zip(x[0].labels, y[0].labels).filter { $0.0 !== $0.1 }
            .map { try Term.equal($0.0, $0.1) }
          if try open.contains(where: { try knownDistinct($0, distinct) != nil }) { continue }
          if let condition = open.first(where: { equation in
            equation.arguments(of: .equal)?.contains(where: \.isVariable) ?? false
          }) {
            return condition
          }
        }
      }
    }
    return nil
  }

  /// ¬(i = k), from the cases that were split or from the facts.
  private func knownDistinct(_ equation: Term, _ distinct: [Term: Theorem]) throws -> Theorem? {
    if let known = distinct[equation] { return known }
    guard let sides = equation.arguments(of: .equal) else { return nil }
    let swapped = try Term.equal(sides[1], sides[0])
    if let known = distinct[swapped] { return try known.disequalitySwapped() }
    for (formula, isSwapped) in [(equation, false), (swapped, true)] {
      let wanted = try Term.not(formula)
      if let fact = facts.first(where: { $0.conclusion === wanted }) {
        return isSwapped ? try fact.disequalitySwapped() : fact
      }
    }
    return nil
  }

  /// [φ]·v + (1 − [φ])·w, from v where φ holds and w where it does not.
  private func split(
    _ monomial: Monomial, by condition: Term, _ random: Randomness, _ distinct: [Term: Theorem]
  ) throws -> Expectation? {
    guard let sides = condition.arguments(of: .equal),
      let product = try monomial.term(in: .real)
    else { return nil }
    let equal = try Theorem.assume(condition)
    let (from, to) = sides[1].isVariable ? (sides[1], sides[0]) : (sides[0], sides[1])
    let step = sides[1].isVariable ? try equal.symmetric() : equal
    // P = (λk.P)(k) = (λk.P)(i) = P[i/k]
    let function: Term = try .lambda(from, product)
    let moved = try Theorem.beta(.call(function, from)).symmetric()
      .then(.congruence(.reflexive(function), step)).then(.beta(.call(function, to)))
    let collapsed = try RationalForm(nonzero: []).fraction(of: moved.right).numerator
    guard collapsed.terms.count == 1, let (same, one) = collapsed.terms.first, one.isOne,
      let sameProduct = try same.term(in: .real),
      let first = try expectation(of: same, random, distinct: distinct)
    else { return nil }
    let whenEqual = try first.rearranged(
      moved.then(.ring(moved.right, sameProduct)), at: random.point)
    let different = try Theorem.assume(.not(condition))
    guard
      let whenDifferent = try expectation(
        of: monomial, random, distinct: distinct.merging([condition: different]) { a, _ in a })
    else { return nil }
    let (v, w) = try (whenEqual.value.right, whenDifferent.value.right)
    let cases = try Theorem.axiom(.indicatorCases, [condition]).conjuncts()
    let bracket: Term = try .apply(.indicator, [condition])
    func value(_ b: Term) throws -> Term { try w === Term.zero ? b * v : b * v + (.one - b) * w }
    func total(_ case: Theorem, _ b: Term, _ own: Term) throws -> Theorem {
      let x = try fresh("x", .real, v, w, bracket)
      let function: Term = try .lambda(x, value(x))
      return try Theorem.beta(.call(function, bracket)).symmetric()
        .then(.congruence(.reflexive(function), `case`)).then(.beta(.call(function, b)))
        .then(.ring(value(b), own)).symmetric()
    }
    let one1 = try total(cases.0.modusPonens(equal), .one, v)
    let zero = try total(cases.1.modusPonens(different), .zero, w)
    let goals = try (
      whenEqual.integrable.and(whenEqual.value.transitive(one1)),
      whenDifferent.integrable.and(whenDifferent.value.transitive(zero))
    )
    let result = try Theorem.excludedMiddle(condition).cases(goals.0, goals.1).conjuncts()
    return Expectation(integrable: result.0, value: try simplified(result.1))
  }

  // MARK: Independence

  /// 𝔼 f g = 𝔼f·𝔼g, for f and g that depend on disjoint parts of an independent family.
  private func independentExpectation(
    _ monomial: Monomial, _ random: Randomness, _ distinct: [Term: Theorem]
  ) throws -> Expectation? {
    let ω = random.point
    for (family, independence) in random.independences {
      guard let (first, rest) = try parts(of: monomial, family, ω),
        let f = try first.term(in: .real), let g = try rest.term(in: .real),
        let left = try expectation(of: first, random, distinct: distinct),
        let right = try expectation(of: rest, random, distinct: distinct)
      else { continue }
      var row = try Theorem.axiom(
        .independentProduct, [independence.conclusion, .lambda(ω, f), .lambda(ω, g)])
      let known = [random.unitMass, independence, left.integrable, right.integrable]
      var isComplete = true
      while isComplete, let sides = row.conclusion.arguments(of: .implies) {
        if let premise = try known.first(where: { $0.conclusion === sides[0] })
          ?? distinctMembers(sides[0], distinct)
        {
          row = try row.modusPonens(premise)
        } else {
          isComplete = false
        }
      }
      guard isComplete else { continue }
      let (integrable, value) = try row.conjuncts()
      let result = Expectation(
        integrable: integrable,
        value: try value.then(.congruence(.multiply, [left.value, right.value])))
      guard let product = try monomial.term(in: .real) else { continue }
      let whole = try result.rearranged(.ring(product, f * g), at: ω)
      return Expectation(integrable: whole.integrable, value: try simplified(whole.value))
    }
    return nil
  }

  /// The factors that depend on the same members as the first one, and the others.
  private func parts(of monomial: Monomial, _ family: IndependentFamily, _ ω: Term) throws
    -> (Monomial, Monomial)?
  {
    var rows: [(factor: Monomial.Factor, members: [IndependentFamily.Member])] = []
    for factor in monomial.factors {
      guard let members = try? family.members(in: factor.atom, at: ω) else { return nil }
      rows.append((factor, members))
    }
    guard rows.count > 1 else { return nil }
    var taken: Set<Int> = [0]
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for i in rows.indices where !taken.contains(i) {
        let meets = taken.contains { j in
          rows[i].members.contains { a in rows[j].members.contains { $0.meets(a) } }
        }
        if meets {
          taken.insert(i)
          isGrowing = true
        }
      }
    }
    guard taken.count < rows.count else { return nil }
    func product(_ inside: Bool) -> Monomial {
      var result = Monomial.one
      for (i, row) in rows.enumerated() where taken.contains(i) == inside {
        for _ in 0..<row.factor.exponent { result = result * Monomial(row.factor.atom) }
      }
      return result
    }
    return (product(true), product(false))
  }

  /// ¬(i = k), or ¬(i = k ∧ j = l) from one of the two.
  private func distinctMembers(_ formula: Term, _ distinct: [Term: Theorem]) throws -> Theorem? {
    guard let inner = formula.arguments(of: .not)?[0] else { return nil }
    guard let parts = inner.arguments(of: .and) else { return try knownDistinct(inner, distinct) }
    let both = try Theorem.assume(inner).conjuncts()
    for (part, theorem) in [(parts[0], both.0), (parts[1], both.1)] {
      if let different = try knownDistinct(part, distinct) {
        return try different.refuting(theorem).negating(inner)
      }
    }
    return nil
  }

  // MARK: Integrability

  /// A product is integrable where the facts say so, or where it is a·b and a², b² are integrable:
  /// −(a² + b²) ≤ a b ≤ a² + b².
  private func integrable(_ monomial: Monomial, _ random: Randomness) throws -> Theorem? {
    let ω = random.point
    guard let product = try monomial.term(in: .real) else { return random.unitIntegrable }
    if let known = try knownIntegrable(product, random) { return known }
    guard integratedProducts.insert(product).inserted else { return nil }
    defer { integratedProducts.remove(product) }
    let factors = Randomness.factors(of: product)
    guard factors.count > 1, factors.count <= 8 else { return nil }
    let half = factors.count / 2
    func square(_ list: ArraySlice<Term>) -> Monomial {
      list.reduce(Monomial.one) { $0 * Monomial($1) * Monomial($1) }
    }
    let (first, second) = (square(factors[..<half]), square(factors[half...]))
    guard first != monomial, second != monomial,
      let left = try expectation(of: first, random, distinct: [:])?.integrable,
      let right = try expectation(of: second, random, distinct: [:])?.integrable,
      let A = try first.term(in: .real), let B = try second.term(in: .real)
    else { return nil }
    let (a, b) = try (
      Self.product(Array(factors[..<half])), Self.product(Array(factors[half...]))
    )
    let bound = try A + B
    let sum = try Theorem.use(.integralAdd, [.lambda(ω, A), .lambda(ω, B)], left, right)
      .conjuncts().0
    // 2(a² + b² ∓ ab) = (a ∓ b)² + a² + b²
    func gap(_ difference: Term) throws -> Theorem {
      let squares = try [difference, a, b].map { try Theorem.axiom(.squareNonnegative, [$0]) }
      return try Self.product(
        .arithmetic(.lessOrEqual(.zero, .real(Rational(1, 2)))),
        Self.sum(Self.sum(squares[0], squares[1]), squares[2]))
    }
    let upper = try Theorem.lessOrEqual(product, bound, from: gap(a - b))
    let lower = try Theorem.lessOrEqual(-bound, product, from: gap(a + b))
    return try .use(
      .dominatedIntegrable, [.lambda(ω, bound), .lambda(ω, product)], sum,
      lower.and(upper).generalizing(ω))
  }
}

extension IndependentFamily.Member {
  /// Whether the two are the same member, or one of them is all of an argument.
  func meets(_ other: Self) -> Bool {
    part == other.part && (labels.isEmpty || other.labels.isEmpty || labels == other.labels)
  }
}

extension Term {
  var isVariable: Bool { if case .free = node { true } else { false } }
}
