import Exact
import Notation
import Numeric
import Testing

@testable import Checks

@Suite("Numbers of the refuter") struct ArithmeticTests {
  private let arithmetic = Arithmetic(bits: 128, complex: false)

  @Test("roots stay exact, and come together again")
  func surds() throws {
    let two = try arithmetic.squareRoot(DualNumber(2))
    let eight = try arithmetic.squareRoot(DualNumber(8))
    #expect(arithmetic.multiply(two, eight).primal.rational == 4)
    #expect(
      arithmetic.subtract(eight, arithmetic.multiply(DualNumber(2), two)).primal.rational == 0)
    #expect(try arithmetic.power(two, -4).primal.rational == Rational(1, 4))
  }

  @Test(
    "the k-th derivative of each function is that of its Taylor series at 0",
    arguments: [
      (NamedOperator.exp, [1, 1, 1, 1]), (.sin, [0, 1, 0, -1]), (.cos, [1, 0, -1, 0]),
      (.tanh, [0, 1, 0, -2]), (.arctan, [0, 1, 0, -2]),
    ])
  func derivatives(_ name: NamedOperator, _ expected: [Int]) throws {
    for (order, value) in expected.enumerated() {
      // The outer derivative has the older tag.
      var x = DualNumber.zero
      for tag in 0..<order { x = .dual(tag: tag + 1, value: x, slopes: [.one]) }
      var y = try arithmetic.elementary(name, x) ?? .zero
      for tag in (0..<order).reversed() { y = y.slope(of: tag + 1, 0) }
      #expect(y.primal.rational == Rational(value), "order \(order)")
    }
  }

  @Test("derivatives by different variables are not mixed up")
  func perturbations() throws {
    // d/dx (x · d/dy (x + y) at y = 1) at x = 1 is 1, and not 2.
    #expect(
      try survey(
        #"\frac{\partial}{\partial x}\left(x\,\frac{\partial}{\partial y}(x + y)\right) = 1"#,
        given: "x, y : real"
      ).agree
        == 200)
    #expect(
      try survey(
        #"\frac{\partial}{\partial x}\left(x\,\frac{\partial}{\partial y}(x y)\right) = 2 x"#,
        given: "x, y : real"
      ).agree
        == 200)
  }
}
