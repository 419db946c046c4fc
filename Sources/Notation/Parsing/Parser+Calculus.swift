import Exact

/// Fractions, roots and derivatives.
extension Parser {
  mutating func root() throws(ReadingError) -> Expression {
    let place = place
    let isUnicode = kind == .command("surd")
    position += 1
    if kind == .symbol("["), !isUnicode {
      throw fail(
        "only square roots are read", at: place, suggestion: "write a power: `x^{1/3}`")
    }
    if isUnicode, kind == .symbol("(") {
      let list = try arguments()
      guard list.count == 1 else { throw fail("a root has one argument", at: place) }
      return Expression(.call(.sqrt, list), at: place)
    }
    let range = try argument(of: "\\sqrt")
    let e = try reading(range) { (parser) throws(ReadingError) in
      try parser.term(try parser.additive())
    }
    return Expression(.call(.sqrt, [e]), at: place)
  }

  /// `\frac{a}{b}`, `\frac12`, and derivatives written as fractions.
  mutating func fraction() throws(ReadingError) -> Expression {
    let place = place
    position += 1
    if case .number(let digits) = kind, digits.count == 2, digits.allSatisfy(\.isNumber) {
      position += 1
      let parts = digits.map { Expression(.number(Rational(String($0)) ?? 0), at: place) }
      return Expression(.binary(.divide, parts[0], parts[1]), at: place)
    }
    let above = try argument(of: "\\frac")
    let below = try argument(of: "\\frac")
    if let e = try derivative(above, below, at: place) { return e }
    let numerator = try reading(above) { (p) throws(ReadingError) in try p.term(try p.additive()) }
    let denominator = try reading(below) { (p) throws(ReadingError) in try p.term(try p.additive())
    }
    return Expression(.binary(.divide, numerator, denominator), at: place)
  }

  /// A derivative, when the fraction is one: `\frac{\partial e}{\partial x}`, `\frac{d}{dt} e`.
  private mutating func derivative(
    _ above: Range<Int>, _ below: Range<Int>, at place: Place
  ) throws(ReadingError) -> Expression? {
    guard let sign = tokens[above].first?.kind, tokens[below].first?.kind == sign,
      sign == .command("partial") || sign == .letter("d") || sign == .word("d"), below.count > 1
    else { return nil }
    var copy = self
    guard
      let variables = try? copy.reading(
        below, .bracket, { (p) throws(ReadingError) in try p.differentials(sign) })
    else {
      if sign == .letter("d") { return nil }
      throw fail(
        "I cannot read this derivative", at: tokens[below.lowerBound].place,
        suggestion:
          "write `\\frac{\\partial}{\\partial x} e` or `\\frac{\\partial^2}{\\partial x^2} e`")
    }
    var start = above.lowerBound + 1
    var order = 1
    if start < above.upperBound, tokens[start].kind == .symbol("^") {
      let saved = position
      position = start + 1
      let range = try argument(of: "^")
      start = position
      position = saved
      guard range.count == 1, case .number(let digits) = tokens[range.lowerBound].kind,
        let number = Int(digits), (1...9).contains(number)
      else {
        throw fail("the order of a derivative is a numeral", at: tokens[range.lowerBound].place)
      }
      order = number
    }
    guard variables.reduce(0, { $0 + $1.order }) == order else {
      throw fail(
        "the orders above and below this derivative differ", at: place,
        suggestion: "write `\\frac{\\partial^2 e}{\\partial x^2}`")
    }
    let inside = start..<above.upperBound
    if sign == .letter("d"), names.declared("d") != nil, !inside.isEmpty {
      throw fail(
        "`\\frac{\(text(above))}{\(text(below))}` has two readings, for `d` is declared",
        at: place, suggestion: "write the derivative as `\\frac{\\mathrm{d}}{\\mathrm{d} t} (…)`")
    }
    let e =
      inside.isEmpty
      ? try differentiated()
      : try reading(inside) { (p) throws(ReadingError) in try p.term(try p.additive()) }
    return try differentiate(e, by: variables, at: place)
  }

  /// `dx`, `\partial x^2`, `\partial x \partial y`.
  private mutating func differentials(
    _ sign: Token.Kind
  ) throws(ReadingError) -> [DerivativeVariable] {
    var result: [DerivativeVariable] = []
    while take(sign) {
      var variable = try derivativeVariable()
      if take(.symbol("^")) {
        let range = try argument(of: "^")
        guard range.count == 1, case .number(let digits) = tokens[range.lowerBound].kind,
          let number = Int(digits), (1...9).contains(number)
        else { throw fail("the order of a derivative is a numeral") }
        variable.order = number
      }
      result.append(variable)
    }
    guard atEnd else { throw unexpected() }
    return result
  }

