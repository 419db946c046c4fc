import Exact

/// Names of linear algebra that need no declaration, and derivatives by arrays and their entries.
extension Parser {
  /// `\lambda_{\min}(A)`, `\lambda_{\max}(A)`, where no such name is declared.
  mutating func extremeEigenvalue(
    _ base: String, _ scripts: Scripts, at place: Place
  ) throws(ReadingError) -> Expression? {
    guard base == "\\lambda", let sub = scripts.sub, scripts.primes == 0, kind == .symbol("("),
      let operation = Self.extremes[canonical(sub)],
      name(base, scripts, sub: true, star: false, primes: false).flatMap(names.declared) == nil
    else { return nil }
    let full = "\(base)_{\(text(sub))}"
    if let sup = scripts.sup { throw powerOfFunction(full, sup) }
    let list = try arguments()
    guard list.count == 1 else {
      throw fail("`\(full)` takes 1 argument and gets \(list.count)", at: place)
    }
    return try scripted(Expression(.call(operation, list), at: place))
  }

  private static let extremes: [String: NamedOperator] = [
    "\\min": .minimalEigenvalue, "\\mathrm{min}": .minimalEigenvalue,
    "\\max": .maximalEigenvalue, "\\mathrm{max}": .maximalEigenvalue,
  ]

  /// `I_n`, `I_{n m}`, `\mathbf{I}_2`: the identity of a size, where no such name is declared.
  mutating func sizedIdentity(
    _ base: String, _ scripts: Scripts, at place: Place
  ) throws(ReadingError) -> Expression? {
    guard ["I", "\\mathbf{I}", "\\mathbb{I}"].contains(base), let sub = scripts.sub,
      scripts.primes == 0
    else {
      return nil
    }
    var copy = self
    guard
      let size = try? copy.reading(
        sub, .bracket, { (p) throws(ReadingError) in try p.term(try p.additive()) }),
      isSize(size)
    else { return nil }
    var rest = scripts
    rest.sub = nil
    let identity = Expression(.constant(.identity), at: place)
    return try apply(rest, to: Expression(.index(identity, [size]), at: place))
  }

  /// Whether it is put together from sizes and numerals by sums and products.
  private func isSize(_ e: Expression) -> Bool {
    switch e.form {
    case .number(let value): value.isInteger && value >= 1 && value <= 64
    case .symbol(let name): names.types[name] == .size
    case .binary(.add, let a, let b), .binary(.multiply, let a, let b): isSize(a) && isSize(b)
    default: false
    }
  }

  // MARK: Derivatives

  /// What a derivative is taken by: a declared name, or an entry of a declared vector or matrix.
  struct DerivativeVariable {
    let name: String
    let indices: [Expression]
    var order = 1
  }

  /// `x`, `\psi_0`, `w_k`, `W_{ij}`.
  mutating func derivativeVariable() throws(ReadingError) -> DerivativeVariable {
    let place = place
    if kind == .symbol("{") {
      // `{w}_{j}` is surely an entry, also where `w_j` is declared.
      let group = try argument(of: "a derivative")
      let name = try reading(group) { (parser) throws(ReadingError) in try parser.fullName() }
      return try entryVariable(name, at: place)
    }
    let start = position
    let name = try boundName(after: "a derivative")
    if let declared = names.declared(name) {
      return DerivativeVariable(name: declared, indices: [])
    }
    let behind = position
    position = start
    guard let base = try baseName(), names.declared(base).map({ names[$0]?.isArray }) == true else {
      position = behind
      throw undeclared(name, at: place)
    }
    return try entryVariable(base, at: place)
  }

  /// The entry of an array that a subscript tells.
  private mutating func entryVariable(
    _ name: String, at place: Place
  ) throws(ReadingError) -> DerivativeVariable {
    guard let array = names.declared(name), take(.symbol("_")), names[array]?.isArray == true
    else { throw undeclared(name, at: place) }
    let entry = try entry(
      of: Expression(.symbol(array), at: place), try argument(of: "_"))
    guard case .index(_, let indices) = entry.form else { throw undeclared(name, at: place) }
    return DerivativeVariable(name: array, indices: indices)
  }

  /// The derivatives one after the other, the last variable first.
  func differentiate(
    _ e: Expression, by variables: [DerivativeVariable], at place: Place
  ) throws(ReadingError) -> Expression {
    var result = e
    for variable in variables.reversed() {
      if !variable.indices.isEmpty {
        for _ in 0..<variable.order {
          result = Expression(
            .partialEntry(result, of: variable.name, indices: variable.indices), at: place)
        }
      } else if names[variable.name]?.isArray == true {
        guard variable.order == 1, variables.count == 1, !result.kind(in: names).isArray else {
          throw fail(
            "a derivative by the whole of `\(variable.name)` is read of a real number, once",
            at: place, suggestion: "write the entries: `\\frac{\\partial e_i}{\\partial w_j}`")
        }
        result = Expression(.gradient(result, by: [variable.name]), at: place)
      } else {
        result = Expression(
          .partial(result, by: variable.name, order: variable.order), at: place)
      }
    }
    return result
  }

  // MARK: Extrema

  /// What an extremum reaches over: the following product, and the sum that goes on from it where
  /// all that follows speaks of the variable, `\arg\min_w \|y - X w\|^2 + \lambda \|w\|^2`. A
  /// bracket that is closed before the sum goes on is the whole.
  mutating func objective(
    of variable: String, _ operation: NamedOperator
  ) throws(ReadingError) -> Expression {
    let start = position
    let isBracketed = kind == .symbol("(") || kind == .symbol("[") || kind == .symbol("{")
    let body = try body()
    guard kind == .symbol("+") || kind == .symbol("-"),
      !isBracketed || !isOneBracket(start..<position)
    else { return body }
    var copy = self
    copy.position = start
    guard let whole = try? copy.term(try copy.additive()) else { return body }
    var mentions: [Bool] = []
    var rest = whole
    while rest != body {
      let left: Expression
      let right: Expression
      switch rest.form {
      case .binary(.add, let a, let b), .binary(.subtract, let a, let b): (left, right) = (a, b)
      default: return body
      }
      mentions.append(right.freeSymbols.contains(variable))
      rest = left
    }
    if mentions.allSatisfy({ $0 }) {
      self = copy
      return whole
    }
    guard operation == .maximum || operation == .minimum, !mentions.contains(true) else {
      throw fail(
        "I cannot tell how far `\\\(operation.rawValue)_{\(variable)}` reaches",
        suggestion: "put brackets round what it is taken of")
    }
    return body
  }

  /// Whether the tokens are one bracket from their first to their last.
  private func isOneBracket(_ range: Range<Int>) -> Bool {
    var depth = 0
    for index in range {
      if tokens[index].kind.opens { depth += 1 }
      if tokens[index].kind.closes { depth -= 1 }
      if depth == 0 { return index == range.upperBound - 1 }
    }
    return false
  }
}
