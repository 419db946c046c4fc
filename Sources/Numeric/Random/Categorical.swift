/// A law on 0, 1, …, n − 1, prepared for sampling in constant time by the alias method.
///
/// Source: M. Vose, A linear algorithm for generating random numbers with a given distribution, IEEE
/// Transactions on Software Engineering 17 (1991), DOI 10.1109/32.92917.
public struct Categorical: Sendable, Hashable {
  /// The probabilities.
  public let weights: [Double]
  private let thresholds: [Double]
  private let aliases: [Int]

  /// The law with probabilities proportional to the weights; `nil` unless these are finite, not negative
  /// and not all zero.
  public init?(weights: [Double]) {
    let total = weights.reduce(0, +)
    guard total > 0, total.isFinite, weights.allSatisfy({ $0 >= 0 }) else { return nil }
    self.weights = weights.map { $0 / total }
    let n = weights.count
    var scaled = self.weights.map { $0 * Double(n) }
    var thresholds = [Double](repeating: 1, count: n)
    var aliases = Array(0..<n)
    var small = scaled.indices.filter { scaled[$0] < 1 }
    var large = scaled.indices.filter { scaled[$0] >= 1 }
    while let poor = small.popLast(), let rich = large.last {
      thresholds[poor] = scaled[poor]
      aliases[poor] = rich
      scaled[rich] -= 1 - scaled[poor]
      if scaled[rich] < 1 {
        large.removeLast()
        small.append(rich)
      }
    }
    self.thresholds = thresholds
    self.aliases = aliases
  }

  /// The outcome that a uniform number from [0, 1) stands for.
  @inline(__always)
  func outcome(_ u: Double) -> Int {
    let place = u * Double(thresholds.count)
    let column = min(Int(place), thresholds.count - 1)
    return place - Double(column) < thresholds[column] ? column : aliases[column]
  }
}
