import Glibc
import Numeric

/// A discriminator on the line, D(x) = σ(Σ aᵢ tanh(wᵢx + bᵢ) + c), trained by Adam on samples.
///
/// It raises 𝔼_{real} log D + 𝔼_{made} log(1 − D); the gradient is propagated backwards by hand over the two
/// layers. Source of the update: D. Kingma, J. Ba, Adam, ICLR 2015, arXiv:1412.6980.
public struct ScalarDiscriminator: Sendable {
  private static let width = 16
  /// w, b, a and c, one after another.
  private var parameters: [Double]
  private var moments: (first: [Double], second: [Double])
  private var steps = 0

  /// Small weights from the seed.
  public init(seed: UInt64) {
    var stream = RandomStream(seed: seed, stream: 1)
    let n = Self.width
    parameters = (0..<(3 * n + 1)).map { index in
      index < n
        ? stream.gaussian() : index < 2 * n ? 2 * stream.gaussian() : 0.1 * stream.gaussian()
    }
    let zeros = [Double](repeating: 0, count: parameters.count)
    moments = (zeros, zeros)
  }

  private func logit(_ x: Double) -> Double {
    let n = Self.width
    return (0..<n).reduce(parameters[3 * n]) {
      $0 + parameters[2 * n + $1] * Glibc.tanh(parameters[$1] * x + parameters[n + $1])
    }
  }

  /// D(x).
  public func value(_ x: Double) -> Double { 1 / (1 + Glibc.exp(-logit(x))) }

  /// One step on a batch of real and made points.
  public mutating func train(real: [Double], made: [Double], rate: Double) {
    let n = Self.width
    var gradient = [Double](repeating: 0, count: parameters.count)
    func add(_ x: Double, isReal: Bool, share: Double) {
      let hidden = (0..<n).map { Glibc.tanh(parameters[$0] * x + parameters[n + $0]) }
      let d = 1 / (1 + Glibc.exp(-logit(x)))
      // ∂ log D/∂logit = 1 − D, ∂ log(1 − D)/∂logit = −D.
      let slope = (isReal ? 1 - d : -d) * share
      for i in 0..<n {
        let inner = slope * parameters[2 * n + i] * (1 - hidden[i] * hidden[i])
        gradient[i] += inner * x
        gradient[n + i] += inner
        gradient[2 * n + i] += slope * hidden[i]
      }
      gradient[3 * n] += slope
    }
    for x in real { add(x, isReal: true, share: 1 / Double(real.count)) }
    for x in made { add(x, isReal: false, share: 1 / Double(made.count)) }
    steps += 1
    let (first, second) = (1 - Glibc.pow(0.9, Double(steps)), 1 - Glibc.pow(0.999, Double(steps)))
    for i in parameters.indices {
      moments.first[i] = 0.9 * moments.first[i] + 0.1 * gradient[i]
      moments.second[i] = 0.999 * moments.second[i] + 0.001 * gradient[i] * gradient[i]
      let step = (moments.first[i] / first) / ((moments.second[i] / second).squareRoot() + 1e-8)
      parameters[i] += rate * step
    }
  }

  /// ½(𝔼_{real} log D + 𝔼_{made} log(1 − D)) + log 2 by the trapezoidal rule: at most the
  /// Jensen–Shannon divergence of the two densities, whatever D is.
  public func divergence(real: (Double) -> Double, made: (Double) -> Double) -> Double {
    var sum = 0.0
    for n in -640...640 {
      let x = Double(n) / 64
      let t = logit(x)
      // −log D = softplus(−t), −log(1 − D) = softplus(t).
      let (miss, alarm) = (Self.softplus(-t), Self.softplus(t))
      sum -= (real(x) * miss + made(x) * alarm) / 64
    }
    return sum / 2 + Glibc.log(2)
  }

  private static func softplus(_ t: Double) -> Double {
    max(t, 0) + Glibc.log1p(Glibc.exp(-abs(t)))
  }
}
