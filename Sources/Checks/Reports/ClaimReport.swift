/// The result for one claim.
public struct ClaimReport: Sendable {
  public var id: String
  public var document: String
  public var question: String
  public var title: String
  public var file: String
  public var kind = "theorem"
  /// The display as written.
  public var statement: String
  public var outcome: Outcome
  public var expected: Outcome
  /// Whether the outcome (and the first wrong line, where it was named) is the expected one.
  public var asExpected: Bool
  public var reason: String?
  public var assumptions = Assumptions()
  /// Readings that were not literal.
  public var readings: [String] = []
  public var axioms: [String] = []
  public var citedAxioms: [String] = []
  public var lines: [LineReport] = []
  public var firstWrongLine: Int?
  /// The relation from the first to the last expression of a chain.
  public var conclusion: Outcome?
  /// An admissible instance of the assumptions.
  public var witness: String?
  public var evidence = Evidence()
  /// Legs that contradict each other: the program is wrong somewhere, or the statement is not about what was
  /// simulated.
  public var disagreements: [Disagreement] = []
  public var seed: UInt64
  public var seconds: Double = 0

  public struct Assumptions: Sendable {
    public var used: [String] = []
    public var unused: [String] = []
    public var standing: [String] = []
    public var missing: [String] = []
  }
}

/// Two legs that say the opposite of each other.
public struct Disagreement: Sendable, Hashable {
  /// The line, where it is about one.
  public var line: Int?
  /// The leg that passed the statement, and the one that contradicts it.
  public var legs: [Leg]

  /// `line 2: symbolic against monte-carlo`.
  public var text: String {
    (line.map { "line \($0): " } ?? "") + legs.map(\.rawValue).joined(separator: " against ")
  }
}

/// The result for one line.
public struct LineReport: Sendable {
  public var number: Int
  public var relation: String
  public var latex: String
  public var outcome: Outcome
  /// How it was proved.
  public var rule: String?
  public var reason: String?
  public var counterexample: CounterexampleReport?
  /// The instances of the exact leg, and those of them at which it held.
  public var instances: Int?
  public var agree: Int?
  /// Inclusion-minimal repairs of a line that needs an assumption.
  public var missing: [[String]] = []
  /// The wrong line before this one, on which the chain goes on.
  public var relativeTo: Int?
  /// The proof in more detail, where it was asked for.
  public var proof: ProofReport?
}

/// What a proof used.
public struct ProofReport: Sendable {
  public var conditions: [DischargedCondition]
  public var assumptions: [String]
  public var standing: [String]
  /// The names of the rows of the axiom table.
  public var axioms: [String]
  public var certificates: [String]
}

/// A condition of definedness, and how it was proved.
public struct DischargedCondition: Sendable {
  public var condition: String
  public var rule: String
  public var assumptions: [String]
}

/// An admissible instance at which a line fails.
public struct CounterexampleReport: Sendable {
  public var assignment: [String: String]
  public var left: String
  public var right: String
  public var relation: String
  public var note: String?
  /// The names in the order of their declarations.
  public var order: [String]
}

/// The four legs; a leg that was not asked for is absent.
public struct Evidence: Sendable {
  public var symbolic: Symbolic?
  public var exact: Exact?
  public var monteCarlo: MonteCarlo?
  public var model: Model?

  public struct Symbolic: Sendable {
    public var outcome: Outcome
  }

  public struct Exact: Sendable {
    public var instances: Int
    public var agree: Int
    /// Decimal digits to which the sides agree at least; exact rationals count as 30.
    public var digits: Int
    public var notApplicable: String?
  }

  public struct MonteCarlo: Sendable {
    /// One of the instances at which a line was sampled.
    public struct Trial: Sendable {
      public var instance: String
      /// The number of samples in the formula, where that is free.
      public var count: Int?
      public var estimate: Double
      public var interval: [Double]
      public var samples: Int
    }

    /// The line that was sampled: a rejected one if there is one.
    public var line: Int?
    /// Left side minus right side, and an interval that misses it with probability at most `falseAlarm`.
    public var estimate: Double?
    public var interval: [Double] = []
    public var falseAlarm: Double?
    /// The probability that a difference of the size `difference` is not seen.
    public var miss: Double?
    public var difference: Double?
    public var samples: Int?
    public var seconds: Double?
    /// `consistent` or `rejected`.
    public var verdict: String?
    /// Where the sides were sampled.
    public var instance: String?
    /// At how many instances it was sampled.
    public var instances: Int?
    public var trials: [Trial] = []
    /// The inequalities that the interval rests on.
    public var bounds: String?
    /// Whether expectations of both sides were computed from the same samples.
    public var isPaired: Bool?
    /// Whether an inequality between such expectations held of every sample.
    public var samplewise: Bool?
    public var notApplicable: String?
  }

  public struct Model: Sendable {
    public var predicted: Double?
    public var measured: Double?
    public var tolerance: Double?
    /// What the same run says of a deliberately wrong formula.
    public var control: String?
    public var verdict: String?
    /// What was measured, and under which parameters.
    public var quantity: String?
    public var notApplicable: String?
  }
}

/// A run over many claims.
public struct RunReport: Sendable {
  public var version = 1
  public var claims: [ClaimReport]
  public var summary: Summary

  public struct Summary: Sendable {
    public var proved = 0
    public var wrong = 0
    public var needsAssumption = 0
    public var tested = 0
    public var undecided = 0
    public var unreadable = 0
    public var unexpected = 0
  }

  public init(claims: [ClaimReport]) {
    self.claims = claims
    var summary = Summary()
    for claim in claims {
      switch claim.outcome {
      case .proved: summary.proved += 1
      case .wrong: summary.wrong += 1
      case .needsAssumption: summary.needsAssumption += 1
      case .tested: summary.tested += 1
      case .undecided: summary.undecided += 1
      case .unreadable: summary.unreadable += 1
      }
      if !claim.asExpected { summary.unexpected += 1 }
    }
    self.summary = summary
  }

  /// 0 when nothing is unexpected; else 65 for something unreadable, 1 for an unexpected wrong or
  /// needs-assumption (or an expected one that is not), 2 for the rest.
  public var exitCode: Int32 {
    let surprises = claims.filter { !$0.asExpected }
    if surprises.isEmpty { return 0 }
    if surprises.contains(where: { $0.outcome == .unreadable }) { return 65 }
    let bad: [Outcome] = [.wrong, .needsAssumption]
    if surprises.contains(where: {
      bad.contains($0.outcome) || (bad.contains($0.expected) && $0.outcome == .proved)
    }) {
      return 1
    }
    return 2
  }
}
