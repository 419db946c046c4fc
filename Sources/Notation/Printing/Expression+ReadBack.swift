extension Expression {
  /// The expression in plain Unicode, with every bracket: `((−γ) + √((γ^2) − 1)) / 2`.
  public var readBack: String { ReadBack.top(self) }
}

private enum ReadBack {
  /// A part: in brackets when it is put together from several.
  static func part(_ e: Expression) -> String {
    isCompound(e) ? "(\(top(e)))" : top(e)
  }

  private static func isCompound(_ e: Expression) -> Bool {
    switch e.form {
    case .number(let value): !value.isInteger
    case .symbol, .constant, .apply, .index, .transpose, .tuple, .matrix, .prime, .jacobian, .set,
      .setBuilder:
      false
    case .call: false
    case .bind(.expectation, _), .bind(.family, _), .bind(.divergence, _): false
    default: true
    }
  }

  private static func list(_ elements: [Expression]) -> String {
    elements.map(top).joined(separator: ", ")
  }

  static func top(_ e: Expression) -> String {
    switch e.form {
    case .number(let value): value.description
    case .symbol(let name): name.unicode
    case .constant(.pi): "π"
    case .constant(.infinity): "∞"
    case .constant(let constant): constant.rawValue
    case .negate(let a): "−\(part(a))"
    case .binary(let operation, let a, let b): "\(part(a)) \(sign(operation)) \(part(b))"
    case .power(let a, let b): "\(part(a))^\(part(b))"
    case .plusMinus(let a, let b): "\(part(a)) ± \(part(b))"
    case .call(let operation, let arguments): call(operation, arguments)
    case .apply(let head, let arguments):
      if let family = head.familyBase {
        "\(family.unicode)[\(list(arguments))]"
      } else {
        "\(part(head))(\(list(arguments)))"
      }
    case .index(let base, let indices): "\(part(base))[\(list(indices))]"
    case .transpose(let a): "\(part(a))ᵀ"
    case .tuple(let elements): "(\(list(elements)))"
    case .matrix(let rows): "[\(rows.map(list).joined(separator: "; "))]"
    case .partial(let a, let name, let order):
      "∂\(order == 1 ? "" : "^\(order)")/∂\(name.unicode)\(order == 1 ? "" : "^\(order)") "
        + part(a)
    case .partialEntry(let a, let name, let indices):
      "∂/∂\(name.unicode)[\(list(indices))] \(part(a))"
    case .gradient(let a, let names):
      "∇[\(names.map(\.unicode).joined(separator: ", "))] \(part(a))"
    case .prime(let f): "\(part(f))′"
    case .jacobian(let f): "Jacobian[\(top(f))]"
    case .bind(let binder, let body): bind(binder, body)
    case .set(let elements): "{\(list(elements))}"
    case .setBuilder(let names, let e):
      "{(\(names.map(\.unicode).joined(separator: ", "))) : \(top(e))}"
    case .relation(let relation, let a, let b): "\(part(a)) \(sign(relation)) \(part(b))"
    case .not(let a): "¬\(part(a))"
    case .and(let a, let b): "\(part(a)) ∧ \(part(b))"
    case .or(let a, let b): "\(part(a)) ∨ \(part(b))"
    case .implies(let a, let b): "\(part(a)) ⇒ \(part(b))"
    case .iff(let a, let b): "\(part(a)) ⇔ \(part(b))"
    case .forAll(let name, let a): "∀\(name.unicode): \(part(a))"
    case .exists(let name, let a): "∃\(name.unicode): \(part(a))"
    case .almostEvery(let name, let a): "a.e. \(name.unicode): \(part(a))"
    }
  }

  private static func sign(_ operation: BinaryOperator) -> String {
    switch operation {
    case .add: "+"
    case .subtract: "−"
    case .multiply: "·"
    case .divide: "/"
    case .hadamard: "⊙"
    case .kronecker: "⊗"
    case .inner: "•"
    case .union: "∪"
    case .intersection: "∩"
    case .difference: "∖"
    case .minkowski: "⊕"
    }
  }

  private static func sign(_ relation: Relation) -> String {
    switch relation {
    case .equal: "="
    case .notEqual: "≠"
    case .less: "<"
    case .lessOrEqual: "≤"
    case .greater: ">"
    case .greaterOrEqual: "≥"
    case .definite: "≻"
    case .semidefinite: "⪰"
    case .member: "∈"
    case .subset: "⊆"
    }
  }

