/// What continuity and derivatives on an interval say of values.
extension Axiom {
  static let continuity: [Axiom] = [
    intermediateValue, upperBarrier, naturalLess, naturalLessOrEqual,
  ]

  /// f has a derivative at x, for which the property holds.
  private static func differentiable(
    _ f: Term, _ x: Term, _ all: [Term], where property: (Term) throws(KernelError) -> Term?
  ) throws(KernelError) -> Term {
    let y = try Term.fresh("y", .real, avoiding: all + [x])
    let has: Term = try .apply(.hasDerivative, [f, y, x])
    guard let condition = try property(y) else { return try .exists(y, has) }
    return try .exists(y, .and(has, condition))
  }

  public static let intermediateValue = Axiom(
    "intermediateValue",
    "f differentiable everywhere → f(a) ≤ 0 → 0 ≤ f(b) → ∃c. f(c) = 0; parameters f a b",
    citation: "Rudin, Principles of Mathematical Analysis, theorems 4.23 and 5.2", arity: 3
  ) { p throws(KernelError) in
    let x = try Term.fresh("x", .real, avoiding: p)
    let c = try Term.fresh("c", .real, avoiding: p)
    return try .implies(
      [
        .forAll(x, differentiable(p[0], x, p) { _ throws(KernelError) in nil }),
        .lessOrEqual(p[0].at(p[1]), .zero), .lessOrEqual(.zero, p[0].at(p[2])),
      ],
      .exists(c, .equal(p[0].at(c), .zero)))
  }

  /// If f(b) > m, then f > m behind the last point of [a, b] where f ≤ m, and f′ ≤ 0 there: by the mean
  /// value theorem f(b) ≤ m.
  public static let upperBarrier = Axiom(
    "upperBarrier",
    "(∀x. a ≤ x ≤ b → f′(x) exists ∧ (m < f(x) → f′(x) ≤ 0)) → a ≤ b → f(a) ≤ m → f(b) ≤ m; "
      + "parameters f m a b",
    citation: "Walter, Ordinary Differential Equations, §9; Rudin, theorems 4.23 and 5.10", arity: 4
  ) { p throws(KernelError) in
    let x = try Term.fresh("x", .real, avoiding: p)
    let above = try Term.less(p[1], p[0].at(x))
    let falling = try differentiable(p[0], x, p) { y throws(KernelError) in
      try .implies(above, .lessOrEqual(y, .zero))
    }
    return try .implies(
      [
        .forAll(x, .implies([.lessOrEqual(p[2], x), .lessOrEqual(x, p[3])], falling)),
        .lessOrEqual(p[2], p[3]), .lessOrEqual(p[0].at(p[2]), p[1]),
      ],
      .lessOrEqual(p[0].at(p[3]), p[1]))
  }

  private static let embedding = "Landau, Foundations of Analysis, §§ 2–5"

  public static let naturalLess = Axiom(
    "naturalLess", "(m < n) = (m < n as real numbers) for natural numbers m, n",
    citation: embedding, arity: 2
  ) { p throws(KernelError) in
    try .equal(
      .less(p[0], p[1]), .less(.apply(.naturalToReal, [p[0]]), .apply(.naturalToReal, [p[1]])))
  }

  public static let naturalLessOrEqual = Axiom(
    "naturalLessOrEqual", "(m ≤ n) = (m ≤ n as real numbers) for natural numbers m, n",
    citation: embedding, arity: 2
  ) { p throws(KernelError) in
    try .equal(
      .lessOrEqual(p[0], p[1]),
      .lessOrEqual(.apply(.naturalToReal, [p[0]]), .apply(.naturalToReal, [p[1]])))
  }
}
