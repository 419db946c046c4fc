/// Presentation MathML of formulas in LaTeX.
///
/// Source: MathML Core, W3C Candidate Recommendation; stretching, spacing and limits are asked for
/// by attributes that it defines. The LaTeX is kept as an annotation.
public enum MathML {
  /// A `math` element; total: a command that is not known stands there as it was written.
  public static func element(_ latex: String, isDisplay: Bool = false) -> String {
    let body = markup([LayoutReader.read(latex)], isDisplay)
    let display = isDisplay ? " display=\"block\"" : ""
    return "<math\(display)><semantics>\(body)"
      + "<annotation encoding=\"application/x-tex\">\(escaped(latex))</annotation>"
      + "</semantics></math>"
  }

  /// A display as `math` elements that a page may put on lines of their own: it is broken in front of
  /// relations and of plus and minus outside of brackets. The first holds the LaTeX of all.
  public static func parts(_ latex: String) -> [String] {
    guard case .row(let row) = LayoutReader.read(latex) else {
      return [element(latex, isDisplay: true)]
    }
    var parts: [[Layout]] = [[]]
    var depth = 0
    // The bars of a norm are the same on both sides; inside of brackets they may stand alone.
    var isBetweenBars = false
    for item in row {
      depth += item.openedBrackets
      if depth == 0, item.isBar { isBetweenBars.toggle() }
      let isInside = depth > 0 || isBetweenBars || (parts[parts.count - 1].last?.isSign ?? true)
      if !isInside, item.mayStartLine { parts.append([]) }
      parts[parts.count - 1].append(item)
    }
    return parts.enumerated().map { index, part in
      let body = markup([.row(index == 0 ? part : [.row([])] + part)], true)
      let note =
        index == 0
        ? "<annotation encoding=\"application/x-tex\">\(escaped(latex))</annotation>" : ""
      return "<math display=\"block\"><semantics>\(body)\(note)</semantics></math>"
    }
  }

  /// Text that may stand in an element or in a quoted attribute.
  public static func escaped(_ text: String) -> String {
    var result = ""
    for c in text.unicodeScalars {
      switch c {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      // XML has no other control characters.
      case _ where c.value < 0x20 && !["\n", "\t"].contains(c): result += "�"
      default: result.unicodeScalars.append(c)
      }
    }
    return result
  }

  /// One element around the parts.
  private static func markup(_ parts: [Layout], _ isDisplay: Bool) -> String {
    if parts.count == 1 {
      if case .row(let inner) = parts[0], inner.count == 1 { return markup(inner, isDisplay) }
      if case .row = parts[0] {} else { return element(parts[0], isDisplay, after: nil) }
    }
    var flat: [Layout] = []
    for part in parts {
      if parts.count == 1, case .row(let inner) = part { flat += inner } else { flat.append(part) }
    }
    var result = ""
    for (index, part) in flat.enumerated() {
      result += element(part, isDisplay, after: index > 0 ? flat[index - 1] : nil)
      if case .function = part.base, index + 1 < flat.count, !flat[index + 1].opensBracket {
        result += "<mspace width=\"0.17em\"/>"
      }
    }
    return "<mrow>\(result)</mrow>"
  }

