import Exact
import Kernel
import Synchronization

/// A real polynomial of degree 3 or 4 is a product of real polynomials of degree 1 and 2.
///
/// z³ + … = (z + r)(z² + b z + c) and z⁴ + … = (z² + b z + c)(z² + d z + e).
/// - Source: Ferrari's resolvent; Cardano, Ars Magna, ch. 39.
enum RealFactors {
  private static let proved = Mutex<[Int: Theorem]>([:])

  /// The coefficients, from the lowest on, of the product.
  static func coefficients(_ parts: [Term]) throws -> [Term] {
    if parts.count == 3 {
      let (r, b, c) = (parts[0], parts[1], parts[2])
      return try [r * c, c + r * b, b + r]
    }
    let (b, c, d, e) = (parts[0], parts[1], parts[2], parts[3])
    return try [c * e, b * e + c * d, (c + e) + b * d, b + d]
  }

  /// The factors with these coefficients, each from the lowest coefficient on.
  static func factors(_ parts: [Term]) -> [[Term]] {
    parts.count == 3
      ? [[parts[0]], [parts[2], parts[1]]] : [[parts[1], parts[0]], [parts[3], parts[2]]]
  }

  static func names(_ count: Int) throws -> [Term] {
    try (count == 3 ? ["r", "b", "c"] : ["b", "c", "d", "e"]).map { try .variable($0, .real) }
  }

  /// ∃ r b c. …, or ∃ b c d e. …: the coefficients `c` are those of the product.
  static func existence(_ c: [Term]) throws -> Theorem {
    if let known = proved.withLock({ $0[c.count] }) {
      return try known.instantiate(variables(c.count).values(c))
    }
    let names = try variables(c.count)
    let context = try Prover(assumptions: [], fuel: Prover.Fuel(400_000))
    let theorem = try c.count == 3 ? context.cubicFactors(names) : context.quarticFactors(names)
    proved.withLock { $0[c.count] = theorem }
    return try theorem.instantiate(names.values(c))
  }

  private static func variables(_ count: Int) throws -> [Term] {
    try (0..<count).map { try .variable("c_\($0)", .real) }
  }

  /// c₀ = … ∧ c₁ = … ∧ …
  fileprivate static func equations(_ c: [Term], _ parts: [Term]) throws -> Term {
    try .all(zip(c, coefficients(parts)).map { try .equal($0, $1) })
  }

  /// ∃ over all the parts behind the first `known` ones.
  fileprivate static func statement(_ c: [Term], known: [Term]) throws -> Term {
    let names = try names(c.count)
    var formula = try equations(c, known + names[known.count...])
    for name in names[known.count...].reversed() { formula = try .exists(name, formula) }
    return formula
  }

  /// A conclusion from the existence, for parts of which only the equations are known.
  static func choosing(
    _ existence: Theorem, _ count: Int, _ use: ([Term], Theorem) throws -> Theorem
  )
    throws -> Theorem
  {
    let names = try names(count)
    func step(_ fact: Theorem, _ index: Int) throws -> Theorem {
      guard index < names.count, let predicate = fact.conclusion.arguments(of: .exists)?[0] else {
        return try use(names, fact)
      }
      let instance = try Theorem.assume(predicate.instantiate(names[index]))
      return try fact.choosing(names[index], step(instance, index + 1))
    }
    return try step(existence, 0)
  }
}

extension [Term] {
  /// These variables with their values.
  fileprivate func values(_ terms: [Term]) -> [Term: Term] {
    Dictionary(uniqueKeysWithValues: zip(self, terms))
  }
}

extension Prover {
  /// ∃t. f(t) = 0 where f(a) ≤ 0 ≤ f(b) for a polynomial function f.
  func zero(of function: Term, from a: Term, _ below: Theorem, to b: Term, _ above: Theorem) throws
    -> Theorem
  {
    let t = try fresh("t", .real, function, a, b)
    let derivative = try differentiate(function, at: t)
    guard let slope = derivative.conclusion.arguments(of: .hasDerivative)?[1] else {
      throw ProofFailure("a polynomial without a derivative", function)
    }
    let y = try fresh("y", .real, function, t)
    let smooth = try derivative.witnessing(
      .lambda(y, .apply(.hasDerivative, [function, y, t])), slope
    ).generalizing(t)
    return try Theorem.use(.intermediateValue, [function, a, b], smooth, below, above)
  }

