import Exact
import Kernel

/// Entries of vectors, matrices and sequences, and rows of matrices.
extension Elaborator {
  func entry(_ base: Expression, _ indices: [Expression], _ place: Place) throws -> Term {
    if case .symbol(let name) = base.form,
      case .function(let functions, 1, let isVector)? = values[name]
    {
      guard indices.count == 1 else { throw ReadingError(at: place, "a sequence has one index") }
      let isList = if case .function(.finite, _) = functions[0].sort { true } else { false }
      let index = try isList ? value(indices[0]) : natural(indices[0])
      if isList, case .function(let range, _) = functions[0].sort, index.sort != range {
        throw Unsupported(at: indices[0].place, "a point of a list at other than its own indices")
      }
      let parts = try functions.map { try Term.call($0, index) }
      return isVector ? try .apply(.tuple, parts) : parts[0]
    }
    if case .constant(.identity) = base.form {
      guard indices.count == 1 else { throw ReadingError(at: place, "I has one size: `I_n`") }
      let size = try natural(indices[0])
      // I_{n m} and I_{m n} are one matrix.
      if case .apply(.multiply, let factors) = size.node {
        return try identity(.sizeProduct(factors[0], factors[1]))
      }
      return try identity(size)
    }
    let x = try value(base)
    if let parts = try components(x), indices.count == 1, let i = position(indices[0]) {
      guard i <= parts.count else {
        throw ReadingError(at: place, "entry \(i) of \(shape(x))")
      }
      return parts[i - 1]
    }
    if case .apply(.rows, let rows) = x.node, indices.count == 2, let i = position(indices[0]),
      let j = position(indices[1])
    {
      guard i <= rows.count, case .apply(.tuple, let row) = rows[i - 1].node, j <= row.count else {
        throw ReadingError(at: place, "entry (\(i), \(j)) of \(shape(x))")
      }
      return row[j - 1]
    }
    if let entry = try unitEntry(x, indices) { return entry }
    if let zero = indices.first(where: { (try? value($0))?.constant.map { $0.sign <= 0 } == true })
    {
      throw ReadingError(at: zero.place, "entries are counted from 1")
    }
    if case .matrix(let n, let m) = x.sort, indices.count == 1 {
      return try row(of: x, indices[0], n, m)
    }
    guard let entry = try? Term.apply(.entry, [x] + indices.map({ try value($0) })) else {
      throw Unsupported(at: place, "this entry of \(shape(x))")
    }
    return entry
  }

  /// The row of a matrix as a vector.
  private func row(of matrix: Term, _ index: Expression, _ n: Term, _ m: Term) throws -> Term {
    if case .apply(.rows, let rows) = matrix.node {
      guard let i = position(index), i <= rows.count else {
        throw Unsupported(at: index.place, "this row of \(shape(matrix))")
      }
      return rows[i - 1]
    }
    let i = try value(index)
    guard i.sort == .finite(n) else {
      throw Unsupported(at: index.place, "this row of \(shape(matrix))")
    }
    let k = try Term.fresh("k", .finite(m), avoiding: [matrix, i])
    return try .apply(.vector, [.lambda(k, .apply(.entry, [matrix, i, k]))])
  }

  /// The entry at numerals of what is no explicit vector or matrix but has numerals as sizes, by unit
  /// vectors: uᵢᵀ v and uᵢᵀ X uⱼ.
  private func unitEntry(_ x: Term, _ indices: [Expression]) throws -> Term? {
    func unit(_ length: Term, _ index: Expression) throws -> Term? {
      guard let n = length.constant?.int, let i = position(index) else { return nil }
      guard i <= n else { throw ReadingError(at: index.place, "entry \(i) of \(n)") }
      return try .apply(.tuple, (1...n).map { $0 == i ? .one : .zero })
    }
    switch (x.sort, indices.count) {
    case (.vector(let n), 1):
      return try unit(n, indices[0]).map { try .apply(.inner, [$0, x]) }
    case (.matrix(let n, let m), 2):
      guard let row = try unit(n, indices[0]), let column = try unit(m, indices[1]) else {
        return nil
      }
      return try .apply(.inner, [row, .apply(.product, [x, column])])
    default: return nil
    }
  }

  /// The position that an index stands for: a numeral, or what a written-out sum puts in its place.
  func position(_ e: Expression) -> Int? {
    guard let place = (try? value(e))?.constant?.int, place >= 1 else { return nil }
    return place
  }
}

extension Term {
  /// The number that a term of numerals comes to.
  var constant: Rational? {
    switch node {
    case .number(let value, _): value
    case .apply(.naturalToReal, let x): x[0].constant
    case .apply(.negate, let x): x[0].constant.map { -$0 }
    case .apply(.add, let x): x[0].constant.flatMap { a in x[1].constant.map { a + $0 } }
    case .apply(.multiply, let x): x[0].constant.flatMap { a in x[1].constant.map { a * $0 } }
    default: nil
    }
  }
}
