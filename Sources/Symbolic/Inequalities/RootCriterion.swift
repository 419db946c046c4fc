import Exact
import Kernel
import Synchronization

/// Where all roots of a polynomial with real coefficients lie, in terms of the coefficients.
///
/// Each criterion is a theorem for variables, proved on its first use.
/// - Source: Gantmacher, The Theory of Matrices II, ch. XV; Jury, Theory and Application of the
///   z-Transform Method, ch. 3.
enum RootCriterion {
  /// A region of the complex plane.
  enum Region: Hashable {
    /// |z|² < r² or ≤ r².
    case disc(strict: Bool)
    /// Re z < c or ≤ c.
    case halfPlane(strict: Bool)

    var isStrict: Bool {
      switch self {
      case .disc(let strict), .halfPlane(let strict): strict
      }
    }

    /// That z lies in the region with the radius or bound `p`.
    func contains(_ z: Term, _ p: Term) throws -> Term {
      let (x, y): (Term, Term) = try (.apply(.realPart, [z]), .apply(.imaginaryPart, [z]))
      let (left, right): (Term, Term)
      switch self {
      case .disc: (left, right) = try (x * x + y * y, p * p)
      case .halfPlane: (left, right) = (x, p)
      }
      return try isStrict ? .less(left, right) : .lessOrEqual(left, right)
    }
  }

  private static let proved = Mutex<[String: Theorem]>([:])

  /// 0 < p ⊢ (∀z. z² + b z + c = 0 → z in the region of p) = conditions on b and c, and likewise for one
  /// coefficient; for a half plane without the premise, and for three coefficients, too.
  static func theorem(_ region: Region, coefficients: [Term], parameter p: Term) throws -> Theorem {
    if case .halfPlane = region, p !== Term.zero {
      let moved = try shift(region, coefficients, by: p)
      return try moved.then(
        general(region, coefficients: shifted(coefficients, by: p), parameter: .zero))
    }
    return try general(region, coefficients: coefficients, parameter: p)
  }

  /// The coefficients of the polynomial in w = z − p.
  private static func shifted(_ c: [Term], by p: Term) throws -> [Term] {
    switch c.count {
    case 1: try [c[0] + p]
    case 2: try [(c[0] + p * c[1]) + p * p, c[1] + .real(2) * p]
    case 3:
      try [
        ((c[0] + p * c[1]) + (p * p) * c[2]) + (p * p) * p,
        (c[1] + .real(2) * (p * c[2])) + .real(3) * (p * p), c[2] + .real(3) * p,
      ]
    default:
      try [
        ((c[0] + p * c[1]) + (p * p) * c[2]) + ((p * p) * p) * (c[3] + p),
        (c[1] + .real(2) * (p * c[2])) + (p * p) * (.real(3) * c[3] + .real(4) * p),
        (c[2] + .real(3) * (p * c[3])) + .real(6) * (p * p), c[3] + .real(4) * p,
      ]
    }
  }

