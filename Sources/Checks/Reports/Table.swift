import Foundation

/// The report as a table for people: at most 100 columns, in colour on a terminal.
public struct Table: Sendable {
  /// Whether to use ANSI colours.
  public let colour: Bool
  /// Whether to show every line of every claim.
  public let lines: Bool

  public init(colour: Bool, lines: Bool) {
    self.colour = colour
    self.lines = lines
  }

  private static let width = 100

  public func text(_ report: RunReport) -> String {
    var result = ""
    var section = ""
    for claim in report.claims {
      if claim.file != section {
        section = claim.file
        result += (result.isEmpty ? "" : "\n") + bold(section) + "\n"
      }
      result += row(claim)
    }
    return result + "\n" + summary(report.summary) + "\n"
  }

  private func row(_ claim: ClaimReport) -> String {
    let mark = claim.asExpected ? "✓" : "✗"
    let outcome = "\(mark) \(claim.outcome.text)"
    let legs = Self.legs(claim.evidence)
    let time = String(format: "%.0f ms", claim.seconds * 1000)
    let left = Self.pad(outcome, 19) + Self.pad(claim.id, 40)
    var result =
      tint(Self.pad(outcome, 19), claim) + Self.pad(claim.id, 40)
      + Self.padLeft(legs, Self.width - left.count - 9) + Self.padLeft(time, 9) + "\n"
    result += detail("  " + claim.title)
    if !claim.asExpected {
      result += detail("  expected: \(claim.expected.text)")
    }
    if let reason = claim.reason { result += Self.paragraphs(reason, indent: 2) }
    if lines {
      for reading in claim.readings {
        result += Self.wrapped("  read so that " + Self.plain(reading))
      }
    }
    if lines, let sampled = claim.evidence.monteCarlo, sampled.verdict != nil {
      result += Self.wrapped("  samples: " + sampled.text)
    }
    for line in claim.lines where lines || line.counterexample != nil {
      result += self.line(line, of: claim)
    }
    return result
  }

  private func line(_ line: LineReport, of claim: ClaimReport) -> String {
    var result = ""
    if lines || claim.lines.count > 1 {
      let relative = line.relativeTo.map { " (relative to line \($0))" } ?? ""
      result += detail("  line \(line.number): \(line.outcome.text)\(relative)")
    }
    if lines {
      let formula = line.latex.split(whereSeparator: \.isNewline)
        .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
      result += Self.wrapped("    " + formula)
      if let rule = line.rule { result += Self.wrapped("    by " + rule) }
      if let reason = line.reason, line.outcome != .proved {
        result += Self.paragraphs(reason, indent: 4)
      }
    }
    if let c = line.counterexample { result += Self.wrapped("    " + Self.sentence(c)) }
    if !line.missing.isEmpty {
      let sets = line.missing.map { $0.map(Self.plain).joined(separator: " and ") }
      result += Self.wrapped("    it holds if " + sets.joined(separator: ", or if "))
    }
    return result
  }

  /// `at γ = 1: left 1/2, right 3/4`.
  static func sentence(_ c: CounterexampleReport) -> String {
    let values = c.order.map { "\(plain($0)) = \(c.assignment[$0] ?? "?")" }.joined(separator: ", ")
    let place = values.isEmpty ? "" : "at \(values): "
    if c.left.isEmpty, c.right.isEmpty, let note = c.note { return place + note }
    let note = c.note.map { " (\($0))" } ?? ""
    return "\(place)left \(c.left), right \(c.right)\(note)"
  }

  private static func legs(_ evidence: Evidence) -> String {
    var parts: [String] = []
    if let exact = evidence.exact {
      parts.append(
        exact.notApplicable == nil ? "exact \(exact.agree)/\(exact.instances)" : "exact –")
    }
    if let verdict = evidence.monteCarlo?.verdict {
      parts.append("samples " + (verdict == "rejected" ? "✗" : "✓"))
    }
    if let model = evidence.model {
      parts.append("model " + (model.notApplicable == nil ? model.verdict ?? "–" : "–"))
    }
    return parts.joined(separator: "  ")
  }

  private func summary(_ s: RunReport.Summary) -> String {
    let counts = [
      ("proved", s.proved), ("wrong", s.wrong), ("needs assumption", s.needsAssumption),
      ("tested", s.tested), ("undecided", s.undecided), ("unreadable", s.unreadable),
    ].filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    let verdict =
      s.unexpected == 0 ? "all as expected" : "\(s.unexpected) not as expected"
    return (counts.isEmpty ? "no claims" : counts) + "; " + verdict
  }

  // MARK: Layout

  /// Greek letters for their commands, for reading in a terminal.
  static func plain(_ latex: String) -> String {
    var text = latex
    for (command, letter) in greek { text = text.replacingOccurrences(of: command, with: letter) }
    return text.replacingOccurrences(of: "{", with: "").replacingOccurrences(of: "}", with: "")
  }

  private static let greek: [(String, String)] = [
    ("\\alpha", "α"), ("\\beta", "β"), ("\\gamma", "γ"), ("\\delta", "δ"), ("\\theta", "θ"),
    ("\\lambda", "λ"), ("\\psi", "ψ"), ("\\phi", "φ"), ("\\sigma", "σ"), ("\\eta", "η"),
    ("\\mu", "μ"), ("\\Gamma", "Γ"), (" \\ne ", " ≠ "), (" \\neq ", " ≠ "), (" \\le ", " ≤ "),
    (" \\ge ", " ≥ "),
  ]

  private func bold(_ text: String) -> String { colour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  private func detail(_ text: String) -> String {
    let line = String(text.prefix(Self.width))
    return (colour ? "\u{1B}[2m\(line)\u{1B}[0m" : line) + "\n"
  }

  private func tint(_ text: String, _ claim: ClaimReport) -> String {
    guard colour else { return text }
    let code = !claim.asExpected ? 31 : claim.outcome == .proved ? 32 : 33
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  static func pad(_ text: String, _ width: Int) -> String {
    text.count >= width ? text + " " : text + String(repeating: " ", count: width - text.count)
  }

  static func padLeft(_ text: String, _ width: Int) -> String {
    text.count >= width ? " " + text : String(repeating: " ", count: width - text.count) + text
  }

  /// Each line of the text wrapped by itself: a suggestion stays below its message.
  static func paragraphs(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return text.split(whereSeparator: \.isNewline).map { wrapped(margin + $0) }.joined()
  }

  /// The text broken at spaces into lines of at most 100 columns, with a hanging indent.
  static func wrapped(_ text: String) -> String {
    let indent = String(text.prefix { $0 == " " })
    var result = ""
    var line = indent
    for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
      if line.count + word.count + 1 > width, line.count > indent.count {
        result += line + "\n"
        line = indent + "  "
      }
      var rest = word[...]
      // A word longer than a line is broken too.
      while line.count + rest.count + 1 > width {
        let room = max(width - line.count - 1, 20)
        result += line + (line.last == " " ? "" : " ") + rest.prefix(room) + "\n"
        rest = rest.dropFirst(room)
        line = indent + "  "
      }
      line += (line.last == " " || line.isEmpty ? "" : " ") + rest
    }
    return result + line + "\n"
  }
}
