import Notation

extension Refuter {
  /// Whether the separate small evaluator confirms a counterexample.
  ///
  /// Law: true only if it finds, from the printed values alone, that the statement certainly fails or
  /// that a side has no value.
  public func replay(_ example: Counterexample, of statement: Expression) -> Bool {
    Replay(example, table: table)?.confirms(statement) ?? false
  }
}
