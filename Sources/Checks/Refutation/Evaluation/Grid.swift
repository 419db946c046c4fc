import Exact
import Numeric

/// A matrix of numbers, entries by rows.
struct Grid: Sendable {
  let rows: Int
  let columns: Int
  var entries: [DualNumber]

  init(rows: Int, columns: Int, _ entries: [DualNumber]) {
    self.rows = rows
    self.columns = columns
    self.entries = entries
  }

  subscript(i: Int, j: Int) -> DualNumber {
    get { entries[i * columns + j] }
    set { entries[i * columns + j] = newValue }
  }

  var transposed: Grid {
    Grid(
      rows: columns, columns: rows,
      (0..<columns).flatMap { j in (0..<rows).map { self[$0, j] } })
  }

  static func diagonal(_ list: [DualNumber]) -> Grid {
    var result = Grid(
      rows: list.count, columns: list.count, Array(repeating: .zero, count: list.count * list.count)
    )
    for (i, x) in list.enumerated() { result[i, i] = x }
    return result
  }

  /// The rows as rationals, when every entry is one.
  var rational: [[Rational]]? {
    var result: [[Rational]] = []
    for i in 0..<rows {
      let row = (0..<columns).compactMap { self[i, $0].primal.rational }
      guard row.count == columns else { return nil }
      result.append(row)
    }
    return result
  }
}

extension Arithmetic {
  func multiply(_ a: Grid, _ b: Grid) throws -> Grid {
    guard a.columns == b.rows else { throw EvaluationFailure.shapes }
    var entries: [DualNumber] = []
    for i in 0..<a.rows {
      for j in 0..<b.columns {
        entries.append((0..<a.columns).reduce(.zero) { add($0, multiply(a[i, $1], b[$1, j])) })
      }
    }
    return Grid(rows: a.rows, columns: b.columns, entries)
  }

  func inner(_ a: [DualNumber], _ b: [DualNumber]) throws -> DualNumber {
    guard a.count == b.count else { throw EvaluationFailure.shapes }
    return zip(a, b).reduce(.zero) { add($0, multiply($1.0, $1.1)) }
  }

  func kronecker(_ a: Grid, _ b: Grid) -> Grid {
    var entries: [DualNumber] = []
    for i in 0..<(a.rows * b.rows) {
      for j in 0..<(a.columns * b.columns) {
        entries.append(
          multiply(a[i / b.rows, j / b.columns], b[i % b.rows, j % b.columns]))
      }
    }
    return Grid(rows: a.rows * b.rows, columns: a.columns * b.columns, entries)
  }

  /// Gauss–Jordan elimination with the first pivot that is certainly not 0: the determinant and,
  /// unless it is certainly 0, the inverse.
  func eliminate(_ matrix: Grid) throws -> (determinant: DualNumber, inverse: Grid?) {
    guard matrix.rows == matrix.columns else { throw EvaluationFailure.shapes }
    let n = matrix.rows
    var (a, inverse) = (matrix, Grid.diagonal(Array(repeating: .one, count: n)))
    var determinant = DualNumber.one
    for k in 0..<n {
      let signs = (k..<n).map { a[$0, k].primal.equals(.zero, bits: bits) }
      guard let offset = signs.firstIndex(of: .no) else {
        if signs.contains(.unknown) { throw EvaluationFailure.unknown }
        if (k..<n).contains(where: { a[$0, k].tag != 0 }) {
          return (try determinantByExpansion(matrix), nil)
        }
        return (.zero, nil)
      }
      let pivot = k + offset
      if pivot != k {
        determinant = negate(determinant)
        for j in 0..<n {
          (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j])
          (inverse[k, j], inverse[pivot, j]) = (inverse[pivot, j], inverse[k, j])
        }
      }
      determinant = multiply(determinant, a[k, k])
      let scale = try reciprocal(a[k, k])
      for j in 0..<n {
        a[k, j] = multiply(a[k, j], scale)
        inverse[k, j] = multiply(inverse[k, j], scale)
      }
      for i in 0..<n where i != k {
        let factor = a[i, k]
        if factor.isPlainZero { continue }
        for j in 0..<n {
          a[i, j] = subtract(a[i, j], multiply(factor, a[k, j]))
          inverse[i, j] = subtract(inverse[i, j], multiply(factor, inverse[k, j]))
        }
      }
    }
    return (determinant, inverse)
  }

  /// Laplace's expansion, for singular matrices whose determinant has a derivative.
  private func determinantByExpansion(_ a: Grid) throws -> DualNumber {
    if a.rows == 1 { return a[0, 0] }
    guard a.rows <= 6 else {
      throw EvaluationFailure.notEvaluable("derivative of a large singular determinant")
    }
    var sum = DualNumber.zero
    for j in 0..<a.columns {
      let minor = Grid(
        rows: a.rows - 1, columns: a.columns - 1,
        (1..<a.rows).flatMap { i in (0..<a.columns).filter { $0 != j }.map { a[i, $0] } })
      let term = multiply(a[0, j], try determinantByExpansion(minor))
      sum = j % 2 == 0 ? add(sum, term) : subtract(sum, term)
    }
    return sum
  }
}

extension EvaluationFailure {
  static let shapes = EvaluationFailure.notEvaluable("the shapes do not fit")
}
