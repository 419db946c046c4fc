import Exact
import Notation
import Numeric

extension Replay {
  func combine(
    _ operation: BinaryOperator, _ a: ReplayValue, _ b: ReplayValue
  ) throws -> ReplayValue {
    switch (operation, a, b) {
    case (.add, _, _): return try entrywise(a, b, +)
    case (.subtract, _, _): return try entrywise(a, b, -)
    case (.divide, _, .number(let d)):
      let inverse = try reciprocal(d)
      return try a.mapping { $0 * inverse } ?? fail()
    case (.multiply, .number(let x), _), (.hadamard, .number(let x), _),
      (.inner, .number(let x), _),
      (.multiply, .identity(let x), _):
      return try b.mapping { x * $0 } ?? fail()
    case (.multiply, _, .number(let y)), (.inner, _, .number(let y)),
      (.multiply, _, .identity(let y)):
      return try a.mapping { $0 * y } ?? fail()
    case (.hadamard, _, _): return try entrywise(a, b, *)
    case (.inner, _, _), (.multiply, .row, .vector):
      guard let u = a.entries, let v = b.entries, u.count == v.count else { throw Unknown() }
      return .number(zip(u, v).reduce(constant(0)) { $0 + $1.0 * $1.1 })
    case (.multiply, _, _):
      guard let x = a.rows, let y = b.rows, x[0].count == y.count else { throw Unknown() }
      let rows = x.map { row in
        y[0].indices.map { j in row.indices.reduce(constant(0)) { $0 + row[$1] * y[$1][j] } }
      }
      if case .vector = b, case .matrix = a { return .vector(rows.map { $0[0] }) }
      if case .row = a { return .row(rows[0]) }
      return .matrix(rows)
    case (.kronecker, .vector(let u), .vector(let v)):
      return .vector(u.flatMap { x in v.map { x * $0 } })
    case (.kronecker, _, _):
      guard let x = a.rows, let y = b.rows else { throw Unknown() }
      return .matrix(
        x.flatMap { r in y.map { s in r.flatMap { p in s.map { p * $0 } } } })
    default: throw Unknown()
    }
  }

  private func entrywise(
    _ a: ReplayValue, _ b: ReplayValue, _ f: (ComplexBall, ComplexBall) -> ComplexBall
  ) throws -> ReplayValue {
    switch (a, b) {
    case (.identity(let x), .identity(let y)): return .identity(f(x, y))
    case (.identity(let x), .matrix(let m)): return try entrywise(scalar(x, m.count), b, f)
    case (.matrix(let m), .identity(let y)): return try entrywise(a, scalar(y, m.count), f)
    case (.number(let x), _) where x.equals(0) == .yes: return try b.mapping { f(x, $0) } ?? fail()
    case (_, .number(let y)) where y.equals(0) == .yes: return try a.mapping { f($0, y) } ?? fail()
    default: break
    }
    guard let u = a.rows, let v = b.rows, u.count == v.count, u[0].count == v[0].count else {
      throw Unknown()
    }
    let rows = zip(u, v).map { zip($0, $1).map(f) }
    switch (a, b) {
    case (.number, .number): return .number(rows[0][0])
    case (.vector, .vector): return .vector(rows.map { $0[0] })
    case (.row, .row): return .row(rows[0])
    default: return .matrix(rows)
    }
  }

  func identity(_ n: Int) -> ReplayValue { scalar(1, max(n, 1)) }

  private func scalar(_ x: ComplexBall, _ n: Int) -> ReplayValue {
    .matrix((0..<n).map { i in (0..<n).map { i == $0 ? x : constant(0) } })
  }

  func reciprocal(_ x: ComplexBall) throws -> ComplexBall {
    switch x.equals(0) {
    case .yes: throw Undefined()
    case .no: return constant(1) / x
    case .unknown: throw Unknown()
    }
  }

