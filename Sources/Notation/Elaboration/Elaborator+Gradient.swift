import Kernel

/// Partial derivatives by numbers, vectors, matrices and their entries.
extension Elaborator {
  /// ∂e/∂x at the present value of x; of a vector or matrix x in its shape.
  func partial(_ body: Expression, by name: String, _ place: Place) throws -> Term {
    let point = try variable(name, place)
    if let parts = try components(point) {
      return try .apply(
        .tuple, parts.indices.map { try partial(body, by: name, component: $0, parts, place) })
    }
    switch point.sort {
    case .real:
      let t = try fresh(name, .real)
      return try derivative(binding(name, to: t).value(body), t, at: point, place)
    case .vector(let n):
      let i = try fresh("i", .finite(n))
      return try .apply(.vector, [.lambda(i, partial(body, by: name, at: point, [i], place))])
    case .matrix(let n, let m):
      let (i, j) = try (fresh("i", .finite(n)), fresh("j", .finite(m)))
      return try .apply(
        .matrix, [.lambda(i, .lambda(j, partial(body, by: name, at: point, [i, j], place)))])
    default: throw Unsupported(at: place, "a derivative by \(shape(point))")
    }
  }

  /// ∂e/∂wᵢ or ∂e/∂Wᵢⱼ.
  func partial(_ body: Expression, of name: String, _ indices: [Expression], _ place: Place) throws
    -> Term
  {
    let point = try variable(name, place)
    if let parts = try components(point), indices.count == 1, let j = try literal(indices[0]) {
      guard j <= parts.count else {
        throw ReadingError(at: indices[0].place, "entry \(j) of \(shape(point))")
      }
      return try partial(body, by: name, component: j - 1, parts, place)
    }
    return try partial(
      body, by: name, at: point, indices.map { try index($0, of: point) }, place)
  }

  private func index(_ e: Expression, of point: Term) throws -> Term {
    let term = try value(e)
    guard case .finite = term.sort else {
      throw Unsupported(at: e.place, "this entry of \(shape(point))")
    }
    return term
  }

  private func variable(_ name: String, _ place: Place) throws -> Term {
    guard case .term(let point)? = values[name] else {
      throw ReadingError(
        at: place, "\(name) is no declared variable", suggestion: "declare it: `\(name) : real`")
    }
    return point
  }

  /// The derivative by one component of an explicit vector.
  private func partial(
    _ body: Expression, by name: String, component j: Int, _ parts: [Term], _ place: Place
  ) throws -> Term {
    let s = try fresh(name, .real)
    var changed = parts
    changed[j] = s
    let value = try binding(name, to: .apply(.tuple, changed)).value(body)
    return try derivative(value, s, at: parts[j], place)
  }

  /// ∂f/∂Wᵢⱼ: the derivative of f(W + t Eᵢⱼ) at t = 0.
  private func partial(
    _ body: Expression, by name: String, at point: Term, _ indices: [Term], _ place: Place
  ) throws -> Term {
    func isHere(_ k: Term, _ i: Term) throws(KernelError) -> Term {
      try .apply(.indicator, [.equal(k, i)])
    }
    let unit: Term
    switch (point.sort, indices.count) {
    case (.vector(let n), 1) where indices[0].sort == .finite(n):
      let k = try Term.fresh("k", .finite(n), avoiding: indices)
      unit = try .apply(.vector, [.lambda(k, isHere(k, indices[0]))])
    case (.matrix(let n, let m), 2)
    where indices[0].sort == .finite(n) && indices[1].sort == .finite(m):
      unit = try .matrix(n, m, avoiding: indices) { k, l throws(KernelError) in
        try isHere(k, indices[0]) * isHere(l, indices[1])
      }
    default: throw Unsupported(at: place, "a derivative by this entry of \(shape(point))")
    }
    let t = try Term.fresh("t", .real, avoiding: inUse + [fresh("t", .real)] + indices)
    let value = try binding(name, to: point + .apply(.scale, [t, unit])).value(body)
    guard [.real, .natural].contains(value.sort) else {
      throw Unsupported(at: place, "the gradient of \(shape(value))")
    }
    return try derivative(value, t, at: .zero, place)
  }
}
