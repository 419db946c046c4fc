import Exact
import Kernel

/// Entries of vectors and matrices, and terms of sequences.
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
    if let zero = indices.first(where: { $0.form == .number(0) }) {
      throw ReadingError(at: zero.place, "entries are counted from 1")
    }
    guard let entry = try? Term.apply(.entry, [x] + indices.map({ try value($0) })) else {
      throw Unsupported(at: place, "this entry of \(shape(x))")
    }
    return entry
  }

  /// The position that an index stands for: a numeral, or what a written-out sum puts in its place.
  private func position(_ e: Expression) -> Int? {
    guard let place = (try? value(e))?.constant?.int, place >= 1 else { return nil }
    return place
  }
}

extension Term {
  /// The number that a term of numerals comes to.
  fileprivate var constant: Rational? {
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
