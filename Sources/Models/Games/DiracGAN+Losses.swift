extension DiracGAN {
  /// A state of training after some alternating steps without a penalty.
  public static func trained(steps: Int, from start: [Double]) -> [Double] {
    var model = DiracGAN(gamma: 0)
    return model.scheme(.alternating).end(from: start, step: 0.1, count: steps, in: &model)
  }

  /// The loss of the discriminator at a state, −log σ(C(0)) − log σ(−C(θ)), by its program.
  ///
  /// Tolerance: a few roundings of numbers of the size of the critic's values.
  public static func measureLoss(at state: [Double]) -> Measurement {
    let (slope, offset, theta) = (
      state[coordinates.slope], state[coordinates.offset], state[coordinates.generator]
    )
    let graph = Graph<Double>()
    func value(_ x: Double) -> Variable<Double> {
      graph.constant(Tensor([1], [slope * x + offset]))
    }
    let loss = (-value(0)).softplus + value(theta).softplus
    return Measurement(
      value: loss.value.elements[0],
      tolerance: 0x1p-49 * (1 + abs(slope * theta) + abs(offset)), seconds: 0)
  }
}
