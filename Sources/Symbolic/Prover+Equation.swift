import Exact
import Kernel

/// Equations between scalars: rational identities, modulo squares of roots and known equations.
extension Prover {
  /// s = t, or a failure that says what remains.
  func equation(_ s: Term, _ t: Term) throws -> Theorem {
    if s === t { return try .reflexive(s) }
    let a = try evaluate(s)
    let b = try evaluate(t)
    let left = try a.then(elementary(a.right))
    let right = try b.then(elementary(b.right))
    let facts = try determinantFacts(left.right, right.right)
    let context = facts.isEmpty ? self : try adding(facts)
    do {
      return try left.then(context.rationalEquation(left.right, right.right))
        .then(right.symmetric())
    } catch let failure as ProofFailure {
      if let result = try context.contractedEquation(left.right, right.right) {
        return try left.then(result).then(right.symmetric())
      }
      guard
        let (first, second) = try? (
          withOneExponential(left.right), withOneExponential(right.right)
        ),
        let same = try? Self.substituting(
          context.equalExponentials(second.right, first.right), in: second.right),
        let middle = try? context.rationalEquation(first.right, same.right)
      else { throw failure }
      return try left.then(first).then(middle).then(same.symmetric()).then(second.symmetric())
        .then(right.symmetric())
    }
  }

  /// s = t for rational expressions in atoms that are left as they are.
  func scalarEquation(_ s: Term, _ t: Term) throws -> Theorem { try rationalEquation(s, t) }

  private func rationalEquation(_ s: Term, _ t: Term) throws -> Theorem {
    if s === t { return try .reflexive(s) }
    let nonzero = try denominators(of: [s, t])
    if let direct = try? Theorem.ring(s, t, nonzero: nonzero) { return direct }
    guard s.sort.isScalarField else { throw ProofFailure("the two sides differ", try .equal(s, t)) }
    if let substituted = try integralEquation(s, t) { return substituted }
    let difference = try s - t
    let fraction = try form(nonzero).fraction(of: difference)
    var relations = try relations(for: fraction)
    var (quotients, rest) = try Relation.divide(fraction.numerator, by: relations)
    if !rest.isZero, rest.atoms.contains(where: { $0.arguments(of: .indicator) != nil }) {
      relations = try self.relations(for: fraction, withBrackets: true)
      (quotients, rest) = try Relation.divide(fraction.numerator, by: relations)
    }
    if !rest.isZero, let exchanged = try exchangedEquation(s, t, rest) { return exchanged }
    guard rest.isZero else {
      throw ProofFailure(
        "left − right comes to", try Fraction.quotient(rest, fraction).term(in: s.sort))
    }
    // difference = (Σ q (l − r)) / D = 0
    var combination = try s.zeroOfSort
    var zero = try Theorem.reflexive(combination)
    for (relation, quotient) in zip(relations, quotients) where !quotient.isZero {
      let q = try quotient.term(in: s.sort)
      let (l, r) = try relation.theorem.sides
      let part = try q * (l - r)
      let vanishing = try Theorem.congruence(
        .multiply,
        [.reflexive(q), .congruence(.add, [relation.theorem, .reflexive(-r)])])
      combination = try combination + part
      zero = try .congruence(.add, [zero, vanishing])
    }
    zero = try zero.then(.ring(zero.right, s.zeroOfSort))
    var bottom = try fraction.expandedDenominator().term(in: s.sort)
    var known = nonzero
    if fraction.denominator.isEmpty {
      bottom = try Polynomial.numeral(.one, s.sort)
    } else {
      known.append(try denominatorNonzero(fraction, bottom))
    }
    let quotient = try combination / bottom
    let vanishing = try Theorem.ring(difference, quotient, nonzero: known)
      .then(.congruence(.multiply, [zero, .reflexive(.apply(.inverse, [bottom]))]))
    let isZero = try vanishing.then(.ring(vanishing.right, s.zeroOfSort))
    let back = try Theorem.ring(s, difference + t).then(.congruence(.add, [isZero, .reflexive(t)]))
    return try back.then(.ring(back.right, t))
  }

  /// s = t after integrals in them were written as combinations of fewer.
  private func integralEquation(_ s: Term, _ t: Term) throws -> Theorem? {
    let integrals = s.integralAtoms + t.integralAtoms
    guard s.sort == .real, !integrals.isEmpty, integralSubstitutions < 4 else { return nil }
    integralSubstitutions += 1
    defer { integralSubstitutions -= 1 }
    let equations = try integralEquations(for: integrals)
    guard !equations.isEmpty else { return nil }
    let (a, b) = try (
      Self.substituting(equations, in: s), Self.substituting(equations, in: t)
    )
    guard !a.isTrivial || !b.isTrivial else { return nil }
    let (left, right) = try (a.then(laurent(a.right)), b.then(laurent(b.right)))
    return try left.then(rationalEquation(left.right, right.right)).then(right.symmetric())
  }

