import CFLINT
import CGMP
import Exact

/// Exact and certified spectra of square matrices, given as arrays of rows.
///
/// A matrix that is not square is a programming error.
public enum Eigenvalues {
  /// The coefficients, ascending, of det(x·1 − A), exactly; the last one is 1.
  ///
  /// Cost: that of FLINT's division-free algorithm, O(n⁴) products; microseconds for n ≤ 5.
  public static func characteristicPolynomial(of matrix: [[Rational]]) -> [Rational] {
    unsafe withMatrix(matrix) { a in
      var polynomial = unsafe fmpq_poly_struct()
      unsafe fmpq_poly_init(&polynomial)
      defer { unsafe fmpq_poly_clear(&polynomial) }
      unsafe fmpq_mat_charpoly(&polynomial, a)
      var coefficient = fmpq()
      unsafe fmpq_init(&coefficient)
      defer { unsafe fmpq_clear(&coefficient) }
      return (0...matrix.count).map { power in
        unsafe fmpq_poly_get_coeff_fmpq(&coefficient, &polynomial, power)
        return unsafe Rational(fraction: &coefficient)
      }
    }
  }

  /// Enclosures of the coefficients, ascending, of det(z·1 − A).
  public static func characteristicPolynomial(of matrix: [[ComplexBall]]) -> [ComplexBall] {
    let n = matrix.count
    precondition(matrix.allSatisfy { $0.count == n }, "a matrix that is not square")
    let precision = matrix.joined().map(\.precision).max() ?? Ball.defaultPrecision
    var entries = unsafe acb_mat_struct()
    var polynomial = unsafe acb_poly_struct()
    unsafe acb_mat_init(&entries, n, n)
    unsafe acb_poly_init(&polynomial)
    defer {
      unsafe acb_mat_clear(&entries)
      unsafe acb_poly_clear(&polynomial)
    }
    for i in 0..<n {
      for j in 0..<n {
        unsafe matrix[i][j].withPointer { z in
          guard let row = unsafe entries.rows[i] else { return }
          unsafe acb_set(row + j, z)
        }
      }
    }
    unsafe acb_mat_charpoly(&polynomial, &entries, precision)
    return (0...n).map { power in
      unsafe ComplexBall(precision: precision) { p, _ in
        unsafe acb_poly_get_coeff_acb(p, &polynomial, power)
      }
    }
  }

  /// The determinant, exactly; 1 for the empty matrix.
  public static func determinant(of matrix: [[Rational]]) -> Rational {
    unsafe withMatrix(matrix) { a in
      var determinant = fmpq()
      unsafe fmpq_init(&determinant)
      defer { unsafe fmpq_clear(&determinant) }
      unsafe fmpq_mat_det(&determinant, a)
      return unsafe Rational(fraction: &determinant)
    }
  }

  /// The distinct eigenvalues, each with its algebraic multiplicity, as roots of the exact
  /// characteristic polynomial.
  public static func enclosures(
    of matrix: [[Rational]], precision: Int = Ball.defaultPrecision
  ) -> [PolynomialRoot] {
    let polynomial = characteristicPolynomial(of: matrix)
    return PolynomialRoot.roots(ofPolynomial: polynomial, precision: precision) ?? []
  }

  /// max Re λ over the eigenvalues; `nil` for the empty matrix.
  ///
  /// Law: ẋ = Ax is exponentially stable exactly when it is negative.
  public static func spectralAbscissa(
    of matrix: [[Rational]], precision: Int = Ball.defaultPrecision
  ) -> Ball? {
    let parts = enclosures(of: matrix, precision: precision).map(\.value.re)
    return parts.dropFirst().reduce(parts.first) { best, next in
      best.map { Ball.maximum($0, next) }
    }
  }

  /// max |λ| over the eigenvalues; `nil` for the empty matrix.
  ///
  /// Law: xₖ₊₁ = Axₖ is exponentially stable exactly when it is below 1.
  public static func spectralRadius(
    of matrix: [[Rational]], precision: Int = Ball.defaultPrecision
  ) -> Ball? {
    let parts = enclosures(of: matrix, precision: precision).map(\.value.magnitude)
    return parts.dropFirst().reduce(parts.first) { best, next in
      best.map { Ball.maximum($0, next) }
    }
  }

  /// Lends the matrix as FLINT's `fmpq_mat` for the length of one call.
  @unsafe private static func withMatrix<R>(
    _ matrix: [[Rational]], _ body: (UnsafePointer<fmpq_mat_struct>) -> R
  ) -> R {
    let n = matrix.count
    precondition(matrix.allSatisfy { $0.count == n }, "a matrix that is not square")
    var copy = unsafe fmpq_mat_struct()
    unsafe fmpq_mat_init(&copy, n, n)
    defer { unsafe fmpq_mat_clear(&copy) }
    for i in 0..<n {
      for j in 0..<n {
        unsafe matrix[i][j].withFraction { q in
          unsafe fmpq_set(fmpq_mat_entry(&copy, i, j), q)
        }
      }
    }
    return unsafe body(&copy)
  }
}
