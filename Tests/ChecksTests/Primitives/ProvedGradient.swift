import Exact
import Kernel
import Numeric

@testable import Models
@testable import Symbolic

/// The gradient of Σ cᵢyᵢ for a primitive y at one point: what the kernel proves, in balls.
///
/// Each entry comes from a theorem "λt. Σ cᵢyᵢ has the derivative d at x" for variables x. Its value is
/// the ball of d at the point, its majorant the sum of the magnitudes of the terms of d.
///
/// A program whose terms pass at most k roundings and j values of functions with relative errors ε is
/// off by at most ((1 − ku)⁻¹(1 − ε)⁻ʲ − 1)·majorant: a product of k factors (1 + δ)^{±1} with |δ| ≤ u lies
/// within 1/(1 − ku) of 1, and a sum is off by no more than the sum of what its terms are off by.
/// Source: N. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., Lemma 3.1 and §3.4.
struct ProvedGradient {
  let primitive: Primitive
  /// Dyadic numbers, which both types hold exactly, and those of Σ cᵢyᵢ.
  let point: [[Rational]]
  let weights: [Rational]
  let entries: [[TermEnclosure.Value]]

  /// - Throws: `ProofFailure` where the derivative is not proved.
  init(_ primitive: Primitive, seed: UInt64) throws {
    self.primitive = primitive
    var stream = RandomStream(seed: seed)
    // Odd multiples of 1/64 within ±4, all different: no ties, no zeros.
    var taken: Set<Int> = []
    func number(positive: Bool) -> Rational {
      while true {
        let odd = 2 * stream.integer(in: positive ? 8...127 : -128...127) + 1
        if taken.insert(odd).inserted { return Rational(odd, 64) }
      }
    }
    let point = primitive.shapes.map { shape in
      (0..<shape.reduce(1, *)).map { _ in number(positive: primitive.isPositive) }
    }
    let variables = try zip(["x", "w", "b"], primitive.shapes).map {
      try SymbolicTensor($1, variables: $0)
    }
    let y = try primitive.definition(variables, near: point)
    let weights = y.elements.map { _ in Rational(2 * stream.integer(in: -16...16) + 1, 16) }
    let loss = try Term.total(zip(weights, y.elements).map { try .real($0) * $1 })
    let all = variables.flatMap(\.elements)
    let conditions = primitive.isPositive ? try all.map { try Term.less(.zero, $0) } : []
    var enclosure = TermEnclosure(
      at: Dictionary(uniqueKeysWithValues: zip(all, point.flatMap { $0 })))
    let t = try Term.variable("t", .real)
    entries = try variables.map { tensor in
      try tensor.elements.map { x in
        let function = try Term.lambda(t, loss.substituting([x: t]))
        let theorem = try Prover(assumptions: conditions).differentiate(function, at: x)
        guard case .apply(.hasDerivative, let parts) = theorem.conclusion.node,
          parts[0] === function, parts[2] === x
        else { throw TermEnclosure.Refusal(term: theorem.conclusion) }
        return try enclosure.evaluate(parts[1])
      }
    }
    (self.point, self.weights) = (point, weights)
  }

  /// The largest error of a program's gradient, in units of its bound: at most 1 where it agrees.
  ///
  /// An entry with the bound 0 has to be exact.
  func excess<S: TensorScalar>(
    _: S.Type, perturbation: Double = 0, program: ([Variable<S>]) -> Variable<S>
  ) -> Double {
    let graph = Graph<S>()
    let x = zip(primitive.shapes, point).map { shape, numbers in
      graph.variable(Tensor<S>(shape, numbers.map { S($0.double) }))
    }
    let y = program(x)
    precondition(y.value.count == weights.count)
    let adjoint = Tensor(y.shape, weights.map { S($0.double) })
    let gradients = graph.pullback(adjoint, of: y, to: x)
    let (operations, functions) = primitive.roundings
    let factor =
      1
      / ((1 - Double(operations) * S.roundoff)
        * (0..<functions).reduce(1) { product, _ in
          product * (1 - S.functionError)
        }) - 1
    var worst = 0.0
    for (gradient, exact) in zip(gradients, entries) {
      for (number, entry) in zip(gradient.elements, exact) {
        let measured = Ball(Double(number) * (1 + perturbation), precision: TermEnclosure.bits)
        let error = (measured - entry.value).magnitude.upper?.double ?? .infinity
        let bound = factor * entry.majorant.midpoint
        worst = max(worst, error == 0 ? 0 : error / bound)
      }
    }
    return worst
  }
}
