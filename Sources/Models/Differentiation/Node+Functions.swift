extension Node {
  /// x + y.
  public static func + (a: Node, b: Node) -> Node { Node(.add, [a, b]) }

  /// x − y.
  public static func - (a: Node, b: Node) -> Node { Node(.subtract, [a, b]) }

  /// x·y.
  public static func * (a: Node, b: Node) -> Node { Node(.multiply, [a, b]) }

  /// x/y, by the rules of IEEE 754 for y = 0.
  public static func / (a: Node, b: Node) -> Node { Node(.divide, [a, b]) }

  /// −x.
  public static prefix func - (a: Node) -> Node { Node(.negate, [a]) }

  /// x + b for a constant b.
  public static func + (a: Node, b: Double) -> Node { a + constant(b) }

  /// x − b for a constant b.
  public static func - (a: Node, b: Double) -> Node { a - constant(b) }

  /// a·x for a constant a.
  public static func * (a: Double, b: Node) -> Node { constant(a) * b }

  /// a/x for a constant a.
  public static func / (a: Double, b: Node) -> Node { constant(a) / b }

  /// The exponential function.
  public func exp() -> Node { Node(.exp, [self]) }

  /// The natural logarithm.
  public func log() -> Node { Node(.log, [self]) }

  /// log(1 + exp x), without overflow.
  public func softplus() -> Node { Node(.softplus, [self]) }

  /// The logistic function σ(x) = 1/(1 + exp(−x)).
  public func sigmoid() -> Node { Node(.sigmoid, [self]) }

  /// log σ(x) = −softplus(−x), without underflow.
  public func logSigmoid() -> Node { -(-self).softplus() }

  /// The hyperbolic tangent.
  public func tanh() -> Node { Node(.tanh, [self]) }

  /// √x; NaN for x < 0.
  public func squareRoot() -> Node { Node(.squareRoot, [self]) }

  /// xⁿ for an integer n.
  public func power(_ n: Int) -> Node { Node(.power(n), [self]) }
}
