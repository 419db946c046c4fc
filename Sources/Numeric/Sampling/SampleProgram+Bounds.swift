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
    let (ranges, errors) = enclosures(reached, truncation)
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
  public func margin(of place: Int) -> Double {
    enclosures(reached(from: place), WideStream.largestNormal).errors[place]
  }

  /// The ranges of the values and the errors of their arithmetic.
  private func enclosures(
    _ reached: [Bool], _ truncation: Double
  ) -> (ranges: [Interval], errors: [Double]) {
    var ranges: [Interval] = []
    var errors: [Double] = []
    var areWhole: [Bool] = []
    var relatives: [Double] = []
    for (i, operation) in operations.enumerated() {
      guard reached[i] else {
        ranges.append(.everything)
        errors.append(.infinity)
        areWhole.append(false)
        relatives.append(.infinity)
        continue
      }
      let range = range(operation, ranges, truncation)
      ranges.append(range)
      areWhole.append(isWhole(operation, areWhole, errors) && range.magnitude < 0x1p52)
      var error = areWhole[i] ? 0 : error(operation, ranges, errors, range)
      // log is as wrong as its argument is relative to its size: |log(1 + δ)| ≤ 2|δ|.
      if case .apply(.log, let a) = operation, relatives[a] <= 0.5 {
        error = min(error, 8 * 0x1p-53 * range.magnitude + 2 * relatives[a])
      }
      errors.append(error)
      relatives.append(relativeError(operation, ranges, errors, relatives))
    }
    return (ranges, errors)
  }

  /// Whether the values are whole numbers, and computed without rounding while they are small.
  private func isWhole(_ operation: Operation, _ areWhole: [Bool], _ errors: [Double]) -> Bool {
    switch operation {
    case .constant(let c): return c == c.rounded()
    case .input(let k):
      switch inputs[k] {
      case .bernoulli, .categorical: return true
      case .gaussian, .uniform: return false
      }
    case .add, .subtract, .multiply, .negate, .maximum, .minimum, .apply(.magnitude, _), .select:
      return operation.operands.allSatisfy { areWhole[$0] }
    case .positive(let a, let margin): return errors[a] <= margin
    case .enclosed, .divide, .apply: return false
    }
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

  /// The absolute error of one operation on values with errors: its own rounding, at most 4 units of
  /// 2⁻⁵³, and what it makes of theirs.
  private func error(
    _ operation: Operation, _ ranges: [Interval], _ errors: [Double], _ range: Interval
  ) -> Double {
    let own = 4 * 0x1p-53 * range.magnitude
    func times(_ x: Double, _ y: Double) -> Double { x == 0 || y == 0 ? 0 : x * y }
    switch operation {
    case .constant, .input: return own
    case .enclosed(_, let radius): return own + radius
    case .add(let a, let b), .subtract(let a, let b): return own + errors[a] + errors[b]
    case .multiply(let a, let b):
      return own + times(ranges[a].magnitude, errors[b]) + times(ranges[b].magnitude, errors[a])
        + times(errors[a], errors[b])
    case .divide(let a, let b):
      // |x/y − x′/y′| ≤ (|δx| + |x/y|·|δy|) / (|y| − |δy|).
      let least = min(abs(ranges[b].lower), abs(ranges[b].upper)) - errors[b]
      guard least > 0 else { return .infinity }
      return own + (errors[a] + times(range.magnitude, errors[b])) / least
    case .negate(let a): return errors[a]
    case .maximum(let a, let b), .minimum(let a, let b): return max(errors[a], errors[b])
    case .apply(let f, let a):
      if f == .squareRoot, ranges[a].lower <= errors[a] { return own + errors[a].squareRoot() }
      let slack = Interval(lower: ranges[a].lower - errors[a], upper: ranges[a].upper + errors[a])
      return 2 * own + times(f.slope(on: slack), errors[a])
    case .positive(let a, let margin): return errors[a] <= margin ? 0 : .infinity
    case .select(_, let list): return list.map { errors[$0] }.max() ?? 0
    }
  }
}

extension SampleProgram {
  /// The error of the last value, relative to it; infinite where it may be 0, or so small that it is rounded to 0.
  private func relativeError(
    _ operation: Operation, _ ranges: [Interval], _ errors: [Double], _ relatives: [Double]
  ) -> Double {
    let own = 4 * 0x1p-53
    guard let range = ranges.last, let error = errors.last, range.lower > 1e-300 else {
      return .infinity
    }
    func positive(_ places: Int...) -> Bool { places.allSatisfy { ranges[$0].lower > 0 } }
    var result = Double.infinity
    switch operation {
    case .apply(.exp, let a) where errors[a] < 0.1: result = 2 * own + 2 * errors[a]
    case .add(let a, let b) where positive(a, b):
      result = max(relatives[a], relatives[b]) + own
    case .multiply(let a, let b):
      result = relatives[a] + relatives[b] + relatives[a] * relatives[b] + own
    case .divide(let a, let b) where relatives[b] < 0.5:
      result = (relatives[a] + relatives[b]) / (1 - relatives[b]) + own
    default: break
    }
    return min(result, error / range.lower)
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
