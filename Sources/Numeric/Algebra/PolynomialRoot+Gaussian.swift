import Exact

extension PolynomialRoot {
  /// The roots of `Σ (aₖ + i bₖ) xᵏ`, where they are simple and apart from the conjugates of each other;
  /// `nil` where that is not seen.
  ///
  /// Law: they are among the roots of p p̄ = (Σ aₖ xᵏ)² + (Σ bₖ xᵏ)², which has rational coefficients; as many of
  /// these as the degree is may be roots of p, so they are.
  public static func roots(
    real a: [Rational], imaginary b: [Rational], precision: Int = Ball.defaultPrecision
  ) -> [ComplexBall]? {
    let count = max(a.count, b.count)
    let (a, b) = (padded(a, count), padded(b, count))
    guard let degree = (0..<count).last(where: { !a[$0].isZero || !b[$0].isZero }), degree > 0
    else {
      return nil
    }
    var norm = Array(repeating: Rational.zero, count: 2 * count - 1)
    for i in 0..<count {
      for j in 0..<count { norm[i + j] += a[i] * a[j] + b[i] * b[j] }
    }
    guard let candidates = roots(ofPolynomial: norm, precision: precision) else { return nil }
    let coefficients = zip(a, b).map {
      ComplexBall(re: Ball($0, precision: precision), im: Ball($1, precision: precision))
    }
    let zero = ComplexBall(Ball(0, precision: precision))
    let own = candidates.map(\.value).filter { z in
      let value = coefficients.reversed().reduce(zero) { $0 * z + $1 }
      return value.equals(0) != .no
    }
    return own.count == degree ? own : nil
  }

  private static func padded(_ list: [Rational], _ count: Int) -> [Rational] {
    list + Array(repeating: .zero, count: count - list.count)
  }
}
