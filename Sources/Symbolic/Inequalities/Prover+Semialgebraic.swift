import Exact
import Kernel

/// Statements put together from polynomial inequalities by ∧, ∨, ¬, ⇒ and ⇔, refuted branch by branch.
extension Prover {
  /// Statements with more comparisons, such as lists of points, are left to other tactics.
  private static let mostComparisons = 16

  /// φ, by a contradiction from ¬φ in every case.
  func semialgebraic(_ goal: Term) throws -> Theorem {
    guard !fuel.isRefuting else { throw ProofFailure("already in a search for a contradiction") }
    guard goal.comparisonCount <= Self.mostComparisons else {
      throw ProofFailure("too many comparisons for a search for certificates")
    }
    fuel.isRefuting = true
    defer { fuel.isRefuting = false }
    let denial = try Theorem.assume(.not(goal))
    let names = Set(goal.freeVariables)
    let compound = facts.filter { $0.conclusion.isCompound && $0.conclusion.isSemialgebraic }
    for others in compound.isEmpty ? [[]] : [[], Array(compound.prefix(4))] {
      let pending = others + [denial]
      if let falsity = try refute(pending, known: [], alternatives: [], about: names) {
        return try falsity.byContradiction(goal)
      }
    }
    throw ProofFailure("no certificate was found for this", goal)
  }

  /// ⊥ from facts still to be taken apart, from known comparisons, and from alternatives kept for
  /// later.
  private func refute(
    _ pending: [Theorem], known: [Theorem], alternatives: [Theorem], about names: Set<Term>
  ) throws -> Theorem? {
    try fuel.recording {
      try refutation(pending, known: known, alternatives: alternatives, about: names)
    }
  }

  private func refutation(
    _ pending: [Theorem], known: [Theorem], alternatives: [Theorem], about names: Set<Term>
  ) throws -> Theorem? {
    var pending = pending
    var (known, alternatives) = (known, alternatives)
    while let fact = pending.popLast() {
      try fuel.spend()
      if fact.conclusion === Term.falsity { return fact }
      switch try takenApart(fact) {
      case .parts(let parts): pending += parts
      case .alternatives(let theorem): alternatives.append(theorem)
      case .comparison: known.append(fact)
      case .nothing: break
      }
    }
    let context = known.isEmpty ? self : try adding(known)
    if let result = try context.contradictionOfPolynomials(degree: 1, about: names) {
      return result
    }
    // An alternative of which one side is impossible is no alternative.
    for (index, alternative) in alternatives.enumerated() {
      guard let sides = alternative.conclusion.arguments(of: .or) else { continue }
      var rest = alternatives
      rest.remove(at: index)
      for (side, other) in [(0, 1), (1, 0)] {
        guard
          let impossible = try context.quickContradiction(.assume(sides[side]), about: names)
        else { continue }
        let remaining = try impossible.byContradiction(sides[other])
        let own = try Theorem.assume(sides[other])
        let left =
          try side == 0
          ? alternative.cases(remaining, own) : alternative.cases(own, remaining)
        // That a comparison is impossible is worth knowing in itself, where little is known.
        let negation =
          known.count < 4 && sides[side].isComparison ? [try impossible.negating(sides[side])] : []
        return try refute([left] + negation, known: known, alternatives: rest, about: names)
      }
    }
    if let alternative = alternatives.first, let sides = alternative.conclusion.arguments(of: .or) {
      let rest = Array(alternatives.dropFirst())
      guard
        let first = try refute(
          [.assume(sides[0])], known: known, alternatives: rest, about: names),
        let second = try refute(
          [.assume(sides[1])], known: known, alternatives: rest, about: names)
      else { return nil }
      return try alternative.cases(first, second)
    }
    if let result = try context.contradictionOfPolynomials(degree: 2, about: names) {
      return result
    }
    // Of variables alone the certificates say more than the other ways to a contradiction.
    let isPolynomial = known.allSatisfy(\.conclusion.isPolynomialInVariables)
    if !known.isEmpty, !isPolynomial, let result = try? context.contradiction() { return result }
    for degree in 3...4 {
      if let result = try context.contradictionOfPolynomials(degree: degree, about: names) {
        return result
      }
    }
    guard isPolynomial, !known.isEmpty else { return nil }
    return try? context.contradiction()
  }

