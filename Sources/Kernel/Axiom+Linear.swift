/// Explicit and symbolic vectors and matrices, and finite sums.
extension Axiom {
  static let linearAlgebra: [Axiom] = [
    componentwise, tupleEquality, characteristicExpansion, vectorExtensionality,
    matrixExtensionality, traceAsSum, entryOfProduct, entryOfMatrixProduct,
    entryOfVector, entryOfHadamard, entryOfDiagonal, entryOfSum,
    entryOfNegation, entryOfScale, entryOfMatrixOperation, entryOfTranspose, innerAsSum,
  ]

  private static let matrices = "Horn and Johnson, Matrix Analysis, ch. 0"

  public static let componentwise = Axiom(
    "componentwise", "an operation on explicit vectors and matrices, carried out entry by entry",
    citation: matrices, arity: 1
  ) { p throws(KernelError) in try .equal(p[0], ExplicitMatrix.value(of: p[0])) }

  public static let tupleEquality = Axiom(
    "tupleEquality", "((x₁,…,xₙ) = (y₁,…,yₙ)) = (x₁ = y₁ ∧ … ∧ xₙ = yₙ)", citation: matrices,
    arity: 2
  ) { p throws(KernelError) in
    let (x, y) = try (ExplicitMatrix(p[0]), ExplicitMatrix(p[1]))
    var equations: [Term] = []
    for (a, b) in zip(x.rows.joined(), y.rows.joined()) { equations.append(try .equal(a, b)) }
    return try .equal(.equal(p[0], p[1]), .all(equations))
  }

  public static let characteristicExpansion = Axiom(
    "characteristicExpansion", "det(zI − A) of an explicit matrix, expanded along the first row",
    citation: matrices, arity: 2
  ) { p throws(KernelError) in
    let entries = try ExplicitMatrix(p[0]).rows
    guard entries.count <= 6 else { throw .rule("characteristicExpansion: more than 6 rows", p) }
    var rows: [[Term]] = []
    for (i, row) in entries.enumerated() {
      var result: [Term] = []
      for (j, entry) in row.enumerated() {
        let cast: Term = try .apply(.realToComplex, [entry])
        result.append(i == j ? try p[1] - cast : try -cast)
      }
      rows.append(result)
    }
    return try .equal(.apply(.characteristic, p), ExplicitMatrix.determinant(rows))
  }

  public static let vectorExtensionality = Axiom(
    "vectorExtensionality", "(∀i. uᵢ = vᵢ) → u = v", citation: matrices, arity: 2
  ) { p throws(KernelError) in
    guard case .vector(let n) = p[0].sort else { throw .rule("vectorExtensionality", p) }
    let i = try index(n, p)
    return try .implies(
      .forAll(i, .equal(.apply(.entry, [p[0], i]), .apply(.entry, [p[1], i]))), .equal(p[0], p[1]))
  }

  public static let matrixExtensionality = Axiom(
    "matrixExtensionality", "(∀i∀j. Aᵢⱼ = Bᵢⱼ) → A = B", citation: matrices, arity: 2
  ) { p throws(KernelError) in
    guard case .matrix(let n, let m) = p[0].sort else { throw .rule("matrixExtensionality", p) }
    let i = try index(n, p)
    let j = try index(m, p + [i])
    return try .implies(
      .forAll(
        i, .forAll(j, .equal(.apply(.entry, [p[0], i, j]), .apply(.entry, [p[1], i, j])))),
      .equal(p[0], p[1]))
  }

  public static let traceAsSum = Axiom(
    "traceAsSum", "tr A = Σᵢ Aᵢᵢ", citation: matrices, arity: 1
  ) { p throws(KernelError) in
    guard case .matrix(let n, _) = p[0].sort else { throw .rule("traceAsSum", p) }
    let i = try index(n, p)
    return try .equal(.apply(.trace, p), .sum(i, .apply(.entry, [p[0], i, i])))
  }

  /// A new bound index of Fin(n).
  private static func index(_ size: Term, _ p: [Term]) throws(KernelError) -> Term {
    try .fresh("k", .finite(size), avoiding: p)
  }

  public static let entryOfProduct = Axiom(
    "entryOfProduct", "(A v)ᵢ = Σₖ Aᵢₖ vₖ; parameters A v i",
    citation: matrices, arity: 3
  ) { p throws(KernelError) in
    guard case .matrix(_, let inner) = p[0].sort else { throw .rule("entryOfProduct", p) }
    let k = try index(inner, p)
    return try .equal(
      .apply(.entry, [.apply(.product, [p[0], p[1]]), p[2]]),
      .sum(k, .apply(.entry, [p[0], p[2], k]) * .apply(.entry, [p[1], k])))
  }

