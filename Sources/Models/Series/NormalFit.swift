import Glibc

/// Normal laws fitted to ½N(−c, 1) + ½N(c, 1), in either direction of the divergence.
public struct NormalFit: Sendable {
  /// The distance c of both modes from 0.
  public let modes: Double

  /// Fits to the mixture with its modes at ±c.
  public init(modes: Double) { self.modes = modes }

  /// The density of N(m, s²).
  public static func density(_ x: Double, mean: Double, deviation: Double) -> Double {
    let u = (x - mean) / deviation
    return Glibc.exp(-u * u / 2) / (deviation * (2 * Double.pi).squareRoot())
  }

  /// The density of the target.
  public func target(_ x: Double) -> Double {
    (Self.density(x, mean: -modes, deviation: 1) + Self.density(x, mean: modes, deviation: 1)) / 2
  }

  /// d/dx log of the target: −x + c·tanh(cx).
  private func score(_ x: Double) -> Double { -x + modes * Glibc.tanh(modes * x) }

  /// Mean and deviation.
  public struct Law: Sendable {
    public let mean: Double
    public let deviation: Double

    /// N(m, s²).
    public init(mean: Double, deviation: Double) {
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// Nodes and weights of the trapezoidal rule for N(0, 1).
  private static let nodes: [(u: Double, weight: Double)] = (-320...320).map { n in
    let u = Double(n) / 32
    return (u, density(u, mean: 0, deviation: 1) / 32)
  }

  /// The minimiser of KL(target ‖ N(m, s²)), by moments of the target from quadrature.
  public var forward: Law {
    var (mean, second) = (0.0, 0.0)
    for n in -1280...1280 {
      let x = Double(n) / 64
      mean += target(x) * x / 64
      second += target(x) * x * x / 64
    }
    return Law(mean: mean, deviation: (second - mean * mean).squareRoot())
  }

  /// The local minimiser of KL(N(m, s²) ‖ target) that gradient descent finds from a start.
  ///
  /// With z = m + su and u standard normal, the gradient by (m, s) is (−𝔼 score(z), −1/s − 𝔼 u·score(z)).
  public func reverse(from start: Law) -> Law {
    var (m, s) = (start.mean, start.deviation)
    for _ in 0..<2000 {
      var (byMean, byDeviation) = (0.0, -1 / s)
      for node in Self.nodes {
        let slope = node.weight * score(m + s * node.u)
        byMean -= slope
        byDeviation -= node.u * slope
      }
      m -= 0.1 * byMean
      s = max(1e-3, s - 0.1 * byDeviation)
    }
    return Law(mean: m, deviation: s)
  }
}