  private static func call(_ operation: NamedOperator, _ arguments: [Expression]) -> String {
    let inside = list(arguments)
    switch operation {
    case .sqrt:
      guard let e = arguments.first, !isCompound(e), arguments.count == 1 else {
        return "√(\(inside))"
      }
      return "√\(inside)"
    case .abs, .cardinality: return "|\(inside)|"
    case .indicator: return "[\(inside)]"
    case .floor: return "⌊\(inside)⌋"
    case .norm: return "‖\(inside)‖"
    case .normalDensity:
      return "N(\(list(Array(arguments.prefix(1)))); \(list(Array(arguments.dropFirst()))))"
    case .minimalEigenvalue: return "λmin(\(inside))"
    case .maximalEigenvalue: return "λmax(\(inside))"
    default: return "\(operation.rawValue)(\(inside))"
    }
  }

  private static func bind(_ binder: Binder, _ body: Expression) -> String {
    func range(_ name: String, _ from: Expression?, _ to: Expression?) -> String {
      guard let from, let to else { return "[\(name.unicode)]" }
      return "[\(name.unicode) = \(top(from)) … \(top(to))]"
    }
    switch binder {
    case .sum(let name, let a, let b): return "Σ\(range(name, a, b)) \(part(body))"
    case .product(let name, let a, let b): return "∏\(range(name, a, b)) \(part(body))"
    case .integral(let name, let a, let b): return "∫\(range(name, a, b)) \(part(body))"
    case .samples(let name, let count):
      return "∫[\(name.unicode)[1 … \(top(count))]] \(part(body))"
    case .expectation(let laws):
      let rows = laws.sorted { $0.key < $1.key }.map { "\($0.key.unicode) ∼ \(law($0.value))" }
      let binds = rows.isEmpty ? "" : "{\(rows.joined(separator: ", "))}"
      return "𝔼\(binds)[\(top(body))]"
    case .extremum(let operation, let name, let condition):
      let such = condition.map { " : \(top($0))" } ?? ""
      return "\(operation.rawValue)[\(name.unicode)\(such)] \(part(body))"
    case .family(let name): return "(\(top(body)))[\(name.unicode) = 1 …]"
    case .divergence(let kind, let names, _):
      let parts = if case .tuple(let list) = body.form { list.map(top) } else { [top(body)] }
      return "\(kind.rawValue)[\(names.map(\.unicode).joined(separator: ", "))]"
        + "(\(parts.joined(separator: " ‖ ")))"
    case .limit(let name, let to, let side):
      return "lim[\(name.unicode) → \(top(to))\(side.rawValue)] \(part(body))"
    }
  }

  private static func law(_ law: Law) -> String {
    switch law {
    case .dirac(let a): "δ(\(top(a)))"
    case .bernoulli(let a): "Bernoulli(\(top(a)))"
    case .normal(let a, let b): "N(\(top(a)), \(top(b)))"
    case .uniform(let a, let b): "U(\(top(a)), \(top(b)))"
    case .rademacher: "Rademacher"
    case .categorical(let a): "Categorical(\(top(a)))"
    case .uniformOn(let values): "U{\(values.map(top).joined(separator: ", "))}"
    case .density(let name): name.unicode
    case .unspecified: "any law"
    }
  }
}

extension String {
  /// A canonical name in Unicode: `\bar{v}_\theta` is v̄_θ.
  fileprivate var unicode: String {
    var result = ""
    var rest = Array(self)[...]
    while let c = rest.first {
      rest = rest.dropFirst()
      guard c == "\\" else {
        result.append(c)
        continue
      }
      let name = String(rest.prefix { $0.isLetter })
      rest = rest.dropFirst(name.count)
      if let letter = Letters.unicode[name] {
        result += letter
      } else if rest.first == "{", let close = rest.firstIndex(of: "}") {
        // `\bar{\psi_{0}}` holds braces of its own; its accent then stands behind it.
        let inner = String(rest[(rest.startIndex + 1)..<close]).unicode
        let combining = Letters.accents.first { $0.canonical == name }?.combining ?? ""
        rest = rest[(close + 1)...]
        result += inner + combining
      } else {
        result += name
      }
    }
    return result
  }
}
