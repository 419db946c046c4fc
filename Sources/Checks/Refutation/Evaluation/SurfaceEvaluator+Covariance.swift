import Exact
import Notation
import Numeric

/// Covariances of normal vectors.
extension SurfaceEvaluator {
  /// L and D of Σ = L D Lᵀ, for a rational positive semidefinite Σ.
  func factors(of covariance: SurfaceValue, _ n: Int) throws
    -> (lower: [[Rational]], diagonal: [Rational])
  {
    func rational(_ x: DualNumber) throws -> Rational {
      guard let q = x.primal.rational, x.tag == 0 else {
        throw EvaluationFailure.notEvaluable("a normal law with such a covariance")
      }
      return q
    }
    var entries: [[Rational]]
    switch covariance {
    case .identity(let x):
      let c = try rational(x)
      entries = (0..<n).map { i in (0..<n).map { $0 == i ? c : 0 } }
    case .matrix(let g) where g.rows == n && g.columns == n:
      entries = try (0..<n).map { i in try (0..<n).map { try rational(g[i, $0]) } }
    default: throw EvaluationFailure.shapes
    }
    let failure = EvaluationFailure.undefined("this is no covariance", standing: true)
    var lower = (0..<n).map { i in (0..<n).map { Rational($0 == i ? 1 : 0) } }
    var diagonal: [Rational] = []
    for i in 0..<n {
      for j in 0..<n where entries[i][j] != entries[j][i] { throw failure }
    }
    for k in 0..<n {
      let pivot = entries[k][k]
      if pivot.sign < 0 { throw failure }
      diagonal.append(pivot)
      for i in (k + 1)..<max(n, k + 1) {
        if pivot.isZero {
          if !entries[i][k].isZero { throw failure }
          continue
        }
        lower[i][k] = entries[i][k] / pivot
      }
      for i in (k + 1)..<max(n, k + 1) {
        for j in (k + 1)..<max(n, k + 1) {
          entries[i][j] -= lower[i][k] * lower[j][k] * pivot
        }
      }
    }
    return (lower, diagonal)
  }
}
