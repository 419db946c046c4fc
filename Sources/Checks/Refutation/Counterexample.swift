/// Values of the declared symbols at which a statement fails, with both sides as text.
///
/// Numbers are exact, `-1/2`, `\sqrt{2}`, or decimal enclosures with an error bound that keeps the
/// sides apart.
public struct Counterexample: Sendable, Hashable {
  public struct Value: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// In the order of the declarations.
  public var assignment: [Value]
  public var left: String
  public var right: String
  public var relation: String
  /// What the sides do not show: the entry, the point, the eigenvalue, the reason.
  public var note: String?

  public init(
    assignment: [Value], left: String, right: String, relation: String, note: String? = nil
  ) {
    self.assignment = assignment
    self.left = left
    self.right = right
    self.relation = relation
    self.note = note
  }
}
