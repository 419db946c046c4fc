import Exact
import Numeric

/// A sequence of rationals with a linear recurrence, as the replay sees it: the recurrence by elimination, its
/// roots in enclosures.
///
/// What is true here is certain; `false` says nothing.
struct ReplayedSequence {
  private let terms: [Rational]
  /// The least recurrence, coefficients ascending; the first is not 0 and the last is 1.
  private let polynomial: [Rational]
  private let roots: [PolynomialRoot]

  /// - Parameter order: a bound of the order; at least twice as many terms are given.
  init?(terms: [Rational], order: Int) {
    guard let found = Self.recurrence(of: terms, atMost: order) else { return nil }
    let transient = found.firstIndex { !$0.isZero } ?? 0
    polynomial = Array(found.dropFirst(transient))
    self.terms = Array(terms.dropFirst(transient))
    roots = PolynomialRoot.roots(ofPolynomial: polynomial, precision: 320) ?? []
  }

  /// The shortest c₀ … c_{r−1}, 1 with Σ cⱼ s_{i+j} + s_{i+r} = 0 for all i, by Gauss's elimination.
  static func recurrence(of terms: [Rational], atMost order: Int) -> [Rational]? {
    for r in 0...order {
      var rows = (0..<(terms.count - r)).map { i in (0...r).map { terms[i + $0] } }
      var pivots = 0
      for column in 0..<r {
        guard let pivot = rows[pivots...].firstIndex(where: { !$0[column].isZero }) else {
          continue
        }
        rows.swapAt(pivots, pivot)
        let lead = rows[pivots].map { $0 / rows[pivots][column] }
        rows[pivots] = lead
        for i in rows.indices where i != pivots && !rows[i][column].isZero {
          let factor = rows[i][column]
          rows[i] = zip(rows[i], lead).map { $0 - factor * $1 }
        }
        pivots += 1
      }
      guard pivots == r, rows[pivots...].allSatisfy({ $0[r].isZero }) else { continue }
      return (0..<r).map { -rows[$0][r] } + [.one]
    }
    return nil
  }

  // MARK: The long run

  /// Whether the terms certainly do not tend to 0: some root is certainly outside of the open disc, or one
  /// and its inverse are both roots.
  var doesNotVanish: Bool {
    hasRootOutside || circle.count > 1
  }

  /// Whether the terms tend to 0: all roots are inside of the disc.
  var vanishes: Bool {
    roots.allSatisfy { $0.value.magnitude.isLess(than: ComplexBall(1).magnitude) == .yes }
  }

  /// Whether the terms tend to ∞ (sign 1) or −∞ (sign −1).
  func diverges(_ sign: Int) -> Bool {
    guard case .sign(sign) = lead else { return false }
    return hasRootOutside || hasDoubleRootAtOne
  }

  private var hasRootOutside: Bool {
    roots.contains { ComplexBall(1).magnitude.isLess(than: $0.value.magnitude) == .yes }
  }

  /// Whether p(1) = 0 = p′(1).
  private var hasDoubleRootAtOne: Bool {
    polynomial.reduce(.zero, +).isZero
      && polynomial.enumerated().reduce(.zero) { $0 + Rational($1.offset) * $1.element }.isZero
  }

  /// Whether the terms certainly do not tend to ∞ (sign 1) or −∞ (sign −1).
  func doesNotDiverge(_ sign: Int, depth: Int = 0) -> Bool {
    if polynomial.count == 1 || isBounded { return true }
    switch lead {
    case .changing: return true
    case .sign(let s): if s != sign { return true }
    case .unknown: break
    }
    return depth == 0 && parts.contains { $0.doesNotDiverge(sign, depth: 1) }
  }

  /// Whether infinitely many terms are certainly ≤ 0 (`strictly`), or < 0.
  func failsToBePositive(strictly: Bool, depth: Int = 0) -> Bool {
    if polynomial.count == 1 { return strictly }
    switch lead {
    case .changing: return true
    case .sign(let s): if s < 0 { return true }
    case .unknown: break
    }
    return depth == 0
      && parts.contains { $0.failsToBePositive(strictly: strictly, depth: 1) }
  }

