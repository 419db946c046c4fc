import Glibc

/// Encoders N(m, v) that are trained at one observation, or at several with one mean: x|z ~ N(z, 1),
/// z ~ N(0, 1).
extension BetaVAE {
  /// The least loss.
  ///
  /// Tolerance: the loss is convex in m with the curvature 1 + β, and in ℓ = log v with (1 + β)e^ℓ/2, which falls
  /// by a factor e at most within a distance of 1. So it is above the least by at most half of the squares of the gradient
  /// over these; and rounding.
  public func measureLeastLoss() -> Measurement {
    let end = train()
    let graph = Graph<Double>()
    let p = graph.variables([Tensor([1], [end.mean]), Tensor([1], [Glibc.log(end.variance)])])
    let g = graph.gradient(of: loss(p), for: p).map { $0.elements[0] }
    let curvature = (1 + beta) * end.variance / (2 * Glibc.exp(1))
    let gap = g[0] * g[0] / (2 * (1 + beta)) + g[1] * g[1] / (2 * curvature)
    return Measurement(
      value: end.loss, tolerance: gap + 0x1p-44 * (1 + abs(end.loss)), seconds: 0)
  }

  /// The slope of the least loss in β, by differences of trained losses.
  ///
  /// Tolerance: the least of functions that are affine in β is concave, so the slope lies between the differences on
  /// both sides, and is off from their mean by half of their distance; and both losses' tolerances over the step.
  public func measureSlope(step h: Double = 0x1p-10) -> Measurement {
    let losses = [-h, 0, h].map {
      BetaVAE(observation: observation, beta: beta + $0).measureLeastLoss()
    }
    let sides = zip(losses, losses.dropFirst()).map { ($1.value - $0.value) / h }
    let error = losses.reduce(0) { $0 + $1.tolerance } / h
    return Measurement(
      value: (sides[0] + sides[1]) / 2, tolerance: abs(sides[0] - sides[1]) / 2 + error,
      seconds: 0)
  }

  /// The loss of an encoder, by the program.
  public func measureLoss(mean: Double, variance: Double) -> Measurement {
    ProgrammedLosses.measureWeightedLoss(
      observation: observation, beta: beta, mean: mean, variance: variance)
  }

  /// What the bound of an encoder falls short of the best one's by: the loss less the least loss.
  public func measureGap(mean: Double, variance: Double) -> Measurement {
    let (loss, least) = (measureLoss(mean: mean, variance: variance), measureLeastLoss())
    return Measurement(
      value: loss.value - least.value, tolerance: loss.tolerance + least.tolerance, seconds: 0)
  }

  /// The variance and the loss after some steps of training, which need not have come to an end.
  ///
  /// Tolerance of the loss: that of a mean at the observation; the distance of the mean from it is the gradient
  /// over the curvature 1 + β, so that the loss is off by the square of the gradient; and rounding.
  public func measureUnfinished(steps: Int) -> (variance: Double, loss: Measurement) {
    let end = train(steps: steps)
    let graph = Graph<Double>()
    let p = graph.variables([Tensor([1], [end.mean]), Tensor([1], [Glibc.log(end.variance)])])
    let slope = graph.gradient(of: loss(p), for: [p[0]])[0].elements[0]
    return (
      end.variance,
      Measurement(value: end.loss, tolerance: slope * slope + 0x1p-44 * (1 + end.loss), seconds: 0)
    )
  }

  /// One mean for several observations, with the variance ½, by gradient ascent of the sum of the bounds.
  ///
  /// Tolerance: the sum has the curvature 2 in m for each observation, so m is off by the gradient over it.
  public static func measureSharedMean(observations: [Double]) -> Measurement {
    var parameters: [Tensor<Double>] = [Tensor([1])]
    var slope = 0.0
    var adam = Adam(for: parameters, rate: 0.05)
    for step in 0...2000 {
      adam.rate = 0.05 * (1 - Double(step) / 2001)
      let graph = Graph<Double>()
      let m = graph.variable(parameters[0])
      let logVariance = graph.constant(Tensor([1], [Glibc.log(0.5)]))
      let losses = observations.map { BetaVAE(observation: $0, beta: 1).loss([m, logVariance]) }
      let gradient = graph.gradient(of: losses.dropFirst().reduce(losses[0], +), for: [m])
      slope = gradient[0].elements[0]
      if step < 2000 { adam.update(&parameters, gradients: gradient) }
    }
    return Measurement(
      value: parameters[0].elements[0],
      tolerance: abs(slope) / (2 * Double(observations.count)) + 0x1p-44, seconds: 0)
  }
}
