import Kernel

/// A symmetric matrix M with ⟨v, M v⟩ ≥ 0 for every v.
struct Semidefinite {
  let matrix: Term
  /// Mᵀ = M.
  let symmetric: Theorem
  /// ∀v. 0 ≤ ⟨v, M v⟩.
  let form: Theorem
}

extension Prover {
  /// M as a semidefinite matrix, or a failure.
  func semidefinite(_ m: Term) throws -> Semidefinite {
    if let known = semidefinites[m] {
      guard let known else { throw ProofFailure("it is not known to be semidefinite", m) }
      return known
    }
    semidefinites[m] = .some(nil)
    let v = try fresh("v", .vector(m.rows), m)
    let square: Term = try .apply(.inner, [v, .apply(.product, [m, v])])
    let bound: Theorem
    if let x = m.arguments(of: .product), x[0].arguments(of: .transpose)?[0] === x[1] {
      let image: Term = try .apply(.product, [x[1], v])
      bound = try MatrixLemma.innerNonnegative(image).rewritten(
        by: .congruence(
          .lessOrEqual,
          [.reflexive(.zero), MatrixLemma.gramForm(x[1], v).symmetric()]))
    } else {
      bound = try quadraticBound(square).weakened()
    }
    let result = Semidefinite(
      matrix: m, symmetric: try prove(.equal(.apply(.transpose, [m]), m), depth: 25),
      form: try bound.generalizing(v))
    semidefinites[m] = result
    return result
  }

  /// 0 ≤ λ_min(M), strictly where ⟨v, M v⟩ > 0 for v ≠ 0.
  func eigenvalueSign(_ m: Term) throws -> Theorem {
    let symmetric = try prove(.equal(.apply(.transpose, [m]), m), depth: 25)
    return try eigenvectorBound(.apply(.minimalEigenvalue, [m]), m, symmetric, others: []) {
      context, square, _ in try context.quadraticBound(square)
    }
  }

  /// 0 ≤ t or 0 < t, for t = c λ + r with λ = λ_min(M): by the sign of c ⟨v, M v⟩ + r ⟨v, v⟩ = t ⟨v, v⟩
  /// at an eigenvector v.
  func eigenvectorBound(
    _ t: Term, _ m: Term, _ symmetric: Theorem, others: [Term],
    _ sign: (Prover, Term, [Term]) throws -> Theorem
  ) throws -> Theorem {
    let λ: Term = try .apply(.minimalEigenvalue, [m])
    let exists = try Theorem.use(.minimalEigenvalueAttained, [m], symmetric)
    let parts = try fraction(of: t).value.numerator.coefficients(of: λ)
    guard let predicate = exists.conclusion.arguments(of: .exists)?[0], parts.count == 2 else {
      throw ProofFailure("an eigenvalue", t)
    }
    let (r, c) = try (parts[0].term(in: .real), parts[1].term(in: .real))
    var v = try fresh("v", .vector(m.rows), m)
    while others.contains(v) { v = try .fresh("v", v.sort, avoiding: [t, m] + others) }
    let (apart, eigen) = try Theorem.assume(predicate.instantiate(v)).conjuncts()
    let context = try adding([apart])
    let square: Term = try .apply(.inner, [v, v])
    let image: Term = try .apply(.inner, [v, .apply(.product, [m, v])])
    let bound = try sign(context, c * image + r * square, others + [v])
    // ⟨v, M v⟩ = ⟨v, λ v⟩ = λ ⟨v, v⟩
    let scaled = try eigen.right
    let value = try Theorem.congruence(.inner, [.reflexive(v), eigen])
      .then(MatrixLemma.innerSymmetric(v, scaled)).then(MatrixLemma.innerOfScaled(λ, v, v))
    let whole = try Theorem.congruence(
      .add,
      [.congruence(.multiply, [.reflexive(c), value]), .reflexive(r * square)])
    guard let op = bound.relation else { throw ProofFailure("a bound", t) }
    let product = try bound.rewritten(
      by: .congruence(
        op, [.reflexive(.zero), whole.then(.ring(whole.right, t * square))]))
    let norm = try context.quadraticBound(square)
    let inverse = try Theorem.use(.inversePositive, [square], norm)
    let quotient = try Self.product(product, inverse)
      .moved(to: t, nonzero: [norm.distinct().disequalitySwapped()])
    return try exists.choosing(v, quotient)
  }

