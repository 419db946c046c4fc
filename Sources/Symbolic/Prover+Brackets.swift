import Exact
import Kernel

/// Brackets [φ] of formulas: those of negations and alternatives, and proofs by the cases φ and ¬φ.
extension Prover {
  /// [φ] = a combination of the brackets of the parts of φ.
  func bracketForm(_ bracket: Term, _ formula: Term) throws -> Theorem {
    switch formula.node {
    case .apply(.equal, let x) where x[0] === x[1]:
      return try Theorem.axiom(.indicatorCases, [formula]).conjuncts().0
        .modusPonens(.reflexive(x[0]))
    case .apply(.not, let x):
      let step = try Theorem.bracketOfNegation(x[0])
      return try step.then(elementary(step.right))
    case .apply(.or, let x):
      let step = try Theorem.bracketOfDisjunction(x[0], x[1])
      return try step.then(elementary(step.right))
    case .apply(.lessOrEqual, let x) where x[0].sort == .real:
      let step = try Theorem.bracketOfLessOrEqual(x[0], x[1])
      return try step.then(elementary(step.right))
    default: return try .reflexive(bracket)
    }
  }

  /// A goal with a bracket [φ] in it, from the two goals with 1 and 0 in its place.
  func byBracket(_ goal: Term, _ depth: Int) throws -> Theorem? {
    guard depth < 32, let bracket = goal.firstBracket,
      let formula = bracket.arguments(of: .indicator)?[0]
    else { return nil }
    let (one, zero) = try Theorem.axiom(.indicatorCases, [formula]).conjuncts()
    func branch(_ assumed: [Theorem], _ value: Theorem) throws -> Theorem {
      try prove(goal, with: value, assuming: assumed, depth + 8)
    }
    let yes = try Theorem.assume(formula)
    let no = try Theorem.assume(.not(formula))
    guard let x = formula.arguments(of: .less), x[0].sort == .real else {
      // What is known may exclude that the formula holds.
      guard
        let first = (try? branch([yes], one.modusPonens(yes)))
          ?? (try? using(yes) { try $0.contradiction().explosion(goal) }),
        let second = try? branch([no], zero.modusPonens(no))
      else { return nil }
      return try Theorem.excludedMiddle(formula).cases(first, second)
    }
    // a < b or b ≤ a; where one of them is known, it decides.
    if let known = try? inequality(.less, x[0], x[1]) {
      return try? branch([], one.modusPonens(known))
    }
    if let known = try? inequality(.lessOrEqual, x[1], x[0]) {
      return try? branch([], zero.modusPonens(.notLess(known)))
    }
    let above = try Theorem.assume(.lessOrEqual(x[1], x[0]))
    var facts = [above]
    if let below = try? inequality(.lessOrEqual, x[0], x[1]) {
      facts.append(try .use(.antisymmetric, [x[0], x[1]], below, above))
    }
    guard let first = try? branch([yes], one.modusPonens(yes)),
      let second = try? branch(facts, zero.modusPonens(.notLess(above)))
    else { return nil }
    return try Theorem.axiom(.total, [x[1], x[0]]).cases(second, first)
  }

  /// The goal in the case that some facts hold, with the right side of an equation in the place of its left.
  private func prove(
    _ goal: Term, with value: Theorem, assuming facts: [Theorem], _ depth: Int
  ) throws -> Theorem {
    let same = try substitution(value, in: goal)
    return try using(facts[...]) { try $0.prove(same.right, depth: depth) }.backwards(along: same)
  }

  /// φ(s) = φ(t) from s = t.
  func substitution(_ value: Theorem, in formula: Term) throws -> Theorem {
    let z = try fresh("z", .real, formula)
    let function = try Term.lambda(z, formula.replacing(value.left, by: z))
    let moved = try Theorem.congruence(.reflexive(function), value)
    return try Theorem.beta(moved.left).symmetric().then(moved).then(.beta(moved.right))
  }

