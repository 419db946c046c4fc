extension Variable {
  /// The binary cross-entropies of logits a for targets t, summed over all entries.
  ///
  /// Law: −t·log σ(a) − (1 − t)·log(1 − σ(a)) = softplus(a) − t·a, which neither overflows nor cancels;
  /// its derivative is σ(a) − t.
  public func binaryCrossEntropy(targets: Tensor<Scalar>) -> Variable {
    let a = value
    precondition(a.shape == targets.shape, "targets \(targets.shape) for logits \(a.shape)")
    let total = Lanes<Scalar>.sum(a.elements, targets.elements) { a, t in
      Scalar.softplus(a) - t * a
    }
    // The places beyond the last, padded with zeros, have added log 2 each.
    let padding = (16 - a.count % 16) % 16
    let excess = Scalar.softplus(.zero)[0] * Scalar(padding)
    return graph.result(Tensor(total - excess), of: [self]) { g in
      let scale = g.scalar
      return [a.map(targets) { a, t in (Scalar.sigmoid(a) - t) * scale }]
    }
  }

  /// Σ KL(N(μ, σ²) ‖ N(0, 1)) over all entries, for means μ and log-variances ℓ = log σ².
  ///
  /// Law: ½(μ² + e^ℓ − 1 − ℓ); the derivatives are μ and ½(e^ℓ − 1).
  public static func gaussianDivergence(mean: Variable, logVariance: Variable) -> Variable {
    let (m, l) = (mean.value, logVariance.value)
    precondition(m.shape == l.shape, "means \(m.shape) and log-variances \(l.shape)")
    // An entry of the padding gives ½(0 + 1 − 1 − 0) = 0.
    let total = Lanes<Scalar>.sum(m.elements, l.elements) { m, l in
      0.5 * (m * m + (Scalar.exp(l) - 1 - l))
    }
    return mean.graph.result(Tensor(total), of: [mean, logVariance]) { g in
      let scale = g.scalar
      return [m.map { $0 * scale }, l.map { 0.5 * (Scalar.exp($0) - 1) * scale }]
    }
  }
}
