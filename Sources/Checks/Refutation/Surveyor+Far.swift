import Exact
import Notation
import Numeric

/// Instances far from the simple ones, and larger sizes: they can refute a statement, and count for nothing else.
extension Surveyor {
  private static let farInstances = 48
  private static let largeInstances = 4
  private static let farFuel = 40_000

  /// Looks for a failure at powers of 10 from 10⁻⁶ to 10⁶, just beside simple numbers, and at sizes of 4 and 5.
  mutating func drawFar() {
    // Motions and recurrences take too long there.
    guard
      !space.symbols.contains(where: { table.motions[$0] != nil || table.recurrences[$0] != nil })
    else { return }
    var far = Surveyor(
      table: table, statement: statement, seed: seed, fuel: min(Self.farFuel, fuel.left / 4),
      digits: digits, isFar: true)
    try? far.drawFarNumbers()
    if far.refuted == nil { try? far.drawLargeSizes() }
    adopt(failuresOf: far)
  }

  private mutating func drawFarNumbers() throws {
    let search = InstanceSearch(space: space, fuel: fuel)
    var stream = RandomStream(seed: seed, stream: 3)
    var copy = self
    defer { self = copy }
    let sizes = space.sizes().prefix(6)
    // An equation that holds at simple numbers hardly fails at others.
    let count = statement.comparesByOrder ? Self.farInstances : Self.farInstances / 4
    for size in sizes {
      let layout = try space.layout(sizes: size, height: 4, fuel: fuel)
      guard layout.coordinates.contains(where: \.hasFarValues) else { continue }
      for _ in 0..<max(1, count / sizes.count) {
        let isGoingOn = try search.far(layout, from: &stream) { candidate, complexity in
          try copy.visit(candidate, complexity)
          return copy.refuted == nil
        }
        if !isGoingOn { return }
      }
    }
  }

  private mutating func drawLargeSizes() throws {
    let search = InstanceSearch(space: space, fuel: fuel)
    var stream = RandomStream(seed: seed, stream: 4)
    var copy = self
    defer { self = copy }
    let large = space.sizes(largest: 5).filter { $0.allSatisfy { $0.value > 3 } && !$0.isEmpty }
    for size in [large.first, large.last].compactMap({ $0 }) {
      let layout = try space.layout(sizes: size, height: 4, fuel: fuel)
      var found = 0
      for _ in 0..<64 where found < (layout.coordinates.isEmpty ? 1 : Self.largeInstances) {
        let isGoingOn = try search.random(layout, from: &stream) { candidate, complexity in
          try copy.visit(candidate, complexity)
          found += 1
          return copy.refuted == nil
        }
        if !isGoingOn { return }
      }
    }
  }

  // MARK: The simplest number that fails

  /// Replaces each number of a failure that is still far from simple by the simplest one between it and the
  /// boundary of the failure, towards a simple number.
  mutating func roundNumbers() throws {
    guard let start = failure?.candidate else { return }
    let layout = try space.layout(sizes: start.sizes, height: 4, fuel: fuel)
    for (i, coordinate) in layout.coordinates.enumerated() {
      guard let x = failure?.candidate.numbers, x.indices.contains(i), x[i].height > 4,
        coordinate.hasFarValues
      else { continue }
      let simple = coordinate.candidates.map(\.value).filter { $0 != x[i] }
      let nearest = [
        simple.first, simple.filter { $0 < x[i] }.max(), simple.filter { $0 > x[i] }.min(),
      ].compactMap { $0 }
      var next = x
      for near in nearest {
        var (holds, fails) = (near, x[i])
        for _ in 0..<48 {
          let middle = (holds + fails) / 2
          if try isFailure(x, i, middle, layout) { fails = middle } else { holds = middle }
        }
        let best = Rational.simplest(from: min(fails, x[i]), through: max(fails, x[i]))
        if best.height < next[i].height { next[i] = best }
      }
      if coordinate.kind == .natural, !next[i].isInteger { continue }
      try visit(next, layout)
    }
  }

  private mutating func isFailure(
    _ x: [Rational], _ i: Int, _ value: Rational, _ layout: Layout
  ) throws -> Bool {
    try fuel.spend()
    var next = x
    next[i] = value
    do {
      guard let candidate = try space.admissible(next, layout, fuel: fuel).first else {
        return false
      }
      switch try examine(candidate) {
      case .disagrees: return true
      case .undefined: return refuted == nil
      default: return false
      }
    } catch EvaluationFailure.outOfFuel { throw EvaluationFailure.outOfFuel } catch { return false }
  }
}

extension Coordinate {
  /// Whether there are values far from the simple ones.
  var hasFarValues: Bool {
    switch kind {
    case .real, .positive, .weight, .natural: true
    case .one, .choice: false
    }
  }
}

extension Expression {
  /// Whether it speaks of greater and less, also in brackets and absolute values.
  fileprivate var comparesByOrder: Bool {
    switch form {
    case .relation(.equal, _, _), .relation(.notEqual, _, _), .relation(.member, _, _):
      children.contains(where: \.comparesByOrder)
    case .relation: true
    case .call(let name, _) where [.abs, .floor, .maximum, .minimum].contains(name): true
    default: children.contains(where: \.comparesByOrder)
    }
  }
}

extension Rational {
  /// The rational number with the least denominator in an interval, the first on the tree of Stern and Brocot.
  static func simplest(from a: Rational, through b: Rational) -> Rational {
    if a.sign <= 0, b.sign >= 0 { return 0 }
    if b.sign < 0 { return -simplest(from: -b, through: -a) }
    let floor = a.floor
    if a.isInteger { return a }
    if floor + 1 <= b { return floor + 1 }
    return floor + 1 / simplest(from: 1 / (b - floor), through: 1 / (a - floor))
  }
}
