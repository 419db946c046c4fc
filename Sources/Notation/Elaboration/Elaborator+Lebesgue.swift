import Kernel

/// Integrals over ℝ and ℝⁿ, normal laws below an expectation.
extension Elaborator {
  /// Where a declared variable is integrated over: its space, ℝ or ℝⁿ.
  func measuredSort(of name: String, _ place: Place) throws -> Sort {
    switch scope.declaration(of: name)?.type {
    case .point(let space): return .space(space)
    case .real: return .real
    case .vector(let length) where try literal(length) == nil:
      return .vector(try natural(length))
    case nil:
      throw ReadingError(
        at: place, "it is not clear over what \(name) runs",
        suggestion: "declare it: `\(name) : real`")
    default: throw Unsupported(at: place, "an integral over the values of \(name)")
    }
  }

  /// The density of the normal law: exp(−(x − m)²/(2v))/√(2πv), and with a covariance Σ of n rows
  /// exp(−½⟨x − μ, Σ⁻¹(x − μ)⟩)/√(2ⁿπⁿ det Σ).
  func normalDensity(_ x: Term, _ mean: Expression, _ variance: Expression) throws -> Term {
    let two = Term.real(2)
    let circle = try two * .apply(.pi, [])
    guard case .vector(let n) = x.sort else {
      let point = try cast(x, to: .real, mean.place)
      let m = try cast(value(mean), to: .real, mean.place)
      let v = try cast(value(variance), to: .real, variance.place)
      let exponent = try -((point - m) * (point - m) * .apply(.inverse, [two * v]))
      return try .apply(.exp, [exponent]) / .apply(.squareRoot, [circle * v])
    }
    guard n.literal == nil else {
      throw Unsupported(at: mean.place, "a normal density of vectors of literal length")
    }
    let center = try self.center(mean, n)
    let Σ = try covariance(variance, n)
    let gap = try center.map { try x - $0 } ?? x
    let square: Term = try .apply(
      .inner, [gap, .apply(.product, [.apply(.matrixInverse, [Σ]), gap])])
    let mass =
      try .apply(.power, [two, n]) * .apply(.power, [.apply(.pi, []), n])
      * .apply(.determinant, [Σ])
    return try .apply(.exp, [-(square / two)]) / .apply(.squareRoot, [mass])
  }

  /// The mean of a normal vector; `nil` for 0.
  private func center(_ mean: Expression, _ n: Term) throws -> Term? {
    if case .number(let zero) = mean.form, zero.isZero { return nil }
    let center = try value(mean)
    guard center.sort == .vector(n) else {
      throw ReadingError(
        at: mean.place, "the mean is \(shape(center)), where real[\(n)] is needed")
    }
    return center
  }

  private func covariance(_ variance: Expression, _ n: Term) throws -> Term {
    var inner = self
    inner.identitySize = n
    let Σ = try inner.value(variance)
    guard Σ.sort == .matrix(n, n) else {
      throw ReadingError(
        at: variance.place, "the covariance is \(shape(Σ)), where real[\(n),\(n)] is needed")
    }
    return Σ
  }

  /// 𝔼 under normal laws that are independent of each other: the integral of the body times their
  /// densities; `nil` where another law stands below the sign.
  func normalExpectation(_ laws: [String: Law], _ body: Expression, _ place: Place) throws -> Term?
  {
    let rows = laws.sorted { $0.key < $1.key }
    guard rows.allSatisfy({ if case .normal = $0.value { true } else { false } }) else {
      return nil
    }
    func integral(_ rows: ArraySlice<(key: String, value: Law)>, _ inner: Elaborator) throws
      -> Term
    {
      guard let (name, law) = rows.first, case .normal(let mean, let variance) = law else {
        return try cast(inner.value(body), to: .real, body.place)
      }
      let sort: Sort
      if scope.declaration(of: name) != nil {
        sort = try measuredSort(of: name, place)
      } else if case .vector(let n) = try value(mean).sort {
        sort = .vector(n)
      } else {
        sort = .real
      }
      let x = try inner.fresh(name, sort)
      let rest = try integral(rows.dropFirst(), inner.binding(name, to: x))
      return try .apply(.integral, [.lambda(x, normalDensity(x, mean, variance) * rest)])
    }
    return try integral(rows[...], self)
  }
}
