import Exact

/// Sums, products and signs.
extension Parser {
  /// ± a ± b ± c
  mutating func additive() throws(ReadingError) -> Expression {
    let place = place
    var result: Expression
    if take(.symbol("-")) {
      result = Expression(.negate(try term(try product())), at: place)
    } else {
      if insideSet, kind == .command("pm") {
        position += 1
        let right = try term(try product())
        return Expression(.plusMinus(Expression(.number(0), at: place), right), at: place)
      }
      _ = take(.symbol("+"))
      result = try product()
    }
    var count = 0
    while true {
      let sign = kind
      let isPlusMinus = sign == .command("pm") && insideSet
      guard sign == .symbol("+") || sign == .symbol("-") || isPlusMinus else { return result }
      count += 1
      guard count < Self.longest else { throw fail("this sum is too long") }
      position += 1
      let left = try term(result)
      let right = try term(try product())
      result =
        isPlusMinus
        ? Expression(.plusMinus(left, right), at: left.place)
        : Expression(
          .binary(sign == .symbol("+") ? .add : .subtract, left, right), at: left.place)
    }
  }

  /// How two factors are joined.
  private enum Joint: Equatable {
    case juxtaposed, dot, divided, hadamard, kronecker
    case ofSets(BinaryOperator)
  }

  /// A product with the kinds of what has been read of it.
  private struct Product {
    var value: Expression
    var kind: Kind
    /// Where its first factor starts.
    let start: Int
    /// The last division, when nothing but its denominator has been read since.
    var afterDivision: (numerator: Expression, slash: Int)?
    /// The last joint of two arrays, and where its right operand starts.
    var arrays: (joint: Joint, right: Int)?
    /// Whether an operation of sets has been read of it.
    var sets = false
  }

  /// a b · c / d
  mutating func product() throws(ReadingError) -> Expression {
    let start = position
    let first = try factor()
    var product = Product(value: first, kind: first.kind(in: names), start: start)
    var count = 0
    while let joint = try joint(after: product) {
      count += 1
      guard count < Self.longest else { throw fail("this product is too long") }
      try join(&product, joint)
    }
    return product.value
  }

  private mutating func joint(after product: Product) throws(ReadingError) -> Joint? {
    switch kind {
    case .command("cdot"), .command("times"), .symbol("*"), .command("*"):
      position += 1
      return .dot
    case .symbol("/"):
      position += 1
      return .divided
    case .command("odot"), .command("circ"):
      position += 1
      return .hadamard
    case .command("otimes"):
      position += 1
      return .kronecker
    case .command("cup"), .command("cap"), .command("setminus"), .command("oplus"):
      guard case .command(let name) = kind, let operation = BinaryOperator(rawValue: "\\" + name)
      else { return nil }
      position += 1
      return .ofSets(operation)
    default:
      return startsFactor() ? .juxtaposed : nil
    }
  }

  private mutating func join(_ product: inout Product, _ joint: Joint) throws(ReadingError) {
    let left = try term(product.value)
    let rightStart = position
    if joint == .juxtaposed, case .number(let digits) = kind {
      throw fail(
        "the numeral \(digits) follows a factor without a sign between",
        suggestion: "write `\\cdot \(digits)`, or put it first")
    }
    if joint == .juxtaposed, product.kind.isFunction {
      throw fail(
        "`\(left.latex)` is a function and needs its arguments in brackets", at: left.place,
        suggestion: "write `\(left.latex)(…)`")
    }
    if case .ofSets(let operation) = joint {
      try joinSets(&product, operation)
      return
    }
    let right = try term(joint == .juxtaposed ? try factor() : try signedFactor())
    let rightKind = right.kind(in: names)
    if joint == .juxtaposed, let division = product.afterDivision,
      !isBigOperator(rightStart), !areNumerals(left)
    {
      throw ambiguous(division: division, product: product, rightStart: rightStart)
    }
    if product.kind.isArray, rightKind.isArray {
      let mixes = joint == .hadamard || joint == .kronecker
      if let last = product.arrays,
        mixes != (last.joint == .hadamard || last.joint == .kronecker)
          || (mixes && last.joint != joint)
      {
        let a = text(product.start..<rightStart).droppingSign
        let whole = text(product.start..<position)
        let tail = text(last.right..<position)
        let head = text(product.start..<last.right)
        throw fail(
          "`\(whole)` has two readings", at: tokens[rightStart].place,
          suggestion: "write `(\(a)) …` or `\(head) (\(tail))`, whichever is meant")
      }
      product.arrays = (joint, rightStart)
    }
    let operation: BinaryOperator =
      switch joint {
      case .juxtaposed: .multiply
      case .dot: product.kind == .vector && rightKind == .vector ? .inner : .multiply
      case .divided: .divide
      case .hadamard: .hadamard
      case .kronecker: .kronecker
      case .ofSets(let operation): operation
      }
    product.afterDivision = joint == .divided ? (left, rightStart) : nil
    product.value = Expression(.binary(operation, left, right), at: left.place)
    product.kind = operation.kind(product.kind, rightKind)
  }

