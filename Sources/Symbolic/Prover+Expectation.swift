import Exact
import Kernel

/// Expectations: linearity, and the moments of products of random variables.
extension Prover {
  /// An integral that could be carried out.
  struct Expectation {
    let integrable: Theorem
    /// ∫f = its value.
    let value: Theorem

    /// The same about λω.P, from P = Q for this expectation of λω.Q.
    func rearranged(_ equation: Theorem, at ω: Term) throws -> Expectation {
      let functions = try equation.abstracting(ω)
      return Expectation(
        integrable: try integrable.backwards(along: .congruence(.integrable, [functions])),
        value: try Theorem.congruence(.integral, [functions]).then(value))
    }
  }

  /// What is known of the random symbols on a space.
  func randomness(on space: Sort) throws -> Randomness? {
    if let known = randomSymbols[space] { return known }
    let result = try Randomness(space, facts: facts.flatMap { try displayed($0) })
    randomSymbols[space] = .some(result)
    return result
  }

  /// A fact as the moments of products that it states: of 𝔼[x xᵀ] = M the entries 𝔼 xᵢxⱼ = Mᵢⱼ.
  private func displayed(_ fact: Theorem) throws -> [Theorem] {
    let sides = fact.conclusion.arguments(of: .equal)
    if let sides, sides[0].contains(.integral) || sides[1].contains(.integral) {
      let equation = sides[0].contains(.integral) ? fact : try fact.symmetric()
      var indices: [Term] = []
      switch sides[0].sort {
      case .real: break
      case .vector(let n): indices = [try fresh("i", .finite(n), fact.conclusion)]
      case .matrix(let n, let m):
        indices = [try fresh("i", .finite(n), fact.conclusion)]
        indices.append(try fresh("j", .finite(m), fact.conclusion, indices[0]))
      default: return [fact]
      }
      let entry =
        indices.isEmpty
        ? equation
        : try .congruence(.entry, [equation] + indices.map { try .reflexive($0) })
      var result = try evaluate(entry.left).symmetric().then(entry)
      result = try result.then(evaluate(result.right))
      for index in indices.reversed() { result = try result.generalizing(index) }
      return [result]
    }
    guard fact.conclusion.contains(.integrable), !fact.conclusion.contains(.integral) else {
      return [fact]
    }
    return [fact, try fact.rewritten(by: evaluate(fact.conclusion))]
  }

  /// ∫f over a probability space, by linearity and the moments of products; `nil` when the
  /// integrability of a part is not known.
  func integralForm(_ integral: Term) throws -> Expectation? {
    guard let function = integral.arguments(of: .integral)?[0],
      case .lambda(let space, _) = function.node
    else { return nil }
    if space == .real {
      return try function.uses(.indicator) ? intervalForm(function) : gaussianForm(function)
    }
    if case .vector = space { return try normalVectorForm(function) }
    if let pulled = try pulledForm(function, space) { return pulled }
    guard let random = try randomness(on: space) else { return nil }
    try fuel.spend()
    let ω = random.point
    let body = try elementary(evaluate(function.instantiate(ω)).right)
    let whole = try evaluate(function.instantiate(ω)).then(body)
    let polynomial = try RationalForm(nonzero: []).fraction(of: body.right).numerator
    var sum: Term?
    var result: Expectation?
    for (monomial, coefficient) in polynomial.terms.reversed() {
      let (factor, dependent) = try monomial.split(by: ω, coefficient)
      let c = try factor.term(in: .real)
      let w = try dependent.term(in: .real) ?? .one
      guard let moment = try productExpectation(w, random) else { return nil }
      let term = try Self.scaled(c, w, ω, moment)
      if let rest = result, let tail = sum {
        let both = try Theorem.use(
          .integralAdd, [.lambda(ω, c * w), .lambda(ω, tail)], term.integrable, rest.integrable
        ).conjuncts()
        result = Expectation(
          integrable: both.0, value: try both.1.then(.congruence(.add, [term.value, rest.value])))
        sum = try c * w + tail
      } else {
        result = term
        sum = try c * w
      }
    }
    if polynomial.isZero {
      sum = try .zero * .one
      result = try Self.scaled(
        .zero, .one, ω, Expectation(integrable: random.unitIntegrable, value: random.unitMass))
    }
    guard let result, let sum else { return nil }
    let form = try result.rearranged(whole.then(.ring(whole.right, sum)), at: ω)
    return Expectation(
      integrable: form.integrable, value: try form.value.then(elementary(form.value.right)))
  }

