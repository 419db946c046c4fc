import Exact

/// A real number of a model: exact where it is a sum Σ c·e^q with rational c and q, else enclosed.
///
/// Exact equality is decidable, because powers of e with distinct rational exponents are linearly
/// independent over ℚ (Lindemann–Weierstrass). The number carries its derivative with respect to
/// the variable under a `hasDerivative`, as a dual number.
struct Real: Sendable {
  /// The coefficients by exponents, none of them zero.
  let exact: [Rational: Rational]?
  /// An enclosure, unless nothing is known.
  let bounds: Enclosure?
  let slope: Slope

  /// The derivative with respect to the variable.
  indirect enum Slope: Sendable {
    /// The number does not depend on the variable.
    case constant
    case value(Real)
    /// There certainly is none.
    case none
    case unknown
  }

  init(exact: [Rational: Rational], slope: Slope = .constant) {
    self.exact = exact
    self.slope = slope
    var sum: Enclosure? = Enclosure(.zero)
    for (exponent, coefficient) in exact {
      let power = exponent.isZero ? Enclosure(.one) : Enclosure(exponent).exp
      sum = if let sum, let power { sum + Enclosure(coefficient) * power } else { nil }
    }
    bounds = sum
  }

  init(bounds: Enclosure?, slope: Slope = .constant) {
    exact = nil
    self.bounds = bounds
    self.slope = slope
  }

  init(_ value: Rational) { self.init(exact: value.isZero ? [:] : [.zero: value]) }

  static let zero = Real(.zero)
  static let one = Real(.one)

  /// The value, when it is rational for certain.
  var rational: Rational? {
    guard let exact else { return nil }
    if exact.isEmpty { return .zero }
    return exact.count == 1 ? exact[.zero] : nil
  }

  func with(_ slope: Slope) -> Real {
    exact.map { Real(exact: $0, slope: slope) } ?? Real(bounds: bounds, slope: slope)
  }

  var isConstant: Bool { if case .constant = slope { true } else { false } }

  /// −1, 0, 1, when it is certain.
  var sign: Int? {
    if let exact {
      if exact.isEmpty { return 0 }
      if exact.count == 1, let coefficient = exact.values.first { return coefficient.sign }
    }
    guard let bounds else { return nil }
    if bounds.lower.sign > 0 { return 1 }
    if bounds.upper.sign < 0 { return -1 }
    return nil
  }

  static func equal(_ a: Real, _ b: Real) -> Truth {
    guard let sign = (a + (-b)).sign else { return .unknown }
    return Truth(sign == 0)
  }

  static func less(_ a: Real, _ b: Real) -> Truth {
    guard let sign = (b + (-a)).sign else { return .unknown }
    return Truth(sign > 0)
  }

  static func + (a: Real, b: Real) -> Real {
    let slope = Slope.sum(a.slope, b.slope)
    if let x = a.exact, let y = b.exact {
      return Real(exact: x.merging(y) { $0 + $1 }.filter { !$0.value.isZero }, slope: slope)
    }
    return Real(bounds: a.bounds.flatMap { x in b.bounds.map { x + $0 } }, slope: slope)
  }

  static prefix func - (a: Real) -> Real { Real(Rational(-1)) * a }

  static func * (a: Real, b: Real) -> Real {
    let slope = Slope.sum(a.slope.times(b), b.slope.times(a))
    guard let x = a.exact, let y = b.exact else {
      if a.exact?.isEmpty == true || b.exact?.isEmpty == true {
        return Real(exact: [:], slope: slope)
      }
      return Real(bounds: a.bounds.flatMap { x in b.bounds.map { x * $0 } }, slope: slope)
    }
    var product: [Rational: Rational] = [:]
    for (p, c) in x {
      for (q, d) in y { product[p + q, default: .zero] += c * d }
    }
    return Real(exact: product.filter { !$0.value.isZero }, slope: slope)
  }

  /// ⌊x⌋, where the enclosure holds no integer but its lower end.
  var floor: Real {
    let slope = isConstant ? Slope.constant : .unknown
    if let rational { return Real(rational.floor).with(slope) }
    guard let bounds, bounds.lower.floor == bounds.upper.floor else {
      return Real(bounds: nil, slope: slope)
    }
    return Real(bounds.lower.floor).with(slope)
  }

  /// 1/x, and 0 at 0.
  var inverse: Real {
    let plain = with(.constant)
    if sign == 0 {
      // 1/f jumps where f passes through 0 with a slope.
      switch slope {
      case .constant: return .zero
      case .value(let y) where y.sign.map({ $0 != 0 }) ?? false: return Real.zero.with(.none)
      default: return Real.zero.with(.unknown)
      }
    }
    let value: Real =
      if let exact, exact.count == 1, let (q, c) = exact.first, let inverse = c.reciprocal {
        Real(exact: [-q: inverse])
      } else {
        Real(bounds: plain.bounds?.inverse)
      }
    guard sign != nil else { return value.with(isConstant ? .constant : .unknown) }
    return value.with(slope.times(-(value * value)))
  }

  var exp: Real {
    let plain = with(.constant)
    let value =
      rational.map { Real(exact: [$0: .one]) } ?? Real(bounds: plain.bounds.flatMap(\.exp))
    return value.with(slope.times(value))
  }

  /// log x, and the given junk where x ≤ 0.
  func log(junk: Real) -> Real {
    guard sign == 1 else { return outside(junk, at: sign) }
    let plain = with(.constant)
    let value: Real =
      if let exact, exact.count == 1, let (q, c) = exact.first, c.isOne {
        Real(q)
      } else {
        Real(bounds: plain.bounds.flatMap(\.log))
      }
    return value.with(slope.times(plain.inverse))
  }

  /// √x, and the given junk where x < 0.
  func squareRoot(junk: Real) -> Real {
    if sign == 0 { return Real.zero.with(isConstant ? .constant : .unknown) }
    guard sign == 1 else { return outside(junk, at: sign) }
    let plain = with(.constant)
    let value: Real =
      if let exact, exact.count == 1, let (q, c) = exact.first, let root = c.squareRoot {
        Real(exact: [q * Rational(1, 2): root])
      } else {
        Real(bounds: plain.bounds.flatMap(\.squareRoot))
      }
    return value.with(slope.times((value + value).inverse))
  }

  /// Outside a domain: the junk is one number, so that it is locally constant left of 0.
  private func outside(_ junk: Real, at sign: Int?) -> Real {
    switch sign {
    case -1: junk
    case 0: junk.with(isConstant ? .constant : .unknown)
    default: Real(bounds: nil, slope: isConstant ? .constant : .unknown)
    }
  }
}

extension Real.Slope {
  static func sum(_ a: Real.Slope, _ b: Real.Slope) -> Real.Slope {
    switch (a, b) {
    case (.constant, let other), (let other, .constant): other
    case (.value(let x), .value(let y)): .value(x + y)
    case (.none, .value), (.value, .none): .none
    default: .unknown
    }
  }

  /// The slope of this times a differentiable factor, taken at the point.
  func times(_ factor: Real) -> Real.Slope {
    switch self {
    case .constant: .constant
    case .value(let x): .value(x * factor.with(.constant))
    // A factor without zero keeps a jump.
    case .none: factor.isConstant && factor.sign.map({ $0 != 0 }) ?? false ? .none : .unknown
    case .unknown: .unknown
    }
  }
}
