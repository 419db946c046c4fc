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
    let reports = onAllCores(claims.count) { index -> ClaimReport? in
      if Interruption.isRequested { return nil }
      let report = checker.check(claims[index])
      if Interruption.isRequested { return nil }
      progress(done.add(1, ordering: .relaxed).newValue, claims.count)
      return report
    }
    return RunReport(claims: reports.compactMap { $0 })
  }

  /// The values of a function at 0 ..< count, computed on all cores, in order.
  static func onAllCores<T: Sendable>(
    _ count: Int, _ value: @Sendable (Int) -> T
  ) -> [T] {
    let values = Mutex([T?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let result = value(index)
      values.withLock { $0[index] = result }
    }
    return values.withLock { $0.compactMap { $0 } }
  }
}
