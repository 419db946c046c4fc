import Exact
import Kernel
import Testing

private typealias F = Fixture

/// A right use of a rule: what must come out.
struct RuleUse: Sendable, CustomTestStringConvertible {
  let rule: String
  let hypotheses: Set<Term>
  let conclusion: @Sendable () throws -> Term
  let theorem: @Sendable () throws -> Theorem

  init(
    _ rule: String, _ hypotheses: Set<Term> = [],
    _ conclusion: @escaping @Sendable () throws -> Term,
    _ theorem: @escaping @Sendable () throws -> Theorem
  ) {
    self.rule = rule
    self.hypotheses = hypotheses
    self.conclusion = conclusion
    self.theorem = theorem
  }

  var testDescription: String { rule }
}

@Suite("Inference rules, used rightly")
struct RuleTests {
  static let equation = try! Term.equal(F.x, F.y)
  static let back = try! Term.equal(F.y, F.x)
  static let positive = try! Term.less(.zero, F.x)
  static let either = try! Term.or(F.φ, F.ψ)
  static let notφ = try! Term.not(F.φ)

  static let uses: [RuleUse] = logic + quantifiers + arithmetic

  static let logic: [RuleUse] = [
    RuleUse("assume", [F.φ], { F.φ }, { try .assume(F.φ) }),
    RuleUse("axiom", [], { try .equal(.exp(.zero), .one) }, { try .axiom(.expZero, []) }),
    RuleUse("reflexive", [], { try .equal(F.x, F.x) }, { try .reflexive(F.x) }),
    RuleUse("symmetric", [equation], { back }, { try Theorem.assume(equation).symmetric() }),
    RuleUse("transitive", [equation, back], { try .equal(F.x, F.x) }) {
      try Theorem.assume(equation).transitive(.assume(back))
    },
    RuleUse("congruence", [equation], { try .equal(.exp(F.x), .exp(F.y)) }) {
      try .congruence(.exp, [.assume(equation)])
    },
    RuleUse("congruence of calls", [equation], { try .equal(F.f(F.x), F.f(F.y)) }) {
      try .congruence(.reflexive(F.f), .assume(equation))
    },
    RuleUse("abstracting", [], { try .equal(.lambda(F.x, F.x), .lambda(F.x, F.x)) }) {
      try Theorem.reflexive(F.x).abstracting(F.x)
    },
    RuleUse("beta", [], { try .equal(.call(.lambda(F.x, F.x + F.y), .one), .one + F.y) }) {
      try .beta(.call(.lambda(F.x, F.x + F.y), .one))
    },
    RuleUse("equalityElimination", [F.φ, try! .equal(F.φ, F.ψ)], { F.ψ }) {
      try Theorem.assume(.equal(F.φ, F.ψ)).equalityElimination(.assume(F.φ))
    },
    RuleUse("equivalence", [], { try .equal(F.φ, F.φ) }) {
      try .equivalence(.assume(F.φ), .assume(F.φ))
    },
    RuleUse("equivalence keeps what is not exchanged", [F.ψ, F.φ], { try .equal(F.φ, F.ψ) }) {
      // {φ} ⊢ φ has the wrong hypothesis for ψ ⊢ φ, so both stay.
      try .equivalence(.assume(F.ψ), .assume(F.φ))
    },
    RuleUse("discharging", [], { try .implies(F.φ, F.φ) }) {
      try Theorem.assume(F.φ).discharging(F.φ)
    },
    RuleUse("modusPonens", [F.φ, try! .implies(F.φ, F.ψ)], { F.ψ }) {
      try Theorem.assume(.implies(F.φ, F.ψ)).modusPonens(.assume(F.φ))
    },
    RuleUse("truth", [], { .truth }, { .truth }),
    RuleUse("and", [F.φ, F.ψ], { try .and(F.φ, F.ψ) }) {
      try Theorem.assume(F.φ).and(.assume(F.ψ))
    },
    RuleUse("conjuncts", [try! .and(F.φ, F.ψ)], { F.ψ }) {
      try Theorem.assume(.and(F.φ, F.ψ)).conjuncts().1
    },
    RuleUse("or", [F.φ], { either }, { try Theorem.assume(F.φ).or(F.ψ) }),
    RuleUse("or left", [F.ψ], { either }, { try Theorem.assume(F.ψ).or(left: F.φ) }),
    RuleUse("cases", [either], { try .or(F.ψ, F.φ) }) {
      try Theorem.assume(either).cases(
        Theorem.assume(F.φ).or(left: F.ψ), Theorem.assume(F.ψ).or(F.φ))
    },
    RuleUse("refuting", [F.φ, notφ], { .falsity }) {
      try Theorem.assume(notφ).refuting(.assume(F.φ))
    },
    RuleUse("negating", [notφ], { try .not(F.φ) }) {
      try Theorem.assume(notφ).refuting(.assume(F.φ)).negating(F.φ)
    },
    RuleUse("byContradiction", [F.φ], { F.φ }) {
      try Theorem.assume(notφ).refuting(.assume(F.φ)).byContradiction(F.φ)
    },
  ]

