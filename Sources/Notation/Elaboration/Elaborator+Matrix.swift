import Exact
import Kernel

/// An identity matrix whose size does not show from what stands beside it.
struct UnsizedIdentity: Error {
  let place: Place
}

/// Products, rows, identities and powers of matrices.
extension Elaborator {
  /// The values of both operands; an identity matrix takes its size from the other one.
  func operands(_ op: BinaryOperator, _ a: Expression, _ b: Expression, _ complex: Bool) throws -> (
    Term, Term
  ) {
    var inner = self
    if op == .kronecker { inner.identitySize = nil }
    do {
      let x = try inner.value(a, complex: complex)
      do {
        return (x, try inner.value(b, complex: complex))
      } catch let unsized as UnsizedIdentity {
        guard op != .kronecker, case .matrix(_, let m) = x.sort else { throw unsized }
        return (x, try sized(m).value(b, complex: complex))
      }
    } catch let unsized as UnsizedIdentity {
      guard op != .kronecker, let y = try? inner.value(b, complex: complex) else { throw unsized }
      switch y.sort {
      case .matrix(let n, _), .vector(let n):
        return (try sized(n).value(a, complex: complex), y)
      default: throw unsized
      }
    }
  }

  /// The values of the two sides of an equation.
  func sides(_ a: Expression, _ b: Expression, complex: Bool) throws -> (Term, Term) {
    try operands(.add, a, b, complex)
  }

  private func sized(_ n: Term) -> Elaborator {
    var inner = self
    inner.identitySize = n
    return inner
  }

  /// I with n rows; of a literal size, entry by entry.
  func identity(_ n: Term) throws -> Term {
    guard let count = n.literal else { return try .identity(n) }
    return try .apply(
      .rows,
      (0..<count).map { i in
        try .apply(.tuple, (0..<count).map { $0 == i ? Term.one : .zero })
      })
  }

  // MARK: Products

  func product(_ x: Term, _ y: Term, _ place: Place) throws -> Term {
    func isScalar(_ t: Term) -> Bool { [.natural, .real, .complex].contains(t.sort) }
    if isScalar(x), isScalar(y) {
      let (u, v) = try unified(x, y, place)
      return try guardedProduct(u, v)
    }
    if isScalar(x) { return try .apply(.scale, [cast(x, to: .real, place), y]) }
    if isScalar(y) { return try .apply(.scale, [cast(y, to: .real, place), x]) }
    if let left = try column(of: x) {
      if case .vector = y.sort, y.sort == left.sort { return try .apply(.inner, [left, y]) }
      if case .matrix = y.sort,
        let image = try? Term.apply(.product, [.apply(.transpose, [y]), left])
      {
        return try row(image)
      }
    }
    if case .vector = x.sort, let right = try column(of: y) { return try outer(x, right) }
    guard let result = try? Term.apply(.product, [x, y]) else {
      throw ReadingError(
        at: place, "a product of \(shape(x)) and \(shape(y))",
        suggestion: "the inner sizes must agree; of two vectors write x^\\top y or x \\odot y")
    }
    return result
  }

  /// uᵀ v and uᵀ A v as inner products, and the products of these numbers with what follows.
  func rowTimesColumn(_ e: Expression) throws -> Term? {
    var factors: [Expression] = []
    var head = e
    while case .binary(.multiply, let a, let b) = head.form {
      factors.insert(b, at: 0)
      head = a
    }
    guard case .transpose(let u) = head.form, !factors.isEmpty else { return nil }
    let row = try value(u)
    guard case .vector = row.sort else { return nil }
    let values = try factors.map { try value($0) }
    guard let end = values.firstIndex(where: { if case .vector = $0.sort { true } else { false } })
    else { return nil }
    var column = values[end]
    for factor in values[..<end].reversed() { column = try product(factor, column, e.place) }
    guard column.sort == row.sort else {
      throw ReadingError(
        at: e.place, "a product of the transpose of \(shape(row)) and \(shape(column))")
    }
    let number: Term = try .apply(.inner, [row, column])
    guard let next = factors[(end + 1)...].first else { return number }
    let rest = factors[(end + 2)...].reduce(next) {
      Expression(.binary(.multiply, $0, $1), at: e.place)
    }
    return try product(number, value(rest), e.place)
  }

  /// u vᵀ.
  private func outer(_ u: Term, _ v: Term) throws -> Term {
    if let x = try components(u), let y = try components(v) {
      return try .apply(
        .rows, x.map { a in try .apply(.tuple, y.map { try a * $0 }) })
    }
    guard case .vector(let n) = u.sort, case .vector(let m) = v.sort else {
      throw KernelError.rule("an outer product of vectors", [u, v])
    }
    return try .matrix(n, m, avoiding: [u, v]) { i, j throws(KernelError) in
      try .apply(.entry, [u, i]) * .apply(.entry, [v, j])
    }
  }

  // MARK: Rows

  /// vᵀ, a matrix of one row.
  func row(_ v: Term) throws -> Term {
    if let parts = try components(v) { return try .apply(.rows, [.apply(.tuple, parts)]) }
    guard case .vector(let m) = v.sort else { throw KernelError.rule("a vector is needed", [v]) }
    return try .matrix(.natural(1), m, avoiding: [v]) { _, j throws(KernelError) in
      try .apply(.entry, [v, j])
    }
  }

