import Exact
import Kernel

/// A matrix or vector as a sum of products of matrices that are not taken apart: Σ c·M₁M₂…Mₖ.
///
/// The products are words of a free algebra, the empty word is the identity. A vector is a word whose
/// last letter is a vector.
struct MatrixForm {
  struct Part {
    /// A real number in normal form, not 0.
    let coefficient: Term
    let word: [Term]
  }

  let parts: [Part]
  /// t = the sum of the parts, as `MatrixForm.term` writes it.
  let theorem: Theorem

  var term: Term { get throws { try theorem.right } }

  /// M₁ (M₂ (… Mₖ)); the identity with n rows for the empty word.
  static func product(_ word: some Collection<Term>, rows n: Term) throws -> Term {
    guard let first = word.first else { return try .identity(n) }
    if word.count == 1 { return first }
    return try .apply(.product, [first, product(word.dropFirst(), rows: n)])
  }

  /// c W, or W itself for c = 1.
  static func term(_ part: Part, rows n: Term) throws -> Term {
    let product = try product(part.word, rows: n)
    return part.coefficient === Term.one
      ? product : try .apply(.scale, [part.coefficient, product])
  }

  /// The parts added up from the right; zeros where there are none.
  static func term(_ parts: some BidirectionalCollection<Part>, like sample: Term) throws -> Term {
    let n = try sample.rows
    guard let last = parts.last else { return try zero(like: sample) }
    var result = try term(last, rows: n)
    for part in parts.dropLast().reversed() { result = try term(part, rows: n) + result }
    return result
  }

  static func zero(like sample: Term) throws -> Term {
    switch sample.sort {
    case .vector(let n): return try .zeros(n)
    case .matrix(let n, let m): return try .matrix(n, m) { _, _ throws(KernelError) in .zero }
    default: throw ProofFailure("a matrix is needed", sample)
    }
  }

  /// Shorter words first, then by their letters.
  static func precedes(_ a: [Term], _ b: [Term]) -> Bool {
    if a.count != b.count { return a.count < b.count }
    for (x, y) in zip(a, b) where x !== y { return x < y }
    return false
  }
}

extension Prover {
  /// t = its normal form as a sum of words, with the rules carried out wherever they fit.
  func matrixForm(_ term: Term) throws -> MatrixForm {
    if let known = matrixForms[term] { return known }
    try fuel.spend()
    var form = try takenApart(term)
    var rounds = 0
    while reducesMatrices, let next = try reduced(form) {
      try fuel.spend()
      rounds += 1
      guard rounds < 200 else { throw ProofFailure("the rules for matrices do not end", term) }
      form = next
    }
    matrixForms[term] = form
    return form
  }

  private func takenApart(_ term: Term) throws -> MatrixForm {
    guard case .apply(let op, let x) = term.node, reducesMatrices || op == .product else {
      return try letter(term)
    }
    switch op {
    case .add:
      let (a, b) = try (matrixForm(x[0]), matrixForm(x[1]))
      let sum = try Theorem.congruence(.add, [a.theorem, b.theorem])
      return try collected(a.parts + b.parts, from: sum, like: term)
    case .negate:
      let step = try MatrixLemma.negation(x[0])
      return try matrixForm(step.right).after(step)
    case .scale:
      let inner = try matrixForm(x[1])
      let factor = try x[0].uses(.inner) ? innerForm(x[0]) : .reflexive(x[0])
      let parts = try inner.parts.map {
        MatrixForm.Part(coefficient: try factor.right * $0.coefficient, word: $0.word)
      }
      let scaled = try Theorem.congruence(.scale, [factor, inner.theorem])
      return try collected(parts, from: scaled, like: term)
    case .product:
      let (a, b) = try (matrixForm(x[0]), matrixForm(x[1]))
      return try multiplied(a, b).after(.congruence(.product, [a.theorem, b.theorem]))
    case .transpose:
      if let step = try transposeStep(x[0]) { return try matrixForm(step.right).after(step) }
      return try letter(term)
    case .matrixInverse:
      if let step = try inverseStep(x[0]) { return try matrixForm(step.right).after(step) }
      return try letter(term)
    case .matrixExponential:
      if let step = try exponentialStep(x[0]) { return try matrixForm(step.right).after(step) }
      return try letter(term)
    case .vec, .kronecker:
      if let step = try vecStep(term) { return try matrixForm(step.right).after(step) }
      return try letter(term)
    case .vector:
      if let step = try? matrixOfDerivatives(term) {
        return try matrixForm(step.right).after(step)
      }
      return try letter(term)
    case .matrix:
      if try term === Term.identity(term.rows) {
        return MatrixForm(
          parts: [.init(coefficient: .one, word: [])], theorem: try .reflexive(term))
      }
      if let step = try (try? matrixOfDerivatives(term)) ?? outerProduct(term)
        ?? takenApart(columnOrRow: term)
      {
        return try matrixForm(step.right).after(step)
      }
      return try letter(term)
    default: return try letter(term)
    }
  }

