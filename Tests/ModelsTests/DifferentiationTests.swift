import Foundation
import Models
import Numeric
import Testing

@Suite("Automatic differentiation") struct DifferentiationTests {
  private struct Row: Sendable {
    let name: String
    let build: @Sendable (Node) -> Node
    let value: @Sendable (Double) -> Double
    let first: @Sendable (Double) -> Double
    let second: @Sendable (Double) -> Double
  }

  private static func sigma(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// Closed forms, typed independently of the library's table; all hold for x > 0.
  private static let rows: [Row] = [
    Row(
      name: "exp", build: { $0.exp() }, value: { exp($0) }, first: { exp($0) },
      second: { exp($0) }),
    Row(
      name: "log", build: { $0.log() }, value: { log($0) }, first: { 1 / $0 },
      second: { -1 / ($0 * $0) }),
    Row(
      name: "tanh", build: { $0.tanh() }, value: { tanh($0) },
      first: { 1 / (cosh($0) * cosh($0)) },
      second: { -2 * tanh($0) / (cosh($0) * cosh($0)) }),
    Row(
      name: "sqrt", build: { $0.squareRoot() }, value: { sqrt($0) },
      first: { 0.5 * pow($0, -0.5) }, second: { -0.25 * pow($0, -1.5) }),
    Row(
      name: "softplus", build: { $0.softplus() }, value: { log(1 + exp($0)) },
      first: { sigma($0) }, second: { sigma($0) * sigma(-$0) }),
    Row(
      name: "sigmoid", build: { $0.sigmoid() }, value: { sigma($0) },
      first: { sigma($0) * sigma(-$0) },
      second: { sigma($0) * sigma(-$0) * (1 - 2 * sigma($0)) }),
    Row(
      name: "logSigmoid", build: { $0.logSigmoid() }, value: { -log(1 + exp(-$0)) },
      first: { sigma(-$0) }, second: { -sigma($0) * sigma(-$0) }),
    Row(
      name: "power 3", build: { $0.power(3) }, value: { $0 * $0 * $0 },
      first: { 3 * $0 * $0 }, second: { 6 * $0 }),
    Row(
      name: "power -2", build: { $0.power(-2) }, value: { 1 / ($0 * $0) },
      first: { -2 / ($0 * $0 * $0) }, second: { 6 / pow($0, 4) }),
    Row(
      name: "power 1", build: { $0.power(1) }, value: { $0 }, first: { _ in 1 },
      second: { _ in 0 }),
    Row(
      name: "power 0", build: { $0.power(0) }, value: { _ in 1 }, first: { _ in 0 },
      second: { _ in 0 }),
    Row(
      name: "quotient", build: { (1.0 / ($0 + 2)) * $0 }, value: { $0 / ($0 + 2) },
      first: { 2 / pow($0 + 2, 2) }, second: { -4 / pow($0 + 2, 3) }),
    Row(
      name: "product", build: { ($0 * $0 - 3) * -$0.exp() },
      value: { -($0 * $0 - 3) * exp($0) }, first: { -($0 * $0 + 2 * $0 - 3) * exp($0) },
      second: { -($0 * $0 + 4 * $0 - 1) * exp($0) }),
  ]

  /// The closed form rounds about as often as the graph, and its condition is the same: twice the bound
  /// of the graph, and 64 units for its own few operations.
  @Test("closed forms, up to the second derivative", arguments: rows.indices)
  func closedForms(index: Int) {
    let row = Self.rows[index]
    let x = Node.variable()
    let y = row.build(x)
    let first = Node.gradient(of: y, withRespectTo: [x])[0]
    let second = Node.gradient(of: first, withRespectTo: [x])[0]
    var bound = RoundingBound(outputs: [y, first, second], variables: [x])
    var random = RandomStream(seed: 21)
    for _ in 0..<200 {
      let point = 0.05 + 4 * random.uniform()
      let expected = [row.value(point), row.first(point), row.second(point)]
      for (got, want) in zip(bound.evaluate(at: [point]), expected) {
        let size = max(abs(want), 1) * max(1, pow(point, -4))
        #expect(
          abs(got.value - want) <= 2 * got.error + 64 * 0x1p-53 * size, "\(row.name) at \(point)")
      }
    }
  }

