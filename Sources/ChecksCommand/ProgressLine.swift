import Foundation
import Synchronization

/// How far a long run is, in one line on standard error that is written over; nothing in the first
/// two seconds, nor where standard error is no terminal.
final class ProgressLine: Sendable {
  private let noun: String
  private let isTerminal = isatty(STDERR_FILENO) != 0
  /// When the line may be written next, and whether it was written.
  private let state: Mutex<(next: ContinuousClock.Instant, isShown: Bool)>

  init(of noun: String) {
    self.noun = noun
    state = Mutex((ContinuousClock.now + .seconds(2), false))
  }

  func show(_ done: Int, of total: Int) {
    guard isTerminal else { return }
    state.withLock { state in
      guard ContinuousClock.now >= state.next else { return }
      state = (ContinuousClock.now + .milliseconds(100), true)
      write("\r\(done) of \(total) \(noun)")
    }
  }

  func clear() {
    state.withLock { if $0.isShown { write("\r\u{1B}[K") } }
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
