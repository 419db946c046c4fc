/// The bilinear game V(d, g) = d·g: d ascends V, g descends it; state (d, g).
///
/// Both velocities are taken by automatic differentiation of V.
public struct BilinearGame: VectorField {
  /// The autodiff velocity, with d as first and g as second player.
  public private(set) var field: GameField

  /// The game.
  public init() {
    let (d, g) = (Node.variable(), Node.variable())
    let value = d * g
    field = GameField(players: [
      .init(variables: [d], payoff: value),
      .init(variables: [g], payoff: -value),
    ])
  }

  /// 2.
  public var dimension: Int { field.dimension }

  /// Writes (g, −d) as automatic differentiation finds it.
  public mutating func velocity(at state: [Double], into result: inout [Double]) {
    field.velocity(at: state, into: &result)
  }

  /// d first; then g sees the new d.
  public var alternating: Scheme { .alternating(blocks: field.blocks) }
}
