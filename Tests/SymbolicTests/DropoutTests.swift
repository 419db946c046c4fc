import Kernel
import Symbolic
import Testing

/// The expected squared loss under dropout of the inputs is a ridge regression, for all sizes.
enum Dropout {
  /// 𝔼‖y − (X⊙R)w‖² = ‖y − pXw‖² + p(1−p)‖Γw‖², with Γ = diag(√(XᵀX)ⱼⱼ).
  static func theorem() throws -> (theorem: Theorem, statement: Term, assumptions: Set<Term>) {
    let (n, d) = try (Term.variable("n", .natural), Term.variable("d", .natural))
    let Ω = Sort.space("Ω")
    let X = try Term.variable("X", .matrix(n, d))
    let R = try Term.variable("R", .function(Ω, .matrix(n, d)))
    let (y, w) = try (Term.variable("y", .vector(n)), Term.variable("w", .vector(d)))
    let roots = try Term.variable("g", .vector(d))
    let p = try Term.variable("p", .real)
    let row = try BernoulliRow(matrix: R, probability: p)
    let ω = try row.point()
    let (i, j, k) = try (
      Term.variable("i", .finite(n)), Term.variable("j", .finite(d)), Term.variable("k", .finite(d))
    )
    func apply(_ op: Operator, _ x: Term...) throws -> Term { try .apply(op, x) }
    func square(_ v: Term) throws -> Term { try apply(.inner, v, v) }
    let gram = try apply(.product, apply(.transpose, X), X)
    let definition = try Term.forAll(
      j, .equal(apply(.entry, roots, j), apply(.squareRoot, apply(.entry, gram, j, j))))

    let masked = try square(y - apply(.product, apply(.hadamard, X, R(ω)), w))
    let left = try apply(.integral, .lambda(ω, masked))
    let fit = try square(y - apply(.scale, p, apply(.product, X, w)))
    let penalty = try square(apply(.product, apply(.diagonal, roots), w))
    let right: Term = try fit + (p * (Term.one - p)) * penalty
    let statement = try Term.equal(left, right)

    let prover = try Prover(assumptions: [])
    let expanded = try prover.evaluation(of: left)
    // Row by row: 𝔼(yᵢ − Σₖ cₖRᵢₖ)² with cₖ = Xᵢₖwₖ.
    let yi = try apply(.entry, y, i)
    let (Xk, wk, Rk) = try (
      apply(.entry, X, i, k), apply(.entry, w, k), apply(.entry, R(ω), i, k)
    )
    let c = try Xk * wk
    let moment = try row.secondMoment(yi, i, k, weight: c)
    let weighted: Term = try .sum(k, c * Rk)
    let residual = try yi - weighted
    let inRows = try Theorem.ring((Xk * Rk) * wk, c * Rk).summed(over: k)
    let residuals = try Theorem.congruence(
      .add, [.reflexive(yi), .congruence(.negate, [inRows])])
    let squares = try Theorem.congruence(.multiply, [residuals, residuals])
      .summed(over: i).abstracting(ω)
    let overRows = try Theorem.axiom(
      .integralSum, [.lambda(i, .lambda(ω, residual * residual))]
    ).modusPonens(moment.integrable.generalizing(i)).conjuncts().1
    let sumC: Term = try .sum(k, c)
    let residualRow: Term = try yi - p * sumC
    let fitRow: Term = try residualRow * residualRow
    let penaltyRow: Term = try .sum(k, c * c)
    let variance: Term = try p * (Term.one - p)
    let rows = try overRows.transitive(moment.value.summed(over: i))
      .transitive(.sumOfSum(i, fitRow, variance * penaltyRow))
      .transitive(
        .congruence(
          .add,
          [
            .reflexive(.sum(i, fitRow)), .sumOfScaled(i, variance, penaltyRow),
          ]))
    let leftValue = try expanded.transitive(.congruence(.integral, [squares])).transitive(rows)

    // ‖Γw‖² = Σⱼ √qⱼwⱼ·√qⱼwⱼ = ΣⱼΣᵢ XᵢⱼXᵢⱼ·wⱼwⱼ.
    let rootOf = try Theorem.assume(definition)
    let expandedPenalty = try prover.evaluation(of: penalty)
    let wj = try apply(.entry, w, j)
    let gj = try apply(.entry, roots, j)
    let bracket = try apply(.indicator, .equal(j, k))
    let bracketed: Term = try (bracket * gj) * wk
    let delta = try Theorem.ring(bracketed, bracket * (gj * wk)).summed(over: k)
      .transitive(.axiom(.sumDelta, [j, .lambda(k, gj * wk)]))
    let Xj = try apply(.entry, X, i, j)
    let q = try prover.evaluation(of: apply(.entry, gram, j, j))
    let nonnegative = try Theorem.axiom(.sumNonnegative, [.lambda(i, Xj * Xj)])
      .modusPonens(Theorem.axiom(.squareNonnegative, [Xj]).generalizing(i))
    let rootSquare = try Theorem.axiom(.squareRoot, [.sum(i, Xj * Xj)]).modusPonens(nonnegative)
      .conjuncts().1
    let g = try rootOf.specialized(to: j).transitive(.congruence(.squareRoot, [q]))
    let gSquare = try Theorem.congruence(.multiply, [g, g]).transitive(rootSquare)
    let weights = try wj * wj
    let product: Term = try gj * wj
    let summand: Term = try (Xj * wj) * (Xj * wj)
    let squared = try Theorem.congruence(.multiply, [delta, delta])
      .transitive(.ring(product * product, weights * (gj * gj)))
      .transitive(.congruence(.multiply, [.reflexive(weights), gSquare]))
    let oneTerm =
      try squared
      .transitive(Theorem.sumOfScaled(i, weights, Xj * Xj).symmetric())
      .transitive(Theorem.ring(weights * (Xj * Xj), summand).summed(over: i))
    let penaltyValue = try expandedPenalty.transitive(oneTerm.summed(over: j))
      .transitive(.axiom(.sumSwap, [.lambda(j, .lambda(i, summand))]))

    let rightValue = try Theorem.congruence(
      .add,
      [
        prover.evaluation(of: fit),
        .congruence(.multiply, [.reflexive(variance), penaltyValue]),
      ])
    let theorem = try leftValue.transitive(rightValue.symmetric())
    return (theorem, statement, Set(row.assumptions + [definition]))
  }
}

extension FiveTheorems {
  @Test("2: dropout on the inputs is ridge regression, n and d symbolic")
  func dropout() throws {
    let (theorem, statement, assumptions) = try Dropout.theorem()
    #expect(theorem.conclusion == statement)
    #expect(theorem.hypotheses == assumptions)
    #expect(theorem.axioms.contains(.independentProduct))
  }
}
