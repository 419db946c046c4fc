import Exact
import Notation
import Numeric

extension SurfaceEvaluator {
  func call(_ name: NamedOperator, _ arguments: [Expression]) throws -> SurfaceValue {
    switch name {
    case .expectation, .variance, .covariance: return try moment(name, arguments)
    case .argMax, .argMin: throw EvaluationFailure.notEvaluable("\\arg\\max as a value")
    case .maximum, .minimum: return try extremum(name, arguments.map { try number($0) })
    case .normalDensity:
      guard arguments.count == 3 else { throw EvaluationFailure.shapes }
      return try normalDensity(value(arguments[0]), value(arguments[1]), value(arguments[2]))
    default: break
    }
    if name == .indicator { return try indicator(arguments[0]) }
    guard arguments.count == 1 else {
      throw EvaluationFailure.notEvaluable("\(name.rawValue) of \(arguments.count) arguments")
    }
    if name == .abs || name == .determinant,
      let jacobian = try jacobianDeterminant(arguments[0], absolute: name == .abs)
    {
      return jacobian
    }
    if name == .cardinality || name == .abs && isSet(arguments[0]) {
      guard let list = try elements(of: arguments[0]) else {
        throw EvaluationFailure.notEvaluable("the number of elements of this set")
      }
      return SurfaceValue(Rational(list.count))
    }
    let a = try value(arguments[0])
    switch name {
    case .norm:
      if case .number(let x) = a { return .number(try arithmetic.magnitude(x)) }
      return .number(try arithmetic.squareRoot(squaredNorm(a)))
    case .determinant:
      if case .identity(.plain(.exact(let q))) = a, q.isOne { return .number(.one) }
      return .number(try arithmetic.eliminate(grid(a)).determinant)
    case .trace:
      let g = try grid(a)
      guard g.rows == g.columns else { throw EvaluationFailure.shapes }
      return .number((0..<g.rows).reduce(.zero) { arithmetic.add($0, g[$1, $1]) })
    case .inverse:
      if case .number(let x) = a { return .number(try arithmetic.reciprocal(x)) }
      if case .identity(let x) = a { return .identity(try arithmetic.reciprocal(x)) }
      return .matrix(try inverse(grid(a)))
    case .diag:
      switch a {
      case .vector(let v): return .matrix(.diagonal(v))
      case .matrix(let g) where g.rows == g.columns: return .vector((0..<g.rows).map { g[$0, $0] })
      case .number(let x): return .matrix(.diagonal([x]))
      default: throw EvaluationFailure.shapes
      }
    case .vec:
      guard case .matrix(let g) = a else { throw EvaluationFailure.shapes }
      return .vector(g.transposed.entries)
    case .spectrum:
      let g = try grid(a)
      guard g.rows == g.columns else { throw EvaluationFailure.shapes }
      return .spectrum(g)
    case .abs:
      if case .number(let x) = a { return .number(try arithmetic.magnitude(x)) }
      if case .matrix(let g) = a {
        return .number(try arithmetic.magnitude(arithmetic.eliminate(g).determinant))
      }
    case .rank: return try rank(of: a)
    case .minimalEigenvalue, .maximalEigenvalue: return try extremeEigenvalue(name, of: a)
    case .exp:
      if let result = try exponential(of: a) { return result }
    case .conjugate: return try a.mapping { try arithmetic.elementary(.conjugate, $0) ?? $0 }
    default: break
    }
    guard case .number(let x) = a else { throw EvaluationFailure.shapes }
    guard let result = try arithmetic.elementary(name, x) else {
      throw EvaluationFailure.notEvaluable("the operator \(name.rawValue)")
    }
    return .number(result)
  }

