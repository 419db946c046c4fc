import Foundation

/// Wall-clock times.
enum Measurement {
  /// The shortest of some runs, in seconds, after one that is not counted: other load only adds.
  static func seconds(runs: Int = 5, _ work: () -> Void) -> Double {
    work()
    let times = (0..<runs).map { _ in
      let start = DispatchTime.now().uptimeNanoseconds
      work()
      return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    }
    return times.min() ?? .nan
  }

  /// The least processor time of some runs, of all threads of the process; other load adds little to it.
  static func processorSeconds(runs: Int = 5, _ work: () -> Void) -> Double {
    work()
    let times = (0..<runs).map { _ in
      let start = clock()
      work()
      return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }
    return times.min() ?? .nan
  }

  /// `12.3 ms`.
  static func text(_ seconds: Double) -> String {
    if seconds < 1e-3 { return String(format: "%.0f µs", seconds * 1e6) }
    return seconds < 1
      ? String(format: "%.1f ms", seconds * 1e3) : String(format: "%.2f s", seconds)
  }

  /// `1.87 times`.
  static func ratio(_ x: Double) -> String { String(format: "(%.2f times as long)", x) }

  /// One line of a table: what, its time, and how many times as long the peer took.
  static func row(_ what: String, _ seconds: Double, note: String = "") {
    print("  " + what.padding(toLength: 58, withPad: " ", startingAt: 0), text(seconds), note)
  }

  /// A peer's line, with its time over ours.
  static func row(peer: String, _ result: Peers.Result, against ours: Double) {
    switch result {
    case .seconds(let seconds):
      row(peer, seconds, note: String(format: "(%.2f times as long as ours)", seconds / ours))
    case .skipped(let reason): print("  \(peer): skipped, \(reason)")
    }
  }
}
