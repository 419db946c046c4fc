/// The report on mutants for people: at most 100 columns.
public enum MutationTable {
  private static let columns = [
    "mutants", "refuted", "needs", "equiv.", "unread.", "survived", "score",
  ]

  public static func text(_ report: MutationReport) -> String {
    guard !report.claims.isEmpty else { return "no claim that is expected to be proved\n" }
    var result = row("claim", columns)
    for claim in report.claims {
      result += row(claim.id, cells(claim.tally))
      if let problem = claim.problem { result += Table.wrapped("  " + problem) }
    }
    result += row("total", cells(report.total))
    for claim in report.claims { result += survivors(claim) }
    return result + "\n" + summary(report)
  }

  private static func survivors(_ claim: MutationReport.Claim) -> String {
    var result = ""
    for line in claim.lines {
      for mutant in line.mutants where [.survived, .disagreement].contains(mutant.fate) {
        if result.isEmpty { result = "\n\(claim.id)\n" }
        result += Table.wrapped("  line \(line.number), \(mutant.mutation): \(mutant.latex)")
        if let reason = mutant.reason { result += Table.wrapped("    " + reason) }
        if let c = mutant.counterexample { result += Table.wrapped("    " + Table.sentence(c)) }
      }
    }
    return result
  }

  private static func summary(_ report: MutationReport) -> String {
    let total = report.total
    let possible = report.claims.flatMap(\.lines).reduce(0) { $0 + $1.possible }
    var text = "\(total.killed) of \(total.mistakes) mistakes were noticed"
    if let score = percent(total) { text += " (\(score))" }
    text += "; \(total[.equivalent]) mutants are true as well"
    let disagreements = total[.disagreement]
    if disagreements > 0 { text += "; \(disagreements) PROVED AND REFUTED AT ONCE" }
    var result = Table.wrapped(text)
    if possible > total.mutants {
      result += Table.wrapped(
        "at most \(report.limit) mutants per line: \(total.mutants) of \(possible), chosen by the "
          + "seed \(report.seed)")
    }
    return result
  }

  private static func cells(_ tally: MutationReport.Tally) -> [String] {
    let fates: [MutationReport.Fate] = [.refuted, .needsAssumption, .equivalent, .unreadable]
    return ["\(tally.mutants)"] + fates.map { "\(tally[$0])" }
      + ["\(tally[.survived] + tally[.disagreement])", percent(tally) ?? "–"]
  }

  /// `98.7 %`, rounded down.
  private static func percent(_ tally: MutationReport.Tally) -> String? {
    tally.score.map { "\($0 / 10).\($0 % 10) %" }
  }

  private static func row(_ name: String, _ cells: [String]) -> String {
    let left = name.count > 36 ? name.prefix(35) + "…" : name[...]
    return Table.pad(String(left), 36) + cells.map { Table.padLeft($0, 9) }.joined() + "\n"
  }
}
