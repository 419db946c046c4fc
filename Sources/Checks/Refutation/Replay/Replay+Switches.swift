import Exact
import Notation
import Numeric

/// Where an integrand has kinks and jumps: the zeros of what stands under magnitudes, maxima and brackets.
///
/// They are found as changes of sign on a grid, each narrowed down by bisection. One that is missed makes the sums
/// on its piece converge slowly, and so their radius wide.
extension Replay {
  /// ∫ over the line or a part of it, from or to infinity where an end is `nil`, in pieces without kinks and jumps;
  /// `nil` where none are found.
  func integralInPieces(
    _ name: String, from a: ComplexBall?, to b: ComplexBall?, _ body: Expression
  ) throws -> ComplexBall? {
    let switches = switches(name, in: body)
    if switches.isEmpty { return nil }
    let grid = grid(from: a?.re, to: b?.re)
    let cuts = switches.flatMap { zeros(of: $0, name, grid) }
      .sorted { $0.midpoint < $1.midpoint }.map { ComplexBall($0) }
    if cuts.isEmpty { return nil }
    var sum = constant(0)
    let ends = [a] + cuts.map(Optional.some) + [b]
    for (low, high) in zip(ends, ends.dropFirst()) {
      switch (low, high) {
      case (let low?, let high?):
        sum = sum + (try smoothIntegral(name, from: low, to: high, body))
      case (let low?, nil): sum = sum + (try halfLine(name, from: low, isUp: true, body))
      case (nil, let high?): sum = sum + (try halfLine(name, from: high, isUp: false, body))
      case (nil, nil): throw Unknown()
      }
    }
    return sum
  }

  private func grid(from a: Ball?, to b: Ball?) -> [Ball] {
    let steps = (0...128).map { Ball(Rational($0, 128), precision: bits) }
    let reaches = (1...96).map { Ball(Rational($0 - 48, 8), precision: bits).exp() }
    return switch (a, b) {
    case (let a?, let b?): steps.map { a + $0 * (b - a) }
    case (let a?, nil): reaches.map { a + $0 }
    case (nil, let b?): reaches.reversed().map { b - $0 }
    case (nil, nil): reaches.reversed().map { -$0 } + reaches
    }
  }

  /// The changes of sign of an expression on a grid.
  private func zeros(of e: Expression, _ name: String, _ grid: [Ball]) -> [Ball] {
    func sign(_ x: Ball) -> Int? {
      guard let value = try? with([name], [.number(ComplexBall(x))], { try number(e) }) else {
        return nil
      }
      if value.re.isPositive == .yes { return 1 }
      return value.re.isNegative == .yes ? -1 : nil
    }
    var zeros: [Ball] = []
    var last: (point: Ball, sign: Int)?
    for x in grid {
      guard let now = sign(x) else { continue }
      if let last, last.sign != now {
        var (low, high) = (last.point, x)
        for _ in 0..<bits {
          let middle = (low + high) / 2
          guard let there = sign(middle) else { break }
          if there == now { high = middle } else { low = middle }
        }
        zeros.append((low + high) / 2)
      }
      last = (x, now)
    }
    return zeros
  }

  /// What changes its sign where a magnitude, a maximum or a bracket of a variable switches.
  private func switches(_ name: String, in e: Expression) -> [Expression] {
    guard e.freeSymbols.contains(name) else { return [] }
    func gap(_ a: Expression, _ b: Expression) -> Expression {
      Expression(.binary(.subtract, a, b), at: a.place)
    }
    switch e.form {
    case .bind: return []
    case .call(.abs, let list), .call(.norm, let list):
      return list + list.flatMap { switches(name, in: $0) }
    case .call(.maximum, let list), .call(.minimum, let list):
      return zip(list, list.dropFirst()).map(gap) + list.flatMap { switches(name, in: $0) }
    case .relation(_, let a, let b): return [gap(a, b)]
    case .apply(let head, let arguments):
      guard case .symbol(let function) = head.form, let definition = definitions[function],
        definition.parameters.count == arguments.count,
        let body = definition.body.substituting(
          Dictionary(uniqueKeysWithValues: zip(definition.parameters, arguments)))
      else { return [] }
      return switches(name, in: body)
    default: return e.children.flatMap { switches(name, in: $0) }
    }
  }
}
