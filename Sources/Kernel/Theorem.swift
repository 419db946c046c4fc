import Exact

/// A proved statement: from the hypotheses follows the conclusion, for all values of the free
/// variables and all sizes ≥ 1.
///
/// Only the rules of this file make theorems; the initialiser is private to it. Each rule checks
/// its premises and throws `KernelError.rule` when they do not fit. The notes (`notes/kernel.md`)
/// argue for each rule that it leads from truth to truth.
public final class Theorem: Sendable {
  public let conclusion: Term
  /// The hypotheses, each once, in order.
  private let assumed: [Term]
  private let used: AxiomSet

  public var hypotheses: Set<Term> { Set(assumed) }
  /// The rows of the axiom table that the proof rests on.
  public var axioms: Set<Axiom> { used.rows }

  fileprivate init(_ assumed: [Term], _ conclusion: Term, _ used: AxiomSet) {
    self.assumed = assumed
    self.conclusion = conclusion
    self.used = used
  }

  fileprivate convenience init(
    _ conclusion: Term, from premises: [Theorem], without dropped: Term? = nil
  ) {
    var assumed: [Term] = []
    var used = AxiomSet.none
    for premise in premises {
      assumed = assumed.merged(with: premise.assumed)
      used = used.union(premise.used)
    }
    if let dropped { assumed.removeAll { $0 === dropped } }
    self.init(assumed, conclusion, used)
  }

  private func assumed(without dropped: Term) -> [Term] { assumed.filter { $0 !== dropped } }

  /// The error of a rule whose premises do not fit.
  fileprivate static func misfit(_ rule: String, _ terms: Term...) -> KernelError {
    .rule(rule, terms)
  }
}

// MARK: Assumptions and axioms

extension Theorem {
  /// φ ⊢ φ.
  public static func assume(_ formula: Term) throws(KernelError) -> Theorem {
    guard formula.sort == .bool, formula.isClosed else { throw misfit("assume", formula) }
    return Theorem([formula], formula, .none)
  }

  /// ⊢ the instance of an axiom row at the given parameters.
  public static func axiom(_ row: Axiom, _ parameters: [Term]) throws(KernelError) -> Theorem {
    for parameter in parameters where !parameter.isClosed {
      throw misfit("axiom \(row.name)", parameter)
    }
    // Only what stands in the table counts, whatever was handed in.
    guard let place = Axiom.places[row.name] else { throw misfit("no axiom \(row.name)") }
    let statement = try Axiom.table[place].statement(parameters)
    guard statement.sort == .bool, statement.isClosed else {
      throw misfit("axiom \(row.name)", statement)
    }
    return Theorem([], statement, AxiomSet(place: place))
  }

  /// Γ[s/x] ⊢ φ[s/x]: free variables are universal.
  public func instantiate(_ values: [Term: Term]) throws(KernelError) -> Theorem {
    var substituted: Set<Term> = []
    for hypothesis in assumed { substituted.insert(try hypothesis.substituting(values)) }
    return Theorem(substituted.sorted(), try conclusion.substituting(values), used)
  }
}

// MARK: Equality

extension Theorem {
  /// ⊢ t = t.
  public static func reflexive(_ term: Term) throws(KernelError) -> Theorem {
    guard term.isClosed else { throw misfit("reflexive", term) }
    return Theorem([], try .equal(term, term), .none)
  }

  /// s = t ⊢ t = s.
  public func symmetric() throws(KernelError) -> Theorem {
    let (s, t) = try sides()
    return Theorem(try .equal(t, s), from: [self])
  }

  /// s = t, t = u ⊢ s = u.
  public func transitive(_ other: Theorem) throws(KernelError) -> Theorem {
    let (s, t) = try sides()
    let (t2, u) = try other.sides()
    guard t === t2 else { throw Self.misfit("transitive", t, t2) }
    return Theorem(try .equal(s, u), from: [self, other])
  }

  /// sᵢ = tᵢ ⊢ op(s) = op(t).
  public static func congruence(_ op: Operator, _ parts: [Theorem]) throws(KernelError) -> Theorem {
    var left: [Term] = []
    var right: [Term] = []
    for part in parts {
      let (s, t) = try part.sides()
      left.append(s)
      right.append(t)
    }
    return Theorem(try .equal(.apply(op, left), .apply(op, right)), from: parts)
  }

