import Exact
import Notation
import Numeric

/// Draws admissible instances: in order of complexity, or at random.
struct InstanceSearch {
  let space: InstanceSpace
  let fuel: Fuel
  /// What was drawn already; nothing is drawn at random twice.
  private let seen = Seen()

  private static let times: [Rational] = [
    0, 0, 0, Rational(1, 8), Rational(1, 4), Rational(1, 4), Rational(1, 2), Rational(1, 2), 1, 1,
    2, -1,
  ]

  init(space: InstanceSpace, fuel: Fuel) {
    self.space = space
    self.fuel = fuel
  }

  /// What to do with an instance; the search goes on while it answers true.
  typealias Visit = (InstanceSpace.Candidate, Complexity) throws -> Bool

  /// Visits the admissible instances of one level: exactly this height and number of special
  /// values; at most so many of them, and none once the fuel is down to the reserve.
  ///
  /// Answers whether the search should go on.
  func visit(
    _ layout: Layout, height: Int, specials: Int, limit: Int, reserve: Int = 0, _ visit: Visit
  ) throws -> Bool {
    var left = limit
    var x = Array(repeating: Rational.zero, count: layout.coordinates.count)
    var order = Array(repeating: 0, count: x.count)
    // What the coordinates from the i-th on can still contribute: without it the search would go
    // through exponentially many beginnings that have no end.
    var reaches = Array(repeating: false, count: x.count + 1)
    var specialPlaces = Array(repeating: 0, count: x.count + 1)
    for i in x.indices.reversed() {
      let usable = layout.coordinates[i].candidates.filter { $0.height <= height }
      reaches[i] = reaches[i + 1] || usable.contains { $0.height == height }
      specialPlaces[i] = specialPlaces[i + 1] + (usable.contains(where: \.isSpecial) ? 1 : 0)
    }
    func descend(_ i: Int, _ specialsLeft: Int, _ reached: Bool) throws -> Bool {
      if fuel.left < reserve { left = 0 }
      if left <= 0 || specialsLeft > specialPlaces[i] || !(reached || reaches[i]) { return true }
      try fuel.spend()
      if i == x.count {
        guard specialsLeft == 0, reached else { return true }
        left -= 1
        _ = seen.insert(x, at: layout.sizeKey)
        return try offer(x, order, layout, visit)
      }
      for (rank, candidate) in layout.coordinates[i].candidates.enumerated() {
        if candidate.height > height || (candidate.isSpecial && specialsLeft == 0) { continue }
        x[i] = candidate.value
        order[i] = rank
        let rest = candidate.isSpecial ? specialsLeft - 1 : specialsLeft
        if try !descend(i + 1, rest, reached || candidate.height == height) { return false }
        if left <= 0 { return true }
      }
      return true
    }
    return try descend(0, specials, x.isEmpty)
  }

