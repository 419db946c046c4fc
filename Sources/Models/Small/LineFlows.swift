import Glibc
import Numeric

/// Affine flows x = e^{s}u + b on the line, fitted to known laws.
public struct LineFlow: Sendable {
  private var flow: AffineFlow

  /// A flow with these parameters.
  public init(scale: Double, shift: Double) {
    flow = AffineFlow(dimension: 1)
    flow.parameters = [Tensor([1], [Glibc.log(scale)]), Tensor([1], [shift])]
  }

  /// e^{s} and b.
  public var scale: Double { Glibc.exp(flow.parameters[0].elements[0]) }
  public var shift: Double { flow.parameters[1].elements[0] }

  /// The same flow after some steps towards N(m, v), by maximum likelihood or by the reverse divergence.
  public func trained(
    towards mean: Double, variance: Double, steps: Int, forward: Bool, seed: UInt64
  ) -> LineFlow {
    var result = self
    if forward {
      result.flow.trainForward(steps: steps, rate: 0.05, seed: seed) {
        Self.normal(mean, variance, 256, from: &$0)
      }
    } else {
      result.flow.trainReverse(steps: steps, rate: 0.05, seed: seed, dimension: 1) {
        Self.logDensity($0, mean, variance)
      }
    }
    return result
  }

  /// Estimates of KL(N(m, v) ‖ F(U)) for U standard normal: in the space of x, and in that of u.
  ///
  /// The first is the mean of log p_X(x) − log p_{F(U)}(x) over samples x of N(m, v), with the density of the
  /// flow by its inverse; the second the mean of log p_{F⁻¹(X)}(u) − log p_U(u) at u = F⁻¹(x) for other samples,
  /// with the density of the data by the flow's own determinant. Tolerance: seven standard errors.
  public func measureForwardDivergence(
    mean: Double, variance: Double, samples: Int, seed: UInt64
  ) -> [Measurement] {
    var stream = WideStream(seed: seed, stream: 14)
    let graph = Graph<Double>()
    let p = flow.parameters.map(graph.constant)
    let x = graph.constant(Self.normal(mean, variance, samples, from: &stream))
    let inData = Self.logDensity(x, mean, variance) - flow.logDensity(x, p)
    let u = flow.inverse(
      graph.constant(Self.normal(mean, variance, samples, from: &stream)), p
    ).u
    let (image, logDeterminant) = flow.forward(u, p)
    let inBase =
      Self.logDensity(image, mean, variance) + logDeterminant
      - Variable.logDensityStandardGaussian(u)
    return [inData, inBase].map { Self.mean($0.value.elements) }
  }

  /// An estimate of KL(F(U) ‖ N(m, v)) from standard normal u. Tolerance: seven standard errors.
  public func measureReverseDivergence(
    mean: Double, variance: Double, samples: Int, seed: UInt64
  ) -> Measurement {
    Self.mean(reverseLogRatios(samples, seed: seed) { Self.logDensity($0, mean, variance) })
  }

  /// log p_U(u) − log |det J_F(u)| − log p(F(u)) at standard normal u.
  private func reverseLogRatios(
    _ samples: Int, seed: UInt64, _ density: (Variable<Double>) -> Variable<Double>
  ) -> [Double] {
    var stream = WideStream(seed: seed, stream: 15)
    let graph = Graph<Double>()
    let u = graph.constant(.gaussian([1, samples], from: &stream))
    let (x, logDeterminant) = flow.forward(u, flow.parameters.map(graph.constant))
    return (Variable.logDensityStandardGaussian(u) - logDeterminant - density(x)).value.elements
  }

  /// log N(x; m, v) for each column.
  private static func logDensity(_ x: Variable<Double>, _ mean: Double, _ variance: Double)
    -> Variable<Double>
  {
    Variable.logDensityStandardGaussian((1 / variance.squareRoot()) * (x - mean))
      - Glibc.log(variance) / 2
  }

  private static func normal(
    _ mean: Double, _ variance: Double, _ count: Int, from stream: inout WideStream
  ) -> Tensor<Double> {
    let deviation = variance.squareRoot()
    return Tensor<Double>.gaussian([1, count], from: &stream).map { $0 * deviation + mean }
  }

