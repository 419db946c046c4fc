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
  /// Larger problems are given up.
  private static let mostRows = 400

  /// How many entries of the tableau may be changed for one inference of fuel.
  private static let entriesPerInference = 5_000

  /// Weights with Σ weight·column = 0 and marked weights that add up to 1; `nil` when none are found.
  static func weights(_ columns: [Column], rows: Int, fuel: Prover.Fuel) throws -> [Rational]? {
    let usable = usable(columns, rows: rows)
    guard usable.contains(where: { columns[$0].isMarked }) else { return nil }
    // A free column is two columns.
    var places: [(column: Int, sign: Double)] = []
    for index in usable {
      let column = columns[index]
      places.append((index, 1))
      if column.isFree { places.append((index, -1)) }
    }
    let used = Set(usable.flatMap { columns[$0].entries.keys }).sorted()
    guard used.count <= mostRows else { return nil }
    let number = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
    let renumbered = columns.map { column in
      let entries = column.entries.compactMap { row, value in number[row].map { ($0, value) } }
      return Column(
        entries: Dictionary(uniqueKeysWithValues: entries), isMarked: column.isMarked,
        isFree: column.isFree)
    }
    guard let basis = try basis(renumbered, places, rows: used.count, fuel) else { return nil }
    // Weights that are rounding errors of 0 are left out, more of them at each attempt.
    for least in [1e-8, 1e-6, 1e-4, 1e-2] {
      let support = Set(basis.filter { $0.weight > least }.map(\.column)).sorted()
      if let result = exact(columns, support, rows: rows) { return result }
    }
    return nil
  }

  /// The columns that may have a weight: where a row has entries of one sign only, its columns have none.
  private static func usable(_ columns: [Column], rows: Int) -> [Int] {
    var members: [[Int]] = Array(repeating: [], count: rows)
    // How many entries of a row are positive, and how many negative; those of free columns are both.
    var counts = Array(repeating: (positive: 0, negative: 0), count: rows)
    func count(_ column: Column, by step: Int) {
      for (row, value) in column.entries {
        if column.isFree || value.sign > 0 { counts[row].positive += step }
        if column.isFree || value.sign < 0 { counts[row].negative += step }
      }
    }
    for (index, column) in columns.enumerated() {
      count(column, by: 1)
      for row in column.entries.keys { members[row].append(index) }
    }
    var isUsable = columns.map { !$0.entries.isEmpty || $0.isMarked }
    var open = Array(0..<rows)
    while let row = open.popLast() {
      guard (counts[row].positive == 0) != (counts[row].negative == 0) else { continue }
      for index in members[row] where isUsable[index] {
        isUsable[index] = false
        count(columns[index], by: -1)
        open += columns[index].entries.keys
      }
    }
    return columns.indices.filter { isUsable[$0] }
  }

  /// The columns of a basic solution with their weights.
  private static func basis(
    _ columns: [Column], _ places: [(column: Int, sign: Double)], rows: Int, _ fuel: Prover.Fuel
  ) throws -> [(column: Int, weight: Double)]? {
    let (m, n) = (rows + 1, places.count)
    // The tableau by rows, without the artificial variables, which never come back.
    let width = n + 1
    var table = Array(repeating: 0.0, count: m * width)
    for (j, place) in places.enumerated() {
      let column = columns[place.column]
      let scale = column.entries.values.reduce(column.isMarked ? 1 : 0) {
        max($0, abs($1.double))
      }
      guard scale > 0, scale.isFinite else { continue }
      for (i, value) in column.entries { table[i * width + j] = place.sign * value.double / scale }
      if column.isMarked { table[rows * width + j] = 1 / scale }
    }
    table[rows * width + n] = 1
    var basis = Array(repeating: -1, count: m)
    // Minimise the sum of the artificial variables; `cost` holds the reduced costs.
    var cost = Array(repeating: 0.0, count: width)
    for i in 0..<m { for j in 0..<width { cost[j] -= table[i * width + j] } }
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
      for i in 0..<m where table[i * width + j] > tolerance {
        guard let best = leaving else {
          leaving = i
          continue
        }
        let a = table[i * width + n] / table[i * width + j]
        let b = table[best * width + n] / table[best * width + j]
        if a < b - tolerance || (a < b + tolerance && basis[i] < basis[best]) { leaving = i }
      }
      guard let i = leaving else { return nil }
      try fuel.spend(1 + m * width / entriesPerInference)
      let pivot = table[i * width + j]
      var used: [Int] = []
      for k in 0..<width where table[i * width + k] != 0 {
        table[i * width + k] /= pivot
        used.append(k)
      }
      for other in 0..<m where other != i {
        let factor = table[other * width + j]
        if factor == 0 { continue }
        for k in used { table[other * width + k] -= factor * table[i * width + k] }
      }
      let factor = cost[j]
      for k in used { cost[k] -= factor * table[i * width + k] }
      basis[i] = j
    }
    guard cost[n] > -1e-7 else { return nil }
    return (0..<m).filter { basis[$0] >= 0 }.map {
      (places[basis[$0]].column, table[$0 * width + n])
    }
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
