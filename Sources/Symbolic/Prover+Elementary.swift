import Exact
import Kernel

/// Normal forms of scalar terms: exponentials of monomials, logarithms of factors, fractions.
extension Prover {
  /// t = a quotient of polynomials in atoms, with exponentials and logarithms taken apart.
  func normalize(_ term: Term) throws -> Theorem {
    let apart = try elementary(term)
    let form = try fraction(of: apart.right)
    let canonical = try form.value.reduced().term(in: term.sort)
    let nonzero = try form.nonzero + denominators(of: [canonical])
    return try apart.then(.ring(apart.right, canonical, nonzero: nonzero))
  }

  /// The term as a fraction, with every denominator opened that is known to be nonzero.
  func fraction(of term: Term) throws -> (value: Fraction, nonzero: [Theorem]) {
    try fuel.spend()
    let nonzero = try denominators(of: [term])
    let fraction = try form(nonzero).fraction(of: term)
    try fuel.spend(fraction.numerator.coefficients.count / 8)
    return (fraction, nonzero)
  }

  func form(_ nonzero: [Theorem]) throws -> RationalForm {
    RationalForm(
      nonzero: Set(
        nonzero.compactMap { $0.conclusion.arguments(of: .not)?[0].arguments(of: .equal)?[0] }))
  }

  /// u ≠ 0 for every denominator u in the terms for which that can be proved.
  func denominators(of terms: [Term]) throws -> [Theorem] {
    var result: [Theorem] = []
    var seen: Set<Term> = []
    func visit(_ term: Term) {
      guard seen.insert(term).inserted, case .apply(let op, let arguments) = term.node else {
        return
      }
      if op == .inverse, let theorem = try? nonzero(arguments[0]) { result.append(theorem) }
      switch op {
      case .add, .multiply, .negate, .power, .inverse, .realToComplex: arguments.forEach(visit)
      default: break
      }
    }
    terms.forEach(visit)
    return result
  }

  /// t = t′ where exp and log of compound arguments are taken apart.
  func elementary(_ term: Term) throws -> Theorem {
    if let known = elementaries[term] { return known }
    // A moment that stays as it is stands for itself while it is worked on.
    if term.arguments(of: .integral) != nil { elementaries[term] = try .reflexive(term) }
    elementaryDepth += 1
    defer { elementaryDepth -= 1 }
    guard elementaryDepth < 1_500 else { throw ProofFailure("the term is nested too deeply") }
    let result = try takeApart(term)
    elementaries[term] = result
    return result
  }

  private func takeApart(_ term: Term) throws -> Theorem {
    if case .call(let function, let argument) = term.node, case .free = function.node,
      argument.sort == .real, argument.uses(.inverse)
    {
      // The value of an unknown function at a quotient.
      return try .congruence(.reflexive(function), normalize(argument))
    }
    guard case .apply(let op, let arguments) = term.node else { return try .reflexive(term) }
    switch op {
    case .multiply where arguments[0] === Term.zero: return try .ring(term, .zero)
    case .multiply where arguments[0].isSupport:
      return try guardedForm(term, arguments[0], arguments[1])
    case .add, .multiply, .negate, .inverse, .power, .realToComplex:
      let parts = try arguments.map { try elementary($0) }
      return parts.allSatisfy(\.isTrivial) ? try .reflexive(term) : try .congruence(op, parts)
    case .exp:
      let inner = try normalize(arguments[0])
      return try Theorem.congruence(.exp, [inner]).then(exponential(inner.right))
    case .log:
      if let parts = try logarithmOfParts(arguments[0]) { return parts }
      var inner = try normalize(arguments[0])
      if fuel.spanDepth == 0, try !inner.right.integralAtoms.allSatisfy(isMarginal) {
        let equations = try integralEquations(for: inner.right.integralAtoms)
        inner = try inner.then(Self.substituting(equations, in: inner.right))
        inner = try inner.then(normalize(inner.right))
      }
      return try Theorem.congruence(.log, [inner]).then(logarithm(inner.right))
    case .sum: return try sumForm(term)
    case .determinant:
      let form = try determinantForm(arguments[0])
      guard try form.right.uses(.inner) else { return form }
      let entries = try form.then(evaluate(form.right))
      return try entries.then(elementary(entries.right))
    case .finiteProduct: return try productForm(term)
    case .integral: return try integralForm(term)?.value ?? .reflexive(term)
    case .squareRoot:
      let inner = try normalize(arguments[0])
      return try Theorem.congruence(op, [inner]).then(rootForm(inner.right))
    case .indicator: return try bracketForm(term, arguments[0])
    case .entry: return try symmetrized(term)
    case .complexRoot: return try .congruence(op, [normalize(arguments[0])])
    default: return try .reflexive(term)
    }
  }

  // MARK: exp

