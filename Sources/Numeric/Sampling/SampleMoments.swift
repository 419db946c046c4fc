/// The number, the mean and the spread of some samples.
public struct SampleMoments: Sendable, Hashable {
  public private(set) var count = 0
  public private(set) var mean = 0.0
  /// Σ (x − mean)².
  public private(set) var squares = 0.0
  /// The least and the greatest sample.
  public private(set) var least = Double.infinity
  public private(set) var greatest = -Double.infinity

  public init() {}

  /// The moments of eight lanes of sums over `count / 8` samples each, taken about a common shift.
  public init(
    count: Int, shift: Double, sum: SIMD8<Double>, squares: SIMD8<Double>,
    least: Double = -.infinity, greatest: Double = .infinity
  ) {
    (self.least, self.greatest) = (least, greatest)
    let total = Self.total(sum)
    self.count = count
    mean = shift + total / Double(count)
    self.squares = max(0, Self.total(squares) - total * total / Double(count))
  }

  /// The unbiased sample variance; 0 for fewer than two samples.
  public var variance: Double { count < 2 ? 0 : squares / Double(count - 1) }

  /// The moments of both samples together.
  ///
  /// Source: T. Chan, G. Golub, R. LeVeque, Algorithms for computing the sample variance, The American
  /// Statistician 37 (1983), DOI 10.1080/00031305.1983.10483115.
  public func merged(with other: SampleMoments) -> SampleMoments {
    if count == 0 { return other }
    if other.count == 0 { return self }
    var result = SampleMoments()
    result.count = count + other.count
    result.least = min(least, other.least)
    result.greatest = max(greatest, other.greatest)
    let difference = other.mean - mean
    let share = Double(other.count) / Double(result.count)
    result.mean = mean + difference * share
    result.squares = squares + other.squares + difference * difference * Double(count) * share
    return result
  }

  /// All samples together, merged as a balanced tree over their order: the result does not depend on
  /// which thread computed which part, and rounding grows with log₂ of their number.
  public static func combined(_ parts: [SampleMoments]) -> SampleMoments {
    var level = parts
    while level.count > 1 {
      level = stride(from: 0, to: level.count, by: 2).map {
        $0 + 1 < level.count ? level[$0].merged(with: level[$0 + 1]) : level[$0]
      }
    }
    return level.first ?? SampleMoments()
  }

  private static func total(_ x: SIMD8<Double>) -> Double {
    ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]))
  }
}
