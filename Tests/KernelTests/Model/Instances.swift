import Exact
import Kernel

/// For each row of the axiom table, random parameters of the right sorts.
enum Instances {
  typealias Generator = @Sendable (inout Builder) throws -> [Term]

  /// By the names of the rows; a row without an entry fails the tests.
  static let generators: [String: Generator] = field.merging(linear) { a, _ in a }
    .merging(analysis) { a, _ in a }.merging(matrices) { a, _ in a }
    .merging(independence) { a, _ in a }
    .merging(products) { a, _ in a }.merging(integers) { a, _ in a }
    .merging(samples) { a, _ in a }
    .merging(continuity) { a, _ in a }

  private static func reals(_ count: Int) -> Generator { { try $0.reals(count) } }

  private static let comparable: Generator = { b in
    if b.random.chance(70) { return try b.reals(2) }
    let k = try b.natural(3)
    return [k, b.random.chance(30) ? k : try b.natural(3)]
  }

  private static let field: [String: Generator] = [
    "squareNonnegative": reals(1), "addNonnegative": reals(2), "addPositive": reals(2),
    "multiplyNonnegative": reals(2), "multiplyPositive": reals(2), "inversePositive": reals(1),
    "lessIff": comparable, "antisymmetric": comparable, "total": comparable,
    "lessOrEqualDifference": reals(2), "lessDifference": reals(2), "archimedean": reals(1),
    "zeroProduct": { b in
      guard b.random.chance(50) else { return try b.reals(2) }
      return [try b.complex(), try .cast(b.random.chance(40) ? .zero : b.real())]
    },
    "powerSuccessor": { b in
      [b.random.chance(50) ? try b.real() : try b.complex(), try b.natural(4)]
    },
    "naturalNonnegative": { b in [try b.natural(9)] },
    "expAdd": reals(2), "expZero": { _ in [] }, "expPositive": reals(1), "expTangent": reals(1),
    "logExp": reals(1),
    "expLog": { b in [b.random.chance(60) ? try b.positive() : try b.real()] },
    "squareRoot": { b in [b.random.chance(60) ? try b.positive() : try b.real()] },
    "imaginarySquare": { _ in [] }, "complexDecomposition": { b in [try b.complex()] },
    "complexParts": reals(2),
    "complexRootSquare": { b in [try signedSquare(&b)] },
    "complexRootNonnegative": { b in [try signedSquare(&b)] },
    "complexRootNegative": { b in [try signedSquare(&b)] },
  ]

  /// ±q², or any number.
  private static func signedSquare(_ b: inout Builder) throws -> Term {
    let q = b.random.rational()
    if b.random.chance(20) { return try b.real() }
    return try b.real(Real(b.random.chance(50) ? q * q : -(q * q)))
  }

  private static let integers: [String: Generator] = [
    "floorBounds": reals(1),
    "floorOfInteger": { b in
      let (m, n) = (try b.natural(6), try b.natural(6))
      let integer = try b.model.value(of: m).natural() - b.model.value(of: n).natural()
      let x =
        b.random.chance(60)
        ? Rational(integer) + Rational(b.random.integer(0...3), 4) : b.random.rational()
      return [try b.real(Real(x)), m, n]
    },
  ]

