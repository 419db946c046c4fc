import Exact
import Kernel

/// Sequences with an upper bound, and sequences without one.
extension Prover {
  /// ∃B ∀k. f(k) ≤ B: by what is known for all k, by a positive definite quadratic form that the recurrences
  /// keep, or because f does not rise; `nil` for other predicates.
  func upperBound(_ predicate: Term) throws -> Theorem? {
    if let result = try boundOfNumber(predicate) { return result }
    if let result = try lowerBound(ofTerms: predicate) { return result }
    guard let (value, k) = try boundedValue(predicate) else { return nil }
    for candidate in try bounds(of: value, k) {
      guard
        let bound = try? candidate.context.prove(.lessOrEqual(value, candidate.bound), depth: 4)
      else { continue }
      return try bound.generalizing(k).witnessing(predicate, candidate.bound)
    }
    return nil
  }

  /// ∃B ∀k. B ≤ f(k) or B < f(k), by the upper bounds of −f; `nil` for other predicates.
  private func lowerBound(ofTerms predicate: Term) throws -> Theorem? {
    guard case .lambda(.real, _) = predicate.node else { return nil }
    let bound = try fresh("B", .real, predicate)
    guard let inner = try predicate.instantiate(bound).arguments(of: .forAll)?[0],
      case .lambda(.natural, _) = inner.node
    else { return nil }
    let k = try fresh("k", .natural, predicate, bound)
    guard case .apply(let op, let sides) = try inner.instantiate(k).node,
      op == .less || op == .lessOrEqual, sides[0] === bound, sides[1].sort == .real,
      !sides[1].contains(bound)
    else { return nil }
    for candidate in try bounds(of: -sides[1], k) {
      let witness = try -candidate.bound - .one
      guard
        let law = try? candidate.context.prove(.apply(op, [witness, sides[1]]), depth: 4)
      else { continue }
      return try law.generalizing(k).witnessing(predicate, witness)
    }
    return nil
  }

  /// ∃B. e ≤ B, B ≤ e, e < B or B < e; `nil` for other predicates.
  private func boundOfNumber(_ predicate: Term) throws -> Theorem? {
    guard case .lambda(.real, _) = predicate.node else { return nil }
    let bound = try fresh("B", .real, predicate)
    guard case .apply(let op, let sides) = try predicate.instantiate(bound).node,
      op == .less || op == .lessOrEqual, let place = sides.firstIndex(where: { $0 === bound }),
      !sides[1 - place].contains(bound)
    else { return nil }
    let value = sides[1 - place]
    let witness =
      try op == .lessOrEqual ? value : place == 1 ? value + .one : value - .one
    return try prove(predicate.instantiate(witness), depth: 20).witnessing(predicate, witness)
  }

  /// f(k) and k of λB. ∀k. f(k) ≤ B.
  private func boundedValue(_ predicate: Term) throws -> (value: Term, k: Term)? {
    guard case .lambda(.real, _) = predicate.node else { return nil }
    let bound = try fresh("B", .real, predicate)
    guard let inner = try predicate.instantiate(bound).arguments(of: .forAll)?[0],
      case .lambda(.natural, _) = inner.node
    else { return nil }
    let k = try fresh("k", .natural, predicate, bound)
    guard let sides = try inner.instantiate(k).arguments(of: .lessOrEqual), sides[1] === bound,
      sides[0].sort == .real, !sides[0].contains(bound)
    else { return nil }
    return (sides[0], k)
  }

  private func bounds(of value: Term, _ k: Term) throws -> [(bound: Term, context: Prover)] {
    var result: [(Term, Prover)] = []
    for fact in facts {
      guard let instance = try knownAt(k, fact),
        let sides = instance.conclusion.arguments(of: .lessOrEqual), sides[0].sort == .real,
        !sides[1].contains(k)
      else { continue }
      result.append((sides[1], try adding([instance])))
    }
    for (bound, law) in try keptForms(in: value, k) {
      result.append((bound, try adding([law])))
      result.append((try bound + .one, try adding([law])))
      result.append((try .real(2) * bound, try adding([law])))
    }
    result.append((try value.substituting([k: .natural(0)]), self))
    result.append((.zero, self))
    return result
  }

