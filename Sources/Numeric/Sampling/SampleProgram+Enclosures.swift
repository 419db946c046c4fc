import Glibc

extension SampleProgram {
  /// The ranges of the values of a program, one after the other, and the errors of their arithmetic.
  struct Enclosures: Sendable {
    /// Where the normal inputs are cut off.
    let truncation: Double
    private(set) var ranges: [Interval] = []
    private(set) var errors: [Double] = []
    private var areWhole: [Bool] = []
    private var relatives: [Double] = []

    init(truncation: Double) { self.truncation = truncation }

    /// The next value, of which nothing is asked.
    mutating func skip() {
      ranges.append(.everything)
      errors.append(.infinity)
      areWhole.append(false)
      relatives.append(.infinity)
    }

    /// The next value, by the operation that computes it.
    mutating func append(_ operation: Operation, _ program: SampleProgram) {
      let range = program.range(operation, ranges, truncation)
      let isWhole = isWhole(operation, program.inputs) && range.magnitude < 0x1p52
      var error = isWhole ? 0 : error(of: operation, in: range)
      // log is as wrong as its argument is relative to its size: |log(1 + δ)| ≤ 2|δ|.
      if case .apply(.log, let a) = operation, relatives[a] <= 0.5 {
        error = min(error, 8 * 0x1p-53 * range.magnitude + 2 * relatives[a])
      }
      ranges.append(range)
      areWhole.append(isWhole)
      errors.append(error)
      relatives.append(relativeError(of: operation))
    }

    /// Whether the values are whole numbers, and computed without rounding while they are small.
    private func isWhole(_ operation: Operation, _ inputs: [Input]) -> Bool {
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

    /// The absolute error of one operation on values with errors: its own rounding, at most 4 units of
    /// 2⁻⁵³, and what it makes of theirs.
    private func error(of operation: Operation, in range: Interval) -> Double {
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

    /// The error of the last value, relative to it; infinite where it may be 0, or so small that it is rounded to 0.
    private func relativeError(of operation: Operation) -> Double {
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
}
