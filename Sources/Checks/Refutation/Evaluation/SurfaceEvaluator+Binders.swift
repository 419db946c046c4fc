import Exact
import Notation
import Numeric

extension SurfaceEvaluator {
  func bind(_ binder: Binder, _ body: Expression) throws -> SurfaceValue {
    switch binder {
    case .sum(let name, let from, let through):
      return try fold(name, from, through, body, empty: .zero, isSum: true) {
        try combine(.add, $0, $1)
      }
    case .product(let name, let from, let through):
      return try fold(name, from, through, body, empty: SurfaceValue(.one), isSum: false) {
        try combine(.multiply, $0, $1)
      }
    case .family(let name):
      let size = try range(of: name, in: body).count
      return .vector(
        try (1...max(size, 1)).map { i in
          try binding(name, to: SurfaceValue(Rational(i))) { try number(body) }
        })
    case .integral(let name, nil, nil):
      guard case .point(let space)? = table.declarations[name]?.type,
        let weights = instance.spaces[space]
      else { throw EvaluationFailure.notEvaluable("an integral over numbers") }
      var sum = SurfaceValue.zero
      for (i, weight) in weights.enumerated() {
        let term = try binding(name, to: .point(space, i)) { try value(body) }
        sum = try combine(.add, sum, try combine(.multiply, SurfaceValue(weight), term))
      }
      return sum
    case .integral: throw EvaluationFailure.notEvaluable("an integral over numbers")
    case .expectation(let laws):
      if laws.isEmpty { return try mean(of: body) }
      return try mean(of: body, laws.sorted { $0.key < $1.key })
    case .extremum(let operation, let name, let condition):
      guard operation == .maximum || operation == .minimum, condition == nil,
        table.declarations[name]?.type.isNumberLike != true
      else { throw EvaluationFailure.notEvaluable("\\\(operation.rawValue) over a variable") }
      let list = try range(of: name, in: body).map { i in
        try binding(name, to: SurfaceValue(Rational(i))) { try number(body) }
      }
      return try extremum(operation, list)
    case .divergence(let kind, let names):
      guard let definition = kind.definition(of: body, over: names) else {
        throw EvaluationFailure.shapes
      }
      return try value(definition)
    case .limit: throw EvaluationFailure.notEvaluable("a limit")
    }
  }

  private func fold(
    _ name: String, _ from: Expression?, _ through: Expression?, _ body: Expression,
    empty: SurfaceValue, isSum: Bool, _ combine: (SurfaceValue, SurfaceValue) throws -> SurfaceValue
  ) throws -> SurfaceValue {
    if from == nil, through == nil, case .point(let space)? = table.declarations[name]?.type,
      let weights = instance.spaces[space]
    {
      // Σ and ∫ over an abstract space share its base measure.
      guard isSum else { throw EvaluationFailure.notEvaluable("a product over a space") }
      return try weights.enumerated().reduce(empty) { sum, row in
        let term = try binding(name, to: .point(space, row.offset)) { try value(body) }
        return try combine(sum, try self.combine(.multiply, SurfaceValue(row.element), term))
      }
    }
    let range: [Int]
    if let through {
      let last = try integer(through)
      let first = try from.map { try integer($0) } ?? 1
      guard last - first < 4096 else { throw EvaluationFailure.notEvaluable("a sum of many terms") }
      range = first <= last ? Array(first...last) : []
    } else if from == nil {
      range = Array(try self.range(of: name, in: body))
    } else {
      throw EvaluationFailure.notEvaluable("a sum without an upper bound")
    }
    var result: SurfaceValue?
    for i in range {
      let term = try binding(name, to: SurfaceValue(Rational(i))) { try value(body) }
      result = try result.map { try combine($0, term) } ?? term
    }
    return result ?? empty
  }

  /// The whole range of an index: declared, or that of the vector or matrix it stands at.
  private func range(of name: String, in body: Expression) throws -> ClosedRange<Int> {
    if case .index(let size)? = table.declarations[name]?.type {
      return 1...max(1, try integer(size))
    }
    var pending = [body]
    while let e = pending.popLast() {
      if case .index(let head, let indices) = e.form,
        let slot = indices.firstIndex(where: { $0.form == .symbol(name) }),
        !head.freeSymbols.contains(name), let base = try? value(head)
      {
        switch base {
        case .vector(let v), .row(let v): return 1...max(1, v.count)
        case .matrix(let g): return 1...max(1, slot == 0 ? g.rows : g.columns)
        default: break
        }
      }
      pending += e.children.reversed()
    }
    throw EvaluationFailure.notEvaluable("the range of the index \(name)")
  }

  // MARK: Expectations

  /// 𝔼 under laws that are written below it.
  private func mean(of body: Expression, _ laws: [(key: String, value: Law)]) throws -> SurfaceValue
  {
    guard let (name, law) = laws.first else { return try value(body) }
    let rest = Array(laws.dropFirst())
    var sum: SurfaceValue?
    for (point, weight) in try atoms(of: law, for: name) {
      let term = try binding(name, to: point) { try mean(of: body, rest) }
      let part = weight.isCertainOne ? term : try combine(.multiply, .number(weight), term)
      sum = try sum.map { try combine(.add, $0, part) } ?? part
    }
    return sum ?? .zero
  }

