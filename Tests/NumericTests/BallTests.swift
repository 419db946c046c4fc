import Exact
import Numeric
import Testing

/// Random rationals of mixed sizes, each with the seed that makes it.
private func samples(_ count: Int, seed: UInt64) -> [Rational] {
  var random = RandomStream(seed: seed)
  return (0..<count).map { _ in
    let size = [3, 100, 1_000_000].randomElement(using: &random)!
    return Rational(random.integer(in: -size...size), random.integer(in: 1...size))
  }
}

@Suite("Ball") struct BallTests {
  @Test("arithmetic contains the exact result", arguments: [UInt64](1...4))
  func inclusion(seed: UInt64) {
    let numbers = samples(400, seed: seed)
    for (a, b) in zip(numbers, numbers.dropFirst()) {
      for bits in [5, 53, 192] {
        let (x, y) = (Ball(a, precision: bits), Ball(b, precision: bits))
        #expect((x + y).contains(a + b))
        #expect((x - y).contains(a - b))
        #expect((x * y).contains(a * b))
        #expect((-x).contains(-a))
        #expect(x.magnitude.contains(a.magnitude))
        #expect(x.power(3).contains(a.power(3)!))
        #expect(Ball.minimum(x, y).contains(min(a, b)))
        #expect(Ball.maximum(x, y).contains(max(a, b)))
        if b.isZero { #expect(!(x / y).isFinite) } else { #expect((x / y).contains(a / b)) }
        #expect(x.lower! <= a && a <= x.upper!)
        #expect(x.isLess(than: y) != (a < b ? .no : .yes))
        #expect(x.isAtMost(y) != (a <= b ? .no : .yes))
        #expect(x.equals(y) != (a == b ? .no : .yes))
        let wide = Ball(midpoint: a, radius: b, precision: bits)
        #expect(wide.contains(a + b) && wide.contains(a - b))
        #expect(wide.magnitude.contains((a + b).magnitude))
        #expect(wide.magnitude.isNonnegative != .no)
      }
    }
  }

  typealias Function = (name: String, value: @Sendable (Ball) -> Ball)

  static let functions: [Function] = [
    ("exp", { $0.exp() }), ("log", { $0.log() }), ("log1p", { $0.log1p() }),
    ("expm1", { $0.expm1() }), ("sqrt", { $0.squareRoot() }), ("sin", { $0.sin() }),
    ("cos", { $0.cos() }), ("tan", { $0.tan() }), ("atan", { $0.atan() }),
    ("tanh", { $0.tanh() }), ("sinh", { $0.sinh() }), ("cosh", { $0.cosh() }),
    ("logistic", { $0.logistic() }), ("softplus", { $0.softplus() }), ("erf", { $0.erf() }),
    ("gamma", { $0.gamma() }), ("logGamma", { $0.logGamma() }),
    ("power", { $0.power(Ball(Rational(1, 3))) }),
  ]

  @Test("two precisions overlap, and a wide ball contains its points", arguments: functions.indices)
  func functionsAgree(index: Int) {
    let (name, f) = Self.functions[index]
    for a in samples(150, seed: 7) where a.magnitude < 10_000 {
      let coarse = f(Ball(a, precision: 64))
      let fine = f(Ball(a, precision: 256))
      #expect(coarse.overlaps(fine), "\(name)(\(a))")
      #expect(coarse.isFinite == fine.isFinite, "\(name)(\(a))")
      let wide = f(Ball(midpoint: a + Rational(1, 3), radius: Rational(1, 2), precision: 64))
      if fine.isFinite { #expect(wide.contains(fine), "\(name) near \(a)") }
    }
  }

  @Test("identities hold as overlaps at 300 bits")
  func identities() {
    for a in samples(60, seed: 9) where a.magnitude < 100 {
      let x = Ball(a, precision: 300)
      #expect((x.sin().power(2) + x.cos().power(2)).contains(Rational(1)))
      #expect(x.exp().log().contains(a))
      #expect((x.logistic() + (-x).logistic()).contains(Rational(1)))
      #expect((x.softplus() - (-x).softplus()).contains(a))
      #expect((x.cosh().power(2) - x.sinh().power(2)).contains(Rational(1)))
      #expect(x.expm1().log1p().contains(a))
      #expect((x.tanh() * x.cosh()).overlaps(x.sinh()))
    }
    #expect(Ball.pi().sin().contains(Rational(0)))
    #expect(Ball.e().log().contains(Rational(1)))
    #expect(Ball.log2().exp().contains(Rational(2)))
    #expect(Ball(5).gamma().contains(Rational(24)))
    #expect(Ball(Rational(1, 2)).gamma().power(2).overlaps(Ball.pi()))
    #expect((Ball(1).atan() * 4).overlaps(Ball.pi()))
  }

  @Test("outside of a domain stands the indeterminate ball")
  func domains() {
    let nothing = [
      Ball(1) / 0, Ball(0).power(-1), Ball(-1).log(), Ball(0).log(), Ball(-1).squareRoot(),
      Ball(-1).log1p(), Ball(-3).gamma(), Ball(0).logGamma(), Ball(Double.nan),
      Ball(Double.infinity), Ball(-2).power(Ball(Rational(1, 3))),
      1 / Ball(midpoint: Rational(0), radius: 1), Ball(midpoint: Rational(0), radius: 1).log(),
      .indeterminate(),
    ]
    for ball in nothing {
      #expect(!ball.isFinite)
      #expect(ball.lower == nil && ball.upper == nil && ball.exactRational == nil)
      #expect(ball.equals(ball) == .unknown && ball.isZero == .unknown)
      #expect(ball.isLess(than: 3) == .unknown && ball.overlaps(3) && ball.contains(Rational(3)))
      #expect(ball.description == "indeterminate" && ball.midpoint.isNaN)
    }
    #expect(Ball(10).power(Ball(10).power(30)).isFinite)
    #expect(Ball(10).power(1 << 40).lower == nil, "too long to write out")
  }

  @Test("a wide ball keeps the range of bounded functions")
  func wide() {
    let wide = Ball(midpoint: Rational(0), radius: 1000)
    for ball in [wide.logistic(), (wide.tanh() + 1) / 2, (wide.erf() + 1) / 2] {
      #expect(ball.lower! > Rational(-1, 100) && ball.upper! < Rational(101, 100))
    }
    let vast = Ball(10).power(1 << 40)
    #expect((-vast).logistic().isLess(than: Ball(Rational(1, 1000))) == .yes)
    #expect(Ball(Rational(1, 2)).isLess(than: vast.logistic()) == .yes)
    #expect(vast.sin().magnitude.upper! < 2 && vast.exp().log1p().isFinite == vast.exp().isFinite)
    #expect(wide.softplus().upper! < 1001 && wide.softplus().lower! > -1)
  }

  @Test("questions have three answers")
  func questions() {
    let third = Ball(Rational(1, 3))
    #expect(third.equals(third) == .unknown && Ball(2).equals(2) == .yes)
    #expect(Ball(2).equals(3) == .no && third.isLess(than: Ball(Rational(1, 2))) == .yes)
    #expect(third.isExact == false && third.exactRational == nil)
    #expect(Ball(Rational(-5, 8)).exactRational == Rational(-5, 8))
    #expect(Ball(0).isZero == .yes && third.isZero == .no)
    #expect(third.relativeRadiusBits > 180 && third.isPositive == .yes)
    #expect(Ball(0.1).exactRational != Rational(1, 10) && Ball(0.1).midpoint == 0.1)
    let all: [Certainty] = [.yes, .no, .unknown]
    for a in all {
      #expect(a.not.not == a)
      #expect(a.and(.no) == .no && a.or(.yes) == .yes && a.and(.yes) == a && a.or(.no) == a)
      for b in all { #expect(a.and(b) == b.and(a) && a.or(b) == a.not.and(b.not).not) }
    }
    #expect(Certainty.unknown.and(.unknown) == .unknown)
  }

  @Test("printing")
  func printing() {
    #expect(Ball(2).description == "2.0000000000000000000")
    #expect(Ball(Rational(1, 3)).text(digits: 5) == "0.33333 ± 3.34e-6")
    #expect(Ball(Rational(1, 3)).rounded(to: 20).precision == 20)
  }
}
