import Exact
import Kernel

/// Integrals over ℝⁿ of normal densities times quadratic functions of the vector.
extension Prover {
  /// ⟨d, B d⟩ or ⟨c, d⟩ with d = x − μ, somewhere in an integrand.
  private struct Form {
    let term: Term
    /// x − μ as it stands, and μ.
    let gap: Term
    let mean: Term
    /// B; `nil` for ⟨c, d⟩.
    let matrix: Term?
    /// c; `nil` for ⟨d, B d⟩.
    let covector: Term?
    /// The real variable that stands for it while the rest of the integrand is taken apart.
    let variable: Term
  }

  /// ∫f for f a sum of products of one exp(−½⟨x − μ, Σ⁻¹(x − μ)⟩) with at most one quadratic or linear form;
  /// `nil` for other functions.
  func normalVectorForm(_ function: Term) throws -> Expectation? {
    try fuel.spend()
    guard case .lambda(let space, _) = function.node, case .vector(let n) = space else {
      return nil
    }
    let x = try fresh("x", space, function)
    let body = try function.instantiate(x)
    var forms: [Form] = []
    try collect(body, x, n, &forms)
    var masked = body
    for form in forms { masked = try masked.replacing(form.term, by: form.variable) }
    guard !masked.freeVariables.contains(x) else { return nil }
    let apart = try laurent(masked)
    let values = Dictionary(uniqueKeysWithValues: forms.map { ($0.variable, $0.term) })
    let whole = try apart.instantiate(values)
    var result: (summand: Term, value: Expectation)?
    for (monomial, coefficient) in try IntegralSpan.polynomial(apart).terms.reversed() {
      guard let part = try normalPart(monomial, coefficient, forms, values, x) else { return nil }
      guard let rest = result else {
        result = part
        continue
      }
      let both = try Theorem.use(
        .integralAdd, [.lambda(x, part.summand), .lambda(x, rest.summand)], part.value.integrable,
        rest.value.integrable
      ).conjuncts()
      result = (
        try part.summand + rest.summand,
        Expectation(
          integrable: both.0,
          value: try both.1.then(.congruence(.add, [part.value.value, rest.value.value])))
      )
    }
    guard let (summand, value) = result else { return nil }
    return try value.rearranged(whole.then(.ring(whole.right, summand)), at: x)
  }

  /// The quadratic and linear forms of x in a term, the outermost ones.
  private func collect(_ term: Term, _ x: Term, _ n: Term, _ forms: inout [Form]) throws {
    guard term.freeVariables.contains(x), !forms.contains(where: { $0.term === term }) else {
      return
    }
    func mean(_ gap: Term) throws -> Term? {
      if gap === x { return try .zeros(n) }
      guard let sum = gap.arguments(of: .add), sum[0] === x,
        let mean = sum[1].arguments(of: .negate)?[0], !mean.freeVariables.contains(x)
      else { return nil }
      return mean
    }
    func add(_ gap: Term, _ mean: Term, matrix: Term?, covector: Term?) throws {
      let variable = try Term.fresh(
        "t", .real, avoiding: [x] + forms.map(\.variable) + facts.map(\.conclusion))
      forms.append(
        Form(
          term: term, gap: gap, mean: mean, matrix: matrix, covector: covector,
          variable: variable))
    }
    if let parts = term.arguments(of: .inner) {
      if let product = parts[1].arguments(of: .product), product[1] === parts[0],
        !product[0].freeVariables.contains(x), let mean = try mean(parts[0])
      {
        return try add(parts[0], mean, matrix: product[0], covector: nil)
      }
      if parts[0] === parts[1], let mean = try mean(parts[0]) {
        return try add(parts[0], mean, matrix: .identity(n), covector: nil)
      }
      for (c, d) in [(parts[0], parts[1]), (parts[1], parts[0])] {
        if !c.freeVariables.contains(x), let mean = try mean(d) {
          return try add(d, mean, matrix: nil, covector: c)
        }
      }
    }
    if let parts = term.arguments(of: .entry), parts.count == 2, parts[0] === x,
      !parts[1].freeVariables.contains(x)
    {
      let j = try fresh("j", .finite(n), term)
      let unit: Term = try .apply(
        .vector, [.lambda(j, .apply(.indicator, [.equal(parts[1], j)]))])
      return try add(x, .zeros(n), matrix: nil, covector: unit)
    }
    guard case .apply(_, let parts) = term.node else { return }
    for part in parts { try collect(part, x, n, &forms) }
  }

