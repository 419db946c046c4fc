import Exact
import Numeric

/// What an expression of the surface tree can be worth at an instance.
enum SurfaceValue: Sendable {
  case number(DualNumber)
  case vector([DualNumber])
  /// A transposed vector.
  case row([DualNumber])
  case matrix(Grid)
  /// A multiple of the identity matrix of any size.
  case identity(DualNumber)
  /// The i-th point of an abstract space, from 0.
  case point(String, Int)
  /// A multiset of values.
  case set([SurfaceValue])
  /// The multiset of eigenvalues of a matrix.
  case spectrum(Grid)

  static let zero = SurfaceValue.number(.zero)

  init(_ value: Rational) { self = .number(DualNumber(value)) }

  /// The numbers of the value, matrices by rows; `nil` for sets, points and the identity.
  var numbers: [DualNumber]? {
    switch self {
    case .number(let x): [x]
    case .vector(let list), .row(let list): list
    case .matrix(let grid): grid.entries
    case .identity, .point, .set, .spectrum: nil
    }
  }

  /// The value with its numbers replaced in order.
  func mapping(_ f: (DualNumber) throws -> DualNumber) throws -> SurfaceValue {
    switch self {
    case .number(let x): return .number(try f(x))
    case .vector(let list): return .vector(try list.map(f))
    case .row(let list): return .row(try list.map(f))
    case .matrix(let g):
      return .matrix(Grid(rows: g.rows, columns: g.columns, try g.entries.map(f)))
    case .identity(let x): return .identity(try f(x))
    case .point: return self
    case .set, .spectrum: throw EvaluationFailure.notEvaluable("arithmetic with a set")
    }
  }

  /// The value with new numbers, as many as it has.
  func replacing(_ numbers: [DualNumber]) -> SurfaceValue {
    switch self {
    case .number: numbers.first.map { .number($0) } ?? self
    case .vector: .vector(numbers)
    case .row: .row(numbers)
    case .matrix(let g): .matrix(Grid(rows: g.rows, columns: g.columns, numbers))
    case .identity, .point, .set, .spectrum: self
    }
  }

  /// `1/2`, `(1, 0)`, `((1, 0), (0, 1))`, `{1, 2}`.
  var text: String { text(digits: 20) }

  /// The same with so many digits of numbers that are not exact.
  func text(digits: Int) -> String {
    func list(_ numbers: [DualNumber]) -> String {
      "(" + numbers.map { $0.primal.text(digits: digits) }.joined(separator: ", ") + ")"
    }
    switch self {
    case .number(let x): return x.primal.text(digits: digits)
    case .vector(let v): return list(v)
    case .row(let v): return list(v) + "^\\top"
    case .matrix(let g):
      let rows = (0..<g.rows).map { i in list((0..<g.columns).map { g[i, $0] }) }
      return "(" + rows.joined(separator: ", ") + ")"
    case .identity(let x): return x.primal.text(digits: digits) + " I"
    case .point(_, let i): return "point \(i + 1)"
    case .set(let values):
      return "{" + values.map { $0.text(digits: digits) }.joined(separator: ", ") + "}"
    case .spectrum(let g): return "spec" + SurfaceValue.matrix(g).text(digits: digits)
    }
  }
}