  /// (∀z. f(z) = 0 → Re z < p) = (∀w. f(w + p) = 0 → Re w < 0).
  private static func shift(_ region: Region, _ c: [Term], by p: Term) throws -> Theorem {
    let z = try Term.fresh("z", .complex, avoiding: c + [p])
    let zero = try z.zeroOfSort
    func statement(_ c: [Term], _ p: Term) throws -> Term {
      try .forAll(z, .implies(.equal(polynomial(c, z), zero), region.contains(z, p)))
    }
    let moved = try shifted(c, by: p)
    /// From the statement about `from` at z + d the one about `to` at z.
    func transport(_ from: [Term], _ q: Term, _ to: [Term], _ r: Term, by d: Term) throws -> Theorem
    {
      let point = try z + .apply(.realToComplex, [d])
      let assumed = try Theorem.assume(.equal(polynomial(to, z), zero))
      let root = try Theorem.ring(polynomial(from, point), polynomial(to, z)).then(assumed)
      let inside = try Theorem.assume(statement(from, q)).specialized(to: point).modusPonens(root)
      // Re(z + d) = Re z + d
      let (x, y): (Term, Term) = try (.apply(.realPart, [z]), .apply(.imaginaryPart, [z]))
      let decomposed = try Theorem.congruence(
        .add, [.axiom(.complexDecomposition, [z]), .reflexive(.apply(.realToComplex, [d]))])
      let parts =
        try Term.apply(.realToComplex, [x + d])
        + .imaginaryUnit * .apply(.realToComplex, [y])
      let real = try Theorem.congruence(
        .realPart, [decomposed.then(.ring(decomposed.right, parts))]
      ).then(.axiom(.complexParts, [x + d, y]).conjuncts().0)
      guard let op = inside.conclusion.relation else { throw ProofFailure("no half plane", q) }
      let bound = try inside.rewritten(by: .congruence(op, [real, .reflexive(q)]))
      let row = op == .less ? Axiom.lessDifference : .lessOrEqualDifference
      let difference = try bound.rewritten(by: .axiom(row, [x + d, q]))
      let result =
        try op == .less
        ? Theorem.less(x, r, from: difference) : Theorem.lessOrEqual(x, r, from: difference)
      return try result.discharging(assumed.conclusion).generalizing(z)
    }
    return try .equivalence(
      transport(c, p, moved, .zero, by: p), transport(moved, .zero, c, p, by: -p))
  }

  private static func general(_ region: Region, coefficients: [Term], parameter p: Term) throws
    -> Theorem
  {
    let key = "\(region) \(coefficients.count)"
    let names = try (0..<coefficients.count).map { try Term.variable("c_\($0)", .real) }
    var bound: Term = .zero
    if case .disc = region { bound = try Term.variable("p", .real) }
    let general: Theorem
    if let known = proved.withLock({ $0[key] }) {
      general = known
    } else {
      general = try proof(region, names, bound)
      proved.withLock { $0[key] = general }
    }
    var values = Dictionary(uniqueKeysWithValues: zip(names, coefficients))
    if case .disc = region { values[bound] = p }
    return try general.instantiate(values)
  }

  /// zⁿ + … + c₁ z + c₀, the coefficients from c₀ on.
  static func polynomial(_ coefficients: [Term], _ z: Term) throws -> Term {
    func cast(_ x: Term) throws -> Term { try .apply(.realToComplex, [x]) }
    switch coefficients.count {
    case 1: return try z + cast(coefficients[0])
    case 2: return try (z * z + cast(coefficients[1]) * z) + cast(coefficients[0])
    case 3:
      return try ((z * z * z + cast(coefficients[2]) * (z * z)) + cast(coefficients[1]) * z)
        + cast(coefficients[0])
    default:
      return try
        (((z * z * z * z + cast(coefficients[3]) * (z * z * z)) + cast(coefficients[2]) * (z * z))
        + cast(coefficients[1]) * z) + cast(coefficients[0])
    }
  }

  /// The conditions of Schur and Cohn (as Jury has them), and of Routh and Hurwitz.
  static func condition(_ region: Region, _ c: [Term], _ p: Term) throws -> Term {
    func holds(_ t: Term) throws -> Term {
      try region.isStrict ? .less(.zero, t) : .lessOrEqual(.zero, t)
    }
    switch (region, c.count) {
    case (.disc, 1): return try .and(holds(p - c[0]), holds(p + c[0]))
    case (.disc, 2):
      // |c₀| < p² and |c₁| p < p² + c₀; −p² < c₀ follows from the second.
      return try .all([
        holds(p * p - c[0]), holds((p * p + c[0]) - p * c[1]), holds((p * p + c[0]) + p * c[1]),
      ])
    case (.halfPlane, 1): return try holds(c[0])
    case (.halfPlane, 2): return try .and(holds(c[1]), holds(c[0]))
    case (.halfPlane, 3):
      let product = try holds(c[2] * c[1] - c[0])
      let parts =
        try region.isStrict
        ? [holds(c[2]), holds(c[0]), product] : [holds(c[2]), holds(c[1]), holds(c[0]), product]
      return try .all(parts)
    default:
      guard let conditions = try productConditions(region, c, p) else {
        throw ProofFailure("no criterion for this region and degree")
      }
      return try .all(conditions.map { try .less(.zero, $0) })
    }
  }

