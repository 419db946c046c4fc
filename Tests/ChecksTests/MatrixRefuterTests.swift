import Notation
import Testing

@testable import Checks

private let symmetric = #"""
  n : size
  A, B, C : real[n,n]
  i : index n
  v : real[n]
  A^\top = A
  B^\top = B
  """#

private let regular = #"""
  n : size
  S, T : real[n,n]
  \det S \ne 0
  \det T \ne 0
  """#

private let regression = #"""
  n, d : size
  X : real[n,d]
  y : real[n]
  w, w_0 : real[d]
  i : index n
  j, k : index d
  \lambda : real, \lambda > 0
  """#

private let positive = #"""
  n, d : size
  A, B : real[n,n]
  X : real[n,d]
  \lambda : real
  A \succ 0
  A \succeq B
  X^\top X + \lambda I \succ 0
  """#

private let layers = #"""
  n, d : size
  W : real[n,d]
  X : real[d,n]
  A : real[d,d]
  i : index n
  j : index d
  v : real[d]
  """#

private let flows = #"""
  n, d : size
  t : real
  W, P : real \to real[n,d]
  w : real \to real[d]
  X : real[d,d]
  \forall t: \dot W(t) = -W(t) X
  \forall t: \dot P(t) = W(t) - P(t)
  \forall t: \dot w(t) = X w(t)
  i : index n
  j : index d
  """#

private let truths: [Example] = [
  Example(symmetric, #"A \succeq 0 \land B \succ 0 \implies A + B \succ 0"#),
  Example(symmetric, #"A \succ B \implies B \prec A"#),
  Example(symmetric, #"A \succ 0 \implies A^{-1} \succ 0"#),
  Example(symmetric, #"A \preceq 0 \implies \lambda_{\max}(A) \le 0"#),
  Example(symmetric, #"C^\top C \succeq 0"#),
  Example(symmetric, #"\lambda_{\min}(A) I \preceq A"#),
  Example(symmetric, #"\lambda_{\min}(A + B) \ge \lambda_{\min}(A) + \lambda_{\min}(B)"#),
  Example(symmetric, #"\operatorname{tr}(A) \le n \, \lambda_{\max}(A)"#),
  Example(symmetric, #"\lambda_{\max}(A) = -\lambda_{\min}(-A)"#),
  Example(regular, #"(S T)^{-1} = T^{-1} S^{-1}"#),
  Example(regular, #"S^{-\top} = (S^\top)^{-1}"#),
  Example(symmetric, #"\forall v: v^\top C^\top C v \ge 0"#),
  Example(positive, #"A^\top = A"#),
  Example(positive, #"A - B \succeq 0"#),
  Example(positive, #"\det(X^\top X + \lambda I_d) > 0"#),
  Example(regression, #"X^\top X + \lambda I_d \succ 0"#),
  Example(
    regression,
    #"\arg\min_w \|y - X w\|^2 + \lambda \|w\|^2 = (X^\top X + \lambda I)^{-1} X^\top y"#),
  Example(regression, #"\nabla_w \|y - X w\|^2 = 2 X^\top (X w - y)"#),
  Example(
    regression, #"\frac{\partial^2 \|X w\|^2}{\partial w_j \partial w_k} = 2 (X^\top X)_{jk}"#),
  Example(
    regression, #"(X^\top X + \lambda I)^{-1} X^\top = X^\top (X X^\top + \lambda I_n)^{-1}"#),
  Example(regression, #"w_0 \in \arg\min_w \|w - w_0\|^2"#),
  Example(layers, #"\operatorname{rank}(W^\top W) = \operatorname{rank}(W)"#),
  Example(layers, #"\operatorname{tr}(I_n \otimes A) = n \operatorname{tr}(A)"#),
  Example(layers, #"I_n \otimes I_d = I_{n d}"#),
  Example(layers, #"\nabla_W \operatorname{tr}(W X) = X^\top"#),
  Example(layers, #"\nabla_W (v^\top W^\top W v) = 2 W v v^\top"#),
  Example(layers, #"\frac{\partial}{\partial W_{ij}} \|W v\|^2 = 2 (W v)_i v_j"#),
  Example(layers, #"\exists j: \forall i: (W v)_i \le \|W\|_F \|v\|"#),
  Example(layers, #"v \odot v = \operatorname{diag}(v v^\top)"#),
  Example(flows, #"\frac{d}{dt} (W(t) W(t)^\top) = -W(t) (X + X^\top) W(t)^\top"#),
  Example(
    flows,
    #"\frac{d}{dt} \operatorname{vec} W(t) = -(X^\top \otimes I_n) \operatorname{vec} W(t)"#),
  Example(flows, #"\dot P(t) + \dot W(t) = W(t) - P(t) - W(t) X"#),
  Example(flows, #"\frac{d}{dt} \|w(t)\|^2 = w(t)^\top (X + X^\top) w(t)"#),
  Example(flows, #"\dot P_{ij}(t) = W_{ij}(t) - P(t)_{ij}"#),
]

private let mistakes: [Example] = [
  Example(symmetric, #"A \succeq 0 \land B \succeq 0 \implies A B \succeq 0"#),
  Example(symmetric, #"(\forall i: A_{ii} > 0) \implies A \succ 0"#),
  Example(symmetric, #"A \succeq 0 \implies A \succ 0"#),
  Example(symmetric, #"A \succeq B \land B \succeq 0 \implies A^2 \succeq B^2"#),
  Example(symmetric, #"A \succeq B \lor B \succeq A"#),
  Example(symmetric, #"\neg (A \succ 0)"#),
  Example(symmetric, #"C^\top C + C \succeq 0"#),
  Example(symmetric, #"\lambda_{\min}(A + B) = \lambda_{\min}(A) + \lambda_{\min}(B)"#),
  Example(symmetric, #"\lambda_{\max}(A B) \le \lambda_{\max}(A) \lambda_{\max}(B)"#),
  Example(symmetric, #"\det(A + B) = \det A + \det B"#),
  Example(regular, #"(S T)^{-1} = S^{-1} T^{-1}"#),
  Example(regular, #"S^{-\top} = S^{-1}"#),
  Example(symmetric, #"\exists i: v_i > 0"#),
  Example(symmetric, #"\forall v: v^\top C v \ge 0"#),
  Example(positive, #"B^\top = -B"#),
  Example(positive, #"B \succ 0"#),
  Example(positive, #"\lambda > 0"#),
  Example(regression, #"X^\top X - \lambda I_d \succ 0"#),
  Example(
    regression,
    #"\arg\min_w \|y - X w\|^2 + \lambda \|w\|^2 = (X^\top X + 2 \lambda I)^{-1} X^\top y"#),
  Example(regression, #"\arg\min_w \|y - X w\|^2 = w_0"#),
  Example(regression, #"w_0 \in \arg\min_w \|y - X w\|^2"#),
  Example(regression, #"\nabla_w \|y - X w\|^2 = 2 X^\top (y - X w)"#),
  Example(layers, #"\operatorname{rank}(A^2) = \operatorname{rank}(A)"#),
  Example(layers, #"I_n \otimes A = A \otimes I_n"#),
  Example(layers, #"\nabla_W \operatorname{tr}(W A W^\top) = W A"#),
  Example(layers, #"\frac{\partial \|v\|^2}{\partial v_j} = v_j"#),
  Example(layers, #"\|v \odot v\| = \|v\|^2"#),
  Example(flows, #"\frac{d}{dt} (W(t) W(t)^\top) = -2 W(t) X W(t)^\top"#),
  Example(
    flows, #"\frac{d}{dt} \operatorname{vec} W(t) = -(X \otimes I_n) \operatorname{vec} W(t)"#),
  Example(flows, #"\dot w_j(t) = w_j(t)"#),
]

@Suite struct MatrixRefuterTests {
  @Test(arguments: truths) func truth(_ example: Example) throws {
    let result = try survey(example.statement, given: example.given)
    #expect(result.refutation == nil && result.undefinedAt == nil, "\(result)")
    #expect(result.agree >= 9 && result.agree == result.instances, "\(result)")
  }

  @Test(arguments: mistakes) func mistake(_ example: Example) throws {
    let result = try survey(example.statement, given: example.given)
    #expect(result.refutation != nil || result.undefinedAt != nil, "\(result)")
  }
}
