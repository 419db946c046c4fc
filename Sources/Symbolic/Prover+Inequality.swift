import Exact
import Kernel

/// Inequalities between real terms.
extension Prover {
  /// a < b or a ≤ b, or a failure.
  func inequality(_ op: Operator, _ a: Term, _ b: Term) throws -> Theorem {
    let difference = try b - a
    let simple = try evaluate(difference)
    // Logarithms as they were written pair up better than taken apart.
    let apart = try simple.then(elementary(simple.right))
    for form in [simple, apart] {
      guard let bound = try signOfDifference(form.right, isStrict: op == .less),
        op == .lessOrEqual || bound.isStrict
      else {
        continue
      }
      let usable = op == .lessOrEqual ? try bound.weakened() : bound
      let moved = try usable.rewritten(
        by: .congruence(op, [.reflexive(.zero), form.symmetric()]))
      return op == .less ? try .less(a, b, from: moved) : try .lessOrEqual(a, b, from: moved)
    }
    if op == .lessOrEqual, let bound = try lagrangeBound(apart.right) {
      return try .lessOrEqual(
        a, b,
        from: bound.weakened().rewritten(
          by: .congruence(.lessOrEqual, [.reflexive(.zero), apart.symmetric()])))
    }
    if let result = try comparisonOfLogarithms(op, a, b) { return result }
    if op == .lessOrEqual,
      let bound = try meanBound(apart.right) ?? meanSchwarzBound(apart.right)
    {
      return try .lessOrEqual(
        a, b,
        from: bound.weakened().rewritten(
          by: .congruence(.lessOrEqual, [.reflexive(.zero), apart.symmetric()])))
    }
    if integralDepth == 0, let form = try? withIntegralsCarriedOut(apart),
      let bound = try signOfDifference(form.right, isStrict: op == .less),
      op == .lessOrEqual || bound.isStrict
    {
      let usable = op == .lessOrEqual ? try bound.weakened() : bound
      let moved = try usable.rewritten(
        by: .congruence(op, [.reflexive(.zero), form.symmetric()]))
      return op == .less ? try .less(a, b, from: moved) : try .lessOrEqual(a, b, from: moved)
    }
    if let bound = try univariateBound(simple.right), op == .lessOrEqual || bound.isStrict {
      let usable = op == .lessOrEqual ? try bound.weakened() : bound
      let moved = try usable.rewritten(
        by: .congruence(op, [.reflexive(.zero), simple.symmetric()]))
      return op == .less ? try .less(a, b, from: moved) : try .lessOrEqual(a, b, from: moved)
    }
    throw ProofFailure(
      "the difference right − left is not known to have this sign",
      (try? normalize(apart.right).right) ?? (try? apart.right))
  }

  /// The equation with the integrals of its right side that come to others, as ∫ f log(f/f) = 0.
  private func withIntegralsCarriedOut(_ equation: Theorem) throws -> Theorem {
    let right = try equation.right
    let values = try integralEquations(for: right.integralAtoms)
    let carried = try equation.then(Self.substituting(values, in: right))
    let form = try carried.then(normalize(carried.right))
    guard try form.right !== right else { throw ProofFailure("no integral to carry out", right) }
    return form
  }

  /// A lower bound of a difference, by its structure or by tangents of logarithms.
  /// - Parameter isStrict: Whether integrals are of use only where their bound is strict.
  func signOfDifference(_ term: Term, isStrict: Bool = false) throws -> Theorem? {
    let direct = try lowerBound(term)
    if direct?.isStrict == true { return direct }
    if let bound = try boundOfNumericLogarithms(term) { return bound }
    if let bound = try exponentialBound(term) { return bound }
    if let bound = try tangentBound(term, isStrict) { return bound }
    if let bound = try finiteSumBound(term), bound.isStrict || direct == nil { return bound }
    if direct == nil, term.uses(.log),
      let bound = (try? boundOfConstants(term)) ?? (try? boundWithRounderConstant(term))
        ?? (try? boundByExponential(term))
    {
      return bound
    }
    return direct
  }

