import Exact
import Kernel

/// Inequalities about least eigenvalues, Kronecker products and traces of semidefinite matrices.
///
/// All come from three facts: λ_min(M) ⟨v, v⟩ ≤ ⟨v, M v⟩, there is a v ≠ 0 where both are equal, and
/// A = LᵀL for a semidefinite A.
extension Prover {
  /// a ≤ b or a < b, by the sign of b − a.
  func spectralInequality(_ goal: Term, _ op: Operator, _ a: Term, _ b: Term) throws -> Theorem? {
    guard fuel.spectralDepth < 2 else { return nil }
    let speaksOfEigenvalues = goal.uses(.minimalEigenvalue)
    guard
      speaksOfEigenvalues || goal.uses(.kronecker) || goal.uses(.trace)
        || !goal.squaredSums.isEmpty
        || facts.contains(where: { $0.conclusion.uses(.minimalEigenvalue) })
    else { return nil }
    fuel.spectralDepth += 1
    defer { fuel.spectralDepth -= 1 }
    let context = try withEigenvalues(of: goal)
    let bound = try context.spectralBound(b - a, vectors: [])
    if op == .less {
      return bound.isStrict ? try .less(a, b, from: bound) : nil
    }
    return try .lessOrEqual(a, b, from: bound.weakened())
  }

  /// a = b from a ≤ b and b ≤ a, for least eigenvalues.
  func spectralEquation(_ a: Term, _ b: Term) throws -> Theorem? {
    guard a.uses(.minimalEigenvalue) || b.uses(.minimalEigenvalue),
      let up = try spectralInequality(.lessOrEqual(a, b), .lessOrEqual, a, b),
      let down = try spectralInequality(.lessOrEqual(b, a), .lessOrEqual, b, a)
    else { return nil }
    return try .use(.antisymmetric, [a, b], up, down)
  }

  /// The context with λ_min(M) ⟨v, v⟩ ≤ ⟨v, M v⟩ and the sign of λ_min(M), for the least eigenvalues of
  /// which the goal and the facts speak.
  private func withEigenvalues(of goal: Term) throws -> Prover {
    var new: [Theorem] = []
    // What is known for all times, at the times of the goal.
    for fact in facts {
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        predicate.uses(.minimalEigenvalue), case .lambda(.real, _) = predicate.node
      else { continue }
      for time in goal.freeVariables where time.sort == .real {
        new.append(try fact.specialized(to: time))
      }
    }
    var context = new.isEmpty ? self : try adding(new)
    var matrices = goal.leastEigenvalues
    for fact in context.facts { matrices.formUnion(fact.conclusion.leastEigenvalues) }
    var bounds: [Theorem] = []
    for m in matrices.sorted() {
      guard let symmetric = try? context.prove(.equal(.apply(.transpose, [m]), m), depth: 25)
      else { continue }
      let v = try fresh("v", .vector(m.rows), m)
      bounds.append(
        try Theorem.use(.minimalEigenvalueBound, [m, v], symmetric).generalizing(v))
    }
    if !bounds.isEmpty { context = try context.adding(bounds) }
    let signs = matrices.sorted().compactMap { try? context.eigenvalueSign($0) }
    return signs.isEmpty ? context : try context.adding(signs)
  }

  /// 0 ≤ t or 0 < t: as it stands, or at an eigenvector of one of the least eigenvalues in it.
  func spectralBound(_ t: Term, vectors: [Term]) throws -> Theorem {
    try fuel.spend()
    if t.uses(.inner), let bound = try? quadraticBound(t) { return bound }
    if let bound = try? bound(t, by: semidefiniteForms(in: t, vectors)) { return bound }
    guard vectors.count < 2 else { throw ProofFailure("no sign is known", t) }
    for m in try eigenvalueOrder(t, vectors) {
      guard let symmetric = try? prove(.equal(.apply(.transpose, [m]), m), depth: 25) else {
        continue
      }
      let bound = try? eigenvectorBound(t, m, symmetric, others: vectors) { context, s, vectors in
        try context.spectralBound(s, vectors: vectors)
      }
      if let bound { return bound }
    }
    if vectors.count == 1, let bound = try boundAtIdentity(t, vectors) { return bound }
    throw ProofFailure("no sign is known", t)
  }

