import Exact
import Notation
import Numeric

extension Arithmetic {
  /// The value of a named real function of one number; `nil` when the name is none.
  func elementary(
    _ name: NamedOperator, _ a: DualNumber
  ) throws -> DualNumber? {
    switch name {
    case .log: return try log(a)
    case .exp: return try exp(a)
    case .sqrt: return try squareRoot(a)
    case .abs: return try magnitude(a)
    case .sin:
      return try real(
        name, a, atZero: 0, { $0.sin() }, slope: { x, _ in try elementary(.cos, x) })
    case .cos:
      return try real(
        name, a, atZero: 1, { $0.cos() },
        slope: { x, _ in try elementary(.sin, x).map(negate) })
    case .tanh:
      return try real(
        name, a, atZero: 0, { $0.tanh() },
        slope: { _, y in subtract(.one, multiply(y, y)) })
    case .arctan:
      return try real(
        name, a, atZero: 0, { $0.atan() },
        slope: { x, _ in try reciprocal(add(.one, multiply(x, x))) })
    case .logistic:
      return try real(
        name, a, atZero: Rational(1, 2), { $0.logistic() },
        slope: { _, y in multiply(y, subtract(.one, y)) })
    case .floor: return try floor(a)
    case .realPart: return linear(a, \.realPart)
    case .imaginaryPart: return linear(a, \.imaginaryPart)
    case .conjugate: return linear(a, \.conjugated)
    default: return nil
    }
  }

  /// ⌊x⌋, which has no derivative where it jumps.
  private func floor(_ a: DualNumber) throws -> DualNumber {
    guard case .plain(let x) = a else {
      throw EvaluationFailure.notEvaluable("the derivative of \\lfloor x \\rfloor")
    }
    if let q = x.rational { return DualNumber(q.floor) }
    guard let ball = x.real(bits: bits), let low = ball.lower?.floor,
      let high = ball.upper?.floor, low == high
    else { throw EvaluationFailure.unknown }
    return DualNumber(low)
  }

  private func real(
    _ name: NamedOperator, _ a: DualNumber, atZero: Rational, _ f: (Ball) -> Ball,
    slope: (_ x: DualNumber, _ y: DualNumber) throws -> DualNumber?
  ) throws -> DualNumber {
    try function(a) { x in
      try x.real(name.rawValue, atZero: atZero, bits: bits, f)
    } slope: { x, y in
      try slope(x, y) ?? .zero
    }
  }

  /// A map that is linear over the reals.
  private func linear(_ a: DualNumber, _ f: (Scalar) -> Scalar) -> DualNumber {
    switch a {
    case .plain(let x): .plain(f(x))
    case .dual(let tag, let v, let s):
      .dual(tag: tag, value: linear(v, f), slopes: s.map { linear($0, f) })
    // Functions of real variables have real values.
    case .function: a
    }
  }
}
