/// Collects the claims of a file: sections and their scopes, ids, expectations.
struct NoteBuilder {
  let file: String
  private var sections: [(level: Int, scope: Scope)] = [(0, Scope())]
  private var claims: [Claim] = []
  private var noteTitle: String?
  private var heading: String?
  private var title: String?
  private var id: String?
  private var expectation: Expectation?
  /// How many claims each id has named.
  private var counts: [String: Int] = [:]

  init(file: String) { self.file = file }

  /// The file's name without folders and extension.
  var stem: String {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  private var scope: Scope {
    get { sections[sections.count - 1].scope }
    set { sections[sections.count - 1].scope = newValue }
  }

  /// A heading ends the sections of its level and below, with all that they declared.
  mutating func addHeading(_ text: String, level: Int) {
    while sections.count > 1, let last = sections.last, last.level >= level {
      sections.removeLast()
    }
    sections.append((level, scope))
    heading = text
    if noteTitle == nil, !text.isEmpty { noteTitle = text }
    id = nil
    title = nil
  }

  /// A comment `id: …`, `expect: …` or `title: …`; others say nothing.
  mutating func addComment(_ text: String, at place: Place) throws(ReadingError) {
    guard let colon = text.firstIndex(of: ":") else { return }
    let key = text[..<colon].filter { !$0.isWhitespace }
    let words = text[text.index(after: colon)...].split(whereSeparator: \.isWhitespace)
    let value = words.joined(separator: " ")
    switch key {
    case "id":
      guard words.count == 1 else {
        throw ReadingError(
          at: place, "an id is one word", suggestion: "write `id: winter2020/q5.6/eigenvalues`")
      }
      id = value
    case "title": title = value
    case "expect":
      guard let read = Expectation(value) else {
        throw ReadingError(
          at: place, "I do not know the expectation `\(value)`",
          suggestion: "write proved, wrong, wrong at line 4, needs assumption, tested, undecided "
            + "or unreadable")
      }
      expectation = read
    default: break
    }
  }

  mutating func addGiven(_ fragment: Fragment) throws(ReadingError) {
    scope = try GivenBlock.read(fragment, into: scope)
  }

  /// A display; `problem` when its end is missing.
  mutating func addDisplay(_ fragment: Fragment, problem: ReadingError?) {
    var inner = scope
    var content: Result<[Line], ReadingError>
    do throws(ReadingError) {
      if let problem { throw problem }
      let display = try Display.read(fragment, scope: scope)
      inner = display.scope
      scope = inner
      content = .success(display.lines)
      if display.lines.isEmpty {
        // Nothing but definitions is no claim; an empty display is none either.
        return
      }
    } catch {
      content = .failure(error)
    }
    let first = fragment.characters.firstIndex { !$0.character.isWhitespace } ?? 0
    claims.append(
      Claim(
        id: nextID(), title: title ?? heading ?? stem, scope: inner,
        latex: fragment.text(0..<fragment.characters.count), place: fragment.place(first),
        expectation: expectation ?? .proved, content: content))
    expectation = nil
  }

  private mutating func nextID() -> String {
    guard let id else { return "\(stem)/\(claims.count + 1)" }
    let count = (counts[id] ?? 0) + 1
    counts[id] = count
    return count == 1 ? id : "\(id).\(count)"
  }

  /// The note; throws when nothing is claimed in it.
  func note() throws(ReadingError) -> Note {
    guard !claims.isEmpty else {
      throw ReadingError(
        at: Place(file: file, line: 1, column: 1), "this file claims nothing",
        suggestion: "write what is to be checked as displayed formulas, `$$ … $$`")
    }
    return Note(file: file, title: noteTitle ?? stem, claims: claims)
  }
}

extension Expectation {
  /// Reads `wrong at line 4`, `needs assumption`, ….
  init?(_ text: String) {
    switch text {
    case "proved": self = .proved
    case "wrong": self = .wrong(line: nil)
    case "needs assumption": self = .needsAssumption
    case "tested": self = .tested
    case "undecided": self = .undecided
    case "unreadable": self = .unreadable
    default:
      let prefix = "wrong at line "
      guard text.hasPrefix(prefix), let line = Int(text.dropFirst(prefix.count)), line > 0 else {
        return nil
      }
      self = .wrong(line: line)
    }
  }
}
