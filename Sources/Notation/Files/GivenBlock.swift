/// Reads the statements of a `given` block into a scope.
struct GivenBlock {
  private let source: Parser
  private var parser: Parser
  private var scope: Scope
  /// The names that this block has declared already.
  private var declared: Set<String> = []

  /// The scope with what the block adds. Throws at the first statement that cannot be read.
  ///
  /// A symbol declared anew hides the outer one, and takes with it whatever was declared or
  /// assumed with the outer one: an assumption never speaks of another symbol than it was
  /// written for.
  static func read(_ fragment: Fragment, into scope: Scope) throws(ReadingError) -> Scope {
    var clean = fragment
    clean.characters = withoutComments(fragment.characters)
    let parser = try Parser(clean, scope: scope)
    var block = GivenBlock(source: parser, parser: parser, scope: scope)
    for range in block.statements() { try block.read(range) }
    return block.scope
  }

  private init(source: Parser, parser: Parser, scope: Scope) {
    self.source = source
    self.parser = parser
    self.scope = scope
  }

  /// Lines that start with `#` or `%` are comments.
  private static func withoutComments(_ characters: [Located]) -> [Located] {
    var result: [Located] = []
    for line in characters.split(
      omittingEmptySubsequences: true, whereSeparator: { $0.character == "\n" })
    {
      let first = line.first { !$0.character.isWhitespace }?.character
      guard first != "#", first != "%", let last = line.last else { continue }
      result += line
      result.append(Located(character: "\n", line: last.line, column: last.column + 1))
    }
    return result
  }

