import Exact
import Kernel

/// Integrals over one space as iterated ones, through a kernel r(y|x) with ∫ r(y|x) dy = 1.
extension Prover {
  /// What is known of ∫ H(x, y) dx for a function H of two points, and ∫∫ H dx dy = v.
  private struct Exchange {
    let facts: [Theorem]
    let value: Theorem
  }

  /// A proof in which integrals of one point are written through the kernels of the goal.
  ///
  /// Law: Tonelli's theorem for H − L ≥ 0, where L is a combination of functions whose order of integration is
  /// known to be free.
  func byChannels(_ goal: Term) throws -> Theorem? {
    let integrals = goal.closedIntegrals
    guard !fuel.exchangesOrder, integrals.contains(where: \.isIterated) else { return nil }
    fuel.exchangesOrder = true
    defer { fuel.exchangesOrder = false }
    let kernels = try kernels(of: goal).filter { kernel in
      integrals.contains {
        $0.isIterated && $0.integrand?.sort == .function(kernel.to, .real)
          && $0.integrand?.integrates(over: kernel.from) == true
      }
    }
    guard !kernels.isEmpty else { return nil }
    var context = self
    var moved: [Theorem] = []
    func add(_ exchange: Exchange, for integral: Term) throws {
      context = try context.adding(exchange.facts)
      if !context.hasKnownValue(integral) { moved.append(exchange.value) }
    }
    for kernel in kernels {
      for function in try functions(on: kernel.from, in: integrals) {
        guard let exchange = try? context.through(kernel, function) else { continue }
        try add(exchange, for: .apply(.integral, [function]))
      }
    }
    guard context !== self else { return nil }
    if let result = try? context.prove(goal, depth: 0) { return result }
    guard !moved.isEmpty else { return nil }
    var step = try Theorem.reflexive(goal)
    for equation in moved {
      step = try step.then(context.substitution(equation, in: step.right))
    }
    return try context.prove(step.right, depth: 0).backwards(along: step)
  }

  private func hasKnownValue(_ integral: Term) -> Bool {
    facts.contains { $0.conclusion.arguments(of: .equal)?[0] === integral }
  }

  // MARK: Kernels

  /// λx. λy. r(y|x), and ∫ r(y|x) dy = 1 for all x.
  private struct Transition {
    let from: Sort
    let to: Sort
    let mass: Theorem

    /// λy. r(y|x).
    func row(at x: Term) throws -> (function: Term, mass: Theorem) {
      let mass = try mass.specialized(to: x)
      guard let function = try mass.left.arguments(of: .integral)?[0] else {
        throw ProofFailure("an integral", mass.conclusion)
      }
      return (function, mass)
    }
  }

  /// The kernels that stand under iterated integrals of the goal.
  private func kernels(of goal: Term) throws -> [Transition] {
    var result: [Transition] = []
    for fact in facts {
      var fact = fact
      var outer: [Term] = []
      // Of several points that are given, all but the last are those of the goal.
      while let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(let domain, let body) = predicate.node, body.arguments(of: .forAll) != nil,
        let point = goal.freeVariables.first(where: { $0.sort == domain && !outer.contains($0) })
      {
        outer.append(point)
        fact = try fact.specialized(to: point)
      }
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(let from, let body) = predicate.node, case .space = from,
        let sides = body.arguments(of: .equal), sides[1] === Term.one,
        let function = sides[0].arguments(of: .integral)?[0],
        case .lambda(let to, _) = function.node, case .space = to, from != to,
        fact.conclusion.freeVariables.allSatisfy(goal.freeVariables.contains),
        !result.contains(where: { $0.mass.conclusion === fact.conclusion })
      else { continue }
      result.append(Transition(from: from, to: to, mass: fact))
    }
    return result
  }

  /// The functions on a space with a known integral, and those that the goal integrates.
  private func functions(on space: Sort, in integrals: [Term]) throws -> [Term] {
    var result: [Term] = []
    let known = facts.compactMap {
      $0.conclusion.arguments(of: .equal)?[0].arguments(of: .integral)
    }
    for function in known.map({ $0[0] }) + integrals.compactMap({ $0.arguments(of: .integral)?[0] })
    where function.isClosed && !result.contains(function) {
      if case .lambda(space, _) = function.node, !function.uses(.integral) {
        result.append(function)
      }
    }
    return result
  }

