import Testing

@testable import Exact

/// Rational numbers at and beyond the border of machine words, where their form changes.
@Suite("Exact rational numbers")
struct ExactTests {
  /// Far outside a word, so that sums with it are GMP's.
  static let far = Rational(2).power(200)!

  /// Words of every length, both signs, and their neighbours at powers of two.
  static let words: [Int] =
    [0, 1, 2, 3, 6, 10, 12, 2_147_483_648, 3_037_000_500, .max - 1, .max, .min, .min + 1]
    .flatMap { [$0, $0 == .min ? $0 : -$0] }

  static let numbers: [Rational] = words.flatMap { n in
    [1, 3, 4, 2_147_483_647, Int.max].map { Rational(n, $0) }
  }

  @Test("sums, differences and products agree with those that are made far away")
  func arithmetic() {
    for a in Self.numbers {
      for b in Self.numbers {
        #expect(a + b == (a + Self.far) + (b - Self.far), "\(a) + \(b)")
        #expect(a - b == (a + Self.far) - (b + Self.far), "\(a) − \(b)")
        #expect(a * b == (a + Self.far) * b - Self.far * b, "\(a) · \(b)")
        #expect(b.isZero || a / b * b == a, "\(a) / \(b)")
        #expect((a < b) == ((a - b).sign < 0), "\(a) < \(b)")
        #expect((a == b) == (a - b).isZero, "\(a) = \(b)")
      }
    }
  }

  @Test("parts, powers, roots and texts")
  func parts() throws {
    for a in Self.numbers {
      #expect(a.numerator / a.denominator == a && a.denominator.sign == 1)
      #expect(Rational(a.description) == a && Rational(a.description)?.hashValue == a.hashValue)
      #expect(a.power(3) == a * a * a && a.power(0) == .one)
      #expect((a * a).squareRoot == a.magnitude)
      #expect((a * a + .one / (Self.far * Self.far)).squareRoot == nil || a.isZero)
      #expect(a.floor <= a && a < a.floor + .one && a.floor.isInteger)
      #expect(a.sign == (a < .zero ? -1 : a > .zero ? 1 : 0) && (-a).sign == -a.sign)
      #expect(a.reciprocal.map { $0 * a == .one } ?? a.isZero)
      #expect(a.bits == (a + Self.far - Self.far).bits)
      let double = a.double
      #expect(a.sign == 0 || abs(double / (a * Rational(8)).double * 8 - 1) < 1e-15)
    }
  }

  @Test("texts that are no numbers are refused", arguments: ["", "1/0", "x", "1.", "1/-2", "--1"])
  func refused(_ text: String) { #expect(Rational(text) == nil) }
}
