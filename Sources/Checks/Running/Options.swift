/// The kinds of evidence.
public enum Leg: String, Sendable, CaseIterable, Hashable {
  case symbolic
  case exact
  case monteCarlo = "monte-carlo"
  case model
}

/// What a run may do.
public struct Options: Sendable {
  public var legs: Set<Leg> = Set(Leg.allCases)
  /// Mixed with the claim's id into the seed of each claim.
  public var seed: UInt64 = 0
  /// Inferences per line.
  public var budget = 200_000
  /// Random admissible instances per line of the exact leg.
  public var instances = 100
  /// Decimal digits to which the exact leg compares, at least 30.
  public var digits = 30
  /// The most samples of one expectation of the Monte Carlo leg.
  public var samples = 1 << 20
  /// The probability with which a run of at most 1000 claims, or a longer one as a whole, rejects a true claim by
  /// samples.
  public var falseAlarms = 1e-6
  /// The part of the larger side that a difference between samples must have to matter.
  public var relevantDifference = 0.05
  /// Whether the model leg takes sixteen times the samples and steps.
  public var isFull = false
  /// On how many threads claims are checked and samples are drawn, of which the results do not depend; all cores
  /// where `nil`.
  public var threads: Int?
  /// The number of claims of the run, over which the false alarms are shared.
  var suite = 1
  /// Whether reports say how each condition of a proof was met.
  public var explains = false
  /// Withdraws the standing assumptions of every file.
  public var strict = false

  public init() {}

  /// The probability with which the Monte Carlo leg may reject one true claim.
  var falseAlarm: Double { falseAlarms / Double(max(1000, suite)) }

  /// The seed of a claim: FNV-1a over its id, so that it does not depend on the order of the run.
  func seed(for id: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return hash ^ seed
  }
}
