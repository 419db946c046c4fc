import Exact
import Kernel
import Testing

private typealias F = Fixture

/// A wrong use of a rule: how its refusal begins.
struct Misuse: Sendable, CustomTestStringConvertible {
  let refusal: String
  let what: String
  let theorem: @Sendable () throws -> Any

  init(_ refusal: String, _ what: String, _ theorem: @escaping @Sendable () throws -> Any) {
    self.refusal = refusal
    self.what = what
    self.theorem = theorem
  }

  var testDescription: String { "\(refusal): \(what)" }
}

@Suite("Inference rules, used wrongly")
struct RefusalTests {
  static let cases: [Misuse] = logic + quantifiers + sizes + ring + arithmetic

  static let logic: [Misuse] = [
    Misuse("assume", "no formula") { try Theorem.assume(F.x) },
    Misuse("axiom squareNonnegative", "too few parameters") {
      try Theorem.axiom(.squareNonnegative, [])
    },
    Misuse("lessOrEqual does not take", "an axiom of ℝ at a complex number") {
      try Theorem.axiom(.squareNonnegative, [F.z])
    },
    Misuse("an equation is needed", "symmetric") { try Theorem.assume(F.φ).symmetric() },
    Misuse("transitive", "different middles") {
      try Theorem.reflexive(F.x).transitive(.reflexive(F.y))
    },
    Misuse("exp does not take", "congruence with two arguments") {
      try Theorem.congruence(.exp, [.reflexive(F.x), .reflexive(F.x)])
    },
    Misuse("application does not take", "congruence of calls, sorts") {
      try Theorem.congruence(.reflexive(F.f), .reflexive(F.z))
    },
    Misuse("abstracting", "the variable is free in a hypothesis") {
      try Theorem.assume(.equal(F.x, F.y)).abstracting(F.x)
    },
    Misuse("abstracting", "no variable") { try Theorem.reflexive(F.x).abstracting(.one) },
    Misuse("beta", "no application") { try Theorem.beta(F.x) },
    Misuse("instantiation", "beta of a free function") { try Theorem.beta(F.f(F.x)) },
    Misuse("equalityElimination", "another formula") {
      try Theorem.assume(.equal(F.φ, F.ψ)).equalityElimination(.assume(F.ψ))
    },
    Misuse("equal does not take", "transporting across sorts") { try Term.equal(F.x, F.z) },
    Misuse("modusPonens", "another premise") {
      try Theorem.assume(.implies(F.φ, F.ψ)).modusPonens(.assume(F.ψ))
    },
    Misuse("modusPonens", "no implication") { try Theorem.assume(F.φ).modusPonens(.truth) },
    Misuse("conjuncts", "a disjunction") { try Theorem.assume(.or(F.φ, F.ψ)).conjuncts().0 },
    Misuse("cases", "different goals") {
      try Theorem.assume(.or(F.φ, F.ψ)).cases(.assume(F.φ), .assume(F.ψ))
    },
    Misuse("refuting", "another formula") {
      try Theorem.assume(.not(F.φ)).refuting(.assume(F.ψ))
    },
    Misuse("negating", "no contradiction") { try Theorem.assume(F.ψ).negating(F.φ) },
    Misuse("byContradiction", "no contradiction") {
      try Theorem.assume(F.ψ).byContradiction(F.φ)
    },
    Misuse("or does not take", "a number") { try Theorem.assume(F.φ).or(F.x) },
    Misuse("implies does not take", "discharging a number") {
      try Theorem.assume(F.φ).discharging(F.x)
    },
  ]

