import Exact
import Notation
import Numeric

/// Values of what moves at other times than the printed one, in small steps with certain errors.
extension Replay {
  /// The value of ψ, ψ′, … at a time.
  ///
  /// Law: a box B that contains z + [0, h] ż(B) contains the solution from z up to the time h, and
  /// z(h) ∈ z + h ż + h²/2 z̈(B). Source: W. Tucker, Validated Numerics, Princeton 2011, §6.3.
  func moved(_ name: String, to time: Ball, from now: Ball, _ variable: String) throws
    -> ReplayValue
  {
    let key = "\(time.text(digits: 30)) \(name)"
    if let known = positions[key] { return known }
    var state: [String: ReplayValue] = [:]
    for (base, motion) in table.motions {
      guard motion.variable == variable,
        case .function(_, let type)? = table.declarations[base]?.type
      else { throw Unknown() }
      for order in 0..<motion.order {
        let primed = base + String(repeating: "'", count: order)
        guard let text = printedValue(primed, variable) else { continue }
        state[primed] = try ReplayValue.reading(text, type, bits: bits) ?? fail()
      }
    }
    if table.motionsAreAutonomous,
      try rates(1, state, at: now, variable).values.allSatisfy(\.isExactZero)
    {
      return try state[name] ?? fail()
    }
    let duration = time - now
    let length = abs(duration.midpoint)
    guard length <= 4, time.isFinite else { throw Unknown() }
    let count = max(8, Int(128 * length) + 1)
    let h = duration / Ball(count, precision: bits)
    let step = ComplexBall(Ball.union(Ball(0, precision: bits), h))
    let half = ComplexBall(h * h / Ball(2, precision: bits))
    for k in 0..<count {
      let start = now + h * Ball(k, precision: bits)
      let span = Ball.union(start, start + h)
      let slope = try rates(1, state, at: start, variable)
      var box = try combined(state, slope, step)
      for attempt in 0... {
        guard attempt < 8 else { throw Unknown() }
        box = try spread(box)
        let image = try combined(state, rates(1, box, at: span, variable), step)
        if try isInside(image, box) {
          box = image
          break
        }
        box = image
      }
      let bend = try rates(2, box, at: span, variable)
      state = try combined(combined(state, slope, ComplexBall(h)), bend, half)
    }
    for (primed, value) in state { positions["\(time.text(digits: 30)) \(primed)"] = value }
    return try state[name] ?? fail()
  }

  /// The printed value of ψ, ψ′, …: that at the present time, or at 0.
  func printedValue(_ name: String, _ variable: String) -> String? {
    terms["\(name)(0)"] ?? terms["\(name)(\(variable))"]
  }

  /// The time of the printed values.
  func startingTime(_ variable: String) -> ReplayValue? {
    let isAtZero = terms.keys.contains { $0.hasSuffix("(0)") }
    return isAtZero ? .number(ComplexBall(Ball(0, precision: bits))) : declaredTime(variable)
  }

  /// The derivatives of some order of a state.
  private func rates(
    _ order: Int, _ state: [String: ReplayValue], at time: Ball, _ variable: String
  ) throws -> [String: ReplayValue] {
    let saved = current
    current = state
    defer { current = saved }
    return try lawful {
      try with([variable], [.number(ComplexBall(time))]) {
        var result: [String: ReplayValue] = [:]
        for primed in state.keys {
          let base = primed.prefix { $0 != "'" }
          guard let motion = table.motions[String(base)] else { throw Unknown() }
          let height = primed.count - base.count + order
          if height < motion.order {
            result[primed] = state[base + String(repeating: "'", count: height)]
          } else {
            var rate = motion.rate
            for _ in motion.order..<height {
              rate = try differentiate(rate, by: Variable(name: variable))
            }
            result[primed] = try value(rate)
          }
        }
        return result
      }
    }
  }

  /// z + s v.
  private func combined(
    _ z: [String: ReplayValue], _ v: [String: ReplayValue], _ s: ComplexBall
  ) throws -> [String: ReplayValue] {
    var result: [String: ReplayValue] = [:]
    for (name, value) in z {
      guard let rate = v[name]?.mapping({ s * $0 }) else { throw Unknown() }
      result[name] = try combine(.add, value, rate)
    }
    return result
  }

  private func spread(_ box: [String: ReplayValue]) throws -> [String: ReplayValue] {
    try box.mapValues { value in
      try value.mapping { x in
        x + ComplexBall(Ball(around: 0, radius: x.re.radius / 4 + 1e-9, precision: bits))
      } ?? fail()
    }
  }

  private func isInside(
    _ inner: [String: ReplayValue], _ outer: [String: ReplayValue]
  ) throws -> Bool {
    try inner.allSatisfy { name, value in
      guard let a = value.entries, let b = outer[name]?.entries, a.count == b.count else {
        throw Unknown()
      }
      return zip(a, b).allSatisfy { $1.re.contains($0.re) && $0.im.isZero == .yes }
    }
  }
}

extension ReplayValue {
  /// Whether all of its numbers are 0 without any doubt.
  fileprivate var isExactZero: Bool {
    entries?.allSatisfy { $0.re.isZero == .yes && $0.im.isZero == .yes } ?? false
  }
}
