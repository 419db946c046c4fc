import Notation

extension Refuter {
  /// Whether the separate small evaluator confirms a counterexample.
  ///
  /// Law: true only if it finds, from the printed values alone, that the statement certainly fails
  /// or that a side has no value.
  public func replay(_ example: Counterexample, of statement: Expression) -> Bool {
    [300, 1500].contains { bits in
      Replay(example, table: table, bits: bits)?.confirms(statement) ?? false
    }
  }
}
