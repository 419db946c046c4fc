import Exact
import Numeric

extension Scalar {
  func exp(bits: Int) -> Scalar {
    if isExactZero { return .one }
    if let x = real(bits: bits), !isComplex { return .ball(x.exp()) }
    return .complex(enclosure(bits: bits).exp())
  }

  /// log x for x > 0; throws otherwise. In a complex context the principal logarithm.
  func log(bits: Int, complex: Bool) throws -> Scalar {
    if case .exact(let q) = self, q.isOne { return .zero }
    if isExactZero { throw EvaluationFailure.undefined("\\log 0") }
    if let x = real(bits: bits), !complex || x.isPositive == .yes {
      switch x.isPositive {
      case .yes: return .ball(x.log())
      case .no:
        throw EvaluationFailure.undefined(
          "logarithm of the number \(text()), which is not positive")
      case .unknown: throw EvaluationFailure.unknown
      }
    }
    let z = enclosure(bits: bits)
    guard z.equals(0) == .no else { throw EvaluationFailure.unknown }
    return .complex(z.log())
  }

  /// √x for x ≥ 0; of a negative number only in a complex context, then the principal root.
  func squareRoot(bits: Int, complex: Bool) throws -> Scalar {
    if case .exact(let q) = self {
      if q.sign >= 0 { return .root(.one, q) }
      guard complex else {
        throw EvaluationFailure.undefined("square root of the negative number \(q)")
      }
      if let r = (-q).squareRoot { return .parts(.zero, r) }
      let root = Ball(-q, precision: bits).squareRoot()
      return .complex(ComplexBall(re: Ball(0, precision: bits), im: root))
    }
    if !isComplex, let x = real(bits: bits) {
      if x.isNonnegative == .yes { return .ball(x.squareRoot()) }
      if !complex {
        if x.isNegative == .yes {
          throw EvaluationFailure.undefined("square root of the negative number \(text())")
        }
        throw EvaluationFailure.unknown
      }
    }
    return .complex(enclosure(bits: bits).squareRoot())
  }

  /// |x|.
  func magnitude(bits: Int) -> Scalar {
    switch self {
    case .exact(let q): .exact(q.magnitude)
    case .surd(let c, let r): .surd(c.magnitude, r)
    case .gaussian(let a, let b): .root(.one, a * a + b * b)
    case .ball(let b): .ball(b.magnitude)
    case .complex(let z): .ball(z.magnitude)
    }
  }

  var realPart: Scalar {
    switch self {
    case .gaussian(let a, _): .exact(a)
    case .complex(let z): .ball(z.re)
    case .exact, .surd, .ball: self
    }
  }

  var imaginaryPart: Scalar {
    switch self {
    case .gaussian(_, let b): .exact(b)
    case .complex(let z): .ball(z.im)
    case .exact, .surd, .ball: .zero
    }
  }

  var conjugated: Scalar {
    switch self {
    case .gaussian(let a, let b): .gaussian(a, -b)
    case .complex(let z): .complex(z.conjugate)
    case .exact, .surd, .ball: self
    }
  }

  /// A real function with a known rational value at 0.
  func real(
    _ name: String, atZero: Rational?, bits: Int, _ f: (Ball) -> Ball
  ) throws -> Scalar {
    if isExactZero, let atZero { return .exact(atZero) }
    guard let x = real(bits: bits) else {
      throw EvaluationFailure.notEvaluable("\(name) of a complex number")
    }
    return .ball(f(x))
  }
}
