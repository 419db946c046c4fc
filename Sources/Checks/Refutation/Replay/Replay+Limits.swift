import Exact
import Notation
import Numeric

/// Limits by values at three places, each much nearer than the one before.
///
/// The radius is what the last step changes, eight times; where the steps do not become smaller there is no
/// limit. No proof, but the refuter's own evaluation has one.
extension Replay {
  /// lim e = L; `nil` where neither side is a limit.
  func relateLimits(
    _ relation: Relation, _ left: Expression, _ right: Expression
  ) throws -> Answer? {
    if relation == .notEqual {
      guard let answer = try relateLimits(.equal, left, right) else { return nil }
      return answer == .no ? .yes : answer == .yes ? .no : .unknown
    }
    guard relation == .equal else { return nil }
    for (e, other) in [(left, right), (right, left)] {
      guard case .bind(.limit(let name, let to, let side), let body) = e.form else { continue }
      if table.declarations[name]?.type == .natural, to.infiniteSign == 1,
        table.speaksOfSequences(body),
        let answer = try relateSequenceLimit(body, in: name, to: other)
      {
        return answer
      }
      if table.declarations[name]?.type == .real, to.infiniteSign == 1,
        let answer = try relateMotionLimit(body, in: name, to: other)
      {
        return answer
      }
      let sides: [LimitSide] =
        side == .both && to.infiniteSign == nil ? [.above, .below] : [side]
      let answers = try sides.map { try relateLimit(of: body, name, to, $0, to: other) }
      return answers.contains(.no) ? .no : .unknown
    }
    return nil
  }

  private func relateLimit(
    of body: Expression, _ name: String, _ end: Expression, _ side: LimitSide, to other: Expression
  ) throws -> Answer {
    let values = try places(end, side).map { place in
      try with([name], [.number(place)]) { try number(body) }
    }
    let steps = (1..<values.count).map { abs((values[$0] - values[$0 - 1]).re.midpoint) }
    guard values.allSatisfy({ $0.re.isFinite }), steps.allSatisfy(\.isFinite) else {
      throw Unknown()
    }
    let isSettled = steps[1] <= 0.75 * steps[0] || steps[1] < 1e-12
    if other.infiniteSign != nil { return isSettled ? .no : .unknown }
    guard isSettled else { return steps[1] >= 0.9 * steps[0] ? .no : .unknown }
    let last = values[values.count - 1]
    let size = max(abs(last.re.midpoint), 1)
    let limit = ComplexBall(
      last.re + Ball(around: 0, radius: 8 * steps[1] + 1e-9 * size, precision: bits))
    return (limit - (try number(other))).equals(0) == .no ? .no : .unknown
  }

  private func places(_ to: Expression, _ side: LimitSide) throws -> [ComplexBall] {
    if let sign = to.infiniteSign {
      return [6, 7, 8].map { constant(Rational(sign * (1 << $0))) }
    }
    let a = try number(to)
    let step = Rational(side == .below ? -1 : 1, 1 << 20)
    return [1, 2, 4].map { a + constant(step * Rational(1, $0)) }
  }
}
