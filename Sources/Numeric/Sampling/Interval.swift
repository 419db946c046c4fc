import Glibc

/// A closed interval of reals with double ends, rounded outwards; infinite ends stand for no bound.
struct Interval: Sendable {
  let lower: Double
  let upper: Double

  static let everything = Interval(lower: -.infinity, upper: .infinity)

  init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The ends moved outwards by as many units in the last place as an operation may be wrong by.
  init(_ ends: [Double], ulps: Int) {
    guard let least = ends.min(), let most = ends.max(), !ends.contains(where: \.isNaN) else {
      self = .everything
      return
    }
    lower = (0..<ulps).reduce(least) { x, _ in x.nextDown }
    upper = (0..<ulps).reduce(most) { x, _ in x.nextUp }
  }

  var width: Double { (upper - lower).nextUp }
  var magnitude: Double { max(abs(lower), abs(upper)) }
  var isFinite: Bool { lower.isFinite && upper.isFinite }

  static func + (a: Interval, b: Interval) -> Interval {
    Interval([a.lower + b.lower, a.upper + b.upper], ulps: 1)
  }

  static prefix func - (a: Interval) -> Interval { Interval(lower: -a.upper, upper: -a.lower) }

  static func * (a: Interval, b: Interval) -> Interval {
    func times(_ x: Double, _ y: Double) -> Double { x == 0 || y == 0 ? 0 : x * y }
    return Interval(
      [
        times(a.lower, b.lower), times(a.lower, b.upper), times(a.upper, b.lower),
        times(a.upper, b.upper),
      ], ulps: 1)
  }

  /// The squares of the numbers of the interval.
  var squared: Interval {
    let ends = [lower * lower, upper * upper]
    let least = lower <= 0 && upper >= 0 ? 0 : (ends.min() ?? 0).nextDown
    return Interval(lower: max(0, least), upper: (ends.max() ?? .infinity).nextUp)
  }

  static func / (a: Interval, b: Interval) -> Interval {
    guard b.lower > 0 || b.upper < 0 else { return .everything }
    return a * Interval([1 / b.lower, 1 / b.upper], ulps: 1)
  }
}

extension SampleProgram.Function {
  /// The values on an interval; the C library is trusted to 4 units in the last place.
  func image(of x: Interval) -> Interval {
    switch self {
    case .exp: return Interval([Glibc.exp(x.lower), Glibc.exp(x.upper)], ulps: 4)
    case .log:
      guard x.lower > 0 else { return .everything }
      return Interval([Glibc.log(x.lower), Glibc.log(x.upper)], ulps: 4)
    case .squareRoot:
      guard x.lower >= 0 else { return .everything }
      return Interval(
        lower: max(0, x.lower.squareRoot().nextDown), upper: x.upper.squareRoot().nextUp)
    case .magnitude:
      let least = x.lower <= 0 && x.upper >= 0 ? 0 : min(abs(x.lower), abs(x.upper))
      return Interval(lower: least, upper: x.magnitude)
    case .sine, .cosine: return Interval(lower: -1, upper: 1)
    case .tanh: return Interval([Glibc.tanh(x.lower), Glibc.tanh(x.upper)], ulps: 4)
    case .arctan: return Interval([Glibc.atan(x.lower), Glibc.atan(x.upper)], ulps: 4)
    case .logistic:
      return Interval([1 / (1 + Glibc.exp(-x.lower)), 1 / (1 + Glibc.exp(-x.upper))], ulps: 8)
    }
  }

  /// A bound on the slope on an interval.
  func slope(on x: Interval) -> Double {
    switch self {
    case .exp: Glibc.exp(x.upper).nextUp.nextUp
    case .log: x.lower > 0 ? (1 / x.lower).nextUp : .infinity
    case .squareRoot: x.lower > 0 ? (1 / x.lower.squareRoot()).nextUp : .infinity
    case .magnitude, .sine, .cosine, .tanh, .arctan, .logistic: 1
    }
  }
}