  /// 0 ≤ t as 0 ≤ t λ_min(I), for the I of a Kronecker product of whose least eigenvalue t speaks.
  private func boundAtIdentity(_ t: Term, _ vectors: [Term]) throws -> Theorem? {
    for product in t.leastEigenvalues.sorted() {
      for part in product.arguments(of: .kronecker) ?? [] {
        guard part.isSquareMatrix, try part === Term.identity(part.rows) else { continue }
        let λ: Term = try .apply(.minimalEigenvalue, [part])
        guard let one = try spectralEquation(λ, .one) else { continue }
        let symmetric = try MatrixLemma.transposeOfIdentity(part.rows)
        let bound = try eigenvectorBound(t * λ, part, symmetric, others: vectors) {
          context, s, vectors in try context.spectralBound(s, vectors: vectors)
        }
        guard let op = bound.relation else { continue }
        let value = try Theorem.congruence(.multiply, [.reflexive(t), one])
        return try bound.rewritten(by: .congruence(op, [.reflexive(.zero), value])).moved(to: t)
      }
    }
    return nil
  }

  /// The matrices whose eigenvectors are worth a look: where the least eigenvalue has a positive factor
  /// first; after one eigenvector only those whose eigenvalue was multiplied by the other one.
  private func eigenvalueOrder(_ t: Term, _ vectors: [Term]) throws -> [Term] {
    var (first, rest): ([Term], [Term]) = ([], [])
    for m in t.leastEigenvalues.sorted() {
      let parts = try polynomial(t).coefficients(of: .apply(.minimalEigenvalue, [m]))
      guard parts.count == 2 else { continue }
      let factor = try parts[1].term(in: .real)
      if !vectors.isEmpty {
        if factor.innerProducts.contains(where: { $0.uses(.product) }) { first.append(m) }
      } else if try lowerBound(factor) != nil {
        first.append(m)
      } else {
        rest.append(m)
      }
    }
    return first + rest
  }

  // MARK: Combinations of nonnegative sums

  /// 0 ≤ t as Σ c q with c ≥ 0 and the known 0 ≤ q, all of them written as sums over indices.
  private func bound(_ term: Term, by known: [Theorem]) throws -> Theorem {
    let value = try expandedSums(term)
    var forms: [(bound: Theorem, polynomial: Polynomial)] = []
    for bound in known {
      guard let op = bound.relation else { continue }
      let form = try bound.rewritten(
        by: .congruence(op, [.reflexive(.zero), expandedSums(bound.bounded)]))
      forms.append((form, try polynomial(form.bounded)))
    }
    let bound = try combination(polynomial(value.right), forms[...], depth: 0)
      .moved(to: value.right)
    guard let op = bound.relation else { throw ProofFailure("a bound", term) }
    return try bound.backwards(along: .congruence(op, [.reflexive(.zero), value]))
  }

  private func expandedSums(_ term: Term) throws -> Theorem {
    let paired = try Self.substituting(pairedInnerProducts(term), in: term)
    let value = try evaluate(paired.right)
    return try paired.then(value).then(normalize(value.right))
  }

  /// ⟨u, w⟩ = ΣᵢΣₖ u₍ᵢ,ₖ₎ w₍ᵢ,ₖ₎ for vectors on which a Kronecker product acts.
  private func pairedInnerProducts(_ term: Term) throws -> [Term: Theorem] {
    var result: [Term: Theorem] = [:]
    for product in term.kroneckerProducts.sorted() {
      guard let x = product.arguments(of: .kronecker), x.allSatisfy(\.isSquareMatrix) else {
        continue
      }
      let length = try Sort.vector(product.rows)
      for inner in term.innerProducts where result[inner] == nil {
        guard let y = inner.arguments(of: .inner), y[0].sort == length else { continue }
        let sum = try Theorem.axiom(.innerAsSum, y)
        guard let function = try sum.right.arguments(of: .sum)?[0] else { continue }
        result[inner] = try sum.then(.axiom(.sumOfPairs, [function, x[0].rows, x[1].rows]))
      }
    }
    return result
  }

  private func polynomial(_ term: Term) throws -> Polynomial {
    let value = try fraction(of: term).value
    guard value.denominator.isEmpty else { throw ProofFailure("a polynomial is needed", term) }
    return value.numerator
  }

