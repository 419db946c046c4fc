import Kernel

/// Equations between matrices with inverses in them.
extension Prover {
  /// a = b by normal forms; where these differ, both sides are multiplied by a matrix whose inverse
  /// occurs in them.
  func matrixEquation(_ a: Term, _ b: Term, depth: Int = 0) throws -> Theorem {
    try fuel.spend()
    if a === b { return try .reflexive(a) }
    let (left, right) = try (matrixForm(a), matrixForm(b))
    if try left.term === right.term { return try left.theorem.then(right.theorem.symmetric()) }
    guard depth < 3 else { throw ProofFailure("the two sides differ", try .equal(a, b)) }
    let letters = Set((left.parts + right.parts).flatMap(\.word))
    for letter in letters.sorted() {
      guard let p = letter.arguments(of: .matrixInverse)?[0] else { continue }
      guard let regular = try? regular(p) else { continue }
      let both = try Theorem.use(.matrixInverse, [p], regular).conjuncts()
      if try p.columns == a.rows,
        let product = try? matrixEquation(
          .apply(.product, [p, a]), .apply(.product, [p, b]), depth: depth + 1)
      {
        // a = I a = (P⁻¹ P) a = P⁻¹ (P a).
        func opened(_ x: Term) throws -> Theorem {
          try MatrixLemma.identityProduct(x).symmetric()
            .then(.congruence(.product, [both.1.symmetric(), .reflexive(x)]))
            .then(MatrixLemma.associative(letter, p, x))
        }
        return try opened(a).then(.congruence(.product, [.reflexive(letter), product]))
          .then(opened(b).symmetric())
      }
      if case .matrix(_, let m) = a.sort, try m == p.rows,
        let product = try? matrixEquation(
          .apply(.product, [a, p]), .apply(.product, [b, p]), depth: depth + 1)
      {
        func opened(_ x: Term) throws -> Theorem {
          try MatrixLemma.productIdentity(x).symmetric()
            .then(.congruence(.product, [.reflexive(x), both.0.symmetric()]))
            .then(MatrixLemma.associative(x, p, letter).symmetric())
        }
        return try opened(a).then(.congruence(.product, [product, .reflexive(letter)]))
          .then(opened(b).symmetric())
      }
    }
    throw ProofFailure(
      "left − right comes to",
      try matrixForm(a + .apply(.scale, [.real(-1), b])).term)
  }

  /// Whether the entries alone say too little of these terms: inverses, diagonal matrices, or known
  /// equations.
  func needsMatrixAlgebra(_ a: Term, _ b: Term) -> Bool {
    for op in [Operator.matrixInverse, .diagonal, .matrixExponential] where a.uses(op) || b.uses(op)
    { return true }
    return facts.contains { $0.conclusion.arguments(of: .equal)?[0].sort.isVectorOrMatrix ?? false }
  }

  /// a = b entry by entry.
  func vectorEquation(_ a: Term, _ b: Term) throws -> Theorem {
    switch a.sort {
    case .vector(let n):
      let i = try fresh("i", .finite(n), a, b)
      let entries = try at(i).equationOfEntries(
        .apply(.entry, [a, i]), .apply(.entry, [b, i]))
      return try .use(.vectorExtensionality, [a, b], entries.generalizing(i))
    case .matrix(let n, let m):
      let i = try fresh("i", .finite(n), a, b)
      let j = try fresh("j", .finite(m), a, b, i)
      let entries = try at(i).at(j).equationOfEntries(
        .apply(.entry, [a, i, j]), .apply(.entry, [b, i, j]))
      return try .use(
        .matrixExtensionality, [a, b], entries.generalizing(j).generalizing(i))
    default: throw ProofFailure("a vector or matrix is needed", a)
    }
  }

  /// s = t for two entries, as they stand or along a trajectory.
  private func equationOfEntries(_ s: Term, _ t: Term) throws -> Theorem {
    do { return try entryEquation(s, t) } catch let failure as ProofFailure {
      let value = try evaluate(.equal(s, t))
      guard let result = try alongTrajectory(value.right) else { throw failure }
      return try result.backwards(along: value)
    }
  }
}

extension Sort {
  var isVectorOrMatrix: Bool {
    switch self {
    case .vector, .matrix: true
    default: false
    }
  }
}