  /// exp(u) = ∏ exp(m)^p over the terms of u.
  private func exponential(_ argument: Term) throws -> Theorem {
    try fuel.spend()
    let whole: Term = try .apply(.exp, [argument])
    let form = try fraction(of: argument)
    guard form.value.denominator.isEmpty else { return try .reflexive(whole) }
    let parts = form.value.numerator.terms
    guard !parts.isEmpty else {
      return try Theorem.congruence(.exp, [.ring(argument, .zero)]).then(.axiom(.expZero, []))
    }
    var sum: Term?
    var value: Theorem?
    // Folded from the right: exp(a + rest) = exp(a)·exp(rest).
    for part in parts.reversed() {
      let (factor, summand) = try exponential(part.monomial, part.coefficient)
      if let rest = sum, let theorem = value {
        sum = try summand + rest
        value = try Theorem.axiom(.expAdd, [summand, rest])
          .then(.congruence(.multiply, [factor, theorem]))
      } else {
        sum = summand
        value = factor
      }
    }
    guard let sum, let value else { return try .reflexive(whole) }
    return try Theorem.congruence(.exp, [.ring(argument, sum, nonzero: form.nonzero)]).then(value)
  }

  /// exp(s) = exp(m/q)^p for one term s = (p/q)·m, and that s.
  private func exponential(_ monomial: Monomial, _ coefficient: Rational) throws
    -> (Theorem, Term)
  {
    let times = coefficient.numerator.magnitude
    guard let count = times.int, count <= 64 else {
      throw ProofFailure("an exponent above 64 is not taken apart")
    }
    let unit = try Polynomial(monomial, Rational(1) / coefficient.denominator).term(in: .real)
    var summand = unit
    let base = try exponentialAtom(unit)
    var value = base
    for _ in 1..<max(count, 1) {
      value = try Theorem.axiom(.expAdd, [unit, summand])
        .then(.congruence(.multiply, [base, value]))
      summand = try unit + summand
    }
    if coefficient.sign > 0 { return (value, summand) }
    let negative = try Self.exponentialOfNegative(summand)
    return (try negative.then(.congruence(.inverse, [value])), try -summand)
  }

  /// exp(log a) = a where a > 0 is known; else the term itself.
  private func exponentialAtom(_ unit: Term) throws -> Theorem {
    if let a = unit.arguments(of: .log)?[0], let positive = try? positive(a) {
      return try .use(.expLog, [a], positive)
    }
    if let root = try exponentialAsRoot(unit) { return root }
    if let power = try exponentialAsPower(unit) { return power }
    return try .reflexive(.apply(.exp, [unit]))
  }

  /// exp(−v) = exp(v)⁻¹.
  static func exponentialOfNegative(_ v: Term) throws -> Theorem {
    let minus = try -v
    let (a, b): (Term, Term) = try (.apply(.exp, [v]), .apply(.exp, [minus]))
    let product = try Theorem.axiom(.expAdd, [v, minus]).symmetric()
      .then(.congruence(.exp, [.ring(v + minus, .zero)])).then(.axiom(.expZero, []))
    let nonzero = try Theorem.axiom(.expPositive, [v]).distinct().disequalitySwapped()
    let inverse: Term = try .apply(.inverse, [a])
    return try Theorem.ring(b, inverse * (a * b), nonzero: [nonzero])
      .then(.congruence(.multiply, [.reflexive(inverse), product]))
      .then(.ring(inverse * .one, inverse))
  }

  /// exp(½ log a) = √a and exp(½ n log a) = √(aⁿ), for a > 0.
  private func exponentialAsRoot(_ unit: Term) throws -> Theorem? {
    let polynomial = try RationalForm(nonzero: []).fraction(of: unit).numerator
    guard polynomial.coefficients.count == 1,
      let (monomial, half) = polynomial.coefficients.first, half == Rational(1, 2),
      (1...2).contains(monomial.factors.count),
      monomial.factors.allSatisfy({ $0.exponent == 1 }),
      let a = monomial.factors.lazy.compactMap({ $0.atom.arguments(of: .log)?[0] }).first
    else { return nil }
    var argument = a
    if monomial.factors.count == 2 {
      let sizes = monomial.factors.compactMap { $0.atom.arguments(of: .naturalToReal)?[0] }
      guard let n = sizes.first else { return nil }
      argument = try .apply(.power, [a, n])
    }
    let root: Term = try .apply(.squareRoot, [argument])
    guard let log = try logarithmOfRoot(root, argument), let own = try? positive(root) else {
      return nil
    }
    let value = try log.then(elementary(log.right))
    guard let same = try? Theorem.ring(unit, value.right) else { return nil }
    return try Theorem.congruence(.exp, [same])
      .then(.congruence(.exp, [value.symmetric()])).then(.use(.expLog, [root], own))
  }

  // MARK: log

