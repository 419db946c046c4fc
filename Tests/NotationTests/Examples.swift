import Notation

/// The scope of `given` statements.
func given(_ text: String) throws -> Scope { try readGiven(text) }

let velocityField = #"""
  # Dirac GAN

  ## Velocity field <!-- id: winter2020/q5.1a -->

  ```given
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
  \bar J : real[3,3]
  \lambda : complex
  ```

  $$ v(\psi_0, \psi_1, \theta) = \begin{pmatrix} -\theta\,\sigma(\psi_0\theta + \psi_1) \\ \sigma(-\psi_1) - \sigma(\psi_0\theta+\psi_1) \\ \psi_0\,\sigma(\psi_0\theta+\psi_1) \end{pmatrix} $$

  <!-- id: winter2020/q5.1b -->
  $$ \{(\psi_0,\psi_1,\theta) : v(\psi_0,\psi_1,\theta) = 0\} = \{(0,0,0)\} $$

  $$ J_v(0,0,0) = \begin{pmatrix} 0 & 0 & -\frac12 \\ 0 & -\frac12 & 0 \\ \frac12 & 0 & 0\end{pmatrix} $$

  <!-- expect: wrong at line 1 -->
  $$ \operatorname{spec}(J_{\bar v}(0,0,0)) = \left\{ -\frac12, \frac{-\gamma + \sqrt{\gamma^2 - 1}}{2}, \frac{-\gamma - \sqrt{\gamma^2-1}}2 \right\} $$

  \[ \operatorname{spec}(J_{\bar v}(0,0,0)) = \left\{ -\frac12, \frac{-\gamma \pm \sqrt{\gamma^2-1}}{2} \right\} \]

  $$ \lambda \in \operatorname{spec}(\bar J) \implies \Re \lambda < 0 $$
  """#

let dropout = #"""
  ## Dropout on the inputs is ridge regression <!-- id: winter2020/q1.1 -->

  ```given
  n, d : size
  X : real[n,d];  y : real[n];  w : real[d]
  p : real, 0 \le p \le 1
  R : real[n,d],  R_{ij} \sim \operatorname{Bernoulli}(p) independent
  \Gamma := \operatorname{diag}((X^\top X)_{ii}^{1/2})
  ```

  $$
  \begin{aligned}
  \mathbb{E}\,\|y - (X \odot R) w\|^2
    &= \|y - p X w\|^2 + \sum_i \operatorname{Var}\Big(\sum_j X_{ij} R_{ij} w_j\Big) && \text{by variance} \\
    &= \|y - p X w\|^2 + p(1-p) \, \|\Gamma w\|^2 && \text{by independence}
  \end{aligned}
  $$
  """#

let bilinear = #"""
  # Bilinear game
  ```given
  d, g : sequence
  k : natural
  \alpha : real, \alpha \ne 0
  d_{k+1} = d_k + \alpha g_k
  g_{k+1} = g_k - \alpha d_k
  (d_0, g_0) \ne (0, 0)
  ```
  $$ \|(d_k, g_k)\|^2 = (1+\alpha^2)^k \, \|(d_0, g_0)\|^2 $$
  """#

let conserved = #"""
  ```given
  \psi_0, \theta : real \to real
  t : real
  \forall t: \dot\psi_0(t) = -\theta(t)
  \forall t: \dot{\theta}(t) = \psi_0(t)
  ```
  $$ \frac{d}{dt}\left(\psi_0(t)^2 + \theta(t)^2\right) = 0 $$
  """#

let gibbs = #"""
  ```given
  X : space
  x : point X
  p, q : density(x)
  ```
  $$ \int q(x) \log \frac{q(x)}{p(x)} \, dx \ge 0 $$
  """#

let discriminator = #"""
  ```given
  f_0, f_1 : real, f_0 > 0, f_1 > 0
  ```
  $$ \arg\max_{D \in (0,1)} \big( f_1 \log D + f_0 \log(1-D) \big) = \frac{f_1}{f_0+f_1} $$
  """#

let allExamples: [(name: String, text: String)] = [
  ("velocity", velocityField), ("dropout", dropout), ("bilinear", bilinear),
  ("conserved", conserved), ("gibbs", gibbs), ("discriminator", discriminator),
]