  /// Statements end at a line's end or a semicolon, outside brackets and environments.
  private func statements() -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    var depth = 0
    for (index, token) in source.tokens.enumerated() {
      let isEnd = token.kind == .finish
      if isEnd || (depth <= 0 && (token.newlineBefore || token.kind == .symbol(";"))) {
        if start < index { result.append(start..<index) }
        start = token.kind == .symbol(";") ? index + 1 : index
        depth = 0
      }
      if token.kind.opens { depth += 1 }
      if token.kind.closes { depth -= 1 }
    }
    return result
  }

  private mutating func read(_ range: Range<Int>) throws(ReadingError) {
    var range = range
    // A comma or full stop at the end of a line says nothing.
    while let last = range.last, [.symbol(","), .symbol(".")].contains(source.tokens[last].kind) {
      range = range.lowerBound..<last
    }
    guard !range.isEmpty else { return }
    let after = source.tokens[range.upperBound]
    var tokens = Array(source.tokens[range])
    tokens.append(
      Token(
        kind: .finish, place: after.place, start: after.start, end: after.start,
        spaceBefore: false, newlineBefore: true))
    parser = try Parser(source.fragment, names: parser.names, tokens: tokens)
    switch parser.statementKind {
    case .strict:
      scope.strict = true
      return
    case .definition: try define()
    case .declaration: try declare()
    case .distribution: try distribution()
    case .independence: try independence()
    case .assumption: try assumption()
    }
    guard parser.atEnd else { throw parser.unexpected() }
  }

  private mutating func define() throws(ReadingError) {
    let place = parser.place
    let definition = try parser.definition()
    try forget(definition.name, at: place)
    scope.define(definition)
    parser.names.define(definition)
  }

  /// Notes that a name is declared here, and hides its outer meaning.
  private mutating func forget(_ name: String, at place: Place) throws(ReadingError) {
    guard declared.insert(name).inserted else {
      throw parser.fail(
        "`\(name.replacing(Parser.familyMark, with: ""))` is declared twice in this block",
        at: place,
        suggestion: "remove one of the two, or rename it")
    }
    guard parser.names[name] != nil else { return }
    scope.forget(name)
    parser.names = Names(scope)
  }

  private mutating func declare() throws(ReadingError) {
    var rows: [(name: String, place: Place)] = []
    repeat {
      let place = parser.place
      rows.append((try parser.fullName(), place))
    } while parser.take(.symbol(","))
    try parser.expect(
      .symbol(":"), "a declaration has the form `name : type`",
      suggestion: "write for instance `x, y : real`")
    let isRandom = parser.takeRandom()
    let type = try parser.type()
    for row in rows {
      try forget(row.name, at: row.place)
      scope.declarations.append(Declaration(name: row.name, type: type, place: row.place))
      parser.names.declare(row.name, type)
      if isRandom {
        parser.names.random.insert(row.name)
        scope.distributions.append(
          Distribution(
            pattern: Expression(.symbol(row.name), at: row.place), law: .unspecified,
            independent: false, latex: "\(row.name) is random", place: row.place))
      }
    }
    while parser.take(.symbol(",")), !parser.atEnd {
      if parser.condition(has: .command("sim")) { try distribution() } else { try assumption() }
    }
  }

  private mutating func assumption() throws(ReadingError) {
    let start = parser.position
    let saved = parser.end
    parser.end = parser.conditionsEnd()
    defer { parser.end = saved }
    var e = try parser.anyFormula()
    guard parser.atEnd else { throw parser.unexpected() }
    e = try parser.formula(e)
    let text = parser.text(start..<parser.position)
    guard e.speaksOfOutcomes(parser.names.random) else {
      scope.assumptions.append(Assumption(formula: e, latex: text))
      return
    }
    // What is said of a random symbol itself holds almost surely: its negation has probability 0.
    let negation = Expression(.call(.indicator, [Expression(.not(e), at: e.place)]), at: e.place)
    let probability = Expression(.bind(.expectation([:]), body: negation), at: e.place)
    scope.assumptions.append(
      Assumption(
        formula: Expression(
          .relation(.equal, probability, Expression(.number(0), at: e.place)), at: e.place),
        latex: text + " \\text{ almost surely}"))
  }

  /// `R_{ij} \sim \operatorname{Bernoulli}(p) independent`.
  private mutating func distribution() throws(ReadingError) {
    let start = parser.position
    let place = parser.place
    parser.freeIndices = []
    defer { parser.freeIndices = nil }
    var patterns: [Expression] = []
    repeat { patterns.append(try parser.term(try parser.factor())) } while parser.take(.symbol(","))
    parser.freeIndices = nil
    try parser.expect(.command("sim"), "a law follows \\sim")
    var kind = try parser.takeIndependent()
    let law = try parser.law()
    kind = try parser.takeIndependent() ?? kind
    let latex = parser.text(start..<parser.position)
    let symbols = patterns.compactMap(\.head)
    parser.names.random.formUnion(symbols)
    if kind == .inPairs, patterns.contains(where: { $0.form != .symbol($0.head ?? "") }) {
      throw parser.fail(
        "entries are independent all together, or not at all", at: place,
        suggestion: "write `independent`, or declare numbers: `X, Y, Z : real`")
    }
    if let kind, symbols.count > 1 { add(kind, symbols, latex, place) }
    for pattern in patterns {
      scope.distributions.append(
        Distribution(
          pattern: pattern, law: law, independent: kind == .joint, latex: latex, place: place))
    }
  }

  /// That some symbols are independent: one statement about all of them, or one for any two.
  private mutating func add(
    _ kind: IndependenceKind, _ symbols: [String], _ latex: String, _ place: Place
  ) {
    switch kind {
    case .joint:
      scope.independences.append(Independence(symbols: symbols, latex: latex, place: place))
    case .inPairs:
      for (i, a) in symbols.enumerated() {
        for b in symbols.dropFirst(i + 1) {
          scope.independences.append(Independence(symbols: [a, b], latex: latex, place: place))
        }
      }
    }
  }
}

extension GivenBlock {
  /// `\epsilon, R independent`, `u, v independent given c`.
  private mutating func independence() throws(ReadingError) {
    let start = parser.position
    let place = parser.place
    var symbols: [String] = []
    repeat {
      let place = parser.place
      let name = try parser.fullName()
      guard let declared = parser.names.declared(name) else {
        throw parser.undeclared(name, at: place)
      }
      symbols.append(declared)
    } while parser.take(.symbol(","))
    guard let kind = try parser.takeIndependent() else { throw parser.unexpected() }
    guard symbols.count > 1, Set(symbols).count == symbols.count else {
      throw parser.fail(
        "independence is a statement about several symbols", at: place,
        suggestion: "write for instance `X, Y independent`")
    }
    if parser.takeGiven() {
      guard kind == .joint else {
        throw parser.fail("independence in pairs given an index is not read", at: place)
      }
      let condition = try givenIndex()
      symbols = try symbols.map { (name) throws(ReadingError) in
        try conditioned(name, on: condition, at: place)
      }
      symbols.append(condition)
    }
    add(kind, symbols, parser.text(start..<parser.position), place)
  }

