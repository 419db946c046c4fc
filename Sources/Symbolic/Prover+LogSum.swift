import Exact
import Kernel

/// Inequalities between finite sums of symbolic length, their logarithms and exponentials.
///
/// A term with sums over Fin(n) is put under one sum, Σᵢ F(i) + rest, and F is bounded for each i.
/// What is known of logarithms of sums (Jensen's inequality, that one positive term is at most
/// the sum) comes in as auxiliary bounds.
extension Prover {
  /// 0 ≤ t or 0 < t for a term with finite sums; `nil` where nothing is found.
  func finiteSumBound(_ term: Term) throws -> Theorem? {
    guard sumDepth < 3, term.hasFiniteSum else { return nil }
    sumDepth += 1
    defer { sumDepth -= 1 }
    let form = try fraction(of: term)
    let reduced = try form.value.reduced()
    var bottom: Theorem = try .arithmetic(.less(.zero, .one))
    for (factor, exponent) in reduced.denominatorFactors {
      guard let bound = try lowerBound(factor.term(in: .real)), bound.isStrict else { return nil }
      for _ in 0..<exponent { bottom = try Self.product(bottom, bound) }
    }
    let top = try reduced.numerator.term(in: .real)
    guard let bound = try numeratorBound(top, reduced.numerator) else { return nil }
    let inverse = try Theorem.use(.inversePositive, [bottom.bounded], bottom)
    let nonzero =
      try form.nonzero + [bottom.distinct().disequalitySwapped()]
      + denominators(of: [term])
    return try Self.product(bound, inverse).moved(to: term, nonzero: nonzero)
  }

  private func numeratorBound(_ top: Term, _ polynomial: Polynomial) throws -> Theorem? {
    let auxiliary = try auxiliaryBounds(polynomial)
    if !auxiliary.isEmpty {
      let context = try adding(auxiliary)
      if let bound = try context.lowerBound(top) { return bound }
    }
    let isNested = polynomial.atoms.contains { $0.summationRanges.count > 1 }
    if isNested, sumDepth == 1, let bound = try? jointSumBound(polynomial, top) { return bound }
    for split in try splits(polynomial) {
      if let bound = try? bound(split, top) { return bound }
    }
    return !isNested && sumDepth == 1 ? try? jointSumBound(polynomial, top) : nil
  }

  // MARK: One sum

  /// A polynomial as Σᵢ F(i) + rest.
  private struct Split {
    let index: Term
    let inside: Polynomial
    let rest: Polynomial
  }

  /// The ways to write a polynomial with one sum over each range of indices.
  private func splits(_ polynomial: Polynomial) throws -> [Split] {
    var ranges: [Sort] = []
    for atom in polynomial.atoms {
      for range in atom.summationRanges where !ranges.contains(range) { ranges.append(range) }
    }
    return try ranges.flatMap { range in
      let i = try fresh("i", range, polynomial.term(in: .real))
      // For each monomial, the bodies that its sum can have.
      var choices: [(inside: Polynomial, rest: Polynomial)] = [(.zero, .zero)]
      for (monomial, coefficient) in polynomial.terms {
        let bodies = try bodies(of: monomial, over: i)
        guard !bodies.isEmpty else {
          choices = choices.map { ($0.inside, $0.rest + Polynomial(monomial, coefficient)) }
          continue
        }
        choices = choices.flatMap { choice in
          bodies.map { (choice.inside + $0.scaled(by: coefficient), choice.rest) }
        }
        guard choices.count <= 16 else { return [Split]() }
      }
      return choices.map { Split(index: i, inside: $0.inside, rest: $0.rest) }
    }
  }

  /// F(i) with monomial = Σᵢ F(i), for each place of the range among the sums of one factor.
  private func bodies(of monomial: Monomial, over i: Term) throws -> [Polynomial] {
    guard
      let factor = monomial.factors.first(where: {
        $0.exponent == 1 && $0.atom.summationRanges.contains(i.sort)
      })
    else { return [] }
    var (indices, body) = ([Term](), factor.atom)
    while let function = body.arguments(of: .sum)?[0], case .lambda(let domain, _) = function.node {
      let index = try Term.fresh("j", domain, avoiding: [factor.atom, i] + indices)
      indices.append(index)
      body = try function.instantiate(index)
    }
    let others = Polynomial(monomial.removing(factor.atom), 1)
    return try indices.indices.filter { indices[$0].sort == i.sort }.map { place in
      var left = indices
      let index = left.remove(at: place)
      let inner = try Self.nested(left, body.substituting([index: i]))
      // An inner sum in its own normal form.
      let value = try at(i).elementary(inner).right
      return try others * RationalForm(nonzero: []).fraction(of: value).numerator
    }
  }

