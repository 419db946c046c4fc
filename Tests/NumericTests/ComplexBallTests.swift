import Exact
import Numeric
import Testing

@Suite("ComplexBall") struct ComplexBallTests {
  @Test("arithmetic contains the exact result")
  func inclusion() {
    var random = RandomStream(seed: 11)
    func rational() -> Rational {
      Rational(random.integer(in: -50...50), random.integer(in: 1...50))
    }
    for _ in 0..<200 {
      let (a, b, c, d) = (rational(), rational(), rational(), rational())
      let z = ComplexBall(re: Ball(a), im: Ball(b))
      let w = ComplexBall(re: Ball(c), im: Ball(d))
      func check(_ value: ComplexBall, _ re: Rational, _ im: Rational) {
        #expect(value.re.contains(re) && value.im.contains(im))
      }
      check(z + w, a + c, b + d)
      check(z - w, a - c, b - d)
      check(z * w, a * c - b * d, a * d + b * c)
      check(z.power(2), a * a - b * b, 2 * a * b)
      check(z.conjugate, a, -b)
      #expect(z.magnitude.power(2).contains(a * a + b * b))
      let norm = c * c + d * d
      if norm.isZero { continue }
      check(z / w, (a * c + b * d) / norm, (b * c - a * d) / norm)
      #expect(w.log().exp().overlaps(w) && w.squareRoot().power(2).overlaps(w))
    }
  }

  @Test("outside of a domain")
  func domains() {
    #expect(!(ComplexBall(1) / 0).isFinite && !ComplexBall(0).log().isFinite)
    #expect(!ComplexBall(0).power(-1).isFinite)
    #expect(ComplexBall.i.power(2).equals(-1) == .yes && ComplexBall.i.equals(1) == .no)
    #expect((-ComplexBall(4)).squareRoot().overlaps(2 * ComplexBall.i))
  }
}
