import Exact
import Notation
import Numeric

extension Expression {
  fileprivate func mentions(_ names: some Sequence<String>) -> Bool {
    names.contains(where: freeSymbols.contains)
  }
}

/// Integrals over ℝ and ℝⁿ, and normal densities.
extension SurfaceEvaluator {
  /// ∫ over a variable declared as a number or a vector; `nil` for other variables.
  func lebesgueIntegral(_ name: String, _ body: Expression) throws -> SurfaceValue? {
    switch table.declarations[name]?.type {
    case .real:
      do {
        return .number(try integral(name, length: nil, body))
      } catch EvaluationFailure.undefined(
        let reason, standing: false) where body.mentions(instance.normals.keys)
      {
        // That an integral under a declared density exists is a standing assumption.
        throw EvaluationFailure.undefined(reason, standing: true)
      }
    case .vector(let length): return .number(try integral(name, length: integer(length), body))
    default: return nil
    }
  }

  /// ∫ of a number over a variable, or over a vector of variables: in closed form, else enclosed.
  func integral(_ name: String, length: Int?, _ body: Expression) throws -> DualNumber {
    do { return try closedIntegral(name, length: length, body) } catch let failure
      as EvaluationFailure
    {
      // Of an integral over several variables the inner ones would have to be enclosed as functions.
      guard failure.leavesValueOpen, length == nil, integrationVariables == 0 else { throw failure }
      return .plain(.ball(try enclosedIntegral(name, from: nil, to: nil, body, or: failure)))
    }
  }

  private func closedIntegral(_ name: String, length: Int?, _ body: Expression) throws
    -> DualNumber
  {
    let first = integrationVariables
    integrationVariables += length ?? 1
    defer { integrationVariables = first }
    let variables = (first..<integrationVariables).map { DualNumber.function(.variable($0)) }
    let point: SurfaceValue = length == nil ? .number(variables[0]) : .vector(variables)
    var result = try binding(name, to: point) { try number(body) }
    for variable in first..<integrationVariables {
      result = try arithmetic.integral(of: result, over: variable)
    }
    return result
  }

  /// 𝔼 of a body that is no polynomial in a normal variable, as an integral.
  func normalExpectation(
    _ name: String, _ mean: Expression, _ variance: Expression, _ body: Expression
  ) throws -> SurfaceValue {
    let x = Expression(.symbol(name), at: body.place)
    // The parameters of the law are read outside of the variable's scope.
    let parameters = ("\\mathrm{mean}'", "\\mathrm{variance}'")
    let density = Expression(
      .call(
        .normalDensity,
        [
          x, Expression(.symbol(parameters.0), at: body.place),
          Expression(.symbol(parameters.1), at: body.place),
        ]), at: body.place)
    let (m, v) = try (value(mean), value(variance))
    let integrand = Expression(.binary(.multiply, density, body), at: body.place)
    var length: Int?
    if case .vector(let list) = m {
      length = list.count
    } else if case .vector(let size)? = table.declarations[name]?.type {
      length = try integer(size)
    }
    return .number(
      try binding([parameters.0, parameters.1], to: [m, v]) {
        try integral(name, length: length, integrand)
      })
  }

  /// exp(−(x − m)²/(2v))/√(2πv), and exp(−½⟨x − μ, Σ⁻¹(x − μ)⟩)/√((2π)ⁿ det Σ).
  func normalDensity(_ x: SurfaceValue, _ mean: SurfaceValue, _ variance: SurfaceValue) throws
    -> SurfaceValue
  {
    let circle = arithmetic.multiply(
      DualNumber(2), .plain(.ball(Ball.pi(precision: bits))))
    let gap = try combine(.subtract, x, mean)
    func density(_ square: DualNumber, _ mass: DualNumber) throws -> SurfaceValue {
      let exponent = arithmetic.multiply(DualNumber(Rational(-1, 2)), square)
      return .number(
        arithmetic.multiply(
          try arithmetic.exp(exponent), try arithmetic.reciprocal(arithmetic.squareRoot(mass))))
    }
    switch (gap, variance) {
    case (.number(let d), .number(let v)):
      return try density(
        arithmetic.multiply(arithmetic.multiply(d, d), arithmetic.reciprocal(v)),
        arithmetic.multiply(circle, v))
    case (.vector(let d), _):
      let Σ: Grid
      switch variance {
      case .matrix(let grid): Σ = grid
      case .identity(let v): Σ = .diagonal(Array(repeating: v, count: d.count))
      case .number(let v) where d.count == 1: Σ = .diagonal([v])
      default: throw EvaluationFailure.shapes
      }
      guard Σ.rows == d.count, Σ.columns == d.count else { throw EvaluationFailure.shapes }
      let inverse = try self.inverse(Σ)
      var square = DualNumber.zero
      for i in d.indices {
        for j in d.indices {
          square = arithmetic.add(
            square,
            arithmetic.multiply(arithmetic.multiply(d[i], d[j]), inverse[i, j]))
        }
      }
      let mass = arithmetic.multiply(
        try arithmetic.power(circle, d.count), try arithmetic.eliminate(Σ).determinant)
      return try density(square, mass)
    default: throw EvaluationFailure.shapes
    }
  }
}