  /// v of a row vᵀ that `row` made; `nil` for other matrices.
  func column(of term: Term) throws -> Term? {
    guard case .matrix(let n, _) = term.sort, n.literal == 1, case .apply(let op, let x) = term.node
    else { return nil }
    switch op {
    case .rows: return x[0]
    case .matrix:
      let (i, inner) = try x[0].opened("i")
      let (j, body) = try inner.opened("j")
      guard case .apply(.entry, let parts) = body.node, parts.count == 2, parts[1] === j,
        !parts[0].freeVariables.contains(i), !parts[0].freeVariables.contains(j)
      else { return nil }
      return parts[0]
    case .negate: return try column(of: x[0]).map { try -$0 }
    case .scale: return try column(of: x[1]).map { try .apply(.scale, [x[0], $0]) }
    case .add:
      guard let a = try column(of: x[0]), let b = try column(of: x[1]) else { return nil }
      return try a + b
    default: return nil
    }
  }

  // MARK: Powers and zeros

  /// Aᵏ for a whole k.
  func matrixPower(_ a: Term, _ exponent: Expression, _ place: Place) throws -> Term {
    guard case .matrix(let n, let m) = a.sort, n == m else {
      throw ReadingError(at: place, "a power needs a square matrix, this is \(shape(a))")
    }
    if case .negate(let positive) = exponent.form {
      return try .apply(.matrixInverse, [matrixPower(a, positive, place)])
    }
    let written = try value(exponent)
    guard written.sort == .real || written.sort == .natural else {
      throw ReadingError(
        at: exponent.place, "an exponent must be a number, this is \(shape(written))")
    }
    guard let k = try RationalForm(nonzero: []).fraction(of: written).value?.int, k >= 0, k <= 64
    else {
      throw Unsupported(at: exponent.place, "this power of a matrix")
    }
    if k == 0 { return try identity(n) }
    return try (1..<k).reduce(a) { power, _ in try .apply(.product, [power, a]) }
  }

  /// exp(A) of a square matrix; `nil` for a number.
  func matrixExponential(_ a: Term, _ place: Place) throws -> Term? {
    guard case .matrix(let n, let m) = a.sort else { return nil }
    guard n == m else {
      throw ReadingError(at: place, "an exponential needs a square matrix, this is \(shape(a))")
    }
    return try .apply(.matrixExponential, [a])
  }

  /// x ⊗ y = vec(y xᵀ) for vectors of symbolic length; `nil` for all else.
  func kroneckerProduct(_ x: Term, _ y: Term) throws -> Term? {
    guard case .vector(let n) = x.sort, case .vector(let m) = y.sort, try components(x) == nil,
      try components(y) == nil
    else { return nil }
    return try .apply(
      .vec,
      [
        .matrix(m, n, avoiding: [x, y]) { (i, j) throws(KernelError) in
          try .apply(.entry, [y, i]) * .apply(.entry, [x, j])
        }
      ])
  }

  /// The diagonal of a square matrix as a vector; `nil` for all else.
  func diagonal(of a: Term) throws -> Term? {
    guard case .matrix(let n, let m) = a.sort, n == m else { return nil }
    if case .apply(.rows, let rows) = a.node {
      let entries = try rows.map { try components($0) ?? [] }
      return try .apply(.tuple, rows.indices.map { entries[$0][$0] })
    }
    let i = try Term.fresh("i", .finite(n), avoiding: [a])
    return try .apply(.vector, [.lambda(i, .apply(.entry, [a, i, i]))])
  }

  /// The vector or matrix of zeros of the same shape; `nil` for numbers.
  func zero(like term: Term) throws -> Term? {
    if let parts = try components(term) { return try .apply(.tuple, parts.map { _ in .zero }) }
    switch term.sort {
    case .vector(let n): return try .zeros(n)
    case .matrix(let n, let m):
      guard let rows = n.literal, let columns = m.literal else {
        return try .matrix(n, m) { _, _ throws(KernelError) in .zero }
      }
      let row = try Term.apply(.tuple, Array(repeating: .zero, count: columns))
      return try .apply(.rows, Array(repeating: row, count: rows))
    default: return nil
    }
  }

  /// A vector or matrix made of numbers: the entries of the term, changed; a number itself.
  func entrywise(_ term: Term, _ change: (Term) throws -> Term) throws -> Term {
    if let parts = try components(term) { return try .apply(.tuple, parts.map(change)) }
    switch term.sort {
    case .vector(let n):
      let i = try Term.fresh("i", .finite(n), avoiding: [term])
      return try .apply(.vector, [.lambda(i, change(.apply(.entry, [term, i])))])
    case .matrix(let n, let m):
      if case .apply(.rows, let rows) = term.node {
        return try .apply(.rows, rows.map { try entrywise($0, change) })
      }
      let i = try Term.fresh("i", .finite(n), avoiding: [term])
      let j = try Term.fresh("j", .finite(m), avoiding: [term, i])
      return try .apply(
        .matrix, [.lambda(i, .lambda(j, change(.apply(.entry, [term, i, j]))))])
    default: return try change(term)
    }
  }
}

extension Term {
  /// The value of a numeral that fits.
  var literal: Int? {
    if case .number(let value, _) = node { value.int } else { nil }
  }
}
