/// The parts of `given` blocks: types, definitions, conditions.
/// Whether several symbols are independent all together, or any two of them.
enum IndependenceKind { case joint, inPairs }

extension Parser {
  enum StatementKind {
    case strict, definition, declaration, distribution, independence, assumption
  }

  /// What a statement of a `given` block is, from the marks outside its brackets.
  var statementKind: StatementKind {
    var copy = self
    if copy.takeWord() == "strict", copy.atEnd { return .strict }
    if condition(has: .command("coloneqq")) { return .definition }
    switch kind {
    case .command("forall"), .command("exists"), .command("neg"): return .assumption
    default: if kind.isAlmostEvery { return .assumption }
    }
    if condition(has: .symbol(":")) { return .declaration }
    if condition(has: .command("sim")) { return .distribution }
    return endsWithIndependent ? .independence : .assumption
  }

  /// Whether a mark stands outside brackets in the rest.
  func condition(has mark: Token.Kind) -> Bool {
    var depth = 0
    for index in position..<end {
      let kind = tokens[index].kind
      if kind.opens { depth += 1 }
      if kind.closes { depth -= 1 }
      if depth <= 0, kind == mark { return true }
    }
    return false
  }

  /// Where the conditions end and a law begins: `a > 0, x \sim p`.
  func conditionsEnd() -> Int {
    guard condition(has: .command("sim")) else { return end }
    var depth = 0
    for index in position..<end {
      let kind = tokens[index].kind
      if kind.opens { depth += 1 }
      if kind.closes { depth -= 1 }
      if depth <= 0, kind == .symbol(",") { return index }
    }
    return end
  }

  /// Letters that stand together, as in `real`.
  mutating func takeWord() -> String {
    var word = ""
    while case .letter(let letter) = kind, word.isEmpty || !token.spaceBefore {
      word.append(letter)
      position += 1
    }
    return word
  }

  private func peekWord(ahead: Int) -> String {
    var copy = self
    copy.position += ahead
    return copy.takeWord()
  }

  /// Whether the rest ends with `independent`, or with `independent given` and a name.
  private var endsWithIndependent: Bool {
    let word = Array("independent")
    guard end - position > 0 else { return false }
    for token in tokens[position..<end] {
      if case .text(let text) = token.kind, text.contains("independent") { return true }
    }
    guard end - position > word.count else { return false }
    return (position...(end - word.count)).contains { start in
      zip(tokens[start..<(start + word.count)], word).allSatisfy { $0.kind == .letter($1) }
    }
  }

  /// `given` behind `independent`.
  mutating func takeGiven() -> Bool {
    let start = position
    if position > 0, case .text(let text) = tokens[position - 1].kind, text.contains("given") {
      return true
    }
    if case .text(let text) = kind, text.contains("given") {
      position += 1
      return true
    }
    if takeWord() == "given" || take(.command("mid")) { return true }
    position = start
    return false
  }

  /// `random` before a type.
  mutating func takeRandom() -> Bool {
    let start = position
    if takeWord() == "random" { return true }
    position = start
    return false
  }

  /// `independent`, `pairwise independent`, `i.i.d.`, also as a text; `nil` for anything else.
  mutating func takeIndependent() throws(ReadingError) -> IndependenceKind? {
    let start = position
    if case .text(let text) = kind, text.contains("independent") || text.contains("i.i.d.") {
      let words = text.split { " ,~".contains($0) }.map(String.init)
      guard words.allSatisfy(Self.independenceWords.contains) else {
        throw fail(
          "I do not know this kind of independence",
          suggestion: "write `independent`, `pairwise independent` or `independent given c`")
      }
      position += 1
      return words.contains("pairwise") ? .inPairs : .joint
    }
    let word = takeWord()
    if word == "independent" || word == "iid" { return .joint }
    if word == "pairwise", takeWord() == "independent" { return .inPairs }
    position = start
    return nil
  }

  private static let independenceWords: Set<String> = [
    "independent", "i.i.d.", "pairwise", "mutually", "jointly", "conditionally", "given", "are",
    "is", "all", "and", "with", "entries", "rows",
  ]

  private static let typeWords: Set<String> = [
    "size", "natural", "index", "real", "complex", "sequence", "set", "space", "point", "density",
    "nonnegative", "diffeo",
  ]

  static let typesKnown =
    "types are size, natural, index n, real, complex, real[n], real[n,d], real -> real, "
    + "sequence, set, set[2], space, point X, diffeo X \\to Y, density(x), density(x, z), density(z \\mid x), "
    + "nonnegative density(x)"

  /// `real[n,d]`, `real, real -> real[3]`.
  mutating func type() throws(ReadingError) -> ValueType {
    let place = place
    var list = [try simpleType()]
    while kind == .symbol(","), Self.typeWords.contains(peekWord(ahead: 1)) {
      position += 1
      list.append(try simpleType())
    }
    if take(.command("to")) { return .function(list, try simpleType()) }
    guard list.count == 1 else {
      throw fail(
        "several types without an arrow", at: place,
        suggestion: "write `f : real, real -> real` for a function of two variables")
    }
    return list[0]
  }