  /// A goal with an absolute value √(x·x) in it, from the goals with x and −x in its place.
  private func byAbsoluteValue(_ goal: Term, _ depth: Int) throws -> Theorem? {
    guard depth < 40, let root = goal.firstAbsoluteValue,
      let square = root.arguments(of: .squareRoot)?[0], let x = square.squaredFactor
    else { return nil }
    let same = try Theorem.congruence(.squareRoot, [.ring(square, x * x)])
    let turned = try Theorem.congruence(.squareRoot, [.ring(square, -x * -x)])
    func value(_ nonnegative: Theorem, _ equation: Theorem) throws -> Theorem {
      try equation.then(Self.rootOfSquare(nonnegative))
    }
    if let known = try? inequality(.lessOrEqual, .zero, x) {
      return try? prove(goal, with: value(known, same), assuming: [], depth + 10)
    }
    let above = try Theorem.assume(.lessOrEqual(.zero, x))
    let below = try Theorem.assume(.less(x, .zero))
    let opposite = try below.weakened()
      .rewritten(by: .axiom(.lessOrEqualDifference, [x, .zero])).moved(to: -x)
    guard let first = try? prove(goal, with: value(above, same), assuming: [above], depth + 10),
      let second = try? prove(goal, with: value(opposite, turned), assuming: [below], depth + 10)
    else { return nil }
    return try Theorem.axiom(.total, [.zero, x]).cases(first, second)
  }

  /// A proof, or where it fails one by the cases of a bracket or of an absolute value.
  func orByCases(_ goal: Term, _ depth: Int, _ proof: () throws -> Theorem) throws -> Theorem {
    do { return try proof() } catch let failure as ProofFailure {
      if goal.uses(.indicator), let result = try byBracket(goal, depth) { return result }
      if goal.uses(.squareRoot), let result = try byAbsoluteValue(goal, depth) { return result }
      throw failure
    }
  }

  /// 0 ≤ [φ].
  static func bracketNonnegative(_ bracket: Term) throws -> Theorem {
    let square = try Theorem.axiom(.squareNonnegative, [bracket])
    return try square.rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), bracketSquared(bracket)]))
  }

  /// [φ]·[φ] = [φ].
  static func bracketSquared(_ bracket: Term) throws -> Theorem {
    guard let formula = bracket.arguments(of: .indicator)?[0] else {
      throw ProofFailure("a bracket is needed", bracket)
    }
    let (one, zero) = try Theorem.axiom(.indicatorCases, [formula]).conjuncts()
    func squared(_ value: Theorem) throws -> Theorem {
      let product = try Theorem.congruence(.multiply, [value, value])
      return try product.then(.ring(product.right, value.right)).then(value.symmetric())
    }
    return try Theorem.excludedMiddle(formula).cases(
      squared(one.modusPonens(.assume(formula))),
      squared(zero.modusPonens(.assume(.not(formula)))))
  }
}

extension Theorem {
  /// [¬φ] = 1 − [φ].
  static func bracketOfNegation(_ formula: Term) throws -> Theorem {
    let negation = try Term.not(formula)
    let (one, zero) = try axiom(.indicatorCases, [formula]).conjuncts()
    let (negatedOne, negatedZero) = try axiom(.indicatorCases, [negation]).conjuncts()
    let (yes, no) = try (assume(formula), assume(negation))
    let twice = try no.refuting(yes).negating(negation)
    return try excludedMiddle(formula).cases(
      complement(negatedZero.modusPonens(twice), one.modusPonens(yes)),
      complement(negatedOne.modusPonens(no), zero.modusPonens(no)))
  }

  /// [φ ∨ ψ] = [φ] + [ψ] − [φ][ψ].
  static func bracketOfDisjunction(_ a: Term, _ b: Term) throws -> Theorem {
    let either = try Term.or(a, b)
    func bracket(_ formula: Term) throws -> Term { try .apply(.indicator, [formula]) }
    func value(_ theorem: Theorem) throws -> Theorem {
      if let formula = theorem.conclusion.arguments(of: .not)?[0] {
        return try axiom(.indicatorCases, [formula]).conjuncts().1.modusPonens(theorem)
      }
      return try axiom(.indicatorCases, [theorem.conclusion]).conjuncts().0.modusPonens(theorem)
    }
    let whole = try bracket(a) + bracket(b) - bracket(a) * bracket(b)
    /// The equation where a bracket is known, and with it that of the disjunction.
    func close(_ known: [Theorem], _ left: Theorem) throws -> Theorem {
      let z = try known.map { try Term.fresh("z", .real, avoiding: [whole, $0.left]) }
      var right = try Theorem.reflexive(whole)
      for (variable, equation) in zip(z, known) {
        let function = try Term.lambda(variable, right.right.replacing(equation.left, by: variable))
        let moved = try congruence(.reflexive(function), equation)
        right = try right.then(
          beta(moved.left).symmetric().then(moved).then(.beta(moved.right)))
      }
      return try left.then(.ring(left.right, right.right)).then(right.symmetric())
    }
    let (first, second) = try (assume(a), assume(b))
    let (notFirst, notSecond) = try (assume(.not(a)), assume(.not(b)))
    let neither = try assume(either).cases(notFirst.refuting(first), notSecond.refuting(second))
      .negating(either)
    return try excludedMiddle(a).cases(
      close([value(first)], value(first.or(b))),
      excludedMiddle(b).cases(
        close([value(notFirst), value(second)], value(second.or(left: a))),
        close([value(notFirst), value(notSecond)], value(neither))))
  }