  /// ∫ f(x) dx = ∫∫ f(x) r(y|x) dx dy.
  private func through(_ kernel: Transition, _ function: Term) throws -> Exchange {
    let x = try fresh("x", kernel.from, function)
    let y = try fresh("y", kernel.to, function, x)
    let f = try function.instantiate(x)
    let (row, mass) = try kernel.row(at: x)
    let r = try row.instantiate(y)
    let isRow = try at(x).prove(.apply(.integrable, [row]), depth: 20)
    let weight = try at(x).at(y).nonnegative(r)
    let isIntegrable = try prove(.apply(.integrable, [function]), depth: 20)
    // f itself where f ≥ 0, else its distance from a lower bound.
    let here = try at(x)
    var sign = try? here.nonnegative(f)
    var rest = f
    if sign == nil, let tangents = try here.quotientTangents(of: here.laurents([f])[0]).first {
      sign = tangents.gap
      rest = tangents.gap.bounded
    }
    guard let sign else { throw ProofFailure("no lower bound", function) }
    let isRest = try prove(.apply(.integrable, [.lambda(x, rest)]), depth: 20)
    let (isScaled, value) = try Theorem.use(.integralScale, [rest, row], isRow).conjuncts()
    let total = try value.then(.congruence(.multiply, [.reflexive(rest), mass]))
      .then(.ring(rest * .one, rest))
    let F = try rest * r
    let outer = try almostEqual(total.symmetric(), x, [], isRest)
    let (areColumns, tail) = try Theorem.use(
      .tonelli, [.lambda(x, .lambda(y, F))],
      Self.product(sign, weight).weakened().generalizing(y).generalizing(x),
      almostEverywhere(isScaled, x, []), outer.integrable
    ).conjuncts()
    let (isTurned, exchanged) = try tail.conjuncts()
    let own = try outer.value.then(exchanged)
    let first = [areColumns, isTurned, try own.symmetric()]
    guard rest !== f else { return Exchange(facts: first, value: own) }
    let integral: Term = try .apply(.integral, [function])
    return try completed(first, f * r, at: x, y, equalTo: integral, [isIntegrable])
  }

  /// The same of H, which differs from a function whose order of integration was exchanged by a combination of others.
  private func completed(
    _ facts: [Theorem], _ H: Term, at x: Term, _ y: Term, equalTo integral: Term,
    _ others: [Theorem]
  ) throws -> Exchange {
    var context = try adding(facts + others)
    let column: Term = try .lambda(x, H)
    let areColumns = try context.prove(
      .apply(.almostEverywhere, [.lambda(y, .apply(.integrable, [column]))]), depth: 20)
    context = try context.adding([areColumns])
    let function: Term = try .lambda(y, .apply(.integral, [column]))
    let isIntegrable = try context.prove(.apply(.integrable, [function]), depth: 20)
    context = try context.adding([isIntegrable])
    let value = try context.equation(integral, .apply(.integral, [function]))
    return Exchange(facts: facts + [areColumns, isIntegrable], value: value)
  }
}

extension Term {
  /// The integrals over spaces outside of binders, and outside of quantifiers.
  fileprivate var closedIntegrals: [Term] {
    closedIntegrands(of: [.integral, .integrable]).compactMap { function in
      guard case .lambda(.space, _) = function.node else { return nil }
      return try? .apply(.integral, [function])
    }
  }

  /// f of ∫ f.
  fileprivate var integrand: Term? { arguments(of: .integral)?[0] }

  /// Whether an integral stands under the integral.
  fileprivate var isIterated: Bool { integrand?.uses(.integral) ?? false }

  /// Whether an integral over the space stands somewhere in the term.
  fileprivate func integrates(over space: Sort) -> Bool {
    switch node {
    case .bound, .free, .number: return false
    case .apply(let op, let parts):
      if op == .integral, case .function(space, _) = parts[0].sort { return true }
      return parts.contains { $0.integrates(over: space) }
    case .lambda(_, let body): return body.integrates(over: space)
    case .call(let f, let x): return f.integrates(over: space) || x.integrates(over: space)
    }
  }
}
