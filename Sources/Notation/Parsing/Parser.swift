/// Reads formulas from tokens, by recursive descent; one extension file an aspect.
struct Parser {
  let fragment: Fragment
  var tokens: [Token]
  var names: Names
  var position = 0
  /// Where the part that is being read ends.
  var end: Int
  /// The bracket round the place being read: what a bar or a differential means depends on it.
  var surrounding = Surrounding.nothing
  /// Whether a comma joins two formulas here.
  var commaIsAnd = true
  /// Whether ± may stand here.
  var insideSet = false
  /// Undeclared indices, where they may stand (under `diag`, left of `\sim`).
  var freeIndices: [String]?
  /// The variables bound by the nearest expectation or divergence.
  var lawVariables: [String] = []
  private var depth = 0
  /// The work so far; it is carried over where a reading is tried and given up.
  var steps = 0
  /// The partner of each brace.
  private let partners: [Int: Int]

  enum Surrounding: Hashable {
    case nothing, bracket, bar, norm
    /// The body of an integral over the named variable.
    case integral(String)
    /// An argument of a function written before it, `\log x y`.
    case condition
  }

  static let deepest = 200
  /// The longest sum, product or chain: trees grow to the left and must not grow too deep.
  static let longest = 1000

  /// Throws where the braces do not match.
  init(_ fragment: Fragment, scope: Scope) throws(ReadingError) {
    try self.init(fragment, names: Names(scope))
  }

  init(_ fragment: Fragment, names: Names) throws(ReadingError) {
    try self.init(fragment, names: names, tokens: try Lexer.tokens(fragment))
  }

  /// Reads tokens of the fragment, the last of which is `finish`.
  init(_ fragment: Fragment, names: Names, tokens: [Token]) throws(ReadingError) {
    self.fragment = fragment
    self.names = names
    self.tokens = tokens
    end = tokens.count - 1
    partners = try Self.braces(tokens)
  }

  private static func braces(_ tokens: [Token]) throws(ReadingError) -> [Int: Int] {
    var partners: [Int: Int] = [:]
    var open: [Int] = []
    for (index, token) in tokens.enumerated() {
      if token.kind == .symbol("{") { open.append(index) }
      guard token.kind == .symbol("}") else { continue }
      guard let start = open.popLast() else {
        throw ReadingError(
          at: token.place, "this closing brace was never opened", suggestion: "remove it")
      }
      partners[start] = index
    }
    if let start = open.last {
      throw ReadingError(
        at: tokens[start].place, "this brace is not closed", suggestion: "add `}`")
    }
    return partners
  }

  // MARK: Looking at tokens

  /// The token at the position, or `finish` at the end of the part.
  var token: Token {
    position < end
      ? tokens[position]
      : Token(
        kind: .finish, place: tokens[end].place, start: tokens[end].start,
        end: tokens[end].start, spaceBefore: false, newlineBefore: false)
  }

  var kind: Token.Kind { position < end ? tokens[position].kind : .finish }
  var place: Place { tokens[min(position, end)].place }
  var atEnd: Bool { position >= end }

  func kind(ahead: Int) -> Token.Kind {
    position + ahead < end ? tokens[position + ahead].kind : .finish
  }

  /// Goes on when the next token is `kind`.
  mutating func take(_ kind: Token.Kind) -> Bool {
    guard !atEnd, tokens[position].kind == kind else { return false }
    position += 1
    return true
  }

  mutating func expect(
    _ kind: Token.Kind, _ message: String, suggestion: String? = nil
  ) throws(ReadingError) {
    guard take(kind) else { throw fail(message, suggestion: suggestion) }
  }

  func fail(
    _ message: String, at place: Place? = nil, suggestion: String? = nil
  ) -> ReadingError {
    ReadingError(at: place ?? self.place, message, suggestion: suggestion)
  }

  /// What is left over, as an error.
  func unexpected() -> ReadingError {
    if case .command(let name) = kind {
      if let row = Commands.refused[name] { return fail(row.message, suggestion: row.suggestion) }
      if name == "pm" {
        return fail(
          "± stands only inside the braces of a set",
          suggestion: "write the two formulas one by one")
      }
    }
    if kind.closes {
      return fail("this `\(kind.shown)` was never opened", suggestion: "remove it, or open it")
    }
    return fail("I do not know what to do with `\(kind.shown)` here")
  }

