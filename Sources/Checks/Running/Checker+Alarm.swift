extension Checker {
  /// Says loudly of a claim whose legs contradict each other which of them do.
  func alarm(_ report: inout ClaimReport) {
    guard !report.disagreements.isEmpty else { return }
    let reason =
      "THE LEGS DISAGREE: " + report.disagreements.map(\.text).joined(separator: "; ")
    for disagreement in report.disagreements {
      guard let i = report.lines.firstIndex(where: { $0.number == disagreement.line }) else {
        continue
      }
      report.lines[i].outcome = .undecided
      report.lines[i].reason = reason
    }
    report.outcome = .undecided
    report.reason = reason
  }
}

extension LineReport {
  /// The legs that found the line true: a proof, or as many exact instances as `tested` needs, of which none
  /// failed; where there is nothing to vary, one is enough.
  var legsThatPassed: [Leg] {
    var result: [Leg] = []
    if rule != nil { result.append(.symbolic) }
    if let instances, instances >= 64 || outcome == .tested, agree == instances {
      result.append(.exact)
    }
    return result
  }
}