  /// s = t after sums whose terms change places were carried out.
  private func exchangedEquation(_ s: Term, _ t: Term, _ rest: Polynomial) throws -> Theorem? {
    guard s.sort == .real else { return nil }
    let sums = rest.atoms.filter { $0.arguments(of: .sum) != nil && $0.uses(.inverse) }
    var equations: [Term: Theorem] = [:]
    var isTaken: Set<Term> = []
    for sum in sums where !isTaken.contains(sum) {
      guard let equation = try exchangedSum(sum, among: sums) else { continue }
      equations[sum] = equation
      isTaken.formUnion(try RationalForm(nonzero: []).fraction(of: equation.right).numerator.atoms)
    }
    guard !equations.isEmpty else { return nil }
    let (a, b) = try (
      Self.substituting(equations, in: s), Self.substituting(equations, in: t)
    )
    guard !a.isTrivial || !b.isTrivial else { return nil }
    return try a.then(rationalEquation(a.right, b.right)).then(b.symmetric())
  }

  private func denominatorNonzero(_ fraction: Fraction, _ bottom: Term) throws -> Theorem {
    if let theorem = try? nonzero(bottom) { return theorem }
    throw ProofFailure("the denominator is not known to be nonzero", bottom)
  }

  /// What is known of the atoms: squares of roots, i² = −1, and the equations among the facts; with
  /// brackets also that [i = j] f(j) = [i = j] f(i).
  func relations(for fraction: Fraction, withBrackets: Bool = false) throws -> [Relation] {
    var atoms = Set(fraction.numerator.atoms)
    for factor in fraction.denominator.keys { atoms.formUnion(factor.atoms) }
    var result: [Relation] = []
    if withBrackets {
      for theorem in try bracketEquations(atoms.sorted()) {
        guard let relation = try relation(theorem) else { continue }
        result.append(relation)
        atoms.formUnion(relation.polynomial.atoms)
      }
    }
    // Of a bracket only its powers are of interest, and one may become another one's.
    let squared = Set(
      fraction.numerator.terms.flatMap {
        $0.monomial.factors.filter { $0.exponent > 1 }.map(\.atom)
      })
    let areSquared = withBrackets && squared.contains { $0.arguments(of: .indicator) != nil }
    var queue = atoms.filter {
      $0.arguments(of: .indicator) == nil || areSquared || squared.contains($0)
    }.sorted()
    while let atom = queue.popLast() {
      guard let theorem = try rootRelation(atom), let relation = try relation(theorem) else {
        continue
      }
      result.append(relation)
      for other in relation.polynomial.atoms where atoms.insert(other).inserted {
        queue.append(other)
      }
    }
    for fact in facts {
      guard let sides = fact.conclusion.arguments(of: .equal), sides[0].sort.isScalarField else {
        continue
      }
      let (a, b) = try (evaluate(sides[0]), evaluate(sides[1]))
      let (left, right) = try (a.then(elementary(a.right)), b.then(elementary(b.right)))
      if let relation = try relation(left.symmetric().then(fact).then(right)) {
        result.append(relation)
      }
    }
    return result
  }

  /// [i = j] f(j) = [i = j] f(i) and [i = j] = [j = i], for index variables i and j and the atoms f(j)
  /// among these.
  private func bracketEquations(_ atoms: [Term]) throws -> [Theorem] {
    var result: [Theorem] = []
    for bracket in atoms {
      guard let condition = bracket.arguments(of: .indicator)?[0],
        let x = condition.arguments(of: .equal), case .finite = x[0].sort,
        case .free = x[0].node, case .free = x[1].node
      else { continue }
      let turned = try Term.equal(x[1], x[0])
      if x[0] < x[1], atoms.contains(try .apply(.indicator, [turned])) {
        let (here, there) = try (Theorem.assume(condition), Theorem.assume(turned))
        result.append(
          try .congruence(
            .indicator, [.equivalence(here.symmetric(), there.symmetric())]))
      }
      let cases = try Theorem.axiom(.indicatorCases, [condition]).conjuncts()
      let zero = try cases.1.modusPonens(.assume(.not(condition)))
      for atom in atoms
      where atom.arguments(of: .indicator) == nil && atom.freeVariables.contains(x[1]) {
        let k = try fresh("k", x[0].sort, atom, bracket)
        let function = try Term.lambda(k, atom.substituting([x[1]: k]))
        let moved = try Theorem.congruence(.reflexive(function), .assume(condition))
        let same = try Theorem.beta(moved.left).symmetric().then(moved).then(.beta(moved.right))
        let other = try same.left
        func vanishing(_ value: Term) throws -> Theorem {
          let product = try Theorem.congruence(.multiply, [zero, .reflexive(value)])
          return try product.then(.ring(product.right, .zero))
        }
        result.append(
          try Theorem.excludedMiddle(condition).cases(
            .congruence(.multiply, [.reflexive(bracket), same.symmetric()]),
            vanishing(atom).then(vanishing(other).symmetric())))
      }
    }
    return result
  }

