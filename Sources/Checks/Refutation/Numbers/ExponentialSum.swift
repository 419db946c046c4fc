import Exact
import Numeric

/// A function of real variables: Σ P·exp(Q) with polynomials P and polynomials Q of degree at most 2
/// without a constant term.
///
/// Sums, products and integrals over ℝ of such functions are such functions, when what is integrated
/// decays; so are exponentials of quadratic polynomials and logarithms of a single c·exp(Q). That is what
/// densities of normal laws and their divergences are made of.
struct ExponentialSum: Sendable {
  /// A polynomial: its terms by the exponents of the variables, the last of which is not 0, in order.
  struct Polynomial: Sendable {
    fileprivate(set) var terms: [(powers: [Int], coefficient: DualNumber)] = []

    /// The number of the polynomial, when it has no variables.
    var constant: DualNumber? {
      if terms.isEmpty { return .zero }
      return terms.count == 1 && terms[0].powers.isEmpty ? terms[0].coefficient : nil
    }

    var degree: Int { terms.map { $0.powers.reduce(0, +) }.max() ?? 0 }

    init() {}

    init(_ value: DualNumber) { if !value.isPlainZero { terms = [([], value)] } }

    mutating func add(_ powers: [Int], _ value: DualNumber, _ arithmetic: Arithmetic) {
      if value.isPlainZero { return }
      let trimmed = Array(powers.reversed().drop { $0 == 0 }.reversed())
      if let place = terms.firstIndex(where: { $0.powers == trimmed }) {
        let sum = arithmetic.add(terms[place].coefficient, value)
        if sum.isPlainZero { terms.remove(at: place) } else { terms[place].coefficient = sum }
      } else {
        let place =
          terms.firstIndex { trimmed.lexicographicallyPrecedes($0.powers) } ?? terms.endIndex
        terms.insert((trimmed, value), at: place)
      }
    }
  }

  private(set) var parts: [(factor: Polynomial, exponent: Polynomial)] = []

  init(_ value: DualNumber) {
    if !value.isPlainZero { parts = [(Polynomial(value), Polynomial())] }
  }

  private init(_ parts: [(factor: Polynomial, exponent: Polynomial)]) { self.parts = parts }

  /// The variable with this number.
  static func variable(_ number: Int) -> ExponentialSum {
    var polynomial = Polynomial()
    polynomial.terms = [(Array(repeating: 0, count: number) + [1], .one)]
    return ExponentialSum([(polynomial, Polynomial())])
  }

  /// The value as a number, when there are no variables in it.
  var constant: DualNumber? {
    if parts.isEmpty { return .zero }
    guard parts.count == 1, parts[0].exponent.terms.isEmpty else { return nil }
    return parts[0].factor.constant
  }

  /// c and Q of a function c·exp(Q).
  private var single: (factor: DualNumber, exponent: Polynomial)? {
    guard parts.count == 1, let c = parts[0].factor.constant else { return nil }
    return (c, parts[0].exponent)
  }

  private static func failure() -> EvaluationFailure {
    .notEvaluable("an integral of other than polynomials times exponentials of quadratic ones")
  }

  // MARK: Arithmetic

  func adding(_ other: ExponentialSum, _ arithmetic: Arithmetic) -> ExponentialSum {
    var result = parts
    for part in other.parts {
      // Equal exponents, where that is seen at once, are put together.
      if let place = result.firstIndex(where: {
        $0.exponent.terms.isEmpty && part.exponent.terms.isEmpty
      }) {
        result[place].factor = Self.sum(result[place].factor, part.factor, arithmetic)
        if result[place].factor.terms.isEmpty { result.remove(at: place) }
      } else {
        result.append(part)
      }
    }
    return ExponentialSum(result)
  }

  func multiplied(by other: ExponentialSum, _ arithmetic: Arithmetic) -> ExponentialSum {
    var result = ExponentialSum([])
    for a in parts {
      for b in other.parts {
        let factor = Self.product(a.factor, b.factor, arithmetic)
        if factor.terms.isEmpty { continue }
        result = result.adding(
          ExponentialSum([(factor, Self.sum(a.exponent, b.exponent, arithmetic))]), arithmetic)
      }
    }
    return result
  }

  /// 1/(c exp(Q)).
  func reciprocal(_ arithmetic: Arithmetic) throws -> ExponentialSum {
    guard let (c, exponent) = single else { throw Self.failure() }
    let inverse = try arithmetic.reciprocal(c)
    return ExponentialSum([(Polynomial(inverse), Self.scaled(exponent, DualNumber(-1), arithmetic))]
    )
  }

