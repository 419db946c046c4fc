import Kernel

/// Moments of weighted sums of one row of independent Bernoulli variables.
///
/// The family R is a random matrix over a probability space; row i is fixed, the weights c depend on
/// the column only. Source: the variance of a sum of independent variables; Wager, Wang and Liang
/// (2013), Dropout training as adaptive regularization.
public struct BernoulliRow {
  /// The random matrix, a function on the probability space.
  public let matrix: Term
  public let probability: Term
  let isIndependent: Bool
  let space: Sort
  let rows: Term
  let columns: Term

  /// The assumptions, in this order: 1 is integrable, ∫1 = 1, the means, the values 0 and 1, the
  /// independence of all entries.
  public let assumptions: [Term]

  /// Throws unless `matrix` is a function from a space to matrices.
  public init(matrix: Term, probability: Term, isIndependent: Bool = true) throws {
    guard case .function(let space, .matrix(let n, let d)) = matrix.sort else {
      throw ProofFailure("a random matrix is needed", matrix)
    }
    self.matrix = matrix
    self.probability = probability
    self.isIndependent = isIndependent
    self.space = space
    (rows, columns) = (n, d)
    assumptions = try RandomMatrix.bernoulli(
      matrix, probability: probability, independent: isIndependent)
  }

  /// The variable of the probability space that the statements bind.
  public func point() throws -> Term { try .variable("ω", space) }

  func entry(_ i: Term, _ k: Term) throws -> Term {
    try .apply(.entry, [matrix(point()), i, k])
  }

  private func assumed(_ number: Int) throws -> Theorem { try .assume(assumptions[number]) }

  /// Rᵢₖ² = Rᵢₖ.
  private func idempotent(_ i: Term, _ k: Term) throws -> Theorem {
    try assumed(3).specialized(to: point()).specialized(to: i).specialized(to: k)
  }

  /// ∫f, for the function of ω with this value.
  func integral(_ value: Term) throws -> Term {
    try .apply(.integral, [.lambda(point(), value)])
  }

