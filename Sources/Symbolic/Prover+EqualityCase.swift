import Exact
import Kernel

/// When bounds of integrals are equalities, and integrals of positive functions.
extension Prover {
  /// φ almost everywhere, from a known equation between integrals that is the equality case of a bound.
  func equalityCase(_ predicate: Term, _ space: Sort, _ depth: Int) throws -> Theorem? {
    guard integralDepth == 0 else { return nil }
    for fact in facts {
      guard let sides = fact.conclusion.arguments(of: .equal), sides[0].sort == .real,
        !(sides[0].integralAtoms + sides[1].integralAtoms).allSatisfy(isMarginal)
      else { continue }
      for (a, b, equation) in try [
        (sides[0], sides[1], fact), (sides[1], sides[0], fact.symmetric()),
      ] {
        let step = try Theorem.congruence(.add, [equation, .reflexive(-b)])
        let isZero = try step.then(.ring(step.right, .zero))
        // The equation itself would make both sides the same.
        let context = try Prover(
          facts: facts.filter { $0.conclusion !== fact.conclusion }, fuel: fuel)
        let found = try context.firstIntegralBound(of: a - b) { bound -> [Theorem]? in
          guard let contact = bound.contact, let sign = try? context.signOfRemainder(bound.lower)
          else { return nil }
          // 0 ≤ lower ≤ t = 0
          let below = try bound.gap.weakened().rewritten(
            by: .congruence(
              .lessOrEqual,
              [
                .reflexive(.zero),
                .congruence(.add, [isZero, .reflexive(-bound.lower)]),
              ]))
          let lower = try Theorem.use(
            .antisymmetric, [bound.lower, .zero],
            .lessOrEqual(bound.lower, .zero, from: below), sign.weakened())
          let left = try a - b - bound.lower
          let zero = try Theorem.congruence(
            .add, [isZero, .congruence(.negate, [lower])])
          guard try zero.left === left else { return nil }
          let result = try contact(zero.then(.ring(zero.right, .zero)))
          return result.isEmpty ? nil : result
        }
        guard let found else { continue }
        if let result = try? adding(found).everywhere(predicate, space, depth) { return result }
      }
    }
    return nil
  }

  /// From ∫(f − g) = 0 for g ≤ f, what the contact of the integrands says almost everywhere.
  func contacts(
    _ contact: (Theorem) throws -> [Theorem], _ low: IntegralSpan.Combination,
    _ whole: IntegralSpan.Combination, _ gap: Theorem, _ difference: Theorem, _ isZero: Theorem,
    _ place: Pointwise
  ) throws -> [Theorem] {
    let (function, integrable, values) = try self.difference(of: whole, less: low)
    let zero = try values.then(.ring(values.right, isZero.left)).then(isZero)
    let value = try function.instantiate(place.point)
    let vanishing = try Theorem.use(
      .integralZero, [function], integrable,
      almostEverywhere(gap.weakened().moved(to: value), place.point, place.premises), zero)
    guard let predicate = vanishing.conclusion.arguments(of: .almostEverywhere)?[0] else {
      return []
    }
    // What follows at a point where f − g = 0.
    let assumed = try Theorem.assume(predicate.instantiate(place.point))
    let atPoint = try difference.then(.ring(difference.right, value)).then(assumed)
    return try contact(atPoint).map {
      try almostEverywhere($0, place.point, place.premises + [vanishing])
    }
  }

  /// f − g, that it is integrable, and its integral.
  private func difference(
    of whole: IntegralSpan.Combination, less low: IntegralSpan.Combination
  ) throws -> (Term, Theorem, Theorem) {
    let minus = Term.real(-1)
    let scaled = try Theorem.use(.integralScale, [minus, low.function], low.integrable).conjuncts()
    guard let negative = scaled.0.conclusion.arguments(of: .integrable)?[0] else {
      throw ProofFailure("a difference", low.function)
    }
    let (integrable, sum) = try Theorem.use(
      .integralAdd, [whole.function, negative], whole.integrable, scaled.0
    ).conjuncts()
    guard let function = integrable.conclusion.arguments(of: .integrable)?[0] else {
      throw ProofFailure("a difference", whole.function)
    }
    let values = try sum.then(
      .congruence(
        .add,
        [
          whole.value, scaled.1.then(.congruence(.multiply, [.reflexive(minus), low.value])),
        ]))
    return (function, integrable, values)
  }

  // MARK: Positive integrals

  /// 0 < t from 0 ≤ t = ∫(f − g), where g < f almost everywhere.
  func strictly(
    _ bound: Theorem, _ low: IntegralSpan.Combination, _ whole: IntegralSpan.Combination,
    _ gap: Theorem, _ difference: Theorem, _ place: Pointwise
  ) throws -> Theorem {
    let (function, integrable, values) = try self.difference(of: whole, less: low)
    let value = try function.instantiate(place.point)
    let positive = try gap.rewritten(
      by: .congruence(
        .less, [.reflexive(.zero), difference.then(.ring(difference.right, value))]))
    return try positiveIntegral(function, integrable, positive, at: place.point, place.premises)
      .rewritten(
        by: .congruence(
          .less, [.reflexive(.zero), values.then(equation(values.right, bound.bounded))]))
  }

