/// Integrals over measure spaces and their finite products, point masses.
///
/// Measurability is implicit: every function that can be written is measurable.
extension Axiom {
  static let integrals: [Axiom] = [
    integralAdd, integralScale, integralMonotone, integralSum,
    almostEverywhereAll, almostEverywhereImplies, diracValue,
  ]

  private static let measure = "Rudin, Real and Complex Analysis, ch. 1"

  private static func point(_ function: Term, _ all: [Term]) throws(KernelError) -> Term {
    guard case .function(let domain, _) = function.sort, domain.isMeasured else {
      throw .rule("a function on a measure space is needed", [function])
    }
    return try .fresh("ω", domain, avoiding: all)
  }

  public static let integralAdd = Axiom(
    "integralAdd", "f, g integrable → f + g integrable ∧ ∫(f + g) = ∫f + ∫g", citation: measure,
    arity: 2
  ) { p throws(KernelError) in
    let x = try point(p[0], p)
    let sum: Term = try .lambda(x, p[0].at(x) + p[1].at(x))
    return try .implies(
      [.apply(.integrable, [p[0]]), .apply(.integrable, [p[1]])],
      .and(
        .apply(.integrable, [sum]),
        .equal(.apply(.integral, [sum]), .apply(.integral, [p[0]]) + .apply(.integral, [p[1]]))))
  }

  public static let integralScale = Axiom(
    "integralScale", "f integrable → c f integrable ∧ ∫c f = c ∫f", citation: measure, arity: 2
  ) { p throws(KernelError) in
    let x = try point(p[1], p)
    let scaled: Term = try .lambda(x, p[0] * p[1].at(x))
    return try .implies(
      .apply(.integrable, [p[1]]),
      .and(
        .apply(.integrable, [scaled]),
        .equal(.apply(.integral, [scaled]), p[0] * .apply(.integral, [p[1]]))))
  }

  public static let integralMonotone = Axiom(
    "integralMonotone", "f, g integrable → f ≤ g a.e. → ∫f ≤ ∫g", citation: measure, arity: 2
  ) { p throws(KernelError) in
    let x = try point(p[0], p)
    return try .implies(
      [
        .apply(.integrable, [p[0]]), .apply(.integrable, [p[1]]),
        .apply(.almostEverywhere, [.lambda(x, .lessOrEqual(p[0].at(x), p[1].at(x)))]),
      ],
      .lessOrEqual(.apply(.integral, [p[0]]), .apply(.integral, [p[1]])))
  }

  public static let integralSum = Axiom(
    "integralSum", "(∀i. fᵢ integrable) → Σᵢ fᵢ integrable ∧ ∫Σᵢ fᵢ = Σᵢ ∫fᵢ", citation: measure,
    arity: 1
  ) { p throws(KernelError) in
    guard case .function(let indices, .function(let space, .real)) = p[0].sort,
      case .finite = indices, space.isMeasured
    else { throw .rule("integralSum", p) }
    let i = try Term.fresh("i", indices, avoiding: p)
    let x = try Term.fresh("ω", space, avoiding: p)
    let member = try p[0].at(i)
    let sum: Term = try .lambda(x, .sum(i, member.at(x)))
    return try .implies(
      .forAll(i, .apply(.integrable, [member])),
      .and(
        .apply(.integrable, [sum]),
        .equal(.apply(.integral, [sum]), .sum(i, .apply(.integral, [member])))))
  }

  public static let almostEverywhereAll = Axiom(
    "almostEverywhereAll", "(∀x. φ(x)) → φ a.e.", citation: measure, arity: 1
  ) { p throws(KernelError) in
    let x = try point(p[0], p)
    return try .implies(.forAll(x, p[0].at(x)), .apply(.almostEverywhere, p))
  }

  public static let almostEverywhereImplies = Axiom(
    "almostEverywhereImplies", "(φ → ψ) a.e. → φ a.e. → ψ a.e.", citation: measure, arity: 2
  ) { p throws(KernelError) in
    let x = try point(p[0], p)
    return try .implies(
      [
        .apply(.almostEverywhere, [.lambda(x, .implies(p[0].at(x), p[1].at(x)))]),
        .apply(.almostEverywhere, [p[0]]),
      ],
      .apply(.almostEverywhere, [p[1]]))
  }

  public static let diracValue = Axiom(
    "diracValue", "the expectation of f under the point mass at a is f(a)", citation: measure,
    arity: 2
  ) { p throws(KernelError) in try .equal(.apply(.diracExpectation, p), p[1].at(p[0])) }
}

/// Derivatives of functions of one real variable.
extension Axiom {
  static let derivatives: [Axiom] = [
    derivativeConstant, derivativeIdentity, derivativeAdd, derivativeMultiply, derivativeNegate,
    derivativeInverse, derivativePower, derivativeExp, derivativeLog, derivativeSquareRoot,
    derivativeChain, derivativeValue,
  ]

  private static let calculus = "Rudin, Principles of Mathematical Analysis, ch. 5"

  private static func has(_ f: Term, _ y: Term, _ x: Term) throws(KernelError) -> Term {
    try .apply(.hasDerivative, [f, y, x])
  }

  private static func variable(_ p: [Term]) throws(KernelError) -> Term {
    try .fresh("t", .real, avoiding: p)
  }