  private func bound(_ split: Split, _ top: Term) throws -> Theorem {
    let i = split.index
    let context = try at(i)
    context.sumDepth = sumDepth
    let inside = try split.inside.term(in: .real)
    let rest = try split.rest.term(in: .real)
    // F(i) ≥ 0 for each i, and the rest has a sign of its own.
    if let part = try? context.pointwiseBound(inside), let remainder = try? signOfRemainder(rest) {
      return try total(i, part, remainder, top)
    }
    // Tangents of the logarithms under the sum.
    for tangents in try context.tangents(of: inside) {
      let lower = try elementary(.sum(i, tangents.lower) + rest)
      guard let remainder = try? signOfRemainder(lower.right) else { continue }
      return try total(i, tangents.gap, remainder, top)
    }
    // The rest taken under the sum, a part of it for each i.
    guard !split.rest.isZero, let count = try numberOfTerms(i) else {
      throw ProofFailure("no bound under the sum", top)
    }
    let whole = try context.normalize(inside + rest / count.right).right
    return try total(i, context.pointwiseBound(whole), nil, top)
  }

  private func pointwiseBound(_ term: Term) throws -> Theorem {
    guard let bound = try signOfDifference(term) else {
      throw ProofFailure("a term of unknown sign under the sum", term)
    }
    return bound
  }

  /// 0 ≤ top from 0 ≤ F(i) and 0 ≤ rest, where top = Σᵢ F(i) + rest.
  private func total(_ i: Term, _ part: Theorem, _ remainder: Theorem?, _ top: Term) throws
    -> Theorem
  {
    var sum =
      part.isStrict
      ? try Theorem.sumPositive(i, part)
      : try Theorem.use(
        .sumNonnegative, [.lambda(i, part.bounded)], part.generalizing(i))
    if let remainder { sum = try Self.sum(sum, remainder) }
    guard let op = sum.conclusion.relation else { throw ProofFailure("a bound", top) }
    let same = try equation(sum.bounded, top)
    return try sum.rewritten(by: .congruence(op, [.reflexive(.zero), same]))
  }

  // MARK: Auxiliary bounds

  /// What is known of the sums in a polynomial, and of the logarithms of sums.
  private func auxiliaryBounds(_ polynomial: Polynomial) throws -> [Theorem] {
    var result: [Theorem] = []
    let free = try polynomial.term(in: .real).freeVariables
    func add(_ bound: Theorem?) {
      if let bound, let cleared = try? cleared(bound) { result.append(cleared) }
    }
    var weights: [(range: Sort, weight: Term)] = []
    for atom in polynomial.atoms {
      guard let (j, body) = try openedSum(atom) else { continue }
      let context = try at(j)
      if let (weight, argument) = try Self.logarithmicFactor(body, j) {
        add(try? jensen(j, weight, argument))
        add(try? jensen(j, weight, .apply(.inverse, [argument])))
        weights.append((j.sort, try .lambda(j, weight)))
      }
      guard let bound = try context.lowerBound(body) else { continue }
      for i in free where i.sort == j.sort { add(try? singleTerm(i, j, bound)) }
    }
    for atom in polynomial.atoms {
      guard let argument = atom.arguments(of: .log)?[0],
        let (j, body) = try openedSum(argument)
      else { continue }
      let context = try at(j)
      guard let bound = try? context.positive(body) else { continue }
      add(try? jensen(j, .one, body))
      for bound in (try? boundsOfTerms(j, body, context)) ?? [] { add(bound) }
      if let (weight, value) = try Self.exponentialFactor(body) {
        add(try? jensen(j, weight, value))
      }
      for (range, weight) in weights where range == j.sort {
        add(try? jensen(j, weight.instantiate(j), body / weight.instantiate(j)))
      }
      for i in free where i.sort == j.sort { add(try? logOfSingleTerm(i, j, bound)) }
    }
    return result
  }

  /// The index and the body of a sum.
  private func openedSum(_ term: Term) throws -> (Term, Term)? {
    guard let function = term.arguments(of: .sum)?[0], case .lambda(let domain, _) = function.node
    else { return nil }
    let j = try fresh("j", domain, term)
    return (j, try function.instantiate(j))
  }

