/// A velocity v(x) on ℝⁿ that can be simulated: ẋ = v(x).
///
/// Evaluation is mutating so that a field can own its workspace; it must not depend on earlier calls.
public protocol VectorField: Sendable {
  /// The number of coordinates n.
  var dimension: Int { get }

  /// Writes v(state) over `result`, which has n entries.
  mutating func velocity(at state: [Double], into result: inout [Double])
}

extension VectorField {
  /// v(state).
  public mutating func velocity(at state: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: dimension)
    velocity(at: state, into: &result)
    return result
  }
}
