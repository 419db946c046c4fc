import Exact
import Kernel

/// Statements about the solutions of differential equations at a time t.
///
/// All come from one row, `upperBarrier`: a function that does not rise where it is above m, and
/// starts at most at m, stays at most at m.
extension Prover {
  /// f(t) = g(t) or f(t) ≤ g(t), from the values at 0 and the derivatives in between; `nil` where no
  /// trajectory occurs in the goal.
  func alongTrajectory(_ goal: Term) throws -> Theorem? {
    guard !fuel.followsTrajectory, case .apply(let op, let x) = goal.node, x[0].sort == .real
    else { return nil }
    let functions = trajectories(in: goal)
    guard !functions.isEmpty else { return nil }
    if let result = try? atOtherTime(goal, functions) { return result }
    fuel.followsTrajectory = true
    defer { fuel.followsTrajectory = false }
    for time in goal.freeVariables where time.sort == .real {
      guard functions.contains(where: { goal.contains((try? Term.call($0, time)) ?? goal) })
      else { continue }
      switch op {
      case .lessOrEqual:
        if let result = try? barrier(x[0], x[1], time) { return result }
        for start in earlierTimes(functions) {
          if let result = try? barrier(x[0], x[1], time, from: start) { return result }
        }
        if let result = try? barrierByFactor(x[0], x[1], time) { return result }
        if let result = try? byFallingFunctions(goal, time) { return result }
      case .less:
        // Below a constant that is above the start.
        continue
      case .equal:
        if let up = try? everywhere(x[0], x[1], time),
          let down = try? everywhere(x[1], x[0], time)
        {
          return try Theorem.use(.antisymmetric, x, up, down)
        }
        if let result = try? solution(x[0], x[1], time) { return result }
      default: return nil
      }
    }
    return nil
  }

  /// A goal about f(τ), for a τ ≥ 0 that is not a variable, from the same at every time s ≥ 0.
  private func atOtherTime(_ goal: Term, _ functions: [Term]) throws -> Theorem? {
    let times = goal.times(of: functions).filter {
      if case .free = $0.node { false } else { !$0.freeVariables.isEmpty }
    }
    guard times.count == 1, let τ = times.first else { return nil }
    let s = try fresh("s", .real, goal)
    let moved = try goal.replacing(τ, by: s)
    guard τ.freeVariables.allSatisfy({ !moved.contains($0) }) else { return nil }
    let isLater = try Term.lessOrEqual(.zero, s)
    let reached = try prove(.lessOrEqual(.zero, τ), depth: 20)
    return try adding([.assume(isLater)]).alongTrajectory(moved)?.discharging(isLater)
      .instantiate([s: τ]).modusPonens(reached)
  }

  /// The functions of a real variable with known derivatives.
  func trajectories(in goal: Term) -> [Term] {
    var result: [Term] = []
    for rule in rules {
      guard case .apply(.derivative, let x) = rule.left.node else { continue }
      var function = x[0]
      // λt. f(t) is f.
      if case .lambda(_, let body) = function.node {
        // λt. W(t)ᵢⱼ is W.
        let value = body.arguments(of: .entry)?[0] ?? body
        if case .call(let head, _) = value.node { function = head }
      }
      guard case .free = function.node, goal.freeVariables.contains(function) else { continue }
      if !result.contains(function) { result.append(function) }
    }
    return result
  }

  /// l(t) ≤ r(t) for t of either sign, where l − r is constant.
  func everywhere(_ l: Term, _ r: Term, _ time: Term) throws -> Theorem {
    let later = try Term.lessOrEqual(.zero, time)
    let forward = try adding([.assume(later)]).barrier(l, r, time)
    let earlier = try Term.less(time, .zero)
    // Backwards: r(0) − l(0) ≤ r(t) − l(t) is the barrier from t to 0 for r − l.
    let backward = try adding([.assume(earlier)]).reversedBarrier(l, r, time)
    return try Theorem.axiom(.total, [.zero, time]).cases(forward, backward)
  }

  /// l(t) ≤ r(t) from l(s) ≤ r(s), s ≤ t, and (l − r)′ ≤ 0 where l > r; s is 0 if nothing is said.
  func barrier(_ l: Term, _ r: Term, _ time: Term, from s: Term = .zero) throws -> Theorem {
    let function = try Term.lambda(time, l - r)
    let isLater =
      try s === Term.zero ? nonnegative(time) : prove(.lessOrEqual(s, time), depth: 20)
    let start = try prove(.lessOrEqual(function.instantiate(s), .zero), depth: 20)
    let falling = try falls(function, above: .zero, from: s, to: time)
    let bound = try Theorem.use(.upperBarrier, [function, .zero, s, time], falling, isLater, start)
    return try difference(bound, l, r)
  }

  /// The negative numbers at which facts take some functions.
  private func earlierTimes(_ functions: [Term]) -> [Term] {
    facts.reduce(into: Set<Term>()) { $0.formUnion($1.conclusion.times(of: functions)) }
      .filter { ($0.rationalValue?.sign ?? 0) < 0 }.sorted()
  }

