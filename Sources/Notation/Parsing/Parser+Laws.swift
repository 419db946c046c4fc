import Exact

/// Expectations, laws, extrema, limits and sets.
extension Parser {
  // MARK: Expectations

  mutating func expectation() throws(ReadingError) -> Expression {
    let place = place
    position += 1
    let sub = take(.symbol("_")) ? try argument(of: "_") : nil
    return try expectation(under: sub, at: place)
  }

  /// 𝔼 with its subscript read, up to its argument.
  mutating func expectation(
    under sub: Range<Int>?, at place: Place
  ) throws(ReadingError) -> Expression {
    let laws =
      if let sub {
        try reading(sub) { (parser) throws(ReadingError) in try parser.samplings() }
      } else { Samplings() }
    let savedVariables = lawVariables
    if sub != nil { lawVariables = laws.variables }
    defer { lawVariables = savedVariables }
    return try binding(laws.variables) { (parser) throws(ReadingError) in
      for row in laws.lists { parser.declare(row.list) }
      let open = parser.position
      guard
        parser.kind == .symbol("[") || parser.kind == .symbol("(")
          || parser.kind == .command("{")
      else {
        return laws.expectation(of: try parser.body(), at: place, parser.names)
      }
      let opening = parser.token
      parser.position += 1
      let body = try parser.inside(.bracket) { (parser) throws(ReadingError) in
        let body = try parser.term(try parser.additive())
        guard sub == nil, parser.kind == .command("mid") || parser.kind == .symbol("|") else {
          return body
        }
        return try parser.conditioned(body)
      }
      let closing: Token.Kind =
        switch opening.kind {
        case .symbol("["): .symbol("]")
        case .symbol("("): .symbol(")")
        default: .command("}")
        }
      try parser.closeBracket(closing, open: opening)
      if opening.kind != .symbol("["), parser.kind == .symbol("^") {
        let group = parser.text(open..<parser.position)
        throw parser.fail(
          "the power behind `\\mathbb{E}\(group)` has two readings",
          suggestion: "write `\\mathbb{E}[\(group)^…]` or `(\\mathbb{E}\(group))^…`")
      }
      return try parser.scripted(laws.expectation(of: body, at: place, parser.names))
    }
  }

  /// `\delta_a`, `\operatorname{Bernoulli}(p)`, `\mathcal N(m, v)`, `\mathcal U(a, b)`, a density.
  mutating func law() throws(ReadingError) -> Law {
    let place = place
    if kind == .command("delta"), names.declared("\\delta") == nil {
      position += 1
      try expect(.symbol("_"), "\\delta wants its point below it", suggestion: "write `\\delta_0`")
      let range = try argument(of: "_")
      return .dirac(
        try reading(range) { (p) throws(ReadingError) in try p.term(try p.additive()) })
    }
    guard let base = try baseName() else {
      throw fail("a law is expected here", suggestion: Self.lawsKnown)
    }
    let rows: [String: (count: Int, make: ([Expression]) -> Law)] = [
      "\\mathrm{Bernoulli}": (1, { .bernoulli($0[0]) }),
      "\\mathrm{Ber}": (1, { .bernoulli($0[0]) }),
      "\\mathrm{Categorical}": (1, { .categorical($0[0]) }),
      "\\mathrm{Cat}": (1, { .categorical($0[0]) }),
      "\\mathcal{N}": (2, { .normal(mean: $0[0], variance: $0[1]) }),
      "\\mathrm{Normal}": (2, { .normal(mean: $0[0], variance: $0[1]) }),
      "\\mathcal{U}": (2, { .uniform($0[0], $0[1]) }),
      "\\mathrm{Uniform}": (2, { .uniform($0[0], $0[1]) }),
    ]
    if base == "\\mathrm{Rademacher}" { return .rademacher }
    if base == "\\mathcal{U}" || base == "\\mathrm{Uniform}", kind == .command("{") {
      return try uniform(on: set())
    }
    if let row = rows[base], names.declared(base) == nil {
      guard kind == .symbol("(") || (kind == .symbol("[") && row.count == 2) else {
        throw fail("the law `\(base)` wants its parameters in brackets")
      }
      let list = try lawParameters()
      if row.count == 2, list.count == 1, case .set = list[0].form {
        return try uniform(on: list[0])
      }
      guard list.count == row.count else {
        throw fail(
          "the law `\(base)` takes \(row.count) parameter\(row.count == 1 ? "" : "s") "
            + "and gets \(list.count)", at: place)
      }
      return row.make(list)
    }
    var name = base
    if kind == .symbol("_") {
      position += 1
      name =
        self.name(
          base, Scripts(sub: try argument(of: "_")), sub: true, star: false, primes: false) ?? base
    }
    guard let declared = names.declared(name), case .density? = names[declared] else {
      throw fail("`\(name)` is no law", at: place, suggestion: Self.lawsKnown)
    }
    if kind == .symbol("(") { _ = try arguments() }
    return .density(declared)
  }

