import Exact
import Kernel

/// Signs of quadratic forms.
extension Prover {
  /// 0 ≤ t or 0 < t for a polynomial t in inner products: sums of squares ⟨W v, W v⟩, and of what is
  /// known to be definite.
  func quadraticBound(_ term: Term) throws -> Theorem {
    let form = try innerForm(term)
    func bound() throws -> Theorem {
      do { return try boundOfForm(form.right, depth: 0) } catch let failure as ProofFailure {
        let result = try? withoutInverse(form.right) { try $0.quadraticBound($1) }
        guard let result else { throw failure }
        return result
      }
    }
    let bound = try bound()
    guard let op = bound.relation else { throw ProofFailure("a bound", term) }
    return try bound.backwards(along: .congruence(op, [.reflexive(.zero), form]))
  }

  /// The same for a t in which the inner products are expanded.
  private func boundOfForm(_ term: Term, depth: Int) throws -> Theorem {
    try fuel.spend()
    let (value, _) = try fraction(of: term)
    let atoms = value.numerator.atoms.filter { $0.arguments(of: .inner) != nil }
    guard !atoms.isEmpty, depth < 8 else {
      if let bound = try lowerBound(term) { return bound }
      throw ProofFailure("it is not known to be nonnegative", term)
    }
    // t = c·q + rest for something q that has a sign.
    for (bound, atom) in try signedForms(atoms, in: term) {
      let q = bound.bounded
      guard let own = try coefficient(of: atom, in: q),
        let other = try coefficient(of: atom, in: term),
        let c = try? normalize(other / own).right, let sign = try? nonnegative(c),
        let scaled = try? Self.product(lowerBound(c) ?? sign, bound)
      else { continue }
      let rest = try normalize(term - c * q)
      if try rest.right === Term.zero {
        return try moved(scaled, to: term)
      }
      guard let remainder = try? boundOfForm(rest.right, depth: depth + 1) else { continue }
      return try moved(Self.sum(scaled, remainder), to: term)
    }
    if let bound = try lowerBound(term) { return bound }
    throw ProofFailure("this quadratic form has no known sign", term)
  }

  private func moved(_ bound: Theorem, to term: Term) throws -> Theorem {
    guard let op = bound.relation else { throw ProofFailure("a bound", term) }
    return try bound.rewritten(
      by: .congruence(op, [.reflexive(.zero), scalarEquation(bound.bounded, term)]))
  }

  /// The factor of an inner product in a polynomial.
  private func coefficient(of atom: Term, in term: Term) throws -> Term? {
    let (value, _) = try fraction(of: term)
    let parts = value.numerator.coefficients(of: atom)
    guard parts.count == 2, !parts[1].atoms.contains(where: { $0.arguments(of: .inner) != nil })
    else { return nil }
    let top = try parts[1].term(in: .real)
    return value.denominator.isEmpty
      ? top : try top / value.expandedDenominator().term(in: .real)
  }

