import Exact
import Kernel

/// Formulas about members of sets: alternatives of points, opaque predicates, sums of sets.
extension Prover {
  /// ψ from facts that say where a point lies.
  ///
  /// A fact is taken apart: alternatives one by one, an equation for a coordinate by putting it in
  /// everywhere, an alternative that is false about numerals at once.
  func entailed(by pending: [Theorem], _ goal: Term, depth: Int) throws -> Theorem {
    try fuel.spend()
    guard depth < 60 else { throw ProofFailure("too many steps deep", goal) }
    guard let fact = pending.first else { return try prove(goal, depth: min(depth, 30)) }
    let rest = Array(pending.dropFirst())
    let formula = fact.conclusion
    if let isTrue = truth(of: formula) {
      if isTrue { return try entailed(by: rest, goal, depth: depth) }
      return try decided(formula, false).refuting(fact).byContradiction(goal)
    }
    switch formula.node {
    case .apply(.and, _):
      let (first, second) = try fact.conjuncts()
      return try entailed(by: [first, second] + rest, goal, depth: depth)
    case .apply(.or, _):
      // A long list is a loop and no recursion.
      var (alternatives, last): ([Term], Term) = ([], formula)
      while let parts = last.arguments(of: .or) {
        alternatives.append(parts[0])
        last = parts[1]
      }
      var result = try entailed(by: [.assume(last)] + rest, goal, depth: depth + 1)
      var whole = last
      for alternative in alternatives.reversed() {
        let branch = try entailed(by: [.assume(alternative)] + rest, goal, depth: depth + 1)
        let either = try Term.or(alternative, whole)
        result = try Theorem.assume(either).cases(branch, result)
        whole = either
      }
      return try result.discharging(whole).modusPonens(fact)
    case .apply(.exists, let x):
      guard case .lambda(let domain, _) = x[0].node else { break }
      let point = try Term.fresh(
        "c", domain, avoiding: [formula, goal] + (facts + pending).map(\.conclusion))
      let instance = try x[0].instantiate(point)
      return try fact.choosing(
        point, entailed(by: [.assume(instance)] + rest, goal, depth: depth + 1))
    case .apply(.equal, let sides) where sides[0].sort == .real:
      if let solved = try solvedForVariable(fact) {
        return try replacing(by: solved, rest, goal, depth: depth)
      }
    case .call:
      let simpler = try evaluate(formula)
      if !simpler.isTrivial {
        return try entailed(by: [fact.rewritten(by: simpler)] + rest, goal, depth: depth + 1)
      }
      let more = try consequences(of: fact)
      return try adding([fact]).entailed(by: more + rest, goal, depth: depth + 1)
    default: break
    }
    return try adding([fact]).entailed(by: rest, goal, depth: depth)
  }

  /// x = t from x = t, t = x, x + c = t, or t = x + c, where x does not occur in c and t.
  private func solvedForVariable(_ fact: Theorem) throws -> Theorem? {
    for equation in [fact, try fact.symmetric()] {
      let (l, r) = try equation.sides
      if case .free = l.node, !r.contains(l) { return equation }
      guard let x = l.arguments(of: .add) else { continue }
      for (variable, shift) in [(x[0], x[1]), (x[1], x[0])] {
        guard case .free = variable.node, !shift.contains(variable), !r.contains(variable) else {
          continue
        }
        let moved = try Theorem.congruence(.add, [equation, .reflexive(-shift)])
        return try Theorem.ring(variable, moved.left).then(moved)
      }
    }
    return nil
  }

