import Exact
import Kernel
import Synchronization

/// Which signs of factors follow from the signs of sums of their products.
///
/// Every lemma is proved for variables and then applied to the terms of a criterion.
enum SignLemma {
  /// 0 < t for each of the terms.
  typealias Positive = [Theorem]

  private static func prover(_ facts: Theorem...) throws -> Prover {
    try Prover(facts: facts, fuel: Prover.Fuel(400_000))
  }

  private static func scaled(_ bound: Theorem, by factor: Rational, to term: Term) throws -> Theorem
  {
    try Prover.product(.arithmetic(.less(.zero, .real(factor))), bound).moved(to: term)
  }

  private static func sum(_ parts: Theorem...) throws -> Theorem {
    try parts.dropFirst().reduce(parts[0]) { try Prover.sum($0, $1) }
  }

  private static func product(_ a: Theorem, _ b: Theorem) throws -> Theorem {
    try Prover.product(a, b)
  }

  /// A lemma about the variables of `terms`, for these terms and proofs of its hypotheses.
  private static func apply(
    _ names: [String], _ terms: [Term], _ premises: [Theorem],
    _ lemma: ([Term]) throws -> Theorem
  ) throws -> Theorem {
    let variables = try names.map { try Term.variable($0, .real) }
    var result = try lemma(variables)
      .instantiate(Dictionary(uniqueKeysWithValues: zip(variables, terms)))
    for premise in premises { result = try result.discharging(premise.conclusion, by: premise) }
    return result
  }

  private static let cancellations = Mutex<[String: Theorem]>([:])

  /// 0 < q from 0 < q w and 0 < w or 0 ≤ w; 0 ≤ q from 0 ≤ q w and 0 < w.
  static func cancelled(_ both: Theorem, _ q: Term, by w: Theorem) throws -> Theorem {
    let premises = try [both.moved(to: q * w.bounded), w]
    let key = premises.map { $0.isStrict ? "<" : "≤" }.joined()
    return try apply(["q", "w"], [q, w.bounded], premises) { v in
      if let known = cancellations.withLock({ $0[key] }) { return known }
      func holds(_ t: Term, like fact: Theorem) throws -> Term {
        try fact.isStrict ? .less(.zero, t) : .lessOrEqual(.zero, t)
      }
      let facts = try prover(
        .assume(holds(v[0] * v[1], like: premises[0])), .assume(holds(v[1], like: premises[1])))
      let result = try facts.semialgebraic(holds(v[0], like: premises[0]))
      cancellations.withLock { $0[key] = result }
      return result
    }
  }

  /// 0 < s from 0 < s t and 0 < s + t.
  static func first(_ s: Term, _ t: Term, _ both: Theorem, _ sum: Theorem) throws -> Theorem {
    try apply(["s", "t"], [s, t], [both.moved(to: s * t), sum.moved(to: s + t)]) { v in
      try prover(.assume(.less(.zero, v[0] * v[1])), .assume(.less(.zero, v[0] + v[1])))
        .semialgebraic(.less(.zero, v[0]))
    }
  }

  /// 0 < q from 0 < q s and 0 < a q + b s with 0 < a, 0 < b.
  private static func first(
    _ q: Term, _ s: Term, _ both: Theorem, _ sum: Theorem, _ a: Theorem, _ b: Theorem
  ) throws -> Theorem {
    let (x, y) = (a.bounded, b.bounded)
    // (a q)(b s) and a q + b s are positive.
    let products = try product(product(a, b), both)
    return try cancelled(
      first(x * q, y * s, products.moved(to: (x * q) * (y * s)), sum), q, by: a)
  }

  // MARK: From the factors to the whole

