/// Independence and integrability of products of random variables.
extension Axiom {
  static let independence: [Axiom] = [independentProduct, dominatedIntegrable]

  public static let independentProduct = Axiom(
    "independentProduct",
    "over a probability space, f and g functions of disjoint parts of an independent family, both "
      + "integrable → f g integrable ∧ 𝔼 f g = 𝔼f·𝔼g; parameters the independence, f, g",
    citation: "Kallenberg, Foundations of Modern Probability, ch. 3", arity: 3
  ) { p throws(KernelError) in
    let family = try IndependentFamily(p[0])
    let ω = try Term.fresh("ω", family.space, avoiding: p)
    let (f, g) = try (p[1].at(ω), p[2].at(ω))
    let (left, right) = try (family.members(in: f, at: ω), family.members(in: g, at: ω))
    var premises: [Term] = try [
      .equal(.apply(.integral, [.lambda(ω, .one)]), .one), p[0],
    ]
    for a in left {
      for b in right where a.part == b.part {
        // A member that is used as a whole is a member of both sides.
        guard !a.labels.isEmpty, a.labels.count == b.labels.count else {
          throw .rule("independentProduct: the two sides share a member", p)
        }
        var same: [Term] = []
        for (i, j) in zip(a.labels, b.labels) { same.append(try .equal(i, j)) }
        let distinct: Term = try .not(.all(same))
        if !premises.contains(distinct) { premises.append(distinct) }
      }
    }
    let product: Term = try .lambda(ω, f * g)
    return try .implies(
      premises + [.apply(.integrable, [p[1]]), .apply(.integrable, [p[2]])],
      .and(
        .apply(.integrable, [product]),
        .equal(
          .apply(.integral, [product]), .apply(.integral, [p[1]]) * .apply(.integral, [p[2]]))))
  }

  public static let dominatedIntegrable = Axiom(
    "dominatedIntegrable",
    "g integrable → (∀ω. −g(ω) ≤ f(ω) ≤ g(ω)) → f integrable; parameters g f",
    citation: "Rudin, Real and Complex Analysis, ch. 1", arity: 2
  ) { p throws(KernelError) in
    guard case .function(let space, .real) = p[1].sort, case .space = space else {
      throw .rule("dominatedIntegrable", p)
    }
    let ω = try Term.fresh("ω", space, avoiding: p)
    let (bound, value) = try (p[0].at(ω), p[1].at(ω))
    return try .implies(
      [
        .apply(.integrable, [p[0]]),
        .forAll(ω, .and(.lessOrEqual(-bound, value), .lessOrEqual(value, bound))),
      ],
      .apply(.integrable, [p[1]]))
  }
}

/// The members of an independence statement, and which of them a function of ω depends on.
///
/// An argument of `independent` is a random variable S; a list λω.(S₁(ω), …); or a family of the
/// entries λi.λω.S(ω)ᵢ, λi.λj.λω.S(ω)ᵢⱼ or of the rows λi.λω.(S(ω)ᵢⱼ)ⱼ of one random symbol.
public struct IndependentFamily {
  /// What a function depends on: one member of an argument, or with no labels all of its members.
  public struct Member: Hashable {
    /// The number of the argument.
    public let part: Int
    public let labels: [Term]
  }

  public let space: Sort
  /// Where each random symbol stands, and how many of its indices name a member.
  private var places: [Term: (part: Int, labels: Int)] = [:]

  /// Throws unless the formula is an independence statement of this form.
  public init(_ formula: Term) throws(KernelError) {
    guard case .apply(.independent, let parts) = formula.node, formula.isClosed,
      let space = Operator.familySpace(parts[0].sort)
    else { throw .rule("an independence statement is needed", [formula]) }
    self.space = space
    for (number, part) in parts.enumerated() {
      for (symbol, labels) in try Self.symbols(part, space) {
        guard places.updateValue((number, labels), forKey: symbol) == nil else {
          throw .rule("a random symbol stands twice in an independence statement", [formula])
        }
      }
    }
  }

  /// The random symbols of an argument, with the number of indices that name a member.
  private static func symbols(_ part: Term, _ space: Sort) throws(KernelError) -> [(Term, Int)] {
    var indices: [Term] = []
    var body = part
    while case .lambda(let domain, _) = body.node, case .finite = domain {
      let (index, inner) = try body.opened("i")
      indices.append(index)
      body = inner
    }
    guard case .lambda = body.node else {
      if indices.isEmpty { return [(part, 0)] }
      throw .rule("an independence statement about this family", [part])
    }
    let (ω, value) = try body.opened("ω")
    func symbol(_ term: Term) throws(KernelError) -> Term {
      guard case .call(let symbol, ω) = term.node,
        symbol.freeVariables.allSatisfy({
          $0 !== ω && !indices.contains($0)
        })
      else { throw .rule("an independence statement about this family", [part]) }
      return symbol
    }
    switch value.node {
    case .apply(.tuple, let entries) where indices.isEmpty:
      var result: [(Term, Int)] = []
      for entry in entries { result.append((try symbol(entry), 0)) }
      return result
    case .apply(.entry, let x) where !indices.isEmpty && Array(x.dropFirst()) == indices:
      return [(try symbol(x[0]), indices.count)]
    case .apply(.vector, let row) where indices.count == 1:
      let (j, entry) = try row[0].opened("j")
      if case .apply(.entry, let x) = entry.node, x.count == 3, x[1] === indices[0], x[2] === j {
        return [(try symbol(x[0]), 1)]
      }
    default: break
    }
    throw .rule("an independence statement about this family", [part])
  }

  /// The members on which a term depends through ω; throws when it depends on ω in another way.
  public func members(in term: Term, at ω: Term) throws(KernelError) -> [Member] {
    try collect(term, ω).sorted {
      $0.part == $1.part ? $0.labels.lexicographicallyPrecedes($1.labels) : $0.part < $1.part
    }
  }

  private func collect(_ term: Term, _ ω: Term) throws(KernelError) -> Set<Member> {
    guard term.freeVariables.contains(ω) else { return [] }
    switch term.node {
    case .apply(.entry, let x):
      // An entry depends on one member, when its index is fixed.
      if case .call(let symbol, ω) = x[0].node, let place = places[symbol], place.labels > 0 {
        let labels = Array(x.dropFirst().prefix(place.labels))
        let rest = x.dropFirst(1 + place.labels)
        if labels.count == place.labels,
          labels.allSatisfy({ $0.isClosed && !$0.freeVariables.contains(ω) }),
          rest.allSatisfy({ !$0.freeVariables.contains(ω) })
        {
          return [Member(part: place.part, labels: labels)]
        }
      }
      return try union(x, ω)
    case .apply(_, let x): return try union(x, ω)
    case .call(let symbol, ω):
      guard let place = places[symbol] else { break }
      return [Member(part: place.part, labels: [])]
    case .call(let function, let argument): return try union([function, argument], ω)
    case .lambda(_, let body): return try collect(body, ω)
    case .bound, .number, .free: break
    }
    throw .rule("a function of members of the family is needed", [term])
  }

  private func union(_ terms: [Term], _ ω: Term) throws(KernelError) -> Set<Member> {
    var result: Set<Member> = []
    for term in terms { result.formUnion(try collect(term, ω)) }
    return result
  }
}
