/// What a node of an expression graph computes from its operands.
public enum Operation: Sendable, Hashable {
  case constant(Double)
  case variable
  case add
  case subtract
  case multiply
  case divide
  case negate
  case exp
  case log
  /// log(1 + exp x).
  case softplus
  /// 1/(1 + exp(−x)).
  case sigmoid
  case tanh
  case squareRoot
  /// xⁿ for an integer n.
  case power(Int)
}
