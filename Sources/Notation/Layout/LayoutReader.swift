/// Reads the layout of LaTeX; total, since a page has to show also what the checker refuses.
///
/// A command that is not known becomes a text of its own name. Cost: linear in the text, but for
/// groups nested deeper than 200, which are shown as text.
struct LayoutReader {
  private let characters: [Character]
  private var position = 0
  private var depth = 0

  private static let deepest = 200

  private init(_ latex: String) { characters = Array(latex) }

  /// The layout of a formula, or of the rows of a display.
  static func read(_ latex: String) -> Layout {
    var reader = LayoutReader(latex)
    var rows: [[[Layout]]] = []
    while reader.position < reader.characters.count {
      rows += reader.rows()
      reader.skipClosing()
    }
    rows.removeAll { $0.allSatisfy(\.isEmpty) }
    return rows.count > 1 ? .table(rows, .aligned) : .row(rows.first?.flatMap { $0 } ?? [])
  }

  /// Skips what closes here and was never opened.
  private mutating func skipClosing() {
    if startsRight {
      position += 6
    } else if starts(with: "\\end{") {
      _ = commandName()
      _ = rawArgument()
    } else if next != nil {
      position += 1
    }
  }

  // MARK: Rows and atoms

  private var next: Character? { position < characters.count ? characters[position] : nil }

  private func starts(with text: String) -> Bool { characters[position...].starts(with: text) }

  private mutating func skipSpace() {
    while let c = next, c.isWhitespace || c == "%" {
      if c == "%" {
        position = characters[position...].firstIndex { $0.isNewline } ?? characters.count
      } else {
        position += 1
      }
    }
  }

  /// The cells of the rows up to an `\end`, a closing brace or the end.
  private mutating func rows() -> [[[Layout]]] {
    var rows: [[[Layout]]] = [[[]]]
    while true {
      rows[rows.count - 1][rows[rows.count - 1].count - 1] += row()
      if next == "&" {
        position += 1
        rows[rows.count - 1].append([])
      } else if starts(with: "\\\\") {
        position += 2
        if next == "*" { position += 1 }
        if next == "[" { _ = optionalArgument() }
        rows.append([[]])
      } else {
        break
      }
    }
    if rows.count > 1, rows[rows.count - 1].allSatisfy(\.isEmpty) { rows.removeLast() }
    return rows
  }

  /// Atoms with their scripts up to `&`, `\\`, `}`, `\right`, `\end` or the end.
  private mutating func row() -> [Layout] {
    var result: [Layout] = []
    while true {
      skipSpace()
      guard let c = next, c != "&", c != "}" else { return result }
      if starts(with: "\\\\") || starts(with: "\\end{") || startsRight { return result }
      if c == "_" || c == "^" || c == "'" {
        result.append(scripted(result.popLast() ?? .row([])))
        continue
      }
      guard let atom = atom() else { continue }
      result.append(scripted(atom))
    }
  }

  private var startsRight: Bool {
    starts(with: "\\right")
      && !(position + 6 < characters.count && characters[position + 6].isLetter)
  }

  private mutating func scripted(_ base: Layout) -> Layout {
    var below: [Layout]?
    var above: [Layout] = []
    while true {
      skipSpace()
      switch next {
      case "_" where below == nil:
        position += 1
        below = argument()
      case "^":
        position += 1
        above += argument()
      case "'":
        position += 1
        above.append(.sign("′", .ordinary))
      default:
        return below == nil && above.isEmpty
          ? base : .scripts(base, below: below, above: above.isEmpty ? nil : above)
      }
    }
  }

  /// A group in braces, or the next atom alone.
  private mutating func argument() -> [Layout] {
    skipSpace()
    if next == "{" { return group() }
    // `x^2y` and `\frac12`: one digit, not the number.
    if let c = next, c.isWholeNumber {
      position += 1
      return [.number(String(c))]
    }
    guard let c = next, c != "}", c != "&", !starts(with: "\\end{") else { return [] }
    return atom().map { [$0] } ?? []
  }

