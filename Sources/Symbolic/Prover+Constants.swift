import Exact
import Kernel

/// Formulas about numerals, decided.
extension Prover {
  /// Whether a formula about numerals is true; `nil` where it says more.
  func truth(of formula: Term) -> Bool? {
    guard formula.sort == .bool, formula.freeVariables.isEmpty else { return nil }
    if let known = fuel.truths[formula] { return known }
    let result = computedTruth(of: formula)
    fuel.truths[formula] = .some(result)
    return result
  }

  private func computedTruth(of formula: Term) -> Bool? {
    guard case .apply(let op, let x) = formula.node else { return nil }
    switch op {
    case .truth: return true
    case .falsity: return false
    case .not: return truth(of: x[0]).map { !$0 }
    case .and:
      let first = truth(of: x[0])
      if first == false { return false }
      let second = truth(of: x[1])
      return second == false ? false : first == true ? second : nil
    case .or:
      let first = truth(of: x[0])
      if first == true { return true }
      let second = truth(of: x[1])
      return second == true ? true : first == false ? second : nil
    case .implies:
      guard let premise = truth(of: x[0]) else { return nil }
      return premise ? truth(of: x[1]) : true
    case .equal, .less, .lessOrEqual:
      guard let a = x[0].rationalValue, let b = x[1].rationalValue else { return nil }
      return op == .equal ? a == b : op == .less ? a < b : a <= b
    default: return nil
    }
  }

  /// φ or ¬φ for a formula whose truth is known; only what decides it is proved.
  func decided(_ formula: Term, _ isTrue: Bool) throws -> Theorem {
    try fuel.spend()
    guard case .apply(let op, let x) = formula.node, truth(of: formula) == isTrue else {
      throw ProofFailure("it is not about numerals", formula)
    }
    switch (op, isTrue) {
    case (.truth, true): return .truth
    case (.falsity, false): return try Theorem.assume(formula).negating(formula)
    case (.not, true): return try decided(x[0], false)
    case (.not, false):
      return try Theorem.assume(formula).refuting(decided(x[0], true)).negating(formula)
    case (.and, true): return try decided(x[0], true).and(decided(x[1], true))
    case (.and, false):
      let parts = try Theorem.assume(formula).conjuncts()
      let isFirst = truth(of: x[0]) == false
      return try decided(isFirst ? x[0] : x[1], false).refuting(isFirst ? parts.0 : parts.1)
        .negating(formula)
    case (.or, true):
      if truth(of: x[0]) == true { return try decided(x[0], true).or(x[1]) }
      return try decided(x[1], true).or(left: x[0])
    case (.or, false):
      return try Theorem.assume(formula).cases(
        decided(x[0], false).refuting(.assume(x[0])), decided(x[1], false).refuting(.assume(x[1]))
      ).negating(formula)
    case (.implies, true):
      if truth(of: x[0]) == false {
        let premise = try Theorem.assume(x[0])
        return try decided(x[0], false).refuting(premise).byContradiction(x[1]).discharging(x[0])
      }
      return try decided(x[1], true).discharging(x[0])
    case (.implies, false):
      return try decided(x[1], false)
        .refuting(Theorem.assume(formula).modusPonens(decided(x[0], true))).negating(formula)
    case (_, true): return try .arithmetic(formula)
    case (_, false): return try .arithmetic(.not(formula))
    }
  }

  /// [φ] = 1 or [φ] = 0, where φ is about numerals.
  func indicatorValue(_ formula: Term) throws -> Theorem? {
    guard let isTrue = truth(of: formula) else { return nil }
    let (one, zero) = try Theorem.axiom(.indicatorCases, [formula]).conjuncts()
    return try (isTrue ? one : zero).modusPonens(decided(formula, isTrue))
  }

  /// ⌊x⌋ = m − n, where x lies less than 1 above a polynomial with whole coefficients in natural
  /// numbers.
  func floorValue(_ term: Term) throws -> Theorem? {
    let fraction = try RationalForm(nonzero: []).fraction(of: term)
    guard fraction.denominator.isEmpty else { return nil }
    var plus = try Term.natural(0)
    var minus = plus
    for (monomial, coefficient) in fraction.numerator.terms {
      var natural: Term
      var whole = coefficient
      if monomial.factors.isEmpty {
        whole = coefficient.floor
        natural = try .natural(whole.magnitude)
      } else {
        guard coefficient.isInteger else { return nil }
        natural = try .natural(coefficient.magnitude)
        for factor in monomial.factors {
          guard let k = factor.atom.arguments(of: .naturalToReal)?[0] else { return nil }
          for _ in 0..<factor.exponent { natural = try natural * k }
        }
      }
      if whole.sign > 0 { plus = try plus + natural } else { minus = try minus + natural }
    }
    let row = try Theorem.axiom(.floorOfInteger, [term, plus, minus])
    guard let low = row.conclusion.arguments(of: .implies),
      let high = low[1].arguments(of: .implies)
    else { return nil }
    let below = try inequality(.lessOrEqual, low[0].sides.0, low[0].sides.1)
    let above = try inequality(.less, high[0].sides.0, high[0].sides.1)
    return try row.modusPonens(below).modusPonens(above)
  }
}

extension Term {
  /// The number that a term of numerals comes to; `nil` for all else and for 1/0.
  var rationalValue: Rational? {
    switch node {
    case .number(let value, _): return value
    case .apply(let op, let x):
      switch op {
      case .naturalToReal: return x[0].rationalValue
      case .negate: return x[0].rationalValue.map { -$0 }
      case .add: return x[0].rationalValue.flatMap { a in x[1].rationalValue.map { a + $0 } }
      case .multiply: return x[0].rationalValue.flatMap { a in x[1].rationalValue.map { a * $0 } }
      case .inverse: return x[0].rationalValue?.reciprocal
      case .power:
        guard let base = x[0].rationalValue, let n = x[1].rationalValue?.int, n <= 64 else {
          return nil
        }
        return base.power(n)
      default: return nil
      }
    default: return nil
    }
  }

  /// The two sides of a relation.
  fileprivate var sides: (Term, Term) {
    get throws {
      guard case .apply(_, let x) = node, x.count == 2 else {
        throw ProofFailure("a relation is needed", self)
      }
      return (x[0], x[1])
    }
  }
}
