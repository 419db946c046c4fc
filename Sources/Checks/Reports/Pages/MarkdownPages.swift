import Foundation

/// The report in Markdown as GitHub shows it: a page, and a page for each question.
struct MarkdownPages {
  let document: ReportDocument

  /// `report.md`.
  var text: String {
    let rows = document.sections.map { section in
      let tally = section.tally
      return
        "| [\(section.name)](markdown/\(section.slug).md) | \(tally.proved) of \(tally.stated) | "
        + "\(tally.refuted) of \(tally.neighbours) | \(tally.unexpected) |"
    }
    let unproved = document.unproved.map { claim in
      "> - \(escaped(claim.title)) (\(escaped(claim.verdict)))"
        + (claim.reason.map { ": " + escaped($0) } ?? "")
    }
    let first =
      unproved.isEmpty ? ["> - Every claim that is stated as true is proved."] : unproved
    let rest = (document.reservations + document.omissions).map { "> - \(escaped($0))" }
    let figures = document.figures.filter { $0.png != nil }.map { figure in
      """
      ![\(escaped(figure.title))](figures/\(figure.name).png)

      **\(escaped(figure.title)).** \(escaped(figure.caption))\(names(figure))

      """
    }
    return """
      # Checked derivations

      **\(escaped(document.tally.sentence)).** Seed \(document.seed); the times of the run are in \
      `times.csv`.

      \(document.disagreements.map { "> [!CAUTION]\n> \(escaped($0))\n\n" }.joined())\
      > [!IMPORTANT]
      > What is not proved
      >
      \((first + rest).joined(separator: "\n"))

      | question | proved | false neighbours refuted | not as expected |
      |---|---|---|---|
      \(rows.joined(separator: "\n"))

      \(figures.isEmpty ? "" : "## Figures\n\n" + figures.joined(separator: "\n"))

      """.trimmingCharacters(in: .newlines) + "\n"
  }

  private func names(_ figure: FinishedFigure) -> String {
    let claims = document.claims(of: figure).map { "`\($0.id)`" }
    return claims.isEmpty ? "" : " Claims: \(claims.joined(separator: ", "))."
  }

  func question(_ section: ReportDocument.Section) -> String {
    let rows = section.claims.map { claim in
      "| \(escaped(claim.title)) | \(escaped(claim.verdict)) | \(escaped(claim.shortLegs)) | "
        + "`\(claim.id)` |"
    }
    return """
      # \(section.name): \(section.tally.headline)

      | claim | outcome | legs | id |
      |---|---|---|---|
      \(rows.joined(separator: "\n"))

      \(section.claims.map(claim).joined(separator: "\n"))
      """
  }

  private func claim(_ claim: ClaimReport) -> String {
    var parts = [
      "## \(escaped(claim.title))", "`\(claim.id)` **\(escaped(claim.verdict))**",
      "```math\n\(Self.formula(claim.statement))\n```",
    ]
    if claim.lines.isEmpty || claim.outcome == .unreadable {
      parts[2] = "```\n\(claim.statement.replacingOccurrences(of: "```", with: "` ` `"))\n```"
    }
    if let reason = claim.reason { parts.append(escaped(reason)) }
    if claim.hasSeveralLines {
      let rows = claim.lines.map { line in
        let relative = line.relativeTo.map { ", relative to line \($0)" } ?? ""
        return "| \(line.number) | \(inline(line.formula)) | \(line.outcome.text)\(relative) | "
          + "\(ground(line)) |"
      }
      parts.append(
        "| line | formula | outcome | why |\n|---|---|---|---|\n" + rows.joined(separator: "\n"))
    } else if let line = claim.lines.first, !ground(line).isEmpty {
      parts.append(ground(line))
    }
    let facts = (claim.legs + claim.grounds).map { "- \($0.name): \(value($0.value))" }
    parts.append(
      "<details><summary>Evidence, assumptions, axioms</summary>\n\n"
        + facts.joined(separator: "\n") + "\n\n</details>")
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func ground(_ line: LineReport) -> String {
    var parts: [String] = []
    if let ground = line.ground { parts.append(escaped(ground)) }
    if let c = line.counterexample {
      let values = c.order.map { "\(inline($0)) = \(escaped(c.assignment[$0] ?? "?"))" }
      let place = values.isEmpty ? "" : "At \(values.joined(separator: ", ")): "
      let note = c.note.map { " (\(escaped($0)))" } ?? ""
      parts.append(
        "**\(place)left \(phrase(Phrase(value: c.left))), right \(phrase(Phrase(value: c.right)))**"
          + note)
    }
    if !line.missing.isEmpty {
      let sets = line.missing.map { $0.map(inline).joined(separator: " and ") }
      parts.append("It holds if \(sets.joined(separator: ", or if ")).")
    }
    return parts.joined(separator: "<br>")
  }

  private func value(_ value: Fact.Value) -> String {
    switch value {
    case .text(let text): escaped(text)
    case .names(let names): names.map(escaped).joined(separator: ", ")
    case .phrases(let phrases): phrases.map(phrase).joined(separator: "; ")
    }
  }

  private func phrase(_ phrase: Phrase) -> String {
    phrase.parts.map { part in
      switch part {
      case .formula(let latex): inline(latex)
      case .words(let words): escaped(words)
      case .term(let term): "`\(term)`"
      }
    }.joined(separator: " ")
  }

  /// A formula inside of text or of a table; a bar would end the table's cell.
  private func inline(_ latex: String) -> String {
    let formula = Self.formula(latex)
      .replacingOccurrences(of: "\\|", with: "\\Vert ").replacingOccurrences(
        of: "|", with: "\\vert "
      )
      .replacingOccurrences(of: "\n", with: " ").replacingOccurrences(of: "`", with: "'")
    return "$`\(formula)`$"
  }

  /// GitHub refuses `\operatorname`.
  private static func formula(_ latex: String) -> String {
    LaTeXText.formula(latex).replacingOccurrences(of: "\\operatorname*", with: "\\mathrm")
      .replacingOccurrences(of: "\\operatorname", with: "\\mathrm")
      .split(whereSeparator: \.isNewline).joined(separator: "\n")
  }

  /// Text without the signs that Markdown takes for marks.
  private func escaped(_ text: String) -> String {
    var result = ""
    for c in text {
      if "\\`*_[]<>|#$~".contains(c) { result.append("\\") }
      result.append(c.isNewline ? " " : c)
    }
    return result
  }
}
