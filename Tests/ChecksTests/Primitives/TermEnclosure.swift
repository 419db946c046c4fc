import Exact
import Kernel
import Numeric

/// Values of terms in balls, and the sums of the magnitudes of their summands.
///
/// The majorant of a sum is the sum of the majorants, of a product their product; of a numeral or a
/// variable it is the magnitude. So it is Σ|tᵢ| where the term, multiplied out, is Σtᵢ. Exponentials and
/// logarithms count as numbers; quotients and roots are admitted where what stands below, or under the root, is a
/// sum of positive terms, which roundings change by no more than the largest relative change of one.
struct TermEnclosure {
  struct Value {
    let value: Ball
    let majorant: Ball
  }

  /// A term that this does not evaluate.
  struct Refusal: Error {
    let term: Term
  }

  static let bits = 192
  private let variables: [Term: Ball]
  private var known: [Term: Value] = [:]

  init(at variables: [Term: Rational]) {
    self.variables = variables.mapValues { Ball($0, precision: Self.bits) }
  }

  mutating func evaluate(_ term: Term) throws -> Value {
    if let value = known[term] { return value }
    let value = try compute(term)
    known[term] = value
    return value
  }

  private mutating func compute(_ term: Term) throws -> Value {
    switch term.node {
    case .number(let number, _): return exact(Ball(number, precision: Self.bits))
    case .free:
      guard let ball = variables[term] else { throw Refusal(term: term) }
      return exact(ball)
    case .apply(.add, let parts):
      let (a, b) = (try evaluate(parts[0]), try evaluate(parts[1]))
      return Value(value: a.value + b.value, majorant: a.majorant + b.majorant)
    case .apply(.multiply, let parts):
      let (a, b) = (try evaluate(parts[0]), try evaluate(parts[1]))
      return Value(value: a.value * b.value, majorant: a.majorant * b.majorant)
    case .apply(.negate, let parts):
      let a = try evaluate(parts[0])
      return Value(value: -a.value, majorant: a.majorant)
    case .apply(.power, let parts):
      guard let exponent = Int(exactly: try evaluate(parts[1]).value.midpoint) else {
        throw Refusal(term: term)
      }
      let a = try evaluate(parts[0])
      return Value(value: a.value.power(exponent), majorant: a.majorant.power(exponent))
    case .apply(.inverse, let parts): return exact(1 / (try positive(parts[0])))
    case .apply(.squareRoot, let parts): return exact(try positive(parts[0]).squareRoot())
    case .apply(.exp, let parts): return exact(try evaluate(parts[0]).value.exp())
    case .apply(.log, let parts): return exact(try evaluate(parts[0]).value.log())
    case .apply(.naturalToReal, let parts): return try evaluate(parts[0])
    case .apply(.pi, _): return exact(.pi(precision: Self.bits))
    default: throw Refusal(term: term)
    }
  }

  private func exact(_ ball: Ball) -> Value { Value(value: ball, majorant: ball.magnitude) }

  /// The value of a sum of terms of one sign, or of a product of such sums.
  private mutating func positive(_ term: Term) throws -> Ball {
    let value = try evaluate(term)
    guard value.value.magnitude.overlaps(value.majorant), value.value.equals(0) == .no else {
      throw Refusal(term: term)
    }
    return value.value
  }
}
