import Exact
import Kernel
import Synchronization

/// The laws of matrix algebra, each proved entry by entry on its first use with given shapes.
enum MatrixLemma {
  private static let proved = Mutex<[Term: Theorem]>([:])

  /// The theorem a = b for variables, with the values put in for them.
  ///
  /// - Parameter variables: the free variables of the law and what they stand for.
  static func law(_ left: Term, _ right: Term, _ values: [Term: Term]) throws -> Theorem {
    let statement = try Term.equal(left, right)
    if let known = proved.withLock({ $0[statement] }) { return try known.instantiate(values) }
    let prover = try Prover(assumptions: [])
    let theorem =
      try left.sort.isVectorOrMatrix
      ? prover.vectorEquation(left, right) : prover.prove(statement)
    proved.withLock { $0[statement] = theorem }
    return try theorem.instantiate(values)
  }

  private static func variable(_ name: String, like term: Term) throws -> Term {
    try .variable(name, term.sort)
  }

  private static func product(_ a: Term, _ b: Term) throws -> Term { try .apply(.product, [a, b]) }
  private static func scaled(_ c: Term, _ a: Term) throws -> Term { try .apply(.scale, [c, a]) }
  private static func transposed(_ a: Term) throws -> Term { try .apply(.transpose, [a]) }

  /// (A + B) C = A C + B C.
  static func productOfSum(_ a: Term, _ b: Term, _ c: Term) throws -> Theorem {
    let (A, B, C) = try (variable("A", like: a), variable("B", like: b), variable("C", like: c))
    return try law(product(A + B, C), product(A, C) + product(B, C), [A: a, B: b, C: c])
  }

  /// A (B + C) = A B + A C.
  static func productWithSum(_ a: Term, _ b: Term, _ c: Term) throws -> Theorem {
    let (A, B, C) = try (variable("A", like: a), variable("B", like: b), variable("C", like: c))
    return try law(product(A, B + C), product(A, B) + product(A, C), [A: a, B: b, C: c])
  }

  /// (x A) B = x (A B).
  static func productOfScaled(_ x: Term, _ a: Term, _ b: Term) throws -> Theorem {
    let (X, A, B) = try (variable("x", like: x), variable("A", like: a), variable("B", like: b))
    return try law(product(scaled(X, A), B), scaled(X, product(A, B)), [X: x, A: a, B: b])
  }

  /// A (x B) = x (A B).
  static func productWithScaled(_ a: Term, _ x: Term, _ b: Term) throws -> Theorem {
    let (X, A, B) = try (variable("x", like: x), variable("A", like: a), variable("B", like: b))
    return try law(product(A, scaled(X, B)), scaled(X, product(A, B)), [X: x, A: a, B: b])
  }

  /// (A B) C = A (B C).
  static func associative(_ a: Term, _ b: Term, _ c: Term) throws -> Theorem {
    let (A, B, C) = try (variable("A", like: a), variable("B", like: b), variable("C", like: c))
    return try law(product(product(A, B), C), product(A, product(B, C)), [A: a, B: b, C: c])
  }

  /// I A = A.
  static func identityProduct(_ a: Term) throws -> Theorem {
    let A = try variable("A", like: a)
    return try law(product(.identity(a.rows), A), A, [A: a])
  }

  /// A I = A.
  static func productIdentity(_ a: Term) throws -> Theorem {
    let A = try variable("A", like: a)
    return try law(product(A, .identity(a.columns)), A, [A: a])
  }

  /// 0 A = 0.
  static func zeroProduct(_ zero: Term, _ a: Term) throws -> Theorem {
    let A = try variable("A", like: a)
    let whole = try product(zero, A)
    return try law(whole, MatrixForm.zero(like: whole), [A: a])
  }

  /// A 0 = 0.
  static func productZero(_ a: Term, _ zero: Term) throws -> Theorem {
    let A = try variable("A", like: a)
    let whole = try product(A, zero)
    return try law(whole, MatrixForm.zero(like: whole), [A: a])
  }

