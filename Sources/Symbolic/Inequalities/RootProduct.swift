import Kernel

/// An equation p = c between complex numbers whose difference p − c is a product of factors.
struct RootProduct {
  /// p − c = ((f₁ f₂) …) fₙ
  let difference: Theorem
  let left: Term
  let right: Term
  let factors: [Term]

  /// (∀z. p = c → φ) = ⋀ᵢ (∀z. fᵢ = 0 → ψ), where `shape` is φ = ψ.
  func split(_ formula: Term, _ z: Term, shape: Theorem) throws -> Theorem {
    let zero = try z.zeroOfSort
    let inside = try shape.right
    let whole = try Theorem.assume(formula)
    var forward: Theorem?
    for (index, factor) in factors.enumerated().reversed() {
      let assumed = try Theorem.assume(.equal(factor, zero))
      let root = try backwards(vanishing(at: index, assumed, zero))
      let part = try whole.specialized(to: z).modusPonens(root).rewritten(by: shape)
        .discharging(assumed.conclusion).generalizing(z)
      forward = try forward.map { try part.and($0) } ?? part
    }
    let statements = try factors.map { try Term.forAll(z, .implies(.equal($0, zero), inside)) }
    let each = try Theorem.assume(.all(statements)).parts(count: statements.count)
    let assumed = try Theorem.assume(.equal(left, right))
    let one = try splitRoot(forwards(assumed), factors[...], zero) { index, root in
      try each[index].specialized(to: z).modusPonens(root)
    }
    let backward = try one.backwards(along: shape).discharging(assumed.conclusion).generalizing(z)
    guard let forward else { throw ProofFailure("no factors", left) }
    return try .equivalence(forward, backward)
  }

  /// p = c from ∏ = 0.
  private func backwards(_ product: Theorem) throws -> Theorem {
    let zero = try difference.then(product)
    let step = try Theorem.ring(left, (left - right) + right)
      .then(.congruence(.add, [zero, .reflexive(right)]))
    return try step.then(.ring(step.right, right))
  }

  /// ∏ = 0 from p = c.
  private func forwards(_ equation: Theorem) throws -> Theorem {
    let step = try Theorem.congruence(.add, [equation, .reflexive(-right)])
    let zero = try step.then(.ring(step.right, right.zeroOfSort))
    return try difference.symmetric().then(zero)
  }

  /// ∏ = 0 from one factor that is 0.
  private func vanishing(at index: Int, _ zero: Theorem, _ nothing: Term) throws -> Theorem {
    var result = index == 0 ? zero : try Theorem.reflexive(factors[0])
    for (place, factor) in factors.enumerated().dropFirst() {
      result = try .congruence(
        .multiply, [result, place == index ? zero : .reflexive(factor)])
    }
    return try result.then(.ring(result.right, nothing))
  }

  /// A conclusion from ((f₁ f₂) …) fₙ = 0, by cases.
  private func splitRoot(
    _ product: Theorem, _ factors: ArraySlice<Term>, _ zero: Term,
    _ use: (Int, Theorem) throws -> Theorem
  ) throws -> Theorem {
    guard factors.count > 1, let last = factors.last,
      let parts = try product.left.arguments(of: .multiply)
    else { return try use(factors.startIndex, product) }
    let alternatives = try Theorem.use(.zeroProduct, parts, product)
    return try alternatives.cases(
      splitRoot(.assume(.equal(parts[0], zero)), factors.dropLast(), zero, use),
      use(factors.endIndex - 1, .assume(.equal(last, zero))))
  }
}

extension Theorem {
  /// The parts of a conjunction a₁ ∧ (a₂ ∧ …) of so many.
  fileprivate func parts(count: Int) throws -> [Theorem] {
    guard count > 1 else { return [self] }
    let (first, rest) = try conjuncts()
    return try [first] + rest.parts(count: count - 1)
  }
}
