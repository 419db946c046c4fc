import Exact
import Testing

@testable import Checks

@Suite("Cells between the real roots of polynomials")
struct RealRootCellsTests {
  @Test("roots of odd order, from left to right, to many digits")
  func roots() {
    // x (x² − 2) and (x − 1)²
    let roots = RealRootCells.roots(of: [0, -2, 0, 1])
    #expect(roots.count == 3 && roots == roots.sorted())
    for root in roots {
      let value = root * (root * root - 2)
      #expect(value.magnitude < Rational(1, 1 << 50))
    }
    // One of even order is found where it is a root of the derivative exactly.
    #expect(RealRootCells.roots(of: [1, -2, 1]) == [1])
    #expect(RealRootCells.roots(of: [1, 0, 1]).isEmpty)
    #expect(RealRootCells.roots(of: [-3, 6]) == [Rational(1, 2)])
    #expect(RealRootCells.roots(of: [5]).isEmpty && RealRootCells.roots(of: []).isEmpty)
  }

  @Test("each cell has a number, also a very short one")
  func cells() {
    // x³ − x + 0.3849 is negative on an interval of length about 10⁻³ only.
    let p: [Rational] = [Rational(3849, 10_000), -1, 0, 1]
    let samples = RealRootCells.samples(of: [p])
    let values = samples.map { x in p.reversed().reduce(Rational.zero) { $0 * x + $1 } }
    #expect(zip(samples, values).contains { $0.sign > 0 && $1.sign < 0 })
    #expect(values.contains { $0.sign > 0 })
    #expect(RealRootCells.samples(of: []).isEmpty)
  }

  @Test("the simplest number of an interval")
  func simplest() {
    #expect(RealRootCells.simplest(between: Rational(1, 3), and: Rational(2, 5)) == Rational(1, 3))
    #expect(
      RealRootCells.simplest(between: Rational(34, 100), and: Rational(39, 100)) == Rational(3, 8))
    #expect(RealRootCells.simplest(between: Rational(-7, 2), and: Rational(-13, 5)) == -3)
    #expect(RealRootCells.simplest(between: -1, and: 2) == 0)
  }
}