  /// (A B)ᵀ = Bᵀ Aᵀ.
  static func transposeOfProduct(_ a: Term, _ b: Term) throws -> Theorem {
    let (A, B) = try (variable("A", like: a), variable("B", like: b))
    return try law(
      transposed(product(A, B)), product(transposed(B), transposed(A)), [A: a, B: b])
  }

  /// (A + B)ᵀ = Aᵀ + Bᵀ.
  static func transposeOfSum(_ a: Term, _ b: Term) throws -> Theorem {
    let (A, B) = try (variable("A", like: a), variable("B", like: b))
    return try law(transposed(A + B), transposed(A) + transposed(B), [A: a, B: b])
  }

  /// (x A)ᵀ = x Aᵀ.
  static func transposeOfScaled(_ x: Term, _ a: Term) throws -> Theorem {
    let (X, A) = try (variable("x", like: x), variable("A", like: a))
    return try law(transposed(scaled(X, A)), scaled(X, transposed(A)), [X: x, A: a])
  }

  /// Aᵀᵀ = A.
  static func transposeTwice(_ a: Term) throws -> Theorem {
    let A = try variable("A", like: a)
    return try law(transposed(transposed(A)), A, [A: a])
  }

  /// Iᵀ = I.
  static func transposeOfIdentity(_ n: Term) throws -> Theorem {
    try law(transposed(.identity(n)), .identity(n), [:])
  }

  /// diag(v)ᵀ = diag(v): both have [i = j] vᵢ at i, j, which is 0 or has equal indices.
  static func transposeOfDiagonal(_ v: Term) throws -> Theorem {
    let n = try v.rows
    let diagonal: Term = try .apply(.diagonal, [v])
    let i = try Term.fresh("i", .finite(n), avoiding: [v])
    let j = try Term.fresh("j", .finite(n), avoiding: [v, i])
    func entry(_ i: Term, _ j: Term) throws -> Term { try .apply(.entry, [diagonal, i, j]) }
    let same = try Theorem.assume(.equal(i, j))
    let yes = try Theorem.congruence(.entry, [.reflexive(diagonal), same.symmetric(), same])
    let apart = try Theorem.assume(.not(same.conclusion))
    let turned = try Theorem.assume(.equal(j, i))
    let turnedApart = try apart.refuting(turned.symmetric()).negating(turned.conclusion)
    /// diag(v)ᵢⱼ = 0 for i ≠ j.
    func vanishing(_ i: Term, _ j: Term, _ apart: Theorem) throws -> Theorem {
      let bracket = try Theorem.axiom(.indicatorCases, [.equal(i, j)]).conjuncts().1
        .modusPonens(apart)
      let row = try Theorem.axiom(.entryOfDiagonal, [v, i, j])
        .then(.congruence(.multiply, [bracket, .reflexive(.apply(.entry, [v, i]))]))
      return try row.then(.ring(row.right, .zero))
    }
    let no = try vanishing(j, i, turnedApart).then(vanishing(i, j, apart).symmetric())
    let whole = try Theorem.axiom(.entryOfTranspose, [diagonal, i, j])
      .then(Theorem.excludedMiddle(same.conclusion).cases(yes, no))
    return try .use(
      .matrixExtensionality, [transposed(diagonal), diagonal],
      whole.generalizing(j).generalizing(i))
  }

  /// −A = (−1) A.
  static func negation(_ a: Term) throws -> Theorem {
    let A = try variable("A", like: a)
    return try law(-A, scaled(.real(-1), A), [A: a])
  }

  /// ⟨A u, v⟩ = ⟨u, Aᵀ v⟩.
  static func adjoint(_ a: Term, _ u: Term, _ v: Term) throws -> Theorem {
    let (A, U, V) = try (variable("A", like: a), variable("u", like: u), variable("v", like: v))
    return try law(
      .apply(.inner, [product(A, U), V]), .apply(.inner, [U, product(transposed(A), V)]),
      [A: a, U: u, V: v])
  }

