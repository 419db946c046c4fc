import Foundation
@testable import Numeric
import Testing

@Suite("Samples and their bounds") struct SamplingTests {
  /// z²·e^{u} − |w| for normal z, w and uniform u, and a Bernoulli bit.
  private func program() -> (SampleProgram, outputs: [Int]) {
    var p = SampleProgram()
    let (z, w, u, b) = (
      p.draw(.gaussian), p.draw(.gaussian), p.draw(.uniform), p.draw(.bernoulli(0.25))
    )
    let product = p.add(.multiply(p.add(.multiply(z, z)), p.add(.apply(.exp, u))))
    let output = p.add(.subtract(product, p.add(.apply(.magnitude, w))))
    return (p, [output, b])
  }

  @Test func resultsDoNotDependOnThreads() throws {
    let (program, outputs) = program()
    func moments(_ threads: Int?) -> [SampleMoments]? {
      program.moments(of: outputs, batches: 13, truncation: 6, seed: 5, threads: threads)
    }
    let one = try #require(moments(1))
    for threads in [2, 3, 8, nil] { #expect(moments(threads) == one) }
    #expect(one[0].count == 13 * SampleProgram.batch)
    #expect(program.moments(of: outputs, batches: 3, truncation: 6, seed: 5) { true } == nil)
  }

  /// 𝔼[z²e^u − |w|] = (e − 1) − √(2/π), and the interval holds it: false alarm 1e-9.
  @Test func intervalsHoldTheExpectation() throws {
    let (program, outputs) = program()
    let bounds = try #require(program.bounds(of: outputs[0], truncation: 6))
    let moments = try #require(
      program.moments(of: outputs, batches: 64, truncation: 6, seed: 6))
    let radius = Concentration.empiricalBernstein.radius(
      samples: moments[0].count, variance: moments[0].variance, width: bounds.width, alpha: 1e-9)
    let expected = exp(1) - 1 - (2 / Double.pi).squareRoot()
    #expect(abs(moments[0].mean - expected) <= radius + bounds.tail + bounds.rounding)
    #expect(radius < 0.2)
    let bit = try #require(program.bounds(of: outputs[1], truncation: 6))
    #expect(bit.width >= 1 && bit.width < 1.000001)
    #expect(abs(moments[1].mean - 0.25) < 0.02)
  }

  /// 2∫_T^∞ z²φ = 2(Tφ(T) + Φ(−T)) is what is cut off from 𝔼[z²]; the bound may be larger, not smaller.
  @Test func tailsAreBounds() throws {
    var p = SampleProgram()
    let z = p.draw(.gaussian)
    let square = p.add(.multiply(z, z))
    let exponential = p.add(.apply(.exp, z))
    for t in SampleProgram.truncations {
      let density = exp(-t * t / 2) / (2 * Double.pi).squareRoot()
      let upper = 0.5 * erfc(t / 2.0.squareRoot())
      let exact = 2 * (t * density + upper)
      let bound = try #require(p.bounds(of: square, truncation: t)).tail
      #expect(bound >= exact && bound < 10 * exact)
      // 𝔼[e^z; |z| > T] = √e·Φ(1 − T) + √e·Φ(−1 − T).
      let both =
        exp(0.5) * 0.5 * (erfc((t - 1) / 2.0.squareRoot()) + erfc((t + 1) / 2.0.squareRoot()))
      let other = try #require(p.bounds(of: exponential, truncation: t)).tail
      #expect(other >= both && other < 20 * both)
    }
  }

  @Test func noBoundIsClaimedWhereThereIsNone() {
    var p = SampleProgram()
    let z = p.draw(.gaussian)
    let one = p.add(.constant(1))
    let reciprocal = p.add(.divide(one, z))
    let logarithm = p.add(.apply(.log, p.add(.multiply(z, z))))
    let steep = p.add(.apply(.exp, p.add(.multiply(z, z))))
    let root = p.add(.apply(.squareRoot, z))
    for output in [reciprocal, logarithm, steep, root] {
      #expect(p.bounds(of: output, truncation: 6) == nil)
    }
    // e^{−z²} is bounded, however large z is.
    let flat = p.add(.apply(.exp, p.add(.negate(p.add(.multiply(z, z))))))
    #expect(p.bounds(of: flat, truncation: 6).map { $0.width < 1.01 } == true)
  }