  public static let derivativeConstant = Axiom(
    "derivativeConstant", "(c)′ = 0; parameters c x", citation: calculus, arity: 2
  ) { p throws(KernelError) in try has(.lambda(variable(p), p[0]), .zero, p[1]) }

  public static let derivativeIdentity = Axiom(
    "derivativeIdentity", "(t)′ = 1", citation: calculus, arity: 1
  ) { p throws(KernelError) in
    let t = try variable(p)
    return try has(.lambda(t, t), .one, p[0])
  }

  public static let derivativeAdd = Axiom(
    "derivativeAdd", "(f + g)′ = f′ + g′; parameters f g y z x", citation: calculus, arity: 5
  ) { p throws(KernelError) in
    let t = try variable(p)
    return try .implies(
      [has(p[0], p[2], p[4]), has(p[1], p[3], p[4])],
      has(.lambda(t, p[0].at(t) + p[1].at(t)), p[2] + p[3], p[4]))
  }

  public static let derivativeMultiply = Axiom(
    "derivativeMultiply", "(f g)′ = f′ g + f g′; parameters f g y z x", citation: calculus, arity: 5
  ) { p throws(KernelError) in
    let t = try variable(p)
    return try .implies(
      [has(p[0], p[2], p[4]), has(p[1], p[3], p[4])],
      has(
        .lambda(t, p[0].at(t) * p[1].at(t)), p[2] * p[1].at(p[4]) + p[0].at(p[4]) * p[3], p[4]))
  }

  public static let derivativeNegate = Axiom(
    "derivativeNegate", "(−f)′ = −f′; parameters f y x", citation: calculus, arity: 3
  ) { p throws(KernelError) in
    let t = try variable(p)
    return try .implies(has(p[0], p[1], p[2]), has(.lambda(t, -p[0].at(t)), -p[1], p[2]))
  }

  public static let derivativeInverse = Axiom(
    "derivativeInverse", "f(x) ≠ 0 → (1/f)′ = −f′/f²; parameters f y x", citation: calculus,
    arity: 3
  ) { p throws(KernelError) in
    let t = try variable(p)
    let inverse: Term = try .apply(.inverse, [p[0].at(p[2])])
    return try .implies(
      [.not(.equal(p[0].at(p[2]), .zero)), has(p[0], p[1], p[2])],
      has(.lambda(t, .apply(.inverse, [p[0].at(t)])), -(p[1] * (inverse * inverse)), p[2]))
  }

  public static let derivativePower = Axiom(
    "derivativePower", "(f^(n+1))′ = (n+1) fⁿ f′; parameters f y x n", citation: calculus, arity: 4
  ) { p throws(KernelError) in
    let t = try variable(p)
    let next = try p[3] + .natural(1)
    return try .implies(
      has(p[0], p[1], p[2]),
      has(
        .lambda(t, .apply(.power, [p[0].at(t), next])),
        .apply(.naturalToReal, [next]) * .apply(.power, [p[0].at(p[2]), p[3]]) * p[1], p[2]))
  }

  public static let derivativeExp = Axiom(
    "derivativeExp", "(exp f)′ = exp(f) f′; parameters f y x", citation: calculus, arity: 3
  ) { p throws(KernelError) in
    let t = try variable(p)
    return try .implies(
      has(p[0], p[1], p[2]),
      has(.lambda(t, .apply(.exp, [p[0].at(t)])), .apply(.exp, [p[0].at(p[2])]) * p[1], p[2]))
  }

  public static let derivativeLog = Axiom(
    "derivativeLog", "0 < f(x) → (log f)′ = f′/f; parameters f y x", citation: calculus, arity: 3
  ) { p throws(KernelError) in
    let t = try variable(p)
    return try .implies(
      [.less(.zero, p[0].at(p[2])), has(p[0], p[1], p[2])],
      has(.lambda(t, .apply(.log, [p[0].at(t)])), p[1] / p[0].at(p[2]), p[2]))
  }

  public static let derivativeSquareRoot = Axiom(
    "derivativeSquareRoot", "0 < f(x) → (√f)′ = f′/(2√f); parameters f y x", citation: calculus,
    arity: 3
  ) { p throws(KernelError) in
    let t = try variable(p)
    let root: Term = try .apply(.squareRoot, [p[0].at(p[2])])
    return try .implies(
      [.less(.zero, p[0].at(p[2])), has(p[0], p[1], p[2])],
      has(.lambda(t, .apply(.squareRoot, [p[0].at(t)])), p[1] / (.real(2) * root), p[2]))
  }

  public static let derivativeChain = Axiom(
    "derivativeChain", "(f ∘ g)′ = f′(g) g′; parameters f g z y x", citation: calculus, arity: 5
  ) { p throws(KernelError) in
    let t = try variable(p)
    return try .implies(
      [has(p[1], p[3], p[4]), has(p[0], p[2], p[1].at(p[4]))],
      has(.lambda(t, p[0].at(p[1].at(t))), p[2] * p[3], p[4]))
  }

  public static let derivativeValue = Axiom(
    "derivativeValue", "f has derivative y at x → f′(x) = y; parameters f y x", citation: calculus,
    arity: 3
  ) { p throws(KernelError) in
    try .implies(has(p[0], p[1], p[2]), .equal(.apply(.derivative, [p[0], p[2]]), p[1]))
  }
}
