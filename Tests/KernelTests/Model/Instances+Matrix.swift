import Exact
import Kernel

extension Instances {
  static let matrices: [String: Generator] = [
    "entryOfMatrixFunction": { b in
      let (n, m) = (try b.size(), try b.size())
      let A = try b.matrix(n, m)
      let i = try Term.fresh("i", .finite(n), avoiding: [A])
      let j = try Term.fresh("j", .finite(m), avoiding: [A, i])
      let f = try Term.lambda(i, .lambda(j, .apply(.entry, [A, i, j]) * .real(2)))
      return [f, try b.index(n), try b.index(m)]
    },
    "entryOfKronecker": { b in
      let (n, m, p, q) = (try b.size(2), try b.size(2), try b.size(2), try b.size(2))
      return [
        try b.matrix(n, m), try b.matrix(p, q), try b.index(n), try b.index(p), try b.index(m),
        try b.index(q),
      ]
    },
    "entryOfVec": { b in
      let (n, m) = (try b.size(), try b.size())
      return [try b.matrix(n, m), try b.index(n), try b.index(m)]
    },
    "pairEquality": { b in
      let (n, m) = (try b.size(), try b.size())
      let (i, k) = (try b.index(n), try b.index(m))
      return [
        i, k, b.random.chance(50) ? i : try b.index(n), b.random.chance(50) ? k : try b.index(m),
      ]
    },
    "pairSurjective": { b in
      let (n, m) = (try b.size(), try b.size())
      return [try b.index(.sizeProduct(n, m)), n, m]
    },
    "sumOfPairs": { b in
      let (n, m) = (try b.size(), try b.size())
      return [try b.sequence(.sizeProduct(n, m)), n, m]
    },
    "matrixInverse": { b in [try square(&b)] },
    "determinantOfIdentity": { b in [try b.size()] },
    "determinantOfProduct": { b in
      let n = try b.size()
      return [try b.matrix(n, n), try b.matrix(n, n)]
    },
    "determinantOfTranspose": { b in [try square(&b)] },
    "determinantSylvester": { b in
      let (n, m) = (try b.size(), try b.size())
      return [try b.matrix(n, m), try b.matrix(m, n)]
    },
    "determinantOfOneRow": { b in [try b.matrix(.natural(1), .natural(1))] },
    "singularKernel": { b in [try small(&b, symmetric: false)] },
    "exponentialOfZeroMatrix": { b in [try b.size()] },
    "derivativeMatrixExponential": { b in
      let A = try split(&b)
      guard case .matrix(let n, _) = A.sort else { return [A] }
      return [A, try b.index(n), try b.index(n), try b.real()]
    },
    "exponentialCommutes": { b in [try split(&b), try b.real()] },
    "minimalEigenvalueBound": { b in
      let A = try small(&b, symmetric: true)
      guard case .matrix(let n, _) = A.sort else { return [A] }
      return [A, try b.vector(n)]
    },
    "minimalEigenvalueAttained": { b in [try small(&b, symmetric: true)] },
    "positiveFactor": { b in [try small(&b, symmetric: true)] },
  ]

  private static func square(_ b: inout Builder) throws -> Term {
    let n = try b.size()
    return try b.matrix(n, n)
  }

  /// A matrix of one or two rows, mostly with rational eigenvalues: S T S⁻¹ for a triangular T.
  private static func split(_ b: inout Builder) throws -> Term {
    let n = try b.size(2)
    func entry() -> Rational { Rational(b.random.integer(-2...2)) }
    if try b.model.size(n) == 1 { return try b.matrix(n, [[Real(entry())]]) }
    let (λ, μ, c, s) = (entry(), b.random.chance(30) ? entry() : entry() + 3, entry(), entry())
    // S = (1 0; s 1).
    var rows = [[λ - c * s, c], [s * (λ - c * s) - s * μ, s * c + μ]]
    if b.random.chance(10) { rows[1][0] = entry() }
    return try b.matrix(n, rows.map { $0.map { Real($0) } })
  }

  /// A matrix of one or two rows with small entries, often c uuᵀ or CᵀC, sometimes not symmetric.
  private static func small(_ b: inout Builder, symmetric: Bool) throws -> Term {
    let n = try b.size(2)
    let count = try b.model.size(n)
    func entry() -> Rational { Rational(b.random.integer(-2...2)) }
    var rows = (0..<count).map { _ in (0..<count).map { _ in entry() } }
    let (scale, shift) = (entry(), entry())
    switch b.random.integer(1...(symmetric ? 3 : 2)) {
    case 1:
      let u = rows[0]
      rows = u.indices.map { i in
        u.indices.map { j in scale * u[i] * u[j] + (symmetric && i == j ? shift : .zero) }
      }
    case 2 where symmetric:
      let C = rows
      rows = C.indices.map { i in
        C.indices.map { j in C.reduce(.zero) { $0 + $1[i] * $1[j] } }
      }
    default: break
    }
    return try b.matrix(n, rows.map { $0.map { Real($0) } })
  }
}
