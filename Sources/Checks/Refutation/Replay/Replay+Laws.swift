import Exact
import Notation
import Numeric

/// Expectations over the declared random symbols, by enumeration; for polynomials in normal
/// variables by the five points of Gauss and Hermite, which are exact up to the degree 9.
extension Replay {
  private typealias Outcomes = [(entries: [ComplexBall], weight: ComplexBall)]

  func mean(_ body: Expression) throws -> ReplayValue {
    let names = table.dependencies(of: body).filter { table.distributions[$0] != nil }.sorted()
    var continuous: String?
    for name in names {
      switch table.distributions[name]?.law {
      case .normal:
        if let degree = try table.degree(of: body, in: name), degree <= 9 { continue }
      case .uniform: break
      default: continue
      }
      // One number may be integrated over, behind all others.
      guard continuous == nil, table.declarations[name]?.type == .real else { throw Unknown() }
      continuous = name
    }
    var sum: ReplayValue?
    func visit(_ left: [String], _ weight: ComplexBall) throws {
      guard let name = left.first else {
        let own = try continuous.map { .number(try integral(over: $0, body)) } ?? value(body)
        let term = try combine(.multiply, .number(weight), own)
        sum = try sum.map { try combine(.add, $0, term) } ?? term
        return
      }
      let tie = ties.first { $0.contains(name) && $0.allSatisfy(left.contains) }
      let group = tie ?? left.filter { $0 == name || areTied(name, $0) }
      let rest = left.filter { !group.contains($0) }
      for (outcome, p) in try joint(group) {
        try with(group, outcome) { try visit(rest, weight * p) }
      }
    }
    try visit(names.filter { $0 != continuous }, constant(1))
    return try sum ?? fail()
  }

  /// The expectation over one number with a law on an interval or on the line.
  private func integral(over name: String, _ body: Expression) throws -> ComplexBall {
    func make(_ form: Expression.Form) -> Expression { Expression(form, at: body.place) }
    guard let law = table.distributions[name]?.law else { throw Unknown() }
    if case .uniform = law { return try uniformExpectation([name: law], body) }
    guard case .normal(let mean, let variance) = law else { throw Unknown() }
    if try number(variance).re.isZero == .yes {
      return try with([name], [value(mean)]) { try number(body) }
    }
    let density = make(.call(.normalDensity, [make(.symbol(name)), mean, variance]))
    let product = make(.binary(.multiply, density, body))
    return try number(make(.bind(.integral(name, from: nil, to: nil), body: product)))
  }

  func areTied(_ a: String, _ b: String) -> Bool {
    if ties.contains(where: { $0.contains(a) || $0.contains(b) }) { return false }
    let isTied =
      (coupled.contains(a) && coupled.contains(b)) || (samples[a] != nil && samples[b] != nil)
    return isTied && !table.areIndependent(a, b)
  }

  /// The values of symbols that one number decides, in the order of that number.
  private func joint(_ names: [String]) throws -> [([ReplayValue], ComplexBall)] {
    if ties.contains(names) { return try tied(names) }
    if let points = samples[names[0]] {
      let weight = constant(Rational(1, points.count))
      return try points.indices.map { i in
        (try names.map { try samples[$0]?[i] ?? fail() }, weight)
      }
    }
    let lists = try names.map { try outcomes($0) }
    if lists.count == 1 { return lists[0].map { ([$0.0], $0.1) } }
    // The quantile of each law at every point where one of the distribution functions jumps.
    let tables = try lists.map { list in
      var level = constant(0)
      return try list.map { (key: try $0.0.entries?.first?.re ?? fail(), outcome: $0) }
        .sorted { $0.key.midpoint < $1.key.midpoint }
        .map { row in
          level = level + row.outcome.1
          return (value: row.outcome.0, level: level)
        }
    }
    /// Levels that are the same number as far as the balls tell count as one.
    func isSame(_ a: ComplexBall, _ b: ComplexBall) -> Bool { (a - b).re.isZero != .no }
    var levels: [ComplexBall] = []
    for level in tables.flatMap({ $0.map(\.level) }).sorted(by: {
      $0.re.midpoint < $1.re.midpoint
    }) where levels.last.map({ !isSame($0, level) }) ?? true {
      levels.append(level)
    }
    var last = constant(0)
    var result: [([ReplayValue], ComplexBall)] = []
    for level in levels {
      let values = try tables.map { rows in
        try rows.first {
          isSame($0.level, level) || level.re.midpoint < $0.level.re.midpoint
        }?.value ?? fail()
      }
      result.append((values, level - last))
      last = level
    }
    return result
  }

  /// The product of the laws times 1 + the product of the centred values, each divided by the largest one.
  private func tied(_ names: [String]) throws -> [([ReplayValue], ComplexBall)] {
    let factors = try names.map { name in
      let rows = try joint([name]).map { row in
        (value: row.0[0], number: try row.0[0].entries?.first ?? fail(), weight: row.1)
      }
      let mean = rows.reduce(constant(0)) { $0 + $1.number * $1.weight }
      let centred = rows.map { $0.number - mean }
      let most = centred.max { abs($0.re.midpoint) < abs($1.re.midpoint) } ?? constant(1)
      let scale = most.re.isZero == .yes ? constant(1) : ComplexBall(most.re.magnitude)
      return zip(rows, centred).map { ($0.value, $0.weight, $1 / scale) }
    }
    return factors.reduce([([ReplayValue](), constant(1), constant(1))]) { list, rows in
      list.flatMap { a in rows.map { (a.0 + [$0.0], a.1 * $0.1, a.2 * $0.2) } }
    }.map { ($0.0, $0.1 * (constant(1) + $0.2)) }
  }