  /// ∫ of one term: a constant times a weight times at most one form.
  private func normalPart(
    _ monomial: Monomial, _ coefficient: Rational, _ forms: [Form], _ values: [Term: Term],
    _ x: Term
  ) throws -> (summand: Term, value: Expectation)? {
    var constant = Monomial.one
    var factor: Form?
    var exponents: [(argument: Term, isInverse: Bool)] = []
    for part in monomial.factors {
      for _ in 0..<part.exponent {
        let base = part.atom.arguments(of: .inverse)?[0]
        if let form = forms.first(where: { $0.variable === part.atom }) {
          guard factor == nil else { return nil }
          factor = form
        } else if !part.atom.freeVariables.contains(where: { values[$0] != nil }) {
          constant = constant * Monomial(part.atom)
        } else if let argument = (base ?? part.atom).arguments(of: .exp)?[0] {
          exponents.append((argument, base != nil))
        } else {
          return nil
        }
      }
    }
    guard let exponential = try Self.exponentialOfSum(exponents) else { return nil }
    // The exponent is −½ of one square whose matrix is an inverse.
    guard
      let weight = try forms.first(where: { form in
        guard form.matrix?.arguments(of: .matrixInverse) != nil else { return false }
        let half = try -(form.variable / .real(2))
        return (try? Theorem.ring(exponential.exponent, half)) != nil
      }), let Σ = weight.matrix?.arguments(of: .matrixInverse)?[0]
    else { return nil }
    let moment = try normalMoment(weight, Σ, factor, x)
    guard let w = moment?.weight, let value = moment?.value, let product = moment?.product else {
      return nil
    }
    // ∏ exp = exp(−½⟨d, Σ⁻¹d⟩)
    let half = try -(weight.variable / .real(2))
    let merged = try exponential.theorem
      .then(.congruence(.exp, [.ring(exponential.exponent, half)])).instantiate(values)
      .then(.congruence(.exp, [moment?.square ?? .reflexive(w)]))
    let c = try Polynomial(constant, coefficient).term(in: .real)
    let head: Term = try factor.map { try c * $0.term } ?? c
    let own = try head * merged.left
    let summand = try Theorem.congruence(.multiply, [.reflexive(head), merged])
    let target = try c * product
    let step = try summand.then(.ring(summand.right, target))
    let scaled = try Self.scaled(c, product, x, value)
    return (own, try scaled.rearranged(step, at: x))
  }

