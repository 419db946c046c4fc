import Kernel

/// Traces tr(DᵀA D) and tr(D A Dᵀ) for a positive definite A.
extension Prover {
  /// 0 < q for a sum q of traces c tr(DᵀM D), or of traces c tr(D M Dᵀ), where Σ c M is positive definite
  /// and D ≠ 0: q is the sum of ⟨v, Σ c M v⟩ over the columns or rows v of D, and these are not all 0.
  func definiteTraceBound(_ q: Term, _ d: Term, _ apart: Theorem) throws -> Theorem {
    for isTurned in [false, true] {
      guard let a = try innerMatrix(of: q, d, isTurned: isTurned) else { continue }
      return try definiteTraceBound(q, d, apart, a, isTurned: isTurned)
    }
    throw ProofFailure("no quadratic form of the columns or rows", q)
  }

  /// Σ c M of a sum of traces c tr(DᵀM D), or c tr(D M Dᵀ) where it is turned; `nil` for other terms.
  private func innerMatrix(of q: Term, _ d: Term, isTurned: Bool) throws -> Term? {
    let turned: Term = try .apply(.transpose, [d])
    let (first, last) = isTurned ? (d, turned) : (turned, d)
    var sum: Term?
    for (coefficient, matrix) in try traces(in: q, moving: [d]) {
      for part in try matrixForm(matrix).parts {
        let word = part.word
        guard let end = word.firstIndex(of: last), word.count(where: { $0 === last }) == 1,
          word.count(where: { $0 === first }) == 1, !word.isEmpty,
          word[(end + 1) % word.count] === first
        else { return nil }
        let rotated = Array(word[(end + 1)...] + word[...end])
        let middle = try MatrixForm.product(
          rotated.dropFirst().dropLast(), rows: last.rows)
        let c = try coefficient * part.coefficient
        let term: Term = try .apply(.scale, [c, middle])
        sum = try sum.map { try $0 + term } ?? term
      }
    }
    return sum
  }

  private func definiteTraceBound(
    _ q: Term, _ d: Term, _ apart: Theorem, _ a: Term, isTurned: Bool
  ) throws -> Theorem {
    let n = try a.rows
    let v = try fresh("v", .vector(n), q)
    func form(_ v: Term) throws -> Term { try .apply(.inner, [v, .apply(.product, [a, v])]) }
    let other = try Theorem.assume(.not(.equal(v, .zeros(n))))
    let strict = try adding([other]).quadraticBound(form(v))
    guard strict.isStrict else { throw ProofFailure("a positive definite matrix", a) }
    let (weak, positive) = try (
      quadraticBound(form(v)).weakened(), strict.discharging(other.conclusion)
    )
    // The columns or rows of D.
    let count: Sort = try .finite(isTurned ? d.rows : d.columns)
    let j = try fresh("j", count, q, v)
    let k = try fresh("k", count, q, v, j)
    let i = try fresh("i", .finite(n), q, v)
    func entry(_ j: Term) throws -> Term { try .apply(.entry, isTurned ? [d, j, i] : [d, i, j]) }
    func column(_ j: Term) throws -> Term { try .apply(.vector, [.lambda(i, entry(j))]) }
    let part = try weak.instantiate([v: column(j)])
    let sum: Term = try .sum(j, part.bounded)
    // If the sum is 0, each of its terms is.
    let vanishing = try Theorem.assume(.equal(sum, .zero))
    let (at, single) = try (weak.instantiate([v: column(k)]), Theorem.singleTerm(k, j, part))
    let below = try Theorem.lessOrEqual(
      at.bounded, .zero,
      from: single.rewritten(
        by: .congruence(
          .lessOrEqual,
          [.reflexive(.zero), .congruence(.add, [vanishing, .reflexive(-at.bounded)])])))
    let zero = try Theorem.use(.antisymmetric, [at.bounded, .zero], below, at)
    let goal = try Term.equal(column(k), .zeros(n))
    let value = try positive.instantiate([v: column(k)]).modusPonens(.assume(.not(goal)))
    let none = try value.distinct().disequalitySwapped().refuting(zero).byContradiction(goal)
    // Then D = 0.
    let zeros = try MatrixForm.zero(like: d)
    let same = try Theorem.congruence(.entry, [none, .reflexive(i)])
    let opened = try equation(same.left, entry(k)).symmetric().then(same)
    let target: Term = try .apply(.entry, isTurned ? [zeros, k, i] : [zeros, i, k])
    let entries = try opened.then(equation(same.right, target))
    let whole = try Theorem.use(
      .matrixExtensionality, [d, zeros],
      isTurned
        ? entries.generalizing(i).generalizing(k) : entries.generalizing(k).generalizing(i))
    let distinct = try apart.refuting(whole).negating(vanishing.conclusion).disequalitySwapped()
    let nonnegative = try Theorem.use(
      .sumNonnegative, [.lambda(j, part.bounded)], part.generalizing(j))
    let bound = try nonnegative.and(distinct)
      .backwards(along: .axiom(.lessIff, [.zero, sum]))
    return try bound.rewritten(
      by: .congruence(.less, [.reflexive(.zero), equation(sum, q)]))
  }
}
