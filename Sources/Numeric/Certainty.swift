/// The answer to a question about numbers that are only known to lie in a ball.
///
/// The strong three-valued logic of Kleene (Introduction to Metamathematics, 1952, §64): a compound
/// answer is `yes` or `no` only when it would be so for every value of its unknown parts.
public enum Certainty: Sendable, Hashable {
  case yes
  case no
  case unknown

  /// The certain answer to a question that has been decided.
  public init(_ decided: Bool) {
    self = decided ? .yes : .no
  }

  /// Both hold; `no` as soon as one certainly fails.
  public func and(_ other: Certainty) -> Certainty {
    if self == .no || other == .no { return .no }
    return self == .yes && other == .yes ? .yes : .unknown
  }

  /// At least one holds; `yes` as soon as one certainly does.
  public func or(_ other: Certainty) -> Certainty {
    not.and(other.not).not
  }

  /// The contrary; what is unknown stays unknown.
  public var not: Certainty {
    switch self {
    case .yes: .no
    case .no: .yes
    case .unknown: .unknown
    }
  }
}