  /// A term that is not taken apart; zeros have no parts.
  private func letter(_ term: Term) throws -> MatrixForm {
    if try term === MatrixForm.zero(like: term) {
      return MatrixForm(parts: [], theorem: try .reflexive(term))
    }
    return MatrixForm(
      parts: [.init(coefficient: .one, word: [term])], theorem: try .reflexive(term))
  }

  /// The parts with equal words put together; `theorem` is t = s for a sum s of these parts.
  func collected(_ parts: [MatrixForm.Part], from theorem: Theorem, like sample: Term) throws
    -> MatrixForm
  {
    var sums: [[Term]: Term] = [:]
    for part in parts {
      sums[part.word] = try sums[part.word].map { try $0 + part.coefficient } ?? part.coefficient
    }
    var result: [MatrixForm.Part] = []
    for word in sums.keys.sorted(by: MatrixForm.precedes) {
      guard let sum = sums[word] else { continue }
      var coefficient = try normalize(sum).right
      if coefficient.uses(.exp) {
        coefficient = try normalize(elementary(coefficient).right).right
      }
      if coefficient !== Term.zero { result.append(.init(coefficient: coefficient, word: word)) }
    }
    let target = try MatrixForm.term(result, like: sample)
    return MatrixForm(
      parts: result, theorem: try theorem.then(linearEquation(theorem.right, target)))
  }

  /// s = t for two linear combinations of the same words, entry by entry.
  private func linearEquation(_ s: Term, _ t: Term) throws -> Theorem {
    if s === t { return try .reflexive(s) }
    switch s.sort {
    case .vector(let n):
      let i = try fresh("i", .finite(n), s, t)
      return try .use(
        .vectorExtensionality, [s, t], linearEntries(s, t, [i]).generalizing(i))
    case .matrix(let n, let m):
      let i = try fresh("i", .finite(n), s, t)
      let j = try fresh("j", .finite(m), s, t, i)
      return try .use(
        .matrixExtensionality, [s, t],
        linearEntries(s, t, [i, j]).generalizing(j).generalizing(i))
    default: throw ProofFailure("a matrix is needed", s)
    }
  }

  private func linearEntries(_ s: Term, _ t: Term, _ indices: [Term]) throws -> Theorem {
    let (left, right) = try (linearEntry(s, indices), linearEntry(t, indices))
    let middle =
      try left.right.uses(.exp)
      ? equation(left.right, right.right) : scalarEquation(left.right, right.right)
    return try left.then(middle).then(right.symmetric())
  }

  /// (c A + B)ᵢⱼ = c Aᵢⱼ + Bᵢⱼ, with A and B left as they are.
  private func linearEntry(_ term: Term, _ indices: [Term]) throws -> Theorem {
    let entry: Term = try .apply(.entry, [term] + indices)
    guard case .apply(let op, let x) = term.node else { return try .reflexive(entry) }
    switch op {
    case .add, .negate, .scale:
      let row: Theorem =
        if indices.count == 2 {
          try .axiom(.entryOfMatrixOperation, [term] + indices)
        } else {
          switch op {
          case .add: try .axiom(.entryOfSum, x + indices)
          case .negate: try .axiom(.entryOfNegation, x + indices)
          default: try .axiom(.entryOfScale, x + indices)
          }
        }
      let parts = try x.filter { !$0.sort.isScalarField }.map { try linearEntry($0, indices) }
      switch op {
      case .add: return try row.then(.congruence(.add, parts))
      case .negate: return try row.then(.congruence(.negate, parts))
      default: return try row.then(.congruence(.multiply, [.reflexive(x[0]), parts[0]]))
      }
    case .vector:
      guard try term === MatrixForm.zero(like: term) else { return try .reflexive(entry) }
      return try .axiom(.entryOfVector, x + indices)
    case .matrix:
      guard try term === MatrixForm.zero(like: term) else { return try .reflexive(entry) }
      return try .axiom(.entryOfMatrixFunction, x + indices)
    default: return try .reflexive(entry)
    }
  }