  /// The random index behind `given`.
  private mutating func givenIndex() throws(ReadingError) -> String {
    let place = parser.place
    let name = try parser.fullName()
    guard let declared = parser.names.declared(name) else {
      throw parser.undeclared(name, at: place, type: "index n")
    }
    guard case .index? = parser.names.types[declared] else {
      throw parser.fail(
        "independence is read given a random index", at: place,
        suggestion: "declare `\(declared) : index n` and give it a law")
    }
    return declared
  }

  /// The symbol that has, for every value of the index, a value of its own: u becomes the entry or row U_c
  /// of it, which has the same joint law with c.
  private mutating func conditioned(
    _ name: String, on condition: String, at place: Place
  ) throws(ReadingError) -> String {
    let hidden = Names.conditioned(name, on: condition)
    guard case .index(let count)? = parser.names.types[condition],
      let row = scope.distributions.firstIndex(where: {
        $0.pattern.form == .symbol(name) && $0.law == .unspecified
      }), let type = parser.names.types[name]
    else {
      throw parser.fail(
        "`\(name)` has to be random, with a law of which nothing is said", at: place,
        suggestion: "declare `\(name) : random real[d]`")
    }
    let family: ValueType
    switch type {
    case .real: family = .vector(count)
    case .vector(let length): family = .matrix(count, length)
    default:
      throw parser.fail(
        "independence given an index is read of random numbers and vectors", at: place)
    }
    scope.declarations.removeAll { $0.name == name }
    scope.declarations.append(Declaration(name: hidden, type: family, place: place))
    scope.distributions[row] = Distribution(
      pattern: Expression(.symbol(hidden), at: place), law: .unspecified, independent: false,
      latex: "\(name) given \(condition) is random", place: place)
    parser.names.declare(hidden, family)
    parser.names.random.remove(name)
    parser.names.random.insert(hidden)
    let index = Expression(.symbol(condition), at: place)
    let definition = Definition(
      name: name, parameters: [],
      body: Expression(.index(Expression(.symbol(hidden), at: place), [index]), at: place),
      place: place)
    scope.define(definition)
    parser.names.define(definition)
    return hidden
  }
}

extension Scope {
  /// Adds a definition, which hides an outer one of the same name.
  mutating func define(_ definition: Definition) {
    definitions.removeAll { $0.name == definition.name }
    definitions.append(definition)
  }

  /// Removes a symbol and everything that was declared, defined or assumed with it.
  mutating func forget(_ name: String) {
    var gone: [String] = [name]
    var seen: Set<String> = []
    while let name = gone.popLast() {
      guard seen.insert(name).inserted else { continue }
      let mentions = { (e: Expression) in e.freeSymbols.contains(name) }
      gone += declarations.filter { $0.type.mentions(name) }.map(\.name)
      gone += definitions.filter { !$0.parameters.contains(name) && mentions($0.body) }.map(\.name)
    }
    declarations.removeAll { seen.contains($0.name) }
    definitions.removeAll { seen.contains($0.name) }
    assumptions.removeAll { !$0.formula.freeSymbols.isDisjoint(with: seen) }
    independences.removeAll { !seen.isDisjoint(with: $0.symbols) }
    distributions.removeAll { row in
      let symbols = row.law.parameters.reduce(row.pattern.freeSymbols) {
        $0.union($1.freeSymbols)
      }
      return !symbols.isDisjoint(with: seen) || row.law.density.map(seen.contains) == true
    }
  }
}

extension Law {
  /// The name of a declared density.
  var density: String? { if case .density(let name) = self { name } else { nil } }
}

extension ValueType {
  /// Whether the type depends on a symbol.
  func mentions(_ name: String) -> Bool {
    switch self {
    case .size, .natural, .real, .complex, .space, .set: false
    case .index(let e), .vector(let e): e.freeSymbols.contains(name)
    case .matrix(let a, let b): a.freeSymbols.union(b.freeSymbols).contains(name)
    case .function(let parameters, let result):
      result.mentions(name) || parameters.contains { $0.mentions(name) }
    case .sequence(let element): element.mentions(name)
    case .point(let space): space == name
    case .diffeomorphism(let source, let target): source == name || target == name
    case .density(let names, let given, _): names.contains(name) || given.contains(name)
    }
  }
}
