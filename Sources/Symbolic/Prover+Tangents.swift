import Exact
import Kernel

/// Bounds of terms in which logarithms occur linearly, from log u ≤ u − 1 at well chosen places.
extension Prover {
  /// The first of the ways to bound an integrand that is of use: the term itself, tangents of its
  /// logarithms, bounds of integrals in it.
  func firstBound<R>(of term: Term, _ use: (Tangents) throws -> R?) throws -> R? {
    if term.uses(.indicator), let result = try guardedBound(of: term, use) { return result }
    let form = try laurents([term])[0]
    let hasIntegral = try !form.right.integralAtoms.allSatisfy(isMarginal)
    if !hasIntegral, let bound = try lowerBound(term) {
      var zero = Tangents(
        gap: try bound.moved(to: term - .zero), lower: .zero, nonzero: [])
      zero.contact = { [try Theorem.ring(term, term - .zero).then($0)] }
      if let result = try use(zero) { return result }
    }
    if !hasIntegral, term.uses(.squareRoot), let bound = try lowerBound(form.right) {
      // Products of roots have a sign where squares of their differences have none.
      let gap = try bound.weakened().rewritten(
        by: .congruence(.lessOrEqual, [.reflexive(.zero), form.symmetric()]))
      let zero = try Tangents(gap: gap.moved(to: term - .zero), lower: .zero, nonzero: [])
      if let result = try use(zero) { return result }
    }
    for tangents in try quotientTangents(of: form) + supportTangents(of: form)
      + squareTangents(of: form) + magnitudeTangents(of: term)
    {
      if let result = try use(tangents) { return result }
    }
    if let bound = try boundByCases(of: term),
      let result = try use(
        Tangents(gap: bound.moved(to: term - .zero), lower: .zero, nonzero: []))
    {
      return result
    }
    for part in try withoutKnownSigns(form) {
      for tangents in try quotientTangents(of: laurents([part.lower])[0]) {
        let sum = try Self.sum(part.gap, tangents.gap)
        let whole = Tangents(
          gap: try sum.moved(to: term - tangents.lower), lower: tangents.lower, nonzero: [])
        if let result = try use(whole) { return result }
      }
    }
    let itself = try Theorem.lessOrEqualOfEqual(.reflexive(term))
      .rewritten(by: .axiom(.lessOrEqualDifference, [term, term]))
    if let result = try use(Tangents(gap: itself, lower: term, nonzero: [])) { return result }
    for tangents in try sumTangents(of: form) + symbolicSumTangents(of: form)
      + quadraticTangents(of: form) + weightedTangents(of: form)
    {
      if let result = try use(tangents) { return result }
    }
    guard hasIntegral else {
      // What the tangents leave may have a sign of its own at every point.
      for tangents in try quotientTangents(of: form) {
        guard let sign = try? signOfRemainder(tangents.lower) else { continue }
        let gap = try Self.sum(tangents.gap, sign).moved(to: term - .zero)
        if let result = try use(Tangents(gap: gap, lower: .zero, nonzero: [])) { return result }
      }
      return nil
    }
    return try firstIntegralBound(of: term) { bound in
      if let result = try use(bound) { return result }
      let next = try laurents([bound.lower])[0]
      for tangents in try quotientTangents(of: next) {
        let sum = try Self.sum(bound.gap.weakened(), tangents.gap)
        let whole = Tangents(
          gap: try sum.moved(to: term - tangents.lower), lower: tangents.lower, nonzero: [])
        if let result = try use(whole) { return result }
      }
      return nil
    }
  }

  /// What stands before the logarithms: for each product of other atoms Σᵢ cᵢ log uᵢ, and the terms
  /// without logarithms; `nil` where logarithms are multiplied.
  func logarithms(of polynomial: Polynomial) -> (
    groups: [(weight: Monomial, logs: [(argument: Term, factor: Rational)])], rest: Polynomial
  )? {
    var groups: [Monomial: [(argument: Term, factor: Rational)]] = [:]
    var order: [Monomial] = []
    var rest = Polynomial.zero
    var exponents = Set(
      polynomial.atoms.flatMap { $0.arguments(of: .log)?[0].exponents ?? [] })
    // And where exp(a(x)) is under an integral that is known to exist.
    for fact in facts {
      guard case .lambda(_, let body)? = fact.conclusion.arguments(of: .integrable)?[0].node else {
        continue
      }
      for atom in polynomial.atoms where !exponents.contains(atom) {
        guard case .call(let function, let argument) = atom.node, case .free = argument.node,
          body.calledExponents.contains(function)
        else { continue }
        exponents.insert(atom)
      }
    }
    for (monomial, coefficient) in polynomial.terms {
      let logs = monomial.factors.filter { $0.atom.arguments(of: .log) != nil }
      // a stands for log exp(a) where logarithms speak of exp(a).
      let exponent = monomial.factors.first { exponents.contains($0.atom) && $0.exponent == 1 }
      guard let log = logs.first ?? exponent,
        let argument = log.atom.arguments(of: .log)?[0] ?? (try? .apply(.exp, [log.atom]))
      else {
        rest = rest + Polynomial(monomial, coefficient)
        continue
      }
      guard logs.count <= 1, log.exponent == 1 else { return nil }
      let weight = monomial.removing(log.atom)
      if groups[weight] == nil { order.append(weight) }
      groups[weight, default: []].append((argument, coefficient))
    }
    return (order.map { ($0, groups[$0] ?? []) }, rest)
  }

