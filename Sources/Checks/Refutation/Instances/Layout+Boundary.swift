import Exact
import Numeric

extension Layout {
  /// Makes one matrix in four special, where there are matrices: two equal columns, a column or a row of zeros, a
  /// multiple of the identity (all eigenvalues are equal), rank one.
  ///
  /// A Gram matrix is made from its factor, so that it becomes singular or a multiple of the identity.
  func moveToBoundary(_ x: inout [Rational], from stream: inout RandomStream) {
    for part in parts {
      let (n, m): (Int, Int)
      switch part.shape {
      case .matrix(let rows, let columns): (n, m) = (rows, columns)
      case .gram(let size): (n, m) = (size, size)
      default: continue
      }
      guard n * m > 1, stream.integer(in: 0...3) == 0 else { continue }
      let (row, column) = (stream.integer(in: 0...(n - 1)), stream.integer(in: 0...(m - 1)))
      func place(_ i: Int, _ j: Int) -> Int { part.start + i * m + j }
      switch stream.integer(in: 0...4) {
      case 0: for i in 0..<n { x[place(i, column)] = x[place(i, (column + 1) % m)] }
      case 1: for i in 0..<n { x[place(i, column)] = 0 }
      case 2: for j in 0..<m { x[place(row, j)] = 0 }
      case 3:
        let c = x[place(0, 0)]
        for i in 0..<n { for j in 0..<m { x[place(i, j)] = i == j ? c : 0 } }
      default:
        let first = (0..<m).map { x[place(0, $0)] }
        for i in 1..<max(n, 1) {
          let c = x[place(i, 0)]
          for j in 0..<m { x[place(i, j)] = c * first[j] }
        }
      }
    }
  }
}
