import Kernel
import Notation
import Synchronization

/// Mutates claims and checks every mutant with the symbolic and the exact leg, on all cores.
public struct MutationRunner: Sendable {
  public let options: Options
  /// The most mutants of one line.
  public let limit: Int

  public static let defaultLimit = 60

  public init(options: Options = Options(), limit: Int = MutationRunner.defaultLimit) {
    self.options = options
    self.limit = limit
  }

  /// The mutants of every line of the claims that are expected to be proved.
  ///
  /// The report does not depend on the number of cores. `progress` is told how many of how many
  /// mutants are done, from any thread, one call at a time. After `Interruption.request()` the report holds what
  /// was finished.
  public func run(
    _ claims: [Claim], progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) -> MutationReport {
    let claims = claims.filter { $0.expectation == .proved }
    let sets = Runner.values(claims.count, threads: options.threads) {
      Interruption.isRequested ? nil : mutants(of: claims[$0])
    }.compactMap(\.self)
    let jobs = sets.indices.flatMap { i in
      sets[i].lines.indices.flatMap { j in
        sets[i].lines[j].mutants.indices.map { (claim: i, line: j, mutant: $0) }
      }
    }
    let done = Mutex(0)
    let reports = Runner.values(jobs.count, threads: options.threads) {
      index -> MutationReport.Mutant? in
      if Interruption.isRequested { return nil }
      let job = jobs[index]
      let line = sets[job.claim].lines[job.line]
      let report = check(
        line.mutants[job.mutant], lemmas: line.lemmas, seed: sets[job.claim].seed)
      done.withLock {
        $0 += 1
        progress($0, jobs.count)
      }
      return report
    }
    var result = MutationReport(claims: sets.map(\.report), limit: limit, seed: options.seed)
    for (job, report) in zip(jobs, reports) {
      if let report { result.claims[job.claim].lines[job.line].mutants.append(report) }
    }
    return result
  }

  /// The mutants of one claim, and its report before they are checked.
  private struct MutantSet: Sendable {
    var report: MutationReport.Claim
    /// With the theorems of the lines above each.
    var lines: [(report: MutationReport.Line, mutants: [Mutant], lemmas: [Theorem])] = []
    let seed: UInt64
  }

  private func mutants(of claim: Claim) -> MutantSet {
    let seed = options.seed(for: claim.id)
    var set = MutantSet(
      report: MutationReport.Claim(id: claim.id, title: claim.title, file: claim.place.file),
      seed: seed)
    do {
      let lines = try claim.content.get()
      let checker = try LineChecker(scope: claim.scope, options: options)
      // What was proved helps with the lines below it.
      var lemmas: [Theorem] = []
      for line in lines {
        let verdict = try checker.judge(
          line.statement, lemmas: lemmas, seed: seed, isSimplest: false)
        let known = lemmas
        if let proof = verdict.proof { lemmas.append(proof.theorem) }
        guard verdict.outcome == .proved else {
          set.report.problem =
            "line \(line.number) is \(verdict.outcome.text) as it stands: its mutants tell nothing"
          continue
        }
        let (kept, possible) = Mutator(limit: limit).mutants(
          of: line, in: claim.scope, seed: seed)
        set.report.lines.append(MutationReport.Line(number: line.number, possible: possible))
        set.lines.append((set.report.lines[set.report.lines.count - 1], kept, known))
      }
    } catch let error as ReadingError {
      set.report.problem = error.description
      set.report.isUnreadable = true
    } catch {
      set.report.problem = "\(error)"
    }
    return set
  }

  func check(_ mutant: Mutant, lemmas: [Theorem], seed: UInt64) -> MutationReport.Mutant {
    var report = MutationReport.Mutant(
      mutation: mutant.mutation, latex: mutant.latex, fate: .survived)
    do {
      let checker = try LineChecker(scope: mutant.scope, options: options)
      let verdict = try checker.judge(
        mutant.statement, lemmas: lemmas, seed: seed, isSimplest: false)
      report.counterexample = verdict.counterexample.map(CounterexampleReport.init)
      report.reason = verdict.reason
      if verdict.isDisagreement {
        report.fate = .disagreement
      } else if verdict.outcome == .proved {
        report.fate = .equivalent
      } else if verdict.outcome == .wrong {
        // The line is proved with the assumption, and fails without it.
        report.fate = mutant.dropped == nil ? .refuted : .needsAssumption
      } else if verdict.outcome == .tested {
        report.reason = "holds at \(verdict.survey.agree) instances" + Self.aside(verdict.reason)
      }
    } catch let error as ReadingError {
      report.fate = .unreadable
      report.reason = error.message
    } catch {
      report.reason = "\(error)"
    }
    return report
  }

  private static func aside(_ reason: String?) -> String { reason.map { ": \($0)" } ?? "" }
}
