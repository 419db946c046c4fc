extension MutationReport {
  /// The report as JSON, version 1: counts, and every mutant that was not killed.
  public var json: String {
    let fields: [(String, JSON)] =
      [
        ("version", .integer(1)), ("limit", .integer(limit)), ("seed", .string(String(seed))),
        ("claims", .array(claims.map(\.value))),
      ] + [("summary", .object(total.fields))]
    return JSON.object(fields).text() + "\n"
  }
}

extension MutationReport.Claim {
  fileprivate var value: JSON {
    .object(
      [
        ("id", .string(id)), ("title", .string(title)), ("file", .string(file)),
        ("possible", .integer(lines.reduce(0) { $0 + $1.possible })),
      ] + tally.fields + [
        ("problem", .optional(problem)),
        (
          "notKilled",
          .array(
            lines.flatMap { line in
              line.mutants.filter { !$0.fate.isKilled }.map { $0.value(line: line.number) }
            })
        ),
      ])
  }
}

extension MutationReport.Mutant {
  fileprivate func value(line: Int) -> JSON {
    .object([
      ("line", .integer(line)), ("mutation", .string(mutation)), ("latex", .string(latex)),
      ("fate", .string(fate.rawValue)), ("reason", .optional(reason)),
      ("counterexample", counterexample?.value ?? .null),
    ])
  }
}

extension MutationReport.Tally {
  fileprivate var fields: [(String, JSON)] {
    [("mutants", JSON.integer(mutants))]
      + MutationReport.Fate.allCases.map { ($0.rawValue, .integer(self[$0])) }
      + [("score", .optional(score.map { Double($0) / 1000 }))]
  }
}
