import Exact
import Notation
import Numeric
import Testing

@testable import Checks

@Suite("Refuter: edges") struct RefuterEdgeTests {
  private func tree(_ form: Expression.Form) -> Expression {
    Expression(form, at: Place(file: "test", line: 1, column: 1))
  }

  @Test("1/2004! is not 1/2006!, however close")
  func factorials() {
    let small = (1...2004).reduce(Rational.one) { $0 * Rational($1) }
    let large = small * 2005 * 2006
    let claim = tree(
      .relation(
        .equal, tree(.binary(.divide, tree(.number(1)), tree(.number(small)))),
        tree(.binary(.divide, tree(.number(1)), tree(.number(large))))))
    #expect(Refuter(scope: Scope()).survey(claim, seed: 1).refutation != nil)
  }

  @Test("a difference far below the working precision is seen")
  func tiny() throws {
    #expect(try survey("e^{1/2^{300}} = 1", given: "x : real").refutation != nil)
    #expect(try survey("e^{1/2^{300}} > 1", given: "x : real").agree == 1)
  }

  @Test("contradictory assumptions have no instance")
  func contradiction() throws {
    let survey = try survey("x = 2", given: "x : real, x > 0, x < 0")
    #expect(survey.noInstance && survey.instances == 0 && survey.refutation == nil)
    #expect(try readGiven("x : real, x^2 = -1").refuter.admissibleInstance() == nil)
    #expect(
      try readGiven("x : real, x^2 = 4, x > 0").refuter.admissibleInstance()?.first?.value == "2")
  }

  @Test("a side without a value is no number")
  func undefined() throws {
    let quotient = try survey(#"\frac{x}{x} = 1"#, given: "x : real")
    #expect(quotient.refutation == nil)
    #expect(quotient.undefinedAt?.text == "x = 0")
    #expect(quotient.undefinedAt?.note == "left side undefined: division by 0")
    #expect(quotient.agree == quotient.instances - 1)
    #expect(try survey(#"\frac{x}{x} = 1"#, given: #"x : real, x \ne 0"#).undefinedAt == nil)
    #expect(try survey(#"\log x \le x - 1"#, given: "x : real").undefinedAt?.text == "x = 0")
    #expect(try survey(#"\log x \le x - 1"#, given: "x : real, x > 0").refutation == nil)
    #expect(try survey(#"\sqrt x \ge 0"#, given: "x : real").undefinedAt?.text == "x = -1")
  }

  @Test("equations among the assumptions are solved")
  func equations() throws {
    let simplex = "a, b, c : real, a + b + c = 1, a > 0, b > 0, c > 0"
    #expect(try survey("c = 1 - a - b", given: simplex).agree >= 64)
    #expect(try survey("a b c \\le 1/27", given: simplex).refutation == nil)
    #expect(
      try survey("a b c \\le 1/28", given: simplex).refutation?.text == "a = 1/3, b = 1/3, c = 1/3")
    let matrix = #"A : real[2,2], A^\top = A; x, y : real[2]"#
    #expect(try survey(#"x^\top A y = y^\top A x"#, given: matrix).agree == 200)
    #expect(
      try survey(#"x^\top A y = y^\top A x"#, given: "A : real[2,2]; x, y : real[2]").refutation
        != nil)
    let eigenvalue = #"A : real[2,2]; \lambda : complex, \lambda \in \operatorname{spec}(A)"#
    #expect(try survey(#"\det(A - \lambda I) = 0"#, given: eigenvalue).refutation == nil)
    #expect(try survey(#"|\lambda| \ge 0"#, given: eigenvalue).agree >= 64)
    #expect(try survey(#"|\lambda| \le 2"#, given: eigenvalue).refutation != nil)
  }

  @Test("the same seed gives the same survey, another seed other instances")
  func deterministic() throws {
    let first = try survey("x^2 + y^2 \\ge 2 x y", given: "x, y : real", seed: 5)
    #expect(first == (try survey("x^2 + y^2 \\ge 2 x y", given: "x, y : real", seed: 5)))
  }

  @Test("the replay confirms nothing that was changed")
  func tampered() throws {
    let scope = try readGiven(dirac)
    let claim = try readExpression(
      #"\mathcal{L}(\psi_0, \psi_1, \theta) = \log \sigma(\psi_1)"#, in: scope)
    let refuter = Refuter(scope: scope)
    var found = try #require(refuter.survey(claim, seed: 1).refutation)
    #expect(refuter.replay(found, of: claim))
    found.assignment = []
    #expect(!refuter.replay(found, of: claim))
    let truth = try readExpression(#"\sigma(-\psi_1) = 1 - \sigma(\psi_1)"#, in: scope)
    found.assignment = [.init(name: #"\psi_1"#, value: "3/7")]
    #expect(!refuter.replay(found, of: truth))
  }

  @Test("opaque functions are polynomials, and their derivatives are known")
  func functions() throws {
    let given = #"f, g : real \to real; x : real; h(x) := f(x) g(x)"#
    #expect(try survey("h'(x) = f'(x) g(x) + f(x) g'(x)", given: given).agree == 200)
    let wrong = try survey("h'(x) = f'(x) g'(x)", given: given)
    #expect(wrong.refutation != nil && wrong.unconfirmed == nil)
    let vector = #"F : real, real \to real[2]; a, b : real"#
    #expect(try survey("J_F(a, b) = J_F(b, a)", given: vector).refutation != nil)
  }

  @Test(
    "what cannot be evaluated says why",
    arguments: [
      (
        #"\int_0^\infty x\, dx = \frac12"#,
        "an integral to infinity of what is not known to fall exponentially"
      ),
      (#"\lim_{x \to \infty} \sin x = 0"#, "the limit of this function"),
      (#"x = \infty"#, "a comparison with infinity"),
    ])
  func reasons(_ statement: String, _ reason: String) throws {
    let survey = try survey(statement, given: "x : real")
    #expect(survey.notEvaluable == reason)
    #expect(survey.instances == 0 && survey.refutation == nil)
  }
}

extension Scope {
  fileprivate var refuter: Refuter { Refuter(scope: self) }
}

@Suite("Refuter: speed") struct RefuterSpeedTests {
  @Test("a survey of a 3×3 Jacobian is quick")
  func jacobian() throws {
    let slope = #"s := \sigma(\psi_0\theta+\psi_1) \sigma(-\psi_0\theta-\psi_1)"#
    let scope = try readGiven(slope, in: try readGiven(dirac))
    let claim = try readExpression(
      #"""
      J_v(\psi_0, \psi_1, \theta) = \begin{pmatrix}
        -\theta^2 s & -\theta s & -\sigma(\psi_0\theta+\psi_1) - \psi_0\theta s \\
        -\theta s & -\sigma(\psi_1)\sigma(-\psi_1) - s & -\psi_0 s \\
        \sigma(\psi_0\theta+\psi_1) + \psi_0\theta s & \psi_0 s & \psi_0^2 s
      \end{pmatrix}
      """#, in: scope)
    let start = ContinuousClock.now
    let survey = Refuter(scope: scope).survey(claim, seed: 1)
    // 50 ms when nothing else runs.
    #expect(ContinuousClock.now - start < .seconds(2))
    #expect(survey.agree == 200 && survey.notEvaluable == nil)
  }
}