  /// f = g, s = t ⊢ f(s) = g(t).
  public static func congruence(_ function: Theorem, _ argument: Theorem) throws(KernelError)
    -> Theorem
  {
    let (f, g) = try function.sides()
    let (s, t) = try argument.sides()
    return Theorem(try .equal(.call(f, s), .call(g, t)), from: [function, argument])
  }

  /// Γ ⊢ s = t gives Γ ⊢ λx.s = λx.t, when x is not free in Γ and no size.
  public func abstracting(_ variable: Term) throws(KernelError) -> Theorem {
    try requireArbitrary(variable, "abstracting")
    let (s, t) = try sides()
    return Theorem(try .equal(.lambda(variable, s), .lambda(variable, t)), from: [self])
  }

  /// ⊢ (λx.b)(a) = b[a/x].
  public static func beta(_ term: Term) throws(KernelError) -> Theorem {
    guard case .call(let function, let argument) = term.node, term.isClosed else {
      throw misfit("beta", term)
    }
    return Theorem([], try .equal(term, function.instantiate(argument)), .none)
  }

  /// φ = ψ, φ ⊢ ψ.
  public func equalityElimination(_ other: Theorem) throws(KernelError) -> Theorem {
    let (a, b) = try sides()
    guard a === other.conclusion else { throw Self.misfit("equalityElimination", a) }
    return Theorem(b, from: [self, other])
  }

  /// Γ, φ ⊢ ψ and Δ, ψ ⊢ φ give Γ, Δ ⊢ φ = ψ.
  public static func equivalence(_ forward: Theorem, _ backward: Theorem) throws(KernelError)
    -> Theorem
  {
    let (a, b) = (backward.conclusion, forward.conclusion)
    return Theorem(
      forward.assumed(without: a).merged(with: backward.assumed(without: b)),
      try .equal(a, b), forward.used.union(backward.used))
  }

  private func sides() throws(KernelError) -> (Term, Term) {
    guard case .apply(.equal, let sides) = conclusion.node else {
      throw Self.misfit("an equation is needed", conclusion)
    }
    return (sides[0], sides[1])
  }

  /// The variable must be arbitrary: free in no hypothesis, and no size anywhere.
  private func requireArbitrary(_ variable: Term, _ rule: String) throws(KernelError) {
    guard case .free = variable.node, !conclusion.sizeVariables.contains(variable) else {
      throw Self.misfit(rule, variable)
    }
    for hypothesis in assumed
    where hypothesis.freeVariables.contains(variable)
      || hypothesis.sizeVariables.contains(variable)
    {
      throw Self.misfit(rule + ": the variable is free in a hypothesis", variable, hypothesis)
    }
  }
}

// MARK: Connectives

extension Theorem {
  /// Γ ⊢ ψ gives Γ∖φ ⊢ φ → ψ.
  public func discharging(_ formula: Term) throws(KernelError) -> Theorem {
    guard formula.isClosed else { throw Self.misfit("discharging", formula) }
    return Theorem(try .implies(formula, conclusion), from: [self], without: formula)
  }

  /// φ → ψ, φ ⊢ ψ.
  public func modusPonens(_ premise: Theorem) throws(KernelError) -> Theorem {
    guard case .apply(.implies, let parts) = conclusion.node, parts[0] === premise.conclusion
    else { throw Self.misfit("modusPonens", conclusion, premise.conclusion) }
    return Theorem(parts[1], from: [self, premise])
  }

  /// ⊢ ⊤.
  public static let truth = Theorem([], .truth, .none)

  /// φ, ψ ⊢ φ ∧ ψ.
  public func and(_ other: Theorem) throws(KernelError) -> Theorem {
    Theorem(try .and(conclusion, other.conclusion), from: [self, other])
  }

