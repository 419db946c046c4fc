/// Formulas: relations, and what joins them.
extension Parser {
  /// φ ⇔ ψ, the loosest.
  mutating func anyFormula() throws(ReadingError) -> Expression {
    var left = try implication()
    var count = 0
    while takeConnective("iff", ["if and only if", "iff"]) {
      count += 1
      guard count < Self.longest else { throw fail("this formula is too long") }
      let right = try formula(try implication())
      left = Expression(.iff(try formula(left), right), at: left.place)
    }
    return left
  }

  /// φ ⇒ ψ, to the right.
  private mutating func implication() throws(ReadingError) -> Expression {
    let left = try disjunction()
    guard takeConnective("implies", ["implies"]) else { return left }
    let right = try nested { (parser) throws(ReadingError) in
      try parser.formula(try parser.implication())
    }
    return Expression(.implies(try formula(left), right), at: left.place)
  }

  private mutating func disjunction() throws(ReadingError) -> Expression {
    var left = try conjunction()
    while takeConnective("lor", ["or"]) {
      let right = try formula(try conjunction())
      left = Expression(.or(try formula(left), right), at: left.place)
    }
    return left
  }

  private mutating func conjunction() throws(ReadingError) -> Expression {
    var left = try literal()
    var count = 0
    while takeConnective("land", ["and"]) || takeCommaAnd() {
      count += 1
      guard count < Self.longest else { throw fail("this formula is too long") }
      let right = try formula(try literal())
      left = Expression(.and(try formula(left), right), at: left.place)
    }
    return left
  }

  private mutating func takeCommaAnd() -> Bool {
    guard commaIsAnd, kind == .symbol(",") else { return false }
    switch kind(ahead: 1) {
    case .finish, .text, .symbol(","): return false
    default:
      position += 1
      // `a = b, \text{ and } c = d`
      return true
    }
  }

  private mutating func takeConnective(_ command: String, _ words: [String]) -> Bool {
    if take(.command(command)) { return true }
    let start = position
    if commaIsAnd { _ = take(.symbol(",")) }
    if case .text(let text) = kind {
      let plain = text.split(separator: " ").joined(separator: " ")
      if words.contains(plain) {
        position += 1
        return true
      }
    }
    position = start
    return false
  }

  /// ¬φ, ∀x φ, ∃x φ, or a chain of relations.
  private mutating func literal() throws(ReadingError) -> Expression {
    let place = place
    if take(.command("neg")) {
      return try nested { (parser) throws(ReadingError) in
        Expression(.not(try parser.formula(try parser.literal())), at: place)
      }
    }
    if take(.command("forall")) { return try quantified(universal: true, at: place) }
    if take(.command("exists")) { return try quantified(universal: false, at: place) }
    if takeAlmostEvery() {
      let names = try pointVariables()
      _ = take(.symbol(":")) || take(.command("colon")) || take(.symbol(","))
      return try nested { (parser) throws(ReadingError) in
        try parser.binding(names) { (parser) throws(ReadingError) in
          Self.almostEvery(names, try parser.formula(try parser.anyFormula()), at: place)
        }
      }
    }
    if condition(has: .command("ll")), let formula = try absoluteContinuity(at: place) {
      return formula
    }
    let chain = try chain()
    guard let first = chain.steps.first else { return chain.first }
    let formula = chain.steps.dropFirst().reduce(first.formula) {
      Expression(.and($0, $1.formula), at: $0.place)
    }
    return takeAlmostEvery() ? Self.almostEvery(try pointVariables(), formula, at: place) : formula
  }

  /// `for almost every x`, before or behind what is said of x.
  private mutating func takeAlmostEvery() -> Bool {
    guard kind.isAlmostEvery else { return false }
    position += 1
    return true
  }

  static func almostEvery(
    _ names: [String], _ body: Expression, at place: Place
  ) -> Expression {
    names.reversed().reduce(body) { Expression(.almostEvery($1, $0), at: place) }
  }

  /// Declared points, the variables of `for almost every`.
  private mutating func pointVariables() throws(ReadingError) -> [String] {
    var result: [String] = []
    repeat {
      let place = place
      let name = try boundName(after: "for almost every")
      guard let declared = names.declared(name) else { throw undeclared(name, at: place) }
      guard case .point? = names.types[declared] else {
        throw fail("`\(name)` is no point of a space", at: place)
      }
      result.append(declared)
    } while take(.symbol(","))
    return result
  }

  private mutating func quantified(
    universal: Bool, at place: Place
  ) throws(ReadingError) -> Expression {
    let bound = try boundVariables(of: universal ? "\\forall" : "\\exists")
    return try nested { (parser) throws(ReadingError) in
      try parser.binding(bound.names) { (parser) throws(ReadingError) in
        if parser.take(.symbol(":")) || parser.take(.command("colon")) || parser.take(.symbol(","))
          || parser.take(.symbol("."))
        {
        }
        var body = try parser.formula(try parser.anyFormula())
        if let condition = bound.condition {
          body = Expression(
            universal ? .implies(condition, body) : .and(condition, body), at: place)
        }
        return bound.names.reversed().reduce(body) {
          Expression(universal ? .forAll($1, $0) : .exists($1, $0), at: place)
        }
      }
    }
  }

