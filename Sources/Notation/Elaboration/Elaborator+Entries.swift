import Exact
import Kernel

/// Entries of vectors, matrices and sequences, and rows of matrices.
extension Elaborator {
  func entry(_ base: Expression, _ indices: [Expression], _ place: Place) throws -> Term {
    if case .symbol(let name) = base.form,
      case .function(let functions, 1, let isVector)? = values[name]
    {
      guard indices.count == 1 else { throw ReadingError(at: place, "a sequence has one index") }
      let index = try natural(indices[0])
      let parts = try functions.map { try Term.call($0, index) }
      return isVector ? try .apply(.tuple, parts) : parts[0]
    }
    let x = try value(base)
    if let parts = try components(x), indices.count == 1, let i = try? position(indices[0]) {
      guard i <= parts.count else {
        throw ReadingError(at: place, "entry \(i) of \(shape(x))")
      }
      return parts[i - 1]
    }
    if case .apply(.rows, let rows) = x.node, indices.count == 2, let i = try? position(indices[0]),
      let j = try? position(indices[1])
    {
      guard i <= rows.count, case .apply(.tuple, let row) = rows[i - 1].node, j <= row.count else {
        throw ReadingError(at: place, "entry (\(i), \(j)) of \(shape(x))")
      }
      return row[j - 1]
    }
    if let zero = indices.first(where: { $0.form == .number(0) }) {
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
      guard let i = try? position(index), i <= rows.count else {
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
}