  func power(_ base: Expression, _ exponent: Expression) throws -> ReplayValue {
    let n = try number(exponent)
    let integer = n.im.isZero == .yes ? n.re.exactRational?.int : nil
    let b = try value(base)
    if case .matrix(let m) = b {
      guard let k = integer, abs(k) < 64 else { throw Unknown() }
      let step = k < 0 ? try inverse(m) : m
      return try (0..<abs(k)).reduce(scalar(1, m.count)) { p, _ in
        try combine(.multiply, p, .matrix(step))
      }
    }
    guard case .number(let x) = b else { throw Unknown() }
    if let k = integer {
      if k < 0 { return .number(try reciprocal(x).power(-k)) }
      return .number(x.power(k))
    }
    if x.equals(0) == .yes, n.re.isPositive == .yes { return .number(constant(0)) }
    if let twice = (n + n).re.exactRational?.int, n.im.isZero == .yes {
      let root = try squareRoot(x)
      return .number(twice < 0 ? try reciprocal(root).power(-twice) : root.power(twice))
    }
    return .number((n * (try logarithm(x))).exp())
  }

  func squareRoot(_ x: ComplexBall) throws -> ComplexBall {
    if x.im.isZero == .yes, !isComplex, x.re.isNonnegative != .yes {
      if x.re.isNegative == .yes { throw Undefined() }
      throw Unknown()
    }
    return x.squareRoot()
  }

  func logarithm(_ x: ComplexBall) throws -> ComplexBall {
    if x.im.isZero == .yes, !isComplex || x.equals(0) == .yes, x.re.isPositive != .yes {
      if x.re.isPositive == .no { throw Undefined() }
      throw Unknown()
    }
    guard x.equals(0) == .no else { throw Unknown() }
    return x.log()
  }

  func inverse(_ m: [[ComplexBall]]) throws -> [[ComplexBall]] {
    // Cramer's rule.
    let scale = try reciprocal(determinant(m))
    if m.count == 1 { return [[scale]] }
    return try m.indices.map { i in
      try m.indices.map { j in
        let minor = m.indices.filter { $0 != j }.map { r in
          m.indices.filter { $0 != i }.map { m[r][$0] }
        }
        return constant((i + j) % 2 == 0 ? 1 : -1) * (try determinant(minor)) * scale
      }
    }
  }

  /// det A = (−1)ⁿ times the constant coefficient of det(zI − A).
  func determinant(_ m: [[ComplexBall]]) throws -> ComplexBall {
    guard m.allSatisfy({ $0.count == m.count }) else { throw Unknown() }
    let c = Eigenvalues.characteristicPolynomial(of: m)[0]
    return m.count % 2 == 0 ? c : -c
  }

