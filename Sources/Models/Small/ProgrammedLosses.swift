import Glibc
import Numeric

/// The losses of the autoencoders as their training programs compute them, at given numbers.
///
/// Tolerances of sums: a term has at most eight roundings and functions, each with a relative error of at
/// most 2⁻⁵¹, and n terms are added; so the sum is off by (n + 16)·2⁻⁵¹ times the sum of the magnitudes.
public enum ProgrammedLosses {
  private static func rounding(_ terms: [Double]) -> Double {
    Double(terms.count + 16) * 0x1p-51 * terms.reduce(0) { $0 + abs($1) }
  }

  /// log N(z; μ, v) of one number.
  public static func measureLogDensity(_ z: Double, mean: Double, variance: Double) -> Measurement {
    Measurement.timed {
      let graph = Graph<Double>()
      func number(_ x: Double) -> Variable<Double> { graph.constant(Tensor([1, 1], [x])) }
      let logVariance = Glibc.log(variance)
      let value = Variable.logDensityGaussian(
        number(z), mean: number(mean), logVariance: number(logVariance)
      ).value.elements[0]
      let square = (z - mean) * (z - mean) / variance
      return (value, rounding([2, logVariance, square, square * logVariance]))
    }
  }

  /// Σ KL(N(m_j, s_j) ‖ N(0, 1)) for means and variances.
  public static func measureDivergence(means: [Double], variances: [Double]) -> Measurement {
    Measurement.timed {
      let graph = Graph<Double>()
      let logs = variances.map { Glibc.log($0) }
      let value = Variable.gaussianDivergence(
        mean: graph.constant(Tensor([means.count, 1], means)),
        logVariance: graph.constant(Tensor([logs.count, 1], logs))
      ).value.scalar
      return (value, rounding(means.map { $0 * $0 } + variances + logs + [1]))
    }
  }

  /// Σ log Ber(x_j; ŷ_j) through logits, as minus the binary cross-entropy.
  ///
  /// For ŷ and 1 − ŷ that are numbers of the type, a logit is off by two roundings of its size or of 1,
  /// and the loss by as much.
  public static func measureLogLikelihood(bits: [Double], probabilities: [Double]) -> Measurement {
    Measurement.timed {
      let graph = Graph<Double>()
      let logits = probabilities.map { Glibc.log($0 / (1 - $0)) }
      let value = -graph.constant(Tensor([logits.count, 1], logits))
        .binaryCrossEntropy(targets: Tensor([bits.count, 1], bits)).value.scalar
      return (value, rounding(logits.map { abs($0) + 2 }))
    }
  }

  /// The β-weighted loss of an encoder N(m, v) at one observation.
  public static func measureWeightedLoss(
    observation y: Double, beta: Double, mean m: Double, variance v: Double
  ) -> Measurement {
    Measurement.timed {
      let graph = Graph<Double>()
      let p = [[m], [Glibc.log(v)]].map { graph.constant(Tensor([1], $0)) }
      let value = BetaVAE(observation: y, beta: beta).loss(p).value.scalar
      return (
        value, rounding([2, v, (y - m) * (y - m), beta * (m * m + v + 1 + abs(Glibc.log(v)))])
      )
    }
  }

  /// The evidence lower bound of q = N(m, v) for z ~ N(0, 1), x|z ~ N(z, w), by samples z = m + √v·ε.
  ///
  /// Tolerance: seven standard errors of the mean.
  public static func measureBound(
    observation x: Double, noise w: Double, mean m: Double, variance v: Double, samples: Int,
    seed: UInt64
  ) -> Measurement {
    Measurement.timed {
      let values = bounds(x, w, m, v, samples, seed)
      let (mean, variance, _) = moments(values)
      return (mean, 7 * (variance / Double(samples)).squareRoot() + 0x1p-40 * abs(mean))
    }
  }

  /// The variance of log N(x; z, w) over z ~ N(m, v).
  ///
  /// Tolerance: seven standard errors, by the fourth central moment μ₄: √((μ₄ − σ⁴)/n).
  public static func measureVariance(
    observation x: Double, noise w: Double, mean m: Double, variance v: Double, samples: Int,
    seed: UInt64
  ) -> Measurement {
    Measurement.timed {
      var stream = WideStream(seed: seed, stream: 14)
      let graph = Graph<Double>()
      let z = Tensor<Double>.gaussian([1, samples], from: &stream).map { $0 * v.squareRoot() + m }
      func row(_ value: Double) -> Variable<Double> {
        graph.constant(Tensor([1, samples], repeating: value))
      }
      let values = Variable.logDensityGaussian(
        row(x), mean: graph.constant(z), logVariance: row(Glibc.log(w))
      ).value.elements
      let (_, variance, fourth) = moments(values)
      let error = ((fourth - variance * variance) / Double(samples)).squareRoot()
      return (variance, 7 * error + 0x1p-40 * variance)
    }
  }

  /// The variance of one sample of that bound. Tolerance: seven standard errors, as above.
  public static func measureBoundVariance(
    observation x: Double, noise w: Double, mean m: Double, variance v: Double, samples: Int,
    seed: UInt64
  ) -> Measurement {
    Measurement.timed {
      let (_, variance, fourth) = moments(bounds(x, w, m, v, samples, seed))
      let error = (max(fourth - variance * variance, 0) / Double(samples)).squareRoot()
      return (variance, 7 * error + 0x1p-40 * (1 + variance))
    }
  }

  private static func bounds(
    _ x: Double, _ w: Double, _ m: Double, _ v: Double, _ samples: Int, _ seed: UInt64
  ) -> [Double] {
    var stream = WideStream(seed: seed, stream: 15)
    let graph = Graph<Double>()
    func row(_ value: Double) -> Variable<Double> {
      graph.constant(Tensor([1, samples], repeating: value))
    }
    let (mean, logVariance) = (row(m), row(Glibc.log(v)))
    let z = Variable.sampleGaussian(
      mean: mean, logVariance: logVariance, noise: .gaussian([1, samples], from: &stream))
    let fit = Variable.logDensityGaussian(row(x), mean: z, logVariance: row(Glibc.log(w)))
    let divergence =
      Variable.logDensityGaussian(z, mean: mean, logVariance: logVariance)
      - .logDensityStandardGaussian(z)
    return (fit - divergence).value.elements
  }

  /// The mean, the variance and the fourth central moment.
  private static func moments(_ values: [Double]) -> (Double, Double, Double) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let squares = values.map { ($0 - mean) * ($0 - mean) }
    return (mean, squares.reduce(0, +) / n, squares.reduce(0) { $0 + $1 * $1 } / n)
  }
}
