import Checks
import Dispatch
import Foundation
import Notation
import Synchronization

/// How often the Monte Carlo leg rejects true claims, and claims that are wrong by 1 % and by 5 %.
///
/// Every seed draws its own instances of sizes, parameters and data.
enum Calibration {
  private struct Row {
    let name: String
    let given: String
    /// The two sides of a claim as a quotient that is 1.
    let ratio: String
  }

  static func run(_ peers: Peers) {
    print("Calibration of the Monte Carlo leg: rejected claims, each seed with its own instances")
    for row in rows {
      for alarms in [0.05, 1e-9] {
        let result = reject(row, error: 0, seeds: 10_000, falseAlarm: alarms, relevant: 0.25)
        report(
          row, "true, false alarm \(alarms)", result, "at most \(bound(result.judged, alarms))")
      }
      for (error, relevant, seeds) in [(0.05, 0.04, 400), (0.01, 0.008, 100)] {
        let result = reject(
          row, error: error, seeds: seeds, falseAlarm: 1e-9, relevant: relevant)
        report(row, "times \(1 + error)", result, "all of them but for 10⁻⁶ each")
      }
    }
    print("")
  }

  private static func report(_ row: Row, _ what: String, _ result: Count, _ stated: String) {
    let title = "\(row.name), \(what)".padding(toLength: 58, withPad: " ", startingAt: 0)
    print("  \(title) \(result.rejected) of \(result.judged) rejected, stated: \(stated)")
    fflush(nil)
  }

  /// The most rejections of true claims, but for probability 10⁻⁹ (Hoeffding).
  private static func bound(_ n: Int, _ rate: Double) -> Int {
    let mean = rate * Double(n)
    return rate < 1e-6 ? 0 : Int(mean + (Double(n) * log(1e9) / 2).squareRoot())
  }

  // MARK: One row

  private struct Count: Sendable {
    var judged = 0
    var rejected = 0
  }

  /// Of wrong claims those count of which the leg says that it sees a difference as large as theirs: the
  /// right sides are 1, so that it is `error` whatever the instance.
  private static func reject(
    _ row: Row, error: Double, seeds: Int, falseAlarm: Double, relevant: Double
  ) -> Count {
    let text =
      "```given\n\(row.given)\n```\n\n$$ \(row.ratio) = \(1 + error) $$\n"
    guard let note = try? readNote(text, file: "calibration.md"), let claim = note.claims.first
    else { fatalError("the claim cannot be read:\n\(text)") }
    let count = Mutex(Count())
    DispatchQueue.concurrentPerform(iterations: seeds) { seed in
      var options = Options()
      options.seed = UInt64(seed)
      options.samples = 1 << 24
      options.falseAlarms = 1000 * falseAlarm
      options.relevantDifference = relevant
      guard let sampled = Checker(options: options).samples(of: claim),
        let verdict = sampled.verdict, let difference = sampled.difference,
        error == 0 || difference <= error
      else { return }
      count.withLock {
        $0.judged += 1
        if verdict == "rejected" { $0.rejected += 1 }
      }
    }
    return count.withLock { $0 }
  }

  private static let rows = [
    Row(
      name: "the mean of a Bernoulli variable",
      given: "p : real, 1/4 \\le p \\le 3/4\nr : real, r \\sim \\operatorname{Bernoulli}(p)",
      ratio: "\\frac{\\mathbb{E}[r]}{p}"),
    Row(
      name: "the second moment of a normal variable",
      given: "m, v : real, v > 0\nz : real, z \\sim \\mathcal{N}(m, v)",
      ratio: "\\frac{\\mathbb{E}[z^2]}{m^2 + v}"),
    Row(
      name: "the variance of a sum of signs",
      given: "n : size\na : real[n]\n\\sum_i a_i^2 > 0\n"
        + "s : real[n], s_i \\sim \\operatorname{Rademacher} independent",
      ratio: "\\frac{\\operatorname{Var}(\\sum_i a_i s_i)}{\\sum_i a_i^2}"),
    Row(
      name: "importance weights",
      given: "X : space\nx : point X\np, q : density(x)",
      ratio: "\\mathbb{E}_{x \\sim p}[q(x) / p(x)]"),
  ]
}
