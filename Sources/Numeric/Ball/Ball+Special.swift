import CFLINT

extension Ball {
  /// The modified Bessel function I_ν of the first kind, for the order ν.
  public func besselI(order: Ball) -> Ball {
    unsafe Ball.binary(order, self, arb_hypgeom_bessel_i)
  }

  /// 𝔼 e^{κ z·y} for y uniform on the unit sphere of ℝⁿ and |z| = 1, at κ = self > 0.
  ///
  /// Law: Γ(n/2)·(2/κ)^{n/2 − 1}·I_{n/2 − 1}(κ). Source: K. Mardia, P. Jupp, Directional Statistics, Wiley 2000,
  /// §9.3.2.
  public func exponentialMeanOnSphere(dimension n: Int) -> Ball {
    let half = Ball(n, precision: precision) / 2
    let order = half - 1
    return half.gamma() * (2 / self).power(order) * besselI(order: order)
  }
}
