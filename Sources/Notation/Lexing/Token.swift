/// One character of a source file with its position there.
struct Located: Sendable {
  let character: Character
  let line: Int
  let column: Int
}

/// A piece of a source file: a display, a `given` block, or a formula typed by hand.
struct Fragment: Sendable {
  let file: String
  var characters: [Located]

  init(file: String, characters: [Located] = []) {
    self.file = file
    self.characters = characters
  }

  /// The fragment that is the whole of `text`, its first character at line 1, column 1.
  init(_ text: String, file: String) {
    self.init(file: file)
    for (number, line) in sourceLines(text).enumerated() { append(line, number: number + 1) }
  }

  /// Adds a line of the file, from the column on, and the line's end.
  mutating func append(_ line: [Character], number: Int, from start: Int = 0) {
    guard start <= line.count else { return }
    for column in start..<line.count {
      characters.append(Located(character: line[column], line: number, column: column + 1))
    }
    characters.append(Located(character: "\n", line: number, column: line.count + 1))
  }

  /// The source text between two offsets, trimmed, on one line.
  func text(_ range: Range<Int>) -> String {
    let words = characters[range].split { $0.character.isWhitespace }
    return words.map { String($0.map(\.character)) }.joined(separator: " ")
  }

  func place(_ offset: Int) -> Place {
    guard !characters.isEmpty else { return Place(file: file, line: 1, column: 1) }
    let here = characters[min(max(offset, 0), characters.count - 1)]
    return Place(file: file, line: here.line, column: here.column)
  }
}

/// The lines of a text, without their ends.
func sourceLines(_ text: String) -> [[Character]] {
  text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(Array.init)
}

/// A lexical unit of LaTeX. Spacing, sizes of brackets, labels and comments are gone already.
struct Token: Sendable {
  enum Kind: Hashable, Sendable {
    /// A command without its backslash; `{`, `}`, `\\` and `|` are commands too.
    case command(String)
    case letter(Character)
    case number(String)
    case symbol(Character)
    /// `\operatorname{word}`, `\mathrm{word}`.
    case word(String)
    /// `\text{…}`, as written.
    case text(String)
    case begin(String)
    case end(String)
    /// What comes after the last token.
    case finish
  }

  var kind: Kind
  let place: Place
  /// Offsets in the fragment.
  let start: Int
  let end: Int
  let spaceBefore: Bool
  let newlineBefore: Bool
}

extension Token.Kind {
  /// As it is shown in messages.
  var shown: String {
    switch self {
    case .command(let name): "\\" + name
    case .letter(let letter): String(letter)
    case .number(let digits): digits
    case .symbol(let symbol): String(symbol)
    case .word(let word): "\\operatorname{\(word)}"
    case .text(let text): "\\text{\(text)}"
    case .begin(let name): "\\begin{\(name)}"
    case .end(let name): "\\end{\(name)}"
    case .finish: "the end"
    }
  }

  var opens: Bool {
    switch self {
    case .symbol("("), .symbol("["), .symbol("{"), .command("{"), .begin, .command("lvert"),
      .command("lVert"), .command("langle"), .command("lfloor"):
      true
    default: false
    }
  }

  var closes: Bool {
    switch self {
    case .symbol(")"), .symbol("]"), .symbol("}"), .command("}"), .end, .command("rvert"),
      .command("rVert"), .command("rangle"), .command("rfloor"):
      true
    default: false
    }
  }
}
