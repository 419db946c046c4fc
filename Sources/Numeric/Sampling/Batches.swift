import Dispatch
import Synchronization

/// Batches of random samples, computed on several threads with results that do not depend on them.
public enum Batches {
  /// The values of all batches in order; batch b draws from stream `first + b` of the seed.
  ///
  /// Stops at the next batch once `isCancelled` answers true, and then answers `nil`.
  public static func values<T: Sendable>(
    count: Int, seed: UInt64, firstStream: UInt64 = 0, threads: Int? = nil,
    isCancelled: @Sendable () -> Bool = { false },
    _ batch: @Sendable (inout WideStream) -> T
  ) -> [T]? {
    let workers = max(1, min(threads ?? count, count))
    let results = Mutex([T?](repeating: nil, count: count))
    let next = Atomic<Int>(0)
    @Sendable func work() {
      while !isCancelled() {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        var stream = WideStream(seed: seed, stream: firstStream &+ UInt64(index))
        let value = batch(&stream)
        results.withLock { $0[index] = value }
      }
    }
    if workers == 1 {
      work()
    } else {
      DispatchQueue.concurrentPerform(iterations: min(workers, 64)) { _ in work() }
    }
    let list = results.withLock { $0.compactMap { $0 } }
    return list.count == count ? list : nil
  }
}
