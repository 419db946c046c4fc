/// A way to advance a state in time by one step.
public enum Scheme: Sendable, Hashable {
  /// x′ = x + h·v(x).
  case simultaneous

  /// The blocks of coordinates move one after another by h·v, each seeing the new values of those
  /// before it.
  case alternating(blocks: [[Int]])

  /// The classical fourth-order method of Runge and Kutta; local error O(h⁵).
  case rungeKutta4

  /// Advances the state by one step of size h. Cost: 1, the number of blocks, or 4 velocities.
  public func advance<Field: VectorField>(
    _ state: inout [Double], by h: Double, in field: inout Field
  ) {
    switch self {
    case .simultaneous:
      let v = field.velocity(at: state)
      for i in state.indices { state[i] += h * v[i] }
    case .alternating(let blocks):
      for block in blocks {
        let v = field.velocity(at: state)
        for i in block { state[i] += h * v[i] }
      }
    case .rungeKutta4:
      let start = state
      let k1 = field.velocity(at: start)
      for i in state.indices { state[i] = start[i] + h / 2 * k1[i] }
      let k2 = field.velocity(at: state)
      for i in state.indices { state[i] = start[i] + h / 2 * k2[i] }
      let k3 = field.velocity(at: state)
      for i in state.indices { state[i] = start[i] + h * k3[i] }
      let k4 = field.velocity(at: state)
      for i in state.indices {
        state[i] = start[i] + h / 6 * (k1[i] + 2 * (k2[i] + k3[i]) + k4[i])
      }
    }
  }

  /// The state after `count` steps of size h.
  public func end<Field: VectorField>(
    from start: [Double], step h: Double, count: Int, in field: inout Field
  ) -> [Double] {
    var state = start
    for _ in 0..<count { advance(&state, by: h, in: &field) }
    return state
  }
}