  /// The source text of the tokens of a range.
  func text(_ range: Range<Int>) -> String {
    guard !range.isEmpty else { return "" }
    return fragment.text(tokens[range.lowerBound].start..<tokens[range.upperBound - 1].end)
  }

  // MARK: Parts

  /// The index of the brace that closes the one at `index`.
  func partner(of index: Int) -> Int? {
    guard let close = partners[index], close < end else { return nil }
    return close
  }

  /// The argument that comes next: a group's inside, or one token. A numeral gives one digit.
  mutating func argument(of name: String) throws(ReadingError) -> Range<Int> {
    guard !atEnd else { throw fail("\(name) wants something here") }
    if kind == .symbol("{") {
      guard let close = partner(of: position) else { throw fail("this brace is not closed") }
      let range = (position + 1)..<close
      position = close + 1
      return range
    }
    if case .number(let digits) = kind, digits.count > 1 {
      guard name == "\\frac", digits.allSatisfy({ $0.isNumber }) else {
        throw fail(
          "LaTeX prints only the first digit there", suggestion: "write `{\(digits)}`")
      }
      throw fail("I cannot tell the parts of this fraction", suggestion: "write `\\frac{…}{…}`")
    }
    guard !kind.closes, kind != .symbol("^"), kind != .symbol("_"), kind != .symbol("&") else {
      throw fail("\(name) wants something here", suggestion: "put it in braces")
    }
    position += 1
    return (position - 1)..<position
  }

  /// Reads a part of the tokens, all of it, as if in brackets.
  mutating func reading<T>(
    _ range: Range<Int>, _ surrounding: Surrounding = .bracket,
    _ body: (inout Parser) throws(ReadingError) -> T
  ) throws(ReadingError) -> T {
    let saved = (position, end)
    position = range.lowerBound
    end = range.upperBound
    defer { (position, end) = saved }
    return try inside(surrounding) { (parser) throws(ReadingError) in
      let result = try body(&parser)
      guard parser.atEnd else { throw parser.unexpected() }
      return result
    }
  }

  /// Reads with another surrounding bracket.
  mutating func inside<T>(
    _ surrounding: Surrounding, _ body: (inout Parser) throws(ReadingError) -> T
  ) throws(ReadingError) -> T {
    let saved = (self.surrounding, commaIsAnd)
    self.surrounding = surrounding
    commaIsAnd = false
    defer { (self.surrounding, commaIsAnd) = saved }
    return try body(&self)
  }

  /// Counts the nesting and the work, so that no input can make the reader hang or overflow.
  mutating func nested<T>(
    _ body: (inout Parser) throws(ReadingError) -> T
  ) throws(ReadingError) -> T {
    depth += 1
    steps += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw fail("this is nested too deeply", suggestion: "define parts of it by name")
    }
    guard steps <= 4000 + 4 * tokens.count else {
      throw fail("this formula is too complicated", suggestion: "define parts of it by name")
    }
    return try body(&self)
  }

  /// Reads with names bound: as numbers when they are not declared, or always when `anew`.
  mutating func binding<T>(
    _ bound: [String], anew: Bool = false,
    _ body: (inout Parser) throws(ReadingError) -> T
  ) throws(ReadingError) -> T {
    let saved = names
    for name in bound where anew || names[name] == nil { names[name] = .scalar }
    defer { names = saved }
    return try body(&self)
  }

  // MARK: Checks of operands

  func term(_ e: Expression) throws(ReadingError) -> Expression {
    guard !e.isFormula else {
      throw fail("a formula stands where a value is expected", at: e.place)
    }
    return e
  }

  /// A formula; `[φ]` is φ where a formula is wanted, and else 1 or 0.
  func formula(_ e: Expression) throws(ReadingError) -> Expression {
    if case .call(.indicator, let inside) = e.form,
      tokens.contains(where: { $0.place == e.place && $0.kind == .symbol("[") })
    {
      return try formula(inside[0])
    }
    guard e.isFormula else {
      throw fail(
        "a value stands where a formula is expected", at: e.place,
        suggestion: "write what is claimed of it, as in `… = 0`")
    }
    return e
  }
}
