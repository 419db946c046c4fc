import Exact
import Kernel

/// Expectations of polynomials in the entries of a random matrix.
extension Prover {
  /// An integral that could be carried out.
  struct Expectation {
    let integrable: Theorem
    /// ∫f = its value.
    let value: Theorem
  }

  /// ∫f over the probability space of a declared random matrix: linearity, and the moments of the
  /// entries; `nil` when f is not a polynomial in entries of one declared family.
  func integralForm(_ integral: Term) throws -> Expectation? {
    guard let function = integral.arguments(of: .integral)?[0],
      case .lambda(let space, _) = function.node, let family = try randomFamily(on: space)
    else { return nil }
    try fuel.spend()
    let ω = try family.point()
    let body = try elementary(evaluate(function.instantiate(ω)).right)
    let whole = try evaluate(function.instantiate(ω)).then(body)
    let polynomial = try RationalForm(nonzero: []).fraction(of: body.right).numerator
    var sum: Term?
    var result: Expectation?
    for (monomial, coefficient) in polynomial.terms.reversed() {
      let (factor, random) = try monomial.split(by: ω, coefficient)
      let c = try factor.term(in: .real)
      let w = try random.term(in: .real) ?? .one
      guard let moment = try productExpectation(w, ω, family) else { return nil }
      let scaled = try Theorem.use(.integralScale, [c, .lambda(ω, w)], moment.integrable)
        .conjuncts()
      let term = Expectation(
        integrable: scaled.0,
        value: try scaled.1.then(.congruence(.multiply, [.reflexive(c), moment.value])))
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
    guard let result, let sum else { return nil }
    let arranged = try whole.then(.ring(whole.right, sum)).abstracting(ω)
    let value = try Theorem.congruence(.integral, [arranged]).then(result.value)
    return Expectation(
      integrable: try result.integrable.backwards(along: .congruence(.integrable, [arranged])),
      value: try value.then(elementary(value.right)))
  }

  /// The declared Bernoulli family on a space, as independent as it is declared.
  private func randomFamily(on space: Sort) throws -> BernoulliFamily? {
    for fact in facts {
      for matrix in fact.conclusion.freeVariables {
        guard case .function(space, .matrix) = matrix.sort,
          let mean = try meanValue(fact.conclusion, of: matrix)
        else { continue }
        for isIndependent in [true, false] {
          let row = try BernoulliFamily(
            matrix: matrix, probability: mean, isIndependent: isIndependent)
          if row.assumptions.allSatisfy({ formula in
            facts.contains { $0.conclusion === formula }
          }) {
            return row
          }
        }
      }
    }
    return nil
  }

  /// p of ∀i∀k ∫Rᵢₖ = p.
  private func meanValue(_ formula: Term, of matrix: Term) throws -> Term? {
    var body = formula
    while let predicate = body.arguments(of: .forAll)?[0] { body = try predicate.opened("x").body }
    guard let sides = body.arguments(of: .equal), sides[0].arguments(of: .integral) != nil,
      sides[0].freeVariables.contains(matrix)
    else { return nil }
    return sides[1]
  }

  /// 𝔼 of a product of entries and of sums of entries.
  private func productExpectation(_ product: Term, _ ω: Term, _ family: BernoulliFamily) throws
    -> Expectation?
  {
    let nest = try self.nest(product)
    // The product is Σ_I h·Πr.
    let core = try RationalForm(nonzero: []).fraction(of: nest.core).numerator
    guard core.terms.count == 1, let (monomial, coefficient) = core.terms.first else { return nil }
    var weight = Polynomial(coefficient)
    var entries: [Term] = []
    for part in monomial.factors {
      if part.atom.freeVariables.contains(ω) {
        // Rᵢⱼ² = Rᵢⱼ: one factor is enough, and `entryProduct` says so.
        entries += Array(repeating: part.atom, count: part.exponent)
      } else {
        weight = try weight * Polynomial(atom: part.atom).power(part.exponent)
      }
    }
    guard let moment = try entryExpectation(entries, ω, family) else { return nil }
    let h = try weight.term(in: .real)
    let random = try Self.product(entries.sorted())
    let scaled = try Theorem.use(.integralScale, [h, .lambda(ω, random)], moment.integrable)
      .conjuncts()
    var result = Expectation(
      integrable: scaled.0,
      value: try scaled.1.then(.congruence(.multiply, [.reflexive(h), moment.value])))
    var inner = try h * random
    for index in nest.indices.reversed() {
      let summed = try Theorem.use(
        .integralSum, [.lambda(index, .lambda(ω, inner))], result.integrable.generalizing(index)
      ).conjuncts()
      result = Expectation(
        integrable: summed.0, value: try summed.1.then(result.value.summed(over: index)))
      inner = try .sum(index, inner)
    }
    let arranged = try nest.theorem
      .then(Self.under(nest.indices) { try .ring(nest.core, h * random) }).abstracting(ω)
    return Expectation(
      integrable: try result.integrable.backwards(along: .congruence(.integrable, [arranged])),
      value: try Theorem.congruence(.integral, [arranged]).then(result.value))
  }

  private static func product(_ factors: [Term]) throws -> Term {
    guard var result = factors.first else { return .one }
    for factor in factors.dropFirst() { result = try result * factor }
    return result
  }

  /// 𝔼 of a product of at most two entries.
  private func entryExpectation(_ entries: [Term], _ ω: Term, _ family: BernoulliFamily) throws
    -> Expectation?
  {
    func indices(_ entry: Term) -> (Term, Term)? {
      guard let x = entry.arguments(of: .entry), x.count == 3,
        case .call(family.matrix, ω) = x[0].node
      else { return nil }
      return (x[1], x[2])
    }
    switch entries.count {
    case 0:
      return Expectation(integrable: try family.unitIntegrable(), value: try family.unitMass())
    case 1:
      guard let (i, k) = indices(entries[0]) else { return nil }
      return Expectation(integrable: try family.integrable(i, k), value: try family.mean(i, k))
    case 2:
      let entries = entries.sorted()
      guard let (i, j) = indices(entries[0]), let (l, k) = indices(entries[1]) else { return nil }
      guard family.isIndependent else {
        let integral: Term = try .apply(.integral, [.lambda(ω, Self.product(entries))])
        return Expectation(
          integrable: try family.productIntegrable(i, j, l, k), value: try .reflexive(integral))
      }
      let (integrable, value) = try family.productMoment(i, j, l, k)
      return Expectation(integrable: integrable, value: value)
    default: return nil
    }
  }
}