  /// Visits one instance at random, if it is to be simple one of the simplest values; answers like `visit`.
  func random(
    _ layout: Layout, isSimple: Bool = false, from stream: inout RandomStream, _ visit: Visit
  ) throws -> Bool {
    var x: [Rational] = []
    // Now and then densities that are nearly apart from each other.
    let isSharp =
      !isSimple && !space.isConditional && layout.coordinates.contains { $0.kind == .positive }
      && stream.integer(in: 0...5) == 0
    // Large numbers move too fast to be followed.
    let isStepped = !space.table.motionsAreLinear
    for coordinate in layout.coordinates {
      if space.table.isTimeOfNonlinearMotion(coordinate.symbol) {
        // Values at times far away are not known, and those at others cost much.
        x.append(Self.times[stream.integer(in: 0...(Self.times.count - 1))])
        continue
      }
      if isSharp, coordinate.kind == .positive || coordinate.kind == .weight {
        x.append([Rational(1, 60), 1, 60][stream.integer(in: 0...2)])
        continue
      }
      let small = isSimple ? Array(coordinate.candidates.prefix(3)) : coordinate.candidates
      let choice = stream.integer(in: 0...9)
      guard !small.isEmpty else { return true }
      if isSimple || choice < 3 || coordinate.kind != .real {
        x.append(small[stream.integer(in: 0...(small.count - 1))].value)
      } else if choice == 3, let other = x.last, small.contains(where: { $0.value == other }) {
        x.append(other)
      } else {
        let bound = (isStepped ? [4, 4, 4, 20] : [3, 7, 20, 100])[stream.integer(in: 0...3)]
        let q = Rational(
          stream.integer(in: -bound...bound), stream.integer(in: 1...max(1, bound / 2)))
        x.append(q)
      }
    }
    layout.moveToBoundary(&x, from: &stream)
    // Where what is assumed fails, a statement says nothing.
    if space.hasPremises, stream.integer(in: 0...1) == 0 {
      x = try space.repaired(x, layout, meetsPremises: true, fuel: fuel) ?? x
    }
    try fuel.spend()
    guard seen.insert(x, at: layout.sizeKey) else { return true }
    return try offer(x, x.map(\.height), layout, visit)
  }

  /// Visits one instance at random in which about half of the numbers are far from simple ones; answers like
  /// `visit`.
  func far(_ layout: Layout, from stream: inout RandomStream, _ visit: Visit) throws -> Bool {
    var x: [Rational] = []
    for coordinate in layout.coordinates {
      if stream.integer(in: 0...1) == 0, let value = coordinate.farValue(from: &stream) {
        x.append(value)
      } else if coordinate.candidates.isEmpty {
        return true
      } else {
        let last = coordinate.candidates.count - 1
        x.append(coordinate.candidates[stream.integer(in: 0...last)].value)
      }
    }
    if space.hasPremises, stream.integer(in: 0...1) == 0 {
      x = try space.repaired(x, layout, meetsPremises: true, fuel: fuel) ?? x
    }
    try fuel.spend()
    guard seen.insert(x, at: layout.sizeKey) else { return true }
    return try offer(x, x.map(\.height), layout, visit)
  }

  /// Visits the instances that have one number simpler than these; the visitor answers whether it
  /// takes the instance over, from which the search then goes on.
  func simplify(_ start: [Rational], _ layout: Layout, _ visit: Visit) throws {
    var x = start
    var isChanged = true
    while isChanged {
      isChanged = false
      for (i, coordinate) in layout.coordinates.enumerated() {
        for candidate in coordinate.candidates.prefix(12) {
          if candidate.value == x[i] { break }
          if candidate.height > x[i].height { continue }
          try fuel.spend()
          var next = x
          next[i] = candidate.value
          if try offer(next, next.map(\.height), layout, visit) { continue }
          x = next
          isChanged = true
          break
        }
      }
    }
  }

  private func offer(
    _ start: [Rational], _ order: [Int], _ layout: Layout, _ visit: Visit
  ) throws -> Bool {
    var x = start
    var found = try space.admissible(x, layout, fuel: fuel)
    if found.isEmpty, !space.moments.isEmpty {
      found = try space.admissible(x, layout, meetsMoments: true, fuel: fuel)
    }
    if found.isEmpty, let other = try space.repaired(x, layout, fuel: fuel) {
      x = other
      found = try space.admissible(x, layout, fuel: fuel)
    }
    let complexity = Complexity(
      size: layout.size, height: x.map(\.height).max() ?? 1,
      specials: x.count { !$0.isZero && !$0.isOne }, order: order)
    for candidate in found where try !visit(candidate, complexity) { return false }
    return true
  }
}

/// The numbers that a search has drawn, for each choice of sizes.
private final class Seen {
  private var numbers: [String: Set<[Rational]>] = [:]

  /// Whether they are new.
  func insert(_ x: [Rational], at key: String) -> Bool {
    numbers[key, default: []].insert(x).inserted
  }
}
