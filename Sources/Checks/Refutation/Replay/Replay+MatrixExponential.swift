import Exact
import Notation
import Numeric

/// The exponential of a square matrix, by its series.
extension Replay {
  /// exp(A), or its derivative in a direction; `nil` for a number.
  ///
  /// Law: the derivative of exp at A in the direction E is the block above the diagonal of exp((A E; 0 A)).
  func matrixExponential(_ a: ReplayValue, along direction: Expression?) throws -> ReplayValue? {
    switch a {
    case .identity(let x) where direction == nil: return .identity(x.exp())
    case .matrix(let m):
      guard m.allSatisfy({ $0.count == m.count }) else { throw Unknown() }
      guard let direction else { return .matrix(try series(m)) }
      guard case .matrix(let e) = try value(direction), e.count == m.count else { throw Unknown() }
      let zeros = m.map { _ in constant(0) }
      let whole = try series(zip(m, e).map { $0 + $1 } + m.map { zeros + $0 })
      return .matrix(whole.prefix(m.count).map { Array($0.suffix(m.count)) })
    default: return nil
    }
  }

  /// Law: exp(A) = exp(A/2ˢ)^(2ˢ), and for ‖A‖ = r ≤ ½ the rest of the series behind the term of degree k is at most
  /// 2 r^(k+1)/(k+1)! in every entry, ‖·‖ the largest sum of a row.
  private func series(_ m: [[ComplexBall]]) throws -> [[ComplexBall]] {
    guard m.joined().allSatisfy({ $0.im.isZero == .yes }) else { throw Unknown() }
    let norm = m.map { $0.reduce(0.0) { $0 + abs($1.re.midpoint) + $1.re.radius } }.max() ?? 0
    guard norm.isFinite, norm < 1e6 else { throw Unknown() }
    var halvings = 0
    while norm / Double(1 << halvings) > 0.499 { halvings += 1 }
    let scale = constant(Rational(1, 1 << halvings))
    let small = m.map { $0.map { $0 * scale } }
    func product(_ a: [[ComplexBall]], _ b: [[ComplexBall]]) -> [[ComplexBall]] {
      a.map { row in
        b[0].indices.map { j in row.indices.reduce(constant(0)) { $0 + row[$1] * b[$1][j] } }
      }
    }
    var term = m.indices.map { i in m.indices.map { constant(i == $0 ? 1 : 0) } }
    var sum = term
    // The rest is below 2·½^(k+1).
    let degree = bits + 16
    for k in 1...degree {
      term = product(term, small).map { $0.map { $0 * constant(Rational(1, k)) } }
      sum = zip(sum, term).map { zip($0, $1).map { $0 + $1 } }
    }
    let isZero = m.joined().allSatisfy { $0.equals(0) == .yes }
    if !isZero {
      var rest = Ball(around: 0, radius: 1, precision: bits)
      let half = Ball(Rational(1, 2), precision: bits)
      for _ in 0..<degree { rest = rest * half }
      sum = sum.map { $0.map { $0 + ComplexBall(rest) } }
    }
    for _ in 0..<halvings { sum = product(sum, sum) }
    return sum
  }
}
