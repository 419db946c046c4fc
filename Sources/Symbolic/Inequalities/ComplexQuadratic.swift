import Exact
import Kernel
import Synchronization

/// When both roots of z² + c₁ z + c₀ with complex coefficients lie in an open disc round 0.
///
/// With the roots s and t: r⁴ − |c₀|² = r⁴ − |s|²|t|² and
/// (r⁴ − |c₀|²)² − r²|r² c₁ − c₀ c̄₁|² = (r² − |s|²)(r² − |t|²)|r² − s t̄|².
/// - Source: Schur, Über Potenzreihen, die im Innern des Einheitskreises beschränkt sind, Crelle 147
///   (1917); Cohn, Math. Z. 14 (1922).
enum ComplexQuadratic {
  private static let proved = Mutex<Theorem?>(nil)

  /// 0 < r ⊢ (∀z. z² + c₁ z + c₀ = 0 → |z|² < r²) = the two conditions.
  static func criterion(_ c1: ComplexPair, _ c0: ComplexPair, radius r: Term) throws -> Theorem {
    let names = try ["a_1", "b_1", "a_0", "b_0", "r"].map { try Term.variable($0, .real) }
    let general: Theorem
    if let known = proved.withLock({ $0 }) {
      general = known
    } else {
      general = try proof(Array(names[..<4]), names[4])
      proved.withLock { $0 = general }
    }
    let values = [c1.re, c1.im, c0.re, c0.im, r]
    return try general.instantiate(Dictionary(uniqueKeysWithValues: zip(names, values)))
  }

  private static let region = RootCriterion.Region.disc(strict: true)

  private static func statement(_ c: [Term], _ r: Term) throws -> Term {
    let z = try Term.variable("z", .complex)
    let factor = RootFactor.quadratic(c1: ComplexPair(c[0], c[1]), c0: ComplexPair(c[2], c[3]))
    return try .forAll(
      z, .implies(.equal(factor.polynomial(z), z.zeroOfSort), region.contains(z, r)))
  }

  private static func conditions(_ c: [Term], _ r: Term) throws -> [Term] {
    let square = try r * r
    let gap = try square * square - (c[2] * c[2] + c[3] * c[3])
    let re = try square * c[0] - (c[2] * c[0] + c[3] * c[1])
    let im = try square * c[1] - (c[3] * c[0] - c[2] * c[1])
    return [gap, try gap * gap - square * (re * re + im * im)]
  }

  private static func condition(_ c: [Term], _ r: Term) throws -> Term {
    try .all(conditions(c, r).map { try .less(.zero, $0) })
  }

  /// The coefficients with the roots x₁ + i y₁ and x₂ + i y₂.
  private static func coefficients(_ x: [Term]) throws -> [Term] {
    try [
      -(x[0] + x[2]), -(x[1] + x[3]), x[0] * x[2] - x[1] * x[3], x[0] * x[3] + x[2] * x[1],
    ]
  }

  private static func proof(_ c: [Term], _ r: Term) throws -> Theorem {
    let x = try ["x_1", "y_1", "x_2", "y_2"].map { try Term.variable($0, .real) }
    func step(_ fact: Theorem, _ index: Int) throws -> Theorem {
      guard index < x.count, let predicate = fact.conclusion.arguments(of: .exists)?[0] else {
        let values = try coefficients(x)
        var result = try proof(x, values, r)
        for (place, equation) in try fact.allConjuncts().enumerated() {
          let name = try Term.variable("v", .real)
          let mixed = Array(c[..<place]) + [name] + values[(place + 1)...]
          let predicate = try Term.lambda(name, .equal(statement(mixed, r), condition(mixed, r)))
          let same = try Theorem.congruence(.reflexive(predicate), equation.symmetric())
          result = try result.rewritten(
            by: Theorem.beta(same.left).symmetric().then(same).then(.beta(same.right)))
        }
        return result
      }
      let instance = try Theorem.assume(predicate.instantiate(x[index]))
      return try fact.choosing(x[index], step(instance, index + 1))
    }
    return try step(roots(c, x), 0)
  }