  /// 0 ≤ t for a term t with this polynomial.
  private func combination(
    _ wanted: Polynomial, _ known: ArraySlice<(bound: Theorem, polynomial: Polynomial)>, depth: Int
  ) throws -> Theorem {
    try fuel.spend()
    if let bound = try lowerBound(wanted.term(in: .real)) { return bound }
    guard depth < 8 else { throw ProofFailure("no sign is known") }
    for place in known.indices {
      let (bound, polynomial) = known[place]
      // The factor c of a product of sums in t, by that in q.
      for (product, value) in polynomial.terms {
        guard let scale = value.reciprocal, !product.factors.isEmpty,
          product.factors.allSatisfy({ $0.atom.uses(.sum) })
        else { continue }
        let c = wanted.terms.reduce(Polynomial.zero) { sum, term in
          guard let rest = term.monomial.divided(by: product) else { return sum }
          return sum + Polynomial(rest, term.coefficient * scale)
        }
        guard !c.isZero, let sign = try? nonnegative(c.term(in: .real)) else { continue }
        guard
          let rest = try? combination(
            wanted - c * polynomial, known[(place + 1)...], depth: depth + 1)
        else { continue }
        return try Self.sum(Self.product(sign, bound), rest)
      }
    }
    throw ProofFailure("no sign is known")
  }

  // MARK: What is known to be nonnegative

  /// Bounds 0 ≤ ⟨w, (A ⊗ C) w⟩ for the Kronecker products, and for the traces of P U Q Uᵀ with
  /// w = vec(Uᵀ), that occur in the term.
  private func semidefiniteForms(in term: Term, _ vectors: [Term]) throws -> [Theorem] {
    var result: [Theorem] = []
    func add(_ a: Term?, _ c: Term?, rows n: Term, columns m: Term, at w: Term, in scope: Term)
      throws
    {
      for first in try parts(of: a, rows: n, scope) {
        for second in try parts(of: c, rows: m, scope) {
          let bound = try kroneckerBound(first, second, at: w)
          if !result.contains(where: { $0.conclusion === bound.conclusion }) {
            result.append(bound)
          }
        }
      }
    }
    for product in term.kroneckerProducts.sorted() {
      guard let x = product.arguments(of: .kronecker), x.allSatisfy(\.isSquareMatrix) else {
        continue
      }
      for w in term.vectorsInInnerProducts where try w.sort == .vector(product.rows) {
        try add(x[0], x[1], rows: x[0].rows, columns: x[1].rows, at: w, in: term)
      }
      // The eigenvalue of the product at u ⊗ v.
      for v in vectors where try v.sort == .vector(x[0].rows) {
        for u in vectors where try u !== v && u.sort == .vector(x[1].rows) {
          let outer = try Term.matrix(u.rows, v.rows, avoiding: [u, v]) {
            k, i throws(KernelError) in try .apply(.entry, [u, k]) * .apply(.entry, [v, i])
          }
          if let shifted = try? shiftedByEigenvalue(product, term) {
            result.append(try shifted.form.specialized(to: .apply(.vec, [outer])))
          }
        }
      }
    }
    for y in term.squaredSums {
      for v in term.vectorsInInnerProducts where try v.sort == .vector(y.columns) {
        result.append(try MatrixLemma.innerNonnegative(.apply(.product, [y, v])))
      }
    }
    for matrix in term.tracedMatrices.sorted() {
      for part in try matrixForm(matrix).parts {
        for shape in try SquareShape.shapes(of: part.word) {
          let u = try MatrixForm.product(shape.middle, rows: shape.rows ?? matrix.rows)
          let w: Term = try .apply(.vec, [.apply(.transpose, [u])])
          try add(
            shape.first, shape.second, rows: u.rows, columns: u.columns, at: w, in: term)
        }
      }
    }
    return result
  }

  /// The semidefinite matrices near a matrix: itself, less its least eigenvalue, its summands, those of
  /// its size among the facts, and I.
  private func parts(of matrix: Term?, rows n: Term, _ scope: Term) throws -> [Semidefinite] {
    var candidates: [Term] = []
    func visit(_ m: Term) throws {
      let shifted = try self.shifted(m, scope)
      candidates += shifted.map { [$0, m] } ?? [m]
      for part in m.arguments(of: .add) ?? [] { try visit(part) }
    }
    let identity = try Term.identity(n)
    if let matrix {
      try visit(matrix)
      for fact in facts {
        if let known = fact.semidefiniteMatrix, known.sort == matrix.sort,
          !known.isVariable
        {
          try visit(known)
        }
      }
    }
    candidates.append(identity)
    var result: [Semidefinite] = []
    for m in candidates where !result.contains(where: { $0.matrix === m }) {
      if let part = try? semidefinite(m) { result.append(part) }
    }
    return result
  }

  /// M − λ_min(M) I, where the term or a fact speaks of this eigenvalue.
  private func shifted(_ m: Term, _ scope: Term) throws -> Term? {
    let λ: Term = try .apply(.minimalEigenvalue, [m])
    guard scope.contains(λ) || facts.contains(where: { $0.conclusion.contains(λ) }) else {
      return nil
    }
    return try m - .apply(.scale, [λ, .identity(m.rows)])
  }

