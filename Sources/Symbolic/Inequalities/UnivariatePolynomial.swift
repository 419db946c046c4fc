import Exact

/// A polynomial in one variable with rational coefficients, ascending, the last one not 0.
struct UnivariatePolynomial {
  let coefficients: [Rational]

  init(_ coefficients: [Rational]) {
    var list = coefficients
    while list.last?.isZero == true { list.removeLast() }
    self.coefficients = list
  }

  var degree: Int { coefficients.count - 1 }

  func callAsFunction(_ x: Rational) -> Rational {
    coefficients.reversed().reduce(.zero) { $0 * x + $1 }
  }

  var derivative: Self {
    Self(coefficients.enumerated().dropFirst().map { Rational($0.offset) * $0.element })
  }

  /// t ↦ p(a + s t).
  func composed(from a: Rational, scale s: Rational) -> Self {
    var result: [Rational] = []
    for c in coefficients.reversed() {
      // result · (a + s t) + c
      var next = [Rational](repeating: .zero, count: result.count + 1)
      for (i, r) in result.enumerated() {
        next[i] += r * a
        next[i + 1] += r * s
      }
      next[0] += c
      result = next
    }
    return Self(result)
  }

  func divided(by other: Self) -> (quotient: Self, remainder: Self) {
    var rest = coefficients
    let b = other.coefficients
    var quotient: [Rational] = []
    while rest.count >= b.count {
      let factor = rest[rest.count - 1] / b[b.count - 1]
      quotient.insert(factor, at: 0)
      for (i, c) in b.enumerated() { rest[rest.count - b.count + i] -= factor * c }
      rest.removeLast()
    }
    return (Self(quotient), Self(rest))
  }

  /// The greatest common divisor with leading coefficient 1.
  func divisor(with other: Self) -> Self {
    var (a, b) = (self, other)
    while !b.coefficients.isEmpty { (a, b) = (b, a.divided(by: b).remainder) }
    guard let last = a.coefficients.last else { return a }
    return Self(a.coefficients.map { $0 / last })
  }

  /// The polynomial without its root a, and how often it was one.
  func removing(root a: Rational) -> (rest: Self, multiplicity: Int) {
    var (rest, count) = (self, 0)
    while rest.degree > 0, rest(a).isZero {
      rest = rest.divided(by: Self([-a, 1])).quotient
      count += 1
    }
    return (rest, count)
  }

  /// h and q with p = h² q and a q without multiple roots.
  var square: (root: Self, rest: Self) {
    // With p = Π fᵢⁱ the repeated gcd of p and p′ has fᵢ to the powers i, i − 1, …
    var powers: [Self] = []
    var p = self
    while p.degree > 0 {
      let g = p.divisor(with: p.derivative)
      powers.append(p.divided(by: g).quotient)
      p = g
    }
    // powers[i] is the product of the f_j with j > i.
    var root = Self([1])
    for i in stride(from: 1, to: powers.count, by: 2) { root = root.times(powers[i]) }
    if let last = root.coefficients.last {
      root = Self(root.coefficients.map { $0 / last })
    }
    return (root, divided(by: root.times(root)).quotient)
  }

  func times(_ other: Self) -> Self {
    guard !coefficients.isEmpty, !other.coefficients.isEmpty else { return Self([]) }
    var result = [Rational](
      repeating: .zero, count: coefficients.count + other.coefficients.count - 1)
    for (i, x) in coefficients.enumerated() {
      for (j, y) in other.coefficients.enumerated() { result[i + j] += x * y }
    }
    return Self(result)
  }

  // MARK: Positivity

  /// Weights w with p = Σ wₖ (x − a)ᵏ (b − x)ⁿ⁻ᵏ, and the least Bernstein coefficient.
  ///
  /// Source: R. Farouki, The Bernstein polynomial basis: a centennial retrospective, CAGD 29 (2012).
  func bernstein(from a: Rational, to b: Rational) -> (weights: [Rational], least: Rational) {
    let q = composed(from: a, scale: b - a).coefficients
    let n = max(q.count - 1, 0)
    func choose(_ n: Int, _ k: Int) -> Rational {
      (0..<k).reduce(Rational.one) { $0 * Rational(n - $1) / Rational($1 + 1) }
    }
    let values = (0...n).map { k in
      (0...k).reduce(Rational.zero) { sum, i in
        i < q.count ? sum + choose(k, i) / choose(n, i) * q[i] : sum
      }
    }
    let scale = (b - a).power(n) ?? 1
    let weights = values.enumerated().map { choose(n, $0.offset) * $0.element / scale }
    return (weights, values.min() ?? .zero)
  }
}
