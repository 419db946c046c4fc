import Exact
import Kernel

extension Prover {
  /// derivative(f, x) = y, with y evaluated and in normal form.
  func derivativeValue(_ function: Term, _ point: Term) throws -> Theorem {
    let derivative = try differentiate(function, at: point)
    guard let y = derivative.conclusion.arguments(of: .hasDerivative)?[1] else {
      throw ProofFailure("differentiation", function)
    }
    let value = try Theorem.use(.derivativeValue, [function, y, point], derivative)
    return try value.then(normalize(y))
  }

  /// The theorem that f has a derivative at x, for a λ-term or a function known to have one.
  func differentiate(_ function: Term, at point: Term) throws -> Theorem {
    try fuel.spend()
    guard case .lambda = function.node else { return try knownDerivative(function, at: point) }
    // Evaluate the body first: f = g as functions.
    let variable = try fresh("t", .real, function, point)
    let body = try evaluate(function.instantiate(variable))
    let result = try differentiate(body.right, variable, at: point)
    if body.isTrivial { return result }
    let equation = try body.abstracting(variable)
    guard let parts = result.conclusion.arguments(of: .hasDerivative) else { return result }
    return try result.backwards(
      along: .congruence(
        .hasDerivative, [equation, .reflexive(parts[1]), .reflexive(parts[2])]))
  }

  /// The derivative of λt. body at a point, for an evaluated body.
  private func differentiate(_ body: Term, _ t: Term, at x: Term) throws -> Theorem {
    try fuel.spend()
    if body === t { return try .axiom(.derivativeIdentity, [x]) }
    if !body.freeVariables.contains(t) { return try .axiom(.derivativeConstant, [body, x]) }
    switch body.node {
    case .apply(let op, let parts):
      switch op {
      case .add, .multiply:
        let f = try differentiate(parts[0], t, at: x)
        let g = try differentiate(parts[1], t, at: x)
        return try .use(
          op == .add ? .derivativeAdd : .derivativeMultiply,
          [.lambda(t, parts[0]), .lambda(t, parts[1]), f.slope, g.slope, x], f, g)
      case .negate: return try compose(.derivativeNegate, parts[0], t, x)
      case .exp: return try compose(.derivativeExp, parts[0], t, x)
      case .inverse:
        return try compose(.derivativeInverse, parts[0], t, x, condition: nonzero)
      case .log: return try compose(.derivativeLog, parts[0], t, x, condition: positive)
      case .squareRoot:
        return try compose(.derivativeSquareRoot, parts[0], t, x, condition: positive)
      case .power: return try differentiatePower(body, parts[0], parts[1], t, x)
      case .sum: return try differentiateSum(parts[0], t, x)
      case .entry: return try differentiateEntry(body, parts, t, x)
      default: break
      }
    case .call(let function, let argument)
    where !function.freeVariables.contains(t) && argument.sort != .real:
      return try directionalDerivative(.lambda(t, body), at: x)
    case .call(let function, let argument) where !function.freeVariables.contains(t):
      let inner = try differentiate(argument, t, at: x)
      let outer = try differentiate(function, at: argument.substituting([t: x]))
      return try .use(
        .derivativeChain,
        [function, .lambda(t, argument), outer.slope, inner.slope, x], inner, outer)
    default: break
    }
    throw ProofFailure("no rule differentiates this", body)
  }

  /// A row of one function, with its condition on the value f(x) proved first.
  private func compose(
    _ row: Axiom, _ inner: Term, _ t: Term, _ x: Term,
    condition: ((Term) throws -> Theorem)? = nil
  ) throws -> Theorem {
    let derivative = try differentiate(inner, t, at: x)
    var result = try Theorem.axiom(row, [.lambda(t, inner), derivative.slope, x])
    if let condition { result = try result.modusPonens(condition(inner.substituting([t: x]))) }
    return try result.modusPonens(derivative)
  }

  /// (Σᵢ fᵢ)′ = Σᵢ fᵢ′.
  private func differentiateSum(_ function: Term, _ t: Term, _ x: Term) throws -> Theorem {
    guard case .lambda(let domain, _) = function.node else {
      throw ProofFailure("no rule differentiates this sum", function)
    }
    let i = try fresh("i", domain, function, t, x)
    let member = try function.instantiate(i)
    let part = try at(i).differentiate(member, t, at: x)
    return try .use(
      .derivativeSum, [.lambda(i, .lambda(t, member)), .lambda(i, part.slope), x],
      part.generalizing(i))
  }

  private func differentiatePower(
    _ body: Term, _ base: Term, _ exponent: Term, _ t: Term, _ x: Term
  ) throws -> Theorem {
    guard let n = exponent.number else {
      throw ProofFailure("no rule differentiates a power with this exponent", exponent)
    }
    if n.isZero {
      // b⁰ = 1, a constant.
      let one = try Theorem.ring(body, .one).abstracting(t)
      return try Theorem.axiom(.derivativeConstant, [.one, x])
        .backwards(
          along: .congruence(
            .hasDerivative, [one, .reflexive(.zero), .reflexive(x)]))
    }
    let inner = try differentiate(base, t, at: x)
    let lower = try Term.natural(n - 1)
    let result = try Theorem.use(
      .derivativePower, [.lambda(t, base), inner.slope, x, lower], inner)
    let equation = try Theorem.congruence(
      .power, [.reflexive(base), .ring(exponent, lower + .natural(1))]
    ).abstracting(t)
    return try result.backwards(
      along: .congruence(
        .hasDerivative, [equation, .reflexive(result.slope), .reflexive(x)]))
  }