  /// 0 ≤ Rᵢₖ and Rᵢₖ ≤ 1.
  private func bounds(_ i: Term, _ k: Term) throws -> (lower: Theorem, upper: Theorem) {
    let r = try entry(i, k)
    let square = try idempotent(i, k)
    let lower = try Theorem.axiom(.squareNonnegative, [r])
      .rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), square]))
    // 1 − r = (1 − r)² + (r² − r)
    let gap = try Theorem.axiom(.squareNonnegative, [.one - r])
    let linear = try Term.one - Term.real(2) * r
    let expanded = try Theorem.ring((.one - r) * (.one - r), linear + r * r)
      .then(.congruence(.add, [.reflexive(linear), square]))
    let upper = try Theorem.lessOrEqual(
      r, .one,
      from: gap.rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), expanded])))
    return (lower, upper)
  }

  /// Rᵢₖ is integrable, because 0 ≤ Rᵢₖ ≤ 1.
  func integrable(_ i: Term, _ k: Term) throws -> Theorem {
    let (lower, upper) = try bounds(i, k)
    let ω = try point()
    return try .use(
      .boundedIntegrable, [.one, .lambda(ω, entry(i, k))], assumed(0),
      lower.and(upper).generalizing(ω))
  }

  func unitIntegrable() throws -> Theorem { try assumed(0) }
  func unitMass() throws -> Theorem { try assumed(1) }
  func mean(_ i: Term, _ k: Term) throws -> Theorem {
    try assumed(2).specialized(to: i).specialized(to: k)
  }

  /// RᵢⱼRₗₖ is integrable, because 0 ≤ RᵢⱼRₗₖ ≤ 1; independence is not needed.
  func productIntegrable(_ i: Term, _ j: Term, _ l: Term, _ k: Term) throws -> Theorem {
    let (r, s) = try (entry(i, j), entry(l, k))
    let (first, second) = try (bounds(i, j), bounds(l, k))
    let product = try r * s
    let lower = try Theorem.use(.multiplyNonnegative, [r, s], first.lower, second.lower)
    // 1 − rs = (1 − r) + r(1 − s)
    let gap = try Theorem.use(
      .multiplyNonnegative, [r, .one - s], first.lower,
      second.upper.rewritten(by: .axiom(.lessOrEqualDifference, [s, .one])))
    let sum = try Theorem.use(
      .addNonnegative, [.one - r, r * (.one - s)],
      first.upper.rewritten(by: .axiom(.lessOrEqualDifference, [r, .one])), gap)
    let upper = try Theorem.lessOrEqual(product, .one, from: sum)
    let ω = try point()
    return try .use(
      .boundedIntegrable, [.one, .lambda(ω, product)], assumed(0),
      lower.and(upper).generalizing(ω))
  }

  /// ∫RᵢⱼRₗₖ = p² + [i = l ∧ j = k](p − p²) with the bracket as a product [i = l][j = k], left out
  /// where the two indices are the same term; and that the product is integrable.
  func productMoment(_ i: Term, _ j: Term, _ l: Term, _ k: Term) throws
    -> (integrable: Theorem, value: Theorem)
  {
    let conditions = try [(i, l), (j, k)].filter { $0.0 !== $0.1 }.map {
      try Term.equal($0.0, $0.1)
    }
    var brackets: Term = .one
    for condition in conditions {
      let bracket: Term = try .apply(.indicator, [condition])
      brackets = brackets === Term.one ? bracket : try brackets * bracket
    }
    return try splitting(conditions[...], brackets, i, j, l, k, known: [:])
  }

  /// A case for each equation of indices: all of them hold, or the entries are different ones.
  private func splitting(
    _ conditions: ArraySlice<Term>, _ brackets: Term, _ i: Term, _ j: Term, _ l: Term, _ k: Term,
    known: [Term: Theorem]
  ) throws -> (integrable: Theorem, value: Theorem) {
    let ω = try point()
    guard let condition = conditions.first else {
      // All equal: the product is Rᵢⱼ, and every bracket is 1.
      func equal(_ a: Term, _ b: Term) throws -> Theorem {
        if a === b { return try .reflexive(a) }
        guard let theorem = try known[.equal(a, b)] else { throw ProofFailure("indices", a) }
        return theorem
      }
      let same = try Theorem.congruence(
        .entry, [.reflexive(matrix(ω)), equal(i, l).symmetric(), equal(j, k).symmetric()])
      let collapsed = try Theorem.congruence(.multiply, [.reflexive(entry(i, j)), same])
        .then(idempotent(i, j)).abstracting(ω)
      let ones = try bracketValue(brackets, known) { theorem in
        try Theorem.axiom(.indicatorCases, [theorem.conclusion]).conjuncts().0.modusPonens(theorem)
      }
      let p = probability
      let variance = try p - p * p
      let padded = try Theorem.congruence(
        .add, [.reflexive(p * p), .congruence(.multiply, [ones, .reflexive(variance)])])
      let total = try padded.then(.ring(padded.right, p)).symmetric()
      return (
        try integrable(i, j).backwards(along: .congruence(.integrable, [collapsed])),
        try Theorem.congruence(.integral, [collapsed]).then(mean(i, j)).then(total)
      )
    }
    let holds = try Theorem.assume(condition)
    let first = try splitting(
      conditions.dropFirst(), brackets, i, j, l, k,
      known: known.merging([condition: holds]) { a, _ in a })
    let second = try apart(condition, brackets, i, j, l, k)
    let goal = try first.integrable.and(first.value)
    let other = try second.integrable.and(second.value)
    let result = try Theorem.excludedMiddle(condition).cases(goal, other).conjuncts()
    return (result.0, result.1)
  }

  /// The case of different entries: independence, and a bracket is 0.
  private func apart(
    _ condition: Term, _ brackets: Term, _ i: Term, _ j: Term, _ l: Term, _ k: Term
  ) throws -> (integrable: Theorem, value: Theorem) {
    let distinct = try Theorem.assume(.not(condition))
    let both = try Theorem.assume(.and(.equal(i, l), .equal(j, k)))
    let parts = try both.conjuncts()
    let hit = parts.0.conclusion === condition ? parts.0 : parts.1
    let different = try distinct.refuting(hit).negating(both.conclusion)
    guard let family = assumptions[4].arguments(of: .independent)?[0] else {
      throw ProofFailure("independence", assumptions[4])
    }
    let independent = try Theorem.use(
      .independentProduct, [family, i, j, l, k], assumed(1), assumed(4), different,
      integrable(i, j), integrable(l, k)
    ).conjuncts()
    let zero = try Theorem.axiom(.indicatorCases, [condition]).conjuncts().1.modusPonens(distinct)
    let p = probability
    let variance = try p - p * p
    let product = try bracketValue(brackets, [condition: zero]) { $0 }
    let padded = try Theorem.congruence(
      .add, [.reflexive(p * p), .congruence(.multiply, [product, .reflexive(variance)])])
    let total = try padded.then(.ring(padded.right, p * p)).symmetric()
    return (
      independent.0,
      try independent.1.then(.congruence(.multiply, [mean(i, j), mean(l, k)])).then(total)
    )
  }

  /// The product of brackets with the values of those that are known put in.
  private func bracketValue(
    _ brackets: Term, _ known: [Term: Theorem], _ value: (Theorem) throws -> Theorem
  ) throws -> Theorem {
    if let parts = brackets.arguments(of: .multiply) {
      return try .congruence(
        .multiply, parts.map { try bracketValue($0, known, value) })
    }
    guard let condition = brackets.arguments(of: .indicator)?[0], let theorem = known[condition]
    else { return try .reflexive(brackets) }
    return try value(theorem)
  }

  /// 𝔼(a − Σₖ cₖRᵢₖ)² = (a − pΣₖcₖ)² + p(1−p)Σₖcₖ², and that the square is integrable.
  ///
  /// `weight` is cₖ for the free column index `k`; squares are written as products.
  public func secondMoment(_ a: Term, _ i: Term, _ k: Term, weight c: Term) throws
    -> (integrable: Theorem, value: Theorem)
  {
    let ω = try point()
    let p = probability
    let j = try Term.fresh("j", k.sort, avoiding: [c, a, i, k])
    let cj = try c.substituting([k: j])
    let (r, rj) = try (entry(i, k), entry(i, j))
    let S: Term = try .sum(k, c * r)
    // S is integrable, ∫S = Σₖ cₖ p.
    let scaled = try Theorem.use(.integralScale, [c, .lambda(ω, r)], integrable(i, k)).conjuncts()
    let linear = try Theorem.use(
      .integralSum, [.lambda(k, .lambda(ω, c * r))], scaled.0.generalizing(k)
    ).conjuncts()
    let mean = try assumed(2).specialized(to: i).specialized(to: k)
    let first = try linear.1.then(
      scaled.1.then(.congruence(.multiply, [.reflexive(c), mean])).summed(over: k))
    let sumC: Term = try .sum(k, c)
    let meanS = try first.then(Theorem.ring(c * p, p * c).summed(over: k)).then(
      .sumOfScaled(k, p, c))
    // S² = ΣⱼΣₖ cⱼcₖ·RᵢⱼRᵢₖ, term by term.
    let (pairIntegrable, pairValue) = try productMoment(i, j, i, k)
    let weight = try cj * c
    let pair = try Theorem.use(
      .integralScale, [weight, .lambda(ω, rj * r)], pairIntegrable
    ).conjuncts()
    let inner = try Theorem.use(
      .integralSum, [.lambda(k, .lambda(ω, weight * (rj * r)))], pair.0.generalizing(k)
    ).conjuncts()
    let outer = try Theorem.use(
      .integralSum, [.lambda(j, .lambda(ω, .sum(k, weight * (rj * r))))],
      inner.0.generalizing(j)
    ).conjuncts()
    let variance = try p - p * p
    let bracket: Term = try .apply(.indicator, [.equal(j, k)])
    let moment = try pair.1.then(.congruence(.multiply, [.reflexive(weight), pairValue]))
      .then(
        .ring(
          weight * (p * p + bracket * variance), (p * p) * weight + bracket * (variance * weight)))
    let innerValue = try inner.1.then(moment.summed(over: k))
      .then(.sumOfSum(k, (p * p) * weight, bracket * (variance * weight)))
      .then(
        .congruence(
          .add,
          [
            .sumOfScaled(k, p * p, weight),
            .axiom(.sumDelta, [j, .lambda(k, variance * weight)]),
          ]))
    let square = try cj * cj
    let doubled = try outer.1.then(innerValue.summed(over: j))
      .then(.sumOfSum(j, (p * p) * .sum(k, weight), variance * square))
      .then(
        .congruence(
          .add,
          [
            Theorem.sumOfScaled(j, p * p, .sum(k, weight)).then(
              .congruence(
                .multiply,
                [.reflexive(p * p), Theorem.productOfSums(j, cj, k, c).symmetric()])),
            .sumOfScaled(j, variance, square),
          ]))
    let expansion = try Theorem.productOfSums(j, cj * rj, k, c * r)
      .then(Theorem.ring((cj * rj) * (c * r), weight * (rj * r)).summed(over: k).summed(over: j))
      .abstracting(ω)
    let squareIntegrable = try outer.0.backwards(along: .congruence(.integrable, [expansion]))
    let squareValue = try Theorem.congruence(.integral, [expansion]).then(doubled)
    // (a − S)² = (a² + (−2a)·S) + S².
    let constant = try Theorem.use(
      .integralScale, [a * a, .lambda(ω, .one)], assumed(0)
    ).conjuncts()
    let cross = try Theorem.use(
      .integralScale, [.real(-2) * a, .lambda(ω, S)], linear.0
    ).conjuncts()
    let lower = try Theorem.use(
      .integralAdd, [.lambda(ω, (a * a) * .one), .lambda(ω, (.real(-2) * a) * S)], constant.0,
      cross.0
    ).conjuncts()
    let total = try Theorem.use(
      .integralAdd,
      [.lambda(ω, (a * a) * .one + (.real(-2) * a) * S), .lambda(ω, S * S)], lower.0,
      squareIntegrable
    ).conjuncts()
    let opened = try Theorem.ring(
      (a - S) * (a - S), ((a * a) * .one + (.real(-2) * a) * S) + S * S
    ).abstracting(ω)
    let value = try Theorem.congruence(.integral, [opened]).then(total.1)
      .then(
        .congruence(
          .add,
          [
            lower.1.then(
              .congruence(
                .add,
                [
                  constant.1.then(.congruence(.multiply, [.reflexive(a * a), assumed(1)])),
                  cross.1.then(.congruence(.multiply, [.reflexive(.real(-2) * a), meanS])),
                ])), squareValue,
          ]))
    let squares: Term = try .sum(k, c * c)
    let closed = try (a - p * sumC) * (a - p * sumC) + (p * (.one - p)) * squares
    return (
      try total.0.backwards(along: .congruence(.integrable, [opened])),
      try value.then(.ring(value.right, closed))
    )
  }
}
