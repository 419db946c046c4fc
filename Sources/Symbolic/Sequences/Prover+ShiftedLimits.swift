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