  /// The elements of a set are different numbers, or at most two.
  private func uniform(on set: Expression) throws(ReadingError) -> Law {
    guard case .set(let list) = set.form, !list.isEmpty else {
      throw fail("the uniform law wants a list of numbers", at: set.place)
    }
    let numbers = list.compactMap(\.signedNumber)
    guard list.count <= 2 || (numbers.count == list.count && Set(numbers).count == list.count)
    else {
      throw fail(
        "the elements of this set must be different numerals", at: set.place,
        suggestion: "two elements may be any expressions")
    }
    return .uniformOn(list)
  }

  private static let lawsKnown =
    "laws are \\delta_a, \\operatorname{Bernoulli}(p), \\operatorname{Rademacher}, "
    + "\\operatorname{Categorical}(\\pi), \\operatorname{Uniform}(\\{1, 2, 3\\}), "
    + "\\mathcal{N}(m, v), \\mathcal{U}(a, b) and declared densities, `p : density(x)`"

  private mutating func lawParameters() throws(ReadingError) -> [Expression] {
    let open = token
    guard open.kind == .symbol("[") else { return try arguments() }
    position += 1
    let list = try inside(.bracket) { (parser) throws(ReadingError) in
      var list = [try parser.term(try parser.additive())]
      while parser.take(.symbol(",")) { list.append(try parser.term(try parser.additive())) }
      return list
    }
    try closeBracket(.symbol("]"), open: open)
    return list
  }

  // MARK: Extrema and limits

  mutating func extremum(
    _ operation: NamedOperator, at place: Place
  ) throws(ReadingError) -> Expression {
    guard take(.symbol("_")) else {
      guard operation == .maximum || operation == .minimum, kind == .symbol("(") else {
        throw fail(
          "`\\\(operation.rawValue)` wants its variable below it",
          suggestion: "write `\\\(operation.rawValue)_{x}`")
      }
      let list = try arguments()
      guard list.count > 1 else {
        throw fail("`\\\(operation.rawValue)` of one number", suggestion: "write `\\max(a, b)`")
      }
      return try scripted(Expression(.call(operation, list), at: place))
    }
    let range = try argument(of: "_")
    let (variable, condition) = try reading(range) {
      (parser) throws(ReadingError) -> (String, Expression?) in
      let start = parser.position
      let place = parser.place
      let name = try parser.boundName(after: "\\\(operation.rawValue)")
      let variable = parser.names.declared(name) ?? name
      if parser.kind == .command("in"), parser.isNumberSet(ahead: 1) {
        parser.position += 2
        return (variable, nil)
      }
      let isColon = parser.take(.symbol(":")) || parser.take(.command("colon"))
      guard isColon || parser.relation(at: parser.position) != nil else {
        guard parser.names[variable] != nil else { throw parser.undeclared(name, at: place) }
        return (variable, nil)
      }
      if !isColon { parser.position = start }
      return try parser.binding([variable]) { (parser) throws(ReadingError) in
        (variable, try parser.formula(try parser.anyFormula()))
      }
    }
    let body = try binding([variable]) { (parser) throws(ReadingError) in
      try parser.objective(of: variable, operation)
    }
    return Expression(
      .bind(.extremum(operation, variable, condition: condition), body: body), at: place)
  }

  mutating func limit() throws(ReadingError) -> Expression {
    let place = place
    position += 1
    try expect(
      .symbol("_"), "\\lim wants its variable below it",
      suggestion: "write `\\lim_{k \\to \\infty} a_k`")
    let range = try argument(of: "_")
    let (variable, to, side) = try reading(range) {
      (parser) throws(ReadingError) -> (String, Expression, LimitSide) in
      let name = try parser.boundName(after: "\\lim")
      try parser.expect(
        .command("to"), "\\lim wants where its variable goes",
        suggestion: "write `\\lim_{k \\to \\infty} a_k`")
      let side = parser.limitSide()
      let point = try parser.term(try parser.additive())
      return (parser.names.declared(name) ?? name, point, side)
    }
    let body = try binding([variable]) { (parser) throws(ReadingError) in try parser.body() }
    return Expression(.bind(.limit(variable, to: to, side: side), body: body), at: place)
  }

