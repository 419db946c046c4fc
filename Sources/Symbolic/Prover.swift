import Exact
import Kernel

/// The search for proofs from a list of assumptions: untrusted, and the kernel checks every step.
///
/// A prover is a context. Its facts are theorems, most of them assumptions; tactics make a new
/// context with more facts. The work is bounded by fuel, never by the clock, so that what is found
/// does not depend on the machine.
public final class Prover {
  /// What is known.
  let facts: [Theorem]
  /// Equations among the facts, read from left to right.
  let rules: [RewriteRule]
  /// b − a for every known a < b or a ≤ b.
  let bounds: [Bound]
  /// ∀x… Sᵢⱼ = Sⱼᵢ.
  let symmetries: [Symmetry]
  /// Terms known to be different from 0.
  let distinctFromZero: [Term: Theorem]
  let fuel: Fuel

  /// Results of `evaluate`, `elementary` and `lowerBound` in this context.
  var evaluated: [Term: Theorem] = [:]
  var elementaries: [Term: Theorem] = [:]
  var randomSymbols: [Sort: Randomness?] = [:]
  var elementaryDepth = 0
  var signs: [Term: Theorem?] = [:]
  /// Normal forms of matrices in this context, and the rules that they use.
  var matrixForms: [Term: MatrixForm] = [:]
  /// Whether normal forms of matrices take more apart than products.
  var reducesMatrices = true
  /// Whether exponentials in them are put together and moved past what they commute with.
  var reducesExponentials = true
  /// Whether vec and ⊗ are taken of products alone.
  var reducesVec = false
  /// A B = B A by A B, or that it was not found.
  var commutingPairs: [Term: Theorem?] = [:]
  var inverseRuleCache: [Term: [MatrixRule]] = [:]
  var factRuleCache: [MatrixRule]?
  var innerForms: [Term: Theorem] = [:]
  /// Matrices that were shown to be semidefinite, or were not.
  var semidefinites: [Term: Semidefinite?] = [:]
  /// det A ≠ 0, or that it was not found.
  var regularMatrices: [Term: Theorem?] = [:]
  /// This context at a variable: `at`.
  var contexts: [Term: Prover] = [:]
  /// The indices at which this context was taken.
  var indices: [Term] = []
  /// How many times integrals in the present equation were written as combinations of others.
  var integralSubstitutions = 0
  /// How many finite sums the present bound is nested in.
  var sumDepth = 0
  var integrabilities: [Term: Theorem?] = [:]
  /// The products whose integrability is being looked for: by squares of parts, which may lead back to them.
  var integratedProducts: Set<Term> = []
  /// How many integrals are being bounded at once.
  var integralDepth: Int {
    get { fuel.integralDepth }
    set { fuel.integralDepth = newValue }
  }
  /// What integrals were bounded in this context already, without success.
  var tried: Set<Term> = []
  /// The bijections that integrals are carried along, and all maps between spaces.
  private(set) lazy var transports: [Transport] = (try? findTransports()) ?? []
  private(set) lazy var maps: [Term] = findMaps()
  /// The facts as polynomial inequalities and equations.
  var system: PolynomialSystem?
  /// The known bounds and products of two of them.
  var boundProducts: [BoundProduct]?
  /// The points at which integrands were looked at.
  var places: [Sort: Pointwise] = [:]

  /// The number of inferences that may still be made, shared by all contexts of one proof.
  public final class Fuel {
    public private(set) var left: Int
    /// The variables on which an induction succeeded.
    public internal(set) var inductions: [String] = []
    /// Formulas about numerals that were decided.
    var truths: [Term: Bool?] = [:]
    /// The matrices whose determinants are being shown not to be 0.
    var invertedMatrices: Set<Term> = []
    /// Whether something is being compared with what is known not to be 0, inner product by inner
    /// product.
    var comparesInnerForms = false
    /// The determinants that are being written as products.
    var openedDeterminants: Set<Term> = []
    var integralDepth = 0
    /// How many inverses were written as solutions of equations.
    var unfoldedInverses = 0
    /// How many inequalities between eigenvalues or traces are being looked at.
    var spectralDepth = 0
    /// Conditions for the roots of polynomials that rest on no assumption.
    var rootCriteria: [Term: Theorem] = [:]
    /// The criteria for roots that were applied.
    public internal(set) var criteria: [String] = []
    /// Whether conserved quadratic forms are being looked for.
    var seeksInvariants = false
    /// Whether a limit is being compared with another one.
    var seeksBounds = false
    /// Whether a differential equation is being followed already.
    var followsTrajectory = false
    /// Whether an exponential of a matrix is being followed by its differential equation.
    var followsExponential = false
    var lyapunovDepth = 0
    /// Whether the sign of an entry on a diagonal is being looked for.
    var seeksDiagonal = false
    /// Whether sums over entries of inverses are being contracted.
    var contracts = false
    /// The arguments of the square roots that are being taken apart.
    var roots: Set<Term> = []
    /// Whether a contradiction of polynomials is being looked for.
    var isRefuting = false
    /// The identities by which polynomial inequalities contradicted each other.
    public internal(set) var certificates: [String] = []
    /// How many spans of integrable functions are being built at once.
    var spanDepth = 0
    /// Whether the points of an iterated integral are being exchanged.
    var exchangesPoints = false
    /// Whether an order of integration is being exchanged.
    var exchangesOrder = false
    /// Whether absolute values under an integral are being taken apart by cases.
    var takesCases = false
    /// Whether a constant was made rounder already.
    var roundsConstants = false
    /// Whether a limit is being taken between two others.
    var squeezes = false
    /// The bounds of integrands that may still be tried.
    private var trials = 100

