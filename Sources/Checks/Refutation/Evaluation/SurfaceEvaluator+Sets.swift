import Exact
import Notation
import Numeric

extension SurfaceEvaluator {
  /// Equality of a set that is given by a condition with one that is listed; `nil` for others.
  func compareSets(
    _ relation: Relation, _ left: Expression, _ right: Expression
  ) throws -> Judgement? {
    if let result = try compareMembership(relation, left, right) { return result }
    switch (left.form, right.form) {
    case (.setBuilder(let names, let condition), .set),
      (.set, .setBuilder(let names, let condition)):
      guard relation == .equal else { return nil }
      let listed = if case .set = right.form { right } else { left }
      guard case .set(let points) = try value(listed) else { return nil }
      return try compare(condition, names, with: points)
    case (.setBuilder(let names, let condition), .setBuilder(let others, let other)):
      guard relation == .equal, names == others else { return nil }
      return try compare(condition, names, with: other)
    case (_, .setBuilder(let names, let condition)) where relation == .member:
      return try binding(names, to: components(of: try value(left), count: names.count)) {
        try judge(condition)
      }
    default: return nil
    }
  }

  /// Membership decided at the listed points and at simple others.
  private func compare(
    _ condition: Expression, _ names: [String], with points: [SurfaceValue]
  ) throws -> Judgement {
    var result = Judgement(.yes)
    result.relation = "="
    for point in points {
      let inside = try binding(names, to: components(of: point, count: names.count)) {
        try judge(condition)
      }
      if inside.truth == .no {
        var failure = inside
        failure.isUndefined = false
        failure.extra = Array(zip(names, try components(of: point, count: names.count).map(\.text)))
        failure.note = "the listed point \(point.text) is not in the set"
        return failure
      }
      result = result.and(inside)
    }
    result.isSampled = true
    if result.truth == .yes { result.truth = .unknown }
    for candidate in try candidates(names) {
      let isListed = try points.reduce(Certainty.no) {
        $0.or(try compare(.equal, candidate.point, $1).truth)
      }
      guard isListed == .no else { continue }
      guard
        let inside = try? binding(names, to: candidate.values, { try judge(condition) }),
        inside.truth == .yes
      else { continue }
      var failure = inside
      failure.truth = .no
      failure.extra = Array(zip(names, candidate.values.map(\.text)))
      failure.note = "the point \(candidate.point.text) is in the set and is not listed"
      return failure
    }
    return result
  }

  private func compare(
    _ condition: Expression, _ names: [String], with other: Expression
  ) throws -> Judgement {
    for candidate in try candidates(names) {
      let (a, b) = try binding(names, to: candidate.values) {
        (try truth(condition), try truth(other))
      }
      if a != .unknown, b != .unknown, a != b {
        var failure = Judgement(.no)
        (failure.left, failure.right, failure.relation) = ("\(a)", "\(b)", "=")
        failure.extra = Array(zip(names, candidate.values.map(\.text)))
        failure.note = "the point \(candidate.point.text) is in one set only"
        return failure
      }
    }
    return .sampled
  }

  private func candidates(
    _ names: [String]
  ) throws -> [(values: [SurfaceValue], point: SurfaceValue)] {
    if names.count == 1 { return try witnesses(for: names[0]).map { ([$0], $0) } }
    guard names.allSatisfy({ table.declarations[$0]?.type == .real }) else {
      throw EvaluationFailure.notEvaluable("a set of tuples that are not real")
    }
    return Self.tuples(count: names.count).map { list in
      (list.map { SurfaceValue($0) }, .vector(list.map { DualNumber($0) }))
    }
  }

  private func components(of point: SurfaceValue, count: Int) throws -> [SurfaceValue] {
    if count == 1 { return [point] }
    guard case .vector(let list) = point, list.count == count else {
      throw EvaluationFailure.shapes
    }
    return list.map { .number($0) }
  }

  /// Relations with sets of values and spectra; `nil` for others.
  func compareMembers(
    _ relation: Relation, _ a: SurfaceValue, _ b: SurfaceValue
  ) throws -> Judgement? {
    var result: Judgement
    switch (relation, a, b) {
    case (.equal, .spectrum(let g), .set(let values)), (.equal, .set(let values), .spectrum(let g)):
      result = try compare(spectrum: g, with: values)
      if case .set = a, let sides = result.values { result.values = (sides.right, sides.left) }
    case (.equal, .spectrum(let g), .spectrum(let h)):
      result = try compare(polynomials: characteristic(g), characteristic(h))
      result.values = (a, b)
    case (.member, .number(let x), .spectrum(let g)):
      let value = characteristic(g).reversed().reduce(Scalar.zero) {
        .add(.multiply($0, x.primal, bits: bits), $1, bits: bits)
      }
      result = try compare(.equal, value, .zero)
      result.note = "the right side is \\det(\\lambda I - A)"
    case (.member, _, .set(let values)):
      result = try contains(values, a)
    case (.equal, .set(let x), .set(let y)):
      result = Judgement(.yes)
      for value in x { result = result.and(try contains(y, value)) }
      for value in y { result = result.and(try contains(x, value)) }
    case (.subset, .set(let x), .set(let y)):
      result = Judgement(.yes)
      for value in x { result = result.and(try contains(y, value)) }
    case (.member, _, _), (.subset, _, _): throw EvaluationFailure.shapes
    default: return nil
    }
    if result.values == nil { result.values = (a, b) }
    result.relation = relation.rawValue
    return result
  }

