import Exact
import Kernel

/// Signs of rational combinations of logarithms of numbers.
extension Prover {
  /// 0 < Σ cᵢ log aᵢ for positive numbers aᵢ and rational cᵢ: with a common denominator n of the cᵢ it is
  /// (1/n) log ∏ aᵢ^(n cᵢ), and the product is a number above 1.
  func boundOfNumericLogarithms(_ term: Term) throws -> Theorem? {
    let form = try fraction(of: term)
    guard form.value.denominator.isEmpty, !form.value.numerator.isZero else { return nil }
    var logs: [(argument: Rational, factor: Rational)] = []
    for (monomial, coefficient) in form.value.numerator.terms {
      guard monomial.factors.count == 1, monomial.factors[0].exponent == 1,
        let argument = monomial.factors[0].atom.arguments(of: .log)?[0].number,
        argument.sign > 0
      else { return nil }
      logs.append((argument, coefficient))
    }
    let scale = logs.reduce(Rational.one) { $0 * ($1.factor * $0).denominator }
    var product = Rational.one
    var sum: Term?
    for log in logs {
      guard let exponent = (log.factor * scale).int, abs(exponent) <= 1000,
        let power = log.argument.power(exponent)
      else { return nil }
      product *= power
      let part = try .real(Rational(exponent)) * Term.apply(.log, [.real(log.argument)])
      sum = try sum.map { try $0 + part } ?? part
    }
    guard let sum, Rational.one < product else { return nil }
    let number: Term = .real(product)
    let positive: Theorem = try .arithmetic(.less(.zero, number))
    let strict = try Theorem.logIncreasing(
      .arithmetic(.less(.zero, .one)), positive, .arithmetic(.less(.zero, number - .one)))
    let log: Term = try .apply(.log, [number])
    let bound = try strict.rewritten(
      by: .congruence(
        .less,
        [
          .reflexive(.zero),
          .congruence(.add, [.reflexive(log), .congruence(.negate, [Self.logOfOne()])]),
        ])
    ).moved(to: log)
    // The number is exp(Σ n cᵢ log aᵢ).
    let value = try elementary(.apply(.exp, [sum]))
    let whole = try Theorem.congruence(
      .log, [Theorem.ring(number, value.right).then(value.symmetric())]
    ).then(.axiom(.logExp, [sum]))
    let share: Theorem = try .arithmetic(.less(.zero, .real(Rational.one / scale)))
    return try Self.product(
      share, bound.rewritten(by: .congruence(.less, [.reflexive(.zero), whole]))
    ).moved(to: term, nonzero: form.nonzero)
  }
}