  static let quantifiers: [Misuse] = [
    Misuse("generalizing", "the variable is free in a hypothesis") {
      try Theorem.assume(.less(.zero, F.x)).generalizing(F.x)
    },
    Misuse("specialized", "no ∀") { try Theorem.assume(F.φ).specialized(to: F.x) },
    Misuse("instantiation", "a term of another sort") {
      try Theorem.reflexive(F.x).generalizing(F.x).specialized(to: F.k)
    },
    Misuse("substitution", "the same name with another sort") {
      try Theorem.reflexive(F.x).instantiate([F.x: F.variable("x", .complex)])
    },
    Misuse("substitution", "no variable") { try Theorem.truth.instantiate([.zero: .one]) },
    Misuse("witnessing", "another instance") {
      try Theorem.assume(.less(.zero, .one)).witnessing(.lambda(F.x, .less(.zero, F.x)), .zero)
    },
    Misuse("choosing", "the variable is free in the goal") {
      try Theorem.assume(.exists(F.x, .less(.zero, F.x)))
        .choosing(F.x, .assume(.less(.zero, F.x)))
    },
    Misuse("choosing", "the variable is free in another hypothesis") {
      let instance = try Theorem.assume(.less(.zero, F.x))
      let use = try Theorem.assume(.not(.less(.zero, F.x))).refuting(instance)
      return try Theorem.assume(.exists(F.x, .less(.zero, F.x))).choosing(F.x, use)
    },
    Misuse("choosing", "the variable is free in the existence") {
      // ∃k. k ≠ n, used at n.
      let existence = try Theorem.assume(.exists(F.k, .not(.equal(F.k, F.n))))
      let use = try Theorem.assume(.not(.equal(F.n, F.n))).refuting(.reflexive(F.n))
      return try existence.choosing(F.n, use)
    },
    Misuse("induction", "the step from k to k + 2") {
      let P = F.variable("P", .function(.natural, .bool))
      let step = try Theorem.assume(
        .forAll(F.k, .implies(P(F.k), P(F.k + F.natural(2)))))
      return try Theorem.induction(P, base: .assume(P(F.natural(0))), step: step)
    },
    Misuse("induction", "the base 1") {
      let P = F.variable("P", .function(.natural, .bool))
      let step = try Theorem.assume(
        .forAll(F.k, .implies(P(F.k), P(F.k + F.natural(1)))))
      return try Theorem.induction(P, base: .assume(P(F.natural(1))), step: step)
    },
    Misuse("application does not take", "induction over ℝ") {
      let P = F.variable("P", .function(.real, .bool))
      return try Theorem.induction(P, base: .assume(P(.zero)), step: .truth)
    },
  ]

  static let i = F.variable("i", .finite(F.n))

  static let sizes: [Misuse] = [
    Misuse("generalizing", "a size") { try Theorem.reflexive(i).generalizing(F.n) },
    Misuse("abstracting", "a size") { try Theorem.reflexive(i).abstracting(F.n) },
    Misuse("substitution", "a size") { try Theorem.reflexive(i).instantiate([F.n: F.k]) },
    Misuse("substitution", "a size of a hypothesis") {
      try Theorem.assume(.equal(i, i)).and(.reflexive(F.n)).conjuncts().1
        .instantiate([F.n: F.k])
    },
    Misuse("a binder needs a variable that is no size", "λn") { try Term.lambda(F.n, i) },
  ]

  static let nonzero = try! Theorem.assume(.not(.equal(F.x, .zero)))

