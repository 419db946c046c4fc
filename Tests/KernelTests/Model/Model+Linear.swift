import Exact
import Kernel

extension Model {
  /// The operations on vectors and matrices, dense.
  static func linear(_ op: Operator, _ x: [Value]) throws -> Value {
    switch op {
    case .tuple: return .vector(try x.map { try $0.real() })
    case .rows: return .matrix(try x.map { try $0.vector() })
    case .entry:
      if case .vector(let v) = x[0] { return .real(v[try x[1].index()]) }
      return .real(try x[0].matrix()[x[1].index()][x[2].index()])
    case .product:
      let a = try x[0].matrix()
      if case .vector(let v) = x[1] { return .vector(a.map { inner($0, v) }) }
      let columns = transpose(try x[1].matrix())
      return .matrix(a.map { row in columns.map { inner(row, $0) } })
    case .transpose: return .matrix(transpose(try x[0].matrix()))
    case .hadamard:
      return .matrix(
        try zip(x[0].matrix(), x[1].matrix()).map { zip($0, $1).map { $0 * $1 } })
    case .diagonal:
      let v = try x[0].vector()
      return .matrix(v.indices.map { i in v.indices.map { i == $0 ? v[i] : .zero } })
    case .inner: return .real(inner(try x[0].vector(), try x[1].vector()))
    case .trace:
      let a = try x[0].matrix()
      return .real(a.indices.reduce(.zero) { $0 + a[$1][$1] })
    case .determinant:
      return .real(determinant(try x[0].matrix().map { $0.map { Complex($0) } }).re)
    case .characteristic:
      let z = try x[1].complex()
      let entries = try x[0].matrix().enumerated().map { i, row in
        row.enumerated().map { j, a in i == j ? z + Complex(-a) : Complex(-a) }
      }
      return .complex(determinant(entries))
    default: throw Unreadable(what: "the operator \(op)")
    }
  }

  private static func inner(_ a: [Real], _ b: [Real]) -> Real {
    zip(a, b).reduce(.zero) { $0 + $1.0 * $1.1 }
  }

  private static func transpose(_ a: [[Real]]) -> [[Real]] {
    a[0].indices.map { j in a.map { $0[j] } }
  }

  /// Leibniz' sum over all permutations, another way than the kernel's expansion.
  private static func determinant(_ a: [[Complex]]) -> Complex {
    var sum = Complex(.zero)
    func extend(_ chosen: [Int]) {
      guard chosen.count < a.count else {
        var term = Complex(.one)
        for (i, j) in chosen.enumerated() {
          term = term * a[i][j]
          // Each inversion changes the sign.
          for k in chosen[..<i] where k > j { term = -term }
        }
        sum = sum + term
        return
      }
      for j in a.indices where !chosen.contains(j) { extend(chosen + [j]) }
    }
    extend([])
    return sum
  }
}
