import Kernel

/// Determinants of matrices of symbolic size.
extension Prover {
  /// det A = the product of the determinants of its factors; of a sum, the determinant of its normal
  /// form.
  func determinantForm(_ a: Term) throws -> Theorem {
    let whole: Term = try .apply(.determinant, [a])
    guard !a.isExplicitMatrix else { return try .reflexive(whole) }
    let form = try matrixForm(a)
    let inner = try Theorem.congruence(.determinant, [form.theorem])
    guard form.parts.count == 1 else {
      return try rankOneDeterminant(form).map { try inner.then($0) } ?? inner
    }
    guard form.parts[0].coefficient === Term.one else {
      let multiple = try multipleDeterminant(form, a.rows)
      return try multiple.map { try inner.then($0) } ?? inner
    }
    let word = form.parts[0].word
    if word.isEmpty { return try inner.then(.axiom(.determinantOfIdentity, [a.rows])) }
    guard word.allSatisfy(\.isSquareMatrix) else { return inner }
    return try inner.then(factored(word))
  }

  /// det(c A) = cⁿ det A.
  private func multipleDeterminant(_ form: MatrixForm, _ n: Term) throws -> Theorem? {
    let (c, word) = (form.parts[0].coefficient, form.parts[0].word)
    guard
      let isLength = try? prove(.lessOrEqual(.one, .apply(.naturalToReal, [n])), depth: 20)
    else { return nil }
    let rest = try word.isEmpty ? Term.identity(n) : MatrixForm.product(word, rows: n)
    let same = try matrixForm(.apply(.scale, [c, rest]))
    guard try same.term === form.term else { return nil }
    let row = try Theorem.use(.determinantOfMultiple, [c, rest], isLength)
    return try Theorem.congruence(.determinant, [same.theorem]).symmetric().then(row)
      .then(
        .congruence(
          .multiply, [.reflexive(.apply(.power, [c, n])), determinantForm(rest)]))
  }

  private func factored(_ word: [Term]) throws -> Theorem {
    guard let first = word.first, word.count > 1 else { return try letterDeterminant(word[0]) }
    let rest = Array(word.dropFirst())
    let tail = try MatrixForm.product(rest, rows: first.columns)
    return try Theorem.axiom(.determinantOfProduct, [first, tail])
      .then(.congruence(.multiply, [letterDeterminant(first), factored(rest)]))
  }

  private func letterDeterminant(_ a: Term) throws -> Theorem {
    if let x = a.arguments(of: .transpose) {
      return try Theorem.axiom(.determinantOfTranspose, x).then(determinantForm(x[0]))
    }
    if let x = a.arguments(of: .matrixInverse), let known = try? regular(x[0]) {
      // det A · det A⁻¹ = det I = 1.
      let (d, e): (Term, Term) = try (.apply(.determinant, x), .apply(.determinant, [a]))
      let one = try Theorem.axiom(.determinantOfProduct, [x[0], a]).symmetric()
        .then(
          .congruence(
            .determinant, [Theorem.use(.matrixInverse, x, known).conjuncts().0])
        ).then(.axiom(.determinantOfIdentity, [a.rows]))
      let inverse: Term = try .apply(.inverse, [d])
      let value = try Theorem.ring(e, (d * e) * inverse, nonzero: [known])
        .then(.congruence(.multiply, [one, .reflexive(inverse)]))
      return try value.then(.ring(value.right, inverse))
        .then(.congruence(.inverse, [determinantForm(x[0])]))
    }
    return try .reflexive(.apply(.determinant, [a]))
  }

  /// Equations between products of determinants that occur in s and t: det M · det N = det(M N), and
  /// det(I + X Y) = det(I + Y X).
  func determinantFacts(_ s: Term, _ t: Term) throws -> [Theorem] {
    let numerator = try fraction(of: s - t).value.numerator
    let products = numerator.terms.map { monomial, _ in
      monomial.factors.flatMap { factor in
        factor.atom.arguments(of: .determinant).map {
          Array(repeating: $0[0], count: min(factor.exponent, 3))
        } ?? []
      }
    }
    let wanted = Set(products.flatMap { $0 })
    guard wanted.contains(where: { $0.arguments(of: .add) != nil }) else { return [] }
    var result: [Theorem] = []
    for start in products where !start.isEmpty && start.count <= 3 {
      result += try singleDeterminants(from: start, to: wanted)
    }
    return result
  }

