import Dispatch
import Kernel
import Notation
import Symbolic

/// Checks claims: the legs, the rulings on their outcomes, the relation between lines.
public struct Checker: Sendable {
  public let options: Options
  /// The bank whose experiments belong to its claims.
  let bank: Bank?
  /// The models that claims of the bank are paired with.
  var experiments = Experiments.all

  public init(options: Options = Options(), bank: Bank? = nil) {
    self.options = options
    self.bank = bank
  }

  /// The report of one claim. Never throws: what goes wrong is part of the report.
  public func check(_ claim: Claim) -> ClaimReport {
    let start = DispatchTime.now().uptimeNanoseconds
    var report = ClaimReport(claim, seed: options.seed(for: claim.id))
    switch claim.content {
    case .failure(let error):
      report.outcome = .unreadable
      report.reason = error.description
    case .success(let lines):
      do {
        try check(lines, of: claim, into: &report)
      } catch let error as ReadingError {
        report.outcome = .unreadable
        report.reason = error.description
      } catch {
        report.outcome = .undecided
        report.reason = "\(error)"
      }
      if options.legs.contains(.monteCarlo), report.outcome != .unreadable {
        sample(lines, of: claim, into: &report)
      }
    }
    if report.outcome == .unreadable { nothingRead(&report) }
    alarm(&report)
    report.asExpected = claim.expectation.isMet(by: report) && report.disagreements.isEmpty
    report.seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    return report
  }

  /// The legs of a claim that cannot be read.
  private func nothingRead(_ report: inout ClaimReport) {
    let reason = "the claim cannot be read"
    if options.legs.contains(.exact) {
      report.evidence.exact = Evidence.Exact(
        instances: 0, agree: 0, digits: max(30, options.digits), notApplicable: reason)
    }
    if options.legs.contains(.monteCarlo) {
      report.evidence.monteCarlo = Evidence.MonteCarlo(notApplicable: reason)
    }
    if options.legs.contains(.model) {
      report.evidence.model = Evidence.Model(notApplicable: reason)
    }
  }

  private func check(_ lines: [Line], of claim: Claim, into report: inout ClaimReport) throws {
    let checker = try LineChecker(scope: claim.scope, options: options)
    if !checker.doubtful.isEmpty, checker.prover.assumptionsContradict() {
      throw Self.contradiction(at: claim.place)
    }
    var used: Set<String> = []
    var standing: Set<String> = []
    var axioms: Set<Axiom> = []
    var exact = Evidence.Exact(
      instances: 0, agree: 0, digits: max(30, options.digits), notApplicable: nil)
    // What was proved helps with the lines below it.
    var lemmas: [Theorem] = []
    for line in lines {
      let result = try check(line, checker, lemmas: lemmas, seed: report.seed)
      var lineReport = result.report
      if let first = report.firstWrongLine, line.continuesChain { lineReport.relativeTo = first }
      if let proof = result.verdict.proof {
        if lineReport.outcome == .proved { lemmas.append(proof.theorem) }
        used.formUnion(proof.used)
        standing.formUnion(proof.standing)
        axioms.formUnion(proof.theorem.axioms)
        for reading in proof.readings where !report.readings.contains(reading) {
          report.readings.append(reading)
        }
      }
      let survey = result.verdict.survey
      exact.instances += survey.instances
      exact.agree += survey.agree
      exact.digits = min(exact.digits, survey.exactDigits)
      exact.notApplicable = exact.notApplicable ?? survey.notEvaluable
      if report.witness == nil { report.witness = survey.witness }
      if report.firstWrongLine == nil, [.wrong, .needsAssumption].contains(lineReport.outcome) {
        report.firstWrongLine = line.number
      }
      if result.verdict.isDisagreement {
        report.disagreements.append(Disagreement(line: line.number, legs: [.symbolic, .exact]))
      }
      report.assumptions.missing += lineReport.missing.flatMap { $0 }
      report.lines.append(lineReport)
    }
    var declared: [String] = []
    for hypothesis in checker.prover.elaborator.hypotheses
    where hypothesis.origin == .declared && !declared.contains(hypothesis.latex) {
      declared.append(hypothesis.latex)
    }
    report.assumptions.used = declared.filter(used.contains)
    report.assumptions.unused = declared.filter { !used.contains($0) }
    report.assumptions.standing = standing.sorted()
    report.axioms = axioms.map(\.name).sorted()
    report.citedAxioms = axioms.filter { $0.kind == .cited }.map(\.name).sorted()
    let worst = report.lines.max { $0.outcome.badness < $1.outcome.badness }
    report.outcome = worst?.outcome ?? .unreadable
    report.reason = worst?.reason
    if options.legs.contains(.symbolic) {
      report.evidence.symbolic = Evidence.Symbolic(
        outcome: report.lines.allSatisfy { $0.rule != nil } ? .proved : .undecided)
      report.conclusion = conclusion(lines, checker.prover)
    }
    if options.legs.contains(.exact) {
      if exact.instances == 0, exact.notApplicable == nil {
        exact.notApplicable = "no random instance meets the conditions"
      }
      report.evidence.exact = exact
    }
    if options.legs.contains(.model) {
      report.evidence.model = Experiments.run(
        for: claim, in: bank, among: experiments, seed: report.seed,
        effort: options.isFull ? 16 : 1)
      if report.evidence.model?.verdict == "disagrees" {
        var passed = Set(report.lines.flatMap(\.legsThatPassed))
        if report.outcome == .wrong { passed = [] }
        report.disagreements += passed.sorted { $0.rawValue > $1.rawValue }.map {
          Disagreement(line: nil, legs: [$0, .model])
        }
        report.outcome = .undecided
        report.reason = "the model does not do what the statement says"
      }
    }
  }