  /// c·w from w.
  static func scaled(_ c: Term, _ w: Term, _ ω: Term, _ moment: Expectation) throws
    -> Expectation
  {
    let parts = try Theorem.use(.integralScale, [c, .lambda(ω, w)], moment.integrable).conjuncts()
    return Expectation(
      integrable: parts.0,
      value: try parts.1.then(.congruence(.multiply, [.reflexive(c), moment.value])))
  }

  /// 𝔼 of a product of random variables and of sums of such products.
  private func productExpectation(_ product: Term, _ random: Randomness) throws -> Expectation? {
    let ω = random.point
    if let result = try expectationByIndex(product, random) { return result }
    let nest = try self.nest(product)
    // The product is Σ_I h·P.
    let core = try RationalForm(nonzero: []).fraction(of: nest.core).numerator
    guard core.terms.count == 1, let (monomial, coefficient) = core.terms.first else { return nil }
    let (weight, dependent) = try monomial.split(by: ω, coefficient)
    guard let moment = try expectation(of: dependent, random, distinct: [:]) else { return nil }
    let h = try weight.term(in: .real)
    let P = try dependent.term(in: .real) ?? .one
    var result = try Self.scaled(h, P, ω, moment)
    var inner = try h * P
    for index in nest.indices.reversed() {
      let summed = try Theorem.use(
        .integralSum, [.lambda(index, .lambda(ω, inner))], result.integrable.generalizing(index)
      ).conjuncts()
      result = Expectation(
        integrable: summed.0, value: try summed.1.then(result.value.summed(over: index)))
      inner = try .sum(index, inner)
    }
    return try result.rearranged(
      nest.theorem.then(Self.under(nest.indices) { try .ring(nest.core, h * P) }), at: ω)
  }
}

extension Prover {
  /// 𝔼P = Σᵢ 𝔼([c = i] P[i/c]) for an index c that is random: of c-th rows the means for each i.
  private func expectationByIndex(_ product: Term, _ random: Randomness) throws -> Expectation? {
    let ω = random.point
    guard let c = product.randomIndex(at: ω) else { return nil }
    let i = try fresh("i", c.sort, product)
    let function = try Term.lambda(i, product.replacing(c, by: i))
    // Σᵢ [c = i] P[i/c] = P
    let cases = try Theorem.axiom(.sumDelta, [c, function])
    guard let terms = try cases.left.arguments(of: .sum)?[0] else { return nil }
    let member = try terms.instantiate(i)
    guard
      let part = try at(i).integralForm(.apply(.integral, [.lambda(ω, member)]))
    else { return nil }
    let sum = try Theorem.use(
      .integralSum, [.lambda(i, .lambda(ω, member))], part.integrable.generalizing(i)
    ).conjuncts()
    return try Expectation(
      integrable: sum.0, value: sum.1.then(part.value.summed(over: i))
    ).rearranged(cases.symmetric(), at: ω)
  }
}

extension Term {
  /// An index of an entry that depends on ω.
  fileprivate func randomIndex(at ω: Term) -> Term? {
    switch node {
    case .bound, .free, .number: return nil
    case .apply(let op, let parts):
      if op == .entry,
        let index = parts.dropFirst().first(where: { $0.freeVariables.contains(ω) })
      {
        return index
      }
      return parts.lazy.compactMap { $0.randomIndex(at: ω) }.first
    case .lambda(_, let body): return body.randomIndex(at: ω)
    case .call(let function, let argument):
      return function.randomIndex(at: ω) ?? argument.randomIndex(at: ω)
    }
  }

  /// Whether the operator occurs in the term.
  fileprivate func contains(_ op: Operator) -> Bool {
    switch node {
    case .bound, .free, .number: false
    case .apply(let own, let arguments): own == op || arguments.contains { $0.contains(op) }
    case .lambda(_, let body): body.contains(op)
    case .call(let function, let argument): function.contains(op) || argument.contains(op)
    }
  }
}
