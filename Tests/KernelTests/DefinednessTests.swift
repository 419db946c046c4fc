import Exact
import Kernel
import Testing

private typealias F = Fixture

/// A term and the parts of its Def.
struct DefinednessCase: Sendable, CustomTestStringConvertible {
  let what: String
  let term: @Sendable () throws -> Term
  let conditions: @Sendable () throws -> [Term]

  init(
    _ what: String, _ term: @escaping @Sendable () throws -> Term,
    _ conditions: @escaping @Sendable () throws -> [Term]
  ) {
    self.what = what
    self.term = term
    self.conditions = conditions
  }

  var testDescription: String { what }
}

@Suite("Definedness")
struct DefinednessTests {
  static let nonzero = try! Term.not(.equal(F.x, .zero))
  static let positive = try! Term.less(.zero, F.x)
  static let ω = F.variable("ω", F.Ω)
  static let X = F.variable("X", .function(F.Ω, .real))
  static let c = F.variable("c", .real)

  static let cases: [DefinednessCase] = [
    DefinednessCase("a polynomial", { try F.x * F.x + .one }) { [.truth] },
    DefinednessCase("1/x", { try .one / F.x }) { [nonzero] },
    DefinednessCase("1/z", { try .inverse(F.z) }) {
      [try .not(.equal(F.z, .cast(.zero)))]
    },
    DefinednessCase("log x", { try .log(F.x) }) { [positive] },
    DefinednessCase("√x", { try .root(F.x) }) { [try .lessOrEqual(.zero, F.x)] },
    DefinednessCase("the complex √x", { try .apply(.complexRoot, [F.x]) }) { [.truth] },
    DefinednessCase("log(1/x)", { try .log(.inverse(F.x)) }) {
      [nonzero, try .less(.zero, .inverse(F.x))]
    },
    DefinednessCase("each condition once", { try .inverse(F.x) + .inverse(F.x) }) { [nonzero] },
    DefinednessCase("0 < x → log x = 0", { try .implies(positive, .equal(.log(F.x), .zero)) }) {
      [try .implies(positive, positive)]
    },
    DefinednessCase("x ≠ 0 ∧ 1/x = 1", { try .and(nonzero, .equal(.inverse(F.x), .one)) }) {
      [try .implies(nonzero, nonzero)]
    },
    DefinednessCase("1/x = 1 ∧ x ≠ 0", { try .and(.equal(.inverse(F.x), .one), nonzero) }) {
      [nonzero]
    },
    DefinednessCase("x ≠ 0 ∨ 1/x = 1", { try .or(nonzero, .equal(.inverse(F.x), .one)) }) {
      [nonzero]
    },
    DefinednessCase("∀x. 1/x = 1", { try .forAll(F.x, .equal(.inverse(F.x), .one)) }) {
      [try .forAll(F.x, nonzero)]
    },
    DefinednessCase("∃x. 1/x = 1", { try .exists(F.x, .equal(.inverse(F.x), .one)) }) {
      [try .forAll(F.x, nonzero)]
    },
    DefinednessCase("(λx. 1/x)(y)", { try .call(.lambda(F.x, .inverse(F.x)), F.y) }) {
      [try .not(.equal(F.y, .zero))]
    },
    DefinednessCase("f(1/x)", { try F.f(.inverse(F.x)) }) { [nonzero] },
    DefinednessCase("Σᵢ 1/x", { try .sum(F.variable("i", .finite(F.n)), .inverse(F.x)) }) {
      [try .forAll(F.variable("i", .finite(F.n)), nonzero)]
    },
    DefinednessCase("∫ X", { try .apply(.integral, [X]) }) { [try .apply(.integrable, [X])] },
    DefinednessCase("∫ log X", { try .apply(.integral, [.lambda(ω, .log(X(ω)))]) }) {
      [
        try .apply(.almostEverywhere, [.lambda(ω, .less(.zero, X(ω)))]),
        try .apply(.integrable, [.lambda(ω, .log(X(ω)))]),
      ]
    },
    DefinednessCase(
      "log X = 0 a.e.",
      {
        try .apply(.almostEverywhere, [.lambda(ω, .equal(.log(X(ω)), .zero))])
      }
    ) { [try .apply(.almostEverywhere, [.lambda(ω, .less(.zero, X(ω)))])] },
    DefinednessCase("𝔼 log under δ_x", { try .apply(.diracExpectation, [F.x, logarithm]) }) {
      [positive]
    },
    DefinednessCase("log′(x)", { try .apply(.derivative, [logarithm, F.x]) }) {
      [positive, try .exists(F.y, .apply(.hasDerivative, [logarithm, F.y, F.x]))]
    },
    DefinednessCase("(t + 1/c)′ at x", { try .apply(.derivative, [shifted, F.x]) }) {
      [
        try .not(.equal(c, .zero)),
        try .exists(F.y, .apply(.hasDerivative, [shifted, F.y, F.x])),
      ]
    },
    DefinednessCase(
      "t + 1/c has derivative 1 at x",
      {
        try .apply(.hasDerivative, [shifted, .one, F.x])
      }
    ) { [try .not(.equal(c, .zero))] },
  ]

  static let logarithm = try! Term.lambda(c, .log(c))
  static let shifted = try! Term.lambda(F.x, F.x + .inverse(c))

  @Test("Def is exactly this", arguments: cases)
  func conditions(_ example: DefinednessCase) throws {
    let expected = try example.conditions()
    let found = try example.term().definedness()
    let wanted = try Term.all(expected)
    #expect(found == wanted)
  }

  @Test("no junk: x/x = 1 has the condition x ≠ 0, and without it there is no proof")
  func quotient() throws {
    let claim = try Term.equal(F.x / F.x, .one)
    let condition = try claim.definedness()
    #expect(condition == Self.nonzero)
  }
}
