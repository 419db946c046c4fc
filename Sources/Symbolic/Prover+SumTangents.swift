import Exact
import Kernel

/// Bounds of logarithms of sums of symbolic length, and of logarithms of a known sign.
extension Prover {
  /// log Σᵢ wᵢ ≥ (1/n) Σᵢ log(n wᵢ), and, where n = k + 1, the same for the sums of all w but one:
  /// log Σᵢ wᵢ ≥ (1/n) Σᵢ log((n/k) Σ_{j≠i} wⱼ).
  func symbolicSumTangents(of form: Theorem) throws -> [Tangents] {
    let polynomial = try IntegralSpan.polynomial(form)
    var result: [Tangents] = []
    for (log, sum, family, range, weight) in polynomial.logsOfSums {
      guard let sign = try lowerBound(weight.term(in: .real)),
        let mean = try? positive(sum)
      else { continue }
      let i = try fresh("i", range, sum)
      guard let count = try numberOfTerms(i) else { continue }
      let n = try count.right
      let rest = try (polynomial - weight * Polynomial(atom: log)).term(in: .real)
      let share = try Theorem.use(.inversePositive, [n], positive(n))
      let single = try (
        n * family.instantiate(i), Theorem.sumOfScaled(i, n, family.instantiate(i))
      )
      for (value, total) in try rotations(family, i, n) + [single]
        + [allButOne(family, i, n)].compactMap({ $0 })
      {
        guard let values = try? at(i).positive(value),
          let jensen = try? Theorem.jensen(i, values, mean: mean, total: total, count: count)
        else { continue }
        let scale = try Self.product(sign, share)
        let gap = try Self.product(scale, jensen)
        let lower = try rest + scale.bounded * .sum(i, .apply(.log, [value]))
        if let bound = try? tangents(gap, lower, form) { result.append(bound) }
      }
    }
    return result
  }

  /// (n/k) Σ_{j≠i} wⱼ for n = k + 1, with the sum over i: n Σᵢ wᵢ.
  private func allButOne(_ family: Term, _ i: Term, _ n: Term) throws -> (Term, Theorem)? {
    guard let fewer = i.sort.predecessor, case .finite(let k) = fewer,
      let bound = try? atLeastOne(k)
    else { return nil }
    let j = try fresh("j", fewer, family, i)
    let others: Term = try .sum(j, family.instantiate(.apply(.others, [i, j])))
    let w = try family.instantiate(i)
    let sum: Term = try .apply(.sum, [family])
    let factor = try n / .apply(.naturalToReal, [k])
    let minus = Term.real(-1)
    // Σᵢ (S − wᵢ) = n S − S = k S.
    let difference = try Theorem.use(.sumOfOthers, [k, family, i], bound)
    guard let count = try numberOfTerms(i) else { return nil }
    let arranged = try Theorem.ring(difference.right, sum * .one + minus * w)
    let constants = try Theorem.sumOfScaled(i, sum, .one)
      .then(.congruence(.multiply, [.reflexive(sum), count]))
    let total = try difference.then(arranged).summed(over: i)
      .then(.sumOfSum(i, sum * .one, minus * w))
      .then(.congruence(.add, [constants, .sumOfScaled(i, minus, w)]))
    let nonzero = try nonzero(.apply(.naturalToReal, [k]))
    let value = try Theorem.sumOfScaled(i, factor, others)
      .then(.congruence(.multiply, [.reflexive(factor), total]))
    return (try factor * others, try value.then(.ring(value.right, n * sum, nonzero: [nonzero])))
  }

  /// The term without one of its logarithms, or with half of it, where what is left out is not negative:
  /// log v ≤ 0 for v ≤ 1, and 0 ≤ log v for v ≥ 1.
  func withoutKnownSigns(_ form: Theorem) throws -> [Tangents] {
    let polynomial = try IntegralSpan.polynomial(form)
    var result: [Tangents] = []
    for (monomial, coefficient) in polynomial.terms {
      guard
        let log = monomial.factors.first(where: {
          $0.atom.arguments(of: .log) != nil && $0.exponent == 1
        }), let v = log.atom.arguments(of: .log)?[0], v.number == nil, !v.isLogarithmOfMarginal,
        let weight = try monomial.removing(log.atom).term(in: .real).map({ try lowerBound($0) })
          ?? Theorem.arithmetic(.less(.zero, .one)),
        let sign = try signOfLogarithm(v, isNegative: coefficient.sign < 0)
      else { continue }
      for share in [Rational(1), Rational(1, 2)] {
        let scale = Term.real(coefficient.magnitude * share)
        let gap = try Self.product(
          Self.product(.arithmetic(.less(.zero, scale)), weight), sign)
        let rest = polynomial - Polynomial(monomial, coefficient * share)
        if let bound = try? tangents(gap, rest.term(in: .real), form) { result.append(bound) }
      }
    }
    return result
  }

  /// 0 ≤ −log v from v ≤ 1, or 0 ≤ log v from 1 ≤ v.
  private func signOfLogarithm(_ v: Term, isNegative: Bool) throws -> Theorem? {
    let difference = try isNegative ? .one - v : v - .one
    guard let positive = try? positive(v), let gap = try lowerBound(difference) else {
      return nil
    }
    let one: Theorem = try .arithmetic(.less(.zero, .one))
    let log: Term = try .apply(.log, [v])
    let (bound, equation): (Theorem, Theorem)
    if isNegative {
      bound = try .logIncreasing(positive, one, gap)
      equation = try .congruence(.add, [Self.logOfOne(), .reflexive(-log)])
    } else {
      bound = try .logIncreasing(one, positive, gap)
      equation = try .congruence(
        .add, [.reflexive(log), .congruence(.negate, [Self.logOfOne()])])
    }
    guard let op = bound.conclusion.relation else { return nil }
    return try bound.rewritten(by: .congruence(op, [.reflexive(.zero), equation]))
      .moved(to: isNegative ? -log : log)
  }
}

extension Term {
  /// Whether it is an integral, whose logarithm stands for itself.
  fileprivate var isLogarithmOfMarginal: Bool { arguments(of: .integral) != nil }
}

extension Polynomial {
  /// The logarithms of finite sums that occur to the first power at most, each with the sum, its terms, their
  /// range and its coefficient.
  var logsOfSums: [(log: Term, sum: Term, family: Term, range: Sort, factor: Polynomial)] {
    atoms.compactMap { log in
      guard let sum = log.arguments(of: .log)?[0], let family = sum.arguments(of: .sum)?[0],
        case .lambda(let range, _) = family.node, case .finite = range
      else { return nil }
      let factors = coefficients(of: log)
      return factors.count == 2 ? (log, sum, family, range, factors[1]) : nil
    }
  }
}
