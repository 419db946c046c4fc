import Notation

extension ClaimReport {
  /// An empty report for a claim.
  init(_ claim: Claim, seed: UInt64) {
    let parts = claim.id.split(separator: "/", maxSplits: 2).map(String.init)
    id = claim.id
    document = parts.first ?? claim.id
    question = parts.count > 1 ? parts[1] : ""
    title = claim.title
    file = claim.place.file
    statement = claim.latex
    outcome = .undecided
    expected = claim.expectation.outcome
    asExpected = false
    self.seed = seed
  }
}

extension Expectation {
  var outcome: Outcome {
    switch self {
    case .proved: .proved
    case .wrong: .wrong
    case .needsAssumption: .needsAssumption
    case .tested: .tested
    case .undecided: .undecided
    case .unreadable: .unreadable
    }
  }

  /// "Wrong at line 4" needs that line 4 is the first wrong one and that the lines before it are
  /// proved.
  func isMet(by report: ClaimReport) -> Bool {
    guard report.outcome == outcome else { return false }
    if case .wrong(let line?) = self {
      return report.firstWrongLine == line
        && report.lines.prefix(line - 1).allSatisfy { $0.outcome == .proved }
    }
    return true
  }
}

extension LineReport {
  init(_ line: Line) {
    number = line.number
    latex = line.latex
    outcome = .undecided
    if case .relation(let r, _, _) = line.statement.form {
      relation = r.rawValue
    } else {
      relation = ""
    }
  }
}

extension CounterexampleReport {
  init(_ counterexample: Counterexample) {
    order = counterexample.assignment.map(\.name)
    assignment = Dictionary(
      counterexample.assignment.map { ($0.name, $0.value) }, uniquingKeysWith: { a, _ in a })
    left = counterexample.left
    right = counterexample.right
    relation = counterexample.relation
    note = counterexample.note
  }
}