  /// `A \cup B \cup C`; two different operations need brackets.
  private mutating func joinSets(
    _ product: inout Product, _ operation: BinaryOperator
  ) throws(ReadingError) {
    let left = product.value
    let rightStart = position
    let right = try term(try factor())
    for side in [left, right] {
      let kind = side.kind(in: names)
      // A parameter may stand for anything.
      if case .symbol = side.form, kind == .scalar { continue }
      guard kind == .set || kind == .unknown else {
        throw fail(
          "`\(operation.rawValue)` stands between sets, and `\(side.latex)` is none",
          at: side.place, suggestion: "declare it: `A : set[2]`, or write `\\{…\\}`")
      }
    }
    // What stands in brackets begins behind one.
    if case .binary(let inner, _, _) = left.form, inner.isOfSets,
      inner != operation
        || operation == .difference, product.sets
    {
      let whole = text(product.start..<position)
      throw fail(
        "`\(whole)` has two readings", at: tokens[rightStart].place,
        suggestion: "put two of the sets in brackets")
    }
    product.sets = true
    product.value = Expression(.binary(operation, left, right), at: left.place)
    product.kind = .set
  }

  private func areNumerals(_ quotient: Expression) -> Bool {
    guard case .binary(.divide, let a, let b) = quotient.form, case .number = b.form else {
      return false
    }
    if case .number = a.form { return true }
    return false
  }

  /// `a/bc`: an error that shows both readings.
  private func ambiguous(
    division: (numerator: Expression, slash: Int), product: Product, rightStart: Int
  ) -> ReadingError {
    let numerator = text(product.start..<(division.slash - 1))
    let denominator = text(division.slash..<rightStart)
    let rest = text(rightStart..<position)
    return fail(
      "`\(numerator)/\(denominator) \(rest)` has two readings",
      at: tokens[division.slash - 1].place,
      suggestion:
        "write `(\(numerator)/\(denominator)) \(rest)` or `\(numerator)/(\(denominator) \(rest))`")
  }

  /// A factor after an operator, which may have a sign of its own: `a \cdot -b`.
  mutating func signedFactor() throws(ReadingError) -> Expression {
    let place = place
    guard take(.symbol("-")) else { return try factor() }
    return try nested { (parser) throws(ReadingError) in
      Expression(.negate(try parser.term(try parser.signedFactor())), at: place)
    }
  }

  func isBigOperator(_ index: Int) -> Bool {
    guard index < end, case .command(let name) = tokens[index].kind else { return false }
    return ["sum", "prod", "int", "mathbb{E}"].contains(name)
  }

  /// Whether a factor can start at the position, so that it is multiplied without a sign.
  func startsFactor() -> Bool {
    switch kind {
    case .finish, .end, .text:
      if case .text(let text) = kind { return names["\\mathrm{\(text)}"] != nil }
      return false
    case .number, .begin:
      return true
    case .letter, .word:
      return !isDifferential()
    case .symbol(let symbol):
      if symbol == "|" { return surrounding != .bar && surrounding != .norm }
      return "([{".contains(symbol)
    case .command(let name):
      if name == "|" { return surrounding != .norm }
      if Commands.relations[.command(name)] != nil || Commands.refused[name] != nil {
        return false
      }
      return !Self.stops.contains(name)
    }
  }

  /// Commands that end a product.
  private static let stops: Set<String> = [
    "implies", "iff", "land", "lor", "neg", "forall", "exists", "\\", "}", "rvert", "rVert",
    "rangle", "rfloor", "pm", "not", "colon", "middle", "top", "star", "prime", "*", "Downarrow",
  ]

  /// Whether `dx` of the integral round this place comes next.
  func isDifferential() -> Bool {
    guard case .integral(let variable) = surrounding,
      kind == .letter("d") || kind == .word("d")
    else { return false }
    var copy = self
    copy.position += 1
    guard let name = try? copy.fullName() else { return false }
    return (names.declared(name) ?? name) == variable
  }
}

extension String {
  fileprivate var droppingSign: String {
    var text = self
    for sign in ["\\odot", "\\otimes", "\\circ", "\\cdot", "\\times"] where text.hasSuffix(sign) {
      text.removeLast(sign.count)
    }
    while text.last == " " { text.removeLast() }
    return text
  }
}
