import Kernel

/// Normal forms in which (U ⊗ V) vec X is vec(V X Uᵀ), and vec and ⊗ are taken of products of matrices alone.
extension Prover {
  /// One step for vec or ⊗ of a term that is no product; `nil` where nothing changes.
  func vecStep(_ term: Term) throws -> Theorem? {
    guard reducesVec, case .apply(let op, let x) = term.node else { return nil }
    let forms = try x.map { try matrixForm($0) }
    let inner = try Theorem.congruence(op, forms.map(\.theorem))
    let normal = try inner.right.arguments(of: op) ?? x
    for (place, form) in forms.enumerated() {
      if form.parts.isEmpty { return try inner.then(MatrixLemma.vanishing(op, normal)) }
      guard case .apply(let outer, let y) = normal[place].node, outer == .add || outer == .scale
      else { continue }
      return try inner.then(MatrixLemma.linear(op, normal, at: place, outer, y))
    }
    return inner.isTrivial ? nil : inner
  }

  /// (U ⊗ V)(U′ ⊗ V′) = U U′ ⊗ V V′ and (U ⊗ V) vec X = vec(V X Uᵀ), somewhere in a word.
  func vecRule(in word: [Term]) throws -> (range: Range<Int>, rule: MatrixRule)? {
    guard reducesVec else { return nil }
    for place in word.indices.dropLast() {
      guard let a = word[place].arguments(of: .kronecker) else { continue }
      let next = word[place + 1]
      var theorem: Theorem?
      if let b = next.arguments(of: .kronecker), try a[0].columns == b[0].rows,
        try a[1].columns == b[1].rows
      {
        theorem = try MatrixLemma.productOfKroneckers(a, b)
      } else if let x = next.arguments(of: .vec)?[0], try a[0].columns == x.columns,
        try a[1].columns == x.rows
      {
        theorem = try MatrixLemma.kroneckerOfVec(a, x)
      }
      guard let theorem else { continue }
      return (
        place..<(place + 2), MatrixRule(word: [word[place], next], theorem: theorem)
      )
    }
    return nil
  }
}

/// Laws of vec and ⊗.
extension MatrixLemma {
  private static func variables(_ terms: [Term]) throws -> (names: [Term], values: [Term: Term]) {
    let names = try terms.enumerated().map { try Term.variable("A\($0.offset)", $0.element.sort) }
    return (names, Dictionary(uniqueKeysWithValues: zip(names, terms)))
  }

  /// op(…, A + B, …) = op(…, A, …) + op(…, B, …), and the same for x A.
  static func linear(
    _ op: Operator, _ arguments: [Term], at place: Int, _ outer: Operator, _ y: [Term]
  )
    throws -> Theorem
  {
    let others = arguments.enumerated().filter { $0.offset != place }.map(\.element)
    let (names, values) = try variables(y + others)
    func term(_ middle: Term) throws -> Term {
      var list = Array(names.dropFirst(2))
      list.insert(middle, at: place)
      return try .apply(op, list)
    }
    let right: Term =
      try outer == .add
      ? term(names[0]) + term(names[1]) : .apply(.scale, [names[0], term(names[1])])
    return try law(term(.apply(outer, Array(names.prefix(2)))), right, values)
  }

  /// vec 0 = 0, 0 ⊗ A = 0 and A ⊗ 0 = 0.
  static func vanishing(_ op: Operator, _ arguments: [Term]) throws -> Theorem {
    let zeros = try arguments.map { try $0 === MatrixForm.zero(like: $0) }
    let (names, values) = try variables(arguments)
    let list = zip(zeros, zip(arguments, names)).map { $0 ? $1.0 : $1.1 }
    let left: Term = try .apply(op, list)
    return try law(left, MatrixForm.zero(like: left), values)
  }

  /// (U ⊗ V)(U′ ⊗ V′) = U U′ ⊗ V V′.
  static func productOfKroneckers(_ a: [Term], _ b: [Term]) throws -> Theorem {
    let (n, values) = try variables(a + b)
    return try law(
      .apply(.product, [.apply(.kronecker, [n[0], n[1]]), .apply(.kronecker, [n[2], n[3]])]),
      .apply(
        .kronecker, [.apply(.product, [n[0], n[2]]), .apply(.product, [n[1], n[3]])]), values)
  }

  /// (U ⊗ V) vec X = vec(V X Uᵀ).
  static func kroneckerOfVec(_ a: [Term], _ x: Term) throws -> Theorem {
    let (n, values) = try variables(a + [x])
    return try law(
      .apply(.product, [.apply(.kronecker, [n[0], n[1]]), .apply(.vec, [n[2]])]),
      .apply(
        .vec, [.apply(.product, [n[1], .apply(.product, [n[2], .apply(.transpose, [n[0]])])])]),
      values)
  }

  /// (U ⊗ V)ᵀ = Uᵀ ⊗ Vᵀ.
  static func transposeOfKronecker(_ a: [Term]) throws -> Theorem {
    let (n, values) = try variables(a)
    return try law(
      .apply(.transpose, [.apply(.kronecker, n)]),
      .apply(.kronecker, n.map { try .apply(.transpose, [$0]) }), values)
  }
}
