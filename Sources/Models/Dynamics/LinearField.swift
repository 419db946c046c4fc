/// The linear field v(x) = Jx.
public struct LinearField: VectorField {
  /// J, by rows.
  public let matrix: [[Double]]

  /// The field of a square matrix.
  public init(_ matrix: [[Double]]) { self.matrix = matrix }

  public var dimension: Int { matrix.count }

  public mutating func velocity(at state: [Double], into result: inout [Double]) {
    for (row, entries) in matrix.enumerated() {
      result[row] = zip(entries, state).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  /// The matrix of one step: its columns are the steps of the unit vectors.
  public func step(_ scheme: Scheme, by h: Double) -> [[Double]] {
    var field = self
    let columns = (0..<dimension).map { j in
      var state = (0..<dimension).map { $0 == j ? 1.0 : 0 }
      scheme.advance(&state, by: h, in: &field)
      return state
    }
    return (0..<dimension).map { i in columns.map { $0[i] } }
  }
}