  /// From a fact ∀t ∃y. f has derivative y at t: f has derivative f′(x) at x.
  private func knownDerivative(_ function: Term, at point: Term) throws -> Theorem {
    for fact in facts {
      var theorem = fact
      if theorem.conclusion.arguments(of: .forAll) != nil {
        guard let instance = try? theorem.specialized(to: point) else { continue }
        theorem = instance
      }
      guard let predicate = theorem.conclusion.arguments(of: .exists)?[0],
        case .lambda(.real, _) = predicate.node
      else { continue }
      let y = try fresh("y", .real, theorem.conclusion)
      guard let parts = try predicate.instantiate(y).arguments(of: .hasDerivative),
        parts[0] === function, parts[2] === point
      else { continue }
      return try chosen(theorem, predicate)
    }
    throw ProofFailure("nothing says that this has a derivative", function)
  }

  /// f has the derivative f′(x) at x, from ∃y. f has derivative y at x.
  private func chosen(_ theorem: Theorem, _ predicate: Term) throws -> Theorem {
    let y = try fresh("y", .real, theorem.conclusion)
    let assumed = try Theorem.assume(predicate.instantiate(y))
    guard let parts = assumed.conclusion.arguments(of: .hasDerivative) else {
      throw ProofFailure("a derivative is needed", predicate)
    }
    let value = try Theorem.use(.derivativeValue, [parts[0], y, parts[2]], assumed)
    let result = try assumed.rewritten(
      by: .congruence(
        .hasDerivative, [.reflexive(parts[0]), value.symmetric(), .reflexive(parts[2])]))
    return try theorem.choosing(y, result)
  }

  /// f has a derivative at x along a line, where a fact says so of this very line.
  private func directionalDerivative(_ function: Term, at x: Term) throws -> Theorem {
    let y = try fresh("y", .real, function, x)
    let slope: Term = try .apply(.hasDerivative, [function, y, x])
    guard let known = try instanceOfFact(.exists(y, slope)) else {
      throw ProofFailure("nothing says that this has a derivative", function)
    }
    return try chosen(known, .lambda(y, slope))
  }

  /// An entry of a function with arrays as values.
  private func differentiateEntry(_ body: Term, _ parts: [Term], _ t: Term, _ x: Term) throws
    -> Theorem
  {
    if parts[0].uses(.matrixExponential),
      parts.dropFirst().allSatisfy({ !$0.freeVariables.contains(t) })
    {
      return try matrixDerivative(parts[0], t).at(Array(parts.dropFirst())).generalizing(t)
        .specialized(to: x)
    }
    guard case .call(let function, let argument) = parts[0].node,
      !function.freeVariables.contains(t),
      parts.dropFirst().allSatisfy({ !$0.freeVariables.contains(t) })
    else { throw ProofFailure("no rule differentiates this", body) }
    let s = try fresh("s", .real, body, t, x)
    let entry = try Term.lambda(
      s, .apply(.entry, [.call(function, s)] + parts.dropFirst()))
    let point = try argument.substituting([t: x])
    let y = try fresh("y", .real, body, x)
    let predicate = try Term.lambda(y, .apply(.hasDerivative, [entry, y, point]))
    let goal = try Term.exists(y, .apply(.hasDerivative, [entry, y, point]))
    guard
      let known = try facts.first(where: { $0.conclusion === goal }) ?? (try instanceOfFact(goal))
    else { throw ProofFailure("nothing says that this has a derivative", entry) }
    let outer = try chosen(known, predicate)
    if argument === t { return outer }
    let inner = try differentiate(argument, t, at: x)
    return try .use(
      .derivativeChain, [entry, .lambda(t, argument), outer.slope, inner.slope, x], inner, outer)
  }

  /// ∀t∀i∀j. (Wᵢⱼ)′(t) = Rᵢⱼ(t) from ∀t. W′(t) = R(t).
  static func entriesOfDerivative(_ fact: Theorem) throws -> Theorem? {
    var theorem = fact
    var variables: [Term] = []
    func fresh(_ name: String, _ sort: Sort) throws -> Term {
      try .fresh(
        name, sort, avoiding: [theorem.conclusion] + variables + Array(theorem.hypotheses))
    }
    while let predicate = theorem.conclusion.arguments(of: .forAll)?[0] {
      guard case .lambda(let domain, _) = predicate.node else { return nil }
      let variable = try fresh("v", domain)
      variables.append(variable)
      theorem = try theorem.specialized(to: variable)
    }
    guard let sides = theorem.conclusion.arguments(of: .equal), sides[0].uses(.derivative),
      case .apply(let op, let function) = sides[0].node, op == .matrix || op == .vector
    else { return nil }
    var indices: [Term] = []
    var domain = function[0].sort
    while case .function(let index, let rest) = domain {
      indices.append(
        try .fresh(
          "i", index,
          avoiding: [theorem.conclusion] + variables + indices
            + Array(theorem.hypotheses)))
      domain = rest
    }
    let row = try Theorem.axiom(
      op == .matrix ? .entryOfMatrixFunction : .entryOfVector, function + indices)
    guard try row.right.arguments(of: .derivative) != nil else { return nil }
    let entries = try row.symmetric()
      .then(.congruence(.entry, [theorem] + indices.map { try .reflexive($0) }))
    return try (variables + indices).reversed().reduce(entries) { try $0.generalizing($1) }
  }
}

extension Theorem {
  /// y of "f has derivative y at x".
  fileprivate var slope: Term {
    get throws {
      guard let parts = conclusion.arguments(of: .hasDerivative) else {
        throw ProofFailure("a derivative is needed", conclusion)
      }
      return parts[1]
    }
  }
}
