import Kernel

/// Matrices u vᵀ: products of a matrix with one column and a matrix with one row.
extension Prover {
  /// A = U V for a matrix of the entries uᵢ vⱼ; `nil` for other matrices.
  func outerProduct(_ a: Term) throws -> Theorem? {
    guard let (u, v) = try a.outerFactors else { return nil }
    let step = try MatrixLemma.outer(u, v)
    return try step.left === a ? step : nil
  }

  /// The matrix with the only column M u, or x u, or u + v, by the matrices of u and v; the same for
  /// rows.
  func takenApart(columnOrRow a: Term) throws -> Theorem? {
    if let u = a.columnVector { return try MatrixLemma.columnOf(u) }
    if let v = a.rowVector { return try MatrixLemma.rowOf(v) }
    return nil
  }

  /// U (V X U′) = ⟨v, X u′⟩ U somewhere in a word, for a column U and a row V.
  func collapse(_ word: [Term]) throws -> (range: Range<Int>, rule: MatrixRule)? {
    for start in word.indices.dropLast(2) {
      guard let u = word[start].columnVector, let v = word[start + 1].rowVector,
        let end = word.indices.first(where: {
          $0 > start + 1 && (word[$0].columnVector != nil || word[$0].sort.isVector)
        })
      else { continue }
      let range = start..<(end + 1)
      let x = word[end].columnVector ?? word[end]
      // X u′ as a vector.
      let vector = try MatrixForm.product(word[(start + 2)..<end] + [x], rows: v.rows)
      let part = try MatrixForm.product(word[range], rows: word[start].rows)
      guard let inner = part.arguments(of: .product)?[1].arguments(of: .product)?[1] else {
        continue
      }
      let image = try columnImage(inner, vector)
      let collapsed =
        word[end].sort.isVector
        ? try MatrixLemma.collapsedVector(u, v, vector) : try MatrixLemma.collapsed(u, v, vector)
      let value = try innerForm(.apply(.inner, [v, vector]))
      let target = try collapsed.right.arguments(of: .scale)?[1] ?? collapsed.right
      let theorem = try Theorem.congruence(
        .product,
        [
          .reflexive(word[start]), .congruence(.product, [.reflexive(word[start + 1]), image]),
        ]
      ).then(collapsed).then(.congruence(.scale, [value, .reflexive(target)]))
      return (range, MatrixRule(word: Array(word[range]), theorem: theorem))
    }
    return nil
  }

  /// M₁ (… (Mₖ U)) = the column of M₁ (… (Mₖ u)); a vector is itself.
  private func columnImage(_ product: Term, _ vector: Term) throws -> Theorem {
    guard product.sort.isVector == false, let x = product.arguments(of: .product),
      let y = vector.arguments(of: .product), x[0] === y[0]
    else { return try .reflexive(product) }
    let inner = try columnImage(x[1], y[1])
    return try Theorem.congruence(.product, [.reflexive(x[0]), inner])
      .then(MatrixLemma.columnOf(vector).map { try $0.symmetric() } ?? .reflexive(product))
  }

  /// det(R + U V) = det R · (1 + ⟨v, R⁻¹ u⟩) for a regular R; `nil` where the form is none of this kind.
  func rankOneDeterminant(_ form: MatrixForm) throws -> Theorem? {
    guard form.parts.count > 1 else { return nil }
    for (number, part) in form.parts.enumerated() {
      guard let cut = part.word.firstIndex(where: { $0.rowVector != nil }), cut > 0 else {
        continue
      }
      var others = form.parts
      others.remove(at: number)
      if let result = try? rankOneDeterminant(form, others, part, cut) { return result }
    }
    return nil
  }

  private func rankOneDeterminant(
    _ form: MatrixForm, _ others: [MatrixForm.Part], _ part: MatrixForm.Part, _ cut: Int
  ) throws -> Theorem {
    let sample = try form.term
    let n = try sample.rows
    let rest = try MatrixForm.term(others, like: sample)
    var first = try MatrixForm.product(part.word[..<cut], rows: n)
    if part.coefficient !== Term.one { first = try .apply(.scale, [part.coefficient, first]) }
    let second = try MatrixForm.product(part.word[cut...], rows: .natural(1))
    if try rest === Term.identity(n) {
      let split = try matrixForm(rest + .apply(.product, [first, second]))
      guard try split.term === sample else { throw ProofFailure("a sum of matrices", sample) }
      let sylvester = try Theorem.congruence(.determinant, [split.theorem]).symmetric()
        .then(.axiom(.determinantSylvester, [first, second]))
      return try sylvester.then(oneRowDeterminant(sylvester.right))
    }
    // R + U V = R (I + R⁻¹ U V).
    _ = try regular(rest)
    let image: Term = try .apply(.product, [.apply(.matrixInverse, [rest]), first])
    let factor = try .identity(n) + .apply(.product, [image, second])
    let product = try matrixForm(.apply(.product, [rest, factor]))
    guard try product.term === sample else { throw ProofFailure("a sum of matrices", sample) }
    let sylvester = try Theorem.axiom(.determinantSylvester, [image, second])
    return try Theorem.congruence(.determinant, [product.theorem]).symmetric()
      .then(.axiom(.determinantOfProduct, [rest, factor]))
      .then(
        .congruence(
          .multiply,
          [determinantForm(rest), sylvester.then(oneRowDeterminant(sylvester.right))]))
  }

