import Kernel

/// Inner products and squared norms as polynomials in ⟨x, W y⟩, for vectors x, y and words W.
extension Prover {
  /// t = t′ with every inner product expanded, words reduced by the rules for matrices.
  func innerForm(_ term: Term) throws -> Theorem {
    if let known = innerForms[term] { return known }
    try fuel.spend()
    let result = try innerStep(term)
    innerForms[term] = result
    return result
  }

  /// s = t for polynomials in inner products.
  func innerEquation(_ s: Term, _ t: Term) throws -> Theorem {
    let (left, right) = try (innerForm(s), innerForm(t))
    do {
      return try left.then(scalarEquation(left.right, right.right)).then(right.symmetric())
    } catch let failure as ProofFailure {
      // 0 = s − t gives s = t + (s − t) = t + 0.
      let (a, b) = try (left.right, right.right)
      let zero = try? withoutInverse(a - b) { try $0.innerEquation(.zero, $1) }
      guard let zero else { throw failure }
      let sum = try Theorem.congruence(.add, [.reflexive(b), zero.symmetric()])
      return try left.then(.ring(a, sum.left)).then(sum).then(.ring(sum.right, b))
        .then(right.symmetric())
    }
  }

  private func innerStep(_ term: Term) throws -> Theorem {
    guard case .apply(let op, let x) = term.node else { return try .reflexive(term) }
    switch op {
    case .power:
      if let square = try squaredRoot(term, x) { return try square.then(innerForm(square.right)) }
      return try .congruence(.power, [innerForm(x[0]), .reflexive(x[1])])
    case .add, .multiply, .negate, .inverse:
      if op == .multiply, x[0] === x[1],
        let square = try squaredRoot(x[0].power(2), [x[0], .natural(2)])
      {
        return try Theorem.ring(term, x[0].power(2)).then(square).then(innerForm(square.right))
      }
      return try .congruence(op, x.map { try innerForm($0) })
    case .inner: return try expandedInner(x[0], x[1])
    default: return try .reflexive(term)
    }
  }

  /// (√⟨v, v⟩)² = ⟨v, v⟩.
  private func squaredRoot(_ term: Term, _ x: [Term]) throws -> Theorem? {
    guard x[1].number == 2, let root = x[0].arguments(of: .squareRoot),
      let parts = root[0].arguments(of: .inner), parts[0] === parts[1]
    else { return nil }
    return try Theorem.ring(term, x[0] * x[0])
      .then(
        Theorem.use(.squareRoot, root, MatrixLemma.innerNonnegative(parts[0])).conjuncts().1)
  }

  /// ⟨u, v⟩ for sums of words u and v.
  private func expandedInner(_ u: Term, _ v: Term) throws -> Theorem {
    try fuel.spend()
    let (a, b) = try (matrixForm(u), matrixForm(v))
    let start = try Theorem.congruence(.inner, [a.theorem, b.theorem])
    let first = try overFirst(a.term, b.term) { x, y in
      // ⟨y, x⟩ for the parts y of v.
      try MatrixLemma.innerSymmetric(x, y)
        .then(self.overFirst(y, x) { try self.reducedInner($0, $1) })
    }
    return try start.then(first)
  }

  /// ⟨u, v⟩ with the first argument taken apart.
  private func overFirst(_ u: Term, _ v: Term, _ atom: (Term, Term) throws -> Theorem) throws
    -> Theorem
  {
    if try u === MatrixForm.zero(like: u) { return try MatrixLemma.innerOfZero(v) }
    if let x = u.arguments(of: .add) {
      return try MatrixLemma.innerOfSum(x[0], x[1], v)
        .then(.congruence(.add, [overFirst(x[0], v, atom), overFirst(x[1], v, atom)]))
    }
    if let x = u.arguments(of: .scale) {
      return try MatrixLemma.innerOfScaled(x[0], x[1], v)
        .then(.congruence(.multiply, [.reflexive(x[0]), overFirst(x[1], v, atom)]))
    }
    return try atom(u, v)
  }

  /// ⟨U x, V y⟩ = ⟨x, UᵀV y⟩ for two words, in a fixed order.
  private func reducedInner(_ u: Term, _ v: Term) throws -> Theorem {
    if let x = u.arguments(of: .product) {
      let step = try MatrixLemma.adjoint(x[0], x[1], v)
      return try step.then(reducedInner(x[1], .apply(.product, [.apply(.transpose, [x[0]]), v])))
    }
    let form = try matrixForm(v)
    let start = try Theorem.congruence(.inner, [.reflexive(u), form.theorem])
    let normal = try form.term
    guard form.parts.count == 1, form.parts[0].coefficient === Term.one else {
      return try start.then(MatrixLemma.innerSymmetric(u, normal))
        .then(
          overFirst(normal, u) { part, _ in
            try MatrixLemma.innerSymmetric(part, u).then(self.reducedInner(u, part))
          })
    }
    // ⟨x, W y⟩ or ⟨y, Wᵀ x⟩.
    guard let y = form.parts[0].word.last else { return start }
    var turned = u
    for letter in form.parts[0].word.dropLast() {
      turned = try .apply(.product, [.apply(.transpose, [letter]), turned])
    }
    let other = try matrixForm(turned)
    // A word that the rules replace is turned to where they do.
    let isReduced =
      other.parts.count != 1 || other.parts[0].coefficient !== Term.one
      || other.parts[0].word.count < form.parts[0].word.count
    let isSmaller =
      isReduced
      || (y === u ? MatrixForm.precedes(other.parts[0].word, form.parts[0].word) : y < u)
    guard isSmaller else { return start }
    var step = try start.then(MatrixLemma.innerSymmetric(u, normal))
    var (left, right) = (normal, u)
    while let x = left.arguments(of: .product) {
      step = try step.then(MatrixLemma.adjoint(x[0], x[1], right))
      (left, right) = (x[1], try .apply(.product, [.apply(.transpose, [x[0]]), right]))
    }
    if isReduced { return try step.then(expandedInner(left, right)) }
    return try step.then(.congruence(.inner, [.reflexive(left), matrixForm(right).theorem]))
  }
}
