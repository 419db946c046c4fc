import Exact
import Numeric

/// A sequence of rationals that satisfies a linear recurrence with constant coefficients, with what is decided
/// about its terms in the long run.
///
/// Law: such a sequence is Σ p_λ(k) λᵏ over the roots λ ≠ 0 of its least recurrence from some k on, with
/// polynomials p_λ ≠ 0 of degree less than the multiplicity. Source: G. Everest, A. van der Poorten,
/// I. Shparlinski, T. Ward, Recurrence Sequences, AMS 2003, §1.1.
struct RecurrentSequence {
  /// What the terms tend to.
  enum Tendency {
    case finite(Rational)
    case infinite(Int)
    /// No number, and not ∞ or −∞.
    case none
    case open
  }

  /// Terms from an index on from which the law holds.
  private let terms: [Rational]
  /// The coefficients, ascending, of the least recurrence; the first is not 0 and the last is 1.
  private let polynomial: [Rational]
  private let roots: [PolynomialRoot]

  private var order: Int { polynomial.count - 1 }

  /// - Parameter terms: consecutive terms, at least twice as many as the order can be.
  init(terms: [Rational]) {
    let least = Self.leastRecurrence(of: terms)
    let transient = least.firstIndex { !$0.isZero } ?? 0
    polynomial = Array(least.dropFirst(transient))
    roots = PolynomialRoot.roots(ofPolynomial: polynomial, precision: 128) ?? []
    self.terms = Array(terms.dropFirst(transient))
  }

  /// The least recurrence of the terms, by Berlekamp's and Massey's algorithm, as a polynomial.
  ///
  /// Law: it is that of the whole sequence when there are at least twice as many terms as its order. Source:
  /// J. Massey, Shift-register synthesis and BCH decoding, IEEE Trans. Inf. Theory 15 (1969).
  static func leastRecurrence(of terms: [Rational]) -> [Rational] {
    var (current, previous): ([Rational], [Rational]) = ([1], [1])
    var (length, gap, last): (Int, Int, Rational) = (0, 1, 1)
    for n in terms.indices {
      let discrepancy = (0...length).reduce(Rational.zero) { sum, i in
        i < current.count ? sum + current[i] * terms[n - i] : sum
      }
      if discrepancy.isZero {
        gap += 1
        continue
      }
      let saved = current
      let factor = discrepancy / last
      while current.count < previous.count + gap { current.append(.zero) }
      for (i, c) in previous.enumerated() { current[i + gap] -= factor * c }
      if 2 * length <= n {
        (length, previous, last, gap) = (n + 1 - length, saved, discrepancy, 1)
      } else {
        gap += 1
      }
    }
    // 1 + c₁ x + … + c_L x^L read backwards.
    return (0...length).map { length - $0 < current.count ? current[length - $0] : .zero }
  }

  // MARK: The long run

  var tendency: Tendency { tendency(depth: 0) }

  private func tendency(depth: Int) -> Tendency {
    if Self.isStable(polynomial) { return .finite(.zero) }
    let rest = Self.quotient(polynomial, byRoot: .one)
    if rest.remainder.isZero, Self.isStable(rest.quotient) {
      let sum = rest.quotient.reduce(.zero, +)
      return .finite(applied(rest.quotient) / sum)
    }
    switch dominance {
    case .sign(let s): return .infinite(s)
    case .changing: return .none
    case .unknown: break
    }
    if isBounded { return .none }
    guard depth == 0 else { return .open }
    for period in periods {
      let parts = subsequences(period).map { $0.tendency(depth: 1) }
      let signs = parts.map { if case .infinite(let s) = $0 { s } else { 0 } }
      if let first = signs.first, first != 0, signs.allSatisfy({ $0 == first }) {
        return .infinite(first)
      }
      if signs.contains(1), signs.contains(-1) { return .none }
      for case .finite in parts { return .none }
      for case .none in parts { return .none }
    }
    return .open
  }

  /// Whether the terms are > 0, or ≥ 0, from some index on.
  func isEventuallyPositive(strictly: Bool, depth: Int = 0) -> Certainty {
    if order == 0 { return strictly ? .no : .yes }
    if case .finite(let c) = tendency, !c.isZero { return Certainty(c.sign > 0) }
    switch dominance {
    case .sign(let s): return Certainty(s > 0)
    case .changing: return .no
    case .unknown: break
    }
    guard depth == 0 else { return .unknown }
    for period in periods {
      let parts = subsequences(period).map {
        $0.isEventuallyPositive(strictly: strictly, depth: 1)
      }
      if parts.contains(.no) { return .no }
      if parts.allSatisfy({ $0 == .yes }) { return .yes }
    }
    return .unknown
  }

  /// Whether all terms are > 0, or ≥ 0, where a root and its powers decide.
  func isPositive(strictly: Bool) -> Certainty {
    if order == 0 { return strictly ? .no : .yes }
    guard order == 1 else { return .unknown }
    return Certainty(polynomial[0].sign < 0 && terms[0].sign > 0)
  }

  /// Whether some number is at least as large as all terms.
  ///
  /// Law: where a root outside of the disc, and no positive one, is largest, B − e changes sign for every B.
  var isBoundedAbove: Certainty {
    switch tendency {
    case .finite: return .yes
    case .infinite(let s): return Certainty(s < 0)
    case .none, .open: break
    }
    if isBounded { return .yes }
    let isOutside = roots.contains { Ball(1).isLess(than: $0.value.magnitude) == .yes }
    if isOutside, case .changing = dominance { return .no }
    return .unknown
  }

