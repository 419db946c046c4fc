import Exact
import Kernel
import Numeric
import Testing

/// The rows about Lebesgue's measure have no finite model. Their statements are evaluated at random
/// parameters with certified quadrature instead (over pairs by the trapezoidal rule), over an
/// interval outside of which the integrands together are below 2⁻²⁰⁰; an equation counts as confirmed when both
/// enclosures are narrow and meet up to 10⁻⁹.
@Suite("Axiom rows about integrals over the real numbers")
struct LebesgueRowTests {
  /// The rows that are tested here and nowhere else.
  static let names: Set<String> = [
    "piBounds", "gaussianIntegral", "gaussianMoment", "normalMoments", "fundamentalTheorem",
    "halfLine",
    "differentiableContinuous", "differenceQuotient",
  ]

  @Test("the moments of the normal law, at 64 parameters", arguments: 0..<64)
  func moments(_ seed: Int) throws {
    var random = Random(seed: UInt64(seed))
    var model = RealModel()
    let (m, v) = (try Term.variable("m", .real), try Term.variable("v", .real))
    let mean = Rational(random.integer(-6...6), random.integer(1...3))
    let variance = Rational(random.integer(1...6), random.integer(1...3))
    model.numbers = [m: mean, v: variance]
    model.range = (mean - 40 * (1 + variance), mean + 40 * (1 + variance))
    #expect(try model.truth(Axiom.gaussianIntegral.statement([m, v])) == true)
    let k = try Term.natural(Rational(seed % 5))
    #expect(try model.truth(Axiom.gaussianMoment.statement([m, v, k])) == true)
    // The nearest falsehoods: without the factor k + 1, and the wrong sign of the mean.
    let (_, conclusion) = try RealModel.split(Axiom.gaussianMoment.statement([m, v, k]))
    guard case .apply(.and, let parts) = conclusion.node,
      case .apply(.equal, let sides) = parts[1].node
    else { throw Unreadable(what: "gaussianMoment") }
    #expect(try model.truth(.equal(sides[0], sides[1] + v)) == false)
  }

  @Test("the moments of normal vectors of one and two coordinates", arguments: 0..<12)
  func vectors(_ seed: Int) throws {
    var random = Random(seed: UInt64(seed))
    let n = try Term.variable("n", .natural)
    let (μ, c) = try (Term.variable("μ", .vector(n)), Term.variable("c", .vector(n)))
    let (Σ, B) = try (Term.variable("Σ", .matrix(n, n)), Term.variable("B", .matrix(n, n)))
    let size = seed % 3 == 0 ? 2 : 1
    func number() -> Rational { Rational(random.integer(-1...1), random.integer(1...2)) }
    var model = RealModel()
    model.sizes = [n: size]
    model.vectors = [μ: (0..<size).map { _ in number() }, c: (0..<size).map { _ in number() }]
    // GᵀG + I is symmetric and positive definite.
    let g = (0..<size).map { _ in (0..<size).map { _ in number() } }
    let gram = (0..<size).map { i in
      (0..<size).map { j in
        (0..<size).reduce(i == j ? Rational.one : .zero) { $0 + g[$1][i] * g[$1][j] }
      }
    }
    model.matrices = [Σ: gram, B: (0..<size).map { _ in (0..<size).map { _ in number() } }]
    model.range = (-40, 40)
    let statement = try Axiom.normalMoments.statement([μ, Σ, B, c])
    #expect(try model.truth(RealModel.split(statement).conclusion) == true)
  }

  @Test("π lies between the bounds")
  func circle() throws {
    #expect(try RealModel().truth(Axiom.piBounds.statement([])) == true)
  }
}

/// Values of terms in balls, integrals over ℝ and ℝⁿ by quadrature.
struct RealModel {
  var numbers: [Term: Rational] = [:]
  var vectors: [Term: [Rational]] = [:]
  var matrices: [Term: [[Rational]]] = [:]
  var sizes: [Term: Int] = [:]
  var range: (Rational, Rational) = (-1, 1)
  var bits = 64

  enum Value {
    case number(ComplexBall)
    case vector([ComplexBall])
    case matrix([[ComplexBall]])

    var number: ComplexBall? { if case .number(let x) = self { x } else { nil } }
  }

  static func split(_ statement: Term) throws -> (premises: [Term], conclusion: Term) {
    guard case .apply(.implies, let sides) = statement.node else { return ([], statement) }
    let (premises, conclusion) = try split(sides[1])
    return ([sides[0]] + premises, conclusion)
  }

  /// Whether the formula is confirmed; false also where nothing is known.
  func truth(_ formula: Term) throws -> Bool {
    guard case .apply(let op, let x) = formula.node else { throw Unreadable(what: "a formula") }
    switch op {
    case .and: return try truth(x[0]) && truth(x[1])
    case .implies: return try !truth(x[0]) || truth(x[1])
    // Every integrand here is continuous and decays like a normal density.
    case .integrable: return true
    case .equal:
      let (a, b) = try (number(x[0], []), number(x[1], []))
      let gap = a.re - b.re
      return abs(gap.midpoint) < 1e-9 && gap.radius < 1e-9
    case .less: return try number(x[0], []).re.isLess(than: number(x[1], []).re) == .yes
    case .not:
      guard case .apply(.equal, let y) = x[0].node else { throw Unreadable(what: "this formula") }
      return try truth(.less(y[0], y[1])) || truth(.less(y[1], y[0]))
    default: throw Unreadable(what: "this formula")
    }
  }

  private func number(_ term: Term, _ bound: [Value]) throws -> ComplexBall {
    guard let x = try value(term, bound).number else { throw Unreadable(what: "a number") }
    return x
  }

  private func ball(_ q: Rational) -> ComplexBall { ComplexBall(q, precision: bits + 32) }

