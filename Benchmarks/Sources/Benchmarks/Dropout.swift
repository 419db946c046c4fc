import Checks

/// That dropout on the inputs is ridge regression: proved for all n and d; peers sum all masks of a
/// given size.
enum Dropout {
  static func run(_ peers: Peers) {
    print("Dropout on the inputs is ridge regression")
    let ours = Measurement.seconds { Derivation.check(text, legs: [.symbolic]) }
    Measurement.row("proof for all n and d", ours)
    Measurement.row(
      peer: "SymPy, n = d = 2 alone, expanded over 2⁴ masks", peers.seconds("dropout-sympy", "2"),
      against: ours)
    Measurement.row(
      peer: "SymPy ring, n = d = 3 alone, over 2⁹ masks", peers.seconds("dropout-ring", "3"),
      against: ours)
    Measurement.row(
      peer: "FLINT, n = d = 3 alone, over 2⁹ masks", peers.seconds("dropout-flint", "3"),
      against: ours)
    print("")
  }

  static let text = #"""
    ```given
    n, d : size
    X, R : real[n,d]
    y : real[n]
    w : real[d]
    p : real, 0 \le p \le 1
    R_{ij} \sim \operatorname{Bernoulli}(p) independent
    \Gamma := \operatorname{diag}((X^\top X)_{ii}^{1/2})
    ```

    $$
    \mathbb{E}\,\|y - (X \odot R) w\|^2 = \|y - p X w\|^2 + p (1-p) \, \|\Gamma w\|^2
    $$

    """#
}