  static let ring: [Misuse] = [
    Misuse("ring: not equal", "0 + 0 = 0 is no proof of 2⁷⁰ + 2⁷⁰ = 0") {
      let big = Term.real(Rational(2).power(70)!)
      return try Theorem.ring(big + big, .zero)
    },
    Misuse("ring: not equal", "x/x = 1") { try Theorem.ring(F.x / F.x, .one) },
    Misuse("ring: not equal", "x/x = 1 from y ≠ 0") {
      try Theorem.ring(F.x / F.x, .one, nonzero: [.assume(.not(.equal(F.y, .zero)))])
    },
    Misuse("ring: not equal", "0/0 = 1") { try Theorem.ring(.zero / .zero, .one) },
    Misuse("ring: u ≠ 0 is needed", "x ≠ 1") {
      try Theorem.ring(F.x / F.x, .one, nonzero: [.assume(.not(.equal(F.x, .one)))])
    },
    Misuse("ring: u ≠ 0 is needed", "0 < x") {
      try Theorem.ring(F.x / F.x, .one, nonzero: [.assume(.less(.zero, F.x))])
    },
    Misuse("ring: not equal", "(x + 1)² without the cross term") {
      try Theorem.ring((F.x + .one).power(2), F.x.power(2) + .one)
    },
    Misuse("ring: not equal", "f ≠ g") { try Theorem.ring(F.f(F.x), F.g(F.x)) },
    Misuse("ring: not equal", "f(x) ≠ f(y)") { try Theorem.ring(F.f(F.x), F.f(F.y)) },
    Misuse("ring: not equal", "(x⁰ of a symbol n) = 1") {
      try Theorem.ring(.apply(.power, [F.x, F.n]), .one)
    },
    Misuse("ring: not equal", "√(x²) = x") { try Theorem.ring(.root(F.x * F.x), F.x) },
    Misuse("ring: not equal", "(eˣ)² = e^(2x) is no identity of polynomials") {
      try Theorem.ring(Term.exp(F.x).power(2), .exp(F.numeral(2) * F.x))
    },
    Misuse("ring: not equal", "i·i = 1") {
      try Theorem.ring(.imaginaryUnit * .imaginaryUnit, .cast(.one))
    },
    Misuse("ring: not equal", "the same name with two sorts") {
      try Theorem.ring(.cast(F.variable("x", .natural)), F.x)
    },
    Misuse("ring: not equal", "x(x−½)(x−1)(x−2)(x+1)(x−0.1) = 0 at sample points") {
      var product = F.x
      for root in ["1/2", "1", "2", "-1", "0.1"] {
        product = try product * (F.x - .real(Rational(root)!))
      }
      return try Theorem.ring(product, .zero)
    },
    Misuse("ring", "different sorts") { try Theorem.ring(F.x, F.z) },
    Misuse("ring", "matrices") {
      let A = F.variable("A", .matrix(F.n, F.n))
      let B = F.variable("B", .matrix(F.n, F.n))
      return try Theorem.ring(.apply(.product, [A, B]), .apply(.product, [B, A]))
    },
  ]

  static let arithmetic: [Misuse] = [
    Misuse("arithmetic: false", "2 = 0") { try Theorem.arithmetic(.equal(F.numeral(2), .zero)) },
    Misuse("arithmetic: false", "3 = 0") { try Theorem.arithmetic(.equal(F.numeral(3), .zero)) },
    Misuse("arithmetic: false", "1/2004! = 1/2006!") {
      let (a, b) = (factorial(2004), factorial(2006))
      return try Theorem.arithmetic(.equal(.real(Rational(1) / a), .real(Rational(1) / b)))
    },
    Misuse("arithmetic: false", "1 < 1") { try Theorem.arithmetic(.less(.one, .one)) },
    Misuse("arithmetic: no constants", "x < x + 1") {
      try Theorem.arithmetic(.less(F.x, F.x + .one))
    },
    Misuse("arithmetic: no constants", "1/0 = 0") {
      try Theorem.arithmetic(.equal(.one / .zero, .zero))
    },
    Misuse("arithmetic", "no relation") { try Theorem.arithmetic(F.φ) },
    Misuse("less does not take", "i < 1") { try Term.less(.imaginaryUnit, .cast(.one)) },
  ]

  private static func factorial(_ n: Int) -> Rational {
    (1...n).reduce(Rational.one) { $0 * Rational($1) }
  }

  @Test("refused with the reason", arguments: cases)
  func refused(_ misuse: Misuse) {
    guard let error = Fixture.refusal(misuse.theorem) else {
      Issue.record("accepted: \(misuse.what)")
      return
    }
    #expect(error.description.hasPrefix(misuse.refusal), "\(error)")
  }
}