  public static let entryOfMatrixProduct = Axiom(
    "entryOfMatrixProduct", "(A B)ᵢⱼ = Σₖ Aᵢₖ Bₖⱼ", citation: matrices, arity: 4
  ) { p throws(KernelError) in
    guard case .matrix(_, let inner) = p[0].sort else { throw .rule("entryOfMatrixProduct", p) }
    let k = try index(inner, p)
    return try .equal(
      .apply(.entry, [.apply(.product, [p[0], p[1]]), p[2], p[3]]),
      .sum(k, .apply(.entry, [p[0], p[2], k]) * .apply(.entry, [p[1], k, p[3]])))
  }

  public static let entryOfVector = Axiom(
    "entryOfVector", "the i-th entry of the vector of the values f(k) is f(i)", citation: matrices,
    arity: 2
  ) { p throws(KernelError) in
    try .equal(.apply(.entry, [.apply(.vector, [p[0]]), p[1]]), p[0].at(p[1]))
  }

  public static let entryOfHadamard = Axiom(
    "entryOfHadamard", "(A ⊙ B)ᵢⱼ = Aᵢⱼ Bᵢⱼ", citation: matrices, arity: 4
  ) { p throws(KernelError) in
    try .equal(
      .apply(.entry, [.apply(.hadamard, [p[0], p[1]]), p[2], p[3]]),
      .apply(.entry, [p[0], p[2], p[3]]) * .apply(.entry, [p[1], p[2], p[3]]))
  }

  public static let entryOfDiagonal = Axiom(
    "entryOfDiagonal", "diag(v)ᵢⱼ = [i = j] vᵢ", citation: matrices, arity: 3
  ) { p throws(KernelError) in
    try .equal(
      .apply(.entry, [.apply(.diagonal, [p[0]]), p[1], p[2]]),
      .apply(.indicator, [.equal(p[1], p[2])]) * .apply(.entry, [p[0], p[1]]))
  }

  public static let entryOfSum = Axiom(
    "entryOfSum", "(u + v)ᵢ = uᵢ + vᵢ", citation: matrices, arity: 3
  ) { p throws(KernelError) in
    try .equal(
      .apply(.entry, [p[0] + p[1], p[2]]),
      .apply(.entry, [p[0], p[2]]) + .apply(.entry, [p[1], p[2]]))
  }

  public static let entryOfNegation = Axiom(
    "entryOfNegation", "(−v)ᵢ = −vᵢ", citation: matrices, arity: 2
  ) { p throws(KernelError) in
    try .equal(.apply(.entry, [-p[0], p[1]]), -.apply(.entry, [p[0], p[1]]))
  }

  public static let entryOfScale = Axiom(
    "entryOfScale", "(c v)ᵢ = c vᵢ", citation: matrices, arity: 3
  ) { p throws(KernelError) in
    try .equal(
      .apply(.entry, [.apply(.scale, [p[0], p[1]]), p[2]]), p[0] * .apply(.entry, [p[1], p[2]]))
  }

  public static let entryOfMatrixOperation = Axiom(
    "entryOfMatrixOperation",
    "(A + B)ᵢⱼ = Aᵢⱼ + Bᵢⱼ, (−A)ᵢⱼ = −Aᵢⱼ, (c A)ᵢⱼ = c Aᵢⱼ; parameters the operation, i, j",
    citation: matrices, arity: 3
  ) { p throws(KernelError) in
    guard case .apply(let op, let x) = p[0].node else { throw .rule("entryOfMatrixOperation", p) }
    func entry(_ matrix: Term) throws(KernelError) -> Term {
      try .apply(.entry, [matrix, p[1], p[2]])
    }
    switch op {
    case .add: return try .equal(entry(p[0]), entry(x[0]) + entry(x[1]))
    case .negate: return try .equal(entry(p[0]), -entry(x[0]))
    case .scale: return try .equal(entry(p[0]), x[0] * entry(x[1]))
    default: throw .rule("entryOfMatrixOperation", p)
    }
  }

