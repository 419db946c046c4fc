/// A way to advance a state in time by one step.
public enum Scheme: Sendable, Hashable {
  /// x′ = x + h·v(x).
  case simultaneous

  /// The blocks of coordinates move one after another by h·v, each seeing the new values of those
  /// before it.
  case alternating(blocks: [[Int]])

  /// The classical fourth-order method of Runge and Kutta; local error O(h⁵).
  case rungeKutta4

  /// x′ = x + h·v(x + h·v(x)).
  /// Korpelevich, "The extragradient method for finding saddle points", 1976.
  case extragradient

  /// x′ = x + h·(2v(x) − v(y)) for the point y before x; the state is (x, y).
  /// Daskalakis et al., "Training GANs with optimism", 2018.
  case optimistic

  /// The blocks of coordinates move one after another by h·v and by the momentum times their last
  /// displacement; the state is (x, y) for the point y before x.
  /// Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
  case heavyBall(momentum: Double, blocks: [[Int]])

  /// The number of points of which a state consists.
  var points: Int {
    switch self {
    case .optimistic, .heavyBall: 2
    case .simultaneous, .alternating, .rungeKutta4, .extragradient: 1
    }
  }

  /// Advances the state by one step of size h. Cost: 1, the number of blocks, 4, or 2 velocities.
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
    case .extragradient:
      let start = state
      Scheme.simultaneous.advance(&state, by: h, in: &field)
      let v = field.velocity(at: state)
      for i in state.indices { state[i] = start[i] + h * v[i] }
    case .optimistic:
      let (now, before) = (Array(state.prefix(field.dimension)), state.suffix(field.dimension))
      let (v, w) = (field.velocity(at: now), field.velocity(at: Array(before)))
      state = now.indices.map { now[$0] + h * (2 * v[$0] - w[$0]) } + now
    case .heavyBall(let momentum, let blocks):
      let now = Array(state.prefix(field.dimension))
      let before = Array(state.suffix(field.dimension))
      var next = now
      for block in blocks {
        let v = field.velocity(at: next)
        for i in block { next[i] = now[i] + h * v[i] + momentum * (now[i] - before[i]) }
      }
      state = next + now
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
