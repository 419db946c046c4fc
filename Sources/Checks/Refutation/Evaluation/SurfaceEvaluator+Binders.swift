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
      if let moments, !table.isPoint(name), let (law, rest) = body.normalFactor(of: name) {
        return try moments.value(.mean([name: law], rest), self)
      }
      if let result = try lebesgueIntegral(name, body) { return result }
      if let moments, table.isPoint(name) { return try moments.value(.integral(name, body), self) }
      guard case .point(let space)? = table.declarations[name]?.type,
        let weights = instance.spaces[space]
      else { throw EvaluationFailure.notEvaluable("an integral over numbers") }
      var sum = SurfaceValue.zero
      for (i, weight) in weights.enumerated() {
        let term = try binding(name, to: .point(space, i)) { try value(body) }
        sum = try combine(.add, sum, try combine(.multiply, SurfaceValue(weight), term))
      }
      return sum
    case .samples(let name, let count):
      guard case .point(let space)? = table.declarations[name]?.type,
        let weights = instance.spaces[space]
      else { throw EvaluationFailure.notEvaluable("lists of other than points") }
      let count = try integer(count)
      if let moments { return try moments.value(.samples(name, count, body), self) }
      guard (1...6).contains(count) else { throw EvaluationFailure.notEvaluable("long lists") }
      return try total(of: body, over: name, in: space, weights, from: 1, through: count)
    case .integral(let name, let from?, let to?):
      if from.infiniteSign != nil || to.infiniteSign != nil {
        return .number(try improperIntegral(name, from, to, body))
      }
      if let moments { return try sampledIntegral(name, from, to, body, moments) }
      return .number(try integral(name, from: number(from), to: number(to), body))
    case .integral: throw EvaluationFailure.notEvaluable("an integral over numbers")
    case .expectation(let laws) where moments == nil && laws.firstUniform != nil:
      return .number(try uniformExpectation(laws, body))
    case .expectation(let laws):
      if let moments, !laws.values.allSatisfy(\.isPointMass) || laws.isEmpty {
        return try moments.value(.mean(laws, body), self)
      }
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
    case .divergence(let kind, let names, let guarded):
      guard let definition = kind.definition(of: body, over: names, guarded: guarded) else {
        throw EvaluationFailure.shapes
      }
      return try value(definition)
    case .limit: throw EvaluationFailure.notEvaluable("a limit")
    }
  }

  /// Σ over all lists of points whose first ones are bound already, each with the weights of the others.
  private func total(
    of body: Expression, over name: String, in space: String, _ weights: [Rational],
    from first: Int, through last: Int
  ) throws -> SurfaceValue {
    guard first <= last else { return try value(body) }
    var sum = SurfaceValue.zero
    for (i, weight) in weights.enumerated() {
      let term = try binding(Self.sample(name, first), to: .point(space, i)) {
        try total(of: body, over: name, in: space, weights, from: first + 1, through: last)
      }
      sum = try combine(.add, sum, combine(.multiply, SurfaceValue(weight), term))
    }
    return sum
  }

  /// The name under which the j-th point of a list is bound.
  static func sample(_ name: String, _ j: Int) -> String { "\(name)[\(j)]" }

  private func fold(
    _ name: String, _ from: Expression?, _ through: Expression?, _ body: Expression,
    empty: SurfaceValue, isSum: Bool, _ combine: (SurfaceValue, SurfaceValue) throws -> SurfaceValue
  ) throws -> SurfaceValue {
    if from == nil, through == nil, case .point(let space)? = table.declarations[name]?.type,
      let weights = instance.spaces[space]
    {
      // Σ and ∫ over an abstract space share its base measure.
      if let moments, isSum { return try moments.value(.integral(name, body), self) }
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
        !head.freeSymbols.contains(name)
      {
        // A random symbol has entries, but no value outside of an expectation.
        if case .symbol(let symbol) = head.form, table.distributions[symbol] != nil {
          switch table.declarations[symbol]?.type {
          case .vector(let n): return 1...max(1, try integer(n))
          case .matrix(let n, let m): return 1...max(1, try integer(slot == 0 ? n : m))
          default: break
          }
        }
        switch try? value(head) {
        case .vector(let v)?, .row(let v)?: return 1...max(1, v.count)
        case .matrix(let g)?: return 1...max(1, slot == 0 ? g.rows : g.columns)
        default: break
        }
      }
      pending += e.children.reversed()
    }
    throw EvaluationFailure.notEvaluable("the range of the index \(name)")
  }
}

extension ValueType {
  /// Whether the values are no finite range of an index.
  var isNumberLike: Bool { if case .index = self { false } else { true } }
}
