import Exact
import Kernel
import Numeric
import Testing

@testable import Models
@testable import Symbolic

/// First and second derivatives of scalar graphs against those that the kernel proves, within the
/// bound of the rounding errors that `RoundingBound` derives.
@Suite("Derivatives of scalar graphs against proved ones") struct ScalarDerivativeTests {
  /// The same function of x, y and z as a program and as a term.
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let program: @Sendable ([Node]) -> Node
    let term: @Sendable ([Term]) throws -> Term
    var testDescription: String { name }

    init(
      _ name: String, _ program: @escaping @Sendable ([Node]) -> Node,
      _ term: @escaping @Sendable ([Term]) throws -> Term
    ) {
      (self.name, self.program, self.term) = (name, program, term)
    }
  }

  static let rows: [Row] = [
    Row("sum", { $0[0] + $0[1] }, { try $0[0] + $0[1] }),
    Row("difference", { $0[0] - $0[1] }, { try $0[0] - $0[1] }),
    Row("product", { $0[0] * $0[1] }, { try $0[0] * $0[1] }),
    Row("quotient", { $0[0] / $0[1] }, { try $0[0] / $0[1] }),
    Row("opposite", { -$0[0] }, { try -$0[0] }),
    Row("exponential", { ($0[0] * $0[1]).exp() }, { try .exp($0[0] * $0[1]) }),
    Row("logarithm", { ($0[0] + $0[1]).log() }, { try .log($0[0] + $0[1]) }),
    Row("softplus", { ($0[0] - $0[1]).softplus() }, { try .log(.one + .exp($0[0] - $0[1])) }),
    Row(
      "log-sigmoid", { ($0[0] - $0[1]).logSigmoid() }, { try -(.log(.one + .exp($0[1] - $0[0]))) }),
    Row(
      "sigmoid", { ($0[0] - $0[1]).sigmoid() }, { try Term.one / (Term.one + .exp($0[1] - $0[0])) }),
    Row("tanh", { ($0[0] - $0[1]).tanh() }, { try tanh($0[0] - $0[1]) }),
    Row("root", { ($0[0] * $0[1]).squareRoot() }, { try .squareRoot($0[0] * $0[1]) }),
    Row("cube", { ($0[0] - $0[1]).power(3) }, { try ($0[0] - $0[1]).power(3) }),
    Row("negative power", { $0[0].power(-2) }, { try Term.one / $0[0].power(2) }),
    Row("power 0", { $0[0].power(0) }, { _ in .one }),
    // ½(∂D/∂x)² of the discriminator D = tanh(y·x + z): its gradient has second derivatives of D.
    Row(
      "gradient penalty of a neuron",
      { x in
        let slope = Node.gradient(of: (x[1] * x[0] + x[2]).tanh(), withRespectTo: [x[0]])[0]
        return 0.5 * (slope * slope)
      },
      { x in
        let slope = try derivative(tanh(x[1] * x[0] + x[2]), by: x[0], for: x)
        return try .real(Rational(1, 2)) * (slope * slope)
      }),
    Row(
      "gradient penalty of a softplus",
      { x in
        let slope = Node.gradient(of: x[2] * (x[1] * x[0]).softplus(), withRespectTo: [x[0]])[0]
        return 0.5 * (slope * slope)
      },
      { x in
        let slope = try derivative(x[2] * .log(.one + .exp(x[1] * x[0])), by: x[0], for: x)
        return try .real(Rational(1, 2)) * (slope * slope)
      }),
  ]

  private static func tanh(_ x: Term) throws -> Term {
    let (up, down) = (try Term.exp(x), try Term.exp(-x))
    return try (up - down) / (up + down)
  }

  /// The derivative that the kernel proves, for positive variables.
  private static func derivative(_ f: Term, by x: Term, for variables: [Term]) throws -> Term {
    let t = try Term.variable("t", .real)
    let function = try Term.lambda(t, f.substituting([x: t]))
    let prover = try Prover(assumptions: variables.map { try .less(.zero, $0) })
    let theorem = try prover.differentiate(function, at: x)
    guard case .apply(.hasDerivative, let parts) = theorem.conclusion.node,
      parts[0] === function, parts[2] === x
    else { throw TermEnclosure.Refusal(term: theorem.conclusion) }
    return parts[1]
  }

  @Test("up to the second order", arguments: rows) func agrees(_ row: Row) throws {
    let nodes = (0..<3).map { _ in Node.variable() }
    let f = row.program(nodes)
    let gradient = Node.gradient(of: f, withRespectTo: nodes)
    let hessian = Node.jacobian(of: gradient, withRespectTo: nodes).flatMap { $0 }
    var bound = RoundingBound(outputs: gradient + hessian, variables: nodes)
    let variables = try ["x", "y", "z"].map { try Term.variable($0, .real) }
    let term = try row.term(variables)
    let slopes = try variables.map { try Self.derivative(term, by: $0, for: variables) }
    let all =
      try slopes
      + slopes.flatMap { slope in
        try variables.map { try Self.derivative(slope, by: $0, for: variables) }
      }
    var stream = RandomStream(seed: 63)
    for _ in 0..<20 {
      let point = (0..<3).map { _ in Rational(stream.integer(in: 8...80), 64) }
      var enclosure = TermEnclosure(at: Dictionary(uniqueKeysWithValues: zip(variables, point)))
      for (measured, exact) in zip(bound.evaluate(at: point.map(\.double)), all) {
        let value = try enclosure.evaluate(exact).value
        func isWithin(_ x: Double) -> Bool {
          (Ball(x, precision: TermEnclosure.bits) - value).magnitude
            .isAtMost(Ball(measured.error, precision: TermEnclosure.bits)) == .yes
        }
        #expect(isWithin(measured.value), "\(measured) for \(value) at \(point)")
        // What is off by one in 10⁹ is refused.
        #expect(!isWithin(measured.value * (1 + 1e-9) + (measured.value == 0 ? 1e-9 : 0)))
      }
    }
  }
}
