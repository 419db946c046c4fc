import Exact
import Kernel

/// Where a limit is taken: far from 0, or near 0 from above.
struct Rate {
  let x: Term
  /// x as a real number; it is positive at the places in question.
  let X: Term
  let isNear: Bool

  /// `nil` for other places.
  init?(_ goal: Prover.LimitGoal) throws {
    x = goal.x
    X = try x.sort == .natural ? .apply(.naturalToReal, [x]) : x
    isNear = goal.isDistance
    if isNear {
      guard goal.point === Term.zero, goal.premises[0] === (try Term.less(.zero, x)) else {
        return nil
      }
    } else if goal.premises[0].arguments(of: .less)?[0] === x {
      return nil
    }
  }

  /// The statement of the goal's limit with another claim in place of the goal's.
  func predicate(_ claim: Term, _ goal: Prover.LimitGoal) throws -> Term {
    let all = try Term.forAll(x, .implies(goal.premises, claim))
    return try .lambda(
      goal.start, isNear ? .and(.less(.zero, goal.start), all) : all)
  }

  /// What holds at an x that is far enough for several limits.
  struct Reached {
    let here: [Theorem]
    /// 0 < X.
    let isPositive: Theorem
    /// 0 < δ for the place δ that is near enough for all of them.
    let isStart: Theorem
  }

  /// A place that is far enough for all of the existences with these names, what it assumes of x, and what
  /// they say there.
  func combined(
    _ starts: [Term], _ existences: [Theorem], _ goal: Prover.LimitGoal, _ prover: Prover
  ) throws -> (start: Term, premises: [Term], reached: Reached) {
    let facts = try zip(starts, existences).map { start, existence in
      guard let predicate = existence.conclusion.arguments(of: .exists)?[0] else {
        throw ProofFailure("an existence", existence.conclusion)
      }
      return try Theorem.assume(predicate.instantiate(start))
    }
    let one = try Theorem.arithmetic(.less(.zero, .one))
    var start: Term
    var isStart = one
    switch (isNear, x.sort) {
    case (true, _):
      // δ δ′/(δ + δ′)
      isStart = try facts[0].conjuncts().0
      for fact in facts.dropFirst() {
        let own = try fact.conjuncts().0
        let sum = try Prover.sum(isStart, own)
        isStart = try Prover.product(
          Prover.product(isStart, own), .use(.inversePositive, [sum.bounded], sum))
      }
      start = isStart.bounded
    case (false, .natural):
      start = try starts.dropFirst().reduce(starts[0]) { try $0 + $1 } + .natural(1)
    default:
      start = try starts.reduce(.one) { try $0 + $1 * $1 }
    }
    let premises = try goal.premises.map { try $0.substituting([goal.start: start]) }
    let assumed = try premises.map { try Theorem.assume($0) }
    var here: [Theorem] = []
    var isPositive = try Theorem.assume(.less(.zero, X))
    func gap(_ theorem: Theorem) throws -> Theorem {
      try theorem.rewritten(by: .axiom(.lessDifference, prover.ends(of: theorem)))
    }
    for (own, fact) in zip(starts, facts) {
      switch (isNear, x.sort) {
      case (true, _):
        isPositive = assumed[0]
        let (size, all) = try fact.conjuncts()
        var near = try all.specialized(to: x).modusPonens(assumed[0])
        var bound = assumed[1]
        if own !== start {
          let context = try prover.adding(facts.map { try $0.conjuncts().0 } + [bound, size])
          let (x, end) = try (goal.x, Term.zero + own)
          let difference = try context.positive(context.normalize(own - start).right).rewritten(
            by: .congruence(
              .less, [.reflexive(.zero), context.normalize(own - start).symmetric()]))
          bound = try .less(
            x, end, from: Prover.sum(gap(bound), difference).moved(to: end - x))
        }
        near = try near.modusPonens(bound)
        here.append(near)
      case (false, .natural):
        // x − Kᵢ = (x − K) + the other Kⱼ + 1.
        let (far, place) = try (
          Term.apply(.naturalToReal, [start]), Term.apply(.naturalToReal, [own])
        )
        let later = try assumed[0].rewritten(by: .axiom(.naturalLessOrEqual, [start, x]))
          .rewritten(by: .axiom(.lessOrEqualDifference, [far, X]))
        var rest = one
        for other in starts where other !== own {
          rest = try Prover.sum(rest, .axiom(.naturalNonnegative, [other]))
        }
        let above = try Prover.sum(later, rest).weakened().moved(to: X - place)
        let bound = try Theorem.lessOrEqual(place, X, from: above)
          .backwards(along: .axiom(.naturalLessOrEqual, [own, x]))
        here.append(try fact.specialized(to: x).modusPonens(bound))
        let all = try starts.reduce(one) { try Prover.sum($0, .axiom(.naturalNonnegative, [$1])) }
        isPositive = try Prover.sum(later, all).moved(to: X)
      default:
        // x − Kᵢ = (x − 1 − Σ Kⱼ²) + (Kᵢ − ½)² + ¾ + the other squares.
        var rest = try Prover.sum(
          .axiom(.squareNonnegative, [own - .real(Rational(1, 2))]),
          .arithmetic(.less(.zero, .real(Rational(3, 4)))))
        var all = one
        for other in starts {
          let square = try Theorem.axiom(.squareNonnegative, [other])
          if other !== own { rest = try Prover.sum(rest, square) }
          all = try Prover.sum(all, square)
        }
        let far = try gap(assumed[0])
        let bound = try Theorem.less(own, x, from: Prover.sum(far, rest).moved(to: x - own))
        here.append(try fact.specialized(to: x).modusPonens(bound))
        isPositive = try Prover.sum(far, all).moved(to: x)
      }
    }
    return (start, premises, Reached(here: here, isPositive: isPositive, isStart: isStart))
  }
}