  /// log Σ exp(−(z − m)²) is bounded by a polynomial, though its argument comes near to 0.
  @Test func logarithmsOfMixtures() throws {
    var p = SampleProgram()
    let z = p.draw(.gaussian)
    let terms = [-2.0, 2].map { m -> Int in
      let gap = p.add(.subtract(z, p.add(.constant(m))))
      return p.add(.apply(.exp, p.add(.negate(p.add(.multiply(gap, gap))))))
    }
    let logarithm = p.add(.apply(.log, p.add(.add(terms[0], terms[1]))))
    let bounds = try #require(p.bounds(of: logarithm, truncation: 6))
    #expect(bounds.lower < -16 && bounds.lower > -80)
    #expect(bounds.tail > 0 && bounds.tail < 1e-3)
    // A difference of exponentials may vanish.
    let gap = p.add(.apply(.log, p.add(.subtract(terms[0], terms[1]))))
    #expect(p.bounds(of: gap, truncation: 6) == nil)
  }

  /// A sum of n terms is run in the places of one, and gives the mean of its terms.
  @Test func longSums() throws {
    func program(_ n: Int) -> (SampleProgram, output: Int) {
      var p = SampleProgram()
      let angles = (0..<n).map { _ in
        p.add(.multiply(p.add(.constant(2 * Double.pi)), p.draw(.uniform)))
      }
      let terms = angles.map { p.add(.apply(.exp, p.add(.apply(.cosine, $0)))) }
      let sum = terms.dropFirst().reduce(terms[0]) { p.add(.add($0, $1)) }
      let mean = p.add(.divide(sum, p.add(.constant(Double(n)))))
      return (p, mean)
    }
    let (long, output) = program(2000)
    let (short, other) = program(5)
    #expect(
      SampleProgram.Schedule(long, [output]).slots == SampleProgram.Schedule(short, [other]).slots)
    let mean = try #require(
      long.moments(of: [output], batches: 1, truncation: 8.5, seed: 3))[0].mean
    // I₀(1), and 0.82/√(4096 · 2000) is the standard deviation.
    #expect(abs(mean - 1.2660658777520083) < 2e-3)
  }

  /// Whole numbers are compared exactly, others up to the rounding of what is compared.
  @Test func brackets() throws {
    var p = SampleProgram()
    let (a, b) = (p.draw(.bernoulli(0.5)), p.draw(.bernoulli(0.5)))
    let gap = p.add(.apply(.magnitude, p.add(.subtract(a, b))))
    #expect(p.margin(of: gap) == 0)
    let differ = p.add(.positive(gap, margin: 0))
    let moments = try #require(
      p.moments(of: [differ], batches: 1, truncation: 8.5, seed: 1))
    #expect(abs(moments[0].mean - 0.5) < 0.1)
    let third = p.add(.multiply(a, p.add(.constant(1.0 / 3))))
    let margin = p.margin(of: third)
    #expect(margin > 0 && margin < 1e-14)
    // Of a margin that is too small nothing is claimed.
    let loose = p.add(.positive(third, margin: margin / 2))
    #expect(p.bounds(of: loose, truncation: 6) == nil)
    // A sample on the edge has no value.
    let edge = p.add(.positive(third, margin: margin))
    #expect(p.bounds(of: edge, truncation: 6) != nil)
    let values = try #require(p.moments(of: [edge], batches: 1, truncation: 8.5, seed: 1))
    #expect(!values[0].mean.isFinite)
  }

  /// Of 400 intervals with a false-alarm rate of 0.05 at most 20 + √(400·log(10⁹)/2) = 84 may miss (Hoeffding,
  /// false alarm 1e-9); intervals of a quarter of the width miss more often (the control).
  @Test func coverage() throws {
    var p = SampleProgram()
    let b = p.draw(.bernoulli(0.5))
    var (misses, control) = (0, 0)
    for seed in 0..<400 {
      let m = try #require(p.moments(of: [b], batches: 1, truncation: 6, seed: UInt64(seed)))[0]
      for method in [Concentration.hoeffding, .empiricalBernstein] {
        let radius = method.radius(
          samples: m.count, variance: m.variance, width: 1, alpha: 0.05)
        if abs(m.mean - 0.5) > radius { misses += 1 }
        if method == .hoeffding, abs(m.mean - 0.5) > radius / 4 { control += 1 }
      }
    }
    #expect(misses <= 2 * 84)
    #expect(control > 84)
  }

  @Test func mergingIsExactOnIntegers() {
    func moments(_ values: [Double]) -> SampleMoments {
      SampleMoments.combined(
        values.map {
          SampleMoments(
            count: 8, shift: 0, sum: SIMD8(repeating: $0), squares: SIMD8(repeating: $0 * $0))
        })
    }
    let m = moments([1, 2, 3, 4])
    #expect(m.count == 32 && m.mean == 2.5 && m.squares == 40)
  }
}
