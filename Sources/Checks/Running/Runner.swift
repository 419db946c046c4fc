import Dispatch
import Notation
import Synchronization

/// Checks many claims on all cores; the order of the reports is that of the claims.
public enum Runner {
  /// - Parameter progress: how many claims of how many are done, told from any thread.
  ///
  /// After `Interruption.request()` the report holds the claims that were finished.
  public static func run(
    _ claims: [Claim], options: Options, bank: Bank? = nil,
    progress: @Sendable (Int, Int) -> Void = { _, _ in }
  ) -> RunReport {
    var options = options
    options.suite = claims.count
    let checker = Checker(options: options, bank: bank)
    let done = Atomic<Int>(0)
    let reports = values(claims.count, threads: options.threads) { index -> ClaimReport? in
      if Interruption.isRequested { return nil }
      let report = checker.check(claims[index])
      if Interruption.isRequested { return nil }
      progress(done.add(1, ordering: .relaxed).newValue, claims.count)
      return report
    }
    return RunReport(claims: reports.compactMap { $0 })
  }

  /// The values of a function at 0 ..< count, in order, computed on so many threads, or on all cores.
  static func values<T: Sendable>(
    _ count: Int, threads: Int? = nil, _ value: @Sendable (Int) -> T
  ) -> [T] {
    let values = Mutex([T?](repeating: nil, count: count))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(count, threads ?? count)) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let result = value(index)
        values.withLock { $0[index] = result }
      }
    }
    return values.withLock { $0.compactMap { $0 } }
  }
}