  /// φ, by a certificate of a low degree and without cases; `nil` when there is none.
  func quickly(_ goal: Term) throws -> Theorem? {
    let denial = try Theorem.assume(.not(goal))
    return try quickContradiction(denial, about: Set(goal.freeVariables))?.byContradiction(goal)
  }

  /// ⊥ from one more fact, without any case.
  private func quickContradiction(_ fact: Theorem, about names: Set<Term>) throws -> Theorem? {
    var pending = [fact]
    var known: [Theorem] = []
    while let next = pending.popLast() {
      if next.conclusion === Term.falsity { return next }
      switch try takenApart(next) {
      case .parts(let parts): pending += parts
      case .comparison: known.append(next)
      case .alternatives, .nothing: break
      }
    }
    guard !known.isEmpty else { return nil }
    let context = try adding(known)
    for degree in 1...2 {
      if let result = try context.contradictionOfPolynomials(degree: degree, about: names) {
        return result
      }
    }
    return nil
  }

  private enum Pieces {
    case parts([Theorem])
    case alternatives(Theorem)
    case comparison
    case nothing
  }

  /// A fact by its form, negations pushed inwards.
  private func takenApart(_ fact: Theorem) throws -> Pieces {
    switch fact.conclusion.node {
    case .apply(.and, _):
      let (a, b) = try fact.conjuncts()
      return .parts([a, b])
    case .apply(.or, _): return .alternatives(fact)
    case .apply(.implies, let x):
      let other = try Theorem.assume(x[0])
      return .alternatives(
        try Theorem.excludedMiddle(x[0]).cases(
          fact.modusPonens(other).or(left: .not(x[0])), Theorem.assume(.not(x[0])).or(x[1])))
    case .apply(.equal, let x) where x[0].sort == .bool:
      return .alternatives(try Self.agreement(fact, x[0], x[1]))
    case .apply(.equal, let x) where x[0].sort == .real: return .comparison
    case .apply(.equal, let x) where x[0].isExplicitMatrix && x[1].isExplicitMatrix:
      return .parts([try fact.rewritten(by: .axiom(.tupleEquality, x))])
    case .apply(.less, let x) where x[0].sort == .natural:
      return .parts([try fact.rewritten(by: .axiom(.naturalLess, x))])
    case .apply(.lessOrEqual, let x) where x[0].sort == .natural:
      return .parts([try fact.rewritten(by: .axiom(.naturalLessOrEqual, x))])
    case .apply(.less, let x) where x[0].sort == .real: return .comparison
    case .apply(.lessOrEqual, let x) where x[0].sort == .real: return .comparison
    case .apply(.forAll, _):
      guard let criterion = try rootLocation(fact.conclusion) else { return .nothing }
      return .parts([try fact.rewritten(by: criterion)])
    case .apply(.falsity, _): return .parts([fact])
    case .apply(.not, let x): return try denied(fact, x[0])
    default: return .nothing
    }
  }

  /// a ∧ b, or ¬a ∧ ¬b, from a ⇔ b.
  private static func agreement(_ fact: Theorem, _ a: Term, _ b: Term) throws -> Theorem {
    let both = try Term.and(a, b)
    let neither = try Term.and(.not(a), .not(b))
    let yes = try Theorem.assume(a).and(fact.equalityElimination(.assume(a))).or(neither)
    let no = try Theorem.assume(.not(a))
    let notB = try no.refuting(fact.symmetric().equalityElimination(.assume(b))).negating(b)
    return try Theorem.excludedMiddle(a).cases(yes, no.and(notB).or(left: both))
  }