  /// The points of a finite law with their probabilities.
  private func atoms(of law: Law, for name: String) throws -> [(SurfaceValue, DualNumber)] {
    switch law {
    case .dirac(let a): return [(try value(a), .one)]
    case .bernoulli(let p):
      let p = try number(p)
      let excess = arithmetic.subtract(.one, p).primal
      if p.primal.sign(bits: bits) == -1 || excess.sign(bits: bits) == -1 {
        throw EvaluationFailure.undefined("a probability outside of [0, 1]", standing: true)
      }
      return [(.zero, arithmetic.subtract(.one, p)), (SurfaceValue(.one), p)]
    case .density(let density):
      guard case .point(let space)? = table.declarations[name]?.type,
        let weights = instance.spaces[space], let values = instance.densities[density],
        values.count == weights.count
      else { throw EvaluationFailure.notEvaluable("an expectation under a density of numbers") }
      return weights.indices.map { (.point(space, $0), DualNumber(weights[$0] * values[$0])) }
    case .normal: throw EvaluationFailure.notEvaluable("an expectation under a normal law")
    case .uniform: throw EvaluationFailure.notEvaluable("an expectation under a uniform law")
    }
  }

  /// 𝔼[e], Var(e), Cov(e, f) over the declared random symbols.
  func moment(_ name: NamedOperator, _ arguments: [Expression]) throws -> SurfaceValue {
    func product(_ a: Expression, _ b: Expression) -> Expression {
      Expression(.binary(.multiply, a, b), at: a.place)
    }
    switch (name, arguments.count) {
    case (.expectation, 1): return try mean(of: arguments[0])
    case (.variance, 1), (.covariance, 2):
      let (a, b) = (arguments[0], arguments[arguments.count - 1])
      guard case .number(let mixed) = try mean(of: product(a, b)),
        case .number(let x) = try mean(of: a),
        case .number(let y) = a == b ? .number(x) : try mean(of: b)
      else { throw EvaluationFailure.notEvaluable("the variance of something that is no number") }
      return .number(arithmetic.subtract(mixed, arithmetic.multiply(x, y)))
    default: throw EvaluationFailure.shapes
    }
  }

  /// 𝔼 over all declared random symbols that the body depends on, by enumeration.
  private func mean(of body: Expression) throws -> SurfaceValue {
    let names = table.dependencies(of: body).filter { table.distributions[$0] != nil }.sorted()
    return try mean(of: body, families: names)
  }

  private func mean(of body: Expression, families: [String]) throws -> SurfaceValue {
    guard let name = families.first else { return try value(body) }
    let rest = Array(families.dropFirst())
    var sum: SurfaceValue?
    for (outcome, weight) in try outcomes(of: name) where !weight.isPlainZero {
      let term = try binding(name, to: outcome) { try mean(of: body, families: rest) }
      let part = weight.isCertainOne ? term : try combine(.multiply, .number(weight), term)
      sum = try sum.map { try combine(.add, $0, part) } ?? part
    }
    return sum ?? .zero
  }

  /// Every value of a random symbol, with its probability.
  private func outcomes(of name: String) throws -> [(SurfaceValue, DualNumber)] {
    guard let distribution = table.distributions[name], let type = table.declarations[name]?.type
    else { throw EvaluationFailure.notEvaluable("the law of \(name)") }
    var indices: [String] = []
    if case .index(_, let list) = distribution.pattern.form {
      for item in list {
        guard case .symbol(let index) = item.form else {
          throw EvaluationFailure.notEvaluable("a law of single entries")
        }
        indices.append(index)
      }
    }
    let shape: SurfaceValue
    switch type {
    case .real, .point: shape = .zero
    case .vector(let n):
      shape = .vector(Array(repeating: .zero, count: try integer(n)))
    case .matrix(let n, let m):
      let (n, m) = (try integer(n), try integer(m))
      shape = .matrix(Grid(rows: n, columns: m, Array(repeating: .zero, count: n * m)))
    default: throw EvaluationFailure.notEvaluable("the law of \(name)")
    }
    let positions = shape.positions
    guard indices.count == (positions.first?.count ?? 0) else {
      throw EvaluationFailure.notEvaluable("the law of \(name) as a whole")
    }
    let laws = try positions.map { position in
      try binding(indices, to: position.map { SurfaceValue(Rational($0 + 1)) }) {
        try atoms(of: distribution.law, for: name)
      }
    }
    if case .point = type { return laws[0] }
    if instance.coupled.contains(name), let first = laws.first {
      // All entries are equal; only for one law, which the caller of the instance sees to.
      return try first.map { atom in (try shape.mapping { _ in try atom.0.number }, atom.1) }
    }
    guard laws.reduce(1, { $0 * $1.count > 4096 ? 4097 : $0 * $1.count }) <= 4096 else {
      throw EvaluationFailure.notEvaluable("an expectation over more than 4096 outcomes")
    }
    var result: [([DualNumber], DualNumber)] = [([], .one)]
    for law in laws {
      let choices = try law.map { atom in (try atom.0.number, atom.1) }.filter { !$0.1.isPlainZero }
      result = result.flatMap { entries, weight in
        choices.map { choice in (entries + [choice.0], arithmetic.multiply(weight, choice.1)) }
      }
    }
    return result.map { (shape.replacing($0), $1) }
  }
}

extension SurfaceValue {
  fileprivate var number: DualNumber {
    get throws {
      guard case .number(let x) = self else { throw EvaluationFailure.shapes }
      return x
    }
  }

  /// The indices of every number, from 0.
  fileprivate var positions: [[Int]] {
    switch self {
    case .vector(let v): v.indices.map { [$0] }
    case .matrix(let g): (0..<g.rows).flatMap { i in (0..<g.columns).map { [i, $0] } }
    default: [[]]
    }
  }
}

extension DualNumber {
  fileprivate var isCertainOne: Bool {
    if case .plain(.exact(let q)) = self { q.isOne } else { false }
  }
}

extension ValueType {
  /// Whether the values are no finite range of an index.
  var isNumberLike: Bool { if case .index = self { false } else { true } }
}
