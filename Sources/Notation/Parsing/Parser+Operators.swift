/// Operators written before their argument, and big operators.
extension Parser {
  /// The operator that comes next with its argument; `nil` when no operator comes.
  mutating func operatorFactor() throws(ReadingError) -> Expression? {
    let place = place
    let name: String
    switch kind {
    case .command(let command): name = command
    case .word(let word): name = word
    default: return nil
    }
    switch name {
    case "sum", "prod": return try summed(name)
    case "int": return try integral()
    case "iint", "iiint", "oint":
      throw fail("\\\(name) is not read", suggestion: "write one \\int for each variable")
    case "mathbb{E}": return try expectation()
    case "partial": return try partialDerivative()
    case "nabla": return try nabla()
    case "lim": return try limit()
    case "arg":
      guard case .command(let next) = kind(ahead: 1), let operation = Commands.extrema["arg" + next]
      else { throw fail("\\arg is not read", suggestion: "write `\\arg\\max_{x}`") }
      position += 2
      return try extremum(operation, at: place)
    default: break
    }
    if kind == .command(name) || names["\\mathrm{\(name)}"] == nil {
      if let operation = Commands.extrema[name] {
        position += 1
        return try extremum(operation, at: place)
      }
      // `\vec v` is an accent, `\operatorname{vec}` an operator.
      // `\sqrt` has its argument in braces.
      let isCommand = kind == .command(name)
      let isOther = isCommand && (name == "sqrt" || Letters.accentForms[name] != nil)
      if !isOther, let operation = Commands.prefixOperators[name] {
        position += 1
        return try prefixed(operation, name, at: place)
      }
    }
    return nil
  }

  // MARK: log, det, tr, …

  private mutating func prefixed(
    _ operation: NamedOperator, _ name: String, at place: Place
  ) throws(ReadingError) -> Expression {
    var power: Expression?
    if take(.symbol("^")) {
      let range = try argument(of: "^")
      power = try reading(range) { (parser) throws(ReadingError) in
        try parser.term(try parser.additive())
      }
      if case .negate? = power?.form {
        throw fail(
          "`\\\(name)^{\(text(range))}` has two readings: the inverse function, or a power",
          at: tokens[range.lowerBound].place,
          suggestion: "write `1/\\\(name)(x)`, or the name of the inverse function")
      }
    }
    if kind == .symbol("_") {
      throw fail(
        "a subscript of \\\(name) is not read", suggestion: "leave it out, or divide by it")
    }
    let arguments = try operands(of: operation, name)
    var e = Expression(.call(operation, arguments), at: place)
    if let sign = Commands.hyperbolic[name] {
      let other = Expression(
        .call(operation, [Expression(.negate(arguments[0]), at: place)]), at: place)
      let sum = Expression(.binary(sign, e, other), at: place)
      e = Expression(.binary(.divide, sum, Expression(.number(2), at: place)), at: place)
    }
    if let power { return Expression(.power(e, power), at: place) }
    return kind == .symbol("^") ? try scripted(e) : e
  }

  /// The bracket that follows directly, or the juxtaposed product.
  private mutating func operands(
    of operation: NamedOperator, _ name: String
  ) throws(ReadingError) -> [Expression] {
    let open = position
    let arity = Commands.arity(operation)
    if kind == .symbol("(") || kind == .symbol("[") || kind == .symbol("{") {
      let list = try withFreeIndices(operation) { (parser) throws(ReadingError) in
        try parser.operandList(arity)
      }
      guard kind == .symbol("^") else { return list }
      let group = text(open..<position)
      let isMatrixOperator = [.determinant, .trace, .diag, .vec, .exp, .variance, .covariance]
        .contains(operation)
      if isMatrixOperator, !group.hasPrefix("{") { return list }
      throw fail(
        "`\\\(name)\(group)^…` has two readings",
        suggestion: "write `(\\\(name)\(group))^…` or `\\\(name)(\(group)^…)`")
    }
    if kind == .command("lvert") || kind == .symbol("|") || kind == .command("|")
      || kind == .command("lVert")
    {
      return [try term(try factor())]
    }
    guard arity.contains(1) else {
      throw fail("\\\(name) wants its arguments in brackets")
    }
    return try withFreeIndices(operation) { (parser) throws(ReadingError) in
      [try parser.juxtaposed(name)]
    }
  }

