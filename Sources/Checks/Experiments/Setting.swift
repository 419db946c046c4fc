import Exact
import Numeric

/// What an experiment is made at: values of declared symbols, spaces, and densities.
struct Setting: Sendable {
  var instance = Instance()
  /// The seed of whatever the model draws.
  var seed: UInt64 = 0
  /// How many times the usual number of samples and steps is taken.
  var effort = 1

  init(_ values: [String: SurfaceValue] = [:]) { instance.values = values }

  /// The number of a symbol; 0 for one that has none.
  subscript(_ name: String) -> Double { numbers(name).first ?? 0 }

  /// The numbers of a symbol, matrices by rows.
  func numbers(_ name: String) -> [Double] {
    instance.values[name]?.numbers?.map { $0.primal.real(bits: 64)?.midpoint ?? .nan } ?? []
  }

  /// The values of a density, by the points of its variables, the last one fastest.
  func density(_ name: String) -> [Double] {
    instance.densities[name]?.map(\.double) ?? []
  }

  /// Adds a space of some points, each of weight 1.
  mutating func add(space: String, points: Int) {
    instance.spaces[space] = [Rational](repeating: 1, count: points)
  }

  /// The numbers among the values, for the report.
  var text: String {
    instance.values.sorted { $0.key < $1.key }.compactMap { name, value -> String? in
      guard case .number(let number) = value, let ball = number.primal.real(bits: 64) else {
        return nil
      }
      return "\(Table.plain(name)) = \(ball.midpoint)"
    }.joined(separator: ", ")
  }
}