  private static let linear: [String: Generator] = [
    "componentwise": { b in [try explicit(&b)] },
    "tupleEquality": { b in
      let (n, m) = (b.random.integer(1...3), b.random.integer(1...2))
      let x = b.random.chance(50) ? try b.tuple(n) : try b.rows(n, m)
      if b.random.chance(30) { return [x, x] }
      guard case .apply(.tuple, let entries) = x.node else { return [x, try b.rows(n, m)] }
      // One entry changed.
      return [x, try .apply(.tuple, Array(entries.dropLast()) + [b.real()])]
    },
    "characteristicExpansion": { b in
      let n = b.random.integer(1...3)
      return [try b.rows(n, n), try b.complex()]
    },
    "entryOfProduct": { b in
      let (n, m) = (try b.size(), try b.size())
      return [try b.matrix(n, m), try b.vector(m), try b.index(n)]
    },
    "entryOfHadamard": { b in
      let (n, m) = (try b.size(), try b.size())
      return [try b.matrix(n, m), try b.matrix(n, m), try b.index(n), try b.index(m)]
    },
    "entryOfDiagonal": { b in
      let n = try b.size()
      return [try b.vector(n), try b.index(n), try b.index(n)]
    },
    "entryOfSum": { b in
      let n = try b.size()
      return [try b.vector(n), try b.vector(n), try b.index(n)]
    },
    "entryOfNegation": { b in
      let n = try b.size()
      return [try b.vector(n), try b.index(n)]
    },
    "entryOfScale": { b in
      let n = try b.size()
      return [try b.real(), try b.vector(n), try b.index(n)]
    },
    "vectorExtensionality": { b in
      let u = try b.vector(b.size())
      if b.random.chance(50) { return [u, u] }
      guard case .vector(let n) = u.sort else { return [u, u] }
      return [u, try b.vector(n)]
    },
    "matrixExtensionality": { b in
      let (n, m) = (try b.size(), try b.size())
      let A = try b.matrix(n, m)
      return [A, b.random.chance(50) ? A : try b.matrix(n, m)]
    },
    "traceAsSum": { b in
      let n = try b.size()
      return [try b.matrix(n, n)]
    },
    "entryOfMatrixOperation": { b in
      let (n, m) = (try b.size(), try b.size())
      let (A, B) = (try b.matrix(n, m), try b.matrix(n, m))
      let operation: Term =
        switch b.random.integer(1...3) {
        case 1: try A + B
        case 2: try -A
        default: try .apply(.scale, [b.real(), A])
        }
      return [operation, try b.index(n), try b.index(m)]
    },
    "entryOfMatrixProduct": { b in
      let (n, k, m) = (try b.size(), try b.size(), try b.size())
      return [try b.matrix(n, k), try b.matrix(k, m), try b.index(n), try b.index(m)]
    },
    "entryOfVector": { b in
      let n = try b.size()
      return [try b.sequence(n), try b.index(n)]
    },
    "entryOfTranspose": { b in
      let (n, m) = (try b.size(), try b.size())
      return [try b.matrix(n, m), try b.index(m), try b.index(n)]
    },
    "innerAsSum": { b in
      let n = try b.size()
      return [try b.vector(n), try b.vector(n)]
    },
    "sumAdd": { b in
      let n = try b.size()
      return [try b.sequence(n), try b.sequence(n)]
    },
    "sumScale": { b in
      let c = try b.real()
      return [c, try b.sequence(b.size())]
    },
    "sumSwap": { b in
      let (n, m) = (try b.size(), try b.size())
      let rows = try b.model.size(n)
      var table: [Value] = []
      for _ in 0..<rows {
        let row = try b.sequence(m)
        table.append(try b.model.value(of: row))
      }
      return [try b.function(.finite(n), .function(.finite(m), .real), table)]
    },
    "sumDelta": { b in
      let n = try b.size()
      return [try b.index(n), try b.sequence(n)]
    },
    "sumNonnegative": { b in [try b.sequence(b.size(2))] },
    "indicatorCases": { b in [try b.formula()] },
  ]

  /// One operation on explicit vectors or matrices.
  private static func explicit(_ b: inout Builder) throws -> Term {
    let (n, m, k) = (b.random.integer(1...3), b.random.integer(1...3), b.random.integer(1...2))
    switch b.random.integer(1...13) {
    case 1: return try b.tuple(n) + b.tuple(n)
    case 2: return try b.rows(n, m) + b.rows(n, m)
    case 3: return try -b.rows(n, m)
    case 4: return try .apply(.scale, [b.real(), b.rows(n, m)])
    case 5: return try .apply(.transpose, [b.rows(n, m)])
    case 6: return try .apply(.product, [b.rows(n, m), b.rows(m, k)])
    case 7: return try .apply(.product, [b.rows(n, m), b.tuple(m)])
    case 8: return try .apply(.inner, [b.tuple(n), b.tuple(n)])
    case 9: return try .apply(.diagonal, [b.tuple(n)])
    case 10: return try .apply(.hadamard, [b.rows(n, m), b.rows(n, m)])
    case 11: return try .apply(.kronecker, [b.rows(n, k), b.rows(k, m)])
    case 12: return try .apply(.vec, [b.rows(n, m)])
    default: return try .apply(.determinant, [b.rows(n, n)])
    }
  }
}