  /// A product of positive factors and inverses, with its logarithm.
  private struct Quotient {
    private(set) var term: Term = .one
    private(set) var positive: Theorem
    /// log of the product = the sum of the logarithms.
    private(set) var logarithm: Theorem

    init() throws {
      positive = try .arithmetic(.less(.zero, .one))
      logarithm = try Theorem.congruence(.log, [Theorem.axiom(.expZero, []).symmetric()])
        .then(.axiom(.logExp, [.zero]))
    }

    mutating func multiply(by factor: Term, _ sign: Theorem, isInverse: Bool) throws {
      let log = try Theorem.reflexive(.apply(.log, [factor]))
      if isInverse {
        logarithm = try Prover.logOfQuotient(term, factor, positive, sign)
          .then(.congruence(.add, [logarithm, .congruence(.negate, [log])]))
        positive = try Prover.product(positive, .use(.inversePositive, [factor], sign))
        term = try term / factor
      } else {
        logarithm = try Prover.logOfProduct(positive, sign)
          .then(.congruence(.add, [logarithm, log]))
        positive = try Prover.product(positive, sign)
        term = try term * factor
      }
    }
  }

  /// log(a b) = log a + log b from 0 < a and 0 < b.
  static func logOfProduct(_ a: Theorem, _ b: Theorem) throws -> Theorem {
    let logs: [Term] = try [.apply(.log, [a.bounded]), .apply(.log, [b.bounded])]
    let product = try Theorem.axiom(.expAdd, logs).then(
      .congruence(
        .multiply, [.use(.expLog, [a.bounded], a), .use(.expLog, [b.bounded], b)]))
    return try Theorem.congruence(.log, [product.symmetric()])
      .then(.axiom(.logExp, [logs[0] + logs[1]]))
  }

  /// Σ cᵢ log uᵢ = c log R ≥ c (1 − 1/R) with R = ∏ uᵢ^(cᵢ/c), for every weight that is not negative.
  func quotientTangents(of form: Theorem) throws -> [Tangents] {
    guard let (groups, rest) = try logarithms(of: IntegralSpan.polynomial(form)), !groups.isEmpty
    else { return [] }
    var parts: [(weight: Term, scale: Rational, inverse: Quotient)] = []
    for (weight, logs) in groups {
      let c = logs.dropFirst().reduce(logs[0].factor.magnitude) { Rational.divisor($0, $1.factor) }
      var inverse = try Quotient()
      for (argument, factor) in logs {
        guard let n = (factor / c).int, abs(n) <= 8, let sign = try? positive(argument) else {
          return []
        }
        for _ in 0..<abs(n) { try inverse.multiply(by: argument, sign, isInverse: n > 0) }
      }
      parts.append((try weight.term(in: .real) ?? .one, c, inverse))
    }
    return [try? tangents(parts, rest, form)].compactMap { $0 }
  }

  /// 0 ≤ t − (rest + Σ c w (1 − 1/R)).
  private func tangents(
    _ parts: [(weight: Term, scale: Rational, inverse: Quotient)], _ rest: Polynomial,
    _ form: Theorem
  ) throws -> Tangents {
    var total: Theorem?
    var contacts: [(theorem: Theorem, quotient: Quotient)] = []
    var lower = try rest.term(in: .real)
    for part in parts {
      let quotient = part.inverse.term
      let slack = try Self.slack(of: quotient, positive: part.inverse.positive).rewritten(
        by: .congruence(
          .lessOrEqual,
          [
            .reflexive(.zero),
            .congruence(
              .add,
              [.reflexive(quotient - .one), .congruence(.negate, [part.inverse.logarithm])]),
          ]))
      let weight = try Self.product(
        .arithmetic(.less(.zero, .real(part.scale))), nonnegativeOrPositiveWeight(part.weight))
      let weighted = try Self.product(weight, slack)
      if weight.isStrict { contacts.append((weighted, part.inverse)) }
      total = try total.map { try Self.sum($0, weighted) } ?? weighted
      lower = try lower + .real(part.scale) * part.weight * (.one - quotient)
    }
    guard let total else { throw ProofFailure("no logarithm") }
    var result = try tangents(total, lower, form)
    guard contacts.count == parts.count else { return result }
    let (gap, term) = (result.gap, try form.left)
    result.contact = { isZero in
      try self.contacts(contacts.map { ($0.theorem, $0.quotient) }, total, gap, term, isZero)
    }
    return result
  }

