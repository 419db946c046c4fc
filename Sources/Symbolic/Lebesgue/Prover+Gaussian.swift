import Exact
import Kernel

/// Integrals over ℝ of polynomials times exponentials of quadratic polynomials.
extension Prover {
  /// ∫f for such an f, by completing the square and the moments of the normal law; `nil` for others, and
  /// where a leading coefficient is not known to be negative.
  func gaussianForm(_ function: Term) throws -> Expectation? {
    try fuel.spend()
    let x = try fresh("x", .real, function)
    let whole = try laurent(function.instantiate(x))
    let polynomial = try RationalForm(nonzero: []).fraction(of: whole.right).numerator
    var parts: [(summand: Term, value: Expectation)] = []
    for (monomial, coefficient) in polynomial.terms {
      let (dependent, constant) = monomial.split(by: x)
      let c = try Polynomial(constant, coefficient).term(in: .real)
      guard let w = try dependent.term(in: .real), let moment = try gaussianMoment(dependent, x)
      else { return nil }
      parts.append((try c * w, try Self.scaled(c, w, x, moment)))
    }
    guard var (sum, result) = parts.last else {
      return try zeroIntegral(whole, at: x)
    }
    for part in parts.dropLast().reversed() {
      let both = try Theorem.use(
        .integralAdd, [.lambda(x, part.summand), .lambda(x, sum)], part.value.integrable,
        result.integrable
      ).conjuncts()
      result = Expectation(
        integrable: both.0,
        value: try both.1.then(.congruence(.add, [part.value.value, result.value])))
      sum = try part.summand + sum
    }
    let form = try result.rearranged(whole.then(.ring(whole.right, sum)), at: x)
    return Expectation(
      integrable: form.integrable, value: try form.value.then(laurent(form.value.right)))
  }

  /// t = t′, where in every product the exponentials are one: exp(a)/exp(b) = exp(a − b).
  func withOneExponential(_ term: Term) throws -> Theorem {
    let start = try laurent(term)
    var sum: Term = .zero
    var result = try Theorem.reflexive(Term.zero)
    var isChanged = false
    for (monomial, coefficient) in try IntegralSpan.polynomial(start).terms {
      var rest = Monomial.one
      var exponents: [(argument: Term, isInverse: Bool)] = []
      for factor in monomial.factors {
        let base = factor.atom.arguments(of: .inverse)?[0]
        for _ in 0..<factor.exponent {
          if let argument = (base ?? factor.atom).arguments(of: .exp)?[0] {
            exponents.append((argument, base != nil))
          } else {
            rest = rest * Monomial(factor.atom)
          }
        }
      }
      let head = try Polynomial(rest, coefficient).term(in: .real)
      var own = try Theorem.reflexive(head)
      var product = head
      if let exponential = try Self.exponentialOfSum(exponents) {
        isChanged = isChanged || exponents.count > 1
        let exponent = try normalize(exponential.exponent)
        let merged = try exponential.theorem.then(.congruence(.exp, [exponent]))
        product = try head * merged.left
        own = try .congruence(.multiply, [.reflexive(head), merged])
      }
      sum = try sum + product
      result = try .congruence(.add, [result, own])
    }
    guard isChanged else { throw ProofFailure("there are no exponentials to join", term) }
    return try start.then(.ring(start.right, sum)).then(result)
  }

  /// exp(a) = exp(b) for exponentials of one term and of another one with a = b as quotients.
  func equalExponentials(_ s: Term, _ t: Term) throws -> [Term: Theorem] {
    let (own, others) = (s.exponentials, t.exponentials)
    var result: [Term: Theorem] = [:]
    for atom in own where !others.contains(atom) {
      for other in others {
        guard let a = atom.arguments(of: .exp)?[0], let b = other.arguments(of: .exp)?[0],
          let same = try? Theorem.ring(a, b, nonzero: denominators(of: [a, b]))
        else { continue }
        result[atom] = try .congruence(.exp, [same])
        break
      }
    }
    return result
  }

