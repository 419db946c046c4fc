import Exact
import Notation
import Numeric

/// Where the gradient of an objective vanishes, exactly when it is a quadratic.
extension SurfaceEvaluator {
  /// The point that a step of Newton's method leads to, which is the stationary point of a quadratic
  /// from wherever it starts; where its Hessian is singular, points that are as good as the start.
  ///
  /// Law: f(x) = f(s) + gᵀ(x − s) + ½ (x − s)ᵀH(x − s) is stationary where H(x − s) = −g.
  func stationaryPoints(of extremum: Extremum, from start: SurfaceValue) -> [SurfaceValue] {
    guard let numbers = start.numbers, numbers.count <= 9 else { return [] }
    do {
      return try binding(extremum.name, to: start) {
        let (gradient, hessian) = try secondOrder(extremum)
        let steps =
          if let inverse = try arithmetic.eliminate(hessian).inverse {
            [try arithmetic.multiply(inverse, grid(.vector(gradient))).entries]
          } else {
            try kernel(of: hessian)
          }
        return steps.map { step in
          start.replacing(zip(numbers, step).map { arithmetic.subtract($0, $1) })
        }
      }
    } catch {
      return []
    }
  }

  /// The gradient and the Hessian of the objective where its variable stands.
  private func secondOrder(_ extremum: Extremum) throws -> ([DualNumber], Grid) {
    let (body, name) = (extremum.body, extremum.name)
    guard let point = bindings[name], let numbers = point.numbers else {
      throw EvaluationFailure.shapes
    }
    let count = numbers.count
    let (outer, inner) = (freshTag(), freshTag())
    func unit(_ k: Int) -> [DualNumber] { (0..<count).map { $0 == k ? .one : .zero } }
    let moved = numbers.enumerated().map { k, x in
      DualNumber.dual(
        tag: inner, value: .dual(tag: outer, value: x, slopes: unit(k)), slopes: unit(k))
    }
    let y = try binding(name, to: point.replacing(moved)) { try number(body) }
    let slopes = (0..<count).map { y.slope(of: inner, $0) }
    let rows = slopes.flatMap { slope in (0..<count).map { slope.slope(of: outer, $0) } }
    return (slopes.map { $0.value(of: outer) }, Grid(rows: count, columns: count, rows))
  }

  /// Vectors that a singular matrix maps to 0, one for each column without a pivot.
  private func kernel(of matrix: Grid) throws -> [[DualNumber]] {
    var g = matrix
    var pivots: [Int] = []
    for column in 0..<g.columns where pivots.count < g.rows {
      let row = pivots.count
      guard
        let pivot = (row..<g.rows).first(where: {
          g[$0, column].primal.equals(.zero, bits: bits) == .no
        })
      else { continue }
      for j in 0..<g.columns { (g[row, j], g[pivot, j]) = (g[pivot, j], g[row, j]) }
      let scale = try arithmetic.reciprocal(g[row, column])
      for j in 0..<g.columns { g[row, j] = arithmetic.multiply(g[row, j], scale) }
      for i in 0..<g.rows where i != row {
        let factor = g[i, column]
        for j in 0..<g.columns {
          g[i, j] = arithmetic.subtract(g[i, j], arithmetic.multiply(factor, g[row, j]))
        }
      }
      pivots.append(column)
    }
    return (0..<g.columns).filter { !pivots.contains($0) }.map { free in
      var vector = Array(repeating: DualNumber.zero, count: g.columns)
      vector[free] = .one
      for (row, column) in pivots.enumerated() { vector[column] = arithmetic.negate(g[row, free]) }
      return vector
    }
  }
}
