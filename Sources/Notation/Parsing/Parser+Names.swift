/// Names: letters with accents, fonts, subscripts, primes and stars.
extension Parser {
  /// What is written behind a symbol or a bracket: at most one of each.
  struct Scripts {
    var sub: Range<Int>?
    var sup: Range<Int>?
    var primes = 0
    /// Where the superscript's mark stands.
    var supMark: Int?
    var place: Place?
  }

  /// Reads the scripts that come next, in any order.
  mutating func scripts() throws(ReadingError) -> Scripts {
    var result = Scripts()
    while true {
      switch kind {
      case .symbol("_"):
        guard result.sub == nil else {
          throw fail("a second subscript", suggestion: "use braces: `{x_i}_j`")
        }
        position += 1
        result.sub = try argument(of: "_")
      case .symbol("^"):
        guard result.sup == nil else {
          throw fail("a second superscript", suggestion: "use brackets: `(x^a)^b`")
        }
        let mark = position
        position += 1
        let range = try argument(of: "^")
        if !range.isEmpty, tokens[range].allSatisfy({ $0.kind == .command("prime") }) {
          result.primes += range.count
        } else if tokens[range].first?.kind == .symbol("-"), range.count == 1,
          kind == .symbol("^")
        {
          // The Unicode ⁻¹ comes as ^- ^1.
          position += 1
          let digits = try argument(of: "^")
          result.sup = range.lowerBound..<digits.upperBound
          result.supMark = mark
        } else {
          result.sup = range
          result.supMark = mark
        }
      case .symbol("'"):
        result.primes += 1
        position += 1
      default:
        return result
      }
    }
  }

  /// The letter, Greek command, accented letter or word that comes next, in canonical form; `nil`
  /// when the next token is none.
  mutating func baseName() throws(ReadingError) -> String? {
    switch kind {
    case .letter(let letter):
      position += 1
      return String(letter)
    case .word(let word), .text(let word):
      guard word.count > 1, word.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }) else {
        if word.count == 1, case .word = kind {
          position += 1
          let roman = "\\mathrm{\(word)}"
          return names[roman] == nil ? word : roman
        }
        return nil
      }
      position += 1
      return "\\mathrm{\(word)}"
    case .command(let name):
      if Letters.commandNames.contains(name) {
        position += 1
        return "\\" + name
      }
      if name.hasPrefix("mathbb{"), name != "mathbb{E}", name != "mathbb{R}" {
        position += 1
        return "\\" + name
      }
      if let form = Letters.accentForms[name] {
        position += 1
        return "\\\(form){\(canonical(try argument(of: "\\" + name)))}"
      }
      if let form = Letters.fonts[name] {
        position += 1
        let inner = canonical(try argument(of: "\\" + name))
        return form.isEmpty ? inner : "\\\(form){\(inner)}"
      }
      return nil
    default:
      return nil
    }
  }

  /// A name with its scripts, as it is declared or bound: `\psi_0`, `D^*`, `X'`.
  mutating func fullName() throws(ReadingError) -> String {
    guard let base = try baseName() else {
      throw fail("a name is expected here", suggestion: "write a letter, as in `x` or `\\psi_0`")
    }
    let scripts = try scripts()
    guard let full = self.name(base, scripts, sub: true, star: true, primes: true) else {
      throw fail(
        "a power cannot be a name", at: tokens[scripts.supMark ?? position].place,
        suggestion: "put what tells it apart into the subscript")
    }
    return full
  }

  /// The name of a bound variable: no star and no superscript belongs to it.
  mutating func boundName(after operation: String) throws(ReadingError) -> String {
    let place = place
    guard var base = try baseName() else {
      throw fail("\(operation) wants a variable here", at: place)
    }
    while take(.symbol("'")) { base += "'" }
    guard kind == .symbol("_") else { return base }
    position += 1
    return base + "_" + script(try argument(of: "_"))
  }

  /// The name that a base makes with some of its scripts; `nil` when there is another superscript.
  func name(_ base: String, _ scripts: Scripts, sub: Bool, star: Bool, primes: Bool) -> String? {
    var result = base
    if sub, let range = scripts.sub { result += "_" + script(range) }
    if primes { result += String(repeating: "'", count: scripts.primes) }
    if star, let range = scripts.sup {
      guard isStar(range) else { return nil }
      result += "^*"
    }
    return result
  }

  func isStar(_ range: Range<Int>) -> Bool {
    guard range.count == 1, let kind = tokens[range].first?.kind else { return false }
    return [.symbol("*"), .command("*"), .command("star")].contains(kind)
  }

  /// A script in canonical form, in braces when it is more than one token.
  private func script(_ range: Range<Int>) -> String {
    let inner = canonical(range)
    let isCommand =
      inner.count > 1 && inner.first == "\\" && inner.dropFirst().allSatisfy(\.isLetter)
    return inner.count == 1 || isCommand ? inner : "{\(inner)}"
  }

  /// The canonical text of tokens: no spaces, no braces round single tokens.
  func canonical(_ range: Range<Int>) -> String {
    var result = ""
    var index = range.lowerBound
    func add(_ piece: String) {
      if let last = piece.first, last.isLetter, result.endsInCommand { result += " " }
      result += piece
    }
    while index < range.upperBound {
      let kind = tokens[index].kind
      index += 1
      switch kind {
      case .symbol("{"):
        let close = min(partner(of: index - 1) ?? range.upperBound, range.upperBound)
        add(canonical(index..<close))
        index = close + 1
      case .symbol("_"), .symbol("^"):
        let part = unit(at: &index, before: range.upperBound)
        add(kind.shown + script(part))
      case .command(let name):
        if let form = Letters.accentForms[name] {
          add("\\\(form){\(canonical(unit(at: &index, before: range.upperBound)))}")
        } else if let form = Letters.fonts[name] {
          let inner = canonical(unit(at: &index, before: range.upperBound))
          add(form.isEmpty ? inner : "\\\(form){\(inner)}")
        } else {
          add("\\" + name)
        }
      case .word(let word): add(word.count == 1 ? word : "\\mathrm{\(word)}")
      case .text(let text): add("\\mathrm{\(text.filter { !$0.isWhitespace })}")
      default: add(kind.shown)
      }
    }
    return result
  }

  /// The group or token at an index.
  private func unit(at index: inout Int, before limit: Int) -> Range<Int> {
    guard index < limit else { return index..<index }
    let start = index
    if tokens[index].kind == .symbol("{"), let close = partner(of: index), close < limit {
      index = close + 1
      return (start + 1)..<close
    }
    index += 1
    return start..<index
  }

  /// The error for a name that nobody declared.
  func undeclared(_ name: String, at place: Place, type: String = "real") -> ReadingError {
    fail(
      "`\(name)` is not declared", at: place,
      suggestion: "declare it in a `given` block: `\(name) : \(type)`")
  }
}

extension String {
  fileprivate var endsInCommand: Bool {
    guard let slash = lastIndex(of: "\\") else { return false }
    let rest = self[index(after: slash)...]
    return !rest.isEmpty && rest.allSatisfy(\.isLetter)
  }
}