  static let predicate = try! Term.lambda(F.k, .lessOrEqual(.zero, .cast(F.k)))
  static let some = try! Term.exists(F.x, .less(.zero, F.x))

  static let quantifiers: [RuleUse] = [
    RuleUse("instantiate", [try! .less(.zero, .one)], { try .less(.zero, .one) }) {
      try Theorem.assume(positive).instantiate([F.x: .one])
    },
    RuleUse("instantiate at once", [], { try .equal(F.y + F.x, F.y + F.x) }) {
      try Theorem.reflexive(F.x + F.y).instantiate([F.x: F.y, F.y: F.x])
    },
    RuleUse(
      "instantiate without capture", [],
      {
        let w = F.variable("w", .real)
        return try .equal(.lambda(w, F.y + w), .lambda(w, F.y + w))
      }
    ) { try Theorem.reflexive(.lambda(F.y, F.x + F.y)).instantiate([F.x: F.y]) },
    RuleUse("generalizing", [], { try .forAll(F.x, .equal(F.x, F.x)) }) {
      try Theorem.reflexive(F.x).generalizing(F.x)
    },
    RuleUse("specialized", [], { try .equal(F.y, F.y) }) {
      try Theorem.reflexive(F.x).generalizing(F.x).specialized(to: F.y)
    },
    RuleUse("witnessing", [try! .less(.zero, .one)], { some }) {
      try Theorem.assume(.less(.zero, .one)).witnessing(.lambda(F.x, .less(.zero, F.x)), .one)
    },
    RuleUse("choosing", [some], { some }) {
      let use = try Theorem.assume(positive).witnessing(.lambda(F.x, .less(.zero, F.x)), F.x)
      return try Theorem.assume(some).choosing(F.x, use)
    },
    RuleUse(
      "induction", [try! .lessOrEqual(.zero, .cast(F.natural(0)))],
      {
        try .apply(.forAll, [predicate])
      }
    ) {
      let next = try F.k + F.natural(1)
      let step = try Theorem.axiom(.naturalNonnegative, [next])
        .discharging(.lessOrEqual(.zero, .cast(F.k))).generalizing(F.k)
      let base = try Theorem.assume(.lessOrEqual(.zero, .cast(F.natural(0))))
      return try .induction(predicate, base: base, step: step)
    },
  ]

  static let nonzero = try! Term.not(.equal(F.x, .zero))

  static let arithmetic: [RuleUse] = [
    RuleUse("ring", [], { try .equal((F.x + F.y) * (F.x - F.y), F.x * F.x - F.y * F.y) }) {
      try .ring((F.x + F.y) * (F.x - F.y), F.x * F.x - F.y * F.y)
    },
    RuleUse("ring, denominators", [nonzero], { try .equal(F.x / F.x, .one) }) {
      try .ring(F.x / F.x, .one, nonzero: [.assume(nonzero)])
    },
    RuleUse(
      "ring, complex denominators of real numbers", [nonzero],
      {
        try .equal(.cast(F.x) / .cast(F.x), .cast(.one))
      }
    ) { try .ring(.cast(F.x) / .cast(F.x), .cast(.one), nonzero: [.assume(nonzero)]) },
    RuleUse("ring, 0⁰ = 1", [], { try .equal(Term.zero.power(0), .one) }) {
      try .ring(Term.zero.power(0), .one)
    },
    RuleUse("ring, casts", [], { try .equal(.cast(F.k + F.k), F.numeral(2) * .cast(F.k)) }) {
      try .ring(.cast(F.k + F.k), F.numeral(2) * .cast(F.k))
    },
    RuleUse("arithmetic", [], { try .less(.real(Rational(1, 3)), .real(Rational(1, 2))) }) {
      try .arithmetic(.less(.real(Rational(1, 3)), .real(Rational(1, 2))))
    },
    RuleUse("arithmetic, ≠", [], { try .not(.equal(.one, .zero)) }) {
      try .arithmetic(.not(.equal(.one, .zero)))
    },
  ]

  @Test("accepted, with these hypotheses and this conclusion", arguments: uses)
  func accepted(_ use: RuleUse) throws {
    let theorem = try use.theorem()
    #expect(theorem.hypotheses == use.hypotheses)
    let expected = try use.conclusion()
    #expect(theorem.conclusion == expected)
    #expect(theorem.conclusion.sort == .bool)
  }
}
