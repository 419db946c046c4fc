/// Reads a display: a chain of relations over several rows, or formulas one by one.
struct Display {
  /// The tokens of the whole display.
  private let source: Parser
  /// Reads one row, without its marks of alignment.
  private var parser: Parser
  private var scope: Scope
  private var lines: [Line] = []
  /// The right side that the next row may go on from.
  private var last: Expression?
  /// The statement that the next row may draw its consequence from.
  private var statement: Expression?

  /// What a display holds.
  struct Content {
    let lines: [Line]
    /// The scope, with the definitions that the display makes.
    let scope: Scope
  }

  private struct Row {
    var range: Range<Int>
    let latex: String
    let hint: String?
    let place: Place
  }

  /// Reads the display that is `fragment`; throws at the first place that cannot be read.
  static func read(_ fragment: Fragment, scope: Scope) throws(ReadingError) -> Content {
    let parser = try Parser(fragment, scope: scope)
    var display = Display(parser: parser, scope: scope)
    try display.read()
    return Content(lines: display.lines, scope: display.scope)
  }

  private init(parser: Parser, scope: Scope) {
    source = parser
    self.parser = parser
    self.scope = scope
  }

  private mutating func read() throws(ReadingError) {
    var range = 0..<source.end
    while let inner = try unwrapped(range) { range = inner }
    let rows = joined(try rows(in: range))
    for (index, row) in rows.enumerated() {
      let next = index + 1 < rows.count ? rows[index + 1] : nil
      try read(row, isHypothesis: next.map { startsWithImplication($0) } ?? false, next: next)
    }
  }

  // MARK: Rows

  /// The inside of the environment that the range is, if it is one.
  private func unwrapped(_ range: Range<Int>) throws(ReadingError) -> Range<Int>? {
    guard let first = range.first, case .begin(let name) = source.tokens[first].kind,
      Commands.displays.contains(name.plainEnvironment)
    else { return nil }
    var depth = 0
    for index in range {
      switch source.tokens[index].kind {
      case .begin: depth += 1
      case .end: depth -= 1
      default: break
      }
      guard depth == 0 else { continue }
      guard source.tokens[index].kind == .end(name) else {
        throw ReadingError(
          at: source.tokens[index].place, "this does not end \(name)",
          suggestion: "write `\\end{\(name)}`")
      }
      let rest = source.tokens[(index + 1)..<range.upperBound]
      if let after = rest.first(where: { ![.symbol("."), .symbol(",")].contains($0.kind) }) {
        throw ReadingError(
          at: after.place, "something stands after the end of \(name)",
          suggestion: "put it inside, or into a display of its own")
      }
      return (first + 1)..<index
    }
    throw ReadingError(
      at: source.tokens[first].place, "\(name) is not ended", suggestion: "add `\\end{\(name)}`")
  }

  private func rows(in range: Range<Int>) throws(ReadingError) -> [Row] {
    var rows: [Row] = []
    var start = range.lowerBound
    var depth = 0
    for index in range {
      switch source.tokens[index].kind {
      case .begin, .symbol("{"): depth += 1
      case .end, .symbol("}"): depth -= 1
      case .command("\\") where depth == 0:
        if let row = row(start..<index) { rows.append(row) }
        start = index + 1
      default: break
      }
    }
    if let row = row(start..<range.upperBound) { rows.append(row) }
    return rows
  }

  /// A row without its hint, its texts at the end, and its full stop.
  private func row(_ range: Range<Int>) -> Row? {
    var range = range
    var hint: String?
    while let first = range.first, source.tokens[first].kind == .symbol("&") {
      range = (first + 1)..<range.upperBound
    }
    let whole = range
    while let last = range.last {
      switch source.tokens[last].kind {
      case .symbol("&"), .symbol("."), .symbol(","), .symbol(";"): break
      case .text(let text):
        let plain = text.split(separator: " ").joined(separator: " ")
        if Self.connectives.contains(plain) { return finished(range, whole, hint) }
        if plain.hasPrefix("by ") { hint = String(plain.dropFirst(3)) }
        if plain.hasPrefix("(by "), plain.hasSuffix(")") {
          hint = String(plain.dropFirst(4).dropLast())
        }
      default: return finished(range, whole, hint)
      }
      range = range.lowerBound..<last
    }
    return nil
  }

  private func finished(_ range: Range<Int>, _ whole: Range<Int>, _ hint: String?) -> Row {
    Row(
      range: range, latex: source.text(whole), hint: hint,
      place: source.tokens[range.lowerBound].place)
  }

  private static let connectives: Set<String> = ["and", "or", "implies", "iff", "if and only if"]

  private static let continuing: Set<Token.Kind> = [
    .symbol("+"), .command("cdot"), .command("times"), .symbol("/"), .command("odot"),
    .command("otimes"), .command("oplus"), .command("cup"), .command("cap"),
  ]

