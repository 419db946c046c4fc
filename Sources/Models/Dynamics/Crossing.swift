/// A moment of a simulated run at which a function of the state changes its sign.
struct Crossing {
  let time: Double
  let state: [Double]

  /// The first `count` sign changes of `g` on a run by RK4 with step h, or fewer when the run comes to
  /// its end or its state becomes smaller than `floor` in every coordinate.
  ///
  /// A change that is bracketed by two states is located by bisection over the length of one RK4 step
  /// from the first, so the location has the method's accuracy O(h⁴) and not that of an interpolation. A
  /// zero at the start does not count.
  static func first<Field: VectorField>(
    _ count: Int, from start: [Double], step h: Double, limit: Int, floor: Double,
    in field: inout Field, of g: (_ state: [Double], _ velocity: [Double]) -> Double
  ) -> [Crossing] {
    var found: [Crossing] = []
    var state = start
    var before = g(state, field.velocity(at: state))
    for k in 0..<limit {
      var next = state
      Scheme.rungeKutta4.advance(&next, by: h, in: &field)
      let after = g(next, field.velocity(at: next))
      if before != 0, (before < 0) != (after < 0) {
        var (low, high) = (0.0, h)
        var place = next
        for _ in 0..<50 {
          let middle = (low + high) / 2
          place = state
          Scheme.rungeKutta4.advance(&place, by: middle, in: &field)
          let value = g(place, field.velocity(at: place))
          if (value < 0) == (before < 0) { low = middle } else { high = middle }
        }
        found.append(Crossing(time: Double(k) * h + high, state: place))
        if found.count == count { break }
      }
      guard next.contains(where: { abs($0) >= floor }) else { break }
      (state, before) = (next, after)
    }
    return found
  }
}
