/// Expressions compiled to a list of instructions: evaluation is one loop over an array.
///
/// Equal subexpressions are computed once (an output and the gradient of another share their common
/// parts). Cost of compiling: linear in the size of the graph; of evaluating: linear in `count`.
public struct Tape: Sendable {
  private struct Instruction: Hashable {
    let operation: Operation
    let left: Int
    let right: Int
  }

  private let instructions: [Instruction]
  private let inputCount: Int
  private let outputs: [Int]
  private var values: [Double]

  /// The number of operations that one evaluation takes.
  public var count: Int { instructions.count }

  /// Compiles the outputs as functions of the variables, in this order.
  ///
  /// A variable that is not listed is NaN. Two listed variables must be different nodes.
  public init(outputs: [Node], variables: [Node]) {
    var slots: [Node: Int] = [:]
    for (index, variable) in variables.enumerated() { slots[variable] = index }
    precondition(slots.count == variables.count, "a variable is listed twice")
    var known: [Instruction: Int] = [:]
    var instructions: [Instruction] = []
    for node in Node.topologicalOrder(of: outputs) where slots[node] == nil {
      let places = node.operands.map { slots[$0] ?? 0 }
      let instruction = Instruction(
        operation: node.operation, left: places.first ?? 0, right: places.last ?? 0)
      if let place = known[instruction] {
        slots[node] = place
      } else {
        let place = variables.count + instructions.count
        instructions.append(instruction)
        known[instruction] = place
        slots[node] = place
      }
    }
    self.instructions = instructions
    self.inputCount = variables.count
    self.outputs = outputs.map { slots[$0] ?? 0 }
    values = [Double](repeating: .nan, count: variables.count + instructions.count)
  }

  /// The outputs at a point, written over `result`.
  public mutating func evaluate(at point: [Double], into result: inout [Double]) {
    precondition(point.count == inputCount && result.count == outputs.count)
    for (index, value) in point.enumerated() { values[index] = value }
    var place = inputCount
    for instruction in instructions {
      values[place] = instruction.operation.value(
        values[instruction.left], values[instruction.right])
      place += 1
    }
    for (index, slot) in outputs.enumerated() { result[index] = values[slot] }
  }

  /// The outputs at a point.
  public mutating func evaluate(at point: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: outputs.count)
    evaluate(at: point, into: &result)
    return result
  }
}