  private func shiftedByEigenvalue(_ m: Term, _ scope: Term) throws -> Semidefinite? {
    try shifted(m, scope).map { try semidefinite($0) }
  }
}

/// P U Q Uᵀ: a word whose trace is not negative for semidefinite P and Q; either may be missing.
private struct SquareShape {
  let first: Term?
  let middle: [Term]
  let second: Term?
  /// The number of rows of U where it is I.
  let rows: Term?

  /// The ways to read a word, from any of its letters on, in this shape.
  static func shapes(of word: [Term]) throws -> [SquareShape] {
    var result: [SquareShape] = []
    for start in word.indices {
      let turned = Array(word[start...] + word[..<start])
      for (hasFirst, hasSecond) in [(true, true), (true, false), (false, false)] {
        let count = turned.count - (hasFirst ? 1 : 0) - (hasSecond ? 1 : 0)
        guard count >= 0, count % 2 == 0 else { continue }
        let from = hasFirst ? 1 : 0
        let middle = Array(turned[from..<(from + count / 2)])
        let rest = Array(turned.suffix(count / 2))
        guard try zip(middle, rest.reversed()).allSatisfy({ try $0.isTransposed($1) }) else {
          continue
        }
        let (p, q) = (
          hasFirst ? turned[0] : nil, hasSecond ? turned[from + count / 2] : nil
        )
        guard (p?.isSquareMatrix ?? true) && (q?.isSquareMatrix ?? true), !turned.isEmpty else {
          continue
        }
        result.append(
          SquareShape(first: p, middle: middle, second: q, rows: try p?.rows ?? turned[0].rows))
      }
    }
    return result
  }
}

extension Term {
  /// Whether one of the two is the transpose of the other.
  fileprivate func isTransposed(_ other: Term) throws -> Bool {
    arguments(of: .transpose)?[0] === other || other.arguments(of: .transpose)?[0] === self
  }

  /// The closed parts that satisfy a condition.
  private func closedParts(_ result: inout Set<Term>, where fits: (Term) -> Term?) {
    if isClosed, let found = fits(self) { result.insert(found) }
    switch node {
    case .bound, .free, .number: break
    case .apply(_, let parts): for part in parts { part.closedParts(&result, where: fits) }
    case .lambda(_, let body): body.closedParts(&result, where: fits)
    case .call(let f, let x):
      f.closedParts(&result, where: fits)
      x.closedParts(&result, where: fits)
    }
  }

  /// The matrices of whose least eigenvalues the term speaks.
  var leastEigenvalues: Set<Term> {
    var result: Set<Term> = []
    closedParts(&result) { $0.arguments(of: .minimalEigenvalue)?[0] }
    return result
  }

  fileprivate var kroneckerProducts: Set<Term> {
    var result: Set<Term> = []
    closedParts(&result) { $0.arguments(of: .kronecker) == nil ? nil : $0 }
    return result
  }

  /// The sums Y of which YᵀY occurs.
  fileprivate var squaredSums: [Term] {
    var result: Set<Term> = []
    closedParts(&result) { part in
      guard let x = part.arguments(of: .product), x[1].arguments(of: .add) != nil,
        x[0].arguments(of: .transpose)?[0] === x[1]
      else { return nil }
      return x[1]
    }
    return result.sorted()
  }

  fileprivate var tracedMatrices: Set<Term> {
    var result: Set<Term> = []
    closedParts(&result) { $0.arguments(of: .trace)?[0] }
    return result
  }

  fileprivate var innerProducts: [Term] {
    var result: Set<Term> = []
    closedParts(&result) { $0.arguments(of: .inner) == nil ? nil : $0 }
    return result.sorted()
  }

  fileprivate var vectorsInInnerProducts: [Term] {
    Set(innerProducts.compactMap { $0.arguments(of: .inner)?[0] }).sorted()
  }
}

extension Theorem {
  /// M of ∀v. 0 ≤ ⟨v, M v⟩, or with < for v ≠ 0.
  fileprivate var semidefiniteMatrix: Term? {
    guard let predicate = conclusion.arguments(of: .forAll)?[0],
      case .lambda(.vector, let body) = predicate.node
    else { return nil }
    let formula = body.arguments(of: .implies)?[1] ?? body
    guard let sides = formula.arguments(of: .lessOrEqual) ?? formula.arguments(of: .less),
      sides[0] === Term.zero,
      let product = sides[1].arguments(of: .inner)?[1].arguments(of: .product),
      product[0].isClosed
    else { return nil }
    return product[0]
  }
}
