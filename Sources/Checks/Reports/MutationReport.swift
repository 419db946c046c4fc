/// What became of the mutants of claims.
public struct MutationReport: Sendable {
  public var claims: [Claim]
  /// The most mutants of one line.
  public var limit: Int
  public var seed: UInt64

  /// What became of one mutant.
  public enum Fate: String, Sendable, CaseIterable {
    /// A counterexample was found.
    case refuted
    /// The line without one of its assumptions has a counterexample.
    case needsAssumption
    /// It is proved as well: the mutation made no mistake.
    case equivalent
    /// It means nothing: the reader refuses it.
    case unreadable
    /// Neither proved nor refuted.
    case survived
    /// Proved and refuted at once: the program is wrong.
    case disagreement

    /// Whether the mistake was noticed.
    public var isKilled: Bool { [.refuted, .needsAssumption, .unreadable].contains(self) }
  }

  public struct Mutant: Sendable {
    /// The row of the mutation table.
    public var mutation: String
    public var latex: String
    public var fate: Fate
    public var reason: String?
    public var counterexample: CounterexampleReport?
  }

  public struct Line: Sendable {
    public var number: Int
    /// The number of mutants before the limit.
    public var possible: Int
    public var mutants: [Mutant] = []
  }

  public struct Claim: Sendable {
    public var id: String
    public var title: String
    public var file: String
    public var lines: [Line] = []
    /// Why lines have no mutants: they cannot be read, or are not proved themselves.
    public var problem: String?
    public var isUnreadable = false

    public var tally: Tally { Tally(lines.flatMap(\.mutants)) }
  }

  /// Counts of mutants.
  public struct Tally: Sendable, Hashable {
    public let mutants: Int
    private let counts: [Fate: Int]

    init(_ mutants: [Mutant]) {
      self.mutants = mutants.count
      counts = Dictionary(grouping: mutants, by: \.fate).mapValues(\.count)
    }

    public subscript(fate: Fate) -> Int { counts[fate] ?? 0 }

    public var killed: Int { Fate.allCases.filter(\.isKilled).reduce(0) { $0 + self[$1] } }

    /// Those that make a mistake, as far as is known.
    public var mistakes: Int { mutants - self[.equivalent] }

    /// Killed mutants per mistake in thousandths, rounded down; `nil` when there is no mistake.
    public var score: Int? { mistakes == 0 ? nil : killed * 1000 / mistakes }
  }

  public var total: Tally { Tally(claims.flatMap { $0.lines.flatMap(\.mutants) }) }

  /// The score in thousandths that a run has to reach.
  public static let requiredScore = 950

  /// 0 when at least 95 % of the mistakes are noticed, nothing is proved and refuted at once, and
  /// every claim is proved as it stands; 65 when something could not be read; else 2.
  public var exitCode: Int32 {
    if claims.contains(where: \.isUnreadable) { return 65 }
    let total = total
    let isGood =
      (total.score ?? 0) >= Self.requiredScore && total[.disagreement] == 0
      && claims.allSatisfy { $0.problem == nil }
    return isGood ? 0 : 2
  }
}
