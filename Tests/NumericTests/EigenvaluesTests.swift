import Exact
import Numeric
import Testing

@Suite("Eigenvalues") struct EigenvaluesTests {
  /// The Jacobian of the Dirac GAN with R1 penalty, at its equilibrium.
  private func jacobian(_ gamma: Rational) -> [[Rational]] {
    let half = Rational(1, 2)
    return [[-gamma, 0, -half], [0, -half, 0], [half, 0, 0]]
  }

  @Test("complex pair at γ = 1/10")
  func complexPair() throws {
    let gamma = Rational(1, 10)
    let roots = Eigenvalues.enclosures(of: jacobian(gamma))
    #expect(roots.map(\.multiplicity) == [1, 1, 1] && roots.map(\.isReal) == [true, false, false])
    let frequency = (1 - Ball(gamma).power(2)).squareRoot() / 2
    #expect(roots[0].value.re.contains(Rational(-1, 2)))
    for (root, sign) in zip(roots.dropFirst(), [-1, 1] as [Ball]) {
      #expect(root.value.re.contains(Rational(-1, 20)))
      #expect(root.value.im.overlaps(sign * frequency))
    }
    #expect(roots[2].value.im.decimal(digits: 4)?.description == "0.4975")
    let abscissa = try #require(Eigenvalues.spectralAbscissa(of: jacobian(gamma)))
    #expect(abscissa.contains(Rational(-1, 20)) && abscissa.relativeRadiusBits > 150)
  }

  @Test("real eigenvalues at γ = 2, a triple one at γ = 1, imaginary ones at γ = 0")
  func special() {
    let real = Eigenvalues.enclosures(of: jacobian(2))
    let roots = real.map { $0.value.re.decimal(digits: 4)?.description }
    #expect(roots == ["-1.866", "-0.5000", "-0.1340"] && real.allSatisfy(\.isReal))
    let triple = Eigenvalues.enclosures(of: jacobian(1))
    #expect(triple.count == 1 && triple[0].multiplicity == 3)
    #expect(triple[0].isReal && triple[0].value.re.contains(Rational(-1, 2)))
    let imaginary = Eigenvalues.enclosures(of: jacobian(0))
    #expect(imaginary.count == 3 && imaginary.filter(\.isReal).count == 1)
    #expect(imaginary[1].value.re.isZero != .no)
  }

  @Test("polynomials with complex coefficients")
  func gaussian() throws {
    // (z − i)(z − 2) = z² − (2 + i) z + 2 i
    let roots = try #require(
      PolynomialRoot.roots(real: [0, -2, 1], imaginary: [2, -1, 0]))
    #expect(roots.count == 2)
    #expect(roots[0].re.contains(Rational.zero) && roots[0].im.contains(Rational(1)))
    #expect(roots[1].re.contains(Rational(2)) && roots[1].im.contains(Rational.zero))
    // A double root is not told from a simple one.
    #expect(PolynomialRoot.roots(real: [-1, 0, 1], imaginary: [0, -2, 0]) == nil)
    #expect(PolynomialRoot.roots(real: [1, 0, 1], imaginary: [0, 0, 0])?.count == 2)
    #expect(PolynomialRoot.roots(real: [3], imaginary: [1]) == nil)
  }

  @Test("polynomials")
  func polynomials() throws {
    #expect(PolynomialRoot.roots(ofPolynomial: []) == nil)
    #expect(PolynomialRoot.roots(ofPolynomial: [0, 0]) == nil)
    #expect(PolynomialRoot.roots(ofPolynomial: [Rational(3, 7)])?.count == 0)
    let zeros = try #require(PolynomialRoot.roots(ofPolynomial: [0, 0, 0, 4, 0]))
    #expect(zeros.count == 1 && zeros[0].multiplicity == 3)
    #expect(zeros[0].value.equals(0) == .yes)
    // (x − 1/2)² (x² + 1) x
    let mixed = try #require(
      PolynomialRoot.roots(
        ofPolynomial: [0, Rational(1, 4), -1, Rational(5, 4), -1, 1]))
    #expect(mixed.map(\.multiplicity).reduce(0, +) == 5 && mixed.count == 4)
    #expect(mixed.filter(\.isReal).count == 2 && mixed.last?.multiplicity == 2)
  }

  @Test("random matrices: trace, determinant, and the characteristic polynomial in balls")
  func random() throws {
    var random = RandomStream(seed: 13)
    for n in 1...5 {
      for _ in 0..<10 {
        let matrix = (0..<n).map { _ in
          (0..<n).map { _ in Rational(random.integer(in: -9...9), random.integer(in: 1...4)) }
        }
        let polynomial = Eigenvalues.characteristicPolynomial(of: matrix)
        let determinant = Eigenvalues.determinant(of: matrix)
        #expect(polynomial.count == n + 1 && polynomial[n].isOne)
        #expect(polynomial[0] == (n % 2 == 0 ? determinant : -determinant))
        let roots = Eigenvalues.enclosures(of: matrix)
        #expect(roots.map(\.multiplicity).reduce(0, +) == n)
        let sum = roots.reduce(ComplexBall(0)) {
          $0 + ComplexBall(Rational($1.multiplicity)) * $1.value
        }
        #expect(sum.re.contains((0..<n).reduce(Rational.zero) { $0 + matrix[$1][$1] }))
        let product = roots.reduce(ComplexBall(1)) { $0 * $1.value.power($1.multiplicity) }
        #expect(product.re.contains(determinant) && product.im.contains(Rational.zero))
        let enclosed = Eigenvalues.characteristicPolynomial(
          of: matrix.map { $0.map { ComplexBall($0, precision: 100) } })
        for (exact, ball) in zip(polynomial, enclosed) { #expect(ball.re.contains(exact)) }
        let radius = try #require(Eigenvalues.spectralRadius(of: matrix))
        #expect(roots.allSatisfy { $0.value.magnitude.isAtMost(radius) != .no })
      }
    }
    #expect(Eigenvalues.determinant(of: []).isOne)
    #expect(Eigenvalues.spectralAbscissa(of: []) == nil)
  }
}
