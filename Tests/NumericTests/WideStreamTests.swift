import CVector
import Foundation
import Numeric
import Testing

/// Thresholds come from bounds that hold for every number of samples; each false-alarm rate is stated,
/// and with the fixed seeds a test either always passes or always fails.
@Suite("Wide streams of random numbers") struct WideStreamTests {
  private static let count = 1 << 18
  /// The false alarms of one comparison.
  private static let alpha = 1e-9

  /// The known answer of Random123's file `kat_vectors`, and one of NumPy's `Philox`.
  @Test func knownAnswers() {
    let zero = Philox.wideBlock(counter: (0, 0, 0, 0), key: (0, 0))
    #expect(zero.0 == 0x1655_4d9e_ca36_314c && zero.1 == 0xdb20_fe9d_672d_0fdc)
    #expect(zero.2 == 0xd7e7_72ce_e186_176b && zero.3 == 0x7e68_b68a_ec7b_a23b)
    let other = Philox.wideBlock(counter: (8, 9, 0, 0), key: (5, 0))
    #expect(other.0 == 0xc129_bd51_649c_8854 && other.1 == 0x8fa2_73f1_b96b_c609)
    #expect(other.2 == 0xd4aa_52a6_de24_469d && other.3 == 0x9787_d9b9_ce30_e7d7)
  }

  /// sup |Fₙ − F| ≤ √(log(2/α) / 2n) but for probability α (P. Massart, Annals of Probability 18 (1990),
  /// DOI 10.1214/aop/1176990746).
  private func distance(_ sample: [Double], _ law: (Double) -> Double) -> Double {
    let n = Double(sample.count)
    return sample.sorted().enumerated().map { i, x in
      max(abs(law(x) - Double(i) / n), abs(law(x) - Double(i + 1) / n))
    }.max() ?? 1
  }

  private var massart: Double { (log(2 / Self.alpha) / (2 * Double(Self.count))).squareRoot() }

  /// |mean − μ| ≤ width·√(log(2/α) / 2n) but for probability α (Hoeffding).
  private func isMean(_ mean: Double, _ expected: Double, count: Int, width: Double) -> Bool {
    abs(mean - expected)
      <= Concentration.hoeffding.radius(
        samples: count, variance: 0, width: width, alpha: Self.alpha)
  }

  @Test func normals() {
    var stream = WideStream(seed: 11)
    var sample = [Double](repeating: 0, count: Self.count)
    stream.fillGaussian(&sample)
    let normal = { 0.5 * erfc(-$0 / 2.0.squareRoot()) }
    #expect(distance(sample, normal) <= massart)
    // The control: a standard deviation that is wrong by a twentieth.
    #expect(distance(sample.map { $0 * 1.05 }, normal) > massart)
    #expect(sample.allSatisfy { abs($0) <= WideStream.largestNormal })
    // The two halves of each group, and neighbours, are independent: signs agree half of the time.
    for lag in [1, 8, 16] {
      let agree = (0..<(Self.count - lag) / 2).count { sample[2 * $0] * sample[2 * $0 + lag] > 0 }
      let pairs = (Self.count - lag) / 2
      if lag == 1 || lag % 2 == 0 {
        #expect(isMean(Double(agree) / Double(pairs), 0.5, count: pairs / 2, width: 1))
      }
    }
  }