  func contains(_ values: [SurfaceValue], _ x: SurfaceValue) throws -> Judgement {
    var result = Judgement(.no)
    for value in values {
      let next = try compare(.equal, x, value)
      if next.truth == .yes { return Judgement(.yes) }
      if next.truth == .unknown, result.truth == .no { result = next }
    }
    if result.truth == .no {
      result.note = "\(x.text) is not among \(SurfaceValue.set(values).text)"
    }
    result.values = nil
    return result
  }

  /// det(zI − A), the coefficients from z⁰ on.
  private func characteristic(_ g: Grid) -> [Scalar] {
    if let rational = g.rational {
      return Eigenvalues.characteristicPolynomial(of: rational).map { .exact($0) }
    }
    let rows = (0..<g.rows).map { i in
      (0..<g.columns).map { g[i, $0].primal.enclosure(bits: bits) }
    }
    return Eigenvalues.characteristicPolynomial(of: rows).map { .complex($0) }
  }

  private func compare(spectrum g: Grid, with values: [SurfaceValue]) throws -> Judgement {
    let roots = try values.map { value in
      guard case .number(let x) = value else { throw EvaluationFailure.shapes }
      return x.primal
    }
    var product: [Scalar] = [.one]
    for root in roots {
      let shifted = [Scalar.zero] + product
      let scaled = product.map { Scalar.multiply($0, root.negated(), bits: bits) } + [.zero]
      product = zip(shifted, scaled).map { .add($0, $1, bits: bits) }
    }
    var result: Judgement
    if roots.count == g.rows {
      result = try compare(polynomials: characteristic(g), product)
    } else {
      result = Judgement(.no)
      result.note = "\(g.rows) eigenvalues with multiplicity, and \(roots.count) listed"
    }
    let known = result.truth == .no ? try? eigenvalues(of: g) : nil
    result.values = (
      known.map { .set($0.map { .number(.plain($0)) }) } ?? .spectrum(g), .set(values)
    )
    return result
  }

  private func compare(polynomials a: [Scalar], _ b: [Scalar]) throws -> Judgement {
    guard a.count == b.count else { return Judgement(.no) }
    var result = Judgement(.yes)
    for (k, (x, y)) in zip(a, b).enumerated().reversed() {
      var next = try compare(.equal, x, y)
      if next.truth == .no {
        next.note =
          "coefficient of z^\(k) of \\det(zI - A): \(x.text()), of the product over the listed "
          + "values: \(y.text())"
      }
      result = result.and(next)
      if result.truth == .no { break }
    }
    result.values = nil
    return result
  }

  /// The eigenvalues with multiplicity, exact where their parts are rational.
  func eigenvalues(of g: Grid) throws -> [Scalar] {
    guard let rational = g.rational else {
      throw EvaluationFailure.notEvaluable("eigenvalues of a matrix that is not rational")
    }
    let polynomial = Eigenvalues.characteristicPolynomial(of: rational)
    return (PolynomialRoot.roots(ofPolynomial: polynomial, precision: bits) ?? []).flatMap { root in
      Array(repeating: exact(root.value, of: polynomial), count: root.multiplicity)
    }
  }

  /// A root with rational parts in place of its enclosure, when it is one.
  func exact(_ z: ComplexBall, of polynomial: [Rational]) -> Scalar {
    if let a = z.re.simplest, let b = z.im.simplest {
      let candidate = Scalar.parts(a, b)
      let value = polynomial.reversed().reduce(Scalar.zero) {
        .add(.multiply($0, candidate, bits: bits), .exact($1), bits: bits)
      }
      if value.isExactZero { return candidate }
    }
    return z.im.isZero == .yes ? .ball(z.re) : .complex(z)
  }
}

extension Ball {
  /// The rational with the smallest denominator in the ball, by continued fractions.
  fileprivate var simplest: Rational? {
    guard let low = lower, let high = upper else { return nil }
    return Rational.simplest(from: low, through: high, depth: 64)
  }
}

extension Rational {
  /// The rational with the smallest denominator in an interval.
  fileprivate static func simplest(from low: Rational, through high: Rational, depth: Int)
    -> Rational?
  {
    if low.sign <= 0, high.sign >= 0 { return .zero }
    if high.sign < 0 { return simplest(from: -high, through: -low, depth: depth).map { -$0 } }
    guard depth > 0 else { return nil }
    let floor = low.floor
    if floor == low { return low }
    if floor + 1 <= high { return floor + 1 }
    return simplest(
      from: .one / (high - floor), through: .one / (low - floor), depth: depth - 1
    ).map { floor + .one / $0 }
  }
}
