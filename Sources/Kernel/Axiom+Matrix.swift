/// Matrices of symbolic size: functions of two indices, inverses, determinants, Kronecker products,
/// quadratic forms.
extension Axiom {
  static let symbolicMatrices: [Axiom] = [
    entryOfMatrixFunction, entryOfKronecker, entryOfVec, pairEquality, pairSurjective, sumOfPairs,
    matrixInverse, determinantOfIdentity, determinantOfProduct, determinantOfTranspose,
    determinantSylvester, determinantOfMultiple, determinantOfOneRow, singularKernel,
    minimalEigenvalueBound,
    minimalEigenvalueAttained,
    positiveFactor,
  ]

  private static let analysis = "Horn and Johnson, Matrix Analysis"
  private static let topics = "Horn and Johnson, Topics in Matrix Analysis, ch. 4"

  public static let entryOfMatrixFunction = Axiom(
    "entryOfMatrixFunction", "the entry i, j of the matrix of the values f(k, l) is f(i, j)",
    citation: "\(analysis), ch. 0", arity: 3
  ) { p throws(KernelError) in
    try .equal(.apply(.entry, [.apply(.matrix, [p[0]]), p[1], p[2]]), p[0].at(p[1]).at(p[2]))
  }

  // MARK: Kronecker products

  public static let entryOfKronecker = Axiom(
    "entryOfKronecker", "(A ⊗ B)_{⟨i,k⟩⟨j,l⟩} = Aᵢⱼ Bₖₗ; parameters A B i k j l",
    citation: topics, arity: 6
  ) { p throws(KernelError) in
    try .equal(
      .apply(
        .entry,
        [
          .apply(.kronecker, [p[0], p[1]]), .apply(.pair, [p[2], p[3]]),
          .apply(.pair, [p[4], p[5]]),
        ]
      ), .apply(.entry, [p[0], p[2], p[4]]) * .apply(.entry, [p[1], p[3], p[5]]))
  }

  public static let entryOfVec = Axiom(
    "entryOfVec", "(vec A)_{⟨j,i⟩} = Aᵢⱼ; parameters A i j", citation: topics, arity: 3
  ) { p throws(KernelError) in
    try .equal(
      .apply(.entry, [.apply(.vec, [p[0]]), .apply(.pair, [p[2], p[1]])]),
      .apply(.entry, [p[0], p[1], p[2]]))
  }

  public static let pairEquality = Axiom(
    "pairEquality", "(⟨i,k⟩ = ⟨j,l⟩) = (i = j ∧ k = l); parameters i k j l", citation: topics,
    arity: 4
  ) { p throws(KernelError) in
    try .equal(
      .equal(.apply(.pair, [p[0], p[1]]), .apply(.pair, [p[2], p[3]])),
      .and(.equal(p[0], p[2]), .equal(p[1], p[3])))
  }

  /// The bound indices i of Fin(n) and k of Fin(m), for parameters of which the last two are n and m.
  private static func indices(_ p: [Term]) throws(KernelError) -> (i: Term, k: Term) {
    let i = try Term.fresh("i", .finite(p[1]), avoiding: p)
    return (i, try .fresh("k", .finite(p[2]), avoiding: p + [i]))
  }

  public static let pairSurjective = Axiom(
    "pairSurjective", "every r of Fin(n·m) is ⟨i,k⟩ for some i and k; parameters r n m",
    citation: topics, arity: 3
  ) { p throws(KernelError) in
    let (i, k) = try indices(p)
    return try .exists(i, .exists(k, .equal(p[0], .apply(.pair, [i, k]))))
  }

  public static let sumOfPairs = Axiom(
    "sumOfPairs", "Σ over Fin(n·m) of f is ΣᵢΣₖ f(⟨i,k⟩); parameters f n m", citation: topics,
    arity: 3
  ) { p throws(KernelError) in
    let (i, k) = try indices(p)
    return try .equal(.apply(.sum, [p[0]]), .sum(i, .sum(k, p[0].at(.apply(.pair, [i, k])))))
  }

  // MARK: Inverses and determinants

  private static func square(_ matrix: Term, _ row: String) throws(KernelError) -> Term {
    guard case .matrix(let n, let m) = matrix.sort, n == m else { throw .rule(row, [matrix]) }
    return n
  }

  public static let matrixInverse = Axiom(
    "matrixInverse", "det A ≠ 0 → A A⁻¹ = I ∧ A⁻¹ A = I", citation: "\(analysis), ch. 0", arity: 1
  ) { p throws(KernelError) in
    let identity = try Term.identity(square(p[0], "matrixInverse"))
    let inverse: Term = try .apply(.matrixInverse, p)
    return try .implies(
      .not(.equal(.apply(.determinant, p), .zero)),
      .and(
        .equal(.apply(.product, [p[0], inverse]), identity),
        .equal(.apply(.product, [inverse, p[0]]), identity)))
  }

  public static let determinantOfIdentity = Axiom(
    "determinantOfIdentity", "det I = 1; the parameter is the size", citation: "\(analysis), ch. 0",
    arity: 1
  ) { p throws(KernelError) in try .equal(.apply(.determinant, [.identity(p[0])]), .one) }

  public static let determinantOfProduct = Axiom(
    "determinantOfProduct", "det(A B) = det A · det B", citation: "\(analysis), ch. 0", arity: 2
  ) { p throws(KernelError) in
    try .equal(
      .apply(.determinant, [.apply(.product, p)]),
      .apply(.determinant, [p[0]]) * .apply(.determinant, [p[1]]))
  }