  /// log(u) = Σ e·log(a) over the factors of u, where all of them are known to be positive.
  private func logarithm(_ argument: Term) throws -> Theorem {
    try fuel.spend()
    let whole: Term = try .apply(.log, [argument])
    if let inner = argument.arguments(of: .exp) { return try .axiom(.logExp, inner) }
    if let inner = argument.arguments(of: .squareRoot),
      let half = try logarithmOfRoot(argument, inner[0])
    {
      return try half.then(elementary(half.right))
    }
    let form = try fraction(of: argument)
    guard let sum = try logarithmSum(form.value), sum !== whole else {
      return try .reflexive(whole)
    }
    // u = exp(Σ), so log u = Σ.
    let value = try elementary(.apply(.exp, [sum]))
    let nonzero = try denominators(of: [argument, value.right])
    let same =
      try (try? Theorem.ring(argument, value.right, nonzero: nonzero))
      ?? self.equation(argument, value.right)
    let equation = try same.then(value.symmetric())
    return try Theorem.congruence(.log, [equation]).then(.axiom(.logExp, [sum]))
      .then(elementary(sum))
  }

  /// log √a = ½ log a, for a > 0.
  private func logarithmOfRoot(_ root: Term, _ argument: Term) throws -> Theorem? {
    guard let bound = try? positive(argument), let own = try? positive(root) else { return nil }
    let square = try Theorem.use(.squareRoot, [argument], bound.weakened()).conjuncts().1
    let log: Term = try .apply(.log, [root])
    let back = try Theorem.use(.expLog, [root], own)
    // log a = log(√a·√a) = log exp(log √a + log √a)
    let product = try square.symmetric().then(
      Theorem.congruence(.multiply, [back, back]).symmetric()
    ).then(.axiom(.expAdd, [log, log]).symmetric())
    let twice = try Theorem.congruence(.log, [product]).then(.axiom(.logExp, [log + log]))
    let half = Term.real(Rational(1, 2))
    return try Theorem.ring(log, half * (log + log))
      .then(.congruence(.multiply, [.reflexive(half), twice.symmetric()]))
  }

  private func logarithmSum(_ fraction: Fraction) throws -> Term? {
    var factors: [(Term, Int)] = []
    func add(_ polynomial: Polynomial, _ exponent: Int) throws -> Bool {
      if polynomial.coefficients.count == 1, let (monomial, value) = polynomial.coefficients.first {
        guard let primes = Self.primeFactors(value) else { return false }
        factors += primes.map { (.real(Rational($0.prime)), $0.exponent * exponent) }
        factors += monomial.factors.map { ($0.atom, $0.exponent * exponent) }
        return true
      }
      // log(2 (x + y)) = log 2 + log(x + y), so that multiples of a sum are seen to be alike.
      var common = polynomial.commonMonomial
      if !common.factors.allSatisfy({ (try? positive($0.atom)) != nil }) { common = .one }
      let (primitive, scale) = polynomial.divided(by: common).normalized()
      guard let primes = Self.primeFactors(scale) else { return false }
      factors += primes.map { (.real(Rational($0.prime)), $0.exponent * exponent) }
      factors += common.factors.map { ($0.atom, $0.exponent * exponent) }
      factors.append((try primitive.term(in: .real), exponent))
      return true
    }
    guard try add(fraction.numerator, 1) else { return nil }
    for (factor, exponent) in fraction.denominatorFactors {
      guard try add(factor, -exponent) else { return nil }
    }
    // A single factor stays as it is.
    if factors.count == 1, factors[0].1 == 1, factors[0].0.arguments(of: .exp) == nil,
      factors[0].0.arguments(of: .power) == nil
    {
      return nil
    }
    var sum: Term = .zero
    for (factor, exponent) in factors {
      guard (try? positive(factor)) != nil else { return nil }
      let part = try logarithmPart(factor)
      sum = try sum + .real(Rational(exponent)) * part
    }
    return sum
  }

  /// log of one factor: u of exp u, n·log c of cⁿ.
  private func logarithmPart(_ factor: Term) throws -> Term {
    if let inner = factor.arguments(of: .exp) { return inner[0] }
    let log = try Term.apply(.log, [factor])
    guard let power = factor.arguments(of: .power), power[1].number == nil,
      (try? positive(power[0])) != nil, (try? atLeastOne(power[1])) != nil
    else { return log }
    return try .apply(.naturalToReal, [power[1]]) * .apply(.log, [power[0]])
  }

  /// The primes of a positive rational below 10¹², with exponents; `nil` if it is not.
  static func primeFactors(_ value: Rational) -> [(prime: Int, exponent: Int)]? {
    guard value.sign > 0, var top = value.numerator.int, var bottom = value.denominator.int,
      max(top, bottom) < 1_000_000_000_000
    else { return nil }
    var result: [(Int, Int)] = []
    var p = 2
    while p * p <= max(top, bottom) {
      var exponent = 0
      while top % p == 0 { (top, exponent) = (top / p, exponent + 1) }
      while bottom % p == 0 { (bottom, exponent) = (bottom / p, exponent - 1) }
      if exponent != 0 { result.append((p, exponent)) }
      p += p == 2 ? 1 : 2
    }
    if top > 1 { result.append((top, 1)) }
    if bottom > 1 { result.append((bottom, -1)) }
    return result
  }
}
