import CFLINT

extension Eigenvalues {
  /// Enclosures of all eigenvalues of a matrix of balls, each as often as its multiplicity; `nil` where none
  /// could be certified at this precision.
  ///
  /// Law: for every matrix whose entries lie in the balls there is an order of its n eigenvalues in which each
  /// lies in its enclosure. Source: S. Rump, Verification methods, Acta Numerica 19 (2010),
  /// DOI 10.1017/S096249291000005X, §13.4, as in Arb's `acb_mat_eig_multiple`. Cost: O(n³) operations.
  public static func enclosures(of matrix: [[ComplexBall]]) -> [ComplexBall]? {
    let n = matrix.count
    precondition(matrix.allSatisfy { $0.count == n }, "a matrix that is not square")
    guard n > 0 else { return [] }
    let precision = matrix.joined().map(\.precision).max() ?? Ball.defaultPrecision
    var entries = unsafe acb_mat_struct()
    var vectors = unsafe acb_mat_struct()
    unsafe acb_mat_init(&entries, n, n)
    unsafe acb_mat_init(&vectors, n, n)
    let approximate = unsafe _acb_vec_init(n)
    let values = unsafe _acb_vec_init(n)
    defer {
      unsafe acb_mat_clear(&entries)
      unsafe acb_mat_clear(&vectors)
      unsafe _acb_vec_clear(approximate, n)
      unsafe _acb_vec_clear(values, n)
    }
    for i in 0..<n {
      for j in 0..<n {
        unsafe matrix[i][j].withPointer { z in
          guard let row = unsafe entries.rows[i] else { return }
          unsafe acb_set(row + j, z)
        }
      }
    }
    _ = unsafe acb_mat_approx_eig_qr(approximate, nil, &vectors, &entries, nil, 0, precision)
    guard
      unsafe acb_mat_eig_multiple(values, &entries, approximate, &vectors, precision) != 0,
      let values = unsafe values
    else { return nil }
    return (0..<n).map { k in
      unsafe ComplexBall(precision: precision) { p, _ in unsafe acb_set(p, values + k) }
    }
  }
}
