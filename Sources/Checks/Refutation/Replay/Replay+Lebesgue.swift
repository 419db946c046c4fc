import Exact
import Notation
import Numeric

/// Integrals over ℝ and ℝⁿ by a sum over points, and normal densities by their formula.
///
/// With x = sinh t the trapezoidal rule converges faster than any power of the step for what decays like a
/// density (H. Takahasi, M. Mori, Double exponential formulas, Publ. RIMS 9, 1974). The radius is what halving
/// the number of points changes, eight times: no proof, but the refuter's own evaluation has one.
extension Replay {
  /// ∫ over a variable declared as a number or a vector.
  func lebesgueIntegral(_ name: String, _ body: Expression) throws -> ReplayValue? {
    switch table.declarations[name]?.type {
    case .real, nil:
      if let sum = try integralInPieces(name, from: nil, to: nil, body) { return .number(sum) }
      return .number(
        try integral(1, isSmooth: !body.jumps) { try self.at(name, .number($0[0]), body) })
    case .vector(let n):
      return .number(
        try integral(integer(n), isSmooth: true) { try self.at(name, .vector($0), body) })
    default: return nil
    }
  }

  private func at(_ name: String, _ point: ReplayValue, _ body: Expression) throws -> ComplexBall {
    try with([name], [point]) { try number(body) }
  }

  private func integral(
    _ dimension: Int, isSmooth: Bool, _ f: ([ComplexBall]) throws -> ComplexBall
  ) throws -> ComplexBall {
    guard dimension <= 2 else { throw Unknown() }
    // Points t = k/n for |t| ≤ 6, in two dimensions fewer; more where the rule converges slowly.
    let perUnit = dimension == 1 ? isSmooth ? 12 : 192 : 6
    let reach = (dimension == 1 ? 6 : 4) * perUnit
    let half = Ball(Rational(1, 2), precision: bits)
    let nodes: [(point: ComplexBall, weight: ComplexBall)] = (-reach...reach).map { k in
      let t = Ball(Rational(k, perUnit), precision: bits)
      let (up, down) = (t.exp(), (-t).exp())
      return (ComplexBall((up - down) * half), ComplexBall((up + down) * half))
    }
    var (fine, coarse) = (constant(0), constant(0))
    var (edge, peak) = (0.0, 0.0)
    func visit(_ chosen: [Int]) throws {
      guard chosen.count == dimension else {
        for k in nodes.indices { try visit(chosen + [k]) }
        return
      }
      var term = try f(chosen.map { nodes[$0].point })
      for k in chosen { term = term * nodes[k].weight }
      fine = fine + term
      if chosen.allSatisfy({ $0 % 2 == 0 }) { coarse = coarse + term }
      let size = abs(term.re.midpoint)
      peak = max(peak, size)
      if chosen.contains(where: { $0 == 0 || $0 == 2 * reach }) { edge = max(edge, size) }
    }
    try visit([])
    for _ in 0..<dimension {
      fine = fine * constant(Rational(1, perUnit))
      coarse = coarse * constant(Rational(2, perUnit))
    }
    // What grows to the edge has no integral; what is 0 up to rounding is no matter of edges.
    if peak > 1e-9, edge == peak { throw Undefined() }
    let difference = abs((fine - coarse).re.midpoint)
    guard edge < max(1e-12 * peak, 1e-15), fine.re.isFinite, difference.isFinite, peak.isFinite
    else { throw Unknown() }
    return ComplexBall(
      fine.re + Ball(around: 0, radius: 8 * difference + 1e-12 * max(peak, 1e-3), precision: bits))
  }

  /// The density of a normal law, for a number or a vector.
  func normalDensity(_ x: ReplayValue, _ mean: ReplayValue, _ variance: ReplayValue) throws
    -> ComplexBall
  {
    let gap = try (combine(.subtract, x, mean)).entries ?? fail()
    let covariance: [[ComplexBall]]
    switch variance {
    case .number(let v) where gap.count == 1: covariance = [[v]]
    case .identity(let v):
      covariance = gap.indices.map { i in gap.indices.map { i == $0 ? v : constant(0) } }
    case .matrix(let m): covariance = m
    default: throw Unknown()
    }
    let inverse = try inverse(covariance)
    var square = constant(0)
    for i in gap.indices {
      for j in gap.indices { square = square + gap[i] * inverse[i][j] * gap[j] }
    }
    var mass = try determinant(covariance)
    let circle = ComplexBall(Ball.pi(precision: bits)) * constant(2)
    for _ in gap.indices { mass = mass * circle }
    return try (square * constant(Rational(-1, 2))).exp() * reciprocal(squareRoot(mass))
  }
}

extension Expression {
  /// Whether a bracket occurs in it.
  fileprivate var jumps: Bool {
    if case .call(.indicator, _) = form { return true }
    return children.contains(where: \.jumps)
  }
}
