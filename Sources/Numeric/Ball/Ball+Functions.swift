import CFLINT

extension Ball {
  /// The circle constant π.
  public static func pi(precision: Int = Ball.defaultPrecision) -> Ball {
    unsafe Ball(precision: precision) { p, bits in unsafe arb_const_pi(p, bits) }
  }

  /// Euler's number, exp(1).
  public static func e(precision: Int = Ball.defaultPrecision) -> Ball {
    unsafe Ball(precision: precision) { p, bits in unsafe arb_const_e(p, bits) }
  }

  /// The natural logarithm of 2.
  public static func log2(precision: Int = Ball.defaultPrecision) -> Ball {
    unsafe Ball(precision: precision) { p, bits in unsafe arb_const_log2(p, bits) }
  }

  /// The exponential function.
  public func exp() -> Ball { unsafe Ball.unary(self, arb_exp) }

  /// exp(x) − 1, accurate near 0.
  public func expm1() -> Ball { unsafe Ball.unary(self, arb_expm1) }

  /// The natural logarithm; indeterminate unless the whole ball is positive.
  public func log() -> Ball { unsafe Ball.unary(self, arb_log) }

  /// log(1 + x), accurate near 0; indeterminate unless the whole ball is above −1.
  public func log1p() -> Ball { unsafe Ball.unary(self, arb_log1p) }

  /// √x; indeterminate when the ball contains a negative number.
  public func squareRoot() -> Ball { unsafe Ball.unary(self, arb_sqrt) }

  /// √x for an x that is known not to be negative: what of the ball is negative is ignored.
  public func squareRootOfNonnegative() -> Ball { unsafe Ball.unary(self, arb_sqrtpos) }

  /// The sine; for a huge x the enclosure is [−1, 1].
  public func sin() -> Ball { unsafe Ball.unary(self, arb_sin) }

  /// The cosine; for a huge x the enclosure is [−1, 1].
  public func cos() -> Ball { unsafe Ball.unary(self, arb_cos) }

  /// tan x; indeterminate when the ball contains a pole.
  public func tan() -> Ball { unsafe Ball.unary(self, arb_tan) }

  /// The principal arc tangent, in (−π/2, π/2).
  public func atan() -> Ball { unsafe Ball.unary(self, arb_atan) }

  /// The hyperbolic sine.
  public func sinh() -> Ball { unsafe Ball.unary(self, arb_sinh) }

  /// The hyperbolic cosine.
  public func cosh() -> Ball { unsafe Ball.unary(self, arb_cosh) }

  /// The hyperbolic tangent; within [−1, 1] up to rounding, also for wide balls.
  public func tanh() -> Ball { monotone { unsafe Ball.unary($0, arb_tanh) } }

  /// The error function 2/√π ∫₀ˣ exp(−t²) dt.
  public func erf() -> Ball { monotone { unsafe Ball.unary($0, arb_hypgeom_erf) } }

  /// Γ(x); indeterminate when the ball contains a pole (0, −1, −2, …).
  public func gamma() -> Ball { unsafe Ball.unary(self, arb_gamma) }

  /// log Γ(x); indeterminate unless the whole ball is positive.
  public func logGamma() -> Ball { unsafe Ball.unary(self, arb_lgamma) }

  /// The logistic function σ(x) = 1/(1 + exp(−x)), with full relative accuracy for every x.
  public func logistic() -> Ball {
    monotone { x in
      let value = 1 / (1 + (-x).exp())
      if value.isFinite { return value }
      // exp(−x) is beyond all exponents, or not enclosed apart from −1.
      let small = x.exp()
      return small / (1 + small)
    }
  }

  /// softplus(x) = log(1 + exp(x)) = max(x, 0) + log1p(exp(−|x|)), accurate for every x.
  public func softplus() -> Ball {
    monotone { x in
      switch x.isNegative {
      case .yes: x.exp().log1p()
      case .no: x + (-x).exp().log1p()
      case .unknown: (1 + x.exp()).log()
      }
    }
  }

  /// The hull of an increasing function's values at the two ends, for a ball that is wide.
  ///
  /// An expression in which x stands once is tight for narrow balls, but Arb's radius of 30 bits makes
  /// it lose everything for `1 + exp(x)` on a wide one. For f increasing, `f([a, b]) = [f(a), f(b)]`.
  private func monotone(_ f: (Ball) -> Ball) -> Ball {
    guard isFinite,
      unsafe withPointer({ p in
        var radius = unsafe p.pointee.rad
        return unsafe mag_cmp_2exp_si(&radius, -16) > 0
      })
    else { return f(self) }
    return Ball.union(f(lowerEnd), f(upperEnd))
  }

  /// A lower bound of the ball, as an exact ball.
  private var lowerEnd: Ball {
    unsafe Ball.unary(self) { p, a, bits in
      unsafe arb_get_lbound_arf(&p.pointee.mid, a, bits)
    }
  }

  /// An upper bound of the ball, as an exact ball.
  private var upperEnd: Ball {
    unsafe Ball.unary(self) { p, a, bits in
      unsafe arb_get_ubound_arf(&p.pointee.mid, a, bits)
    }
  }
}