  /// ∫0 = 0, from λx. 0·exp(−x²/2).
  private func zeroIntegral(_ whole: Theorem, at x: Term) throws -> Expectation? {
    guard try whole.right === Term.zero else { return nil }
    let moment = try moments(mean: .zero, variance: .one, through: 0, at: x)
    guard let first = moment?.first,
      let w = try first.integrable.conclusion.arguments(of: .integrable)?[0].instantiate(x)
    else { return nil }
    let scaled = try Self.scaled(.zero, w, x, first)
    let form = try scaled.rearranged(whole.then(.ring(.zero, .zero * w)), at: x)
    return Expectation(
      integrable: form.integrable, value: try form.value.then(.ring(form.value.right, .zero)))
  }

  /// ∫xᵏ·∏ exp(Qᵢ)^±¹.
  private func gaussianMoment(_ monomial: Monomial, _ x: Term) throws -> Expectation? {
    var degree = 0
    var exponents: [(argument: Term, isInverse: Bool)] = []
    for factor in monomial.factors {
      if factor.atom === x {
        degree = factor.exponent
        continue
      }
      let base = factor.atom.arguments(of: .inverse)?[0]
      guard let argument = (base ?? factor.atom).arguments(of: .exp)?[0] else { return nil }
      for _ in 0..<factor.exponent { exponents.append((argument, base != nil)) }
    }
    guard degree <= 16, let exponential = try Self.exponentialOfSum(exponents) else { return nil }
    let exponent = exponential.exponent
    guard let (mean, variance, constant) = try completedSquare(exponent, x),
      let moments = try moments(mean: mean, variance: variance, through: degree, at: x),
      let weight = try moments[0].integrable.conclusion.arguments(of: .integrable)?[0]
        .instantiate(x), let square = weight.arguments(of: .exp)?[0]
    else { return nil }
    // ∏ exp(Qᵢ)^±¹ = exp(Q) = exp(c)·exp(−(x − m)²/(2v))
    let split = try constant + square
    let nonzero = try denominators(of: [exponent, split])
    guard let same = try? Theorem.ring(exponent, split, nonzero: nonzero) else { return nil }
    let factored = try exponential.theorem.then(.congruence(.exp, [same]))
      .then(.axiom(.expAdd, [constant, square]))
    let scale: Term = try .apply(.exp, [constant])
    let moment = moments[degree]
    guard
      let power = try moment.integrable.conclusion.arguments(of: .integrable)?[0].instantiate(x),
      let product = try monomial.term(in: .real)
    else { return nil }
    let head: Term = try degree == 0 ? .one : x.power(degree)
    let step = try Theorem.ring(product, head * factored.left)
      .then(.congruence(.multiply, [.reflexive(head), factored]))
    return try Self.scaled(scale, power, x, moment)
      .rearranged(step.then(.ring(step.right, scale * power)), at: x)
  }

  /// ∏ exp(Tᵢ)^±¹ = exp(Σ ±Tᵢ), and the sum.
  static func exponentialOfSum(_ parts: [(argument: Term, isInverse: Bool)]) throws -> (
    theorem: Theorem, exponent: Term
  )? {
    var result: (theorem: Theorem, exponent: Term)?
    for (argument, isInverse) in parts {
      let own: (theorem: Theorem, exponent: Term) =
        try isInverse
        ? (exponentialOfNegative(argument).symmetric(), -argument)
        : (.reflexive(.apply(.exp, [argument])), argument)
      guard let (theorem, exponent) = result else {
        result = own
        continue
      }
      result = (
        try Theorem.congruence(.multiply, [theorem, own.theorem])
          .then(.axiom(.expAdd, [exponent, own.exponent]).symmetric()),
        try exponent + own.exponent
      )
    }
    return result
  }

  /// m, v and c with Q = c − (x − m)²/(2v); `nil` where v is not known to be positive.
  private func completedSquare(_ exponent: Term, _ x: Term) throws -> (Term, Term, Term)? {
    let value = try fraction(of: exponent).value
    guard !value.denominator.keys.contains(where: { $0.atoms.contains(x) }) else { return nil }
    let coefficients = value.numerator.coefficients(of: x)
    guard coefficients.count == 3,
      coefficients.allSatisfy({ $0.atoms.allSatisfy { !$0.freeVariables.contains(x) } })
    else { return nil }
    let bottom = try value.expandedDenominator().term(in: .real)
    // Q = (−a x² + b x + c)/D: v = D/(2a), m = b/(2a), c + b²/(4a) over D.
    let (a, b, c) = try (
      (-coefficients[2]).term(in: .real), coefficients[1].term(in: .real),
      coefficients[0].term(in: .real)
    )
    let variance = try normalize(bottom / (.real(2) * a)).right
    guard (try? positive(variance)) != nil else { return nil }
    let mean = try normalize(b / (.real(2) * a)).right
    let constant = try normalize((c + b * b / (.real(4) * a)) / bottom).right
    return (mean, variance, constant)
  }

