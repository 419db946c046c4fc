import Glibc
import Numeric

extension Variable {
  /// log N(z; μ, diag σ²) for each column, with ℓ = log σ².
  ///
  /// Law: Σ_d −½ log 2π − ½ℓ_d − ½(z_d − μ_d)²e^{−ℓ_d}.
  public static func logDensityGaussian(_ z: Variable, mean: Variable, logVariance: Variable)
    -> Variable
  {
    let constant = Scalar(Glibc.log(2 * Double.pi))
    let square = (z - mean).squared * (-logVariance).exponential
    return -0.5 * ((square + logVariance) + constant).columnSums
  }

  /// log N(z; 0, I) for each column.
  public static func logDensityStandardGaussian(_ z: Variable) -> Variable {
    -0.5 * (z.squared + Scalar(Glibc.log(2 * Double.pi))).columnSums
  }

  /// log Π_d Ber(x_d; σ(a_d)) for each column, with logits a: Σ_d x_d·a_d − log(1 + e^{a_d}).
  public static func logDensityBernoulli(_ x: Variable, logits: Variable) -> Variable {
    (x * logits - logits.softplus).columnSums
  }

  /// z = μ + σε for noise ε: of law N(μ, diag σ²) if ε is standard normal.
  public static func sampleGaussian(mean: Variable, logVariance: Variable, noise: Tensor<Scalar>)
    -> Variable
  {
    mean + (0.5 * logVariance).exponential * mean.graph.constant(noise)
  }
}

extension Tensor {
  /// Independent bits, 1 with the given probabilities: u < p for u uniform on [0, 1).
  public static func sampleBernoulli(_ p: Tensor, from stream: inout WideStream) -> Tensor {
    let u = Tensor.uniform(p.shape, 0, 1, from: &stream)
    return Tensor(p.shape, zip(u.elements, p.elements).map { $0 < $1 ? 1 : 0 })
  }
}