  /// Puts t for x in the goal and in everything that is known.
  private func replacing(
    by equation: Theorem, _ pending: [Theorem], _ goal: Term, depth: Int
  ) throws -> Theorem {
    let x = try equation.left
    func moved(_ formula: Term) throws -> Theorem {
      let predicate = try Term.lambda(x, formula)
      let step = try Theorem.congruence(.reflexive(predicate), equation)
      return try Theorem.beta(step.left).symmetric().transitive(step).transitive(.beta(step.right))
    }
    func replaced(_ list: [Theorem]) throws -> [Theorem] {
      try list.filter { $0.conclusion.freeVariables.contains(x) }
        .map { try $0.rewritten(by: moved($0.conclusion)) }
    }
    let others = pending.filter { !$0.conclusion.freeVariables.contains(x) }
    let known = try replaced(facts.filter { $0.conclusion.arguments(of: .forAll) == nil })
    let context = known.isEmpty ? self : try adding(known)
    guard goal.freeVariables.contains(x) else {
      return try context.entailed(by: replaced(pending) + others, goal, depth: depth)
    }
    let step = try moved(goal)
    return try context.entailed(by: replaced(pending) + others, step.right, depth: depth)
      .backwards(along: step)
  }

  /// What the facts ∀… (premise → …) say of a member.
  private func consequences(of member: Theorem) throws -> [Theorem] {
    var result: [Theorem] = []
    for fact in facts {
      var open = fact
      var variables: [Term] = []
      while let predicate = open.conclusion.arguments(of: .forAll)?[0],
        case .lambda(let domain, _) = predicate.node
      {
        let variable = try Term.fresh(
          "v", domain, avoiding: [open.conclusion] + variables + Array(open.hypotheses))
        variables.append(variable)
        open = try open.specialized(to: variable)
      }
      guard !variables.isEmpty, let parts = open.conclusion.arguments(of: .implies) else {
        continue
      }
      // Of a premise → ¬(member) the premise is refuted.
      let excluded = parts[1].arguments(of: .not)?[0]
      var values: [Term: Term] = [:]
      guard (excluded ?? parts[0]).match(member.conclusion, variables: variables, into: &values),
        values.count == variables.count
      else { continue }
      var instance = fact
      for variable in variables {
        guard let value = values[variable] else { continue }
        instance = try instance.specialized(to: value)
      }
      if excluded == nil {
        result.append(try instance.modusPonens(member))
      } else if let premise = instance.conclusion.arguments(of: .implies)?[0],
        let proof = try? prove(premise, depth: 20)
      {
        result.append(try instance.modusPonens(proof).refuting(member))
      }
    }
    return result
  }

  // MARK: Goals

  /// S(s, …) from a fact S(t, …) whose arguments are equal.
  func membership(_ goal: Term) throws -> Theorem? {
    let (head, arguments) = goal.called
    for fact in facts where fact.conclusion.sort == .bool {
      let (other, known) = fact.conclusion.called
      guard other === head, known.count == arguments.count else { continue }
      var step = try Theorem.reflexive(head)
      var fits = true
      for (s, t) in zip(known, arguments) {
        guard s.sort == t.sort, let same = s === t ? try .reflexive(s) : try? equation(s, t) else {
          fits = false
          break
        }
        step = try .congruence(step, same)
      }
      if fits { return try fact.rewritten(by: step) }
    }
    return nil
  }

  /// ∃x… φ, where a fact about a set that φ mentions shows what x is.
  func witness(_ predicate: Term) throws -> Theorem {
    var body = try Term.apply(.exists, [predicate])
    var variables: [Term] = []
    while let inner = body.arguments(of: .exists)?[0] {
      guard case .lambda(let domain, _) = inner.node else { break }
      let variable = try Term.fresh(
        "w", domain, avoiding: [body] + variables + facts.map(\.conclusion))
      variables.append(variable)
      body = try inner.instantiate(variable)
    }
    for values in candidates(for: variables, atoms: body.memberships[...], [:]).prefix(24) {
      guard let proof = try? prove(body.substituting(values), depth: 20) else { continue }
      var result = proof
      for (i, variable) in variables.enumerated().reversed() {
        guard let value = values[variable] else { break }
        // Earlier variables stand for their values already, later ones are bound again.
        var open = try body.substituting(
          values.filter { pair in variables[..<i].contains { $0 === pair.key } })
        for later in variables[(i + 1)...].reversed() { open = try .exists(later, open) }
        result = try result.witnessing(.lambda(variable, open), value)
      }
      return result
    }
    throw ProofFailure("no tactic finds a witness", predicate)
  }

