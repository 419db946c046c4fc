import Exact
import Kernel

extension Instances {
  private static let Ω = Sort.space("Ω")

  private static func integrands(_ count: Int) -> Generator {
    { b in
      _ = b.space()
      var result: [Term] = []
      for _ in 0..<count { result.append(try b.function(Ω, .real, b.integrand())) }
      return result
    }
  }

  private static func events(_ count: Int) -> Generator {
    { b in
      _ = b.space()
      var result: [Term] = []
      for _ in 0..<count { result.append(try b.function(Ω, .bool, b.event())) }
      return result
    }
  }

  /// f, its derivative y at x, and x.
  private static let differentiable: Generator = { b in
    let x = try b.real()
    let f = try b.smooth()
    return [f, try b.slope(f, at: x), x]
  }

  /// The same, with f(x) a square, or 0, or what it happens to be.
  private static let shifted: Generator = { b in
    let x = try b.real()
    var f = try b.smooth()
    let q = b.random.rational()
    switch b.random.integer(1...10) {
    case 1...6: f = try b.shifted(f, at: x, to: q * q)
    case 7...8: f = try b.shifted(f, at: x, to: .zero)
    default: break
    }
    return [f, try b.slope(f, at: x), x]
  }

  /// f, g, their derivatives y and z at x, and x.
  private static let twoDifferentiable: Generator = { b in
    let x = try b.real()
    let (f, g) = (try b.smooth(), try b.smooth())
    return [f, g, try b.slope(f, at: x), try b.slope(g, at: x), x]
  }

  static let analysis: [String: Generator] = [
    "integralAdd": integrands(2), "integralMonotone": integrands(2),
    "integralScale": { b in
      let f = try integrands(1)(&b)
      return [try b.real()] + f
    },
    "integralSum": { b in
      let n = try b.size()
      var table: [Value] = []
      _ = b.space()
      for _ in 0..<(try b.model.size(n)) {
        table.append(try b.functionValue(Ω, .real, b.integrand()))
      }
      return [try b.function(.finite(n), .function(Ω, .real), table)]
    },
    "integrableBetween": integrands(3),
    "boundedIntegrable": { b in
      let f = try integrands(1)(&b)
      return [.real(Rational(b.random.integer(0...6)))] + f
    },
    "independentProduct": independent,
    "almostEverywhereAll": events(1), "almostEverywhereImplies": events(2),
    "diracValue": { b in [try b.real(), try b.smooth()] },
    "derivativeConstant": { b in try b.reals(2) }, "derivativeIdentity": { b in [try b.real()] },
    "derivativeAdd": twoDifferentiable, "derivativeMultiply": twoDifferentiable,
    "derivativeNegate": differentiable, "derivativeInverse": shifted,
    "derivativePower": { b in try differentiable(&b) + [b.natural(3)] },
    "derivativeExp": shifted, "derivativeLog": shifted, "derivativeSquareRoot": shifted,
    "derivativeChain": { b in
      let x = try b.real()
      let (f, g) = (try b.smooth(), try b.smooth())
      return [f, g, try b.slope(f, at: g.at(x)), try b.slope(g, at: x), x]
    },
    "derivativeValue": differentiable,
  ]

  /// A family over a product of small spaces, one factor a member, and two pairs of indices; now
  /// and then the members are mixed or the mass is not 1.
  private static let independent: Generator = { b in
    let (n, m) = (try b.size(2), try b.size(2))
    let (rows, columns) = (try b.model.size(n), try b.model.size(m))
    let count = rows * columns
    let odds = (0..<count).map { _ in Rational(b.random.integer(0...4), 4) }
    let total = b.random.chance(80) ? Rational.one : Rational(2)
    let atoms = 0..<(1 << count)
    let masses: [Rational?] = atoms.map { atom in
      var mass = total
      for (bit, p) in odds.enumerated() {
        let set = (atom >> bit) & 1 == 1
        mass *= set ? p : Rational.one - p
      }
      return mass
    }
    b.model.spaces["Ω"] = Model.Space(masses: masses)
    let mixed = b.random.chance(25)
    var table: [Value] = []
    for row in 0..<rows {
      var members: [Value] = []
      for column in 0..<columns {
        let (low, high) = (b.random.rational(), b.random.rational())
        let bit = mixed ? 0 : row * columns + column
        let values = atoms.map { atom in Value.real(Real((atom >> bit) & 1 == 1 ? high : low)) }
        members.append(try b.functionValue(Ω, .real, values))
      }
      table.append(try b.functionValue(.finite(m), .function(Ω, .real), members))
    }
    let family = try b.function(
      .finite(n), .function(.finite(m), .function(Ω, .real)), table)
    return [family, try b.index(n), try b.index(m), try b.index(n), try b.index(m)]
  }
}