  /// ∫xᵏ exp(−(x − m)²/(2v)) for all k up to a degree.
  private func moments(mean: Term, variance: Term, through degree: Int, at x: Term) throws
    -> [Expectation]?
  {
    guard let bound = try? positive(variance) else { return nil }
    let parts = try Theorem.use(.gaussianIntegral, [mean, variance], bound).conjuncts()
    let (zeroth, first) = try (parts.0.conjuncts(), parts.1.conjuncts())
    var result = [
      Expectation(integrable: zeroth.0, value: zeroth.1),
      Expectation(integrable: first.0, value: first.1),
    ]
    guard let weight = try zeroth.0.conclusion.arguments(of: .integrable)?[0].instantiate(x) else {
      return nil
    }
    func power(_ k: Int) throws -> Term { try k == 0 ? weight : x.power(k) * weight }
    for k in 0..<max(degree - 1, 0) {
      let (integrable, value) = try Theorem.use(
        .gaussianMoment, [mean, variance, .natural(Rational(k))], bound
      ).conjuncts()
      guard let row = try integrable.conclusion.arguments(of: .integrable)?[0].instantiate(x),
        let sum = try value.right.arguments(of: .add), let middle = sum[0].arguments(of: .multiply),
        let low = sum[1].arguments(of: .multiply)
      else { return nil }
      // The integrals of the row, with its powers carried out.
      func known(_ integral: Term, _ k: Int) throws -> Theorem {
        guard let function = try integral.arguments(of: .integral)?[0].instantiate(x) else {
          throw ProofFailure("an integral", integral)
        }
        let own = try Self.poweredOut(function)
        return try Theorem.congruence(
          .integral, [own.then(.ring(own.right, power(k))).abstracting(x)]
        ).then(result[k].value)
      }
      let right = try Theorem.congruence(
        .add,
        [
          .congruence(.multiply, [.reflexive(middle[0]), known(middle[1], k + 1)]),
          .congruence(.multiply, [.reflexive(low[0]), known(low[1], k)]),
        ])
      let own = try Self.poweredOut(row)
      let high = try Theorem.ring(power(k + 2), own.right).then(own.symmetric())
      let moment = try Expectation(integrable: integrable, value: value.then(right))
        .rearranged(high, at: x)
      result.append(
        Expectation(
          integrable: moment.integrable,
          value: try moment.value.then(polynomialForm(moment.value.right))))
    }
    return result
  }

  /// x^(0 + 2)·w = x²·w.
  private static func poweredOut(_ product: Term) throws -> Theorem {
    guard let factors = product.arguments(of: .multiply),
      let power = factors[0].arguments(of: .power), power[1].number == nil,
      let exponent = try RationalForm(nonzero: []).fraction(of: power[1]).value
    else { return try .reflexive(product) }
    let numeral = try Theorem.ring(power[1], .natural(exponent))
    return try .congruence(
      .multiply, [.congruence(.power, [.reflexive(power[0]), numeral]), .reflexive(factors[1])])
  }

  /// t = its polynomial, with inverses as atoms.
  private func polynomialForm(_ term: Term) throws -> Theorem {
    let polynomial = try RationalForm(nonzero: []).fraction(of: term).numerator
    return try .ring(term, polynomial.term(in: .real))
  }
}

extension Term {
  /// The exponentials among the atoms of a sum of products and quotients.
  fileprivate var exponentials: [Term] {
    switch node {
    case .apply(.exp, _): return [self]
    case .apply(.add, let x), .apply(.multiply, let x), .apply(.negate, let x),
      .apply(.inverse, let x):
      return x.flatMap(\.exponentials)
    default: return []
    }
  }
}
