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
}
