import Glibc

/// max |λ| over the eigenvalues of a square matrix, by Gelfand's formula lim ‖Aᵏ‖^(1/k) with k = 2⁴⁰.
///
/// Each square is divided by its norm, and the logarithms of the norms are added up, so nothing
/// overflows. The error of the logarithm is below n·log(n)/2⁴⁰ for a diagonalisable matrix, and the
/// rounding errors of the squares count half as much each time. Cost: 40 products.
public func spectralRadius(of matrix: [[Double]]) -> Double {
  var power = matrix
  var logarithm = 0.0
  var weight = 1.0
  for _ in 0..<40 {
    let norm = power.joined().reduce(0) { Glibc.hypot($0, $1) }
    guard norm > 0 else { return 0 }
    logarithm += weight * Glibc.log(norm)
    weight /= 2
    let scaled = power.map { $0.map { $0 / norm } }
    power = scaled.map { row in
      scaled[0].indices.map { column in
        row.indices.reduce(0) { $0 + row[$1] * scaled[$1][column] }
      }
    }
  }
  return Glibc.exp(logarithm)
}
