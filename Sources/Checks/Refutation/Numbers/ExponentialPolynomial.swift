import Exact
import Numeric

/// A function of time that satisfies a linear differential equation with constant rational coefficients,
/// with what is decided about it for t → ∞.
///
/// Law: such a function is Σ p_λ(t) e^{λt} over the roots λ of its least equation, with polynomials p_λ ≠ 0 of
/// degree less than the multiplicity. Source: E. Coddington, N. Levinson, Theory of Ordinary Differential
/// Equations, McGraw–Hill 1955, §3.6.
struct ExponentialPolynomial {
  /// The derivatives at one time, from the value on.
  private let derivatives: [Rational]
  /// The coefficients, ascending, of the least equation; the last is 1.
  private let polynomial: [Rational]

  /// - Parameter derivatives: at least twice as many as the order can be.
  init(derivatives: [Rational]) {
    self.derivatives = derivatives
    polynomial = RecurrentSequence.leastRecurrence(of: derivatives)
  }

  /// What the values tend to.
  ///
  /// Law: with the root 0 counted m times and all others in the open left half plane, the other factors q of
  /// the equation leave q(D) e, a polynomial of degree m − 1.
  var tendency: RecurrentSequence.Tendency {
    let zeros = polynomial.firstIndex { !$0.isZero } ?? 0
    let rest = Array(polynomial.dropFirst(zeros))
    if Self.isHurwitz(rest) {
      guard zeros > 0 else { return .finite(.zero) }
      let top = zip(rest, derivatives.dropFirst(zeros - 1)).reduce(Rational.zero) {
        $0 + $1.0 * $1.1
      }
      return zeros == 1 ? .finite(top / rest[0]) : .infinite((top / rest[0]).sign)
    }
    return isBounded ? .none : dominance
  }

  /// Where a root outside of the open left half plane is left.
  ///
  /// Law (Landau): if the values are ≥ 0 from some time on, the largest real part is itself a root. Source:
  /// D. Widder, The Laplace Transform, Princeton 1941, theorem II.5b.
  private var dominance: RecurrentSequence.Tendency {
    let roots = PolynomialRoot.roots(ofPolynomial: polynomial, precision: 128) ?? []
    guard let last = roots.last(where: \.isReal) else { return .none }
    let size = last.value.re
    let others = roots.filter { !($0.isReal && $0.value.re.overlaps(size)) }
    if others.contains(where: { size.isLess(than: $0.value.re) == .yes }) { return .none }
    guard size.isPositive == .yes,
      others.allSatisfy({ $0.value.re.isLess(than: size) == .yes })
    else { return .open }
    // Of A tᵐ⁻¹ e^{ρt} + … the other roots, and ρ but once, leave a positive multiple of A.
    var deflated: [Ball] = []
    var carry = Ball(0, precision: 128)
    for c in polynomial.reversed() {
      carry = carry * size + Ball(c, precision: 128)
      deflated.insert(carry, at: 0)
    }
    let value = zip(deflated.dropFirst(), derivatives).reduce(Ball(0, precision: 128)) {
      $0 + $1.0 * Ball($1.1, precision: 128)
    }
    return value.isPositive == .yes
      ? .infinite(1) : value.isNegative == .yes ? .infinite(-1) : .open
  }

  /// Whether all roots lie in the closed left half plane, those on the axis simple.
  ///
  /// Law (Hermite, Biehler): a polynomial c with c(−x) = ±c(x) has all its roots on the axis, and simple, if and
  /// only if c + c′ has all roots in the open left half plane.
  private var isBounded: Bool {
    let mirrored = polynomial.enumerated().map {
      $0.offset.isMultiple(of: 2) ? $0.element : -$0.element
    }
    let axis = RecurrentSequence.greatestDivisor(polynomial, mirrored)
    let inside = RecurrentSequence.division(polynomial, axis).quotient
    let slope = axis.enumerated().dropFirst().map { Rational($0.offset) * $0.element }
    let sum = axis.enumerated().map {
      $0.offset < slope.count ? $0.element + slope[$0.offset] : $0.element
    }
    return Self.isHurwitz(inside) && Self.isHurwitz(sum)
  }

  /// Whether all roots lie in the open left half plane.
  ///
  /// Law (Routh): p = a xⁿ + b xⁿ⁻¹ + … has, if and only if a b > 0 and the polynomial of degree n − 1 has that
  /// (a/b) x (b xⁿ⁻¹ + p₍ₙ₋₃₎ xⁿ⁻³ + …) leaves of p.
  static func isHurwitz(_ coefficients: [Rational]) -> Bool {
    var p = coefficients
    while p.count > 1 {
      let n = p.count - 1
      guard (p[n] * p[n - 1]).sign > 0 else { return false }
      let factor = p[n] / p[n - 1]
      for i in stride(from: n - 1, through: 0, by: -2) { p[i + 1] -= factor * p[i] }
      p.removeLast()
    }
    return true
  }
}
