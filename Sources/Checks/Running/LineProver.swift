import Kernel
import Notation
import Symbolic

/// The symbolic leg of one scope: elaborated assumptions, and proofs of lines from them.
struct LineProver {
  let elaborator: Elaborator
  let budget: Int
  let strict: Bool

  init(scope: Scope, options: Options) throws {
    elaborator = try Elaborator(scope: scope)
    budget = options.budget
    strict = scope.strict || options.strict
  }

  /// A line that was proved.
  struct Proof {
    let theorem: Theorem
    let rule: String
    let used: [String]
    let standing: [String]
    /// Readings that were not literal.
    let readings: [String]
    /// The identities behind the inequalities that the search proved.
    let certificates: [String]
    /// What keeps the line's partial operations within their domains.
    let definedness: Term
    let hypotheses: [Elaborator.Hypothesis]
  }

  /// How each condition of definedness of a proved line is met.
  func discharged(_ proof: Proof) -> [DischargedCondition] {
    let conditions = (try? proof.definedness.separated()) ?? [proof.definedness]
    return conditions.filter { $0 !== Term.truth }.compactMap { condition in
      let fuel = Prover.Fuel(budget)
      guard
        let prover = try? Prover(assumptions: proof.hypotheses.map(\.formula), fuel: fuel),
        let theorem = try? prover.prove(condition)
      else { return nil }
      let used = proof.hypotheses.filter { theorem.hypotheses.contains($0.formula) }.map(\.latex)
      return DischargedCondition(
        condition: condition.description,
        rule: RuleNames.describe(theorem, inductions: fuel.inductions, criteria: fuel.criteria),
        assumptions: used)
    }
  }

  /// The assumptions that hold without being written: what makes the written ones meaningful, and
  /// the integrability of the integrals that the line displays.
  ///
  /// Also that a declared function under a derivative is differentiable everywhere, and that the
  /// inverses in an equation or inequality exist.
  private func hypotheses(for formula: Term, definedness: Term, of statement: Expression) throws
    -> [Elaborator.Hypothesis]
  {
    let declared = elaborator.hypotheses.filter { $0.origin != .standing }
    if strict { return declared }
    // Whether a function of real numbers is integrable is taken for granted under a declared density only, which
    // may be such that it is; elsewhere it may be false.
    let standing = try elaborator.standingConditions(of: statement)
    let exist = try standing.displayed.integrabilities + standing.finite.flatMap(\.conjunction)
    let overLine = Set(elaborator.densitiesOverLine())
    let displayed = exist.filter {
      !$0.speaksOfLebesgue || $0.freeVariables.contains(where: overLine.contains)
    }.map {
      Elaborator.Hypothesis(
        formula: $0, latex: "the displayed integral exists: \($0)", origin: .standing)
    }
    let conditions = Set(definedness.conjunction)
    let inverted = statement.assumesInverses ? formula.invertedMatrices.sorted() : []
    let inverses = try inverted.compactMap { matrix in
      let regular = try Term.not(.equal(.apply(.determinant, [matrix]), .zero))
      return conditions.contains(regular)
        ? Elaborator.Hypothesis(
          formula: regular, latex: "the displayed inverse exists: \(matrix)", origin: .standing)
        : nil
    }
    let smooth = try definedness.differentiatedFunctions.sorted().map { function in
      let x = try Term.fresh("x", .real, avoiding: [function])
      let y = try Term.fresh("y", .real, avoiding: [function])
      let formula = try function.entriesOfValues(avoiding: [x, y]) { entry in
        try .forAll(x, .exists(y, .apply(.hasDerivative, [entry, y, x])))
      }
      return Elaborator.Hypothesis(
        formula: formula, latex: "\(function) is differentiable", origin: .standing)
    }
    let lines = definedness.conjunction.filter(\.isDerivativeAlongLine).map {
      Elaborator.Hypothesis(
        formula: $0, latex: "the displayed gradient exists: \($0)", origin: .standing)
    }
    return declared + elaborator.hypotheses.filter { $0.origin == .standing } + displayed + smooth
      + lines + inverses
  }