  /// A matrix of size 0 does not exist, but Fin(0) has an element: hence the premise.
  public static let determinantOfMultiple = Axiom(
    "determinantOfMultiple",
    "1 ≤ n → det(c A) = cⁿ det A for a matrix A with n rows; parameters c A",
    citation: "\(analysis), ch. 0", arity: 2
  ) { p throws(KernelError) in
    guard case .matrix(let n, _) = p[1].sort else { throw .rule("determinantOfMultiple", p) }
    return try .implies(
      .lessOrEqual(.one, .apply(.naturalToReal, [n])),
      .equal(
        .apply(.determinant, [.apply(.scale, p)]),
        .apply(.power, [p[0], n]) * .apply(.determinant, [p[1]])))
  }

  public static let determinantOfTranspose = Axiom(
    "determinantOfTranspose", "det Aᵀ = det A", citation: "\(analysis), ch. 0", arity: 1
  ) { p throws(KernelError) in
    try .equal(.apply(.determinant, [.apply(.transpose, p)]), .apply(.determinant, p))
  }

  public static let determinantSylvester = Axiom(
    "determinantSylvester", "det(I + A B) = det(I + B A)", citation: "\(analysis), ch. 0", arity: 2
  ) { p throws(KernelError) in
    guard case .matrix(let n, let m) = p[0].sort else { throw .rule("determinantSylvester", p) }
    return try .equal(
      .apply(.determinant, [.identity(n) + .apply(.product, p)]),
      .apply(.determinant, [.identity(m) + .apply(.product, [p[1], p[0]])]))
  }

  public static let determinantOfOneRow = Axiom(
    "determinantOfOneRow", "det A = tr A for a matrix with one row", citation: "\(analysis), ch. 0",
    arity: 1
  ) { p throws(KernelError) in
    let one = try Term.natural(1)
    guard case .matrix(one, one) = p[0].sort else {
      throw .rule("determinantOfOneRow", p)
    }
    return try .equal(.apply(.determinant, p), .apply(.trace, p))
  }

  public static let singularKernel = Axiom(
    "singularKernel", "det A = 0 → ∃v ≠ 0. A v = 0", citation: "\(analysis), ch. 0", arity: 1
  ) { p throws(KernelError) in
    let n = try square(p[0], "singularKernel")
    let v = try Term.fresh("v", .vector(n), avoiding: p)
    let zero = try Term.zeros(n)
    return try .implies(
      .equal(.apply(.determinant, p), .zero),
      .exists(v, .and(.not(.equal(v, zero)), .equal(.apply(.product, [p[0], v]), zero))))
  }

  // MARK: Quadratic forms

  public static let minimalEigenvalueBound = Axiom(
    "minimalEigenvalueBound", "Aᵀ = A → λ_min(A) ⟨v, v⟩ ≤ ⟨v, A v⟩; parameters A v",
    citation: "\(analysis), ch. 4", arity: 2
  ) { p throws(KernelError) in
    try .implies(
      .equal(.apply(.transpose, [p[0]]), p[0]),
      .lessOrEqual(
        .apply(.minimalEigenvalue, [p[0]]) * .apply(.inner, [p[1], p[1]]),
        .apply(.inner, [p[1], .apply(.product, p)])))
  }

  public static let minimalEigenvalueAttained = Axiom(
    "minimalEigenvalueAttained", "Aᵀ = A → ∃v ≠ 0. A v = λ_min(A) v",
    citation: "\(analysis), ch. 4", arity: 1
  ) { p throws(KernelError) in
    let n = try square(p[0], "minimalEigenvalueAttained")
    let v = try Term.fresh("v", .vector(n), avoiding: p)
    return try .implies(
      .equal(.apply(.transpose, p), p[0]),
      .exists(
        v,
        .and(
          .not(.equal(v, .zeros(n))),
          .equal(
            .apply(.product, [p[0], v]), .apply(.scale, [.apply(.minimalEigenvalue, p), v])))))
  }

  public static let positiveFactor = Axiom(
    "positiveFactor", "Aᵀ = A → 0 ≤ λ_min(A) → ∃C. A = CᵀC", citation: "\(analysis), ch. 7",
    arity: 1
  ) { p throws(KernelError) in
    let n = try square(p[0], "positiveFactor")
    let factor = try Term.fresh("C", .matrix(n, n), avoiding: p)
    return try .implies(
      [
        .equal(.apply(.transpose, p), p[0]),
        .lessOrEqual(.zero, .apply(.minimalEigenvalue, p)),
      ],
      .exists(
        factor, .equal(p[0], .apply(.product, [.apply(.transpose, [factor]), factor]))))
  }
}

extension Term {
  /// The identity matrix with n rows: [i = j].
  public static func identity(_ n: Term) throws(KernelError) -> Term {
    try matrix(n, n) { i, j throws(KernelError) in try .apply(.indicator, [.equal(i, j)]) }
  }

  /// The vector of n zeros.
  public static func zeros(_ n: Term) throws(KernelError) -> Term {
    let i = try variable("i", .finite(n))
    return try .apply(.vector, [.lambda(i, .zero)])
  }

  /// The matrix with these entries, for a function of the two indices.
  public static func matrix(
    _ n: Term, _ m: Term, avoiding used: [Term] = [],
    _ entry: (Term, Term) throws(KernelError) -> Term
  ) throws(KernelError) -> Term {
    let i = try fresh("i", .finite(n), avoiding: used)
    let j = try fresh("j", .finite(m), avoiding: used + [i])
    return try .apply(.matrix, [.lambda(i, .lambda(j, entry(i, j)))])
  }
}
