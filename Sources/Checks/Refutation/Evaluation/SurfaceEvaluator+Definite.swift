import Exact
import Notation
import Numeric

/// Symmetric matrices: the Loewner order and the extreme eigenvalues.
extension SurfaceEvaluator {
  /// `a ≻ b`, `a ⪰ b`; `nil` for other relations.
  func compareDefinite(
    _ relation: Relation, _ a: SurfaceValue, _ b: SurfaceValue
  ) throws -> Judgement? {
    guard relation == .definite || relation == .semidefinite else { return nil }
    var result: Judgement
    if case .identity(let x) = try difference(a, b) {
      // A multiple of the identity, whatever its size.
      result = try compare(
        relation == .definite ? .greater : .greaterOrEqual, x.primal, .zero)
    } else {
      result = try judge(definite: grid(difference(a, b)), isStrict: relation == .definite)
    }
    result.values = (a, b)
    result.relation = relation.rawValue
    return result
  }

  /// a − b of two matrices; a number 0 and multiples of the identity take the other's shape.
  private func difference(_ a: SurfaceValue, _ b: SurfaceValue) throws -> SurfaceValue {
    func isMatrix(_ x: SurfaceValue) -> Bool {
      switch x {
      case .matrix, .identity: true
      case .number(let x): x.isPlainZero
      default: false
      }
    }
    guard isMatrix(a), isMatrix(b) else { throw EvaluationFailure.shapes }
    switch (a, b) {
    case (.number, .number): throw EvaluationFailure.shapes
    case (.number, _): return try b.mapping { arithmetic.negate($0) }
    default: return try combine(.subtract, a, b)
    }
  }

  /// Whether A is symmetric, with the first two entries that differ.
  private func symmetry(_ g: Grid) throws -> (truth: Certainty, at: (Int, Int)?) {
    guard g.rows == g.columns else { throw EvaluationFailure.shapes }
    var truth = Certainty.yes
    for i in 0..<g.rows {
      for j in (i + 1)..<max(g.rows, i + 1) {
        let same = g[i, j].primal.equals(g[j, i].primal, bits: bits)
        if same == .no { return (.no, (i, j)) }
        truth = truth.and(same)
      }
    }
    return (truth, nil)
  }

  /// Whether A is symmetric and vᵀAv > 0 (≥ 0) for every v ≠ 0, by congruences TᵀAT that take one
  /// positive diagonal entry after the other away.
  ///
  /// Law: A is (semi)definite exactly when its Schur complement at a positive diagonal entry is;
  /// with a zero on the diagonal it is only where the row of that zero vanishes.
  private func judge(definite g: Grid, isStrict: Bool) throws -> Judgement {
    let symmetric = try symmetry(g)
    if let (i, j) = symmetric.at {
      var result = Judgement(.no)
      result.note =
        "not symmetric: entry (\(i + 1),\(j + 1)) is \(g[i, j].primal.text()), "
        + "entry (\(j + 1),\(i + 1)) is \(g[j, i].primal.text())"
      return result
    }
    let n = g.rows
    var s = Grid(rows: n, columns: n, g.entries.map { .plain($0.primal) })
    // The columns of T: row i of s belongs to the direction t[i].
    var t = (0..<n).map { i in (0..<n).map { $0 == i ? DualNumber.one : .zero } }
    var open = Array(0..<n)
    while !open.isEmpty {
      let signs = open.map { s[$0, $0].primal.sign(bits: bits) }
      if let bad = zip(open, signs).first(where: { $0.1 == -1 || (isStrict && $0.1 == 0) }) {
        return try failure(of: g, at: t[bad.0])
      }
      guard let p = zip(open, signs).first(where: { $0.1 == 1 })?.0 else {
        return try vanishing(g, s, open, t, isStrict: isStrict, symmetric.truth)
      }
      open.removeAll { $0 == p }
      let scale = try arithmetic.reciprocal(s[p, p])
      for i in open {
        let factor = arithmetic.multiply(s[i, p], scale)
        for j in open {
          s[i, j] = arithmetic.subtract(s[i, j], arithmetic.multiply(factor, s[p, j]))
        }
        t[i] = zip(t[i], t[p]).map { arithmetic.subtract($0, arithmetic.multiply(factor, $1)) }
      }
    }
    return Judgement(symmetric.truth)
  }