  /// φ ∧ ψ ⊢ φ, and φ ∧ ψ ⊢ ψ.
  public func conjuncts() throws(KernelError) -> (Theorem, Theorem) {
    guard case .apply(.and, let parts) = conclusion.node else {
      throw Self.misfit("conjuncts", conclusion)
    }
    return (Theorem(parts[0], from: [self]), Theorem(parts[1], from: [self]))
  }

  /// φ ⊢ φ ∨ ψ.
  public func or(_ other: Term) throws(KernelError) -> Theorem {
    guard other.isClosed else { throw Self.misfit("or", other) }
    return Theorem(try .or(conclusion, other), from: [self])
  }

  /// ψ ⊢ φ ∨ ψ.
  public func or(left other: Term) throws(KernelError) -> Theorem {
    guard other.isClosed else { throw Self.misfit("or", other) }
    return Theorem(try .or(other, conclusion), from: [self])
  }

  /// φ ∨ ψ; Γ, φ ⊢ χ; Δ, ψ ⊢ χ give χ.
  public func cases(_ first: Theorem, _ second: Theorem) throws(KernelError) -> Theorem {
    guard case .apply(.or, let parts) = conclusion.node,
      first.conclusion === second.conclusion
    else { throw Self.misfit("cases", conclusion, first.conclusion, second.conclusion) }
    return Theorem(
      assumed.merged(with: first.assumed(without: parts[0]))
        .merged(with: second.assumed(without: parts[1])),
      first.conclusion, used.union(first.used).union(second.used))
  }

  /// ¬φ, φ ⊢ ⊥.
  public func refuting(_ other: Theorem) throws(KernelError) -> Theorem {
    guard case .apply(.not, let parts) = conclusion.node, parts[0] === other.conclusion else {
      throw Self.misfit("refuting", conclusion, other.conclusion)
    }
    return Theorem(.falsity, from: [self, other])
  }

  /// Γ, φ ⊢ ⊥ gives Γ ⊢ ¬φ.
  public func negating(_ formula: Term) throws(KernelError) -> Theorem {
    guard conclusion === Term.falsity, formula.isClosed else {
      throw Self.misfit("negating", conclusion)
    }
    return Theorem(try .not(formula), from: [self], without: formula)
  }

  /// Γ, ¬φ ⊢ ⊥ gives Γ ⊢ φ; classical logic.
  public func byContradiction(_ formula: Term) throws(KernelError) -> Theorem {
    guard conclusion === Term.falsity, formula.sort == .bool, formula.isClosed else {
      throw Self.misfit("byContradiction", conclusion)
    }
    return Theorem(formula, from: [self], without: try .not(formula))
  }
}

// MARK: Quantifiers and induction

extension Theorem {
  /// Γ ⊢ φ gives Γ ⊢ ∀x.φ, when x is not free in Γ and no size.
  public func generalizing(_ variable: Term) throws(KernelError) -> Theorem {
    try requireArbitrary(variable, "generalizing")
    return Theorem(try .forAll(variable, conclusion), from: [self])
  }

  /// ∀x.φ ⊢ φ[t/x].
  public func specialized(to term: Term) throws(KernelError) -> Theorem {
    guard case .apply(.forAll, let parts) = conclusion.node else {
      throw Self.misfit("specialized", conclusion)
    }
    return Theorem(try Self.value(of: parts[0], at: term), from: [self])
  }

  /// φ[t/x] ⊢ ∃x.φ, for the predicate λx.φ.
  public func witnessing(_ predicate: Term, _ witness: Term) throws(KernelError) -> Theorem {
    guard predicate.isClosed, try Self.value(of: predicate, at: witness) === conclusion else {
      throw Self.misfit("witnessing", conclusion, predicate, witness)
    }
    return Theorem(try .apply(.exists, [predicate]), from: [self])
  }

  /// ∃x.φ; Γ, φ[x] ⊢ ψ give ψ, when x is not free in ψ, the existence or the rest of Γ.
  public func choosing(_ variable: Term, _ use: Theorem) throws(KernelError) -> Theorem {
    guard case .apply(.exists, let parts) = conclusion.node, case .free = variable.node,
      !use.conclusion.freeVariables.contains(variable),
      !conclusion.freeVariables.contains(variable), !conclusion.sizeVariables.contains(variable)
    else { throw Self.misfit("choosing", conclusion, variable) }
    let instance = try Self.value(of: parts[0], at: variable)
    let rest = Theorem(use.conclusion, from: [use], without: instance)
    try rest.requireArbitrary(variable, "choosing")
    return Theorem(use.conclusion, from: [self, rest])
  }