  private static func proof(_ region: Region, _ c: [Term], _ p: Term) throws -> Theorem {
    if try productConditions(region, c, p) != nil { return try productProof(region, c, p) }
    let z = try Term.variable("z", .complex)
    let zero: Term = try .apply(.realToComplex, [.zero])
    let statement = try statement(region, c, p)
    let condition = try condition(region, c, p)
    var premises: [Term] = []
    if case .disc = region { premises.append(try .less(.zero, p)) }
    let context = try Prover(assumptions: premises, fuel: Prover.Fuel(400_000))
    // From the conditions to every root.
    let root = try Theorem.assume(.equal(polynomial(c, z), zero))
    let sufficient = try context.adding(Theorem.assume(condition).allConjuncts())
      .located(root, z, region, c, p).discharging(root.conclusion).generalizing(z)
    // From the roots to the conditions.
    let necessary = try context.conditions(Theorem.assume(statement), region, c, p)
    return try .equivalence(necessary, sufficient)
  }
}

extension Prover {
  /// That a root lies in the region, from the conditions among the facts.
  ///
  /// With z = x + i y: p(z) = 0 gives a real equation, and y times another one.
  fileprivate func located(
    _ root: Theorem, _ z: Term, _ region: RootCriterion.Region, _ c: [Term], _ p: Term
  ) throws -> Theorem {
    let (x, y): (Term, Term) = try (.apply(.realPart, [z]), .apply(.imaginaryPart, [z]))
    let real: Term
    let factor: Term
    switch c.count {
    case 1: (real, factor) = try (x + c[0], .one)
    case 2: (real, factor) = try (((x * x - y * y) + c[1] * x) + c[0], .real(2) * x + c[1])
    default:
      real =
        try ((x * x * x - .real(3) * (x * (y * y))) + c[2] * (x * x - y * y)) + (c[1] * x + c[0])
      factor = try ((.real(3) * (x * x) - y * y) + .real(2) * (c[2] * x)) + c[1]
    }
    func cast(_ t: Term) throws -> Term { try .apply(.realToComplex, [t]) }
    let parts = try cast(real) + .imaginaryUnit * cast(y * factor)
    let decomposition = try Theorem.axiom(.complexDecomposition, [z])
    let inside = try Term.lambda(z, RootCriterion.polynomial(c, z))
    let moved = try Theorem.congruence(.reflexive(inside), decomposition)
    let expanded = try Theorem.beta(moved.left).symmetric().then(moved).then(.beta(moved.right))
    let same = try equation(parts, expanded.right).then(expanded.symmetric()).then(root)
    let split = try Theorem.axiom(.complexParts, [real, y * factor]).conjuncts()
    let zeroParts = try Theorem.axiom(.complexParts, [.zero, .zero]).conjuncts()
    let zeroSum = try cast(.zero) + .imaginaryUnit * cast(.zero)
    let asZero = try same.then(.ring(same.right, zeroSum))
    let realZero = try split.0.symmetric()
      .then(.congruence(.realPart, [asZero])).then(zeroParts.0)
    let imaginaryZero = try split.1.symmetric()
      .then(.congruence(.imaginaryPart, [asZero])).then(zeroParts.1)
    let goal = try region.contains(z, p)
    let alternatives = try Theorem.use(.zeroProduct, [y, factor], imaginaryZero)
    let (yZero, factorZero) = try (
      Theorem.assume(.equal(y, .zero)), Theorem.assume(.equal(factor, .zero))
    )
    let axis = try realAxis(realZero, real, yZero, x, y, c)
    let onAxis = try onRealAxis(goal, axis, yZero, x, region, c, p)
    let offAxis =
      factor === Term.one
      ? try Theorem.arithmetic(.not(factorZero.conclusion)).refuting(factorZero)
        .byContradiction(goal)
      : try withMiddleCoefficient(c).adding([realZero, factorZero]).semialgebraic(goal)
    return try alternatives.cases(onAxis, offAxis)
  }