  /// √(c exp(Q)).
  func squareRoot(_ arithmetic: Arithmetic) throws -> ExponentialSum {
    guard let (c, exponent) = single else { throw Self.failure() }
    let half = DualNumber(Rational(1, 2))
    return ExponentialSum([
      (Polynomial(try arithmetic.squareRoot(c)), Self.scaled(exponent, half, arithmetic))
    ])
  }

  /// |c exp(Q)|.
  func magnitude(_ arithmetic: Arithmetic) throws -> ExponentialSum {
    guard let (c, exponent) = single else { throw Self.failure() }
    return ExponentialSum([(Polynomial(try arithmetic.magnitude(c)), exponent)])
  }

  /// log(c exp(Q)) = log c + Q.
  func logarithm(_ arithmetic: Arithmetic) throws -> ExponentialSum {
    guard let (c, exponent) = single else { throw Self.failure() }
    let log = Polynomial(try arithmetic.log(c))
    let sum = Self.sum(exponent, log, arithmetic)
    return sum.terms.isEmpty ? ExponentialSum([]) : ExponentialSum([(sum, Polynomial())])
  }

  /// exp of a polynomial of degree at most 2.
  func exponential(_ arithmetic: Arithmetic) throws -> ExponentialSum {
    if parts.isEmpty { return ExponentialSum(.one) }
    guard parts.count == 1, parts[0].exponent.terms.isEmpty, parts[0].factor.degree <= 2 else {
      throw Self.failure()
    }
    return try Self.exponential(Polynomial(.one), parts[0].factor, arithmetic)
  }

  /// factor·exp(exponent), the constant of the exponent moved into the factor.
  private static func exponential(
    _ factor: Polynomial, _ exponent: Polynomial, _ arithmetic: Arithmetic
  ) throws -> ExponentialSum {
    var rest = exponent
    var factor = factor
    if let first = rest.terms.first, first.powers.isEmpty {
      rest.terms.removeFirst()
      factor = scaled(factor, try arithmetic.exp(first.coefficient), arithmetic)
    }
    return factor.terms.isEmpty ? ExponentialSum([]) : ExponentialSum([(factor, rest)])
  }

  // MARK: Integrals

  /// ∫ over the variable with this number: for Q = −a x² + b x + c and a > 0, with v = 1/(2a) and m = b v,
  /// ∫xᵏ exp(Q) = √(2πv) exp(c + b m/2) Mₖ, M₀ = 1, M₁ = m, Mₖ₊₂ = m Mₖ₊₁ + (k + 1) v Mₖ.
  func integral(over number: Int, _ arithmetic: Arithmetic) throws -> ExponentialSum {
    var result = ExponentialSum([])
    for part in parts {
      let exponent = Self.coefficients(part.exponent, of: number, arithmetic)
      let factor = Self.coefficients(part.factor, of: number, arithmetic)
      guard exponent.count == 3, let a = exponent[2].constant.map(arithmetic.negate) else {
        guard exponent.count <= 1 || exponent[1].constant != nil else { throw Self.failure() }
        throw EvaluationFailure.undefined("this integral over the real numbers does not exist")
      }
      switch a.primal.sign(bits: arithmetic.bits) {
      case 1: break
      case nil: throw EvaluationFailure.unknown
      default:
        throw EvaluationFailure.undefined("this integral over the real numbers does not exist")
      }
      let variance = try arithmetic.reciprocal(arithmetic.multiply(DualNumber(2), a))
      let mean = Self.scaled(exponent[1], variance, arithmetic)
      var moments = [Polynomial(.one), mean]
      while moments.count < factor.count {
        let k = moments.count - 2
        let scale = arithmetic.multiply(DualNumber(Rational(k + 1)), variance)
        moments.append(
          Self.sum(
            Self.product(mean, moments[k + 1], arithmetic),
            Self.scaled(moments[k], scale, arithmetic), arithmetic))
      }
      var sum = Polynomial()
      for (coefficient, moment) in zip(factor, moments) {
        sum = Self.sum(sum, Self.product(coefficient, moment, arithmetic), arithmetic)
      }
      let circle = DualNumber.plain(.ball(Ball.pi(precision: arithmetic.bits)))
      let mass = try arithmetic.squareRoot(
        arithmetic.multiply(arithmetic.multiply(DualNumber(2), circle), variance))
      let square = Self.scaled(
        Self.product(exponent[1], mean, arithmetic), DualNumber(Rational(1, 2)), arithmetic)
      let rest = Self.sum(exponent[0], square, arithmetic)
      result = result.adding(
        try Self.exponential(Self.scaled(sum, mass, arithmetic), rest, arithmetic), arithmetic)
    }
    return result
  }