  /// det M₁ · … · det Mₖ = det T for the T among the wanted matrices that the product comes to.
  private func singleDeterminants(from start: [Term], to wanted: Set<Term>) throws -> [Theorem] {
    struct State {
      let matrices: [Term]
      let theorem: Theorem
    }
    func product(_ matrices: [Term]) throws -> Term {
      var result: Term = try .apply(.determinant, [matrices[0]])
      for matrix in matrices.dropFirst() {
        result = try result * .apply(.determinant, [matrix])
      }
      return result
    }
    var queue = [State(matrices: start, theorem: try .reflexive(product(start)))]
    var seen: Set<[Term]> = [start.sorted()]
    var result: [Theorem] = []
    while !queue.isEmpty, seen.count < 60 {
      try fuel.spend()
      let state = queue.removeFirst()
      if state.matrices.count == 1, wanted.contains(state.matrices[0]), state.matrices != start {
        result.append(state.theorem)
        continue
      }
      for (used, step) in try determinantSteps(state.matrices) {
        guard let made = try step.right.arguments(of: .determinant)?[0] else { continue }
        let rest = state.matrices.indices.filter { !used.contains($0) }.map { state.matrices[$0] }
        let next = [made] + rest
        guard seen.insert(next.sorted()).inserted else { continue }
        let chosen = try product(used.map { state.matrices[$0] })
        var theorem = step
        var arranged = chosen
        for other in rest {
          let factor: Term = try .apply(.determinant, [other])
          theorem = try .congruence(.multiply, [theorem, .reflexive(factor)])
          arranged = try arranged * factor
        }
        queue.append(
          State(
            matrices: next,
            theorem: try state.theorem.then(.ring(state.theorem.right, arranged)).then(theorem)))
      }
    }
    return result
  }

  /// What can be made of one or two of the determinants.
  private func determinantSteps(_ matrices: [Term]) throws -> [(used: [Int], step: Theorem)] {
    var result: [([Int], Theorem)] = []
    for i in matrices.indices {
      result += try sylvesterSteps(matrices[i]).map { ([i], $0) }
      for j in matrices.indices where i != j && matrices[i].sort == matrices[j].sort {
        let pair = [matrices[i], matrices[j]]
        let form = try matrixForm(.apply(.product, pair))
        let step = try Theorem.axiom(.determinantOfProduct, pair).symmetric()
          .then(.congruence(.determinant, [form.theorem]))
        result.append(([i, j], step))
      }
    }
    return result
  }

  /// det(I + X Y) = det(I + Y X) for every way to divide the word X Y.
  private func sylvesterSteps(_ matrix: Term) throws -> [Theorem] {
    let form = try matrixForm(matrix)
    guard form.parts.count == 2, form.parts[0].word.isEmpty,
      form.parts[0].coefficient === Term.one
    else { return [] }
    let part = form.parts[1]
    var result: [Theorem] = []
    for cut in part.word.indices.dropFirst() {
      let n = try matrix.rows
      var first = try MatrixForm.product(part.word[..<cut], rows: n)
      let second = try MatrixForm.product(part.word[cut...], rows: part.word[cut].rows)
      if part.coefficient !== Term.one {
        first = try .apply(.scale, [part.coefficient, first])
      }
      let split = try matrixForm(.identity(n) + .apply(.product, [first, second]))
      guard try split.term === form.term else { continue }
      let sylvester = try Theorem.axiom(.determinantSylvester, [first, second])
      guard let turned = try sylvester.right.arguments(of: .determinant)?[0] else { continue }
      result.append(
        try Theorem.congruence(.determinant, [form.theorem])
          .then(Theorem.congruence(.determinant, [split.theorem]).symmetric()).then(sylvester)
          .then(.congruence(.determinant, [matrixForm(turned).theorem])))
    }
    return result
  }
}
