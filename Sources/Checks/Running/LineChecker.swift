import Kernel
import Notation

/// The symbolic and the exact leg of the lines of one scope, and the rulings on their outcomes.
struct LineChecker {
  let scope: Scope
  let options: Options
  let prover: LineProver
  let refuter: Refuter
  /// Assumptions of which no instance is known.
  let doubtful: Set<String>

  /// Throws when a declaration or an assumption of the scope cannot be read.
  init(scope: Scope, options: Options) throws {
    self.scope = scope
    self.options = options
    prover = try LineProver(scope: scope, options: options)
    refuter = Refuter(scope: scope)
    doubtful = Set(refuter.uncertifiedAssumptions(seed: options.seed))
  }

  /// What the two legs say of one statement.
  struct Verdict {
    var outcome = Outcome.undecided
    var reason: String?
    var counterexample: Counterexample?
    var proof: LineProver.Proof?
    var survey: Survey

    /// Proved and refuted at once: the program is wrong somewhere, not the statement.
    var isDisagreement: Bool { proof != nil && counterexample != nil }
  }

  /// Proves a statement and looks for a counterexample.
  ///
  /// Throws a `ReadingError` for a statement that means nothing. A counterexample need not be the
  /// simplest where `isSimplest` is false, which is sooner found. The lemmas are theorems of this scope.
  func judge(
    _ statement: Expression, lemmas: [Theorem] = [], seed: UInt64, isSimplest: Bool = true
  ) throws -> Verdict {
    // Shapes before mathematics: an unreadable statement stops here.
    var failure: String?
    do {
      _ = try prover.elaborator.statement(statement)
    } catch let error as Unsupported {
      failure = error.description
    }
    let isSupported = failure == nil
    let survey = refuter.survey(
      statement, seed: seed, instances: options.legs.contains(.exact) ? options.instances : 1,
      isSimplest: isSimplest, digits: options.digits)
    var verdict = Verdict(survey: survey)
    if options.legs.contains(.symbolic), isSupported {
      do {
        // Where there is a counterexample, the search for a proof is a test of the two legs.
        let isRefuted = survey.refutation ?? survey.undefinedAt != nil
        verdict.proof = try prover.prove(
          statement, lemmas: lemmas, effort: isRefuted ? 0.025 : 1)
      } catch let error as ReadingError {
        throw error
      } catch {
        failure = "\(error)"
      }
    }
    rule(&verdict, failure)
    if verdict.proof == nil, verdict.counterexample == nil, isSupported,
      let refutation = refutationByProof(
        statement, seed: seed, isTested: verdict.outcome == .tested)
        ?? (options.legs.contains(.symbolic) ? refutationByLimit(statement, seed: seed) : nil)
    {
      verdict.counterexample = refutation
      verdict.outcome = .wrong
      verdict.reason = nil
    }
    return verdict
  }

  /// a ≠ b fails at every admissible instance where a = b is a theorem, and a = b where a ≠ b is one, which no evaluation of
  /// logarithms, sets or long expectations can tell; the instance is any one that there is.
  private func refutationByProof(
    _ statement: Expression, seed: UInt64, isTested: Bool
  ) -> Counterexample? {
    guard options.legs.contains(.symbolic), doubtful.isEmpty,
      case .relation(let relation, let a, let b) = statement.form,
      relation == .notEqual || relation == .equal && !isTested
    else { return nil }
    let isEqual = relation == .equal
    let denial = Expression(.relation(isEqual ? .notEqual : .equal, a, b), at: statement.place)
    guard (try? prover.prove(denial, effort: isEqual ? 0.25 : 1)) != nil,
      let instance = refuter.admissibleInstance(seed: seed)
    else { return nil }
    let names = refuter.table.dependencies(of: statement)
    return Counterexample(
      assignment: instance.filter { names.contains($0.name) }, left: a.latex, right: b.latex,
      relation: relation.rawValue,
      note: "it is a theorem that they are \(isEqual ? "different" : "equal")")
  }

  private func rule(_ verdict: inout Verdict, _ failure: String?) {
    let survey = verdict.survey
    verdict.counterexample = survey.refutation ?? survey.undefinedAt
    // Of infinitely many points only samples were tried: that is no test of the statement.
    let isTested =
      survey.agree >= (survey.isClosed ? 1 : 64) && survey.agree == survey.instances
      && !survey.isSampled
      && doubtful.isEmpty
      && (survey.sizes >= 2 || survey.isClosed || !scope.hasSizes) && survey.exactDigits >= 30
    if verdict.isDisagreement {
      verdict.reason = "proved and refuted at once"
    } else if verdict.counterexample != nil, let assumption = doubtful.sorted().first {
      // A counterexample has to satisfy all assumptions, also those about other symbols.
      verdict.reason =
        "it fails, but no values are known that satisfy the assumption \(assumption): "
        + "the assumptions may be empty"
    } else if verdict.counterexample != nil {
      verdict.outcome = .wrong
    } else if let proof = verdict.proof {
      // A theorem under assumptions of which no instance is known may be about nothing.
      if survey.noInstance || !doubtful.isDisjoint(with: proof.used) {
        verdict.reason = "no admissible instance was found: the assumptions may be empty"
      } else {
        verdict.outcome = .proved
      }
    } else if isTested {
      verdict.outcome = .tested
      verdict.reason = failure
    } else {
      verdict.reason = failure ?? survey.notEvaluable ?? "neither proved nor refuted"
    }
  }
}

extension Scope {
  /// Whether something is quantified over all lengths.
  var hasSizes: Bool { declarations.contains { $0.type == .size } }
}
