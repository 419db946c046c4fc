import CFLINT

/// The exponential of a square matrix of balls, by rows.
///
/// Law: it contains exp(A) = Σ Aⁿ/n! for every A whose entries lie in the balls. Source: Arb, `arb_mat_exp`.
/// Cost: O(n³) products, as many as the precision and the norm ask for.
public func matrixExponential(_ matrix: [[Ball]]) -> [[Ball]] {
  let n = matrix.count
  precondition(matrix.allSatisfy { $0.count == n }, "a matrix that is not square")
  let precision = matrix.joined().map(\.precision).max() ?? Ball.defaultPrecision
  var entries = unsafe arb_mat_struct()
  var result = unsafe arb_mat_struct()
  unsafe arb_mat_init(&entries, n, n)
  unsafe arb_mat_init(&result, n, n)
  defer {
    unsafe arb_mat_clear(&entries)
    unsafe arb_mat_clear(&result)
  }
  for i in 0..<n {
    for j in 0..<n {
      unsafe matrix[i][j].withPointer { x in
        guard let row = unsafe entries.rows[i] else { return }
        unsafe arb_set(row + j, x)
      }
    }
  }
  unsafe arb_mat_exp(&result, &entries, precision)
  return (0..<n).map { i in
    (0..<n).map { j in
      unsafe Ball(precision: precision) { p, _ in
        guard let row = unsafe result.rows[i] else { return }
        unsafe arb_set(p, row + j)
      }
    }
  }
}
