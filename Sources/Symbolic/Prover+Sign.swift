import Exact
import Kernel

/// Signs of real terms, from their structure, the facts, and completed squares.
extension Prover {
  /// 0 < t, or a failure.
  func positive(_ term: Term) throws -> Theorem {
    guard let bound = try lowerBound(term), bound.isStrict else {
      throw ProofFailure("it is not known to be positive", term)
    }
    return bound
  }

  /// 0 ≤ t, or a failure.
  func nonnegative(_ term: Term) throws -> Theorem {
    guard let bound = try lowerBound(term) else {
      throw ProofFailure("it is not known to be nonnegative", term)
    }
    return try bound.weakened()
  }

  /// t ≠ 0, or a failure.
  func nonzero(_ term: Term) throws -> Theorem {
    try fuel.spend()
    if let known = distinctFromZero[term] { return known }
    switch term.node {
    case .number:
      return try .arithmetic(.not(.equal(term, .zero)))
    case .apply(.multiply, let x):
      if let product = try? nonzeroProduct(term, x[0], x[1]) { return product }
    case .apply(.realToComplex, let x): return try nonzeroCast(x[0])
    case .apply(.power, let x) where x[1].number == nil:
      if let power = try? nonzeroPower(x[0], x[1]) { return power }
    default: break
    }
    if term.sort == .real {
      if let bound = try lowerBound(term), bound.isStrict {
        return try bound.distinct().disequalitySwapped()
      }
      let minus = try -term
      if let bound = try lowerBound(minus), bound.isStrict {
        let equation = try Theorem.assume(.equal(term, .zero))
        let swapped = try Theorem.congruence(.negate, [equation])
        let zero = try swapped.then(.ring(swapped.right, .zero))
        return try bound.distinct().disequalitySwapped().refuting(zero).negating(
          equation.conclusion)
      }
    }
    if let theorem = try nonzeroByFacts(term) { return theorem }
    if let theorem = try nonzeroByInnerForms(term) ?? nonzeroByDeterminant(term) {
      return theorem
    }
    if term.sort == .complex, let theorem = try? nonzeroReal(term) { return theorem }
    throw ProofFailure("it is not known to be different from 0", term)
  }

  private func nonzeroProduct(_ term: Term, _ a: Term, _ b: Term) throws -> Theorem {
    let (first, second) = try (nonzero(a), nonzero(b))
    let equation = try Theorem.assume(.equal(term, term.zeroOfSort))
    return try Theorem.use(.zeroProduct, [a, b], equation)
      .cases(
        first.refuting(.assume(.equal(a, a.zeroOfSort))),
        second.refuting(.assume(.equal(b, b.zeroOfSort)))
      ).negating(equation.conclusion)
  }

  /// uᵏ ≠ 0 for u ≠ 0, by induction on k.
  private func nonzeroPower(_ base: Term, _ exponent: Term) throws -> Theorem {
    let apart = try nonzero(base)
    let k = try fresh("k", .natural, base, exponent)
    let power: Term = try .apply(.power, [base, k])
    let zero = try power.zeroOfSort
    let assumed = try Theorem.assume(.not(.equal(power, zero)))
    let row = try Theorem.axiom(.powerSuccessor, [base, k])
    let next = try Theorem.assume(.equal(row.left, zero))
    let step = try Theorem.use(.zeroProduct, [power, base], row.symmetric().then(next)).cases(
      assumed.refuting(.assume(.equal(power, zero))), apart.refuting(.assume(.equal(base, zero)))
    ).negating(next.conclusion)
    let zeroth: Term = try .apply(.power, [base, .natural(0)])
    let one = try Polynomial.numeral(.one, power.sort)
    let first = try Theorem.assume(.equal(zeroth, zero))
    let start = try Theorem.arithmetic(.not(.equal(one, zero)))
      .refuting(Theorem.ring(one, zeroth).then(first)).negating(first.conclusion)
    return try Theorem.induction(
      .lambda(k, assumed.conclusion), base: start,
      step: step.discharging(assumed.conclusion).generalizing(k)
    ).specialized(to: exponent)
  }

  /// The complex number x is not 0 when the real x is not.
  private func nonzeroCast(_ x: Term) throws -> Theorem {
    let cast: Term = try .apply(.realToComplex, [x])
    let equation = try Theorem.assume(.equal(cast, cast.zeroOfSort))
    let real = try Self.realPartOfCast(x).symmetric()
      .then(.congruence(.realPart, [equation])).then(Self.realPartOfCast(.zero))
    return try nonzero(x).refuting(real).negating(equation.conclusion)
  }

