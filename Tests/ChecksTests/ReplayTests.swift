import Exact
import Notation
import Numeric
import Testing

@testable import Checks

@Suite("Replay of instances") struct ReplayTests {
  private func claim(_ given: String, _ display: String) throws -> Claim {
    try #require(
      try readNote("```given\n\(given)\n```\n\n$$ \(display) $$\n", file: "case.md").claims.first)
  }

  /// The same number names the same instance, with both sides, as often as it is asked for.
  @Test func oneInstance() throws {
    let claim = try claim("x, y : real", "(x + y)^2 = x^2 + 2 x y + y^2")
    let checker = Checker()
    let text = try checker.replay(claim, line: 1, instance: 77)
    #expect(text.contains("holds exactly") && text.contains("x = ") && text.contains("seed 0"))
    #expect(try checker.replay(claim, line: 1, instance: 77) == text)
    #expect(try checker.replay(claim, line: 1, instance: 78) != text)
    #expect(throws: Bank.Problem.self) { try checker.replay(claim, line: 1, instance: 101) }
    #expect(throws: Bank.Problem.self) { try checker.replay(claim, line: 2, instance: 1) }
  }

  /// A thousand digits of numbers that are not rational, and a difference that only they show.
  @Test func digits() throws {
    var options = Options()
    options.legs = [.exact]
    options.digits = 1000
    let given = "x : real, x > 0"
    let checker = Checker(options: options)
    let report = checker.check(try claim(given, #"e^{2 \log x} - x^2 = \log(x^2) - 2 \log x"#))
    let exact = try #require(report.evidence.exact)
    #expect(exact.digits == 1000 && exact.agree == exact.instances && exact.instances > 64)
    #expect(report.outcome == .tested)
    let text = try checker.replay(
      try claim(given, #"\log(1 + x) = \log(1 + x)"#), line: 1, instance: 90)
    #expect(text.filter(\.isNumber).count > 1000)
  }

  /// Matrices at random are also singular, have equal columns, and are multiples of the identity.
  @Test func boundary() throws {
    let table = ScopeTable(scope: try readGiven("n, d : size\nA : real[n,d]"))
    let space = InstanceSpace(table: table, symbols: ["A", "n", "d"], omitting: [])
    let search = InstanceSearch(space: space, fuel: Fuel(1_000_000))
    let layout = try space.layout(
      sizes: [(name: "n", value: 3), (name: "d", value: 3)], height: 4, fuel: search.fuel)
    var stream = RandomStream(seed: 1)
    var (equalColumns, scalar, other) = (0, 0, 0)
    for _ in 0..<400 {
      _ = try search.random(layout, from: &stream) { candidate, _ in
        guard case .matrix(let g)? = candidate.instance.values["A"] else { return true }
        let rows = (0..<3).map { i in (0..<3).compactMap { g[i, $0].primal.rational } }
        let columns = (0..<3).map { j in rows.map { $0[j] } }
        let c = rows[0][0]
        if (0..<3).allSatisfy({ i in (0..<3).allSatisfy { rows[i][$0] == (i == $0 ? c : 0) } }) {
          scalar += 1
        } else if Set(columns).count < 3 {
          equalColumns += 1
        } else {
          other += 1
        }
        return true
      }
    }
    #expect(equalColumns > 10 && scalar > 5 && other > 200)
  }

  /// Symmetric matrices at random are also singular and multiples of the identity, as far as they are allowed to be.
  @Test(arguments: ["A = A^\\top", "A \\succeq 0", "A \\succ 0"])
  func boundaryOfSymmetric(_ condition: String) throws {
    let table = ScopeTable(scope: try readGiven("n : size\nA : real[n,n]\n\(condition)"))
    let space = InstanceSpace(table: table, symbols: ["A", "n"], omitting: [])
    let search = InstanceSearch(space: space, fuel: Fuel(1_000_000))
    let layout = try space.layout(sizes: [(name: "n", value: 2)], height: 4, fuel: search.fuel)
    var stream = RandomStream(seed: 1)
    var (singular, scalar, other) = (0, 0, 0)
    for _ in 0..<400 {
      _ = try search.random(layout, from: &stream) { candidate, _ in
        guard case .matrix(let g)? = candidate.instance.values["A"],
          let a = g[0, 0].primal.rational, let b = g[0, 1].primal.rational,
          let c = g[1, 0].primal.rational, let d = g[1, 1].primal.rational
        else { return true }
        #expect(b == c)
        if a * d == b * c {
          singular += 1
        } else if a == d, b == 0 {
          scalar += 1
        } else {
          other += 1
        }
        return true
      }
    }
    #expect(scalar > 5 && other > 100)
    #expect(condition == "A \\succ 0" ? singular == 0 : singular > 10)
  }
}
