import Notation
import Testing

@testable import Checks

@Suite("Monte Carlo") struct MonteCarloTests {
  private static let given = #"""
    n : size
    a, b, m, s : real, s > 0
    w : real[n]
    x, z, u : real
    x \sim \mathcal{N}(0, 1)
    z \sim \mathcal{N}(m, s)
    u \sim \mathcal{U}(0, 1)
    r : real[n],  r_i \sim \operatorname{Bernoulli}(1/3) independent
    X : space;  y : X
    p, q : density(y)
    """#

  private func judge(
    _ statement: String, given: String = given, seed: UInt64 = 1
  ) throws -> MonteCarlo.Result {
    let scope = try readGiven(given)
    let leg = MonteCarlo(
      table: ScopeTable(scope: scope), seed: seed, samples: 1 << 18, alpha: 1e-9)
    return try leg.judge(try readExpression(statement, in: scope))
  }

  @Test(arguments: [
    #"\mathbb{E}[x^2] = 1"#, #"\operatorname{Var}(z) = s"#, #"\mathbb{E}[u^3] = \frac{1}{4}"#,
    #"\mathbb{E}[e^{x/2}] = e^{1/8}"#, #"\operatorname{Cov}(x, a x + b) = a"#,
    #"\log \mathbb{E}[e^u] \ge \mathbb{E}[u]"#,
    #"\mathbb{E}[(\sum_{i} w_i r_i)^2] = \frac{1}{9} (\sum_{i} w_i)^2 + \frac{2}{9} \sum_{i} w_i^2"#,
    #"\mathbb{E}_{x \sim \mathcal{N}(a, s)}[(x - b)^2] = (a - b)^2 + s"#,
    #"\mathbb{E}_{y \sim p}[q(y) / p(y)] = 1"#,
    #"\mathbb{E}_{y \sim p}[\log(p(y) / q(y))] \ge 0"#,
  ]) func trueLinesAreConsistent(_ statement: String) throws {
    let result = try judge(statement)
    #expect(!result.isRejected)
    #expect(result.interval.lower < result.interval.upper)
    #expect(result.samples > 0)
  }

  @Test(arguments: [
    #"\mathbb{E}[x^2] = \frac{6}{5}"#, #"\operatorname{Var}(z) = 2 s"#,
    #"\mathbb{E}[u^3] = \frac{1}{3}"#, #"\log \mathbb{E}[e^u] \le \mathbb{E}[u]"#,
    #"\operatorname{Cov}(x, a x + b) = a + b"#,
    #"\mathbb{E}[(\sum_{i} w_i r_i)^2] = \frac{1}{9} (\sum_{i} w_i)^2"#,
    #"\mathbb{E}_{x \sim \mathcal{N}(a, s)}[(x - b)^2] = (a - b)^2"#,
    #"\mathbb{E}_{y \sim p}[q(y) / p(y)] = 2"#,
  ]) func nearFalseLinesAreRejected(_ statement: String) throws {
    #expect(try judge(statement).isRejected)
  }

  @Test func theSameSeedGivesTheSameResult() throws {
    let (a, b) = (try judge(#"\mathbb{E}[x^2] = 1"#), try judge(#"\mathbb{E}[x^2] = 1"#))
    #expect(a.estimate == b.estimate && a.samples == b.samples)
    #expect(try judge(#"\mathbb{E}[x^2] = 1"#, seed: 2).estimate != a.estimate)
  }

  @Test(arguments: [
    #"\mathbb{E}[1 / x^2] = 1"#, #"\mathbb{E}[e^{x^2}] = 1"#, #"\mathbb{E}[\log(x^2)] = 0"#,
    #"a = a"#, #"\mathbb{E}[x] \ne 1"#,
  ]) func whatCannotBeBoundedIsNotJudged(_ statement: String) throws {
    #expect(throws: MomentEstimator.Failure.self) { try judge(statement) }
  }

  /// A line that a leg has passed and that samples reject: the reading of one of them is wrong.
  @Test func legsThatDisagreeSaySo() throws {
    let note = try readNote(
      "```given\nu : real\nu \\sim \\mathcal{U}(0, 1)\n```\n\n$$ \\mathbb{E}[u] = \\frac{2}{3} $$\n",
      file: "case.md")
    let claim = try #require(note.claims.first)
    let lines = try claim.content.get()
    for outcome in [Outcome.proved, .tested] {
      var report = ClaimReport(claim, seed: 1)
      report.outcome = outcome
      report.lines = lines.map(LineReport.init)
      report.lines[0].outcome = outcome
      Checker().sample(lines, of: claim, into: &report)
      #expect(report.evidence.monteCarlo?.verdict == "rejected")
      #expect(report.outcome == .undecided)
      #expect(report.reason?.hasPrefix("THE LEGS DISAGREE") == true)
    }
  }

  @Test func theRateIsSharedByTheSuite() {
    var options = Options()
    for count in [1, 1000, 5000] {
      options.suite = count
      #expect(options.falseAlarm * Double(count) <= 1e-6 * (1 + 0x1p-50))
    }
  }
}
