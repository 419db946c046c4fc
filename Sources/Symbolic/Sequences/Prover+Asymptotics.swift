import Exact
import Kernel

/// How functions behave where their variable is small or large.
extension Prover {
  /// r^k (1 + k (1/r − 1)) ≤ 1 for 0 < r < 1, by induction on k.
  func geometric(_ r: Term, _ k: Term) throws -> (rate: Theorem, bound: Theorem)? {
    guard let isPositive = try? positive(r), let isBelow = try? positive(normalize(.one - r).right)
    else { return nil }
    let inverse: Term = try .apply(.inverse, [r])
    let nonzero = try isPositive.distinct().disequalitySwapped()
    let isInverse = try Theorem.use(.inversePositive, [r], isPositive)
    let rate = try Self.product(isBelow, isInverse).moved(to: inverse - .one, nonzero: [nonzero])
    let time: Term = try .apply(.naturalToReal, [k])
    func power(_ k: Term) throws -> Term { try .apply(.power, [r, k]) }
    func claim(_ k: Term) throws -> Term {
      try .less(.zero, power(k))
    }
    // 0 < r^k.
    let first = try Theorem.arithmetic(.less(.zero, .one)).rewritten(
      by: .congruence(.less, [.reflexive(.zero), .ring(.one, power(.natural(0)))]))
    let assumed = try Theorem.assume(claim(k))
    let next = try Self.product(assumed, isPositive).rewritten(
      by: .congruence(
        .less, [.reflexive(.zero), Theorem.axiom(.powerSuccessor, [r, k]).symmetric()]))
    let predicate = try Term.lambda(k, claim(k))
    let isPower = try Theorem.induction(
      predicate, base: first,
      step: next.discharging(assumed.conclusion).generalizing(k)
    ).specialized(to: k)
    // The gap 1 − r^k (1 + k c), c = 1/r − 1: it grows by k (1 − r)² r^k/r.
    func gap(_ k: Term) throws -> Term {
      try .one - power(k) * (.one + .apply(.naturalToReal, [k]) * (inverse - .one))
    }
    let bounds = try Term.lambda(k, .lessOrEqual(.zero, gap(k)))
    let zero = try Term.natural(0)
    let start = try Theorem.arithmetic(.lessOrEqual(.zero, .zero)).rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), .ring(.zero, gap(zero))]))
    let earlier = try Theorem.assume(.lessOrEqual(.zero, gap(k)))
    let rest = try Self.product(
      Theorem.axiom(.naturalNonnegative, [k]),
      Self.product(Self.product(isPower, isInverse), Self.product(isBelow, isBelow)))
    let total = try Self.sum(earlier, rest).weakened()
    let step = try Theorem.axiom(.powerSuccessor, [r, k])
    let after = try gap(k + .natural(1))
    let opened = try Theorem.congruence(
      .add,
      [
        .reflexive(.one),
        .congruence(
          .negate,
          [
            .congruence(
              .multiply,
              [
                step,
                .reflexive(
                  .one + .apply(.naturalToReal, [k + .natural(1)]) * (inverse - .one)),
              ])
          ]),
      ])
    let later = try total.rewritten(
      by: .congruence(
        .lessOrEqual,
        [
          .reflexive(.zero),
          Theorem.ring(total.bounded, opened.right, nonzero: [nonzero]).then(opened.symmetric()),
        ]))
    guard later.conclusion === (try Term.lessOrEqual(.zero, after)) else { return nil }
    let all = try Theorem.induction(
      bounds, base: start, step: later.discharging(earlier.conclusion).generalizing(k)
    ).specialized(to: k)
    fuel.inductions.append(k.description)
    // 1 + k c ≤ 1/r^k.
    let reciprocal: Term = try .apply(.inverse, [power(k)])
    let difference = try Self.product(all, Theorem.use(.inversePositive, [power(k)], isPower))
      .weakened().moved(
        to: reciprocal - (.one + (inverse - .one) * time),
        nonzero: [nonzero, isPower.distinct().disequalitySwapped()])
    return (
      rate, try .lessOrEqual(.one + (inverse - .one) * time, reciprocal, from: difference)
    )
  }

  /// The term as a quotient in which no h stands below a line alone: (1/h)/(1 + 1/h) as 1/(h + 1).
  func withoutPoles(_ term: Term, _ h: Term) throws -> Term {
    guard term.contains(h) else { return term }
    switch term.node {
    case .apply(.exp, let x), .apply(.log, let x), .apply(.squareRoot, let x):
      guard case .apply(let op, _) = term.node else { return term }
      return try .apply(op, [withoutPoles(x[0], h)])
    case .apply(.add, _), .apply(.multiply, _), .apply(.negate, _), .apply(.inverse, _),
      .apply(.power, _):
      break
    default: return term
    }
    var rational = term
    for atom in Set(term.elementaryParts).sorted() where atom.contains(h) {
      rational = try rational.replacing(atom, by: withoutPoles(atom, h))
    }
    let value = try fraction(of: rational).value
    var bottom = Polynomial.one
    for (factor, exponent) in value.denominator {
      bottom = try bottom * factor.power(exponent)
    }
    let common = min(
      value.numerator.terms.map { $0.monomial.exponent(of: h) }.min() ?? 0,
      bottom.terms.map { $0.monomial.exponent(of: h) }.min() ?? 0)
    var shared = Monomial.one
    for _ in 0..<common { shared = shared * Monomial(h) }
    let (top, rest) = (value.numerator.divided(by: shared), bottom.divided(by: shared))
    if let constant = rest.constantValue {
      return try .real(Rational(1) / constant) * top.term(in: .real)
    }
    return try top.term(in: .real) / rest.term(in: .real)
  }
}

extension Polynomial {
  /// The number that it is.
  fileprivate var constantValue: Rational? {
    terms.count == 1 && terms[0].monomial.factors.isEmpty ? terms[0].coefficient : nil
  }
}

extension Term {
  /// The parts of a nested conjunction.
  var separateConditions: [Term] {
    arguments(of: .and).map { $0.flatMap(\.separateConditions) } ?? [self]
  }

  /// Exponentials, logarithms and roots in sums, products and quotients, the outermost ones.
  var elementaryParts: [Term] {
    switch node {
    case .apply(.exp, _), .apply(.log, _), .apply(.squareRoot, _): [self]
    case .apply(_, let parts): parts.flatMap(\.elementaryParts)
    default: []
    }
  }

  /// All exponentials outside of binders.
  var exponentialsAnywhere: [Term] {
    guard case .apply(let op, let parts) = node else { return [] }
    return (op == .exp ? [self] : []) + parts.flatMap(\.exponentialsAnywhere)
  }

  /// The powers with this exponent.
  func powersAnywhere(of exponent: Term) -> [Term] {
    guard case .apply(let op, let parts) = node else { return [] }
    return (op == .power && parts[1] === exponent ? [self] : [])
      + parts.flatMap { $0.powersAnywhere(of: exponent) }
  }
}
