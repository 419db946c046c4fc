import Exact
import Kernel

/// What holds from some place on of f(k + m), or of f(c t + d) with c > 0, from what does of f.
extension Prover {
  /// ∃K ∀x. K ≤ x → φ(x + m), or K < x → φ(c x + d), by the same for φ(x); `nil` for other predicates.
  func shifted(_ predicate: Term) throws -> Theorem? {
    guard case .lambda(let domain, _) = predicate.node, domain == .natural || domain == .real
    else { return nil }
    let start = try fresh("K", domain, predicate)
    guard let inner = try predicate.instantiate(start).arguments(of: .forAll)?[0],
      case .lambda(domain, _) = inner.node
    else { return nil }
    let relation: Operator = domain == .natural ? .lessOrEqual : .less
    let x = try fresh("x", domain, predicate, start)
    guard let parts = try inner.instantiate(x).arguments(of: .implies),
      let sides = parts[0].arguments(of: relation), sides[0] === start, sides[1] === x,
      !parts[1].contains(start)
    else { return nil }
    let places = parts[1].argumentsOfCalls(containing: x)
    guard places.count == 1, let place = places.first, place !== x, place.sort == domain else {
      return nil
    }
    let y = try fresh("y", domain, predicate, start, x)
    let claim = try parts[1].replacing(place, by: y)
    guard !claim.contains(x) else { return nil }
    let law = try Term.lambda(
      start, .forAll(y, .implies(.apply(relation, [start, y]), claim)))
    let (premise, reached, witness) =
      try domain == .natural
      ? laterIndex(start, x, place) : laterTime(start, x, place)
    let existence = try existence(law)
    let result = try Theorem.assume(law.instantiate(start)).specialized(to: place)
      .modusPonens(reached).discharging(premise).generalizing(x).witnessing(predicate, witness)
    return try existence.choosing(start, result)
  }

  /// ∃K ∀t. K < t → |f(t) + g(c t) − L| < ε, from f(t) → L and g(c t) → 0, or the other way round; `nil` for other
  /// predicates.
  func separated(_ predicate: Term) throws -> Theorem? {
    guard !fuel.squeezes, let goal = try limitGoal(predicate), goal.defined == nil,
      goal.point == nil, goal.x.sort == .real, goal.premises.count == 1,
      goal.premises[0] === (try Term.less(goal.start, goal.x))
    else { return nil }
    var groups: [(places: Set<Term>, sum: Term)] = []
    for part in goal.value.summands {
      let places = part.argumentsOfCalls(containing: goal.x)
      if let i = groups.firstIndex(where: { $0.places == places }) {
        groups[i].sum = try groups[i].sum + part
      } else {
        groups.append((places, part))
      }
    }
    guard groups.count == 2, groups.allSatisfy({ $0.places.count == 1 }) else { return nil }
    fuel.squeezes = true
    defer { fuel.squeezes = false }
    let margin = try goal.ε / .real(2)
    let isHalf = try Self.product(
      .arithmetic(.less(.zero, .real(Rational(1, 2)))), positive(goal.ε)
    ).moved(to: margin)
    let context = try adding([isHalf])
    func law(_ e: Term, _ limit: Term) throws -> Term {
      let near = try Term.and(.less(limit - margin, e), .less(e, limit + margin))
      return try .lambda(goal.start, .forAll(goal.x, .implies(goal.premises[0], near)))
    }
    for (first, last) in [(goal.limit, Term.zero), (.zero, goal.limit)] {
      let laws = try (law(groups[0].sum, first), law(groups[1].sum, last))
      guard let one = try? context.existence(laws.0), let two = try? context.existence(laws.1)
      else { continue }
      let (k, m) = try (
        fresh("K", .real, predicate, goal.start, goal.x),
        Term.fresh("M", .real, avoiding: facts.map(\.conclusion) + [predicate, goal.start, goal.x])
      )
      // K² + M² + 1 is beyond both.
      let place = try k * k + m * m + .one
      let premise = try Term.less(place, goal.x)
      let beyond = try Theorem.assume(premise).rewritten(
        by: .axiom(.lessDifference, [place, goal.x]))
      func reached(_ own: Term, _ other: Term) throws -> Theorem {
        // x − K = (x − K² − M² − 1) + (K − ½)² + M² + ¾.
        let squares = try Self.sum(
          .axiom(.squareNonnegative, [own - .one / .real(2)]),
          .axiom(.squareNonnegative, [other]))
        let rest = try Self.sum(squares, .arithmetic(.less(.zero, .real(3) / .real(4))))
        return try .less(own, goal.x, from: Self.sum(beyond, rest).moved(to: goal.x - own))
      }
      func values(_ law: Term, _ own: Term, _ other: Term) throws -> (Theorem, Theorem) {
        let (low, high) = try Theorem.assume(law.instantiate(own)).specialized(to: goal.x)
          .modusPonens(reached(own, other)).conjuncts()
        return try (
          low.rewritten(by: .axiom(.lessDifference, ends(of: low))),
          high.rewritten(by: .axiom(.lessDifference, ends(of: high)))
        )
      }
      let (f, g) = try (values(laws.0, k, m), values(laws.1, m, k))
      let (least, most) = try (goal.limit - goal.ε, goal.limit + goal.ε)
      let below = try Theorem.less(
        least, goal.value, from: Self.sum(f.0, g.0).moved(to: goal.value - least))
      let above = try Theorem.less(
        goal.value, most, from: Self.sum(f.1, g.1).moved(to: most - goal.value))
      let result = try below.and(above).discharging(premise).generalizing(goal.x)
        .witnessing(predicate, place)
      return try one.choosing(k, two.choosing(m, result))
    }
    return nil
  }

