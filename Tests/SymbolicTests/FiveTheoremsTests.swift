import Exact
import Kernel
import Testing

@testable import Symbolic

/// Terms as people write them.
private let γ = try! Term.variable("γ", .real)
private let α = try! Term.variable("α", .real)
private func cast(_ x: Term) throws -> Term { try .apply(.realToComplex, [x]) }
private let half = Term.real(Rational(1, 2))

@Suite("The five theorems that fixed the kernel")
struct FiveTheorems {
  private func regularizedJacobian() throws -> Term {
    try .apply(
      .rows,
      [
        .apply(.tuple, [-γ, .zero, -half]), .apply(.tuple, [.zero, -half, .zero]),
        .apply(.tuple, [half, .zero, .zero]),
      ])
  }

  @Test("1: the spectrum of the R1-regularised Jacobian, in the left half plane")
  func spectrum() throws {
    let z = try Term.variable("z", .complex)
    let J = try regularizedJacobian()
    let root: Term = try .apply(.complexRoot, [γ * γ - .one])
    let two = try cast(.real(2))
    let product =
      try (z - cast(-half)) * (z - (-cast(γ) + root) / two)
      * (z - (-cast(γ) - root) / two)
    let positive = try Term.less(.zero, γ)
    let spectrum = try Term.equal(.apply(.characteristic, [J, z]), product)
    let prover = try Prover(assumptions: [positive])
    let theorem = try prover.prove(spectrum)
    #expect(theorem.conclusion == spectrum)
    #expect(theorem.hypotheses.isSubset(of: [positive]))
    let stable = try Term.implies(
      .equal(.apply(.characteristic, [J, z]), cast(.zero)), .less(.apply(.realPart, [z]), .zero))
    let second = try prover.prove(stable)
    #expect(second.conclusion == stable)
    #expect(second.hypotheses == [positive])
    // γ < 0 is not enough, and the roots with the wrong sign are no roots.
    #expect(throws: (any Error).self) { try Prover(assumptions: []).prove(stable) }
  }

  @Test("4: the norm grows by the factor 1 + α² in each step")
  func growth() throws {
    let k = try Term.variable("k", .natural)
    let d = try Term.variable("d", .function(.natural, .real))
    let g = try Term.variable("g", .function(.natural, .real))
    let j = try Term.variable("j", .natural)
    let next = try j + .natural(1)
    let recurrences = try [
      Term.forAll(j, .equal(d(next), d(j) + α * g(j))),
      Term.forAll(j, .equal(g(next), g(j) - α * d(j))),
    ]
    let zero = try Term.natural(0)
    let goal = try Term.equal(
      d(k) * d(k) + g(k) * g(k),
      .apply(.power, [.one + α * α, k]) * (d(zero) * d(zero) + g(zero) * g(zero)))
    let theorem = try Prover(assumptions: recurrences).prove(goal)
    #expect(theorem.conclusion == goal)
    #expect(theorem.hypotheses.isSubset(of: Set(recurrences)))
  }

  @Test("5: the unique maximiser of f₁ log D + f₀ log(1 − D)")
  func maximizer() throws {
    let (f0, f1) = try (Term.variable("f₀", .real), Term.variable("f₁", .real))
    let D = try Term.variable("D", .real)
    func log(_ x: Term) throws -> Term { try .apply(.log, [x]) }
    func value(_ D: Term) throws -> Term { try f1 * log(D) + f0 * log(.one - D) }
    let best = try f1 / (f0 + f1)
    let inside = try Term.and(.less(.zero, D), .less(D, .one))
    let goal = try Term.and(
      .and(.less(.zero, best), .less(best, .one)),
      .forAll(
        D,
        .implies(
          inside,
          .and(
            .lessOrEqual(value(D), value(best)),
            .implies(.equal(value(D), value(best)), .equal(D, best))))))
    let assumptions = try [Term.less(.zero, f0), .less(.zero, f1)]
    let prover = try Prover(assumptions: assumptions)
    #expect(try prover.prove(goal).conclusion == goal)
    let defined = try goal.definedness()
    #expect(try prover.prove(defined).conclusion == defined)
  }
}

extension FiveTheorems {
  @Test("3: Gibbs' inequality for opaque densities")
  func gibbs() throws {
    let X = Sort.space("X")
    let x = try Term.variable("x", X)
    let p = try Term.variable("p", .function(X, .real))
    let q = try Term.variable("q", .function(X, .real))
    func integral(_ body: Term) throws -> Term { try .apply(.integral, [.lambda(x, body)]) }
    func integrable(_ body: Term) throws -> Term { try .apply(.integrable, [.lambda(x, body)]) }
    func almost(_ body: Term) throws -> Term { try .apply(.almostEverywhere, [.lambda(x, body)]) }
    let ratio = try q(x) * .apply(.log, [q(x) / p(x)])
    let assumptions = try [
      almost(.less(.zero, p(x))), almost(.less(.zero, q(x))), integrable(p(x)), integrable(q(x)),
      .equal(integral(p(x)), .one), .equal(integral(q(x)), .one), integrable(ratio),
    ]
    let goal = try Term.lessOrEqual(.zero, integral(ratio))
    let theorem = try Prover(assumptions: assumptions).prove(goal)
    #expect(theorem.conclusion == goal)
    #expect(theorem.hypotheses.isSubset(of: Set(assumptions)))
    #expect(theorem.axioms.contains(.expTangent))
    // Without ∫p = 1 there is no proof.
    #expect(throws: (any Error).self) {
      try Prover(assumptions: Array(assumptions[0..<4] + assumptions[5...])).prove(goal)
    }
  }
}