  private mutating func group() -> [Layout] {
    position += 1
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.deepest else { return [.text(raw())] }
    let rows = rows()
    if next == "}" { position += 1 }
    return rows.count > 1 ? [.table(rows, .left)] : rows[0].flatMap { $0 }
  }

  /// The text of a group whose opening brace was read, without its braces.
  private mutating func raw() -> String {
    var open = 1
    var text = ""
    while let c = next {
      position += 1
      if c == "{" { open += 1 }
      if c == "}" { open -= 1 }
      if open == 0 { break }
      text.append(c)
    }
    return text
  }

  private mutating func rawArgument() -> String {
    skipSpace()
    guard next == "{" else {
      defer { position = min(position + 1, characters.count) }
      return next.map(String.init) ?? ""
    }
    position += 1
    return raw()
  }

  private mutating func optionalArgument() -> String? {
    guard next == "[" else { return nil }
    position += 1
    var text = ""
    while let c = next, c != "]" {
      text.append(c)
      position += 1
    }
    if next != nil { position += 1 }
    return text
  }

  private mutating func atom() -> Layout? {
    guard let c = next else { return nil }
    switch c {
    case "{": return .row(group())
    case "\\": return command()
    case "~":
      position += 1
      return .space(0.25)
    case "|":
      position += 1
      return .sign("|", .ordinary)
    case _ where c.isWholeNumber && c.isASCII:
      var digits = ""
      while let d = next, (d.isWholeNumber && d.isASCII) || (d == "." && isDigit(at: position + 1))
      {
        digits.append(d)
        position += 1
      }
      return .number(digits)
    default:
      position += 1
      if let role = LayoutSigns.characters[c] {
        return .sign(c == "-" ? "−" : c == "*" ? "∗" : String(c), role)
      }
      // ², ᵀ, ₀ and the like stand for LaTeX.
      if let latex = Letters.latex[c], latex.hasPrefix("^") || latex.hasPrefix("_") {
        return .scripts(
          .row([]), below: latex.hasPrefix("_") ? Self.list(latex) : nil,
          above: latex.hasPrefix("^") ? Self.list(latex) : nil)
      }
      return c.isLetter ? .identifier(String(c), isUpright: false) : .sign(String(c), .ordinary)
    }
  }

  private static func list(_ script: String) -> [Layout] {
    var reader = LayoutReader(String(script.dropFirst()))
    return reader.row()
  }

  private func isDigit(at index: Int) -> Bool {
    index < characters.count && characters[index].isWholeNumber
  }

  // MARK: Commands

  private mutating func commandName() -> String {
    position += 1
    guard let c = next else { return "" }
    position += 1
    guard c.isLetter, c.isASCII else { return String(c) }
    var name = String(c)
    while let c = next, c.isLetter, c.isASCII {
      name.append(c)
      position += 1
    }
    return name
  }

  private mutating func command() -> Layout? {
    let name = commandName()
    if let letter = Letters.unicode[name] {
      let isUpright = name.first?.isUppercase == true
      return .identifier(letter, isUpright: isUpright)
    }
    if let (sign, role) = LayoutSigns.commands[name] { return .sign(sign, role) }
    if let width = LayoutSigns.spaces[name] { return .space(width) }
    if let takesLimits = LayoutSigns.functions[name] {
      return .function(name, takesLimits: takesLimits)
    }
    if Commands.texts.contains(name) { return .text(rawArgument()) }
    if Commands.words.contains(name) {
      if next == "*" { position += 1 }
      return Self.word(rawArgument())
    }
    if let font = Letters.fonts[name] { return styled(argument(), font) }
    if let (mark, isBelow) = LayoutSigns.accents[name] {
      return .accent(argument(), mark: mark, isBelow: isBelow)
    }
    if let size = LayoutSigns.sizes.first(where: { row in
      ["", "l", "r", "m"].contains { name == row.key + $0 }
    }) {
      return bracket(name).map { .sized($0.sign, em: size.value, $0.role) }
    }
    return construct(name)
  }