  /// m with 0 ≤ f(m) and f(−m) ≤ 0 for f(t) = t³ + c₂ t² + c₁ t + c₀: m = 1 + u₂ + u₁ + u₀ with
  /// uᵢ = 1 + cᵢ² ≥ |cᵢ|.
  ///
  /// f(m) = m² + m²(u₂ + c₂) + m(m − 1)u₁ + m(u₁ + c₁) + (m² − 1)u₀ + (u₀ + c₀).
  func farValues(_ function: Term, _ c: [Term]) throws -> (Term, above: Theorem, below: Theorem) {
    let u = try c.map { try .one + $0 * $0 }
    let m = try .one + ((u[2] + u[1]) + u[0])
    let bounds = try u.map { try nonnegative($0) }
    let mBound = try nonnegative(m)
    let less = try nonnegative(m - .one)
    let square = try Self.product(mBound, mBound)
    func value(_ s: [Term]) throws -> Theorem {
      let parts = try [
        Self.product(square, nonnegative(u[2] + s[2])),
        Self.product(Self.product(mBound, less), bounds[1]),
        Self.product(mBound, nonnegative(u[1] + s[1])),
        Self.product(Self.product(less, nonnegative(m + .one)), bounds[0]),
        nonnegative(u[0] + s[0]),
      ]
      return try parts.reduce(square) { try Self.sum($0, $1) }
    }
    let above = try value(c).moved(to: function.instantiate(m))
    let below = try value([-c[0], c[1], -c[2]]).moved(to: .zero - function.instantiate(-m))
    return (m, above, try .lessOrEqual(function.instantiate(-m), .zero, from: below))
  }

  /// The existence from parts for which the equations hold.
  private func witnessed(_ c: [Term], _ parts: [Term]) throws -> Theorem {
    let sides = try zip(c, RealFactors.coefficients(parts)).map { try equation($0, $1) }
    guard var result = sides.last else { throw ProofFailure("no coefficients") }
    for side in sides.dropLast().reversed() { result = try side.and(result) }
    let names = try RealFactors.names(c.count)
    for index in parts.indices.reversed() {
      let known = Array(parts[..<index])
      let body = try RealFactors.statement(c, known: known + [names[index]])
      result = try result.witnessing(.lambda(names[index], body), parts[index])
    }
    return result
  }

  /// With a zero −r: b = c₂ − r, c = c₁ − r b.
  fileprivate func cubicFactors(_ c: [Term]) throws -> Theorem {
    let t = try Term.variable("t", .real)
    let function = try Term.lambda(t, ((t * t * t + c[2] * (t * t)) + c[1] * t) + c[0])
    let (far, above, below) = try farValues(function, c)
    let existence = try zero(of: function, from: -far, below, to: far, above)
    let s = try Term.variable("s", .real)
    let value = try Theorem.assume(.equal(function.instantiate(s), .zero))
    let r: Term = try -s
    let b = try c[2] - r
    let parts = try [r, b, c[1] - r * b]
    return try existence.choosing(s, adding([value]).witnessed(c, parts))
  }

