import Synchronization

/// A batch divided into parts, whose gradients are computed on several threads and added in order.
///
/// The parts do not depend on the number of threads, so the sums have the same bits for each.
enum Shards {
  /// The sums of the tensors that the parts give.
  static func sum<S: TensorScalar>(
    _ count: Int, threads: Int, _ part: @Sendable (Int) -> [Tensor<S>]
  ) -> [Tensor<S>] {
    let parts = Mutex([[Tensor<S>]](repeating: [], count: count))
    Threads.run(count, threads: threads) { index in
      let tensors = part(index)
      parts.withLock { $0[index] = tensors }
    }
    return parts.withLock { parts in
      var total = parts[0]
      for part in parts.dropFirst() {
        for index in total.indices { total[index].add(part[index]) }
      }
      return total
    }
  }

  /// The ranges of a batch, each at most `size` long.
  static func ranges(of count: Int, size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}