  /// `x`, `x, y`, `x > 0`, `x \in S`, `x \in \mathbb{R}` after a quantifier.
  private mutating func boundVariables(
    of operation: String
  ) throws(ReadingError) -> (names: [String], condition: Expression?) {
    var result: [String] = []
    repeat {
      let place = place
      let start = position
      let name = try boundName(after: operation)
      result.append(names.declared(name) ?? name)
      if kind == .command("in"), isNumberSet(ahead: 1) {
        position += 2
        return (result, nil)
      }
      if relation(at: position) != nil {
        return try binding(kind == .command("in") ? result : []) { (parser) throws(ReadingError) in
          let savedEnd = parser.end
          parser.position = start
          parser.end = parser.conditionEnd()
          defer { parser.end = savedEnd }
          let condition = try parser.formula(try parser.literal())
          return (result, condition)
        }
      }
      guard names.declared(name) != nil else { throw undeclared(name, at: place) }
    } while take(.symbol(","))
    return (result, nil)
  }

  /// Where the condition of a quantifier ends: at the next `:` or `,` outside brackets.
  private func conditionEnd() -> Int {
    var depth = 0
    for index in position..<end {
      let kind = tokens[index].kind
      if kind.opens { depth += 1 }
      if kind.closes { depth -= 1 }
      if depth <= 0, kind == .symbol(":") || kind == .command("colon") || kind == .symbol(",") {
        return index
      }
    }
    return end
  }

  func isNumberSet(ahead: Int) -> Bool {
    kind(ahead: ahead) == .command("mathbb{R}")
  }

  // MARK: Chains of relations

  struct Chain {
    let first: Expression
    var steps: [(formula: Expression, right: Expression?, start: Int)] = []
  }

  /// The relation at a token, whether it is negated, and whether `\not` stands before it.
  func relation(at index: Int) -> (relation: Relation, negated: Bool, marked: Bool)? {
    guard index < end else { return nil }
    let kind = tokens[index].kind
    if kind == .command("not"), index + 1 < end,
      let relation = Commands.relations[tokens[index + 1].kind]
    {
      return relation == .equal ? (.notEqual, false, true) : (relation, true, true)
    }
    guard let relation = Commands.relations[kind] else { return nil }
    return (relation, kind == .command("notin"), false)
  }

  /// a R b S c …
  mutating func chain(after left: Expression? = nil) throws(ReadingError) -> Chain {
    var first: Expression
    if let left { first = left } else { first = try additive() }
    var chain = Chain(first: first)
    while let found = relation(at: position) {
      let start = position
      let isReversed = Commands.reversed.contains(tokens[position + (found.marked ? 1 : 0)].kind)
      guard chain.steps.count < Self.longest else { throw fail("this chain is too long") }
      if chain.steps.last?.right == nil, !chain.steps.isEmpty {
        throw fail("nothing can be related to an interval", suggestion: "end the chain before it")
      }
      first = try term(first)
      position += found.marked ? 2 : 1
      let step = try step(first, found.relation, isReversed: isReversed)
      let formula = found.negated ? Expression(.not(step.formula), at: first.place) : step.formula
      chain.steps.append((formula, step.right, start))
      if let right = step.right { first = right }
    }
    return chain
  }

  private mutating func step(
    _ left: Expression, _ relation: Relation, isReversed: Bool
  ) throws(ReadingError) -> (formula: Expression, right: Expression?) {
    if relation == .member {
      if isNumberSet(ahead: 0) {
        throw fail(
          "membership of \\mathbb{R} says nothing new here", suggestion: "declare it: `… : real`")
      }
      if let interval = try interval(of: left) { return (interval, nil) }
    }
    let right = try term(try additive())
    let sides = isReversed ? (right, left) : (left, right)
    return (Expression(.relation(relation, sides.0, sides.1), at: left.place), right)
  }

  /// `(a, b)`, `[a, b)`, … after `\in`: the two inequalities.
  private mutating func interval(of left: Expression) throws(ReadingError) -> Expression? {
    let opening = kind
    guard opening == .symbol("(") || opening == .symbol("[") else { return nil }
    position += 1
    return try inside(.bracket) { (parser) throws(ReadingError) in
      let from = try parser.term(try parser.additive())
      try parser.expect(
        .symbol(","), "an interval has two ends", suggestion: "write `x \\in (a, b)`")
      let to = try parser.term(try parser.additive())
      let closing = parser.kind
      guard closing == .symbol(")") || closing == .symbol("]") else {
        throw parser.fail(
          "the bracket of this interval is not closed", suggestion: "add `)` or `]`")
      }
      parser.position += 1
      let lower = Expression(
        .relation(opening == .symbol("(") ? .less : .lessOrEqual, from, left), at: left.place)
      let upper = Expression(
        .relation(closing == .symbol(")") ? .less : .lessOrEqual, left, to), at: left.place)
      let isInfinite = { (e: Expression) in
        e.form == .constant(.infinity)
          || e.form == .negate(Expression(.constant(.infinity), at: e.place))
      }
      if isInfinite(from), !isInfinite(to) { return upper }
      if isInfinite(to), !isInfinite(from) { return lower }
      return Expression(.and(lower, upper), at: left.place)
    }
  }
}

extension Token.Kind {
  /// Whether it is the text `for almost every` or `for almost all`.
  var isAlmostEvery: Bool {
    guard case .text(let text) = self else { return false }
    return ["for almost every", "for almost all"].contains(
      text.split(separator: " ").joined(separator: " "))
  }
}