  /// det(I + V X) for V with one row and X with one column.
  private func oneRowDeterminant(_ determinant: Term) throws -> Theorem {
    guard let matrix = determinant.arguments(of: .determinant)?[0] else {
      throw ProofFailure("a determinant", determinant)
    }
    let form = try matrixForm(matrix)
    let trace = try Theorem.congruence(.determinant, [form.theorem])
      .then(.axiom(.determinantOfOneRow, [form.term]))
    return try trace.then(oneRowTrace(form.term))
  }

  /// tr of sums of I and of products V X.
  private func oneRowTrace(_ matrix: Term) throws -> Theorem {
    switch matrix.node {
    case .apply(.add, let x):
      return try MatrixLemma.traceOfSum(x[0], x[1])
        .then(.congruence(.add, [oneRowTrace(x[0]), oneRowTrace(x[1])]))
    case .apply(.scale, let x):
      return try MatrixLemma.traceOfScaled(x[0], x[1])
        .then(.congruence(.multiply, [.reflexive(x[0]), oneRowTrace(x[1])]))
    case .apply(.product, let x):
      guard let v = x[0].rowVector else { throw ProofFailure("a matrix with one row", matrix) }
      var vectors: [Term] = []
      var rest = x[1]
      while let parts = rest.arguments(of: .product) {
        vectors.append(parts[0])
        rest = parts[1]
      }
      guard let u = rest.columnVector else { throw ProofFailure("a matrix with one column", rest) }
      let vector = try MatrixForm.product(vectors + [u], rows: v.rows)
      return try Theorem.congruence(
        .trace, [.congruence(.product, [.reflexive(x[0]), columnImage(x[1], vector)])]
      ).then(MatrixLemma.traceOfLine(v, vector))
    default:
      return try MatrixLemma.traceOfOne(matrix)
    }
  }

  /// t ≠ 0 because the determinant of a known regular matrix R + u vᵀ is a multiple of t.
  func nonzeroByDeterminant(_ term: Term) throws -> Theorem? {
    guard term.sort == .real, term.number == nil else { return nil }
    for (known, theorem) in distinctFromZero {
      guard let matrix = known.arguments(of: .determinant)?[0], matrix.uses(.matrix),
        !matrix.isExplicitMatrix, fuel.openedDeterminants.insert(known).inserted
      else { continue }
      defer { fuel.openedDeterminants.remove(known) }
      guard let form = try? determinantForm(matrix),
        let factors = try form.right.arguments(of: .multiply)
      else { continue }
      for factor in factors {
        guard let same = try? innerEquation(factor, term) else { continue }
        let zero = try Theorem.assume(.equal(term, .zero))
        let parts = try factors.map {
          try $0 === factor ? same.then(zero) : .reflexive($0)
        }
        let vanishing = try form.then(.congruence(.multiply, parts))
        return try theorem.refuting(vanishing.then(.ring(vanishing.right, .zero)))
          .negating(zero.conclusion)
      }
    }
    return nil
  }
}

extension Sort {
  var isVector: Bool {
    if case .vector = self { true } else { false }
  }
}

extension Term {
  /// u for the matrix with the only column u.
  var columnVector: Term? {
    guard case .matrix(_, let m) = sort, m.number == 1 else { return nil }
    return (try? lineVector)??.column
  }

  /// v for the matrix with the only row v.
  var rowVector: Term? {
    guard case .matrix(let n, _) = sort, n.number == 1 else { return nil }
    return (try? lineVector)??.row
  }

  private var lineVector: (column: Term?, row: Term?)? {
    get throws {
      guard let (i, j, body) = try openedMatrix, let x = body.arguments(of: .entry), x.count == 2,
        !x[0].freeVariables.contains(i), !x[0].freeVariables.contains(j)
      else { return nil }
      return (x[1] === i ? x[0] : nil, x[1] === j ? x[0] : nil)
    }
  }

  /// u and v for the matrix of the entries uᵢ vⱼ.
  var outerFactors: (u: Term, v: Term)? {
    get throws {
      guard let (i, j, body) = try openedMatrix, let x = body.arguments(of: .multiply),
        let u = x[0].arguments(of: .entry), let v = x[1].arguments(of: .entry), u.count == 2,
        v.count == 2, u[1] === i, v[1] === j,
        ![u[0], v[0]].contains(where: {
          $0.freeVariables.contains(i) || $0.freeVariables.contains(j)
        })
      else { return nil }
      return (u[0], v[0])
    }
  }

  /// The indices and the entry of a matrix that is given by its entries.
  private var openedMatrix: (i: Term, j: Term, body: Term)? {
    get throws {
      guard let function = arguments(of: .matrix)?[0], case .lambda = function.node else {
        return nil
      }
      let (i, row) = try function.opened("i")
      guard case .lambda = row.node else { return nil }
      let (j, body) = try row.opened("j")
      return (i, j, body)
    }
  }

