import Dispatch

/// Products of matrices by OpenBLAS, in blocks that depend on the shapes alone.
///
/// OpenBLAS runs every block on one thread, so a result has the same bits for every number of threads.
enum MatrixProduct {
  /// op(A)·op(B) for matrices by rows, where op transposes or not.
  static func product<S: TensorScalar>(
    _ a: [S], transposed transposeLeft: Bool, _ b: [S], transposed transposeRight: Bool,
    rows: Int, columns: Int, inner: Int, threads: Int
  ) -> [S] {
    precondition(a.count == rows * inner && b.count == inner * columns)
    guard rows > 0, columns > 0, inner > 0 else {
      return [S](repeating: 0, count: rows * columns)
    }
    // Split the longer side of the result.
    let byRows = rows >= columns
    let blocks = blocks(rows: rows, columns: columns, inner: inner)
    return unsafe [S](unsafeUninitializedCapacity: rows * columns) { out, count in
      count = rows * columns
      unsafe a.withUnsafeBufferPointer { a in
        unsafe b.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = out.baseAddress else {
            return
          }
          nonisolated(unsafe) let (x, y, z) = unsafe (a, b, c)
          @Sendable func block(_ index: Int) {
            let length = byRows ? rows : columns
            let from = length * index / blocks
            let size = length * (index + 1) / blocks - from
            let (row, column) = byRows ? (from, 0) : (0, from)
            let (lda, ldb) = (transposeLeft ? rows : inner, transposeRight ? inner : columns)
            unsafe S.multiply(
              transposeLeft: transposeLeft, transposeRight: transposeRight,
              rows: byRows ? size : rows, columns: byRows ? columns : size, inner: inner, alpha: 1,
              x + row * (transposeLeft ? 1 : lda), lda,
              y + column * (transposeRight ? ldb : 1), ldb, beta: 0,
              z + row * columns + column, columns)
          }
          Threads.run(blocks, threads: threads, block)
        }
      }
    }
  }

  /// One block for small products, else 2 or, from 2²⁹ multiplications on, 8.
  private static func blocks(rows: Int, columns: Int, inner: Int) -> Int {
    let work = rows * columns * inner
    let count = work < 1 << 18 ? 1 : work < 1 << 29 ? 2 : 8
    return min(count, max(rows, columns))
  }
}

/// Independent pieces of work on several threads.
enum Threads {
  /// Runs the pieces 0, 1, …; on one thread in order.
  static func run(_ count: Int, threads: Int, _ piece: @Sendable (Int) -> Void) {
    if threads <= 1 || count <= 1 {
      for index in 0..<count { piece(index) }
    } else if count <= threads {
      DispatchQueue.concurrentPerform(iterations: count, execute: piece)
    } else {
      // Each thread takes every threads-th piece.
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        for index in stride(from: thread, to: count, by: threads) { piece(index) }
      }
    }
  }
}
