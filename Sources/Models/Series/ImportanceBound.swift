import Glibc
import Numeric

/// The importance-weighted bound of a Gaussian model whose evidence is known.
///
///     p(z) = N(0, 1),  p(x|z) = N(z, 1),  p(x) = N(0, 2),  q(z|x) = N(m, s²),
///     L_k = 𝔼 log (1/k)Σⱼ p(x, zⱼ)/q(zⱼ|x).
///
/// Source: Y. Burda, R. Grosse, R. Salakhutdinov, Importance weighted autoencoders, ICLR 2016,
/// arXiv:1509.00519.
public struct ImportanceBound: Sendable {
  /// The observation x, and mean and standard deviation of q.
  public let x: Double
  public let mean: Double
  public let deviation: Double

  /// The model at an observation.
  public init(x: Double, mean: Double, deviation: Double) {
    self.x = x
    self.mean = mean
    self.deviation = deviation
  }

  /// log p(x).
  public var logEvidence: Double { -x * x / 4 - Glibc.log(4 * Double.pi) / 2 }

  /// log p(x, z) − log q(z|x).
  func logWeight(_ z: Double) -> Double {
    let u = (z - mean) / deviation
    return -z * z / 2 - (x - z) * (x - z) / 2 - Glibc.log(2 * Double.pi) / 2 + u * u / 2
      + Glibc.log(deviation)
  }

  /// Var w/p(x)² by the trapezoidal rule over 40 deviations of q: it converges faster than any power.
  public var relativeVariance: Double {
    let h = deviation / 64
    var second = 0.0
    for n in -2560...2560 {
      let u = Double(n) / 64
      let z = mean + deviation * u
      let density = Glibc.exp(-u * u / 2) / (deviation * (2 * Double.pi).squareRoot())
      second += h * density * Glibc.exp(2 * (logWeight(z) - logEvidence))
    }
    return second - 1
  }

  /// A mean of samples of log (1/k)Σ wⱼ, with its standard error.
  public struct Estimate: Sendable {
    public let k: Int
    public let value: Double
    public let error: Double
  }

  /// Estimates of L_k from the same number of samples each.
  public func estimates(of counts: [Int], samples: Int, seed: UInt64) -> [Estimate] {
    counts.enumerated().map { index, k in
      var stream = RandomStream(seed: seed, stream: UInt64(index))
      var (sum, squares) = (0.0, 0.0)
      for _ in 0..<samples {
        let logs = (0..<k).map { _ in logWeight(mean + deviation * stream.gaussian()) }
        let largest = logs.max() ?? 0
        let total = logs.reduce(0) { $0 + Glibc.exp($1 - largest) }
        let value = largest + Glibc.log(total / Double(k))
        sum += value
        squares += value * value
      }
      let n = Double(samples)
      let variance = max(0, squares / n - (sum / n) * (sum / n))
      return Estimate(k: k, value: sum / n, error: (variance / n).squareRoot())
    }
  }
}