  /// φ(0); ∀k. φ(k) → φ(k+1) ⊢ ∀k.φ(k), for a predicate φ on ℕ.
  public static func induction(_ predicate: Term, base: Theorem, step: Theorem)
    throws(KernelError) -> Theorem
  {
    let k = try Term.fresh("k", .natural, avoiding: [predicate])
    let next = try k + .natural(1)
    let wanted = try Term.forAll(
      k, .implies(value(of: predicate, at: k), value(of: predicate, at: next)))
    guard try base.conclusion === value(of: predicate, at: .natural(0)),
      step.conclusion === wanted
    else { throw misfit("induction", base.conclusion, step.conclusion, wanted) }
    return Theorem(try .apply(.forAll, [predicate]), from: [base, step])
  }

  /// A predicate at a point: beta-reduced when the predicate is a λ-term.
  private static func value(of predicate: Term, at point: Term) throws(KernelError) -> Term {
    guard point.isClosed else { throw misfit("a closed term is needed", point) }
    if case .lambda = predicate.node { return try predicate.instantiate(point) }
    return try .call(predicate, point)
  }
}

// MARK: Arithmetic

extension Theorem {
  /// s = t, when they are the same rational function of their atoms; `nonzero` proves u ≠ 0 for
  /// each denominator u that has to be opened.
  ///
  /// Cost: expansion of both sides; a bound on the number of terms keeps it finite.
  public static func ring(_ s: Term, _ t: Term, nonzero: [Theorem] = []) throws(KernelError)
    -> Theorem
  {
    var known: Set<Term> = []
    for theorem in nonzero {
      guard case .apply(.not, let equation) = theorem.conclusion.node,
        case .apply(.equal, let sides) = equation[0].node,
        case .number(let zero, _) = try realPreimage(of: sides[1]).node, zero.isZero
      else { throw misfit("ring: u ≠ 0 is needed", theorem.conclusion) }
      known.insert(sides[0])
    }
    guard s.isClosed, t.isClosed, s.sort == t.sort, s.sort.isField || s.sort == .natural else {
      throw misfit("ring", s, t)
    }
    let form = RationalForm(nonzero: known)
    let (f, g) = (try form.fraction(of: s), try form.fraction(of: t))
    let difference = try f + Fraction(Polynomial(-1)) * g
    guard difference.numerator.isZero else { throw misfit("ring: not equal as they stand", s, t) }
    return Theorem(try .equal(s, t), from: nonzero)
  }

  /// The real number behind the cast ℝ → ℂ, or the term itself.
  private static func realPreimage(of term: Term) throws(KernelError) -> Term {
    if case .apply(.realToComplex, let x) = term.node { return x[0] }
    return term
  }

  /// ⊢ a < b, a ≤ b, a = b or a ≠ b, when both sides are rational constants and it is true.
  public static func arithmetic(_ formula: Term) throws(KernelError) -> Theorem {
    var positive = formula
    var holds = true
    if case .apply(.not, let inner) = formula.node { (positive, holds) = (inner[0], false) }
    guard case .apply(let relation, let sides) = positive.node, sides.count == 2,
      sides[0].sort.isField || sides[0].sort == .natural, formula.isClosed
    else { throw misfit("arithmetic", formula) }
    let form = RationalForm(nonzero: [])
    guard let a = try form.fraction(of: sides[0]).value,
      let b = try form.fraction(of: sides[1]).value
    else { throw misfit("arithmetic: no constants", formula) }
    let truth: Bool
    switch relation {
    case .equal: truth = a == b
    case .less: truth = a < b
    case .lessOrEqual: truth = a <= b
    default: throw misfit("arithmetic", formula)
    }
    guard truth == holds else { throw misfit("arithmetic: false", formula) }
    return Theorem([], formula, .none)
  }
}
