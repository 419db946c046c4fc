import Exact
import Kernel

/// Entries of a matrix and of its inverse that are summed over the index between them.
///
/// Σₖ Pᵢₖ (P⁻¹)ₖⱼ = [i = j]. Where P is a product, Pᵢₖ is a sum, and what is looked for in another sum is the
/// product of the factors under it.
struct Contraction {
  /// The indices that are summed, and the two others.
  let inner: [Term]
  let outer: [Term]
  let factors: [Term]
  /// Σ over the inner indices of the product of the factors = a value.
  let theorem: Theorem
}

extension Prover {
  /// s = t after the contraction of what occurs in them; `nil` where nothing contracts.
  func contractedEquation(_ s: Term, _ t: Term) throws -> Theorem? {
    guard s.sort == .real, !fuel.contracts else { return nil }
    let matrices = Set(s.invertedMatrices + t.invertedMatrices).sorted()
    guard !matrices.isEmpty, matrices.count <= 4 else { return nil }
    fuel.contracts = true
    defer { fuel.contracts = false }
    let symmetric = matrices.compactMap { try? symmetryOfInverse($0) }
    let context = symmetric.isEmpty ? self : try adding(symmetric)
    let contractions = matrices.flatMap { (try? context.contractions(of: $0)) ?? [] }
    guard !contractions.isEmpty else { return nil }
    let (a, b) = try (
      context.contracted(s, contractions), context.contracted(t, contractions)
    )
    guard let middle = try? context.scalarEquation(a.right, b.right) else { return nil }
    return try a.then(middle).then(b.symmetric())
  }

  /// P⁻¹ = B from P B = I, entry by entry.
  func inverseByProduct(_ a: Term, _ b: Term) throws -> Theorem? {
    guard let matrix = a.arguments(of: .matrixInverse)?[0] else { return nil }
    let product: Term = try .apply(.product, [matrix, b])
    return try inverse(
      of: matrix, is: b, from: vectorEquation(product, .identity(matrix.rows)))
  }

  /// ∀i∀j. (P⁻¹)ⱼᵢ = (P⁻¹)ᵢⱼ for a symmetric P.
  private func symmetryOfInverse(_ matrix: Term) throws -> Theorem {
    let inverse: Term = try .apply(.matrixInverse, [matrix])
    let same = try matrixEquation(.apply(.transpose, [matrix]), matrix)
    let whole = try transposeOfInverse(matrix).then(.congruence(.matrixInverse, [same]))
    let n = try matrix.rows
    let i = try fresh("i", .finite(n), matrix)
    let j = try fresh("j", .finite(n), matrix, i)
    return try Theorem.axiom(.entryOfTranspose, [inverse, i, j]).symmetric()
      .then(.congruence(.entry, [whole, .reflexive(i), .reflexive(j)]))
      .generalizing(j).generalizing(i)
  }

  /// What P P⁻¹ = I and P⁻¹ P = I say of the sums in them.
  private func contractions(of matrix: Term) throws -> [Contraction] {
    let both = try Theorem.use(.matrixInverse, [matrix], regular(matrix)).conjuncts()
    let n = try matrix.rows
    let i = try fresh("i", .finite(n), matrix)
    let j = try fresh("j", .finite(n), matrix, i)
    func entry(_ term: Term) throws -> Theorem {
      let value = try evaluate(term)
      return try value.then(elementary(value.right))
    }
    var result: [Contraction] = []
    for product in [both.0, both.1] {
      let entries = try Theorem.congruence(.entry, [product, .reflexive(i), .reflexive(j)])
      let (left, right) = try (entry(entries.left), entry(entries.right))
      let equation = try left.symmetric().then(entries).then(right)
      let sums = try RationalForm(nonzero: []).fraction(of: equation.left).numerator
      let value = try RationalForm(nonzero: []).fraction(of: equation.right).numerator
      for (monomial, coefficient) in sums.terms {
        guard monomial.factors.count == 1, let atom = monomial.factors.first?.atom,
          monomial.exponent(of: atom) == 1, atom.arguments(of: .sum) != nil
        else { continue }
        let scale = Rational(1) / coefficient
        let rest = try (sums - Polynomial(monomial, coefficient)).term(in: .real)
        let single = try
          (value.scaled(by: scale)
          - (sums - Polynomial(monomial, coefficient)).scaled(by: scale)).term(in: .real)
        let replaced = try Theorem.congruence(
          .multiply,
          [
            .congruence(.add, [equation, .reflexive(-rest)]),
            .reflexive(.real(scale)),
          ])
        let theorem = try Theorem.ring(atom, replaced.left).then(replaced)
          .then(.ring(replaced.right, single))
        let nest = try nest(atom)
        guard let factors = try Self.factors(of: nest.core), factors.coefficient.isOne else {
          continue
        }
        result.append(
          Contraction(
            inner: nest.indices, outer: [i, j], factors: factors.atoms, theorem: theorem))
      }
    }
    return result
  }