  /// Re(x) = x for the cast of a real x.
  static func realPartOfCast(_ x: Term) throws -> Theorem {
    let cast: Term = try .apply(.realToComplex, [x])
    let sum = try cast + .imaginaryUnit * .apply(.realToComplex, [.zero])
    return try Theorem.congruence(.realPart, [.ring(cast, sum)])
      .then(.axiom(.complexParts, [x, .zero]).conjuncts().0)
  }

  /// t ≠ 0 because t is a multiple of something known to be nonzero.
  private func nonzeroByFacts(_ term: Term) throws -> Theorem? {
    let form = RationalForm(nonzero: [])
    let fraction = try form.fraction(of: term)
    if let theorem = try nonzeroByQuotient(term) { return theorem }
    guard fraction.denominator.isEmpty else { return nil }
    let (wanted, scale) = fraction.numerator.normalized()
    for (known, theorem) in distinctFromZero where known.sort == term.sort {
      let other = try form.fraction(of: known)
      guard other.denominator.isEmpty else { continue }
      let (polynomial, otherScale) = other.numerator.normalized()
      for factor in [Rational(1), -1] where polynomial.scaled(by: factor) == wanted {
        // t = c·u, so t = 0 gives u = 0.
        let c = try Polynomial.numeral(factor * otherScale / scale, term.sort)
        let equation = try Theorem.assume(.equal(term, term.zeroOfSort))
        let step = try Theorem.ring(known, c * term)
          .then(.congruence(.multiply, [.reflexive(c), equation]))
        let zero = try step.then(.ring(step.right, term.zeroOfSort))
        return try theorem.refuting(zero).negating(equation.conclusion)
      }
    }
    return nil
  }

  /// t ≠ 0 because t is p/q and p/r is known to be nonzero, up to a number.
  private func nonzeroByQuotient(_ term: Term) throws -> Theorem? {
    guard term.sort == .real,
      distinctFromZero.keys.contains(where: { $0.sort == .real && $0.uses(.inverse) })
    else { return nil }
    let (own, nonzero) = try fraction(of: term)
    let (wanted, scale) = own.numerator.normalized()
    let bottom = try own.expandedDenominator().term(in: .real)
    for (known, theorem) in distinctFromZero
    where known !== term && known.sort == .real && known.uses(.inverse) {
      let (other, others) = try fraction(of: known)
      let (polynomial, otherScale) = other.numerator.normalized()
      for sign in [Rational(1), -1] where polynomial.scaled(by: sign) == wanted {
        // t = 0 gives p/r = c (q/r) t = 0.
        let c = Term.real(sign * otherScale / scale)
        let factor = try c * (bottom / other.expandedDenominator().term(in: .real))
        let equation = try Theorem.assume(.equal(term, .zero))
        guard
          let step = try? Theorem.ring(known, factor * term, nonzero: nonzero + others)
            .then(.congruence(.multiply, [.reflexive(factor), equation]))
        else { continue }
        let zero = try step.then(.ring(step.right, .zero))
        return try theorem.refuting(zero).negating(equation.conclusion)
      }
    }
    return nil
  }

  /// t ≠ 0 because t and something known to be nonzero come to the same inner products.
  private func nonzeroByInnerForms(_ term: Term) throws -> Theorem? {
    guard term.sort == .real, term.uses(.inner), !fuel.comparesInnerForms else { return nil }
    fuel.comparesInnerForms = true
    defer { fuel.comparesInnerForms = false }
    let form = try innerForm(term)
    for (known, theorem) in distinctFromZero where known !== term && known.uses(.inner) {
      let other = try innerForm(known)
      guard let same = try? Theorem.ring(other.right, form.right) else { continue }
      let zero = try Theorem.assume(.equal(term, .zero))
      return try theorem.refuting(
        other.then(same).then(form.symmetric()).then(zero)
      ).negating(zero.conclusion)
    }
    return nil
  }

  /// 0 < t where that is known, else 0 ≤ t where that is, else `nil`.
  func lowerBound(_ term: Term) throws -> Theorem? {
    if let known = signs[term] { return known }
    try fuel.spend()
    signs[term] = .some(nil)  // No circular arguments.
    var result = try structuralBound(term)
    if result?.isStrict != true, let other = try polynomialBound(term) {
      if result == nil || other.isStrict { result = other }
    }
    if let weak = result, !weak.isStrict, let apart = distinctFromZero[term] {
      result = try weak.and(apart.disequalitySwapped())
        .backwards(along: .axiom(.lessIff, [.zero, term]))
    }
    signs[term] = .some(result)
    return result
  }