  /// The values of all the variables for which atoms are known facts.
  private func candidates(
    for variables: [Term], atoms: ArraySlice<Term>, _ values: [Term: Term]
  ) -> [[Term: Term]] {
    if values.count == variables.count { return [values] }
    guard let atom = atoms.first else { return [] }
    let (head, arguments) = atom.called
    var result: [[Term: Term]] = []
    for fact in facts where fact.conclusion.sort == .bool {
      let (other, known) = fact.conclusion.called
      guard other === head, known.count == arguments.count else { continue }
      var more = values
      for (pattern, value) in zip(arguments, known) {
        for variable in variables where more[variable] == nil {
          if let solved = try? pattern.solved(for: variable, equalTo: value) {
            more[variable] = solved
          }
        }
      }
      if more.count > values.count {
        result += candidates(for: variables, atoms: atoms.dropFirst(), more)
      }
    }
    return result + candidates(for: variables, atoms: atoms.dropFirst(), values)
  }

  // MARK: Induction

  /// Induction on a natural variable, for all values of the others, where sets are defined by a
  /// recurrence.
  func inductionOverSets(_ goal: Term) throws -> Theorem? {
    guard goal.mentionsMembership else { return nil }
    func isFree(_ x: Term) -> Bool {
      !facts.contains { $0.conclusion.freeVariables.contains(x) }
    }
    let others = goal.freeVariables.filter { $0.sort == .real && isFree($0) }
    for k in goal.freeVariables where k.sort == .natural && isFree(k) {
      var formula = goal
      for x in others.reversed() { formula = try .forAll(x, formula) }
      guard let predicate = try? Term.lambda(k, formula) else { continue }
      guard let base = try? prove(predicate.instantiate(.natural(0)), depth: 8) else { continue }
      let next = try predicate.instantiate(k + .natural(1))
      let hypothesis = try Theorem.assume(formula)
      guard let step = try? adding([hypothesis]).prove(next, depth: 8) else { continue }
      fuel.inductions.append(k.description)
      var result = try Theorem.induction(
        predicate, base: base, step: step.discharging(formula).generalizing(k)
      ).specialized(to: k)
      for x in others { result = try result.specialized(to: x) }
      return result
    }
    return nil
  }
}

extension Term {
  /// Whether the formula says that a point lies in a set, or one of several such things.
  var isMembership: Bool {
    switch node {
    case .call: return sort == .bool
    case .apply(.or, _): return true
    case .apply(.and, let x): return x.contains(where: \.isMembership)
    case .apply(.exists, let x):
      if case .lambda(.real, let body) = x[0].node { return body.isMembership }
      return false
    default: return false
    }
  }

  /// Whether an opaque set occurs.
  var mentionsMembership: Bool {
    switch node {
    case .bound, .free, .number: false
    case .call: sort == .bool
    case .apply(_, let x): x.contains(where: \.mentionsMembership)
    case .lambda(_, let body): body.mentionsMembership
    }
  }

  /// The head and the arguments of f(x)(y)….
  var called: (head: Term, arguments: [Term]) {
    var (head, arguments): (Term, [Term]) = (self, [])
    while case .call(let function, let argument) = head.node {
      head = function
      arguments.insert(argument, at: 0)
    }
    return (head, arguments)
  }

  /// The parts P(x, …), in the order of the formula, with alternatives.
  fileprivate var memberships: [Term] {
    switch node {
    case .call: sort == .bool ? [self] : []
    case .apply(.and, let x), .apply(.or, let x): x.flatMap(\.memberships)
    default: []
    }
  }

  /// The value of x at which the term, x + c or c − x, is the given one.
  fileprivate func solved(for x: Term, equalTo value: Term) throws -> Term? {
    if self === x { return value }
    if let y = arguments(of: .negate) { return try y[0].solved(for: x, equalTo: -value) }
    guard let y = arguments(of: .add) else { return nil }
    if !y[1].contains(x) { return try y[0].solved(for: x, equalTo: value - y[1]) }
    if !y[0].contains(x) { return try y[1].solved(for: x, equalTo: value - y[0]) }
    return nil
  }
}
