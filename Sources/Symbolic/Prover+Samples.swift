import Exact
import Kernel

/// Integrals over lists of independent points of one law, ∫…∫ ∏ⱼ q(zⱼ) F(z): the law of each point, and
/// of all but one.
extension Prover {
  /// ∫…∫ ∏ⱼ q(zⱼ) F(z).
  struct SampleIntegral {
    let list: Term
    /// λω. q(ω).
    let density: Term
    /// ∏ⱼ q(zⱼ) and F(z).
    let weight: Term
    let function: Term
    let indices: Sort
    let space: Sort

    /// `nil` unless the integrand is a product of this form.
    init?(_ integrand: Term, avoiding: [Term]) throws {
      guard case .lambda(.function(let indices, let space), _) = integrand.node,
        case .finite = indices, case .space = space
      else { return nil }
      list = try Term.fresh("z", .function(indices, space), avoiding: avoiding + [integrand])
      self.indices = indices
      self.space = space
      guard let parts = try integrand.instantiate(list).arguments(of: .multiply),
        let factors = parts[0].arguments(of: .finiteProduct)?[0],
        case .lambda(indices, _) = factors.node,
        let density = try Self.functionOfPoint(factors, list, space)
      else { return nil }
      self.density = density
      weight = parts[0]
      function = parts[1]
    }

    /// λω. f(ω) for a function j ↦ f(zⱼ); `nil` where it depends on z or j in another way.
    static func functionOfPoint(_ family: Term, _ list: Term, _ space: Sort) throws -> Term? {
      guard case .lambda(let indices, _) = family.node else { return nil }
      let j = try Term.fresh("j", indices, avoiding: [family, list])
      let ω = try Term.fresh("ω", space, avoiding: [family, list])
      let value = try family.instantiate(j).replacing(.call(list, j), by: ω)
      guard !value.freeVariables.contains(list), !value.freeVariables.contains(j) else {
        return nil
      }
      return try .lambda(ω, value)
    }
  }

  /// The context with what is known of the integrals over lists of points in a formula.
  func withSamples(_ goal: Term) throws -> Prover {
    let avoiding = [goal] + facts.map(\.conclusion)
    let integrals = try goal.integrandsOverLists.compactMap {
      try SampleIntegral($0, avoiding: avoiding)
    }
    guard !integrals.isEmpty else { return self }
    var known: [Theorem] = []
    var seen: Set<Term> = []
    for integral in integrals {
      guard let law = try? density(integral.density) else { continue }
      if seen.insert(try .lambda(integral.list, integral.weight)).inserted {
        known += (try? mass(integral, law)) ?? []
      }
      for function in try members(of: integral) {
        let key: Term = try .apply(
          .and,
          [
            .apply(.integrable, [.lambda(integral.list, integral.weight)]),
            .apply(.integrable, [function]),
          ])
        guard seen.insert(key).inserted else { continue }
        known += (try? sum(of: function, integral, law)) ?? []
        known += (try? pairs(of: function, integral, law)) ?? []
      }
      for other in integrals where other.density === integral.density {
        known += (try? withoutOne(other, in: integral, law)) ?? []
      }
    }
    return known.isEmpty ? self : try adding(known)
  }

  /// q is integrable, and ∫q = 1.
  private func density(_ q: Term) throws -> Theorem {
    try prove(.apply(.integrable, [q])).and(equation(.apply(.integral, [q]), .one))
  }

  /// ∏ⱼ q(zⱼ) is integrable, with the integral 1.
  func mass(_ integral: SampleIntegral, _ law: Theorem) throws -> [Theorem] {
    let (z, q, P) = (integral.list, integral.density, integral.weight)
    let ω = try fresh("ω", integral.space, q)
    let i = try fresh("i", integral.indices, q)
    func unit(_ x: Term, _ f: Term) throws -> Theorem {
      try Theorem.ring(f * .one, f).abstracting(x)
    }
    let (one, all) = try (unit(ω, q.instantiate(ω)), unit(z, P))
    let (integrable, mass) = try law.conjuncts()
    let (whole, value) = try Theorem.use(
      .samplesMember, [q, .lambda(ω, .one), i], law,
      integrable.backwards(along: .congruence(.integrable, [one]))
    ).conjuncts()
    return [
      try whole.rewritten(by: .congruence(.integrable, [all])),
      try Theorem.congruence(.integral, [all]).symmetric().then(value)
        .then(.congruence(.integral, [one])).then(mass),
    ]
  }

  /// The functions w of a point whose sums Σⱼ w(zⱼ) occur in the integrand, or where its logarithms are
  /// taken apart; log w and w log w of the positive ones.
  private func members(of integral: SampleIntegral) throws -> [Term] {
    var result: [Term] = []
    var isMixed = false
    func add(_ families: [Term]) throws {
      for family in families {
        guard
          let w = try SampleIntegral.functionOfPoint(family, integral.list, integral.space)
        else {
          isMixed = true
          continue
        }
        guard !result.contains(w) else { continue }
        result.append(w)
        let ω = try fresh("ω", integral.space, w)
        let value = try w.instantiate(ω)
        if (try? pointwise(at: ω).context.positive(value)) != nil {
          let log: Term = try .apply(.log, [value])
          result.append(try .lambda(ω, log))
          result.append(try .lambda(ω, value * log))
        }
      }
    }
    try add(integral.function.summands(over: integral.indices))
    guard isMixed else { return result }
    let apart = try? pointwise(at: integral.list).context.elementary(integral.function).right
    try add(apart?.summands(over: integral.indices) ?? [])
    return result
  }

