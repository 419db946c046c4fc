import Exact
import Kernel

/// Bounds of expressions in expectations over one probability space, by a bound at every event.
extension Prover {
  /// 0 ≤ t for a term t in means mⱼ = 𝔼fⱼ, as 0 ≤ 𝔼G for a G that is nowhere negative.
  ///
  /// G is t with fⱼ(ω) in the place of the means that occur linearly, plus ∂t/∂mⱼ (fⱼ(ω) − mⱼ) for the others, so
  /// that 𝔼G = t: for 𝔼X² − (𝔼X)² it is (X − 𝔼X)², for 𝔼e^X − e^{𝔼X} Jensen's e^X − e^m − e^m (X − m).
  func meanBound(_ term: Term) throws -> Theorem? {
    guard integralDepth == 0 else { return nil }
    let form = try laurents([term])[0]
    func moved(_ bound: Theorem) throws -> Theorem {
      let own = try laurents([bound.bounded])[0]
      let nonzero = try denominators(of: [own.right, form.right])
      let equation = try own.then(.ring(own.right, form.right, nonzero: nonzero))
      return try bound.weakened().rewritten(
        by: .congruence(.lessOrEqual, [.reflexive(.zero), equation.then(form.symmetric())]))
    }
    guard let (space, means) = try meansOfEvents(in: form.right) else {
      // As combinations of others the integrals may have gone.
      guard term.hasIntegral, try form.right.outerIntegrals.isEmpty else { return nil }
      return try (try? signOfRemainder(form.right)).map(moved)
    }
    // What stands in a logarithm is looked for among the facts.
    let signs = try means.filter { mean in
      let sign = try Term.less(.zero, mean)
      return try form.right.usesInside(mean) && !facts.contains { $0.conclusion === sign }
    }.compactMap { try? prove(.less(.zero, $0), depth: 20) }
    if !signs.isEmpty { return try adding(signs).meanBound(term) }
    integralDepth += 1
    defer { integralDepth -= 1 }
    let polynomial = try IntegralSpan.polynomial(form)
    let place = try pointwise(on: space, term)
    var integrand = try form.right
    var slopes: Term?
    for mean in means {
      guard let function = mean.arguments(of: .integral)?[0] else { return nil }
      let value = try function.instantiate(place.point)
      let coefficients = polynomial.coefficients(of: mean)
      if coefficients.count == 2, try !form.right.usesInside(mean),
        try coefficients[1].term(in: .real).outerIntegrals.isEmpty
      {
        integrand = try integrand.replacing(mean, by: value)
        continue
      }
      guard let slope = try form.right.slope(by: mean) else { return nil }
      let part = try slope * (value - mean)
      slopes = try slopes.map { try $0 + part } ?? part
    }
    // Means that have a name, as those inside of others do.
    for fact in facts {
      guard let sides = fact.conclusion.arguments(of: .equal), sides[1].isVariable,
        let function = sides[0].arguments(of: .integral)?[0],
        case .lambda(space, _) = function.node,
        let slope = try form.right.slope(by: sides[1]), slope.number?.isZero != true
      else { continue }
      let part = try slope * (function.instantiate(place.point) - sides[1])
      slopes = try slopes.map { try $0 + part } ?? part
    }
    if let slopes { integrand = try integrand + slopes }
    return try meanBound(of: integrand, at: place).map(moved)
  }

  /// 0 ≤ 𝔼G, with 𝔼G as a combination of known integrals, where G ≥ 0 at every event.
  private func meanBound(of integrand: Term, at place: Pointwise) throws -> Theorem? {
    let span = try span(at: place)
    let form = try place.context.laurents([integrand])[0]
    guard let coefficients = try span.combination(IntegralSpan.polynomial(form)),
      let gap = try? place.context.prove(.lessOrEqual(.zero, integrand), depth: 16)
    else { return nil }
    let (low, high) = try (span.combination([:]), span.combination(coefficients))
    let (zero, g) = try (low.function.at(place.point), high.function.at(place.point))
    let sides = try [
      Theorem.ring(.zero, zero), place.context.equal(integrand, form, g),
    ]
    let pointwise = try gap.rewritten(by: .congruence(.lessOrEqual, sides))
    let monotone = try Theorem.use(
      .integralMonotone, [low.function, high.function], low.integrable, high.integrable,
      almostEverywhere(pointwise, place.point, place.premises))
    let values = try monotone.rewritten(by: .congruence(.lessOrEqual, [low.value, high.value]))
    return try values.rewritten(
      by: .congruence(.lessOrEqual, [.ring(low.value.right, .zero), .reflexive(high.value.right)]))
  }

  /// The means over a space of random events that stand in a term, outside of others.
  private func meansOfEvents(in term: Term) throws -> (space: Sort, means: [Term])? {
    let means = Set(term.outerIntegrals).sorted()
    guard case .function(let space, _)? = means.first?.arguments(of: .integral)?[0].sort,
      means.allSatisfy({ mean in
        if case .function(space, _)? = mean.arguments(of: .integral)?[0].sort {
          mean.isClosed
        } else {
          false
        }
      }), try randomness(on: space) != nil
    else { return nil }
    return (space, means)
  }