  /// The outcomes of one symbol.
  private func outcomes(_ name: String) throws -> [(ReplayValue, ComplexBall)] {
    guard let distribution = table.distributions[name], let type = table.declarations[name]?.type
    else { throw Unknown() }
    var indices: [String] = []
    if case .index(_, let list) = distribution.pattern.form {
      indices = try list.map { if case .symbol(let s) = $0.form { s } else { try fail() } }
    }
    var shape: [Int] = []
    switch type {
    case .real, .index: break
    case .vector(let n): shape = [try integer(n)]
    case .matrix(let n, let m): shape = [try integer(n), try integer(m)]
    default: throw Unknown()
    }
    // One block for each value of the indices of the pattern.
    let (outer, inner) = (shape.prefix(indices.count), shape.dropFirst(indices.count))
    guard outer.count == indices.count else { throw Unknown() }
    let positions = outer.reduce([[Int]]([[]])) { list, n in
      list.flatMap { head in (1...n).map { head + [$0] } }
    }
    let blocks = try positions.map { position in
      try with(indices, position.map { .number(constant(Rational($0))) }) {
        inner.isEmpty
          ? try numbers(distribution.law)
          : try vectors(distribution.law, inner.reduce(1, *))
      }
    }
    var list: Outcomes = [([], constant(1))]
    if coupled.contains(name), let first = blocks.first {
      list = first.map { atom in (blocks.flatMap { _ in atom.entries }, atom.weight) }
    } else {
      for block in blocks {
        guard list.count * block.count <= 20_000 else { throw Unknown() }
        list = list.flatMap { a in
          block.map { (a.entries + $0.entries, a.weight * $0.weight) }
        }
      }
    }
    return list.map { entries, weight in
      switch shape.count {
      case 0: (.number(entries[0]), weight)
      case 1: (.vector(entries), weight)
      default:
        (
          .matrix(
            (0..<shape[0]).map { Array(entries[($0 * shape[1])..<(($0 + 1) * shape[1])]) }),
          weight
        )
      }
    }
  }

  private func numbers(_ law: Law) throws -> Outcomes {
    switch law {
    case .bernoulli(let p):
      let p = try number(p)
      return [([constant(0)], constant(1) - p), ([constant(1)], p)]
    case .rademacher: return [-1, 1].map { ([constant($0)], constant(Rational(1, 2))) }
    case .uniformOn(let list):
      return try list.map { ([try number($0)], constant(Rational(1, list.count))) }
    case .categorical(let weights):
      guard case .vector(let list) = try value(weights) else { throw Unknown() }
      return list.enumerated().map { ([constant(Rational($0.offset + 1))], $0.element) }
    case .normal(let mean, let variance):
      let (m, v) = (try number(mean), try number(variance))
      let deviation = ComplexBall(v.re.squareRoot())
      return standardNormal.map { ([m + deviation * $0.0], $0.1) }
    default: throw Unknown()
    }
  }

  private func vectors(_ law: Law, _ n: Int) throws -> Outcomes {
    switch law {
    case .categorical(let weights):
      guard case .vector(let list) = try value(weights), list.count == n else { throw Unknown() }
      return list.enumerated().map { j, weight in
        ((0..<n).map { constant($0 == j ? 1 : 0) }, weight)
      }
    case .normal(let mean, let covariance):
      var center = Array(repeating: constant(0), count: n)
      if case .vector(let v) = try value(mean) { center = v }
      let rows: [[ComplexBall]]
      switch try value(covariance) {
      case .matrix(let m): rows = m
      case .identity(let c):
        rows = (0..<n).map { i in (0..<n).map { $0 == i ? c : constant(0) } }
      default: throw Unknown()
      }
      guard center.count == n, rows.count == n else { throw Unknown() }
      let root = cholesky(rows)
      var list: Outcomes = [(center, constant(1))]
      for k in 0..<n {
        list = list.flatMap { a in
          standardNormal.map { point, weight in
            ((0..<n).map { a.entries[$0] + root[$0][k] * point }, a.weight * weight)
          }
        }
      }
      return list
    default: throw Unknown()
    }
  }

  /// The zeros of He₅ with their weights: 0, ±√(5 ∓ √10).
  private var standardNormal: [(ComplexBall, ComplexBall)] {
    let root = ComplexBall(Ball(10, precision: bits).squareRoot())
    var result = [(constant(0), constant(Rational(8, 15)))]
    for sign in [constant(-1), constant(1)] {
      let point = ComplexBall((constant(5) + sign * root).re.squareRoot())
      let weight = (constant(7) - sign * constant(2) * root) * constant(Rational(1, 60))
      result += [(point, weight), (-point, weight)]
    }
    return result
  }

  /// L with L Lᵀ = A; a column whose pivot is 0 is 0.
  private func cholesky(_ a: [[ComplexBall]]) -> [[ComplexBall]] {
    let n = a.count
    var lower = Array(repeating: Array(repeating: constant(0), count: n), count: n)
    for j in 0..<n {
      var pivot = a[j][j]
      for k in 0..<j { pivot = pivot - lower[j][k] * lower[j][k] }
      if pivot.re.exactRational?.isZero == true { continue }
      let root = ComplexBall(pivot.re.squareRoot())
      for i in j..<n {
        var entry = a[i][j]
        for k in 0..<j { entry = entry - lower[i][k] * lower[j][k] }
        lower[i][j] = entry / root
      }
    }
    return lower
  }
}