  /// a and w of a·log w, for a product with one logarithm that depends on the index.
  private static func logarithmicFactor(_ body: Term, _ j: Term) throws -> (Term, Term)? {
    let polynomial = try RationalForm(nonzero: []).fraction(of: body).numerator
    guard polynomial.terms.count == 1, let (monomial, coefficient) = polynomial.terms.first else {
      return nil
    }
    let logs = monomial.factors.filter {
      $0.atom.arguments(of: .log) != nil && $0.atom.freeVariables.contains(j)
    }
    guard logs.count == 1, logs[0].exponent == 1, let w = logs[0].atom.arguments(of: .log)?[0]
    else { return nil }
    return (try Polynomial(monomial.removing(logs[0].atom), coefficient).term(in: .real), w)
  }

  /// a and w of a product a·w where w holds the exponentials, and a the rest.
  private static func exponentialFactor(_ body: Term) throws -> (Term, Term)? {
    let polynomial = try RationalForm(nonzero: []).fraction(of: body).numerator
    guard polynomial.terms.count == 1, let (monomial, coefficient) = polynomial.terms.first else {
      return nil
    }
    var (a, w) = (Monomial.one, Monomial.one)
    for factor in monomial.factors {
      for _ in 0..<factor.exponent {
        var base = factor.atom
        if let inner = base.arguments(of: .inverse) { base = inner[0] }
        if base.arguments(of: .exp) != nil {
          w = w * Monomial(factor.atom)
        } else {
          a = a * Monomial(factor.atom)
        }
      }
    }
    guard !a.factors.isEmpty, let value = try w.term(in: .real) else { return nil }
    return (try Polynomial(a, coefficient).term(in: .real), value)
  }

  /// Jensen's inequality 0 ≤ Σ a (w/m − 1 − log(w/m)) with the mean m = Σ a w / Σ a.
  private func jensen(_ j: Term, _ a: Term, _ w: Term) throws -> Theorem {
    let context = try at(j)
    guard let weight = try context.lowerBound(a) else { throw ProofFailure("a weight", a) }
    var total: Term = try .sum(j, a)
    if let one = try? equation(total, .one) { total = try one.right }
    let mean: Term = try .sum(j, a * w)
    let quotient = try Self.product(
      Self.product(context.positive(w), positive(total)),
      .use(.inversePositive, [mean], context.positive(mean)))
    let q = quotient.bounded
    let log: Term = try .apply(.log, [q])
    let slack = try Self.logTangent(q, positive: quotient).bound
      .rewritten(by: .axiom(.lessOrEqualDifference, [log, q - .one]))
    let part = try Self.product(weight, slack).weakened()
    return try .use(.sumNonnegative, [.lambda(j, part.bounded)], part.generalizing(j))
  }

  /// 0 ≤ Σⱼ f − f(i), strictly where f is positive and the range has several indices.
  private func singleTerm(_ i: Term, _ j: Term, _ bound: Theorem) throws -> Theorem {
    if bound.isStrict, let count = try numberOfTerms(j),
      let several = try lowerBound(count.right - .one), several.isStrict
    {
      return try .strictSingleTerm(i, j, bound, count: count, several: several)
    }
    return try .singleTerm(i, j, bound)
  }

  /// 0 ≤ log Σⱼ f − log f(i).
  private func logOfSingleTerm(_ i: Term, _ j: Term, _ bound: Theorem) throws -> Theorem {
    let one = try bound.generalizing(j).specialized(to: i)
    return try .logIncreasing(
      one, .sumPositive(j, bound), singleTerm(i, j, bound))
  }