  @Test func uniformsAndBernoullis() {
    var stream = WideStream(seed: 12)
    var sample = [Double](repeating: 0, count: Self.count)
    stream.fillUniform(&sample)
    #expect(distance(sample) { $0 } <= massart)
    #expect(sample.allSatisfy { $0 >= 0 && $0 < 1 })
    for p in [0, 0.1, 0.5, 1] {
      stream.fillBernoulli(p, &sample)
      let mean = sample.reduce(0, +) / Double(Self.count)
      #expect(isMean(mean, p, count: Self.count, width: 1))
      #expect(sample.allSatisfy { $0 == 0 || $0 == 1 })
      if p == 0 || p == 1 { #expect(mean == p) }
    }
  }

  @Test func categoricals() throws {
    #expect(Categorical(weights: []) == nil)
    #expect(Categorical(weights: [0, 0]) == nil)
    #expect(Categorical(weights: [1, -1, 3]) == nil)
    var stream = WideStream(seed: 13)
    var sample = [Double](repeating: 0, count: Self.count)
    for weights in [[1.0], [1, 2, 3, 0, 4], [1, 1e-12], [5, 5, 5, 5, 5, 5, 5]] {
      let law = try #require(Categorical(weights: weights))
      stream.fillCategorical(law, &sample)
      for (k, p) in law.weights.enumerated() {
        let share = Double(sample.count { $0 == Double(k) }) / Double(Self.count)
        #expect(isMean(share, p, count: Self.count, width: 1))
        if p == 0 { #expect(share == 0) }
      }
    }
  }

  @Test func pointsOnSpheres() {
    var stream = WideStream(seed: 14)
    for d in [1, 2, 3, 7] {
      let n = 1 << 14
      let points = stream.pointsOnSphere(dimension: d, count: n)
      for i in 0..<d {
        let x = (0..<n).map { points[$0 * d + i] }
        #expect(isMean(x.reduce(0, +) / Double(n), 0, count: n, width: 2))
        let square = x.reduce(0) { $0 + $1 * $1 } / Double(n)
        #expect(isMean(square, 1 / Double(d), count: n, width: 1))
      }
      // d squares, d sums, a root and a division, each rounded by 2⁻⁵³.
      for k in 0..<n {
        let length = (0..<d).reduce(0) { $0 + points[k * d + $1] * points[k * d + $1] }
        #expect(abs(length - 1) <= Double(4 * d + 8) * 0x1p-53)
      }
    }
  }

  /// The vector versions give the bits of the baseline, of the published blocks, and of the C library to a unit
  /// or two in the last place.
  @Test func vectorVersionsAgree() throws {
    var numbers = [Double](repeating: 0, count: 1600)
    var baseline = numbers
    var stream = WideStream(seed: 5, stream: 9)
    _ = stream.words()
    _ = stream.words()
    stream.fillGaussian(&numbers)
    vector_normals_baseline(8, 9, 5, &baseline, 100)
    #expect(numbers == baseline)
    // The first word of block 8 is the first radius of the first group: √(−2 log u)·(cos, sin).
    let word = Philox.wideBlock(counter: (8, 9, 0, 0), key: (5, 0)).0
    let u = 1 - Double(word >> 12) * 0x1p-52
    #expect(
      abs((numbers[0] * numbers[0] + numbers[8] * numbers[8]) / (-2 * log(u)) - 1) < 1e-14)
    var x = (0..<100).map { k in
      SIMD8<Double>((0..<8).map { Double(8 * k + $0) * 1.75 - 699 })
    }
    let arguments = x
    VectorMath.exp(&x, in: 0..<100)
    for (a, b) in zip(arguments, x) {
      for lane in 0..<8 { #expect(abs(b[lane] - exp(a[lane])) <= 2 * exp(a[lane]).ulp) }
    }
    var logs = x
    VectorMath.log(&logs, in: 0..<100)
    for (a, b) in zip(x, logs) {
      for lane in 0..<8 { #expect(abs(b[lane] - log(a[lane])) <= 2 * log(a[lane]).ulp) }
    }
    var (sines, cosines) = (arguments, arguments)
    VectorMath.sin(&sines, in: 0..<100)
    VectorMath.cos(&cosines, in: 0..<100)
    for (k, a) in arguments.enumerated() {
      for lane in 0..<8 {
        #expect(abs(sines[k][lane] - sin(a[lane])) <= 0x1p-52)
        #expect(abs(cosines[k][lane] - cos(a[lane])) <= 0x1p-52)
      }
    }
    let masks: [UInt64] = [0b1011, 0, .max, 1 << 63]
    let sums = VectorMath.sums(of: [1, 2, 4, 8], masks: masks[...])
    for bit in 0..<64 {
      let expected = (0..<4).reduce(0.0) {
        $0 + (masks[$1] >> UInt64(bit) & 1 == 1 ? Double(1 << $1) : 0)
      }
      #expect(sums[bit] == expected)
    }
  }

  @Test func streamsDiffer() {
    func first(_ seed: UInt64, _ stream: UInt64) -> UInt64 {
      var wide = WideStream(seed: seed, stream: stream)
      return wide.words().0[0]
    }
    #expect(Set([first(1, 2), first(2, 1), first(1, 3), first(0, 0)]).count == 4)
  }
}
