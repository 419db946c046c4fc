/// The number of terms of a finite sum, finite products, and derivatives of finite sums.
///
/// Fin(n) has max(1, n) elements, hence the premise 1 ≤ n wherever n is a number.
extension Axiom {
  static let products: [Axiom] = [
    sumOfOnes, productExp, productMultiply, productConstant, productNonnegative, productZero,
    derivativeSum,
  ]

  private static let finiteSums = "Graham, Knuth and Patashnik, Concrete Mathematics, ch. 2"

  /// A new index of the range of a function of a finite index.
  private static func index(_ function: Term, _ p: [Term]) throws(KernelError) -> Term {
    guard case .function(let domain, _) = function.sort, case .finite = domain else {
      throw .rule("a function of a finite index is needed", [function])
    }
    return try .fresh("i", domain, avoiding: p)
  }

  /// 1 ≤ n as real numbers.
  private static func positive(_ n: Term) throws(KernelError) -> Term {
    try .lessOrEqual(.one, .apply(.naturalToReal, [n]))
  }

  public static let sumOfOnes = Axiom(
    "sumOfOnes", "1 ≤ n → Σ_{i ≤ n} 1 = n", citation: finiteSums, arity: 1
  ) { p throws(KernelError) in
    let i = try Term.fresh("i", .finite(p[0]), avoiding: p)
    return try .implies(positive(p[0]), .equal(.sum(i, .one), .apply(.naturalToReal, [p[0]])))
  }

  public static let productExp = Axiom(
    "productExp", "∏ᵢ exp(fᵢ) = exp(Σᵢ fᵢ)", citation: finiteSums, arity: 1
  ) { p throws(KernelError) in
    let i = try index(p[0], p)
    return try .equal(
      .product(i, .apply(.exp, [p[0].at(i)])), .apply(.exp, [.apply(.sum, [p[0]])]))
  }

  public static let productMultiply = Axiom(
    "productMultiply", "∏ᵢ fᵢ gᵢ = ∏ᵢ fᵢ · ∏ᵢ gᵢ", citation: finiteSums, arity: 2
  ) { p throws(KernelError) in
    let i = try index(p[0], p)
    return try .equal(
      .product(i, p[0].at(i) * p[1].at(i)),
      .apply(.finiteProduct, [p[0]]) * .apply(.finiteProduct, [p[1]]))
  }

  public static let productConstant = Axiom(
    "productConstant", "1 ≤ n → ∏_{i ≤ n} c = cⁿ; parameters c n", citation: finiteSums, arity: 2
  ) { p throws(KernelError) in
    let i = try Term.fresh("i", .finite(p[1]), avoiding: p)
    return try .implies(
      positive(p[1]), .equal(.product(i, p[0]), .apply(.power, [p[0], p[1]])))
  }

  public static let productNonnegative = Axiom(
    "productNonnegative", "(∀i. 0 ≤ fᵢ) → 0 ≤ ∏ᵢ fᵢ", citation: finiteSums, arity: 1
  ) { p throws(KernelError) in
    let i = try index(p[0], p)
    return try .implies(
      .forAll(i, .lessOrEqual(.zero, p[0].at(i))),
      .lessOrEqual(.zero, .apply(.finiteProduct, p)))
  }

  public static let productZero = Axiom(
    "productZero", "fᵢ = 0 → ∏ⱼ fⱼ = 0; parameters f i", citation: finiteSums, arity: 2
  ) { p throws(KernelError) in
    try .implies(
      .equal(p[0].at(p[1]), .zero), .equal(.apply(.finiteProduct, [p[0]]), .zero))
  }

  public static let derivativeSum = Axiom(
    "derivativeSum", "(∀i. fᵢ′ = yᵢ) → (Σᵢ fᵢ)′ = Σᵢ yᵢ; parameters f y x",
    citation: "Rudin, Principles of Mathematical Analysis, ch. 5", arity: 3
  ) { p throws(KernelError) in
    let i = try index(p[0], p)
    let t = try Term.fresh("t", .real, avoiding: p + [i])
    return try .implies(
      .forAll(i, .apply(.hasDerivative, [p[0].at(i), p[1].at(i), p[2]])),
      .apply(
        .hasDerivative, [.lambda(t, .sum(i, p[0].at(i).at(t))), .apply(.sum, [p[1]]), p[2]]))
  }
}

extension Term {
  /// ∏ᵢ body, for a free index variable i.
  public static func product(_ index: Term, _ body: Term) throws(KernelError) -> Term {
    try apply(.finiteProduct, [lambda(index, body)])
  }
}
