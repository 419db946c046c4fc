import Exact
import Notation
import Numeric

/// Sizes, and the free numbers for them.
extension InstanceSpace {
  /// The assignments of sizes, the smallest total first.
  func sizes(largest: Int = 3) -> [[(name: String, value: Int)]] {
    var result: [[(name: String, value: Int)]] = [[]]
    for name in sizeSymbols {
      // More than four sizes would give too many tuples; the others stay small.
      let top = result.count > 81 ? 2 : largest
      result = result.flatMap { head in (1...top).map { head + [(name, $0)] } }
    }
    let fitting = result.enumerated().filter { fitsBijections($0.element) }.sorted {
      let (a, b) = ($0.element.reduce(0) { $0 + $1.value }, $1.element.reduce(0) { $0 + $1.value })
      return a == b ? $0.offset < $1.offset : a < b
    }.map(\.element)
    let few = fitting.filter { outcomes($0) <= 81 }
    // Where every assignment has many outcomes, because lengths are numerals, the least one has to do.
    return few.isEmpty ? Array(fitting.prefix(1)) : few
  }

  /// Whether the spaces that a diffeomorphism joins have as many points.
  private func fitsBijections(_ sizes: [(name: String, value: Int)]) -> Bool {
    let counts = Dictionary(sizes.map { ($0.name, $0.value) }) { first, _ in first }
    return symbols.allSatisfy { name in
      guard case .diffeomorphism(let source, let target)? = table.declarations[name]?.type else {
        return true
      }
      return counts[source] == counts[target]
    }
  }

  /// The number of outcomes, about, which expectations enumerate.
  private func outcomes(_ sizes: [(name: String, value: Int)]) -> Int {
    var instance = Instance()
    for (name, value) in sizes { instance.values[name] = SurfaceValue(Rational(value)) }
    let evaluator = SurfaceEvaluator(table: table, instance: instance, bits: 64, fuel: Fuel(1000))
    return symbols.reduce(1) { product, name in
      guard let law = table.distributions[name]?.law else { return product }
      let count: Int? =
        switch table.declarations[name]?.type {
        case .vector(let n): try? evaluator.integer(n)
        case .matrix(let n, let m):
          (try? evaluator.integer(n)).flatMap { n in (try? evaluator.integer(m)).map { n * $0 } }
        default: 1
        }
      let each =
        switch law {
        case .uniformOn(let list): list.count
        case .normal: 3
        case .categorical, .unspecified: 1
        default: 2
        }
      var own = 1
      for _ in 0..<(count ?? 1) where own < 1000 { own *= each }
      return min(product * own, 1000)
    }
  }

  /// The free numbers for some sizes, each with the values that the conditions on it alone allow.
  func layout(sizes: [(name: String, value: Int)], height: Int, fuel: Fuel) throws -> Layout {
    let determined = Set(solved.map(\.name)).union(eigenvalues.map(\.name))
    var layout = try Layout(
      table, symbols: symbols.filter { !determined.contains($0) }, sizes: sizes,
      symmetric: symmetric)
    let sizeNames = Set(sizes.map(\.name))
    for (i, coordinate) in layout.coordinates.enumerated() {
      let values = Coordinate.values(of: coordinate.kind, height: height)
      let own = conditions.indices.filter {
        needs[$0].subtracting(sizeNames) == [coordinate.symbol]
      }.map { conditions[$0] }
      let isScalar = layout.coordinates.count { $0.symbol == coordinate.symbol } == 1
      let isNumber = [.real, .natural].contains(table.declarations[coordinate.symbol]?.type)
      // What holds of every entry for itself restricts each of them.
      let entrywise = isScalar ? [] : own.filter { $0.isEntrywise(in: coordinate.symbol) }
      guard isScalar ? isNumber && !own.isEmpty : !entrywise.isEmpty else {
        layout.restrict(i, to: values)
        continue
      }
      layout.restrict(
        i,
        to: try values.filter { value in
          var instance = Instance()
          for (name, size) in sizes { instance.values[name] = SurfaceValue(Rational(size)) }
          instance.values[coordinate.symbol] =
            isScalar
            ? SurfaceValue(value)
            : layout.filled(coordinate.symbol, with: value)
          return try (isScalar ? own : entrywise).allSatisfy {
            try holds($0, at: instance, fuel: fuel) != .no
          }
        })
    }
    return layout
  }
}
