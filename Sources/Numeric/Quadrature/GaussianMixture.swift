import Exact

/// A mixture Σ wₖ·N(mₖ, sₖ²) of normal laws on the line.
public struct GaussianMixture: Sendable, Hashable {
  public struct Component: Sendable, Hashable {
    public let weight: Rational
    public let mean: Rational
    /// The standard deviation.
    public let deviation: Rational

    public init(weight: Rational, mean: Rational, deviation: Rational) {
      self.weight = weight
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// The widest component first.
  public let components: [Component]

  /// `nil` unless all weights and deviations are positive and the weights sum to 1.
  public init?(_ components: [Component]) {
    guard components.allSatisfy({ $0.weight > 0 && $0.deviation > 0 }),
      components.reduce(Rational.zero, { $0 + $1.weight }) == 1
    else { return nil }
    self.components = components.sorted { $0.deviation > $1.deviation }
  }

  /// The law of one of two mixtures, each taken with probability ½.
  public func mixed(with other: GaussianMixture) -> GaussianMixture {
    let half = Rational(1, 2)
    return GaussianMixture(
      sorting: (components + other.components).map {
        Component(weight: $0.weight * half, mean: $0.mean, deviation: $0.deviation)
      })
  }

  private init(sorting components: [Component]) {
    self.components = components.sorted { $0.deviation > $1.deviation }
  }

  // MARK: Divergences

  /// KL(p ‖ q) = ∫ p log(p/q), enclosed with a goal of an absolute error of 2⁻ᵇⁱᵗˢ.
  public func divergence(from q: GaussianMixture, bits: Int) -> Ball {
    let (p, q) = (Density(self, bits: bits), Density(q, bits: bits))
    // Beyond it, each normal density is below 2^−(bits + 16) of its peak, and a little more.
    let reach = (Ball(2 * (bits + 16), precision: 64) * .log2(precision: 64)).squareRoot() + 2
    let least = p.largestMean + p.largestDeviation * reach
    // A whole number: ends that are not exact would cost digits of the integral.
    guard least.isFinite, least.midpoint < 1e15 else { return .indeterminate(precision: bits) }
    let end = Ball(Int(least.midpoint.rounded(.up)) + 1, precision: bits + 64)
    let inner = Quadrature.integral(from: -end, to: end, bits: bits) { z, isAnalytic in
      let (a, b) = (p.factored(z), q.factored(z))
      return a.exponent.exp() * a.rest
        * (a.exponent - b.exponent + ComplexBall.logarithm(of: a.rest, over: b.rest, isAnalytic))
    }
    let tail = p.tail(beyond: end, against: q)
    guard tail.isFinite else { return .indeterminate(precision: bits) }
    return inner + Ball.union(tail, -tail)
  }

  /// The Jensen–Shannon divergence ½KL(p ‖ m) + ½KL(q ‖ m) with m = (p + q)/2, in nats.
  public func jensenShannonDivergence(from other: GaussianMixture, bits: Int) -> Ball {
    let middle = mixed(with: other)
    return
      (divergence(from: middle, bits: bits + 1) + other.divergence(from: middle, bits: bits + 1))
      / 2
  }
}

/// A mixture prepared for evaluation.
private struct Density {
  private struct Row {
    let weight: Ball
    let mean: Ball
    let deviation: Ball
    /// w/(s√(2π)).
    let factor: Ball
    /// −1/(2s²).
    let scale: Ball
  }

  private let rows: [Row]
  private let precision: Int

  init(_ mixture: GaussianMixture, bits: Int) {
    let precision = bits + 64
    self.precision = precision
    let root = (2 * Ball.pi(precision: precision)).squareRoot()
    rows = mixture.components.map { c in
      let s = Ball(c.deviation, precision: precision)
      let w = Ball(c.weight, precision: precision)
      return Row(
        weight: w, mean: Ball(c.mean, precision: precision), deviation: s, factor: w / (s * root),
        scale: -1 / (2 * s * s))
    }
  }

  var largestMean: Ball { rows.map(\.mean.magnitude).reduce(0) { .maximum($0, $1) } }
  var largestDeviation: Ball { rows[0].deviation }

  /// p = e^a·(c₀ + Σ cₖ·e^{difference of exponents}) with a = −(z − m₀)²/(2s₀²), for the widest component
  /// 0, whose share tends to 1 far out, so that the second factor stays away from the cut of its logarithm.
  func factored(_ z: ComplexBall) -> (exponent: ComplexBall, rest: ComplexBall) {
    func exponent(_ row: Row) -> ComplexBall {
      let u = z - row.mean
      return u * u * row.scale
    }
    let first = exponent(rows[0])
    let rest = rows.dropFirst().reduce(ComplexBall(rows[0].factor)) {
      $0 + (exponent($1) - first).exp() * $1.factor
    }
    return (first, rest)
  }

  /// A bound on ∫_{|x| > T} p·|log(p/q)|.
  ///
  /// Law: with M the largest |mean| of both, |log p| and |log q| are at most c + (|x| + M)²/(2s²): above by the log
  /// of the largest value, below by the log of the widest component. So |log(p/q)| ≤ C + D(|x| + M)². For a
  /// component of p put |x − m| = s·t; then |x| + M ≤ s·t + 2M and t > S = (T − M)/s, and ∫_S^∞ φ ≤ φ(S)/S,
  /// ∫ tφ = φ(S), ∫ t²φ ≤ (S + 1/S)φ(S).
  func tail(beyond t: Ball, against q: Density) -> Ball {
    let m = Ball.maximum(largestMean, q.largestMean)
    let c = constant + q.constant
    let d = quadratic + q.quadratic
    return rows.reduce(Ball(0)) { sum, row in
      let s = row.deviation
      let from = (t - largestMean) / s
      guard from.isPositive == .yes else { return .indeterminate() }
      let density =
        (-(from * from) / 2).exp() / (2 * Ball.pi(precision: precision)).squareRoot()
      let moments =
        (c + 4 * d * m * m) / from + 4 * d * m * s + d * s * s * (from + 1 / from)
      return sum + row.weight * 2 * density * moments
    }
  }

  /// max(|log of an upper bound|, |log of the factor of the widest component|).
  private var constant: Ball {
    let peak = rows.reduce(Ball(0)) { $0 + $1.factor }
    return .maximum(peak.log().magnitude, rows[0].factor.log().magnitude)
  }

  /// 1/(2s²) of the widest component.
  private var quadratic: Ball { 1 / (2 * rows[0].deviation * rows[0].deviation) }
}

extension ComplexBall {
  /// log a − log b where both are analytic, or not finite.
  ///
  /// Law: if Re a > 0 and Re b > 0, it is log(a/b), as the angles of a and b differ by less than π.
  fileprivate static func logarithm(
    of a: ComplexBall, over b: ComplexBall, _ isAnalytic: Bool
  ) -> ComplexBall {
    if a.re.isPositive == .yes, b.re.isPositive == .yes {
      let ratio = (a / b).logarithm(analytic: isAnalytic)
      if ratio.isFinite { return ratio }
    }
    return a.logarithm(analytic: isAnalytic) - b.logarithm(analytic: isAnalytic)
  }
}
