import Exact
import Kernel
import Synchronization

/// Inequalities between sums by the identity of Lagrange, and between square roots of them by squaring.
///
/// 2 (Σᵢfᵢ² Σⱼgⱼ² − (Σᵢfᵢgᵢ)²) = Σᵢⱼ (fᵢgⱼ − fⱼgᵢ)², whose right side is a sum of squares.
extension Prover {
  /// 0 ≤ t for a t whose sums are bounded in this way, or whose roots are compared by their squares.
  func lagrangeBound(_ term: Term, depth: Int = 0) throws -> Theorem? {
    guard term.sort == .real, term.uses(.sum), depth < 4 else { return nil }
    try fuel.spend()
    let fraction = try RationalForm(nonzero: []).fraction(of: term)
    guard fraction.denominator.isEmpty else { return nil }
    let polynomial = fraction.numerator
    if polynomial.atoms.contains(where: { $0.arguments(of: .squareRoot) != nil }) {
      return try squaredBound(term, polynomial, depth)
    }
    for (monomial, coefficient) in polynomial.terms where coefficient.sign < 0 {
      for bound in try lagrangeBounds(monomial) {
        // t = c·(X − m) + rest.
        let scaled = try Self.product(
          .arithmetic(.less(.zero, .real(-coefficient))), bound)
        let rest = try normalize(term - scaled.bounded)
        let remainder: Theorem? =
          try rest.right === Term.zero
          ? .arithmetic(.lessOrEqual(.zero, .zero))
          : lowerBound(rest.right) ?? lagrangeBound(rest.right, depth: depth + 1)
        guard let remainder else { continue }
        let back = try remainder.weakened().rewritten(
          by: .congruence(.lessOrEqual, [.reflexive(.zero), rest.symmetric()]))
        return try Self.sum(scaled, back).moved(to: term)
      }
    }
    return nil
  }