  private mutating func construct(_ name: String) -> Layout? {
    switch name {
    case "frac", "dfrac", "tfrac", "cfrac":
      let above = argument()
      return .fraction(above, argument(), hasBar: true)
    case "binom", "tbinom", "dbinom":
      let above = argument()
      return .fenced(open: "(", [.fraction(above, argument(), hasBar: false)], close: ")")
    case "sqrt":
      skipSpace()
      let degree = optionalArgument().map { text in
        var reader = LayoutReader(text)
        return reader.row()
      }
      return .root(argument(), degree: degree)
    case "left": return fenced()
    case "right", "middle": return bracket("").map { .sign($0.sign, $0.role) }
    case "begin": return environment()
    case _ where Commands.ignored.contains(name): return nil
    case _ where Commands.ignoredWithArgument.contains(name):
      _ = rawArgument()
      return nil
    default: return .text("\\" + name)
    }
  }

  /// The bracket behind `\left`, `\Big` and the like; `.` is none.
  private mutating func bracket(_ name: String) -> (sign: String, role: Layout.Role)? {
    skipSpace()
    guard let c = next else { return nil }
    var (sign, role) = (String(c), LayoutSigns.characters[c] ?? .ordinary)
    if c == "\\" {
      let command = commandName()
      (sign, role) = LayoutSigns.commands[command] ?? ("", .ordinary)
    } else {
      position += 1
    }
    if name.hasSuffix("l") { role = .open }
    if name.hasSuffix("r") { role = .close }
    if name.hasSuffix("m") { role = .relation }
    return sign == "." ? nil : (sign, role)
  }

  private mutating func fenced() -> Layout {
    let open = bracket("")?.sign ?? ""
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.deepest else { return .sign(open, .open) }
    let body = rows().flatMap { $0.flatMap { $0 } }
    var close = ""
    if startsRight {
      position += 6
      close = bracket("")?.sign ?? ""
    }
    return .fenced(open: open, body, close: close)
  }

  private mutating func environment() -> Layout {
    let name = rawArgument()
    if next == "[" { _ = optionalArgument() }
    if name == "array" || name.hasPrefix("alignat") { _ = rawArgument() }
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.deepest else { return .text("\\begin{\(name)}") }
    var rows = rows()
    if starts(with: "\\end{") {
      _ = commandName()
      _ = rawArgument()
    }
    rows.removeAll { $0.allSatisfy(\.isEmpty) }
    let fences: [String: (String, String)] = [
      "pmatrix": ("(", ")"), "psmallmatrix": ("(", ")"), "bmatrix": ("[", "]"),
      "bsmallmatrix": ("[", "]"), "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"),
      "Bmatrix": ("{", "}"), "cases": ("{", ""),
    ]
    let kind: Layout.Table =
      Commands.displays.contains(name.plainEnvironment)
      ? .aligned : name == "cases" ? .left : .matrix
    if kind == .aligned, rows.count == 1 { return .row(rows[0].flatMap { $0 }) }
    let table = Layout.table(rows, kind)
    return fences[name].map { .fenced(open: $0.0, [table], close: $0.1) } ?? table
  }

  /// `\operatorname{diag}`: a function; one letter alone is upright.
  private static func word(_ text: String) -> Layout {
    let text = text.filter { $0 != "\\" && $0 != "," && $0 != "!" }
    return text.count == 1
      ? .identifier(text, isUpright: true)
      : .function(text, takesLimits: LayoutSigns.functions[text] ?? false)
  }

  private func styled(_ body: [Layout], _ font: String) -> Layout {
    guard let alphabet = MathAlphabet(font: font) else { return .row(body) }
    let styled = body.map { part -> Layout in
      switch part {
      case .identifier(let text, _), .number(let text):
        let letters = text.compactMap { alphabet.character($0) }
        if letters.count == text.count { return .identifier(letters.joined(), isUpright: true) }
        return alphabet == .bold ? .bold(text) : part
      default: return part
      }
    }
    return styled.count == 1 ? styled[0] : .row(styled)
  }
}