  /// The factors of a product, each as often as it occurs.
  private static func factors(of product: Term) throws -> (
    coefficient: Rational, atoms: [Term]
  )? {
    let polynomial = try RationalForm(nonzero: []).fraction(of: product).numerator
    guard polynomial.terms.count == 1, let (monomial, coefficient) = polynomial.terms.first else {
      return nil
    }
    return (
      coefficient, monomial.factors.flatMap { Array(repeating: $0.atom, count: $0.exponent) }
    )
  }

  /// t = t′ with every sum contracted in which that is possible, again and again.
  private func contracted(_ term: Term, _ contractions: [Contraction]) throws -> Theorem {
    var result = try elementary(term)
    for _ in 0..<24 {
      try fuel.spend()
      let atoms = try RationalForm(nonzero: []).fraction(of: result.right).numerator.atoms
      var equations: [Term: Theorem] = [:]
      for atom in atoms where atom.arguments(of: .sum) != nil && atom.uses(.matrixInverse) {
        for contraction in contractions {
          guard let step = try contracted(sum: atom, contraction) else { continue }
          equations[atom] = step
          break
        }
      }
      let step = try Self.substituting(equations, in: result.right)
      if step.isTrivial { break }
      result = try result.then(step).then(elementary(step.right))
    }
    return result
  }

  private func contracted(sum: Term, _ contraction: Contraction) throws -> Theorem? {
    let nest = try nest(sum)
    guard let (coefficient, factors) = try Self.factors(of: nest.core),
      let found = match(contraction, 0, factors, [:], nest.indices)
    else { return nil }
    let taken = contraction.inner.compactMap { found.values[$0] }
    let outside = nest.indices.filter { !taken.contains($0) }
    var values: [Term: Term] = [:]
    for index in contraction.outer { values[index] = found.values[index] }
    let instance = try contraction.theorem.instantiate(values)
    let rest = try found.rest.reduce(.real(coefficient)) { try $0 * $1 }
    // Σ_I core = Σ_{I′} rest · Σ_K factors, by their canonical forms.
    let whole = try Self.nested(outside, rest * instance.left)
    let (own, other) = try (elementary(sum), elementary(whole))
    guard let same = try? Theorem.ring(own.right, other.right) else { return nil }
    let replaced = try Self.under(outside) {
      try .congruence(.multiply, [.reflexive(rest), instance])
    }
    return try own.then(same).then(other.symmetric()).then(replaced)
  }

  /// The factors of a contraction among those of a product, and the product's other factors.
  private func match(
    _ contraction: Contraction, _ place: Int, _ left: [Term], _ values: [Term: Term],
    _ indices: [Term]
  ) -> (values: [Term: Term], rest: [Term])? {
    guard place < contraction.factors.count else {
      let taken = contraction.inner.compactMap { values[$0] }
      let isSummed = Set(taken).count == taken.count && taken.allSatisfy(indices.contains)
      let isBetween = contraction.outer.allSatisfy {
        values[$0].map { !taken.contains($0) } ?? false
      }
      let isFree = left.allSatisfy { factor in !taken.contains { factor.freeVariables.contains($0) }
      }
      return isSummed && isBetween && isFree ? (values, left) : nil
    }
    for (position, candidate) in left.enumerated() {
      for form in turned(candidate) {
        var next = values
        guard
          contraction.factors[place].match(
            form, variables: contraction.inner + contraction.outer, into: &next)
        else { continue }
        var rest = left
        rest.remove(at: position)
        if let result = match(contraction, place + 1, rest, next, indices) { return result }
      }
    }
    return nil
  }

  /// An entry, and where its matrix is symmetric, the other way round.
  private func turned(_ entry: Term) -> [Term] {
    guard let x = entry.arguments(of: .entry), x.count == 3,
      symmetries.contains(where: { (try? $0.apply(to: entry)) != nil }),
      let other = try? Term.apply(.entry, [x[0], x[2], x[1]])
    else { return [entry] }
    return [entry, other]
  }
}

extension Term {
  /// The matrices whose inverses occur.
  fileprivate var invertedMatrices: [Term] {
    switch node {
    case .bound, .free, .number: []
    case .apply(.matrixInverse, let x) where isClosed: x + x[0].invertedMatrices
    case .apply(_, let parts): parts.flatMap(\.invertedMatrices)
    case .lambda(_, let body): body.invertedMatrices
    case .call(let function, let argument):
      function.invertedMatrices + argument.invertedMatrices
    }
  }
}