  private enum Dominance { case sign(Int), changing, unknown }

  /// The sign of the terms from some index on, where one positive root is larger than all others in modulus;
  /// `changing` where the terms are positive and negative infinitely often.
  ///
  /// Law (Pringsheim): if the terms are ≥ 0 from some index on, the largest modulus is itself a root. Source:
  /// P. Flajolet, R. Sedgewick, Analytic Combinatorics, CUP 2009, theorem IV.6.
  private var dominance: Dominance {
    guard order > 0 else { return .unknown }
    let positive = roots.filter { $0.isReal && $0.value.re.isPositive == .yes }
    guard let first = positive.last else { return .changing }
    let size = first.value.re
    let others = roots.filter { !($0.isReal && $0.value.re.overlaps(size)) }
    if others.contains(where: { size.isLess(than: $0.value.magnitude) == .yes }) {
      return .changing
    }
    guard others.allSatisfy({ $0.value.magnitude.isLess(than: size) == .yes }) else {
      return .unknown
    }
    // Of A kᵐ⁻¹ ρᵏ + … the other roots, and ρ but once, leave a positive multiple of A.
    var deflated: [Ball] = []
    var carry = Ball(0, precision: 128)
    for c in polynomial.reversed() {
      carry = carry * size + Ball(c, precision: 128)
      deflated.insert(carry, at: 0)
    }
    let value = deflated.dropFirst().enumerated().reduce(Ball(0, precision: 128)) {
      $0 + $1.element * Ball(terms[$1.offset], precision: 128)
    }
    return value.isPositive == .yes ? .sign(1) : value.isNegative == .yes ? .sign(-1) : .unknown
  }

  /// Whether all roots lie in the closed unit disc, those on the circle simple.
  ///
  /// Law (Cohn): a self-inversive polynomial has all its roots on the circle, and simple, if and only if its
  /// derivative has all roots in the open disc. Source: M. Marden, Geometry of Polynomials, AMS 1966, §45.
  private var isBounded: Bool {
    let circle = Self.greatestDivisor(polynomial, polynomial.reversed())
    let inside = Self.division(polynomial, circle).quotient
    let slope = circle.enumerated().dropFirst().map { Rational($0.offset) * $0.element }
    return Self.isStable(inside) && Self.isStable(slope)
  }

  /// The periods after which two roots may have the same power: only then does a part of the sequence have
  /// fewer roots.
  private var periods: [Int] {
    guard order <= 8 else { return [] }
    return [2, 3, 4, 6, 8, 12].filter { period in
      let powers = roots.map { $0.value.power(period) }
      return powers.indices.contains { i in powers[..<i].contains { $0.overlaps(powers[i]) } }
    }
  }

  /// The sequences of every period-th term.
  private func subsequences(_ period: Int) -> [RecurrentSequence] {
    var list = terms
    while list.count < period * (2 * order + 2) {
      let start = list.count - order
      list.append((0..<order).reduce(.zero) { $0 - polynomial[$1] * list[start + $1] })
    }
    return (0..<period).map { offset in
      RecurrentSequence(
        terms: stride(from: offset, to: list.count, by: period).map { list[$0] })
    }
  }

  /// Σ cᵢ e(i).
  private func applied(_ coefficients: [Rational]) -> Rational {
    zip(coefficients, terms).reduce(.zero) { $0 + $1.0 * $1.1 }
  }

  // MARK: Polynomials, coefficients ascending

  /// Whether all roots lie in the open unit disc.
  ///
  /// Law (Schur, Cohn): p with |p₀| < |pₙ| has all roots inside if and only if (pₙ p − p₀ p*)/z has.
  private static func isStable(_ coefficients: [Rational]) -> Bool {
    var p = coefficients
    while p.count > 1 {
      let (first, last) = (p[0], p[p.count - 1])
      guard first.magnitude < last.magnitude else { return false }
      let n = p.count - 1
      p = (0..<n).map { (last * p[$0 + 1] - first * p[n - 1 - $0]) / last }
    }
    return true
  }

  private static func quotient(
    _ p: [Rational], byRoot root: Rational
  ) -> (quotient: [Rational], remainder: Rational) {
    var result: [Rational] = []
    var carry = Rational.zero
    for c in p.reversed() {
      carry = carry * root + c
      result.insert(carry, at: 0)
    }
    return (Array(result.dropFirst()), carry)
  }

  static func division(
    _ a: [Rational], _ b: [Rational]
  ) -> (quotient: [Rational], remainder: [Rational]) {
    var rest = a
    var quotient: [Rational] = []
    while rest.count >= b.count {
      let factor = rest[rest.count - 1] / b[b.count - 1]
      quotient.insert(factor, at: 0)
      for (i, c) in b.enumerated() { rest[rest.count - b.count + i] -= factor * c }
      rest.removeLast()
    }
    while rest.last?.isZero == true { rest.removeLast() }
    return (quotient, rest)
  }

  static func greatestDivisor(_ a: [Rational], _ b: [Rational]) -> [Rational] {
    var (x, y) = (a, b)
    while !y.isEmpty { (x, y) = (y, division(x, y).remainder) }
    return x
  }
}