  // MARK: One line

  private struct LineResult {
    var report: LineReport
    var verdict: LineChecker.Verdict
  }

  private func check(
    _ line: Line, _ checker: LineChecker, lemmas: [Theorem], seed: UInt64
  ) throws -> LineResult {
    let verdict = try checker.judge(line.statement, lemmas: lemmas, seed: seed)
    var report = LineReport(line)
    report.outcome = verdict.outcome
    report.reason = verdict.reason
    report.rule = verdict.proof?.rule
    if options.legs.contains(.exact) {
      (report.instances, report.agree) = (verdict.survey.instances, verdict.survey.agree)
    }
    if options.explains, let proof = verdict.proof {
      report.proof = ProofReport(
        conditions: checker.prover.discharged(proof), assumptions: proof.used,
        standing: proof.standing, axioms: proof.theorem.axioms.map(\.name).sorted(),
        certificates: proof.certificates)
    }
    report.counterexample = verdict.counterexample.map(CounterexampleReport.init)
    if report.outcome == .wrong, options.legs.contains(.symbolic) {
      report.missing = repairs(
        of: line.statement, checker.scope, checker.refuter,
        verdict.survey.refutation ?? verdict.survey.undefinedAt, seed: seed)
      if !report.missing.isEmpty { report.outcome = .needsAssumption }
    }
    if verdict.survey.noInstance, checker.prover.assumptionsContradict() {
      throw Self.contradiction(at: line.place)
    }
    return LineResult(report: report, verdict: verdict)
  }

  private static func contradiction(at place: Place) -> ReadingError {
    ReadingError(
      at: place, "the assumptions contradict each other: no values satisfy them",
      suggestion: "everything would follow from them; look at the `given` blocks")
  }