  func call(_ name: NamedOperator, _ arguments: [Expression]) throws -> ReplayValue {
    func real(_ x: ComplexBall, _ f: (Ball) -> Ball) throws -> ReplayValue {
      guard x.im.isZero == .yes else { throw Unknown() }
      return .number(ComplexBall(f(x.re)))
    }
    switch name {
    case .expectation: return try mean(arguments[0])
    case .variance, .covariance:
      let (a, b) = (arguments[0], arguments[arguments.count - 1])
      if case .vector = try mean(a), case .vector(let y) = try mean(b) {
        // 𝔼[x yᵀ] − 𝔼[x] 𝔼[y]ᵀ.
        let row = Expression(.transpose(b), at: b.place)
        let mixed = Expression(.binary(.multiply, a, row), at: a.place)
        return try combine(.subtract, mean(mixed), combine(.multiply, mean(a), .row(y)))
      }
      let product = Expression(.binary(.multiply, a, b), at: a.place)
      return try combine(
        .subtract, mean(product), combine(.multiply, mean(a), mean(b)))
    case .normalDensity:
      guard arguments.count == 3 else { throw Unknown() }
      return .number(
        try normalDensity(value(arguments[0]), value(arguments[1]), value(arguments[2])))
    case .maximum, .minimum:
      let list = try arguments.map { try number($0).re }
      guard let first = list.first else { throw Undefined() }
      let best = list.dropFirst().reduce(first) {
        name == .maximum ? Ball.maximum($0, $1) : Ball.minimum($0, $1)
      }
      return .number(ComplexBall(best))
    default: break
    }
    if name == .abs || name == .determinant, let jacobian = try jacobianDeterminant(arguments[0]) {
      return .number(name == .abs ? ComplexBall(jacobian.magnitude) : jacobian)
    }
    if name == .indicator { return try indicator(arguments[0]) }
    if name == .floor, let q = try rational(arguments[0]) { return .number(constant(q.floor)) }
    if try name == .cardinality || name == .abs && set(arguments[0]) != nil {
      return try cardinality(arguments[0])
    }
    let a = try value(arguments[0])
    if name == .exp, let result = try matrixExponential(a, along: arguments.dropFirst().first) {
      return result
    }
    switch (name, a) {
    case (.norm, _):
      guard let list = a.entries else { throw Unknown() }
      let sum = list.reduce(Ball(0, precision: bits)) { $0 + $1.re * $1.re + $1.im * $1.im }
      // A ball round 0 reaches below it, a sum of squares does not.
      return .number(ComplexBall(sum.squareRootOfNonnegative()))
    case (.determinant, _): return .number(try determinant(a.rows ?? fail()))
    case (.abs, .matrix(let m)): return .number(ComplexBall(try determinant(m).magnitude))
    case (.trace, .matrix(let m)):
      return .number(m.indices.reduce(constant(0)) { $0 + m[$1][$1] })
    case (.inverse, .number(let x)): return .number(try reciprocal(x))
    case (.inverse, .matrix(let m)): return .matrix(try inverse(m))
    case (.diag, .vector(let v)):
      return .matrix(v.indices.map { i in v.indices.map { i == $0 ? v[i] : constant(0) } })
    case (.diag, .matrix(let m)): return .vector(m.indices.map { m[$0][$0] })
    case (.vec, .matrix(let m)): return .vector(m[0].indices.flatMap { j in m.map { $0[j] } })
    case (.spectrum, .matrix(let m)): return .spectrum(m)
    case (.spectrum, .number(let x)): return .spectrum([[x]])
    case (.minimalEigenvalue, .identity(let x)), (.maximalEigenvalue, .identity(let x)):
      return .number(x)
    case (.minimalEigenvalue, _): return .number(try minimalEigenvalue(a.rows ?? fail()))
    case (.maximalEigenvalue, _):
      return .number(-(try minimalEigenvalue((a.rows ?? fail()).map { $0.map { -$0 } })))
    case (.rank, _): return .number(constant(Rational(try rank(a.rows ?? fail()))))
    case (.conjugate, _): return try a.mapping { $0.conjugate } ?? fail()
    case (.log, .number(let x)): return .number(try logarithm(x))
    case (.exp, .number(let x)): return .number(x.exp())
    case (.sqrt, .number(let x)): return .number(try squareRoot(x))
    case (.abs, .number(let x)): return .number(ComplexBall(x.magnitude))
    case (.floor, .number(let x)):
      guard x.im.isZero == .yes, let low = x.re.lower?.floor, let high = x.re.upper?.floor,
        low == high
      else { throw Unknown() }
      return .number(constant(low))
    case (.realPart, .number(let x)): return .number(ComplexBall(x.re))
    case (.imaginaryPart, .number(let x)): return .number(ComplexBall(x.im))
    case (.logistic, .number(let x)): return .number(try reciprocal(constant(1) + (-x).exp()))
    case (.sin, .number(let x)): return try real(x) { $0.sin() }
    case (.cos, .number(let x)): return try real(x) { $0.cos() }
    case (.tanh, .number(let x)): return try real(x) { $0.tanh() }
    case (.arctan, .number(let x)): return try real(x) { $0.atan() }
    default: throw Unknown()
    }
  }
}