  private mutating func simpleType() throws(ReadingError) -> ValueType {
    let place = place
    if take(.command("mathbb{R}")) { return try real() }
    let start = position
    let word = takeWord()
    switch word {
    case "size": return .size
    case "natural": return .natural
    case "real": return try real()
    case "complex": return .complex
    case "space": return .space
    case "index": return .index(try term(try additive()))
    case "sequence":
      let next = kind == .command("mathbb{R}") ? "real" : peekWord(ahead: 0)
      return .sequence(Self.typeWords.contains(next) ? try simpleType() : .real)
    case "set": return .set(try dimension())
    case "point": return .point(try spaceName())
    case "density": return try density(mayVanish: false)
    case "nonnegative":
      guard takeWord() == "density" else {
        throw fail(
          "only a density is declared as nonnegative", suggestion: "write the condition `x \\ge 0`")
      }
      return try density(mayVanish: true)
    case "diffeo":
      let source = try spaceName()
      try expect(
        .command("to"), "a diffeomorphism leads from one space to another",
        suggestion: "write `F : diffeo U \\to X`")
      return .diffeomorphism(from: source, to: try spaceName())
    default:
      position = start
      if let name = try? spaceName() { return .point(name) }
      position = start
      let shown = word.isEmpty ? kind.shown : word
      throw fail("I do not know the type `\(shown)`", at: place, suggestion: Self.typesKnown)
    }
  }

  private mutating func spaceName() throws(ReadingError) -> String {
    let place = place
    let name = try fullName()
    guard let declared = names.declared(name), names[declared] == .space else {
      throw undeclared(name, at: place, type: "space")
    }
    return declared
  }

  /// `[n]`, `[n,d]` behind `real`, or `^n`, `^{n \times d}` behind ℝ.
  private mutating func real() throws(ReadingError) -> ValueType {
    if take(.symbol("^")) {
      let range = try argument(of: "^")
      let e = try reading(range) { (p) throws(ReadingError) in try p.term(try p.additive()) }
      if case .binary(.multiply, let a, let b) = e.form { return .matrix(a, b) }
      return .vector(e)
    }
    guard kind == .symbol("[") else { return .real }
    let open = token
    position += 1
    let sizes = try inside(.bracket) { (parser) throws(ReadingError) in
      var sizes = [try parser.term(try parser.additive())]
      while parser.take(.symbol(",")) { sizes.append(try parser.term(try parser.additive())) }
      return sizes
    }
    try closeBracket(.symbol("]"), open: open)
    guard sizes.count <= 2 else {
      throw fail("an array has at most two sizes", at: open.place)
    }
    return sizes.count == 1 ? .vector(sizes[0]) : .matrix(sizes[0], sizes[1])
  }

  /// `[2]` behind `set`, else 1.
  private mutating func dimension() throws(ReadingError) -> Int {
    guard kind == .symbol("[") else { return 1 }
    let open = token
    position += 1
    guard case .number(let digits) = kind, let count = Int(digits), (1...4).contains(count) else {
      throw fail("a set is of points with 1 to 4 coordinates", suggestion: "write `set[2]`")
    }
    position += 1
    try closeBracket(.symbol("]"), open: open)
    return count
  }

  private mutating func density(mayVanish: Bool) throws(ReadingError) -> ValueType {
    try expect(
      .symbol("("), "a density wants its variables in brackets", suggestion: "write `density(x)`")
    let own = try densityVariables()
    let hasBar = take(.symbol("|")) || take(.command("mid"))
    let given = hasBar ? try densityVariables() : []
    try expect(.symbol(")"), "this bracket is not closed", suggestion: "add `)`")
    if let twice = given.first(where: own.contains) {
      throw fail("`\(twice)` stands on both sides of the bar")
    }
    return .density(own, given: given, mayVanish: mayVanish)
  }

  private mutating func densityVariables() throws(ReadingError) -> [String] {
    var list: [String] = []
    repeat {
      let place = place
      let name = try fullName()
      guard let declared = names.declared(name) else {
        throw undeclared(name, at: place, type: "point X")
      }
      guard !list.contains(declared) else {
        throw fail("`\(name)` is a variable twice", at: place)
      }
      list.append(declared)
    } while take(.symbol(","))
    return list
  }

  /// `name := e`, `name(x, y) := e`, `name_i := e` for all i.
  mutating func definition() throws(ReadingError) -> Definition {
    let place = place
    let start = position
    var name = try fullName()
    var parameters: [String] = []
    let family = try family(start..<position)
    if let family { (name, parameters) = (family.name, family.indices) }
    if family == nil, take(.symbol("(")) {
      repeat {
        let place = self.place
        let parameter = try fullName()
        guard !parameters.contains(parameter) else {
          throw fail("`\(parameter)` is a parameter twice", at: place)
        }
        parameters.append(parameter)
      } while take(.symbol(","))
      try expect(.symbol(")"), "this bracket is not closed", suggestion: "add `)`")
    }
    try expect(
      .command("coloneqq"), "a definition has the form `name := expression`",
      suggestion: "write for instance `f(x) := x^2`")
    let body = try binding(family == nil ? parameters : []) { (parser) throws(ReadingError) in
      let e = try parser.anyFormula()
      guard parser.atEnd else { throw parser.unexpected() }
      return try parser.term(e)
    }
    guard !body.freeSymbols.subtracting(parameters).contains(name) else {
      throw fail(
        "`\(name)` is defined by itself", at: place, suggestion: "give it another name")
    }
    return Definition(name: name, parameters: parameters, body: body, place: place)
  }
}