  private func value(_ term: Term, _ bound: [Value]) throws -> Value {
    switch term.node {
    case .bound(let index, _): return bound[bound.count - 1 - index]
    case .number(let q, _): return .number(ball(q))
    case .free:
      if let q = numbers[term] { return .number(ball(q)) }
      if let n = sizes[term] { return .number(ball(Rational(n))) }
      if let v = vectors[term] { return .vector(v.map(ball)) }
      if let m = matrices[term] { return .matrix(m.map { $0.map(ball) }) }
      throw Unreadable(what: "no value of \(term)")
    case .apply(.integral, let f): return .number(try integral(f[0], bound))
    case .apply(let op, let parts):
      return try apply(op, parts.map { try value($0, bound) })
    case .lambda, .call: throw Unreadable(what: "a function")
    }
  }

  /// ∫ₐᵇ of λx. [a < x < b] f(x), from a to the end of the range of λx. [a < x] f(x); `nil` for other functions.
  private func intervalIntegral(_ body: Term, _ bound: [Value]) throws -> ComplexBall? {
    guard case .apply(.multiply, let factors) = body.node,
      case .apply(.indicator, let condition) = factors[0].node
    else { return nil }
    let (a, b): (ComplexBall, ComplexBall)
    switch condition[0].node {
    case .apply(.less, let low): (a, b) = try (number(low[0], bound), ball(range.1))
    case .apply(.and, let parts):
      guard case .apply(.less, let low) = parts[0].node,
        case .apply(.less, let high) = parts[1].node
      else { return nil }
      (a, b) = try (number(low[0], bound), number(high[1], bound))
    default: return nil
    }
    return ComplexBall(
      Quadrature.integral(from: a.re, to: b.re, bits: bits) { z, _ in
        (try? number(factors[1], bound + [.number(z)])) ?? ComplexBall(.indeterminate())
      })
  }

  private func apply(_ op: Operator, _ x: [Value]) throws -> Value {
    switch (op, x.first, x.last) {
    case (.pi, _, _): return .number(ComplexBall(Ball.pi(precision: bits + 32)))
    case (.add, .number(let a)?, .number(let b)?): return .number(a + b)
    case (.add, .vector(let a)?, .vector(let b)?): return .vector(zip(a, b).map { $0 + $1 })
    case (.negate, .number(let a)?, _): return .number(-a)
    case (.negate, .vector(let a)?, _): return .vector(a.map { -$0 })
    case (.multiply, .number(let a)?, .number(let b)?): return .number(a * b)
    case (.inverse, .number(let a)?, _): return .number(ball(1) / a)
    case (.power, .number(let a)?, .number(let n)?):
      guard let exponent = n.re.exactRational?.int else { throw Unreadable(what: "a power") }
      return .number((0..<exponent).reduce(ball(1)) { p, _ in p * a })
    case (.naturalToReal, .number?, _): return x[0]
    case (.exp, .number(let a)?, _): return .number(a.exp())
    case (.log, .number(let a)?, _): return .number(a.log())
    case (.squareRoot, .number(let a)?, _): return .number(ComplexBall(a.re.squareRoot()))
    case (.inner, .vector(let a)?, .vector(let b)?): return .number(dot(a, b))
    case (.product, .matrix(let a)?, .vector(let v)?): return .vector(a.map { dot($0, v) })
    case (.product, .matrix(let a)?, .matrix(let b)?):
      return .matrix(a.map { row in b[0].indices.map { j in dot(row, b.map { $0[j] }) } })
    case (.trace, .matrix(let a)?, _):
      return .number(a.indices.reduce(ball(0)) { $0 + a[$1][$1] })
    case (.determinant, .matrix(let a)?, _): return .number(determinant(a))
    case (.matrixInverse, .matrix(let a)?, _):
      let scale = ball(1) / determinant(a)
      if a.count == 1 { return .matrix([[scale]]) }
      return .matrix([
        [a[1][1] * scale, -(a[0][1] * scale)], [-(a[1][0] * scale), a[0][0] * scale],
      ])
    default: throw Unreadable(what: "\(op)")
    }
  }

  private func dot(_ a: [ComplexBall], _ b: [ComplexBall]) -> ComplexBall {
    zip(a, b).reduce(ball(0)) { $0 + $1.0 * $1.1 }
  }

  private func determinant(_ a: [[ComplexBall]]) -> ComplexBall {
    a.count == 1 ? a[0][0] : a[0][0] * a[1][1] - a[0][1] * a[1][0]
  }

  private func integral(_ function: Term, _ bound: [Value]) throws -> ComplexBall {
    guard case .lambda(let domain, let body) = function.node else {
      throw Unreadable(what: "an integrand")
    }
    if let result = try intervalIntegral(body, bound) { return result }
    var count: Int?
    if case .vector(let n) = domain { count = sizes[n] }
    func f(_ point: Value) -> ComplexBall {
      (try? number(body, bound + [point])) ?? ComplexBall(.indeterminate())
    }
    guard let count, count > 1 else {
      let (a, b) = (
        Ball(range.0, precision: bits + 32), Ball(range.1, precision: bits + 32)
      )
      return ComplexBall(
        Quadrature.integral(from: a, to: b, bits: bits) { z, _ in
          f(count == nil ? .number(z) : .vector([z]))
        })
    }
    // The trapezoidal rule with the step ½ in both directions: its error for variances from 1 on is below
    // exp(−2π²·4), and that of leaving out what lies beyond 24 below 10⁻⁹.
    let nodes = (-48...48).map { ball(Rational($0, 2)) }
    var sum = ball(0)
    for x in nodes { for y in nodes { sum = sum + f(.vector([x, y])) } }
    return sum * ball(Rational(1, 4))
  }
}