  /// R = 1 for each of the quotients whose tangents together leave nothing.
  private func contacts(
    _ parts: [(theorem: Theorem, quotient: Quotient)], _ total: Theorem, _ gap: Theorem,
    _ term: Term, _ isZero: Theorem
  ) throws -> [Theorem] {
    // total = term − lower = 0
    let whole = try laurentEquation(total.bounded, gap.bounded).then(isZero)
    return try parts.map { part, quotient in
      let p = part.bounded
      // p = total − (total − p) ≤ 0, as the other parts are not negative.
      var others: Theorem = try .arithmetic(.lessOrEqual(.zero, .zero))
      for other in parts where other.theorem.bounded !== p {
        others = try Self.sum(others, other.theorem.weakened())
      }
      let rest = try Theorem.ring(others.bounded, total.bounded - p)
        .then(.congruence(.add, [whole, .reflexive(-p)]))
      let below = try Theorem.lessOrEqual(
        p, .zero,
        from: others.rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), rest])))
      let zero = try Theorem.use(.antisymmetric, [p, .zero], below, part.weakened())
      guard let factors = p.arguments(of: .multiply) else { throw ProofFailure("a product", p) }
      let slack = try Theorem.assume(.equal(factors[1], .zero))
      let slackIsZero = try Theorem.use(.zeroProduct, factors, zero).cases(
        nonzero(factors[0]).refuting(.assume(.equal(factors[0], .zero)))
          .explosion(slack.conclusion), slack)
      // (R − 1) − log R = 0, so R = 1.
      let r = quotient.term
      let log = quotient.logarithm
      let difference = try Theorem.ring(log.right, (r - .one) - factors[1])
        .then(.congruence(.add, [.reflexive(r - .one), .congruence(.negate, [slackIsZero])]))
      let equal = try log.then(difference).then(.ring(difference.right, r - .one))
      let one = try Self.logTangent(r, positive: quotient.positive).equality.modusPonens(equal)
      // Numerator and denominator are equal.
      let form = try fraction(of: r)
      let (top, bottom) = try (
        form.value.numerator.term(in: .real), form.value.expandedDenominator().term(in: .real)
      )
      let cleared = try Theorem.ring(top, r * bottom, nonzero: form.nonzero)
        .then(.congruence(.multiply, [one, .reflexive(bottom)]))
      return try cleared.then(.ring(cleared.right, bottom))
    }
  }

  /// s = t by their Laurent forms.
  private func laurentEquation(_ s: Term, _ t: Term) throws -> Theorem {
    let (a, b) = try (laurent(s), laurent(t))
    let nonzero = try denominators(of: [a.right, b.right])
    return try a.then(.ring(a.right, b.right, nonzero: nonzero)).then(b.symmetric())
  }

  /// The bound of t by `lower`, from a nonnegative term that is t − lower by the laws of logarithms.
  func tangents(_ gap: Theorem, _ lower: Term, _ form: Theorem) throws -> Tangents {
    let left = try form.left
    guard let op = gap.conclusion.relation else { throw ProofFailure("a bound", lower) }
    let target = try laurent(form.right - lower)
    let own = try laurent(gap.bounded)
    let nonzero = try denominators(of: [own.right, target.right])
    let step = try own.then(.ring(own.right, target.right, nonzero: nonzero))
      .then(target.symmetric())
      .then(.congruence(.add, [form.symmetric(), .reflexive(-lower)]))
    let moved = try gap.rewritten(by: .congruence(op, [.reflexive(.zero), step]))
    guard moved.bounded === (try left - lower) else { throw ProofFailure("tangents", lower) }
    return Tangents(gap: moved, lower: lower, nonzero: [])
  }

  /// 0 ≤ (q − 1) − log q.
  static func slack(of quotient: Term, positive: Theorem) throws -> Theorem {
    let (bound, _) = try logTangent(quotient, positive: positive)
    return try bound.rewritten(
      by: .axiom(.lessOrEqualDifference, [.apply(.log, [quotient]), quotient - .one]))
  }

  private func nonnegativeOrPositiveWeight(_ term: Term) throws -> Theorem {
    guard let bound = try lowerBound(term) else {
      throw ProofFailure("a weight of unknown sign", term)
    }
    return bound
  }
}

extension Rational {
  /// The largest rational of which both are whole multiples.
  fileprivate static func divisor(_ a: Rational, _ b: Rational) -> Rational {
    guard let n = (a / b).magnitude.numerator.int, let d = (a / b).denominator.int else { return a }
    var (x, y) = (n, d)
    while y != 0 { (x, y) = (y, x % y) }
    // a/b = n/d with n and d coprime after division by x.
    return a.magnitude / Rational(n / x)
  }
}

extension Term {
  /// f of every exp(f(…)) in a sum of products.
  fileprivate var calledExponents: [Term] {
    exponents.compactMap { if case .call(let function, _) = $0.node { function } else { nil } }
  }

  /// u of every exp(u) in a sum of products.
  fileprivate var exponents: [Term] {
    switch node {
    case .apply(.exp, let x): x
    case .apply(.add, let x), .apply(.multiply, let x), .apply(.negate, let x):
      x.flatMap(\.exponents)
    default: []
    }
  }
}
