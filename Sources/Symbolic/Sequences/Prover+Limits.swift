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
      do {
        return try atPoint(goal, h, isQuotient: false)
      } catch {
        if let result = (try? atPoint(goal, h, isQuotient: true)) ?? (try? nearRoot(goal, h))
          ?? (try? squeezed(goal))
        {
          return result
        }
        throw error
      }
    }
    let growths = try growths(goal)
    for isQuotient in [false, true] {
      for growth in growths {
        if let result = try? atInfinity(goal, growth, h, isQuotient) { return result }
      }
    }
    return (try? farRoot(goal, h)) ?? (try? squeezed(goal))
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

  /// - Parameter isQuotient: Whether e is the quotient of differences of h e(a + h), and L the derivative
  ///   of that at 0.
  private func atPoint(_ goal: LimitGoal, _ h: Term, isQuotient: Bool) throws -> Theorem? {
    guard let a = goal.point else { return nil }
    let gap = try goal.x - a
    // With x = a + h and h ≠ 0.
    let moved = try goal.value.substituting([goal.x: a + h])
    let isAbove = goal.premises[0] === (try Term.less(a, goal.x))
    let isPunctured = goal.premises[0].arguments(of: .not) != nil
    let sign: Term =
      try isPunctured
      ? .not(.equal(h, .zero)) : isAbove ? .less(.zero, h) : .less(h, .zero)
    let g = try adding([.assume(sign)]).withoutPoles(isQuotient ? moved * h : moved, h)
    // What must be positive or different from 0, as a function of h.
    let conditions = try (goal.defined?.separateConditions ?? []).compactMap { condition in
      let t =
        condition.arguments(of: .not)?[0].arguments(of: .equal)?[0]
        ?? (condition.arguments(of: .less) ?? condition.arguments(of: .lessOrEqual))?[1]
      return try t.map { try $0.substituting([goal.x: a + h]) }
    }
    let usable = conditions.filter { (try? normalize($0)) != nil }
    return try assembled(
      goal, g, h, small: gap, isQuotient: isQuotient, conditions: usable
    ) { δ, isPositive in
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
      } else if isQuotient {
        let strict = try context.prove(isAbove ? .less(.zero, gap) : .less(gap, .zero), depth: 20)
        let distinct = try strict.distinct()
        apart.append(isAbove ? try distinct.disequalitySwapped() : distinct)
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
  func slope(of term: Term, in X: Term) throws -> Term? {
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

  private func atInfinity(
    _ goal: LimitGoal, _ growth: Growth, _ h: Term, _ isQuotient: Bool
  ) throws -> Theorem? {
    let positiveH = try Theorem.assume(.less(.zero, h))
    guard let moved = try growth.replacing(goal.value, h) else { return nil }
    let g = try adding([positiveH]).withoutPoles(isQuotient ? moved * h : moved, h)
    let W = growth.large
    let small: Term = try .apply(.inverse, [W])
    let rate = growth.rate.bounded
    func bound(_ δ: Term) throws -> Term { try .apply(.inverse, [rate * δ]) }
    return try assembled(goal, g, h, small: small, isQuotient: isQuotient) { δ, isPositive in
      let T = try bound(δ)
      let (far, premises) = try beyond(T, goal, growth.X)
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
        lower: lower, upper: upper,
        context: try adding(
          [isLarge, isPositive, isSmall.distinct().disequalitySwapped()]
            + premises.map { try Theorem.assume($0) }),
        premises: premises)
    } witness: { δ, _, result in
      try witnessed(result, by: bound(δ), goal, growth.X)
    }
  }
}
