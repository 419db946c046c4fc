import Exact

/// A product of powers of atoms, which are terms that a polynomial does not look into.
public struct Monomial: Hashable, Sendable {
  /// The factors with exponents ≥ 1, in the order of the atoms.
  public private(set) var factors: [Factor]

  public struct Factor: Hashable, Sendable {
    public let atom: Term
    public let exponent: Int
  }

  public static let one = Monomial(factors: [])

  public init(_ atom: Term) { factors = [Factor(atom: atom, exponent: 1)] }

  private init(factors: [Factor]) { self.factors = factors }

  public var degree: Int { factors.reduce(0) { $0 + $1.exponent } }

  public func exponent(of atom: Term) -> Int {
    factors.first { $0.atom === atom }?.exponent ?? 0
  }

  /// The monomial without any power of the atom.
  public func removing(_ atom: Term) -> Monomial {
    Monomial(factors: factors.filter { $0.atom !== atom })
  }

  public static func * (a: Monomial, b: Monomial) -> Monomial {
    if a.factors.isEmpty { return b }
    if b.factors.isEmpty { return a }
    var result: [Factor] = []
    result.reserveCapacity(a.factors.count + b.factors.count)
    var i = 0
    var j = 0
    while i < a.factors.count && j < b.factors.count {
      let (f, g) = (a.factors[i], b.factors[j])
      if f.atom === g.atom {
        result.append(Factor(atom: f.atom, exponent: f.exponent + g.exponent))
        i += 1
        j += 1
      } else if f.atom < g.atom {
        result.append(f)
        i += 1
      } else {
        result.append(g)
        j += 1
      }
    }
    return Monomial(factors: result + a.factors[i...] + b.factors[j...])
  }
}

/// A polynomial over ℚ in atoms, sparse; no stored coefficient is zero.
public struct Polynomial: Hashable, Sendable {
  public private(set) var coefficients: [Monomial: Rational]

  public static let zero = Polynomial(coefficients: [:])
  public static let one = Polynomial(1)
  /// No polynomial may grow beyond this number of terms.
  static let largest = 10_000
  /// No polynomial may have a higher degree, and no power of a numeral more bits.
  static let highest = 1 << 20

  private init(coefficients: [Monomial: Rational]) { self.coefficients = coefficients }

  public init(_ constant: Rational) {
    coefficients = constant.isZero ? [:] : [.one: constant]
  }

  public init(atom: Term) { coefficients = [Monomial(atom): 1] }

  public init(_ monomial: Monomial, _ coefficient: Rational) {
    coefficients = coefficient.isZero ? [:] : [monomial: coefficient]
  }

  public var isZero: Bool { coefficients.isEmpty }

  /// The value, when the polynomial is a constant.
  public var constant: Rational? {
    if coefficients.isEmpty { return .zero }
    return coefficients.count == 1 ? coefficients[.one] : nil
  }

  public var degree: Int { coefficients.keys.reduce(0) { max($0, $1.degree) } }

  /// The atoms, in order.
  public var atoms: [Term] {
    var seen: Set<Term> = []
    for monomial in coefficients.keys {
      for factor in monomial.factors { seen.insert(factor.atom) }
    }
    return seen.sorted { $0 < $1 }
  }

  /// The terms in a fixed order: by degree, then by the atoms.
  public var terms: [(monomial: Monomial, coefficient: Rational)] {
    coefficients.map { ($0.key, $0.value) }.sorted { a, b in
      if a.monomial.degree != b.monomial.degree { return a.monomial.degree > b.monomial.degree }
      let (f, g) = (a.monomial.factors, b.monomial.factors)
      for (x, y) in zip(f, g) where x != y {
        return x.atom === y.atom ? x.exponent > y.exponent : x.atom < y.atom
      }
      return f.count < g.count
    }
  }

  public static func + (a: Polynomial, b: Polynomial) -> Polynomial {
    var (large, small) = (a, b)
    if a.coefficients.count < b.coefficients.count { (large, small) = (b, a) }
    for (monomial, value) in small.coefficients { large.add(monomial, value) }
    return large
  }

  public static prefix func - (a: Polynomial) -> Polynomial { a.scaled(by: -1) }
  public static func - (a: Polynomial, b: Polynomial) -> Polynomial { a + (-b) }

  public func scaled(by factor: Rational) -> Polynomial {
    if factor.isZero { return .zero }
    return Polynomial(coefficients: coefficients.mapValues { $0 * factor })
  }

  public static func * (a: Polynomial, b: Polynomial) throws(KernelError) -> Polynomial {
    if let c = a.constant { return b.scaled(by: c) }
    if let c = b.constant { return a.scaled(by: c) }
    guard a.coefficients.count * b.coefficients.count <= largest * 8, a.degree + b.degree <= highest
    else { throw .rule("ring: the expanded polynomial is too large", []) }
    var result = Polynomial.zero
    for (m, x) in a.coefficients {
      for (n, y) in b.coefficients { result.add(m * n, x * y) }
    }
    guard result.coefficients.count <= largest else {
      throw .rule("ring: the expanded polynomial is too large", [])
    }
    return result
  }

  public func power(_ exponent: Int) throws(KernelError) -> Polynomial {
    let size = max(degree, constant?.bits ?? 0)
    guard exponent <= 256, size * exponent <= Polynomial.highest else {
      throw .rule("ring: the power is too large", [])
    }
    var result = Polynomial.one
    for _ in 0..<exponent { result = try result * self }
    return result
  }

  private mutating func add(_ monomial: Monomial, _ value: Rational) {
    if let old = coefficients[monomial] {
      let sum = old + value
      coefficients[monomial] = sum.isZero ? nil : sum
    } else if !value.isZero {
      coefficients[monomial] = value
    }
  }
}
