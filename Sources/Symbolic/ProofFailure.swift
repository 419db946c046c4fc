import Kernel

/// Why the search found no proof, with the term at which it stopped.
public struct ProofFailure: Error, Sendable, CustomStringConvertible {
  public let reason: String
  public let term: Term?

  public init(_ reason: String, _ term: Term? = nil) {
    self.reason = reason
    self.term = term
  }

  /// The reason with the beginning of the term: long terms help nobody.
  public var description: String {
    guard let term else { return reason }
    let text = term.description
    return "\(reason): \(text.prefix(Self.shown))\(text.count > Self.shown ? " …" : "")"
  }

  private static let shown = 240
}
