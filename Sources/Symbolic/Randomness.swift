import Kernel

/// What the facts of a context say about random symbols on one probability space.
struct Randomness {
  /// ∀x₁…xₙ. φ, where φ speaks of ∫λω.P or of the integrability of λω.P for a product P.
  struct Moment {
    let variables: [Term]
    /// The factors of P, with the variables as they stand.
    let factors: [Term]
    let theorem: Theorem
  }

  /// ∀x₁…xₙ∀g. g(X) is integrable, and ∀x₁…xₙ∀g. ∫g(X) = E(g).
  struct Law {
    let variables: [Term]
    /// X at ω.
    let member: Term
    let integrable: Theorem
    let value: Theorem
  }

  /// The point of the space that all patterns speak of.
  let point: Term
  let unitIntegrable: Theorem
  let unitMass: Theorem
  private(set) var laws: [Law] = []
  private(set) var means: [Moment] = []
  private(set) var integrable: [Moment] = []
  private(set) var independences: [(family: IndependentFamily, theorem: Theorem)] = []

  /// `nil` where the facts do not say that the space has mass 1.
  init?(_ space: Sort, facts: [Theorem]) throws {
    point = try .fresh("ω", space, avoiding: facts.map(\.conclusion))
    let one: Term = try .lambda(point, .one)
    func known(_ formula: Term) -> Theorem? { facts.first { $0.conclusion === formula } }
    guard let unitIntegrable = known(try .apply(.integrable, [one])),
      let unitMass = known(try .equal(.apply(.integral, [one]), .one))
    else { return nil }
    self.unitIntegrable = unitIntegrable
    self.unitMass = unitMass
    var integrableLaws: [(variables: [Term], member: Term, theorem: Theorem)] = []
    for fact in facts {
      if fact.conclusion.arguments(of: .independent) != nil {
        if let family = try? IndependentFamily(fact.conclusion), family.space == space {
          independences.append((family, fact))
        }
        continue
      }
      for (variables, piece) in try Self.pieces(of: fact, []) {
        let isMean = piece.conclusion.arguments(of: .equal) != nil
        guard
          let function =
            (isMean
            ? piece.conclusion.arguments(of: .equal)?[0].arguments(of: .integral)
            : piece.conclusion.arguments(of: .integrable))?[0],
          case .lambda(space, _) = function.node
        else { continue }
        let body = try function.instantiate(point)
        var theorem = piece
        // A quantifier over nothing says nothing.
        let variables = variables.filter(piece.conclusion.freeVariables.contains)
        for variable in variables.reversed() { theorem = try theorem.generalizing(variable) }
        if case .call(let g, let member) = body.node, g === variables.last,
          case .function(_, .real) = g.sort, member.freeVariables.contains(point)
        {
          let indices = Array(variables.dropLast())
          if !isMean {
            integrableLaws.append((indices, member, theorem))
          } else if let other = integrableLaws.first(where: {
            $0.variables == indices && $0.member === member
          }) {
            laws.append(
              Law(variables: indices, member: member, integrable: other.theorem, value: theorem))
          }
          continue
        }
        let factors = Self.factors(of: body)
        guard factors.allSatisfy({ $0.freeVariables.contains(point) }) else { continue }
        let moment = Moment(variables: variables, factors: factors, theorem: theorem)
        if isMean { means.append(moment) } else { integrable.append(moment) }
      }
    }
  }

  /// The parts of a fact ∀x. φ ∧ ψ, each with its variables.
  private static func pieces(of fact: Theorem, _ variables: [Term]) throws
    -> [(variables: [Term], piece: Theorem)]
  {
    if let predicate = fact.conclusion.arguments(of: .forAll)?[0],
      case .function(let domain, _) = predicate.sort
    {
      let x = try Term.fresh(
        "x", domain, avoiding: [fact.conclusion] + Array(fact.hypotheses) + variables)
      return try pieces(of: fact.specialized(to: x), variables + [x])
    }
    if fact.conclusion.arguments(of: .and) != nil {
      let (first, second) = try fact.conjuncts()
      return try pieces(of: first, variables) + pieces(of: second, variables)
    }
    return [(variables, fact)]
  }

  /// The factors of a product; a power x^n counts n times.
  static func factors(of term: Term) -> [Term] {
    if let parts = term.arguments(of: .multiply) { return parts.flatMap(factors) }
    if let parts = term.arguments(of: .power), let n = parts[1].number?.int, (1...8).contains(n) {
      return Array(repeating: factors(of: parts[0]), count: n).flatMap { $0 }
    }
    return [term]
  }
}

extension Randomness.Moment {
  /// The instance whose factors are the given ones in some order, and that order.
  func instance(_ wanted: [Term]) throws -> (theorem: Theorem, product: [Term])? {
    guard wanted.count == factors.count, let values = match(0, wanted, [:], []) else { return nil }
    var result = theorem
    for variable in variables {
      guard let value = values.values[variable] else { return nil }
      result = try result.specialized(to: value)
    }
    return (result, values.order)
  }

  private func match(_ place: Int, _ left: [Term], _ values: [Term: Term], _ order: [Term])
    -> (values: [Term: Term], order: [Term])?
  {
    guard place < factors.count else { return (values, order) }
    for (index, candidate) in left.enumerated() where left.firstIndex(of: candidate) == index {
      var next = values
      guard factors[place].match(candidate, variables: variables, into: &next) else { continue }
      var rest = left
      rest.remove(at: index)
      if let result = match(place + 1, rest, next, order + [candidate]) { return result }
    }
    return nil
  }
}

extension Term {
  /// The first closed subterm that a pattern with the given variables matches.
  func firstMatch(of pattern: Term, _ variables: [Term]) -> (part: Term, values: [Term: Term])? {
    var values: [Term: Term] = [:]
    if isClosed, pattern.match(self, variables: variables, into: &values) { return (self, values) }
    switch node {
    case .bound, .free, .number: return nil
    case .apply(_, let arguments):
      for argument in arguments {
        if let found = argument.firstMatch(of: pattern, variables) { return found }
      }
      return nil
    case .lambda(_, let body): return body.firstMatch(of: pattern, variables)
    case .call(let function, let argument):
      return function.firstMatch(of: pattern, variables)
        ?? argument.firstMatch(of: pattern, variables)
    }
  }

  /// The closed term with a closed part replaced by another term of the same sort.
  func replacing(_ part: Term, by value: Term) throws -> Term {
    if self === part { return value }
    switch node {
    case .bound, .free, .number: return self
    case .apply(let op, let arguments):
      return try .apply(op, arguments.map { try $0.replacing(part, by: value) })
    case .lambda(let domain, _):
      let x = try Term.fresh("x", domain, avoiding: [self, part, value])
      return try .lambda(x, instantiate(x).replacing(part, by: value))
    case .call(let function, let argument):
      return try .call(
        function.replacing(part, by: value), argument.replacing(part, by: value))
    }
  }
}
