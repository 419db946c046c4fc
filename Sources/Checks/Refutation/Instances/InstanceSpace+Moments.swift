import Exact
import Notation
import Numeric

/// An assumption about first or second moments of random symbols without a law.
struct MomentLaw {
  enum Kind {
    /// 𝔼X
    case mean(String)
    /// 𝔼XY, 𝔼XYᵀ
    case product(String, String)
    /// Cov(X, Y)
    case covariance(String, String)
    /// 𝔼(X − c)²
    case square(String, around: Expression)
    /// 𝔼‖X‖²
    case norm(String)
  }

  let kind: Kind
  let moment: Expression
  /// What it is equal to.
  let value: Expression

  /// The law in an equation; `nil` where it is about something else.
  init?(_ formula: Expression) {
    guard case .relation(.equal, let left, let right) = formula.form else { return nil }
    for (moment, value) in [(left, right), (right, left)] {
      guard let kind = Self.kind(moment) else { continue }
      (self.kind, self.moment, self.value) = (kind, moment, value)
      return
    }
    return nil
  }

  private static func kind(_ e: Expression) -> Kind? {
    switch e.form {
    case .call(.expectation, let list) where list.count == 1: return kind(ofMean: list[0])
    case .bind(.expectation(let laws), let body) where laws.isEmpty: return kind(ofMean: body)
    case .call(.variance, let list) where list.count == 1:
      return list[0].symbolName.map { .covariance($0, $0) }
    case .call(.covariance, let list) where list.count == 2:
      guard let a = list[0].symbolName, let b = list[1].symbolName else { return nil }
      return .covariance(a, b)
    default: return nil
    }
  }

  private static func kind(ofMean body: Expression) -> Kind? {
    switch body.form {
    case .symbol(let name): return .mean(name)
    case .binary(.multiply, let a, let b):
      guard let x = a.symbolName else { return nil }
      if case .transpose(let inner) = b.form { return inner.symbolName.map { .product(x, $0) } }
      return b.symbolName.map { .product(x, $0) }
    case .power(let base, let exponent):
      guard exponent.form == .number(2) else { return nil }
      switch base.form {
      case .symbol(let name): return .product(name, name)
      case .binary(.subtract, let a, let c): return a.symbolName.map { .square($0, around: c) }
      case .call(.norm, let list): return list.first?.symbolName.map { .norm($0) }
      default: return nil
      }
    default: return nil
    }
  }
}

/// Laws with given moments: equally likely rational points, so that expectations are exact.
extension InstanceSpace {
  /// The instance with points for the random symbols without a law that have the assumed means and second
  /// moments, and what is not assumed as it was; `nil` where there are no such points.
  func withMoments(_ instance: Instance, fuel: Fuel) throws -> Instance? {
    let names = instance.samples.keys.filter { name in
      switch table.declarations[name]?.type {
      case .real, .vector: true
      default: false
      }
    }.sorted()
    var groups: [[String]] = []
    for name in names {
      let near = groups.indices.filter { i in
        groups[i].contains { !table.areIndependent($0, name) }
      }
      let joined = near.flatMap { groups[$0] } + [name]
      groups = groups.indices.filter { !near.contains($0) }.map { groups[$0] } + [joined.sorted()]
    }
    let evaluator = SurfaceEvaluator(table: table, instance: instance, bits: 256, fuel: fuel)
    var result = instance
    for group in groups {
      guard var law = JointMoments(group, instance), try law.require(moments, evaluator),
        let points = law.points
      else { return nil }
      for (name, values) in points { result.samples[name] = values }
    }
    return result
  }
}

/// Means and covariances of the components of some random symbols.
private struct JointMoments {
  private let names: [String]
  private let shapes: [String: SurfaceValue]
  private var start: [String: Int] = [:]
  private var mean: [Rational] = []
  private var covariance: [[Rational]] = []
  /// Numbers that decide over the points.
  private var seeds: [Rational] = []

