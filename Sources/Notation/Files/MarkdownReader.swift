/// Reads a Markdown file.
struct MarkdownReader {
  private let scanner: DisplayScanner
  private var builder: NoteBuilder
  private var here = DisplayScanner.Position(line: 0, column: 0)

  static func read(_ text: String, file: String) throws(ReadingError) -> Note {
    var reader = MarkdownReader(text, file: file)
    while reader.here.line < reader.lines.count {
      if reader.here.column == 0, try reader.block() { continue }
      try reader.prose()
    }
    return try reader.builder.note()
  }

  private init(_ text: String, file: String) {
    scanner = DisplayScanner(
      file: file, lines: sourceLines(text),
      endsParagraph: { line in
        line.allSatisfy(\.isWhitespace) || line.first == "#" || Self.fence(line) != nil
      }, hasLineComments: false)
    builder = NoteBuilder(file: file)
  }

  private var lines: [[Character]] { scanner.lines }

  private func place(_ position: DisplayScanner.Position) -> Place {
    Place(file: scanner.file, line: position.line + 1, column: position.column + 1)
  }

  /// The mark and the info string of a code fence.
  private static func fence(
    _ line: [Character]
  ) -> (mark: Character, count: Int, info: String)? {
    guard let start = line.firstIndex(where: { $0 != " " }), start <= 3,
      line[start] == "`" || line[start] == "~"
    else { return nil }
    let mark = line[start]
    let count = line[start...].prefix { $0 == mark }.count
    guard count >= 3 else { return nil }
    let info = String(line[(start + count)...]).split(whereSeparator: \.isWhitespace)
    return (mark, count, info.first.map(String.init) ?? "")
  }

  /// A heading or a fenced block that starts on this line.
  private mutating func block() throws(ReadingError) -> Bool {
    let line = lines[here.line]
    let level = line.prefix { $0 == "#" }.count
    if (1...6).contains(level), level == line.count || line[level].isWhitespace {
      try heading(line, level: level)
      return true
    }
    guard let fence = Self.fence(line) else { return false }
    let start = here
    var block = Fragment(file: scanner.file)
    here.line += 1
    while here.line < lines.count {
      let line = lines[here.line]
      if let closing = Self.fence(line), closing.mark == fence.mark,
        closing.count >= fence.count, closing.info.isEmpty
      {
        break
      }
      if fence.info == "given" { block.append(line, number: here.line + 1) }
      here.line += 1
    }
    guard fence.info == "given" else {
      here.line += 1
      return true
    }
    guard here.line < lines.count else {
      throw ReadingError(
        at: place(start), "this `given` block is not closed", suggestion: "add ``` below it")
    }
    here.line += 1
    try builder.addGiven(block)
    return true
  }

  private mutating func heading(_ line: [Character], level: Int) throws(ReadingError) {
    var text = ""
    var comments: [(String, Int)] = []
    var column = level
    while column < line.count {
      let at = DisplayScanner.Position(line: here.line, column: column)
      if scanner.starts("<!--", at: at) {
        let start = column
        column += 4
        var comment = ""
        while column < line.count,
          !scanner.starts("-->", at: .init(line: here.line, column: column))
        {
          comment.append(line[column])
          column += 1
        }
        column += 3
        comments.append((comment, start))
      } else {
        text.append(line[column])
        column += 1
      }
    }
    let words = text.split(whereSeparator: \.isWhitespace)
    builder.addHeading(words.joined(separator: " "), level: level)
    for (comment, column) in comments {
      try builder.addComment(comment, at: place(.init(line: here.line, column: column)))
    }
    here = .init(line: here.line + 1, column: 0)
  }

  /// Goes over the prose up to the end of the line, or behind the next display.
  private mutating func prose() throws(ReadingError) {
    while here.line < lines.count, here.column < lines[here.line].count {
      if let found = scanner.display(at: here) {
        builder.addDisplay(found.fragment, problem: found.problem)
        here = found.after
        return
      }
      if scanner.starts("<!--", at: here) {
        try comment()
        return
      }
      here = scanner.inline(at: here) ?? .init(line: here.line, column: here.column + 1)
    }
    if here.line < lines.count, here.column >= lines[here.line].count {
      here = .init(line: here.line + 1, column: 0)
    }
  }

  private mutating func comment() throws(ReadingError) {
    let start = here
    var text = ""
    here.column += 4
    while here.line < lines.count {
      let line = lines[here.line]
      while here.column < line.count {
        if scanner.starts("-->", at: here) {
          here.column += 3
          try builder.addComment(text, at: place(start))
          return
        }
        text.append(line[here.column])
        here.column += 1
      }
      text.append(" ")
      here = .init(line: here.line + 1, column: 0)
    }
    throw ReadingError(at: place(start), "this comment is not closed", suggestion: "add `-->`")
  }
}
