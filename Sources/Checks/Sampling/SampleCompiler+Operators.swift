import Exact
import Notation
import Numeric

extension SampleCompiler {
  func combine(
    _ operation: BinaryOperator, _ a: SampleValue, _ b: SampleValue
  ) throws -> SampleValue {
    switch operation {
    case .add: return try entrywise(a, b) { .add($0, $1) }
    case .subtract: return try entrywise(a, b) { .subtract($0, $1) }
    case .multiply: return try product(a, b)
    case .divide:
      guard case .number(let d) = b else { throw EvaluationFailure.shapes }
      return try map(a) { .divide($0, d) }
    case .hadamard:
      if case .number = a { return try product(a, b) }
      return try entrywise(a, b) { .multiply($0, $1) }
    case .inner:
      guard case .vector(let u) = a, case .vector(let v) = b else { return try product(a, b) }
      return .number(try inner(u, v))
    case .kronecker: throw EvaluationFailure.notEvaluable("samples of a Kronecker product")
    case .union, .intersection, .difference, .minkowski:
      throw EvaluationFailure.notEvaluable("samples of a set")
    }
  }

  private func entrywise(
    _ a: SampleValue, _ b: SampleValue, _ operation: (Int, Int) -> SampleProgram.Operation
  ) throws -> SampleValue {
    let (a, b) = (try widened(a, to: b), try widened(b, to: a))
    guard a.hasShape(of: b), let x = a.places, let y = b.places else {
      throw EvaluationFailure.shapes
    }
    return a.replacing(zip(x, y).map { program.add(operation($0, $1)) })
  }

  /// A multiple of the identity as a matrix of the other's size; the number 0 as zeros.
  private func widened(_ a: SampleValue, to b: SampleValue) throws -> SampleValue {
    switch (a, b) {
    case (.identity(let x), .matrix(let n, let m, _)) where n == m:
      let zero = program.add(.constant(0))
      return .matrix(
        rows: n, columns: n, (0..<(n * n)).map { $0 / n == $0 % n ? x : zero })
    case (.number(let x), .vector), (.number(let x), .row), (.number(let x), .matrix):
      guard case .constant(0) = program.operations[x] else { throw EvaluationFailure.shapes }
      return b.replacing((b.places ?? []).map { _ in x })
    default: return a
    }
  }

  private func inner(_ u: [Int], _ v: [Int]) throws -> Int {
    guard u.count == v.count else { throw EvaluationFailure.shapes }
    let terms = zip(u, v).map { program.add(.multiply($0, $1)) }
    return sum(terms)
  }

  func sum(_ terms: [Int]) -> Int {
    guard let first = terms.first else { return program.add(.constant(0)) }
    return terms.dropFirst().reduce(first) { program.add(.add($0, $1)) }
  }

  private func product(_ a: SampleValue, _ b: SampleValue) throws -> SampleValue {
    switch (a, b) {
    case (.number(let x), _): return try map(b) { .multiply(x, $0) }
    case (_, .number(let y)): return try map(a) { .multiply($0, y) }
    case (.identity(let x), _): return try map(b) { .multiply(x, $0) }
    case (_, .identity(let y)): return try map(a) { .multiply($0, y) }
    case (.row(let u), .vector(let v)): return .number(try inner(u, v))
    default:
      guard let (n, k, x) = a.grid, let (l, m, y) = b.grid, k == l else {
        throw EvaluationFailure.shapes
      }
      let entries = try (0..<n).flatMap { i in
        try (0..<m).map { j in
          try inner((0..<k).map { x[i * k + $0] }, (0..<k).map { y[$0 * m + j] })
        }
      }
      switch (a, b) {
      case (.matrix, .vector): return .vector(entries)
      case (.row, .matrix): return .row(entries)
      case (.vector, .vector), (.row, .row), (.matrix, .row): throw EvaluationFailure.shapes
      default: return .matrix(rows: n, columns: m, entries)
      }
    }
  }

