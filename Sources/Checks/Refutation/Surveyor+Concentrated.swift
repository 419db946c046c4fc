import Exact
import Notation
import Numeric

/// Densities that nearly sit at single points: there divergences are large, and densities nearly apart.
extension Surveyor {
  private static let concentratedInstances = 12
  private static let concentratedFuel = 40_000
  private static let small = Rational(1, 1000)

  /// Looks for a failure at densities that are a thousand times larger at some points than at the others, with
  /// equal weights of the points. They can refute a statement, and count for nothing else.
  mutating func drawConcentrated() {
    guard
      space.symbols.contains(where: {
        if case .density? = table.declarations[$0]?.type { true } else { false }
      })
    else { return }
    var far = Surveyor(
      table: table, statement: statement, seed: seed,
      fuel: min(Self.concentratedFuel, fuel.left / 4), digits: digits, isFar: true)
    try? far.drawConcentratedDensities()
    adopt(failuresOf: far)
  }

  private mutating func drawConcentratedDensities() throws {
    var stream = RandomStream(seed: seed, stream: 5)
    for size in space.sizes().filter({ $0.allSatisfy { (2...3).contains($0.value) } }).suffix(3) {
      let layout = try space.layout(sizes: size, height: 4, fuel: fuel)
      for draw in 0..<(Self.concentratedInstances / 3) {
        let numbers = concentrated(layout, draw, &stream)
        do { try visit(numbers, layout) } catch EvaluationFailure.outOfFuel {
          throw EvaluationFailure.outOfFuel
        } catch { continue }
        if refuted != nil { return }
      }
    }
  }

  /// Numbers at which the k-th density sits near its k-th point, one of two variables near the diagonal; after the
  /// first draws near points by chance.
  private func concentrated(_ layout: Layout, _ draw: Int, _ stream: inout RandomStream)
    -> [Rational]
  {
    var numbers = layout.coordinates.map { coordinate -> Rational in
      switch coordinate.kind {
      case .one, .positive, .weight: return 1
      default:
        let candidates = coordinate.candidates
        guard !candidates.isEmpty else { return 0 }
        return candidates[stream.integer(in: 0...(candidates.count - 1))].value
      }
    }
    var number = draw
    for part in layout.parts {
      guard case .density(let spaces, _) = part.shape else { continue }
      let counts = spaces.map { name in layout.sizes.first { $0.name == name }?.value ?? 1 }
      let count = counts.reduce(1, *)
      let last = counts.last ?? 1
      let chosen = number % max(last, 1)
      for place in 0..<count {
        let isLarge: Bool
        if draw < 2 {
          isLarge =
            counts.count == 1 ? place == chosen : (place / last) % last == (place + draw) % last
        } else {
          isLarge = stream.integer(in: 0...1) == 0
        }
        numbers[part.start + place] = isLarge ? 1 : Self.small
      }
      number += 1
    }
    return numbers
  }
}
