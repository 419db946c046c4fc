import Exact
import Kernel

/// Derived rules: each is a fixed combination of rules of the kernel.
extension Theorem {
  /// The conclusion of an axiom row after its premises, in their order.
  static func use(_ row: Axiom, _ parameters: [Term], _ premises: Theorem...) throws -> Theorem {
    var result = try axiom(row, parameters)
    for premise in premises { result = try result.modusPonens(premise) }
    return result
  }

  /// The two sides of an equation.
  var sides: (left: Term, right: Term) {
    get throws {
      guard case .apply(.equal, let sides) = conclusion.node else {
        throw ProofFailure("an equation is needed", conclusion)
      }
      return (sides[0], sides[1])
    }
  }

  var right: Term { get throws { try sides.right } }
  var left: Term { get throws { try sides.left } }

  /// Whether the two sides of an equation are the same term.
  var isTrivial: Bool {
    if case .apply(.equal, let sides) = conclusion.node { return sides[0] === sides[1] }
    return false
  }

  /// s = t from φ(s): rewrites the conclusion φ by an equation φ = ψ.
  func rewritten(by equation: Theorem) throws -> Theorem {
    equation.isTrivial ? self : try equation.equalityElimination(self)
  }

  /// From φ = ψ and ψ the theorem φ.
  func backwards(along equation: Theorem) throws -> Theorem {
    equation.isTrivial ? self : try equation.symmetric().equalityElimination(self)
  }

  /// s = t followed by t = u; a trivial step costs nothing.
  func then(_ next: Theorem) throws -> Theorem {
    if next.isTrivial { return self }
    if isTrivial { return next }
    return try transitive(next)
  }

  /// op(…, s, …) = op(…, t, …) from s = t at one place.
  static func congruence(_ op: Operator, _ arguments: [Term], at place: Int, _ equation: Theorem)
    throws -> Theorem
  {
    var parts: [Theorem] = []
    for (index, argument) in arguments.enumerated() {
      parts.append(index == place ? equation : try reflexive(argument))
    }
    return try congruence(op, parts)
  }

  /// The theorem with a hypothesis replaced by a proof of it.
  func discharging(_ formula: Term, by proof: Theorem) throws -> Theorem {
    hypotheses.contains(formula) ? try discharging(formula).modusPonens(proof) : self
  }

  /// All the parts of a nested conjunction, also under ∀.
  func allConjuncts() throws -> [Theorem] {
    if let predicate = conclusion.arguments(of: .forAll)?[0],
      case .lambda(let domain, let body) = predicate.node, body.arguments(of: .and) != nil
    {
      let variable = try Term.fresh(
        "v", domain, avoiding: [conclusion] + Array(hypotheses))
      return try specialized(to: variable).allConjuncts().map { try $0.generalizing(variable) }
    }
    guard case .apply(.and, _) = conclusion.node else { return [self] }
    let (first, second) = try conjuncts()
    return try first.allConjuncts() + second.allConjuncts()
  }

  /// a ≤ b from a < b.
  func weakened() throws -> Theorem {
    guard case .apply(.less, let x) = conclusion.node else { return self }
    return try rewritten(by: .axiom(.lessIff, x)).conjuncts().0
  }

  /// ¬(a = b) from a < b.
  func distinct() throws -> Theorem {
    guard case .apply(.less, let x) = conclusion.node else {
      throw ProofFailure("a strict inequality is needed", conclusion)
    }
    return try rewritten(by: .axiom(.lessIff, x)).conjuncts().1
  }

  /// Anything from ⊥.
  func explosion(_ goal: Term) throws -> Theorem { try byContradiction(goal) }

  /// ¬(b = a) from ¬(a = b).
  func disequalitySwapped() throws -> Theorem {
    guard case .apply(.not, let inner) = conclusion.node,
      case .apply(.equal, let x) = inner[0].node
    else { throw ProofFailure("a disequation is needed", conclusion) }
    let swapped = try Theorem.assume(.equal(x[1], x[0]))
    return try refuting(swapped.symmetric()).negating(.equal(x[1], x[0]))
  }

  /// φ ∨ ¬φ.
  static func excludedMiddle(_ formula: Term) throws -> Theorem {
    let goal = try Term.or(formula, .not(formula))
    let denied = try assume(.not(goal))
    let negation = try denied.refuting(assume(formula).or(.not(formula))).negating(formula)
    return try denied.refuting(negation.or(left: formula)).byContradiction(goal)
  }
}

extension Term {
  /// The arguments when the term is an application of the operator.
  func arguments(of op: Operator) -> [Term]? {
    if case .apply(op, let arguments) = node { return arguments }
    return nil
  }

  var number: Rational? {
    if case .number(let value, _) = node { return value }
    return nil
  }

  static func negated(_ formula: Term) throws -> Term {
    if let inner = formula.arguments(of: .not) { return inner[0] }
    return try .not(formula)
  }

  /// 0 in the sort of the term.
  var zeroOfSort: Term {
    get throws { sort == .complex ? try .apply(.realToComplex, [.zero]) : .zero }
  }
}
