import Foundation
import Notation

/// Text and formulas of a report in LaTeX that pdfTeX compiles with amsmath, amssymb and booktabs.
enum LaTeXText {
  /// Text of a paragraph; a Unicode character without a command becomes its number.
  static func escaped(_ text: String) -> String {
    var result = ""
    for c in text {
      if let plain = specials[c] {
        result += plain
      } else if c.isASCII || "äöüßÄÖÜéèàçñ".contains(c) {
        result.append(c)
      } else if let plain = letters[c] {
        result += plain
      } else if let latex = latexCommand(for: c) {
        result +=
          latex.hasPrefix("^") || latex.hasPrefix("_")
          ? "\\ensuremath{{}\(latex)}" : "\\ensuremath{\(latex)}"
      } else {
        let scalars = c.unicodeScalars.map { "U+" + String($0.value, radix: 16, uppercase: true) }
        result += "[\(scalars.joined(separator: " "))]"
      }
    }
    return result
  }

  private static let specials: [Character: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#",
    "%": "\\%", "_": "\\_\\allowbreak{}", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}",
    "<": "\\ensuremath{<}", ">": "\\ensuremath{>}", "|": "\\ensuremath{|}",
    "\"": "''", "/": "/\\allowbreak{}",
  ]

  private static let letters: [Character: String] = [
    "–": "--", "—": "---", "’": "'", "‘": "`", "“": "``", "”": "''", "…": "\\dots{}",
    "✓": "\\ensuremath{\\checkmark}", "✗": "\\ensuremath{\\times}", "¹": "\\ensuremath{{}^1}",
    "⁰": "\\ensuremath{{}^0}", "⁵": "\\ensuremath{{}^5}", "⁶": "\\ensuremath{{}^6}",
    "⁷": "\\ensuremath{{}^7}", "⁸": "\\ensuremath{{}^8}", "⁹": "\\ensuremath{{}^9}",
    "σ": "\\ensuremath{\\sigma}", "∑": "\\ensuremath{\\Sigma}", "•": "\\ensuremath{\\bullet}",
    "\u{A0}": "~",
  ]

  /// Text with terms in it, breakable behind their signs.
  static func breakableText(_ text: String) -> String {
    var result = ""
    for c in text {
      result += escaped(String(c))
      if "()[],.:·+".contains(c) { result += "\\allowbreak{}" }
    }
    return result
  }

  /// A term of the kernel.
  static func term(_ text: String) -> String { "{\\small " + breakableText(text) + "}" }

  /// A formula for `$…$`: Unicode letters become their commands, alignment and spacing that only a
  /// display allows are dropped.
  static func formula(_ latex: String) -> String {
    var result = ""
    for c in latex {
      if c.isASCII {
        result.append(c)
      } else if let command = latexCommand(for: c) {
        result += " " + command + " "
      } else {
        result += "\\text{\(escaped(String(c)))}"
      }
    }
    for name in ["\\label", "\\tag"] { result = result.withoutCommand(name) }
    return result.withoutDisplayEnvironments
  }

  /// The formula so that TeX may break it: brackets get fixed sizes, and a break is allowed behind
  /// every comma outside of braces.
  static func breakable(_ latex: String) -> String {
    var result = ""
    var rest = formula(latex)[...]
    var depth = 0
    while let c = rest.first {
      if c == "\\" {
        let name = rest.dropFirst().prefix { $0.isLetter && $0.isASCII }
        if name == "left" || name == "right" {
          let side = name == "left" ? "\\bigl" : "\\bigr"
          rest = rest.dropFirst(name.count + 1).drop { $0.isWhitespace }
          result += side
          continue
        }
        if name == "middle" {
          rest = rest.dropFirst(7)
          result += "\\big"
          continue
        }
        if name == "begin" { depth += 1 }
        if name == "end" { depth -= 1 }
        let count = name.isEmpty ? 2 : name.count + 1
        result += rest.prefix(count)
        rest = rest.dropFirst(count)
        continue
      }
      if c == "{" { depth += 1 }
      if c == "}" { depth -= 1 }
      result.append(c)
      rest = rest.dropFirst()
      if c == ",", depth == 0 { result += "\\allowbreak{}" }
    }
    return result
  }

  static func phrase(_ phrase: Phrase) -> String {
    phrase.parts.map { part in
      switch part {
      case .formula(let latex): "$\(breakable(latex))$"
      case .words(let words): escaped(words)
      case .term(let text): term(text)
      }
    }.joined(separator: " ")
  }
}

extension String {
  /// The text without a command and its argument.
  fileprivate func withoutCommand(_ name: String) -> String {
    var result = self
    while let range = result.range(of: name + "{") {
      var end = range.upperBound
      var depth = 1
      while end < result.endIndex, depth > 0 {
        if result[end] == "{" { depth += 1 }
        if result[end] == "}" { depth -= 1 }
        end = result.index(after: end)
      }
      result.removeSubrange(range.lowerBound..<end)
    }
    return result
  }

  /// `align` and its relatives stand outside of mathematics; inside, their `-ed` forms do.
  fileprivate var withoutDisplayEnvironments: String {
    var result = self
    for (outer, inner) in [
      ("align", "aligned"), ("gather", "gathered"), ("multline", "gathered"), ("split", "aligned"),
      ("flalign", "aligned"), ("eqnarray", "aligned"), ("equation", ""), ("displaymath", ""),
    ] {
      for star in ["", "*"] {
        for side in ["begin", "end"] {
          result = result.replacingOccurrences(
            of: "\\\(side){\(outer)\(star)}", with: inner.isEmpty ? "" : "\\\(side){\(inner)}")
        }
      }
    }
    return result
  }
}
