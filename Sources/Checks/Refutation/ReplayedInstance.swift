import Notation

/// One instance of a survey, evaluated again.
public struct ReplayedInstance: Sendable {
  public let assignment: [Counterexample.Value]
  public let left: String
  public let right: String
  public let relation: String
  public let outcome: InstanceOutcome

  /// `holds to 30 digits`.
  public var verdict: String {
    switch outcome {
    case .agrees(let bits):
      bits.map { "holds to \($0 * 30103 / 100_000) digits" } ?? "holds exactly"
    case .disagrees: "fails"
    case .undefined(let example): "fails, \(example.note ?? "a side has no value")"
    case .vacuous: "holds, its hypothesis does not"
    case .unknown: "not settled"
    }
  }

  /// The values and both sides, for a reader.
  public var text: String {
    let values = assignment.map { Table.wrapped("  \(Table.plain($0.name)) = \($0.value)") }
    var result = values.joined()
    if !left.isEmpty { result += Table.wrapped("  left  \(left)") }
    if !right.isEmpty { result += Table.wrapped("  right \(right)") }
    return result + "  \(verdict)\n"
  }
}

extension Refuter {
  /// The k-th instance, counted from 1, of the survey of a statement with this seed and number of instances;
  /// `nil` where the survey ends before.
  public func instance(
    _ k: Int, of statement: Expression, seed: UInt64, instances: Int, digits: Int = 30
  ) -> ReplayedInstance? {
    var surveyor = Surveyor(
      table: table, statement: statement, seed: seed, fuel: Self.defaultFuel, digits: digits,
      wanted: k)
    _ = surveyor.run(instances: instances, isSimplest: false)
    return surveyor.replayed
  }
}
