import Exact
import Kernel

/// Limits: e(x) = g(s(x)) for something small s(x) and a function g that is differentiable at 0.
extension Prover {
  /// What is to be shown: from some place on, D and |e − L| < ε.
  struct LimitGoal {
    let predicate: Term
    let start: Term
    let x: Term
    /// 0 < δ, where the place is a distance.
    let isDistance: Bool
    let premises: [Term]
    let defined: Term?
    let value: Term
    let limit: Term
    let ε: Term
    /// The point, for a limit at one.
    let point: Term?
  }

  /// ∃K ∀x. K ≤ x → |e − L| < ε, and the like at other places; `nil` for other predicates.
  func limit(_ predicate: Term) throws -> Theorem? {
    guard let goal = try limitGoal(predicate) else { return nil }
    let h = try fresh("h", .real, predicate, goal.start, goal.x)
    if goal.point != nil {
      return try atPoint(goal, h)
    }
    for growth in try growths(goal) {
      if let result = try? atInfinity(goal, growth, h) { return result }
    }
    return nil
  }

  func limitGoal(_ predicate: Term) throws -> LimitGoal? {
    guard case .lambda(let domain, _) = predicate.node, domain == .natural || domain == .real
    else { return nil }
    let start = try fresh("K", domain, predicate)
    var body = try predicate.instantiate(start)
    var isDistance = false
    if let parts = body.arguments(of: .and) {
      guard parts[0] === (try Term.less(.zero, start)) else { return nil }
      (isDistance, body) = (true, parts[1])
    }
    guard let inner = body.arguments(of: .forAll)?[0], case .lambda(let sort, _) = inner.node,
      sort == domain
    else { return nil }
    let x = try fresh("x", domain, predicate, start)
    body = try inner.instantiate(x)
    var premises: [Term] = []
    while let parts = body.arguments(of: .implies) {
      premises.append(parts[0])
      body = parts[1]
    }
    guard !premises.isEmpty, var claim = body.arguments(of: .and) else { return nil }
    var defined: Term?
    if let own = claim[1].arguments(of: .and) { (defined, claim) = (claim[0], own) }
    guard let low = claim[0].arguments(of: .less), let high = claim[1].arguments(of: .less),
      low[1] === high[0], let sum = high[1].arguments(of: .add),
      low[0] === (try sum[0] - sum[1]), !sum[0].contains(x), !sum[1].contains(x)
    else { return nil }
    var point: Term?
    if isDistance {
      let ends = premises.flatMap { $0.arguments(of: .less) ?? [] }
      point = ends.lazy.compactMap { $0.arguments(of: .add) }.first { $0[0] !== x }?[0]
      guard point != nil else { return nil }
    } else if premises.count != 1 {
      return nil
    }
    return LimitGoal(
      predicate: predicate, start: start, x: x, isDistance: isDistance, premises: premises,
      defined: defined, value: low[1], limit: sum[0], ε: sum[1], point: point)
  }

  // MARK: At a point

  private func atPoint(_ goal: LimitGoal, _ h: Term) throws -> Theorem? {
    guard let a = goal.point else { return nil }
    let gap = try goal.x - a
    // With x = a + h and h ≠ 0.
    let moved = try goal.value.substituting([goal.x: a + h])
    let isAbove = goal.premises[0] === (try Term.less(a, goal.x))
    let isPunctured = goal.premises[0].arguments(of: .not) != nil
    let sign: Term =
      try isPunctured
      ? .not(.equal(h, .zero)) : isAbove ? .less(.zero, h) : .less(h, .zero)
    let g = try adding([.assume(sign)]).withoutPoles(moved, h)
    // What must be positive or different from 0, as a function of h.
    let conditions = try (goal.defined?.separateConditions ?? []).compactMap { condition in
      let t =
        condition.arguments(of: .not)?[0].arguments(of: .equal)?[0]
        ?? condition.arguments(of: .less)?[1]
      return try t.map { try $0.substituting([goal.x: a + h]) }
    }
    let usable = conditions.filter { (try? normalize($0)) != nil }
    return try assembled(goal, g, h, small: gap, conditions: usable) { δ, isPositive in
      let premises = try goal.premises.map { try $0.substituting([goal.start: δ]) }
      let assumed = try premises.map { try Theorem.assume($0) }
      let context = try adding(assumed + [isPositive])
      let near = try (
        context.prove(.less(.zero - δ, gap), depth: 20),
        context.prove(.less(gap, .zero + δ), depth: 20)
      )
      var apart: [Theorem] = []
      if isPunctured {
        let equal = try Theorem.assume(.equal(gap, .zero))
        let sum = try Theorem.congruence(.add, [equal, .reflexive(a)])
        let same = try Theorem.ring(goal.x, gap + a).then(sum).then(.ring(sum.right, a))
        apart.append(try assumed[0].refuting(same).negating(.equal(gap, .zero)))
      }
      return Near(
        lower: near.0, upper: near.1, context: try context.adding(apart), premises: premises)
    } witness: { δ, isPositive, result in
      try isPositive.and(result).witnessing(goal.predicate, δ)
    }
  }

