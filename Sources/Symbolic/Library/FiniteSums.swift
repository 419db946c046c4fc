import Kernel

/// Single terms of finite sums, as derived rules.
extension Theorem {
  /// A finite sum with one term taken out.
  struct TermTakenOut {
    /// Σⱼ f(j) = f(i) + Σⱼ (1 − [i = j]) f(j).
    let equation: Theorem
    /// 0 ≤ (1 − [i = j]) f(j).
    let restTerm: Theorem
    /// 0 ≤ Σⱼ (1 − [i = j]) f(j).
    let rest: Theorem
  }

  /// Takes the term at i out of Σⱼ f, from 0 ≤ f or 0 < f for a free j.
  static func takingOut(_ i: Term, _ j: Term, _ bound: Theorem) throws -> TermTakenOut {
    let f = bound.bounded
    let bracket: Term = try .apply(.indicator, [.equal(i, j)])
    let rest = try (.one - bracket) * f
    let at = try Theorem.axiom(.sumDelta, [i, .lambda(j, f)])
    let equation = try Theorem.ring(f, bracket * f + rest).summed(over: j)
      .then(sumOfSum(j, bracket * f, rest))
      .then(.congruence(.add, [at, .reflexive(.sum(j, rest))]))
    let restTerm = try Prover.product(bracketAtMostOne(bracket), bound.weakened())
    return TermTakenOut(
      equation: equation, restTerm: restTerm,
      rest: try .use(.sumNonnegative, [.lambda(j, rest)], restTerm.generalizing(j)))
  }

  /// 0 ≤ 1 − [φ].
  static func bracketAtMostOne(_ bracket: Term) throws -> Theorem {
    guard let formula = bracket.arguments(of: .indicator)?[0] else {
      throw ProofFailure("a bracket is needed", bracket)
    }
    let (one, zero) = try Theorem.axiom(.indicatorCases, [formula]).conjuncts()
    func bound(_ value: Theorem, _ number: Term) throws -> Theorem {
      let difference = try Theorem.congruence(
        .add, [.reflexive(.one), .congruence(.negate, [value])])
      return try Theorem.arithmetic(.lessOrEqual(.zero, .one - number))
        .rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), difference.symmetric()]))
    }
    return try excludedMiddle(formula).cases(
      bound(one.modusPonens(.assume(formula)), .one),
      bound(zero.modusPonens(.assume(.not(formula))), .zero))
  }

  /// 0 ≤ Σⱼ f − f(i), from 0 ≤ f for a free j.
  static func singleTerm(_ i: Term, _ j: Term, _ bound: Theorem) throws -> Theorem {
    let parts = try takingOut(i, j, bound)
    let f = try bound.bounded.substituting([j: i])
    let sum: Term = try .sum(j, bound.bounded)
    let difference = try Theorem.congruence(.add, [parts.equation, .reflexive(-f)])
    let value = try difference.then(.ring(difference.right, parts.rest.bounded))
    guard try value.left === sum - f else { throw ProofFailure("a single term", sum) }
    return try parts.rest.rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), value.symmetric()]))
  }

  /// 0 < Σⱼ f from 0 < f for a free j: a range is never empty.
  static func sumPositive(_ j: Term, _ bound: Theorem) throws -> Theorem {
    let i = try Term.fresh("j", j.sort, avoiding: [bound.conclusion, j] + Array(bound.hypotheses))
    let parts = try takingOut(i, j, bound)
    let first = try bound.generalizing(j).specialized(to: i)
    return try Prover.sum(first, parts.rest).rewritten(
      by: .congruence(.less, [.reflexive(.zero), parts.equation.symmetric()]))
  }

  /// 0 < Σⱼ f − f(i), from 0 < f for a free j and Σⱼ 1 = n with 0 < n − 1.
  static func strictSingleTerm(
    _ i: Term, _ j: Term, _ bound: Theorem, count: Theorem, several: Theorem
  ) throws -> Theorem {
    let parts = try takingOut(i, j, bound)
    let (f, rest) = (bound.bounded, parts.restTerm.bounded)
    let bracket: Term = try .apply(.indicator, [.equal(i, j)])
    let sum: Term = try .sum(j, rest)
    // If Σ rest = 0, then each (1 − [i = j]) f(j) ≤ 0, so 1 − [i = j] = 0.
    let vanishing = try Theorem.assume(.equal(.zero, sum))
    let k = try Term.fresh(
      "k", j.sort, avoiding: [bound.conclusion, i, j] + Array(bound.hypotheses))
    let moved = try parts.restTerm.generalizing(j).specialized(to: k)
    let single = try singleTerm(k, j, parts.restTerm)
    let upper = try single.rewritten(
      by: .congruence(
        .lessOrEqual,
        [
          .reflexive(.zero),
          .congruence(.add, [vanishing.symmetric(), .reflexive(-moved.bounded)]),
        ]))
    let below = try Theorem.lessOrEqual(moved.bounded, .zero, from: upper)
    let zero = try Theorem.use(.antisymmetric, [moved.bounded, .zero], below, moved)
    let bracketAtK = try bracket.substituting([j: k])
    let positive = try bound.generalizing(j).specialized(to: k)
    let factors = try Theorem.use(.zeroProduct, [.one - bracketAtK, positive.bounded], zero)
    let goal = try Term.equal(.one - bracketAtK, .zero)
    let none = try factors.cases(
      .assume(goal),
      positive.distinct().disequalitySwapped()
        .refuting(.assume(.equal(positive.bounded, .zero))).explosion(goal))
    // Σₖ (1 − [i = k]) = n − 1, and it would be 0.
    let brackets = try none.summed(over: k)
    let zeros = try brackets.then(Theorem.ring(.zero, .zero * .one).summed(over: k))
      .then(sumOfScaled(k, .zero, .one))
    let delta = try Theorem.axiom(.sumDelta, [i, .lambda(j, .one)])
    let minus: Term = .real(-1)
    let counted = try Theorem.ring(.one - bracket, .one + minus * (bracket * .one)).summed(over: j)
      .then(sumOfSum(j, .one, minus * (bracket * .one)))
      .then(
        .congruence(
          .add,
          [
            count,
            sumOfScaled(j, minus, bracket * .one)
              .then(.congruence(.multiply, [.reflexive(minus), delta])),
          ]))
    let same = try counted.symmetric().then(zeros)
    let equal = try Theorem.ring(several.bounded, same.left).then(same)
    let isZero = try equal.then(.ring(equal.right, .zero))
    let apart = try several.distinct().disequalitySwapped().refuting(isZero)
      .negating(vanishing.conclusion)
    let strict = try parts.rest.and(apart).backwards(along: .axiom(.lessIff, [.zero, sum]))
    let term = try f.substituting([j: i])
    let difference = try Theorem.congruence(.add, [parts.equation, .reflexive(-term)])
    let value = try difference.then(.ring(difference.right, sum))
    return try strict.rewritten(
      by: .congruence(.less, [.reflexive(.zero), value.symmetric()]))
  }
}

