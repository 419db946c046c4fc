extension Term: CustomStringConvertible {
  /// A reading with Unicode operators for messages and proofs, bracketed where precedence asks for it.
  public var description: String { text([], .formula) }

  /// How tightly a text holds together; a part that holds less than its place asks for gets brackets.
  private enum Level: Comparable { case formula, relation, sum, summand, product, power, atom }

  private func text(_ binders: [String], _ least: Level) -> String {
    let (text, level) = reading(binders)
    return level < least ? "(\(text))" : text
  }

  private func reading(_ binders: [String]) -> (String, Level) {
    switch node {
    case .bound(let index, _):
      return (index < binders.count ? binders[binders.count - 1 - index] : "#\(index)", .atom)
    case .free(let name, _): return (name, .atom)
    case .number(let value, _):
      return (value.description, value.sign < 0 ? .summand : value.isInteger ? .atom : .product)
    case .lambda(let domain, let body):
      let name = Term.binderName(binders + freeNames, domain)
      return ("\(name) ↦ \(body.text(binders + [name], .formula))", .formula)
    case .call:
      var (head, arguments): (Term, [String]) = (self, [])
      while case .call(let function, let argument) = head.node {
        arguments.insert(argument.text(binders, .formula), at: 0)
        head = function
      }
      return (head.text(binders, .atom) + "(" + arguments.joined(separator: ", ") + ")", .atom)
    case .apply(let op, let arguments): return reading(of: op, arguments, binders)
    }
  }

  private func reading(
    of op: Operator, _ x: [Term], _ binders: [String]
  ) -> (String, Level) {
    func part(_ i: Int, _ least: Level) -> String { x[i].text(binders, least) }
    func list(_ least: Level = .formula) -> String {
      x.map { $0.text(binders, least) }.joined(separator: ", ")
    }
    switch op {
    case .truth: return ("⊤", .atom)
    case .falsity: return ("⊥", .atom)
    case .imaginaryUnit: return ("i", .atom)
    case .pi: return ("π", .atom)
    case .and, .or, .implies:
      let sign = op == .and ? "∧" : op == .or ? "∨" : "→"
      return ("\(part(0, .relation)) \(sign) \(part(1, .relation))", .formula)
    case .equal: return ("\(part(0, .sum)) = \(part(1, .sum))", .relation)
    case .less: return ("\(part(0, .sum)) < \(part(1, .sum))", .relation)
    case .lessOrEqual: return ("\(part(0, .sum)) ≤ \(part(1, .sum))", .relation)
    case .not:
      if case .apply(.equal, let sides) = x[0].node {
        let (a, b) = (sides[0].text(binders, .sum), sides[1].text(binders, .sum))
        return ("\(a) ≠ \(b)", .relation)
      }
      return ("¬\(part(0, .atom))", .power)
    case .add:
      if case .apply(.negate, let negated) = x[1].node {
        return ("\(part(0, .sum)) − \(negated[0].text(binders, .product))", .sum)
      }
      return ("\(part(0, .sum)) + \(part(1, .summand))", .sum)
    case .negate: return ("−\(part(0, .product))", .summand)
    case .multiply, .scale, .product, .hadamard:
      if op == .multiply, case .apply(.inverse, let divisor) = x[1].node {
        return ("\(part(0, .product)) / \(divisor[0].text(binders, .power))", .product)
      }
      // Products of numbers are associative, others show how they were taken.
      let right: Level = op == .multiply ? .product : .power
      return ("\(part(0, .product)) \(op == .hadamard ? "⊙" : "·") \(part(1, right))", .product)
    case .inverse, .matrixInverse: return ("\(part(0, .atom))⁻¹", .power)
    case .transpose: return ("\(part(0, .atom))ᵀ", .power)
    case .power:
      if case .number(let n, _) = x[1].node, n.isInteger, n.sign >= 0 {
        return (part(0, .atom) + n.description.superscripts, .power)
      }
      return ("\(part(0, .atom))^\(part(1, .atom))", .power)
    case .indicator: return ("[\(part(0, .formula))]", .atom)
    case .naturalToReal, .realToComplex: return x[0].reading(binders)
    case .tuple, .rows: return ("(" + list() + ")", .atom)
    case .entry:
      let indices = x.dropFirst().map { $0.text(binders, .formula) }.joined(separator: ",")
      return ("\(part(0, .atom))[\(indices)]", .atom)
    case .forAll, .exists, .almostEverywhere, .sum, .finiteProduct, .integral:
      if let bound = binding(op, x[0], binders) { return bound }
    default: break
    }
    return ((Term.prefix[op] ?? op.name) + "(" + list() + ")", .atom)
  }

  /// A binder with its variable.
  private func binding(_ op: Operator, _ function: Term, _ binders: [String]) -> (String, Level)? {
    guard case .lambda(let domain, let body) = function.node else { return nil }
    let name = Term.binderName(binders + function.freeNames, domain)
    let inner = binders + [name]
    switch op {
    case .forAll: return ("∀\(name): \(body.text(inner, .formula))", .formula)
    case .exists: return ("∃\(name): \(body.text(inner, .formula))", .formula)
    case .almostEverywhere:
      return ("\(body.text(inner, .relation)) for almost every \(name)", .formula)
    case .sum: return ("Σ_\(name) \(body.text(inner, .summand))", .summand)
    case .finiteProduct: return ("∏_\(name) \(body.text(inner, .summand))", .summand)
    default: return ("∫ \(body.text(inner, .summand)) d\(name)", .product)
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

  private static let prefix: [Operator: String] = [
    .forAll: "∀", .exists: "∃", .squareRoot: "√", .complexRoot: "√", .sum: "Σ", .integral: "∫",
    .almostEverywhere: "a.e. ", .determinant: "det", .diagonal: "diag", .realPart: "Re",
    .imaginaryPart: "Im", .finiteProduct: "∏", .matrixExponential: "exp",
  ]
}

extension String {
  fileprivate var superscripts: String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return String(compactMap { $0.wholeNumberValue.map { digits[$0] } })
  }
}
