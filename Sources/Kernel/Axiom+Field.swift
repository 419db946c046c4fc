/// Ordered field, exponential, logarithm, square root.
extension Axiom {
  static let field: [Axiom] = [
    squareNonnegative, addNonnegative, addPositive, multiplyNonnegative, multiplyPositive,
    inversePositive, lessIff, antisymmetric, total, lessOrEqualDifference, lessDifference,
    zeroProduct, powerSuccessor, naturalNonnegative, archimedean,
  ]

  private static let orderedField = "Rudin, Principles of Mathematical Analysis, ch. 1"

  public static let squareNonnegative = Axiom(
    "squareNonnegative", "0 ≤ x·x", citation: orderedField, arity: 1
  ) { p throws(KernelError) in try .lessOrEqual(.zero, p[0] * p[0]) }

  public static let addNonnegative = Axiom(
    "addNonnegative", "0 ≤ x → 0 ≤ y → 0 ≤ x + y", citation: orderedField, arity: 2
  ) { p throws(KernelError) in
    try .implies(
      [.lessOrEqual(.zero, p[0]), .lessOrEqual(.zero, p[1])], .lessOrEqual(.zero, p[0] + p[1]))
  }

  public static let addPositive = Axiom(
    "addPositive", "0 < x → 0 ≤ y → 0 < x + y", citation: orderedField, arity: 2
  ) { p throws(KernelError) in
    try .implies([.less(.zero, p[0]), .lessOrEqual(.zero, p[1])], .less(.zero, p[0] + p[1]))
  }

  public static let multiplyNonnegative = Axiom(
    "multiplyNonnegative", "0 ≤ x → 0 ≤ y → 0 ≤ x·y", citation: orderedField, arity: 2
  ) { p throws(KernelError) in
    try .implies(
      [.lessOrEqual(.zero, p[0]), .lessOrEqual(.zero, p[1])], .lessOrEqual(.zero, p[0] * p[1]))
  }

  public static let multiplyPositive = Axiom(
    "multiplyPositive", "0 < x → 0 < y → 0 < x·y", citation: orderedField, arity: 2
  ) { p throws(KernelError) in
    try .implies([.less(.zero, p[0]), .less(.zero, p[1])], .less(.zero, p[0] * p[1]))
  }

  public static let inversePositive = Axiom(
    "inversePositive", "0 < x → 0 < x⁻¹", citation: orderedField, arity: 1
  ) { p throws(KernelError) in
    try .implies(.less(.zero, p[0]), .less(.zero, .apply(.inverse, [p[0]])))
  }

  public static let lessIff = Axiom(
    "lessIff", "(x < y) = (x ≤ y ∧ ¬(x = y))", citation: orderedField, arity: 2
  ) { p throws(KernelError) in
    try .equal(.less(p[0], p[1]), .and(.lessOrEqual(p[0], p[1]), .not(.equal(p[0], p[1]))))
  }

  public static let antisymmetric = Axiom(
    "antisymmetric", "x ≤ y → y ≤ x → x = y", citation: orderedField, arity: 2
  ) { p throws(KernelError) in
    try .implies([.lessOrEqual(p[0], p[1]), .lessOrEqual(p[1], p[0])], .equal(p[0], p[1]))
  }

  public static let total = Axiom(
    "total", "x ≤ y ∨ y < x", citation: orderedField, arity: 2
  ) { p throws(KernelError) in try .or(.lessOrEqual(p[0], p[1]), .less(p[1], p[0])) }

  public static let lessOrEqualDifference = Axiom(
    "lessOrEqualDifference", "(x ≤ y) = (0 ≤ y − x)", citation: orderedField, arity: 2
  ) { p throws(KernelError) in
    try .equal(.lessOrEqual(p[0], p[1]), .lessOrEqual(.zero, p[1] - p[0]))
  }

  public static let lessDifference = Axiom(
    "lessDifference", "(x < y) = (0 < y − x)", citation: orderedField, arity: 2
  ) { p throws(KernelError) in try .equal(.less(p[0], p[1]), .less(.zero, p[1] - p[0])) }

  public static let zeroProduct = Axiom(
    "zeroProduct", "x·y = 0 → x = 0 ∨ y = 0, in ℝ and in ℂ",
    citation: orderedField, arity: 2
  ) { p throws(KernelError) in
    let zero: Term = p[0].sort == .complex ? try .apply(.realToComplex, [.zero]) : .zero
    return try .implies(
      .equal(p[0] * p[1], zero), .or(.equal(p[0], zero), .equal(p[1], zero)))
  }

  public static let powerSuccessor = Axiom(
    "powerSuccessor", "x^(k+1) = x^k·x", citation: orderedField, arity: 2
  ) { p throws(KernelError) in
    try .equal(
      .apply(.power, [p[0], p[1] + .natural(1)]), .apply(.power, [p[0], p[1]]) * p[0])
  }

  public static let naturalNonnegative = Axiom(
    "naturalNonnegative", "0 ≤ k for a natural number k", citation: orderedField, arity: 1
  ) { p throws(KernelError) in try .lessOrEqual(.zero, .apply(.naturalToReal, [p[0]])) }

