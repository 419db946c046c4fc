import Exact
import Kernel

/// Signs of polynomials in one variable on an interval with rational ends.
extension Prover {
  /// 0 < p or 0 ≤ p on the interval in which the variable is known to lie; `nil` where it is not found.
  ///
  /// What vanishes at an end, and squares, are split off; the rest is positive on the closed interval, which
  /// is halved until all Bernstein coefficients on each part are. Law: they converge to the values with
  /// the square of the length. On a half line the coefficients at its end decide, from some place on.
  func univariateBound(_ term: Term) throws -> Theorem? {
    let form = try fraction(of: term)
    guard form.value.denominator.isEmpty, let x = form.value.numerator.atoms.first,
      form.value.numerator.atoms.count == 1, x.sort == .real
    else { return nil }
    let parts = form.value.numerator.coefficients(of: x).map(\.constant)
    guard (3...24).contains(parts.count), !parts.contains(nil) else { return nil }
    let p = UnivariatePolynomial(parts.compactMap { $0 })
    let interval = try knownInterval(x)
    guard let bound = try sign(of: p, x, interval) else { return nil }
    fuel.certificates.append(interval.text(p, x))
    return try bound.moved(to: term, nonzero: form.nonzero)
  }

  /// Where a variable is known to lie.
  private struct Interval {
    /// An end a with 0 ≤ x − a or 0 < x − a.
    var lower: (value: Rational, theorem: Theorem)?
    /// An end b with 0 ≤ b − x or 0 < b − x.
    var upper: (value: Rational, theorem: Theorem)?

    func text(_ p: UnivariatePolynomial, _ x: Term) -> String {
      let ends = [lower.map { "\($0.value)" } ?? "−∞", upper.map { "\($0.value)" } ?? "∞"]
      return "Bernstein coefficients of a polynomial of degree \(p.degree) in \(x) on parts of ["
        + ends.joined(separator: ", ") + "]"
    }
  }

  private func knownInterval(_ x: Term) throws -> Interval {
    var result = Interval()
    for bound in bounds {
      let parts = bound.polynomial.coefficients(of: x)
      guard parts.count == 2, let c = parts[1].constant, let d = parts[0].constant else { continue }
      let end = -d / c
      let scale = try Theorem.arithmetic(.less(.zero, .real(c.magnitude.reciprocal ?? 1)))
      let scaled = try Self.product(scale, bound.theorem)
      if c.sign > 0 {
        let old = result.lower
        if old.map({ $0.value < end || $0.value == end && !$0.theorem.isStrict }) ?? true {
          result.lower = (end, try scaled.moved(to: x - .real(end)))
        }
      } else if result.upper.map({ $0.value > end || $0.value == end && !$0.theorem.isStrict })
        ?? true
      {
        result.upper = (end, try scaled.moved(to: .real(end) - x))
      }
    }
    if result.lower == nil, let own = try lowerBound(x) {
      result.lower = (0, try own.moved(to: x - .real(0)))
    }
    return result
  }

  private func sign(
    of p: UnivariatePolynomial, _ x: Term, _ interval: Interval
  ) throws -> Theorem? {
    var rest = p
    var factors: [Theorem] = []
    if let (a, theorem) = interval.lower {
      let (quotient, count) = rest.removing(root: a)
      rest = quotient
      factors += Array(repeating: theorem, count: count)
    }
    if let (b, theorem) = interval.upper {
      let (quotient, count) = rest.removing(root: b)
      rest = count % 2 == 0 ? quotient : quotient.times(UnivariatePolynomial([-1]))
      factors += Array(repeating: theorem, count: count)
    }
    var bound = try positivity(of: rest, x, interval, depth: 0)
    if bound == nil {
      let (root, simple) = rest.square
      guard root.degree > 0 else { return nil }
      factors.append(try .axiom(.squareNonnegative, [term(root, x)]))
      bound = try positivity(of: simple, x, interval, depth: 0)
    }
    guard let bound else { return nil }
    return try factors.reduce(bound) { try Self.product($1, $0) }.moved(to: term(p, x))
  }

  private func term(_ p: UnivariatePolynomial, _ x: Term) throws -> Term {
    let atom = Polynomial(atom: x)
    return try p.coefficients.reversed().reduce(Polynomial.zero) { sum, c in
      try sum * atom + Polynomial.one.scaled(by: c)
    }.term(in: .real)
  }