  /// Proves Def(φ) ∧ φ, and compares what was proved with what was stated.
  ///
  /// - Parameters:
  ///   - lemmas: theorems about the same symbols; what they say of all vectors, or behind `\forall`,
  ///     may be used.
  ///   - effort: the part of the budget that may be spent.
  func prove(_ statement: Expression, lemmas: [Theorem] = [], effort: Double = 1) throws -> Proof {
    let formula = try elaborator.statement(statement)
    let readings = elaborator.captures
    let defined = try formula.definedness()
    let hypotheses = try hypotheses(for: formula, definedness: defined, of: statement)
    let goal = try defined === Term.truth ? formula : Term.and(defined, formula)
    let allowed = Set(hypotheses.map(\.formula))
    let fuel = Prover.Fuel(Int(Double(budget) * effort))
    let usable = try lemmas.flatMap { try $0.resting(on: allowed).closedConjuncts() }
      .filter { $0.hypotheses.isSubset(of: allowed) }
    let prover = try Prover(
      assumptions: hypotheses.map(\.formula), lemmas: usable, fuel: fuel)
    let theorem = try prover.prove(goal)
    guard theorem.conclusion === goal, theorem.hypotheses.isSubset(of: allowed) else {
      throw ProofFailure("what was proved is not what was stated", theorem.conclusion)
    }
    func labels(_ origin: Elaborator.Hypothesis.Origin) -> [String] {
      hypotheses.filter { $0.origin == origin && theorem.hypotheses.contains($0.formula) }
        .map(\.latex)
    }
    return Proof(
      theorem: theorem,
      rule: RuleNames.describe(theorem, inductions: fuel.inductions, criteria: fuel.criteria),
      used: labels(.declared), standing: labels(.standing), readings: readings,
      certificates: fuel.certificates.reduce(into: []) { list, text in
        if !list.contains(text) { list.append(text) }
      }, definedness: defined, hypotheses: hypotheses)
  }

  /// Whether the declared assumptions contradict each other, by a proof of ⊥.
  func assumptionsContradict() -> Bool {
    guard
      let prover = try? Prover(
        assumptions: elaborator.hypotheses.map(\.formula), fuel: Prover.Fuel(budget))
    else { return false }
    return (try? prover.inconsistency()) != nil
  }
}

extension Theorem {
  /// The same from hypotheses ∀v. φ among these in place of φ.
  fileprivate func resting(on allowed: Set<Term>) throws -> Theorem {
    var result = self
    for hypothesis in hypotheses.subtracting(allowed).sorted() {
      for variable in hypothesis.freeVariables.sorted() {
        guard let general = try? Term.forAll(variable, hypothesis), allowed.contains(general) else {
          continue
        }
        result = try result.discharging(hypothesis)
          .modusPonens(.assume(general).specialized(to: variable))
        break
      }
    }
    return result
  }

  /// The parts of a conjunction that are about vectors of which nothing was assumed, for all values of
  /// these, and those that are about all values of a variable as they are.
  fileprivate func closedConjuncts() throws -> [Theorem] {
    if case .apply(.and, _) = conclusion.node {
      let parts = try conjuncts()
      return try parts.0.closedConjuncts() + parts.1.closedConjuncts()
    }
    let fixed = hypotheses.reduce(into: Set<Term>()) { $0.formUnion($1.freeVariables) }
    let vectors = conclusion.freeVariables.filter {
      if case .vector = $0.sort { !fixed.contains($0) } else { false }
    }
    guard !vectors.isEmpty else {
      guard case .apply(.forAll, _) = conclusion.node else { return [] }
      return [self]
    }
    return [try vectors.sorted().reduce(self) { try $0.generalizing($1) }]
  }
}

extension Term {
  /// The parts of a conjunction, also below quantifiers and behind premises.
  func separated() throws -> [Term] {
    var result: [Term] = []
    for part in conjunction {
      var parts = [part]
      switch part.node {
      case .apply(.forAll, let predicate):
        let (x, body) = try predicate[0].opened("x")
        parts = try body.separated().map {
          $0.freeVariables.contains(x) ? try .forAll(x, $0) : $0
        }
      case .apply(.implies, let sides):
        parts = try sides[1].separated().map { try .implies(sides[0], $0) }
      default: break
      }
      for part in parts where !result.contains(part) { result.append(part) }
    }
    return result
  }

  /// The parts of a nested conjunction.
  var conjunction: [Term] {
    if case .apply(.and, let parts) = node { return parts.flatMap(\.conjunction) }
    return [self]
  }

  /// The declared functions of a real variable that occur under a derivative.
  var differentiatedFunctions: Set<Term> {
    switch node {
    case .bound, .free, .number: return []
    case .apply(.hasDerivative, let parts):
      return Set(
        parts[0].freeVariables.filter {
          guard case .function(.real, let value) = $0.sort else { return false }
          switch value {
          case .real, .vector, .matrix: return true
          default: return false
          }
        })
    case .apply(_, let parts):
      return parts.reduce(into: []) { $0.formUnion($1.differentiatedFunctions) }
    case .lambda(_, let body): return body.differentiatedFunctions
    case .call(let function, let argument):
      return function.differentiatedFunctions.union(argument.differentiatedFunctions)
    }
  }

  /// Whether it says that a declared function of vectors or matrices has derivatives along coordinates.
  fileprivate var isDerivativeAlongLine: Bool {
    guard case .apply(let op, let parts) = node, let predicate = parts.first,
      case .lambda(_, let body) = predicate.node
    else { return false }
    if op == .forAll { return body.isDerivativeAlongLine }
    guard op == .exists, case .apply(.hasDerivative, let slope) = body.node,
      case .lambda(_, let value) = slope[0].node, case .call(let function, _) = value.node,
      case .free = function.node
    else { return false }
    switch function.sort {
    case .function(.vector, _), .function(.matrix, _): return true
    default: return false
    }
  }

