import Exact

/// The entries of an explicit vector (a single column) or matrix, and the operations on them.
struct ExplicitMatrix {
  /// The rows; a vector has rows of length 1.
  let rows: [[Term]]
  let isVector: Bool

  /// Reads a tuple, or rows of tuples.
  init(_ term: Term) throws(KernelError) {
    switch term.node {
    case .apply(.tuple, let entries):
      rows = entries.map { [$0] }
      isVector = true
    case .apply(.rows, let tuples):
      var rows: [[Term]] = []
      for tuple in tuples {
        guard case .apply(.tuple, let entries) = tuple.node else {
          throw .rule("an explicit matrix is needed", [term])
        }
        rows.append(entries)
      }
      self.rows = rows
      isVector = false
    default: throw .rule("an explicit vector or matrix is needed", [term])
    }
  }

  private init(_ rows: [[Term]], isVector: Bool) {
    self.rows = rows
    self.isVector = isVector
  }

  private var term: Term {
    get throws(KernelError) {
      if isVector { return try .apply(.tuple, rows.map { $0[0] }) }
      var tuples: [Term] = []
      for row in rows { tuples.append(try .apply(.tuple, row)) }
      return try .apply(.rows, tuples)
    }
  }

  private var columns: Int { rows[0].count }

  /// The value of one operation on explicit arguments; its entries are not simplified.
  static func value(of term: Term) throws(KernelError) -> Term {
    guard case .apply(let op, let arguments) = term.node else {
      throw .rule("componentwise", [term])
    }
    switch op {
    case .add, .hadamard:
      let (a, b) = try (ExplicitMatrix(arguments[0]), ExplicitMatrix(arguments[1]))
      return try a.map { i, j, entry throws(KernelError) in
        op == .add ? try entry + b.rows[i][j] : try entry * b.rows[i][j]
      }.term
    case .negate:
      return try ExplicitMatrix(arguments[0]).map { _, _, entry throws(KernelError) in try -entry }
        .term
    case .scale:
      return try ExplicitMatrix(arguments[1]).map { _, _, entry throws(KernelError) in
        try arguments[0] * entry
      }.term
    case .transpose:
      let a = try ExplicitMatrix(arguments[0])
      return try ExplicitMatrix(
        (0..<a.columns).map { j in a.rows.map { $0[j] } }, isVector: false
      ).term
    case .product:
      let (a, b) = try (ExplicitMatrix(arguments[0]), ExplicitMatrix(arguments[1]))
      var rows: [[Term]] = []
      for row in a.rows {
        var entries: [Term] = []
        for j in 0..<b.columns { entries.append(try dot(row, b.rows.map { $0[j] })) }
        rows.append(entries)
      }
      return try ExplicitMatrix(rows, isVector: b.isVector).term
    case .kronecker:
      let (a, b) = try (ExplicitMatrix(arguments[0]), ExplicitMatrix(arguments[1]))
      var rows: [[Term]] = []
      for x in a.rows {
        for y in b.rows {
          var entries: [Term] = []
          for left in x { for right in y { entries.append(try left * right) } }
          rows.append(entries)
        }
      }
      return try ExplicitMatrix(rows, isVector: false).term
    case .vec:
      let a = try ExplicitMatrix(arguments[0])
      return try ExplicitMatrix(
        (0..<a.columns).flatMap { j in a.rows.map { [$0[j]] } }, isVector: true
      ).term
    case .inner:
      let (a, b) = try (ExplicitMatrix(arguments[0]), ExplicitMatrix(arguments[1]))
      return try dot(a.rows.map { $0[0] }, b.rows.map { $0[0] })
    case .diagonal:
      let v = try ExplicitMatrix(arguments[0])
      let n = v.rows.count
      return try ExplicitMatrix(
        (0..<n).map { i in (0..<n).map { j in i == j ? v.rows[i][0] : .zero } }, isVector: false
      ).term
    case .trace:
      let a = try ExplicitMatrix(arguments[0])
      var sum = a.rows[0][0]
      for i in a.rows.indices.dropFirst() { sum = try sum + a.rows[i][i] }
      return sum
    case .determinant:
      let a = try ExplicitMatrix(arguments[0])
      guard a.rows.count <= 6 else { throw .rule("determinant: more than 6 rows", [term]) }
      return try determinant(a.rows)
    default: throw .rule("componentwise", [term])
    }
  }

  private func map(_ change: (Int, Int, Term) throws(KernelError) -> Term) throws(KernelError)
    -> ExplicitMatrix
  {
    var result: [[Term]] = []
    for (i, row) in rows.enumerated() {
      var entries: [Term] = []
      for (j, entry) in row.enumerated() { entries.append(try change(i, j, entry)) }
      result.append(entries)
    }
    return ExplicitMatrix(result, isVector: isVector)
  }

  private static func dot(_ a: [Term], _ b: [Term]) throws(KernelError) -> Term {
    var result: Term?
    for (x, y) in zip(a, b) {
      let product = try x * y
      result = if let sum = result { try sum + product } else { product }
    }
    return result ?? .zero
  }

  /// Expansion along the first row; of one entry, that entry.
  static func determinant(_ rows: [[Term]]) throws(KernelError) -> Term {
    if rows.count == 1 { return rows[0][0] }
    var result: Term?
    for j in rows.indices {
      let minor = rows.dropFirst().map { row in
        row.indices.filter { $0 != j }.map { row[$0] }
      }
      var term = try rows[0][j] * determinant(minor)
      if j % 2 == 1 { term = try -term }
      result = if let sum = result { try sum + term } else { term }
    }
    return result ?? .one
  }
}
