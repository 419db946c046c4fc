import Exact
import Kernel

/// Sums over indices that are nonnegative because matrices are semidefinite.
extension Prover {
  /// 0 ≤ t as Σ c q with c ≥ 0 and the known 0 ≤ q, all of them written as sums over indices.
  func semidefiniteBound(_ term: Term, by known: [Theorem]) throws -> Theorem {
    let value = try expandedSums(term)
    var forms: [(bound: Theorem, polynomial: Polynomial)] = []
    for bound in known {
      guard let op = bound.relation else { continue }
      let form = try bound.rewritten(
        by: .congruence(op, [.reflexive(.zero), expandedSums(bound.bounded)]))
      forms.append((form, try expandedPolynomial(form.bounded)))
    }
    let bound = try combination(expandedPolynomial(value.right), forms[...], depth: 0)
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

  func expandedPolynomial(_ term: Term) throws -> Polynomial {
    let value = try fraction(of: term).value
    guard value.denominator.isEmpty else { throw ProofFailure("a polynomial is needed", term) }
    return value.numerator
  }

  /// 0 ≤ t for a term t with this polynomial.
  private func combination(
    _ wanted: Polynomial, _ known: ArraySlice<(bound: Theorem, polynomial: Polynomial)>, depth: Int
  ) throws -> Theorem {
    try fuel.spend()
    let direct = try lowerBound(wanted.term(in: .real))
    if let direct, direct.isStrict || !known.contains(where: \.bound.isStrict) { return direct }
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
        guard !c.isZero, let sign = try lowerBound(c.term(in: .real)) else { continue }
        guard
          let rest = try? combination(
            wanted - c * polynomial, known[(place + 1)...], depth: depth + 1)
        else { continue }
        return try Self.sum(Self.product(sign, bound), rest)
      }
    }
    if let direct { return direct }
    throw ProofFailure("no sign is known")
  }

  // MARK: What is known to be nonnegative

  /// Bounds 0 ≤ ⟨w, (A ⊗ C) w⟩ for the Kronecker products, and for the traces of P U Q Uᵀ with
  /// w = vec(Uᵀ), that occur in the term.
  func semidefiniteForms(in term: Term, _ vectors: [Term]) throws -> [Theorem] {
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

  /// 0 ≤ t for sums of entries of vectors u, of matrices V, and of matrices M of which something is
  /// known: by ⟨u, M u⟩, tr(V M Vᵀ) and tr(Vᵀ M V), where u may be the sum or difference of two vectors, and V the
  /// product of two matrices.
  func knownSumBound(_ term: Term) throws -> Theorem {
    let arrays = term.arraysOfEntries.sorted()
    guard arrays.contains(where: { $0.isSquareMatrix }) else {
      throw ProofFailure("no sign is known", term)
    }
    let context = try withEigenvalues(of: term)
    let definite = arrays.filter { m in
      m.isSquareMatrix
        && context.facts.contains { fact in
          fact.semidefiniteMatrix === m
            || fact.conclusion.leastEigenvalues.contains(m)
        }
    }
    let others = arrays.filter { !definite.contains($0) }
    var images = others
    for a in others where a.isSquareMatrix {
      for v in others where try v !== a && v.rows == a.columns {
        images.append(try .apply(.product, [a, v]))
      }
    }
    let vectors = others.filter { if case .vector = $0.sort { true } else { false } }
    for (position, u) in vectors.enumerated() {
      for v in vectors[(position + 1)...] where v.sort == u.sort {
        images += vectors.count <= 3 ? [try u - v, try u + v] : [try u - v]
      }
    }
    let pairs = try definite.flatMap { m in
      try images.filter { u in
        if case .matrix(let n, let k) = u.sort { return try n == m.rows || k == m.rows }
        return try u.rows == m.rows
      }.map { (m, $0) }
    }
    guard (1...12).contains(pairs.count) else { throw ProofFailure("no sign is known", term) }
    var known: [Theorem] = []
    for (m, u) in pairs {
      let n = try m.rows
      let parts = try context.parts(of: m, rows: n, term)
      guard case .matrix(let rows, let columns) = u.sort else {
        known += try parts.map { try $0.form.specialized(to: u) }
        continue
      }
      let w: Term = try .apply(.vec, [.apply(.transpose, [u])])
      if columns == n {
        let identity = try context.semidefinite(.identity(rows))
        known += try parts.map { try context.kroneckerBound(identity, $0, at: w) }
      }
      if rows == n {
        let identity = try context.semidefinite(.identity(columns))
        known += try parts.map { try context.kroneckerBound($0, identity, at: w) }
      }
    }
    return try context.semidefiniteBound(term, by: known)
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

  func shiftedByEigenvalue(_ m: Term, _ scope: Term) throws -> Semidefinite? {
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

  var kroneckerProducts: Set<Term> {
    var result: Set<Term> = []
    closedParts(&result) { $0.arguments(of: .kronecker) == nil ? nil : $0 }
    return result
  }

  /// The vectors and matrices of which entries occur.
  fileprivate var arraysOfEntries: Set<Term> {
    switch node {
    case .bound, .free, .number: return []
    case .apply(let op, let parts):
      var result: Set<Term> = op == .entry && parts[0].isClosed ? [parts[0]] : []
      for part in parts { result.formUnion(part.arraysOfEntries) }
      return result
    case .lambda(_, let body): return body.arraysOfEntries
    case .call(let f, let x): return f.arraysOfEntries.union(x.arraysOfEntries)
    }
  }

  /// The sums Y of which YᵀY occurs.
  var squaredSums: [Term] {
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

  var innerProducts: [Term] {
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
  var semidefiniteMatrix: Term? {
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
