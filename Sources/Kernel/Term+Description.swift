extension Term: CustomStringConvertible {
  /// A fully bracketed reading with Unicode operators, for messages and proofs.
  public var description: String { text(binders: []) }

  private func text(binders: [String]) -> String {
    switch node {
    case .bound(let index, _):
      return index < binders.count ? binders[binders.count - 1 - index] : "#\(index)"
    case .free(let name, _): return name
    case .number(let value, _): return value.description
    case .lambda(let domain, let body):
      let name = Term.binderName(binders + freeNames, domain)
      return "(λ\(name). \(body.text(binders: binders + [name])))"
    case .call(let function, let argument):
      return "\(function.text(binders: binders))(\(argument.text(binders: binders)))"
    case .apply(let op, let arguments):
      return text(of: op, arguments, binders: binders)
    }
  }

  private func text(of op: Operator, _ arguments: [Term], binders: [String]) -> String {
    let parts = arguments.map { $0.text(binders: binders) }
    if let symbol = Term.infix[op], parts.count == 2 {
      return "(\(parts[0]) \(symbol) \(parts[1]))"
    }
    switch op {
    case .truth: return "⊤"
    case .falsity: return "⊥"
    case .imaginaryUnit: return "i"
    case .not: return "¬\(parts[0])"
    case .negate: return "(−\(parts[0]))"
    case .inverse: return "\(parts[0])⁻¹"
    case .indicator: return "[\(parts[0])]"
    case .naturalToReal, .realToComplex: return parts[0]
    case .tuple, .rows: return "(" + parts.joined(separator: ", ") + ")"
    case .transpose: return "\(parts[0])ᵀ"
    case .entry: return "\(parts[0])[\(parts.dropFirst().joined(separator: ","))]"
    default:
      return (Term.prefix[op] ?? op.name) + "(" + parts.joined(separator: ", ") + ")"
    }
  }

  private var freeNames: [String] {
    freeVariables.compactMap { if case .free(let name, _) = $0.node { name } else { nil } }
  }

  private static func binderName(_ binders: [String], _ domain: Sort) -> String {
    let stem =
      switch domain {
      case .finite: "i"
      case .natural: "k"
      case .complex: "z"
      case .space: "ω"
      default: "x"
      }
    var name = stem
    var count = 1
    while binders.contains(name) {
      count += 1
      name = stem + String(count)
    }
    return name
  }

  private static let infix: [Operator: String] = [
    .and: "∧", .or: "∨", .implies: "→", .equal: "=", .add: "+", .multiply: "·", .power: "^",
    .scale: "·", .less: "<", .lessOrEqual: "≤", .product: "·", .hadamard: "⊙",
  ]

  private static let prefix: [Operator: String] = [
    .forAll: "∀", .exists: "∃", .squareRoot: "√", .complexRoot: "√", .sum: "Σ", .integral: "∫",
    .almostEverywhere: "a.e. ", .determinant: "det", .diagonal: "diag", .realPart: "Re",
    .imaginaryPart: "Im",
  ]
}
