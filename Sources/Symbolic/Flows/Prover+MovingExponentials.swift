import Kernel

/// What exp(t A) v does, by the differential equation that it solves.
extension Prover {
  /// A goal about products exp(t A) v, from the same goal about a function w of time of which is known that ẇ = A w and what
  /// w(0) is; `nil` where there is no such product.
  func byMovingExponentials(_ goal: Term) throws -> Theorem? {
    guard goal.uses(.matrixExponential), !fuel.followsExponential else { return nil }
    fuel.followsExponential = true
    defer { fuel.followsExponential = false }
    for product in goal.exponentialProducts {
      for t in product.freeVariables where t.sort == .real {
        if let result = try? byMotion(of: product, t, goal) { return result }
      }
    }
    return nil
  }

  private func byMotion(of product: Term, _ t: Term, _ goal: Term) throws -> Theorem {
    let w = try fresh("w", .function(.real, product.sort), goal)
    let s = try fresh("s", .real, goal)
    let definition = try Theorem.assume(
      .forAll(t, .equal(.call(w, t), product)))
    /// w(x) = P(x).
    func value(_ x: Term) throws -> Theorem { try definition.specialized(to: x) }
    let derivative = try matrixDerivative(product, t)
    // The factors of the derivative stay where they are.
    let plain = try adding([])
    plain.reducesExponentials = false
    let slope = try plain.matrixForm(derivative.slope)
    let rate = try plain.linearRate(of: slope.term, product)
    let k = try entryIndices(product, t, s)
    let same = try Theorem.congruence(
      .entry, [value(s)] + k.map { try .reflexive($0) }
    ).abstracting(s)
    let image = try Theorem.congruence(
      .entry,
      [slope.theorem.then(rate.theorem).then(rate.moved(value(t).symmetric()))]
        + k.map { try .reflexive($0) })
    let has = try derivative.at(k).rewritten(
      by: .congruence(.hasDerivative, [same.symmetric(), image, .reflexive(t)]))
    guard let parts = has.conclusion.arguments(of: .hasDerivative) else {
      throw ProofFailure("a derivative is needed", has.conclusion)
    }
    let y = try fresh("y", .real, goal)
    let exists = try has.witnessing(
      .lambda(y, .apply(.hasDerivative, [parts[0], y, t])), parts[1])
    let number = try Theorem.use(.derivativeValue, [parts[0], parts[1], t], has)
    let velocity = try number.left
    let matrix: Term = try .apply(
      k.count == 2 ? .matrix : .vector, [k.reversed().reduce(velocity) { try .lambda($1, $0) }])
    let row = try Theorem.axiom(
      k.count == 2 ? .entryOfMatrixFunction : .entryOfVector,
      (matrix.arguments(of: k.count == 2 ? .matrix : .vector) ?? []) + k)
    let all = try k.reversed().reduce(row.then(number)) { try $0.generalizing($1) }
    guard let target = parts[1].arguments(of: .entry)?[0] else {
      throw ProofFailure("an entry is needed", parts[1])
    }
    let flow = try Theorem.use(
      k.count == 2 ? .matrixExtensionality : .vectorExtensionality, [matrix, target], all
    ).generalizing(t)
    let differentiable = try k.reversed().reduce(exists) { try $0.generalizing($1) }
      .generalizing(t)
    let start = try value(.zero)
    let known = try start.then(matrixForm(start.right).theorem)
    let m = try fresh("M", product.sort, goal, w)
    let statement = try Term.lambda(m, goal.replacing(product, by: m))
    let step = try Theorem.congruence(.reflexive(statement), value(t).symmetric())
    let moved = try Theorem.beta(step.left).symmetric().then(step).then(.beta(step.right))
    guard try !moved.right.uses(.matrixExponential) else {
      throw ProofFailure("another exponential", goal)
    }
    let result = try adding([flow, differentiable, known]).prove(moved.right, depth: 20)
      .backwards(along: moved).discharging(definition.conclusion)
    // w := λt. P(t), for which the definition is true.
    let function = try Term.lambda(t, product)
    let trivial = try Theorem.beta(.call(function, t)).generalizing(t)
    return try result.instantiate([w: function]).modusPonens(trivial)
  }

  /// Σ c u P v for a matrix P that moves, with constant matrices u and v.
  private func linearRate(of slope: Term, _ product: Term) throws -> (
    theorem: Theorem, moved: (Theorem) throws -> Theorem
  ) {
    let own = try matrixForm(product)
    let form = try matrixForm(slope)
    guard own.parts.count == 1, let word = own.parts.first?.word else {
      throw ProofFailure("one product is needed", product)
    }
    let m = try fresh("M", product.sort, product, slope)
    var image: Term?
    for part in form.parts {
      guard let place = part.word.indices.first(where: { part.word[$0...].starts(with: word) }),
        own.parts[0].coefficient === Term.one
      else {
        throw ProofFailure("a linear image of the product is needed", slope)
      }
      let (before, after) = (part.word[..<place], part.word[(place + word.count)...])
      var term = m
      if let first = after.first {
        term = try .apply(.product, [term, MatrixForm.product(after, rows: first.rows)])
      }
      if let first = before.first {
        term = try .apply(.product, [MatrixForm.product(before, rows: first.rows), term])
      }
      if part.coefficient !== Term.one { term = try .apply(.scale, [part.coefficient, term]) }
      image = try image.map { try $0 + term } ?? term
    }
    guard let image else { throw ProofFailure("it does not move", product) }
    let function = try Term.lambda(m, image)
    let whole = try function.instantiate(product)
    let back = try matrixForm(whole)
    return (
      try form.theorem.then(back.theorem.symmetric()),
      { equation in
        let step = try Theorem.congruence(.reflexive(function), equation)
        return try Theorem.beta(step.left).symmetric().then(step).then(.beta(step.right))
      }
    )
  }
}

extension Term {
  /// The largest products that begin with a matrix exponential, outside of binders.
  fileprivate var exponentialProducts: [Term] {
    if isExponentialProduct { return [self] }
    guard case .apply(_, let parts) = node else { return [] }
    var result: [Term] = []
    for term in parts.flatMap(\.exponentialProducts) where !result.contains(term) {
      result.append(term)
    }
    return result
  }

  private var isExponentialProduct: Bool {
    if arguments(of: .matrixExponential) != nil { return true }
    return arguments(of: .product)?[0].isExponentialProduct ?? false
  }
}
