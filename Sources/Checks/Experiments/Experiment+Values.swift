import Exact
import Notation
import Numeric

/// Values for the declared symbols of a claim.
extension SurfaceValue {
  /// A double, exactly.
  init(exactly x: Double) { self = .number(DualNumber(Ball(x).exactRational ?? 0)) }

  /// A vector of doubles, exactly.
  init(exactly numbers: [Double]) {
    self = .vector(numbers.map { DualNumber(Ball($0).exactRational ?? 0) })
  }

  /// A matrix of doubles, exactly, by rows.
  init(exactly rows: [[Double]]) {
    self = .matrix(
      Grid(
        rows: rows.count, columns: rows.first?.count ?? 0,
        rows.flatMap { $0.map { DualNumber(Ball($0).exactRational ?? 0) } }))
  }
}

extension Setting {
  /// A density, or a function of points, from doubles, exactly.
  mutating func setDensity(_ name: String, _ values: [Double]) {
    instance.densities[name] = values.map { Ball($0).exactRational ?? 0 }
  }
}

extension Experiment.Formula {
  /// The numbers of an expression with a symbol bound to some values in turn.
  func numbers(_ e: Expression, with name: String, in values: [Rational]) throws -> [Double] {
    try values.flatMap { value in
      try evaluator.binding(name, to: SurfaceValue(value)) { try numbers(e) }
    }
  }
}
