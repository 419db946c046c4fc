import Exact
import Notation
import Numeric

/// Solutions that are known to exist for all times, although the rates grow fast: points of rest, and segments
/// between them.
extension SurfaceEvaluator {
  /// Whether no moved function moves, at any time.
  var isAtRest: Bool {
    get throws {
      guard table.motionsAreAutonomous else { return false }
      return try moved.allSatisfy { name, motion in
        guard let time = instance.origin(of: motion) else { return false }
        return try (1...motion.order).allSatisfy { order in
          try curve(name, order: order, at: time).numbers?.allSatisfy(\.primal.isExactZero) ?? false
        }
      }
    }
  }

  /// Whether the solution stays on a segment between two points of rest.
  ///
  /// Law: if v(z + s u) = φ(s) u for u = v(z), and φ vanishes somewhere before and somewhere after 0, then
  /// z + s(t) u with ṡ = φ(s) exists for all times. The rates are polynomials of a known degree, so that
  /// this is checked at finitely many s.
  var movesOnSegment: Bool {
    get throws {
      guard let degree = table.degreeOfMotions, degree <= 12,
        moved.allSatisfy({ $0.motion.order == 1 })
      else { return false }
      let start = try state(of: instance)
      guard let direction = try rates(at: start),
        let pivot = direction.firstIndex(where: { !$0.isZero })
      else { return false }
      var (isBoundedBelow, isBoundedAbove) = (false, false)
      for step in Self.steps(atLeast: degree + 1) {
        let point = zip(start, direction).map { $0 + step * $1 }
        guard let rate = try rates(at: point) else { return false }
        let factor = rate[pivot] / direction[pivot]
        guard zip(rate, direction).allSatisfy({ $0 == factor * $1 }) else { return false }
        if factor.sign <= 0 {
          if step.sign < 0 { isBoundedBelow = true } else { isBoundedAbove = true }
        }
      }
      return isBoundedBelow && isBoundedAbove
    }
  }

  /// 2ᵏ and −2ᵏ for whole k about 0.
  private static func steps(atLeast count: Int) -> [Rational] {
    let half = max(count / 2 + 1, 8)
    return (-half / 2...(half - half / 2)).flatMap { k -> [Rational] in
      let size = k < 0 ? Rational(1, 1 << -k) : Rational(1 << k)
      return [size, -size]
    }
  }

  private var moved: [(name: String, motion: ScopeTable.Motion)] {
    instance.curves.keys.sorted().compactMap { name in
      table.motions[name].map { (name, $0) }
    }
  }

  private func state(of instance: Instance) throws -> [Rational] {
    try moved.flatMap { instance.curves[$0.name]?.first?.numbers ?? [] }.map { number in
      guard let q = number.primal.rational else { throw EvaluationFailure.unknown }
      return q
    }
  }

  /// The rates of all numbers of a state; `nil` where one is no rational number.
  private func rates(at numbers: [Rational]) throws -> [Rational]? {
    var instance = instance
    var position = 0
    for (name, _) in moved {
      guard let value = instance.curves[name]?.first, let count = value.numbers?.count else {
        return nil
      }
      instance.curves[name] = [
        value.replacing(numbers[position..<(position + count)].map { DualNumber($0) })
      ]
      position += count
    }
    let other = SurfaceEvaluator(table: table, instance: instance, bits: bits, fuel: fuel)
    other.isOnFlow = true
    var result: [Rational] = []
    for (name, motion) in moved {
      guard let time = instance.origin(of: motion),
        let rate = try other.curve(name, order: 1, at: time).numbers
      else { return nil }
      for number in rate {
        guard let q = number.primal.rational else { return nil }
        result.append(q)
      }
    }
    return result
  }
}
