import CFLINT
import CGMP
import Exact

/// A root of a polynomial with rational coefficients, enclosed apart from the other roots.
public struct PolynomialRoot: Sendable {
  /// A rectangle that contains this root and no other; an imaginary part of exactly 0 is a proof that
  /// the root is real.
  public let value: ComplexBall

  /// How often the root occurs, exactly.
  public let multiplicity: Int

  /// Whether the root is real: decided, not guessed.
  public var isReal: Bool { value.im.isZero == .yes }

  /// The distinct complex roots of `Σ cₖ xᵏ` with their multiplicities, by ascending real, then
  /// imaginary part of the midpoints; `nil` for the zero polynomial, which every number solves.
  ///
  /// The polynomial is split exactly into square-free parts, and the roots of each are isolated to
  /// `precision` bits. Cost: about 1 ms at degree 10, 10 ms at degree 30.
  ///
  /// Source: Arb, `arb_fmpz_poly_complex_roots`.
  public static func roots(
    ofPolynomial coefficients: [Rational], precision: Int = Ball.defaultPrecision
  ) -> [PolynomialRoot]? {
    guard coefficients.contains(where: { !$0.isZero }) else { return nil }
    return unsafe withIntegerPolynomial(coefficients) { polynomial in
      var factors = unsafe fmpz_poly_factor_struct()
      unsafe fmpz_poly_factor_init(&factors)
      defer { unsafe fmpz_poly_factor_clear(&factors) }
      unsafe fmpz_poly_factor_squarefree(&factors, polynomial)
      var roots: [PolynomialRoot] = []
      for index in unsafe 0..<factors.num {
        let multiplicity = unsafe factors.exp[index]
        unsafe roots += simpleRoots(factors.p + index, precision: precision).map {
          PolynomialRoot(value: $0, multiplicity: multiplicity)
        }
      }
      return roots.sorted {
        ($0.value.re.midpoint, $0.value.im.midpoint) < ($1.value.re.midpoint, $1.value.im.midpoint)
      }
    }
  }

  /// Lends `Σ cₖ xᵏ`, times a common denominator of its coefficients.
  @unsafe private static func withIntegerPolynomial<R>(
    _ coefficients: [Rational], _ body: (UnsafePointer<fmpz_poly_struct>) -> R
  ) -> R {
    var rational = unsafe fmpq_poly_struct()
    var integer = unsafe fmpz_poly_struct()
    unsafe fmpq_poly_init(&rational)
    unsafe fmpz_poly_init(&integer)
    defer {
      unsafe fmpq_poly_clear(&rational)
      unsafe fmpz_poly_clear(&integer)
    }
    for (power, coefficient) in coefficients.enumerated() {
      unsafe coefficient.withFraction { unsafe fmpq_poly_set_coeff_fmpq(&rational, power, $0) }
    }
    unsafe fmpq_poly_get_numerator(&integer, &rational)
    return unsafe body(&integer)
  }

  /// The roots of a square-free polynomial.
  @unsafe private static func simpleRoots(
    _ polynomial: UnsafePointer<fmpz_poly_struct>, precision: Int
  ) -> [ComplexBall] {
    let degree = unsafe fmpz_poly_degree(polynomial)
    guard degree > 0, let vector = unsafe _acb_vec_init(degree) else { return [] }
    defer { unsafe _acb_vec_clear(vector, degree) }
    unsafe arb_fmpz_poly_complex_roots(vector, polynomial, 0, precision)
    return (0..<degree).map { index in
      unsafe ComplexBall(precision: precision) { p, _ in unsafe acb_set(p, vector + index) }
    }
  }
}
