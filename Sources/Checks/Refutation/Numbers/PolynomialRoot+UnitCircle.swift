import Exact
import Numeric

extension PolynomialRoot {
  /// Whether the root of a rational polynomial that lies in a ball has modulus 1, which no enclosure tells.
  ///
  /// Law: the common roots of p and of p read backwards come with their mirror images 1/λ̄. Where an enclosure
  /// meets no image but its own, the root is its own image.
  static func isOnUnitCircle(_ z: ComplexBall, of polynomial: [Rational], precision: Int) -> Bool {
    let p = Array(polynomial.drop(while: \.isZero))
    guard p.count > 1 else { return false }
    let common = RecurrentSequence.greatestDivisor(p, p.reversed())
    let mirrored = roots(ofPolynomial: common, precision: precision) ?? []
    let own = mirrored.filter { $0.value.overlaps(z) }
    guard own.count == 1 else { return false }
    let image = ComplexBall(1) / own[0].value.conjugate
    return mirrored.count { $0.value.overlaps(image) } == 1 && own[0].value.overlaps(image)
  }
}