  /// tr(A B) = tr(B A).
  static func traceCyclic(_ a: Term, _ b: Term) throws -> Theorem {
    let (A, B) = try (variable("A", like: a), variable("B", like: b))
    return try law(
      .apply(.trace, [product(A, B)]), .apply(.trace, [product(B, A)]), [A: a, B: b])
  }
}

extension Term {
  /// The number of rows of a matrix, the length of a vector.
  var rows: Term {
    get throws {
      switch sort {
      case .matrix(let n, _), .vector(let n): return n
      default: throw ProofFailure("a matrix is needed", self)
      }
    }
  }

  var columns: Term {
    get throws {
      guard case .matrix(_, let m) = sort else { throw ProofFailure("a matrix is needed", self) }
      return m
    }
  }

  /// Whether some part is an application of the operator.
  func uses(_ op: Operator) -> Bool {
    switch node {
    case .bound, .free, .number: false
    case .apply(let own, let arguments): own == op || arguments.contains { $0.uses(op) }
    case .lambda(_, let body): body.uses(op)
    case .call(let f, let x): f.uses(op) || x.uses(op)
    }
  }
}

/// Inner products.
extension MatrixLemma {
  private static func inner(_ u: Term, _ v: Term) throws -> Term { try .apply(.inner, [u, v]) }

  /// ⟨u, v⟩ = ⟨v, u⟩.
  static func innerSymmetric(_ u: Term, _ v: Term) throws -> Theorem {
    let (U, V) = try (variable("u", like: u), variable("v", like: v))
    return try law(inner(U, V), inner(V, U), [U: u, V: v])
  }

  /// ⟨u + v, w⟩ = ⟨u, w⟩ + ⟨v, w⟩.
  static func innerOfSum(_ u: Term, _ v: Term, _ w: Term) throws -> Theorem {
    let (U, V, W) = try (variable("u", like: u), variable("v", like: v), variable("w", like: w))
    return try law(inner(U + V, W), inner(U, W) + inner(V, W), [U: u, V: v, W: w])
  }

  /// ⟨c u, v⟩ = c ⟨u, v⟩.
  static func innerOfScaled(_ c: Term, _ u: Term, _ v: Term) throws -> Theorem {
    let (C, U, V) = try (variable("c", like: c), variable("u", like: u), variable("v", like: v))
    return try law(inner(scaled(C, U), V), C * inner(U, V), [C: c, U: u, V: v])
  }

  /// ⟨0, v⟩ = 0.
  static func innerOfZero(_ v: Term) throws -> Theorem {
    let V = try variable("v", like: v)
    return try law(inner(.zeros(v.rows), V), .zero, [V: v])
  }

  /// 0 ≤ ⟨v, v⟩.
  static func innerNonnegative(_ v: Term) throws -> Theorem {
    let square = try inner(v, v)
    let sum = try Theorem.axiom(.innerAsSum, [v, v])
    guard let function = try sum.right.arguments(of: .sum)?[0] else {
      throw ProofFailure("an inner product", square)
    }
    let i = try Term.fresh("i", .finite(v.rows), avoiding: [v])
    let entries = try Theorem.axiom(.squareNonnegative, [.apply(.entry, [v, i])]).generalizing(i)
    return try Theorem.use(.sumNonnegative, [function], entries)
      .backwards(along: .congruence(.lessOrEqual, [.reflexive(.zero), sum]))
  }

