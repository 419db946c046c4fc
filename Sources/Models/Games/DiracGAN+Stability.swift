extension DiracGAN {
  /// How both players move.
  public enum Play: String, Sendable, CaseIterable {
    case simultaneous, alternating
  }

  /// The scheme by which both players move.
  public func scheme(_ play: Play) -> Scheme {
    play == .simultaneous ? .simultaneous : alternating
  }

  /// A run of training with step size η.
  public static func run(
    gamma: Double, play: Play, from start: [Double], step: Double, count: Int
  ) -> Trajectory {
    var model = DiracGAN(gamma: gamma)
    let scheme = model.scheme(play)
    return Trajectory(scheme, from: start, step: step, count: count, in: &model)
  }

  /// Whether a run of the nonlinear game from near the equilibrium comes closer to it.
  ///
  /// It starts at a distance of 10⁻³ along every axis and takes 400 steps; what it says is certain only away
  /// from the border of stability, where the distance changes slowly.
  public static func converges(gamma: Double, play: Play, step: Double) -> Bool {
    var model = DiracGAN(gamma: gamma)
    let start = [1e-3, 1e-3, 1e-3]
    let end = model.scheme(play).end(from: start, step: step, count: 400, in: &model)
    func square(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }
    return square(end) < square(start)
  }
}
