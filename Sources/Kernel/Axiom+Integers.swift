extension Axiom {
  static let integers: [Axiom] = [floorBounds, floorOfInteger]

  private static let floors = "Graham, Knuth and Patashnik, Concrete Mathematics, section 3.1"

  public static let floorBounds = Axiom(
    "floorBounds", "⌊x⌋ ≤ x < ⌊x⌋ + 1", citation: floors, arity: 1
  ) { p throws(KernelError) in
    let floor: Term = try .apply(.floor, p)
    return try .and(.lessOrEqual(floor, p[0]), .less(p[0], floor + .one))
  }

  /// An integer is a difference of natural numbers.
  public static let floorOfInteger = Axiom(
    "floorOfInteger", "m − n ≤ x → x < m − n + 1 → ⌊x⌋ = m − n for natural numbers m, n",
    citation: floors, arity: 3
  ) { p throws(KernelError) in
    let integer = try .apply(.naturalToReal, [p[1]]) - .apply(.naturalToReal, [p[2]])
    return try .implies(
      [.lessOrEqual(integer, p[0]), .less(p[0], integer + .one)],
      .equal(.apply(.floor, [p[0]]), integer))
  }
}