  /// φ(f) for a function f of a real number, ∀i∀j. φ(fᵢⱼ) for one with arrays as values.
  fileprivate func entriesOfValues(avoiding used: [Term], _ formula: (Term) throws -> Term) throws
    -> Term
  {
    guard case .function(.real, let value) = sort else { return try formula(self) }
    let sizes: [Term]
    switch value {
    case .vector(let n): sizes = [n]
    case .matrix(let n, let m): sizes = [n, m]
    default: return try formula(self)
    }
    var indices: [Term] = []
    for size in sizes {
      indices.append(try .fresh("i", .finite(size), avoiding: used + [self] + indices))
    }
    let s = try Term.fresh("s", .real, avoiding: used + [self])
    let entry = try Term.lambda(s, .apply(.entry, [.call(self, s)] + indices))
    return try indices.reversed().reduce(formula(entry)) { try .forAll($1, $0) }
  }

  /// The matrices whose inverses are written, outside of binders.
  var invertedMatrices: Set<Term> {
    switch node {
    case .bound, .free, .number, .lambda: return []
    case .apply(let op, let parts):
      let own: Set<Term> = op == .matrixInverse ? [parts[0]] : []
      return parts.reduce(into: own) { $0.formUnion($1.invertedMatrices) }
    case .call(let function, let argument):
      return function.invertedMatrices.union(argument.invertedMatrices)
    }
  }

  /// Whether it says of a function of real numbers or vectors that it is integrable.
  var speaksOfLebesgue: Bool {
    switch node {
    case .bound, .free, .number: return false
    case .apply(.integrable, let parts):
      switch parts[0].sort {
      case .function(.real, _), .function(.vector, _): return true
      default: return parts[0].speaksOfLebesgue
      }
    case .apply(_, let parts): return parts.contains(where: \.speaksOfLebesgue)
    case .lambda(_, let body): return body.speaksOfLebesgue
    case .call(let function, let argument):
      return function.speaksOfLebesgue || argument.speaksOfLebesgue
    }
  }

  /// The parts of a condition that say of a function that it is integrable, perhaps for all or almost
  /// all values of something, or where something holds.
  var integrabilities: [Term] {
    get throws {
      switch node {
      case .apply(.integrable, _): return [self]
      case .apply(.and, let parts): return try parts.flatMap { try $0.integrabilities }
      case .apply(.implies, let parts):
        return try parts[1].integrabilities.map { try .implies(parts[0], $0) }
      case .apply(.forAll, let predicate), .apply(.almostEverywhere, let predicate):
        guard case .apply(let op, _) = node, case .lambda = predicate[0].node else { return [] }
        let (x, body) = try predicate[0].opened("x")
        return try body.integrabilities.map {
          $0.freeVariables.contains(x) ? try .apply(op, [.lambda(x, $0)]) : $0
        }
      default: return []
      }
    }
  }
}

/// The name of the rule that a proof comes down to, read off the axiom rows that it rests on.
enum RuleNames {
  private static let names: [(axioms: Set<String>, name: String)] = [
    (["diracValue"], "expectation under a point mass"),
    (
      ["derivativeValue", "derivativeAdd", "derivativeMultiply", "derivativeChain"],
      "differentiation"
    ),
    (["characteristicExpansion"], "characteristic polynomial"),
    (Set((1...4).map { "laSalle\($0)" }), "LaSalle's invariance principle, cited"),
    (["derivativeMatrixExponential"], "the equation that a matrix exponential solves"),
    (["upperBarrier"], "a barrier along the trajectory"),
    (["archimedean"], "Archimedes' principle"),
    (["expTangent"], "log t ≤ t − 1"),
    (["integralMonotone"], "monotone integral"),
    (["gaussianIntegral", "normalMoments"], "moments of the normal law"),
    (["minimalEigenvalueAttained"], "an eigenvector of the least eigenvalue"),
    (["positiveFactor"], "A = LᵀL for a semidefinite A"),
    (["zeroProduct"], "a product is zero only if a factor is"),
    (["squareNonnegative"], "squares are nonnegative"),
    (["imaginarySquare", "complexRootSquare", "squareRoot"], "squares of roots"),
    (["expAdd", "logExp", "expLog"], "exponentials and logarithms"),
    (["componentwise", "tupleEquality"], "entry by entry"),
  ]

  static func describe(_ theorem: Theorem, inductions: [String], criteria: [String]) -> String {
    let used = Set(theorem.axioms.map(\.name))
    var parts = inductions.isEmpty ? [] : ["induction on \(inductions[0])"]
    if used.contains("complexDecomposition") {
      parts.append((criteria.isEmpty ? ["Routh–Hurwitz"] : criteria).joined(separator: ", "))
    }
    parts += names.filter { !$0.axioms.isDisjoint(with: used) }.map(\.name)
    return parts.isEmpty ? "rational identity" : parts.joined(separator: ", ")
  }
}

extension Expression {
  /// Whether the inverses in a statement are assumed to exist: in one relation. Of a compound statement each part
  /// has to say itself under which premise they do.
  var assumesInverses: Bool { if case .relation = form { true } else { false } }
}