  private func denied(_ fact: Theorem, _ inner: Term) throws -> Pieces {
    guard case .apply(let op, let x) = inner.node else { return .nothing }
    switch op {
    case .truth: return .parts([try fact.refuting(.truth)])
    case .not:
      let proof = try fact.refuting(.assume(.not(x[0]))).byContradiction(x[0])
      return .parts([proof])
    case .and:
      // ¬a ∨ ¬b
      let a = try Theorem.assume(x[0])
      let notB = try fact.refuting(a.and(.assume(x[1]))).negating(x[1])
      return .alternatives(
        try Theorem.excludedMiddle(x[0]).cases(
          notB.or(left: .not(x[0])), Theorem.assume(.not(x[0])).or(.not(x[1]))))
    case .or:
      let notA = try fact.refuting(Theorem.assume(x[0]).or(x[1])).negating(x[0])
      let notB = try fact.refuting(Theorem.assume(x[1]).or(left: x[0])).negating(x[1])
      return .parts([notA, notB])
    case .implies:
      let notB = try fact.refuting(Theorem.assume(x[1]).discharging(x[0])).negating(x[1])
      let notA = try Theorem.assume(.not(x[0]))
      let vacuous = try notA.refuting(.assume(x[0])).byContradiction(x[1]).discharging(x[0])
      let a = try fact.refuting(vacuous).byContradiction(x[0])
      return .parts([a, notB])
    case .equal where x[0].sort == .bool:
      return .alternatives(try Self.disagreement(fact, x[0], x[1]))
    case .equal where x[0].sort == .real:
      let (below, above) = try (Term.less(x[0], x[1]), Term.less(x[1], x[0]))
      let equal = try Theorem.use(
        .antisymmetric, x, .assume(.lessOrEqual(x[0], x[1])), .assume(.lessOrEqual(x[1], x[0])))
      let first = try Theorem.axiom(.total, x)
      let second = try Theorem.axiom(.total, [x[1], x[0]])
      let inner = try second.cases(
        fact.refuting(equal).byContradiction(.or(below, above)),
        Theorem.assume(below).or(above))
      return .alternatives(
        try first.cases(inner, Theorem.assume(above).or(left: below)))
    case .equal where x[0].isExplicitMatrix && x[1].isExplicitMatrix:
      return .parts([try fact.rewritten(by: .congruence(.not, [.axiom(.tupleEquality, x)]))])
    case .less where x[0].sort == .natural:
      return .parts([try fact.rewritten(by: .congruence(.not, [.axiom(.naturalLess, x)]))])
    case .lessOrEqual where x[0].sort == .natural:
      return .parts([try fact.rewritten(by: .congruence(.not, [.axiom(.naturalLessOrEqual, x)]))])
    case .less where x[0].sort == .real:
      let below = try Theorem.assume(inner)
      let goal = try Term.lessOrEqual(x[1], x[0])
      return .parts([
        try Theorem.axiom(.total, [x[1], x[0]])
          .cases(.assume(goal), fact.refuting(below).byContradiction(goal))
      ])
    case .lessOrEqual where x[0].sort == .real:
      let below = try Theorem.assume(inner)
      let goal = try Term.less(x[1], x[0])
      return .parts([
        try Theorem.axiom(.total, [x[0], x[1]])
          .cases(fact.refuting(below).byContradiction(goal), .assume(goal))
      ])
    case .forAll:
      guard let criterion = try rootLocation(inner) else { return .nothing }
      return .parts([try fact.rewritten(by: .congruence(.not, [criterion]))])
    default: return .nothing
    }
  }