  /// b = h + s, d = h − s with h = c₃/2, where S = s² is a zero of the resolvent
  /// S (P + S)² − (c₁ − h (P + S))² − 4 c₀ S with P = c₂ − h².
  fileprivate func quarticFactors(_ c: [Term]) throws -> Theorem {
    let half: Term = .real(Rational(1, 2))
    let h = try half * c[3]
    let p = try c[2] - h * h
    let q = try c[1] - h * p
    let resolvent = try [
      -(q * q), (p * p + .real(2) * (h * q)) - .real(4) * c[0],
      .real(2) * p - h * h,
    ]
    func value(_ x: Term) throws -> Term {
      try ((x * x * x + resolvent[2] * (x * x)) + resolvent[1] * x) + resolvent[0]
    }
    let t = try Term.variable("t", .real)
    let plain = try Term.lambda(t, value(t))
    // The values far out, from those for variables as coefficients.
    let v = try ["v_0", "v_1", "v_2"].map { try Term.variable($0, .real) }
    let (point, lemma, _) = try farValues(
      .lambda(t, ((t * t * t + v[2] * (t * t)) + v[1] * t) + v[0]), v)
    let above = try lemma.instantiate(v.values(resolvent))
    let isNonnegative = try nonnegative(point).instantiate(v.values(resolvent))
    let far = isNonnegative.bounded
    // As a function of s with S = s², from 0 to √far.
    let function = try Term.lambda(t, value(t * t))
    let root: Term = try .apply(.squareRoot, [far])
    let square = try Theorem.use(.squareRoot, [far], isNonnegative).conjuncts().1
    let high = try Theorem.congruence(.reflexive(plain), square)
    let atRoot = try Theorem.beta(high.left).symmetric().then(high).then(.beta(high.right))
    let end = try above.rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), atRoot.symmetric()]))
    let start = try Theorem.lessOrEqual(
      function.instantiate(.zero), .zero,
      from: Theorem.axiom(.squareNonnegative, [q]).moved(to: .zero - function.instantiate(.zero)))
    let existence = try zero(of: function, from: .zero, start, to: root, end)
    let s = try Term.variable("s", .real)
    let vanishing = try Theorem.assume(.equal(function.instantiate(s), .zero))
    let isZero = try Term.equal(s, .zero)
    let general = try adding([vanishing, .assume(.not(isZero))]).quarticFactors(c, h, p, s)
    let special = try adding([vanishing, .assume(isZero)]).biquadraticFactors(
      c, h, p, q, function, s)
    return try existence.choosing(
      s, Theorem.excludedMiddle(isZero).cases(special, general))
  }

  /// The parts for a zero S = s² ≠ 0 of the resolvent: e − c = (c₁ − h (P + S))/s.
  private func quarticFactors(
    _ c: [Term], _ h: Term, _ p: Term, _ s: Term
  ) throws -> Theorem {
    let half: Term = .real(Rational(1, 2))
    let sum = try p + s * s
    let gap = try (c[1] - h * sum) / s
    return try witnessed(c, [h + s, half * (sum - gap), h - s, half * (sum + gap)])
  }

  /// At S = 0 the resolvent says c₁ = h P: either P² ≥ 4 c₀ and b = d = h, or another zero S > 0.
  private func biquadraticFactors(
    _ c: [Term], _ h: Term, _ p: Term, _ q: Term, _ function: Term, _ s: Term
  ) throws -> Theorem {
    let half: Term = .real(Rational(1, 2))
    let zeroSquare = try equation(-(q * q), .zero)
    let twice = try Theorem.ring(q * q, -(-(q * q)))
      .then(.congruence(.negate, [zeroSquare]))
    let nothing = try twice.then(.ring(twice.right, .zero))
    let vanishing = try Theorem.use(.zeroProduct, [q, q], nothing)
    let qZero = try vanishing.cases(
      .assume(.equal(q, .zero)), .assume(.equal(q, .zero)))
    let middle = try Theorem.ring(c[1], h * p + q)
      .then(.congruence(.add, [.reflexive(h * p), qZero]))
    let known = try middle.then(.ring(middle.right, h * p))
    let discriminant = try p * p - .real(4) * c[0]
    let clean = try Prover(assumptions: [], fuel: fuel)
    /// The square of the root of a term, and the root.
    func root(_ bound: Theorem) throws -> (Theorem, Term) {
      let root = try Term.apply(.squareRoot, [bound.bounded])
      return (try Theorem.use(.squareRoot, [bound.bounded], bound.weakened()).conjuncts().1, root)
    }
    let w = try Term.variable("w", .real)
    let ofRoot = try Theorem.assume(.equal(w * w, discriminant))
    let isReal = try Theorem.assume(.lessOrEqual(.zero, discriminant))
    let (square, value) = try root(isReal)
    let real = try clean.adding([known, ofRoot])
      .witnessed(c, [h, half * (p - w), h, half * (p + w)])
      .instantiate([w: value]).discharging(square.conclusion, by: square)
    // S² + B S + N = 0 with B = 2 P − h², N = P² − 4 c₀ < 0.
    let linear = try .real(2) * p - h * h
    func resolvent(_ o: Term, _ b: Term, _ n: Term) throws -> Term {
      try .equal((((o * o) * (o * o)) + b * (o * o)) + n, .zero)
    }
    let o = try Term.variable("o", .real)
    let gap = try -(h * o)
    let sum = try p + o * o
    let isRoot = try Theorem.assume(resolvent(o, linear, discriminant))
    let other = try clean.adding([known, isRoot]).witnessed(
      c, [h + o, half * (sum - gap), h - o, half * (sum + gap)])
    let (b, n) = try (Term.variable("b", .real), Term.variable("n", .real))
    let negative = try Theorem.assume(.less(n, .zero))
    let inner = try b * b - .real(4) * n
    let (innerSquare, r) = try root(
      clean.adding([negative]).semialgebraic(.less(.zero, inner)))
    let v = try Term.variable("v", .real)
    let larger = try clean.adding([
      negative, .assume(.lessOrEqual(.zero, v)), .assume(.equal(v * v, inner)),
    ]).semialgebraic(.less(.zero, half * (v - b)))
    let (outerSquare, x) = try root(larger)
    let equation = try clean.adding([
      .assume(.equal(v * v, inner)), .assume(.equal(o * o, half * (v - b))),
    ]).prove(resolvent(o, b, n), depth: 0)
      .instantiate([o: x]).discharging(outerSquare.conclusion, by: outerSquare)
      .instantiate([v: r]).discharging(innerSquare.conclusion, by: innerSquare)
    let isNonnegative = try Theorem.use(
      .squareRoot, [inner], clean.adding([negative]).semialgebraic(.lessOrEqual(.zero, inner))
    ).conjuncts().0
    let zero = try equation.discharging(isNonnegative.conclusion, by: isNonnegative)
      .instantiate([b: linear, n: discriminant])
    let position = try x.substituting([v: r]).substituting([b: linear, n: discriminant])
    let complex = try other.instantiate([o: position]).discharging(zero.conclusion, by: zero)
    return try Theorem.axiom(.total, [.zero, discriminant]).cases(real, complex)
  }
}
