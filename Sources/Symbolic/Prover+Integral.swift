import Exact
import Kernel

/// Bounds of integrals by bounds of their integrands: a sign, or tangents of logarithms.
extension Prover {
  /// 0 ≤ ∫F, where tangents put a combination G of functions with known integrals below F.
  ///
  /// Gibbs' inequality is the case F = q log(q/p): log t ≤ t − 1 gives F ≥ q − p, and ∫(q − p) = 0.
  func integralBound(_ term: Term) throws -> Theorem? {
    let form = try fraction(of: term)
    guard form.value.denominator.isEmpty, form.value.numerator.terms.count == 1,
      let (monomial, coefficient) = form.value.numerator.terms.first, coefficient.sign > 0,
      monomial.factors.count == 1, monomial.degree == 1,
      let integrand = monomial.factors[0].atom.arguments(of: .integral)?[0],
      case .lambda(let space, _) = integrand.node
    else { return nil }
    let x = try fresh("x", space, term)
    let (context, premises) = try pointwise(at: x)
    let value = try integrand.instantiate(x)
    var bounds = try context.tangents(of: value)
    if let bound = try context.lowerBound(value) {
      let gap = try bound.weakened().moved(to: value - .zero)
      bounds.insert(Tangents(gap: gap, lower: .zero, nonzero: []), at: 0)
    }
    for tangents in bounds {
      guard let bound = try? integralBound(integrand, value, x, tangents, context, premises) else {
        continue
      }
      return try Self.product(.arithmetic(.less(.zero, .real(coefficient))), bound).moved(to: term)
    }
    return nil
  }

  /// The facts about all points, and those about almost all points, at one point.
  func pointwise(at x: Term) throws -> (context: Prover, premises: [Theorem]) {
    var instances: [Theorem] = []
    var premises: [Theorem] = []
    for fact in facts {
      if fact.conclusion.arguments(of: .forAll) != nil,
        let instance = try? fact.specialized(to: x)
      {
        instances.append(instance)
      } else if let predicate = fact.conclusion.arguments(of: .almostEverywhere)?[0],
        let formula = try? predicate.instantiate(x)
      {
        instances.append(try .assume(formula))
        premises.append(fact)
      }
    }
    return (try adding(instances), premises)
  }

  private func integralBound(
    _ integrand: Term, _ value: Term, _ x: Term, _ tangents: Tangents, _ context: Prover,
    _ premises: [Theorem]
  ) throws -> Theorem {
    let integrable = try prove(.apply(.integrable, [integrand]))
    let combination = try self.combination(context.normalize(tangents.lower).right, x)
    // G(x) ≤ F(x), from 0 ≤ F(x) − lower.
    let gap = try tangents.gap.weakened().moved(
      to: value - combination.function.at(x), nonzero: tangents.nonzero)
    let pointwise = try Theorem.lessOrEqual(combination.function.at(x), value, from: gap)
    let below = try almostEverywhere(pointwise, x, premises)
    let monotone = try Theorem.use(
      .integralMonotone, [combination.function, integrand], combination.integrable, integrable,
      below)
    let difference = try monotone.rewritten(
      by: .axiom(.lessOrEqualDifference, monotone.conclusion.arguments(of: .lessOrEqual) ?? []))
    // ∫F = (∫F − ∫G) + ∫G, and ∫G ≥ 0.
    let known = try combination.value.right
    let sign = try signOfRemainder(known)
    guard let op = sign.conclusion.relation else { throw ProofFailure("integral", known) }
    let below0 = try sign.rewritten(
      by: .congruence(op, [.reflexive(.zero), combination.value.symmetric()]))
    return try Self.sum(difference, below0).moved(to: .apply(.integral, [integrand]))
  }

  /// From φ₁(x), …, φₙ(x) ⊢ ψ(x) and the φᵢ almost everywhere: ψ almost everywhere.
  func almostEverywhere(_ theorem: Theorem, _ x: Term, _ premises: [Theorem]) throws
    -> Theorem
  {
    var statement = theorem
    for premise in premises.reversed() {
      guard let predicate = premise.conclusion.arguments(of: .almostEverywhere)?[0] else {
        continue
      }
      statement = try statement.discharging(predicate.instantiate(x))
    }
    var result = try Theorem.use(
      .almostEverywhereAll, [.lambda(x, statement.conclusion)], statement.generalizing(x))
    for premise in premises {
      guard let predicate = premise.conclusion.arguments(of: .almostEverywhere)?[0],
        let whole = result.conclusion.arguments(of: .almostEverywhere)?[0],
        let rest = try whole.instantiate(x).arguments(of: .implies)
      else { throw ProofFailure("almost everywhere", result.conclusion) }
      result = try .use(
        .almostEverywhereImplies, [predicate, .lambda(x, rest[1])], result, premise)
    }
    return result
  }

  /// A combination of functions with known integrals.
  private struct Combination {
    let function: Term
    let integrable: Theorem
    /// ∫G = its value.
    let value: Theorem
  }

  /// The function Σ λᵢ fᵢ whose value at x is the given term, over facts ∫fᵢ = vᵢ.
  private func combination(_ term: Term, _ x: Term) throws -> Combination {
    var rest = try RationalForm(nonzero: []).fraction(of: term).numerator
    var result: Combination?
    for fact in facts {
      guard let sides = fact.conclusion.arguments(of: .equal),
        let function = sides[0].arguments(of: .integral)?[0], case .lambda = function.node,
        let member = try? function.instantiate(x),
        let integrable = try? prove(.apply(.integrable, [function]))
      else { continue }
      let polynomial = try RationalForm(nonzero: []).fraction(of: member).numerator
      guard let leading = polynomial.terms.first,
        // 0 is 0 times whatever has a known integral.
        let coefficient = rest.coefficients[leading.monomial]
          ?? (rest.isZero && result == nil ? .zero : nil)
      else { continue }
      let factor = coefficient / leading.coefficient
      rest = rest - polynomial.scaled(by: factor)
      let scaled = try Theorem.use(.integralScale, [.real(factor), function], integrable)
        .conjuncts()
      let value = try scaled.1.then(.congruence(.multiply, [.reflexive(.real(factor)), fact]))
      guard let f = scaled.0.conclusion.arguments(of: .integrable)?[0] else { continue }
      guard let sum = result else {
        result = Combination(function: f, integrable: scaled.0, value: value)
        continue
      }
      let both = try Theorem.use(
        .integralAdd, [sum.function, f], sum.integrable, scaled.0
      ).conjuncts()
      guard let g = both.0.conclusion.arguments(of: .integrable)?[0] else { continue }
      result = Combination(
        function: g, integrable: both.0,
        value: try both.1.then(.congruence(.add, [sum.value, value])))
    }
    guard rest.isZero, let result else {
      throw ProofFailure("the bound is no combination of functions with known integrals", term)
    }
    return result
  }
}
