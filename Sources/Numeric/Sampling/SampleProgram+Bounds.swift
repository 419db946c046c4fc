import Glibc

/// What is known of the samples of a program before it is run.
extension SampleProgram {
  /// Bounds on the samples of one output.
  public struct Bounds: Sendable, Hashable {
    /// The samples lie in [lower, lower + width].
    public let lower: Double
    public let width: Double
    /// The error of the arithmetic in one sample.
    public let rounding: Double
    /// 𝔼[|f|; a normal input exceeds the truncation].
    public let tail: Double
  }

  /// The normal inputs are cut off at one of these.
  public static let truncations: [Double] = [
    4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, WideStream.largestNormal,
  ]

  /// Bounds for a truncation; `nil` where none were found, because the values may be infinite or
  /// because nothing is known of how they grow with the normal inputs.
  public func bounds(of output: Int, truncation: Double) -> Bounds? {
    let reached = self.reached(from: output)
    var enclosures = Enclosures(truncation: truncation)
    for (i, operation) in operations.enumerated() {
      if reached[i] { enclosures.append(operation, self) } else { enclosures.skip() }
    }
    let (ranges, errors) = (enclosures.ranges, enclosures.errors)
    // A sample is cut off by any input of the program, also by one that this output does not use.
    let normals = inputs.count { $0 == .gaussian }
    var (range, tail) = (ranges[output], 0.0)
    if normals > 0 {
      guard let growth = growth(of: output, reached),
        let bound = growth.tail(beyond: truncation)
      else { return nil }
      tail = bound * Double(normals)
      // Samples beyond the truncation count as 0.
      range = Interval(lower: min(0, range.lower), upper: max(0, range.upper))
    }
    guard range.isFinite, errors[output].isFinite, tail.isFinite else { return nil }
    return Bounds(
      lower: range.lower, width: range.width, rounding: errors[output], tail: tail)
  }

  /// A bound on the rounding error of one value, whatever the truncation; infinite where none was found.
  public mutating func margin(of place: Int) -> Double {
    var enclosures = known
    known = Enclosures(truncation: enclosures.truncation)
    while enclosures.errors.count <= place {
      enclosures.append(operations[enclosures.errors.count], self)
    }
    known = enclosures
    return known.errors[place]
  }

  private func reached(from output: Int) -> [Bool] {
    var reached = [Bool](repeating: false, count: operations.count)
    reached[output] = true
    for i in operations.indices.reversed() where reached[i] {
      for j in operations[i].operands { reached[j] = true }
    }
    return reached
  }

  func range(
    _ operation: Operation, _ ranges: [Interval], _ truncation: Double
  ) -> Interval {
    switch operation {
    case .constant(let c): return Interval(lower: c, upper: c)
    case .enclosed(let c, let radius):
      return Interval([c - radius, c + radius], ulps: 1)
    case .input(let k):
      switch inputs[k] {
      case .gaussian: return Interval(lower: -truncation, upper: truncation)
      case .uniform, .bernoulli: return Interval(lower: 0, upper: 1)
      case .categorical(let law): return Interval(lower: 0, upper: Double(law.weights.count - 1))
      }
    case .add(let a, let b): return ranges[a] + ranges[b]
    case .subtract(let a, let b): return ranges[a] + -ranges[b]
    case .multiply(let a, let b): return a == b ? ranges[a].squared : ranges[a] * ranges[b]
    case .divide(let a, let b): return ranges[a] / ranges[b]
    case .negate(let a): return -ranges[a]
    case .maximum(let a, let b):
      return Interval(
        lower: max(ranges[a].lower, ranges[b].lower), upper: max(ranges[a].upper, ranges[b].upper))
    case .minimum(let a, let b):
      return Interval(
        lower: min(ranges[a].lower, ranges[b].lower), upper: min(ranges[a].upper, ranges[b].upper))
    case .apply(let f, let a): return f.image(of: ranges[a])
    case .positive: return Interval(lower: 0, upper: 1)
    case .select(_, let list):
      return Interval(
        lower: list.map { ranges[$0].lower }.min() ?? 0,
        upper: list.map { ranges[$0].upper }.max() ?? 0)
    }
  }
}

extension SampleProgram.Operation {
  /// The places of the values that it uses.
  var operands: [Int] {
    switch self {
    case .constant, .enclosed, .input: []
    case .add(let a, let b), .subtract(let a, let b), .multiply(let a, let b),
      .divide(let a, let b),
      .maximum(let a, let b), .minimum(let a, let b):
      [a, b]
    case .negate(let a), .apply(_, let a), .positive(let a, _): [a]
    case .select(_, let list): list
    }
  }
}