  /// 0 < p, for a p that is positive at the ends, too.
  private func positivity(
    of p: UnivariatePolynomial, _ x: Term, _ interval: Interval, depth: Int
  ) throws -> Theorem? {
    try fuel.spend(10)
    // Near a root that is nearly double the parts have to be short.
    let deepest = interval.lower != nil && interval.upper != nil ? 64 : 14
    guard let last = p.coefficients.last, depth < deepest else { return nil }
    let whole = try term(p, x)
    if p.degree == 0 {
      return last.sign > 0 ? try .arithmetic(.less(.zero, whole)) : nil
    }
    switch (interval.lower, interval.upper) {
    case (let (a, low)?, let (b, high)?):
      guard a < b, p(a).sign > 0, p(b).sign > 0, p((a + b) / 2).sign > 0 else { return nil }
      let (weights, least) = p.bernstein(from: a, to: b)
      guard least.sign > 0 else { return try halved(p, x, interval, at: (a + b) / 2, depth) }
      // p − least = Σ (wₖ − least · (n over k)/(b − a)ⁿ) (x − a)ᵏ (b − x)ⁿ⁻ᵏ.
      let shift = constantWeights(p.degree, a, b).map { $0 * least }
      return try combination(
        zip(weights, shift).map { $0 - $1 }, least, low, high
      ).moved(to: whole)
    case (let (a, low)?, nil):
      guard last.sign > 0, p(a).sign > 0 else { return nil }
      let own = p.composed(from: a, scale: 1).coefficients
      if own.allSatisfy({ $0.sign >= 0 }) {
        return try combination([0] + own.dropFirst(), own[0], low, nil).moved(to: whole)
      }
      return try halved(p, x, interval, at: a + Rational(1 << depth), depth)
    case (nil, let (b, high)?):
      guard (p.degree % 2 == 0 ? last : -last).sign > 0, p(b).sign > 0 else { return nil }
      let own = p.composed(from: b, scale: -1).coefficients
      if own.allSatisfy({ $0.sign >= 0 }) {
        return try combination([0] + own.dropFirst(), own[0], high, nil).moved(to: whole)
      }
      return try halved(p, x, interval, at: b - Rational(1 << depth), depth)
    case (nil, nil):
      guard last.sign > 0, p.degree % 2 == 0 else { return nil }
      return try halved(p, x, interval, at: 0, depth)
    }
  }

  /// The weights of the constant 1 in Bernstein's form.
  private func constantWeights(_ n: Int, _ a: Rational, _ b: Rational) -> [Rational] {
    let scale = (b - a).power(n) ?? 1
    return (0...n).map { k in
      (0..<k).reduce(Rational.one) { $0 * Rational(n - $1) / Rational($1 + 1) } / scale
    }
  }

  /// 0 < least + Σ wₖ sᵏ tⁿ⁻ᵏ for known s, t ≥ 0; without t, Σ wₖ sᵏ.
  private func combination(
    _ weights: [Rational], _ least: Rational, _ s: Theorem, _ t: Theorem?
  ) throws -> Theorem {
    var result = try Theorem.arithmetic(.less(.zero, .real(least)))
    let n = weights.count - 1
    for (k, weight) in weights.enumerated() where weight.sign > 0 {
      var part = try Theorem.arithmetic(.less(.zero, .real(weight)))
      for _ in 0..<k { part = try Self.product(part, s.weakened()) }
      if let t { for _ in k..<n { part = try Self.product(part, t.weakened()) } }
      result = try Self.sum(result, part)
    }
    return result
  }

  /// 0 < p from x ≤ m ∨ m < x.
  private func halved(
    _ p: UnivariatePolynomial, _ x: Term, _ interval: Interval, at m: Rational, _ depth: Int
  ) throws -> Theorem? {
    let middle = Term.real(m)
    let (below, above): (Term, Term) = try (.lessOrEqual(x, middle), .less(middle, x))
    var (left, right) = (interval, interval)
    left.upper = (
      m, try Theorem.assume(below).rewritten(by: .axiom(.lessOrEqualDifference, [x, middle]))
    )
    right.lower = (
      m, try Theorem.assume(above).rewritten(by: .axiom(.lessDifference, [middle, x]))
    )
    guard let first = try positivity(of: p, x, left, depth: depth + 1),
      let second = try positivity(of: p, x, right, depth: depth + 1)
    else { return nil }
    return try Theorem.axiom(.total, [x, middle]).cases(first, second)
  }
}
