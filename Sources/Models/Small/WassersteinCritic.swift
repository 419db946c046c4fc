import Glibc
import Numeric

/// A critic of two samples on the line: a piecewise linear function with slopes in [−1, 1].
///
/// max Σ f(x)/n − Σ f(y)/m over 1-Lipschitz f is the Wasserstein distance W₁ (Kantorovich and Rubinstein).
/// Gradient ascent on the slopes, cut back into [−1, 1] after every step.
public struct WassersteinCritic: Sendable {
  /// The slopes between equally spaced knots.
  public private(set) var slopes: [Double]
  let low: Double
  let width: Double

  /// The trained critic, with knots from the smallest to the largest number.
  public init(_ x: [Double], _ y: [Double], knots: Int = 64, steps: Int = 200) {
    let all = x + y
    low = all.min() ?? 0
    width = max((all.max() ?? 1) - low, 1e-9) / Double(knots)
    slopes = [Double](repeating: 0, count: knots)
    // The objective is linear in the slopes, with these coefficients.
    var gradient = [Double](repeating: 0, count: knots)
    for (sample, sign) in [(x, 1.0), (y, -1.0)] {
      for value in sample {
        for k in 0..<knots {
          gradient[k] += sign * covered(value, k) / Double(sample.count)
        }
      }
    }
    for _ in 0..<steps {
      for k in slopes.indices { slopes[k] = min(1, max(-1, slopes[k] + gradient[k] / width)) }
    }
  }

  /// How much of the k-th piece lies below a number.
  private func covered(_ value: Double, _ k: Int) -> Double {
    min(max(value - (low + Double(k) * width), 0), width)
  }

  /// The critic's value.
  public func callAsFunction(_ value: Double) -> Double {
    slopes.indices.reduce(0) { $0 + slopes[$1] * covered(value, $1) }
  }

  /// The difference of the means of the critic.
  public func distance(_ x: [Double], _ y: [Double]) -> Double {
    func mean(_ sample: [Double]) -> Double {
      sample.reduce(0) { $0 + self($1) } / Double(sample.count)
    }
    return mean(x) - mean(y)
  }
}

extension WassersteinCritic {
  /// The distance that a critic finds between samples of the uniform laws on [s, s + 1] and [0, 1].
  ///
  /// Tolerance: of either sample the distribution function is off by at most ε everywhere, but for
  /// probability 10⁻⁹ (Dvoretzky, Kiefer, Wolfowitz, with the constant of Massart, Ann. Probab. 1990), so
  /// that W₁ of the samples is off by at most 2ε, and so is the difference of their means, which the
  /// function x reaches. A slope that has not come to ±1 yet has a derivative of less than a piece's width
  /// over the number of steps; all of them together cost less than the whole width over that number.
  public static func measureDistance(shift: Double, samples: Int, seed: UInt64) -> Measurement {
    Measurement.timed {
      var stream = WideStream(seed: seed, stream: 21)
      let x = Tensor<Double>.uniform([samples], shift, shift + 1, from: &stream).elements
      let y = Tensor<Double>.uniform([samples], 0, 1, from: &stream).elements
      let steps = 200
      let error = (log(4e9) / (2 * Double(samples))).squareRoot()
      return (
        WassersteinCritic(x, y, steps: steps).distance(x, y),
        2 * error + (1 + abs(shift)) / Double(steps)
      )
    }
  }
}
