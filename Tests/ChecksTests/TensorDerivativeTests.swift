import Exact
import Notation
import Numeric
import Testing

@testable import Checks
@testable import Models

/// The derivatives of tensors' functions against those that the kernel proves, evaluated in balls.
@Suite("Derivatives of tensors against proved ones") struct TensorDerivativeTests {
  /// A function of x (and t), the derivative that is claimed, and the same function of tensors.
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let function: String
    let derivative: String
    var positive = false
    let single: @Sendable (Variable<Float>) -> Variable<Float>
    let double: @Sendable (Variable<Double>) -> Variable<Double>
    var testDescription: String { name }

    init(
      _ name: String, _ function: String, _ derivative: String, positive: Bool = false,
      _ single: @escaping @Sendable (Variable<Float>) -> Variable<Float>,
      _ double: @escaping @Sendable (Variable<Double>) -> Variable<Double>
    ) {
      (self.name, self.function, self.derivative) = (name, function, derivative)
      (self.positive, self.single, self.double) = (positive, single, double)
    }
  }

  static let rows: [Row] = [
    Row("exponential", "e^x", "e^x", { $0.exponential.sum }, { $0.exponential.sum }),
    Row(
      "logarithm", #"\log x"#, #"\frac1x"#, positive: true, { $0.logarithm.sum },
      { $0.logarithm.sum }),
    Row("square", "x^2", "2 x", { $0.squared.sum }, { $0.squared.sum }),
    Row(
      "root", #"\sqrt x"#, #"\frac{1}{2 \sqrt x}"#, positive: true, { $0.squareRoot.sum },
      { $0.squareRoot.sum }),
    Row(
      "reciprocal", #"\frac1x"#, #"-\frac{1}{x^2}"#, positive: true, { $0.reciprocal.sum },
      { $0.reciprocal.sum }),
    Row(
      "sigmoid", #"\frac{1}{1 + e^{-x}}"#, #"\frac{e^{-x}}{(1 + e^{-x})^2}"#, { $0.sigmoid.sum },
      { $0.sigmoid.sum }),
    Row(
      "tanh", #"\frac{e^x - e^{-x}}{e^x + e^{-x}}"#, #"\frac{4}{(e^x + e^{-x})^2}"#,
      { $0.tanh.sum }, { $0.tanh.sum }),
    Row(
      "softplus", #"\log(1 + e^x)"#, #"\frac{1}{1 + e^{-x}}"#, { $0.softplus.sum },
      { $0.softplus.sum }),
    Row(
      "binary cross-entropy",
      #"-\frac14 \log \frac{1}{1 + e^{-x}} - \frac34 \log(1 - \frac{1}{1 + e^{-x}})"#,
      #"\frac{1}{1 + e^{-x}} - \frac14"#,
      { $0.binaryCrossEntropy(targets: Tensor($0.shape, repeating: 0.25)) },
      { $0.binaryCrossEntropy(targets: Tensor($0.shape, repeating: 0.25)) }),
    Row(
      "Gaussian divergence, in the log-variance", #"\frac12 (e^x - 1 - x)"#, #"\frac12 (e^x - 1)"#,
      { .gaussianDivergence(mean: $0.graph.constant(Tensor($0.shape)), logVariance: $0) },
      { .gaussianDivergence(mean: $0.graph.constant(Tensor($0.shape)), logVariance: $0) }),
    Row(
      "Gaussian divergence, in the mean", #"\frac12 (x^2 + e^t - 1 - t)"#, "x",
      { .gaussianDivergence(mean: $0, logVariance: $0.graph.constant(Tensor($0.shape))) },
      { .gaussianDivergence(mean: $0, logVariance: $0.graph.constant(Tensor($0.shape))) }),
    Row(
      "log-sum-exp", #"\log(e^x + e^t)"#, #"\frac{e^x}{e^x + e^t}"#,
      { x in
        Variable.stacked([x.reshaped([1, x.shape[0]]), x.graph.constant(Tensor([1, x.shape[0]]))])
          .logSumExp.sum
      },
      { x in
        Variable.stacked([x.reshaped([1, x.shape[0]]), x.graph.constant(Tensor([1, x.shape[0]]))])
          .logSumExp.sum
      }),
  ]

  /// In the type's own rounding: a value of size s in the course of a derivative is off by at most the
  /// bound of the elementary function and eight roundings; no value is larger than 1 + |f′|.
  private func bound<S: TensorScalar>(_: S.Type, _ size: Double) -> Double {
    (S.functionError + 8 * S.roundoff) * (1 + size)
  }

  private func derivatives<S: TensorScalar>(
    _ x: [Double], _ f: (Variable<S>) -> Variable<S>
  ) -> [Double] {
    let graph = Graph<S>()
    let variable = graph.variable(Tensor([x.count], x.map { S($0) }))
    return graph.gradient(of: f(variable), for: [variable])[0].elements.map { Double($0) }
  }

  @Test(arguments: rows) func agrees(_ row: Row) throws {
    let declaration = row.positive ? "x, t : real, x > 0" : "x, t : real"
    let note = try readNote(
      "```given\n\(declaration)\n```\n\n$$\n\\frac{\\partial}{\\partial x} \\left(\(row.function)\\right) = \(row.derivative)\n$$\n",
      file: "derivative.md")
    let claim = try #require(note.claims.first)
    let report = Checker().check(claim)
    #expect(report.outcome == .proved, "\(report.reason ?? "")")
    let statement = try #require(try claim.content.get().last?.statement)
    guard case .relation(_, let left, let right) = statement.form else {
      Issue.record("no equation")
      return
    }
    // Dyadic points, which floats hold exactly.
    var stream = RandomStream(seed: 51)
    let points = (0..<40).map { _ in
      Double(stream.integer(in: row.positive ? 8...256 : -256...256)) / 64
    }
    let (floats, doubles) = (derivatives(points, row.single), derivatives(points, row.double))
    for (place, x) in points.enumerated() {
      var instance = Instance()
      instance.values["x"] = SurfaceValue(Rational(Int(x * 64), 64))
      instance.values["t"] = .zero
      for side in [left, right] {
        let evaluator = SurfaceEvaluator(
          table: ScopeTable(scope: claim.scope), instance: instance, bits: 128,
          fuel: Fuel(100_000))
        let exact = try #require(try evaluator.number(side).primal.real(bits: 128)).midpoint
        #expect(abs(floats[place] - exact) <= bound(Float.self, abs(exact)), "x = \(x)")
        #expect(abs(doubles[place] - exact) <= bound(Double.self, abs(exact)), "x = \(x)")
        // A derivative that is off by one in a million is noticed.
        #expect(abs(doubles[place] * (1 + 1e-6) + 1e-6 - exact) > bound(Double.self, abs(exact)))
      }
    }
  }
}
