import Glibc

/// A reproducible stream of random numbers, keyed by a seed and a stream number.
///
/// Two streams with different (seed, stream) never share a block of bits: the seed is Philox's key, the
/// stream number the upper half of its counter. The same key gives the same numbers for ever, apart
/// from `gaussian`, which depends on the last digit of the C library's log, cos and sin.
public struct RandomStream: Sendable, RandomNumberGenerator {
  /// What a failure prints, to be replayed.
  public let seed: UInt64

  /// The number of this stream among those of the seed.
  public let stream: UInt64

  /// The number of the next block.
  private var position: UInt64 = 0
  private var spareWord: UInt64?
  private var spareGaussian: Double?

  /// The start of a stream.
  public init(seed: UInt64, stream: UInt64 = 0) {
    self.seed = seed
    self.stream = stream
  }

  /// 64 uniform bits.
  public mutating func next() -> UInt64 {
    if let word = spareWord {
      spareWord = nil
      return word
    }
    let block = Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32),
        UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    position += 1
    spareWord = UInt64(block[2]) | UInt64(block[3]) << 32
    return UInt64(block[0]) | UInt64(block[1]) << 32
  }

  /// A uniform multiple of 2⁻⁵³ in [0, 1).
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniform integer of a nonempty range, without bias.
  ///
  /// Law: every value has probability exactly 1/n. Source: D. Lemire, Fast random integer generation in
  /// an interval, ACM TOMACS 29 (2019), DOI 10.1145/3230636.
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    let count = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound)) &+ 1
    guard count != 0 else { return Int(truncatingIfNeeded: next()) }
    let threshold = (0 &- count) % count
    while true {
      let product = count.multipliedFullWidth(by: next())
      if product.low >= threshold {
        return range.lowerBound &+ Int(truncatingIfNeeded: product.high)
      }
    }
  }

  /// A standard normal number.
  ///
  /// Law: for independent uniform u ∈ (0, 1] and w ∈ [0, 1), √(−2 log u)·(cos 2πw, sin 2πw) is a pair of
  /// independent standard normals. With u a multiple of 2⁻⁵³ no value exceeds 8.6 in magnitude.
  /// Source: G. Box, M. Muller, A note on the generation of random normal deviates, Annals of
  /// Mathematical Statistics 29 (1958), DOI 10.1214/aoms/1177706645.
  public mutating func gaussian() -> Double {
    if let value = spareGaussian {
      spareGaussian = nil
      return value
    }
    let radius = (-2 * Glibc.log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spareGaussian = radius * Glibc.sin(angle)
    return radius * Glibc.cos(angle)
  }
}
