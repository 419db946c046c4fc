/// What is known of a function far out on one side of the line, at x = r or at x = −r for all r ≥ 1.
struct Tail: Sendable {
  /// A bound on |f|.
  var upper: ExponentialBound?
  /// A bound on 1/|f|.
  var lower: ExponentialBound?
  var isNonnegative = false

  static func + (a: Tail, b: Tail) -> Tail {
    let isNonnegative = a.isNonnegative && b.isNonnegative
    var lower: ExponentialBound?
    if isNonnegative {
      // Each positive summand is a lower bound of the sum.
      lower = if let x = a.lower, let y = b.lower { x.smaller(y) } else { a.lower ?? b.lower }
    }
    return Tail(
      upper: a.upper.flatMap { x in b.upper.map { x + $0 } }, lower: lower,
      isNonnegative: isNonnegative)
  }

  static func * (a: Tail, b: Tail) -> Tail {
    Tail(
      upper: a.upper.flatMap { x in b.upper.map { x * $0 } },
      lower: a.lower.flatMap { x in b.lower.map { x * $0 } },
      isNonnegative: a.isNonnegative && b.isNonnegative)
  }

  static prefix func - (a: Tail) -> Tail { Tail(upper: a.upper, lower: a.lower) }

  var reciprocal: Tail { Tail(upper: lower, lower: upper, isNonnegative: isNonnegative) }

  var magnitude: Tail { Tail(upper: upper, lower: lower, isNonnegative: true) }

  func power(_ n: Int) -> Tail {
    let t = Ball(n)
    return Tail(
      upper: upper?.power(t), lower: lower?.power(t), isNonnegative: n % 2 == 0 || isNonnegative)
  }

  /// e^f.
  var exponential: Tail {
    Tail(upper: upper?.exponential, lower: upper?.exponential, isNonnegative: true)
  }

  /// log f, where f > 0: the logarithms of both bounds are polynomials.
  var logarithm: Tail {
    guard isNonnegative else { return Tail() }
    return Tail(upper: upper.flatMap { x in lower.map { x.logarithm(orBelow: $0) } })
  }

  /// √f, where f ≥ 0.
  func squareRoot(_ half: Ball) -> Tail {
    guard isNonnegative else { return Tail() }
    return Tail(upper: upper?.power(half), lower: lower?.power(half), isNonnegative: true)
  }

  /// 1/(1 + e⁻ᶠ), which is at least ½e^{−|f|}.
  var logistic: Tail {
    Tail(
      upper: ExponentialBound(logarithm: 0),
      lower: upper?.exponential.map { $0 * ExponentialBound(logarithm: .log2()) },
      isNonnegative: true)
  }

  static func maximum(_ a: Tail, _ b: Tail) -> Tail {
    Tail(
      upper: a.upper.flatMap { x in b.upper.map { x.union($0) } },
      lower: (a.isNonnegative ? a.lower : nil) ?? (b.isNonnegative ? b.lower : nil),
      isNonnegative: a.isNonnegative || b.isNonnegative)
  }

  static func minimum(_ a: Tail, _ b: Tail) -> Tail {
    let isNonnegative = a.isNonnegative && b.isNonnegative
    return Tail(
      upper: a.upper.flatMap { x in b.upper.map { x.union($0) } },
      lower: isNonnegative ? a.lower.flatMap { x in b.lower.map { x.union($0) } } : nil,
      isNonnegative: isNonnegative)
  }
}

/// Both sides of the line.
struct Tails: Sendable {
  let right: Tail
  let left: Tail

  init(right: Tail, left: Tail) { (self.right, self.left) = (right, left) }

  /// The same on both sides.
  init(_ both: Tail) { self.init(right: both, left: both) }

  /// Where nothing is known.
  static let unknown = Tails(Tail())

  func map(_ f: (Tail) -> Tail) -> Tails { Tails(right: f(right), left: f(left)) }

  func with(_ other: Tails, _ f: (Tail, Tail) -> Tail) -> Tails {
    Tails(right: f(right, other.right), left: f(left, other.left))
  }
}