  /// 0 ≤ ⟨w, (A ⊗ C) w⟩: with A = LᵀL it is Σᵣ ⟨yᵣ, C yᵣ⟩ for the vectors yᵣ = (Σᵢ Lᵣᵢ w₍ᵢ,ₖ₎)ₖ.
  func kroneckerBound(_ a: Semidefinite, _ c: Semidefinite, at w: Term) throws -> Theorem {
    let n = try a.matrix.rows
    let factor = try Theorem.use(
      .positiveFactor, [a.matrix], a.symmetric, eigenvalueSign(of: a))
    guard let predicate = factor.conclusion.arguments(of: .exists)?[0] else {
      throw ProofFailure("a factor", a.matrix)
    }
    let l = try fresh("L", .matrix(n, n), a.matrix, c.matrix, w)
    let equation = try Theorem.assume(predicate.instantiate(l))
    let (law, terms) = try MatrixLemma.kroneckerForm(l, c.matrix, w)
    guard let function = terms.arguments(of: .sum)?[0] else {
      throw ProofFailure("a sum", terms)
    }
    let r = try fresh("r", .finite(n), a.matrix, c.matrix, w, l)
    let member = try function.instantiate(r)
    guard let y = member.arguments(of: .inner)?[0] else { throw ProofFailure("a form", member) }
    let sum = try Theorem.use(
      .sumNonnegative, [function], c.form.specialized(to: y).generalizing(r))
    let square = try Theorem.congruence(
      .kronecker, [equation.symmetric(), .reflexive(c.matrix)])
    let whole = try law.symmetric().then(
      .congruence(
        .inner, [.reflexive(w), .congruence(.product, [square, .reflexive(w)])]))
    return try factor.choosing(
      l, sum.rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), whole])))
  }

  /// 0 ≤ det A for a semidefinite A: A = CᵀC, and det A = (det C)².
  func nonnegativeDeterminant(_ a: Term) throws -> Theorem {
    let known = try semidefinite(a)
    let factor = try Theorem.use(
      .positiveFactor, [a], known.symmetric, eigenvalueSign(of: known))
    guard let predicate = factor.conclusion.arguments(of: .exists)?[0] else {
      throw ProofFailure("a factor", a)
    }
    let c = try fresh("C", a.sort, a)
    let square = try Theorem.assume(predicate.instantiate(c))
    let det: Term = try .apply(.determinant, [c])
    let value = try Theorem.congruence(.determinant, [square])
      .then(.axiom(.determinantOfProduct, [.apply(.transpose, [c]), c]))
      .then(
        .congruence(.multiply, [.axiom(.determinantOfTranspose, [c]), .reflexive(det)]))
    let bound = try Theorem.axiom(.squareNonnegative, [det]).rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), value.symmetric()]))
    return try factor.choosing(c, bound)
  }

  /// 0 < det A, where A is moreover regular.
  func positiveDeterminant(_ a: Term) throws -> Theorem {
    guard a.isSquareMatrix, !a.isExplicitMatrix else {
      throw ProofFailure("a matrix of symbolic size is needed", a)
    }
    let distinct = try regularByDefiniteness(a)
    return try nonnegativeDeterminant(a).and(distinct.disequalitySwapped())
      .backwards(along: .axiom(.lessIff, [.zero, .apply(.determinant, [a])]))
  }

  /// 0 ≤ λ_min(A) for a semidefinite A.
  private func eigenvalueSign(of a: Semidefinite) throws -> Theorem {
    try eigenvectorBound(
      .apply(.minimalEigenvalue, [a.matrix]), a.matrix, a.symmetric, others: []
    ) { context, square, vectors in
      guard let v = vectors.last else { throw ProofFailure("a vector", square) }
      return try a.form.specialized(to: v).moved(to: square)
    }
  }
}

extension MatrixLemma {
  /// ⟨v, YᵀY v⟩ = ⟨Y v, Y v⟩.
  static func gramForm(_ y: Term, _ v: Term) throws -> Theorem {
    let (Y, V) = try (Term.variable("Y", y.sort), Term.variable("v", v.sort))
    let image: Term = try .apply(.product, [Y, V])
    let square: Term = try .apply(.product, [.apply(.transpose, [Y]), Y])
    return try law(
      .apply(.inner, [V, .apply(.product, [square, V])]), .apply(.inner, [image, image]),
      [Y: y, V: v])
  }

  /// ⟨w, (LᵀL ⊗ C) w⟩ = Σᵣ ⟨yᵣ, C yᵣ⟩ with yᵣ = (Σᵢ Lᵣᵢ w₍ᵢ,ₖ₎)ₖ, and the right side.
  static func kroneckerForm(_ l: Term, _ c: Term, _ w: Term) throws -> (law: Theorem, sum: Term) {
    let (n, m) = try (l.rows, c.rows)
    let L = try Term.variable("L", l.sort)
    let C = try Term.variable("C", c.sort)
    let W = try Term.variable("w", w.sort)
    let r = try Term.variable("r", .finite(n))
    let i = try Term.variable("i", .finite(n))
    let k = try Term.variable("k", .finite(m))
    let y: Term = try .apply(
      .vector,
      [
        .lambda(
          k, .sum(i, .apply(.entry, [L, r, i]) * .apply(.entry, [W, .apply(.pair, [i, k])])))
      ])
    let square: Term = try .apply(.product, [.apply(.transpose, [L]), L])
    let theorem = try law(
      .apply(.inner, [W, .apply(.product, [.apply(.kronecker, [square, C]), W])]),
      .sum(r, .apply(.inner, [y, .apply(.product, [C, y])])), [L: l, C: c, W: w])
    return (theorem, try theorem.right)
  }
}
