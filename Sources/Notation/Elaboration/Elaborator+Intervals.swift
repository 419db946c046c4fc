import Kernel

/// Integrals with bounds, and uniform laws below an expectation.
extension Elaborator {
  /// ∫ₐᵇ f: the integral over ℝ of [a < x < b] f(x), less the same with the bounds exchanged, so that
  /// ∫ₐᵇ = −∫ᵇₐ; where b − a is a number, of these the one that is not 0. A bound ±∞ is no condition.
  func integral(
    _ name: String, from: Expression?, to: Expression?, _ body: Expression, _ place: Place
  ) throws -> Term {
    guard try measuredSort(of: name, place) == .real else {
      throw Unsupported(at: place, "bounds of other than a real variable")
    }
    let a = try from.flatMap { try $0.isInfinite(sign: -1) ? nil : bound($0) }
    let b = try to.flatMap { try $0.isInfinite(sign: 1) ? nil : bound($0) }
    let x = try fresh(name, .real)
    let integrand = try cast(binding(name, to: x).value(body), to: .real, body.place)
    let forward = try within(a, b, x, integrand)
    guard let a, let b else { return try .apply(.integral, [.lambda(x, forward)]) }
    let backward = try within(b, a, x, integrand)
    let whole: Term =
      switch try RationalForm(nonzero: []).fraction(of: b - a).value?.sign {
      case 0, 1: forward
      case -1: try -backward
      default: try forward - backward
      }
    return try .apply(.integral, [.lambda(x, whole)])
  }

  private func bound(_ e: Expression) throws -> Term { try cast(value(e), to: .real, e.place) }

  /// [a < x < b] t.
  private func within(_ a: Term?, _ b: Term?, _ x: Term, _ integrand: Term) throws -> Term {
    var conditions: [Term] = []
    if let a { conditions.append(try .less(a, x)) }
    if let b { conditions.append(try .less(x, b)) }
    return try conditions.isEmpty
      ? integrand : .apply(.indicator, [.all(conditions)]) * integrand
  }

  /// 𝔼 under laws one of which is uniform on an interval: the integral of the others' expectation over
  /// it, divided by its length; `nil` where there is none. The length is written √w·√w, so that a line is
  /// defined only for w > 0.
  func uniformExpectation(_ laws: [String: Law], _ body: Expression, _ place: Place) throws -> Term?
  {
    guard let (name, low, high) = laws.firstUniform else { return nil }
    var rest = laws
    rest[name] = nil
    guard !rest.values.contains(where: { $0.parameters.contains { $0.freeSymbols.contains(name) } })
    else { throw Unsupported(at: place, "a law that depends on another law's variable") }
    let (a, b) = try (bound(low), bound(high))
    let width = try b - a
    var height: Term
    if let value = try RationalForm(nonzero: []).fraction(of: width).value {
      guard let inverse = value.reciprocal, value.sign > 0 else {
        throw ReadingError(
          at: place, "a uniform law is on an interval of positive length",
          suggestion: "write the smaller end first")
      }
      height = .real(inverse)
    } else {
      let root: Term = try .apply(.squareRoot, [width])
      height = try .apply(.inverse, [root * root])
    }
    let x = try fresh(name, .real)
    let whole =
      rest.isEmpty ? body : Expression(.bind(.expectation(rest), body: body), at: body.place)
    let inner = try cast(binding(name, to: x).value(whole), to: .real, body.place)
    return try height * .apply(.integral, [.lambda(x, within(a, b, x, inner))])
  }
}

extension Expression {
  /// Whether it is ∞ or −∞.
  func isInfinite(sign: Int) -> Bool {
    switch form {
    case .constant(.infinity): sign > 0
    case .negate(let e): e.isInfinite(sign: -sign)
    default: false
    }
  }
}

extension [String: Law] {
  /// The first of the laws, by name, that is uniform on an interval.
  public var firstUniform: (name: String, low: Expression, high: Expression)? {
    for (name, law) in sorted(by: { $0.key < $1.key }) {
      if case .uniform(let low, let high) = law { return (name, low, high) }
    }
    return nil
  }
}
