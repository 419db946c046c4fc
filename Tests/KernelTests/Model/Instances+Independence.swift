import Exact
import Kernel

extension Instances {
  private static let Ω = Sort.space("Ω")

  static let independence: [String: Generator] = [
    "independentProduct": independentProduct,
    "dominatedIntegrable": { b in
      _ = b.space()
      let bound = b.integrand()
      // Mostly a function between −g and g.
      let value = try bound.map { g -> Value in
        b.random.chance(85)
          ? try g.scaled(by: Real(Rational(b.random.integer(-2...2), 2)))
          : .real(Real(b.random.rational()))
      }
      let f = try b.function(Ω, .real, value)
      return [try b.function(Ω, .real, bound), f]
    },
  ]

  /// A random matrix over a product of small spaces, one factor an entry, or a row, and a
  /// random number with a factor of its own; now and then the factors are mixed or the mass
  /// is not 1. The functions are products of powers of entries.
  private static let independentProduct: Generator = { b in
    let (n, m) = (try b.size(2), try b.size(2))
    let (rows, columns) = (try b.model.size(n), try b.model.size(m))
    let isRows = b.random.chance(40)
    let blocks = isRows ? rows : rows * columns
    let odds = (0...blocks).map { _ in Rational(b.random.integer(0...4), 4) }
    let total = b.random.chance(80) ? Rational.one : Rational(2)
    let atoms = Array(0..<(1 << (blocks + 1)))
    b.model.spaces["Ω"] = Model.Space(
      masses: atoms.map { atom in
        var mass = total
        for (bit, p) in odds.enumerated() {
          mass *= (atom >> bit) & 1 == 1 ? p : Rational.one - p
        }
        return mass
      })
    let mixed = b.random.chance(25)
    func block(_ i: Int, _ j: Int) -> Int {
      mixed ? 0 : isRows ? i : i * columns + j
    }
    let levels = (0..<rows).map { _ in
      (0..<columns).map { _ in [Real(b.random.rational()), Real(b.random.rational())] }
    }
    let numbers = [Real(b.random.rational()), Real(b.random.rational())]
    let S = try Term.variable("S", .function(Ω, .matrix(n, m)))
    let r = try Term.variable("r", .function(Ω, .real))
    let grids = atoms.map { atom in
      (0..<rows).map { i in (0..<columns).map { levels[i][$0][(atom >> block(i, $0)) & 1] } }
    }
    let last = mixed && b.random.chance(50) ? 0 : blocks
    b.model.values[S] = .function { point in
      guard case .point(let p) = point else { throw Unreadable(what: "a point") }
      return .matrix(grids[p])
    }
    b.model.values[r] = .function { point in
      guard case .point(let p) = point else { throw Unreadable(what: "a point") }
      return .real(numbers[(p >> last) & 1])
    }
    let ω = try Term.variable("ω", Ω)
    let (i, j) = try (Term.variable("i", .finite(n)), Term.variable("j", .finite(m)))
    let entry: Term = try .apply(.entry, [S(ω), i, j])
    let family: Term =
      isRows
      ? try .lambda(i, .lambda(ω, .apply(.vector, [.lambda(j, entry)])))
      : try .lambda(i, .lambda(j, .lambda(ω, entry)))
    func random() throws -> Term {
      try .apply(.entry, [S(ω), b.index(n), b.index(m)])
    }
    let first = try random()
    let second = try random()
    let (f, g) = try (first * first + first, second * second + r(ω))
    return [
      try .apply(.independent, [family, r]), try .lambda(ω, f), try .lambda(ω, g),
    ]
  }
}
