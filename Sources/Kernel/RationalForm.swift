import Exact

/// A quotient of polynomials: a numerator over powers of polynomials known to be nonzero.
public struct Fraction: Sendable {
  public var numerator: Polynomial
  /// The factors of the denominator with exponents ≥ 1, none of them constant.
  public var denominator: [Polynomial: Int]

  init(_ numerator: Polynomial, over denominator: [Polynomial: Int] = [:]) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The value, when the fraction is a constant.
  public var value: Rational? { denominator.isEmpty ? numerator.constant : nil }

  /// The product of the denominator's factors.
  public func expandedDenominator() throws(KernelError) -> Polynomial {
    try Fraction.product(denominator)
  }

  fileprivate static func product(_ factors: [Polynomial: Int]) throws(KernelError) -> Polynomial {
    var result = Polynomial.one
    for (factor, exponent) in factors { result = try result * factor.power(exponent) }
    return result
  }

  static func + (a: Fraction, b: Fraction) throws(KernelError) -> Fraction {
    if a.denominator == b.denominator {
      return Fraction(a.numerator + b.numerator, over: a.denominator)
    }
    let common = a.denominator.merging(b.denominator) { max($0, $1) }
    return Fraction(
      try a.numerator(over: common) + b.numerator(over: common), over: common)
  }

  static func * (a: Fraction, b: Fraction) throws(KernelError) -> Fraction {
    Fraction(
      try a.numerator * b.numerator,
      over: a.denominator.merging(b.denominator) { $0 + $1 })
  }

  private func numerator(over common: [Polynomial: Int]) throws(KernelError) -> Polynomial {
    var missing: [Polynomial: Int] = [:]
    for (factor, exponent) in common {
      let extra = exponent - (denominator[factor] ?? 0)
      if extra > 0 { missing[factor] = extra }
    }
    return try numerator * Fraction.product(missing)
  }
}

/// Reads terms of the commutative rings ℕ, ℝ and ℂ as rational functions of opaque atoms.
///
/// An inverse is opened only if its argument is a nonzero numeral or among `nonzero`; else it is
/// an atom, so that the reading is right for total division too. Casts are homomorphisms and go
/// through to the atoms. This is data for the rule `Theorem.ring`, and of use to any search.
public struct RationalForm {
  /// Terms known to be different from zero.
  let nonzero: Set<Term>

  public init(nonzero: Set<Term>) { self.nonzero = nonzero }

  public func fraction(of term: Term) throws(KernelError) -> Fraction {
    try fraction(of: term, casts: [])
  }

  /// `casts` are the casts that stand round the term, outermost first.
  private func fraction(of term: Term, casts: [Operator]) throws(KernelError) -> Fraction {
    switch term.node {
    case .number(let value, _): return Fraction(Polynomial(value))
    case .apply(.add, let x) where Self.isScalar(term):
      return try fraction(of: x[0], casts: casts) + fraction(of: x[1], casts: casts)
    case .apply(.multiply, let x):
      return try fraction(of: x[0], casts: casts) * fraction(of: x[1], casts: casts)
    case .apply(.negate, let x) where Self.isScalar(term):
      return try Fraction(Polynomial(-1)) * fraction(of: x[0], casts: casts)
    case .apply(.power, let x):
      guard case .number(let exponent, _) = x[1].node, let n = exponent.int, n <= 256 else { break }
      let base = try fraction(of: x[0], casts: casts)
      guard base.denominator.values.allSatisfy({ $0 * n <= Polynomial.highest }) else {
        throw .rule("ring: the power is too large", [term])
      }
      return Fraction(
        try base.numerator.power(n), over: n == 0 ? [:] : base.denominator.mapValues { $0 * n })
    case .apply(.inverse, let x):
      if let inverse = try inverse(of: x[0], casts: casts) { return inverse }
    case .apply(.realToComplex, let x), .apply(.naturalToReal, let x):
      guard case .apply(let cast, _) = term.node else { break }
      return try fraction(of: x[0], casts: casts + [cast])
    default: break
    }
    var atom = term
    for cast in casts.reversed() { atom = try .apply(cast, [atom]) }
    return Fraction(Polynomial(atom: atom))
  }

  private func inverse(of term: Term, casts: [Operator]) throws(KernelError) -> Fraction? {
    let argument = try fraction(of: term, casts: casts)
    if let value = argument.numerator.constant {
      guard let inverse = value.reciprocal else { return nil }
      return Fraction(try argument.expandedDenominator().scaled(by: inverse))
    }
    guard nonzero.contains(term) || Self.castArgument(of: term).map(nonzero.contains) == true else {
      return nil
    }
    return Fraction(try argument.expandedDenominator(), over: [argument.numerator: 1])
  }

  /// x of the cast ℝ → ℂ of x, which is zero only if x is.
  private static func castArgument(of term: Term) -> Term? {
    if case .apply(.realToComplex, let x) = term.node { x[0] } else { nil }
  }

  private static func isScalar(_ term: Term) -> Bool {
    term.sort.isField || term.sort == .natural
  }
}
