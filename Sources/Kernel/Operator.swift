/// The operators of the logic, all total; what they mean is fixed by the axiom table alone.
public enum Operator: UInt8, Hashable, Sendable, CaseIterable {
  // Logic.
  case truth, falsity, not, and, or, implies, forAll, exists, equal
  // Ordered fields; addition, negation and scaling also of vectors and matrices.
  case add, negate, multiply, inverse, power, scale, less, lessOrEqual
  /// [φ]: 1 where φ holds, else 0.
  case indicator
  // Casts.
  case naturalToReal, realToComplex
  // Elementary functions of a real variable; log and squareRoot say nothing outside their domain.
  case exp, log, squareRoot
  /// ⌊x⌋: the largest integer that is not greater.
  case floor
  /// √x as a complex number, for every real x: i√(−x) where x < 0.
  case complexRoot
  /// π.
  case pi
  case realPart, imaginaryPart, imaginaryUnit
  // Vectors and matrices.
  /// An explicit column vector.
  case tuple
  /// An explicit matrix: its rows, each a tuple.
  case rows
  case entry, product, transpose, hadamard, diagonal, determinant, trace, inner
  /// The vector of the values of a function of an index.
  case vector
  /// The matrix of the values of a function of two indices.
  case matrix
  /// A⁻¹ where det A ≠ 0; nothing is said elsewhere.
  case matrixInverse
  case kronecker
  /// The columns of a matrix, one below the other.
  case vec
  /// ⟨i, k⟩: the index of Fin(n·m) that i of Fin(n) and k of Fin(m) make, i the slow one.
  case pair
  /// (i, j): the j-th of the indices of Fin(n + 1) other than i, for j of Fin(n).
  case others
  /// (i, j): the index of Fin(n) that is reached from i in j steps, for j of Fin(m); behind the last comes the first.
  case rotated
  /// The least eigenvalue of a symmetric matrix; nothing is said of others.
  case minimalEigenvalue
  /// (A, z): det(zI − A) as a complex number.
  case characteristic
  // Binders, whose argument is a function.
  case sum, integral, integrable, almostEverywhere
  /// ∏ of a real function of an index over the whole of Fin(n).
  case finiteProduct
  /// 𝔼 under a point mass: (a, f) ↦ the expectation of f under δ_a.
  case diracExpectation
  /// Random variables, or families of them indexed by one or two finite indices: all of them together
  /// are independent.
  case independent
  /// (f, y, x): f has derivative y at x.
  case hasDerivative
  /// (f, x): the derivative of f at x, where there is one.
  case derivative

  var name: String { Self.names[Int(rawValue)] }

  private static let names = allCases.map { "\($0)" }

  func accepts(_ arguments: [Term]) -> Bool { sort(arguments.map(\.sort)) != nil }

  /// The sort of the value; the arguments must have been accepted.
  func resultSort(_ arguments: [Term]) -> Sort {
    guard let sort = sort(arguments.map(\.sort)) else { preconditionFailure() }
    return sort
  }

