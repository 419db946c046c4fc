import Exact
import Numeric

/// One number that an instance is free to choose.
struct Coordinate: Sendable {
  enum Kind: Sendable, Hashable {
    case real
    /// A weight or an unnormalised density.
    case positive
    /// A probability before all of them are divided by their sum.
    case weight
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

  /// A value far from the simple ones, or just beside one of them: powers of 10, larger natural numbers.
  func farValue(from stream: inout RandomStream) -> Rational? {
    func power(_ exponents: [Int]) -> Rational {
      let n = exponents[stream.integer(in: 0...(exponents.count - 1))]
      return (0..<abs(n)).reduce(Rational(1)) { x, _ in n < 0 ? x / 10 : x * 10 }
    }
    switch kind {
    case .real:
      let isSigned = candidates.isEmpty || candidates.contains { $0.value.sign < 0 }
      let sign: Rational = isSigned && stream.integer(in: 0...1) == 0 ? -1 : 1
      guard !candidates.isEmpty, stream.integer(in: 0...2) == 0 else {
        return sign * power([-6, -3, -2, 1, 2, 3, 6])
      }
      let centers = [0, 1, -1] + candidates.prefix(4).map(\.value)
      let center = centers[stream.integer(in: 0...(centers.count - 1))]
      return center + (stream.integer(in: 0...1) == 0 ? -1 : 1) * power([-2, -3, -6])
    case .positive, .weight: return power([-6, -4, -2, 0, 2, 4, 6])
    case .natural: return Rational(stream.integer(in: 5...12))
    case .one, .choice: return nil
    }
  }

  /// Every value of the kind up to a height, in the order of the search.
  static func values(of kind: Kind, height: Int) -> [Rational] {
    switch kind {
    case .natural: return (0...max(height, 1)).map { Rational($0) }
    case .choice(let count): return (0..<count).map { Rational($0) }
    case .one: return [1]
    case .real, .positive, .weight:
      var result: [Rational] = kind == .real ? [0, 1, -1] : kind == .weight ? [1, 0] : [1]
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