  /// 0 ≤ r − s from 0 ≤ r and 0 ≤ r² − s², where t = r − s and r are products of roots.
  private func squaredBound(_ term: Term, _ polynomial: Polynomial, _ depth: Int) throws -> Theorem?
  {
    func hasRoot(_ monomial: Monomial) -> Bool {
      monomial.factors.contains { $0.atom.arguments(of: .squareRoot) != nil }
    }
    let roots = polynomial.terms.filter { hasRoot($0.monomial) }
    var lesser: Polynomial
    if roots.filter({ $0.coefficient.sign < 0 }).count == 1,
      let root = roots.first(where: { $0.coefficient.sign < 0 })
    {
      lesser = Polynomial(root.monomial, -root.coefficient)
    } else if roots.count == 1, roots[0].coefficient.sign > 0 {
      lesser = Polynomial(roots[0].monomial, roots[0].coefficient) - polynomial
    } else {
      return nil
    }
    let greater = try (polynomial + lesser).term(in: .real)
    let s = try lesser.term(in: .real)
    guard let bound = try lowerBound(greater) else { return nil }
    let difference = try greater * greater - s * s
    let context = try withRadicands(of: polynomial)
    let squares = try context.withoutSquaresOfRoots(
      context.elementary(difference))
    let form = try squares.then(context.normalize(squares.right))
    let remainder: Theorem? =
      try form.right === Term.zero
      ? .arithmetic(.lessOrEqual(.zero, .zero))
      : context.lowerBound(form.right) ?? context.lagrangeBound(form.right, depth: depth + 1)
    guard let remainder else { return nil }
    let gap = try remainder.weakened().rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), form.symmetric()]))
    return try Self.comparisonOfSquares(greater, s).modusPonens(bound.weakened())
      .modusPonens(gap).moved(to: term)
  }

  /// The context in which the arguments of the roots are known to be nonnegative that are sums of
  /// squares (fᵢ ± gᵢ)².
  private func withRadicands(of polynomial: Polynomial) throws -> Prover {
    var known: [Theorem] = []
    for atom in polynomial.atoms {
      guard let radicand = atom.arguments(of: .squareRoot)?[0],
        try lowerBound(radicand) == nil,
        let bound = try squareOfSum(radicand) ?? squareOfInnerSum(radicand)
      else { continue }
      known.append(bound)
    }
    return known.isEmpty ? self : try adding(known)
  }

  /// 0 ≤ Σf² ± 2 Σfg + Σg² for a sum of this form.
  private func squareOfSum(_ term: Term) throws -> Theorem? {
    let polynomial = try RationalForm(nonzero: []).fraction(of: term).numerator
    for (monomial, _) in polynomial.terms where monomial.factors.count == 1 {
      let nest = try nest(monomial.term(in: .real) ?? .one)
      for (f, g) in try Self.splittings(of: nest.core) {
        for sign in [Rational(1), -1] {
          let factor = try f + .real(sign) * g
          let bound = try nonnegative(sum: factor * factor, nest.indices)
          if let equation = try? Theorem.ring(elementary(bound.bounded).right, term) {
            return try bound.rewritten(
              by: .congruence(
                .lessOrEqual,
                [.reflexive(.zero), elementary(bound.bounded).then(equation)]))
          }
        }
      }
    }
    return nil
  }

  /// 0 ≤ Σ h(i) h(j), which is a sum of squares (Σᵢ h(i))².
  private func squareOfInnerSum(_ term: Term) throws -> Theorem? {
    guard term.arguments(of: .sum) != nil else { return nil }
    let nest = try nest(term)
    for (exchange, half) in try Self.halves(of: nest) {
      let outside = nest.indices.filter { index in
        exchange[index] == nil && !exchange.values.contains(index)
      }
      let inner = try Self.nested(nest.indices.filter { exchange[$0] != nil }, half)
      let bound = try nonnegative(sum: inner * inner, outside)
      let form = try elementary(bound.bounded)
      if let equation = try? Theorem.ring(form.right, term) {
        return try bound.rewritten(
          by: .congruence(.lessOrEqual, [.reflexive(.zero), form.then(equation)]))
      }
    }
    return nil
  }

  /// 0 ≤ Σ_I q for a square q.
  private func nonnegative(sum square: Term, _ indices: [Term]) throws -> Theorem {
    guard let f = square.arguments(of: .multiply)?[0] else {
      throw ProofFailure("a square", square)
    }
    var bound = try Theorem.axiom(.squareNonnegative, [f])
    for index in indices.reversed() {
      bound = try .use(
        .sumNonnegative, [.lambda(index, bound.bounded)], bound.generalizing(index))
    }
    return bound
  }

  /// 0 ≤ X − m for a product m of sums: Σ f(i) g(i) f(j) g(j) is at most Σ f(i)² g(j)².
  private func lagrangeBounds(_ monomial: Monomial) throws -> [Theorem] {
    guard let product = try monomial.term(in: .real) else { return [] }
    let nest = try nest(product)
    var result: [Theorem] = []
    for (exchange, half) in try Self.halves(of: nest) {
      for (f, g) in try Self.splittings(of: half) {
        let (fj, gj) = try (f.substituting(exchange), g.substituting(exchange))
        let factor = try f * gj - fj * g
        let bound = try nonnegative(sum: factor * factor, nest.indices)
        let form = try elementary(bound.bounded)
        let whole = try bound.rewritten(
          by: .congruence(.lessOrEqual, [.reflexive(.zero), form]))
        let own = try elementary(product)
        let terms = try RationalForm(nonzero: []).fraction(of: form.right).numerator
        guard let negative = terms.terms.first(where: { $0.coefficient.sign < 0 }),
          let m = try negative.monomial.term(in: .real),
          (try? Theorem.ring(m, own.right)) != nil
        else { continue }
        let scale = Term.real(Rational(-1) / negative.coefficient)
        let scaled = try Self.product(.arithmetic(.less(.zero, scale)), whole)
        let simple = try normalize(scaled.bounded)
        result.append(
          try scaled.weakened().rewritten(
            by: .congruence(.lessOrEqual, [.reflexive(.zero), simple])))
      }
    }
    return result
  }

  /// The ways to see the sum of a product as Σ h(i) h(j), for one or two indices i and as many j: what
  /// takes i to j, and h(i).
  private static func halves(of nest: Nest) throws -> [(exchange: [Term: Term], half: Term)] {
    let indices = nest.indices
    guard (2...6).contains(indices.count) else { return [] }
    var pairs: [(Term, Term)] = []
    for (a, i) in indices.enumerated() {
      for j in indices[(a + 1)...] where i.sort == j.sort { pairs.append((i, j)) }
    }
    var exchanges = pairs.map { [$0.0: $0.1] }
    for (a, first) in pairs.enumerated() {
      for second in pairs[(a + 1)...] {
        guard Set([first.0, first.1, second.0, second.1]).count == 4 else { continue }
        exchanges.append([first.0: first.1, second.0: second.1])
        exchanges.append([first.0: first.1, second.1: second.0])
      }
    }
    return try exchanges.compactMap { exchange in
      try half(of: nest.core, exchange).map { (exchange, $0) }
    }
  }

  /// h(i) for a product h(i)·h(j), every factor of which has some i or some j and not both.
  private static func half(of core: Term, _ exchange: [Term: Term]) throws -> Term? {
    let polynomial = try RationalForm(nonzero: []).fraction(of: core).numerator
    guard polynomial.terms.count == 1, let (monomial, coefficient) = polynomial.terms.first,
      coefficient.isOne
    else { return nil }
    var (first, second) = (Monomial.one, Monomial.one)
    for factor in monomial.factors {
      let free = factor.atom.freeVariables
      let (hasFirst, hasSecond) = (
        exchange.keys.contains(where: free.contains),
        exchange.values.contains(where: free.contains)
      )
      guard hasFirst != hasSecond else { return nil }
      for _ in 0..<factor.exponent {
        if hasFirst {
          first = first * Monomial(factor.atom)
        } else {
          second = second * Monomial(factor.atom)
        }
      }
    }
    guard let h = try first.term(in: .real), let other = try second.term(in: .real),
      (try? Theorem.ring(h.substituting(exchange), other)) != nil
    else { return nil }
    return h
  }

  /// The ways to write a product of a few factors as f·g, one of each two that differ in order.
  private static func splittings(of product: Term) throws -> [(Term, Term)] {
    let polynomial = try RationalForm(nonzero: []).fraction(of: product).numerator
    guard polynomial.terms.count == 1, let monomial = polynomial.terms.first?.monomial else {
      return []
    }
    let factors = monomial.factors.flatMap { Array(repeating: $0.atom, count: $0.exponent) }
    guard (1...5).contains(factors.count) else { return [] }
    return try (0..<(1 << (factors.count - 1))).map { choice in
      var (f, g): (Term, Term) = (.one, .one)
      for (position, factor) in factors.enumerated() {
        if choice & (1 << position) == 0 { f = try f * factor } else { g = try g * factor }
      }
      return (f, g)
    }
  }

  private static let squares = Mutex<Theorem?>(nil)

  /// 0 ≤ r → 0 ≤ r² − s² → 0 ≤ r − s.
  static func comparisonOfSquares(_ r: Term, _ s: Term) throws -> Theorem {
    let (x, y) = try (Term.variable("r", .real), Term.variable("s", .real))
    let law: Theorem
    if let known = squares.withLock({ $0 }) {
      law = known
    } else {
      let premises: [Term] = try [
        .lessOrEqual(.zero, x), .lessOrEqual(.zero, x * x - y * y),
      ]
      law = try Prover(assumptions: []).prove(
        .implies(premises, .lessOrEqual(.zero, x - y)))
      squares.withLock { $0 = law }
    }
    return try law.instantiate([x: r, y: s])
  }
}
