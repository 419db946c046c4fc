import Foundation
import Numeric

/// Standard normals in double precision.
enum Normals {
  private static let batch = 1 << 16
  private static let batches = 512

  static func run(_ peers: Peers) {
    print("\(batch * batches) standard normals, double precision")
    let all = Measurement.seconds { fill(threads: nil) }
    let one = Measurement.seconds { fill(threads: 1) }
    Measurement.row("all threads", all, note: rate(all))
    Measurement.row("one thread", one, note: rate(one) + " " + Measurement.ratio(one / all))
    for (name, work) in [
      ("NumPy, default generator (its sampler has one thread)", "normals-numpy"),
      ("NumPy, SFC64 on two threads", "normals-numpy2"), ("PyTorch", "normals-torch"),
    ] {
      Measurement.row(
        peer: name, peers.seconds(work, "\(batch)", "\(batches)"), against: all)
    }
    print("")
  }

  private static func rate(_ seconds: Double) -> String {
    String(format: "(%.0f million a second)", Double(batch * batches) / seconds / 1e6)
  }

  /// Fills one array of each batch again and again, as NumPy's `out` does.
  private static func fill(threads: Int?) {
    let workers = threads ?? ProcessInfo.processInfo.activeProcessorCount
    let sums = Batches.values(count: workers, seed: 1, threads: workers) { stream in
      var numbers = [Double](repeating: 0, count: batch)
      var sum = 0.0
      for _ in 0..<(batches / workers) {
        stream.fillGaussian(&numbers)
        sum += numbers[0]
      }
      return sum
    }
    precondition(sums?.allSatisfy(\.isFinite) == true)
  }
}
