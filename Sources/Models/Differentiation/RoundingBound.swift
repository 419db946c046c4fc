/// Values of expressions together with bounds of their rounding errors.
///
/// The running error analysis: with u = 2⁻⁵³, a computed node ŷ = f(x̂₁, …) has the error
///
///     |ŷ − y| ≤ Σᵢ |∂f/∂xᵢ|·|x̂ᵢ − xᵢ| + k_f·u·|ŷ| + O(u²),
///
/// where k_f is `Operation.roundingUnits`; the O(u²) is covered by doubling the result. The variables
/// are taken as exact, constants as the doubles that they are. It does not hold where a partial
/// derivative is not finite. Cost: about four evaluations.
///
/// Source: N. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §3.3.
public struct RoundingBound: Sendable {
  private struct Row {
    let operands: [Int]
    let partials: [Int]
    let units: Double
  }

  private let outputs: [Int]
  private let rows: [Row]
  private var tape: Tape
  private let size: Int

  /// Compiles the outputs and the partial derivatives of all their nodes.
  public init(outputs: [Node], variables: [Node]) {
    let listed = Set(variables)
    let order = Node.topologicalOrder(of: outputs)
    var places: [Node: Int] = [:]
    for (index, node) in order.enumerated() { places[node] = index }
    var all = order
    rows = order.map { node in
      guard !listed.contains(node) else { return Row(operands: [], partials: [], units: 0) }
      let start = all.count
      all += node.partialDerivatives
      return Row(
        operands: node.operands.map { places[$0] ?? 0 }, partials: Array(start..<all.count),
        units: node.operation.roundingUnits)
    }
    self.outputs = outputs.map { places[$0] ?? 0 }
    tape = Tape(outputs: all, variables: variables)
    size = all.count
  }

  /// The outputs at a point, each with a bound of its error.
  public mutating func evaluate(at point: [Double]) -> [(value: Double, error: Double)] {
    let values = tape.evaluate(at: point)
    var errors: [Double] = []
    errors.reserveCapacity(rows.count)
    for (index, row) in rows.enumerated() {
      var error = row.units * 0x1p-53 * abs(values[index])
      for (operand, partial) in zip(row.operands, row.partials) where errors[operand] != 0 {
        error += abs(values[partial]) * errors[operand]
      }
      errors.append(error)
    }
    return outputs.map { (values[$0], 2 * errors[$0]) }
  }
}
