import Dispatch
import Notation
import Synchronization

/// Checks many claims on all cores; the order of the reports is that of the claims.
public enum Runner {
  public static func run(_ claims: [Claim], options: Options, bank: Bank? = nil) -> RunReport {
    let checker = Checker(options: options, bank: bank)
    let reports = Mutex([ClaimReport?](repeating: nil, count: claims.count))
    DispatchQueue.concurrentPerform(iterations: claims.count) { index in
      let report = checker.check(claims[index])
      reports.withLock { $0[index] = report }
    }
    return RunReport(claims: reports.withLock { $0.compactMap { $0 } })
  }
}