  // MARK: Cauchy and Schwarz

  /// 0 ≤ t for t = c (𝔼f 𝔼g − (𝔼h)²), c > 0, by 0 ≤ 𝔼[x² f − 2 x h + g] for all numbers x.
  func meanSchwarzBound(_ term: Term) throws -> Theorem? {
    guard integralDepth == 0 else { return nil }
    let form = try laurents([term])[0]
    guard let (_, means) = try meansOfEvents(in: form.right), (2...3).contains(means.count) else {
      return nil
    }
    let polynomial = try IntegralSpan.polynomial(form)
    let x = try fresh("x", .real, term)
    for b in means {
      guard case let squares = polynomial.coefficients(of: b), squares.count == 3,
        squares[1].isZero, let scale = squares[2].constant, scale.sign < 0
      else { continue }
      for a in means where a !== b {
        let factors = squares[0].coefficients(of: a)
        guard factors.count == 2, factors[0].isZero else { continue }
        let c = try factors[1].scaled(by: -1 / scale).term(in: .real)
        let quadratic = try a * (x * x) - .real(2) * b * x + c
        guard let everywhere = try meanBound(quadratic), let sign = try meanBound(a) else {
          continue
        }
        let bound = try Self.discriminant(a, b, c, x, everywhere, sign)
        return try Self.product(.arithmetic(.less(.zero, .real(-scale))), bound)
          .moved(to: form.right).weakened()
          .rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), form.symmetric()]))
      }
    }
    return nil
  }

  /// 0 ≤ a c − b² from 0 ≤ a x² − 2 b x + c for all x, and 0 ≤ a.
  private static func discriminant(
    _ a: Term, _ b: Term, _ c: Term, _ x: Term, _ everywhere: Theorem, _ sign: Theorem
  ) throws -> Theorem {
    let goal = try a * c - b * b
    func at(_ value: Term) throws -> Theorem { try everywhere.instantiate([x: value]) }
    let isZero = try Theorem.assume(.equal(a, .zero))
    let isOther = try Theorem.assume(.not(isZero.conclusion))
    let inverse: Term = try .apply(.inverse, [a])
    let regular = try product(sign, at(b * inverse)).weakened().moved(to: goal, nonzero: [isOther])
    // With a = 0 the linear function −2 b x + c is nowhere negative, hence b = 0.
    let vanishes = try Theorem.assume(.equal(b, .zero))
    let remains = try Theorem.assume(.not(vanishes.conclusion))
    let none = try Theorem.congruence(
      .add,
      [
        .congruence(.multiply, [isZero, .reflexive(c)]),
        .congruence(.negate, [.congruence(.multiply, [vanishes, vanishes])]),
      ])
    let nothing = try Theorem.arithmetic(.lessOrEqual(.zero, .zero)).rewritten(
      by: .congruence(
        .lessOrEqual, [.reflexive(.zero), none.then(.ring(none.right, .zero)).symmetric()]))
    let start: Term = try (c + .one) * .real(Rational(1, 2)) * .apply(.inverse, [b])
    let square = try start * start
    let line = try at(start)
    let straight = try Theorem.congruence(
      .add,
      [
        .congruence(
          .add,
          [
            .congruence(.multiply, [isZero, .reflexive(square)]),
            .reflexive(-(.real(2) * b * start)),
          ]), .reflexive(c),
      ])
    let below = try straight.then(.ring(straight.right, .real(-1), nonzero: [remains]))
    let impossible = try line.rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), below]))
    let contradiction = try Theorem.arithmetic(.not(impossible.conclusion)).refuting(impossible)
    let degenerate = try Theorem.excludedMiddle(vanishes.conclusion)
      .cases(nothing, contradiction.explosion(nothing.conclusion))
    return try Theorem.excludedMiddle(isZero.conclusion).cases(degenerate, regular)
  }
}

extension Term {
  /// Whether the part occurs in a term made by other operations than sums and products.
  func usesInside(_ part: Term) -> Bool {
    guard self !== part, case .apply(let op, let x) = node else { return false }
    switch op {
    case .add, .multiply, .negate, .power: return x.contains { $0.usesInside(part) }
    default: return contains(part)
    }
  }

  /// The derivative by a subterm, of a term made of sums, products, powers, inverses, roots, exp and log; `nil` for
  /// others. Integrals count as constant.
  func slope(by part: Term) throws -> Term? {
    if self === part { return .one }
    guard contains(part), arguments(of: .integral) == nil else { return .zero }
    guard case .apply(let op, let x) = node, let first = try x[0].slope(by: part) else {
      return nil
    }
    switch op {
    case .add: return try x[1].slope(by: part).map { try first + $0 }
    case .negate: return try -first
    case .multiply:
      return try x[1].slope(by: part).map { try first * x[1] + x[0] * $0 }
    case .power:
      guard let n = x[1].number, n.isInteger, let power = n.int, power > 0 else { return nil }
      return try .real(n) * x[0].power(power - 1) * first
    case .inverse: return try -(self * self * first)
    case .exp: return try self * first
    case .log: return try .apply(.inverse, [x[0]]) * first
    case .squareRoot: return try .apply(.inverse, [.real(2) * self]) * first
    default: return nil
    }
  }
}