  /// ¬(y < x) from x ≤ y.
  static func notLess(_ bound: Theorem) throws -> Theorem {
    guard let sides = bound.conclusion.arguments(of: .lessOrEqual) else {
      throw ProofFailure("an inequality is needed", bound.conclusion)
    }
    let strict = try Term.less(sides[1], sides[0])
    // y ≤ x, so x = y, but y ≠ x.
    let parts = try assume(strict).rewritten(by: .axiom(.lessIff, [sides[1], sides[0]]))
      .conjuncts()
    let same = try use(.antisymmetric, sides, bound, parts.0)
    return try parts.1.refuting(same.symmetric()).negating(strict)
  }

  /// [x ≤ y] = 1 − [y < x].
  static func bracketOfLessOrEqual(_ x: Term, _ y: Term) throws -> Theorem {
    let (weak, strict) = try (Term.lessOrEqual(x, y), Term.less(y, x))
    let (low, high) = try (assume(weak), assume(strict))
    // Both together: y ≤ x, so x = y, but y ≠ x.
    let parts = try high.rewritten(by: .axiom(.lessIff, [y, x])).conjuncts()
    let same = try use(.antisymmetric, [x, y], low, parts.0)
    let both = try parts.1.refuting(same.symmetric())
    let (weakOne, weakZero) = try axiom(.indicatorCases, [weak]).conjuncts()
    let (strictOne, strictZero) = try axiom(.indicatorCases, [strict]).conjuncts()
    return try axiom(.total, [x, y]).cases(
      complement(weakOne.modusPonens(low), strictZero.modusPonens(both.negating(strict))),
      complement(weakZero.modusPonens(both.negating(weak)), strictOne.modusPonens(high)))
  }

  /// a = 1 − b from a = u and b = v, for numerals with u = 1 − v.
  private static func complement(_ a: Theorem, _ b: Theorem) throws -> Theorem {
    let rest = try congruence(.add, [reflexive(.one), .congruence(.negate, [b])])
    return try a.then(.ring(a.right, rest.right)).then(rest.symmetric())
  }
}

extension Term {
  /// The first bracket under sums, products and relations, but under no binder.
  fileprivate var firstBracket: Term? {
    guard case .apply(let op, let x) = node else { return nil }
    switch op {
    case .indicator: return self
    case .add, .multiply, .negate, .inverse, .power, .equal, .less, .lessOrEqual, .not, .squareRoot,
      .exp, .log:
      for part in x {
        if let found = part.firstBracket { return found }
      }
      return nil
    default: return nil
    }
  }

  /// The first absolute value √(x·x), under no binder and with no other one inside.
  fileprivate var firstAbsoluteValue: Term? {
    guard case .apply(let op, let x) = node else { return nil }
    switch op {
    case .add, .multiply, .negate, .inverse, .power, .equal, .less, .lessOrEqual, .not, .squareRoot,
      .exp, .log:
      for part in x {
        if let found = part.firstAbsoluteValue { return found }
      }
      return op == .squareRoot && x[0].squaredFactor != nil ? self : nil
    default: return nil
    }
  }

  /// x of x·x or x².
  var squaredFactor: Term? {
    if let x = arguments(of: .multiply), x[0] === x[1] { return x[0] }
    guard let x = arguments(of: .power), x[1].number == 2 else { return nil }
    return x[0]
  }
}
