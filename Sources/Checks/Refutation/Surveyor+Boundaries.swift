import Exact
import Notation
import Numeric

/// Equivalences of which one side has no quantifiers: instances at which that side holds, and pairs of
/// instances on its boundary, one inside and one outside.
extension Surveyor {
  private static let draws = 3_000
  private static let kept = 12
  /// How many instances are judged without any result before the search is given up.
  private static let patience = 6

  /// Looks for a failure where one side of an equivalence holds, then on the boundary of that side.
  mutating func drawAcrossBoundary() throws {
    guard let side = statement.plainSideOfEquivalence else { return }
    let reserve = fuel.left / 2
    for sizes in space.sizes().prefix(3) {
      let layout = try space.layout(sizes: sizes, height: 4, fuel: fuel)
      guard !layout.coordinates.isEmpty, layout.coordinates.count <= 8,
        layout.coordinates.allSatisfy({ $0.kind == .real })
      else { continue }
      try search(layout, side, reserve)
      if refuted != nil { return }
    }
  }

  private mutating func search(_ layout: Layout, _ side: Expression, _ reserve: Int) throws {
    var stream = RandomStream(seed: seed, stream: 2)
    var (inside, outside): ([[Rational]], [[Rational]]) = ([], [])
    for _ in 0..<Self.draws where inside.count < Self.kept && fuel.left > reserve {
      let x = layout.coordinates.map { _ in Self.number(&stream) }
      switch try holds(side, x, layout) {
      case .yes: inside.append(x)
      case .no: if outside.count < 4 * Self.kept { outside.append(x) }
      case .unknown: break
      }
    }
    let before = agreements
    for (i, x) in inside.enumerated() {
      try visit(x, layout)
      if refuted != nil || fuel.left < reserve { return }
      if i + 1 == Self.patience, agreements == before { return }
    }
    guard !outside.isEmpty else { return }
    for (i, start) in inside.enumerated() {
      for k in 0..<2 {
        var (p, q) = (start, outside[(2 * i + k) % outside.count])
        for _ in 0..<10 {
          let middle = zip(p, q).map { ($0 + $1) / 2 }
          switch try holds(side, middle, layout) {
          case .yes: p = middle
          case .no: q = middle
          case .unknown: break
          }
        }
        for x in [p, q] {
          try visit(x, layout)
          if refuted != nil || fuel.left < reserve { return }
        }
      }
    }
    for start in inside.prefix(6) {
      for difference in side.differencesOfSides {
        for place in start.indices {
          guard let x = try onBoundary(start, place, difference, layout) else { continue }
          try visit(x, layout)
          if refuted != nil || fuel.left < reserve { return }
        }
      }
    }
  }

  /// The numbers with one of them changed so that two sides are equal, where their difference is linear in it.
  private func onBoundary(
    _ start: [Rational], _ place: Int, _ difference: Expression, _ layout: Layout
  ) throws -> [Rational]? {
    func gap(_ step: Rational) throws -> Rational? {
      var x = start
      x[place] += step
      guard let instance = try space.complete(layout.instance(x), fuel: fuel) else { return nil }
      let evaluator = SurfaceEvaluator(table: table, instance: instance, bits: 64, fuel: fuel)
      do { return try evaluator.number(difference).primal.rational } catch EvaluationFailure
        .outOfFuel
      { throw EvaluationFailure.outOfFuel } catch { return nil }
    }
    guard let now = try gap(0), let one = try gap(1), let two = try gap(2), now != one,
      two - one == one - now
    else { return nil }
    var x = start
    x[place] -= now / (one - now)
    return x
  }

  /// Small numbers of both signs, most of them positive.
  private static func number(_ stream: inout RandomStream) -> Rational {
    let value = Rational(stream.integer(in: 0...12), stream.integer(in: 1...6))
    return stream.integer(in: 0...2) == 0 ? -value : value
  }

  private func holds(_ side: Expression, _ x: [Rational], _ layout: Layout) throws -> Certainty {
    try fuel.spend()
    guard let candidate = try space.admissible(x, layout, fuel: fuel).first else { return .unknown }
    let evaluator = SurfaceEvaluator(
      table: table, instance: candidate.instance, bits: 64, fuel: fuel)
    do { return try evaluator.truth(side) } catch EvaluationFailure.outOfFuel {
      throw EvaluationFailure.outOfFuel
    } catch { return .unknown }
  }

  /// Visits the admissible instances of some numbers.
  mutating func visit(_ x: [Rational], _ layout: Layout) throws {
    for candidate in try space.admissible(x, layout, fuel: fuel) {
      try visit(
        candidate,
        Complexity(
          size: layout.size, height: x.map(\.height).max() ?? 1,
          specials: x.count { !$0.isZero && !$0.isOne }, order: x.map(\.height)))
    }
  }
}

extension Expression {
  /// The side of an equivalence, maybe behind premises, that has no quantifier, where the other one has.
  fileprivate var plainSideOfEquivalence: Expression? {
    switch form {
    case .implies(_, let b): return b.plainSideOfEquivalence
    case .iff(let a, let b):
      guard a.isQuantified != b.isQuantified else { return nil }
      return a.isQuantified ? b : a
    default: return nil
    }
  }

  private var isQuantified: Bool {
    switch form {
    case .forAll, .exists, .bind: true
    default: children.contains(where: \.isQuantified)
    }
  }
}
