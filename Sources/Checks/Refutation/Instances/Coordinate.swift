import Exact

/// One number that an instance is free to choose.
struct Coordinate: Sendable {
  enum Kind: Sendable, Hashable {
    case real
    /// A weight or an unnormalised density.
    case positive
    /// 1: the first value of a density, before it is normalised.
    case one
    case natural
    /// From 0 to below the bound.
    case choice(Int)
  }

  /// The symbol that it belongs to.
  let symbol: String
  let kind: Kind
  /// The values tried, simplest first; the conditions on this symbol alone hold at each.
  var candidates: [Candidate] = []

  struct Candidate: Sendable {
    let value: Rational
    let height: Int
    let isSpecial: Bool

    init(_ value: Rational) {
      self.value = value
      height = value.height
      isSpecial = !value.isZero && !value.isOne
    }
  }

  /// Every value of the kind up to a height, in the order of the search.
  static func values(of kind: Kind, height: Int) -> [Rational] {
    switch kind {
    case .natural: return (0...max(height, 1)).map { Rational($0) }
    case .choice(let count): return (0..<count).map { Rational($0) }
    case .one: return [1]
    case .real, .positive:
      var result: [Rational] = kind == .real ? [0, 1, -1] : [1]
      for h in 2...max(height, 2) where h <= height {
        for n in 1...h {
          for q in [Rational(h, n), Rational(n, h)] where q.height == h && !result.contains(q) {
            result.append(q)
            if kind == .real { result.append(-q) }
          }
        }
      }
      return result
    }
  }
}

extension Rational {
  /// The larger of numerator and denominator, at least 1.
  var height: Int {
    max(numerator.magnitude.int ?? Int.max, denominator.int ?? Int.max, 1)
  }
}

/// How simple an instance is: sizes first, then numbers, then how many are not 0 or 1, then order.
struct Complexity: Comparable {
  let size: Int
  let height: Int
  let specials: Int
  let order: [Int]

  static func < (a: Complexity, b: Complexity) -> Bool {
    if a.size != b.size { return a.size < b.size }
    if a.height != b.height { return a.height < b.height }
    if a.specials != b.specials { return a.specials < b.specials }
    return a.order.lexicographicallyPrecedes(b.order)
  }
}
