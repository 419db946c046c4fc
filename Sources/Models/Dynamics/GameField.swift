/// The velocity of a game: each player ascends the gradient of an own payoff in own variables.
///
/// v = (∇_{x₁} f₁, ∇_{x₂} f₂, …), and the Jacobian of v, both by automatic differentiation of the
/// payoffs; nothing is typed in.
public struct GameField: VectorField {
  /// One player: the variables to choose, and the payoff to raise.
  public struct Player: Sendable {
    /// What the player chooses.
    public let variables: [Node]

    /// What the player raises.
    public let payoff: Node

    /// The player who chooses the variables to raise the payoff.
    public init(variables: [Node], payoff: Node) {
      self.variables = variables
      self.payoff = payoff
    }
  }

  /// The indices of each player's coordinates: the blocks of the alternating scheme.
  public let blocks: [[Int]]

  /// The number of all variables.
  public let dimension: Int

  private var velocityTape: Tape
  private var velocityBound: RoundingBound
  private var jacobianBound: RoundingBound

  /// Differentiates and compiles a game; the state lists the players' variables in order.
  public init(players: [Player]) {
    let variables = players.flatMap(\.variables)
    let velocity = players.flatMap { Node.gradient(of: $0.payoff, withRespectTo: $0.variables) }
    let jacobian = Node.jacobian(of: velocity, withRespectTo: variables).flatMap { $0 }
    var start = 0
    blocks = players.map { player in
      defer { start += player.variables.count }
      return Array(start..<start + player.variables.count)
    }
    dimension = variables.count
    velocityTape = Tape(outputs: velocity, variables: variables)
    velocityBound = RoundingBound(outputs: velocity, variables: variables)
    jacobianBound = RoundingBound(outputs: jacobian, variables: variables)
  }

  /// Writes the velocity at a state over `result`.
  public mutating func velocity(at state: [Double], into result: inout [Double]) {
    velocityTape.evaluate(at: state, into: &result)
  }

  /// v(state), each entry with the bound of its rounding error.
  public mutating func velocityWithBound(
    at state: [Double]
  ) -> [(value: Double, error: Double)] {
    velocityBound.evaluate(at: state)
  }

  /// The matrix ∂vᵢ/∂xⱼ at a state, each entry with the bound of its rounding error.
  public mutating func jacobianWithBound(
    at state: [Double]
  ) -> [[(value: Double, error: Double)]] {
    let entries = jacobianBound.evaluate(at: state)
    return (0..<dimension).map { Array(entries[$0 * dimension..<($0 + 1) * dimension]) }
  }
}
