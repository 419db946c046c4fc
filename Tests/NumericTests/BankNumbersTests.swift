import Exact
import Numeric
import Testing

private func b(_ p: Int, _ q: Int = 1) -> Ball { Ball(Rational(p, q), precision: 120) }
private func l(_ p: Int, _ q: Int = 1) -> Ball { b(p, q).log() }

/// The closed-form numbers of the question bank, each to all digits in which it is known there, from balls and
/// certified integrals.
@Suite("Numbers of the question bank") struct BankNumbersTests {
  private static let bits = 120

  /// A printed decimal with half a unit of its last digit.
  private static func printed(_ text: String) throws -> Ball {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let digits = parts.count > 1 ? parts[1].count : 0
    let scale = (0..<digits).reduce(1) { value, _ in value * 10 }
    let whole = try #require(Int(parts.joined()))
    return Ball(midpoint: Rational(whole, scale), radius: Rational(1, 2 * scale), precision: bits)
  }

  private static func mixture(_ rows: (Int, Int, Int, Int, Int)...) throws -> GaussianMixture {
    // Weight p/q, mean, standard deviation s/t.
    try #require(
      GaussianMixture(
        rows.map {
          .init(weight: Rational($0.0, $0.1), mean: Rational($0.2), deviation: Rational($0.3, $0.4))
        }))
  }

  /// 𝔼 f(Z + m) for standard normal Z and |f(x)| ≤ 10⁶(1 + x²): beyond 40 nothing of 100 digits is left.
  private static func mean(
    _ m: Int, _ f: @escaping Quadrature.Integrand
  ) -> Ball {
    let factor = ComplexBall(1 / (2 * Ball.pi(precision: bits)).squareRoot())
    let inner = Quadrature.integral(
      from: Ball(-40, precision: bits), to: Ball(40, precision: bits), bits: bits
    ) { z, isAnalytic in
      let shifted = z - ComplexBall(Rational(m))
      let density = (shifted * shifted / ComplexBall(-2)).exp()
      return factor * density * f(z, isAnalytic)
    }
    return inner + Ball(midpoint: 0, radius: Rational(1, 1 << 60) * Rational(1, 1 << 40))
  }

  /// log σ(c·z + d), where the exponent is kept from overflowing by its sign at the midpoint.
  private static func logSigma(_ z: ComplexBall, _ isAnalytic: Bool) -> ComplexBall {
    if z.re.midpoint > 0 { return -(ComplexBall(1) + (-z).exp()).logarithm(analytic: isAnalytic) }
    return z - (ComplexBall(1) + z.exp()).logarithm(analytic: isAnalytic)
  }

  private static func logCosh(_ z: ComplexBall, _ isAnalytic: Bool) -> ComplexBall {
    let x = z.re.midpoint < 0 ? -z : z
    let two = ComplexBall(-2)
    return x + (ComplexBall(1) + (two * x).exp()).logarithm(analytic: isAnalytic)
      - ComplexBall(Ball.log2(precision: bits))
  }

  private func check(_ rows: [(String, Ball)]) throws {
    for (text, value) in rows {
      let expected = try Self.printed(text)
      #expect(expected.contains(value), "\(text) is \(value)")
      #expect(value.radius < 1e-15, "\(text) is known as \(value)")
      // A control: a unit in the last digit more is no enclosure.
      let unit = Ball(midpoint: 0, radius: 0) + 2 * Ball(around: expected.radius, radius: 0)
      #expect(!(expected + unit).contains(value) || expected.radius == 0)
    }
  }

  @Test func logarithmsOfRationals() throws {
    func entropy(_ p: Int, _ q: Int) -> Ball {
      -(b(p, q) * l(p, q)) - b(q - p, q) * l(q - p, q)
    }
    func kl(_ p: Int, _ q: Int, _ r: Int, _ s: Int) -> Ball {
      b(p, q) * (l(p, q) - l(r, s)) + b(q - p, q) * (l(q - p, q) - l(s - r, s))
    }
    try check([
      ("-0.91629073", l(2, 5)), ("0.14384104", kl(1, 2, 3, 4)), ("0.13081204", kl(1, 4, 1, 2)),
      ("-1.06013177", (l(3, 5) + l(1, 5)) / 2), ("0.0719205181", kl(1, 2, 1, 4) / 2),
      ("-1.2040", l(3, 10)), ("-1.6094", l(1, 5)), ("-0.3670", (l(6, 5) + l(2, 5)) / 2),
      ("1.38629436", 2 * l(2)), ("-1.38629", -2 * l(2)),
      ("-0.22493", b(3, 10) * l(3, 4) + b(1, 10) * l(1, 4)),
      ("-0.27726", b(4, 10) * l(1, 2)),
      ("-0.26187", b(3, 10) * l(9, 10) + b(1, 10) * l(1, 10)),
      ("0.04257890", (l(1, 2) - l(5, 14) + l(1, 2) - l(9, 14)) / 2),
      ("0.58778666", l(2) + l(9, 10)),
      ("-1.34428251", b(7, 10) * l(7, 12) + b(3, 10) * l(3, 8) + (l(5, 12) + l(5, 8)) / 2),
      ("0.33891914", kl(3, 10, 7, 10)), ("-0.56233514", -entropy(3, 4)),
      ("-1.60943791", l(1, 5)), ("2.60943791", 1 - l(1, 5)),
      ("-1.90022561", b(1, 4) * l(1, 2) + b(3, 4) * l(1, 10)),
      ("-1.1513", (l(1, 2) + l(1, 5)) / 2), ("-0.8047", l(1, 5) / 2),
      ("0.1015", kl(1, 2, 5, 7)), ("0.2939", kl(1, 2, 5, 6)),
      ("-0.02842641", l(2) / 2 - b(3, 8)), ("0.22157359", l(2) / 2 - b(1, 8)),
      ("0.443", l(2) - b(1, 4)), ("0.307", 1 - l(2)), ("0.6931", l(2)),
    ])
  }

  @Test func importanceWeightedBounds() throws {
    /// Two equally likely weights 3/5 and 1/5: Σ C(k, j) 2⁻ᵏ log((3j + (k − j))/(5k)).
    func bound(_ k: Int) -> Ball {
      var (sum, choose) = (b(0), Ball(1, precision: 400))
      for j in 0...k {
        sum = sum + choose * Ball(Rational(2 * j + k, 5 * k), precision: 400).log()
        choose = choose * Ball(k - j, precision: 400) / Ball(j + 1, precision: 400)
      }
      return sum / Ball(2, precision: 400).power(k)
    }
    try check([
      ("-1.06013177", bound(1)), ("-0.98821125", bound(2)), ("-0.96281507", bound(3)),
      ("-0.95040549", bound(4)), ("-0.92428776", bound(16)), ("-0.91677973", bound(256)),
      ("0.14384", l(2, 5) - bound(1)), ("0.13957", 3 * (l(2, 5) - bound(3))),
      ("0.13091", 8 * (l(2, 5) - bound(8))), ("0.12573", 64 * (l(2, 5) - bound(64))),
      ("0.12518", 256 * (l(2, 5) - bound(256))),
    ])
  }

  @Test func normals() throws {
    let (zero, one) = (try Self.mixture((1, 1, 0, 1, 1)), try Self.mixture((1, 1, 1, 1, 1)))
    let wide = try Self.mixture((1, 1, 0, 2, 1))
    let logTwoPi = (2 * Ball.pi(precision: Self.bits)).log()
    let jsd = zero.jensenShannonDivergence(from: one, bits: Self.bits)
    func mean(_ m: Int, _ f: @escaping Quadrature.Integrand) -> Ball { Self.mean(m, f) }
    let half = ComplexBall(Rational(1, 2))
    try check([
      ("0.44314718", one.divergence(from: wide, bits: Self.bits)), ("0.44314718", l(2) - b(1, 4)),
      ("1.30685282", wide.divergence(from: one, bits: Self.bits)),
      ("0.163169", mean(1) { z, a in Self.logCosh(z, a) - half }),
      ("0.1114214822", jsd), ("-1.163451397", 2 * jsd - 2 * l(2)),
      ("-3.38718321", -logTwoPi - l(3) / 2 - 1), ("-2.26551212", -(logTwoPi + l(2)) / 2 - 1),
      ("-2.51551212", -(logTwoPi + l(2)) / 2 - b(5, 4)),
      ("-3.18623165", (logTwoPi + 1 - 4 * l(10)) / 2),
      ("0.24197", (-(logTwoPi + 1) / 2).exp()),
      ("-3.53102425", -logTwoPi - l(2) - 1), ("0.91894", logTwoPi / 2),
      ("0.24197072", (-logTwoPi / 2 - b(1, 2)).exp()),
      ("0.05399097", (-logTwoPi / 2 - 2).exp()),
      ("-5.98882", logTwoPi / 2 - 3 * l(10)),
      (
        "0.39797287",
        mean(1) { z, a in (z - ComplexBall(1)) * Self.logSigma(z - half, a) }
      ),
      (
        "0.60202713",
        1 - mean(1) { z, a in (z - ComplexBall(1)) * Self.logSigma(z - half, a) }
      ),
    ])
    // Linear Gaussian β-VAE at x = 2 with q = N(x/(1 + β), β/(1 + β)).
    func loss(_ p: Int, _ q: Int) -> Ball {
      let beta = b(p, q)
      let (m, v) = (2 / (1 + beta), beta / (1 + beta))
      return (logTwoPi + (2 - m).power(2) + v) / 2 + beta * (m * m + v - 1 - v.log()) / 2
    }
    try check([
      ("1.52011827", loss(1, 4)), ("2.26551212", loss(1, 1)), ("2.96522564", loss(4, 1)),
      ("1.41894", (logTwoPi + 1) / 2), ("0.96894", (logTwoPi + b(1, 10)) / 2),
      ("0.91944", (logTwoPi + b(1, 1000)) / 2),
    ])
  }

  @Test func flows() throws {
    let two = try Self.mixture((1, 2, 3, 1, 1), (1, 2, -3, 1, 1))
    let nine = try Self.mixture((1, 1, 0, 3, 1))
    let three = try Self.mixture((1, 1, 3, 1, 1))
    // 𝔼x² = 10 under the two humps, so that N(0, 9) leads to N(0, 10).
    let forward =
      two.divergence(from: nine, bits: Self.bits) - l(9) / 2 - b(10, 18) + l(10) / 2 + b(1, 2)
    let root = ComplexBall(3 * b(10).squareRoot())
    let reverse =
      -l(10) / 2 - b(1, 2) + 5 + b(9, 2) - Self.mean(0) { z, a in Self.logCosh(root * z, a) }
    let x = b(1, 2) + b(1, 2).tanh()
    let slope = 2 - b(1, 2).tanh().power(2)
    // x = sinh u: the density of X at x times cosh u, against −(x − 1)²/2 + u²/2 + log cosh u; beyond |u| = 6 the
    // density is below e^{−20000}.
    let factor = ComplexBall(1 / (2 * Ball.pi(precision: Self.bits)).squareRoot())
    let flow = Quadrature.integral(
      from: Ball(-6, precision: Self.bits), to: Ball(6, precision: Self.bits), bits: Self.bits
    ) { u, isAnalytic in
      let (plus, minus) = (u.exp(), (-u).exp())
      let half = ComplexBall(Rational(1, 2))
      let (sinh, cosh) = (half * (plus - minus), half * (plus + minus))
      let square = half * (sinh - ComplexBall(1)) * (sinh - ComplexBall(1))
      let log = Self.logCosh(u, isAnalytic)
      return factor * (-square).exp() * cosh * (half * u * u + log - square)
    }
    let logTwoPi = (2 * Ball.pi(precision: Self.bits)).log()
    try check([
      ("0.46199461", forward), ("8.31070", two.divergence(from: three, bits: Self.bits)),
      ("0.93798019", reverse), ("0.68929793", three.divergence(from: two, bits: Self.bits)),
      ("0.96211716", x), ("-1.62416767", -(logTwoPi + b(1, 4)) / 2 - slope.log()),
      ("0.456790462272", flow),
    ])
  }

  @Test func discriminators() throws {
    let l2 = l(2)
    let half = Rational(1, 2)
    /// ½(𝔼₁ log σ(c·a + d) + 𝔼₀ log σ(−c·a − d)) + log 2 with a = x − ½.
    func value(_ c: Rational, _ d: Rational) -> Ball {
      func logit(_ z: ComplexBall) -> ComplexBall {
        ComplexBall(c) * (z - ComplexBall(half)) + ComplexBall(d)
      }
      let one = Self.mean(1) { z, a in Self.logSigma(logit(z), a) }
      let zero = Self.mean(0) { z, a in Self.logSigma(-logit(z), a) }
      return (one + zero) / 2 + l2
    }
    try check([
      ("0.1114214822", value(1, 0)), ("0.08729424", value(half, 0)), ("-0.58796612", value(6, 0)),
      ("0.0009947", value(1, 0) - value(1, Rational(1, 10))),
    ])
  }

  @Test func contrastive() throws {
    let one = b(1)
    func sphere(_ n: Int) -> Ball { one.exponentialMeanOnSphere(dimension: n).log() }
    let bessel = one.besselI(order: b(0))
    let (e, inverse) = (one.exp(), (-one).exp())
    func uniformity(_ t: Ball) -> Ball {
      let (u, first, second) = (1 - t, (t * e + (1 - t) * inverse).log(), (1 - t) * e)
      return t * first + u * (second + t * inverse).log()
    }
    let bias = -(b(2).besselI(order: b(0)) - bessel * bessel) / (2 * bessel * bessel)
    let batch = (1 + 999 * (-b(2)).exp()).log()
    try check([
      ("0.12692801", (1 + (-b(2)).exp()).log()), ("2.12692801", 2 + (1 + (-b(2)).exp()).log()),
      ("0.23591436", bessel.log()), ("0.23591436", sphere(2)), ("-0.21107145", bias),
      ("0.16143936", one.sinh().log()), ("0.16143936", sphere(3)),
      ("0.43378083", one.cosh().log()), ("0.43378083", sphere(1)),
      ("0.5662", 1 - sphere(1)), ("0.7641", 1 - sphere(2)), ("0.8386", 1 - sphere(3)),
      ("0.9502", 1 - sphere(10)), ("0.9961", 1 - sphere(128)), ("-0.76408564", sphere(2) - 1),
      ("0.76801", uniformity(b(1, 10))), ("0.51093", uniformity(b(3, 10))),
      ("0.43378", uniformity(b(1, 2))), ("4.91412401", batch), ("4.9141", batch),
      ("-1.99363", batch - l(1000)), ("0.1831", sphere(2) + bias / 4),
      ("0.2227", sphere(2) + bias / 16), ("0.2326", sphere(2) + bias / 64),
      ("0.2351", sphere(2) + bias / 256), ("0.23586", sphere(2) + bias / 4096),
    ])
  }

  @Test func games() throws {
    func softplus(_ x: Ball) -> Ball { (1 + x.exp()).log() }
    let (low, high) = (softplus(b(-1)) + l(2), softplus(b(1)) + l(2))
    let loss = softplus(b(-7, 10)) + softplus(b(-3, 10))
    try check([
      ("1.00640887", low), ("2.00640887", high), ("0.95754129", loss),
      ("0.85435524", softplus(b(3, 10))), ("22026.47", b(10).exp()),
      ("0.99995", 1 / (1 + (-b(10)).exp())), ("0.1353", (-b(2)).exp()),
      ("0.3679", (-b(1)).exp()),
    ])
  }

  @Test func eigenvalues() throws {
    func pair(_ rows: [[Rational]]) -> [Ball] {
      Eigenvalues.enclosures(of: rows, precision: Self.bits).map(\.value.re)
        .sorted { $0.midpoint > $1.midpoint }
    }
    func jacobian(_ gamma: Rational) -> [[Rational]] {
      [[-gamma, Rational(-1, 2)], [Rational(1, 2), 0]]
    }
    let (two, ten) = (pair(jacobian(2)), pair(jacobian(10)))
    let tenth = Eigenvalues.enclosures(of: jacobian(Rational(1, 10)), precision: Self.bits)
    // Alternating descent with step 2.1.
    let a = Rational(21, 10)
    let step = pair([[1, a], [-a, 1 - a * a]])
    try check([
      ("-0.1340", two[0]), ("-1.8660", two[1]), ("-0.02506", ten[0]), ("-9.9749", ten[1]),
      ("-0.05", tenth[0].value.re), ("0.4975", tenth[0].value.im.magnitude),
      ("-0.5327", step[0]), ("-1.8773", step[1]),
    ])
  }

  @Test func transport() {
    let half = Rational(1, 2)
    #expect(Wasserstein.uniform(0...1, half...(half + 1)) == half)
    #expect(Wasserstein.uniform(0...1, 1...2) == 1)
    // Crossing quantiles: ∫₀¹ |u − (3u − 1)| du = ½.
    #expect(Wasserstein.uniform(0...1, -1...2) == half)
    #expect(
      Wasserstein.finite([(0, half), (1, half)], [(0, Rational(1, 3)), (3, Rational(2, 3))])
        == Rational(3, 2))
  }

  /// Eigenvalues of balls: every matrix in the balls has its eigenvalues in the enclosures.
  @Test func ballMatrices() throws {
    let radius = Rational(1, 1 << 40)
    func ball(_ q: Rational) -> ComplexBall {
      ComplexBall(Ball(midpoint: q, radius: radius, precision: Self.bits))
    }
    let found = try #require(
      Eigenvalues.enclosures(of: [[ball(2), ball(1)], [ball(1), ball(2)]]))
    for exact in [Rational(1), 3] {
      #expect(found.contains { $0.re.contains(exact) && $0.im.contains(Rational.zero) })
    }
    #expect(found.allSatisfy { $0.re.radius < 1e-10 && $0.re.radius > 1e-13 })
    // A double eigenvalue is enclosed twice.
    let double = try #require(
      Eigenvalues.enclosures(of: [[ball(5), ball(0)], [ball(0), ball(5)]]))
    #expect(double.count == 2 && double.allSatisfy { $0.re.contains(Rational(5)) })
  }
}
