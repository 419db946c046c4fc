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
    X : space;  y, y_1, y_2 : X
    p, q : density(y)
    t, t' : real, t, t' \sim \operatorname{Rademacher}
    k : real, k \sim \operatorname{Uniform}(\{1, 2, 6\})
    v : real[2], v \sim \mathcal{N}(0, \begin{pmatrix} 2 & 1 \\ 1 & 1 \end{pmatrix})
    o : real[3], o \sim \operatorname{Categorical}((1/2, 1/3, 1/6))
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
    #"\mathbb{E}[t + 1] = 1"#, #"\mathbb{E}[k^2] = \frac{41}{3}"#, #"\mathbb{E}[v_1 v_2] = 1"#,
    #"\mathbb{E}[(v_1 - v_2)^2] = 1"#, #"\mathbb{E}[o_1 + 2 o_2] = \frac{7}{6}"#,
    #"\mathrm{KL}(p \,\|\, q) \ge 0"#, #"\int q(y) \frac{p(y)}{q(y)} \, dy = 1"#,
    #"s > 1 \implies \mathbb{E}[(z - m)^2] > 1"#,
    #"\mathrm{KL}(\mathcal{N}(m, s) \,\|\, \mathcal{N}(a, s)) = \frac{(m - a)^2}{2 s}"#,
    #"\mathbb{E}_{x \sim \mathcal{N}(a, s)}[\log \mathcal{N}(x; b, s)] = -\frac12 \log(2 \pi s) - \frac{s + (a - b)^2}{2 s}"#,
    #"\mathbb{E}_{y_1, y_2 \sim p}[q(y_1) / p(y_1) + q(y_2) / p(y_2)] = 2"#,
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
    #"\mathbb{E}[k^2] = 13"#, #"\mathbb{E}[v_1 v_2] = 2"#, #"\mathbb{E}[o_1] = \frac{1}{3}"#,
    #"\mathrm{KL}(\mathcal{N}(m, s) \,\|\, \mathcal{N}(m, 3 s)) = 0"#,
    #"\mathbb{E}_{x \sim \mathcal{N}(a, s)}[\log \mathcal{N}(x; a, s)] = -\frac12 \log(2 \pi s)"#,
    #"\mathbb{E}_{y_1, y_2 \sim p}[q(y_1) / p(y_1) + q(y_2) / p(y_2)] = 1"#,
    #"\mathrm{KL}(p \,\|\, q) \le 0"#, #"\int q(y) \frac{p(y)}{q(y)} \, dy = 2"#,
    #"s > 1 \implies \mathbb{E}[(z - m)^2] < 1"#,
  ]) func nearFalseLinesAreRejected(_ statement: String) throws {
    #expect(try judge(statement).isRejected)
  }

  /// log of the mean of two weights against the mean of their logs: the inequality holds of every sample.
  @Test func whatHoldsSampleBySampleIsSeen() throws {
    let line = #"""
      \mathbb{E}_{y_1, y_2 \sim p}[\log(\frac12 \frac{q(y_1)}{p(y_1)} + \frac12 \frac{q(y_2)}{p(y_2)})]
      \ge \mathbb{E}_{y \sim p}[\log \frac{q(y)}{p(y)}]
      """#
    let result = try judge(line)
    #expect(result.isPaired && result.samplewise == true && !result.isRejected)
    let reversed = try judge(line.replacing(#"\ge"#, with: #"\le"#))
    #expect(reversed.isRejected && reversed.samplewise == false)
    // An inequality in the mean alone does not hold of every sample.
    #expect(
      try judge(#"\mathbb{E}[u^2] \le \mathbb{E}[2 u / 3 + \frac{1}{6}]"#).samplewise == false)
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

  private func claim(_ display: String) throws -> Claim {
    let note = try readNote(
      "```given\nu : real\nu \\sim \\mathcal{U}(0, 1)\n```\n\n$$ \(display) $$\n", file: "case.md")
    return try #require(note.claims.first)
  }

  /// A line that legs have passed and that samples reject: the reading of one of them is wrong.
  @Test func legsThatDisagreeSaySo() throws {
    let claim = try claim(#"\mathbb{E}[u] = \frac{2}{3}"#)
    let lines = try claim.content.get()
    let passed: [(Leg, (inout LineReport) -> Void)] = [
      (.symbolic, { $0.rule = "a planted proof" }),
      (.exact, { ($0.instances, $0.agree) = (100, 100) }),
    ]
    for (leg, pass) in passed {
      var report = ClaimReport(claim, seed: 1)
      report.outcome = leg == .symbolic ? .proved : .tested
      report.lines = lines.map(LineReport.init)
      report.lines[0].outcome = report.outcome
      pass(&report.lines[0])
      Checker().sample(lines, of: claim, into: &report)
      Checker().alarm(&report)
      #expect(report.evidence.monteCarlo?.verdict == "rejected")
      #expect(report.disagreements == [Disagreement(line: 1, legs: [leg, .monteCarlo])])
      #expect(report.outcome == .undecided && report.lines[0].outcome == .undecided)
      #expect(
        report.reason == "THE LEGS DISAGREE: line 1: \(leg.rawValue) against monte-carlo")
    }
    // A control: legs that agree raise no alarm.
    var report = ClaimReport(claim, seed: 1)
    report.outcome = .wrong
    report.lines = lines.map(LineReport.init)
    report.lines[0].outcome = .wrong
    Checker().sample(lines, of: claim, into: &report)
    #expect(report.evidence.monteCarlo?.verdict == "rejected" && report.disagreements.isEmpty)
  }

  @Test func theRateIsSharedByTheSuite() {
    var options = Options()
    for count in [1, 1000, 5000] {
      options.suite = count
      #expect(options.falseAlarm * Double(count) <= 1e-6 * (1 + 0x1p-50))
    }
  }
}
