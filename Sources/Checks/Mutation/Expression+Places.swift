import Exact
import Notation

extension Expression {
  /// The direct parts in the order in which `mapping` meets them.
  var parts: [Expression] {
    var result: [Expression] = []
    _ = mapping { part in
      result.append(part)
      return part
    }
    return result
  }

  /// The expression with one direct part replaced, counted as in `parts`.
  func replacingPart(_ index: Int, with part: Expression) -> Expression {
    var position = -1
    return mapping { old in
      position += 1
      return position == index ? part : old
    } ?? self
  }

  /// The expression edited at one place: every result of the edit at every place, in reading order.
  ///
  /// Cost: the number of places times the depth.
  func edited(by edit: (Expression) -> [Expression]) -> [Expression] {
    var result = edit(self)
    for (index, part) in parts.enumerated() {
      result += part.edited(by: edit).map { replacingPart(index, with: $0) }
    }
    return result
  }

  /// The parts that are terms of their own: summands but for the first sign, entries, elements,
  /// arguments, exponents, the right side of a relation, the body of a sum.
  var termPositions: [Int] {
    let count = parts.count
    let positions: [Int] =
      switch form {
      case .binary(.add, _, _), .binary(.subtract, _, _), .tuple, .matrix, .set: Array(0..<count)
      case .call(let operation, _): operation.takesNumbers ? Array(0..<count) : []
      case .apply: Array(1..<max(count, 1))
      case .relation, .power: [1]
      case .bind: [0]
      default: []
      }
    return positions.filter { !parts[$0].isCollection && !parts[$0].isZero }
  }

  /// Whether it is written as several values.
  private var isCollection: Bool {
    switch form {
    case .tuple, .matrix, .set, .setBuilder, .call(.spectrum, _): true
    default: false
    }
  }

  var isZero: Bool {
    if case .number(let value) = form { value.isZero } else { false }
  }

  /// An expression at the same place.
  func with(_ form: Form) -> Expression { Expression(form, at: place) }

  /// A numeral at the same place, with its sign.
  func numeral(_ value: Rational) -> Expression {
    value.sign < 0 ? with(.negate(with(.number(-value)))) : with(.number(value))
  }
}

extension NamedOperator {
  /// Whether its arguments are real or complex numbers.
  var takesNumbers: Bool {
    switch self {
    case .log, .exp, .sqrt, .sin, .cos, .tanh, .arctan, .logistic: true
    default: false
    }
  }
}
