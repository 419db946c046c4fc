import Exact

/// Null sets, and several independent points of one law: integrals over the product of a space with
/// itself.
extension Axiom {
  static let samples: [Axiom] = [
    integralZero, samplesMember, samplesPair, samplesSubfamily, othersDistinct, sumOfOthers,
  ]

  private static let measure = "Rudin, Real and Complex Analysis, th. 1.39"
  private static let fubini = "Rudin, Real and Complex Analysis, th. 8.8 (Fubini)"

  public static let integralZero = Axiom(
    "integralZero", "f integrable → 0 ≤ f a.e. → ∫f = 0 → f = 0 a.e.", citation: measure, arity: 1
  ) { p throws(KernelError) in
    guard case .function(let domain, .real) = p[0].sort, domain.isMeasured else {
      throw .rule("integralZero", p)
    }
    let x = try Term.fresh("ω", domain, avoiding: p)
    let value = try p[0].at(x)
    return try .implies(
      [
        .apply(.integrable, p), .apply(.almostEverywhere, [.lambda(x, .lessOrEqual(.zero, value))]),
        .equal(.apply(.integral, p), .zero),
      ],
      .apply(.almostEverywhere, [.lambda(x, .equal(value, .zero))]))
  }

  public static let samplesMember = Axiom(
    "samplesMember",
    "q integrable ∧ ∫q = 1 → q h integrable → ∏ⱼ q(zⱼ) h(zᵢ) integrable ∧ ∫…∫ ∏ⱼ q(zⱼ) h(zᵢ) = ∫ q h; "
      + "parameters q h i",
    citation: fubini, arity: 3
  ) { p throws(KernelError) in
    guard case .function(let space, .real) = p[0].sort, case .space = space,
      case .finite = p[2].sort
    else { throw .rule("samplesMember", p) }
    let z = try Term.fresh("z", .function(p[2].sort, space), avoiding: p)
    let x = try Term.fresh("ω", space, avoiding: p)
    let one: Term = try .lambda(x, p[0].at(x) * p[1].at(x))
    let all: Term = try .lambda(z, weight(p[0], z, p) * p[1].at(.call(z, p[2])))
    return try .implies(
      [density(p[0]), .apply(.integrable, [one])],
      .and(
        .apply(.integrable, [all]),
        .equal(.apply(.integral, [all]), .apply(.integral, [one]))))
  }

  public static let samplesPair = Axiom(
    "samplesPair",
    "q integrable ∧ ∫q = 1 → i ≠ j → q g, q h integrable → ∏ⱼ q(zⱼ) g(zᵢ) h(zⱼ) integrable, with the "
      + "integral ∫ q g · ∫ q h; parameters q g h i j",
    citation: fubini, arity: 5
  ) { p throws(KernelError) in
    guard case .function(let space, .real) = p[0].sort, case .space = space,
      case .finite = p[3].sort, p[3].sort == p[4].sort
    else { throw .rule("samplesPair", p) }
    let z = try Term.fresh("z", .function(p[3].sort, space), avoiding: p)
    let x = try Term.fresh("ω", space, avoiding: p)
    let first: Term = try .lambda(x, p[0].at(x) * p[1].at(x))
    let second: Term = try .lambda(x, p[0].at(x) * p[2].at(x))
    let all: Term = try .lambda(
      z, weight(p[0], z, p) * (p[1].at(.call(z, p[3])) * p[2].at(.call(z, p[4]))))
    return try .implies(
      [
        density(p[0]), .not(.equal(p[3], p[4])), .apply(.integrable, [first]),
        .apply(.integrable, [second]),
      ],
      .and(
        .apply(.integrable, [all]),
        .equal(
          .apply(.integral, [all]), .apply(.integral, [first]) * .apply(.integral, [second]))))
  }

  public static let samplesSubfamily = Axiom(
    "samplesSubfamily",
    "q integrable ∧ ∫q = 1 → s injective → ∏ⱼ q(zⱼ) F(z) integrable over Zᵐ → the same of "
      + "∏ⱼ q(zⱼ) F(z ∘ s) over Zⁿ, and the integrals are equal; parameters q F s",
    citation: fubini, arity: 3
  ) { p throws(KernelError) in
    guard case .function(let space, .real) = p[0].sort, case .space = space,
      case .function(let few, let many) = p[2].sort, case .finite = few, case .finite = many,
      p[1].sort == .function(.function(few, space), .real)
    else { throw .rule("samplesSubfamily", p) }
    let z = try Term.fresh("z", .function(many, space), avoiding: p)
    let y = try Term.fresh("z", .function(few, space), avoiding: p + [z])
    let (i, j) = try (
      Term.fresh("i", few, avoiding: p + [z]), Term.fresh("j", few, avoiding: p + [z])
    )
    let part: Term = try .lambda(y, weight(p[0], y, p) * p[1].at(y))
    let all: Term = try .lambda(
      z, weight(p[0], z, p) * p[1].at(.lambda(j, .call(z, p[2].at(j)))))
    return try .implies(
      [
        density(p[0]),
        .forAll([i, j], .implies(.equal(p[2].at(i), p[2].at(j)), .equal(i, j))),
        .apply(.integrable, [part]),
      ],
      .and(
        .apply(.integrable, [all]),
        .equal(.apply(.integral, [all]), .apply(.integral, [part]))))
  }

  public static let othersDistinct = Axiom(
    "othersDistinct",
    "1 ≤ n → the j-th and the k-th of the n indices other than i are the same → j = k; "
      + "parameters i j k",
    citation: "Graham, Knuth and Patashnik, Concrete Mathematics, ch. 2", arity: 3
  ) { p throws(KernelError) in
    guard case .finite(let n) = p[1].sort else { throw .rule("othersDistinct", p) }
    return try .implies(
      [
        .lessOrEqual(.one, .apply(.naturalToReal, [n])),
        .equal(.apply(.others, [p[0], p[1]]), .apply(.others, [p[0], p[2]])),
      ], .equal(p[1], p[2]))
  }

  public static let sumOfOthers = Axiom(
    "sumOfOthers",
    "1 ≤ n → the sum of f over the n indices other than i is Σ f − f(i); parameters n f i",
    citation: "Graham, Knuth and Patashnik, Concrete Mathematics, ch. 2", arity: 3
  ) { p throws(KernelError) in
    let j = try Term.fresh("j", .finite(p[0]), avoiding: p)
    return try .implies(
      .lessOrEqual(.one, .apply(.naturalToReal, [p[0]])),
      .equal(
        .sum(j, p[1].at(.apply(.others, [p[2], j]))), .apply(.sum, [p[1]]) - p[1].at(p[2])))
  }

  /// ∏ⱼ q(zⱼ).
  private static func weight(_ q: Term, _ z: Term, _ p: [Term]) throws(KernelError) -> Term {
    guard case .function(let range, _) = z.sort else { throw .rule("a list of points", [z]) }
    let j = try Term.fresh("j", range, avoiding: p + [z])
    return try .product(j, q.at(.call(z, j)))
  }

  /// q is integrable, and ∫q = 1.
  private static func density(_ q: Term) throws(KernelError) -> Term {
    try .and(.apply(.integrable, [q]), .equal(.apply(.integral, [q]), .one))
  }
}

extension Term {
  /// Whether the size is n + 1.
  func isSuccessor(of n: Term) -> Bool {
    if case .number(let m, _) = node, case .number(let k, _) = n.node {
      return m == k + Rational.one
    }
    if case .apply(.add, let parts) = node, parts[0] === n, case .number(let one, _) = parts[1].node
    {
      return one.isOne
    }
    return false
  }
}
