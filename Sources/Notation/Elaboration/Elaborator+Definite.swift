import Exact
import Kernel

/// Definite matrices, extreme eigenvalues, ranks.
extension Elaborator {
  /// A ≻ B: A − B is symmetric, and ⟨v, (A − B) v⟩ > 0 for every v ≠ 0; A ⪰ B with ≥.
  func definite(_ a: Expression, _ b: Expression, strict: Bool, _ place: Place) throws -> Term {
    let matrix: Term
    if case .number(let zero) = b.form, zero.isZero {
      matrix = try value(a)
    } else if case .number(let zero) = a.form, zero.isZero {
      matrix = try -value(b)
    } else {
      let (x, y) = try sides(a, b, complex: false)
      guard x.sort == y.sort else {
        throw ReadingError(at: place, "the two sides have shapes \(shape(x)) and \(shape(y))")
      }
      matrix = try x - y
    }
    guard case .matrix(let n, let m) = matrix.sort, n == m else {
      throw ReadingError(at: place, "a square matrix is needed, this is \(shape(matrix))")
    }
    let symmetric = try Term.equal(.apply(.transpose, [matrix]), matrix)
    let form = try overVectors(n, avoiding: [matrix]) { v in
      let square: Term = try .apply(.inner, [v, .apply(.product, [matrix, v])])
      guard strict else { return try .lessOrEqual(.zero, square) }
      return try .implies(.not(.equal(v, zero(like: v) ?? v)), .less(.zero, square))
    }
    return try .and(symmetric, form)
  }

  /// ∀v. φ(v), over vectors of a length; of a literal length over their components.
  private func overVectors(
    _ n: Term, avoiding used: [Term], _ body: (Term) throws -> Term
  ) throws -> Term {
    guard let count = n.literal else {
      let v = try Term.fresh("v", .vector(n), avoiding: used)
      return try .forAll(v, body(v))
    }
    let parts = try (1...count).map { try Term.fresh("v_\($0)", .real, avoiding: used) }
    var result = try body(.apply(.tuple, parts))
    for part in parts.reversed() { result = try .forAll(part, result) }
    return result
  }

  /// λ_min(A), and λ_max(A) = −λ_min(−A).
  func extremeEigenvalue(_ e: Expression, largest: Bool, _ place: Place) throws -> Term {
    let a = try value(e)
    guard case .matrix(let n, let m) = a.sort, n == m else {
      throw ReadingError(at: place, "an eigenvalue needs a square matrix, this is \(shape(a))")
    }
    if !largest { return try .apply(.minimalEigenvalue, [a]) }
    return try -.apply(.minimalEigenvalue, [-a])
  }

  /// rank X = the number of its columns: X v = 0 only for v = 0; the number of its rows: the same of Xᵀ.
  func fullRank(_ e: Expression, equals other: Expression, _ place: Place) throws -> Term? {
    guard case .call(.rank, let arguments) = e.form, let argument = arguments.first else {
      return nil
    }
    let x = try value(argument)
    guard case .matrix(let n, let m) = x.sort else {
      throw ReadingError(at: place, "a rank needs a matrix, this is \(shape(x))")
    }
    let rank = try natural(other)
    guard rank === m || rank === n else {
      throw Unsupported(at: place, "a rank that is not the number of columns or rows")
    }
    let map = rank === m ? x : try .apply(.transpose, [x])
    return try overVectors(rank, avoiding: [x]) { v in
      let image: Term = try .apply(.product, [map, v])
      return try .implies(
        .equal(image, zero(like: image) ?? image), .equal(v, zero(like: v) ?? v))
    }
  }
}