  private static func mean(_ numbers: [Double], bias: Double = 0) -> Measurement {
    let n = Double(numbers.count)
    let mean = numbers.reduce(0, +) / n
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    return Measurement(
      value: mean, tolerance: 7 * (variance / n).squareRoot() + bias, seconds: 0)
  }
}

extension LineFlow {
  /// What maximum likelihood on samples of ½N(−3, 1) + ½N(3, 1) came to.
  public struct ModesFit: Sendable {
    public let shift: Double
    /// e^{2s}; predicted is the mean of (x − b)².
    public let variance: Measurement
    /// The mean of −log p_{F(U)}(x); predicted is the least cross-entropy of a normal law.
    public let loss: Measurement
  }

  /// Fits a flow to samples of the mixture, by Adam on all of them.
  ///
  /// Tolerances. With the gradient g of the loss at the end, e^{2s} = mean (x − b)² + e^{2s}g_s and
  /// b = mean x + e^{2s}g_b hold exactly; the means are off from 10 + b² and 0 by at most seven standard errors.
  /// The loss is ½ log(2πe^{2s}) + ½ − g_s/2, so that it is off from ½ log 20π + ½ by half of g_s and half of
  /// log(e^{2s}/10).
  public static func fitModes(samples: Int, seed: UInt64) -> ModesFit {
    var stream = WideStream(seed: seed, stream: 16)
    let signs = Tensor<Double>.bernoulli(0.5, [1, samples], from: &stream)
    let x = signs.map(.gaussian([1, samples], from: &stream)) { ($0 * 2 - 1) * 3 + $1 }
    var flow = AffineFlow(dimension: 1)
    flow.trainForward(steps: 300, rate: 0.1, seed: seed) { _ in x }
    let graph = Graph<Double>()
    let p = graph.variables(flow.parameters)
    let loss = -flow.logDensity(graph.constant(x), p).mean
    let g = graph.gradient(of: loss, for: p).map { abs($0.elements[0]) }
    let fitted = LineFlow(scale: Glibc.exp(flow.parameters[0].elements[0]), shift: 0)
    let (v, b) = (fitted.scale * fitted.scale, flow.parameters[1].elements[0])
    let squares = mean(x.elements.map { ($0 - b) * ($0 - b) }, bias: v * g[0])
    let shift = 7 * (10 / Double(samples)).squareRoot() + v * g[1]
    let change = (squares.tolerance + shift * shift) / 10
    return ModesFit(
      shift: b,
      variance: Measurement(value: v, tolerance: squares.tolerance, seconds: 0),
      loss: Measurement(
        value: loss.value.scalar, tolerance: (change / (1 - change) + g[0]) / 2, seconds: 0))
  }

  /// The reverse divergence from ½N(−6, 1) + ½N(6, 1) of the flow that was trained by it, starting beside the
  /// mode at 6.
  ///
  /// Predicted is that of one mode, log 2. Tolerance: seven standard errors; the divergence of the trained
  /// flow from that mode; and ∫ p log(1 + q/p) ≤ ∫ √(pq) = e^{−18} for the two modes p and q, since
  /// log(1 + t) ≤ √t.
  public static func measureOneMode(samples: Int, seed: UInt64) -> Measurement {
    func logDensity(_ x: Variable<Double>) -> Variable<Double> {
      let modes = [6.0, -6].map { Self.logDensity(x, $0, 1).reshaped([1, x.shape[1]]) }
      return Variable.stacked(modes).logSumExp - Glibc.log(2)
    }
    var result = LineFlow(scale: 1, shift: 2.5)
    result.flow.trainReverse(
      steps: 600, rate: 0.05, seed: seed, dimension: 1, logDensity: logDensity)
    let (v, b) = (result.scale * result.scale, result.shift)
    let gap = (v + (b - 6) * (b - 6) - 1 - Glibc.log(v)) / 2
    return mean(
      result.reverseLogRatios(samples, seed: seed, logDensity), bias: gap + Glibc.exp(-18))
  }
}