  private func structuralBound(_ term: Term) throws -> Theorem? {
    guard term.sort == .real else { return nil }
    if let value = term.number {
      if value.sign < 0 { return nil }
      return try .arithmetic(
        value.isZero ? .lessOrEqual(.zero, term) : .less(.zero, term))
    }
    guard case .apply(let op, let x) = term.node else { return nil }
    switch op {
    case .exp: return try .axiom(.expPositive, x)
    case .pi:
      let bound = try Theorem.axiom(.piBounds, []).conjuncts().0
      let gap = try bound.rewritten(
        by: .axiom(.lessDifference, [bound.conclusion.arguments(of: .less)![0], term]))
      return try Self.sum(
        gap, .arithmetic(.less(.zero, .real(Rational(223, 71))))
      ).moved(to: term)
    case .naturalToReal: return try positiveSize(x[0]) ?? .axiom(.naturalNonnegative, x)
    case .add:
      return try lowerBound(x[0]).flatMap { a in try lowerBound(x[1]).map { try Self.sum(a, $0) } }
    case .multiply: return try productBound(x[0], x[1])
    case .negate: return try negativeBound(x[0])
    case .inverse:
      if let bound = try lowerBound(x[0]), bound.isStrict {
        return try .use(.inversePositive, x, bound)
      }
      return nil
    case .squareRoot: return try rootBound(term, x[0])
    case .determinant:
      guard !x[0].isExplicitMatrix else { return nil }
      return (try? positiveDeterminant(x[0])) ?? (try? nonnegativeDeterminant(x[0]))
    case .inner: return x[0] === x[1] ? try MatrixLemma.innerNonnegative(x[0]) : nil
    case .log: return try logarithmBound(term, x[0])
    case .indicator: return try Self.bracketNonnegative(term)
    case .entry: return try diagonalBound(x)
    case .integral:
      // Bounds of integrals inside of bounds of integrals are looked for in order, not here.
      return try marginalBound(term) ?? (integralDepth == 0 ? integralBound(term) : nil)
    case .power: return try powerBound(term, x[0], x[1])
    case .sum:
      guard case .lambda(let domain, _) = x[0].node else { return nil }
      let i = try fresh("i", domain, term)
      guard let part = try at(i).lowerBound(x[0].instantiate(i)) else { return nil }
      if part.isStrict { return try .sumPositive(i, part) }
      return try .use(.sumNonnegative, x, part.generalizing(i))
    case .finiteProduct:
      guard case .lambda(let domain, _) = x[0].node else { return nil }
      let i = try fresh("i", domain, term)
      guard let part = try at(i).lowerBound(x[0].instantiate(i)) else { return nil }
      if part.isStrict { return try .productPositive(i, part) }
      return try .use(.productNonnegative, x, part.generalizing(i))
    default: return nil
    }
  }

  /// 0 ≤ a + b or 0 < a + b.
  static func sum(_ a: Theorem, _ b: Theorem) throws -> Theorem {
    let (x, y) = (a.bounded, b.bounded)
    if a.isStrict { return try .use(.addPositive, [x, y], a, b.weakened()) }
    if b.isStrict {
      let swapped = try Theorem.use(.addPositive, [y, x], b, a)
      return try swapped.moved(to: x + y)
    }
    return try .use(.addNonnegative, [x, y], a, b)
  }

  static func product(_ a: Theorem, _ b: Theorem) throws -> Theorem {
    let (x, y) = (a.bounded, b.bounded)
    if a.isStrict && b.isStrict { return try .use(.multiplyPositive, [x, y], a, b) }
    return try .use(.multiplyNonnegative, [x, y], a.weakened(), b.weakened())
  }

  private func productBound(_ a: Term, _ b: Term) throws -> Theorem? {
    if a === b { return try square(a) }
    if let first = try lowerBound(a) {
      guard let second = try lowerBound(b) else { return nil }
      return try Self.product(first, second)
    }
    guard let first = try lowerBound(-a), let second = try lowerBound(-b) else { return nil }
    return try Self.product(first, second).moved(to: a * b)
  }

