import Kernel

/// Why the search found no proof, with the term at which it stopped.
public struct ProofFailure: Error, Sendable, CustomStringConvertible {
  public let reason: String
  public let term: Term?

  public init(_ reason: String, _ term: Term? = nil) {
    self.reason = reason
    self.term = term
  }

  public var description: String { reason + (term.map { ": \($0)" } ?? "") }
}
