import Kernel

/// Quadratic forms with P⁻¹ in them, as forms in the vectors u = P⁻¹ b.
extension Prover {
  /// 0 ≤ t, 0 < t or 0 = t for a t in which P⁻¹ B s occurs, with a variable s, from the same for what t becomes.
  ///
  /// With u = P⁻¹ s it is s = P u. With P = c B M Bᵀ + K and u = P⁻¹ B s it is s = r + c M Bᵀ u, where
  /// B r = K u: the normal equations of ridge regression, with the residuals r.
  func withoutInverse(_ term: Term, _ proof: (Prover, Term) throws -> Theorem) throws -> Theorem {
    guard term.uses(.matrixInverse), fuel.unfoldedInverses < 3 else {
      throw ProofFailure("an inverse is needed", term)
    }
    fuel.unfoldedInverses += 1
    defer { fuel.unfoldedInverses -= 1 }
    for place in try resolvents(in: term) {
      try fuel.spend()
      if let result = try? proved(term, at: place, proof) { return result }
    }
    throw ProofFailure("this quadratic form has no known sign", term)
  }

  /// A goal with t in place of the vectors and matrices v that are known as v = t, where t has an inverse in it, and
  /// the context without these equations, which would put v in place of t; `nil` where there are none.
  func withInversesUnfolded(_ goal: Term) throws -> (context: Prover, step: Theorem)? {
    var step = try Theorem.reflexive(goal)
    var kept: [Theorem] = []
    var names: Set<Term> = []
    for fact in facts {
      guard let sides = fact.conclusion.arguments(of: .equal), sides[0].isVariable,
        sides[0].sort.isVectorOrMatrix, sides[1].uses(.matrixInverse),
        !sides[1].freeVariables.contains(sides[0])
      else {
        kept.append(fact)
        continue
      }
      // An equation may be known twice, as an assumption and as a row that is proved.
      guard names.insert(sides[0]).inserted else { continue }
      step = try step.then(Self.replaced(sides[0], in: step.right, by: fact))
    }
    return kept.count == facts.count ? nil : (try Prover(facts: kept, fuel: fuel), step)
  }

  /// t(a) = t(b) from a = b, for a term t(s).
  static func replaced(_ s: Term, in term: Term, by equation: Theorem) throws -> Theorem {
    let x = try Term.fresh("x", s.sort, avoiding: [term, equation.conclusion])
    let function = try Theorem.reflexive(.lambda(x, term.substituting([s: x])))
    let moved = try Theorem.congruence(function, equation)
    return try Theorem.beta(moved.left).symmetric().then(moved).then(.beta(moved.right))
  }

  /// P⁻¹ B s for a variable s; B may be I.
  private struct Resolvent: Equatable {
    let matrix: Term
    let letters: [Term]
    let variable: Term
  }

  /// The simplest first.
  private func resolvents(in term: Term) throws -> [Resolvent] {
    var result: [Resolvent] = []
    for atom in Set(term.innerAtoms).sorted() {
      guard let x = atom.arguments(of: .inner) else { continue }
      let word = try matrixForm(x[1]).parts.first?.word ?? []
      // ⟨x, W y⟩ = ⟨y, Wᵀ x⟩
      var turned = x[0]
      for letter in word.dropLast() {
        turned = try .apply(.product, [.apply(.transpose, [letter]), turned])
      }
      for word in [word, try matrixForm(turned).parts.first?.word ?? []] {
        guard let place = word.lastIndex(where: { $0.arguments(of: .matrixInverse) != nil }),
          let p = word[place].arguments(of: .matrixInverse)?[0], let s = word.last, s.isVariable,
          !p.freeVariables.contains(s)
        else { continue }
        let found = Resolvent(
          matrix: p, letters: Array(word[(place + 1)...].dropLast()), variable: s)
        if !result.contains(found) { result.append(found) }
      }
    }
    result.sort { $0.letters.count < $1.letters.count }
    return result
  }

  private func proved(
    _ term: Term, at place: Resolvent, _ proof: (Prover, Term) throws -> Theorem
  ) throws -> Theorem {
    let (p, s) = (place.matrix, place.variable)
    let u = try fresh("u", .vector(p.rows), term)
    let start = try MatrixForm.product(place.letters + [s], rows: s.rows)
    let solution: Term = try .apply(.product, [.apply(.matrixInverse, [p]), start])
    guard let square = try squarePart(of: p, place.letters) else {
      // s = P u
      guard place.letters.isEmpty else { throw ProofFailure("a sum with a square", p) }
      let image: Term = try .apply(.product, [p, u])
      let general = try proof(self, term.substituting([s: image]))
      return try returned(
        general.generalizing(u).specialized(to: solution), term, s,
        image.substituting([u: solution]))
    }
    // s = r + c M Bᵀ u
    let r = try fresh("r", s.sort, term, u)
    let tail: Term = try .apply(
      .scale, [square.coefficient, MatrixForm.product(square.rest + [u], rows: s.rows)])
    let image = try r + tail
    let known = try Term.equal(
      MatrixForm.product(place.letters + [r], rows: s.rows),
      matrixForm(
        .apply(.product, [p, u])
          + .apply(
            .scale, [.real(-1), MatrixForm.product(place.letters + [tail], rows: s.rows)])
      ).term)
    let reduced = try proof(adding([.assume(known)]), term.substituting([s: image]))
    let residual = try s + .apply(.scale, [.real(-1), tail.substituting([u: solution])])
    let general = try reduced.discharging(known).generalizing(r).generalizing(u)
      .specialized(to: solution).specialized(to: residual)
    guard let premise = general.conclusion.arguments(of: .implies)?[0],
      let sides = premise.arguments(of: .equal)
    else { throw ProofFailure("the normal equations", known) }
    return try returned(
      general.modusPonens(matrixEquation(sides[0], sides[1])), term, s,
      image.substituting([u: solution, r: residual]))
  }

  /// c and M Bᵀ for a summand c B M Bᵀ of a matrix.
  private func squarePart(of p: Term, _ letters: [Term]) throws -> (
    coefficient: Term, rest: [Term]
  )? {
    guard !letters.isEmpty else { return nil }
    let transposed = try matrixForm(
      .apply(.transpose, [MatrixForm.product(letters, rows: letters[0].rows)])
    ).parts.first?.word
    guard let transposed else { return nil }
    for part in try matrixForm(p).parts {
      guard part.word.count >= letters.count + transposed.count,
        Array(part.word.prefix(letters.count)) == letters,
        Array(part.word.suffix(transposed.count)) == transposed
      else { continue }
      return (part.coefficient, Array(part.word.dropFirst(letters.count)))
    }
    return nil
  }

  /// 0 ≤ t(s) from 0 ≤ t(a), where a = s.
  private func returned(_ result: Theorem, _ term: Term, _ s: Term, _ image: Term) throws -> Theorem
  {
    guard case .apply(let op, _) = result.conclusion.node else {
      throw ProofFailure("a bound", result.conclusion)
    }
    let same = try Self.replaced(s, in: term, by: matrixEquation(image, s))
    return try result.rewritten(by: .congruence(op, [.reflexive(.zero), same]))
  }
}