  /// p(x) = 0 from the real part and y = 0.
  private func realAxis(
    _ realZero: Theorem, _ real: Term, _ yZero: Theorem, _ x: Term, _ y: Term, _ c: [Term]
  ) throws -> Theorem {
    let (polynomial, weight): (Term, Term)
    switch c.count {
    case 1: (polynomial, weight) = (real, .zero)
    case 2: (polynomial, weight) = try ((x * x + c[1] * x) + c[0], .one)
    default:
      (polynomial, weight) = try (
        ((x * x * x + c[2] * (x * x)) + c[1] * x) + c[0], .real(3) * x + c[2]
      )
    }
    let sum = try Theorem.congruence(
      .add,
      [
        realZero,
        .congruence(.multiply, [.reflexive(weight), .congruence(.multiply, [yZero, yZero])]),
      ])
    let start = try Theorem.ring(polynomial, real + weight * (y * y)).then(sum)
    return try start.then(.ring(start.right, .zero))
  }

  private func onRealAxis(
    _ goal: Term, _ axis: Theorem, _ yZero: Theorem, _ x: Term, _ region: RootCriterion.Region,
    _ c: [Term], _ p: Term
  ) throws -> Theorem {
    let context = try adding([axis])
    guard case .disc(let strict) = region else {
      return try context.withMiddleCoefficient(c).semialgebraic(goal)
    }
    let bounds =
      try strict
      ? [Term.less(x, p), .less(-p, x)] : [.lessOrEqual(x, p), .lessOrEqual(-p, x)]
    let located = try bounds.map { try context.semialgebraic($0) }
    return try adding(located + [yZero]).semialgebraic(goal)
  }

  /// With 0 ≤ c₁, which follows from 0 ≤ c₂ and 0 < c₀ < c₂ c₁ for three coefficients.
  private func withMiddleCoefficient(_ c: [Term]) throws -> Prover {
    guard c.count == 3, let fact = try? semialgebraic(.less(.zero, c[1])) else { return self }
    return try adding([fact])
  }

  /// The conditions, from the statement about all roots and the roots themselves.
  fileprivate func conditions(
    _ statement: Theorem, _ region: RootCriterion.Region, _ c: [Term], _ p: Term
  ) throws -> Theorem {
    let condition = try RootCriterion.condition(region, c, p)
    func cast(_ t: Term) throws -> Term { try .apply(.realToComplex, [t]) }
    /// What the statement says of one root.
    func inRegion(_ context: Prover, _ root: Term) throws -> Theorem {
      let instance = try statement.specialized(to: root)
      guard let premise = instance.conclusion.arguments(of: .implies)?[0],
        let sides = premise.arguments(of: .equal)
      else { throw ProofFailure("no root", root) }
      let result = try instance.modusPonens(context.equation(sides[0], sides[1]))
      return try result.rewritten(by: context.evaluate(result.conclusion))
    }
    /// For a real root also −p < root < p.
    func realRoot(_ context: Prover, _ root: Term) throws -> [Theorem] {
      let fact = try inRegion(context, cast(root))
      guard case .disc(let strict) = region else { return [fact] }
      let inner = try context.adding([fact])
      let bounds =
        try strict
        ? [Term.less(root, p), .less(-p, root)]
        : [.lessOrEqual(root, p), .lessOrEqual(-p, root)]
      return try [fact] + bounds.map { try inner.semialgebraic($0) }
    }
    switch c.count {
    case 1:
      return try adding(realRoot(self, -c[0])).semialgebraic(condition)
    case 2:
      let discriminant = try c[1] * c[1] - .real(4) * c[0]
      let half: Term = .real(Rational(1, 2))
      // Two real roots.
      let wide = try adding([Theorem.assume(.lessOrEqual(.zero, discriminant))])
      let s: Term = try .apply(.squareRoot, [discriminant])
      let upper = try realRoot(wide, half * (-c[1] + s))
      let lower = try realRoot(wide, half * (-c[1] - s))
      let real = try wide.adding(upper + lower).semialgebraic(condition)
      // A conjugate pair.
      let narrow = try adding([Theorem.assume(.less(discriminant, .zero))])
      let t: Term = try .apply(.squareRoot, [-discriminant])
      let pair = try inRegion(narrow, cast(half * -c[1]) + .imaginaryUnit * cast(half * t))
      let complex = try narrow.adding([pair]).semialgebraic(condition)
      return try Theorem.axiom(.total, [.zero, discriminant]).cases(real, complex)
    default: return try cubicConditions(statement, region, c, p)
    }
  }

