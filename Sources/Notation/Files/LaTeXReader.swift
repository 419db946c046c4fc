/// Reads a LaTeX file.
struct LaTeXReader {
  private let scanner: DisplayScanner
  private var builder: NoteBuilder
  private var here = DisplayScanner.Position(line: 0, column: 0)

  private static let sections: [(command: String, level: Int)] = [
    ("part", 1), ("chapter", 2), ("section", 3), ("subsection", 4), ("subsubsection", 5),
    ("paragraph", 6),
  ]

  private static let verbatim = ["verbatim", "lstlisting", "minted", "comment"]

  static func read(_ text: String, file: String) throws(ReadingError) -> Note {
    var reader = LaTeXReader(text, file: file)
    while reader.here.line < reader.lines.count {
      if reader.here.column == 0, try reader.comments() { continue }
      reader.prose()
    }
    return try reader.builder.note()
  }

  private init(_ text: String, file: String) {
    var lines = sourceLines(text)
    // Everything outside the document is blanked, so that the places stay true.
    let marks = lines.map { String($0).filter { !$0.isWhitespace } }
    if let begin = marks.firstIndex(where: { $0.hasPrefix("\\begin{document}") }) {
      let end = marks.firstIndex { $0.hasPrefix("\\end{document}") } ?? lines.count
      for index in lines.indices where index <= begin || index >= end { lines[index] = [] }
    }
    scanner = DisplayScanner(
      file: file, lines: lines, endsParagraph: { $0.allSatisfy(\.isWhitespace) },
      hasLineComments: true)
    builder = NoteBuilder(file: file)
  }

  private var lines: [[Character]] { scanner.lines }

  /// Where the text of a comment line starts, behind its `%` and spaces.
  private func comment(_ index: Int) -> Int? {
    guard index < lines.count,
      let start = lines[index].firstIndex(where: { !$0.isWhitespace }),
      lines[index][start] == "%"
    else { return nil }
    return lines[index][start...].firstIndex { $0 != "%" && $0 != " " } ?? lines[index].count
  }

  private func given(_ index: Int) -> Int? {
    guard let start = comment(index) else { return nil }
    let text = lines[index][start...]
    guard text.starts(with: "given"), text.count == 5 || text[start + 5].isWhitespace else {
      return nil
    }
    return start + 5
  }

  /// Comment lines; consecutive `%given` lines are one block.
  private mutating func comments() throws(ReadingError) -> Bool {
    guard let start = comment(here.line) else { return false }
    if given(here.line) != nil {
      var block = Fragment(file: scanner.file)
      while let column = given(here.line) {
        block.append(lines[here.line], number: here.line + 1, from: column)
        here.line += 1
      }
      try builder.addGiven(block)
      return true
    }
    try builder.addComment(
      String(lines[here.line][start...]),
      at: Place(file: scanner.file, line: here.line + 1, column: start + 1))
    here.line += 1
    return true
  }

  /// Goes over the prose up to the end of the line, or behind the next display.
  private mutating func prose() {
    while here.line < lines.count, here.column < lines[here.line].count {
      let line = lines[here.line]
      if line[here.column] == "%" { break }
      if let found = scanner.display(at: here) {
        builder.addDisplay(found.fragment, problem: found.problem)
        here = found.after
        return
      }
      if let name = Self.verbatim.first(where: { scanner.starts("\\begin{\($0)}", at: here) }) {
        while here.line < lines.count, !String(lines[here.line]).contains("\\end{\(name)}") {
          here.line += 1
        }
        break
      }
      if line[here.column] == "\\", let section = section() {
        builder.addHeading(section.title, level: section.level)
        here.column = section.end
        continue
      }
      here = scanner.inline(at: here) ?? .init(line: here.line, column: here.column + 1)
    }
    if here.line < lines.count { here = .init(line: here.line + 1, column: 0) }
  }

  /// The sectioning command that starts here.
  private func section() -> (title: String, level: Int, end: Int)? {
    let line = lines[here.line]
    for row in Self.sections {
      for opening in ["\\\(row.command){", "\\\(row.command)*{"]
      where scanner.starts(opening, at: here) {
        var column = here.column + opening.count
        let start = column
        var depth = 1
        while column < line.count {
          if line[column] == "{" { depth += 1 }
          if line[column] == "}" { depth -= 1 }
          if depth == 0 { break }
          column += 1
        }
        return (String(line[start..<column]), row.level, min(column + 1, line.count))
      }
    }
    return nil
  }
}