  /// The conditions on the whole from those on its factors.
  static func forward(
    _ region: RootCriterion.Region, _ facts: Positive, _ whole: Term, _ p: Term
  ) throws -> Theorem {
    let goals = whole.conjunction.compactMap { $0.arguments(of: .less)?[1] }
    let results: [Theorem]
    switch (region, facts.count) {
    case (.disc, 5):
      let (k, l, m, v, u) = (facts[0], facts[1], facts[2], facts[3], facts[4])
      let mixed = try sum(product(k, u), twice(product(m, l)), twice(product(m, k)), product(l, v))
      let radius = try Theorem.assume(.less(.zero, p))
      let last = try product(twice(m), bracket(k, l, m, v, u))
      results = try [
        product(l, u).moved(to: goals[0]), product(k, v).moved(to: goals[1]),
        cancelled(mixed, goals[2], by: twice(radius)),
        scaled(last, by: Rational(1, 8), to: goals[3]),
      ]
    case (.disc, _):
      let (m, v, u, n, y, x) = (facts[0], facts[1], facts[2], facts[3], facts[4], facts[5])
      let (a, b) = try (
        sum(product(m, x), product(n, u)), sum(product(v, n), product(m, y))
      )
      let middle = try sum(product(v, x), product(u, y), twice(twice(product(m, n))))
      let last = try product(product(m, n), weight(u, v, x, y, a, b))
      results = try [
        product(u, x).moved(to: goals[0]), product(v, y).moved(to: goals[1]),
        scaled(sum(a, b), by: Rational(1, 4), to: goals[2]),
        scaled(middle, by: Rational(1, 2), to: goals[3]),
        scaled(last, by: Rational(1, 16), to: goals[4]),
      ]
    default:
      let (b, c, d, e) = (facts[0], facts[1], facts[2], facts[3])
      let mixed = try sum(product(b, e), product(c, d))
      let last = try product(product(b, d), squareAnd(c, e, product(sum(b, d), mixed)))
      results = try [
        sum(b, d).moved(to: goals[0]), mixed.moved(to: goals[1]),
        product(c, e).moved(to: goals[2]), last.moved(to: goals[3]),
      ]
    }
    return try assembled(whole, results)
  }

  private static func twice(_ bound: Theorem) throws -> Theorem {
    try product(.arithmetic(.less(.zero, .real(2))), bound)
  }

  /// k² u + 2 m l k + l² v.
  private static func bracket(
    _ k: Theorem, _ l: Theorem, _ m: Theorem, _ v: Theorem, _ u: Theorem
  ) throws -> Theorem {
    try sum(
      product(product(k, k), u), product(twice(m), product(l, k)), product(product(l, l), v))
  }

  /// (s − t)² + w for a positive w.
  private static func squareAnd(_ s: Theorem, _ t: Theorem, _ w: Theorem) throws -> Theorem {
    try Prover.sum(w, .axiom(.squareNonnegative, [s.bounded - t.bounded]))
  }

  /// (u y − v x)² + 4 a b.
  private static func weight(
    _ u: Theorem, _ v: Theorem, _ x: Theorem, _ y: Theorem, _ a: Theorem, _ b: Theorem
  ) throws -> Theorem {
    try squareAnd(product(u, y), product(v, x), twice(twice(product(a, b))))
  }

  /// A conjunction from its parts.
  private static func assembled(_ formula: Term, _ parts: [Theorem]) throws -> Theorem {
    if let x = formula.arguments(of: .and) {
      return try assembled(x[0], parts).and(assembled(x[1], parts))
    }
    guard let part = parts.first(where: { $0.conclusion === formula }) else {
      throw ProofFailure("a sign is missing", formula)
    }
    return part
  }

  // MARK: From the whole to the factors

  /// The conditions on the factors from those on the whole.
  static func backward(
    _ region: RootCriterion.Region, _ whole: Theorem, _ goal: Term, _ p: Term
  ) throws -> Theorem {
    let facts = try whole.allConjuncts()
    let t = goal.conjunction.compactMap { $0.arguments(of: .less)?[1] }
    let results: [Theorem]
    switch (region, t.count) {
    case (.disc, 5): results = try cubic(facts, t, p)
    case (.disc, _): results = try quartic(facts, t, p)
    default: results = try halfPlane(facts, t)
    }
    return try assembled(goal, results)
  }