  /// A fact about all natural numbers at one of them, its premises proved.
  private func knownAt(_ k: Term, _ fact: Theorem) throws -> Theorem? {
    guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
      case .lambda(.natural, _) = predicate.node
    else { return nil }
    var instance = try fact.specialized(to: k)
    while let parts = instance.conclusion.arguments(of: .implies) {
      guard let premise = try? prove(parts[0], depth: 30) else { return nil }
      instance = try instance.modusPonens(premise)
    }
    return instance
  }

  /// x² + y² ≤ (p + s)/(p s − r²) Q(0) for a conserved form Q = p x² + 2 r x y + s y² with p > 0 and
  /// p s > r².
  ///
  /// Law: (p + s) Q − (p s − r²)(x² + y²) = (p x + r y)² + (r x + s y)².
  private func keptForms(in value: Term, _ k: Term) throws -> [(bound: Term, law: Theorem)] {
    let heads = try recurrentSequences(in: value)
    guard heads.count == 2, !fuel.seeksInvariants else { return [] }
    fuel.seeksInvariants = true
    defer { fuel.seeksInvariants = false }
    let (x, y) = try (Term.call(heads[0], k), Term.call(heads[1], k))
    var result: [(Term, Theorem)] = []
    for law in try conservedForms(of: value) {
      let (form, start) = try law.specialized(to: k).sides
      let polynomial = try fraction(of: form).value.numerator
      let half = Polynomial(Monomial.one, Rational(1, 2))
      func coefficient(_ a: Term, _ b: Term) throws -> Polynomial {
        let rows = polynomial.coefficients(of: a)
        if a === b { return rows.count > 2 ? rows[2] : .zero }
        guard rows.count > 1 else { return .zero }
        let inner = rows[1].coefficients(of: b)
        return try inner.count > 1 ? half * inner[1] : .zero
      }
      let parts = try (coefficient(x, x), coefficient(x, y), coefficient(y, y))
      for sign in [1, -1] {
        let unit = Polynomial(Monomial.one, Rational(sign))
        let (p, r, s) = try (
          (unit * parts.0).term(in: .real), (unit * parts.1).term(in: .real),
          (unit * parts.2).term(in: .real)
        )
        let determinant = try p * s - r * r
        guard let isPositive = try? prove(.less(.zero, p), depth: 30),
          let isDefinite = try? prove(.less(.zero, determinant), depth: 30)
        else { continue }
        _ = isPositive
        let (u, v) = try (p * x + r * y, r * x + s * y)
        let gap = try Self.sum(
          .axiom(.squareNonnegative, [u]), .axiom(.squareNonnegative, [v]))
        let inverse = try Theorem.use(.inversePositive, [determinant], isDefinite)
        let signed = Term.real(Rational(sign))
        let bound = try (p + s) * (signed * start) * .apply(.inverse, [determinant])
        let apart = try isDefinite.distinct().disequalitySwapped()
        let squares = try x * x + y * y
        // bound − squares = gap/det, with Q(k) = Q(0).
        let now = try (p + s) * (signed * form) * .apply(.inverse, [determinant])
        let here = try Self.product(gap, inverse).moved(to: now - squares, nonzero: [apart])
        let kept = try law.specialized(to: k)
        let factor = try Theorem.congruence(
          .multiply, [.reflexive(p + s), .congruence(.multiply, [.reflexive(signed), kept])])
        let scaled = try Theorem.congruence(
          .multiply, [factor, .reflexive(.apply(.inverse, [determinant]))])
        let moved = try here.weakened().rewritten(
          by: .congruence(
            .lessOrEqual,
            [
              .reflexive(.zero),
              .congruence(.add, [scaled, .congruence(.negate, [.reflexive(squares)])]),
            ]))
        result.append((bound, try .lessOrEqual(squares, bound, from: moved)))
      }
    }
    return result
  }

