/// The Dirac GAN: data at 0, a generator that puts its one point at θ, and a linear critic.
///
///     C(x) = ψ₀·x + ψ₁,    𝓛 = log σ(C(0)) + log σ(−C(θ)),    R₁ = (∂C/∂x at the data)²,
///     v = (∇_ψ (𝓛 − γ/2·R₁), −∇_θ 𝓛),    state (ψ₀, ψ₁, θ).
///
/// All derivatives, also ∂C/∂x inside of the penalty, are taken by automatic differentiation of these
/// lines; no velocity, Jacobian or eigenvalue is typed in.
///
/// Source: L. Mescheder, A. Geiger, S. Nowozin, Which training methods for GANs do actually converge?,
/// ICML 2018, arXiv:1801.04406.
public struct DiracGAN: VectorField {
  /// The weight γ of the penalty.
  public let gamma: Double

  /// The autodiff velocity, with the discriminator (ψ₀, ψ₁) as first and the generator (θ) as second
  /// player.
  public private(set) var field: GameField

  /// The order of the state's coordinates.
  public static let coordinates = (slope: 0, offset: 1, generator: 2)

  /// The stationary point.
  public static let equilibrium = [0.0, 0.0, 0.0]

  /// The game with penalty weight γ; 0 is the game without penalty.
  public init(gamma: Double) {
    self.gamma = gamma
    let (slope, offset, generator) = (Node.variable(), Node.variable(), Node.variable())
    func critic(_ x: Node) -> Node { slope * x + offset }
    let data = Node.constant(0)
    let loss = critic(data).logSigmoid() + (-critic(generator)).logSigmoid()
    let critique = critic(data)
    let penalty = Node.gradient(of: critique, withRespectTo: [data])[0].power(2)
    field = GameField(players: [
      .init(variables: [slope, offset], payoff: loss - .constant(gamma / 2) * penalty),
      .init(variables: [generator], payoff: -loss),
    ])
  }

  /// 3.
  public var dimension: Int { field.dimension }

  /// Writes v(ψ₀, ψ₁, θ) over `result`.
  public mutating func velocity(at state: [Double], into result: inout [Double]) {
    field.velocity(at: state, into: &result)
  }

  /// Discriminator first; then the generator sees the new discriminator.
  public var alternating: Scheme { .alternating(blocks: field.blocks) }
}