  /// Every diagonal entry left is 0, or may be: the others have to be 0, too.
  private func vanishing(
    _ g: Grid, _ s: Grid, _ open: [Int], _ t: [[DualNumber]], isStrict: Bool,
    _ symmetric: Certainty
  ) throws -> Judgement {
    var result = Judgement(symmetric)
    for i in open {
      let size = s[i, i].primal
      result.truth = result.truth.and(size.equals(.zero, bits: bits))
      result.bits = min(result.bits, size.certainBits)
      for j in open where i < j {
        result.truth = result.truth.and(s[i, j].primal.equals(.zero, bits: bits))
        result.bits = min(result.bits, s[i, j].primal.certainBits)
        // (tᵢ ∓ tⱼ)ᵀ A (tᵢ ∓ tⱼ) = sᵢᵢ + sⱼⱼ ∓ 2 sᵢⱼ.
        for sign in [DualNumber.one, DualNumber(-1)] {
          let cross = arithmetic.multiply(arithmetic.multiply(DualNumber(2), sign), s[i, j])
          let value = arithmetic.add(arithmetic.add(s[i, i], s[j, j]), cross)
          guard value.primal.sign(bits: bits) == -1 else { continue }
          return try failure(
            of: g, at: zip(t[i], t[j]).map { arithmetic.add($0, arithmetic.multiply(sign, $1)) })
        }
      }
    }
    // A zero on the diagonal that is only enclosed is as good as an equation that is.
    if result.truth == .no || isStrict { result.truth = .unknown }
    result.isOverlap = result.truth == .unknown && !isStrict
    return result
  }

  private func failure(of g: Grid, at v: [DualNumber]) throws -> Judgement {
    let image = try arithmetic.multiply(g, grid(.vector(v))).entries
    let value = try arithmetic.inner(v, image.map { .plain($0.primal) })
    var result = Judgement(.no)
    result.note = "v^\\top (A - B) v = \(value.primal.text()) at v = \(SurfaceValue.vector(v).text)"
    return result
  }

  // MARK: Eigenvalues and rank

  /// The least or the greatest eigenvalue of a symmetric matrix; undefined for others.
  func extremeEigenvalue(_ name: NamedOperator, of a: SurfaceValue) throws -> SurfaceValue {
    if case .identity(let x) = a { return .number(x) }
    let g = try grid(a)
    switch try symmetry(g).truth {
    case .yes: break
    case .no:
      throw EvaluationFailure.undefined("\(name.rawValue) of a matrix that is not symmetric")
    case .unknown: throw EvaluationFailure.unknown
    }
    guard g.entries.allSatisfy({ $0.tag == 0 }) else {
      throw EvaluationFailure.notEvaluable("the derivative of an eigenvalue")
    }
    let all = try eigenvalues(of: g).map { value -> Scalar in
      // The eigenvalues of a symmetric matrix are real.
      if case .complex(let z) = value { return .ball(z.re) }
      return value
    }
    guard let first = all.first else { throw EvaluationFailure.shapes }
    let best = try all.dropFirst().reduce(first) { best, next in
      switch try best.isLess(than: next, bits: bits) {
      case .yes: return name == .maximalEigenvalue ? next : best
      case .no: return name == .maximalEigenvalue ? best : next
      case .unknown: return try hull(best, next)
      }
    }
    return .number(.plain(best))
  }

  /// A ball round two real numbers that may be equal.
  private func hull(_ a: Scalar, _ b: Scalar) throws -> Scalar {
    guard let x = a.real(bits: bits), let y = b.real(bits: bits), let first = x.lower,
      let second = y.lower, let third = x.upper, let fourth = y.upper
    else { throw EvaluationFailure.unknown }
    let (low, high) = (min(first, second), max(third, fourth))
    return .ball(Ball(midpoint: (low + high) / 2, radius: (high - low) / 2, precision: bits))
  }

  /// The rank, by elimination with pivots that are certainly not 0.
  func rank(of a: SurfaceValue) throws -> SurfaceValue {
    var g = try grid(a)
    guard g.entries.allSatisfy({ $0.tag == 0 }) else {
      throw EvaluationFailure.notEvaluable("the derivative of a rank")
    }
    var rank = 0
    for column in 0..<g.columns where rank < g.rows {
      let zeros = (rank..<g.rows).map { g[$0, column].primal.equals(.zero, bits: bits) }
      guard let offset = zeros.firstIndex(of: .no) else {
        if zeros.contains(.unknown) { throw EvaluationFailure.unknown }
        continue
      }
      for j in 0..<g.columns {
        (g[rank, j], g[rank + offset, j]) = (g[rank + offset, j], g[rank, j])
      }
      let scale = try arithmetic.reciprocal(g[rank, column])
      for i in (rank + 1)..<max(g.rows, rank + 1) {
        let factor = arithmetic.multiply(g[i, column], scale)
        for j in 0..<g.columns {
          g[i, j] = arithmetic.subtract(g[i, j], arithmetic.multiply(factor, g[rank, j]))
        }
        // What the pivot takes away is 0, also where enclosures would leave a ball.
        g[i, column] = .zero
      }
      rank += 1
    }
    return SurfaceValue(Rational(rank))
  }
}
