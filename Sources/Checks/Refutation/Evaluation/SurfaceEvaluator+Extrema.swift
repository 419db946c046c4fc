import Exact
import Notation
import Numeric

extension SurfaceEvaluator {
  /// `arg max f = x`, `x ∈ arg max f`, `max f = y`: refuted by a better point; `nil` for other
  /// relations.
  func compareExtrema(
    _ relation: Relation, _ left: Expression, _ right: Expression
  ) throws -> Judgement? {
    if let extremum = left.extremum, isNumberLike(extremum.name) {
      return try compare(extremum, relation, with: right, isLeft: true)
    }
    if let extremum = right.extremum, isNumberLike(extremum.name) {
      return try compare(extremum, relation, with: left, isLeft: false)
    }
    return nil
  }

  private func isNumberLike(_ name: String) -> Bool {
    table.declarations[name]?.type.isNumberLike == true
  }

  private func compare(
    _ extremum: Extremum, _ relation: Relation, with other: Expression, isLeft: Bool
  ) throws -> Judgement {
    switch (extremum.operation, relation, isLeft) {
    case (.argMax, .equal, _), (.argMin, .equal, _), (.argMax, .member, false),
      (.argMin, .member, false):
      return try judge(argument: other, of: extremum, isUnique: relation == .equal)
    case (.maximum, .equal, _), (.minimum, .equal, _), (.maximum, .lessOrEqual, true),
      (.minimum, .greaterOrEqual, true):
      return try judge(bound: other, of: extremum)
    default: throw EvaluationFailure.notEvaluable("this relation with an extremum")
    }
  }

  private func judge(
    argument: Expression, of extremum: Extremum, isUnique: Bool
  ) throws -> Judgement {
    let name = extremum.name
    let sign = extremum.operation == .argMax ? 1 : -1
    let point: SurfaceValue
    do { point = try value(argument) } catch EvaluationFailure.undefined(let reason, false) {
      return .undefined(reason, side: "the claimed point")
    }
    var failure = Judgement(.no)
    failure.left = "f(\(point.text))"
    failure.relation = extremum.operation == .argMax ? "\\ge" : "\\le"
    if let condition = extremum.condition {
      switch try binding(name, to: point, { try truth(condition) }) {
      case .yes: break
      case .no:
        failure.note = "\(point.text) is outside of the domain"
        (failure.left, failure.right, failure.relation) = (point.text, "the domain", "\\in")
        return failure
      case .unknown: return Judgement(.unknown)
      }
    }
    let best: Scalar
    do {
      best = try binding(name, to: point) { try number(extremum.body).primal }
    } catch EvaluationFailure.undefined(let reason, false) {
      return .undefined(reason, side: "the function at \(point.text)")
    }
    for t in try challengers(extremum, near: point) {
      if let condition = extremum.condition,
        (try? binding(name, to: t, { try truth(condition) })) != .yes
      {
        continue
      }
      let y: Scalar
      do {
        y = try binding(name, to: t) { try number(extremum.body).primal }
      } catch EvaluationFailure.undefined(let reason, false) {
        return .undefined(reason, side: "the function at \(t.text)")
      } catch {
        if fuel.isSpent { throw EvaluationFailure.outOfFuel }
        continue
      }
      let isBetter =
        sign > 0 ? try best.isLess(than: y, bits: bits) : try y.isLess(than: best, bits: bits)
      let isTie = isUnique && y.equals(best, bits: bits) == .yes
      guard isBetter == .yes || isTie, try compare(.equal, t, point).truth == .no else { continue }
      failure.extra = [(name, t.text)]
      failure.left = best.text()
      failure.right = y.text()
      failure.relation = isTie ? "\\ne" : failure.relation
      failure.note =
        "f(\(t.text)) = \(y.text()) is \(isTie ? "as good as" : "better than") "
        + "f(\(point.text)) = \(best.text())"
      return failure
    }
    return .sampled
  }

  private func judge(bound: Expression, of extremum: Extremum) throws -> Judgement {
    let limit = try number(bound).primal
    for t in try challengers(extremum, near: nil) {
      if let condition = extremum.condition,
        (try? binding(extremum.name, to: t, { try truth(condition) })) != .yes
      {
        continue
      }
      guard let y = try? binding(extremum.name, to: t, { try number(extremum.body).primal }) else {
        continue
      }
      let exceeds =
        extremum.operation == .maximum
        ? try limit.isLess(than: y, bits: bits) : try y.isLess(than: limit, bits: bits)
      guard exceeds == .yes else { continue }
      var failure = Judgement(.no)
      failure.extra = [(extremum.name, t.text)]
      (failure.left, failure.right) = (y.text(), limit.text())
      failure.relation = extremum.operation == .maximum ? "\\le" : "\\ge"
      failure.note = "the value at \(t.text) is beyond the claimed one"
      return failure
    }
    return .sampled
  }

  /// Points of the variable's type to try: simple ones, and neighbours of the claimed one.
  private func challengers(
    _ extremum: Extremum, near point: SurfaceValue?
  ) throws -> [SurfaceValue] {
    let name = extremum.name
    var list = try witnesses(for: name)
    if let start = point ?? list.first { list += stationaryPoints(of: extremum, from: start) }
    guard case .number(let x)? = point, table.declarations[name]?.type == .real else {
      guard let point, let numbers = point.numbers else { return list }
      for i in numbers.indices {
        for offset in [Rational(1), -1, Rational(1, 8), Rational(-1, 8)] {
          var next = numbers
          next[i] = arithmetic.add(next[i], DualNumber(offset))
          list.append(point.replacing(next))
        }
      }
      return list
    }
    for step in [Rational(1, 8), Rational(1, 64)] {
      for offset in [step, -step] {
        list.append(.number(arithmetic.add(x, DualNumber(offset))))
        list.append(.number(arithmetic.multiply(x, DualNumber(.one + offset))))
      }
    }
    return list
  }
}

/// `\arg\max_{t, condition} body`, and the others.
struct Extremum {
  let operation: NamedOperator
  let name: String
  let condition: Expression?
  let body: Expression
}

extension Expression {
  var extremum: Extremum? {
    guard case .bind(.extremum(let operation, let name, let condition), let body) = form else {
      return nil
    }
    return Extremum(operation: operation, name: name, condition: condition, body: body)
  }
}
