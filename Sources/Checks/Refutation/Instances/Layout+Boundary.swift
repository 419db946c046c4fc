import Exact
import Numeric

extension Layout {
  /// Makes one matrix in four special, where there are matrices: two equal columns, a column or a row of zeros, a
  /// multiple of the identity (all eigenvalues are equal), rank one.
  ///
  /// A Gram matrix is made from its factor, so that it becomes singular or a multiple of the identity. A symmetric
  /// one becomes a multiple of the identity, diagonal with two equal eigenvalues, or ±v vᵀ, which is singular.
  func moveToBoundary(_ x: inout [Rational], from stream: inout RandomStream) {
    for part in parts {
      let (n, m): (Int, Int)
      switch part.shape {
      case .matrix(let rows, let columns): (n, m) = (rows, columns)
      case .gram(let size): (n, m) = (size, size)
      case .symmetric(let size), .definite(let size, _):
        moveSymmetric(&x, from: &stream, start: part.start, size: size)
        continue
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

  /// Makes one symmetric matrix in four special; its entries on and above the diagonal stand by rows.
  private func moveSymmetric(
    _ x: inout [Rational], from stream: inout RandomStream, start: Int, size n: Int
  ) {
    guard n > 1, stream.integer(in: 0...3) == 0 else { return }
    let choice = stream.integer(in: 0...2)
    let first = Array(x[start..<(start + n)])
    let sign: Rational = stream.integer(in: 0...1) == 0 ? 1 : -1
    var place = start
    for i in 0..<n {
      for j in i..<n {
        switch choice {
        case 0: x[place] = i == j ? first[0] : 0
        case 1: if i != j { x[place] = 0 } else if i == 1 { x[place] = first[0] }
        default: x[place] = sign * first[i] * first[j]
        }
        place += 1
      }
    }
  }
}