/// The logarithm is increasing.
extension Theorem {
  /// 0 ≤ log b − log a from 0 ≤ b − a and 0 < a, 0 < b; strictly from 0 < b − a.
  static func logIncreasing(_ a: Theorem, _ b: Theorem, _ difference: Theorem) throws -> Theorem {
    let (x, y) = (a.bounded, b.bounded)
    let inverse = try Theorem.use(.inversePositive, [y], b)
    let quotient = try Prover.product(a, inverse)
    let q = quotient.bounded
    let log: Term = try .apply(.log, [q])
    // 0 ≤ (q − 1) − log q, and 0 ≤ (b − a)/b = 1 − q.
    let (tangent, _) = try Prover.logTangent(q, positive: quotient)
    let slack = try tangent.rewritten(by: .axiom(.lessOrEqualDifference, [log, q - .one]))
    let nonzero = try b.distinct().disequalitySwapped()
    let gap = try Prover.product(difference, inverse).moved(to: .one - q, nonzero: [nonzero])
    let total = try Prover.sum(gap, slack).moved(to: -log)
    let split = try Theorem.congruence(.negate, [Prover.logOfQuotient(x, y, a, b)])
    guard let op = total.conclusion.relation else { throw ProofFailure("log", log) }
    return try total.rewritten(by: .congruence(op, [.reflexive(.zero), split]))
      .moved(to: .apply(.log, [y]) - .apply(.log, [x]))
  }

  /// 0 ≤ b − a from 0 ≤ log b − log a and 0 < a, 0 < b; strictly from 0 < log b − log a.
  static func ofLogarithms(_ a: Theorem, _ b: Theorem, _ difference: Theorem) throws -> Theorem {
    let (x, y) = (a.bounded, b.bounded)
    let (lx, ly): (Term, Term) = try (.apply(.log, [x]), .apply(.log, [y]))
    let d = try ly - lx
    let exp: Term = try .apply(.exp, [d])
    let gap = try difference.moved(to: d)
    // exp d − 1 ≥ d, and b = a·exp d.
    let tangent = try Theorem.axiom(.expTangent, [d]).conjuncts().0
      .rewritten(by: .axiom(.lessOrEqualDifference, [.one + d, exp]))
    let growth = try Prover.sum(gap, tangent).moved(to: exp - .one)
    let (ea, eb) = try (Theorem.use(.expLog, [x], a), Theorem.use(.expLog, [y], b))
    let product = try Theorem.axiom(.expAdd, [d, lx]).symmetric()
      .then(.congruence(.exp, [.ring(d + lx, ly)])).then(eb)
    let whole = try Theorem.congruence(.multiply, [.reflexive(exp), ea]).symmetric().then(product)
    let scaled = try Prover.product(a, growth).moved(to: exp * x - x)
    guard let op = scaled.conclusion.relation else { throw ProofFailure("exp", exp) }
    return try scaled.rewritten(
      by: .congruence(
        op, [.reflexive(.zero), .congruence(.add, [whole, .reflexive(-x)])]))
  }
}

extension Theorem {
  /// 0 < ∏ᵢ f from 0 < f for a free i.
  static func productPositive(_ i: Term, _ bound: Theorem) throws -> Theorem {
    let log: Term = try .apply(.log, [bound.bounded])
    let value = try Theorem.use(.expLog, [bound.bounded], bound).symmetric().multiplied(over: i)
      .then(.axiom(.productExp, [.lambda(i, log)]))
    return try Theorem.axiom(.expPositive, [.sum(i, log)]).rewritten(
      by: .congruence(.less, [.reflexive(.zero), value.symmetric()]))
  }
}
