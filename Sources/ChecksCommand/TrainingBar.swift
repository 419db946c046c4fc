import Foundation
import Models
import Synchronization

/// The progress of a training run on standard error: a line that is written over on a terminal, else
/// one line for each epoch.
final class TrainingBar: Sendable {
  private let lossNames: [String]
  private let isTerminal = isatty(STDERR_FILENO) != 0
  private let start = ContinuousClock.now
  private let next = Mutex(ContinuousClock.now)

  init(lossNames: [String]) { self.lossNames = lossNames }

  func show(_ progress: TrainingProgress) {
    if progress.isEndOfEpoch {
      clear()
      write(
        "epoch \(progress.epoch) of \(progress.epochs): \(losses(progress)), \(rate(progress))\n")
      return
    }
    guard isTerminal else { return }
    next.withLock { next in
      guard ContinuousClock.now >= next else { return }
      next = ContinuousClock.now + .milliseconds(100)
      let width = 24
      let filled = width * progress.step / max(progress.steps, 1)
      let bar =
        String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
      write(
        "\r\u{1B}[Kepoch \(progress.epoch) of \(progress.epochs) [\(bar)] \(losses(progress)), "
          + "\(rate(progress)), \(remaining(progress)) left")
    }
  }

  func clear() {
    if isTerminal { write("\r\u{1B}[K") }
  }

  private func losses(_ progress: TrainingProgress) -> String {
    zip(lossNames, progress.losses).map { "\($0) \(String(format: "%.4f", $1))" }
      .joined(separator: ", ")
  }

  private var seconds: Double {
    let passed = (ContinuousClock.now - start).components
    return Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
  }

  private func rate(_ progress: TrainingProgress) -> String {
    String(format: "%.0f steps/s", Double(progress.done) / max(seconds, 1e-9))
  }

  private func remaining(_ progress: TrainingProgress) -> String {
    let left = seconds / Double(max(progress.done, 1)) * Double(progress.left)
    return left < 90
      ? String(format: "%.0f s", left)
      : left < 5400
        ? String(format: "%.0f min", left / 60) : String(format: "%.1f h", left / 3600)
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
