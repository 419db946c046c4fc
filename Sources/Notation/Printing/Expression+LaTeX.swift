extension Expression {
  /// The expression as LaTeX: `\frac{1}{2} x`.
  ///
  /// Law: read in the scope that it was read in, the text gives an equal tree.
  public var latex: String { LaTeXPrinter.print(self, .formula) }
}

/// How tightly a construct holds together, loosest first.
private enum Level: Int, Comparable {
  case formula, implication, disjunction, conjunction, literal, relation, sum, product, factor, atom

  static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
}

private enum LaTeXPrinter {
  static func print(_ e: Expression, _ level: Level) -> String {
    let text = plain(e)
    return self.level(e) < level ? brackets(text) : text
  }

  static func brackets(_ text: String) -> String { "\\left(\(text)\\right)" }

  static func group(_ e: Expression) -> String { brackets(print(e, .formula)) }

  private static func level(_ e: Expression) -> Level {
    switch e.form {
    case .number, .symbol, .constant, .apply, .index, .tuple, .matrix, .set, .setBuilder: .atom
    case .power, .transpose, .prime, .jacobian: .factor
    case .negate, .plusMinus: .sum
    case .binary(let operation, _, _):
      switch operation {
      case .add, .subtract: .sum
      case .divide, .inner: .factor
      default: .product
      }
    case .call(let operation, _):
      switch operation {
      case .abs, .norm, .sqrt, .minimalEigenvalue, .maximalEigenvalue, .floor, .cardinality,
        .indicator:
        .atom
      case .inverse: .factor
      default: .product
      }
    // A binder reaches as far as it can, so it is put in brackets wherever something may follow.
    case .bind(.expectation, _): .factor
    case .partial, .partialEntry, .gradient, .bind: .product
    case .relation: .relation
    case .not: .literal
    case .and: .conjunction
    case .or: .disjunction
    case .implies: .implication
    case .iff, .forAll, .exists, .almostEvery: .formula
    }
  }

  private static func list(_ elements: [Expression]) -> String {
    elements.map { print($0, .sum) }.joined(separator: ", ")
  }

