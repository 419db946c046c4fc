import Notation
import Numeric

/// Numbers that a claim's own formula in the notes predicts: figures draw them over what models do.
struct Prediction {
  private let formula: Experiment.Formula

  /// The last line of a claim, with values for its symbols.
  init(_ id: String, in bank: Bank, _ values: [String: SurfaceValue]) throws {
    guard let claim = bank.claim(id) else {
      throw EvaluationFailure.notEvaluable("there is no claim \(id)")
    }
    formula = try Experiments.formula(claim, values)
  }

  /// The right side as a square matrix.
  func matrix(_ size: Int) throws -> [[Double]] {
    let numbers = try formula.numbers(formula.sides.right)
    guard numbers.count == size * size else { throw EvaluationFailure.shapes }
    return (0..<size).map { Array(numbers[($0 * size)..<(($0 + 1) * size)]) }
  }

  /// The right side as complex numbers.
  func points() throws -> [SIMD2<Double>] {
    try formula.values(formula.sides.right).map { SIMD2($0.re.midpoint, $0.im.midpoint) }
  }
}
