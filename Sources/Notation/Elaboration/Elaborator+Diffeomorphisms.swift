import Kernel

/// Declared diffeomorphisms: bijections F of spaces with J = |det J_F|.
///
/// What is said of them holds for every bijection of measure spaces that carries null sets to null sets in
/// both directions, J being the density of the carried measure; between open sets of ℝ^d with Lebesgue's
/// measure, for every diffeomorphism (Rudin, Real and Complex Analysis, 7.26).
extension Elaborator {
  private static func inverse(_ name: String) -> String { "\(name)^{-1}" }
  private static func jacobian(_ name: String) -> String { "|\\det J_{\(name)}|" }

  /// F, F⁻¹ and their Jacobians, with what the declaration says of them.
  mutating func declare(diffeomorphism name: String, from source: String, to target: String) throws
  {
    let (U, X) = (Sort.space(source), Sort.space(target))
    func function(_ name: String, _ domain: Sort, _ codomain: Sort) throws -> Term {
      let term = try Term.variable(name, .function(domain, codomain))
      values[name] = .function([term], arity: 1, isVector: false)
      return term
    }
    let F = try function(name, U, X)
    let back = try function(Self.inverse(name), X, U)
    let J = try function(Self.jacobian(name), U, .real)
    let inverseJ = try function(Self.jacobian(Self.inverse(name)), X, .real)
    let (u, x) = try (Term.variable("u", U), Term.variable("x", X))
    func add(_ formula: Term, _ label: String) {
      hypotheses.append(
        Hypothesis(formula: formula, latex: "\(name) \(label)", origin: .declared))
    }
    try add(.forAll(u, .equal(.call(back, .call(F, u)), u)), "is injective")
    try add(.forAll(x, .equal(.call(F, .call(back, x)), x)), "is surjective")
    try add(.forAll(u, .less(.zero, .call(J, u))), "has a positive Jacobian determinant")
    try add(.forAll(x, .less(.zero, .call(inverseJ, x))), "has a positive Jacobian determinant")
    try add(
      .forAll(u, .equal(.call(inverseJ, .call(F, u)), .apply(.inverse, [.call(J, u)]))),
      "and its inverse have inverse Jacobian determinants")
    try add(
      .forAll(x, .equal(.call(J, .call(back, x)), .apply(.inverse, [.call(inverseJ, x)]))),
      "and its inverse have inverse Jacobian determinants")
    let h = try Term.variable("h", .function(X, .real))
    let carried: Term = try .lambda(u, .call(h, .call(F, u)) * .call(J, u))
    let both: Term = try .and(
      .apply(.integrable, [carried]),
      .equal(.apply(.integral, [h]), .apply(.integral, [carried])))
    try add(
      .forAll(h, .implies(.apply(.integrable, [h]), both)), "changes the variable of integrals")
    try add(
      .forAll(h, .implies(.apply(.integrable, [carried]), .apply(.integrable, [h]))),
      "changes the variable of integrals")
  }

  /// Whether it is the Jacobian of a declared diffeomorphism, or its determinant.
  func isJacobian(_ e: Expression) -> Bool { jacobianParts(e) != nil }

  private func jacobianParts(_ e: Expression) -> (name: String, point: Expression)? {
    switch e.form {
    case .call(.determinant, let list):
      // det Jᵀ = det J.
      if case .transpose(let inner)? = list.first?.form { return jacobianParts(inner) }
      return list.first.flatMap(jacobianParts)
    case .apply(let head, let list):
      guard case .jacobian(let map) = head.form, list.count == 1 else { return nil }
      switch map.form {
      case .symbol(let name):
        return values[Self.jacobian(name)] == nil ? nil : (name, list[0])
      case .call(.inverse, let inner):
        guard case .symbol(let name)? = inner.first?.form,
          values[Self.jacobian(Self.inverse(name))] != nil
        else { return nil }
        return (Self.inverse(name), list[0])
      default: return nil
      }
    default: return nil
    }
  }

  /// |det J_F(u)|.
  func absoluteJacobian(_ e: Expression, _ place: Place) throws -> Term {
    guard let (name, point) = jacobianParts(e) else {
      throw Unsupported(at: place, "the Jacobian of something other than a diffeomorphism")
    }
    return try call(Self.jacobian(name), [value(point)], place)
  }
}
