import Exact
import Notation
import Numeric

/// Sums, products and quotients of what two expressions do near a limit.
extension SurfaceEvaluator {
  func sum(_ a: Asymptote, _ b: Asymptote, _ tail: Tail) throws -> Asymptote {
    switch (a, b) {
    case (.quotient(let p), .quotient(let q)): return .quotient(p + q)
    case (.steep(let s), .quotient), (.quotient, .steep(let s)), (.steep(let s), .slow),
      (.slow, .steep(let s)):
      return .steep(s)
    default: break
    }
    switch try (tail.limit(a), tail.limit(b)) {
    case (.value(let x), .value(let y)): return .value(arithmetic.add(x, y))
    case (.infinite(let s), .value), (.value, .infinite(let s)): return .infinite(s)
    case (.infinite(let s), .infinite(let t)) where s == t: return .infinite(s)
    case (.none, .value), (.value, .none): return .none
    default: throw EvaluationFailure.notEvaluable("a limit of the form ∞ − ∞")
    }
  }

  func product(_ a: Asymptote, _ b: Asymptote, _ tail: Tail) throws -> Asymptote {
    switch (a, b) {
    case (.quotient(let p), .quotient(let q)): return .quotient(p * q)
    case (.flat, .quotient), (.quotient, .flat), (.flat, .slow), (.slow, .flat), (.flat, .flat):
      return .flat
    case (.slow, .quotient(let q)), (.quotient(let q), .slow):
      if case .value(let x) = try tail.limit(.quotient(q)), x.primal.sign(bits: bits) == 0 {
        return .value(.zero)
      }
    case (.steep(let s), .quotient(let q)), (.quotient(let q), .steep(let s)):
      let signs = tail.signs(of: q)
      if signs.count == 1, let sign = signs.first, sign != 0 { return .steep(s * sign) }
    case (.steep(let s), .slow(let t)), (.slow(let t), .steep(let s)),
      (.steep(let s), .steep(let t)):
      return .steep(s * t)
    default: break
    }
    switch try (tail.limit(a), tail.limit(b)) {
    case (.none, .value(let x)), (.value(let x), .none):
      guard let sign = x.primal.sign(bits: bits), sign != 0 else {
        throw EvaluationFailure.notEvaluable("a product with what has no limit")
      }
      return .none
    case (.value(let x), .value(let y)): return .value(arithmetic.multiply(x, y))
    case (.infinite(let s), .infinite(let t)): return .infinite(s * t)
    case (.infinite(let s), .value(let x)), (.value(let x), .infinite(let s)):
      guard let sign = x.primal.sign(bits: bits), sign != 0 else {
        throw EvaluationFailure.notEvaluable("a limit of the form 0·∞")
      }
      return .infinite(s * sign)
    default: throw EvaluationFailure.notEvaluable("the limit of this product")
    }
  }

  func reciprocal(_ a: Asymptote, _ tail: Tail) throws -> Asymptote {
    if case .quotient(let q) = a {
      guard let result = q.reciprocal else { throw EvaluationFailure.undefined("division by 0") }
      return .quotient(result)
    }
    if case .steep = a { return .flat }
    switch try tail.limit(a) {
    case .value(let x):
      guard let sign = x.primal.sign(bits: bits), sign != 0 else {
        throw EvaluationFailure.notEvaluable("the limit of 1/0")
      }
      return .value(try arithmetic.reciprocal(x))
    case .infinite: return .value(.zero)
    case .quotient, .none, .flat, .slow, .steep:
      throw EvaluationFailure.notEvaluable("the limit of this quotient")
    }
  }
}