  /// Inclusion-minimal sets of at most two conditions under which the line is proved and not empty.
  private func repairs(
    of statement: Expression, _ scope: Scope, _ refuter: Refuter, _ example: Counterexample?,
    seed: UInt64
  ) -> [[String]] {
    guard let example else { return [] }
    // A condition that holds at the counterexample repairs nothing.
    let candidates = Repair.candidates(for: statement, in: scope).filter {
      refuter.replay(example, of: $0.formula)
    }
    // There are many candidates, and what repairs a line is mostly found soon.
    func works(_ added: [Assumption], effort: Double) -> Bool {
      var repaired = scope
      repaired.assumptions += added
      // A counterexample that survives the condition is found sooner than that there is no proof.
      let survey = Refuter(scope: repaired).survey(
        statement, seed: seed, instances: 16, fuel: Refuter.defaultFuel / 10, isSimplest: false)
      // A condition that only makes the hypothesis of an implication false repairs nothing.
      guard survey.refutation == nil, survey.undefinedAt == nil, !survey.noInstance,
        survey.agree > 0 || survey.notEvaluable != nil,
        let prover = try? LineProver(scope: repaired, options: options)
      else { return false }
      return (try? prover.prove(statement, effort: effort)) != nil
    }
    var found: [[Assumption]] = []
    for candidate in candidates.prefix(24) where works([candidate], effort: 0.125) {
      // Weaker conditions come first: a stronger one adds nothing.
      if !found.contains(where: { Self.implies(candidate, $0[0]) }) { found.append([candidate]) }
    }
    if found.isEmpty {
      let short = candidates.prefix(8)
      for (i, a) in short.enumerated() {
        // x ≥ 0 together with x ≤ 0 leaves one point.
        for b in short.dropFirst(i + 1)
        where found.isEmpty && a.formula.children[0] != b.formula.children[0]
          && works([a, b], effort: 0.05)
        {
          found.append([a, b])
        }
      }
    }
    return found.map { $0.map(\.latex) }
  }

  /// Whether x > 0 (say) gives x ≥ 0 or x ≠ 0.
  private static func implies(_ strong: Assumption, _ weak: Assumption) -> Bool {
    guard case .relation(let r, let a, let b) = strong.formula.form,
      case .relation(let s, let c, let d) = weak.formula.form, a == c, b == d
    else { return false }
    switch (r, s) {
    case (.greater, .greaterOrEqual), (.greater, .notEqual), (.less, .lessOrEqual),
      (.less, .notEqual):
      return true
    default: return r == s
    }
  }

  // MARK: The chain

  /// The relation from the first to the last expression, where the chain has one.
  private func conclusion(_ lines: [Line], _ prover: LineProver) -> Outcome? {
    guard lines.count > 1, lines.dropFirst().allSatisfy(\.continuesChain),
      case .relation(_, let first, _) = lines[0].statement.form,
      case .relation(_, _, let last) = lines[lines.count - 1].statement.form
    else { return nil }
    var combined = Relation.equal
    for (index, line) in lines.enumerated() {
      // A relation that is read with its sides exchanged gives no chain.
      guard case .relation(let relation, let left, let right) = line.statement.form,
        index == 0 || lines[index - 1].statement.children.last == left,
        index > 0 || lines[1].statement.children.first == right,
        let next = Relation.chain(combined, relation)
      else { return nil }
      combined = next
    }
    let statement = Expression(.relation(combined, first, last), at: first.place)
    return (try? prover.prove(statement)) == nil ? .undecided : .proved
  }
}

extension Relation {
  /// The relation of a to c from a R b and b S c; `nil` when there is none.
  static func chain(_ a: Relation, _ b: Relation) -> Relation? {
    switch (a, b) {
    case (.equal, _): b
    case (_, .equal): a
    case (.less, .less), (.less, .lessOrEqual), (.lessOrEqual, .less): .less
    case (.lessOrEqual, .lessOrEqual): .lessOrEqual
    case (.greater, .greater), (.greater, .greaterOrEqual), (.greaterOrEqual, .greater): .greater
    case (.greaterOrEqual, .greaterOrEqual): .greaterOrEqual
    case (.definite, .definite), (.definite, .semidefinite), (.semidefinite, .definite): .definite
    case (.semidefinite, .semidefinite): .semidefinite
    default: nil
    }
  }
}
