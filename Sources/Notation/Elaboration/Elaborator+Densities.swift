import Kernel

/// Declared densities, and functionals of them that may be infinite.
extension Elaborator {
  /// A density is a function of its own variables and then of those behind the bar.
  func density(_ declaration: Declaration, _ own: [String], _ given: [String]) throws -> Value {
    var sort: Sort = .real
    for name in (own + given).reversed() {
      switch scope.declaration(of: name)?.type {
      case .point(let space): sort = .function(.space(space), sort)
      case .real: sort = .function(.real, sort)
      default:
        throw Unsupported(
          at: declaration.place,
          "a density of other than points of declared spaces and real numbers")
      }
    }
    guard own.count + given.count <= 4 else {
      throw Unsupported(at: declaration.place, "a density of more than four variables")
    }
    return .function(
      [try .variable(declaration.name, sort)], arity: own.count + given.count, isVector: false)
  }

  /// What the declaration of a density says: it is positive; its marginals exist, are positive, and
  /// do not depend on the order of integration; it integrates to 1. One that may vanish is nowhere negative only.
  ///
  /// That the marginals exist everywhere, and not only almost everywhere, is a choice of the density
  /// in its class; so is that it vanishes at all points where one of its marginals does.
  func properties(ofDensity declaration: Declaration) throws -> [Hypothesis] {
    guard case .density(let own, let given, let mayVanish) = declaration.type,
      case .function(let components, _, _)? = values[declaration.name]
    else { return [] }
    let name = declaration.name
    var sort = components[0].sort
    var variables: [Term] = []
    var value = components[0]
    for variable in own + given {
      guard case .function(let space, let rest) = sort else { return [] }
      let x = try Term.fresh(variable, space, avoiding: variables + [components[0]])
      variables.append(x)
      value = try .call(value, x)
      sort = rest
    }
    let (mine, others) = (Array(variables.prefix(own.count)), Array(variables.dropFirst(own.count)))
    func integrated(_ out: [Term]) throws -> Term {
      try out.reversed().reduce(value) { try .apply(.integral, [.lambda($1, $0)]) }
    }
    var result: [Hypothesis] = []
    func add(_ formula: Term, for all: [Term], _ label: String) throws {
      for order in Self.orders(all) {
        let closed = try order.reversed().reduce(formula) { try Term.forAll($1, $0) }
        if !result.contains(where: { $0.formula === closed }) {
          result.append(Hypothesis(formula: closed, latex: "\(name) \(label)", origin: .declared))
        }
      }
    }
    if mayVanish {
      try add(.lessOrEqual(.zero, value), for: variables, "is nowhere negative")
    } else {
      try add(.less(.zero, value), for: variables, "is positive")
    }
    for choice in 1..<(1 << mine.count) {
      let out = mine.indices.filter { choice & (1 << $0) != 0 }.map { mine[$0] }
      let kept = mine.filter { !out.contains($0) }
      let whole = try integrated(out)
      if !kept.isEmpty {
        // One that may vanish does so wherever a marginal does.
        if mayVanish {
          try add(
            .lessOrEqual(.zero, whole), for: kept + others,
            "has marginals that are nowhere negative")
        }
        try mayVanish
          ? add(
            .implies(.less(.zero, value), .less(.zero, whole)), for: variables,
            "has positive marginals where it is positive")
          : add(.less(.zero, whole), for: kept + others, "has positive marginals")
      }
      for (i, outer) in out.enumerated() {
        var inner = out
        inner.remove(at: i)
        let function = try Term.lambda(outer, integrated(inner))
        try add(.apply(.integrable, [function]), for: kept + others, "is integrable")
        let integral: Term = try .apply(.integral, [function])
        if kept.isEmpty {
          try add(.equal(integral, .one), for: others, "integrates to 1")
        } else if i > 0 {
          try add(
            .equal(integral, whole), for: kept + others, "may be integrated in any order")
        }
      }
    }
    return result
  }

  /// The declared densities of real numbers.
  public func densitiesOverLine() -> [Term] {
    scope.declarations.compactMap { declaration in
      guard case .density = declaration.type,
        case .function(let components, _, _)? = values[declaration.name],
        case .function(.real, _) = components[0].sort
      else { return nil }
      return components[0]
    }
  }

  private static func orders(_ list: [Term]) -> [[Term]] {
    guard list.count > 1, list.count < 4 else { return [list] }
    return list.indices.flatMap { i in
      var rest = list
      let first = rest.remove(at: i)
      return orders(rest).map { [first] + $0 }
    }
  }

  // MARK: Divergences

  /// A divergence by its definition; a variable in its place where the statement is read without
  /// its divergences.
  func divergence(
    _ kind: Divergence, _ names: [String], _ guarded: Bool, _ body: Expression, _ place: Place
  ) throws -> Term {
    guard let definition = kind.definition(of: body, over: names, guarded: guarded) else {
      throw ReadingError(at: place, "\(kind.rawValue) of so many densities")
    }
    let term = try value(definition)
    guard written.masks, isOutermost else { return term }
    let mask = try Term.variable("\(kind.rawValue) \(written.masked.count + 1)", .real)
    written.masked.append((mask, term, kind))
    return mask
  }

  /// KL(q ‖ p) = ∞ as: it does not exist as a number; `nil` for other equations.
  ///
  /// Law: q log(q/p) ≥ q − p where q > 0, so that its negative part is integrable for densities q and p. Of other
  /// functions a divergence may be undefined without being infinite.
  func infinite(_ a: Expression, equals b: Expression, _ place: Place) throws -> Term? {
    guard b.form == .constant(.infinity),
      case .bind(.divergence(.relativeEntropy, _, _), let body) = a.form
    else { return nil }
    guard case .tuple(let parts) = body.form, parts.allSatisfy({ $0.isMixture(in: scope) }) else {
      throw Unsupported(
        at: place, "an infinite divergence of other than densities and their mixtures")
    }
    return try .not(value(a).definedness())
  }

  /// The integrals of a statement whose existence is taken for granted: the condition that those that it displays
  /// exist, and that the relative entropies are finite that make it true where they are infinite, since they stand
  /// as summands on the greater side of an inequality.
  ///
  /// Integrals inside of other divergences are left out.
  public func standingConditions(of expression: Expression) throws -> (
    displayed: Term, finite: [Term]
  ) {
    written.masks = true
    written.masked = []
    defer { written.masks = false }
    let formula = try formula(expression)
    var finite: [Term] = []
    for (mask, term, kind) in written.masked
    where kind == .relativeEntropy && Self.isSatisfied(formula, byInfinite: mask) {
      finite.append(try term.definedness())
    }
    return (try formula.definedness(), finite)
  }

  /// Whether a ≤ b says that a + c·mask + … ≤ …, c > 0, stands on the greater side.
  private static func isSatisfied(_ formula: Term, byInfinite mask: Term) -> Bool {
    guard case .apply(let op, let sides) = formula.node, op == .less || op == .lessOrEqual,
      let difference = try? sides[1] - sides[0],
      let fraction = try? RationalForm(nonzero: []).fraction(of: difference),
      fraction.value == nil
    else { return false }
    return fraction.numerator.terms.allSatisfy { monomial, coefficient in
      monomial == Monomial(mask) && coefficient.sign > 0
        || !monomial.factors.contains { $0.atom.freeVariables.contains(mask) }
    }
  }
}