    /// Whether one more bound may be tried.
    func tries() -> Bool {
      trials -= 1
      return trials >= 0
    }

    /// How deep the present evaluation is nested.
    private var depth = 0
    private static let deepest = 2_000
    /// How many proofs the present one stands in.
    private var proofs = 0
    private static let mostProofs = 250

    public init(_ amount: Int) { left = amount }

    func spend(_ amount: Int = 1) throws {
      left -= amount
      if left < 0 { throw ProofFailure("the budget of inferences is spent") }
    }

    func descend() throws {
      guard depth < Self.deepest else {
        throw ProofFailure("the evaluation is nested too deeply")
      }
      depth += 1
    }

    func ascend() { depth -= 1 }

    /// Tactics that ask for proofs which ask for the same tactics end here, and not at the end of the stack.
    func nestProof() throws {
      guard proofs < Self.mostProofs else { throw ProofFailure("the proof is nested too deeply") }
      proofs += 1
    }

    func unnestProof() { proofs -= 1 }

    /// What the body finds; where it fails, or finds nothing, the certificates of its way are dropped.
    func recording<Result>(_ body: () throws -> Result?) rethrows -> Result? {
      let count = certificates.count
      var isFound = false
      defer { if !isFound { certificates.removeLast(certificates.count - count) } }
      let result = try body()
      isFound = result != nil
      return result
    }
  }

  struct Bound {
    let polynomial: Polynomial
    /// 0 < t or 0 ≤ t, for a term t with this polynomial.
    let theorem: Theorem
  }

  /// A known bound or the product of two, the theorem of which is made when it is needed.
  struct BoundProduct {
    let polynomial: Polynomial
    let factors: [Theorem]

    var isStrict: Bool { factors.allSatisfy(\.isStrict) }
  }

  public convenience init(
    assumptions: [Term], lemmas: [Theorem] = [], fuel: Fuel = Fuel(200_000)
  ) throws {
    try self.init(facts: assumptions.map { try Theorem.assume($0) } + lemmas, fuel: fuel)
  }

  convenience init(facts: [Theorem], fuel: Fuel) throws {
    try self.init(after: nil, facts: facts, fuel: fuel)
  }

  /// The context with more facts.
  func adding(_ new: [Theorem]) throws -> Prover {
    try Prover(after: self, facts: new, fuel: fuel)
  }

  private init(after context: Prover?, facts new: [Theorem], fuel: Fuel) throws {
    self.fuel = fuel
    var all = context?.facts ?? []
    var rules = context?.rules ?? []
    var bounds = context?.bounds ?? []
    var symmetries = context?.symmetries ?? []
    var distinct = context?.distinctFromZero ?? [:]
    for fact in new {
      for part in try fact.allConjuncts() + Self.consequences(of: fact, all) {
        all.append(part)
        if let rule = try RewriteRule(Self.entriesOfDerivative(part) ?? part) { rules.append(rule) }
        if let bound = try Self.bound(part) { bounds.append(bound) }
        if let symmetry = try Symmetry(part) { symmetries.append(symmetry) }
        if let (term, theorem) = try Self.disequality(part) { distinct[term] = theorem }
      }
    }
    self.facts = all
    self.rules = rules
    self.bounds = bounds
    self.symmetries = symmetries
    distinctFromZero = distinct
    indices = context?.indices ?? []
    // What has an inverse keeps it under more assumptions.
    regularMatrices = context?.regularMatrices.filter { $0.value != nil } ?? [:]
  }

  /// What a new fact gives with an implication among the others, or as an implication with one of them.
  private static func consequences(of fact: Theorem, _ others: [Theorem]) throws -> [Theorem] {
    if let parts = fact.conclusion.arguments(of: .implies) {
      guard let known = others.first(where: { $0.conclusion === parts[0] }) else { return [] }
      return try fact.modusPonens(known).allConjuncts()
    }
    guard fact.conclusion.arguments(of: .less)?[0] === Term.zero else { return [] }
    return try others.flatMap { other -> [Theorem] in
      guard other.conclusion.arguments(of: .implies)?[0] === fact.conclusion else { return [] }
      return try other.modusPonens(fact).allConjuncts()
    }
  }

