import Glibc
import Numeric

/// Affine flows on the line that are fitted to one normal law.
public enum NormalFlowFits {
  /// The loss −log p_{F(U)}(x) of a flow that was fitted to samples of N(m, v) by maximum likelihood.
  ///
  /// Tolerance. With the gradient g of the loss at the end, e^{2s} = mean (x − b)² + e^{2s}g_s and
  /// b = mean x + e^{2s}g_b hold exactly; the means are off from v and m by at most seven standard errors. The
  /// loss is ½ log(2πe^{2s}) + ½ − g_s/2.
  public static func measureEntropy(
    mean m: Double, variance v: Double, samples: Int, seed: UInt64
  ) -> Measurement {
    Measurement.timed {
      var stream = WideStream(seed: seed, stream: 37)
      let deviation = v.squareRoot()
      let x = Tensor<Double>.gaussian([1, samples], from: &stream).map { $0 * deviation + m }
      var flow = AffineFlow(dimension: 1)
      flow.trainForward(steps: 300, rate: 0.1, seed: seed) { _ in x }
      let graph = Graph<Double>()
      let p = graph.variables(flow.parameters)
      let loss = -flow.logDensity(graph.constant(x), p).mean
      let g = graph.gradient(of: loss, for: p).map { abs($0.elements[0]) }
      let b = flow.parameters[1].elements[0]
      let squares = Measurement(meanOf: x.elements.map { ($0 - b) * ($0 - b) }, bias: v * g[0])
      let shift = 7 * (v / Double(samples)).squareRoot() + v * g[1]
      let change = (squares.tolerance + shift * shift) / v
      return (loss.value.scalar, (change / (1 - change) + g[0]) / 2)
    }
  }

  /// e^{s} and b of a flow after some steps by the reverse divergence from k·N(m, v), which is no density.
  public static func trained(
    mean m: Double, variance v: Double, factor k: Double, steps: Int, seed: UInt64
  ) -> (scale: Double, shift: Double) {
    var flow = AffineFlow(dimension: 1)
    flow.trainReverse(steps: steps, rate: 0.05, seed: seed, dimension: 1) {
      logDensity($0, m, v, k)
    }
    return (Glibc.exp(flow.parameters[0].elements[0]), flow.parameters[1].elements[0])
  }

  /// The objective of that training for given parameters, from fresh u. Tolerance: seven standard errors.
  public static func measureObjective(
    scale: Double, shift: Double, mean m: Double, variance v: Double, factor k: Double,
    samples: Int, seed: UInt64
  ) -> Measurement {
    Measurement.timed {
      var flow = AffineFlow(dimension: 1)
      flow.parameters = [Tensor([1], [Glibc.log(scale)]), Tensor([1], [shift])]
      var stream = WideStream(seed: seed, stream: 38)
      let graph = Graph<Double>()
      let u = graph.constant(.gaussian([1, samples], from: &stream))
      let (x, logDeterminant) = flow.forward(u, flow.parameters.map(graph.constant))
      let values =
        Variable.logDensityStandardGaussian(u) - logDeterminant - logDensity(x, m, v, k)
      let mean = Measurement(meanOf: values.value.elements, bias: 0x1p-40)
      return (mean.value, mean.tolerance)
    }
  }

  private static func logDensity(
    _ x: Variable<Double>, _ m: Double, _ v: Double, _ k: Double
  ) -> Variable<Double> {
    Variable.logDensityStandardGaussian((1 / v.squareRoot()) * (x - m)) - Glibc.log(v) / 2
      + Glibc.log(k)
  }
}