  func transpose(_ a: SampleValue) throws -> SampleValue {
    switch a {
    case .number, .identity: return a
    case .vector(let v): return .row(v)
    case .row(let v): return .vector(v)
    case .matrix(let n, let m, let x):
      return .matrix(
        rows: m, columns: n, (0..<m).flatMap { j in (0..<n).map { x[$0 * m + j] } })
    }
  }

  func power(_ base: Expression, _ exponent: Expression) throws -> SampleValue {
    // ‖v‖² is a sum of squares, without a root in between.
    if case .call(.norm, let arguments) = base.form, arguments.count == 1,
      exponent.form == .number(2), let list = try value(arguments[0]).places
    {
      return .number(try inner(list, list))
    }
    let n = try number(exponent)
    if case .constant(.euler) = base.form { return .number(program.add(.apply(.exp, n))) }
    guard case .constant(let q) = program.operations[n] else {
      throw EvaluationFailure.notEvaluable("samples of a random power")
    }
    let x = try value(base)
    if q == 0.5 { return try map(x) { .apply(.squareRoot, $0) } }
    guard case .number(let place) = x, q == q.rounded(), abs(q) <= 64 else {
      throw EvaluationFailure.notEvaluable("samples of this power")
    }
    let power = natural(place, Int(abs(q)))
    return .number(q < 0 ? program.add(.divide(program.add(.constant(1)), power)) : power)
  }

  /// xⁿ by squaring, so that even powers are known to be nonnegative.
  private func natural(_ x: Int, _ n: Int) -> Int {
    if n == 0 { return program.add(.constant(1)) }
    if n == 1 { return x }
    let half = natural(x, n / 2)
    let square = program.add(.multiply(half, half))
    return n % 2 == 0 ? square : program.add(.multiply(square, x))
  }

  func call(_ name: NamedOperator, _ arguments: [Expression]) throws -> SampleValue {
    if name == .maximum || name == .minimum {
      let list = try arguments.map { try number($0) }
      guard let first = list.first else { throw EvaluationFailure.shapes }
      return .number(
        list.dropFirst().reduce(first) {
          program.add(name == .maximum ? .maximum($0, $1) : .minimum($0, $1))
        })
    }
    if name == .normalDensity {
      guard case .number(let x) = try logDensity(arguments) else { throw EvaluationFailure.shapes }
      return .number(program.add(.apply(.exp, x)))
    }
    guard arguments.count == 1 else {
      throw EvaluationFailure.notEvaluable("samples of \(name.rawValue)")
    }
    if name == .indicator { return .number(try bracket(arguments[0])) }
    if name == .log { return try logarithm(arguments[0]) }
    let a = try value(arguments[0])
    switch (name, a) {
    case (.norm, _):
      guard let list = a.places else { throw EvaluationFailure.shapes }
      return .number(program.add(.apply(.squareRoot, try inner(list, list))))
    case (.trace, .matrix(let n, let m, let x)) where n == m:
      return .number(sum((0..<n).map { x[$0 * n + $0] }))
    case (.diag, .vector(let v)):
      let zero = program.add(.constant(0))
      return .matrix(
        rows: v.count, columns: v.count,
        v.indices.flatMap { i in v.indices.map { $0 == i ? v[i] : zero } })
    case (.diag, .matrix(let n, let m, let x)) where n == m:
      return .vector((0..<n).map { x[$0 * n + $0] })
    default: break
    }
    let functions: [NamedOperator: SampleProgram.Function] = [
      .exp: .exp, .log: .log, .sqrt: .squareRoot, .abs: .magnitude, .sin: .sine, .cos: .cosine,
      .tanh: .tanh, .arctan: .arctan, .logistic: .logistic,
    ]
    guard case .number(let x) = a, let function = functions[name] else {
      throw EvaluationFailure.notEvaluable("samples of \(name.rawValue)")
    }
    return .number(program.add(.apply(function, x)))
  }

  func apply(_ head: Expression, _ arguments: [Expression]) throws -> SampleValue {
    guard case .symbol(let name) = head.form, let definition = table.definitions[name],
      definition.parameters.count == arguments.count
    else { throw EvaluationFailure.notEvaluable("samples of an opaque function") }
    return try unfolded(definition, arguments) { try self.value(definition.body) }
  }

