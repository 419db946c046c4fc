import Kernel

/// Means inside of integrals, as in 𝔼[(X − 𝔼X)²].
extension Prover {
  /// A proof in which a mean m that stands inside of integrals has a name: it is found under the
  /// assumption m = c for an unknown number c, and c is m then.
  ///
  /// What is integrable with m in it is so with c, and there are no integrals inside of integrals to
  /// look into.
  func byNamingMeans(_ goal: Term) throws -> Theorem? {
    guard let mean = try unnamedMean(of: [goal] + facts.map(\.conclusion)) else { return nil }
    let name = try fresh("c", .real, goal)
    let named = try Term.equal(mean, name)
    // 𝔼[aX + b] is a 𝔼X + b; 𝔼X has no simpler form, and gets a name.
    let known = try? integralEquations(for: [mean])[mean]
    let equation = try known ?? .assume(named)
    guard try !equation.right.contains(mean) else { return nil }
    func renaming(_ formula: Term) throws -> Theorem {
      let z = try fresh("z", .real, formula, name)
      let function = try Term.lambda(z, formula.replacing(mean, by: z))
      let moved = try Theorem.congruence(.reflexive(function), equation)
      return try Theorem.beta(moved.left).symmetric().then(moved).then(.beta(moved.right))
    }
    let renamed = try facts.filter { $0.conclusion.contains(mean) }
      .map { try $0.rewritten(by: renaming($0.conclusion)) }
    let wanted = try renaming(goal)
    let proof = try adding([equation] + renamed).prove(wanted.right).backwards(along: wanted)
    if known != nil { return proof }
    return try proof.discharging(named).instantiate([name: mean]).modusPonens(.reflexive(mean))
  }

  /// The shortest integral without bound variables that stands inside of another one, over the space of
  /// random events, and has no name yet.
  private func unnamedMean(of terms: [Term]) throws -> Term? {
    let means = Set(terms.flatMap(\.innerMeans)).sorted {
      $0.description.count < $1.description.count
    }
    for mean in means {
      if let function = mean.arguments(of: .integral)?[0],
        case .function(let space, _) = function.sort, try randomness(on: space) != nil,
        !facts.contains(where: { $0.conclusion.arguments(of: .equal)?[0] === mean })
      {
        return mean
      }
    }
    return nil
  }
}

/// What holds almost surely.
extension Prover {
  /// The context with φ almost everywhere for each fact 𝔼[¬φ] = 0.
  func withCertainties() throws -> Prover {
    let certainties = try facts.compactMap { try certainty($0) }
    return certainties.isEmpty ? self : try adding(certainties)
  }

  private func certainty(_ fact: Theorem) throws -> Theorem? {
    guard let sides = fact.conclusion.arguments(of: .equal), sides[1] === Term.zero,
      let function = sides[0].arguments(of: .integral)?[0],
      case .lambda(let space, _) = function.node, let random = try randomness(on: space)
    else { return nil }
    let ω = random.point
    let bracket = try function.instantiate(ω)
    guard let denied = bracket.arguments(of: .indicator)?[0],
      let formula = denied.arguments(of: .not)?[0]
    else { return nil }
    // Between 0 and 1 it is integrable, and 0 almost everywhere with its integral.
    let (low, high): (Term, Term) = try (.lambda(ω, .zero * .one), .lambda(ω, .one))
    let nothing = try Theorem.use(.integralScale, [.zero, high], random.unitIntegrable).conjuncts()
    let sign = try Self.bracketNonnegative(bracket)
    let below = try sign.rewritten(
      by: .congruence(
        .lessOrEqual, [.ring(.zero, .zero * .one), .reflexive(bracket)]))
    let integrable = try Theorem.use(
      .integrableBetween, [low, function, high], nothing.0, random.unitIntegrable,
      everywhere(below, ω), everywhere(Self.bracketAtMostOne(bracket), ω))
    let zero = try Theorem.use(
      .integralZero, [function], integrable, everywhere(sign, ω), fact)
    // [¬φ] = 0 gives φ.
    let assumed = try Theorem.assume(.equal(bracket, .zero))
    let (one, _) = try Theorem.axiom(.indicatorCases, [denied]).conjuncts()
    let no = try Theorem.assume(denied)
    let impossible = try Theorem.arithmetic(.not(.equal(.one, .zero)))
      .refuting(one.modusPonens(no).symmetric().then(assumed))
    let certain = try impossible.byContradiction(formula).discharging(assumed.conclusion)
    return try .use(
      .almostEverywhereImplies,
      [.lambda(ω, assumed.conclusion), .lambda(ω, formula)], everywhere(certain, ω), zero)
  }

  private func everywhere(_ theorem: Theorem, _ ω: Term) throws -> Theorem {
    try .use(.almostEverywhereAll, [.lambda(ω, theorem.conclusion)], theorem.generalizing(ω))
  }

  /// [φ] ≤ 1.
  private static func bracketAtMostOne(_ bracket: Term) throws -> Theorem {
    // 1 − [φ] = (1 − [φ])² for [φ]² = [φ].
    let square = try Theorem.axiom(.squareNonnegative, [.one - bracket])
    let expanded = square.bounded
    let product = try bracket * bracket
    let step = try Theorem.ring(expanded, (.one - .real(2) * bracket) + product)
      .then(
        .congruence(.add, [.reflexive(.one - .real(2) * bracket), bracketSquared(bracket)]))
    let gap = try square.rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), step]))
    return try .lessOrEqual(bracket, .one, from: gap.moved(to: .one - bracket))
  }
}

extension Term {
  /// The closed real integrals under binders.
  fileprivate var innerMeans: [Term] {
    func inside(_ term: Term, _ isBound: Bool) -> [Term] {
      switch term.node {
      case .bound, .free, .number: []
      case .apply(.integral, let x) where isBound && term.isClosed && term.sort == .real:
        inside(x[0], true) + [term]
      case .apply(_, let x): x.flatMap { inside($0, isBound) }
      case .lambda(_, let body): inside(body, true)
      case .call(let f, let x): inside(f, isBound) + inside(x, isBound)
      }
    }
    return inside(self, false)
  }
}
