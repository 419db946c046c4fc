import Exact
import Numeric

/// The exponential of a square matrix, with the derivatives of its entries.
extension SurfaceEvaluator {
  /// exp(A); `nil` for what is no matrix.
  func exponential(of a: SurfaceValue) throws -> SurfaceValue? {
    switch a {
    case .identity(let x): return .identity(try arithmetic.exp(x))
    case .matrix(let g):
      guard g.rows == g.columns else { throw EvaluationFailure.shapes }
      return .matrix(try exponential(g))
    default: return nil
    }
  }

  /// Law: exp(A + ε E) = exp(A) + ε L where exp((A E; 0 A)) = (exp(A) L; 0 exp(A)). Source: Higham, Functions of
  /// Matrices, SIAM 2008, th. 3.6.
  private func exponential(_ g: Grid) throws -> Grid {
    let n = g.rows
    try fuel.spend(n * n * n)
    let tag = g.entries.map(\.tag).max() ?? 0
    if tag == 0 {
      let balls = try g.entries.map { entry -> Ball in
        guard case .plain(let scalar) = entry, !scalar.isComplex,
          let ball = scalar.real(bits: bits)
        else { throw EvaluationFailure.notEvaluable("the exponential of this matrix") }
        return ball
      }
      let rows = (0..<n).map { Array(balls[($0 * n)..<(($0 + 1) * n)]) }
      return Grid(
        rows: n, columns: n,
        matrixExponential(rows).joined().map { ball in
          .plain(ball.exactRational.map { .exact($0) } ?? .ball(ball))
        })
    }
    let directions =
      g.entries.map { if case .dual(tag, _, let slopes) = $0 { slopes.count } else { 0 } }.max()
      ?? 0
    let value = g.entries.map { $0.value(of: tag) }
    var result = try exponential(Grid(rows: n, columns: n, value)).entries
    var slopes = Array(repeating: [DualNumber](), count: n * n)
    for direction in 0..<directions {
      var block = Grid(
        rows: 2 * n, columns: 2 * n, Array(repeating: .zero, count: 4 * n * n))
      for i in 0..<n {
        for j in 0..<n {
          block[i, j] = value[i * n + j]
          block[n + i, n + j] = value[i * n + j]
          block[i, n + j] = g[i, j].slope(of: tag, direction)
        }
      }
      let whole = try exponential(block)
      for i in 0..<n {
        for j in 0..<n { slopes[i * n + j].append(whole[i, n + j]) }
      }
    }
    for k in result.indices {
      result[k] = .dual(tag: tag, value: result[k], slopes: slopes[k])
    }
    return Grid(rows: n, columns: n, result)
  }
}