  /// The criterion for the coefficients that belong to two roots.
  private static func proof(_ x: [Term], _ c: [Term], _ r: Term) throws -> Theorem {
    let prover = try Prover(assumptions: [], fuel: Prover.Fuel(400_000))
    let z = try Term.variable("z", .complex)
    let roots = [ComplexPair(x[0], x[1]), ComplexPair(x[2], x[3])]
    let factors = try roots.map { try z - $0.term }
    let polynomial = try RootFactor.quadratic(
      c1: ComplexPair(c[0], c[1]), c0: ComplexPair(c[2], c[3])
    ).polynomial(z)
    let right = try z.zeroOfSort
    let product = RootProduct(
      difference: try prover.equation(polynomial - right, factors[0] * factors[1]),
      left: polynomial, right: right, factors: factors)
    let split = try product.split(
      statement(c, r), z, shape: .reflexive(region.contains(z, r)))
    let each = try roots.map { try located($0, z, r) }
    let both = try split.then(.congruence(.and, each))
    let inside = try Theorem.assume(both.right)
    let whole = try Theorem.assume(condition(c, r))
    let forward = try sufficient(inside, x, c, r)
    let backward = try necessary(whole, both.right, x, r)
    return try both.then(.equivalence(forward, backward))
  }

  /// (∀z. z − w = 0 → |z|² < r²) = (x² + y² < r²) for w = x + i y.
  private static func located(_ w: ComplexPair, _ z: Term, _ r: Term) throws -> Theorem {
    let point = try w.term
    let parts = try Theorem.axiom(.complexParts, [w.re, w.im]).conjuncts()
    let square = try Theorem.congruence(
      .less,
      [
        .congruence(
          .add,
          [
            .congruence(.multiply, [parts.0, parts.0]), .congruence(.multiply, [parts.1, parts.1]),
          ]), .reflexive(r * r),
      ])
    let zero = try z.zeroOfSort
    let formula = try Term.forAll(
      z, .implies(.equal(z - point, zero), region.contains(z, r)))
    let forward = try Theorem.assume(formula).specialized(to: point)
      .modusPonens(.ring(point - point, zero)).rewritten(by: square)
    let assumed = try Theorem.assume(.equal(z - point, zero))
    let step = try Theorem.ring(point, z - (z - point))
      .then(.congruence(.add, [.reflexive(z), .congruence(.negate, [assumed])]))
    let equal = try step.then(.ring(step.right, z))
    let predicate = try Term.lambda(z, region.contains(z, r))
    let moved = try Theorem.congruence(.reflexive(predicate), equal)
    let backward = try Theorem.assume(square.right).backwards(along: square)
      .rewritten(by: Theorem.beta(moved.left).symmetric().then(moved).then(.beta(moved.right)))
      .discharging(assumed.conclusion).generalizing(z)
    return try .equivalence(forward, backward)
  }

  private static func squares(_ a: Term, _ b: Term) throws -> Theorem {
    try Prover.sum(.axiom(.squareNonnegative, [a]), .axiom(.squareNonnegative, [b]))
  }

  /// 0 < r² − |s|², 0 < r² − |t|².
  private static func gaps(_ x: [Term], _ r: Term) throws -> [Term] {
    try [r * r - (x[0] * x[0] + x[1] * x[1]), r * r - (x[2] * x[2] + x[3] * x[3])]
  }

  private static func sufficient(_ inside: Theorem, _ x: [Term], _ c: [Term], _ r: Term) throws
    -> Theorem
  {
    let gaps = try gaps(x, r)
    let each = try inside.conjuncts()
    let bounds = try zip([each.0, each.1], gaps).map { fact, gap in
      guard let sides = fact.conclusion.arguments(of: .less) else { return fact }
      return try fact.rewritten(by: .axiom(.lessDifference, sides)).moved(to: gap)
    }
    let radius = try Theorem.assume(.less(.zero, r))
    let square = try Prover.product(radius, radius)
    let conditions = try conditions(c, r)
    // r⁴ − |s|²|t|² = r² (r² − |s|²) + |s|² (r² − |t|²)
    let first = try Prover.sum(
      Prover.product(square, bounds[0]), Prover.product(squares(x[0], x[1]), bounds[1]))
    let both = try Prover.product(bounds[0], bounds[1])
    let distance = try Prover.product(square, squares(x[0] - x[2], x[1] - x[3]))
    let second = try Prover.product(both, Prover.sum(both, distance))
    return try first.moved(to: conditions[0]).and(second.moved(to: conditions[1]))
  }

