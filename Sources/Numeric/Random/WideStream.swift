import CVector

/// A stream of random numbers that is computed sixteen words at a time, by Philox4x64-10.
///
/// Group g of a stream is made of the blocks 4g, …, 4g + 3 in order. Every result is a pure function of
/// the key and the position, made of operations that IEEE 754 rounds in one way and that are never
/// contracted, so that all machines, builds and numbers of threads give the same bits. It is not the
/// stream of the `RandomStream` with the same key: products of 64-bit words give twice the bits.
public struct WideStream: Sendable {
  /// Eight lanes of uniform 64-bit words, twice.
  public typealias Words = (SIMD8<UInt64>, SIMD8<UInt64>)
  public typealias Numbers = (SIMD8<Double>, SIMD8<Double>)

  /// What a failure prints, to be replayed.
  public let seed: UInt64
  /// The number of this stream among those of the seed.
  public let stream: UInt64
  /// The number of the next block.
  private var position: UInt64 = 0

  /// The start of a stream.
  public init(seed: UInt64, stream: UInt64 = 0) {
    self.seed = seed
    self.stream = stream
  }

  /// The next four blocks.
  @inline(__always)
  public mutating func words() -> Words {
    let a = Philox.wideBlock(counter: (position, stream, 0, 0), key: (seed, 0))
    let b = Philox.wideBlock(counter: (position &+ 1, stream, 0, 0), key: (seed, 0))
    let c = Philox.wideBlock(counter: (position &+ 2, stream, 0, 0), key: (seed, 0))
    let d = Philox.wideBlock(counter: (position &+ 3, stream, 0, 0), key: (seed, 0))
    position &+= 4
    return (
      SIMD8(a.0, a.1, a.2, a.3, b.0, b.1, b.2, b.3), SIMD8(c.0, c.1, c.2, c.3, d.0, d.1, d.2, d.3)
    )
  }

  /// Uniform numbers from [0, 1): sixteen multiples of 2⁻⁵².
  @inline(__always)
  public mutating func uniforms() -> Numbers {
    let (a, b) = words()
    return (Self.fraction(a), Self.fraction(b))
  }

  /// Sixteen standard normals for each two rows of a range of an even number of rows.
  ///
  /// Law: for independent u ∈ (0, 1] and φ uniform on [0, 2π), √(−2 log u)·(cos φ, sin φ) is a pair of
  /// independent standard normals (Box and Muller, DOI 10.1214/aoms/1177706645). With u a multiple of
  /// 2⁻⁵² no value exceeds `largestNormal` in magnitude.
  public mutating func gaussians(_ numbers: inout [SIMD8<Double>], in range: Range<Int>) {
    precondition(range.count % 2 == 0)
    let (position, stream, seed) = (position, stream, seed)
    unsafe VectorMath.withDoubles(&numbers, range) { out, rows in
      unsafe vector_normals(position, stream, seed, out, rows / 2)
    }
    self.position &+= UInt64(2 * range.count)
  }

  /// Fills an array with standard normals; of the last sixteen those are dropped that do not fit.
  public mutating func fillGaussian(_ numbers: inout [Double]) {
    let groups = numbers.count / 16
    let (position, stream, seed) = (position, stream, seed)
    unsafe numbers.withUnsafeMutableBufferPointer {
      unsafe vector_normals(position, stream, seed, $0.baseAddress, groups)
    }
    self.position &+= UInt64(4 * groups)
    if numbers.count % 16 > 0 {
      var last = [SIMD8<Double>](repeating: .zero, count: 2)
      gaussians(&last, in: 0..<2)
      for lane in 0..<(numbers.count % 16) {
        numbers[16 * groups + lane] = last[lane / 8][lane % 8]
      }
    }
  }

  /// √(104 log 2), rounded up.
  public static let largestNormal = 8.5

  /// The upper 52 bits as a number in [0, 1).
  @inline(__always)
  static func fraction(_ words: SIMD8<UInt64>) -> SIMD8<Double> {
    double((words &>> 12) | SIMD8(repeating: 0x3FF0_0000_0000_0000)) - 1
  }

  @inline(__always)
  static func double(_ bits: SIMD8<UInt64>) -> SIMD8<Double> {
    unsafe unsafeBitCast(bits, to: SIMD8<Double>.self)
  }

  @inline(__always)
  static func bits(_ numbers: SIMD8<Double>) -> SIMD8<UInt64> {
    unsafe unsafeBitCast(numbers, to: SIMD8<UInt64>.self)
  }
}
