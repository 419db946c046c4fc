extension Node {
  /// The partial derivatives of this node with respect to its operands: the one table of derivatives.
  ///
  /// Every other derivative (gradients, Jacobians, error bounds) is made from these rows by the chain
  /// rule.
  var partialDerivatives: [Node] {
    switch (operation, operands.first, operands.last) {
    case (.constant, _, _), (.variable, _, _): []
    case (.add, _, _): [.one, .one]
    case (.subtract, _, _): [.one, .minusOne]
    case (.multiply, let a?, let b?): [b, a]
    case (.divide, _, let b?): [.one / b, -(self / b)]
    case (.negate, _, _): [.minusOne]
    case (.exp, _, _): [self]
    case (.log, let x?, _): [.one / x]
    case (.softplus, let x?, _): [x.sigmoid()]
    case (.sigmoid, let x?, _): [self * (-x).sigmoid()]
    case (.tanh, _, _): [.one - self * self]
    case (.squareRoot, _, _): [.constant(0.5) / self]
    case (.power(let n), let x?, _): n == 0 ? [.constant(0)] : [Double(n) * x.power(n - 1)]
    default: preconditionFailure("an operation without its operands")
    }
  }
}
