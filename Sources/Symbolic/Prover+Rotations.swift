import Exact
import Kernel

/// Means of some of n points, on average over all that lie one behind the other in a circle.
extension Prover {
  /// Fin(m) for the sizes m of which m ≤ n is known, where the range is Fin(n).
  func fewerIndices(than range: Sort) -> [Sort] {
    guard case .finite(let n) = range else { return [] }
    return facts.compactMap { fact in
      guard case .apply(let op, let sides) = fact.conclusion.node,
        op == .less || op == .lessOrEqual,
        let m = sides[0].arguments(of: .naturalToReal)?[0],
        sides[1].arguments(of: .naturalToReal)?[0] === n, m.number == nil
      else { return nil }
      return .finite(m)
    }
  }

  /// m ≤ n for Fin(m) and Fin(n).
  private func comparison(_ m: Term, _ n: Term) throws -> Theorem {
    try inequality(.lessOrEqual, .apply(.naturalToReal, [m]), .apply(.naturalToReal, [n]))
  }

  /// (n/m) Σ_{j of m} w_{i+j}, with the sum over i: n Σᵢ wᵢ.
  func rotations(_ family: Term, _ i: Term, _ n: Term) throws -> [(Term, Theorem)] {
    try fewerIndices(than: i.sort).compactMap { range -> (Term, Theorem)? in
      guard case .finite(let m) = range else { return nil }
      let j = try fresh("j", range, family, i)
      let part: Term = try family.instantiate(.apply(.rotated, [i, j]))
      let factor = try n / .apply(.naturalToReal, [m])
      guard let count = try numberOfTerms(j) else { return nil }
      let sum: Term = try .apply(.sum, [family])
      // Σᵢ Σⱼ w_{i+j} = Σⱼ Σᵢ w_{i+j} = Σⱼ Σ w = m Σ w.
      let inner = try Theorem.axiom(.sumOfRotated, [family, j])
      guard case .apply(.equal, let sides) = inner.conclusion.node,
        let rotated = sides[0].arguments(of: .sum)?[0]
      else { return nil }
      guard try rotated.instantiate(i) === part else { return nil }
      let total = try Theorem.axiom(.sumSwap, [.lambda(i, .lambda(j, part))])
        .then(inner.summed(over: j)).then(Theorem.ring(sum, sum * .one).summed(over: j))
        .then(.sumOfScaled(j, sum, .one)).then(.congruence(.multiply, [.reflexive(sum), count]))
      let nonzero = try nonzero(.apply(.naturalToReal, [m]))
      let value = try Theorem.sumOfScaled(i, factor, .sum(j, part))
        .then(.congruence(.multiply, [.reflexive(factor), total]))
      return (
        try factor * .sum(j, part),
        try value.then(.ring(value.right, n * sum, nonzero: [nonzero]))
      )
    }
  }

  /// ∏ⱼ q(zⱼ) Σᵢ F(the m points from zᵢ on) is integrable, with n times the integral of ∏ⱼ q(zⱼ) F(z) over lists of
  /// m points, for m ≤ n.
  func rotated(_ few: SampleIntegral, in many: SampleIntegral, _ law: Theorem) throws -> [Theorem] {
    guard few.indices != many.indices, fewerIndices(than: many.indices).contains(few.indices),
      case .finite(let m) = few.indices, case .finite(let n) = many.indices
    else { return [] }
    let i = try fresh("i", many.indices, few.function, many.function)
    let (a, b) = try (fresh("j", few.indices, i), fresh("k", few.indices, i))
    let same = try Term.equal(.apply(.rotated, [i, a]), .apply(.rotated, [i, b]))
    let distinct = try Theorem.use(
      .rotatedDistinct, [i, a, b], atLeastOne(m), comparison(m, n), .assume(same))
    let injective = try distinct.discharging(same).generalizing(b).generalizing(a)
    let selection: Term = try .lambda(a, .apply(.rotated, [i, a]))
    let (whole, value) = try Theorem.use(
      .samplesSubfamily, [many.density, .lambda(few.list, few.function), selection], law, injective,
      prove(.apply(.integrable, [.lambda(few.list, few.weight * few.function)]))
    ).conjuncts()
    guard let function = whole.conclusion.arguments(of: .integrable)?[0] else { return [] }
    return try summed(i, .lambda(i, function), whole, value)
  }
}
