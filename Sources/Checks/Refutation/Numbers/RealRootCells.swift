import Exact

/// The real roots of polynomials with rational coefficients, and the cells between them.
enum RealRootCells {
  /// How often an interval with a root is halved.
  private static let halvings = 200

  /// The simplest number in each cell, and next to each root.
  ///
  /// - Parameter polynomials: coefficients from the constant one on.
  static func samples(of polynomials: [[Rational]]) -> [Rational] {
    var roots: Set<Rational> = []
    for p in polynomials { roots.formUnion(Self.roots(of: p)) }
    let ends = roots.sorted()
    guard let first = ends.first, let last = ends.last else { return [] }
    let gap = Rational(1, 1 << 60)
    var result = [first - 1, last + 1]
    for (a, b) in zip(ends, ends.dropFirst()) where b - a > gap + gap + gap {
      result.append(simplest(between: a + gap, and: b - gap))
    }
    return result + ends.map { simplest(between: $0 - gap, and: $0 + gap) }
  }

  /// Numbers next to the real roots of odd order, from left to right, and some of even order.
  ///
  /// Law: between two neighbouring roots of p′ there is at most one of p.
  static func roots(of coefficients: [Rational]) -> [Rational] {
    var p = coefficients
    while p.last?.isZero == true { p.removeLast() }
    guard p.count > 1, let leading = p.last else { return [] }
    if p.count == 2 { return [-p[0] / leading] }
    let derivative = p.indices.dropFirst().map { p[$0] * Rational($0) }
    // Cauchy's bound.
    let bound = p.dropLast().map { ($0 / leading).magnitude }.max().map { $0 + 1 } ?? 1
    let inner = roots(of: derivative).filter { $0 > -bound && $0 < bound }
    let places = [-bound] + inner + [bound]
    var result: [Rational] = []
    for (a, b) in zip(places, places.dropFirst()) {
      if let root = root(of: p, between: a, and: b) { result.append(root) }
    }
    return result
  }

  private static func root(
    of p: [Rational], between start: Rational, and end: Rational
  ) -> Rational? {
    func sign(_ x: Rational) -> Int {
      p.reversed().reduce(Rational.zero) { $0 * x + $1 }.sign
    }
    let (low, high) = (sign(start), sign(end))
    if low == 0 { return start }
    guard low * high < 0 else { return nil }
    // Halving a simple interval keeps the numbers short.
    var (a, b) = (start, end)
    for _ in 0..<halvings {
      let middle = simplest(between: a + (b - a) / 4, and: b - (b - a) / 4)
      let s = sign(middle)
      if s == 0 { return middle }
      if s == low { a = middle } else { b = middle }
    }
    return a
  }

  /// The rational number with the least denominator in [a, b], a < b.
  ///
  /// Source: Graham, Knuth and Patashnik, Concrete Mathematics, §4.5.
  static func simplest(between a: Rational, and b: Rational) -> Rational {
    if a.sign <= 0, b.sign >= 0 { return 0 }
    if b.sign < 0 { return -simplest(between: -b, and: -a) }
    let whole = a.floor
    if whole == a { return a }
    if whole + 1 <= b { return whole + 1 }
    guard let low = (b - whole).reciprocal, let high = (a - whole).reciprocal else { return a }
    return whole + (simplest(between: low, and: high).reciprocal ?? 0)
  }
}
