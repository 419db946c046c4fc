import Kernel

/// How a claim was proved or refuted, for a reader.
public enum Explanation {
  public static func text(_ claim: ClaimReport) -> String {
    var result = "\(claim.id): \(claim.title)\n\(claim.file)\n\n"
    result += "  \(claim.outcome.text)"
    result += claim.asExpected ? ", as expected\n" : ", where \(claim.expected.text) was expected\n"
    if let reason = claim.reason { result += Table.paragraphs(reason, indent: 2) }
    for line in claim.lines {
      result += "\nline \(line.number): \(line.outcome.text)\n"
      for part in line.latex.split(whereSeparator: \.isNewline) { result += "    \(part)\n" }
      if let rule = line.rule { result += Table.wrapped("  proved by " + rule) }
      if let c = line.counterexample { result += Table.wrapped("  fails " + Table.sentence(c)) }
      for set in line.missing {
        result += Table.wrapped("  holds if " + set.joined(separator: " and "))
      }
    }
    result += list("readings that were not literal", claim.readings.map(Table.plain))
    result += list("assumptions used", claim.assumptions.used)
    result += list("assumptions not used", claim.assumptions.unused)
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

  private static func list(_ title: String, _ items: [String]) -> String {
    guard !items.isEmpty else { return "" }
    return "\n\(title):\n" + items.map { Table.wrapped("  " + $0) }.joined()
  }

  private static func evidence(_ evidence: Evidence, of id: String) -> String {
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