  private static func element(_ part: Layout, _ isDisplay: Bool, after previous: Layout?) -> String
  {
    switch part {
    case .identifier(let text, let isUpright):
      return
        "<mi\(isUpright && text.count == 1 ? " mathvariant=\"normal\"" : "")>\(escaped(text))</mi>"
    case .bold(let text): return "<mi style=\"font-weight:bold\">\(escaped(text))</mi>"
    case .number(let digits): return "<mn>\(digits)</mn>"
    case .sign(let text, let role): return sign(text, role, after: previous)
    case .sized(let text, let em, let role):
      let form = role == .open ? "prefix" : role == .close ? "postfix" : "infix"
      let space = role == .relation ? "" : " lspace=\"0\" rspace=\"0\""
      return "<mo form=\"\(form)\" stretchy=\"true\" symmetric=\"true\" minsize=\"\(em)em\" "
        + "maxsize=\"\(em)em\"\(space)>\(escaped(text))</mo>"
    case .function(let name, _):
      let space = previous.map { !$0.opensBracket && !$0.isSign } ?? false
      return (space ? "<mspace width=\"0.17em\"/>" : "") + "<mi>\(escaped(name))</mi>"
    case .text(let text): return "<mtext>\(escaped(text.replacingSpaces))</mtext>"
    case .space(let em): return "<mspace width=\"\(rounded(em))em\"/>"
    case .row(let parts): return markup([.row(parts)], isDisplay)
    case .fenced(let open, let body, let close):
      return "<mrow>\(fence(open, "prefix"))\(markup([.row(body)], isDisplay))"
        + "\(fence(close, "postfix"))</mrow>"
    case .fraction(let a, let b, let hasBar):
      return "<mfrac\(hasBar ? "" : " linethickness=\"0\"")>\(markup([.row(a)], false))"
        + "\(markup([.row(b)], false))</mfrac>"
    case .root(let body, let degree):
      guard let degree else { return "<msqrt>\(markup([.row(body)], isDisplay))</msqrt>" }
      return "<mroot>\(markup([.row(body)], isDisplay))\(markup([.row(degree)], false))</mroot>"
    case .scripts(let base, let below, let above):
      return scripts(base, below, above, isDisplay, after: previous)
    case .accent(let body, let mark, let isBelow):
      let tag = isBelow ? "munder" : "mover"
      let stretch = body.count > 1 || mark == "⏟" || mark == "⏞" ? "true" : "false"
      return "<\(tag) accent\(isBelow ? "under" : "")=\"true\">\(markup([.row(body)], isDisplay))"
        + "<mo stretchy=\"\(stretch)\">\(escaped(mark))</mo></\(tag)>"
    case .table(let rows, let kind): return table(rows, kind, isDisplay)
    }
  }

  private static func rounded(_ em: Double) -> String {
    let thousandths = Int((em * 1000).rounded())
    return "\(Double(thousandths) / 1000)"
  }

  private static func sign(_ text: String, _ role: Layout.Role, after previous: Layout?) -> String {
    let text = escaped(text)
    switch role {
    case .open: return "<mo form=\"prefix\" stretchy=\"false\">\(text)</mo>"
    case .close: return "<mo form=\"postfix\" stretchy=\"false\">\(text)</mo>"
    case .large: return "<mo largeop=\"true\" movablelimits=\"false\">\(text)</mo>"
    case .integral: return "<mo largeop=\"true\">\(text)</mo>"
    case .punctuation: return "<mo separator=\"true\">\(text)</mo>"
    case .ordinary:
      if text == "|" || text == "‖" {
        return "<mo stretchy=\"false\" lspace=\"0\" rspace=\"0\">\(text)</mo>"
      }
      return "<mi mathvariant=\"normal\">\(text)</mi>"
    case .relation: return "<mo stretchy=\"false\">\(text)</mo>"
    case .binary:
      // A sign in front of its number, not between two.
      let isPrefix = previous.map { $0.isSign || $0.opensBracket } ?? true
      return isPrefix ? "<mo form=\"prefix\">\(text)</mo>" : "<mo form=\"infix\">\(text)</mo>"
    }
  }

  private static func fence(_ text: String, _ form: String) -> String {
    text.isEmpty
      ? ""
      : "<mo form=\"\(form)\" fence=\"true\" stretchy=\"true\" lspace=\"0\" rspace=\"0\">"
        + "\(escaped(text))</mo>"
  }

  private static func scripts(
    _ base: Layout, _ below: [Layout]?, _ above: [Layout]?, _ isDisplay: Bool,
    after previous: Layout?
  ) -> String {
    let takesLimits =
      switch base {
      case .sign(_, .large): isDisplay
      case .function(_, let limits): limits && isDisplay
      case .accent(_, let mark, _): mark == "⏟" || mark == "⏞"
      default: false
      }
    let (under, over) = takesLimits ? ("under", "over") : ("sub", "sup")
    let parts = [below, above].compactMap { $0 }.map { markup([.row($0)], false) }.joined()
    let tag = (below == nil ? "" : under) + (above == nil ? "" : over)
    return "<m\(tag)>\(element(base, isDisplay, after: .sign("", .open)))\(parts)</m\(tag)>"
  }

  private static func table(_ rows: [[[Layout]]], _ kind: Layout.Table, _ isDisplay: Bool) -> String
  {
    let columns = rows.map(\.count).max() ?? 0
    let body = rows.map { row in
      let cells = (0..<columns).map { column in
        let side =
          switch kind {
          case .aligned: column % 2 == 0 ? "right" : "left"
          case .matrix: "center"
          case .left: "left"
          }
        let space = kind == .aligned && column % 2 == 1 ? ";padding-left:0" : ""
        let cell = column < row.count ? row[column] : []
        // A relation at the start of a cell stands between two sides all the same.
        let content =
          kind == .aligned && column % 2 == 1 ? [.row([.row([])] + cell)] : [Layout.row(cell)]
        return "<mtd style=\"text-align:\(side)\(space)\">\(markup(content, isDisplay))</mtd>"
      }
      return "<mtr>\(cells.joined())</mtr>"
    }
    let style = kind == .aligned && isDisplay ? " displaystyle=\"true\"" : ""
    return "<mtable\(style)>\(body.joined())</mtable>"
  }
}

extension Layout {
  /// What the scripts of a part stand at.
  fileprivate var base: Layout { if case .scripts(let base, _, _) = self { base } else { self } }

  fileprivate var opensBracket: Bool {
    switch self {
    case .sign(_, .open), .sized(_, _, .open), .fenced: true
    default: false
    }
  }

  /// How many more brackets are open behind it than in front of it.
  fileprivate var openedBrackets: Int {
    switch base {
    case .sign(_, .open), .sized(_, _, .open): 1
    case .sign(_, .close), .sized(_, _, .close): -1
    default: 0
    }
  }

  fileprivate var isBar: Bool {
    switch base {
    case .sign(let text, .ordinary), .sized(let text, _, .ordinary): text == "|" || text == "‖"
    default: false
    }
  }

  /// Relations, and plus and minus.
  fileprivate var mayStartLine: Bool {
    switch self {
    case .sign(_, .relation): true
    case .sign(let text, .binary): text == "+" || text == "−"
    default: false
    }
  }

  /// Whether what follows is in front position.
  fileprivate var isSign: Bool {
    switch self {
    case .sign(_, let role), .sized(_, _, let role):
      [.relation, .binary, .punctuation, .large, .integral].contains(role)
    default: false
    }
  }
}

extension String {
  /// Spaces at the ends of a text would be lost.
  fileprivate var replacingSpaces: String {
    var result = self
    if first == " " { result = "\u{A0}" + result.dropFirst() }
    if last == " " { result = result.dropLast() + "\u{A0}" }
    return result
  }
}
