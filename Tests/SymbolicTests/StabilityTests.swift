import Exact
import Kernel
import Testing

@testable import Symbolic

private let a = try! Term.variable("a", .real)
private let b = try! Term.variable("b", .real)
private let x = try! Term.variable("x", .real)
private let y = try! Term.variable("y", .real)

@Suite("Certificates of inequalities, and criteria for roots")
struct StabilityTests {
  private func proves(_ goal: Term, from assumptions: [Term] = []) throws -> Bool {
    let prover = try Prover(assumptions: assumptions)
    guard let theorem = try? prover.prove(goal) else { return false }
    #expect(theorem.conclusion === goal)
    #expect(theorem.hypotheses.isSubset(of: Set(assumptions)))
    return true
  }

  @Test("products of known inequalities")
  func products() throws {
    #expect(
      try proves(
        .less(a * b, x * y),
        from: [.less(.zero, a), .less(.zero, b), .less(a, x), .less(b, y)]))
    // Without a sign of b it is false.
    #expect(
      try !proves(.less(a * b, x * y), from: [.less(.zero, a), .less(a, x), .less(b, y)]))
  }

  @Test("an equivalence of alternatives")
  func alternatives() throws {
    let outside = try Term.or(.less(a, .real(-1)), .less(.one, a))
    #expect(try proves(.equal(outside, .less(.one, a * a))))
    #expect(try !proves(.equal(outside, .lessOrEqual(.one, a * a))))
  }

  @Test("the criteria are theorems without hypotheses but 0 < p", arguments: [true, false])
  func criteria(strict: Bool) throws {
    let c = try (0..<3).map { try Term.variable("c\($0)", .real) }
    for count in 1...2 {
      let disc = try RootCriterion.theorem(
        .disc(strict: strict), coefficients: Array(c.prefix(count)), parameter: a)
      #expect(disc.hypotheses == [try .less(.zero, a)])
    }
    for count in 1...3 {
      let plane = try RootCriterion.theorem(
        .halfPlane(strict: strict), coefficients: Array(c.prefix(count)), parameter: a)
      #expect(plane.hypotheses.isEmpty)
    }
  }

  @Test("no certificate where there is a solution")
  func satisfiable() throws {
    for goal in [
      try Term.less(.zero, a * a), try .lessOrEqual(a * b, .one),
      try .implies(.less(.zero, a), .less(a, a * a)),
    ] {
      #expect(try !proves(goal))
    }
  }
}