  /// ∫ of a form (or 1) times the weight of a normal law.
  private func normalMoment(_ weight: Form, _ Σ: Term, _ form: Form?, _ x: Term) throws -> (
    weight: Term, product: Term, value: Expectation, square: Theorem
  )? {
    let n = try Σ.rows
    let (μ, d) = try (weight.mean, x - weight.mean)
    let B = form?.matrix ?? Σ
    // ⟨x − ν, B(x − ν)⟩ = ⟨d, Bd⟩ + ⟨c, d⟩ + k with e = μ − ν, c = B e + Bᵀ e, k = ⟨e, B e⟩.
    var c: Term = try .zeros(n)
    var k: Term = .zero
    if let form, form.mean !== μ || form.covector != nil {
      let e = try μ - form.mean
      if let covector = form.covector {
        c = covector
        k = try .apply(.inner, [covector, e])
      } else {
        c = try .apply(.product, [B, e]) + .apply(.product, [.apply(.transpose, [B]), e])
        k = try .apply(.inner, [e, .apply(.product, [B, e])])
      }
    }
    var row = try Theorem.axiom(.normalMoments, [μ, Σ, B, c])
    while let sides = row.conclusion.arguments(of: .implies) {
      row = try row.modusPonens(prove(sides[0], depth: 20))
    }
    let (mass, rest) = try row.conjuncts()
    let (linear, quadratic) = try rest.conjuncts()
    func expectation(_ theorem: Theorem) throws -> Expectation {
      let parts = try theorem.conjuncts()
      return Expectation(integrable: parts.0, value: parts.1)
    }
    let zeroth = try expectation(mass)
    guard let w = try zeroth.integrable.conclusion.arguments(of: .integrable)?[0].instantiate(x),
      let exponent = w.arguments(of: .exp)?[0],
      let ownSquare = exponent.arguments(of: .negate)?[0].arguments(of: .multiply)?[0]
    else { return nil }
    // The weight as it stands in the integrand has x for x − 0.
    let square = try Theorem.congruence(
      .negate,
      [
        .congruence(
          .multiply,
          [squareEquation(weight.term, ownSquare), .reflexive(.apply(.inverse, [.real(2)]))])
      ])
    guard let form else { return (w, w, zeroth, square) }
    var sum: Term
    var value: Expectation
    let first = try expectation(quadratic)
    let second = try expectation(linear)
    let lambda: Term = try .apply(.inner, [c, d])
    if form.covector != nil {
      (sum, value) = (try lambda * w, second)
    } else {
      let q: Term = try .apply(.inner, [d, .apply(.product, [B, d])])
      (sum, value) = (try q * w, try simplifiedTrace(first, B, Σ))
      if c !== (try Term.zeros(n)) {
        let both = try Theorem.use(
          .integralAdd, [.lambda(x, sum), .lambda(x, lambda * w)], value.integrable,
          second.integrable
        ).conjuncts()
        value = Expectation(
          integrable: both.0,
          value: try both.1.then(.congruence(.add, [value.value, second.value])))
        sum = try sum + lambda * w
      }
    }
    if k !== Term.zero {
      let constant = try Self.scaled(k, w, x, zeroth)
      let both = try Theorem.use(
        .integralAdd, [.lambda(x, sum), .lambda(x, k * w)], value.integrable, constant.integrable
      ).conjuncts()
      value = Expectation(
        integrable: both.0,
        value: try both.1.then(.congruence(.add, [value.value, constant.value])))
      sum = try sum + k * w
    }
    let product = try form.term * w
    var polynomial = lambda
    if form.covector == nil {
      polynomial = try .apply(.inner, [d, .apply(.product, [B, d])])
      if c !== (try Term.zeros(n)) { polynomial = try polynomial + lambda }
    }
    if k !== Term.zero { polynomial = try polynomial + k }
    let same = try squareEquation(form.term, polynomial)
    let step = try Theorem.congruence(.multiply, [same, .reflexive(w)])
    return (
      w, product, try value.rearranged(step.then(.ring(step.right, sum)), at: x), square
    )
  }

  /// s = t for polynomials in quadratic forms.
  private func squareEquation(_ s: Term, _ t: Term) throws -> Theorem {
    if s === t { return try .reflexive(s) }
    if let result = try? innerEquation(s, t) { return result }
    return try equation(s, t)
  }

  /// tr(Σ⁻¹Σ) = n in the value of a moment.
  private func simplifiedTrace(_ moment: Expectation, _ B: Term, _ Σ: Term) throws -> Expectation {
    guard B.arguments(of: .matrixInverse)?[0] === Σ else { return moment }
    let unit = try Theorem.use(.matrixInverse, [Σ], regular(Σ)).conjuncts().1
    let trace = try Theorem.congruence(.trace, [unit])
    let size = try trace.then(evaluate(trace.right))
    let whole = try size.then(elementary(size.right))
    guard let factors = try moment.value.right.arguments(of: .multiply) else { return moment }
    return Expectation(
      integrable: moment.integrable,
      value: try moment.value.then(.congruence(.multiply, [whole, .reflexive(factors[1])])))
  }

  /// The goal with its integrals over ℝⁿ carried out; `nil` where there is none that can be.
  func withoutVectorIntegrals(_ goal: Term) throws -> Theorem? {
    var equations: [Term: Theorem] = [:]
    func visit(_ term: Term) {
      if let function = term.arguments(of: .integral)?[0], case .lambda(.vector, _) = function.node
      {
        if equations[term] == nil, let form = try? normalVectorForm(function) {
          equations[term] = form.value
        }
        return
      }
      if case .apply(_, let parts) = term.node { parts.forEach(visit) }
    }
    visit(goal)
    guard !equations.isEmpty else { return nil }
    return try Self.replacing(equations, in: goal)
  }

  private static func replacing(_ equations: [Term: Theorem], in term: Term) throws -> Theorem {
    if let known = equations[term] { return known }
    guard case .apply(let op, let parts) = term.node else { return try .reflexive(term) }
    let new = try parts.map { try replacing(equations, in: $0) }
    return new.allSatisfy(\.isTrivial) ? try .reflexive(term) : try .congruence(op, new)
  }
}