  /// 0 ≤ q or 0 < q with an inner product of q among the atoms: what is known of definite matrices
  /// first, then squares.
  private func signedForms(_ atoms: [Term], in term: Term) throws -> [(bound: Theorem, atom: Term)]
  {
    var result = try normForms(atoms, in: term)
    var images: [Term] = []
    func add(_ letters: ArraySlice<Term>, _ v: Term) throws {
      // ⟨v, UᵀMU v⟩: the vectors U v.
      for cut in letters.startIndex...letters.endIndex {
        let image = try MatrixForm.product(letters[cut...] + [v], rows: v.rows)
        if !images.contains(image) { images.append(image) }
        // ⟨v, exp(X) v⟩ = ⟨exp(X/2) v, exp(X/2) v⟩ for a symmetric X.
        guard cut < letters.endIndex, let x = letters[cut].arguments(of: .matrixExponential)?[0]
        else { continue }
        let half: Term = try .apply(
          .matrixExponential, [.apply(.scale, [.real(Rational(1, 2)), x])])
        let rest = try MatrixForm.product(letters[(cut + 1)...] + [v], rows: x.rows)
        images.append(try matrixForm(.apply(.product, [half, rest])).term)
      }
    }
    for atom in atoms.sorted() {
      guard let x = atom.arguments(of: .inner) else { continue }
      let word = try matrixForm(x[1]).parts.first?.word ?? []
      guard word.last === x[0] else { continue }
      if let whole = try completed(atom, x[0], word.dropLast(), atoms, in: term) {
        try add(word.dropLast(), whole)
      }
      try add(word.dropLast(), x[0])
    }
    for fact in facts {
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(let domain, _) = predicate.node, case .vector = domain,
        try predicate.boundsForm
      else { continue }
      for image in images where image.sort == domain {
        guard let bound = try? definiteFact(fact, at: image) else { continue }
        for atom in try innerForm(bound.bounded).right.innerAtoms where atoms.contains(atom) {
          result.append((try expanded(bound), atom))
        }
      }
    }
    for image in images {
      var bound = try MatrixLemma.innerNonnegative(image)
      if let apart = try? vectorNonzero(image) {
        let zero = try Theorem.assume(.equal(.zero, bound.bounded))
        let no = try apart.refuting(MatrixLemma.zeroVector(zero.symmetric(), image))
          .negating(zero.conclusion)
        bound = try bound.and(no).backwards(along: .axiom(.lessIff, [.zero, bound.bounded]))
      }
      let whole = try expanded(bound)
      for atom in whole.bounded.innerAtoms where atoms.contains(atom) {
        result.append((whole, atom))
      }
    }
    return result
  }

  /// x + Σ (b/2a) z, for a⟨x, W x⟩ + Σ b⟨x, W z⟩ in the term; `nil` where there is no such z.
  private func completed(
    _ atom: Term, _ x: Term, _ letters: ArraySlice<Term>, _ atoms: [Term], in term: Term
  ) throws -> Term? {
    var result = x
    for other in atoms where other !== atom {
      guard let y = other.arguments(of: .inner) else { continue }
      let word = try matrixForm(y[1]).parts.first?.word ?? []
      guard word.dropLast() == letters, let last = word.last, (y[0] === x) != (last === x),
        let own = try coefficient(of: atom, in: term),
        let mixed = try coefficient(of: other, in: term),
        let half = try? normalize(mixed / (.real(2) * own)).right
      else { continue }
      result = try result + .apply(.scale, [half, y[0] === x ? last : y[0]])
    }
    return result === x ? nil : result
  }

  func expanded(_ bound: Theorem) throws -> Theorem {
    guard let op = bound.relation else { throw ProofFailure("a bound", bound.conclusion) }
    return try bound.rewritten(
      by: .congruence(op, [.reflexive(.zero), innerForm(bound.bounded)]))
  }

  /// 0 ≤ q(v) or 0 < q(v) from ∀v. (v ≠ 0 →) 0 ≤ q(v).
  private func definiteFact(_ fact: Theorem, at image: Term) throws -> Theorem {
    var theorem = try fact.specialized(to: image)
    if let parts = theorem.conclusion.arguments(of: .implies) {
      guard let equation = parts[0].arguments(of: .not)?[0].arguments(of: .equal) else {
        throw ProofFailure("a definite form", fact.conclusion)
      }
      guard let apart = try? vectorNonzero(equation[0]) else { return try atZero(theorem, image) }
      guard apart.conclusion === parts[0] else { throw ProofFailure("v ≠ 0", parts[0]) }
      theorem = try theorem.modusPonens(apart)
    }
    if let x = theorem.conclusion.arguments(of: .lessOrEqual), x[0] !== Term.zero {
      theorem = try theorem.rewritten(by: .axiom(.lessOrEqualDifference, x))
    }
    guard theorem.relation != nil, theorem.bounded.sort == .real,
      theorem.conclusion.arguments(of: theorem.isStrict ? .less : .lessOrEqual)?[0] === Term.zero
    else { throw ProofFailure("a definite form", fact.conclusion) }
    return theorem
  }