  /// (Σ aᵢ Uᵢ)(Σ bⱼ Vⱼ) = Σ aᵢ bⱼ UᵢVⱼ.
  private func multiplied(_ a: MatrixForm, _ b: MatrixForm) throws -> MatrixForm {
    let (left, right) = try (a.term, b.term)
    let whole: Term = try .apply(.product, [left, right])
    if a.parts.isEmpty || b.parts.isEmpty {
      let zero =
        try a.parts.isEmpty
        ? MatrixLemma.zeroProduct(left, right) : MatrixLemma.productZero(left, right)
      return MatrixForm(parts: [], theorem: zero)
    }
    if a.parts.count > 1 {
      // (A + B) C = A C + B C.
      let terms = left.arguments(of: .add) ?? []
      let first = MatrixForm(parts: [a.parts[0]], theorem: try .reflexive(terms[0]))
      let rest = MatrixForm(parts: Array(a.parts.dropFirst()), theorem: try .reflexive(terms[1]))
      let (x, y) = try (multiplied(first, b), multiplied(rest, b))
      let step = try MatrixLemma.productOfSum(terms[0], terms[1], right)
        .then(.congruence(.add, [x.theorem, y.theorem]))
      return try collected(x.parts + y.parts, from: step, like: whole)
    }
    if b.parts.count > 1 {
      let terms = right.arguments(of: .add) ?? []
      let first = MatrixForm(parts: [b.parts[0]], theorem: try .reflexive(terms[0]))
      let rest = MatrixForm(parts: Array(b.parts.dropFirst()), theorem: try .reflexive(terms[1]))
      let (x, y) = try (multiplied(a, first), multiplied(a, rest))
      let step = try MatrixLemma.productWithSum(left, terms[0], terms[1])
        .then(.congruence(.add, [x.theorem, y.theorem]))
      return try collected(x.parts + y.parts, from: step, like: whole)
    }
    let (u, v) = (a.parts[0], b.parts[0])
    // (c U)(d V) = (c d)(U V): the numbers to the front.
    var step = try Theorem.reflexive(whole)
    let (U, V) = try (
      MatrixForm.product(u.word, rows: left.rows), MatrixForm.product(v.word, rows: right.rows)
    )
    if u.coefficient !== Term.one {
      step = try MatrixLemma.productOfScaled(u.coefficient, U, right)
    }
    if v.coefficient !== Term.one {
      let inner = try MatrixLemma.productWithScaled(U, v.coefficient, V)
      step =
        u.coefficient === Term.one
        ? inner : try step.then(.congruence(.scale, [.reflexive(u.coefficient), inner]))
    }
    let joined = try concatenated(u.word, U, v.word, V)
    var theorem = joined
    if v.coefficient !== Term.one {
      theorem = try .congruence(.scale, [.reflexive(v.coefficient), theorem])
    }
    if u.coefficient !== Term.one {
      theorem = try .congruence(.scale, [.reflexive(u.coefficient), theorem])
    }
    return try collected(
      [.init(coefficient: u.coefficient * v.coefficient, word: u.word + v.word)],
      from: step.then(theorem), like: whole)
  }

  /// (M₁ … Mₖ)(N₁ … Nₗ) = M₁ (… (Mₖ (N₁ …))).
  private func concatenated(_ u: [Term], _ U: Term, _ v: [Term], _ V: Term) throws -> Theorem {
    guard let first = u.first else { return try MatrixLemma.identityProduct(V) }
    if v.isEmpty { return try MatrixLemma.productIdentity(U) }
    if u.count == 1 { return try .reflexive(.apply(.product, [U, V])) }
    let rest = Array(u.dropFirst())
    let tail = try MatrixForm.product(rest, rows: first.columns)
    return try MatrixLemma.associative(first, tail, V)
      .then(.congruence(.product, [.reflexive(first), concatenated(rest, tail, v, V)]))
  }

  /// Aᵀ with the transpose moved inwards; `nil` where A is a letter.
  private func transposeStep(_ a: Term) throws -> Theorem? {
    let form = try matrixForm(a)
    let inner = try Theorem.congruence(.transpose, [form.theorem])
    let normal = try form.term
    switch normal.node {
    case .apply(.add, let x): return try inner.then(MatrixLemma.transposeOfSum(x[0], x[1]))
    case .apply(.scale, let x): return try inner.then(MatrixLemma.transposeOfScaled(x[0], x[1]))
    case .apply(.product, let x):
      return try inner.then(MatrixLemma.transposeOfProduct(x[0], x[1]))
    case .apply(.transpose, let x): return try inner.then(MatrixLemma.transposeTwice(x[0]))
    case .apply(.kronecker, let x) where reducesVec:
      return try inner.then(MatrixLemma.transposeOfKronecker(x))
    case .apply(.matrixExponential, let x) where reducesExponentials:
      return try inner.then(ExponentialLemma.transpose(x[0]))
    case .apply(.matrixInverse, let x):
      guard let step = try? transposeOfInverse(x[0]) else { break }
      return try inner.then(step)
    case .apply(.matrix, _) where form.parts.count == 1 && form.parts[0].word.isEmpty:
      return try inner.then(MatrixLemma.transposeOfIdentity(normal.rows))
    case .apply(.diagonal, let x): return try inner.then(MatrixLemma.transposeOfDiagonal(x[0]))
    case .apply(.matrix, _):
      if let u = normal.columnVector { return try inner.then(MatrixLemma.transposeOfColumn(u)) }
      if let v = normal.rowVector { return try inner.then(MatrixLemma.transposeOfRow(v)) }
    default: break
    }
    return inner.isTrivial ? nil : inner
  }
}

extension MatrixForm {
  /// The same form of s, from s = t.
  func after(_ step: Theorem) throws -> MatrixForm {
    MatrixForm(parts: parts, theorem: try step.then(theorem))
  }
}