  public static let entryOfTranspose = Axiom(
    "entryOfTranspose", "(Aᵀ)ᵢⱼ = Aⱼᵢ", citation: matrices, arity: 3
  ) { p throws(KernelError) in
    try .equal(
      .apply(.entry, [.apply(.transpose, [p[0]]), p[1], p[2]]), .apply(.entry, [p[0], p[2], p[1]]))
  }

  public static let innerAsSum = Axiom(
    "innerAsSum", "⟨u, v⟩ = Σᵢ uᵢ vᵢ", citation: matrices, arity: 2
  ) { p throws(KernelError) in
    guard case .vector(let size) = p[0].sort else { throw .rule("innerAsSum", p) }
    let i = try index(size, p)
    return try .equal(
      .apply(.inner, p), .sum(i, .apply(.entry, [p[0], i]) * .apply(.entry, [p[1], i])))
  }
}

extension Axiom {
  static let sums: [Axiom] = [
    sumAdd, sumScale, sumSwap, sumDelta, sumNonnegative, indicatorCases,
  ]

  private static let finiteSums = "Graham, Knuth and Patashnik, Concrete Mathematics, ch. 2"

  private static func range(_ function: Term) throws(KernelError) -> Term {
    guard case .function(let domain, _) = function.sort, case .finite = domain else {
      throw .rule("a function of a finite index is needed", [function])
    }
    return try .fresh("i", domain, avoiding: [function])
  }

  public static let sumAdd = Axiom(
    "sumAdd", "Σᵢ (fᵢ + gᵢ) = Σᵢ fᵢ + Σᵢ gᵢ", citation: finiteSums, arity: 2
  ) { p throws(KernelError) in
    let i = try Term.fresh("i", range(p[0]).sort, avoiding: p)
    return try .equal(
      .sum(i, p[0].at(i) + p[1].at(i)), .apply(.sum, [p[0]]) + .apply(.sum, [p[1]]))
  }

  public static let sumScale = Axiom(
    "sumScale", "Σᵢ c fᵢ = c Σᵢ fᵢ", citation: finiteSums, arity: 2
  ) { p throws(KernelError) in
    let i = try Term.fresh("i", range(p[1]).sort, avoiding: p)
    return try .equal(.sum(i, p[0] * p[1].at(i)), p[0] * .apply(.sum, [p[1]]))
  }

  public static let sumSwap = Axiom(
    "sumSwap", "ΣᵢΣⱼ fᵢⱼ = ΣⱼΣᵢ fᵢⱼ", citation: finiteSums, arity: 1
  ) { p throws(KernelError) in
    let i = try range(p[0])
    let row = try p[0].at(i)
    let j = try Term.fresh("j", range(row).sort, avoiding: [p[0], i])
    return try .equal(.sum(i, .sum(j, row.at(j))), .sum(j, .sum(i, row.at(j))))
  }

  public static let sumDelta = Axiom(
    "sumDelta", "Σⱼ [i = j] fⱼ = fᵢ", citation: finiteSums, arity: 2
  ) { p throws(KernelError) in
    let j = try Term.fresh("j", range(p[1]).sort, avoiding: p)
    return try .equal(
      .sum(j, .apply(.indicator, [.equal(p[0], j)]) * p[1].at(j)), p[1].at(p[0]))
  }

  public static let sumNonnegative = Axiom(
    "sumNonnegative", "(∀i. 0 ≤ fᵢ) → 0 ≤ Σᵢ fᵢ", citation: finiteSums, arity: 1
  ) { p throws(KernelError) in
    let i = try range(p[0])
    return try .implies(
      .forAll(i, .lessOrEqual(.zero, p[0].at(i))), .lessOrEqual(.zero, .apply(.sum, p)))
  }

  public static let indicatorCases = Axiom(
    "indicatorCases", "(φ → [φ] = 1) ∧ (¬φ → [φ] = 0)", citation: finiteSums, arity: 1
  ) { p throws(KernelError) in
    let bracket: Term = try .apply(.indicator, p)
    return try .and(
      .implies(p[0], .equal(bracket, .one)), .implies(.not(p[0]), .equal(bracket, .zero)))
  }
}

extension Term {
  /// Σᵢ body, for a free index variable i.
  public static func sum(_ index: Term, _ body: Term) throws(KernelError) -> Term {
    try apply(.sum, [lambda(index, body)])
  }

  /// f(x), with a λ-term f opened.
  public func at(_ argument: Term) throws(KernelError) -> Term {
    if case .lambda = node { return try instantiate(argument) }
    return try .call(self, argument)
  }
}