  private static func plain(_ e: Expression) -> String {
    switch e.form {
    case .number(let value): decimal(value.description, value.denominator.description)
    case .symbol(let name): name
    case .constant(let constant): constant.rawValue
    case .negate(let a): "-\(print(a, .product))"
    case .plusMinus(let a, let b): "\(print(a, .sum)) \\pm \(print(b, .product))"
    case .binary(let operation, let a, let b): binary(operation, a, b)
    case .power(let base, let exponent):
      "\(scriptBase(base))^{\(print(exponent, .sum))}"
    case .call(let operation, let arguments): call(operation, arguments)
    case .apply(let head, let arguments):
      if let family = head.familyBase {
        "{\(family)}_{\(list(arguments))}"
      } else {
        "\(function(head))\\left(\(list(arguments))\\right)"
      }
    case .index(let base, let indices):
      if case .symbol(let name) = base.form {
        "{\(name)}_{\(list(indices))}"
      } else {
        "\(scriptBase(base))_{\(list(indices))}"
      }
    case .transpose(let a): "\(scriptBase(a))^\\top"
    case .tuple(let elements):
      "\\begin{pmatrix} "
        + elements.map { print($0, .sum) }.joined(separator: " \\\\ ") + " \\end{pmatrix}"
    case .matrix(let rows):
      "\\begin{pmatrix} "
        + rows.map { $0.map { print($0, .sum) }.joined(separator: " & ") }
        .joined(separator: " \\\\ ") + " \\end{pmatrix}"
    case .partial(let a, let name, let order):
      order == 1
        ? "\\frac{\\partial}{\\partial \(name)} \(group(a))"
        : "\\frac{\\partial^{\(order)}}{\\partial \(name)^{\(order)}} \(group(a))"
    case .partialEntry(let a, let name, let indices):
      "\\frac{\\partial}{\\partial {\(name)}_{\(list(indices))}} \(group(a))"
    case .gradient(let a, let names):
      "\\nabla_{\(names.joined(separator: ", "))} \(group(a))"
    case .prime, .jacobian: function(e)
    case .bind(let binder, let body): bind(binder, body)
    case .set(let elements):
      elements.isEmpty ? "\\emptyset" : "\\left\\{\(list(elements))\\right\\}"
    case .setBuilder(let names, let condition):
      "\\left\\{"
        + (names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))")
        + " : \(print(condition, .formula))\\right\\}"
    default: formula(e)
    }
  }

  private static func formula(_ e: Expression) -> String {
    switch e.form {
    case .relation(let relation, let a, let b):
      "\(print(a, .sum)) \(relation.rawValue) \(print(b, .sum))"
    case .not(let a): "\\neg \(group(a))"
    case .and(let a, let b): "\(print(a, .conjunction)) \\land \(print(b, .literal))"
    case .or(let a, let b): "\(print(a, .disjunction)) \\lor \(print(b, .conjunction))"
    case .implies(let a, let b):
      "\(print(a, .disjunction)) \\implies \(print(b, .implication))"
    case .iff(let a, let b):
      (a.isIff ? plain(a) : print(a, .implication)) + " \\iff \(print(b, .implication))"
    case .forAll(let name, let a): "\\forall \(name) : \(print(a, .formula))"
    case .exists(let name, let a): "\\exists \(name) : \(print(a, .formula))"
    case .almostEvery(let name, let a):
      "\\text{for almost every } \(name) : \(print(a, .formula))"
    default: ""
    }
  }

  /// A numeral: a decimal where the value is one, else a fraction.
  private static func decimal(_ value: String, _ denominator: String) -> String {
    guard denominator != "1", let slash = value.firstIndex(of: "/") else { return value }
    var divisor = denominator
    var places = 0
    // 1/8 = 0.125: the places are as many as the larger of the powers of two and five.
    var numerator = String(value[..<slash])
    while divisor != "1", places < 2000 {
      guard let next = divideTen(&divisor, &numerator) else {
        return "\\frac{\(value[..<slash])}{\(denominator)}"
      }
      places += next
    }
    while numerator.count <= places { numerator = "0" + numerator }
    let point = numerator.index(numerator.endIndex, offsetBy: -places)
    return numerator[..<point] + "." + numerator[point...]
  }

  /// Takes a factor 10, 2 or 5 out of the divisor, and makes up for it in the numerator.
  private static func divideTen(_ divisor: inout String, _ numerator: inout String) -> Int? {
    if divisor.hasSuffix("0") {
      divisor.removeLast()
      return 1
    }
    guard let last = divisor.last?.wholeNumberValue else { return nil }
    let factor = last == 5 ? 5 : last % 2 == 0 ? 2 : 0
    guard factor != 0 else { return nil }
    divisor = quotient(divisor, by: factor)
    numerator = product(numerator, by: 10 / factor)
    return 1
  }

  private static func quotient(_ digits: String, by divisor: Int) -> String {
    var remainder = 0
    var result = ""
    for digit in digits.compactMap(\.wholeNumberValue) {
      remainder = remainder * 10 + digit
      if !(result.isEmpty && remainder / divisor == 0) { result += String(remainder / divisor) }
      remainder %= divisor
    }
    return result
  }

  private static func product(_ digits: String, by factor: Int) -> String {
    var carry = 0
    var result: [Character] = []
    for digit in digits.reversed().compactMap(\.wholeNumberValue) {
      carry += digit * factor
      result.append(Character(String(carry % 10)))
      carry /= 10
    }
    if carry > 0 { result.append(Character(String(carry))) }
    return String(result.reversed())
  }

  private static func binary(_ operation: BinaryOperator, _ a: Expression, _ b: Expression)
    -> String
  {
    switch operation {
    case .add: "\(print(a, .sum)) + \(print(b, .product))"
    case .subtract: "\(print(a, .sum)) - \(print(b, .product))"
    case .divide: "\\frac{\(numerator(a))}{\(print(b, .sum))}"
    case .inner: "\\langle \(print(a, .sum)), \(print(b, .sum)) \\rangle"
    case .multiply: times(a, b)
    case .hadamard: "\(operand(a)) \\odot \(print(b, .factor))"
    case .kronecker: "\(operand(a)) \\otimes \(print(b, .factor))"
    case .union, .intersection, .difference, .minkowski:
      "\(print(a, .factor)) \(operation.rawValue) \(print(b, .factor))"
    }
  }

  /// A fraction whose numerator begins with `d` could be taken for a derivative.
  private static func numerator(_ e: Expression) -> String {
    let text = print(e, .sum)
    let rest = text.dropFirst()
    guard text.first == "d", rest.first.map({ !$0.isLetter }) ?? true else { return text }
    return brackets(text)
  }

  /// The left operand of a product: only a product of numbers may stand there without brackets.
  private static func operand(_ e: Expression) -> String {
    if case .binary(.multiply, _, _) = e.form { return brackets(plain(e)) }
    return print(e, .factor)
  }

  private static func times(_ a: Expression, _ b: Expression) -> String {
    let left: String
    if case .binary(.multiply, let c, let d) = a.form {
      left = times(c, d)
    } else {
      left = print(a, .factor)
    }
    let right = print(b, .factor)
    let needsSign =
      right.first?.isNumber == true || left == "d" || left.hasSuffix(" d")
      || (left.isFunctionLike && right.hasPrefix("\\left("))
    return needsSign ? "\(left) \\cdot \(right)" : "\(left) \(right)"
  }

  private static func scriptBase(_ e: Expression) -> String {
    switch e.form {
    case .symbol(let name): name.contains("^") || name.contains("'") ? "{\(name)}" : name
    case .constant(.euler): brackets("e")
    default: level(e) == .atom ? plain(e) : brackets(print(e, .formula))
    }
  }

  private static func function(_ e: Expression) -> String {
    switch e.form {
    case .symbol(let name): name
    case .prime(let f):
      if case .symbol(let name) = f.form { "{\(name)}'" } else { "\(function(f))'" }
    case .jacobian(let f):
      if case .jacobian(let inner) = f.form {
        "\\nabla^2 \(function(inner))"
      } else {
        "\\operatorname{J}_{\(function(f))}"
      }
    case .call(.inverse, let list): list.map { "\(function($0))^{-1}" }.joined()
    default: brackets(print(e, .formula))
    }
  }

  private static func call(_ operation: NamedOperator, _ arguments: [Expression]) -> String {
    switch operation {
    case .abs: "\\left|\(list(arguments))\\right|"
    case .cardinality: "\\left|\(list(arguments))\\right|"
    case .indicator:
      "\\mathbb{1}\\left[\(arguments.map { print($0, .formula) }.joined())\\right]"
    case .floor: "\\lfloor \(list(arguments)) \\rfloor"
    case .norm: "\\left\\|\(list(arguments))\\right\\|"
    case .sqrt: "\\sqrt{\(list(arguments))}"
    case .inverse: "\(arguments.first.map(scriptBase) ?? "")^{-1}"
    case .log, .exp, .sin, .cos, .tanh, .arctan, .determinant, .maximum, .minimum:
      "\\\(operation.rawValue)\\left(\(list(arguments))\\right)"
    case .minimalEigenvalue, .maximalEigenvalue:
      "\(operation.rawValue)\\left(\(list(arguments))\\right)"
    case .normalDensity:
      "\\mathcal{N}\\left(\(list(Array(arguments.prefix(1)))); "
        + "\(list(Array(arguments.dropFirst())))\\right)"
    case .conjugate: "\\operatorname{conj}\\left(\(list(arguments))\\right)"
    default: "\\operatorname{\(operation.rawValue)}\\left(\(list(arguments))\\right)"
    }
  }

  private static func bind(_ binder: Binder, _ body: Expression) -> String {
    switch binder {
    case .sum(let name, let from, let through):
      "\\sum" + bounds(name, from, through) + " \(print(body, .product))"
    case .product(let name, let from, let through):
      "\\prod" + bounds(name, from, through) + " \(print(body, .product))"
    case .integral(let name, let from, let to):
      "\\int"
        + (from.map { "_{\(print($0, .sum))}" } ?? "") + (to.map { "^{\(print($0, .sum))}" } ?? "")
        + " \(group(body)) \\, d \(name)"
    case .samples(let name, let count):
      "\\int \(group(body)) \\, d \(name)_{1 : \(print(count, .sum))}"
    case .expectation(let laws):
      "\\mathbb{E}"
        + (laws.isEmpty
          ? ""
          : "_{"
            + laws.sorted { $0.key < $1.key }.map { "\($0.key) \\sim \(law($0.value))" }
            .joined(separator: ", ") + "}") + "\\left[\(print(body, .sum))\\right]"
    case .extremum(let operation, let name, let condition):
      command(operation) + "_{\(name)"
        + (condition.map { " : \(print($0, .formula))" } ?? "") + "} \(group(body))"
    case .family: print(body, .sum)
    case .limit(let name, let to, let side):
      "\\lim_{\(name) \\to \(print(to, .sum))\(side == .both ? "" : "^{\(side.rawValue)}")} \(group(body))"
    case .divergence(let kind, let names, _):
      "\\operatorname{\(kind.rawValue)}_{\(names.joined(separator: ", "))}"
        + "\\left(\(densities(body).joined(separator: " \\,\\|\\, "))\\right)"
    }
  }

  private static func densities(_ body: Expression) -> [String] {
    if case .tuple(let parts) = body.form { return parts.map { print($0, .sum) } }
    return [print(body, .sum)]
  }

  private static func command(_ operation: NamedOperator) -> String {
    switch operation {
    case .argMax: "\\arg\\max"
    case .argMin: "\\arg\\min"
    default: "\\" + operation.rawValue
    }
  }

  private static func bounds(
    _ name: String, _ from: Expression?, _ through: Expression?
  ) -> String {
    guard let from, let through else { return "_{\(name)}" }
    return "_{\(name) = \(print(from, .sum))}^{\(print(through, .sum))}"
  }

  private static func law(_ law: Law) -> String {
    switch law {
    case .dirac(let a): "\\delta_{\(print(a, .sum))}"
    case .bernoulli(let a): "\\operatorname{Bernoulli}\\left(\(print(a, .sum))\\right)"
    case .normal(let a, let b): "\\mathcal{N}\\left(\(list([a, b]))\\right)"
    case .uniform(let a, let b): "\\mathcal{U}\\left(\(list([a, b]))\\right)"
    case .rademacher: "\\operatorname{Rademacher}"
    case .categorical(let a): "\\operatorname{Categorical}\\left(\(print(a, .sum))\\right)"
    case .uniformOn(let values):
      "\\operatorname{Uniform}\\left(\\{\(list(values))\\}\\right)"
    case .density(let name): name
    case .unspecified: "\\cdot"
    }
  }
}

extension Expression {
  fileprivate var isIff: Bool { if case .iff = form { true } else { false } }
}

extension String {
  /// Whether what follows in brackets could be taken for arguments.
  fileprivate var isFunctionLike: Bool { !(last.map { ")]}".contains($0) } ?? true) }
}