  /// l(t) ≤ r(t) from l(0) = r(0), t < 0 and (r − l)′ ≤ 0: r − l falls from t to 0.
  private func reversedBarrier(_ l: Term, _ r: Term, _ time: Term) throws -> Theorem {
    let function = try Term.lambda(time, r - l)
    let level = try function.instantiate(time)
    let isEarlier = try nonnegative(-time)
    let before = try Theorem.lessOrEqual(time, .zero, from: isEarlier)
    let falling = try falls(function, above: level, from: time, to: .zero)
    let reflexive = try Theorem.lessOrEqual(
      level, level,
      from: Theorem.arithmetic(.lessOrEqual(.zero, .zero)).moved(to: level - level))
    // r(0) − l(0) ≤ r(t) − l(t)
    let bound = try Theorem.use(
      .upperBarrier, [function, level, time, .zero], falling, before, reflexive)
    let atStart = try equation(function.instantiate(.zero), .zero)
    let positive = try bound.rewritten(by: .congruence(.lessOrEqual, [atStart, .reflexive(level)]))
    return try .lessOrEqual(l, r, from: positive)
  }

  /// l ≤ r from l − r ≤ 0.
  private func difference(_ bound: Theorem, _ l: Term, _ r: Term) throws -> Theorem {
    let gap = try bound.rewritten(by: .axiom(.lessOrEqualDifference, [l - r, .zero]))
    return try .lessOrEqual(l, r, from: gap)
  }

  /// ∀x. from ≤ x → x ≤ to → ∃y. f′(x) = y ∧ (m < f(x) → y ≤ 0).
  func falls(_ function: Term, above m: Term, from: Term, to: Term) throws -> Theorem {
    let x = try fresh("x", .real, function, m, from, to)
    let (after, before) = try (Term.lessOrEqual(from, x), Term.lessOrEqual(x, to))
    var inside = try adding([.assume(after), .assume(before)])
    inside = try inside.adding(inside.instances(at: x))
    let derivative = try inside.differentiate(function, at: x)
    guard let y = derivative.conclusion.arguments(of: .hasDerivative)?[1] else {
      throw ProofFailure("no derivative", function)
    }
    let value = try function.instantiate(x)
    let above = try Term.less(m, value)
    let context = try inside.adding([.assume(above)])
    let bound = try context.decreasing(y, at: x)
    let property = try derivative.and(bound.discharging(above))
    let name = try fresh("y", .real, function, m, x)
    let predicate = try Term.lambda(
      name,
      .and(
        .apply(.hasDerivative, [function, name, x]),
        .implies(above, .lessOrEqual(name, .zero))))
    return try property.witnessing(predicate, y).discharging(before).discharging(after)
      .generalizing(x)
  }

  /// y ≤ 0 at a time, by the signs of its terms or by a certificate.
  private func decreasing(_ y: Term, at time: Term) throws -> Theorem {
    let goal = try Term.lessOrEqual(y, .zero)
    let value = try evaluate(y)
    let simpler = try value.then(elementary(value.right))
    if let zero = try? equation(y, .zero) {
      return try Theorem.arithmetic(.lessOrEqual(.zero, .zero)).backwards(
        along: .congruence(.lessOrEqual, [zero, .reflexive(.zero)]))
    }
    if let bound = try lowerBound(normalize(-simpler.right).right) {
      let moved = try bound.weakened().rewritten(
        by: .congruence(
          .lessOrEqual, [.reflexive(.zero), normalize(-simpler.right).symmetric()]))
      let upper = try Theorem.lessOrEqual(
        simpler.right, .zero, from: moved.moved(to: .zero - simpler.right))
      return try upper.backwards(
        along: .congruence(.lessOrEqual, [simpler, .reflexive(.zero)]))
    }
    if let bound = try? knownSumBound(normalize(-simpler.right).right) {
      let upper = try Theorem.lessOrEqual(
        simpler.right, .zero,
        from: bound.weakened().rewritten(
          by: .congruence(
            .lessOrEqual, [.reflexive(.zero), normalize(-simpler.right).symmetric()])
        ).moved(to: .zero - simpler.right))
      return try upper.backwards(
        along: .congruence(.lessOrEqual, [simpler, .reflexive(.zero)]))
    }
    if let result = try signsOfFactors(goal, simpler) { return result }
    guard fuel.lyapunovDepth == 0 else { throw ProofFailure("it may grow", y) }
    let context = try adding(sumsOfSquares(at: time))
    return try context.adding(context.orderedExponentials(of: [simpler.right])).semialgebraic(goal)
  }

  /// y ≤ 0 for y in the values of one trajectory only, for both signs of the value.
  private func signsOfFactors(_ goal: Term, _ simpler: Theorem) throws -> Theorem? {
    let y = try simpler.right
    let values = Set(y.exponentialsAnywhere.flatMap(\.realCalls))
    guard values.count == 1, let value = values.first else { return nil }
    func signed(_ sign: Term) throws -> Theorem {
      let context = try adding([.assume(sign)])
      return try context.adding(context.orderedExponentials(of: [y])).semialgebraic(goal)
    }
    guard let up = try? signed(.lessOrEqual(.zero, value)),
      let down = try? signed(.less(value, .zero))
    else { return nil }
    return try Theorem.axiom(.total, [.zero, value]).cases(up, down)
  }

