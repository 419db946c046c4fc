import Exact
import Notation
import Numeric

/// Numbers and matrices that stand in the counterexample as rationals: that two are equal, or that a
/// matrix is symmetric, can only be confirmed exactly.
extension Replay {
  static func rationals(_ text: String, _ type: ValueType) -> [[Rational]]? {
    switch type {
    case .real: return Rational(text).map { [[$0]] }
    case .matrix:
      let rows = text.bracketed?.map { $0.bracketed?.map { Rational($0) } ?? [] }
      guard let rows, let width = rows.first?.count, width > 0 else { return nil }
      let exact = rows.map { $0.compactMap { $0 } }
      return exact.allSatisfy { $0.count == width } ? exact : nil
    default: return nil
    }
  }

  /// The number that an expression of printed rationals and the operations of a field comes to, so that
  /// equal sides are seen to be equal; `nil` for others.
  func rationalNumber(_ e: Expression) -> Rational? {
    switch e.form {
    case .number(let q): return q
    case .symbol(let name):
      // A bound variable may have the name.
      guard case .real? = table.declarations[name]?.type, let q = rationals[name]?[0][0],
        case .number(let value)? = values[name], (value - constant(q)).equals(0) != .no
      else { return nil }
      return q
    case .negate(let a): return rationalNumber(a).map { -$0 }
    case .binary(let op, let a, let b):
      guard let x = rationalNumber(a), let y = rationalNumber(b) else { return nil }
      switch op {
      case .add: return x + y
      case .subtract: return x - y
      case .multiply: return x * y
      case .divide: return y.isZero ? nil : x / y
      default: return nil
      }
    case .power(let a, let b):
      guard let x = rationalNumber(a), let n = rationalNumber(b)?.int, (0...64).contains(n)
      else { return nil }
      return x.power(n)
    case .call(.abs, let list): return rationalNumber(list[0]).map { $0.sign < 0 ? -$0 : $0 }
    case .call(.indicator, let list):
      switch truth(list[0]) {
      case .yes: return 1
      case .no: return 0
      default: return nil
      }
    case .bind(.expectation(let laws), let body) where laws.isEmpty: return rationalMean(body)
    case .call(.expectation, let list): return rationalMean(list[0])
    case .call(.variance, let list):
      let square = Expression(.binary(.multiply, list[0], list[0]), at: e.place)
      guard let mean = rationalMean(list[0]), let second = rationalMean(square) else { return nil }
      return second - mean * mean
    default: return nil
    }
  }

  /// 𝔼e over symbols that take one of some printed rationals.
  private func rationalMean(_ body: Expression) -> Rational? {
    let names = table.dependencies(of: body).filter { table.distributions[$0] != nil }.sorted()
    guard names.allSatisfy({ exactSamples[$0] != nil }),
      !ties.contains(where: { !names.filter($0.contains).isEmpty })
    else { return nil }
    func mean(_ left: [String]) -> Rational? {
      guard let name = left.first, let points = exactSamples[name] else {
        return rationalNumber(body)
      }
      let group = left.filter { $0 == name || areTied(name, $0) }
      let rest = left.filter { !group.contains($0) }
      var sum = Rational.zero
      for i in points.indices {
        let numbers = group.compactMap { exactSamples[$0]?[i] }
        guard numbers.count == group.count,
          let part = with(
            group, numbers.map { .number(constant($0)) },
            {
              for (name, number) in zip(group, numbers) { rationals[name] = [[number]] }
              return mean(rest)
            })
        else { return nil }
        sum = sum + part
      }
      return sum / Rational(points.count)
    }
    return mean(names)
  }

  /// Whether a relation of numbers holds, where both sides are such expressions.
  func rationalAnswer(_ relation: Relation, _ left: Expression, _ right: Expression) -> Bool? {
    guard let x = rationalNumber(left), let y = rationalNumber(right) else { return nil }
    switch relation {
    case .equal: return x == y
    case .notEqual: return x != y
    case .less: return x < y
    case .lessOrEqual: return x < y || x == y
    case .greater: return y < x
    case .greaterOrEqual: return y < x || x == y
    default: return nil
    }
  }

  /// Whether a ≻ b (a ⪰ b) for sums of multiples of printed matrices; `nil` for others.
  func isDefinite(_ a: Expression, _ b: Expression, isStrict: Bool) -> Bool? {
    let isZero = { (e: Expression) in e.form == .number(0) }
    let difference: [[Rational]]?
    if isZero(b) {
      difference = rationalMatrix(a)
    } else if isZero(a) {
      difference = rationalMatrix(b)?.map { $0.map { -$0 } }
    } else {
      difference = sum(rationalMatrix(a), rationalMatrix(b)?.map { $0.map { -$0 } })
    }
    guard let m = difference, m.count == m[0].count else { return nil }
    for i in m.indices { for j in 0..<i where m[i][j] != m[j][i] { return false } }
    let c = Eigenvalues.characteristicPolynomial(of: m)
    return m.indices.allSatisfy { k in
      let sign = (m.count - k) % 2 == 0 ? c[k].sign : -c[k].sign
      return isStrict ? sign > 0 : sign >= 0
    }
  }

  /// The matrix by rows; `nil` for numbers and what is put together otherwise.
  private func rationalMatrix(_ e: Expression) -> [[Rational]]? {
    switch e.form {
    case .symbol(let name):
      guard case .matrix? = table.declarations[name]?.type else { return nil }
      return rationals[name]
    case .negate(let a): return rationalMatrix(a)?.map { $0.map { -$0 } }
    case .transpose(let a):
      guard let m = rationalMatrix(a) else { return nil }
      return m[0].indices.map { j in m.map { $0[j] } }
    case .binary(.add, let a, let b): return sum(rationalMatrix(a), rationalMatrix(b))
    case .binary(.subtract, let a, let b):
      return sum(rationalMatrix(a), rationalMatrix(b)?.map { $0.map { -$0 } })
    case .binary(.multiply, let a, let b):
      guard let x = rationalMatrix(a), let y = rationalMatrix(b), x[0].count == y.count else {
        return nil
      }
      return x.map { row in
        y[0].indices.map { j in row.indices.reduce(.zero) { $0 + row[$1] * y[$1][j] } }
      }
    default: return nil
    }
  }

  private func sum(_ a: [[Rational]]?, _ b: [[Rational]]?) -> [[Rational]]? {
    guard let a, let b, a.count == b.count, a[0].count == b[0].count else { return nil }
    return zip(a, b).map { zip($0, $1).map { $0 + $1 } }
  }
}
