import Exact
import Notation
import Numeric

/// Symmetric matrices and ranks, by the signs of characteristic polynomials and by minors.
extension Replay {
  /// `a ≻ b` (strict) or `a ⪰ b`.
  ///
  /// Law: a symmetric matrix is definite (semidefinite) exactly when the coefficients of det(zI − A)
  /// alternate in sign (weakly), for its eigenvalues are real.
  func isDefinite(_ a: ReplayValue, _ b: ReplayValue, isStrict: Bool) throws -> Certainty {
    let difference: ReplayValue
    switch (a, b) {
    case (.matrix, _), (.identity, .matrix), (.identity, .identity), (.identity, .number):
      difference = try combine(.subtract, a, b)
    case (.number, .matrix), (.number, .identity):
      guard case .number(let x) = a, x.equals(0) == .yes else { throw Unknown() }
      difference = try b.mapping { -$0 } ?? fail()
    default: throw Unknown()
    }
    switch difference {
    case .identity(let x): return sign(x, isStrict: isStrict)
    case .matrix(let m):
      return try symmetry(m).and(alternates(m, isStrict: isStrict))
    default: throw Unknown()
    }
  }

  private func sign(_ x: ComplexBall, isStrict: Bool) -> Certainty {
    guard x.im.isZero == .yes else { return .unknown }
    return isStrict ? x.re.isPositive : x.re.isNonnegative
  }

  private func symmetry(_ m: [[ComplexBall]]) throws -> Certainty {
    guard m.allSatisfy({ $0.count == m.count }) else { throw Unknown() }
    return m.indices.reduce(.yes) { all, i in
      m.indices.filter { $0 < i }.reduce(all) { $0.and(m[i][$1].equals(m[$1][i])) }
    }
  }

  private func alternates(_ m: [[ComplexBall]], isStrict: Bool) throws -> Certainty {
    let c = Eigenvalues.characteristicPolynomial(of: m)
    return m.indices.reduce(.yes) { all, k in
      all.and(sign((m.count - k) % 2 == 0 ? c[k] : -c[k], isStrict: isStrict))
    }
  }

  /// An enclosure of the least eigenvalue of a symmetric matrix, by bisection with the signs of
  /// det(zI − (A − tI)).
  func minimalEigenvalue(_ m: [[ComplexBall]]) throws -> ComplexBall {
    switch try symmetry(m) {
    case .yes: break
    case .no: throw Undefined()
    case .unknown: throw Unknown()
    }
    guard let bound = m.joined().reduce(Ball(1, precision: bits), { $0 + $1.magnitude }).upper
    else { throw Unknown() }
    func shifted(_ t: Rational) -> [[ComplexBall]] {
      m.indices.map { i in m.indices.map { i == $0 ? m[i][$0] - constant(t) : m[i][$0] } }
    }
    var (low, high) = (-bound, bound)
    for _ in 0..<(bits / 2) {
      var isStuck = true
      for part in [Rational(1, 2), Rational(7, 16)] {
        let t = low + (high - low) * part
        let isAbove = try alternates(shifted(t), isStrict: true)
        let isBelow = try alternates(shifted(t), isStrict: false).not
        if isAbove == .yes { low = t } else if isBelow == .yes { high = t } else { continue }
        isStuck = false
        break
      }
      if isStuck { break }
    }
    let middle = (low + high) / 2
    for denominator in 1...60 {
      // A − tI is semidefinite and singular: t is the least eigenvalue.
      let t = (middle * Rational(denominator) + Rational(1, 2)).floor / Rational(denominator)
      guard low <= t, t <= high, try alternates(shifted(t), isStrict: false) == .yes,
        Eigenvalues.characteristicPolynomial(of: shifted(t))[0].equals(0) == .yes
      else { continue }
      return constant(t)
    }
    return ComplexBall(Ball(midpoint: middle, radius: (high - low) / 2, precision: bits))
  }

  /// The order of the largest minor that is not 0.
  func rank(_ m: [[ComplexBall]]) throws -> Int {
    func choices(_ count: Int, _ size: Int) -> [[Int]] {
      size == 0
        ? [[]]
        : (0..<count).flatMap { first in
          choices(first, size - 1).map { $0 + [first] }
        }
    }
    let most = min(m.count, m[0].count)
    guard most <= 6 else { throw Unknown() }
    for size in (1...most).reversed() {
      var all = Certainty.yes
      for rows in choices(m.count, size) {
        for columns in choices(m[0].count, size) {
          let minor = try determinant(rows.map { i in columns.map { m[i][$0] } })
          all = all.and(minor.equals(0))
        }
      }
      switch all {
      case .no: return size
      case .yes: continue
      case .unknown: throw Unknown()
      }
    }
    return 0
  }
}
