import Dispatch
import Foundation
import Synchronization

/// How far a long run is, on standard error: how much is done, how fast, and how long the rest will take.
///
/// Nothing is written in the first two seconds. Then it is one line that is written over on a terminal, and elsewhere
/// a line every ten seconds.
final class ProgressLine: Sendable {
  private struct State {
    var done = 0
    var total: Int
    var isShown = false
    var isCleared = false
    var next: ContinuousClock.Instant
  }

  private let noun: String
  private let isTerminal = isatty(STDERR_FILENO) != 0
  private let start = ContinuousClock.now
  private let state: Mutex<State>

  init(of noun: String, total: Int = 0) {
    self.noun = noun
    state = Mutex(State(total: total, next: start + .seconds(2)))
    tick(after: .seconds(2))
  }

  private func tick(after delay: DispatchTimeInterval) {
    DispatchQueue.global().asyncAfter(deadline: .now() + delay) { [weak self] in
      guard let self, write() else { return }
      tick(after: .milliseconds(200))
    }
  }

  /// Tells how much is done; from any thread.
  func show(_ done: Int, of total: Int) {
    state.withLock { state in
      state.done = max(state.done, done)
      state.total = total
    }
  }

  /// Takes the line away.
  func clear() {
    state.withLock { state in
      state.isCleared = true
      if state.isShown, isTerminal { write("\r\u{1B}[K") }
    }
  }

  /// Writes the line where it is time to; whether the run goes on.
  private func write() -> Bool {
    state.withLock { state in
      if state.isCleared { return false }
      guard ContinuousClock.now >= state.next else { return true }
      state.next = ContinuousClock.now + (isTerminal ? .milliseconds(200) : .seconds(10))
      state.isShown = true
      let text = Self.text(state.done, state.total, noun, seconds: seconds)
      write(isTerminal ? "\r\(text)\u{1B}[K" : text + "\n")
      return true
    }
  }

  private var seconds: Double {
    let elapsed = (ContinuousClock.now - start).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
  }

  /// `12 of 406 claims, 8.1 a second, 49 s left`.
  static func text(_ done: Int, _ total: Int, _ noun: String, seconds: Double) -> String {
    if total == 0 { return String(format: "preparing \(noun), %.0f s", seconds) }
    let start = "\(done) of \(total) \(noun)"
    guard done > 0, done < total, seconds > 0 else {
      return start + String(format: ", %.0f s", seconds)
    }
    let rate = Double(done) / seconds
    return start
      + String(format: ", %.1f a second, %.0f s left", rate, Double(total - done) / rate)
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