  /// 0 ≤ a·a, strictly where a is known to be nonzero.
  func square(_ a: Term) throws -> Theorem {
    let bound = try Theorem.axiom(.squareNonnegative, [a])
    guard let distinct = try? nonzero(a) else { return bound }
    let product = try a * a
    let equation = try Theorem.assume(.equal(product, .zero))
    let zero = try Theorem.use(.zeroProduct, [a, a], equation)
      .cases(.assume(.equal(a, .zero)), .assume(.equal(a, .zero)))
    let apart = try distinct.refuting(zero).negating(equation.conclusion).disequalitySwapped()
    return try bound.and(apart).backwards(along: .axiom(.lessIff, [.zero, product]))
  }

  /// A bound of −x.
  private func negativeBound(_ x: Term) throws -> Theorem? {
    let whole = try -x
    if let value = x.number {
      if value.sign > 0 { return nil }
      return try .arithmetic(value.isZero ? .lessOrEqual(.zero, whole) : .less(.zero, whole))
    }
    guard case .apply(let op, let parts) = x.node else { return nil }
    switch op {
    case .negate: return try lowerBound(parts[0])?.moved(to: whole)
    case .add:
      guard let a = try lowerBound(-parts[0]), let b = try lowerBound(-parts[1]) else { return nil }
      return try Self.sum(a, b).moved(to: whole)
    case .multiply:
      if let a = try lowerBound(-parts[0]), let b = try lowerBound(parts[1]) {
        return try Self.product(a, b).moved(to: whole)
      }
      if let a = try lowerBound(parts[0]), let b = try lowerBound(-parts[1]) {
        return try Self.product(a, b).moved(to: whole)
      }
      return nil
    default: return nil
    }
  }

  private func rootBound(_ term: Term, _ argument: Term) throws -> Theorem? {
    guard let bound = try lowerBound(argument) else { return nil }
    let (sign, value) = try Theorem.use(.squareRoot, [argument], bound.weakened()).conjuncts()
    guard bound.isStrict else { return sign }
    // √x = 0 would give x = 0.
    let equation = try Theorem.assume(.equal(term, .zero))
    let zero = try value.symmetric().then(.congruence(.multiply, [equation, equation]))
    let argumentZero = try zero.then(.ring(zero.right, .zero))
    let apart = try bound.distinct().disequalitySwapped().refuting(argumentZero)
      .negating(equation.conclusion).disequalitySwapped()
    return try sign.and(apart).backwards(along: .axiom(.lessIff, [.zero, term]))
  }

  private func powerBound(_ term: Term, _ base: Term, _ exponent: Term) throws -> Theorem? {
    if let n = exponent.number?.int {
      guard n > 0, n <= 64 else {
        return n == 0 ? try Theorem.arithmetic(.less(.zero, .one)).moved(to: term) : nil
      }
      if n == 1 { return try lowerBound(base)?.moved(to: term) }
      if n % 2 == 0 { return try square(base.power(n / 2)).moved(to: term) }
      guard let bound = try lowerBound(base) else { return nil }
      var result = bound
      for _ in 1..<n { result = try Self.product(result, bound) }
      return try result.moved(to: term)
    }
    guard let bound = try lowerBound(base), bound.isStrict else { return nil }
    // 0 < x^k by induction on k.
    let k = try fresh("k", .natural, term)
    let power: Term = try .apply(.power, [base, k])
    let assumed = try Theorem.assume(.less(.zero, power))
    let step = try Self.product(assumed, bound)
      .rewritten(
        by: .congruence(
          .less, [.reflexive(.zero), Theorem.axiom(.powerSuccessor, [base, k]).symmetric()]))
    let zeroth: Term = try .apply(.power, [base, .natural(0)])
    let start = try Theorem.arithmetic(.less(.zero, .one)).moved(to: zeroth)
    return try Theorem.induction(
      .lambda(k, assumed.conclusion), base: start,
      step: step.discharging(assumed.conclusion).generalizing(k)
    ).specialized(to: exponent)
  }
}

extension Theorem {
  /// Whether the conclusion is 0 < t rather than 0 ≤ t.
  var isStrict: Bool { conclusion.arguments(of: .less) != nil }

  /// t of 0 < t or 0 ≤ t.
  var bounded: Term {
    guard case .apply(_, let x) = conclusion.node, x.count == 2 else { return conclusion }
    return x[1]
  }

  /// The same bound of a term that is equal by the laws of rings.
  func moved(to term: Term, nonzero: [Theorem] = []) throws -> Theorem {
    guard case .apply(let op, let x) = conclusion.node else { return self }
    if x[1] === term { return self }
    return try rewritten(
      by: .congruence(op, [.reflexive(x[0]), .ring(x[1], term, nonzero: nonzero)]))
  }
}
