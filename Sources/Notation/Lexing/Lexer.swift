/// Cuts a fragment into tokens.
struct Lexer {
  private let fragment: Fragment
  private let text: [Located]
  private var position = 0
  private var space = false
  private var newline = false
  private var tokens: [Token] = []

  /// Limits that keep hostile input harmless.
  static let longestNumeral = 1000
  static let mostTokens = 40_000

  init(_ fragment: Fragment) {
    self.fragment = fragment
    text = fragment.characters
  }

  /// The tokens of the fragment, ended by one `finish`; throws at the place of what is no token.
  static func tokens(_ fragment: Fragment) throws(ReadingError) -> [Token] {
    var lexer = Lexer(fragment)
    while lexer.position < lexer.text.count { try lexer.next() }
    lexer.add(.finish, from: lexer.text.count)
    return lexer.tokens
  }

  private var here: Character? { character(0) }

  private func character(_ ahead: Int) -> Character? {
    position + ahead < text.count ? text[position + ahead].character : nil
  }

  private func fail(
    _ message: String, at offset: Int, suggestion: String? = nil
  ) -> ReadingError {
    ReadingError(at: fragment.place(offset), message, suggestion: suggestion)
  }

  private mutating func add(_ kind: Token.Kind, from start: Int) {
    tokens.append(
      Token(
        kind: kind, place: fragment.place(start), start: start, end: position,
        spaceBefore: space, newlineBefore: newline))
    space = false
    newline = false
  }

  private mutating func next() throws(ReadingError) {
    guard tokens.count < Self.mostTokens else {
      throw fail(
        "this formula is too long", at: position, suggestion: "split it into several displays")
    }
    let start = position
    let first = text[start].character
    position += 1
    switch first {
    case "\n":
      space = true
      newline = true
    case _ where first.isWhitespace, "~":
      space = true
    case "%":
      while let c = here, c != "\n" { position += 1 }
    case "\\":
      try command(from: start)
    case "0"..."9":
      try number(from: start)
    case ".":
      if let c = here, ("0"..."9").contains(c) {
        try number(from: start)
      } else {
        add(.symbol("."), from: start)
      }
    case ":" where here == "=", "-" where here == ">", "<" where here == "=",
      ">" where here == "=", "!" where here == "=":
      position += 1
      let names: [Character: String] = [
        ":": "coloneqq", "-": "to", "<": "le", ">": "ge", "!": "ne",
      ]
      add(.command(names[first] ?? ""), from: start)
    case "a"..."z", "A"..."Z":
      add(.letter(first), from: start)
    case "+", "-", "*", "/", "=", "<", ">", "(", ")", "[", "]", "{", "}", "^", "_", "&", ",", ";",
      ":",
      "'", "|", "!":
      add(.symbol(first), from: start)
    default:
      try unicode(first, from: start)
    }
  }

  private mutating func number(from start: Int) throws(ReadingError) {
    var digits = String(text[start].character)
    var point = digits == "."
    if point { digits = "0." }
    while let c = here {
      if ("0"..."9").contains(c) {
        digits.append(c)
      } else if c == ".", !point, let next = character(1), ("0"..."9").contains(next) {
        point = true
        digits.append(c)
      } else {
        break
      }
      position += 1
      guard position - start <= Self.longestNumeral else {
        throw fail("this number has more than \(Self.longestNumeral) digits", at: start)
      }
    }
    add(.number(digits), from: start)
  }

  private mutating func unicode(_ first: Character, from start: Int) throws(ReadingError) {
    if let latex = Letters.latex[first] {
      // The replacement's tokens all stand where the character stands.
      let piece = Fragment(
        file: fragment.file,
        characters: latex.map {
          Located(character: $0, line: text[start].line, column: text[start].column)
        })
      var inner = Lexer(piece)
      while inner.position < inner.text.count { try inner.next() }
      for token in inner.tokens { add(token.kind, from: start) }
      return
    }
    let scalars = Array(String(first).decomposed)
    if scalars.count == 2, let base = scalars.first, let mark = scalars.last,
      let accent = Letters.accents.first(where: { $0.combining.unicodeScalars.first == mark })
    {
      add(.command(accent.name), from: start)
      let letter = Character(base)
      if let latex = Letters.latex[letter] {
        add(.command(String(latex.dropFirst())), from: start)
      } else {
        add(.letter(letter), from: start)
      }
      return
    }
    throw fail(
      "I do not know the character \(first)", at: start,
      suggestion: "write its LaTeX command instead")
  }

  private mutating func command(from start: Int) throws(ReadingError) {
    guard let first = here else {
      throw fail("a backslash at the end", at: start)
    }
    var name = String(first)
    position += 1
    if isLetter(first) {
      while let c = here, isLetter(c) {
        name.append(c)
        position += 1
      }
      if here == "*", name == "operatorname" || name == "hspace" || name == "vspace" {
        position += 1
      }
    } else if first == "\n" {
      name = " "
      newline = true
    }
    try command(named: name, from: start)
  }