  private static func halfPlane(_ facts: [Theorem], _ t: [Term]) throws -> [Theorem] {
    let (b, c, d, e) = (t[0], t[1], t[2], t[3])
    let sum = try facts[0].moved(to: b + d)
    let mixed = try facts[1].moved(to: b * e + c * d)
    let square = try Theorem.axiom(.squareNonnegative, [c - e])
    let weight = try Prover.sum(product(sum, mixed), square)
    let both = try cancelled(facts[3], b * d, by: weight)
    let isB = try first(b, d, both, sum)
    let isD = try first(d, b, both, sum)
    let last = try facts[2].moved(to: c * e)
    let isC = try first(c, e, last, mixed.moved(to: d * c + b * e), isD, isB)
    return try [isB, isC, isD, cancelled(last, e, by: isC)]
  }

  private static func quartic(_ facts: [Theorem], _ t: [Term], _ p: Term) throws -> [Theorem] {
    let (m, v, u, n, y, x) = (t[0], t[1], t[2], t[3], t[4], t[5])
    let (a, b) = try (m * x + n * u, v * n + m * y)
    let (top, bottom) = try (facts[0].moved(to: u * x), facts[1].moved(to: v * y))
    let sum = try scaled(facts[2], by: 4, to: a + b)
    let middle = try scaled(facts[3], by: 2, to: (v * x + u * y) + .real(4) * (m * n))
    // a b (…) = J + u x b² + v y a²
    let squares = try Prover.sum(
      product(top, .axiom(.squareNonnegative, [b])),
      product(bottom, .axiom(.squareNonnegative, [a])))
    let determinant = try Prover.product(.arithmetic(.less(.zero, .real(16))), facts[4])
    let both = try cancelled(Prover.sum(determinant, squares), a * b, by: middle)
    let (isA, isB) = try (first(a, b, both, sum), first(b, a, both, sum))
    let difference = try Theorem.axiom(.squareNonnegative, [u * y - v * x])
    let weight = try Prover.sum(twice(twice(product(isA, isB))), difference)
    let mn = try cancelled(determinant, m * n, by: weight)
    let radius = try Theorem.assume(.less(.zero, p))
    let size = try scaled(product(radius, radius), by: 4, to: (u + v) + .real(2) * m)
    // m > 0: else n < 0, u < 0 and v < 0.
    let isM = try apply(
      ["u", "v", "m", "x", "y", "n"], [u, v, m, x, y, n], [top, bottom, isA, isB, mn, size]
    ) { w in
      let (u, v, m, x, y, n) = (w[0], w[1], w[2], w[3], w[4], w[5])
      let (a, b) = try (m * x + n * u, v * n + m * y)
      var context = try prover(.assume(.lessOrEqual(m, .zero)))
      context = try context.adding([
        prover(.assume(.lessOrEqual(m, .zero)), .assume(.less(.zero, m * n)))
          .semialgebraic(.less(n, .zero))
      ])
      for (q, s, sum) in [(u, x, a), (v, y, b)] {
        let zero = try Theorem.assume(.lessOrEqual(.zero, q))
        let other = try prover(zero, .assume(.less(.zero, q * s))).semialgebraic(.less(.zero, s))
        let negative = try Theorem.axiom(.total, [.zero, q]).cases(
          context.adding([zero, other, .assume(.less(.zero, sum))])
            .semialgebraic(.less(q, .zero)),
          .assume(.less(q, .zero)))
        context = try context.adding([negative])
      }
      let contradiction =
        try context
        .adding([.assume(.less(.zero, (u + v) + .real(2) * m))])
        .semialgebraic(.less(.zero, m))
      return try Theorem.axiom(.total, [m, .zero])
        .cases(contradiction, .assume(.less(.zero, m)))
    }
    let isN = try cancelled(mn, n, by: isM)
    let isU = try first(u, x, top, isA.moved(to: n * u + m * x), isN, isM)
    let isV = try first(v, y, bottom, isB.moved(to: n * v + m * y), isN, isM)
    return try [
      isM, isV, isU, isN, cancelled(bottom, y, by: isV), cancelled(top, x, by: isU),
    ]
  }

