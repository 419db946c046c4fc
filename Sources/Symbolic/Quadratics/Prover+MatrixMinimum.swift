import Kernel

/// Quadratic functions of a matrix, written with traces.
extension Prover {
  /// f(w + d) − f(w) = q(d), or its negative for a maximum: the part that is linear in d is tr(dᵀ N), and N
  /// vanishes at w.
  func matrixChange(
    of moving: Term, _ v: Term, from w: Term, by d: Term, isMaximum: Bool, _ gap: Term
  ) throws -> Theorem {
    let u = try fresh("u", v.sort, moving, w, d, gap)
    let (there, here) = try (moving.substituting([v: u + d]), moving.substituting([v: u]))
    let difference = try isMaximum ? here - there : there - here
    var square: Term = .zero
    var slope = try MatrixForm.zero(like: d)
    for (coefficient, matrix) in try traces(in: there, moving: [u, d]) {
      let sign: Term = try isMaximum ? -coefficient : coefficient
      for part in try matrixForm(matrix).parts {
        let places = part.word.indices.filter {
          part.word[$0] === d || part.word[$0].arguments(of: .transpose)?[0] === d
        }
        let c = try sign * part.coefficient
        switch places.count {
        case 0: continue
        case 1:
          // tr(P d R) = tr(dᵀ (R P)ᵀ), tr(P dᵀ R) = tr(dᵀ R P).
          let letter = part.word[places[0]]
          let rest = Array(part.word[(places[0] + 1)...] + part.word[..<places[0]])
          let product = try MatrixForm.product(rest, rows: letter.columns)
          let factor: Term = letter === d ? try .apply(.transpose, [product]) : product
          slope = try slope + .apply(.scale, [c, factor])
        case 2:
          square =
            try square + c * .apply(.trace, [MatrixForm.product(part.word, rows: matrix.rows)])
        default: throw ProofFailure("this is not quadratic", moving)
        }
      }
    }
    func linear(_ slope: Term) throws -> Term {
      try .apply(.trace, [.apply(.product, [.apply(.transpose, [d]), slope])])
    }
    let expanded = try equation(difference, square + linear(slope)).instantiate([u: w])
    guard try expanded.left === gap else { return try .reflexive(gap) }
    let atW = try slope.substituting([u: w])
    let zeros = try MatrixForm.zero(like: d)
    let stationary = try matrixEquation(atW, zeros)
    let turned: Term = try .apply(.transpose, [d])
    let vanishing = try Theorem.congruence(
      .trace, [.congruence(.product, [.reflexive(turned), stationary])]
    ).then(.congruence(.trace, [MatrixLemma.productZero(turned, zeros)]))
    let nothing = try vanishing.then(equation(vanishing.right, .zero))
    let whole = try expanded.then(.congruence(.add, [.reflexive(square), nothing]))
    return try whole.then(.ring(whole.right, square))
  }

  /// 0 ≤ q or 0 < q for a sum of traces; strictly where d ≠ 0 is among the facts.
  func traceBound(_ q: Term, _ d: Term) throws -> Theorem {
    var known: [Theorem] = []
    let apart = try Term.not(.equal(d, MatrixForm.zero(like: d)))
    if let fact = facts.first(where: { $0.conclusion === apart }) {
      if let bound = try? definiteTraceBound(q, d, fact) { return bound }
      known.append(try MatrixLemma.squarePositive(d, fact))
    }
    return try semidefiniteBound(q, by: known + semidefiniteForms(in: q, []))
  }

  /// c and S of the summands c tr(S) that depend on the given variables.
  func traces(in term: Term, moving: [Term]) throws -> [(coefficient: Term, matrix: Term)] {
    guard term.freeVariables.contains(where: moving.contains) else { return [] }
    guard case .apply(let op, let x) = term.node else {
      throw ProofFailure("a sum of traces is needed", term)
    }
    switch op {
    case .add: return try traces(in: x[0], moving: moving) + traces(in: x[1], moving: moving)
    case .negate:
      return try traces(in: x[0], moving: moving).map { (try -$0.coefficient, $0.matrix) }
    case .trace: return [(.one, x[0])]
    case .power:
      if x[1].number == 2, let root = x[0].arguments(of: .squareRoot) {
        return try traces(in: root[0], moving: moving)
      }
    case .multiply:
      for (factor, rest) in [(x[0], x[1]), (x[1], x[0])]
      where !factor.freeVariables.contains(where: moving.contains) {
        return try traces(in: rest, moving: moving).map { (try factor * $0.coefficient, $0.matrix) }
      }
    default: break
    }
    throw ProofFailure("a sum of traces is needed", term)
  }
}

extension MatrixLemma {
  /// 0 < tr(DᵀD) from D ≠ 0: the entries of D are those of vec D.
  static func squarePositive(_ d: Term, _ apart: Theorem) throws -> Theorem {
    let column: Term = try .apply(.vec, [d])
    let square: Term = try .apply(.inner, [column, column])
    let D = try Term.variable("D", d.sort)
    let norm = try law(
      .apply(.inner, [.apply(.vec, [D]), .apply(.vec, [D])]),
      .apply(.trace, [.apply(.product, [.apply(.transpose, [D]), D])]), [D: d])
    // ⟨v, v⟩ = 0 → v = 0, at v = vec D.
    let v = try Term.variable("v", column.sort)
    let vanishing = try Theorem.assume(.equal(.apply(.inner, [v, v]), .zero))
    let zero = try Theorem.assume(.equal(square, .zero))
    let none = try zeroVector(vanishing, v).discharging(vanishing.conclusion)
      .instantiate([v: column]).modusPonens(zero)
    let i = try Term.fresh("i", .finite(d.rows), avoiding: [d])
    let j = try Term.fresh("j", .finite(d.columns), avoiding: [d, i])
    let place: Term = try .apply(.pair, [j, i])
    let zeros = try MatrixForm.zero(like: d)
    let plain = try Prover(assumptions: [])
    let entry = try Theorem.axiom(.entryOfVec, [d, i, j]).symmetric()
      .then(.congruence(.entry, [none, .reflexive(place)]))
    let value = try entry.then(plain.equation(entry.right, .apply(.entry, [zeros, i, j])))
    let whole = try Theorem.use(
      .matrixExtensionality, [d, zeros], value.generalizing(j).generalizing(i))
    let distinct = try apart.refuting(whole).negating(zero.conclusion).disequalitySwapped()
    let positive = try innerNonnegative(column).and(distinct)
      .backwards(along: .axiom(.lessIff, [.zero, square]))
    return try positive.rewritten(by: .congruence(.less, [.reflexive(.zero), norm]))
  }
}