  private mutating func operandList(
    _ arity: ClosedRange<Int>
  ) throws(ReadingError) -> [Expression] {
    let open = token
    if open.kind == .symbol("{") {
      let range = try argument(of: "an operator")
      return try reading(range) { (parser) throws(ReadingError) in
        [try parser.term(try parser.additive())]
      }
    }
    position += 1
    let list = try inside(.bracket) { (parser) throws(ReadingError) in
      var list = [try parser.term(try parser.additive())]
      while parser.take(.symbol(",")) { list.append(try parser.term(try parser.additive())) }
      return list
    }
    try closeBracket(open.kind == .symbol("(") ? .symbol(")") : .symbol("]"), open: open)
    if arity.contains(list.count) { return list }
    guard arity == 1...1 else {
      throw fail("this operator takes \(arity.lowerBound) arguments", at: open.place)
    }
    return [Expression(.tuple(list), at: open.place)]
  }

  /// Under `diag` an undeclared index stands for its whole range.
  private mutating func withFreeIndices(
    _ operation: NamedOperator, _ body: (inout Parser) throws(ReadingError) -> [Expression]
  ) throws(ReadingError) -> [Expression] {
    guard operation == .diag else { return try body(&self) }
    let saved = freeIndices
    freeIndices = []
    defer { freeIndices = saved }
    let place = place
    let list = try body(&self)
    guard let free = freeIndices, let index = free.first, let e = list.first else { return list }
    guard free.count == 1 else {
      throw fail(
        "I cannot tell which of the indices \(free.joined(separator: ", ")) runs", at: place,
        suggestion: "declare the others")
    }
    return [Expression(.bind(.family(index), body: e), at: e.place)]
  }

  /// `x y` in `\log x y`: up to a sign, a relation or another operator.
  private mutating func juxtaposed(_ name: String) throws(ReadingError) -> Expression {
    let start = position
    var e = try term(try factor())
    var count = 0
    while startsFactor() {
      if nextIsOperator() { break }
      let mid = position
      if case .number = kind { break }
      let right = try term(try factor())
      count += 1
      guard count < Self.longest else { throw fail("this product is too long") }
      if tokens[start].kind == .command("frac") || isBigOperator(mid) {
        let a = text(start..<mid)
        let b = text(mid..<position)
        throw fail(
          "`\\\(name) \(a) \(b)` has two readings", at: tokens[mid].place,
          suggestion: "write `(\\\(name) \(a)) \(b)` or `\\\(name)(\(a) \(b))`")
      }
      e = Expression(.binary(.multiply, e, right), at: e.place)
    }
    if kind == .symbol("/") {
      let a = text(start..<position)
      throw fail(
        "`\\\(name) \(a) / …` has two readings",
        suggestion: "write `\\\(name)(\(a) / …)` or `(\\\(name) \(a)) / …`")
    }
    return e
  }

  private func nextIsOperator() -> Bool {
    switch kind {
    case .command(let name):
      name != "vec" && (Commands.prefixOperators[name] != nil || Commands.extrema[name] != nil)
    case .word(let name):
      names["\\mathrm{\(name)}"] == nil
        && (Commands.prefixOperators[name] != nil || Commands.extrema[name] != nil)
    default: false
    }
  }

  // MARK: Big operators

  private mutating func summed(_ name: String) throws(ReadingError) -> Expression {
    let place = place
    position += 1
    let (lower, upper) = try bounds()
    guard let lower else {
      throw fail("\\\(name) wants an index", at: place, suggestion: "write `\\\(name)_{i=1}^{n}`")
    }
    var range = try reading(lower) { (parser) throws(ReadingError) in
      try parser.summationRange(name)
    }
    let through: Expression? =
      if let upper {
        try reading(upper) { (parser) throws(ReadingError) in
          try parser.term(try parser.additive())
        }
      } else { nil }
    guard (range.from == nil) == (through == nil) else {
      throw fail(
        "this \\\(name) has only one of its bounds", at: place,
        suggestion: "write both, `\\\(name)_{i=1}^{n}`, or none")
    }
    if range.condition != nil, name == "prod" {
      throw fail(
        "a condition below \\prod is not read", at: place,
        suggestion: "write the bounds: `\\prod_{i=1}^{n}`")
    }
    let start = position
    var body = try binding(range.names, anew: true) { (parser) throws(ReadingError) in
      try parser.body()
    }
    if let ambiguity = range.ambiguity {
      // The first index runs where it alone is summed over; all else has two readings.
      let running = range.names.filter(body.freeSymbols.contains)
      guard running == Array(range.names.prefix(1)) else { throw ambiguity }
      range.names = running
    }
    if let condition = range.condition {
      let bracket = Expression(.call(.indicator, [condition]), at: condition.place)
      body = Expression(.binary(.multiply, bracket, body), at: body.place)
    }
    if name == "prod", case .binary = body.form { try refuseProductBehind(start) }
    return range.names.reversed().reduce(body) {
      Expression(
        .bind(
          name == "sum"
            ? .sum($1, from: range.from, through: through)
            : .product($1, from: range.from, through: through), body: $0), at: place)
    }
  }

