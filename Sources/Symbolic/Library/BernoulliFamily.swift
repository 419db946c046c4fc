import Kernel

/// The first two moments of the entries of a random matrix with values 0 and 1.
///
/// Source: independence gives 𝔼RS = 𝔼R·𝔼S, and R² = R; Wager, Wang and Liang (2013), Dropout training as
/// adaptive regularization.
struct BernoulliFamily {
  /// The random matrix, a function on the probability space.
  let matrix: Term
  let probability: Term
  let isIndependent: Bool
  let space: Sort

  /// The assumptions, in this order: 1 is integrable, ∫1 = 1, the means, the values 0 and 1, and,
  /// where it is declared, the independence of all entries.
  let assumptions: [Term]

  /// Throws unless `matrix` is a function from a space to matrices.
  init(matrix: Term, probability: Term, isIndependent: Bool = true) throws {
    guard case .function(let space, .matrix) = matrix.sort else {
      throw ProofFailure("a random matrix is needed", matrix)
    }
    self.matrix = matrix
    self.probability = probability
    self.isIndependent = isIndependent
    self.space = space
    assumptions = try RandomMatrix.bernoulli(
      matrix, probability: probability, independent: isIndependent)
  }

  /// The variable of the probability space that the statements bind.
  func point() throws -> Term { try .variable("ω", space) }

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
}