  /// K ≤ k + m from K ≤ k.
  private func laterIndex(
    _ start: Term, _ k: Term, _ place: Term
  ) throws -> (premise: Term, reached: Theorem, witness: Term) {
    let premise = try Term.lessOrEqual(start, k)
    let known = try Theorem.assume(premise).rewritten(by: .axiom(.naturalLessOrEqual, [start, k]))
    let (first, last): (Term, Term) = try (
      .apply(.naturalToReal, [start]), .apply(.naturalToReal, [place])
    )
    let reached = try adding([known]).prove(.lessOrEqual(first, last), depth: 20)
      .backwards(along: .axiom(.naturalLessOrEqual, [start, place]))
    return (premise, reached, start)
  }

  /// K < c t + d from (K − d)/c < t, for c > 0.
  private func laterTime(
    _ start: Term, _ t: Term, _ place: Term
  ) throws -> (premise: Term, reached: Theorem, witness: Term) {
    let offset = try normalize(place.substituting([t: .zero])).right
    guard let c = try slope(of: place - offset, in: t) else {
      throw ProofFailure("a linear function of the time is needed", place)
    }
    let rate = try positive(c)
    let apart = try rate.distinct().disequalitySwapped()
    let witness = try (start - offset) / rate.bounded
    let premise = try Term.less(witness, t)
    let gap = try Theorem.assume(premise).rewritten(by: .axiom(.lessDifference, [witness, t]))
    let reached = try Self.product(rate, gap).moved(to: place - start, nonzero: [apart])
    return (premise, try .less(start, place, from: reached), witness)
  }
}

extension Term {
  /// The terms whose sum it is.
  fileprivate var summands: [Term] {
    arguments(of: .add).map { $0.flatMap(\.summands) } ?? [self]
  }

  /// The arguments of calls of free functions in which a variable occurs.
  fileprivate func argumentsOfCalls(containing x: Term) -> Set<Term> {
    switch node {
    case .bound, .free, .number: return []
    case .apply(_, let parts):
      return parts.reduce(into: []) { $0.formUnion($1.argumentsOfCalls(containing: x)) }
    case .lambda(_, let body): return body.argumentsOfCalls(containing: x)
    case .call(let function, let argument):
      if case .free = function.node, argument.contains(x) { return [argument] }
      return function.argumentsOfCalls(containing: x)
        .union(argument.argumentsOfCalls(containing: x))
    }
  }
}
