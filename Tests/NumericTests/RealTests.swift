import Exact
import Numeric
import Testing

@Suite("Decimal numbers") struct RealTests {
  @Test("rounding to decimal is correct, also at ties")
  func decimals() {
    let rows: [(Rational, Int, String)] = [
      (Rational(1, 3), 5, "0.33333"), (Rational(-2, 3), 3, "-0.667"), (Rational(1, 8), 2, "0.12"),
      (Rational(3, 8), 2, "0.38"), (Rational(3, 20), 1, "0.2"), (Rational(1, 4), 1, "0.2"),
      (Rational(1999, 200), 3, "10.0"), (Rational(9985, 1000), 3, "9.98"), (Rational(0), 4, "0"),
      (Rational(12345), 2, "12000"), (Rational(1, 100_000), 2, "0.000010"),
      (Rational(1, 10_000_000), 1, "1e-7"), (Rational(10).power(25)!, 3, "1.00e+25"),
      (Rational("0.1500000000000000000000000000000000000001")!, 1, "0.2"),
      (Rational("0.2500000000000000000000000000000000000001")!, 1, "0.3"),
      (Rational("0.2499999999999999999999999999999999999999")!, 1, "0.2"),
    ]
    for (value, digits, text) in rows {
      #expect(value.decimal(digits: digits).description == text)
    }
  }

  @Test("a rounded decimal is at most half a unit away")
  func distance() {
    var random = RandomStream(seed: 5)
    for _ in 0..<500 {
      let value = Rational(random.integer(in: -9999...9999), random.integer(in: 1...9999))
      let digits = random.integer(in: 1...12)
      let decimal = value.decimal(digits: digits)
      let unit = Rational(10).power(decimal.exponent - digits)!
      #expect((decimal.rational - value).magnitude * 2 <= unit)
    }
  }

  @Test("binary and decimal")
  func binary() {
    #expect(Real("0.1", precision: 53)?.double == 0.1)
    #expect(Real("0.1", precision: 53)?.rational == Ball(0.1).exactRational)
    #expect(Real("1e3", precision: 20)?.rational == 1000)
    #expect(Real("0x1", precision: 20) == nil && Real("", precision: 20) == nil)
    #expect(Real("nan", precision: 20) == nil && Real("inf", precision: 20) == nil)
    let third = Rational(1, 3)
    #expect(Real(third, precision: 10, rounding: .down).rational < third)
    #expect(Real(third, precision: 10, rounding: .up).rational > third)
  }

  @Test("a ball gives only the digits that are certain")
  func balls() {
    #expect(Ball.pi().decimal(digits: 30)?.description == "3.14159265358979323846264338328")
    #expect(Ball.pi(precision: 40).decimal(digits: 30) == nil)
    #expect(Ball(midpoint: Rational(1), radius: Rational(1, 100)).decimal(digits: 3) == nil)
    #expect(Ball.indeterminate().decimal(digits: 1) == nil)
    #expect(Ball(Rational(1, 4)).decimal(digits: 1)?.description == "0.2")
  }
}