  private func sort(_ s: [Sort]) -> Sort? {
    switch (self, s.count) {
    case (.truth, 0), (.falsity, 0): .bool
    case (.not, 1): s[0] == .bool ? .bool : nil
    case (.and, 2), (.or, 2), (.implies, 2): s[0] == .bool && s[1] == .bool ? .bool : nil
    case (.forAll, 1), (.exists, 1): Operator.predicateDomain(s[0]) == nil ? nil : .bool
    case (.equal, 2): s[0] == s[1] ? .bool : nil
    case (.add, 2): s[0] == s[1] && (s[0].isLinear || s[0] == .natural) ? s[0] : nil
    case (.negate, 1): s[0].isLinear ? s[0] : nil
    case (.multiply, 2): s[0] == s[1] && (s[0].isField || s[0] == .natural) ? s[0] : nil
    case (.inverse, 1): s[0].isField ? s[0] : nil
    case (.power, 2): s[0].isField && s[1] == .natural ? s[0] : nil
    case (.scale, 2): s[0] == .real && s[1].isLinear && !s[1].isField ? s[1] : nil
    case (.less, 2), (.lessOrEqual, 2):
      s[0] == s[1] && (s[0] == .real || s[0] == .natural) ? .bool : nil
    case (.indicator, 1): s[0] == .bool ? .real : nil
    case (.naturalToReal, 1): s[0] == .natural ? .real : nil
    case (.realToComplex, 1), (.complexRoot, 1): s[0] == .real ? .complex : nil
    case (.exp, 1), (.log, 1), (.squareRoot, 1), (.floor, 1): s[0] == .real ? .real : nil
    case (.realPart, 1), (.imaginaryPart, 1): s[0] == .complex ? .real : nil
    case (.imaginaryUnit, 0): .complex
    case (.pi, 0): .real
    case (.tuple, 1...): s.allSatisfy { $0 == .real } ? .vector(Term.size(s.count)) : nil
    case (.rows, 1...): Operator.matrix(ofRows: s)
    case (.determinant, 1), (.trace, 1):
      if case .matrix(let n, let m) = s[0], n == m { .real } else { nil }
    case (.characteristic, 2):
      if case .matrix(let n, let m) = s[0], n == m, s[1] == .complex { .complex } else { nil }
    case (.transpose, 1): if case .matrix(let n, let m) = s[0] { .matrix(m, n) } else { nil }
    case (.vector, 1):
      if case .function(.finite(let n), .real) = s[0] { .vector(n) } else { nil }
    case (.matrix, 1):
      if case .function(.finite(let n), .function(.finite(let m), .real)) = s[0] {
        .matrix(n, m)
      } else {
        nil
      }
    case (.matrixInverse, 1): if case .matrix(let n, let m) = s[0], n == m { s[0] } else { nil }
    case (.minimalEigenvalue, 1):
      if case .matrix(let n, let m) = s[0], n == m { .real } else { nil }
    case (.kronecker, 2):
      if case .matrix(let n, let m) = s[0], case .matrix(let p, let q) = s[1] {
        .matrix(.sizeProduct(n, p), .sizeProduct(m, q))
      } else {
        nil
      }
    case (.vec, 1):
      if case .matrix(let n, let m) = s[0] { .vector(.sizeProduct(m, n)) } else { nil }
    case (.pair, 2):
      if case .finite(let n) = s[0], case .finite(let m) = s[1] {
        .finite(.sizeProduct(n, m))
      } else {
        nil
      }
    case (.others, 2):
      if case .finite(let m) = s[0], case .finite(let n) = s[1], m.isSuccessor(of: n) {
        s[0]
      } else {
        nil
      }
    case (.rotated, 2): if case .finite = s[0], case .finite = s[1] { s[0] } else { nil }
    case (.diagonal, 1): if case .vector(let n) = s[0] { .matrix(n, n) } else { nil }
    case (.inner, 2): if case .vector = s[0], s[0] == s[1] { .real } else { nil }
    case (.hadamard, 2): if case .matrix = s[0], s[0] == s[1] { s[0] } else { nil }
    case (.entry, 2...3): Operator.entry(s)
    case (.product, 2): Operator.product(s[0], s[1])
    case (.sum, 1):
      if case .function(.finite, let body) = s[0], body.isLinear { body } else { nil }
    case (.finiteProduct, 1): if case .function(.finite, .real) = s[0] { .real } else { nil }
    case (.integral, 1): Operator.integrand(s[0]) ? .real : nil
    case (.integrable, 1): Operator.integrand(s[0]) ? .bool : nil
    case (.almostEverywhere, 1):
      if case .function(let domain, .bool) = s[0], domain.isMeasured { .bool } else { nil }
    case (.diracExpectation, 2): s == [.real, .function(.real, .real)] ? .real : nil
    case (.independent, 1...): Operator.areFamilies(s) ? .bool : nil
    case (.hasDerivative, 3):
      s == [.function(.real, .real), .real, .real] ? .bool : nil
    case (.derivative, 2): s == [.function(.real, .real), .real] ? .real : nil
    default: nil
    }
  }

  static func predicateDomain(_ sort: Sort) -> Sort? {
    if case .function(let domain, .bool) = sort { domain } else { nil }
  }

  private static func integrand(_ sort: Sort) -> Bool {
    if case .function(let domain, .real) = sort { domain.isMeasured } else { false }
  }

  private static func matrix(ofRows rows: [Sort]) -> Sort? {
    guard case .vector(let columns) = rows[0], rows.allSatisfy({ $0 == rows[0] }) else {
      return nil
    }
    return .matrix(Term.size(rows.count), columns)
  }

  private static func entry(_ s: [Sort]) -> Sort? {
    switch s[0] {
    case .vector(let n): s.dropFirst() == [.finite(n)] ? .real : nil
    case .matrix(let n, let m): s.dropFirst() == [.finite(n), .finite(m)] ? .real : nil
    default: nil
    }
  }

  private static func product(_ a: Sort, _ b: Sort) -> Sort? {
    guard case .matrix(let n, let k) = a else { return nil }
    switch b {
    case .vector(k): return .vector(n)
    case .matrix(k, let m): return .matrix(n, m)
    default: return nil
    }
  }

  private static func areFamilies(_ sorts: [Sort]) -> Bool {
    guard let space = familySpace(sorts[0]) else { return false }
    return sorts.allSatisfy { familySpace($0) == space }
  }

  /// The space of a random variable, or of a family of them with one or two finite indices.
  static func familySpace(_ sort: Sort) -> Sort? {
    var rest = sort
    for _ in 0..<2 {
      if case .function(.finite, let inner) = rest { rest = inner }
    }
    guard case .function(let space, let value) = rest, case .space = space else { return nil }
    switch value {
    case .real, .finite, .vector, .matrix: return space
    default: return nil
    }
  }
}
