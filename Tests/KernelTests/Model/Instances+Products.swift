import Exact
import Kernel

extension Instances {
  /// A size, or a number that is 0 or a product, which still has a range.
  private static func length(_ b: inout Builder) throws -> Term {
    switch b.random.integer(1...4) {
    case 1: return try b.variable(["n", "k"], .natural, .natural(0))
    case 2:
      let m = try b.variable(["m", "k"], .natural, .natural(b.random.integer(0...2)))
      return try m * .natural(2)
    default: return try b.size()
    }
  }

  static let products: [String: Generator] = [
    "sumOfOnes": { b in [try length(&b)] },
    "productExp": { b in [try b.sequence(b.size())] },
    "productMultiply": { b in
      let n = try b.size()
      return [try b.sequence(n), try b.sequence(n)]
    },
    "productConstant": { b in
      let n = try length(&b)
      return [try b.real(), n]
    },
    "determinantOfMultiple": { b in
      let n = try length(&b)
      return [try b.real(), try b.matrix(n, n)]
    },
    "productNonnegative": { b in [try b.sequence(b.size())] },
    "productZero": { b in
      let n = try b.size()
      let f = try b.sequence(n)
      let i = try b.index(n)
      guard b.random.chance(60) else { return [f, i] }
      // λj. f(j) − f(i), which is 0 at i.
      let j = try Term.fresh("j", .finite(n), avoiding: [f, i])
      return [try .lambda(j, f.at(j) - f.at(i)), i]
    },
    "derivativeSum": { b in
      let n = try b.size()
      let x = try b.real()
      var (functions, slopes): ([Value], [Value]) = ([], [])
      for _ in 0..<(try b.model.size(n)) {
        let f = try b.smooth()
        functions.append(try b.model.value(of: f))
        let slope = try b.slope(f, at: x)
        slopes.append(try b.model.value(of: slope))
      }
      return [
        try b.function(.finite(n), .function(.real, .real), functions),
        try b.function(.finite(n), .real, slopes), x,
      ]
    },
  ]
}
