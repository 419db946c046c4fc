import Exact
import Notation
import Numeric

/// Integrals over abstract spaces, by importance.
extension SampleCompiler {
  /// ∫ D·f over points, with D the densities among the factors of the body: M times the mean of f under the law
  /// D/M, with M = ∫ D from the instance.
  ///
  /// Where no density is a factor, D = 1 and the points are drawn by the weights of the space.
  func integral(over names: [String], of body: Expression) throws -> SampleValue {
    var integrand = Integrand(names: names, body: body, table)
    let spaces = try integrand.names.map { name in
      guard case .point(let space)? = table.declarations[name]?.type,
        let weights = evaluator.instance.spaces[space]
      else { throw EvaluationFailure.notEvaluable("an integral over numbers") }
      return (space: space, weights: weights)
    }
    guard spaces.reduce(1, { $0 * $1.weights.count > 4096 ? 4097 : $0 * $1.weights.count }) <= 4096
    else { throw EvaluationFailure.notEvaluable("an integral over more than 4096 points") }
    var points: [(values: [SurfaceValue], weight: Rational)] = [([], 1)]
    for (space, weights) in spaces {
      points = points.flatMap { point in
        weights.enumerated().map {
          (point.values + [.point(space, $0.offset)], point.weight * $0.element)
        }
      }
    }
    if !integrand.densities.allSatisfy({ !dependsOnRandom($0) }) { integrand.withoutDensities() }
    integrand.keepOneDensity()
    var mass = Ball(0)
    let masses = try points.map { point in
      let density = try evaluator.binding(integrand.names, to: point.values) {
        try integrand.densities.reduce(Ball(point.weight)) { product, density in
          let value = try evaluator.number(density)
          guard value.tag == 0, let ball = value.primal.real(bits: 128) else {
            throw EvaluationFailure.shapes
          }
          return product * ball
        }
      }
      mass = mass + density
      return density.midpoint
    }
    guard masses.allSatisfy({ $0 >= 0 }) else {
      throw EvaluationFailure.undefined("a density below 0", standing: true)
    }
    let total = program.add(.constant(mass.midpoint))
    if masses.allSatisfy({ $0 == 0 }) { return .number(total) }
    let mean = try choice(masses) { i in
      try self.evaluator.binding(integrand.names, to: points[i].values) {
        try self.value(integrand.rest)
      }
    }
    return try combine(.multiply, .number(total), mean)
  }

  /// ∫ f over one space below another expectation: the weighted sum over its points.
  func sum(over name: String, of body: Expression) throws -> SampleValue {
    guard case .point(let space)? = table.declarations[name]?.type,
      let weights = evaluator.instance.spaces[space]
    else { throw EvaluationFailure.notEvaluable("an integral over numbers") }
    let terms = try weights.enumerated().map { i, weight in
      try combine(
        .multiply, .number(program.add(.constant(weight.double))),
        evaluator.binding(name, to: .point(space, i)) { try value(body) })
    }
    guard let first = terms.first else { throw EvaluationFailure.shapes }
    return try terms.dropFirst().reduce(first) { try combine(.add, $0, $1) }
  }
}
