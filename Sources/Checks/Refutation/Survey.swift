/// What came of one statement at one admissible instance.
public enum InstanceOutcome: Sendable, Hashable {
  /// Both sides are equal as far as they are known, to so many bits; exact where `nil`.
  case agrees(bits: Int?)
  case disagrees(Counterexample)
  /// A side has no value.
  case undefined(Counterexample)
  /// The hypothesis of the statement does not hold.
  case vacuous
  case unknown
}

/// What came of a statement over many admissible instances.
public struct Survey: Sendable, Hashable {
  /// Admissible instances at which the statement was evaluated and not vacuous.
  public var instances = 0
  /// Those at which it held: exactly, or in enclosures that overlap and are tight to 2⁻¹⁰⁰.
  public var agree = 0
  /// The number of different assignments of sizes among the instances.
  public var sizes = 0
  /// The fewest certain decimal digits over the agreeing instances, at most those asked for.
  public var exactDigits = 30
  /// Whether every comparison that agreed was exact.
  public var isExact = true
  /// Whether the statement is about one instance, with nothing to vary.
  public var isClosed = false
  /// Whether what the statement is about is infinite, and only samples of it were tried.
  public var isSampled = false
  /// The simplest instance found at which the statement fails.
  public var refutation: Counterexample?
  /// The simplest instance found at which a side has no value.
  public var undefinedAt: Counterexample?
  /// A counterexample that the separate replay did not confirm; it counts for nothing.
  public var unconfirmed: Counterexample?
  /// An admissible instance, as text.
  public var witness: String?
  /// Why the statement, or an assumption, cannot be evaluated.
  public var notEvaluable: String?
  /// Whether no admissible instance was found.
  public var noInstance = false
  /// Whether the budget was spent before all instances were drawn.
  public var isOutOfFuel = false
  /// The seed that gives the same survey again.
  public var seed: UInt64 = 0
}
