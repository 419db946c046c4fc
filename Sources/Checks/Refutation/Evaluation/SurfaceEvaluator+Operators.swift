import Exact
import Notation
import Numeric

extension SurfaceEvaluator {
  func combine(
    _ operation: BinaryOperator, _ a: SurfaceValue, _ b: SurfaceValue
  ) throws -> SurfaceValue {
    switch operation {
    case .add: return try sum(a, b, arithmetic.add)
    case .subtract: return try sum(a, b, arithmetic.subtract)
    case .multiply: return try product(a, b)
    case .divide:
      guard case .number(let d) = b else { throw EvaluationFailure.shapes }
      if case .number(let n) = a { return .number(try arithmetic.divide(n, d)) }
      let inverse = try arithmetic.reciprocal(d)
      return try a.mapping { arithmetic.multiply($0, inverse) }
    case .hadamard:
      if case .number = a { return try product(a, b) }
      return try entrywise(a, b, arithmetic.multiply)
    case .inner:
      if case .number = a { return try product(a, b) }
      if case .number = b { return try product(a, b) }
      guard let u = a.numbers, let v = b.numbers else { throw EvaluationFailure.shapes }
      return .number(try arithmetic.inner(u, v))
    case .kronecker:
      if case .vector(let u) = a, case .vector(let v) = b {
        return .vector(u.flatMap { x in v.map { arithmetic.multiply(x, $0) } })
      }
      return .matrix(arithmetic.kronecker(try grid(a), try grid(b)))
    case .union, .intersection, .difference, .minkowski: throw EvaluationFailure.shapes
    }
  }

  /// The value as a matrix; vectors are columns.
  func grid(_ a: SurfaceValue) throws -> Grid {
    switch a {
    case .matrix(let g): return g
    case .vector(let v): return Grid(rows: v.count, columns: 1, v)
    case .row(let v): return Grid(rows: 1, columns: v.count, v)
    case .number(let x): return Grid(rows: 1, columns: 1, [x])
    case .identity: throw EvaluationFailure.notEvaluable("an identity matrix of unknown size")
    case .point, .set, .spectrum: throw EvaluationFailure.shapes
    }
  }

  private func sum(
    _ a: SurfaceValue, _ b: SurfaceValue, _ f: (DualNumber, DualNumber) -> DualNumber
  ) throws -> SurfaceValue {
    switch (a, b) {
    case (.number(let x), .number(let y)): return .number(f(x, y))
    case (.identity(let x), .identity(let y)): return .identity(f(x, y))
    case (.identity(let x), .matrix(let g)) where g.rows == g.columns:
      return try entrywise(.matrix(.diagonal(Array(repeating: x, count: g.rows))), b, f)
    case (.matrix(let g), .identity(let x)) where g.rows == g.columns:
      return try entrywise(a, .matrix(.diagonal(Array(repeating: x, count: g.rows))), f)
    case (.number(let x), _) where x.isPlainZero: return try b.mapping { f(.zero, $0) }
    case (_, .number(let y)) where y.isPlainZero: return a
    default: return try entrywise(a, b, f)
    }
  }

  private func entrywise(
    _ a: SurfaceValue, _ b: SurfaceValue, _ f: (DualNumber, DualNumber) -> DualNumber
  ) throws -> SurfaceValue {
    switch (a, b) {
    case (.vector(let u), .vector(let v)) where u.count == v.count:
      return .vector(zip(u, v).map(f))
    case (.row(let u), .row(let v)) where u.count == v.count: return .row(zip(u, v).map(f))
    case (.matrix(let g), .matrix(let h)) where g.rows == h.rows && g.columns == h.columns:
      return .matrix(Grid(rows: g.rows, columns: g.columns, zip(g.entries, h.entries).map(f)))
    default: throw EvaluationFailure.shapes
    }
  }

  private func product(_ a: SurfaceValue, _ b: SurfaceValue) throws -> SurfaceValue {
    switch (a, b) {
    case (.number(let x), .number(let y)): return .number(arithmetic.multiply(x, y))
    case (.number(let x), _): return try b.mapping { arithmetic.multiply(x, $0) }
    case (_, .number(let y)): return try a.mapping { arithmetic.multiply($0, y) }
    case (.identity(let x), _): return try b.mapping { arithmetic.multiply(x, $0) }
    case (_, .identity(let y)): return try a.mapping { arithmetic.multiply($0, y) }
    case (.row(let u), .vector(let v)): return .number(try arithmetic.inner(u, v))
    case (.vector(let u), .row(let v)):
      return .matrix(
        Grid(
          rows: u.count, columns: v.count,
          u.flatMap { x in v.map { arithmetic.multiply(x, $0) } }))
    case (.matrix(let g), .vector): return .vector(try arithmetic.multiply(g, grid(b)).entries)
    case (.row, .matrix(let g)): return .row(try arithmetic.multiply(grid(a), g).entries)
    case (.matrix(let g), .matrix(let h)): return .matrix(try arithmetic.multiply(g, h))
    default: throw EvaluationFailure.shapes
    }
  }

  func transpose(_ a: SurfaceValue) throws -> SurfaceValue {
    switch a {
    case .number, .identity: return a
    case .vector(let v): return .row(v)
    case .row(let v): return .vector(v)
    case .matrix(let g): return .matrix(g.transposed)
    case .point, .set, .spectrum: throw EvaluationFailure.shapes
    }
  }

  func power(_ base: Expression, _ exponent: Expression) throws -> SurfaceValue {
    let n = try value(exponent)
    guard case .number(let q) = n else { throw EvaluationFailure.shapes }
    // ‖v‖² is a sum of squares, without a root in between.
    if case .plain(.exact(let m)) = q, let k = m.int, k > 0, k % 2 == 0,
      case .call(.norm, let arguments) = base.form, arguments.count == 1
    {
      return .number(try arithmetic.power(try squaredNorm(value(arguments[0])), k / 2))
    }
    if case .constant(.euler) = base.form { return .number(try arithmetic.exp(q)) }
    switch try value(base) {
    case .number(let x): return .number(try arithmetic.power(x, q))
    case .identity(let x): return .identity(try arithmetic.power(x, q))
    case .matrix(let g):
      guard case .plain(.exact(let m)) = q, let k = m.int, abs(k) <= 64, g.rows == g.columns else {
        throw EvaluationFailure.notEvaluable("this power of a matrix")
      }
      let step = k < 0 ? try inverse(g) : g
      let one = Grid.diagonal(Array(repeating: .one, count: g.rows))
      return .matrix(try (0..<abs(k)).reduce(one) { p, _ in try arithmetic.multiply(p, step) })
    default: throw EvaluationFailure.shapes
    }
  }

  func inverse(_ g: Grid) throws -> Grid {
    guard let inverse = try arithmetic.eliminate(g).inverse else {
      throw EvaluationFailure.undefined(EvaluationFailure.singular, standing: true)
    }
    return inverse
  }

  func squaredNorm(_ a: SurfaceValue) throws -> DualNumber {
    guard let list = a.numbers else { throw EvaluationFailure.shapes }
    return try list.reduce(DualNumber.zero) { sum, x in
      let size = x.primal.isComplex ? try arithmetic.magnitude(x) : x
      return arithmetic.add(sum, arithmetic.multiply(size, size))
    }
  }
}