  /// ∏ⱼ q(zⱼ) Σᵢ h(zᵢ) is integrable, with the integral n ∫ q h.
  func sum(of h: Term, _ integral: SampleIntegral, _ law: Theorem) throws -> [Theorem] {
    let (z, q, P) = (integral.list, integral.density, integral.weight)
    let i = try fresh("i", integral.indices, q, h)
    let ω = try fresh("ω", integral.space, q, h)
    let one: Term = try .lambda(ω, q.instantiate(ω) * h.instantiate(ω))
    let (whole, value) = try Theorem.use(
      .samplesMember, [q, h, i], law, prove(.apply(.integrable, [one]))
    ).conjuncts()
    let mean: Term = try .apply(.integral, [one])
    let known = try integralEquations(for: [mean])[mean] ?? .reflexive(mean)
    return try summed(
      i, .lambda(i, .lambda(z, P * h.instantiate(.call(z, i)))), whole, value.then(known))
  }

  /// Σᵢ fᵢ is integrable, with the integral n v, from the same of each fᵢ with the integral v.
  private func summed(_ i: Term, _ family: Term, _ integrable: Theorem, _ value: Theorem) throws
    -> [Theorem]
  {
    guard let count = try numberOfTerms(i) else { throw ProofFailure("a size", family) }
    let (whole, sum) = try Theorem.use(.integralSum, [family], integrable.generalizing(i))
      .conjuncts()
    let v = try value.right
    let constant = try value.summed(over: i)
      .then(Theorem.ring(v, v * .one).summed(over: i)).then(.sumOfScaled(i, v, .one))
      .then(.congruence(.multiply, [.reflexive(v), count]))
    return [whole, try sum.then(constant)]
  }

  /// ∏ⱼ q(zⱼ) Σᵢ F(all z but zᵢ) is integrable, with n + 1 times the integral of ∏ⱼ q(zⱼ) F(z) over
  /// lists of n points.
  private func withoutOne(_ few: SampleIntegral, in many: SampleIntegral, _ law: Theorem) throws
    -> [Theorem]
  {
    guard case .finite(let n) = few.indices, many.indices.predecessor == few.indices else {
      return []
    }
    let i = try fresh("i", many.indices, few.function, many.function)
    let (a, b) = try (fresh("j", few.indices, i), fresh("k", few.indices, i))
    let distinct = try Theorem.use(
      .othersDistinct, [i, a, b], atLeastOne(n),
      .assume(.equal(.apply(.others, [i, a]), .apply(.others, [i, b]))))
    let hypothesis = try Term.equal(.apply(.others, [i, a]), .apply(.others, [i, b]))
    let injective = try distinct.discharging(hypothesis).generalizing(b).generalizing(a)
    let selection: Term = try .lambda(a, .apply(.others, [i, a]))
    let F: Term = try .lambda(few.list, few.function)
    let (whole, value) = try Theorem.use(
      .samplesSubfamily, [many.density, F, selection], law, injective,
      prove(.apply(.integrable, [.lambda(few.list, few.weight * few.function)]))
    ).conjuncts()
    guard let function = whole.conclusion.arguments(of: .integrable)?[0] else { return [] }
    return try summed(i, .lambda(i, function), whole, value)
  }

  // MARK: The points of a list

  /// What is known of all points of a space, at the points of a list: at each, and at each but one.
  func instances(atPointsOf list: Term) throws -> [Theorem] {
    guard case .function(let indices, let space) = list.sort, case .finite = indices else {
      return []
    }
    var result: [Theorem] = []
    for fact in facts {
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(space, _) = predicate.node
      else { continue }
      let j = try fresh("j", indices, list, fact.conclusion)
      result.append(try fact.specialized(to: .call(list, j)).generalizing(j))
      guard let fewer = indices.predecessor else { continue }
      let k = try fresh("k", fewer, list, fact.conclusion, j)
      let other = try fact.specialized(to: .call(list, .apply(.others, [j, k])))
      result.append(try other.generalizing(k).generalizing(j))
      result.append(try other.generalizing(j).generalizing(k))
    }
    return result
  }
}

extension Sort {
  /// Fin(n) of Fin(n + 1).
  var predecessor: Sort? {
    guard case .finite(let size) = self, let parts = size.arguments(of: .add),
      parts[1].number?.isOne == true
    else { return nil }
    return .finite(parts[0])
  }
}

extension Term {
  /// The functions on lists of points that are integrated in the formula, outside of binders.
  fileprivate var integrandsOverLists: [Term] {
    closedIntegrands(of: [.integral]).filter {
      if case .lambda(.function, _) = $0.node { true } else { false }
    }
  }

  /// The functions f of the terms op(f) outside of binders, each once.
  func closedIntegrands(of operators: Set<Operator>) -> [Term] {
    var result: [Term] = []
    func visit(_ term: Term) {
      switch term.node {
      case .bound, .free, .number, .lambda: return
      case .apply(let op, let parts):
        if operators.contains(op), case .lambda = parts[0].node, parts[0].isClosed,
          !result.contains(parts[0])
        {
          result.append(parts[0])
        }
        parts.forEach(visit)
      case .call(let function, let argument):
        visit(function)
        visit(argument)
      }
    }
    visit(self)
    return result
  }

  /// The functions that are summed over a range, outside of other binders.
  fileprivate func summands(over range: Sort) -> [Term] {
    switch node {
    case .bound, .free, .number, .lambda: return []
    case .apply(let op, let parts):
      if op == .sum, case .lambda(range, _) = parts[0].node, parts[0].isClosed { return parts }
      return parts.flatMap { $0.summands(over: range) }
    case .call(let function, let argument):
      return function.summands(over: range) + argument.summands(over: range)
    }
  }
}
