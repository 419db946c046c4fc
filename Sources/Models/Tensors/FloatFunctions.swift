import CVector

/// Elementary functions of sixteen floats at once.
///
/// Source: S. Moshier, Cephes Mathematical Library 2.2, single precision: `expf.c`, `logf.c`, `tanhf.c`,
/// whose polynomials have errors below 2⁻²³ on their reduced ranges.
enum FloatFunctions {
  typealias Lanes = SIMD16<Float>

  /// eˣ; below −87 the result is e⁻⁸⁷, and above 88 it is e⁸⁸.
  @inline(__always)
  static func exp(_ x: Lanes) -> Lanes {
    let low = Lanes(repeating: -87)
    let high = Lanes(repeating: 88)
    let raised = lanes_where_greater_f32(x, low, x, low)
    let clamped = lanes_where_greater_f32(raised, high, high, raised)
    // Adding 1.5·2²³ rounds to a whole number, which then stands in the lowest bits.
    let magic: Float = 12_582_912
    let shifted = clamped * 1.44269504088896341 + magic
    let n = shifted - magic
    let r = (clamped - n * 0.693359375) - n * -2.12194440e-4
    let p1 = (1.9875691500e-4 * r + 1.3981999507e-3) * r + 8.3334519073e-3
    let p2 = ((p1 * r + 4.1665795894e-2) * r + 1.6666665459e-1) * r + 5.0000001201e-1
    let y = (p2 * r) * r + r + 1
    // y·2ⁿ by adding n to the exponent; 1.5·2²³ leaves no other low bits.
    return float(bits(y) &+ (bits(shifted) &<< 23))
  }

  /// log x for positive normal x.
  @inline(__always)
  static func log(_ x: Lanes) -> Lanes {
    // x = 2ᵏ·m with m in [√½, √2).
    let half = SIMD16<UInt32>(repeating: 0x3F35_04F3)
    let shifted = bits(x) &+ (SIMD16(repeating: 0x3F80_0000) &- half)
    let k = float((shifted &>> 23) | SIMD16(repeating: 0x4B00_0000)) - (8_388_608 + 127)
    let f = float((shifted & SIMD16(repeating: 0x007F_FFFF)) &+ half) - 1
    let z = f * f
    let p1 = ((7.0376836292e-2 * f - 1.1514610310e-1) * f + 1.1676998740e-1) * f - 1.2420140846e-1
    let p2 = ((p1 * f + 1.4249322787e-1) * f - 1.6668057665e-1) * f + 2.0000714765e-1
    let p3 = (p2 * f - 2.4999993993e-1) * f + 3.3333331174e-1
    let y = (p3 * f) * z + k * -2.12194440e-4 - 0.5 * z
    return (f + y) + k * 0.693359375
  }

  /// tanh x: an odd polynomial below 0.625, and 1 − 2/(e²ˣ + 1) above.
  @inline(__always)
  static func tanh(_ x: Lanes) -> Lanes {
    let z = x * x
    let p1 = ((-5.70498872745e-3 * z + 2.06390887954e-2) * z - 5.37397155531e-2) * z
    let inner = ((p1 + 1.33314422036e-1) * z - 3.33332819422e-1) * (z * x) + x
    let sign = bits(x) & SIMD16(repeating: 0x8000_0000)
    let size = float(bits(x) & SIMD16(repeating: 0x7FFF_FFFF))
    let large = 1 - 2 / (exp(size + size) + 1)
    let outer = float(bits(large) | sign)
    return lanes_where_greater_f32(size, Lanes(repeating: 0.625), outer, inner)
  }

  @inline(__always)
  private static func bits(_ x: Lanes) -> SIMD16<UInt32> {
    unsafe unsafeBitCast(x, to: SIMD16<UInt32>.self)
  }

  @inline(__always)
  private static func float(_ x: SIMD16<UInt32>) -> Lanes {
    unsafe unsafeBitCast(x, to: Lanes.self)
  }
}