  /// A variable that is free in no fact and in none of the terms.
  func fresh(_ name: String, _ sort: Sort, _ terms: Term...) throws -> Term {
    try .fresh(name, sort, avoiding: terms + facts.map(\.conclusion))
  }

  /// 0 < b − a from a < b, and so on.
  private static func bound(_ fact: Theorem) throws -> Bound? {
    guard case .apply(let op, let x) = fact.conclusion.node, x.count == 2, x[0].sort == .real,
      op == .less || op == .lessOrEqual
    else { return nil }
    let difference =
      x[0] === Term.zero
      ? fact
      : try fact.rewritten(by: .axiom(op == .less ? .lessDifference : .lessOrEqualDifference, x))
    guard let term = difference.conclusion.arguments(of: op)?[1] else { return nil }
    let fraction = try RationalForm(nonzero: []).fraction(of: term)
    return Bound(polynomial: fraction.numerator, theorem: difference)
  }

  /// a − b and ¬(a − b = 0) from ¬(a = b); of a itself where b is 0.
  private static func disequality(_ fact: Theorem) throws -> (Term, Theorem)? {
    guard let inner = fact.conclusion.arguments(of: .not),
      let x = inner[0].arguments(of: .equal), x[0].sort.isScalarField
    else { return nil }
    if try x[1] === x[1].zeroOfSort { return (x[0], fact) }
    let difference = try x[0] - x[1]
    let equation = try Theorem.assume(.equal(difference, difference.zeroOfSort))
    // a = (a − b) + b = 0 + b = b
    let sum = try difference + x[1]
    let a = try Theorem.ring(x[0], sum)
      .transitive(.congruence(.add, [equation, .reflexive(x[1])]))
    let b = try a.transitive(.ring(a.right, x[1]))
    return (difference, try fact.refuting(b).negating(equation.conclusion))
  }
}

extension Sort {
  var isScalarField: Bool { self == .real || self == .complex }
}

/// A fact ∀x… l = r, used from left to right.
struct RewriteRule {
  let variables: [Term]
  let left: Term
  /// l = r for the variables as they stand.
  let theorem: Theorem

  /// `nil` unless the fact is an equation whose left side is a call, a derivative or a variable.
  init?(_ fact: Theorem) throws {
    var theorem = fact
    var variables: [Term] = []
    while let predicate = theorem.conclusion.arguments(of: .forAll)?[0] {
      guard case .lambda(let domain, _) = predicate.node else { return nil }
      let variable = try Term.fresh(
        "v", domain, avoiding: [theorem.conclusion] + variables + Array(theorem.hypotheses))
      variables.append(variable)
      theorem = try theorem.specialized(to: variable)
    }
    guard case .apply(.equal, let sides) = theorem.conclusion.node, !sides[1].contains(sides[0])
    else { return nil }
    switch sides[0].node {
    case .call, .apply(.derivative, _): break
    case .free where variables.isEmpty: break
    default: return nil
    }
    guard variables.allSatisfy(sides[0].freeVariables.contains) else { return nil }
    self.variables = variables
    left = sides[0]
    self.theorem = theorem
  }

  /// t = r for an instance t of the left side.
  func apply(to term: Term) throws -> Theorem? {
    var values: [Term: Term] = [:]
    guard left.match(term, variables: variables, into: &values) else { return nil }
    var result = theorem
    for variable in variables {
      guard let value = values[variable] else { return nil }
      result = try result.generalizing(variable).specialized(to: value)
    }
    return result
  }
}

extension Term {
  func contains(_ part: Term) -> Bool {
    if self === part { return true }
    switch node {
    case .bound, .free, .number: return false
    case .apply(_, let arguments): return arguments.contains { $0.contains(part) }
    case .lambda(_, let body): return body.contains(part)
    case .call(let f, let x): return f.contains(part) || x.contains(part)
    }
  }

  /// First-order matching of a pattern with the given variables.
  func match(_ term: Term, variables: [Term], into values: inout [Term: Term]) -> Bool {
    if variables.contains(self) {
      if let value = values[self] { return value === term }
      guard sort == term.sort, term.isClosed else { return false }
      values[self] = term
      return true
    }
    if self === term { return true }
    switch (node, term.node) {
    case (.apply(let f, let x), .apply(let g, let y)) where f == g && x.count == y.count:
      return zip(x, y).allSatisfy { $0.match($1, variables: variables, into: &values) }
    case (.call(let f, let x), .call(let g, let y)):
      return f.match(g, variables: variables, into: &values)
        && x.match(y, variables: variables, into: &values)
    case (.lambda(let s, let x), .lambda(let t, let y)):
      return s == t && x.match(y, variables: variables, into: &values)
    default: return false
    }
  }
}