  /// a ∧ ¬b, or ¬a ∧ b, from ¬(a ⇔ b).
  private static func disagreement(_ fact: Theorem, _ a: Term, _ b: Term) throws -> Theorem {
    let (first, second) = try (Term.and(a, .not(b)), Term.and(.not(a), b))
    let goal = try Term.or(first, second)
    let (A, B) = try (Theorem.assume(a), Theorem.assume(b))
    let (noA, noB) = try (Theorem.assume(.not(a)), Theorem.assume(.not(b)))
    let bothHold = try fact.refuting(.equivalence(B, A)).byContradiction(goal)
    let noneHolds = try fact.refuting(
      .equivalence(
        noA.refuting(A).byContradiction(b), noB.refuting(B).byContradiction(a))
    ).byContradiction(goal)
    let withA = try Theorem.excludedMiddle(b).cases(bothHold, A.and(noB).or(second))
    let withoutA = try Theorem.excludedMiddle(b).cases(
      noA.and(B).or(left: first), noneHolds)
    return try Theorem.excludedMiddle(a).cases(withA, withoutA)
  }
}

extension Term {
  /// Whether it is made of comparisons of real numbers and of criteria for the roots of polynomials.
  var isSemialgebraic: Bool {
    guard case .apply(let op, let x) = node else { return false }
    switch op {
    case .not, .and, .or, .implies: return x.allSatisfy(\.isSemialgebraic)
    case .equal where x[0].sort == .bool: return x.allSatisfy(\.isSemialgebraic)
    case .equal: return x[0].sort == .real || x.allSatisfy(\.isExplicitMatrix)
    case .less, .lessOrEqual: return x[0].sort == .real || x[0].sort == .natural
    case .forAll: return isRootCondition
    case .truth, .falsity: return true
    default: return false
    }
  }

  /// Whether it compares polynomials in variables.
  fileprivate var isPolynomialInVariables: Bool {
    switch node {
    case .free, .number: return true
    case .apply(let op, let x):
      switch op {
      case .less, .lessOrEqual, .equal, .add, .multiply, .negate, .not:
        return x.allSatisfy(\.isPolynomialInVariables)
      case .power: return x[0].isPolynomialInVariables && x[1].number != nil
      default: return false
      }
    default: return false
    }
  }

  /// x < y or x ≤ y, or the negation of one.
  fileprivate var isComparison: Bool {
    guard case .apply(let op, let x) = node else { return false }
    switch op {
    case .less, .lessOrEqual: return true
    case .not: return x[0].isComparison
    default: return false
    }
  }

  /// The number of comparisons and equations in it.
  fileprivate var comparisonCount: Int {
    guard case .apply(let op, let x) = node else { return 0 }
    switch op {
    case .not, .and, .or, .implies: return x.reduce(0) { $0 + $1.comparisonCount }
    case .equal where x[0].sort == .bool: return x.reduce(0) { $0 + $1.comparisonCount }
    default: return 1
    }
  }

  /// Whether it is more than a single comparison or equation.
  fileprivate var isCompound: Bool {
    guard case .apply(let op, let x) = node else { return false }
    switch op {
    case .not, .or, .implies: return true
    case .equal: return x[0].sort == .bool
    default: return false
    }
  }

  /// A statement put together from comparisons with an inequality or a root condition among them.
  var isBranching: Bool {
    func compares(_ term: Term) -> Bool {
      guard case .apply(let op, let x) = term.node else { return false }
      switch op {
      case .less, .lessOrEqual: return x[0].sort == .real
      case .forAll: return term.isRootCondition
      case .not, .and, .or, .implies: return x.contains(where: compares)
      case .equal: return x[0].sort == .bool && x.contains(where: compares)
      default: return false
      }
    }
    return isSemialgebraic && compares(self)
  }

  /// ∀z ∈ ℂ. p(z) = 0 → φ(z).
  var isRootCondition: Bool {
    guard let predicate = arguments(of: .forAll)?[0],
      case .lambda(.complex, let body) = predicate.node, let parts = body.arguments(of: .implies),
      let sides = parts[0].arguments(of: .equal)
    else { return false }
    return sides[0].sort == .complex
  }
}
