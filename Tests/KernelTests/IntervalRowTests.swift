import Exact
import Kernel
import Numeric
import Testing

/// The rows about intervals speak of all real numbers in their premises or their conclusion; they are
/// evaluated for functions of which these hold, with certified quadrature.
@Suite("Axiom rows about intervals and continuity")
struct IntervalRowTests {
  /// Functions with their derivatives, all of them differentiable for x > 0.
  private static func pairs(_ x: Term) throws -> [(F: Term, f: Term)] {
    let two = Term.real(2)
    return try [
      (x * x * x, .real(3) * x * x), (.exp(two * x), two * .exp(two * x)),
      (.log(x), .inverse(x)), (.inverse(x), -(.inverse(x) * .inverse(x))),
      (x * .log(x) - x, .log(x)), (.real(5), .zero),
    ]
  }

  @Test("the fundamental theorem at 60 intervals", arguments: 0..<60)
  func fundamentalTheorem(_ seed: Int) throws {
    var random = Random(seed: UInt64(seed))
    let (x, a, b) = try (
      Term.variable("x", .real), Term.variable("a", .real), Term.variable("b", .real)
    )
    let (F, f) = try Self.pairs(x)[seed % 6]
    let low = Rational(random.integer(1...6), random.integer(1...3))
    var model = RealModel()
    model.numbers = [a: low, b: low + Rational(random.integer(0...4), random.integer(1...2))]
    let statement = try Axiom.fundamentalTheorem.statement([.lambda(x, F), .lambda(x, f), a, b])
    let (premises, conclusion) = try RealModel.split(statement)
    #expect(premises.count == 3)
    #expect(try model.truth(conclusion) == true)
    // The nearest falsehood: with the bounds exchanged on one side, where the integral is not 0.
    guard case .apply(.and, let parts) = conclusion.node,
      case .apply(.equal, let sides) = parts[1].node
    else { throw Unreadable(what: "fundamentalTheorem") }
    #expect(try model.truth(.equal(sides[0], sides[1] + .one)) == false)
  }

  @Test("integrals over half lines at 40 of them", arguments: 0..<40)
  func halfLine(_ seed: Int) throws {
    var random = Random(seed: UInt64(seed))
    let (x, a) = try (Term.variable("x", .real), Term.variable("a", .real))
    let rate = Rational(random.integer(1...5), random.integer(1...2))
    let power: Term = try .exp(.real(-rate) * x)
    // F, f = F′ ≥ 0 beyond 1, and the limit of F.
    let limit = Rational(random.integer(-2...2))
    let (F, f): (Term, Term) =
      try seed % 2 == 0
      ? (.real(limit) - power, .real(rate) * power)
      : (.real(limit) - x * power, (.real(rate) * x - .one) * power)
    let low = Rational(random.integer(1...4))
    var model = RealModel()
    model.numbers = [a: low]
    // Beyond, the integrands together are below 2⁻²⁰⁰.
    model.range = (low, low + 600 / rate)
    let statement = try Axiom.halfLine.statement([.lambda(x, F), .lambda(x, f), a, .real(limit)])
    let (premises, conclusion) = try RealModel.split(statement)
    #expect(premises.count == 4)
    #expect(try model.truth(conclusion) == true)
    // The nearest falsehood: another limit, which the last premise excludes.
    let other = try Axiom.halfLine.statement([.lambda(x, F), .lambda(x, f), a, .real(limit + 1)])
    #expect(try model.truth(RealModel.split(other).conclusion) == false)
  }

  @Test("values near a point are near its value", arguments: 0..<60)
  func continuity(_ seed: Int) throws {
    var random = Random(seed: UInt64(seed))
    let (x, t) = try (Term.variable("x", .real), Term.variable("t", .real))
    let F = try Self.pairs(x)[seed % 6].F
    let f = try Term.lambda(x, F)
    let statement = try Axiom.differentiableContinuous.statement([
      f, .zero, .variable("p", .real), .variable("e", .real),
    ])
    guard case .apply(.exists, let predicate) = try RealModel.split(statement).conclusion.node
    else { throw Unreadable(what: "differentiableContinuous") }
    // On [1, 7] the functions have slopes below 2·10⁶, so δ = 10⁻⁷ ε will do.
    let error = Rational(1, random.integer(1...9))
    let δ = error * Rational(1, 10_000_000)
    let point = Rational(random.integer(2...6))
    let inner = try #require(predicate.first).at(.real(δ))
    guard case .apply(.and, let parts) = inner.node, case .apply(.forAll, let all) = parts[1].node
    else { throw Unreadable(what: "differentiableContinuous") }
    var model = RealModel()
    for k in -9...9 {
      let near = point + δ * Rational(k, 10)
      model.numbers = [
        t: near, try .variable("p", .real): point, try .variable("e", .real): error,
      ]
      let (premises, conclusion) = try RealModel.split(all[0].at(t))
      for premise in premises { #expect(try model.truth(premise) == true) }
      #expect(try model.truth(conclusion) == true)
    }
  }

  @Test("quotients of differences near a point are near the slope", arguments: 0..<60)
  func differenceQuotient(_ seed: Int) throws {
    var random = Random(seed: UInt64(seed))
    let (x, t) = try (Term.variable("x", .real), Term.variable("t", .real))
    let (F, slope) = try Self.pairs(x)[seed % 6]
    let f = try Term.lambda(x, F)
    let statement = try Axiom.differenceQuotient.statement([
      f, .lambda(x, slope).at(.variable("p", .real)), .variable("p", .real), .variable("e", .real),
    ])
    guard case .apply(.exists, let predicate) = try RealModel.split(statement).conclusion.node
    else { throw Unreadable(what: "differenceQuotient") }
    // On [1, 7] the slopes of the functions have slopes below 5·10⁶, so δ = 10⁻⁷ ε will do.
    let error = Rational(1, random.integer(1...9))
    let δ = error * Rational(1, 10_000_000)
    let point = Rational(random.integer(2...6))
    let inner = try #require(predicate.first).at(.real(δ))
    guard case .apply(.and, let parts) = inner.node, case .apply(.forAll, let all) = parts[1].node
    else { throw Unreadable(what: "differenceQuotient") }
    var model = RealModel()
    for k in -9...9 where k != 0 {
      let near = point + δ * Rational(k, 10)
      model.numbers = [
        t: near, try .variable("p", .real): point, try .variable("e", .real): error,
      ]
      let (premises, conclusion) = try RealModel.split(all[0].at(t))
      for premise in premises { #expect(try model.truth(premise) == true) }
      #expect(try model.truth(conclusion) == true)
    }
  }
}