  /// The moments of the points that an instance has.
  init?(_ names: [String], _ instance: Instance) {
    self.names = names
    var columns: [[Rational]] = []
    var shapes: [String: SurfaceValue] = [:]
    for name in names {
      guard let points = instance.samples[name], let first = points.first else { return nil }
      shapes[name] = first
      start[name] = columns.count
      let rows = points.map { ($0.numbers ?? []).compactMap { $0.primal.rational } }
      guard let width = first.numbers?.count, rows.allSatisfy({ $0.count == width }) else {
        return nil
      }
      for k in 0..<width { columns.append(rows.map { $0[k] }) }
    }
    self.shapes = shapes
    guard let count = columns.first?.count, columns.allSatisfy({ $0.count == count }) else {
      return nil
    }
    let share = Rational(1, count)
    mean = columns.map { $0.reduce(.zero, +) * share }
    let mean = mean
    covariance = columns.indices.map { i in
      columns.indices.map { j in
        zip(columns[i], columns[j]).reduce(Rational.zero) {
          $0 + ($1.0 - mean[i]) * ($1.1 - mean[j])
        } * share
      }
    }
    seeds = columns.flatMap { $0 }
  }

  private func width(_ name: String) -> Int { shapes[name]?.numbers?.count ?? 0 }

  /// Takes the assumed moments over; false where one has no value.
  mutating func require(_ laws: [MomentLaw], _ evaluator: SurfaceEvaluator) throws -> Bool {
    var isFixed = Array(
      repeating: Array(repeating: false, count: mean.count), count: mean.count)
    func entries(_ law: MomentLaw, _ rows: Int, _ columns: Int) throws -> [[Rational]]? {
      let value: SurfaceValue
      do { value = try evaluator.value(law.value) } catch EvaluationFailure.outOfFuel {
        throw EvaluationFailure.outOfFuel
      } catch { return nil }
      if case .identity(let c) = value, let q = c.primal.rational {
        return (0..<rows).map { i in (0..<columns).map { $0 == i ? q : 0 } }
      }
      if let q = value.numbers?.first?.primal.rational, q.isZero, value.numbers?.count == 1 {
        return Array(repeating: Array(repeating: .zero, count: columns), count: rows)
      }
      let list = (value.numbers ?? []).compactMap { $0.primal.rational }
      guard list.count == rows * columns else { return nil }
      return (0..<rows).map { i in Array(list[(i * columns)..<((i + 1) * columns)]) }
    }
    for law in laws {
      guard case .mean(let name) = law.kind, let first = start[name] else { continue }
      guard let values = try entries(law, 1, width(name)) else { return false }
      for (k, value) in values[0].enumerated() { mean[first + k] = value }
    }
    func fix(_ i: Int, _ j: Int, _ value: Rational) {
      covariance[i][j] = value
      covariance[j][i] = value
      isFixed[i][j] = true
      isFixed[j][i] = true
    }
    for law in laws {
      switch law.kind {
      case .mean: continue
      case .product(let a, let b), .covariance(let a, let b):
        guard let s = start[a], let t = start[b] else { continue }
        guard let values = try entries(law, width(a), width(b)) else { return false }
        var isProduct = false
        if case .product = law.kind { isProduct = true }
        for (i, row) in values.enumerated() {
          for (j, value) in row.enumerated() {
            fix(s + i, t + j, isProduct ? value - mean[s + i] * mean[t + j] : value)
          }
        }
      case .square(let name, let center):
        guard let s = start[name], width(name) == 1 else { continue }
        guard let value = try entries(law, 1, 1)?[0][0],
          let c = try? evaluator.number(center).primal.rational
        else { return false }
        fix(s, s, value - (mean[s] - c) * (mean[s] - c))
      case .norm(let name):
        guard let s = start[name] else { continue }
        let n = width(name)
        guard let value = try entries(law, 1, 1)?[0][0] else { return false }
        for k in s..<(s + n) { fix(k, k, value / Rational(n) - mean[k] * mean[k]) }
      }
    }
    // What is open beside something fixed becomes small enough for a covariance.
    let share = Rational(1, max(1, mean.count - 1))
    for i in mean.indices {
      for j in 0..<i where !isFixed[i][j] && (isFixed[i][i] || isFixed[j][j]) {
        let sign = Rational(covariance[i][j].sign)
        fix(i, j, sign * share * min(covariance[i][i], covariance[j][j]))
      }
    }
    return true
  }