  // MARK: At infinity

  /// Something that grows beyond all bounds with X: W > 1/δ where X > T(δ).
  private struct Growth {
    /// x, −x, or x as a real number.
    let X: Term
    let large: Term
    /// X > 1/(rate·δ) will do.
    let rate: Theorem
    /// 1 + rate·X ≤ W; `nil` where W is X.
    let bound: Theorem?
    /// e with what depends on x expressed by h = 1/W.
    let replacing: (Term, Term) throws -> Term?
  }

  private func growths(_ goal: LimitGoal) throws -> [Growth] {
    let x = goal.x
    let isDown = goal.premises[0].arguments(of: .less)?[0] === x
    let X: Term = try x.sort == .natural ? .apply(.naturalToReal, [x]) : isDown ? -x : x
    var result: [Growth] = []
    let one = try Theorem.arithmetic(.less(.zero, .one))
    result.append(
      Growth(X: X, large: X, rate: one, bound: nil) { value, h in
        let inverse: Term = try .apply(.inverse, [h])
        let moved = try value.replacing(x.sort == .natural ? X : x, by: isDown ? -inverse : inverse)
        return moved.contains(x) ? nil : moved
      })
    let simple = try laurent(goal.value).right
    for atom in Set(simple.exponentialsAnywhere).sorted() where atom.contains(x) {
      guard let argument = atom.arguments(of: .exp)?[0],
        let slope = try slope(of: argument, in: X),
        let rate = (try? positive(slope)) ?? (try? positive(normalize(-slope).right))
      else { continue }
      let step = try rate.bounded * X
      let large: Term = try .apply(.exp, [step])
      let tangent = try Theorem.axiom(.expTangent, [step]).conjuncts().0
      result.append(
        Growth(X: X, large: large, rate: rate, bound: tangent) { _, h in
          var moved = simple
          for other in Set(simple.exponentialsAnywhere).sorted() where other.contains(x) {
            guard let argument = other.arguments(of: .exp)?[0],
              let own = try self.slope(of: argument, in: X),
              let ratio = try self.laurent(own / rate.bounded).right.rationalValue?.int
            else { return nil }
            let power = try h.power(abs(ratio))
            moved = try moved.replacing(
              other, by: ratio > 0 ? .apply(.inverse, [power]) : power)
          }
          return moved.contains(x) ? nil : moved
        })
    }
    for atom in Set(goal.value.powersAnywhere(of: x)).sorted() {
      guard let r = atom.arguments(of: .power)?[0], !r.contains(x),
        let decay = try geometric(r, x)
      else { continue }
      result.append(
        Growth(
          X: X, large: try .apply(.inverse, [atom]), rate: decay.rate, bound: decay.bound
        ) { value, h in
          let moved = try value.replacing(atom, by: h)
          return moved.contains(x) ? nil : moved
        })
    }
    return result
  }

  /// c of c X.
  private func slope(of term: Term, in X: Term) throws -> Term? {
    let atom = X.arguments(of: .negate)?[0] ?? X
    let value = try fraction(of: term).value
    guard
      value.denominator.isEmpty
        || !value.denominator.keys.contains(where: {
          $0.atoms.contains { $0.contains(atom) }
        })
    else { return nil }
    let parts = value.numerator.coefficients(of: atom)
    guard parts.count == 2, parts[0].isZero, !parts[1].atoms.contains(where: { $0.contains(atom) })
    else { return nil }
    let c = try parts[1].term(in: .real) / value.expandedDenominator().term(in: .real)
    return try normalize(atom === X ? c : -c).right
  }