  /// The sign `^+` or `^{-}` at the end of what is being read, which then ends before it.
  private mutating func limitSide() -> LimitSide {
    var last = end - 1
    let isBraced = last > position && tokens[last].kind == .symbol("}")
    if isBraced { last -= 1 }
    let first = isBraced ? last - 2 : last - 1
    guard first > position, tokens[first].kind == .symbol("^"),
      !isBraced || tokens[last - 1].kind == .symbol("{")
    else { return .both }
    let side: LimitSide
    switch tokens[last].kind {
    case .symbol("+"): side = .above
    case .symbol("-"): side = .below
    default: return .both
    }
    end = first
    return side
  }

  // MARK: Sets

  /// `\{a, b\}`, `\{(x, y) : \varphi\}`.
  mutating func set() throws(ReadingError) -> Expression {
    let open = token
    position += 1
    if take(.command("}")) { return Expression(.set([]), at: open.place) }
    if let builder = try setBuilder(open) { return builder }
    let saved = insideSet
    insideSet = true
    defer { insideSet = saved }
    let elements = try inside(.bracket) { (parser) throws(ReadingError) in
      var elements: [Expression] = []
      repeat {
        guard elements.count < Self.longest else { throw parser.fail("this set is too long") }
        elements.append(try parser.term(try parser.additive()))
      } while parser.take(.symbol(","))
      return elements
    }
    try closeBracket(.command("}"), open: open)
    return Expression(.set(elements), at: open.place)
  }

  private mutating func setBuilder(_ open: Token) throws(ReadingError) -> Expression? {
    guard let bar = barOfSet() else { return nil }
    let variables = try reading(position..<bar) {
      (parser) throws(ReadingError) -> (names: [String], condition: Expression?) in
      let bracket = parser.take(.symbol("("))
      var list: [String] = []
      let start = parser.position
      repeat {
        let place = parser.place
        let name = try parser.boundName(after: "a set")
        guard let declared = parser.names.declared(name) else {
          throw parser.undeclared(name, at: place)
        }
        list.append(declared)
      } while parser.take(.symbol(","))
      if bracket {
        try parser.expect(.symbol(")"), "the bracket is not closed", suggestion: "add `)`")
      }
      if parser.kind == .command("in"), parser.isNumberSet(ahead: 1), !bracket {
        parser.position += 2
      } else if !parser.atEnd, parser.relation(at: parser.position) != nil, !bracket {
        parser.position = start
        return (list, try parser.formula(try parser.anyFormula()))
      }
      return (list, nil)
    }
    position = bar + 1
    let condition = try inside(.bracket) { (parser) throws(ReadingError) in
      parser.commaIsAnd = true
      return try parser.formula(try parser.anyFormula())
    }
    try closeBracket(.command("}"), open: open)
    let whole =
      variables.condition.map { Expression(.and($0, condition), at: $0.place) } ?? condition
    return Expression(.setBuilder(variables.names, whole), at: open.place)
  }

  /// The `:` or bar of the set whose brace has just been read.
  private func barOfSet() -> Int? {
    var depth = 0
    for index in position..<end {
      let kind = tokens[index].kind
      if kind.opens { depth += 1 }
      if kind.closes { depth -= 1 }
      if depth < 0 { return nil }
      guard depth == 0 else { continue }
      if kind == .symbol(":") || kind == .command("mid") || kind == .command("colon") {
        return index
      }
      // A bare bar: only after a plain list of names.
      if kind == .symbol("|"), index > position {
        var copy = self
        let isList: Void? = try? copy.reading(position..<index) { (p) throws(ReadingError) in
          let bracket = p.take(.symbol("("))
          repeat { _ = try p.boundName(after: "a set") } while p.take(.symbol(","))
          if bracket { try p.expect(.symbol(")"), "") }
        }
        if isList != nil { return index }
      }
    }
    return nil
  }
}

extension Expression {
  /// The value of a numeral, perhaps with a sign or as a quotient of numerals.
  fileprivate var signedNumber: Rational? {
    switch form {
    case .number(let value): value
    case .negate(let inner): inner.signedNumber.map { .zero - $0 }
    case .binary(.divide, let a, let b):
      if let a = a.signedNumber, let b = b.signedNumber, !b.isZero { a / b } else { nil }
    default: nil
    }
  }
}