  /// Equally likely points with these moments: m ± a Lⱼ for the columns Lⱼ of C = L D Lᵀ, with Σ a² as Dⱼ says,
  /// turned by a reflection that keeps the mean, so that third moments are not all 0.
  var points: [String: [SurfaceValue]]? {
    let n = mean.count
    var (rest, directions) = (covariance, [(column: [Rational], size: Rational)]())
    for j in 0..<n {
      let pivot = rest[j][j]
      if pivot.sign < 0 { return nil }
      guard !pivot.isZero else {
        guard rest[j].allSatisfy(\.isZero) else { return nil }
        continue
      }
      let column = (0..<n).map { rest[$0][j] / pivot }
      directions.append((column, pivot))
      for i in 0..<n { for k in 0..<n { rest[i][k] -= pivot * column[i] * column[k] } }
    }
    for squares in [2, 4] {
      let count = 2 * squares * max(1, directions.count)
      var rows: [[Rational]] = []
      for (column, size) in directions {
        // Σ a² over the pairs of one direction.
        guard let list = Rational.squareRoots(of: size * Rational(count) / 2, count: squares)
        else { break }
        for a in list {
          for sign in [Rational(1), -1] { rows.append(column.map { $0 * a * sign }) }
        }
      }
      if directions.isEmpty { rows = [Array(repeating: .zero, count: n)] }
      guard rows.count == count || directions.isEmpty else { continue }
      let turned = reflected(rows).map { row in zip(row, mean).map { $0 + $1 } }
      var result: [String: [SurfaceValue]] = [:]
      for name in names {
        guard let first = start[name], let shape = shapes[name] else { return nil }
        result[name] = turned.map { row in
          shape.replacing(row[first..<(first + width(name))].map { DualNumber($0) })
        }
      }
      return result
    }
    return nil
  }

  /// T − 2 w wᵀT/‖w‖² with Σ w = 0: sums and products of columns stay.
  private func reflected(_ rows: [[Rational]]) -> [[Rational]] {
    let count = Rational(rows.count)
    let raw = rows.indices.map { i in seeds[i % seeds.count] + Rational(i * i % 7) }
    let middle = raw.reduce(.zero, +) / count
    let w = raw.map { $0 - middle }
    let square = w.reduce(Rational.zero) { $0 + $1 * $1 }
    guard !square.isZero else { return rows }
    let width = rows[0].count
    let inner = (0..<width).map { k in
      zip(rows, w).reduce(Rational.zero) { $0 + $1.0[k] * $1.1 }
    }
    return zip(rows, w).map { row, weight in
      (0..<width).map { row[$0] - 2 * weight * inner[$0] / square }
    }
  }
}

extension Rational {
  /// Two or four rational numbers whose squares add up to this one, by search (Fermat, Lagrange); `nil` where
  /// none are found.
  static func squareRoots(of s: Rational, count: Int) -> [Rational]? {
    guard s.sign >= 0, let p = s.numerator.magnitude.int, let q = s.denominator.int,
      p < 1 << 20, q < 1 << 10
    else { return nil }
    func two(_ n: Int) -> [Int]? {
      var a = Int(Double(n).squareRoot())
      while a * a * 2 >= n {
        let b = Int(Double(n - a * a).squareRoot().rounded())
        if a * a + b * b == n { return [a, b] }
        a -= 1
      }
      return nil
    }
    func four(_ n: Int) -> [Int]? {
      var a = Int((Double(n) / 2).squareRoot())
      while a >= 0 {
        if let head = two(n - a * a - 0), head.count == 2 { return [a, 0] + head }
        for b in 1...max(1, min(a, 40)) where n - a * a - b * b >= 0 {
          if let tail = two(n - a * a - b * b) { return [a, b] + tail }
        }
        a -= 1
      }
      return nil
    }
    // p/q = pq/q².
    let list = count == 2 ? two(p * q) : four(p * q)
    return list?.map { Rational($0, q) }
  }
}

extension Expression {
  /// A symbol that is a summand of this one, with what it is when the sum has a value: X = v − Y for v = X + Y.
  func summands(equalTo total: Expression) -> [(Expression, Expression)] {
    func difference(_ a: Expression, _ b: Expression) -> Expression {
      Expression(.binary(.subtract, a, b), at: place)
    }
    switch form {
    case .binary(.add, let a, let b):
      return b.summands(equalTo: difference(total, a)) + a.summands(equalTo: difference(total, b))
    case .binary(.subtract, let a, let b):
      return a.summands(equalTo: Expression(.binary(.add, total, b), at: place))
    case .symbol: return [(self, total)]
    default: return []
    }
  }

  fileprivate var symbolName: String? { if case .symbol(let name) = form { name } else { nil } }
}
