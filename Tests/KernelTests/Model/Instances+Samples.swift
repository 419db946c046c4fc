import Exact
import Kernel

extension Instances {
  private static let Ω = Sort.space("Ω")

  static let samples: [String: Generator] = [
    "integralZero": { b in
      _ = b.space()
      let isZero = b.random.chance(50)
      let values = try b.integrand().enumerated().map { place, value -> Value in
        let isNull = b.model.spaces["Ω"]?.masses[place] == .zero
        if isZero, !isNull, b.random.chance(90) { return .real(.zero) }
        return b.random.chance(80) ? try .product(value, value) : value
      }
      return [try b.function(Ω, .real, values)]
    },
    "tonelli": { b in
      _ = b.space()
      let rows = try b.integrand().map { _ in
        try b.functionValue(
          Ω, .real, b.integrand().map { b.random.chance(90) ? try .product($0, $0) : $0 })
      }
      return [try b.function(Ω, .function(Ω, .real), rows)]
    },
    "samplesMember": { b in
      _ = b.space()
      let n = try b.size(2)
      let q = try b.density()
      return [q, try b.function(Ω, .real, b.integrand()), try b.index(n)]
    },
    "samplesPair": { b in
      _ = b.space()
      let n = try b.size(3)
      let q = try b.density()
      return try [
        q, b.function(Ω, .real, b.integrand()), b.function(Ω, .real, b.integrand()), b.index(n),
        b.index(n),
      ]
    },
    "samplesSubfamily": { b in
      _ = b.space()
      let (m, n) = (try b.size(2), try b.size(3))
      let (few, many) = (try b.model.size(m), try b.model.size(n))
      let q = try b.density()
      let points = b.model.spaces["Ω"]?.masses.count ?? 1
      let table = (0..<9).map { _ in b.random.rational() }
      let F = try b.variable(
        ["F", "f", "z"], .function(.function(.finite(m), Ω), .real),
        .function { list in
          var key = 0
          for j in 0..<few {
            guard case .point(let place) = try list(.index(j)) else {
              throw Unreadable(what: "a list of points")
            }
            key = key * points + place
          }
          return .real(Real(table[key % table.count]))
        })
      var images = Array(0..<many)
      let injection = (0..<few).map { j -> Value in
        if images.isEmpty || b.random.chance(10) { return .index(0) }
        return .index(images.remove(at: b.random.integer(0...(images.count - 1))))
      }
      return [q, F, try b.function(.finite(m), .finite(n), injection)]
    },
    "othersDistinct": { b in
      let (i, n) = try othersOf(&b)
      return [i, try b.index(n), try b.index(n)]
    },
    "sumOfOthers": { b in
      let (i, n) = try othersOf(&b)
      guard case .finite(let next) = i.sort else { throw Unreadable(what: "an index") }
      return [n, try b.sequence(next), i]
    },
    "rotatedDistinct": { b in
      let (n, m) = (try b.size(3), try sizeOrZero(&b))
      return [try b.index(n), try b.index(m), try b.index(m)]
    },
    "sumOfRotated": { b in
      let (n, m) = (try sizeOrZero(&b), try b.size(3))
      return [try b.sequence(n), try b.index(m)]
    },
  ]

  /// A size, which now and then is a product that is 0 as a number.
  private static func sizeOrZero(_ b: inout Builder) throws -> Term {
    guard b.random.chance(30) else { return try b.size(2) }
    let (zero, two): (Term, Term) = try (
      b.variable(["n", "k"], .natural, .natural(0)), b.variable(["m"], .natural, .natural(2))
    )
    return .sizeProduct(zero, two)
  }

  /// An index of Fin(n + 1), and n.
  private static func othersOf(_ b: inout Builder) throws -> (Term, Term) {
    let n = try sizeOrZero(&b)
    if case .number(let count, _) = n.node { return (try b.index(.natural(count + 1)), n) }
    return (try b.index(n + .natural(1)), n)
  }
}

extension Builder {
  /// A function on Ω with the integral 1, mostly.
  mutating func density() throws -> Term {
    let masses = model.spaces["Ω"]?.masses ?? []
    var values = masses.map { mass in mass == nil ? Rational.zero : random.rational() }
    let total = zip(values, masses).reduce(Rational.zero) { $0 + $1.0 * ($1.1 ?? .zero) }
    if let scale = total.reciprocal, random.chance(90) { values = values.map { $0 * scale } }
    return try function(.space("Ω"), .real, values.map { .real(Real($0)) })
  }
}
