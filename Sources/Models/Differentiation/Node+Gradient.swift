extension Node {
  /// The nodes that the outputs are made from, each after its operands. Cost: linear; no recursion.
  static func topologicalOrder(of outputs: [Node]) -> [Node] {
    var order: [Node] = []
    var finished: Set<Node> = []
    var stack = outputs.reversed().map { (node: $0, expanded: false) }
    while let (node, expanded) = stack.popLast() {
      if finished.contains(node) { continue }
      if expanded {
        finished.insert(node)
        order.append(node)
      } else {
        stack.append((node, true))
        for operand in node.operands where !finished.contains(operand) {
          stack.append((operand, false))
        }
      }
    }
    return order
  }

  /// The derivatives ∂output/∂variable, as expressions that can be differentiated again.
  ///
  /// Reverse mode: ȳ = 1 at the output, and every node y adds ȳ·∂y/∂x to x̄ of each operand x. A
  /// "variable" may be any node, taken as independent of its operands. A variable that does not occur has
  /// derivative 0. Cost: a small multiple of the size of the expression, for all variables together.
  ///
  /// Source: A. Griewank, A. Walther, Evaluating Derivatives, SIAM 2008, chapter 3.
  public static func gradient(of output: Node, withRespectTo variables: [Node]) -> [Node] {
    var adjoints: [Node: Node] = [output: .one]
    let leaves = Set(variables)
    for node in topologicalOrder(of: [output]).reversed() where !leaves.contains(node) {
      guard let adjoint = adjoints[node] else { continue }
      for (operand, partial) in zip(node.operands, node.partialDerivatives) {
        let term = chain(adjoint, partial)
        adjoints[operand] = adjoints[operand].map { $0 + term } ?? term
      }
    }
    return variables.map { adjoints[$0] ?? .constant(0) }
  }

  /// The Jacobian matrix, rows by outputs and columns by variables.
  public static func jacobian(of outputs: [Node], withRespectTo variables: [Node]) -> [[Node]] {
    outputs.map { gradient(of: $0, withRespectTo: variables) }
  }

  /// A product of the chain rule, without its trivial factors.
  private static func chain(_ a: Node, _ b: Node) -> Node {
    if a === one { return b }
    if b === one { return a }
    if a === minusOne { return -b }
    if b === minusOne { return -a }
    return a * b
  }
}