  /// For z³ + a z² + b z + c: a real root r, and the quadratic factor z² + (a + r) z + (b + r (a + r)).
  private func cubicConditions(
    _ statement: Theorem, _ region: RootCriterion.Region, _ c: [Term], _ p: Term
  ) throws -> Theorem {
    let condition = try RootCriterion.condition(region, c, p)
    let t = try Term.variable("t", .real)
    let function = try Term.lambda(t, ((t * t * t + c[2] * (t * t)) + c[1] * t) + c[0])
    let (far, above, below) = try farValues(function, c)
    let existence = try zero(of: function, from: -far, below, to: far, above)
    let r = try Term.variable("r", .real)
    guard let predicate = existence.conclusion.arguments(of: .exists)?[0] else {
      throw ProofFailure("no root", function)
    }
    let rootEquation = try Theorem.assume(predicate.instantiate(r))
    let context = try adding([rootEquation])
    let (b1, b0) = try (c[2] + r, c[1] + r * (c[2] + r))
    let z = try Term.variable("z", .complex)
    func cast(_ x: Term) throws -> Term { try .apply(.realToComplex, [x]) }
    // (z − r)(z² + b₁ z + b₀) is the cubic.
    let cubic = try RootCriterion.polynomial(c, z)
    let factors = try (z - cast(r)) * RootCriterion.polynomial([b0, b1], z)
    let remainder = try Theorem.congruence(.realToComplex, [rootEquation])
    let product = try Theorem.ring(cubic, factors + remainder.left)
      .then(.congruence(.add, [.reflexive(factors), remainder]))
    let factored = try product.then(.ring(product.right, factors))
    let zero: Term = try .apply(.realToComplex, [.zero])
    func every(_ factor: Term, _ other: (Theorem) throws -> Theorem) throws -> Theorem {
      let assumed = try Theorem.assume(.equal(factor, zero))
      let vanishing = try factored.then(other(assumed))
      let root = try vanishing.then(.ring(vanishing.right, zero))
      return try statement.specialized(to: z).modusPonens(root)
        .discharging(assumed.conclusion).generalizing(z)
    }
    guard let parts = factors.arguments(of: .multiply) else {
      throw ProofFailure("no factors", factors)
    }
    let quadratic = try every(parts[1]) { try .congruence(.multiply, [.reflexive(parts[0]), $0]) }
    let linear = try every(try z + cast(-r)) {
      let difference = try Theorem.ring(parts[0], z + cast(-r)).then($0)
      return try .congruence(.multiply, [difference, .reflexive(parts[1])])
    }
    let inner = try quadratic.rewritten(
      by: RootCriterion.theorem(region, coefficients: [b0, b1], parameter: p))
    let outer = try linear.rewritten(
      by: RootCriterion.theorem(region, coefficients: [-r], parameter: p))
    let facts = try inner.allConjuncts() + outer.allConjuncts()
    let proof = try context.adding(facts).semialgebraic(condition)
    return try existence.choosing(r, proof)
  }
}