  /// ∫ₐᵇ over the variable with this number, of polynomials in it.
  func integral(
    over number: Int, from a: DualNumber, to b: DualNumber, _ arithmetic: Arithmetic
  ) throws -> ExponentialSum {
    var result = ExponentialSum([])
    for part in parts {
      guard Self.coefficients(part.exponent, of: number, arithmetic).count <= 1 else {
        throw Self.failure()
      }
      var sum = Polynomial()
      for (k, coefficient) in Self.coefficients(part.factor, of: number, arithmetic).enumerated() {
        let span = try arithmetic.subtract(arithmetic.power(b, k + 1), arithmetic.power(a, k + 1))
        let moment = arithmetic.multiply(DualNumber(Rational(1, k + 1)), span)
        sum = Self.sum(sum, Self.scaled(coefficient, moment, arithmetic), arithmetic)
      }
      guard !sum.terms.isEmpty else { continue }
      result = result.adding(ExponentialSum([(sum, part.exponent)]), arithmetic)
    }
    return result
  }

  // MARK: Polynomials

  private static func sum(
    _ a: Polynomial, _ b: Polynomial, _ arithmetic: Arithmetic
  ) -> Polynomial {
    var result = a
    for term in b.terms { result.add(term.powers, term.coefficient, arithmetic) }
    return result
  }

  private static func scaled(
    _ a: Polynomial, _ c: DualNumber, _ arithmetic: Arithmetic
  ) -> Polynomial {
    var result = Polynomial()
    for term in a.terms {
      result.add(term.powers, arithmetic.multiply(c, term.coefficient), arithmetic)
    }
    return result
  }

  private static func product(
    _ a: Polynomial, _ b: Polynomial, _ arithmetic: Arithmetic
  ) -> Polynomial {
    var result = Polynomial()
    for x in a.terms {
      for y in b.terms {
        let powers = (0..<max(x.powers.count, y.powers.count)).map { i in
          (i < x.powers.count ? x.powers[i] : 0) + (i < y.powers.count ? y.powers[i] : 0)
        }
        result.add(powers, arithmetic.multiply(x.coefficient, y.coefficient), arithmetic)
      }
    }
    return result
  }

  /// The coefficients of the powers of a variable.
  private static func coefficients(
    _ a: Polynomial, of number: Int, _ arithmetic: Arithmetic
  ) -> [Polynomial] {
    var result: [Polynomial] = []
    for term in a.terms {
      var powers = term.powers
      let degree = number < powers.count ? powers[number] : 0
      if degree > 0 { powers[number] = 0 }
      while result.count <= degree { result.append(Polynomial()) }
      result[degree].add(powers, term.coefficient, arithmetic)
    }
    return result
  }
}

extension Arithmetic {
  /// ∫ over ℝ of a function of the variable with this number.
  func integral(of a: DualNumber, over number: Int) throws -> DualNumber {
    switch a {
    case .function(let f): return Self.number(try f.integral(over: number, self))
    case .plain(let x) where x.isExactZero: return a
    case .plain: return Self.number(try ExponentialSum(a).integral(over: number, self))
    case .dual(let tag, let value, let slopes):
      guard a.holdsFunction else {
        return Self.number(try ExponentialSum(a).integral(over: number, self))
      }
      return .dual(
        tag: tag, value: try integral(of: value, over: number),
        slopes: try slopes.map { try integral(of: $0, over: number) })
    }
  }

  /// ∫ₐᵇ of a polynomial in the variable with this number.
  func integral(
    of f: DualNumber, over number: Int, from a: DualNumber, to b: DualNumber
  ) throws -> DualNumber {
    switch f {
    case .function(let sum): Self.number(try sum.integral(over: number, from: a, to: b, self))
    case .plain: multiply(f, subtract(b, a))
    case .dual(let tag, let value, let slopes):
      .dual(
        tag: tag, value: try integral(of: value, over: number, from: a, to: b),
        slopes: try slopes.map { try integral(of: $0, over: number, from: a, to: b) })
    }
  }

  /// A function of variables, as a number where it is constant.
  static func number(_ f: ExponentialSum) -> DualNumber { f.constant ?? .function(f) }

  /// An operation of two functions, when one of the numbers is a function.
  func functions(
    _ a: DualNumber, _ b: DualNumber,
    _ operation: (ExponentialSum, ExponentialSum) -> ExponentialSum
  ) -> DualNumber? {
    switch (a, b) {
    case (.function(let f), .function(let g)): return Self.number(operation(f, g))
    case (.function(let f), _) where !b.holdsFunction:
      return Self.number(operation(f, ExponentialSum(b)))
    case (_, .function(let g)) where !a.holdsFunction:
      return Self.number(operation(ExponentialSum(a), g))
    default: return nil
    }
  }
}