  private static func cubic(_ facts: [Theorem], _ t: [Term], _ p: Term) throws -> [Theorem] {
    let (k, l, m, v, u) = (t[0], t[1], t[2], t[3], t[4])
    let (a, b) = try (k * u + .real(2) * (m * l), .real(2) * (m * k) + l * v)
    let (top, bottom) = try (facts[0].moved(to: l * u), facts[1].moved(to: k * v))
    let radius = try Theorem.assume(.less(.zero, p))
    let sum = try product(twice(radius), facts[2]).moved(to: a + b)
    let determinant = try Prover.product(.arithmetic(.less(.zero, .real(8))), facts[3])
    // a b = (a b − l u k v) + l u k v
    let both = try Prover.sum(determinant, product(top, bottom)).moved(to: a * b)
    let (isA, isB) = try (first(a, b, both, sum), first(b, a, both, sum))
    let width = try twice(radius).moved(to: l + k)
    func side(
      _ l: Term, _ k: Term, _ u: Term, _ v: Term, _ a: (Term, Theorem), _ b: (Term, Theorem),
      _ top: Theorem, _ bottom: Theorem, _ width: Theorem
    ) throws -> Theorem {
      // l > 0: else u < 0, k > 0, v > 0, then m > 0 and a < 0.
      try apply(
        ["k", "l", "m", "v", "u"], [k, l, m, v, u],
        [top, bottom, a.1.moved(to: a.0), b.1.moved(to: b.0), width]
      ) { w in
        let (k, l, m, v, u) = (w[0], w[1], w[2], w[3], w[4])
        let low = try Theorem.assume(.lessOrEqual(l, .zero))
        let isU = try prover(low, .assume(.less(.zero, l * u))).semialgebraic(.less(u, .zero))
        let isK = try prover(low, .assume(.less(.zero, l + k))).semialgebraic(.less(.zero, k))
        let isV = try cancelled(.assume(.less(.zero, k * v)), v, by: isK)
        let isM = try prover(
          low, isK, isV,
          .assume(.less(.zero, l * v + .real(2) * (m * k)))
        ).semialgebraic(.less(.zero, m))
        let contradiction = try prover(
          low, isU, isK, isM, .assume(.less(.zero, k * u + .real(2) * (m * l)))
        ).semialgebraic(.less(.zero, l))
        return try Theorem.axiom(.total, [l, .zero])
          .cases(contradiction, .assume(.less(.zero, l)))
      }
    }
    let second = try l * v + .real(2) * (m * k)
    let isL = try side(l, k, u, v, (a, isA), (second, isB), top, bottom, width)
    let (other, third) = try (l * v + .real(2) * (m * k), k * u + .real(2) * (m * l))
    let isK = try side(
      k, l, v, u, (other, isB), (third, isA), bottom, top, width.moved(to: k + l))
    let isU = try cancelled(top, u, by: isL)
    let isV = try cancelled(bottom, v, by: isK)
    // m > 0: else k a + l b − 2 m l k is positive.
    let combined = try Prover.sum(product(isK, isA), product(isL, isB))
    let low = try Theorem.assume(.lessOrEqual(m, .zero))
    let minus = try low.rewritten(by: .axiom(.lessOrEqualDifference, [m, .zero]))
    let rest = try Prover.product(twice(product(isL, isK)), minus)
    let sumOfSquares = try Prover.sum(combined, rest)
    let isM = try Theorem.axiom(.total, [m, .zero]).cases(
      cancelled(determinant, m, by: twice(sumOfSquares)), .assume(.less(.zero, m)))
    return [isK, isL, isM, isV, isU]
  }
}

extension Term {
  /// The parts of a conjunction.
  var conjunction: [Term] {
    guard let x = arguments(of: .and) else { return [self] }
    return x[0].conjunction + x[1].conjunction
  }
}