  /// φ from ∀k. f(k) ≤ B, where ¬φ gives c k ≤ f(k) + 1 for all k with c > 0: no number is a bound then.
  ///
  /// `nil` where nothing of this kind is known.
  func absurdBound(_ goal: Term) throws -> Theorem? {
    guard !fuel.seeksBounds else { return nil }
    fuel.seeksBounds = true
    defer { fuel.seeksBounds = false }
    let laws = facts.filter { fact in
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(.natural, _) = predicate.node
      else { return false }
      return true
    }
    guard laws.count > 1 else { return nil }
    let denial = try negatedComparison(goal)
    let context = try adding([denial])
    let k = try fresh("k", .natural, goal)
    let time: Term = try .apply(.naturalToReal, [k])
    let instances = try laws.compactMap { try context.knownAt(k, $0) }
    for bounded in instances {
      guard let sides = bounded.conclusion.arguments(of: .lessOrEqual), sides[0].sort == .real,
        sides[0].contains(k), !sides[1].contains(k)
      else { continue }
      for (slope, law) in try context.growths(instances, of: sides[0], time) {
        guard let isPositive = try? context.prove(.less(.zero, slope), depth: 20) else { continue }
        let grows = law
        // K > (B + 1)/c for some K.
        let quotient = try (sides[1] + .one) / slope
        let beyond = try Theorem.assume(.less(quotient, time))
        let apart = try isPositive.distinct().disequalitySwapped()
        let far = try Self.product(
          isPositive, beyond.rewritten(by: .axiom(.lessDifference, [quotient, time]))
        ).moved(to: slope * time - (sides[1] + .one), nonzero: [apart])
        let gap = try [
          grows,
          bounded.rewritten(by: .axiom(.lessOrEqualDifference, sides)),
        ].reduce(far) { try Self.sum($0, $1) }.moved(to: .zero)
        let falsity = try Theorem.arithmetic(.not(.less(.zero, .zero))).refuting(gap)
        let none = try Theorem.axiom(.archimedean, [quotient]).choosing(k, falsity)
        return try positiveForm(of: goal, none, denial.conclusion)
      }
    }
    return nil
  }

  /// Numbers c with 0 ≤ f + 1 − c k, from a known c k ≤ u with u² ≤ f, or u = (−1)ᵏ w with w² ≤ f.
  ///
  /// Law: f + 1 − c k = (u − ½)² + ¾ + (u − c k) + (f − u²).
  private func growths(
    _ instances: [Theorem], of value: Term, _ time: Term
  ) throws -> [(slope: Term, law: Theorem)] {
    var result: [(Term, Theorem)] = []
    for part in try instances.flatMap({ try $0.allConjuncts() }) {
      guard let sides = part.conclusion.arguments(of: .lessOrEqual), sides[0].sort == .real,
        let slope = sides[0].factor(besides: time)
      else { continue }
      for scale in try [Term.one, .one / .real(2)] {
        if let law = try growth(part, slope, of: value, time, scale) { result.append(law) }
      }
    }
    return result
  }

  /// s c with 0 ≤ f + 1 − s c k for a positive number s, from c k ≤ u and s² u² ≤ f, or u² ≤ f² and 0 ≤ f for
  /// s = 1.
  private func growth(
    _ part: Theorem, _ slope: Term, of value: Term, _ time: Term, _ scale: Term
  ) throws -> (slope: Term, law: Theorem)? {
    guard let sides = part.conclusion.arguments(of: .lessOrEqual) else { return nil }
    let u = sides[1]
    var square = try Theorem.reflexive(u * u)
    if let factors = u.arguments(of: .multiply), let sign = try signSquared(factors[0]) {
      // u u = (s s) (w w) = w w.
      let w = factors[1]
      let apart = try Theorem.ring(u * u, (factors[0] * factors[0]) * (w * w))
        .then(.congruence(.multiply, [sign, .reflexive(w * w)]))
      square = try apart.then(.ring(apart.right, w * w))
    }
    let gap = try part.rewritten(by: .axiom(.lessOrEqualDifference, sides))
    let target = try value + .one - scale * slope * time
    /// 0 ≤ e − r u u from r w w ≤ e.
    func below(_ e: Term, _ r: Term) throws -> Theorem? {
      let scaled = try Theorem.congruence(.multiply, [.reflexive(r), square])
      let small = try scaled.right
      guard let dominates = try? prove(.lessOrEqual(small, e), depth: 20) else { return nil }
      return try dominates.rewritten(by: .axiom(.lessOrEqualDifference, [small, e])).backwards(
        along: .congruence(
          .lessOrEqual,
          [
            .reflexive(.zero),
            .congruence(.add, [.reflexive(e), .congruence(.negate, [scaled])]),
          ]))
    }
    let isPositive = try Theorem.arithmetic(.less(.zero, scale))
    if let below = try below(value, scale * scale) {
      let half = try Theorem.axiom(.squareNonnegative, [scale * u - .one / .real(2)])
      let rest = try Self.sum(half, .arithmetic(.less(.zero, .real(3) / .real(4))))
      let total = try [Self.product(isPositive, gap), below].reduce(rest) { try Self.sum($0, $1) }
      return (try scale * slope, try total.moved(to: target))
    }
    guard scale === Term.one, let size = try? prove(.lessOrEqual(.zero, value), depth: 20),
      let below = try below(value * value, .one)
    else { return nil }
    // u ≤ f.
    let (x, y) = try (fresh("u", .real, u, value), fresh("f", .real, u, value))
    let premises = try [Term.lessOrEqual(.zero, y), .lessOrEqual(.zero, y * y - .one * (x * x))]
    let context = try Prover(facts: premises.map { try .assume($0) }, fuel: fuel)
    let order = try context.prove(.lessOrEqual(x, y), depth: 20)
      .discharging(premises[1]).discharging(premises[0]).generalizing(y).generalizing(x)
      .specialized(to: u).specialized(to: value).modusPonens(size).modusPonens(below)
    let above = try order.rewritten(by: .axiom(.lessOrEqualDifference, [u, value]))
    let total = try Self.sum(Self.sum(above, gap), .arithmetic(.less(.zero, .one)))
    return (slope, try total.moved(to: value + .one - slope * time))
  }

