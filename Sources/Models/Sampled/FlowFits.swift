import Glibc
import Numeric

/// The mixture ½N(−c, s²I) + ½N(c, s²I) in the plane, c = (3/2, 3/4), s = ½: samples and density.
enum PlaneMixture {
  private static let (x, y, variance) = (1.5, 0.75, 0.25)

  /// Samples as columns.
  static func sample(_ count: Int, from stream: inout WideStream) -> Tensor<Double> {
    let signs = Tensor<Double>.bernoulli(0.5, [1, count], from: &stream).map { $0 * 2 - 1 }
    let noise = Tensor<Double>.gaussian([2, count], from: &stream).map {
      $0 * variance.squareRoot()
    }
    return Tensor.stacked([signs.map { $0 * x }, signs.map { $0 * y }]).map(noise) { $0 + $1 }
  }

  /// The logarithm of the density for each column.
  static func logDensity(_ point: Variable<Double>) -> Variable<Double> {
    let parts = [1.0, -1].map { sign in
      let centre = point.graph.constant(Tensor([2], [-sign * x, -sign * y]))
      return (-0.5 / variance)
        * point.addingToRows(centre).squared.columnSums.reshaped([1, point.shape[1]])
    }
    return Variable.stacked(parts).logSumExp - Glibc.log(4 * Double.pi * variance)
  }

  /// Samples of the mixture beside those that a flow makes of standard normal numbers.
  static func chart(_ flow: some Flow, from stream: inout WideStream) -> Chart {
    let graph = Graph<Double>()
    let u = graph.constant(.gaussian([2, 1500], from: &stream))
    let made = flow.forward(u, flow.parameters.map(graph.constant)).x.value
    func points(_ x: Tensor<Double>) -> [SIMD2<Double>] {
      (0..<x.shape[1]).map { SIMD2(x[0, $0], x[1, $0]) }
    }
    return Chart(
      caption: ["Samples of a mixture of two normal laws, and of the flow."],
      series: [("mixture", points(sample(1500, from: &stream))), ("flow", points(made))])
  }
}

/// A flow that is fitted to the mixture.
public protocol FlowFit: SampledModel where Scalar == Double {
  associatedtype Fitted: Flow
  var flow: Fitted { get set }
}

extension FlowFit {
  public var parameters: [Tensor<Double>] {
    get { flow.parameters }
    set { flow.parameters = newValue }
  }

  public func chart(from stream: inout WideStream) -> Chart {
    PlaneMixture.chart(flow, from: &stream)
  }
}

/// A flow that is trained by maximum likelihood: the forward divergence.
public struct LikelihoodFit<F: InvertibleFlow>: FlowFit {
  public var flow: F
  public let lossNames = ["negative log-likelihood"]

  public init(_ flow: F) { self.flow = flow }

  public func loss(of player: Int, _ p: [Variable<Double>], from stream: inout WideStream)
    -> Variable<Double>
  {
    -flow.logDensity(p[0].graph.constant(PlaneMixture.sample(256, from: &stream)), p).mean
  }
}

/// A flow that is trained by the reverse divergence, from the density alone.
public struct DivergenceFit<F: Flow>: FlowFit {
  public var flow: F
  public let lossNames = ["reverse divergence"]

  public init(_ flow: F) { self.flow = flow }

  public func loss(of player: Int, _ p: [Variable<Double>], from stream: inout WideStream)
    -> Variable<Double>
  {
    flow.reverseDivergence(
      p[0].graph.constant(.gaussian([2, 256], from: &stream)), p,
      logDensity: PlaneMixture.logDensity)
  }
}
