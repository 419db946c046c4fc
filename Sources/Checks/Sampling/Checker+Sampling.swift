import Foundation
import Notation

extension Checker {
  /// Samples the lines of a claim. A rejected line that was proved or tested is a disagreement of legs.
  func sample(_ lines: [Line], of claim: Claim, into report: inout ClaimReport) {
    let table = ScopeTable(scope: claim.scope)
    let sampled = lines.filter { $0.statement.hasMoment(table) }
    var evidence = Evidence.MonteCarlo(notApplicable: "there is no expectation in it")
    for line in sampled {
      let leg = MonteCarlo(
        table: table, seed: report.seed ^ UInt64(line.number), samples: options.samples,
        alpha: options.falseAlarm / Double(sampled.count), threads: options.threads,
        relevant: options.relevantDifference)
      do {
        let result = try leg.judge(line.statement)
        // The first line is shown, unless a later one is rejected.
        if evidence.verdict == nil || (result.isRejected && evidence.verdict != "rejected") {
          evidence = Evidence.MonteCarlo(line.number, result, falseAlarm: options.falseAlarm)
        }
        if result.isRejected { disagree(line, &report) }
      } catch let failure as MomentEstimator.Failure {
        if evidence.verdict == nil { evidence.notApplicable = failure.reason }
      } catch {
        if evidence.verdict == nil { evidence.notApplicable = "\(error)" }
      }
    }
    report.evidence.monteCarlo = evidence
  }

  /// The Monte Carlo leg of a claim alone; `nil` where the claim cannot be read.
  public func samples(of claim: Claim) -> Evidence.MonteCarlo? {
    guard let lines = try? claim.content.get() else { return nil }
    var report = ClaimReport(claim, seed: options.seed(for: claim.id))
    sample(lines, of: claim, into: &report)
    return report.evidence.monteCarlo
  }

  private func disagree(_ line: Line, _ report: inout ClaimReport) {
    guard let result = report.lines.first(where: { $0.number == line.number }) else { return }
    let passed = result.outcome == .wrong ? [] : result.legsThatPassed
    report.disagreements += passed.map {
      Disagreement(line: line.number, legs: [$0, .monteCarlo])
    }
    if passed.isEmpty, result.outcome == .undecided {
      report.reason = "Monte Carlo rejects line \(line.number)"
    }
  }
}

extension Evidence.MonteCarlo {
  init(_ line: Int, _ result: MonteCarlo.Result, falseAlarm: Double) {
    self.line = line
    estimate = result.estimate
    interval = [result.interval.lower, result.interval.upper]
    self.falseAlarm = falseAlarm
    miss = MonteCarlo.miss
    difference = result.difference
    samples = result.samples
    seconds = result.seconds
    verdict = result.isRejected ? "rejected" : "consistent"
    instance = result.instance
    instances = result.instances
    trials = result.trials
    bounds = result.bounds
    isPaired = result.isPaired
    samplewise = result.samplewise
  }

  /// One sentence for a reader.
  var text: String {
    if let reason = notApplicable { return "not applicable, \(reason)" }
    guard let line, let estimate, interval.count == 2, let falseAlarm, let miss, let difference,
      let samples, let verdict, let instance, let bounds
    else { return "not applicable" }
    return "line \(line) is \(verdict): left − right = \(Self.short(estimate)) in "
      + "[\(Self.short(interval[0])), \(Self.short(interval[1]))] from \(samples) samples"
      + (instance.isEmpty ? "" : " at \(Table.plain(instance))")
      + others
      + (isPaired == true ? ", both sides from the same samples" : "")
      + (samplewise == true ? ", and it held of every sample" : "")
      + " (\(bounds); false alarm \(Self.short(falseAlarm)), differences from "
      + "\(Self.short(difference)) on are missed with probability \(miss))"
  }

  /// The intervals for other numbers of samples in the formula.
  private var others: String {
    guard verdict != "rejected", trials.first?.count != nil else { return "" }
    return trials.dropFirst().compactMap { trial in
      trial.count.map {
        ", for \($0) in [\(Self.short(trial.interval[0])), \(Self.short(trial.interval[1]))]"
      }
    }.joined()
  }

  private static func short(_ x: Double) -> String { String(format: "%.4g", x) }
}
