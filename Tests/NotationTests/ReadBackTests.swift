import Testing

@testable import Notation

@Suite struct ReadBackTests {
  private static let block = #"""
    \gamma, a, b, c, x, y, z, t : real
    n, d : size
    A, B : real[n,n]; u, w : real[n]
    f, g : real -> real
    F : real, real -> real[2]
    s : sequence
    k : natural
    \sigma : real -> real
    D^* : real
    \mathrm{loss} : real -> real
    X' : real[n,n]
    """#

  @Test(arguments: [
    (#"\frac{-\gamma + \sqrt{\gamma^2 - 1}}{2}"#, "((−γ) + √((γ^2) − 1)) / 2"),
    (#"-x^2"#, "−(x^2)"),
    (#"-ab"#, "−(a · b)"),
    (#"a - b - c"#, "(a − b) − c"),
    (#"2xy"#, "(2 · x) · y"),
    (#"x^2_{}"#, ""),
    (#"1/2 x"#, "(1 / 2) · x"),
    (#"\frac12 x"#, "(1 / 2) · x"),
    (#"\log x y + c"#, "log(x · y) + c"),
    (#"\log(x) y"#, "log(x) · y"),
    (#"\log\sigma(a) + b"#, "log(σ(a)) + b"),
    (#"\log x \log y"#, "log(x) · log(y)"),
    (#"\sin^2 x"#, "sin(x)^2"),
    (#"A^\top B^{-1} w"#, "(Aᵀ · inverse(B)) · w"),
    (#"x^{-1}"#, "x^(−1)"),
    (#"A^{-\top}"#, "inverse(A)ᵀ"),
    (#"(a, b)^\top"#, "(a, b)"),
    (#"u \cdot w"#, "u • w"),
    (#"u^\top w"#, "uᵀ · w"),
    (#"A_{ij} w_j"#, ""),
    (#"\sum_{i=1}^n A_{ii} w_i^2 + c"#, "(Σ[i = 1 … n] (A[i, i] · (w[i]^2))) + c"),
    (#"\sum_{i,j} A_{ij}"#, "Σ[i] (Σ[j] A[i, j])"),
    (#"s_{k+1} - s_k"#, "s[k + 1] − s[k]"),
    (#"\dot f(t)"#, "f′(t)"),
    (#"\dot{f}(t)^2"#, "f′(t)^2"),
    (#"f''(x)"#, "f′′(x)"),
    (#"\partial_x f(x) g(x)"#, "∂/∂x (f(x) · g(x))"),
    (#"\frac{\partial^2 f(x)}{\partial x^2}"#, "∂^2/∂x^2 f(x)"),
    (#"\frac{\partial}{\partial x} x y + c"#, "(∂/∂x (x · y)) + c"),
    (#"\nabla_{(x, y)} (x^2 + y)"#, "∇[x, y] ((x^2) + y)"),
    (#"\nabla f(x)"#, "Jacobian[f](x)"),
    (#"J_F(x, y)"#, "Jacobian[F](x, y)"),
    (#"e^{-x} + e"#, "exp(−x) + e"),
    (#"2 i \pi"#, "(2 · i) · π"),
    (#"(1+\alpha)"#, ""),
    (#"|x| + \left|x - y\right| |z|"#, "|x| + (|x − y| · |z|)"),
    (#"\|w\|^2 + ||u||_2"#, "(‖w‖^2) + ‖u‖"),
    (#"\operatorname{tr} A B + \det(A)^2"#, "tr(A · B) + (det(A)^2)"),
    (#"\int_0^1 x + c \, dx"#, "∫[x = 0 … 1] (x + c)"),
    (#"\mathbb{E}_{x \sim \mathcal N(0,1)}[x^2] - 1"#, "𝔼{x ∼ N(0, 1)}[x^2] − 1"),
    (#"\mathbb{E}[x]^2"#, "𝔼[x]^2"),
    (#"\lim_{k \to \infty} s_k"#, "lim[k → ∞] s[k]"),
    (#"\max_{x \in [0,1]} f(x)"#, "max[x : (0 ≤ x) ∧ (x ≤ 1)] f(x)"),
    (#"\max(x, y)"#, "max(x, y)"),
    (#"D^* - 1"#, "D^* − 1"),
    (#"\operatorname{loss}(x)"#, "loss(x)"),
    (#"A \otimes X' \odot B"#, ""),
    (#"γ² − ½ ≤ √(a)"#, "((γ^2) − (1 / 2)) ≤ √a"),
    (#"Aᵀ w = 0"#, "(Aᵀ · w) = 0"),
    (#"x > 0, y > 0"#, "(x > 0) ∧ (y > 0)"),
    (#"\forall x > 0: x^2 > 0"#, "∀x: ((x > 0) ⇒ ((x^2) > 0))"),
    (#"\exists y : x = y^2"#, "∃y: (x = (y^2))"),
    (
      #"\neg x = 0 \lor y = 0 \implies z = 0 \text{ and } a = 0"#,
      "((¬(x = 0)) ∨ (y = 0)) ⇒ ((z = 0) ∧ (a = 0))"
    ),
    (#"x \notin \{1, 2\}"#, "¬(x ∈ {1, 2})"),
    (#"0 < x \le 1"#, "(0 < x) ∧ (x ≤ 1)"),
    (#"x \in (0, \infty)"#, "0 < x"),
    (#"\|a| - |b\|"#, ""),
    (#"||a| - |b||"#, "||a| − |b||"),
    (#"\mathbf w + \boldsymbol{u}"#, "w + u"),
    (#"\langle u, w \rangle"#, "u • w"),
    (#"0.25 x"#, "(1/4) · x"),
    (#"\overline{a}"#, ""),
    (#"\operatorname{diag}(w_i^2)"#, "diag((w[i]^2)[i = 1 …])"),
    (#"\exp(-x) \exp(y)"#, "exp(−x) · exp(y)"),
    (#"a / b \cdot c"#, "(a / b) · c"),
    (#"(x)(y)"#, "x · y"),
    (#"\sqrt{x} y + \sqrt2^2"#, "(√x · y) + (√2^2)"),
    (#"\sqrt[3]{x}"#, ""),
    (#"x(y + z)"#, "x · (y + z)"),
  ])
  func readsBack(_ latex: String, _ expected: String) throws {
    let scope = try given(Self.block)
    if expected.isEmpty {
      #expect(throws: ReadingError.self) { try readExpression(latex, in: scope) }
      return
    }
    let e = try readExpression(latex, in: scope)
    #expect(e.readBack == expected)
    #expect(try readExpression(e.latex, in: scope) == e, "\(e.latex)")
  }
}