  /// log t ≤ t − 1, with equality only at t = 1.
  static func logTangent(_ t: Term, positive: Theorem) throws -> (bound: Theorem, equality: Theorem)
  {
    let log: Term = try .apply(.log, [t])
    let expLog = try Theorem.use(.expLog, [t], positive)
    let (bound, equality) = try Theorem.axiom(.expTangent, [log]).conjuncts()
    // 1 + log t ≤ t
    let first = try bound.rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.one + log), expLog]))
    let difference = try first.rewritten(by: .axiom(.lessOrEqualDifference, [.one + log, t]))
    let result = try Theorem.lessOrEqual(log, t - .one, from: difference)
    // log t = t − 1 gives log t = 0, so t = exp 0 = 1.
    let assumed = try Theorem.assume(.equal(log, t - .one))
    let sum = try Theorem.congruence(.add, [.reflexive(.one), assumed])
    let equal = try sum.then(.ring(sum.right, t)).then(expLog.symmetric())
    let zero = try equality.modusPonens(equal)
    let one = try expLog.symmetric().then(.congruence(.exp, [zero])).then(.axiom(.expZero, []))
    return (result, try one.discharging(assumed.conclusion))
  }

  /// A bound of a term with logarithms: a·(log u − log v) ≥ a·(1 − v/u) for u, v > 0 and a ≥ 0,
  /// strictly when u ≠ v and a > 0; the rest must have a sign of its own.
  private func tangentBound(_ term: Term, _ isStrict: Bool) throws -> Theorem? {
    func closed(_ tangents: Tangents) throws -> Theorem? {
      guard let remainder = try? signOfRemainder(tangents.lower) else { return nil }
      return try Self.sum(tangents.gap, remainder).moved(to: term, nonzero: tangents.nonzero)
    }
    for tangents in try self.tangents(of: term) {
      if let result = try closed(tangents) { return result }
    }
    let bound = try firstIntegralBound(of: term) { tangents -> Theorem? in
      try closed(tangents).flatMap { $0.isStrict || !isStrict ? $0 : nil }
    }
    if let bound { return bound }
    if term.integralAtoms.isEmpty, term.uses(.log) {
      for tangents in try sumTangents(of: laurents([term])[0]) {
        if let result = try? closed(tangents) { return result }
      }
    }
    // At a point under a mean, whose own logarithm may be weighted by it.
    if integralDepth > 0, term.uses(.log),
      let bound = try boundOfNumerator(term, { try tangentBound($0, isStrict) })
    {
      return bound
    }
    // With a known inequality between integrals added.
    guard integralDepth == 0 else { return nil }
    for bound in bounds
    where bound.theorem.bounded.hasIntegral && !isMarginal(bound.theorem.bounded) {
      let known = bound.theorem.bounded
      let difference = try term - known
      if let remainder = try? signOfRemainder(laurents([difference])[0].right) {
        let form = try laurents([difference])[0]
        guard let op = remainder.conclusion.relation else { continue }
        let rest = try remainder.rewritten(
          by: .congruence(op, [.reflexive(.zero), form.symmetric()]))
        return try Self.sum(bound.theorem, rest).moved(to: term)
      }
      let result = try firstIntegralBound(of: difference) { tangents -> Theorem? in
        guard let remainder = try? signOfRemainder(tangents.lower) else { return nil }
        let sum = try Self.sum(tangents.gap, remainder)
          .moved(to: difference, nonzero: tangents.nonzero)
        return try Self.sum(bound.theorem, sum).moved(to: term)
      }
      if let result { return result }
    }
    return nil
  }

  /// A term below another one: 0 ≤ term − lower, where lower has tangents in place of logarithms.
  struct Tangents {
    let gap: Theorem
    let lower: Term
    let nonzero: [Theorem]
    /// From term − lower = 0, what makes it so.
    var contact: ((Theorem) throws -> [Theorem])?
  }

  /// The ways to put tangents in place of the logarithms of a term.
  func tangents(of term: Term) throws -> [Tangents] {
    let form = try fraction(of: term)
    guard form.value.denominator.isEmpty else { return [] }
    let p = form.value.numerator
    let logs = p.atoms.filter { $0.arguments(of: .log) != nil }
    guard !logs.isEmpty else { return [] }
    var weights: [(log: Term, weight: Polynomial)] = []
    var rest = p
    for log in logs {
      let c = p.coefficients(of: log)
      guard c.count == 2 else { return [] }
      weights.append((log, c[1]))
      rest = try rest - c[1] * Polynomial(atom: log)
    }
    var result: [Tangents] = []
    for pairing in Self.pairings(weights) {
      guard let (gap, lower) = try? tangents(pairing, rest) else { continue }
      let nonzero = try form.nonzero + denominators(of: [lower])
      guard let moved = try? gap.moved(to: term - lower, nonzero: nonzero) else { continue }
      result.append(Tangents(gap: moved, lower: lower, nonzero: nonzero))
    }
    return result
  }

  /// Partitions of the logarithms into weighted quotients: a·log u − a·log v.
  private static func pairings(_ weights: [(log: Term, weight: Polynomial)])
    -> [[(weight: Polynomial, up: Term, down: Term?)]]
  {
    guard let first = weights.first else { return [[]] }
    var result: [[(weight: Polynomial, up: Term, down: Term?)]] = []
    let others = Array(weights.dropFirst())
    for (index, other) in others.enumerated() where (other.weight + first.weight).isZero {
      var remaining = others
      remaining.remove(at: index)
      for tail in pairings(remaining).prefix(24) {
        result.append([(first.weight, first.log, other.log)] + tail)
        result.append([(other.weight, other.log, first.log)] + tail)
      }
    }
    // Alone: −a·log v ≥ a·(1 − v), or a·log u ≥ a·(1 − 1/u), which pairs it with log 1.
    for tail in pairings(others).prefix(24) {
      result.append([(-first.weight, first.log, nil)] + tail)
      result.append([(first.weight, first.log, Term.logOfOne)] + tail)
    }
    return result
  }

  /// 0 ≤ Σ a·(log u − log v) − Σ tangents, and rest + Σ tangents.
  private func tangents(
    _ pairing: [(weight: Polynomial, up: Term, down: Term?)], _ rest: Polynomial
  ) throws -> (Theorem, Term) {
    var total: Theorem?
    var lower = try rest.term(in: .real)
    for part in pairing {
      let weight = try nonnegativeOrPositive(part.weight.term(in: .real))
      let (bound, tangent) = try tangentPart(weight, part.up, part.down)
      total = try total.map { try Self.sum($0, bound) } ?? bound
      lower = try lower + tangent
    }
    guard let total else { throw ProofFailure("no logarithm") }
    return (total, lower)
  }

  /// 0 ≤ t or 0 < t for what the tangents leave.
  func signOfRemainder(_ term: Term) throws -> Theorem {
    if let zero = try? equation(term, .zero) {
      return try Theorem.arithmetic(.lessOrEqual(.zero, .zero))
        .rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), zero.symmetric()]))
    }
    let simple = try normalize(term)
    guard let bound = try lowerBound(simple.right), let op = bound.conclusion.relation else {
      throw ProofFailure("the tangents leave a term of unknown sign", term)
    }
    return try bound.rewritten(by: .congruence(op, [.reflexive(.zero), simple.symmetric()]))
  }

  private func nonnegativeOrPositive(_ term: Term) throws -> Theorem {
    guard let bound = try lowerBound(term) else {
      throw ProofFailure("a weight of unknown sign", term)
    }
    return bound
  }

  /// 0 ≤ a·(log u − log v) − T with T = a·(1 − v/u); for a single logarithm 0 ≤ −a·log v − T with
  /// T = a·(1 − v).
  private func tangentPart(_ weight: Theorem, _ up: Term, _ down: Term?) throws
    -> (Theorem, Term)
  {
    let a = weight.bounded
    guard let u = up.arguments(of: .log)?[0] else { throw ProofFailure("no logarithm", up) }
    let v = down?.arguments(of: .log)?[0] ?? u
    let value: Term  // log of the quotient, as a difference of logarithms
    let quotient: Term
    let equation: Theorem
    var known: [Theorem] = []
    if let down {
      quotient = try v / u
      let alone = down === Term.logOfOne
      value = try alone ? .zero - up : down - up
      let (pu, pv) = try (positive(u), positive(v))
      known = [try pu.distinct().disequalitySwapped()]
      let inverse = try Theorem.use(.inversePositive, [u], pu)
      let pq = try Self.product(pv, inverse)
      let difference = try Self.logOfQuotient(v, u, pv, pu)
      equation =
        try alone
        ? difference.then(.congruence(.add, [Self.logOfOne(), .reflexive(-up)])) : difference
      return try tangentPart(a, weight, quotient, value, equation, pq, known, u, v)
    }
    quotient = v
    value = up
    return try tangentPart(
      a, weight, quotient, value, .reflexive(up), positive(v), [], .one, v)
  }

  private func tangentPart(
    _ a: Term, _ weight: Theorem, _ quotient: Term, _ value: Term, _ equation: Theorem,
    _ positive: Theorem, _ known: [Theorem], _ u: Term, _ v: Term
  ) throws -> (Theorem, Term) {
    let (bound, equality) = try Self.logTangent(quotient, positive: positive)
    // 0 ≤ (q − 1) − log q = (q − 1) − value
    let log: Term = try .apply(.log, [quotient])
    let q1 = try quotient - .one
    var slack = try bound.rewritten(by: .axiom(.lessOrEqualDifference, [log, q1]))
    if let apart = try? nonzero(u - v) {
      // Equality would give q = 1, so v = u.
      let assumed = try Theorem.assume(.equal(log, q1))
      let one = try equality.modusPonens(assumed)
      let step = try Theorem.ring(u - v, u * (.one - quotient), nonzero: known)
        .then(
          .congruence(
            .multiply,
            [.reflexive(u), .congruence(.add, [.reflexive(.one), .congruence(.negate, [one])])]))
      let zero = try step.then(.ring(step.right, .zero))
      let distinct = try apart.refuting(zero).negating(assumed.conclusion)
      let strict = try bound.and(distinct).backwards(along: .axiom(.lessIff, [log, q1]))
      slack = try strict.rewritten(by: .axiom(.lessDifference, [log, q1]))
    }
    let replaced = try Theorem.congruence(
      .add, [.reflexive(q1), .congruence(.negate, [equation])])
    guard let op = slack.conclusion.relation else { throw ProofFailure("tangent", log) }
    let gap = try slack.rewritten(by: .congruence(op, [.reflexive(.zero), replaced]))
    let weighted = try Self.product(weight, gap)
    // a·((q − 1) − value) = −a·value − a·(1 − q)
    let tangent = try a * (.one - quotient)
    let form = try -(a * value) - tangent
    return (try weighted.moved(to: form), tangent)
  }

  /// log 1 = 0.
  static func logOfOne() throws -> Theorem {
    try Theorem.congruence(.log, [Theorem.axiom(.expZero, []).symmetric()])
      .then(.axiom(.logExp, [.zero]))
  }

  /// log(v/u) = log v − log u.
  static func logOfQuotient(_ v: Term, _ u: Term, _ pv: Theorem, _ pu: Theorem) throws -> Theorem {
    let (lv, lu): (Term, Term) = try (.apply(.log, [v]), .apply(.log, [u]))
    let difference = try lv - lu
    let exp: Term = try .apply(.exp, [difference])
    // exp(lv − lu)·u = exp(lv − lu)·exp(lu) = exp(lv) = v
    let eu = try Theorem.use(.expLog, [u], pu)
    let ev = try Theorem.use(.expLog, [v], pv)
    let product = try Theorem.axiom(.expAdd, [difference, lu]).symmetric()
      .then(.congruence(.exp, [.ring(difference + lu, lv)])).then(ev)
    let whole = try Theorem.congruence(.multiply, [.reflexive(exp), eu]).symmetric().then(product)
    let nonzero = try pu.distinct().disequalitySwapped()
    let inverse: Term = try .apply(.inverse, [u])
    let value = try Theorem.ring(exp, (exp * u) * inverse, nonzero: [nonzero])
      .then(.congruence(.multiply, [whole, .reflexive(inverse)]))
    return try Theorem.congruence(.log, [value.symmetric()]).then(.axiom(.logExp, [difference]))
  }
}

extension Term {
  /// Whether an integral occurs outside of binders.
  var hasIntegral: Bool {
    guard case .apply(let op, let parts) = node else { return false }
    return op == .integral || parts.contains(where: \.hasIntegral)
  }

  static let logOfOne: Term? = try? .apply(.log, [.one])

  /// < or ≤ at the head.
  var relation: Operator? {
    guard case .apply(let op, _) = node, op == .less || op == .lessOrEqual else { return nil }
    return op
  }
}