  /// What `\partial_x` or `\frac{d}{dt}` reaches over: the following juxtaposed product.
  mutating func differentiated() throws(ReadingError) -> Expression {
    let start = position
    let isGroup = kind == .symbol("(") || kind == .symbol("[")
    var e = try term(try factor())
    var count = 0
    while startsFactor() {
      let mid = position
      count += 1
      guard count < Self.longest else { throw fail("this product is too long") }
      let right = try term(try factor())
      if isGroup {
        let a = text(start..<mid)
        let b = text(mid..<position)
        throw fail(
          "the derivative of `\(a)` times `\(b)`, or of their product?", at: tokens[mid].place,
          suggestion: "put brackets round what is differentiated, or round the derivative")
      }
      e = Expression(.binary(.multiply, e, right), at: e.place)
    }
    if kind == .symbol("/") {
      throw fail(
        "I cannot tell whether the derivative reaches over the division",
        suggestion: "put brackets round what is differentiated")
    }
    return e
  }

  mutating func partialDerivative() throws(ReadingError) -> Expression {
    let place = place
    position += 1
    try expect(
      .symbol("_"), "\\partial wants the variable below it", suggestion: "write `\\partial_x f(x)`")
    let range = try argument(of: "_")
    var variable = try reading(range) { (parser) throws(ReadingError) in
      try parser.derivativeVariable()
    }
    if take(.symbol("^")) {
      let range = try argument(of: "^")
      guard range.count == 1, case .number(let digits) = tokens[range.lowerBound].kind,
        let number = Int(digits), (1...9).contains(number)
      else { throw fail("the order of a derivative is a numeral") }
      variable.order = number
    }
    return try differentiate(try differentiated(), by: [variable], at: place)
  }

  /// `\nabla_{(a, b)} e`, `\nabla_x e`, `\nabla f(x, y)`; with the power 2 the Hessian.
  mutating func nabla() throws(ReadingError) -> Expression {
    let place = place
    position += 1
    var isTwice = try takeSquare()
    if take(.symbol("_")) {
      let range = try argument(of: "_")
      let by = try reading(range) { (parser) throws(ReadingError) in
        let bracket = parser.take(.symbol("("))
        var by: [String] = []
        repeat {
          let place = parser.place
          let name = try parser.boundName(after: "\\nabla")
          guard let declared = parser.names.declared(name) else {
            throw parser.undeclared(name, at: place)
          }
          by.append(declared)
        } while parser.take(.symbol(","))
        if bracket { try parser.expect(.symbol(")"), "the bracket is not closed") }
        return by
      }
      if try takeSquare() { isTwice = true }
      let first = Expression(.gradient(try differentiated(), by: by), at: place)
      return isTwice ? Expression(.gradient(first, by: by), at: place) : first
    }
    let namePlace = self.place
    let start = position
    guard let base = try baseName() else {
      throw fail(
        "\\nabla wants a function or its variables", at: namePlace,
        suggestion: "write `\\nabla_x f(x)` or `\\nabla f(x)`")
    }
    position = start
    _ = base
    var full = try fullNameOfFunction()
    full = names.declared(full) ?? full
    guard names[full]?.isFunction == true else {
      if names[full] == nil { throw undeclared(full, at: namePlace, type: "real -> real") }
      throw fail(
        "`\(full)` is no function: the variables of \\nabla must be named", at: namePlace,
        suggestion: "write `\\nabla_x \(full)`")
    }
    var head = Expression(.jacobian(Expression(.symbol(full), at: namePlace)), at: place)
    if isTwice { head = Expression(.jacobian(head), at: place) }
    return try apply(Scripts(), to: head)
  }

  /// The power of `\nabla^2`.
  private mutating func takeSquare() throws(ReadingError) -> Bool {
    guard take(.symbol("^")) else { return false }
    let range = try argument(of: "^")
    guard range.count == 1, tokens[range.lowerBound].kind == .number("2") else {
      throw fail(
        "of the powers of \\nabla only \\nabla^2, the Hessian, is read",
        at: tokens[range.lowerBound].place)
    }
    return true
  }

  private mutating func fullNameOfFunction() throws(ReadingError) -> String {
    guard let base = try baseName() else { throw fail("a function is expected here") }
    guard kind == .symbol("_") else { return base }
    position += 1
    let range = try argument(of: "_")
    return name(
      base, Scripts(sub: range), sub: true, star: false, primes: false) ?? base
  }
}
