import Exact
import Kernel
import Symbolic
import Testing

private typealias F = Fixture

/// A claim that has been shipped as true by other checkers, and the assumption that makes it so.
struct Shipped: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let claim: @Sendable () throws -> Term
  let assumptions: @Sendable () throws -> [Term]
  /// Whether the search is known to find the proof under the assumptions.
  let isFound: Bool
  /// x and y where the claim fails, if it can be evaluated.
  let counterexample: (Int, Int)?

  init(
    _ what: String, _ claim: @escaping @Sendable () throws -> Term,
    _ assumptions: @escaping @Sendable () throws -> [Term], isFound: Bool = true,
    at counterexample: (Int, Int)? = nil
  ) {
    testDescription = what
    self.claim = claim
    self.assumptions = assumptions
    self.isFound = isFound
    self.counterexample = counterexample
  }
}

@Suite("Mistakes that others shipped")
struct RegressionTests {
  static let shipped: [Shipped] = [
    Shipped(
      "x/x = 1", { try .equal(F.x / F.x, .one) }, { [try .not(.equal(F.x, .zero))] }, at: (0, 0)),
    Shipped(
      "√(x²) = x", { try .equal(.root(F.x * F.x), F.x) }, { [try .lessOrEqual(.zero, F.x)] },
      isFound: false, at: (-2, 0)),
    Shipped(
      "log(xy) = log x + log y", { try .equal(.log(F.x * F.y), .log(F.x) + .log(F.y)) },
      { [try .less(.zero, F.x), try .less(.zero, F.y)] }, at: (-1, -1)),
    Shipped(
      "exp(log x) = x", { try .equal(.exp(.log(F.x)), F.x) }, { [try .less(.zero, F.x)] },
      at: (-2, 0)),
    Shipped(
      "2 = 0", { try .equal(F.numeral(2), .zero) }, { [.falsity] }, isFound: false, at: (0, 0)),
    Shipped(
      "3 = 0", { try .equal(F.numeral(3), .zero) }, { [.falsity] }, isFound: false, at: (0, 0)),
    Shipped(
      "0 < x", { try .less(.zero, F.x) }, { [try .less(.one, F.x)] }, at: (0, 0)),
  ]

  @Test("not proved without the assumption, and false at an instance", arguments: shipped)
  func withoutAssumption(_ shipped: Shipped) throws {
    let claim = try shipped.claim()
    #expect(throws: (any Error).self) { try Prover(assumptions: []).prove(claim) }
    guard let (x, y) = shipped.counterexample else { return }
    var model = Model()
    model.values = [F.x: .real(Real(Rational(x))), F.y: .real(Real(Rational(y)))]
    #expect(try model.truth(of: claim) == .no)
  }

  @Test("proved under it, with no other hypothesis", arguments: shipped.filter(\.isFound))
  func withAssumption(_ shipped: Shipped) throws {
    let (claim, assumptions) = (try shipped.claim(), try shipped.assumptions())
    let theorem = try Prover(assumptions: assumptions).prove(claim)
    #expect(theorem.conclusion == claim)
    #expect(theorem.hypotheses.isSubset(of: assumptions))
  }

  @Test("√(x²) = x has a proof from 0 ≤ x")
  func squareRoot() throws {
    // With r = √(x²): r·r = x·x, so (r − x)(r + x) = 0, and r + x = 0 leaves r = x = 0 only.
    let x = F.x
    let square = try x * x
    let nonnegative = try Theorem.assume(.lessOrEqual(.zero, x))
    let root: Term = try .root(square)
    let facts = try Theorem.axiom(.squareRoot, [square])
      .modusPonens(.axiom(.squareNonnegative, [x])).conjuncts()
    let difference = try (root - x) * (root + x)
    let expanded = try Theorem.ring(difference, root * root - square)
    let exchanged = try Theorem.congruence(.add, [facts.1, .reflexive(-square)])
    let product = try expanded.transitive(exchanged).transitive(.ring(square - square, .zero))
    let split = try Theorem.axiom(.zeroProduct, [root - x, root + x]).modusPonens(product)
    let first = try Theorem.assume(.equal(root - x, .zero))
    let left = try Theorem.ring(root, (root - x) + x)
      .transitive(.congruence(.add, [first, .reflexive(x)])).transitive(.ring(.zero + x, x))
    let second = try Theorem.assume(.equal(root + x, .zero))
    let opposite = try Theorem.ring(root, (root + x) - x)
      .transitive(.congruence(.add, [second, .reflexive(-x)])).transitive(.ring(.zero - x, -x))
    // 0 ≤ √(x²) = −x = 0 − x, so x ≤ 0.
    let order = try Theorem.congruence(
      .lessOrEqual, [.reflexive(.zero), opposite.transitive(.ring(-x, .zero - x))])
    let swapped = try order.equalityElimination(facts.0)
    let below = try Theorem.axiom(.lessOrEqualDifference, [x, .zero]).symmetric()
      .equalityElimination(swapped)
    let zero = try Theorem.axiom(.antisymmetric, [x, .zero]).modusPonens(below)
      .modusPonens(nonnegative)
    let minus = try Theorem.congruence(.negate, [zero]).transitive(.ring(-.zero, .zero))
    let right = try opposite.transitive(minus).transitive(zero.symmetric())
    let theorem = try split.cases(left, right)
    let expected = try Term.equal(root, x)
    #expect(theorem.conclusion == expected)
    #expect(theorem.hypotheses == nonnegative.hypotheses)
  }

  @Test("assumptions do not leak from one question into the next")
  func leaks() throws {
    let (claim, assumption) = (try Term.less(.zero, F.x), try Term.less(.one, F.x))
    #expect(throws: Never.self) { try Prover(assumptions: [assumption]).prove(claim) }
    #expect(throws: (any Error).self) { try Prover(assumptions: []).prove(claim) }
  }

  @Test("the axioms that a proof rests on are listed, whatever way it took")
  func axiomsAreCounted() throws {
    let one = try Theorem.axiom(.expZero, [])
    #expect(one.axioms == [.expZero])
    let both = try one.and(.axiom(.expPositive, [.zero]))
    #expect(both.axioms == [.expZero, .expPositive])
    #expect(try both.conjuncts().0.axioms == both.axioms)
    #expect(try both.discharging(.truth).instantiate([:]).axioms == both.axioms)
    let cases = try Theorem.assume(.or(.truth, .truth)).cases(one, one)
    #expect(cases.axioms == [.expZero])
    let equivalence = try Theorem.equivalence(one, .axiom(.expPositive, [.zero]))
    #expect(equivalence.axioms == both.axioms)
  }
}
