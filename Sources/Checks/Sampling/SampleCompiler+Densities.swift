import Exact
import Notation
import Numeric

/// Normal densities under an expectation.
extension SampleCompiler {
  /// log N(x; m, v) = −(x − m)²/(2v) − ½ log(2πv); of vectors −½⟨x − μ, Σ⁻¹(x − μ)⟩ − ½ log((2π)ⁿ det Σ),
  /// with a Σ that is not random.
  func logDensity(_ arguments: [Expression]) throws -> SampleValue {
    guard arguments.count == 3 else { throw EvaluationFailure.shapes }
    let gap = try combine(.subtract, value(arguments[0]), value(arguments[1]))
    let half = program.add(.constant(-0.5))
    switch gap {
    case .number(let d):
      let v = try number(arguments[2])
      let circle = program.add(.multiply(try enclosed(twicePi), v))
      let square = program.add(.divide(program.add(.multiply(d, d)), v))
      let sum = program.add(.add(square, program.add(.apply(.log, circle))))
      return .number(program.add(.multiply(half, sum)))
    case .vector(let d):
      guard !dependsOnRandom(arguments[2]) else {
        throw EvaluationFailure.notEvaluable("samples of a density with a random covariance")
      }
      let covariance: Grid
      switch try evaluator.value(arguments[2]) {
      case .matrix(let grid): covariance = grid
      case .identity(let v): covariance = .diagonal(Array(repeating: v, count: d.count))
      default: throw EvaluationFailure.shapes
      }
      guard covariance.rows == d.count, covariance.columns == d.count else {
        throw EvaluationFailure.shapes
      }
      let inverse = try evaluator.inverse(covariance)
      var terms: [Int] = []
      for i in d.indices {
        for j in 0...i {
          let weight =
            i == j ? inverse[i, i] : evaluator.arithmetic.add(inverse[i, j], inverse[j, i])
          guard case .number(let c) = try fixed(.number(weight)) else {
            throw EvaluationFailure.shapes
          }
          terms.append(program.add(.multiply(c, program.add(.multiply(d[i], d[j])))))
        }
      }
      let determinant = try evaluator.arithmetic.eliminate(covariance).determinant
      guard determinant.tag == 0, let volume = determinant.primal.real(bits: 128) else {
        throw EvaluationFailure.shapes
      }
      terms.append(try enclosed((volume * twicePi.power(d.count)).log()))
      return .number(program.add(.multiply(half, sum(terms))))
    default: throw EvaluationFailure.shapes
    }
  }

  /// The logarithm of an expression in which normal densities are factors, by its factors.
  ///
  /// Densities are positive, so a product that is positive is one of positive factors.
  func logarithm(_ e: Expression) throws -> SampleValue {
    if !dependsOnRandom(e) || !e.hasNormalFactor(table) {
      return .number(program.add(.apply(.log, try number(e))))
    }
    switch e.form {
    case .binary(.multiply, let a, let b):
      return try combine(.add, logarithm(a), logarithm(b))
    case .binary(.divide, let a, let b):
      return try combine(.subtract, logarithm(a), logarithm(b))
    case .call(.normalDensity, let arguments): return try logDensity(arguments)
    case .symbol(let name):
      guard let body = table.definitions[name]?.body else { break }
      return try logarithm(body)
    case .apply(let head, let arguments):
      guard case .symbol(let name) = head.form, let definition = table.definitions[name],
        definition.parameters.count == arguments.count
      else { break }
      return try unfolded(definition, arguments) { try self.logarithm(definition.body) }
    default: break
    }
    return .number(program.add(.apply(.log, try number(e))))
  }

  private var twicePi: Ball { 2 * Ball.pi(precision: 128) }

  private func enclosed(_ ball: Ball) throws -> Int {
    guard case .number(let place) = try fixed(.number(.plain(.ball(ball)))) else {
      throw EvaluationFailure.shapes
    }
    return place
  }
}

extension Expression {
  /// Whether a normal density is a factor, in a product or quotient, definitions unfolded.
  fileprivate func hasNormalFactor(_ table: ScopeTable) -> Bool {
    switch form {
    case .binary(.multiply, let a, let b), .binary(.divide, let a, let b):
      return a.hasNormalFactor(table) || b.hasNormalFactor(table)
    case .call(.normalDensity, _): return true
    case .symbol(let name): return table.definitions[name]?.body.hasNormalFactor(table) ?? false
    case .apply(let head, _):
      guard case .symbol(let name) = head.form else { return false }
      return table.definitions[name]?.body.hasNormalFactor(table) ?? false
    default: return false
    }
  }

  /// This as N(x; m, v) times something, for a variable x: the law of x, and the other factors.
  func normalFactor(of name: String) -> (law: Law, rest: Expression)? {
    func make(_ form: Form) -> Expression { Expression(form, at: place) }
    switch form {
    case .call(.normalDensity, let arguments):
      guard arguments.count == 3, arguments[0].form == .symbol(name),
        !arguments[1].freeSymbols.contains(name), !arguments[2].freeSymbols.contains(name)
      else { return nil }
      return (.normal(mean: arguments[1], variance: arguments[2]), make(.number(1)))
    case .binary(.multiply, let a, let b):
      if let (law, rest) = a.normalFactor(of: name) {
        return (law, make(.binary(.multiply, rest, b)))
      }
      guard let (law, rest) = b.normalFactor(of: name) else { return nil }
      return (law, make(.binary(.multiply, a, rest)))
    case .binary(.divide, let a, let b):
      guard let (law, rest) = a.normalFactor(of: name) else { return nil }
      return (law, make(.binary(.divide, rest, b)))
    default: return nil
    }
  }
}