  /// Rows that go on in the middle of an expression are one row.
  private func joined(_ rows: [Row]) -> [Row] {
    var result: [Row] = []
    for row in rows {
      guard let previous = result.last, let first = row.range.first,
        let last = previous.range.last
      else {
        result.append(row)
        continue
      }
      let kind = source.tokens[first].kind
      let before = source.tokens[last].kind
      let startsInside =
        Self.continuing.contains(kind) || (kind == .symbol("-") && !hasRelation(row.range))
      let endsInside =
        Self.continuing.contains(before) || before == .symbol("-")
        || source.relation(at: last) != nil
      if startsInside || endsInside {
        result[result.count - 1] = Row(
          range: previous.range.lowerBound..<row.range.upperBound,
          latex: previous.latex + " " + row.latex, hint: row.hint ?? previous.hint,
          place: previous.place)
      } else {
        result.append(row)
      }
    }
    return result
  }

  /// The tokens outside brackets and environments.
  private func outer(_ range: Range<Int>, _ test: (Int) -> Bool) -> Int? {
    var depth = 0
    for index in range {
      let kind = source.tokens[index].kind
      if kind.opens { depth += 1 }
      if kind.closes { depth = max(0, depth - 1) }
      if depth == 0, test(index) { return index }
    }
    return nil
  }

  private func hasRelation(_ range: Range<Int>) -> Bool {
    outer(range) { source.relation(at: $0) != nil } != nil
  }

  private func startsWithImplication(_ row: Row) -> Bool {
    source.tokens[row.range.lowerBound].kind == .command("implies")
  }

  // MARK: One row

  /// Drops the marks of alignment and of joined rows, which mean nothing to a formula.
  private mutating func enter(_ range: Range<Int>) throws(ReadingError) {
    var depth = 0
    var kept: [Token] = []
    for index in range {
      let kind = source.tokens[index].kind
      if case .begin = kind { depth += 1 }
      if case .end = kind { depth -= 1 }
      if depth == 0, kind == .symbol("&") || kind == .command("\\") { continue }
      kept.append(source.tokens[index])
    }
    let after = source.tokens[range.upperBound]
    kept.append(
      Token(
        kind: .finish, place: after.place, start: after.start, end: after.start,
        spaceBefore: false, newlineBefore: false))
    parser = try Parser(source.fragment, names: parser.names, tokens: kept)
  }

  private mutating func read(
    _ row: Row, isHypothesis: Bool, next: Row?
  ) throws(ReadingError) {
    try enter(row.range)
    if outer(row.range, { source.tokens[$0].kind == .command("coloneqq") }) != nil {
      let definition = try parser.definition()
      scope.define(definition)
      parser.names.define(definition)
      (last, statement) = (nil, nil)
      return
    }
    if parser.take(.command("implies")) {
      guard let hypothesis = statement else {
        throw parser.fail(
          "nothing stands before this implication", at: row.place,
          suggestion: "write the hypothesis before it")
      }
      let conclusion = try wholeFormula()
      add(Expression(.implies(hypothesis, conclusion), at: row.place), row, continues: false)
      (last, statement) = (nil, conclusion)
      return
    }
    let continues = parser.relation(at: parser.position) != nil
    if continues, last == nil {
      throw parser.fail(
        "this row begins with a relation, and nothing stands before it",
        suggestion: "write the left side")
    }
    let start = parser.position
    if !continues, parser.startsQuantified || parser.condition(has: .command("ll")) {
      try single(row, isHypothesis: isHypothesis)
      return
    }
    let chain = try parser.chain(after: continues ? last : nil)
    guard parser.atEnd, !isHypothesis else {
      guard !continues else { throw parser.unexpected() }
      parser.position = start
      try single(row, isHypothesis: isHypothesis)
      return
    }
    if chain.steps.isEmpty, chain.first.isFormula {
      parser.position = start
      try single(row, isHypothesis: isHypothesis)
      return
    }
    if chain.steps.isEmpty {
      guard let next, source.relation(at: next.range.lowerBound) != nil else {
        throw parser.fail(
          "nothing is claimed of this expression", at: row.place,
          suggestion: "write a relation, as in `… = 0`")
      }
      (last, statement) = (chain.first, nil)
      return
    }
    for (index, step) in chain.steps.enumerated() {
      add(step.formula, row, continues: continues || index > 0)
    }
    last = chain.steps.last?.right
    statement = chain.steps.dropFirst().reduce(chain.steps[0].formula) {
      Expression(.and($0, $1.formula), at: $0.place)
    }
  }

  private mutating func wholeFormula() throws(ReadingError) -> Expression {
    let e = try parser.anyFormula()
    guard parser.atEnd else { throw parser.unexpected() }
    return try parser.formula(e)
  }

  private mutating func single(_ row: Row, isHypothesis: Bool) throws(ReadingError) {
    let e = try wholeFormula()
    if !isHypothesis { add(e, row, continues: false) }
    (last, statement) = (nil, e)
  }

  private mutating func add(_ statement: Expression, _ row: Row, continues: Bool) {
    lines.append(
      Line(
        number: lines.count + 1, statement: statement, continuesChain: continues,
        latex: row.latex, hint: row.hint, place: row.place))
  }
}

extension Parser {
  /// Whether a quantifier or a negation comes next.
  var startsQuantified: Bool {
    [.command("forall"), .command("exists"), .command("neg")].contains(kind)
      || kind.isAlmostEvery
  }
}

extension String {
  /// The name of an environment without its star.
  var plainEnvironment: String { last == "*" ? String(dropLast()) : self }
}