  public static let archimedean = Axiom(
    "archimedean", "∃k ∈ ℕ. x < k", citation: orderedField, arity: 1
  ) { p throws(KernelError) in
    let k = try Term.fresh("k", .natural, avoiding: p)
    return try .exists(k, .less(p[0], .apply(.naturalToReal, [k])))
  }
}

extension Axiom {
  static let elementary: [Axiom] = [
    expAdd, expZero, expPositive, expTangent, expLog, logExp, squareRoot,
  ]

  private static let exponential = "Rudin, Principles of Mathematical Analysis, ch. 8"

  public static let expAdd = Axiom(
    "expAdd", "exp(x + y) = exp(x)·exp(y)", citation: exponential, arity: 2
  ) { p throws(KernelError) in
    try .equal(.apply(.exp, [p[0] + p[1]]), .apply(.exp, [p[0]]) * .apply(.exp, [p[1]]))
  }

  public static let expZero = Axiom(
    "expZero", "exp(0) = 1", citation: exponential, arity: 0
  ) { _ throws(KernelError) in try .equal(.apply(.exp, [.zero]), .one) }

  public static let expPositive = Axiom(
    "expPositive", "0 < exp(x)", citation: exponential, arity: 1
  ) { p throws(KernelError) in try .less(.zero, .apply(.exp, [p[0]])) }

  public static let expTangent = Axiom(
    "expTangent", "1 + x ≤ exp(x), with equality only at x = 0", citation: exponential, arity: 1
  ) { p throws(KernelError) in
    let exp: Term = try .apply(.exp, [p[0]])
    return try .and(
      .lessOrEqual(.one + p[0], exp),
      .implies(.equal(.one + p[0], exp), .equal(p[0], .zero)))
  }

  public static let expLog = Axiom(
    "expLog", "0 < x → exp(log x) = x", citation: exponential, arity: 1
  ) { p throws(KernelError) in
    try .implies(.less(.zero, p[0]), .equal(.apply(.exp, [.apply(.log, [p[0]])]), p[0]))
  }

  public static let logExp = Axiom(
    "logExp", "log(exp x) = x", citation: exponential, arity: 1
  ) { p throws(KernelError) in try .equal(.apply(.log, [.apply(.exp, [p[0]])]), p[0]) }

  public static let squareRoot = Axiom(
    "squareRoot", "0 ≤ x → 0 ≤ √x ∧ √x·√x = x",
    citation: "Rudin, Principles of Mathematical Analysis, theorem 1.21", arity: 1
  ) { p throws(KernelError) in
    let root: Term = try .apply(.squareRoot, [p[0]])
    return try .implies(
      .lessOrEqual(.zero, p[0]), .and(.lessOrEqual(.zero, root), .equal(root * root, p[0])))
  }
}

extension Axiom {
  static let complexNumbers: [Axiom] = [
    imaginarySquare, complexDecomposition, complexParts, complexRootSquare, complexRootNonnegative,
    complexRootNegative,
  ]

  private static let complexField = "Ahlfors, Complex Analysis, ch. 1"

  /// a + i·b.
  private static func complex(_ a: Term, _ b: Term) throws(KernelError) -> Term {
    try .apply(.realToComplex, [a]) + .imaginaryUnit * .apply(.realToComplex, [b])
  }

  public static let imaginarySquare = Axiom(
    "imaginarySquare", "i·i = −1", citation: complexField, arity: 0
  ) { _ throws(KernelError) in
    try .equal(.imaginaryUnit * .imaginaryUnit, .apply(.realToComplex, [.real(-1)]))
  }

  public static let complexDecomposition = Axiom(
    "complexDecomposition", "z = Re z + i·Im z", citation: complexField, arity: 1
  ) { p throws(KernelError) in
    try .equal(p[0], complex(.apply(.realPart, [p[0]]), .apply(.imaginaryPart, [p[0]])))
  }

  public static let complexParts = Axiom(
    "complexParts", "Re(a + i·b) = a ∧ Im(a + i·b) = b for real a, b", citation: complexField,
    arity: 2
  ) { p throws(KernelError) in
    let z = try complex(p[0], p[1])
    return try .and(
      .equal(.apply(.realPart, [z]), p[0]), .equal(.apply(.imaginaryPart, [z]), p[1]))
  }

  public static let complexRootSquare = Axiom(
    "complexRootSquare", "√x·√x = x for every real x, √x complex", citation: complexField, arity: 1
  ) { p throws(KernelError) in
    let root: Term = try .apply(.complexRoot, [p[0]])
    return try .equal(root * root, .apply(.realToComplex, [p[0]]))
  }

  public static let complexRootNonnegative = Axiom(
    "complexRootNonnegative", "0 ≤ x → the complex √x is the real √x", citation: complexField,
    arity: 1
  ) { p throws(KernelError) in
    try .implies(
      .lessOrEqual(.zero, p[0]),
      .equal(
        .apply(.complexRoot, [p[0]]), .apply(.realToComplex, [.apply(.squareRoot, [p[0]])])))
  }

  public static let complexRootNegative = Axiom(
    "complexRootNegative", "x < 0 → √x = i·√(−x)", citation: complexField, arity: 1
  ) { p throws(KernelError) in
    let root: Term = try .apply(.realToComplex, [.apply(.squareRoot, [-p[0]])])
    return try .implies(
      .less(p[0], .zero), .equal(.apply(.complexRoot, [p[0]]), .imaginaryUnit * root))
  }
}