  /// The matrix with the only column u.
  static func column(_ u: Term) throws -> Term {
    try .matrix(u.rows, .natural(1), avoiding: [u]) { i, _ throws(KernelError) in
      try .apply(.entry, [u, i])
    }
  }

  /// The matrix with the only row v.
  static func row(_ v: Term) throws -> Term {
    try .matrix(.natural(1), v.rows, avoiding: [v]) { _, j throws(KernelError) in
      try .apply(.entry, [v, j])
    }
  }
}

/// Laws of columns and rows.
extension MatrixLemma {
  private static func named(_ name: String, _ term: Term) throws -> Term {
    try .variable(name, term.sort)
  }

  private static func product(_ a: Term, _ b: Term) throws -> Term { try .apply(.product, [a, b]) }

  /// The matrix of the entries uᵢ vⱼ is U V.
  static func outer(_ u: Term, _ v: Term) throws -> Theorem {
    let (U, V) = try (named("u", u), named("v", v))
    let entries = try Term.matrix(u.rows, v.rows) { i, j throws(KernelError) in
      try .apply(.entry, [U, i]) * .apply(.entry, [V, j])
    }
    return try law(entries, product(.column(U), .row(V)), [U: u, V: v])
  }

  /// The column of M u is M U, that of u + v is U + V, that of x u is x U; `nil` for other vectors.
  static func columnOf(_ u: Term) throws -> Theorem? {
    guard case .apply(let op, let x) = u.node,
      op == .product || op == .add || op == .scale
        || op == .negate
    else { return nil }
    let names = try zip(["a", "b"], x).map { try named($0, $1) }
    let values = Dictionary(uniqueKeysWithValues: zip(names, x))
    let parts = try names.map { $0.sort.isVector ? try Term.column($0) : $0 }
    return try law(.column(.apply(op, names)), .apply(op, parts), values)
  }

  /// The row of M v is V Mᵀ, and so on.
  static func rowOf(_ v: Term) throws -> Theorem? {
    guard case .apply(let op, let x) = v.node,
      op == .product || op == .add || op == .scale
        || op == .negate
    else { return nil }
    let names = try zip(["a", "b"], x).map { try named($0, $1) }
    let values = Dictionary(uniqueKeysWithValues: zip(names, x))
    if op == .product {
      return try law(
        .row(.apply(op, names)), product(.row(names[1]), .apply(.transpose, [names[0]])), values)
    }
    let parts = try names.map { $0.sort.isVector ? try Term.row($0) : $0 }
    return try law(.row(.apply(op, names)), .apply(op, parts), values)
  }

  /// Uᵀ is the row of u.
  static func transposeOfColumn(_ u: Term) throws -> Theorem {
    let U = try named("u", u)
    return try law(.apply(.transpose, [.column(U)]), .row(U), [U: u])
  }

  /// Vᵀ is the column of v.
  static func transposeOfRow(_ v: Term) throws -> Theorem {
    let V = try named("v", v)
    return try law(.apply(.transpose, [.row(V)]), .column(V), [V: v])
  }

  /// tr(A + B) = tr A + tr B.
  static func traceOfSum(_ a: Term, _ b: Term) throws -> Theorem {
    let (A, B) = try (named("A", a), named("B", b))
    return try law(
      .apply(.trace, [A + B]), .apply(.trace, [A]) + .apply(.trace, [B]), [A: a, B: b])
  }

  /// tr(x A) = x tr A.
  static func traceOfScaled(_ x: Term, _ a: Term) throws -> Theorem {
    let (X, A) = try (named("x", x), named("A", a))
    return try law(
      .apply(.trace, [.apply(.scale, [X, A])]), X * .apply(.trace, [A]), [X: x, A: a])
  }

  /// tr(V X) = ⟨v, x⟩.
  static func traceOfLine(_ v: Term, _ x: Term) throws -> Theorem {
    let (V, X) = try (named("v", v), named("x", x))
    return try law(
      .apply(.trace, [product(.row(V), .column(X))]), .apply(.inner, [V, X]), [V: v, X: x])
  }

  /// tr I = 1 for the identity with one row.
  static func traceOfOne(_ matrix: Term) throws -> Theorem {
    try law(.apply(.trace, [matrix]), .one, [:])
  }

  /// U (V X) = ⟨v, x⟩ U.
  static func collapsed(_ u: Term, _ v: Term, _ x: Term) throws -> Theorem {
    let (U, V, X) = try (named("u", u), named("v", v), named("x", x))
    return try law(
      product(.column(U), product(.row(V), .column(X))),
      .apply(.scale, [.apply(.inner, [V, X]), .column(U)]), [U: u, V: v, X: x])
  }

  /// U (V x) = ⟨v, x⟩ u.
  static func collapsedVector(_ u: Term, _ v: Term, _ x: Term) throws -> Theorem {
    let (U, V, X) = try (named("u", u), named("v", v), named("x", x))
    return try law(
      product(.column(U), product(.row(V), X)), .apply(.scale, [.apply(.inner, [V, X]), U]),
      [U: u, V: v, X: x])
  }
}