  /// |(f(x+h) − f(x−h))/2h − f′(x)| ≤ h²/6·max|f‴| + b/h, with b the bound of f's rounding error. f‴ comes
  /// from differentiating three times; its maximum over the interval is taken at 9 points and doubled.
  @Test("central differences", arguments: rows.indices)
  func differences(index: Int) {
    let x = Node.variable()
    var derivatives = [Self.rows[index].build(x)]
    for order in 0..<4 {
      derivatives += Node.gradient(of: derivatives[order], withRespectTo: [x])
    }
    var bound = RoundingBound(outputs: derivatives, variables: [x])
    var random = RandomStream(seed: 22)
    let h = 0x1p-14
    for _ in 0..<50 {
      let point = 0.25 + 3 * random.uniform()
      for order in 0..<2 {
        let (up, down) = (
          bound.evaluate(at: [point + h])[order], bound.evaluate(at: [point - h])[order]
        )
        let slope = (up.value - down.value) / (2 * h)
        let third = (-4...4).map { step in
          abs(bound.evaluate(at: [point + Double(step) * h / 4])[order + 3].value)
        }.max()!
        let at = bound.evaluate(at: [point])[order + 1]
        let abscissa = 4 * 0x1p-53 * (point + h) * abs(at.value) / h
        let tolerance = h * h / 6 * 2 * third + max(up.error, down.error) / h + at.error + abscissa
        #expect(abs(slope - at.value) <= tolerance, "\(Self.rows[index].name) at \(point)")
      }
    }
  }

  @Test("a gradient of several variables, and mixed second derivatives")
  func mixed() {
    let (x, y, z) = (Node.variable(), Node.variable(), Node.variable())
    let f = (x * y).exp() / y + x * x
    let gradient = Node.gradient(of: f, withRespectTo: [x, y, z])
    let hessian = Node.jacobian(of: gradient, withRespectTo: [x, y, z]).flatMap { $0 }
    var tape = Tape(outputs: gradient + hessian, variables: [x, y, z])
    let (a, b) = (0.7, -1.3)
    let e = exp(a * b)
    let fxy = a * e
    let expected = [
      e + 2 * a, e * (a * b - 1) / (b * b), 0, b * e + 2, fxy, 0, fxy,
      e * (a * a / b - 2 * a / (b * b) + 2 / (b * b * b)), 0, 0, 0, 0,
    ]
    for (got, want) in zip(tape.evaluate(at: [a, b, 5]), expected) {
      #expect(abs(got - want) < 1e-14)
    }
  }

  @Test("a constant is a place of its own, and so is every node")
  func identity() {
    let (x, one) = (Node.variable(), Node.constant(1))
    let inner = Node.gradient(of: x * one, withRespectTo: [x])[0]
    let mixed = Node.gradient(of: inner, withRespectTo: [one])[0]
    var tape = Tape(outputs: [inner, mixed], variables: [x])
    #expect(tape.evaluate(at: [3]) == [1, 1])
    let square = x * x
    let outer = Node.gradient(of: square.exp(), withRespectTo: [square, x])
    var chain = Tape(outputs: outer, variables: [x])
    #expect(chain.evaluate(at: [0.5])[0] == exp(0.25), "a node stands for itself")
    #expect(chain.evaluate(at: [0.5])[1] == 0, "and hides what it is made from")
  }

  @Test("extreme arguments and deep graphs")
  func extremes() {
    let x = Node.variable()
    let nodes = [x.softplus(), x.logSigmoid(), x.sigmoid()]
    var tape = Tape(
      outputs: nodes + nodes.map { Node.gradient(of: $0, withRespectTo: [x])[0] }, variables: [x])
    #expect(tape.evaluate(at: [1000]) == [1000, 0, 1, 1, 0, 0])
    #expect(tape.evaluate(at: [-1000]) == [0, -1000, 0, 0, 1, 0])
    var deep = x
    for _ in 0..<1000 { deep = deep + deep }
    let slope = Node.gradient(of: .constant(0x1p-1000) * deep, withRespectTo: [x])
    var compiled = Tape(outputs: slope, variables: [x])
    #expect(compiled.evaluate(at: [0]) == [1])
    var shared = Tape(outputs: [x.exp() + x.exp()], variables: [x])
    #expect(shared.count == 2 && shared.evaluate(at: [0]) == [2])
  }
}
