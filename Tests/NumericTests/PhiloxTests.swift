import Numeric
import Testing

@Suite("Random numbers") struct PhiloxTests {
  /// The known answers for philox4x32-10 of Random123's file `kat_vectors`.
  @Test func knownAnswers() {
    #expect(
      Philox.block(counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0))
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox.block(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox.block(
        counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func streamsAreReproducibleAndDiffer() {
    func words(_ seed: UInt64, _ stream: UInt64) -> [UInt64] {
      var random = RandomStream(seed: seed, stream: stream)
      return (0..<8).map { _ in random.next() }
    }
    #expect(words(1, 2) == words(1, 2))
    #expect(Set(words(1, 2) + words(2, 1) + words(1, 3)).count == 24)
  }

  /// Each bin of n = 60 000 draws over 6 values has standard deviation √(n·5/36) ≈ 91; 6 of them bound
  /// the false alarm by 1e-8. The mean and variance of the normals are checked alike.
  @Test func distributions() {
    var random = RandomStream(seed: 3)
    var bins = [Int](repeating: 0, count: 6)
    var (sum, squares) = (0.0, 0.0)
    let n = 60_000
    for _ in 0..<n {
      bins[random.integer(in: -2...3) + 2] += 1
      let u = random.uniform()
      #expect(u >= 0 && u < 1)
      let z = random.gaussian()
      sum += z
      squares += z * z
    }
    #expect(bins.allSatisfy { abs($0 - n / 6) < 6 * 92 })
    #expect(abs(sum) < 6 * Double(n).squareRoot())
    #expect(abs(squares - Double(n)) < 6 * Double(2 * n).squareRoot())
    #expect(random.integer(in: 5...5) == 5)
    _ = random.integer(in: Int.min...Int.max)
  }
}
