/// The counter-based generators Philox4x32-10 and Philox4x64-10: keyed bijections of blocks.
///
/// The n-th block of random bits is a pure function of the key and n, so streams need no state, do not
/// overlap, and can be computed in any order. It passes the BigCrush battery. Cost: 20 products of
/// 32-bit words for four words.
///
/// Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, Parallel random numbers: as easy as 1, 2, 3, SC 2011,
/// DOI 10.1145/2063384.2063405.
public enum Philox {
  /// The block of four words that belongs to a counter under a key.
  public static func block(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> SIMD4<UInt32> {
    var x = counter
    var k = key
    for _ in 0..<10 {
      let p0 = multipliers.0.multipliedFullWidth(by: x[0])
      let p1 = multipliers.1.multipliedFullWidth(by: x[2])
      x = SIMD4(p1.high ^ x[1] ^ k[0], p1.low, p0.high ^ x[3] ^ k[1], p0.low)
      k &+= weyl
    }
    return x
  }

  /// Four words of 64 bits.
  public typealias WideBlock = (UInt64, UInt64, UInt64, UInt64)

  /// The block of four 64-bit words that belongs to a counter under a key.
  @inline(__always)
  public static func wideBlock(counter: WideBlock, key: (UInt64, UInt64)) -> WideBlock {
    var x = counter
    var k = key
    for _ in 0..<10 {
      let p0 = (0xD2E7_470E_E14C_6C93 as UInt64).multipliedFullWidth(by: x.0)
      let p1 = (0xCA5A_8263_9512_1157 as UInt64).multipliedFullWidth(by: x.2)
      x = (p1.high ^ x.1 ^ k.0, p1.low, p0.high ^ x.3 ^ k.1, p0.low)
      k.0 &+= 0x9E37_79B9_7F4A_7C15
      k.1 &+= 0xBB67_AE85_84CA_A73B
    }
    return x
  }

  private static let multipliers: (UInt32, UInt32) = (0xD251_1F53, 0xCD9E_8D57)

  /// The key schedule's steps: the golden ratio and √3 − 1, in units of 2⁻³².
  private static let weyl = SIMD2<UInt32>(0x9E37_79B9, 0xBB67_AE85)
}