  /// The context with 0 < ∫f for the integrals of positive functions that stand under logarithms and in
  /// denominators.
  func withPositiveIntegrals(_ goal: Term) throws -> Prover {
    var context = self
    for integral in goal.integralsToBePositive where !context.isMarginal(integral) {
      guard let function = integral.arguments(of: .integral)?[0],
        try context.integralEquations(for: [integral])[integral] == nil,
        let positive = try? context.positiveIntegral(function)
      else { continue }
      context = try context.adding([positive])
    }
    return context
  }

  /// 0 < ∫f for an integrable f > 0 on a space with a function of integral 1.
  private func positiveIntegral(_ f: Term) throws -> Theorem {
    guard case .lambda(let space, _) = f.node else { throw ProofFailure("a function", f) }
    let integrable = try prove(.apply(.integrable, [f]))
    let x = try fresh("x", space, f)
    let (context, premises) = try pointwise(at: x)
    return try positiveIntegral(
      f, integrable, context.positive(f.instantiate(x)), at: x, premises)
  }

  /// 0 < ∫f from 0 < f(x), where the premises hold almost everywhere.
  func positiveIntegral(
    _ f: Term, _ integrable: Theorem, _ positive: Theorem, at x: Term, _ premises: [Theorem]
  ) throws -> Theorem {
    guard
      let (unit, mass) = facts.lazy.compactMap({ fact -> (Term, Theorem)? in
        guard let sides = fact.conclusion.arguments(of: .equal), sides[1] === Term.one,
          let u = sides[0].arguments(of: .integral)?[0], case .lambda(x.sort, _) = u.node
        else { return nil }
        return (u, fact)
      }).first
    else { throw ProofFailure("no function with the integral 1 is known", f) }
    let unitIntegrable = try prove(.apply(.integrable, [unit]))
    let value = try f.instantiate(x)
    let integral: Term = try .apply(.integral, [f])
    // 0 = ∫ 0·u ≤ ∫f
    let zero = try Theorem.use(.integralScale, [.zero, unit], unitIntegrable).conjuncts()
    guard let null = zero.0.conclusion.arguments(of: .integrable)?[0] else {
      throw ProofFailure("0", f)
    }
    let nullAtX = try null.instantiate(x)
    let vanishes = try Theorem.ring(nullAtX, .zero)
    let above = try positive.weakened().rewritten(
      by: .congruence(.lessOrEqual, [vanishes.symmetric(), .reflexive(value)]))
    let zeroValue = try zero.1.then(.ring(zero.1.right, .zero))
    let nonnegative = try Theorem.use(
      .integralMonotone, [null, f], zero.0, integrable, almostEverywhere(above, x, premises)
    ).rewritten(by: .congruence(.lessOrEqual, [zeroValue, .reflexive(integral)]))
    // If ∫f = 0, then f = 0 almost everywhere, and 1 = ∫u ≤ 0.
    let assumed = try Theorem.assume(.equal(.zero, integral))
    let null0 = try Theorem.use(
      .integralZero, [f], integrable, almostEverywhere(positive.weakened(), x, premises),
      assumed.symmetric())
    let atX = try Theorem.assume(.equal(value, .zero))
    let below = try positive.distinct().refuting(atX.symmetric())
      .explosion(.lessOrEqual(unit.instantiate(x), nullAtX))
    let bound = try Theorem.use(
      .integralMonotone, [unit, null], unitIntegrable, zero.0,
      almostEverywhere(below, x, premises + [null0])
    ).rewritten(by: .congruence(.lessOrEqual, [mass, zeroValue]))
    let absurd = try Theorem.arithmetic(.not(.lessOrEqual(.one, .zero))).refuting(bound)
    let distinct = try absurd.negating(assumed.conclusion)
    return try nonnegative.and(distinct).backwards(along: .axiom(.lessIff, [.zero, integral]))
  }
}

extension Term {
  /// The integrals under logarithms and in denominators, outside of binders.
  fileprivate var integralsToBePositive: [Term] {
    switch node {
    case .bound, .free, .number, .lambda: return []
    case .apply(let op, let parts):
      var result = parts.flatMap(\.integralsToBePositive)
      if op == .less, parts[0] === Term.zero, parts[1].arguments(of: .integral) != nil {
        result += parts[1].integralAtoms.filter(\.isClosed)
      }
      if op == .log || op == .inverse { result += parts[0].integralAtoms.filter(\.isClosed) }
      return result
    case .call(let function, let argument):
      return function.integralsToBePositive + argument.integralsToBePositive
    }
  }
}
