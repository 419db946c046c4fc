/// The report as tables of comma-separated values (RFC 4180).
struct CSVTables {
  let run: RunReport

  /// One row a claim, without times.
  var claims: String {
    Self.table(
      [
        "id", "document", "question", "title", "file", "statement", "outcome", "expected",
        "as expected", "reason", "assumptions used", "assumptions not used",
        "standing assumptions", "assumptions missing", "axioms", "cited axioms", "symbolic",
        "exact instances", "exact agree", "exact digits", "samples", "sampled estimate",
        "interval from", "interval to", "false alarm", "miss", "samples verdict",
        "model quantity", "model predicted", "model measured", "model tolerance",
        "model control", "model verdict", "disagreements", "seed",
      ],
      run.claims.map { claim in
        let exact = claim.evidence.exact
        let sampled = claim.evidence.monteCarlo
        let model = claim.evidence.model
        let interval = sampled?.interval ?? []
        return [
          claim.id, claim.document, claim.question, claim.title, claim.file, claim.statement,
          claim.outcome.text, claim.expected.text, claim.asExpected ? "yes" : "no",
          claim.reason ?? "", list(claim.assumptions.used), list(claim.assumptions.unused),
          list(claim.assumptions.standing), list(claim.assumptions.missing), list(claim.axioms),
          list(claim.citedAxioms), claim.evidence.symbolic?.outcome.text ?? "",
          text(exact?.instances), text(exact?.agree), text(exact?.digits), text(sampled?.samples),
          text(sampled?.estimate), text(interval.first), text(interval.last),
          text(sampled?.falseAlarm), text(sampled?.miss), sampled?.verdict ?? "",
          model?.quantity ?? "", text(model?.predicted), text(model?.measured),
          text(model?.tolerance), model?.control ?? "", model?.verdict ?? "",
          list(claim.disagreements.map(\.text)), String(claim.seed),
        ]
      })
  }

  /// One row a line.
  var lines: String {
    Self.table(
      [
        "id", "line", "relation", "formula", "outcome", "rule", "reason", "counterexample", "left",
        "right", "note", "holds if", "relative to line", "exact instances", "exact agree",
      ],
      run.claims.flatMap { claim in
        claim.lines.map { line in
          let c = line.counterexample
          let values = c?.order.map { "\($0) = \(c?.assignment[$0] ?? "")" } ?? []
          return [
            claim.id, String(line.number), line.relation, line.latex, line.outcome.text,
            line.rule ?? "", line.reason ?? "", list(values), c?.left ?? "", c?.right ?? "",
            c?.note ?? "",
            line.missing.map { $0.joined(separator: " and ") }.joined(separator: "; "),
            text(line.relativeTo), text(line.instances), text(line.agree),
          ]
        }
      })
  }

  /// The times, which are the only thing that differs from run to run.
  var times: String {
    Self.table(
      ["id", "seconds", "sampling seconds"],
      run.claims.map { claim in
        [claim.id, text(claim.seconds), text(claim.evidence.monteCarlo?.seconds)]
      })
  }

  private func list(_ items: [String]) -> String { items.joined(separator: "; ") }
  private func text(_ value: Int?) -> String { value.map(String.init) ?? "" }
  private func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

  static func table(_ header: [String], _ rows: [[String]]) -> String {
    ([header] + rows).map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
  }

  private static func quoted(_ field: String) -> String {
    guard field.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return field
    }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