  private func atInfinity(_ goal: LimitGoal, _ growth: Growth, _ h: Term) throws -> Theorem? {
    let positiveH = try Theorem.assume(.less(.zero, h))
    guard let moved = try growth.replacing(goal.value, h) else { return nil }
    let g = try adding([positiveH]).withoutPoles(moved, h)
    let W = growth.large
    let small: Term = try .apply(.inverse, [W])
    let rate = growth.rate.bounded
    let isDown = growth.X.arguments(of: .negate) != nil
    func bound(_ δ: Term) throws -> Term { try .apply(.inverse, [rate * δ]) }
    return try assembled(goal, g, h, small: small) { δ, isPositive in
      let T = try bound(δ)
      // T < X.
      var far: Theorem
      let place = try isDown ? -T : T
      let premises = try [
        goal.x.sort == .natural
          ? goal.premises[0] : goal.premises[0].substituting([goal.start: place])
      ]
      let premise = try Theorem.assume(premises[0])
      if goal.x.sort == .natural {
        let start: Term = try .apply(.naturalToReal, [goal.start])
        let beyond = try Theorem.assume(.less(T, start))
          .rewritten(by: .axiom(.lessDifference, [T, start]))
        let later = try premise.rewritten(by: .axiom(.naturalLessOrEqual, [goal.start, goal.x]))
          .rewritten(by: .axiom(.lessOrEqualDifference, [start, growth.X]))
        far = try Self.sum(beyond, later).moved(to: growth.X - T)
      } else {
        guard let ends = premise.conclusion.arguments(of: .less) else {
          throw ProofFailure("a limit", goal.predicate)
        }
        far = try premise.rewritten(by: .axiom(.lessDifference, ends)).moved(to: growth.X - T)
      }
      // 1/δ < W, from rate·(X − T) > 0 and 1 + rate·X ≤ W.
      let nonzero = try [isPositive, growth.rate, Self.product(growth.rate, isPositive)].map {
        try $0.distinct().disequalitySwapped()
      }
      let inverse: Term = try .apply(.inverse, [δ])
      var above = try Self.product(growth.rate, far)
        .moved(to: rate * growth.X - inverse, nonzero: nonzero)
      if let tangent = growth.bound {
        let ends = tangent.conclusion.arguments(of: .lessOrEqual) ?? []
        let gap = try tangent.rewritten(by: .axiom(.lessOrEqualDifference, ends))
        above = try Self.sum(Self.sum(above, gap), .arithmetic(.less(.zero, .one)))
      }
      above = try above.moved(to: W - inverse)
      let isLarge = try Self.sum(above, Theorem.use(.inversePositive, [δ], isPositive))
        .moved(to: W)
      let isSmall = try Theorem.use(.inversePositive, [W], isLarge)
      // δ − 1/W = δ (W − 1/δ)/W.
      let gap = try Self.product(Self.product(isPositive, above), isSmall).moved(
        to: (.zero + δ) - small, nonzero: nonzero + [isLarge.distinct().disequalitySwapped()])
      let upper = try Theorem.less(small, .zero + δ, from: gap)
      let lower = try Theorem.less(
        .zero - δ, small, from: Self.sum(isSmall, isPositive).moved(to: small - (.zero - δ)))
      return Near(
        lower: lower, upper: upper, context: try adding([isLarge, isPositive, premise]),
        premises: premises)
    } witness: { δ, _, result in
      let T = try bound(δ)
      guard goal.x.sort == .natural else {
        return try result.witnessing(goal.predicate, isDown ? -T : T)
      }
      return try Theorem.axiom(.archimedean, [T])
        .choosing(goal.start, result.witnessing(goal.predicate, goal.start))
    }
  }

  // MARK: Both

  /// −δ < s(x) < δ from the premises, among other facts about x.
  private struct Near {
    let lower: Theorem
    let upper: Theorem
    let context: Prover
    let premises: [Term]
  }