  /// Something with the parameters of a definition bound to the values of arguments.
  func unfolded(
    _ definition: Definition, _ arguments: [Expression], _ body: () throws -> SampleValue
  ) throws -> SampleValue {
    let values = try arguments.map { try value($0) }
    func bound(_ rest: ArraySlice<(String, SampleValue)>) throws -> SampleValue {
      guard let (name, value) = rest.first else { return try body() }
      return try with(name, value) { try bound(rest.dropFirst()) }
    }
    return try bound(Array(zip(definition.parameters, values))[...])
  }

  func entry(_ head: Expression, _ indices: [Expression]) throws -> SampleValue {
    let base = try value(head)
    let at = try indices.map { try evaluator.integer($0) - 1 }
    switch (base, at.count) {
    case (.vector(let v), 1), (.row(let v), 1):
      if v.indices.contains(at[0]) { return .number(v[at[0]]) }
    case (.matrix(let n, let m, let x), 1):
      // A row, as a column vector.
      if (0..<n).contains(at[0]) { return .vector(Array(x[(at[0] * m)..<(at[0] * m + m)])) }
    case (.matrix(let n, let m, let x), 2):
      if (0..<n).contains(at[0]), (0..<m).contains(at[1]) { return .number(x[at[0] * m + at[1]]) }
    default: throw EvaluationFailure.shapes
    }
    throw EvaluationFailure.undefined("an index out of range")
  }

  func bind(_ binder: Binder, _ body: Expression) throws -> SampleValue {
    switch binder {
    case .sum(let name, nil, nil) where table.isPoint(name):
      return try sum(over: name, of: body)
    case .sum(let name, let from, let through):
      let terms = try terms(name, from, through, body)
      guard let first = terms.first else { return .number(program.add(.constant(0))) }
      return try terms.dropFirst().reduce(first) { try combine(.add, $0, $1) }
    case .product(let name, let from, let through):
      let terms = try terms(name, from, through, body)
      guard let first = terms.first else { return .number(program.add(.constant(1))) }
      return try terms.dropFirst().reduce(first) { try combine(.multiply, $0, $1) }
    case .family(let name):
      return .vector(
        try range(of: name, in: body).map { i in try indexed(name, i) { try number(body) } })
    case .integral(let name, nil, nil): return try sum(over: name, of: body)
    case .divergence(let kind, let names, let guarded):
      guard let definition = kind.definition(of: body, over: names, guarded: guarded) else {
        throw EvaluationFailure.shapes
      }
      return try value(definition)
    default: throw EvaluationFailure.notEvaluable("samples of this operator")
    }
  }

  private func terms(
    _ name: String, _ from: Expression?, _ through: Expression?, _ body: Expression
  ) throws -> [SampleValue] {
    let range: ClosedRange<Int>
    if let through {
      let first = try from.map { try evaluator.integer($0) } ?? 1
      let last = try evaluator.integer(through)
      if first > last { return [] }
      range = first...last
    } else if from == nil {
      range = try self.range(of: name, in: body)
    } else {
      throw EvaluationFailure.notEvaluable("a sum without an upper bound")
    }
    guard range.count <= 4096 else { throw EvaluationFailure.notEvaluable("a sum of many terms") }
    return try range.map { i in try indexed(name, i) { try value(body) } }
  }

  /// The range of an index: declared, or that of the vector or matrix it stands at.
  private func range(of name: String, in body: Expression) throws -> ClosedRange<Int> {
    if case .index(let size)? = table.declarations[name]?.type {
      return 1...max(1, try evaluator.integer(size))
    }
    var pending = [body]
    while let e = pending.popLast() {
      if case .index(let head, let indices) = e.form,
        let slot = indices.firstIndex(where: { $0.form == .symbol(name) }),
        !head.freeSymbols.contains(name), let base = try? value(head)
      {
        switch base {
        case .vector(let v), .row(let v): return 1...max(1, v.count)
        case .matrix(let n, let m, _): return 1...max(1, slot == 0 ? n : m)
        default: break
        }
      }
      pending += e.children.reversed()
    }
    throw EvaluationFailure.notEvaluable("the range of the index \(name)")
  }
}
