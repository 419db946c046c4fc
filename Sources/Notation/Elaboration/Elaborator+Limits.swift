import Kernel

/// Limits, as the formulas with ε that define them.
extension Elaborator {
  /// lim e = L: for every ε > 0 there is a place from which on e is defined and within ε of L; for L = ±∞,
  /// beyond every bound. `nil` where the expression is no limit.
  ///
  /// x → a leaves a itself out. A limit in a length cannot be stated: sizes are never bound.
  func limit(_ e: Expression, equals other: Expression, _ place: Place) throws -> Term? {
    guard case .bind(.limit(let name, let to, let side), let body) = e.form else { return nil }
    let sort: Sort
    switch scope.declaration(of: name)?.type {
    case .natural?, .size?: sort = .natural
    case .real?: sort = .real
    default: throw Unsupported(at: place, "a limit in \(name)")
    }
    let x = try fresh(name, sort)
    let value = try cast(binding(name, to: x).value(body), to: .real, body.place)
    guard (try? Term.lambda(x, value)) != nil else {
      throw Unsupported(at: place, "a limit in a length")
    }
    let isUp = other.isInfinite(sign: 1)
    let limit =
      isUp || other.isInfinite(sign: -1)
      ? nil : try cast(self.value(other), to: .real, other.place)
    let ε = try Term.fresh("ε", .real, avoiding: inUse + [x, value] + [limit].compactMap { $0 })
    var claim: Term
    if let limit {
      claim = try .and(.less(limit - ε, value), .less(value, limit + ε))
    } else {
      claim = try isUp ? .less(ε, value) : .less(value, ε)
    }
    let defined = try value.definedness()
    if defined !== Term.truth { claim = try .and(defined, claim) }
    let from = try eventually(x, to, side, claim, avoiding: [ε, x, value, claim], place)
    return try .forAll(ε, limit == nil ? from : .implies(.less(.zero, ε), from))
  }

  /// ∃N ∀x ≥ N. φ, and the like at other places.
  private func eventually(
    _ x: Term, _ to: Expression, _ side: LimitSide, _ claim: Term, avoiding used: [Term],
    _ place: Place
  ) throws -> Term {
    func from(_ sort: Sort, _ condition: (Term) throws -> Term) throws -> Term {
      let start = try Term.fresh("K", sort, avoiding: inUse + used)
      return try .exists(start, .forAll(x, .implies(condition(start), claim)))
    }
    let (isUp, isDown) = (to.isInfinite(sign: 1), to.isInfinite(sign: -1))
    if x.sort == .natural {
      guard isUp, side == .both else {
        throw ReadingError(at: to.place, "a natural number tends to \\infty")
      }
      return try from(.natural) { try .lessOrEqual($0, x) }
    }
    if isUp || isDown {
      guard side == .both else { throw ReadingError(at: to.place, "a side of infinity") }
      return try from(.real) { try isUp ? .less($0, x) : .less(x, $0) }
    }
    let a = try cast(value(to), to: .real, to.place)
    let δ = try Term.fresh("δ", .real, avoiding: inUse + used + [a])
    let near: [Term] =
      switch side {
      case .both: try [.not(.equal(x, a)), .less(a - δ, x), .less(x, a + δ)]
      case .above: try [.less(a, x), .less(x, a + δ)]
      case .below: try [.less(a - δ, x), .less(x, a)]
      }
    return try .exists(δ, .and(.less(.zero, δ), .forAll(x, .implies(near, claim))))
  }
}
