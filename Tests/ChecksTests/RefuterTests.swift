import Notation
import Testing

@testable import Checks

/// A survey of a statement that is read from LaTeX.
func survey(_ statement: String, given: String, seed: UInt64 = 1) throws -> Survey {
  let scope = try readGiven(given)
  return Refuter(scope: scope).survey(try readExpression(statement, in: scope), seed: seed)
}

extension Counterexample {
  /// `x = 1, y = 2`.
  var text: String { assignment.map { "\($0.name) = \($0.value)" }.joined(separator: ", ") }
}

struct Example: Sendable, CustomTestStringConvertible {
  let given: String
  let statement: String
  /// The expected instance of the refutation; `nil` for a true statement.
  let refutation: String?

  init(_ given: String, _ statement: String, refutedAt refutation: String? = nil) {
    self.given = given
    self.statement = statement
    self.refutation = refutation
  }

  var testDescription: String { statement }
}

let dirac = #"""
  \psi_0, \psi_1, \theta, x : real
  C(x) := \psi_0 x + \psi_1
  \sigma(t) := 1/(1 + e^{-t})
  \mathcal{L}(\psi_0, \psi_1, \theta) := \mathbb{E}_{x \sim \delta_0}[\log \sigma(C(x))] + \mathbb{E}_{x \sim \delta_\theta}[\log \sigma(-C(x))]
  v(\psi_0, \psi_1, \theta) := \begin{pmatrix}
    \partial_{\psi_0} \mathcal{L}(\psi_0, \psi_1, \theta) \\
    \partial_{\psi_1} \mathcal{L}(\psi_0, \psi_1, \theta) \\
    -\partial_\theta \mathcal{L}(\psi_0, \psi_1, \theta)
  \end{pmatrix}
  \gamma : real, \gamma > 0
  \bar v(\psi_0, \psi_1, \theta) := v(\psi_0, \psi_1, \theta) - (\gamma \psi_0, 0, 0)
  \lambda : complex
  """#

let dropout = #"""
  n, d : size
  X : real[n,d];  y : real[n];  w : real[d]
  p : real, 0 \le p \le 1
  R : real[n,d],  R_{ij} \sim \operatorname{Bernoulli}(p) independent
  \Gamma := \operatorname{diag}((X^\top X)_{ii}^{1/2})
  """#

let game = #"""
  d, g : sequence
  k : natural
  \alpha : real, \alpha \ne 0
  d_{k+1} = d_k + \alpha g_k
  g_{k+1} = g_k - \alpha d_k
  (d_0, g_0) \ne (0, 0)
  """#

let gibbs = """
  X : space
  x : point X
  p, q : density(x)
  """

let rates = #"f_0, f_1, D : real, f_0 > 0, f_1 > 0"#

let examples: [Example] = [
  Example(
    dirac,
    #"v(\psi_0, \psi_1, \theta) = \begin{pmatrix} -\theta\,\sigma(\psi_0\theta + \psi_1) \\ \sigma(-\psi_1) - \sigma(\psi_0\theta+\psi_1) \\ \psi_0\,\sigma(\psi_0\theta+\psi_1) \end{pmatrix}"#
  ),
  Example(
    dirac,
    #"v(\psi_0, \psi_1, \theta) = \begin{pmatrix} \theta\,\sigma(\psi_0\theta + \psi_1) \\ \sigma(-\psi_1) - \sigma(\psi_0\theta+\psi_1) \\ \psi_0\,\sigma(\psi_0\theta+\psi_1) \end{pmatrix}"#,
    refutedAt: #"\psi_0 = 0, \psi_1 = 0, \theta = 1"#),
  Example(dirac, #"\{(\psi_0,\psi_1,\theta) : v(\psi_0,\psi_1,\theta) = 0\} = \{(0,0,0)\}"#),
  Example(
    dirac, #"\{(\psi_0,\psi_1,\theta) : v(\psi_0,\psi_1,\theta) = 0\} = \{(0,1,0)\}"#,
    refutedAt: #"\psi_0 = 0, \psi_1 = 1, \theta = 0"#),
  Example(
    dirac,
    #"J_v(0,0,0) = \begin{pmatrix} 0 & 0 & -\frac12 \\ 0 & -\frac12 & 0 \\ \frac12 & 0 & 0\end{pmatrix}"#
  ),
  Example(
    dirac,
    #"J_v(0,0,0) = \begin{pmatrix} 0 & 0 & -\frac12 \\ 0 & \frac12 & 0 \\ \frac12 & 0 & 0\end{pmatrix}"#,
    refutedAt: ""),
  Example(
    dirac,
    #"\operatorname{spec}(J_{\bar v}(0,0,0)) = \left\{ -\frac12, \frac{-\gamma + \sqrt{\gamma^2 - 1}}{2}, \frac{-\gamma - \sqrt{\gamma^2-1}}2 \right\}"#
  ),
  Example(
    dirac,
    #"\operatorname{spec}(J_{\bar v}(0,0,0)) = \left\{ -\frac12, \frac{-\gamma \pm \sqrt{\gamma^2-1}}{2} \right\}"#
  ),
  Example(
    dirac,
    #"\operatorname{spec}(J_{\bar v}(0,0,0)) = \left\{ -\frac12, \frac{-\gamma \pm \sqrt{\gamma^2-4}}{2} \right\}"#,
    refutedAt: #"\gamma = 1"#),
  Example(
    dirac, #"\operatorname{spec}(J_v(0,0,0)) = \{-\frac12, \frac{i}{2}\}"#, refutedAt: ""),
  Example(dirac, #"\lambda \in \operatorname{spec}(J_{\bar v}(0,0,0)) \implies \Re \lambda < 0"#),
  Example(
    dirac, #"\lambda \in \operatorname{spec}(J_v(0,0,0)) \implies \Re \lambda < 0"#,
    refutedAt: #"\lambda = -1/2 i"#),
  Example(
    #"\alpha : real; \lambda : complex; A := \begin{pmatrix} 1 & \alpha \\ -\alpha & 1 \end{pmatrix}"#,
    #"\lambda \in \operatorname{spec}(A) \implies |\lambda|^2 = 1 + \alpha^2"#),
  Example(
    #"\alpha : real; \lambda : complex; A := \begin{pmatrix} 1 & \alpha \\ -\alpha & 1 \end{pmatrix}"#,
    #"\lambda \in \operatorname{spec}(A) \implies |\lambda|^2 = 1 + \alpha"#,
    refutedAt: #"\alpha = -1, \lambda = 1 - i"#),
  Example(game, #"\|(d_k, g_k)\|^2 = (1+\alpha^2)^k \, \|(d_0, g_0)\|^2"#),
  Example(
    game, #"\|(d_k, g_k)\|^2 = (1+\alpha)^k \, \|(d_0, g_0)\|^2"#,
    refutedAt: #"d_0 = 0, g_0 = 1, k = 1, \alpha = -1"#),
  Example(
    dropout,
    #"\mathbb{E}\,\|y - (X \odot R) w\|^2 = \|y - p X w\|^2 + p(1-p) \, \|\Gamma w\|^2"#),
  Example(
    dropout,
    #"\mathbb{E}\,\|y - (X \odot R) w\|^2 = \|y - p X w\|^2 + \sum_i \operatorname{Var}\Big(\sum_j X_{ij} R_{ij} w_j\Big)"#
  ),
  Example(
    dropout, #"\mathbb{E}\,\|y - (X \odot R) w\|^2 = \|y - p X w\|^2 + p \, \|\Gamma w\|^2"#,
    refutedAt: #"n = 1, d = 1, X = ((1)), y = (0), w = (1), p = 1"#),
  Example(
    dropout.replacing(" independent", with: ""),
    #"\mathbb{E}\,\|y - (X \odot R) w\|^2 = \|y - p X w\|^2 + p(1-p) \, \|\Gamma w\|^2"#,
    refutedAt:
      #"n = 1, d = 2, X = ((1, 1)), y = (0), w = (1, 1), p = 1/2, R = all entries equal"#),
  Example(gibbs, #"\int q(x) \log \frac{q(x)}{p(x)} \, dx \ge 0"#),
  Example(
    gibbs, #"\int q(x) \log \frac{p(x)}{q(x)} \, dx \ge 0"#,
    refutedAt: "X = 2 points of weight (1, 1), p = (1/2, 1/2), q = (1/3, 2/3)"),
  Example(
    rates, #"\arg\max_{D \in (0,1)} \big( f_1 \log D + f_0 \log(1-D) \big) = \frac{f_1}{f_0+f_1}"#),
  Example(
    rates, #"\arg\max_{D \in (0,1)} \big( f_1 \log D + f_0 \log(1-D) \big) = \frac{f_0}{f_0+f_1}"#,
    refutedAt: "f_0 = 1, f_1 = 2, D = 1/2"),
  Example(
    #"\psi_0, \theta : real \to real; t : real; \forall t: \dot\psi_0(t) = -\theta(t); \forall t: \dot{\theta}(t) = \psi_0(t)"#,
    #"\frac{d}{dt}\left(\psi_0(t)^2 + \theta(t)^2\right) = 0"#),
  Example(
    #"\psi_0, \theta : real \to real; t : real; \forall t: \dot\psi_0(t) = -\theta(t); \forall t: \dot{\theta}(t) = \psi_0(t)"#,
    #"\frac{d}{dt}\left(\psi_0(t)^2 - \theta(t)^2\right) = 0"#,
    refutedAt: #"\psi_0(t) = 1, \theta(t) = 1, t = 0"#),
  Example(
    "x : real", #"x(x-\frac12)(x-1)(x-2)(x+1)(x-\frac1{10}) = 0"#, refutedAt: "x = -2"),
  Example("x : real", #"\sqrt{x^2} = x"#, refutedAt: "x = -1"),
  Example("x : real, x > 0", #"\sqrt{x^2} = x"#),
]

@Suite("Refuter") struct RefuterTests {
  @Test(
    "true statements survive, false ones are refuted at the simplest instance", arguments: examples)
  func example(_ example: Example) throws {
    let survey = try survey(example.statement, given: example.given)
    #expect(survey.refutation?.text == example.refutation)
    #expect(survey.unconfirmed == nil)
    #expect(survey.undefinedAt == nil)
    #expect(survey.notEvaluable == nil)
    if example.refutation == nil {
      #expect(survey.instances > 0 && survey.agree == survey.instances)
      #expect(survey.exactDigits == 30)
    }
  }
}