  /// Whether certainly no number is above all terms.
  var isUnboundedAbove: Bool {
    switch lead {
    case .sign(let s): s > 0 && (hasRootOutside || hasDoubleRootAtOne)
    case .changing: hasRootOutside
    case .unknown: false
    }
  }

  // MARK: Roots

  private enum Lead { case sign(Int), changing, unknown }

  /// The sign of all terms but finitely many, or that both signs occur infinitely often.
  private var lead: Lead {
    guard !roots.isEmpty else { return .unknown }
    let largest = roots.filter { $0.isReal && $0.value.re.isPositive == .yes }.max {
      $0.value.re.midpoint < $1.value.re.midpoint
    }
    guard let largest else { return .changing }
    let rho = largest.value.re
    var others: [PolynomialRoot] = []
    for root in roots where !root.value.overlaps(largest.value) { others.append(root) }
    guard others.count == roots.count - 1 else { return .unknown }
    if others.contains(where: { rho.isLess(than: $0.value.magnitude) == .yes }) { return .changing }
    guard others.allSatisfy({ $0.value.magnitude.isLess(than: rho) == .yes }) else {
      return .unknown
    }
    // The product of E − λ over all other roots, and of E − ρ but once, leaves A times a positive number.
    var product: [ComplexBall] = [1]
    for root in roots {
      let isLargest = root.value.overlaps(largest.value)
      for _ in 0..<(root.multiplicity - (isLargest ? 1 : 0)) {
        let shifted = [ComplexBall(0)] + product
        product = shifted.enumerated().map { i, c in
          i < product.count ? c - root.value * product[i] : c
        }
      }
    }
    let value = zip(product, terms).reduce(ComplexBall(0)) {
      $0 + $1.0 * ComplexBall($1.1, precision: 320)
    }
    return value.re.isPositive == .yes
      ? .sign(1) : value.re.isNegative == .yes ? .sign(-1) : .unknown
  }

  /// The greatest common divisor with the polynomial read backwards: it has every root on the unit circle.
  private var circle: [Rational] {
    Self.commonDivisor(polynomial, Array(polynomial.reversed()))
  }

  /// The greatest common divisor of two polynomials, by Euclid's algorithm.
  static func commonDivisor(_ first: [Rational], _ second: [Rational]) -> [Rational] {
    var (a, b) = (first, second)
    while !b.isEmpty {
      while a.count >= b.count {
        let factor = a[a.count - 1] / b[b.count - 1]
        let shift = a.count - b.count
        for (i, c) in b.enumerated() { a[shift + i] -= factor * c }
        a.removeLast()
      }
      while a.last?.isZero == true { a.removeLast() }
      swap(&a, &b)
    }
    return a
  }

  /// Whether all roots are in the closed disc, and those on the circle simple.
  ///
  /// A root of `circle` comes with its mirror image 1/λ̄. Where an enclosure meets no image of itself
  /// but its own, the root is its own image, and lies on the circle.
  private var isBounded: Bool {
    let one = ComplexBall(1).magnitude
    let mirrored = PolynomialRoot.roots(ofPolynomial: circle, precision: 320) ?? []
    return roots.allSatisfy { root in
      if root.value.magnitude.isLess(than: one) == .yes { return true }
      guard root.multiplicity == 1 else { return false }
      let own = mirrored.filter { $0.value.overlaps(root.value) }
      guard own.count == 1 else { return false }
      let image = ComplexBall(1) / own[0].value.conjugate
      return mirrored.count { $0.value.overlaps(image) } == 1 && own[0].value.overlaps(image)
    }
  }

  /// The sequences of every second, third, … term, continued by the recurrence.
  private var parts: [ReplayedSequence] {
    let order = polynomial.count - 1
    guard order <= 8 else { return [] }
    return [2, 3, 4, 6, 8, 12].flatMap { period in
      var list = terms
      while list.count < period * (2 * order + 2) {
        let start = list.count - order
        list.append((0..<order).reduce(.zero) { $0 - polynomial[$1] * list[start + $1] })
      }
      return (0..<period).compactMap { offset in
        ReplayedSequence(
          terms: stride(from: offset, to: list.count, by: period).map { list[$0] }, order: order)
      }
    }
  }
}