  /// s s = 1 for s = (−1)ᵏ, by induction; `nil` for other terms.
  private func signSquared(_ s: Term) throws -> Theorem? {
    guard let parts = s.arguments(of: .power), parts[0].rationalValue == -1,
      case .free = parts[1].node
    else { return nil }
    let (base, k) = (parts[0], parts[1])
    let predicate = try Term.lambda(k, .equal(s * s, .one))
    let zeroth: Term = try .apply(.power, [base, .natural(0)])
    let start = try Theorem.ring(zeroth * zeroth, .one)
    let assumed = try Theorem.assume(.equal(s * s, .one))
    let next = try Theorem.axiom(.powerSuccessor, [base, k])
    let both = try Theorem.congruence(.multiply, [next, next])
    let apart = try both.then(.ring(both.right, s * s * (base * base)))
      .then(.congruence(.multiply, [assumed, .reflexive(base * base)]))
    let step = try apart.then(.ring(apart.right, .one))
    return try Theorem.induction(
      predicate, base: start, step: step.discharging(assumed.conclusion).generalizing(k)
    ).specialized(to: k)
  }

  /// What is assumed against a goal: r ≤ l against l < r, r < l against l ≤ r.
  private func negatedComparison(_ goal: Term) throws -> Theorem {
    if let sides = goal.arguments(of: .less) {
      return try .assume(.lessOrEqual(sides[1], sides[0]))
    }
    if let sides = goal.arguments(of: .lessOrEqual) {
      return try .assume(.less(sides[1], sides[0]))
    }
    throw ProofFailure("a comparison is needed", goal)
  }

  private func positiveForm(of goal: Term, _ falsity: Theorem, _ denial: Term) throws -> Theorem {
    let impossible = try falsity.negating(denial)
    let against = try impossible.refuting(.assume(denial)).explosion(goal)
    if let sides = goal.arguments(of: .less) {
      // r ≤ l or l < r.
      return try Theorem.axiom(.total, [sides[1], sides[0]]).cases(against, .assume(goal))
    }
    guard let sides = goal.arguments(of: .lessOrEqual) else {
      throw ProofFailure("a comparison is needed", goal)
    }
    return try Theorem.axiom(.total, sides).cases(.assume(goal), against)
  }
}

extension Term {
  /// c where the term is c·t or t·c, or 1 where it is t.
  func factor(besides t: Term) -> Term? {
    if self === t { return .one }
    guard let factors = arguments(of: .multiply) else { return nil }
    if factors[1] === t, !factors[0].contains(t) { return factors[0] }
    if factors[0] === t, !factors[1].contains(t) { return factors[1] }
    return nil
  }
}