  private static func necessary(_ whole: Theorem, _ goal: Term, _ x: [Term], _ r: Term) throws
    -> Theorem
  {
    let gaps = try gaps(x, r)
    let (first, second) = try whole.conjuncts()
    // |r² − s t̄|²
    let weight = try squares(
      r * r - (x[0] * x[2] + x[1] * x[3]), x[1] * x[2] - x[0] * x[3])
    let both = try SignLemma.cancelled(second, gaps[0] * gaps[1], by: weight)
    // r² ((r² − |s|²) + (r² − |t|²)) = (r⁴ − |s|²|t|²) + (r² − |s|²)(r² − |t|²)
    let radius = try Theorem.assume(.less(.zero, r))
    let sum = try SignLemma.cancelled(
      Prover.sum(first, both), gaps[0] + gaps[1], by: Prover.product(radius, radius))
    guard let sides = goal.arguments(of: .and) else { throw ProofFailure("two roots", goal) }
    let results = try [0, 1].map { index in
      let positive = try SignLemma.first(gaps[index], gaps[1 - index], both, sum)
      guard let x = sides[index].arguments(of: .less) else { return positive }
      return try Theorem.less(x[0], x[1], from: positive.moved(to: x[1] - x[0]))
    }
    return try results[0].and(results[1])
  }

  /// ∃ x₁ y₁ x₂ y₂ with these coefficients: (−c₁ ± w)/2 for a root w = u + i v of c₁² − 4 c₀.
  private static func roots(_ c: [Term], _ names: [Term]) throws -> Theorem {
    let prover = try Prover(assumptions: [], fuel: Prover.Fuel(400_000))
    let half: Term = .real(Rational(1, 2))
    let re = try (c[0] * c[0] - c[1] * c[1]) - .real(4) * c[2]
    let im = try .real(2) * (c[0] * c[1]) - .real(4) * c[3]
    let size = try re * re + im * im
    let nonnegative = try squares(re, im)
    let modulus: Term = try .apply(.squareRoot, [size])
    let root = try Theorem.use(.squareRoot, [size], nonnegative).allConjuncts()
    // For variables: m² = x² + y² and 0 ≤ m give 0 ≤ m ± x.
    let v = try ["x", "y", "m"].map { try Term.variable($0, .real) }
    let facts = try [
      Theorem.assume(.lessOrEqual(.zero, v[2])),
      .assume(.equal(v[2] * v[2], v[0] * v[0] + v[1] * v[1])),
    ]
    let bounds = try [v[2] + v[0], v[2] - v[0]].map { term in
      var bound = try Prover(facts: facts, fuel: Prover.Fuel(400_000))
        .semialgebraic(.lessOrEqual(.zero, term))
        .instantiate([v[0]: re, v[1]: im, v[2]: modulus])
      for fact in root { bound = try bound.discharging(fact.conclusion, by: fact) }
      return try Prover.product(.arithmetic(.lessOrEqual(.zero, half)), bound)
    }
    let (s, t): (Term, Term) = try (
      .apply(.squareRoot, [bounds[0].bounded]), .apply(.squareRoot, [bounds[1].bounded])
    )
    let squares = try bounds.map {
      try Theorem.use(.squareRoot, [$0.bounded], $0).conjuncts().1
    }
    let context = try prover.adding(root + bounds + squares)
    // (2 s t − im)(2 s t + im) = 0
    let (minus, plus) = try (.real(2) * (s * t) - im, .real(2) * (s * t) + im)
    let product = try context.equation(minus * plus, .zero)
    let split = try Theorem.use(.zeroProduct, [minus, plus], product)
    func witnessed(_ fact: Theorem, _ t: Term) throws -> Theorem {
      let parts = try [
        half * (-c[0] + s), half * (-c[1] + t), half * (-c[0] - s), half * (-c[1] - t),
      ]
      let inner = try context.adding([fact])
      let values = try coefficients(parts)
      var result = try inner.equation(c[3], values[3])
      for place in (0..<3).reversed() {
        result = try inner.equation(c[place], values[place]).and(result)
      }
      for index in parts.indices.reversed() {
        let known = Array(parts[..<index]) + names[index...]
        var body = try Term.all(zip(c, coefficients(known)).map { try .equal($0, $1) })
        for name in names[(index + 1)...].reversed() { body = try .exists(name, body) }
        result = try result.witnessing(.lambda(names[index], body), parts[index])
      }
      return result
    }
    return try split.cases(
      witnessed(.assume(.equal(minus, .zero)), t), witnessed(.assume(.equal(plus, .zero)), -t))
  }
}
