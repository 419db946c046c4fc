/// A scalar expression: a node of a directed graph without cycles, which may be shared.
///
/// A node is its identity: two nodes built alike are different places, with derivatives of their own.
/// Derivatives are nodes again (`gradient`), so derivatives of any order come from one mechanism.
public final class Node: Sendable {
  /// What is computed.
  public let operation: Operation

  /// What it is computed from, in order.
  public let operands: [Node]

  init(_ operation: Operation, _ operands: [Node] = []) {
    self.operation = operation
    self.operands = operands
  }

  /// A number that does not vary, unless one differentiates with respect to this very node.
  public static func constant(_ value: Double) -> Node { Node(.constant(value)) }

  /// A new variable.
  public static func variable() -> Node { Node(.variable) }

  /// The factor 1 of the chain rule. A node of its own, so that leaving it out of a product cannot
  /// remove a constant of the user's, whose derivative may be asked for.
  static let one = Node(.constant(1))
  static let minusOne = Node(.constant(-1))
}

extension Node: Hashable {
  /// Whether this is the same place, not whether it has the same value.
  public static func == (a: Node, b: Node) -> Bool { a === b }

  /// Hashes the identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
