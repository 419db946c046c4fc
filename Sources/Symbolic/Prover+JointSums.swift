import Exact
import Kernel

/// Bounds of terms whose finite sums run over different numbers of indices: all are put under one
/// sum over a tuple of indices, and the logarithms there have their tangents.
///
/// A sum over fewer indices is multiplied by known weights Σₖ wₖ = 1: so the mutual information
/// Σᵢⱼ pᵢⱼ log(pᵢⱼ/aᵢbⱼ) comes under the sum with the expectation over further candidates.
extension Prover {
  /// A product of sums as nested sums of a product of factors.
  private struct JointSum {
    let coefficient: Rational
    let indices: [Term]
    let core: Polynomial

    /// The core at other indices.
    func core(at values: [Term: Term]) throws -> Polynomial {
      try RationalForm(nonzero: []).fraction(of: core.term(in: .real).substituting(values))
        .numerator
    }
  }

  /// 0 ≤ t for t = Σ_I F(I) + rest, by tangents of the logarithms in F; `nil` where that is not found.
  func jointSumBound(_ polynomial: Polynomial, _ top: Term) throws -> Theorem? {
    guard polynomial.atoms.contains(where: { $0.uses(.log) && $0.uses(.sum) }) else { return nil }
    var sums: [JointSum] = []
    var rest = Polynomial.zero
    for (monomial, coefficient) in polynomial.terms {
      let isSum = monomial.factors.contains { $0.atom.arguments(of: .sum) != nil }
      guard let product = try monomial.term(in: .real), isSum || product.uses(.log) else {
        rest = rest + Polynomial(monomial, coefficient)
        continue
      }
      let nest = try nest(product)
      sums.append(
        JointSum(
          coefficient: coefficient, indices: nest.indices,
          core: try RationalForm(nonzero: []).fraction(of: nest.core).numerator))
    }
    let most = sums.map(\.indices.count).max() ?? 0
    guard most <= 6,
      let widest = sums.filter({ $0.indices.count == most })
        .max(by: { $0.core.entries.count < $1.core.entries.count })
    else { return nil }
    var context = self
    for index in widest.indices { context = try context.at(index) }
    context.sumDepth = sumDepth
    let constant = try rest.term(in: .real)
    for integrand in try integrands(of: sums, under: widest) {
      guard let inside = try? integrand.term(in: .real),
        let list = try? context.quotientTangents(of: context.laurents([inside])[0])
      else { continue }
      for tangents in list {
        guard
          let lower = try? elementary(Self.nested(widest.indices, tangents.lower) + constant)
        else { continue }
        guard let remainder = try? signOfRemainder(lower.right),
          let bound = try? total(widest.indices, tangents.gap, remainder, top)
        else { continue }
        return bound
      }
    }
    return nil
  }

