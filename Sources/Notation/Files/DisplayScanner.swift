/// Walks over the prose of a file and finds the displays in it.
struct DisplayScanner {
  let file: String
  let lines: [[Character]]
  /// Where a display that is not closed ends: at a line of which this is true.
  let endsParagraph: ([Character]) -> Bool
  /// Whether `%` starts a comment in prose.
  let hasLineComments: Bool

  /// A position between two characters.
  struct Position: Comparable {
    var line: Int
    var column: Int

    static func < (a: Position, b: Position) -> Bool { (a.line, a.column) < (b.line, b.column) }
  }

  /// A display: its source, where it ends, and what is wrong with its ends.
  struct Found {
    let fragment: Fragment
    let after: Position
    let problem: ReadingError?
  }

  func starts(_ text: String, at position: Position) -> Bool {
    let line = lines[position.line]
    var column = position.column
    for character in text {
      guard column < line.count, line[column] == character else { return false }
      column += 1
    }
    return true
  }

  /// The display that starts at the position, if one does.
  func display(at position: Position) -> Found? {
    if starts("$$", at: position) { return found(from: position, open: 2, close: "$$") }
    if starts("\\[", at: position) { return found(from: position, open: 2, close: "\\]") }
    guard starts("\\begin{", at: position) else { return nil }
    let line = lines[position.line]
    let start = position.column + 7
    guard let brace = line[start...].firstIndex(of: "}") else { return nil }
    let name = String(line[start..<brace])
    guard Commands.displays.contains(name.plainEnvironment) else { return nil }
    return found(from: position, open: 0, close: "\\end{\(name)}")
  }

  /// The display from its opening to the text that closes it.
  private func found(from position: Position, open: Int, close: String) -> Found {
    var fragment = Fragment(file: file)
    var here = Position(line: position.line, column: position.column + open)
    while here.line < lines.count {
      let line = lines[here.line]
      if here.line > position.line, endsParagraph(line) { break }
      var column = here.column
      while column < line.count {
        let at = Position(line: here.line, column: column)
        if starts(close, at: at) {
          if open == 0 { add(close.count, of: &fragment, at: at) }
          return Found(
            fragment: fragment, after: Position(line: here.line, column: column + close.count),
            problem: nil)
        }
        if line[column] == "%" {
          break
        }
        let step = line[column] == "\\" && column + 1 < line.count ? 2 : 1
        add(step, of: &fragment, at: at)
        column += step
      }
      fragment.characters.append(
        Located(character: "\n", line: here.line + 1, column: line.count + 1))
      here = Position(line: here.line + 1, column: 0)
    }
    let place = Place(file: file, line: position.line + 1, column: position.column + 1)
    return Found(
      fragment: fragment, after: here,
      problem: ReadingError(
        at: place, "this display is not closed", suggestion: "add `\(close)`"))
  }

  private func add(_ count: Int, of fragment: inout Fragment, at position: Position) {
    for column in position.column..<(position.column + count) {
      fragment.characters.append(
        Located(
          character: lines[position.line][column], line: position.line + 1, column: column + 1))
    }
  }

  /// The position behind inline mathematics or code that starts here; `nil` when none does.
  func inline(at position: Position) -> Position? {
    let line = lines[position.line]
    let c = line[position.column]
    if c == "\\" {
      if starts("\\(", at: position) { return closing("\\)", after: position, skip: 2) }
      return Position(line: position.line, column: min(position.column + 2, line.count))
    }
    if c == "$" { return closing("$", after: position, skip: 1) }
    guard c == "`", !hasLineComments else { return nil }
    var ticks = 0
    while position.column + ticks < line.count, line[position.column + ticks] == "`" { ticks += 1 }
    return closing(String(repeating: "`", count: ticks), after: position, skip: ticks)
      ?? Position(line: position.line, column: position.column + ticks)
  }

  private func closing(_ close: String, after position: Position, skip: Int) -> Position? {
    var here = Position(line: position.line, column: position.column + skip)
    while here.line < lines.count, here.line == position.line || !endsParagraph(lines[here.line]) {
      let line = lines[here.line]
      while here.column < line.count {
        if starts(close, at: here) {
          return Position(line: here.line, column: here.column + close.count)
        }
        here.column += line[here.column] == "\\" && close != "`" ? 2 : 1
      }
      // Inline mathematics may go over a line's end, not over a paragraph's.
      here = Position(line: here.line + 1, column: 0)
      if here.line > position.line + 3 { return nil }
    }
    return nil
  }
}
