import CFLINT

/// Integrals with a proven error.
///
/// Source: F. Johansson, Numerical integration in arbitrary-precision ball arithmetic, ICMS 2018,
/// DOI 10.1007/978-3-319-96418-8_30 (adaptive Gauss–Legendre quadrature with error bounds from the values
/// on complex ellipses).
public enum Quadrature {
  /// A function of a complex ball. Where `isAnalytic` is true the ball stands for a complex neighbourhood, and
  /// the answer must not be finite unless the function is analytic on all of it.
  public typealias Integrand = (_ z: ComplexBall, _ isAnalytic: Bool) -> ComplexBall

  /// An enclosure of ∫ₐᵇ f for real a and b, with a goal of an absolute error of 2⁻ᵇⁱᵗˢ; the enclosure is right
  /// also where the goal is not reached. The indeterminate ball where nothing is known.
  ///
  /// Cost: for functions analytic near the interval O(bits) evaluations, and never more than about
  /// `limit` where there is one.
  public static func integral(
    from a: Ball, to b: Ball, bits: Int, limit: Int? = nil, _ f: @escaping Integrand
  ) -> Ball {
    let box = IntegrandBox(f)
    let (start, end) = (ComplexBall(a), ComplexBall(b))
    let result = unsafe ComplexBall(precision: bits + 32) { p, precision in
      var tolerance = mag_struct()
      unsafe mag_init(&tolerance)
      unsafe mag_set_ui_2exp_si(&tolerance, 1, -bits)
      defer { unsafe mag_clear(&tolerance) }
      var options = acb_calc_integrate_opt_struct()
      unsafe acb_calc_integrate_opt_init(&options)
      if let limit { options.eval_limit = limit }
      unsafe start.withPointer { a in
        unsafe end.withPointer { b in
          _ = unsafe acb_calc_integrate(
            p,
            { out, z, parameter, order, precision in
              guard let out = unsafe out, let z = unsafe z, let parameter = unsafe parameter else {
                return 1
              }
              let box = unsafe Unmanaged<IntegrandBox>.fromOpaque(parameter).takeUnretainedValue()
              let value = unsafe ComplexBall(precision: precision) { p, _ in
                unsafe acb_set(p, z)
              }
              unsafe box.f(value, order != 0).withPointer { unsafe acb_set(out, $0) }
              return 0
            }, Unmanaged.passUnretained(box).toOpaque(), a, b, bits, &tolerance, &options,
            precision)
        }
      }
    }
    withExtendedLifetime(box) {}
    return result.re
  }

  private final class IntegrandBox {
    let f: Integrand
    init(_ f: @escaping Integrand) { self.f = f }
  }
}

extension ComplexBall {
  /// log z where that is analytic on the whole ball (which must not meet the half line z ≤ 0); not finite else.
  public func logarithm(analytic: Bool) -> ComplexBall {
    unsafe ComplexBall.unary(self) { p, z, bits in
      unsafe acb_log_analytic(p, z, analytic ? 1 : 0, bits)
    }
  }
}