  /// The limit from e(x) = g(s(x)), g(0) = L and the continuity of g at 0; and what e needs to be defined, where
  /// it holds at the limit, by continuity too.
  private func assembled(
    _ goal: LimitGoal, _ g: Term, _ h: Term, small: Term, conditions: [Term] = [],
    near: (Term, Theorem) throws -> Near, witness: (Term, Theorem, Theorem) throws -> Theorem
  ) throws -> Theorem {
    let isLimit = try equation(g.substituting([h: .zero]), goal.limit)
    let isMargin = try prove(.less(.zero, goal.ε), depth: 20)
    var used = [goal.predicate, goal.start, goal.x, h, g, small]
    var neighbours = try [nearby(g, h, goal.limit, isLimit, isMargin, &used)]
    for condition in conditions {
      let value = try normalize(condition.substituting([h: .zero])).right
      guard let margin = (try? positive(value)) ?? (try? positive(-value)) else { continue }
      neighbours.append(try nearby(condition, h, nil, nil, margin, &used))
    }
    var (δ, isPositive) = (neighbours[0].δ, neighbours[0].isPositive)
    var smaller: [Theorem] = []
    for other in neighbours.dropFirst() {
      // δ δ′/(δ + δ′) is less than both.
      let sum = try Self.sum(isPositive, other.isPositive)
      let nonzero = try [sum.distinct().disequalitySwapped()]
      let inverse = try Theorem.use(.inversePositive, [sum.bounded], sum)
      let least = try Self.product(Self.product(isPositive, other.isPositive), inverse)
      for (own, bound) in [(isPositive, δ), (other.isPositive, other.δ)] {
        let gap = try Self.product(Self.product(own, own), inverse)
          .moved(to: bound - least.bounded, nonzero: nonzero)
        smaller.append(try .less(least.bounded, bound, from: gap))
      }
      (δ, isPositive) = (least.bounded, least)
    }
    let place = try near(δ, isPositive)
    var context = try place.context.adding(smaller + [place.lower, place.upper])
    for own in neighbours.dropFirst() {
      let values = try own.values(at: small, context)
      let here = try own.function.instantiate(small)
      var facts = [try values.0.rewritten(by: .axiom(.lessDifference, ends(of: values.0)))]
      facts.append(try values.1.rewritten(by: .axiom(.lessDifference, ends(of: values.1))))
      for fact in facts {
        for target in [here, try -here] {
          if let sign = try? fact.moved(to: target) { context = try context.adding([sign]) }
        }
      }
    }
    let values = try neighbours[0].values(at: small, context)
    let same = try context.equation(g.substituting([h: small]), goal.value)
    let margin = try Theorem.reflexive(goal.ε)
    let low = try values.0.rewritten(
      by: .congruence(
        .less,
        [.congruence(.add, [isLimit, .congruence(.negate, [margin])]), same]))
    let high = try values.1.rewritten(
      by: .congruence(.less, [same, .congruence(.add, [isLimit, margin])]))
    var result = try low.and(high)
    if let defined = goal.defined {
      result = try context.prove(defined, depth: 20).and(result)
    }
    for premise in place.premises.reversed() { result = try result.discharging(premise) }
    result = try witness(δ, isPositive, result.generalizing(goal.x))
    for own in neighbours.reversed() { result = try own.existence.choosing(own.δ, result) }
    return result
  }

  private func ends(of inequality: Theorem) throws -> [Term] {
    guard let ends = inequality.conclusion.arguments(of: .less) else {
      throw ProofFailure("an inequality", inequality.conclusion)
    }
    return ends
  }

  /// Where a function is within a margin of its value at 0.
  private struct Nearby {
    let function: Term
    let existence: Theorem
    let δ: Term
    let isPositive: Theorem
    /// ∀t. −δ < t → t < δ → |f(t) − f(0)| < margin.
    let all: Theorem

    func values(at small: Term, _ context: Prover) throws -> (Theorem, Theorem) {
      try all.specialized(to: small)
        .modusPonens(context.prove(.less(.zero - δ, small), depth: 20))
        .modusPonens(context.prove(.less(small, .zero + δ), depth: 20)).conjuncts()
    }
  }

  private func nearby(
    _ g: Term, _ h: Term, _ limit: Term?, _ isLimit: Theorem?, _ isMargin: Theorem,
    _ used: inout [Term]
  ) throws -> Nearby {
    let f = try Term.lambda(h, g)
    let derivative = try differentiate(f, at: .zero)
    guard let slope = derivative.conclusion.arguments(of: .hasDerivative)?[1] else {
      throw ProofFailure("a derivative at 0 is needed", g)
    }
    let continuity = try Theorem.use(
      .differentiableContinuous, [f, slope, .zero, isMargin.bounded], derivative, isMargin)
    guard let predicate = continuity.conclusion.arguments(of: .exists)?[0] else {
      throw ProofFailure("continuity", g)
    }
    let δ = try Term.fresh("δ", .real, avoiding: used + facts.map(\.conclusion))
    used.append(δ)
    let (isPositive, all) = try Theorem.assume(predicate.instantiate(δ)).conjuncts()
    return Nearby(function: f, existence: continuity, δ: δ, isPositive: isPositive, all: all)
  }
}