  /// 0 ≤ ‖u‖‖v‖ + c⟨u, v⟩ for c = 1 and c = −1, the inequality of Cauchy and Schwarz.
  static func schwarz(_ u: Term, _ v: Term, _ c: Rational) throws -> Theorem {
    let (U, V) = try (variable("u", like: u), variable("v", like: v))
    let norms: Term = try .apply(.squareRoot, [inner(U, U)]) * .apply(.squareRoot, [inner(V, V)])
    let statement = try Term.lessOrEqual(.zero, norms + .real(c) * inner(U, V))
    if let known = proved.withLock({ $0[statement] }) {
      return try known.instantiate([U: u, V: v])
    }
    let prover = try Prover(assumptions: [])
    let sums = try prover.evaluate(statement)
    let theorem = try prover.prove(sums.right).backwards(along: sums)
    proved.withLock { $0[statement] = theorem }
    return try theorem.instantiate([U: u, V: v])
  }

  /// v = 0 from ⟨v, v⟩ = 0.
  static func zeroVector(_ vanishing: Theorem, _ v: Term) throws -> Theorem {
    let n = try v.rows
    let j = try Term.fresh("j", .finite(n), avoiding: [v] + Array(vanishing.hypotheses))
    let i = try Term.fresh("i", .finite(n), avoiding: [v, j] + Array(vanishing.hypotheses))
    func entry(_ k: Term) throws -> Term { try .apply(.entry, [v, k]) }
    // vⱼ² = Σᵢ [j = i] vᵢ² ≤ Σᵢ vᵢ², for Σᵢ (1 − [j = i]) vᵢ² ≥ 0.
    let condition = try Term.equal(j, i)
    let bracket: Term = try .apply(.indicator, [condition])
    let square = try entry(i) * entry(i)
    let cases = try Theorem.axiom(.indicatorCases, [condition]).conjuncts()
    let term = try (.one - bracket) * square
    func nonnegative(_ value: Theorem, _ simple: Term, _ bound: Theorem) throws -> Theorem {
      let there = try Theorem.congruence(
        .multiply,
        [
          .congruence(.add, [.reflexive(.one), .congruence(.negate, [value])]), .reflexive(square),
        ])
      let equal = try there.then(.ring(there.right, simple))
      return try bound.backwards(along: .congruence(.lessOrEqual, [.reflexive(.zero), equal]))
    }
    let yes = try cases.0.modusPonens(.assume(condition))
    let no = try cases.1.modusPonens(.assume(.not(condition)))
    let bound = try Theorem.excludedMiddle(condition).cases(
      nonnegative(yes, .zero, .arithmetic(.lessOrEqual(.zero, .zero))),
      nonnegative(no, square, .axiom(.squareNonnegative, [entry(i)])))
    let total = try Theorem.use(.sumNonnegative, [.lambda(i, term)], bound.generalizing(i))
    // Σ (1 − [j = i]) vᵢ² = ⟨v, v⟩ − vⱼ² = −vⱼ².
    let own = try entry(j) * entry(j)
    let expanded = try Prover(assumptions: []).equation(
      .sum(i, term), .apply(.inner, [v, v]) - own)
    let value = try expanded.then(.congruence(.add, [vanishing, .reflexive(-own)]))
    let upper = try Theorem.lessOrEqual(
      own, .zero,
      from: total.rewritten(
        by: .congruence(
          .lessOrEqual, [.reflexive(.zero), value.then(.ring(value.right, .zero - own))])))
    let zero = try Theorem.use(
      .antisymmetric, [own, .zero], upper, .axiom(.squareNonnegative, [entry(j)]))
    let entryZero = try Theorem.use(.zeroProduct, [entry(j), entry(j)], zero)
      .cases(.assume(.equal(entry(j), .zero)), .assume(.equal(entry(j), .zero)))
    let zeros = try Term.zeros(n)
    guard let nothing = zeros.arguments(of: .vector) else {
      throw ProofFailure("zeros", zeros)
    }
    let right = try Theorem.axiom(.entryOfVector, nothing + [j])
    return try .use(
      .vectorExtensionality, [v, zeros],
      entryZero.then(right.symmetric()).generalizing(j))
  }
}
