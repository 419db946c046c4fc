import Kernel

/// How a claim was proved or refuted, for a reader: as plain text or as Markdown.
public struct Explanation {
  private let isMarkdown: Bool

  public init(isMarkdown: Bool) { self.isMarkdown = isMarkdown }

  public func text(_ claim: ClaimReport) -> String {
    let verdict =
      claim.outcome.text
      + (claim.asExpected ? ", as expected" : ", where \(claim.expected.text) was expected")
    var result =
      isMarkdown
      ? "# \(claim.title)\n\n`\(claim.id)` in `\(claim.file)`: **\(verdict)**\n"
      : "\(claim.id): \(claim.title)\n\(claim.file)\n\n  \(verdict)\n"
    if let reason = claim.reason { result += paragraph(Table.plain(reason)) }
    for line in claim.lines { result += text(line) }
    result += list("readings that were not literal", claim.readings.map(Table.plain))
    result += list("assumptions used", claim.assumptions.used.map(formula))
    result += list("assumptions not used", claim.assumptions.unused.map(formula))
    result += list("standing assumptions used", claim.assumptions.standing)
    if let witness = claim.witness, !witness.isEmpty {
      result += list("an admissible instance", [Table.plain(witness)])
    }
    let rows = Axiom.table.filter { claim.axioms.contains($0.name) }
    for kind in [Axiom.Class.foundational, .cited] {
      result += list(
        "\(kind.rawValue) axioms",
        rows.filter { $0.kind == kind }.map { "\($0.name): \($0.law) [\($0.citation)]" })
    }
    result += evidence(claim.evidence, of: claim.id)
    return result
  }

  // MARK: One line

  private func text(_ line: LineReport) -> String {
    var result =
      isMarkdown
      ? "\n## Line \(line.number): \(line.outcome.text)\n\n$$\n\(line.latex)\n$$\n"
      : "\nline \(line.number): \(line.outcome.text)\n"
        + line.latex.split(whereSeparator: \.isNewline).map { "    \($0)\n" }.joined()
    if let rule = line.rule { result += paragraph("proved by " + rule) }
    if let c = line.counterexample { result += paragraph("fails " + Table.sentence(c)) }
    for set in line.missing { result += paragraph("holds if " + set.joined(separator: " and ")) }
    guard let proof = line.proof else { return result }
    result += list("it rests on", (proof.assumptions + proof.standing).map(formula))
    result += list(
      "conditions for it to make sense",
      proof.conditions.map { part in
        let from =
          part.assumptions.isEmpty ? "" : ", from " + part.assumptions.joined(separator: ", ")
        return "\(Self.shortened(part.condition)): by \(part.rule)\(from)"
      })
    result += list(
      "certificates: each sum of products of what is known would be positive and is 0",
      proof.certificates)
    result += list("axiom rows", [proof.axioms.joined(separator: ", ")].filter { !$0.isEmpty })
    return result
  }

  /// A long formula with its middle left out.
  private static func shortened(_ text: String) -> String {
    text.count <= 160 ? text : "\(text.prefix(100)) … \(text.suffix(40))"
  }

  // MARK: Layout

  private func formula(_ latex: String) -> String { isMarkdown ? "$\(latex)$" : latex }

  private func paragraph(_ text: String) -> String {
    isMarkdown ? "\n\(text)\n" : Table.wrapped("  " + text)
  }

  private func list(_ title: String, _ items: [String]) -> String {
    guard !items.isEmpty else { return "" }
    if isMarkdown {
      let heading = title.prefix(1).uppercased() + title.dropFirst()
      return "\n\(heading):\n\n" + items.map { "- \($0)\n" }.joined()
    }
    return "\n\(title):\n" + items.map { Table.wrapped("  " + $0) }.joined()
  }

  private func evidence(_ evidence: Evidence, of id: String) -> String {
    var items: [String] = []
    if let exact = evidence.exact {
      items.append(
        exact.notApplicable.map { "exact: not applicable, \($0)" }
          ?? "exact: \(exact.agree) of \(exact.instances) random admissible instances agree to at "
          + "least \(exact.digits) digits; `checks replay \(id) LINE K` shows the K-th of a line")
    }
    if let sampled = evidence.monteCarlo { items.append("Monte Carlo: " + sampled.text) }
    if let model = evidence.model {
      if let reason = model.notApplicable {
        items.append("model: not applicable, \(reason)")
      } else if let predicted = model.predicted, let measured = model.measured,
        let tolerance = model.tolerance
      {
        items.append(
          "model: \(model.quantity ?? ""): predicted \(predicted), measured \(measured) "
            + "± \(tolerance), \(model.verdict ?? ""); a wrong formula is \(model.control ?? "")")
      }
    }
    return list("evidence", items)
  }
}
