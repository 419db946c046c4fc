import Exact
import Notation
import Numeric

/// Statements about every eigenvalue of a matrix, or every root of a polynomial.
extension SurfaceEvaluator {
  /// The values of a symbol that a hypothesis allows: finitely many.
  struct Roots {
    let values: [Scalar]
    /// The part of the hypothesis that they satisfy.
    let hypothesis: Expression
    /// The polynomial whose roots they are, where its coefficients are rational.
    var polynomial: [Rational]?
  }

  /// The values that `name ∈ spec(A)`, or an equation that is a polynomial in it, leaves.
  func rootsMeant(by hypothesis: Expression, of name: String) throws -> Roots? {
    if let (_, matrix) = hypothesis.eigenvalueHypotheses.first(where: { $0.name == name }) {
      guard case .spectrum(let grid) = try value(matrix.set) else { return nil }
      return Roots(
        values: try eigenvalues(of: grid), hypothesis: matrix.formula,
        polynomial: grid.rational.map { Eigenvalues.characteristicPolynomial(of: $0) })
    }
    guard case .relation(.equal, let left, let right) = hypothesis.form,
      table.declarations[name]?.type == .complex, hypothesis.freeSymbols.contains(name),
      !left.hasModulus, !right.hasModulus,
      let degree = try table.degree(
        of: Expression(.binary(.subtract, left, right), at: left.place), in: name),
      (1...6).contains(degree)
    else { return nil }
    var (values, imaginary): ([Rational], [Rational]) = ([], [])
    for i in 0...degree {
      let at = try binding(name, to: SurfaceValue(Rational(i))) {
        try [value(left), value(right)].map { $0.numbers?.first?.primal.rationalParts }
      }
      guard let l = at[0], let r = at[1] else { return nil }
      values.append(l.0 - r.0)
      imaginary.append(l.1 - r.1)
    }
    if imaginary.contains(where: { !$0.isZero }) {
      let parts = (Self.interpolated(values), Self.interpolated(imaginary))
      return PolynomialRoot.roots(real: parts.0, imaginary: parts.1, precision: bits)
        .map { Roots(values: $0.map { .complex($0) }, hypothesis: hypothesis) }
    }
    let polynomial = Self.interpolated(values)
    guard polynomial.count > 1,
      let roots = PolynomialRoot.roots(ofPolynomial: polynomial, precision: bits)
    else { return nil }
    return Roots(
      values: roots.map { exact($0.value, of: polynomial) }, hypothesis: hypothesis,
      polynomial: polynomial)
  }

  /// The coefficients, from the constant on, of the polynomial with these values at 0, 1, 2, …; by
  /// Newton's differences.
  static func interpolated(_ values: [Rational]) -> [Rational] {
    var differences = values
    var result: [Rational] = []
    var basis: [Rational] = [1]
    for k in values.indices {
      result += Array(repeating: 0, count: basis.count - result.count)
      for (i, coefficient) in basis.enumerated() {
        result[i] += differences[0] * coefficient
      }
      // (x − k)/(k + 1) times the basis
      var next = Array(repeating: Rational.zero, count: basis.count + 1)
      for (i, coefficient) in basis.enumerated() {
        next[i] -= coefficient * Rational(k) / Rational(k + 1)
        next[i + 1] += coefficient / Rational(k + 1)
      }
      basis = next
      differences = zip(differences.dropFirst(), differences).map { $0 - $1 }
    }
    while let last = result.last, last.isZero { result.removeLast() }
    return result
  }

  /// That an implication holds for each of the values.
  func everyRoot(_ name: String, _ roots: Roots, _ a: Expression, _ b: Expression) throws
    -> Judgement
  {
    granted.insert(roots.hypothesis)
    defer { granted.remove(roots.hypothesis) }
    var result: Judgement?
    for root in roots.values {
      if root.isComplex, table.declarations[name]?.type == .real { continue }
      let at = SurfaceValue.number(.plain(root))
      var next = try binding(name, to: at) { try implication(a, b) }
      if next.truth == .unknown, case .complex(let z) = root, let polynomial = roots.polynomial,
        PolynomialRoot.isOnUnitCircle(z, of: polynomial, precision: bits)
      {
        let plain = b.replacingModulus(of: name)
        next = try binding(name, to: at) { try implication(a, plain) }
      }
      if next.isVacuous { continue }
      if next.truth == .no {
        next.extra.insert((name, at.text), at: 0)
        next.note =
          next.note ?? "the \(roots.hypothesis.isMembership ? "eigenvalue" : "root") \(at.text)"
      }
      result = result.map { $0.and(next) } ?? next
      if next.truth == .no { break }
    }
    if let result { return result }
    var vacuous = Judgement(.yes)
    vacuous.isVacuous = true
    return vacuous
  }
}

extension Expression {
  fileprivate var isMembership: Bool {
    if case .relation(.member, _, _) = form { true } else { false }
  }

  /// The same for a number of modulus 1.
  func replacingModulus(of name: String) -> Expression {
    if case .call(.abs, let list) = form, list.count == 1, list[0].form == .symbol(name) {
      return Expression(.number(1), at: place)
    }
    return mapping { $0.replacingModulus(of: name) } ?? self
  }

  /// Whether a modulus or a norm occurs, which is no polynomial in a complex number.
  fileprivate var hasModulus: Bool {
    if case .call(let operation, _) = form, operation == .abs || operation == .norm { return true }
    return children.contains(where: \.hasModulus)
  }
}
