/// A text of a report in which formulas in LaTeX and words stand beside each other:
/// `R_{ij} \sim \operatorname{Bernoulli}(p) independent`.
struct Phrase: Equatable, Sendable {
  enum Part: Equatable, Sendable {
    case formula(String)
    case words(String)
    /// A term of the kernel.
    case term(String)
  }

  let parts: [Part]

  /// An assumption: words of two letters or more that stand outside of braces are prose.
  init(assumption text: String) {
    if let colon = text.range(of: "exists: ") {
      parts = [
        .words(String(text[..<colon.upperBound])),
        .term(Table.plain(String(text[colon.upperBound...]))),
      ]
      return
    }
    var parts: [Part] = []
    var depth = 0
    for piece in text.split(separator: " ") {
      let isWord =
        depth == 0 && piece.count > 1 && piece.allSatisfy { ("a"..."z").contains($0) || $0 == "." }
      depth += piece.reduce(0) { $0 + ($1 == "{" ? 1 : $1 == "}" ? -1 : 0) }
      switch (parts.last, isWord) {
      case (.words(let last), true): parts[parts.count - 1] = .words(last + " " + piece)
      case (.formula(let last), false): parts[parts.count - 1] = .formula(last + " " + piece)
      default: parts.append(isWord ? .words(String(piece)) : .formula(String(piece)))
      }
    }
    self.parts = parts
  }

  /// A side of a counterexample: a value, or a formula that has none.
  init(value text: String) {
    let isFormula = text.contains("\\") || text.contains("_{")
    parts = [isFormula ? .formula(text) : .words(text)]
  }
}
