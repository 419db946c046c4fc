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
    let theorem = try Prover(assumptions: []).prove(statement)
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
