import Exact
import Kernel

/// Second moments of sums over independent points of one law.
extension Prover {
  /// ∏ⱼ q(zⱼ) Σᵢ h(zᵢ)² and ∏ⱼ q(zⱼ) Σᵢ Σ_{j≠i} h(zᵢ) h(zⱼ) are integrable, with the integrals n ∫ q h² and
  /// n (n − 1) (∫ q h)²; together they are those of the square of the sum.
  func pairs(of h: Term, _ integral: SampleIntegral, _ law: Theorem) throws -> [Theorem] {
    let (z, q, P) = (integral.list, integral.density, integral.weight)
    let ω = try fresh("ω", integral.space, q, h)
    let value = try h.instantiate(ω)
    let squares = try sum(of: .lambda(ω, value * value), integral, law)
    let i = try fresh("i", integral.indices, q, h)
    let j = try fresh("j", integral.indices, q, h, i)
    let one: Term = try .lambda(ω, q.instantiate(ω) * value)
    let integrable = try prove(.apply(.integrable, [one]))
    let mean: Term = try .apply(.integral, [one])
    let product = try h.instantiate(.call(z, i)) * h.instantiate(.call(z, j))
    let same: Term = try .equal(i, j)
    let bracket: Term = try .apply(.indicator, [same])
    let (isOne, isZero) = try Theorem.axiom(.indicatorCases, [same]).conjuncts()
    /// f integrable ∧ ∫f = (1 − [i = j]) (∫ q h)² for f(z) = P (1 − [i = j]) h(zᵢ) h(zⱼ), where the
    /// bracket has a value.
    func result(
      _ bracketValue: Theorem, _ simple: Term, _ known: (Theorem, Theorem)
    ) throws -> Theorem {
      let rest = try Theorem.congruence(
        .add, [.reflexive(.one), .congruence(.negate, [bracketValue])])
      let body = try Theorem.congruence(
        .multiply,
        [.reflexive(P), .congruence(.multiply, [rest, .reflexive(product)])])
      let function = try body.then(.ring(body.right, simple)).abstracting(z)
      let total = try Theorem.congruence(.multiply, [rest, .reflexive(mean * mean)])
      let integral = try Theorem.congruence(.integral, [function]).then(known.1)
      return try known.0.backwards(along: .congruence(.integrable, [function])).and(
        integral.then(.ring(integral.right, total.right)).then(total.symmetric()))
    }
    let whole = try mass(integral, law)[0]
    let none = try Theorem.use(.integralScale, [.zero, .lambda(z, P)], whole).conjuncts()
    let apart = try Theorem.use(
      .samplesPair, [q, h, h, i, j], law, .assume(.not(same)), integrable, integrable
    ).conjuncts()
    let pair = try Theorem.excludedMiddle(same).cases(
      result(isOne.modusPonens(.assume(same)), .zero * P, none),
      result(isZero.modusPonens(.assume(.not(same))), P * product, apart))
    let (pairIntegrable, pairValue) = try pair.conjuncts()
    // Σⱼ, and then Σᵢ.
    let term: Term = try P * ((.one - bracket) * product)
    let inner = try Theorem.use(
      .integralSum, [.lambda(j, .lambda(z, term))], pairIntegrable.generalizing(j)
    ).conjuncts()
    guard let row = inner.0.conclusion.arguments(of: .integrable)?[0] else { return squares }
    let outer = try Theorem.use(
      .integralSum, [.lambda(i, row)], inner.0.generalizing(i)
    ).conjuncts()
    let values = try inner.1.then(pairValue.summed(over: j)).summed(over: i)
    return try squares + [outer.0, outer.1.then(values).then(elementary(values.right))]
  }
}