  /// 0 ≤ q(v) from v ≠ 0 → 0 < q(v), since q(0) = 0.
  private func atZero(_ implication: Theorem, _ v: Term) throws -> Theorem {
    guard let parts = implication.conclusion.arguments(of: .implies),
      let equation = parts[0].arguments(of: .not)?[0],
      let q = parts[1].arguments(of: .less)?[1], equation.arguments(of: .equal)?[0] === v,
      case .free = v.node
    else { throw ProofFailure("v ≠ 0", implication.conclusion) }
    let zeros = try Term.zeros(v.rows)
    let x = try fresh("x", v.sort, q)
    let function = try Term.lambda(x, q.substituting([v: x]))
    let moved = try Theorem.congruence(.reflexive(function), .assume(equation))
    let atZeros = try Theorem.beta(moved.left).symmetric().then(moved).then(.beta(moved.right))
    let value = try innerForm(atZeros.right)
    let vanishing = try atZeros.then(value).then(.ring(value.right, .zero))
    guard try vanishing.right === Term.zero, zeros === equation.arguments(of: .equal)?[1] else {
      throw ProofFailure("a quadratic form", q)
    }
    let nothing = try Theorem.arithmetic(.lessOrEqual(.zero, .zero))
      .backwards(along: .congruence(.lessOrEqual, [.reflexive(.zero), vanishing]))
    let positive = try implication.modusPonens(.assume(parts[0])).weakened()
    return try Theorem.excludedMiddle(equation).cases(nothing, positive)
  }

  /// v ≠ 0, for a known v, or for a vector whose image W v is known not to be 0.
  func vectorNonzero(_ v: Term) throws -> Theorem {
    let goal = try Term.not(.equal(v, .zeros(v.rows)))
    if let known = facts.first(where: { $0.conclusion === goal }) { return known }
    // X v = 0 → v = 0 for some v ≠ 0 that is known.
    for fact in facts {
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(let domain, let body) = predicate.node, case .vector = domain,
        body.arguments(of: .implies) != nil, let product = v.arguments(of: .product),
        product[1].sort == domain
      else { continue }
      let instance = try fact.specialized(to: product[1])
      guard let parts = instance.conclusion.arguments(of: .implies),
        try parts[0] === Term.equal(v, .zeros(v.rows))
      else { continue }
      let apart = try vectorNonzero(product[1])
      let zero = try instance.modusPonens(.assume(parts[0]))
      return try apart.refuting(zero).negating(parts[0])
    }
    if let x = v.arguments(of: .product), let g = x[0].arguments(of: .diagonal)?[0],
      let apart = try? vectorNonzero(x[1]), let result = try? diagonalNonzero(g, x[1], apart)
    {
      return result
    }
    // M u = 0 → u = K (M u) = 0, where K is M⁻¹ or M is K⁻¹.
    if let x = v.arguments(of: .product), x[0].isSquareMatrix,
      let apart = try? vectorNonzero(x[1])
    {
      let partner = try x[0].arguments(of: .matrixInverse)?[0] ?? .apply(.matrixInverse, [x[0]])
      let zero = try Theorem.assume(.equal(v, .zeros(v.rows)))
      let back = try matrixEquation(x[1], .apply(.product, [partner, v]))
        .then(.congruence(.product, [.reflexive(partner), zero]))
      let nothing = try MatrixLemma.productZero(partner, .zeros(v.rows))
      return try apart.refuting(back.then(nothing)).negating(zero.conclusion)
    }
    throw ProofFailure("it is not known to be different from 0", v)
  }