  private func relation(_ theorem: Theorem) throws -> Relation? {
    let (l, r) = try theorem.sides
    let nonzero = try denominators(of: [l, r])
    let fraction = try form(nonzero).fraction(of: l - r)
    guard fraction.numerator.constant == nil else { return nil }
    guard !fraction.denominator.isEmpty else {
      return Relation(polynomial: fraction.numerator, theorem: theorem)
    }
    // numerator = (l − r)·denominator = 0
    let (top, bottom) = try (
      fraction.numerator.term(in: l.sort), fraction.expandedDenominator().term(in: l.sort)
    )
    let zero = try Theorem.congruence(.add, [theorem, .reflexive(-r)])
    let cleared = try Theorem.ring(top, (l - r) * bottom, nonzero: nonzero)
      .then(.congruence(.multiply, [zero, .reflexive(bottom)]))
    return Relation(
      polynomial: fraction.numerator,
      theorem: try cleared.then(.ring(cleared.right, l.zeroOfSort)))
  }

  /// a·a = … for an atom that is a root.
  private func rootRelation(_ atom: Term) throws -> Theorem? {
    switch atom.node {
    case .apply(.imaginaryUnit, _): return try .axiom(.imaginarySquare, [])
    case .apply(.indicator, _): return try Self.bracketSquared(atom)
    case .apply(.complexRoot, let x): return try .axiom(.complexRootSquare, x)
    case .apply(.squareRoot, let x):
      guard let bound = try lowerBound(x[0]) else { return nil }
      return try Theorem.use(.squareRoot, x, bound.weakened()).conjuncts().1
    case .apply(.realToComplex, let x):
      guard let real = try rootRelation(x[0]) else { return nil }
      return try Theorem.ring(atom * atom, .apply(.realToComplex, [real.left]))
        .then(.congruence(.realToComplex, [real]))
    default: return nil
    }
  }
}

/// An equation l = r between polynomials, as the polynomial l − r.
struct Relation {
  let polynomial: Polynomial
  let theorem: Theorem

  /// Multivariate division: p = Σ qⱼ pⱼ + rest.
  static func divide(_ polynomial: Polynomial, by relations: [Relation]) throws
    -> (quotients: [Polynomial], rest: Polynomial)
  {
    var quotients = relations.map { _ in Polynomial.zero }
    let leaders = relations.map { leading($0.polynomial) }
    var current = polynomial
    var rest = Polynomial.zero
    var steps = 0
    while !current.isZero {
      steps += 1
      guard steps < 5_000 else { throw ProofFailure("the reduction is too long") }
      let (monomial, coefficient) = leading(current)
      var reduced = false
      for (index, leader) in leaders.enumerated() {
        guard let factor = monomial.divided(by: leader.monomial) else { continue }
        let quotient = Polynomial(factor, coefficient / leader.coefficient)
        quotients[index] = quotients[index] + quotient
        current = try current - quotient * relations[index].polynomial
        reduced = true
        break
      }
      if !reduced {
        let term = Polynomial(monomial, coefficient)
        rest = rest + term
        current = current - term
      }
    }
    return (quotients, rest)
  }

  /// The largest term, roots counting before everything else.
  private static func leading(_ polynomial: Polynomial) -> (
    monomial: Monomial, coefficient: Rational
  ) {
    let terms = polynomial.terms
    var best = terms[0]
    for term in terms.dropFirst() where rootDegree(term.monomial) > rootDegree(best.monomial) {
      best = term
    }
    return best
  }

  private static func rootDegree(_ monomial: Monomial) -> Int {
    monomial.factors.reduce(0) {
      $0 + ($1.atom.isRoot || $1.atom.arguments(of: .indicator) != nil ? $1.exponent : 0)
    }
  }
}

extension Term {
  /// √x, i, or the cast of a root.
  var isRoot: Bool {
    switch node {
    case .apply(.imaginaryUnit, _), .apply(.complexRoot, _), .apply(.squareRoot, _): true
    case .apply(.realToComplex, let x): x[0].isRoot
    default: false
    }
  }
}

extension Monomial {
  /// The quotient, when the other monomial divides this one.
  func divided(by other: Monomial) -> Monomial? {
    var result = Monomial.one
    for factor in other.factors where exponent(of: factor.atom) < factor.exponent { return nil }
    for factor in factors {
      for _ in 0..<(factor.exponent - other.exponent(of: factor.atom)) {
        result = result * Monomial(factor.atom)
      }
    }
    return result
  }
}

extension Fraction {
  /// A polynomial over the denominator of another fraction.
  static func quotient(_ numerator: Polynomial, _ other: Fraction) -> Fraction {
    var result = other
    result.numerator = numerator
    return result
  }
}