  /// 0 ≤ log M + m − log Σⱼ exp(vⱼ) for the known vⱼ ≤ m, and its negative for the known vⱼ ≥ m.
  private func boundsOfTerms(_ j: Term, _ body: Term, _ context: Prover) throws -> [Theorem] {
    guard let v = body.arguments(of: .exp)?[0], let count = try numberOfTerms(j)?.right else {
      return []
    }
    let exponent = try fraction(of: v).value
    guard exponent.denominator.isEmpty else { return [] }
    let total = try Theorem.sumPositive(j, context.positive(body))
    var result: [Theorem] = []
    for known in context.bounds {
      for isUpper in [true, false] {
        // m = v ± B for the known 0 ≤ B.
        let sum = exponent.numerator + known.polynomial.scaled(by: isUpper ? 1 : -1)
        guard !sum.atoms.contains(where: { $0.freeVariables.contains(j) }) else { continue }
        let m = try sum.term(in: .real)
        let (low, high) = isUpper ? (v, m) : (m, v)
        // exp u − exp l = exp l (exp(u − l) − 1) ≥ exp l (u − l).
        let gap = try known.theorem.weakened().moved(to: high - low)
        let rise: Term = try .apply(.exp, [high - low])
        let tangent = try Theorem.axiom(.expTangent, [high - low]).conjuncts().0
          .rewritten(by: .axiom(.lessOrEqualDifference, [.one + (high - low), rise]))
        let product = try Self.product(.axiom(.expPositive, [low]), Self.sum(tangent, gap))
        let top: Term = try .apply(.exp, [m])
        let difference = isUpper ? try top - body : try body - top
        let part = try product.weakened().rewritten(
          by: .congruence(
            .lessOrEqual, [.reflexive(.zero), context.equation(product.bounded, difference)]))
        let sums = try Theorem.use(
          .sumNonnegative, [.lambda(j, part.bounded)], part.generalizing(j))
        let bound = try Self.product(positive(count), .axiom(.expPositive, [m]))
        let (least, greatest) = isUpper ? (total, bound) : (bound, total)
        let apart = try equation(sums.bounded, greatest.bounded - least.bounded)
        result.append(
          try .logIncreasing(
            least, greatest,
            sums.rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), apart]))))
      }
    }
    return result
  }

  /// The bound with its logarithms taken apart, and without denominators.
  private func cleared(_ bound: Theorem) throws -> Theorem {
    let apart = try elementary(bound.bounded)
    let form = try fraction(of: apart.right)
    let reduced = try form.value.reduced()
    var result = try bound.rewritten(
      by: .congruence(bound.isStrict ? .less : .lessOrEqual, [.reflexive(.zero), apart]))
    for (factor, exponent) in reduced.denominatorFactors {
      let positive = try positive(factor.term(in: .real))
      for _ in 0..<exponent { result = try Self.product(result, positive) }
    }
    let top = try reduced.numerator.term(in: .real)
    result = try result.moved(to: top, nonzero: form.nonzero)
    guard facts.contains(where: { $0.conclusion.arguments(of: .equal)?[0].sort == .real }) else {
      return result
    }
    // With the known equations carried out: Σ p = 1.
    let simpler = try Relation.divide(
      reduced.numerator, by: relations(for: .quotient(reduced.numerator, form.value))
    ).rest.term(in: .real)
    let op: Operator = result.isStrict ? .less : .lessOrEqual
    return try result.rewritten(
      by: .congruence(op, [.reflexive(.zero), equation(top, simpler)]))
  }

  // MARK: Logarithms

  /// a < b or a ≤ b from the same of log a and log b, for positive products and exponentials.
  func comparisonOfLogarithms(_ op: Operator, _ a: Term, _ b: Term) throws -> Theorem? {
    guard sumDepth == 0, a.hasFiniteExponent || b.hasFiniteExponent,
      let x = try? positive(a), let y = try? positive(b)
    else { return nil }
    let (lx, ly): (Term, Term) = try (.apply(.log, [a]), .apply(.log, [b]))
    let difference = try ly - lx
    let apart = try elementary(difference)
    sumDepth += 1
    defer { sumDepth -= 1 }
    guard let bound = try signOfDifference(apart.right), op == .lessOrEqual || bound.isStrict,
      let relation = bound.conclusion.relation
    else { return nil }
    let gap = try Theorem.ofLogarithms(
      x, y, bound.rewritten(by: .congruence(relation, [.reflexive(.zero), apart.symmetric()])))
    return try op == .less ? .less(a, b, from: gap) : .lessOrEqual(a, b, from: gap.weakened())
  }
}

extension Term {
  /// Whether a sum or product of symbolic length occurs.
  fileprivate var hasFiniteSum: Bool { occurs { $0 == .sum || $0 == .finiteProduct } }

  /// Whether there is a product, or a sum in an exponent.
  fileprivate var hasFiniteExponent: Bool {
    switch node {
    case .apply(.finiteProduct, _): true
    case .apply(.exp, let x): x[0].hasFiniteSum
    case .apply(let op, let x):
      op == .power && x[1].number == nil || x.contains(where: \.hasFiniteExponent)
    default: false
    }
  }

  private func occurs(_ isWanted: (Operator) -> Bool) -> Bool {
    switch node {
    case .bound, .free, .number: false
    case .apply(let op, let x): isWanted(op) || x.contains { $0.occurs(isWanted) }
    case .lambda(_, let body): body.occurs(isWanted)
    case .call(let f, let x): f.occurs(isWanted) || x.occurs(isWanted)
    }
  }

  /// The ranges of the sums at the head, outermost first.
  fileprivate var summationRanges: [Sort] {
    guard let function = arguments(of: .sum)?[0], case .lambda(let domain, let body) = function.node
    else { return [] }
    return [domain] + body.summationRanges
  }
}