  /// diag(g) u ≠ 0 for a u ≠ 0, when no gⱼ is 0: the entries gⱼ uⱼ are not all 0.
  private func diagonalNonzero(_ g: Term, _ u: Term, _ apart: Theorem) throws -> Theorem {
    let n = try g.rows
    let image: Term = try .apply(.product, [.apply(.diagonal, [g]), u])
    let zero = try Theorem.assume(.equal(image, .zeros(n)))
    let j = try fresh("j", .finite(n), image)
    func entry(_ w: Term) throws -> Term { try .apply(.entry, [w, j]) }
    let factor = try nonzeroEntry(entry(g), j)
    let vanishing = try equation(entry(g) * entry(u), entry(image))
      .then(.congruence(.entry, [zero, .reflexive(j)]))
    let product = try vanishing.then(equation(vanishing.right, .zero))
    let each = try Theorem.use(.zeroProduct, [entry(g), entry(u)], product)
      .cases(
        factor.refuting(.assume(.equal(entry(g), .zero))).byContradiction(.equal(entry(u), .zero)),
        .assume(.equal(entry(u), .zero)))
    let same = try each.then(equation(entry(.zeros(n)), .zero).symmetric())
    let whole = try Theorem.use(.vectorExtensionality, [u, .zeros(n)], same.generalizing(j))
    return try apart.refuting(whole).negating(zero.conclusion)
  }

  /// gⱼ ≠ 0 at the variable j, with what is known for all indices.
  private func nonzeroEntry(_ entry: Term, _ j: Term) throws -> Theorem {
    let context = try at(j)
    let entries = try context.evaluate(entry)
    let value = try entries.then(context.elementary(entries.right))
    let apart = try context.nonzero(value.right)
    let zero = try Theorem.assume(.equal(entry, .zero))
    return try apart.refuting(value.symmetric().then(zero)).negating(zero.conclusion)
  }

  /// det A ≠ 0, because ⟨v, A v⟩ ≠ 0 for v ≠ 0.
  func regularByDefiniteness(_ a: Term) throws -> Theorem {
    let n = try a.rows
    let v = try fresh("v", .vector(n), a)
    let singular = try Theorem.assume(.equal(.apply(.determinant, [a]), .zero))
    let exists = try Theorem.use(.singularKernel, [a], singular)
    guard let predicate = exists.conclusion.arguments(of: .exists)?[0] else {
      throw ProofFailure("a singular matrix", a)
    }
    let chosen = try Theorem.assume(predicate.instantiate(v)).conjuncts()
    let square: Term = try .apply(.inner, [v, .apply(.product, [a, v])])
    let bound = try adding([chosen.0]).quadraticBound(square)
    guard bound.isStrict else { throw ProofFailure("a definite matrix", a) }
    // ⟨v, A v⟩ = ⟨v, 0⟩ = 0.
    let zeros = try Term.zeros(n)
    let vanishing = try Theorem.congruence(.inner, [.reflexive(v), chosen.1])
      .then(MatrixLemma.innerSymmetric(v, zeros)).then(MatrixLemma.innerOfZero(v))
    let contradiction = try bound.distinct().refuting(vanishing.symmetric())
    return try exists.choosing(v, contradiction).negating(singular.conclusion)
  }
}

extension Theorem {
  /// < or ≤ of a bound 0 < t or 0 ≤ t.
  var relation: Operator? {
    if case .apply(let op, _) = conclusion.node, op == .less || op == .lessOrEqual {
      op
    } else {
      nil
    }
  }
}

extension Term {
  /// Whether a predicate λv. a ≤ b, perhaps behind a premise, has a 0 or a term in v as its lesser side:
  /// the least value of a function is no form.
  fileprivate var boundsForm: Bool {
    get throws {
      let (v, body) = try opened("v")
      let relation = body.arguments(of: .implies)?[1] ?? body
      guard relation.relation != nil, case .apply(_, let sides) = relation.node else {
        return false
      }
      return sides[0] === Term.zero || sides[0].freeVariables.contains(v)
    }
  }

  /// The inner products in a polynomial of them.
  var innerAtoms: [Term] {
    guard case .apply(let op, let x) = node else { return [] }
    switch op {
    case .inner: return [self]
    case .add, .multiply, .negate, .power, .inverse: return x.flatMap(\.innerAtoms)
    default: return []
    }
  }
}
