/// Elementary functions of eight doubles at once, with the polynomials of FreeBSD's msun.
///
/// Source: Sun Microsystems, fdlibm 5.3, `e_log.c`, `k_sin.c`, `k_cos.c`, whose minimax polynomials have
/// errors below 2⁻⁵⁸; rounding adds at most one unit in the last place.
enum VectorMath {
  /// log x for positive normal x.
  @inline(__always)
  static func log(_ x: SIMD8<Double>) -> SIMD8<Double> {
    // x = 2ᵏ·m with m in [√½, √2).
    let half = SIMD8<UInt64>(repeating: 0x3FE6_A09E_0000_0000)
    let shifted = WideStream.bits(x) &+ (SIMD8(repeating: 0x3FF0_0000_0000_0000) &- half)
    let exponent = (shifted &>> 52) | SIMD8(repeating: 0x4330_0000_0000_0000)
    let k = WideStream.double(exponent) - (0x1p52 + 1023)
    let m = (shifted & SIMD8(repeating: 0x000F_FFFF_FFFF_FFFF)) &+ half
    let f = WideStream.double(m) - 1
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let even = w * (0.3999999999940941908 + w * (0.2222219843214978396 + w * 0.1531383769920937332))
    let odd =
      z
      * (0.6666666666666735130
        + w * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591)))
    let square = 0.5 * f * f
    let low = s * (square + (even + odd)) + k * 1.90821492927058770002e-10
    return k * 6.93147180369123816490e-01 - ((square - low) - f)
  }

  /// sin x and cos x for |x| ≤ π/4.
  @inline(__always)
  static func sineAndCosine(_ x: SIMD8<Double>) -> (sine: SIMD8<Double>, cosine: SIMD8<Double>) {
    let z = x * x
    let highSine =
      -1.98412698298579493134e-04
      + z
      * (2.75573137070700676789e-06 + z
        * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10))
    let sine =
      x + (x * z) * (-1.66666666666666324348e-01 + z * (8.33333333332248946124e-03 + z * highSine))
    let highCosine =
      2.48015872894767294178e-05
      + z
      * (-2.75573143513906633035e-07 + z
        * (2.08757232129817482790e-09 - z * 1.13596475577881948265e-11))
    let fourth = 4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * highCosine)
    return (sine, 1 - (0.5 * z - (z * z) * fourth))
  }
}
