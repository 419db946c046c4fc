import Exact
import Notation
import Numeric

extension Replay {
  /// An expectation under written laws as ordinary terms, f(a), or (1 − p) f(0) + p f(1); a divergence
  /// by its definition.
  func unfold(_ binder: Binder, _ body: Expression, at place: Place) throws -> Expression? {
    if case .divergence(let kind, let names, let guarded) = binder {
      return try kind.definition(of: body, over: names, guarded: guarded) ?? fail()
    }
    guard case .expectation(let laws) = binder, !laws.isEmpty else { return nil }
    if laws.firstUniform != nil { return nil }
    func make(_ form: Expression.Form) -> Expression { Expression(form, at: place) }
    var result = body
    for (name, law) in laws.sorted(by: { $0.key > $1.key }) {
      let f = function([name], result)
      switch law {
      case .dirac(let a): result = make(.apply(f, [a]))
      case .bernoulli(let p):
        let values = [0, 1].map { make(.apply(f, [make(.number(Rational($0)))])) }
        let rest = make(.binary(.subtract, make(.number(1)), p))
        result = make(
          .binary(
            .add, make(.binary(.multiply, rest, values[0])),
            make(.binary(.multiply, p, values[1]))))
      case .normal(let mean, let variance):
        guard !mean.freeSymbols.union(variance.freeSymbols).contains(name) else { throw Unknown() }
        let density = make(.call(.normalDensity, [make(.symbol(name)), mean, variance]))
        result = make(
          .bind(
            .integral(name, from: nil, to: nil), body: make(.binary(.multiply, density, result)))
        )
      case .density(let density):
        let symbol = make(.symbol(name))
        let weight = make(.apply(make(.symbol(density)), [symbol]))
        result = make(
          .bind(.integral(name, from: nil, to: nil), body: make(.binary(.multiply, weight, result)))
        )
      default: throw Unknown()
      }
    }
    return result
  }

  func bind(_ binder: Binder, _ body: Expression) throws -> ReplayValue {
    if let unfolded = try unfold(binder, body, at: body.place) { return try value(unfolded) }
    func at(_ name: String, _ i: Int) throws -> ReplayValue {
      try with([name], [.number(constant(Rational(i)))]) { try value(body) }
    }
    switch binder {
    case .sum(let name, let from, let through), .product(let name, let from, let through):
      let isSum = if case .sum = binder { true } else { false }
      if from == nil, through == nil, case .point(let space)? = table.declarations[name]?.type {
        guard isSum else { throw Unknown() }
        return try total(name, over: space, body)
      }
      let range: [Int]
      if let through {
        let (first, last) = (try from.map { try integer($0) } ?? 1, try integer(through))
        range = first <= last ? Array(first...last) : []
      } else {
        range = try self.range(name, body)
      }
      var result: ReplayValue?
      for i in range {
        let term = try at(name, i)
        result = try result.map { try combine(isSum ? .add : .multiply, $0, term) } ?? term
      }
      return result ?? .number(constant(isSum ? 0 : 1))
    case .family(let name):
      return .vector(
        try range(name, body).map { i in try at(name, i).entries?.first ?? fail() })
    case .integral(let name, nil, nil):
      if let result = try lebesgueIntegral(name, body) { return result }
      guard case .point(let space)? = table.declarations[name]?.type else { throw Unknown() }
      return try total(name, over: space, body)
    case .samples(let name, let count):
      guard case .point(let space)? = table.declarations[name]?.type else { throw Unknown() }
      // All lists, one after the other.
      let (length, masses) = (try integer(count), weights[space] ?? [])
      guard (1...6).contains(length), !masses.isEmpty else { throw Unknown() }
      var sum: ReplayValue?
      var list = Array(repeating: 0, count: length)
      while true {
        let mass = list.reduce(constant(1)) { $0 * masses[$1] }
        let term = try combine(
          .multiply, .number(mass),
          with(list.indices.map { "\(name)[\($0 + 1)]" }, list.map { .point($0) }) {
            try value(body)
          })
        sum = try sum.map { try combine(.add, $0, term) } ?? term
        guard let place = list.lastIndex(where: { $0 + 1 < masses.count }) else { break }
        list[place] += 1
        for later in list.indices where later > place { list[later] = 0 }
      }
      return try sum ?? fail()
    case .integral(let name, let from?, let to?)
    where from.infiniteSign != nil || to.infiniteSign != nil:
      return .number(try improperIntegral(name, from, to, body))
    case .integral(let name, let from?, let to?):
      return .number(try integral(name, from: number(from), to: number(to), body))
    case .expectation(let laws) where laws.firstUniform != nil:
      return .number(try uniformExpectation(laws, body))
    case .expectation: return try mean(body)
    case .extremum(let operation, let name, nil):
      let list = try range(name, body).map { i in try at(name, i).entries?.first?.re ?? fail() }
      guard let first = list.first else { throw Unknown() }
      guard operation == .maximum || operation == .minimum else { throw Unknown() }
      return .number(
        ComplexBall(
          list.dropFirst().reduce(first) {
            operation == .maximum ? Ball.maximum($0, $1) : Ball.minimum($0, $1)
          }))
    case .integral, .extremum, .limit, .divergence: throw Unknown()
    }
  }

  private func total(
    _ name: String, over space: String, _ body: Expression
  ) throws -> ReplayValue {
    var sum: ReplayValue?
    for (i, weight) in (weights[space] ?? []).enumerated() {
      var term = try with([name], [.point(i)]) { try value(body) }
      term = try combine(.multiply, .number(weight), term)
      sum = try sum.map { try combine(.add, $0, term) } ?? term
    }
    return try sum ?? fail()
  }

  private func range(_ name: String, _ body: Expression) throws -> [Int] {
    if case .index(let n)? = table.declarations[name]?.type {
      return Array(1...max(1, try integer(n)))
    }
    if case .index(let head, let indices) = body.form, case .symbol(let symbol) = head.form,
      table.distributions[symbol] != nil,
      let slot = indices.firstIndex(where: { $0.form == .symbol(name) })
    {
      switch table.declarations[symbol]?.type {
      case .vector(let n): return Array(1...(try integer(n)))
      case .matrix(let n, let m): return Array(1...(try integer(slot == 0 ? n : m)))
      default: throw Unknown()
      }
    }
    if case .index(let head, let indices) = body.form, !head.freeSymbols.contains(name),
      let slot = indices.firstIndex(where: { $0.form == .symbol(name) }),
      let rows = (try? value(head))?.rows
    {
      let isRow = if case .row? = try? value(head) { true } else { false }
      return Array(1...(slot == 0 && !isRow ? rows.count : rows[0].count))
    }
    for child in body.children {
      if let found = try? range(name, child) { return found }
    }
    throw Unknown()
  }
}
