import Dispatch
import Notation
import Synchronization

/// Checks many claims on all cores; the order of the reports is that of the claims.
public enum Runner {
  public static func run(_ claims: [Claim], options: Options, bank: Bank? = nil) -> RunReport {
    var options = options
    options.suite = claims.count
    let checker = Checker(options: options, bank: bank)
    return RunReport(claims: onAllCores(claims.count) { checker.check(claims[$0]) })
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
