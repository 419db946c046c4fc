/// Brackets that are 1 where a formula holds and else 0, and Kronecker's deltas.
extension Parser {
  private static let ones: Set<String> = ["\\mathbb{1}", "\\mathbf{1}", "\\mathrm{1}", "1"]
  private static let identities: Set<String> = ["I", "\\mathbf{I}", "\\mathbb{I}"]

  /// `\mathbb{1}[i = j]`, `\mathbf{1}\{x > 0\}`, `\mathbb{1}_{i = j}`, `\mathbb{I}[i = j]`, `\delta_{ij}`,
  /// `I_{ij}`, where no such names are declared.
  mutating func indicator(
    _ base: String, _ scripts: Scripts, at place: Place
  ) throws(ReadingError) -> Expression? {
    guard scripts.primes == 0 else { return nil }
    if base == "\\delta" || Self.identities.contains(base), let sub = scripts.sub,
      let delta = delta(sub, at: place)
    {
      var rest = scripts
      rest.sub = nil
      return try apply(rest, to: delta)
    }
    guard Self.ones.contains(base) || Self.identities.contains(base) else { return nil }
    if let sub = scripts.sub {
      guard let bracket = try indicator(of: sub, at: place) else { return nil }
      var rest = scripts
      rest.sub = nil
      return try apply(rest, to: bracket)
    }
    guard scripts.sup == nil else { return nil }
    if Self.identities.contains(base), !isFormulaBracket() { return nil }
    return try bracketedIndicator(at: place)
  }

  /// `1\{i = j\}`, `1[i = j]`, `1_{i = j}`, behind the 1.
  mutating func indicatorOfOne(at place: Place) throws(ReadingError) -> Expression? {
    if kind == .symbol("_") {
      var copy = self
      copy.position += 1
      let sub = try copy.argument(of: "_")
      guard let bracket = try copy.indicator(of: sub, at: place) else { return nil }
      self = copy
      return try scripted(bracket)
    }
    return isFormulaBracket() ? try bracketedIndicator(at: place) : nil
  }

  /// The bracket of a subscript that is a formula, perhaps in braces of its own.
  private mutating func indicator(
    of sub: Range<Int>, at place: Place
  ) throws(ReadingError) -> Expression? {
    guard sub.contains(where: { relation(at: $0) != nil }) else { return nil }
    var range = sub
    if tokens[range.lowerBound].kind == .command("{"),
      tokens[range.upperBound - 1].kind == .command("}")
    {
      range = (range.lowerBound + 1)..<(range.upperBound - 1)
    }
    let condition = try reading(range) { (parser) throws(ReadingError) in
      try parser.formula(try parser.anyFormula())
    }
    return Expression(.call(.indicator, [condition]), at: place)
  }

  private mutating func bracketedIndicator(at place: Place) throws(ReadingError) -> Expression? {
    guard let close = closingBracket(of: kind) else { return nil }
    return try scripted(try unscriptedIndicator(close, at: place))
  }

  private mutating func unscriptedIndicator(
    _ close: Token.Kind, at place: Place
  ) throws(ReadingError) -> Expression {
    let open = token
    position += 1
    let condition = try inside(.bracket) { (parser) throws(ReadingError) in
      parser.commaIsAnd = true
      return try parser.formula(try parser.anyFormula())
    }
    if kind == .symbol("|") || kind == .command("mid") {
      throw fail(
        "a conditional probability is not read",
        suggestion: "write the quotient of two probabilities")
    }
    try closeBracket(close, open: open)
    return Expression(.call(.indicator, [condition]), at: place)
  }

  /// `\mathbb{P}(φ)`, `\Pr(φ)`, `P_{x \sim p}(φ)`, where no such name is declared: the expectation of [φ].
  mutating func probability(
    _ base: String, _ scripts: Scripts, at place: Place
  ) throws(ReadingError) -> Expression? {
    guard ["P", "\\mathrm{P}", "\\mathbb{P}", "\\mathrm{Pr}"].contains(base), scripts.sup == nil,
      scripts.primes == 0, let close = closingBracket(of: kind), isFormulaBracket()
    else { return nil }
    let laws =
      if let sub = scripts.sub {
        try reading(sub) { (parser) throws(ReadingError) in try parser.samplings() }
      } else { Samplings() }
    let bracket = try binding(laws.variables) { (parser) throws(ReadingError) in
      for row in laws.lists { parser.declare(row.list) }
      return try parser.unscriptedIndicator(close, at: place)
    }
    return try scripted(laws.expectation(of: bracket, at: place, names))
  }

  private func closingBracket(of open: Token.Kind) -> Token.Kind? {
    switch open {
    case .symbol("("): .symbol(")")
    case .symbol("["): .symbol("]")
    case .command("{"): .command("}")
    default: nil
    }
  }

  /// Whether a bracket comes next that holds a relation, and not only inside of brackets of its own.
  private func isFormulaBracket() -> Bool {
    guard closingBracket(of: kind) != nil else { return false }
    var depth = 0
    for index in position..<end {
      let kind = tokens[index].kind
      if kind.opens { depth += 1 }
      if kind.closes { depth -= 1 }
      if depth == 0 { return false }
      if depth == 1, relation(at: index) != nil { return true }
    }
    return false
  }

  /// `\delta_{ij}` and `\delta_{i,j}`: [i = j] for indices i and j.
  private func delta(_ sub: Range<Int>, at place: Place) -> Expression? {
    guard sub.count <= 6 else { return nil }
    var copy = self
    guard
      let pair = try? copy.reading(
        sub, .bracket, { (parser) throws(ReadingError) in try parser.indices(2) }),
      pair.count == 2, pair.contains(where: isIndex),
      pair.allSatisfy({ if case .number = $0.form { true } else { isIndex($0) } })
    else { return nil }
    return Expression(
      .call(.indicator, [Expression(.relation(.equal, pair[0], pair[1]), at: place)]), at: place)
  }

  /// Whether it is an index variable, declared or bound.
  private func isIndex(_ e: Expression) -> Bool {
    guard case .symbol(let name) = e.form else { return false }
    return switch names.types[name] {
    case .index?, .natural?: true
    case nil: names[name] == .scalar && !names.definitions.contains(name)
    default: false
    }
  }
}