  /// ∏ a ∏ b is ∏ (a ∏ b) or (∏ a)(∏ b), which differ.
  private func refuseProductBehind(_ start: Int) throws(ReadingError) {
    var depth = 0
    for index in start..<position {
      let kind = tokens[index].kind
      if kind.opens { depth += 1 }
      if kind.closes { depth -= 1 }
      guard depth == 0, index > start, kind == .command("prod") || kind == .command("sum") else {
        continue
      }
      throw fail(
        "does \\prod reach over the operator behind it?", at: tokens[index].place,
        suggestion: "put brackets round the one product, or round what it reaches over")
    }
  }

  /// What an operator with a bound variable reaches over: the following product.
  mutating func body() throws(ReadingError) -> Expression {
    let place = place
    if take(.symbol("-")) { return Expression(.negate(try term(try product())), at: place) }
    return try term(try product())
  }

  /// The subscript and the superscript that come next.
  private mutating func bounds() throws(ReadingError) -> (Range<Int>?, Range<Int>?) {
    var lower: Range<Int>?
    var upper: Range<Int>?
    while true {
      if lower == nil, take(.symbol("_")) {
        lower = try argument(of: "_")
      } else if upper == nil, take(.symbol("^")) {
        upper = try argument(of: "^")
      } else {
        return (lower, upper)
      }
    }
  }

  // MARK: Integrals

  private mutating func integral() throws(ReadingError) -> Expression {
    let place = place
    position += 1
    let (lower, upper) = try bounds()
    let variable: String
    var subscripted = false
    if let found = differential() {
      variable = found
    } else if let lower, upper == nil,
      let name = try? reading(
        lower, .bracket, { (p) throws(ReadingError) in try p.boundName(after: "\\int") }),
      let declared = names.declared(name)
    {
      variable = declared
      subscripted = true
    } else {
      throw fail(
        "this integral has no differential", at: place, suggestion: "end it with `\\, dx`")
    }
    var from: Expression?
    var to: Expression?
    if !subscripted, let lower, let upper {
      from = try reading(lower) { (p) throws(ReadingError) in try p.term(try p.additive()) }
      to = try reading(upper) { (p) throws(ReadingError) in try p.term(try p.additive()) }
    } else if !subscripted, lower != nil || upper != nil,
      lower.map({ text($0) }) != variable, !isWholeRange(lower)
    {
      throw fail(
        "this integral has only one of its bounds", at: place,
        suggestion: "write `\\int_a^b`, or declare the type of `\(variable)` and leave them out")
    }
    let base = String(variable.prefix { $0 != "_" })
    let isList = variable.hasPrefix(base + "_{1:")
    let body = try binding([variable]) { (parser) throws(ReadingError) in
      if isList {
        parser.declare(PointList(name: base, count: Expression(.number(1), at: place)))
      }
      if subscripted { return try parser.body() }
      let body = try parser.inside(.integral(variable)) { (parser) throws(ReadingError) in
        if parser.isDifferential() { return Expression(.number(1), at: parser.place) }
        return try parser.term(try parser.additive())
      }
      return body
    }
    if !subscripted {
      let saved = surrounding
      surrounding = .integral(variable)
      guard isDifferential() else {
        surrounding = saved
        throw unexpected()
      }
      surrounding = saved
      if isList {
        guard let list = try pointListOfDifferential() else { throw unexpected() }
        return Expression(.bind(.samples(list.name, count: list.count), body: body), at: place)
      }
      position += 1
      _ = try fullName()
    }
    return Expression(.bind(.integral(variable, from: from, to: to), body: body), at: place)
  }

  private func isWholeRange(_ range: Range<Int>?) -> Bool {
    guard let range, range.count == 1 else { return false }
    return tokens[range.lowerBound].kind == .command("mathbb{R}")
  }

  /// The variable of the differential that belongs to the integral just begun.
  private func differential() -> String? {
    var open = 1
    var depth = 0
    var index = position
    while index < end {
      let kind = tokens[index].kind
      if kind.opens { depth += 1 }
      if kind.closes { depth -= 1 }
      if depth < 0 { return nil }
      if depth == 0 {
        if kind == .command("int") { open += 1 }
        if kind == .letter("d") || kind == .word("d") {
          var copy = self
          copy.position = index + 1
          if let name = try? copy.fullName() {
            open -= 1
            if open == 0 { return names.declared(name) ?? name }
            index = copy.position
            continue
          }
        }
        if relation(at: index) != nil { return nil }
      }
      index += 1
    }
    return nil
  }
}
