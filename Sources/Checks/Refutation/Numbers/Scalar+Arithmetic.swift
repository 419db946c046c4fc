import Exact
import Numeric

extension Scalar {
  static func add(_ a: Scalar, _ b: Scalar, bits: Int) -> Scalar {
    switch (a, b) {
    case (.exact(let x), .exact(let y)): return .exact(x + y)
    case (.exact(let x), _) where x.isZero: return b
    case (_, .exact(let y)) where y.isZero: return a
    case (.surd(let c, let r), .surd(let d, let s)):
      if let q = (r / s).squareRoot { return root(c * q + d, s) }
    default:
      if let (x, y) = a.rationalParts, let (u, v) = b.rationalParts { return parts(x + u, y + v) }
    }
    if !a.isComplex, !b.isComplex, let x = a.real(bits: bits), let y = b.real(bits: bits) {
      return .ball(x + y)
    }
    return .complex(a.enclosure(bits: bits) + b.enclosure(bits: bits))
  }

  func negated() -> Scalar {
    switch self {
    case .exact(let q): .exact(-q)
    case .surd(let c, let r): .surd(-c, r)
    case .gaussian(let a, let b): .gaussian(-a, -b)
    case .ball(let b): .ball(-b)
    case .complex(let z): .complex(-z)
    }
  }

  static func multiply(_ a: Scalar, _ b: Scalar, bits: Int) -> Scalar {
    switch (a, b) {
    case (.exact(let x), .exact(let y)): return .exact(x * y)
    case (.exact(let x), _) where x.isOne: return b
    case (_, .exact(let y)) where y.isOne: return a
    case (.exact(let x), .surd(let c, let r)), (.surd(let c, let r), .exact(let x)):
      return root(x * c, r)
    case (.surd(let c, let r), .surd(let d, let s)):
      return r == s ? .exact(c * d * r) : root(c * d, r * s)
    default:
      if let (x, y) = a.rationalParts, let (u, v) = b.rationalParts {
        return parts(x * u - y * v, x * v + y * u)
      }
    }
    if a.isExactZero, b.isFinite { return .zero }
    if b.isExactZero, a.isFinite { return .zero }
    if !a.isComplex, !b.isComplex, let x = a.real(bits: bits), let y = b.real(bits: bits) {
      return .ball(x * y)
    }
    return .complex(a.enclosure(bits: bits) * b.enclosure(bits: bits))
  }

  private var isFinite: Bool {
    switch self {
    case .exact, .surd, .gaussian: true
    case .ball(let b): b.isFinite
    case .complex(let z): z.isFinite
    }
  }

  /// 1/x; throws when x is 0, or may be.
  func reciprocal(bits: Int) throws -> Scalar {
    switch self {
    case .exact(let q):
      guard let r = q.reciprocal else { throw EvaluationFailure.undefined("division by 0") }
      return .exact(r)
    case .surd(let c, let r): return .surd(.one / (c * r), r)
    case .gaussian(let a, let b):
      let n = a * a + b * b
      return .gaussian(a / n, -b / n)
    case .ball(let b):
      switch b.isZero {
      case .yes: throw EvaluationFailure.undefined("division by 0")
      case .no: return .ball(1 / b)
      case .unknown: throw EvaluationFailure.unknown
      }
    case .complex(let z):
      switch z.equals(0) {
      case .yes: throw EvaluationFailure.undefined("division by 0")
      case .no: return .complex(ComplexBall(1, precision: bits) / z)
      case .unknown: throw EvaluationFailure.unknown
      }
    }
  }

  /// xⁿ with x⁰ = 1; throws for a negative power of 0.
  func power(_ n: Int, bits: Int) throws -> Scalar {
    if n < 0 {
      let r = try reciprocal(bits: bits)
      return try r.power(-n, bits: bits)
    }
    if n == 0 { return .one }
    if n == 1 { return self }
    switch self {
    case .exact(let q):
      if q.isZero || q.bits &* n < 1 << 20, let p = q.power(n) { return .exact(p) }
      return .ball(Ball(q, precision: bits).power(n))
    case .surd(let c, let r):
      let half = try Scalar.exact(c * c * r).power(n / 2, bits: bits)
      return n % 2 == 0 ? half : .multiply(half, self, bits: bits)
    case .gaussian:
      let half = try power(n / 2, bits: bits)
      let square = Scalar.multiply(half, half, bits: bits)
      return n % 2 == 0 ? square : .multiply(square, self, bits: bits)
    case .ball(let b): return .ball(b.power(n))
    case .complex(let z): return .complex(z.power(n))
    }
  }
}