  /// The largest or smallest of some numbers.
  func extremum(_ name: NamedOperator, _ list: [DualNumber]) throws -> SurfaceValue {
    guard var best = list.first else {
      throw EvaluationFailure.undefined("\\\(name.rawValue) of no numbers")
    }
    guard !list.contains(where: \.holdsFunction) else {
      throw EvaluationFailure.notEvaluable("\\\(name.rawValue) of functions")
    }
    for x in list.dropFirst() {
      if best.tag != 0 || x.tag != 0, best.primal.equals(x.primal, bits: bits) != .no {
        throw EvaluationFailure.undefined(
          "\\\(name.rawValue) has no derivative here", standing: true)
      }
      let less = try best.primal.isLess(than: x.primal, bits: bits)
      if best.tag == 0, x.tag == 0, less == .unknown, let a = best.primal.real(bits: bits),
        let b = x.primal.real(bits: bits)
      {
        best = .plain(.ball(name == .maximum ? .maximum(a, b) : .minimum(a, b)))
        continue
      }
      switch less {
      case .yes: if name == .maximum { best = x }
      case .no: if name == .minimum { best = x }
      case .unknown: throw EvaluationFailure.unknown
      }
    }
    return .number(best)
  }

  /// X_{ij}, d_{k+1}, and a row X_i of a matrix.
  func entry(_ head: Expression, _ indices: [Expression]) throws -> SurfaceValue {
    if case .symbol(let name) = head.form, bindings[Self.sample(name, 1)] != nil,
      indices.count == 1
    {
      guard let point = bindings[Self.sample(name, try integer(indices[0]))] else {
        throw EvaluationFailure.undefined("an index out of range")
      }
      return point
    }
    if case .symbol(let name) = head.form, bindings[name] == nil,
      case .sequence? = table.declarations[name]?.type, table.definitions[name] == nil
    {
      guard indices.count == 1 else { throw EvaluationFailure.shapes }
      return try term(of: name, at: integer(indices[0]))
    }
    if head.form == .constant(.identity), indices.count == 1 {
      let size = try integer(indices[0])
      guard (1...64).contains(size) else { throw EvaluationFailure.notEvaluable("a size") }
      return .matrix(.diagonal(Array(repeating: .one, count: size)))
    }
    let base = try value(head)
    let at = try indices.map { try integer($0) - 1 }
    switch base {
    case .vector(let v) where at.count == 1, .row(let v) where at.count == 1:
      guard v.indices.contains(at[0]) else { break }
      return .number(v[at[0]])
    case .matrix(let g) where at.count == 2:
      guard (0..<g.rows).contains(at[0]), (0..<g.columns).contains(at[1]) else { break }
      return .number(g[at[0], at[1]])
    case .matrix(let g) where at.count == 1:
      guard (0..<g.rows).contains(at[0]) else { break }
      return .vector((0..<g.columns).map { g[at[0], $0] })
    case .identity(let x) where at.count == 2: return at[0] == at[1] ? .number(x) : .zero
    default: throw EvaluationFailure.shapes
    }
    throw EvaluationFailure.undefined("an index out of range")
  }

  /// The value of a sequence: given, or by its recurrence from those before.
  func term(of name: String, at k: Int) throws -> SurfaceValue {
    try fuel.spend()
    guard k >= 0 else { throw EvaluationFailure.undefined("a sequence at a negative index") }
    if let first = table.initials[name]?[k] { return try lawful(name) { try value(first) } }
    let given = instance.sequences[name] ?? []
    if k < given.count { return given[k] }
    guard let law = table.recurrences[name], k >= law.order, k < 256 else {
      throw EvaluationFailure.notEvaluable("\(name) at the index \(k)")
    }
    let key = "\(name)_\(k)"
    if let known = sequenceCache[key] { return known }
    // Terms are computed from the first one on, so that the recursion stays shallow.
    for j in given.count..<k { _ = try term(of: name, at: j) }
    let result = try lawful(name) {
      try binding(law.index, to: SurfaceValue(Rational(k - law.order))) { try value(law.step) }
    }
    if case .set = result { sequenceCache[key] = result }
    if result.numbers?.allSatisfy({ $0.tag == 0 }) == true { sequenceCache[key] = result }
    return result
  }
}
