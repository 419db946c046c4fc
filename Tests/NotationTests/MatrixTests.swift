import Testing

@testable import Notation

/// How what is written of matrices is read, as it is read back.
@Suite struct MatrixTests {
  static let block = #"""
    n, d : size;  i : index n;  j : index d;  t, \lambda : real
    A, B : real[n,n];  X, W : real[n,d];  y : real[n];  w, u : real[d]
    V : real \to real[n,d];  v : real \to real[d]
    """#

  static let rows: [(String, String)] = [
    (#"A \succ 0"#, "A ≻ 0"),
    (#"A \succeq B"#, "A ⪰ B"),
    (#"A \prec B"#, "B ≻ A"),
    (#"A ⪯ B"#, "B ⪰ A"),
    (#"A ≻ B \preceq A"#, "(A ≻ B) ∧ (A ⪰ B)"),
    (#"A \not\succ 0"#, "¬(A ≻ 0)"),
    (#"X^\top X + \lambda I \succ 0"#, "((Xᵀ · X) + (λ · I)) ≻ 0"),
    (#"I_n \otimes A = I_{n d}"#, "(I[n] ⊗ A) = I[n · d]"),
    (#"\mathbf{I}_2 = I_{2}"#, "I[2] = I[2]"),
    (#"\lambda_{\min}(A) \le \lambda_\max(B)^2"#, "λmin(A) ≤ (λmax(B)^2)"),
    (#"\lambda_{\mathrm{min}}(A) > \lambda"#, "λmin(A) > λ"),
    (#"\operatorname{rank}(X) = 1"#, "rank(X) = 1"),
    (#"A^{-\top} = (A^{-1})^\top"#, "inverse(A)ᵀ = inverse(A)ᵀ"),
    (#"(A + B)^{-1} y = 0"#, "(inverse(A + B) · y) = 0"),
    (#"\nabla_W \|W\|^2 = 2 W"#, "(∇[W] (‖W‖^2)) = (2 · W)"),
    (#"\frac{\partial}{\partial w} \|w\|^2 = 2 w"#, "(∇[w] (‖w‖^2)) = (2 · w)"),
    (#"\partial_{w_j} \|w\|^2 = 2 w_j"#, "(∂/∂w[j] (‖w‖^2)) = (2 · w[j])"),
    (
      #"\frac{\partial \|W\|^2}{\partial W_{ij}} = 2 W_{ij}"#,
      "(∂/∂W[i, j] (‖W‖^2)) = (2 · W[i, j])"
    ),
    (
      #"\frac{\partial^2 \|w\|^2}{\partial w_1 \partial w_j} = 0"#,
      "(∂/∂w[1] (∂/∂w[j] (‖w‖^2))) = 0"
    ),
    (#"\dot V_{ij}(t) = V(t)_{ij}"#, "V′(t)[i, j] = V(t)[i, j]"),
    (#"v_j(t)^2 = 0"#, "(v(t)[j]^2) = 0"),
    (
      #"\arg\min_w \|y - X w\|^2 + \lambda \|w\|^2 = u"#,
      "(argmin[w] ((‖y − (X · w)‖^2) + (λ · (‖w‖^2)))) = u"
    ),
    (#"\max_t (t) + \lambda = 0"#, "((max[t] t) + λ) = 0"),
    (#"u w^\top = (w u^\top)^\top"#, "(u · wᵀ) = (w · uᵀ)ᵀ"),
  ]

  @Test func readBack() throws {
    let scope = try given(Self.block)
    for (text, expected) in Self.rows {
      let e = try readExpression(text, in: scope)
      #expect(e.readBack == expected, "\(text)")
      #expect(try readExpression(e.latex, in: scope) == e, "\(text): \(e.latex)")
    }
  }

  @Test(arguments: [
    (#"I_k = A"#, "`I_k` is not declared"),
    (#"\lambda_{\min}^2(A) = 0"#, "has two readings"),
    (#"\arg\min_w \|w\|^2 + \lambda = u"#, "I cannot tell how far"),
    (#"\partial_w (X w) = X"#, "is read of a real number"),
    (#"\partial_{z_j} \|w\|^2 = 0"#, "is not declared"),
  ]) func refused(_ text: String, _ message: String) throws {
    let scope = try given(Self.block)
    #expect {
      try readExpression(text, in: scope)
    } throws: {
      "\($0)".contains(message)
    }
  }

  /// A declared name is itself, whatever it looks like.
  @Test func declaredNames() throws {
    let scope = try given(#"\lambda_{\min}, I_n, t : real;  n : size"#)
    let e = try readExpression(#"\lambda_{\min} (t) = I_n"#, in: scope)
    #expect(e.readBack == "(λ_min · t) = I_n")
  }
}
