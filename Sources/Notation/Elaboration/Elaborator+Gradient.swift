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
      let column = try partial(body, by: name, at: point, [i], place)
      guard case .vector(let m) = column.sort else {
        return try .apply(.vector, [.lambda(i, column)])
      }
      return try .matrix(m, n, avoiding: [column, i]) { k, j throws(KernelError) in
        try .apply(.entry, [column.substituting([i: j]), k])
      }
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

  /// The column of the derivatives of a number by all variables, by one the derivative in its shape; of a vector
  /// the Jacobian matrix, a row for each of its entries.
  func gradient(_ body: Expression, by names: [String], _ place: Place) throws -> Term {
    try joined(names.map { try partial(body, by: $0, place) }, place)
  }

  /// J_F or ∇F where the arguments are: the derivatives by each of them.
  func jacobian(_ function: Expression, _ arguments: [Term], _ place: Place) throws -> Term {
    let names = arguments.indices.map { "\u{2202}\($0 + 1)" }
    var inner = self
    for (name, argument) in zip(names, arguments) {
      let point = argument.sort == .natural ? try cast(argument, to: .real, place) : argument
      inner = inner.binding(name, to: point)
    }
    let value = Expression(
      .apply(function, names.map { Expression(.symbol($0), at: place) }), at: place)
    let columns = try names.map { try inner.partial(value, by: $0, place) }
    if arguments.allSatisfy({ [.real, .natural].contains($0.sort) }), let rows = try rows(columns) {
      return rows
    }
    return try joined(columns, place)
  }

  private func joined(_ columns: [Term], _ place: Place) throws -> Term {
    if columns.count == 1 { return columns[0] }
    return try rows(columns) ?? .apply(.tuple, columns.map { try cast($0, to: .real, place) })
  }

  /// The matrix of some columns with numbered entries.
  private func rows(_ columns: [Term]) throws -> Term? {
    let entries = try columns.compactMap { try components($0) }
    guard entries.count == columns.count, let height = entries.first?.count else { return nil }
    return try .apply(
      .rows, (0..<height).map { i in try .apply(.tuple, entries.map { $0[i] }) })
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
    switch value.sort {
    case .real, .natural, .vector: return try derivative(value, t, at: .zero, place)
    default: throw Unsupported(at: place, "the gradient of \(shape(value))")
    }
  }
}