  private mutating func command(named name: String, from start: Int) throws(ReadingError) {
    if Commands.ignored.contains(name) {
      space = true
    } else if Commands.ignoredWithArgument.contains(name) {
      _ = try argument(of: name, from: start)
      space = true
    } else if Commands.texts.contains(name) {
      add(.text(try argument(of: name, from: start)), from: start)
    } else if Commands.words.contains(name) {
      try word(name, from: start)
    } else if name == "begin" || name == "end" {
      let environment = try argument(of: name, from: start)
      add(name == "begin" ? .begin(environment) : .end(environment), from: start)
      if name == "begin", ["array", "alignat", "alignat*"].contains(environment), here == "{" {
        _ = try argument(of: "array", from: start)
      }
    } else if let side = Commands.sizes[name] {
      try delimiter(side, from: start)
    } else if ["mathbb", "mathbbm", "mathds"].contains(name) {
      try blackboard(from: start)
    } else if name == "\\" {
      skipRowSpacing()
      add(.command("\\"), from: start)
    } else {
      add(.command(Commands.synonyms[name] ?? name), from: start)
    }
  }

  private mutating func skipRowSpacing() {
    if here == "*" { position += 1 }
    guard here == "[" else { return }
    var end = position + 1
    while end < text.count, text[end].character != "]" {
      let c = text[end].character
      guard c.isLetter || c.isNumber || c == "." || c == "-" || c == " " || c == "\\" else {
        return
      }
      end += 1
    }
    if end < text.count { position = end + 1 }
  }

  private mutating func blackboard(from start: Int) throws(ReadingError) {
    let save = position
    while here == " " { position += 1 }
    var letter: Character?
    if here == "{", let inner = character(1), isLetter(inner) || inner == "1",
      character(2) == "}"
    {
      letter = inner
      position += 3
    } else if let inner = here, isLetter(inner) || inner == "1" {
      letter = inner
      position += 1
    }
    if let letter {
      add(.command("mathbb{\(letter)}"), from: start)
    } else {
      position = save
      throw fail(
        "\\mathbb wants one letter", at: start, suggestion: "write `\\mathbb{R}` or `\\mathbb{E}`")
    }
  }

  /// `\mathrm{tr}` is a word; `\mathrm{\Gamma}` is `\Gamma`.
  private mutating func word(_ name: String, from start: Int) throws(ReadingError) {
    while here == " " { position += 1 }
    guard here == "{" else {
      if let c = here, isLetter(c) {
        position += 1
        add(.word(String(c)), from: start)
      }
      return
    }
    let save = position
    let raw = try argument(of: name, from: start)
    var word = ""
    var rest = raw[...]
    while let c = rest.first {
      if c == "\\", let second = rest.dropFirst().first, ",!;: ".contains(second) {
        rest = rest.dropFirst(2)
      } else {
        if c != " " { word.append(c) }
        rest = rest.dropFirst()
      }
    }
    if !word.isEmpty, word.allSatisfy({ isLetter($0) || $0.isNumber || $0 == "-" }) {
      add(.word(word), from: start)
    } else {
      position = save
    }
  }

  /// The delimiter after `\left`, `\right`, `\big…`.
  private mutating func delimiter(_ side: Commands.Side, from start: Int) throws(ReadingError) {
    while let c = here, c.isWhitespace { position += 1 }
    guard let c = here else { throw fail("a bracket is missing here", at: start) }
    position += 1
    switch c {
    case "|":
      add(side.bar("|", "vert"), from: start)
    case ".":
      break
    case "\\":
      try command(from: start)
      guard let last = tokens.last else { return }
      if last.kind == .command("|") {
        tokens[tokens.count - 1].kind = side.bar("‖", "Vert")
      }
    case "<": add(.command("langle"), from: start)
    case ">": add(.command("rangle"), from: start)
    default: add(.symbol(c), from: start)
    }
  }

  /// The raw text of `{…}`, which comes next.
  private mutating func argument(of name: String, from start: Int) throws(ReadingError) -> String {
    while here == " " { position += 1 }
    guard here == "{" else {
      throw fail("\\\(name) wants its argument in braces", at: start)
    }
    position += 1
    var depth = 1
    var result = ""
    while let c = here {
      position += 1
      if c == "{" { depth += 1 }
      if c == "}" {
        depth -= 1
        if depth == 0 { return result }
      }
      result.append(c == "\n" ? " " : c)
    }
    throw fail("the brace of \\\(name) is not closed", at: start, suggestion: "add `}`")
  }

  private func isLetter(_ c: Character) -> Bool {
    c.isASCII && c.isLetter
  }
}

extension String {
  /// The scalars with accents apart, for the letters that a note is likely to hold.
  fileprivate var decomposed: [Unicode.Scalar] {
    if unicodeScalars.count > 1 { return Array(unicodeScalars) }
    guard let pair = Self.composed[self] else { return Array(unicodeScalars) }
    return Array(pair.unicodeScalars)
  }

  private static let composed: [String: String] = [
    "ŷ": "y\u{302}", "x̂": "x\u{302}", "ẑ": "z\u{302}", "ŵ": "w\u{302}", "ā": "a\u{304}",
    "ȳ": "y\u{304}", "ẋ": "x\u{307}", "ẏ": "y\u{307}", "ż": "z\u{307}", "ẇ": "w\u{307}",
    "ĝ": "g\u{302}", "ã": "a\u{303}", "ñ": "n\u{303}", "ỹ": "y\u{303}", "ê": "e\u{302}",
  ]
}
