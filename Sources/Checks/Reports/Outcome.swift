/// What the checker says of a line or of a claim.
public enum Outcome: String, Sendable, CaseIterable, Hashable {
  /// A theorem of the kernel, with one admissible instance found.
  case proved
  /// Refuted by an exact, replayed counterexample.
  case wrong
  /// Refuted as stated, and proved under a further assumption.
  case needsAssumption
  /// No proof, and at least 64 admissible instances agree.
  case tested
  /// Neither; the reason is given.
  case undecided
  /// The line, or what it rests on, could not be read.
  case unreadable

  /// The order of badness: a claim is its worst line.
  var badness: Int {
    switch self {
    case .unreadable: 5
    case .wrong: 4
    case .needsAssumption: 3
    case .undecided: 2
    case .tested: 1
    case .proved: 0
    }
  }

  /// As printed: `needs assumption`.
  public var text: String { self == .needsAssumption ? "needs assumption" : rawValue }
}