  /// 0 ≤ top for top = Σ_I F + rest, from 0 ≤ F for free indices and 0 ≤ rest.
  private func total(_ indices: [Term], _ bound: Theorem, _ remainder: Theorem, _ top: Term) throws
    -> Theorem
  {
    var part = try bound.weakened()
    for index in indices.reversed() {
      part = try .use(.sumNonnegative, [.lambda(index, part.bounded)], part.generalizing(index))
    }
    let sum = try Self.sum(part, remainder).weakened()
    return try sum.rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), equation(sum.bounded, top)]))
  }

  /// The sums as one polynomial under the indices of the widest one, for each choice of the indices
  /// at which the others may be taken.
  private func integrands(of sums: [JointSum], under widest: JointSum) throws -> [Polynomial] {
    let target = widest.core.entries
    var rows: [[(image: Set<Term>, value: Polynomial)]] = []
    var images: [Set<Term>] = []
    for sum in sums {
      var best: (score: Int, list: [(image: Set<Term>, value: Polynomial)]) = (.min, [])
      for values in Self.placements(of: sum.indices[...], in: widest.indices) {
        let core = try sum.core(at: values)
        let image = Set(values.values)
        for weight in try unitWeights(of: widest.indices.filter { !image.contains($0) }) {
          let value = try core * weight
          let entries = value.entries
          let shared = entries.count { target.contains($0) }
          let score = 2 * shared - entries.count
          if score > best.score { best = (score, []) }
          if score == best.score {
            best.list.append((image, value.scaled(by: sum.coefficient)))
          }
        }
      }
      guard !best.list.isEmpty else { return [] }
      rows.append(best.list)
      for row in best.list where best.list.count > 1 && !images.contains(row.image) {
        images.append(row.image)
      }
    }
    return (images.isEmpty ? [[]] : images.prefix(4).map { $0 }).map { preferred in
      rows.reduce(.zero) { total, row in
        total + (row.first { $0.image == preferred } ?? row[0]).value
      }
    }
  }

  /// The ways to put indices at different ones of others, of the same ranges.
  private static func placements(of indices: ArraySlice<Term>, in others: [Term])
    -> [[Term: Term]]
  {
    guard let first = indices.first else { return [[:]] }
    return others.filter { $0.sort == first.sort }.flatMap { other in
      placements(of: indices.dropFirst(), in: others.filter { $0 !== other }).map {
        $0.merging([first: other]) { a, _ in a }
      }
    }
  }

  /// Products of weights, whose sums over all of the indices are known to be 1.
  private func unitWeights(of indices: [Term]) throws -> [Polynomial] {
    if indices.isEmpty { return [.one] }
    var result: [Polynomial] = []
    for fact in facts {
      guard let sides = fact.conclusion.arguments(of: .equal), sides[1] === Term.one,
        sides[0].arguments(of: .sum) != nil
      else { continue }
      let nest = try nest(sides[0])
      for place in Self.placements(of: nest.indices[...], in: indices) {
        let core = try RationalForm(nonzero: []).fraction(of: nest.core.substituting(place))
        guard core.denominator.isEmpty, result.count < 12 else { continue }
        let image = Set(place.values)
        result += try unitWeights(of: indices.filter { !image.contains($0) }).map {
          try core.numerator * $0
        }
      }
    }
    return result
  }

  // MARK: Terms that change places

  /// Σ_I d₁ r/D = (Σ_I r − the other Σ_I dₜ r/D)/k for D = d₁ + … + dₘ, where k of the sums Σ_I dₜ r/D are
  /// the same, as one sees by exchanging indices, and the others are among the known ones; `nil` for
  /// other sums.
  func exchangedSum(_ sum: Term, among known: [Term]) throws -> Theorem? {
    let nest = try nest(sum)
    let (indices, core) = (nest.indices, nest.core)
    let polynomial = try RationalForm(nonzero: []).fraction(of: core).numerator
    guard polynomial.terms.count == 1, let (monomial, coefficient) = polynomial.terms.first
    else { return nil }
    var context = self
    for index in indices { context = try context.at(index) }
    for factor in monomial.factors where factor.exponent == 1 {
      guard let bottom = factor.atom.arguments(of: .inverse)?[0] else { continue }
      let parts = try RationalForm(nonzero: []).fraction(of: bottom)
      guard parts.denominator.isEmpty, (2...6).contains(parts.numerator.terms.count),
        let nonzero = try? context.nonzero(bottom)
      else { continue }
      let others = monomial.removing(factor.atom)
      for own in parts.numerator.terms {
        guard let quotient = others.divided(by: own.monomial) else { continue }
        let r = try Polynomial(quotient, coefficient / own.coefficient).term(in: .real)
        let terms = try parts.numerator.terms.map {
          try Polynomial($0.monomial, $0.coefficient).term(in: .real) * r * factor.atom
        }
        let forms = try terms.map { try elementary(Self.nested(indices, $0)) }
        let values = try forms.map {
          try RationalForm(nonzero: []).fraction(of: $0.right).numerator
        }
        guard values.allSatisfy({ $0.atoms.allSatisfy { known.contains($0) } }) else { continue }
        let share = values.reduce(Rational.zero) { $0 + $1.coefficient(of: sum) }
        guard share.sign > 0 else { continue }
        // Σ_I r = Σₜ Σ_I dₜ r/D.
        let whole = try terms.dropFirst().reduce(terms[0]) { try $0 + $1 }
        var value = try Self.under(indices) { try .ring(r, whole, nonzero: [nonzero]) }
        value = try value.then(Self.distributed(indices, terms[...]))
        var equal = forms[0]
        for form in forms.dropFirst() { equal = try .congruence(.add, [equal, form]) }
        value = try value.then(equal)
        let (total, right) = try (value.left, value.right)
        let remaining = try right - .real(share) * sum
        let inverse = Term.real(Rational(1) / share)
        return try Theorem.ring(sum, inverse * (right - remaining)).then(
          .congruence(
            .multiply,
            [
              .reflexive(inverse),
              .congruence(
                .add, [value.symmetric().then(elementary(total)), .reflexive(-remaining)]),
            ]))
      }
    }
    return nil
  }

  /// Σ_I (t₁ + … + tₘ) = Σ_I t₁ + … + Σ_I tₘ.
  private static func distributed(_ indices: [Term], _ terms: ArraySlice<Term>) throws -> Theorem {
    guard let last = terms.last, terms.count > 1 else {
      return try .reflexive(nested(indices, terms[terms.startIndex]))
    }
    let rest = terms.dropLast()
    let head = try rest.dropFirst().reduce(rest[rest.startIndex]) { try $0 + $1 }
    let split = try distributed(indices, head, last)
    return try split.then(
      .congruence(.add, [distributed(indices, rest), .reflexive(nested(indices, last))]))
  }

  /// Σ_I (a + b) = Σ_I a + Σ_I b.
  private static func distributed(_ indices: [Term], _ a: Term, _ b: Term) throws -> Theorem {
    guard let i = indices.first else { return try .reflexive(a + b) }
    let rest = Array(indices.dropFirst())
    return try distributed(rest, a, b).summed(over: i)
      .then(.sumOfSum(i, nested(rest, a), nested(rest, b)))
  }
}

extension Polynomial {
  /// The entries uᵢ and Aᵢⱼ at free indices that occur in the atoms.
  fileprivate var entries: Set<Term> {
    var result: Set<Term> = []
    func visit(_ term: Term) {
      switch term.node {
      case .apply(.entry, _) where term.isClosed: result.insert(term)
      case .apply(_, let arguments): arguments.forEach(visit)
      case .lambda(_, let body): visit(body)
      default: break
      }
    }
    atoms.forEach(visit)
    return result
  }

  /// The coefficient of an atom that stands alone.
  fileprivate func coefficient(of atom: Term) -> Rational {
    coefficients[Monomial(atom)] ?? .zero
  }
}
