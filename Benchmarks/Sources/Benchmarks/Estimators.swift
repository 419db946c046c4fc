import Foundation
import Numeric

/// Monte Carlo estimators of two claims of the bank, written with the library, beside NumPy on two threads.
enum Estimators {
  static func run(_ peers: Peers) {
    print("Estimators, double precision")
    let masks = 1 << 20
    let all = Measurement.seconds(runs: 3) { check(dropout(samples: masks, threads: nil)) }
    let one = Measurement.seconds(runs: 3) { check(dropout(samples: masks, threads: 1)) }
    Measurement.row("dropout loss, n = 50, d = 20, \(masks) masks", all)
    Measurement.row("  on one thread", one, note: Measurement.ratio(one / all))
    Measurement.row(
      peer: "NumPy, a byte for each entry of a mask", peers.seconds("dropout-numpy", "\(masks)"),
      against: all)
    for k in [1, 2, 5, 50] {
      let outer = 10_000_000 / k
      let ours = Measurement.seconds(runs: 3) {
        let value = bound(k, samples: outer, threads: nil)
        precondition(value < evidence + 1e-3 && value > evidence - 0.5)
      }
      Measurement.row("importance-weighted bound, k = \(k), 10⁷ weights", ours)
      Measurement.row(peer: "NumPy", peers.seconds("iwlb-numpy", "\(k)", "\(outer)"), against: ours)
    }
    print("")
  }

  // MARK: ‖y − (X ⊙ R)w‖², R Bernoulli(¾)

  private static let (n, d) = (50, 20)

  /// X_{ij}·w_j by rows, y, and 𝔼 of the loss by the formula.
  private static let data: (products: [[Double]], y: [Double], mean: Double) = {
    var state = 1
    func next() -> Double {
      state = (1_103_515_245 * state + 12345) % (1 << 31)
      return Double((state >> 8) % 2001 - 1000) / 1000
    }
    let x = (0..<n).map { _ in (0..<d).map { _ in next() } }
    let y = (0..<n).map { _ in next() }
    let w = (0..<d).map { _ in next() }
    let products = x.map { row in zip(row, w).map { $0 * $1 } }
    let mean = zip(products, y).reduce(0.0) { sum, row in
      let bias = row.1 - 0.75 * row.0.reduce(0, +)
      return sum + bias * bias + 0.75 * 0.25 * row.0.reduce(0) { $0 + $1 * $1 }
    }
    return (products, y, mean)
  }()

  private static func check(_ value: Double) {
    precondition(abs(value / data.mean - 1) < 0.01)
  }

  private static func dropout(samples: Int, threads: Int?) -> Double {
    let (products, y, _) = data
    let parts = Batches.values(count: 64, seed: 1, threads: threads ?? 2) { stream in
      var masks = [UInt64](repeating: 0, count: n * d)
      var losses = [Double](repeating: 0, count: 64)
      for _ in 0..<(samples / 64 / 64) {
        stream.fillBernoulliBits(0.75, &masks)
        for i in 0..<n {
          let sums = VectorMath.sums(of: products[i], masks: masks[(i * d)..<((i + 1) * d)])
          for k in 0..<64 {
            let error = y[i] - sums[k]
            losses[k] += error * error
          }
        }
      }
      return losses.reduce(0, +)
    }
    return (parts ?? []).reduce(0, +) / Double(samples)
  }

  // MARK: 𝔼 log (1/k) Σ wᵢ for p(z) = N(0, 1), p(x|z) = N(z, 1), x = 1, q = N(0.3, 0.9²)

  private static let evidence = -0.5 * log(4 * Double.pi) - 0.25

  private static func bound(_ k: Int, samples: Int, threads: Int?) -> Double {
    let jobs = 64
    let rows = samples / jobs / 8
    let block = max(1, 512 / k)
    let parts = Batches.values(count: jobs, seed: 2, threads: threads ?? 2) { stream in
      // Even, for pairs of normals.
      var numbers = [SIMD8<Double>](repeating: .zero, count: block * k + block * k % 2)
      var sums = [SIMD8<Double>](repeating: .zero, count: block)
      var total = SIMD8<Double>.zero
      var done = 0
      while done < rows {
        let now = min(block, rows - done)
        let used = now * k + now * k % 2
        stream.gaussians(&numbers, in: 0..<used)
        if k == 1 {
          for i in 0..<now { total += doubledLogWeight(numbers[i]) }
        } else {
          for i in 0..<(now * k) { numbers[i] = 0.5 * doubledLogWeight(numbers[i]) }
          VectorMath.exp(&numbers, in: 0..<(now * k))
          for i in 0..<now {
            var sum = numbers[i * k]
            for j in 1..<k { sum += numbers[i * k + j] }
            sums[i] = sum
          }
          VectorMath.log(&sums, in: 0..<now)
          for i in 0..<now { total += 2 * sums[i] }
        }
        done += now
      }
      return (0..<8).reduce(0) { $0 + total[$1] }
    }
    // What is the same in all of them is added once.
    let constant = Foundation.log(0.9) - 0.5 * Foundation.log(2 * Double.pi)
    return (parts ?? []).reduce(0, +) / Double(2 * jobs * rows * 8) + constant
      - Foundation.log(Double(k))
  }

  /// 2(log w − log 0.9 + ½ log 2π) at z = 0.9e + 0.3 for standard normal e.
  @inline(__always)
  private static func doubledLogWeight(_ e: SIMD8<Double>) -> SIMD8<Double> {
    let z = 0.9 * e + 0.3
    let miss = 1 - z
    return e * e - z * z - miss * miss
  }
}
