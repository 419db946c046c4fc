import Kernel

/// A fact ∀x… Sᵢⱼ = Sⱼᵢ about the entries of a matrix.
struct Symmetry {
  let variables: [Term]
  /// Sᵢⱼ.
  let entry: Term
  let fact: Theorem

  /// `nil` for other facts; Sᵀ = S is one of these.
  init?(_ given: Theorem) throws {
    let fact = try Self.entries(given) ?? given
    var theorem = fact
    var variables: [Term] = []
    while let predicate = theorem.conclusion.arguments(of: .forAll)?[0],
      case .function(let domain, _) = predicate.sort
    {
      guard case .finite = domain else { return nil }
      let x = try Term.fresh(
        "x", domain, avoiding: [theorem.conclusion] + Array(theorem.hypotheses) + variables)
      variables.append(x)
      theorem = try theorem.specialized(to: x)
    }
    guard variables.count >= 2, let sides = theorem.conclusion.arguments(of: .equal),
      let left = sides[0].arguments(of: .entry), let right = sides[1].arguments(of: .entry),
      left.count == 3, right.count == 3, left[0] === right[0], left[1] === right[2],
      left[2] === right[1], variables.contains(left[1]), variables.contains(left[2])
    else { return nil }
    self.variables = variables
    entry = sides[0]
    self.fact = fact
  }

  /// ∀i∀j. Sⱼᵢ = Sᵢⱼ from Sᵀ = S.
  private static func entries(_ fact: Theorem) throws -> Theorem? {
    guard let sides = fact.conclusion.arguments(of: .equal),
      let inner = sides[0].arguments(of: .transpose)?[0], inner === sides[1],
      case .free = inner.node, case .matrix(let n, _) = inner.sort
    else { return nil }
    let used = [fact.conclusion] + Array(fact.hypotheses)
    let i = try Term.fresh("i", .finite(n), avoiding: used)
    let j = try Term.fresh("j", .finite(n), avoiding: used + [i])
    return try Theorem.axiom(.entryOfTranspose, [inner, i, j]).symmetric()
      .then(.congruence(.entry, [fact, .reflexive(i), .reflexive(j)]))
      .generalizing(j).generalizing(i)
  }

  /// Sᵢⱼ = Sⱼᵢ for an entry of the matrix.
  func apply(to term: Term) throws -> Theorem? {
    var values: [Term: Term] = [:]
    guard entry.match(term, variables: variables, into: &values) else { return nil }
    var result = fact
    for variable in variables {
      guard let value = values[variable] else { return nil }
      result = try result.specialized(to: value)
    }
    return result
  }
}

extension Prover {
  /// t = t′, with the indices of every entry of a symmetric matrix in order, and the factors of every
  /// moment.
  func symmetrized(_ term: Term) throws -> Theorem {
    guard case .apply(let op, let arguments) = term.node else { return try .reflexive(term) }
    if op == .integral { return try orderedMoment(term, arguments[0]) }
    if op == .entry {
      guard arguments.count == 3, arguments[2] < arguments[1] else { return try .reflexive(term) }
      for symmetry in symmetries {
        if let theorem = try symmetry.apply(to: term) { return theorem }
      }
      return try .reflexive(term)
    }
    guard op == .multiply || op == .add || op == .power || op == .negate else {
      return try .reflexive(term)
    }
    let parts = try arguments.map { try symmetrized($0) }
    return parts.allSatisfy(\.isTrivial) ? try .reflexive(term) : try .congruence(op, parts)
  }

  /// ∫λω. P = ∫λω. P′ with the factors in order.
  private func orderedMoment(_ term: Term, _ function: Term) throws -> Theorem {
    guard case .lambda(let space, _) = function.node, try randomness(on: space) != nil else {
      return try .reflexive(term)
    }
    let (ω, body) = try function.opened("ω")
    let fraction = try RationalForm(nonzero: []).fraction(of: body)
    guard fraction.denominator.isEmpty else { return try .reflexive(term) }
    let ordered = try fraction.numerator.term(in: .real)
    if ordered === body { return try .reflexive(term) }
    return try .congruence(.integral, [Theorem.ring(body, ordered).abstracting(ω)])
  }
}
