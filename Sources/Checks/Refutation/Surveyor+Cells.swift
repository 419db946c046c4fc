import Exact
import Notation
import Numeric

/// Statements about one real number that compare polynomials: one instance in each cell between the roots,
/// so that a failure on the shortest interval is found.
extension Surveyor {
  private static let highestDegree = 16

  /// Visits an instance between any two neighbouring roots of the differences of the sides.
  mutating func drawInCells() throws {
    let sizes = space.sizes()
    guard sizes.count == 1, let only = sizes.first else { return }
    let layout = try space.layout(sizes: only, height: 4, fuel: fuel)
    guard layout.coordinates.count == 1, layout.coordinates[0].kind == .real else { return }
    var polynomials: [[Rational]] = []
    for difference in statement.differencesOfSides {
      guard let p = try polynomial(difference, layout) else { continue }
      polynomials.append(p)
    }
    for x in RealRootCells.samples(of: polynomials) {
      try visit([x], layout)
      if refuted != nil { return }
    }
  }

  /// The coefficients of an expression in the one number of the layout, by interpolation at natural numbers;
  /// `nil` where it is no polynomial of a low degree.
  private func polynomial(_ e: Expression, _ layout: Layout) throws -> [Rational]? {
    var values: [Rational] = []
    for k in 0...(Self.highestDegree + 4) {
      guard let instance = try space.complete(layout.instance([Rational(k)]), fuel: fuel) else {
        return nil
      }
      let evaluator = SurfaceEvaluator(table: table, instance: instance, bits: 64, fuel: fuel)
      do {
        guard case .number(let x) = try evaluator.value(e), let q = x.primal.rational else {
          return nil
        }
        values.append(q)
      } catch EvaluationFailure.outOfFuel { throw EvaluationFailure.outOfFuel } catch {
        return nil
      }
    }
    // Newton's divided differences at 0, 1, 2, …
    var table = values
    for order in 1..<table.count {
      for i in stride(from: table.count - 1, through: order, by: -1) {
        table[i] = (table[i] - table[i - 1]) / Rational(order)
      }
    }
    guard table.dropFirst(Self.highestDegree + 1).allSatisfy(\.isZero) else { return nil }
    var result: [Rational] = []
    for (k, coefficient) in table.enumerated().reversed() {
      // result · (x − k) + coefficient
      let shifted = [Rational.zero] + result
      let scaled = result.map { $0 * Rational(k) } + [.zero]
      result = zip(shifted, scaled).map { $0 - $1 }
      if result.isEmpty { result = [.zero] }
      result[0] += coefficient
    }
    return result
  }
}

extension SurfaceEvaluator {
  /// A number in each cell between the real roots of the polynomials that a statement about all real numbers
  /// compares.
  func cellWitnesses(for name: String, _ body: Expression) throws -> [SurfaceValue] {
    guard table.declarations[name]?.type == .real,
      !table.motions.values.contains(where: { $0.variable == name })
    else { return [] }
    var polynomials: [[Rational]] = []
    for difference in body.differencesOfSides {
      guard let degree = try? table.degree(of: difference, in: name), (1...12).contains(degree),
        !table.dependencies(of: difference).contains(where: { isOpaque($0) })
      else { continue }
      let values = (0...degree).map { k in
        binding(name, to: SurfaceValue(Rational(k))) {
          (try? number(difference))?.primal.rational
        }
      }
      guard !values.contains(nil) else { continue }
      polynomials.append(Self.interpolated(values.compactMap { $0 }))
    }
    return RealRootCells.samples(of: polynomials).map { SurfaceValue($0) }
  }

  private func isOpaque(_ name: String) -> Bool {
    if case .function? = table.declarations[name]?.type { return table.definitions[name] == nil }
    return false
  }
}

extension Expression {
  /// l − r for the comparisons l R r of a statement without quantifiers.
  var differencesOfSides: [Expression] {
    switch form {
    case .relation(let relation, let a, let b):
      switch relation {
      case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual:
        return [Expression(.binary(.subtract, a, b), at: place)]
      default: return []
      }
    case .and, .or, .not, .implies, .iff: return children.flatMap(\.differencesOfSides)
    default: return []
    }
  }
}
