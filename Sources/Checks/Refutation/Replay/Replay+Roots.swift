import Exact
import Notation
import Numeric

/// Statements about every eigenvalue, or every root of a polynomial, at a counterexample.
extension Replay {
  /// ∀name. a ⇒ b, where a says that it is an eigenvalue or a root; `nil` for other hypotheses.
  func everyRoot(_ name: String, _ a: Expression, _ b: Expression) -> Answer? {
    guard table.declarations[name]?.type == .complex, let roots = roots(name, a) else {
      return nil
    }
    let saved = isComplex
    isComplex = true
    defer { isComplex = saved }
    let polynomial = try? coefficients(name, a)
    let answers = roots.map { root in
      with([name], [.number(root)]) {
        let answer = truth(b)
        guard answer == .unknown, let polynomial,
          PolynomialRoot.isOnUnitCircle(root, of: polynomial, precision: bits)
        else { return answer }
        return truth(b.replacingModulus(of: name))
      }
    }
    if let bad = answers.first(where: { $0 == .no || $0 == .undefined }) { return bad }
    return answers.allSatisfy { $0 == .yes } ? .yes : .unknown
  }

  private func roots(_ name: String, _ a: Expression) -> [ComplexBall]? {
    if let coefficients = try? coefficients(name, a) {
      return PolynomialRoot.roots(ofPolynomial: coefficients, precision: bits)?
        .map { exact($0.value, of: coefficients) }
    }
    let saved = isComplex
    isComplex = true
    defer { isComplex = saved }
    guard let real = try? coefficients(name, a, least: 0, part: { ComplexBall($0.re) }),
      let imaginary = try? coefficients(name, a, least: 0, part: { ComplexBall($0.im) })
    else { return nil }
    return PolynomialRoot.roots(real: real, imaginary: imaginary, precision: bits)
  }

  /// The root with rational parts in the ball, when there is one.
  private func exact(_ z: ComplexBall, of coefficients: [Rational]) -> ComplexBall {
    guard let x = try? simplest(ComplexBall(z.re)), let y = try? simplest(ComplexBall(z.im)) else {
      return z
    }
    // Horner's rule in ℚ(i).
    let value = coefficients.reversed().reduce((re: Rational.zero, im: Rational.zero)) {
      ($0.re * x - $0.im * y + $1, $0.re * y + $0.im * x)
    }
    guard value.re.isZero, value.im.isZero else { return z }
    return constant(x) + .i * constant(y)
  }

  /// The coefficients, from the constant on, of the polynomial whose roots are meant, or a part of each; at least so
  /// many.
  private func coefficients(
    _ name: String, _ hypothesis: Expression, least: Int = 2,
    part: (ComplexBall) -> ComplexBall = { $0 }
  ) throws -> [Rational]? {
    guard case .relation(let relation, let left, let right) = hypothesis.form else { return nil }
    if relation == .member, left.form == .symbol(name), case .spectrum(let m) = try value(right) {
      return try Eigenvalues.characteristicPolynomial(of: m).map(simplest)
    }
    let difference = Expression(.binary(.subtract, left, right), at: left.place)
    guard relation == .equal, !difference.callsModulus,
      let degree = try table.degree(of: difference, in: name), (1...6).contains(degree)
    else { return nil }
    // Lagrange's formula at −1, 0, …, n − 1.
    let points = (0...degree).map { Rational($0 - 1) }
    var result = Array(repeating: Rational.zero, count: degree + 1)
    for point in points {
      let y = try with([name], [.number(constant(point))]) {
        try simplest(part(number(difference)))
      }
      var basis: [Rational] = [1]
      for other in points where other != point {
        let scale = Rational(1) / (point - other)
        basis = zip([0] + basis, basis + [0]).map { ($0 - $1 * other) * scale }
      }
      for (i, c) in basis.enumerated() { result[i] += y * c }
    }
    while let last = result.last, last.isZero { result.removeLast() }
    return result.count >= least ? result : nil
  }

  /// The rational number that a printed value comes to: the one of the least denominator in the ball, if
  /// that is far below what the ball can tell apart.
  private func simplest(_ z: ComplexBall) throws -> Rational {
    guard z.im.isZero == .yes || z.im.contains(Rational.zero) else { throw Unknown() }
    guard var low = z.re.lower, var high = z.re.upper else { throw Unknown() }
    var convergents: [Rational] = []
    for _ in 0..<200 {
      let whole = low.floor
      if whole == high.floor, !(low - whole).isZero, !(high - whole).isZero {
        convergents.append(whole)
        (low, high) = (Rational(1) / (high - whole), Rational(1) / (low - whole))
        continue
      }
      convergents.append((low - whole).isZero ? whole : whole + 1)
      var result = convergents.removeLast()
      for part in convergents.reversed() { result = part + Rational(1) / result }
      guard result.bits < bits / 2 else { break }
      return result
    }
    throw Unknown()
  }
}

extension Expression {
  fileprivate var callsModulus: Bool {
    if case .call(.abs, _) = form { return true }
    if case .call(.norm, _) = form { return true }
    return children.contains(where: \.callsModulus)
  }
}
