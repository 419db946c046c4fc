import Kernel
import Symbolic
import Testing

/// 𝔼‖y − (X⊙R)w‖² = ‖y − pXw‖² + c‖Γw‖² with Γ = diag(√(XᵀX)ⱼⱼ), for symbolic n and d.
private struct Dropout {
  let n, d, X, R, y, w, p: Term

  init() throws {
    (n, d) = try (.variable("n", .natural), .variable("d", .natural))
    X = try .variable("X", .matrix(n, d))
    R = try .variable("R", .function(.space("Ω"), .matrix(n, d)))
    (y, w) = try (.variable("y", .vector(n)), .variable("w", .vector(d)))
    p = try .variable("p", .real)
  }

  private func apply(_ op: Operator, _ x: Term...) throws -> Term { try .apply(op, x) }
  private func square(_ v: Term) throws -> Term { try apply(.inner, v, v) }

  func statement(factor: Term) throws -> Term {
    let ω = try Term.variable("ω", .space("Ω"))
    let j = try Term.variable("j", .finite(d))
    let masked = try square(y - apply(.product, apply(.hadamard, X, R(ω)), w))
    let gram = try apply(.product, apply(.transpose, X), X)
    let roots = try apply(.vector, .lambda(j, apply(.squareRoot, apply(.entry, gram, j, j))))
    let penalty = try square(apply(.product, apply(.diagonal, roots), w))
    let fit = try square(y - apply(.scale, p, apply(.product, X, w)))
    return try .equal(apply(.integral, .lambda(ω, masked)), fit + factor * penalty)
  }

  func assumptions(independent: Bool) throws -> [Term] {
    let ω = try Term.variable("ω", .space("Ω"))
    let (i, j) = try (Term.variable("i", .finite(n)), Term.variable("j", .finite(d)))
    let entry = try apply(.entry, R(ω), i, j)
    let law = try RandomLaw.finite(entry, at: ω, for: [i, j]) { g throws(KernelError) in
      try (.one - p) * g(.zero) + p * g(.one)
    }
    let family: Term = try .lambda(i, .lambda(j, .lambda(ω, entry)))
    return try RandomLaw.probabilitySpace(.space("Ω")) + [law]
      + (independent ? [apply(.independent, family)] : [])
  }
}

extension FiveTheorems {
  @Test("2: dropout on the inputs is ridge regression, n and d symbolic")
  func dropout() throws {
    let dropout = try Dropout()
    let statement = try dropout.statement(factor: dropout.p * (Term.one - dropout.p))
    let assumptions = try dropout.assumptions(independent: true)
    let theorem = try Prover(assumptions: assumptions).prove(statement)
    #expect(theorem.conclusion == statement)
    #expect(theorem.hypotheses == Set(assumptions))
    #expect(theorem.axioms.contains(.independentProduct))
  }

  @Test("2: with p in place of p(1 − p), or without independence, there is no proof")
  func dropoutNeighbours() throws {
    let dropout = try Dropout()
    let wrong = try dropout.statement(factor: dropout.p)
    #expect(throws: (any Error).self) {
      try Prover(assumptions: dropout.assumptions(independent: true)).prove(wrong)
    }
    let right = try dropout.statement(factor: dropout.p * (Term.one - dropout.p))
    #expect(throws: (any Error).self) {
      try Prover(assumptions: dropout.assumptions(independent: false)).prove(right)
    }
  }
}
