import Exact

/// Nonnegative weights under which columns add up to zero, some of the marked ones with weight.
///
/// This is Farkas' question for a finite list of polynomials. The simplex method runs in doubles and
/// only says which columns matter; their weights are then solved for in rationals, and whoever uses
/// them checks them.
/// - Source: Schrijver, Theory of Linear and Integer Programming, ch. 7 and 11.
struct PositiveCone {
  /// One column: its entries by row, and whether it counts for the normalisation.
  struct Column {
    let entries: [Int: Rational]
    let isMarked: Bool
    /// Whether the weight may be negative, too.
    let isFree: Bool
  }

  private static let tolerance = 1e-9

  /// Weights with Σ weight·column = 0 and marked weights that add up to 1; `nil` when none are found.
  static func weights(_ columns: [Column], rows: Int) -> [Rational]? {
    // A free column is two columns.
    var places: [(column: Int, sign: Double)] = []
    for (index, column) in columns.enumerated() {
      places.append((index, 1))
      if column.isFree { places.append((index, -1)) }
    }
    guard let support = support(columns, places, rows: rows) else { return nil }
    return exact(columns, support, rows: rows)
  }

  /// The columns with weight in a basic solution.
  private static func support(
    _ columns: [Column], _ places: [(column: Int, sign: Double)], rows: Int
  ) -> [Int]? {
    let (m, n) = (rows + 1, places.count)
    var table = Array(repeating: Array(repeating: 0.0, count: n + 1), count: m)
    for (j, place) in places.enumerated() {
      let column = columns[place.column]
      let scale = column.entries.values.reduce(column.isMarked ? 1 : 0) {
        max($0, abs($1.double))
      }
      guard scale > 0, scale.isFinite else { continue }
      for (i, value) in column.entries { table[i][j] = place.sign * value.double / scale }
      if column.isMarked { table[rows][j] = 1 / scale }
    }
    table[rows][n] = 1
    var basis = Array(repeating: -1, count: m)
    // Minimise the sum of the artificial variables; `cost` holds the reduced costs.
    var cost = Array(repeating: 0.0, count: n + 1)
    for j in 0...n { for i in 0..<m { cost[j] -= table[i][j] } }
    for step in 0..<(20 * (m + n)) {
      if cost[n] > -tolerance { break }
      let entering: Int?
      if step < 4 * (m + n) {
        entering = (0..<n).min { cost[$0] < cost[$1] }.flatMap { cost[$0] < -tolerance ? $0 : nil }
      } else {
        entering = (0..<n).first { cost[$0] < -tolerance }
      }
      guard let j = entering else { break }
      var leaving: Int?
      for i in 0..<m where table[i][j] > tolerance {
        guard let best = leaving else {
          leaving = i
          continue
        }
        let (a, b) = (table[i][n] / table[i][j], table[best][n] / table[best][j])
        if a < b - tolerance || (a < b + tolerance && basis[i] < basis[best]) { leaving = i }
      }
      guard let i = leaving else { return nil }
      let pivot = table[i][j]
      for k in 0...n { table[i][k] /= pivot }
      for other in 0..<m where other != i && table[other][j] != 0 {
        let factor = table[other][j]
        for k in 0...n where table[i][k] != 0 { table[other][k] -= factor * table[i][k] }
      }
      let factor = cost[j]
      for k in 0...n where table[i][k] != 0 { cost[k] -= factor * table[i][k] }
      basis[i] = j
    }
    guard cost[n] > -1e-7 else { return nil }
    var result: [Int] = []
    for i in 0..<m where basis[i] >= 0 && table[i][n] > 1e-8 {
      result.append(places[basis[i]].column)
    }
    return Array(Set(result)).sorted()
  }

  /// The weights of the given columns, by elimination; `nil` if one that must not be is negative.
  private static func exact(_ columns: [Column], _ support: [Int], rows: Int) -> [Rational]? {
    let n = support.count
    var system: [[Rational]] = []
    var used: Set<Int> = []
    for j in support { used.formUnion(columns[j].entries.keys) }
    for row in used.sorted() {
      system.append(support.map { columns[$0].entries[row] ?? 0 } + [0])
    }
    system.append(support.map { columns[$0].isMarked ? 1 : 0 } + [1])
    var pivots: [Int] = []
    var next = 0
    for column in 0..<n {
      guard let row = (next..<system.count).first(where: { !system[$0][column].isZero }),
        let inverse = system[row][column].reciprocal
      else { return nil }
      system.swapAt(next, row)
      for k in 0...n { system[next][k] = system[next][k] * inverse }
      for other in system.indices where other != next && !system[other][column].isZero {
        let factor = system[other][column]
        for k in 0...n where !system[next][k].isZero {
          system[other][k] = system[other][k] - factor * system[next][k]
        }
      }
      pivots.append(next)
      next += 1
    }
    guard system[next...].allSatisfy({ $0[n].isZero }) else { return nil }
    var weights = Array(repeating: Rational.zero, count: columns.count)
    for (index, j) in support.enumerated() {
      let value = system[pivots[index]][n]
      guard columns[j].isFree || value.sign >= 0 else { return nil }
      weights[j] = value
    }
    return weights
  }
}