  /// What is known for all times, at this time.
  private func instances(at x: Term) throws -> [Theorem] {
    var result: [Theorem] = []
    for fact in facts {
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(.real, _) = predicate.node
      else { continue }
      var instance = try fact.specialized(to: x)
      guard instance.conclusion.isConditionalBound else { continue }
      while let parts = instance.conclusion.arguments(of: .implies),
        let premise = try? prove(parts[0], depth: 30)
      {
        instance = try instance.modusPonens(premise)
      }
      guard case .apply(let op, let sides) = instance.conclusion.node,
        op == .less || op == .lessOrEqual || op == .and, sides[0].sort == .real || op == .and
      else { continue }
      result.append(instance)
    }
    return result
  }

  /// V(x) ≤ V(0) for sums V of squares of trajectories that do not grow, or, where the time may be negative,
  /// stay the same.
  private func sumsOfSquares(at time: Term) throws -> [Theorem] {
    guard fuel.lyapunovDepth == 0 else { return [] }
    fuel.lyapunovDepth += 1
    defer { fuel.lyapunovDepth -= 1 }
    var functions: [Term] = []
    for fact in facts {
      for variable in fact.conclusion.freeVariables
      where variable.sort == .function(.real, .real) && !functions.contains(variable) {
        functions.append(variable)
      }
    }
    functions = functions.filter { function in
      rules.contains { $0.left.contains(function) && $0.left.arguments(of: .derivative) != nil }
    }
    guard (1...4).contains(functions.count) else { return [] }
    let isLater = (try? nonnegative(time)) != nil
    return (1..<(1 << functions.count)).compactMap { subset in
      func value(_ t: Term) throws -> Term {
        let squares = try functions.indices.filter { subset >> $0 & 1 == 1 }.map {
          try Term.call(functions[$0], t) * Term.call(functions[$0], t)
        }
        return try squares.dropFirst().reduce(squares[0]) { try $0 + $1 }
      }
      return isLater
        ? try? barrier(value(time), value(.zero), time)
        : try? everywhere(value(time), value(.zero), time)
    }
  }

  /// exp(v) ≤ exp(u) for the exponentials in the terms whose exponents are known to be in this order.
  private func orderedExponentials(of terms: [Term]) throws -> [Theorem] {
    var exponents: [Term] = []
    for term in terms {
      let form = try fraction(of: term)
      var monomials = Array(form.value.numerator.coefficients.keys)
      for factor in form.value.denominator.keys { monomials += factor.coefficients.keys }
      for monomial in monomials {
        var exponent = Polynomial.zero
        for factor in monomial.factors {
          guard let u = factor.atom.arguments(of: .exp)?[0] else { continue }
          let part = try fraction(of: u)
          guard part.value.denominator.isEmpty else { continue }
          exponent = exponent + part.value.numerator.scaled(by: Rational(factor.exponent))
        }
        let value = try exponent.term(in: .real)
        if !exponents.contains(value) { exponents.append(value) }
      }
    }
    guard exponents.count <= 6 else { return [] }
    exponents.sort()
    var result: [Theorem] = []
    for u in exponents {
      for v in exponents where v !== u {
        let gap = try u - v
        guard let known = try quickly(.lessOrEqual(.zero, gap)) else { continue }
        // exp(u − v) − 1 ≥ u − v ≥ 0
        let tangent = try Theorem.axiom(.expTangent, [gap]).conjuncts().0
          .rewritten(by: .axiom(.lessOrEqualDifference, [.one + gap, .apply(.exp, [gap])]))
        let bound = try Self.sum(tangent, known)
        result.append(try Self.product(.axiom(.expPositive, [v]), bound))
      }
    }
    return result
  }
}

extension Term {
  /// Whether it is a comparison or a conjunction, maybe behind premises.
  fileprivate var isConditionalBound: Bool {
    switch node {
    case .apply(.implies, let parts): parts[1].isConditionalBound
    case .apply(.less, _), .apply(.lessOrEqual, _), .apply(.and, _): true
    default: false
    }
  }

  /// The times at which some functions are taken.
  fileprivate func times(of functions: [Term]) -> Set<Term> {
    switch node {
    case .bound, .free, .number: return []
    case .apply(_, let parts):
      return parts.reduce(into: []) { $0.formUnion($1.times(of: functions)) }
    case .lambda(_, let body): return body.times(of: functions)
    case .call(let function, let argument): return functions.contains(function) ? [argument] : []
    }
  }

  /// The values f(t) of functions of a real number in the term.
  fileprivate var realCalls: [Term] {
    switch node {
    case .bound, .free, .number, .lambda: return []
    case .apply(_, let arguments): return arguments.flatMap(\.realCalls)
    case .call(let function, _):
      if case .free = function.node, function.sort == .function(.real, .real) { return [self] }
      return []
    }
  }
}
