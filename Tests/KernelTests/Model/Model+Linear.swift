import Exact
import Kernel

extension Model {
  /// The operations on vectors and matrices, dense.
  static func linear(_ op: Operator, _ x: [Value], junk: Real) throws -> Value {
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
    case .kronecker:
      let (a, b) = (try x[0].matrix(), try x[1].matrix())
      return .matrix(
        a.flatMap { row in b.map { other in row.flatMap { p in other.map { p * $0 } } } })
    case .vec: return .vector(transpose(try x[0].matrix()).flatMap { $0 })
    case .matrixInverse: return .matrix(inverse(try x[0].matrix(), junk: junk))
    case .matrixExponential: return .matrix(exponential(try x[0].matrix()))
    case .minimalEigenvalue: return .real(minimalEigenvalue(try x[0].matrix(), junk: junk))
    default: throw Unreadable(what: "the operator \(op)")
    }
  }

  private static func inner(_ a: [Real], _ b: [Real]) -> Real {
    zip(a, b).reduce(.zero) { $0 + $1.0 * $1.1 }
  }

  private static func transpose(_ a: [[Real]]) -> [[Real]] {
    a[0].indices.map { j in a.map { $0[j] } }
  }

  /// By cofactors; a matrix of junk where the determinant may be 0.
  private static func inverse(_ a: [[Real]], junk: Real) -> [[Real]] {
    let size = determinant(a.map { $0.map { Complex($0) } }).re
    guard let value = size.rational, !value.isZero else {
      return a.map { $0.map { _ in junk } }
    }
    return a.indices.map { i in
      a.indices.map { j in
        let minor = a.indices.filter { $0 != j }.map { row in
          a.indices.filter { $0 != i }.map { Complex(a[row][$0]) }
        }
        let cofactor = determinant(minor).re * size.inverse
        return (i + j) % 2 == 0 ? cofactor : -cofactor
      }
    }
  }

  /// By Putzer's formula, for up to two rows with real eigenvalues; of 0, and else nothing is known.
  ///
  /// Law: exp(A) = e^λ I + (e^λ − e^μ)/(λ − μ) (A − λI) for the eigenvalues λ and μ; for λ = μ the quotient is e^λ.
  private static func exponential(_ a: [[Real]]) -> [[Real]] {
    if a.count == 1 { return [[a[0][0].exp]] }
    let isConstant = a.joined().allSatisfy(\.isConstant)
    if isConstant, a.joined().allSatisfy({ $0.rational == .zero }) {
      return a.indices.map { i in a.indices.map { i == $0 ? .one : .zero } }
    }
    let nothing = Real(bounds: nil, slope: isConstant ? .constant : .unknown)
    guard a.count == 2 else { return a.map { $0.map { _ in nothing } } }
    let half = Real(Rational(1, 2))
    let gap = a[0][0] + -a[1][1]
    let discriminant = gap * gap + Real(Rational(4)) * a[0][1] * a[1][0]
    let middle = half * (a[0][0] + a[1][1])
    var (value, quotient) = (middle.exp, middle.exp)
    var λ = middle
    switch discriminant.sign {
    case 0 where isConstant: break
    case 1:
      let root = discriminant.squareRoot(junk: .zero)
      λ = middle + half * root
      value = λ.exp
      quotient = (value + -(middle + -(half * root)).exp) * root.inverse
    default: return a.map { $0.map { _ in nothing } }
    }
    return a.indices.map { i in
      a.indices.map { j in
        i == j ? value + quotient * (a[i][j] + -λ) : quotient * a[i][j]
      }
    }
  }

  /// By the quadratic formula, up to two rows; junk where the matrix is not symmetric.
  private static func minimalEigenvalue(_ a: [[Real]], junk: Real) -> Real {
    if a.count == 1 { return a[0][0] }
    let half = Real(Rational(1, 2))
    guard a.count == 2, a[0][1].rational == a[1][0].rational, a[0][1].rational != nil else {
      return junk
    }
    let gap = a[0][0] + -a[1][1]
    let root = (gap * gap + Real(Rational(4)) * a[0][1] * a[0][1]).squareRoot(junk: junk)
    return half * (a[0][0] + a[1][1] + -root)
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
