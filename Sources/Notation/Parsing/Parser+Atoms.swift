import Exact

/// The smallest parts: numbers, names, brackets, bars, matrices; and the scripts behind them.
extension Parser {
  /// A factor of a product.
  mutating func factor() throws(ReadingError) -> Expression {
    try nested { (parser) throws(ReadingError) in
      if let e = try parser.operatorFactor() { return e }
      return try parser.postfixed()
    }
  }

  private mutating func postfixed() throws(ReadingError) -> Expression {
    let place = place
    if let base = try baseName() { return try named(base, at: place) }
    let atom = try atom()
    return try scripted(atom)
  }

  /// An atom with the scripts that follow it.
  mutating func scripted(_ atom: Expression) throws(ReadingError) -> Expression {
    let scripts = try scripts()
    return try apply(scripts, to: atom)
  }

  private mutating func atom() throws(ReadingError) -> Expression {
    let place = place
    switch kind {
    case .number(let digits):
      position += 1
      if digits == "1", let bracket = try indicatorOfOne(at: place) { return bracket }
      guard let value = Rational(digits) else { throw fail("I cannot read this number", at: place) }
      return Expression(.number(value), at: place)
    case .symbol("("), .symbol("["):
      return try bracketed()
    case .symbol("{"):
      guard let close = partner(of: position) else { throw fail("this brace is not closed") }
      let inside = (position + 1)..<close
      position = close + 1
      return try reading(inside) { (parser) throws(ReadingError) in try parser.anyFormula() }
    case .symbol("|"), .command("|"), .command("lvert"), .command("lVert"), .command("vert"):
      return try bars()
    case .command("{"): return try set()
    case .command("langle"): return try inner()
    case .command("lfloor"): return try floor()
    case .command("emptyset"):
      position += 1
      return Expression(.set([]), at: place)
    case .command("infty"):
      position += 1
      return Expression(.constant(.infinity), at: place)
    case .command("frac"): return try fraction()
    case .command("sqrt"), .command("surd"): return try root()
    case .begin(let name): return try matrix(name)
    case .finish:
      throw fail("something is missing here", suggestion: "an expression should go on")
    default:
      throw unreadable()
    }
  }

  private func unreadable() -> ReadingError {
    guard case .command(let name) = kind else {
      if relation(at: position) != nil || kind == .symbol("/") || kind == .symbol(",") {
        return fail("something is missing before `\(kind.shown)`")
      }
      return unexpected()
    }
    if Commands.refused[name] != nil || kind.closes || name == "pm" { return unexpected() }
    if relation(at: position) != nil || !startsFactor() {
      return fail("something is missing before `\\\(name)`")
    }
    return fail(
      "I do not know the command \\\(name)",
      suggestion: "notes/language.md lists what is read")
  }

  /// `(a)`, `(a, b)`, `[a]`, `(\varphi)`.
  private mutating func bracketed() throws(ReadingError) -> Expression {
    let open = token
    position += 1
    let close: Token.Kind = open.kind == .symbol("(") ? .symbol(")") : .symbol("]")
    let elements = try inside(.bracket) { (parser) throws(ReadingError) in
      var elements = [try parser.anyFormula()]
      while parser.take(.symbol(",")) {
        guard elements.count < Self.longest else { throw parser.fail("this list is too long") }
        elements.append(try parser.term(try parser.additive()))
      }
      return elements
    }
    try closeBracket(close, open: open)
    guard elements.count > 1, let first = elements.first else {
      guard elements[0].isFormula, close == .symbol("]") else { return elements[0] }
      return Expression(.call(.indicator, elements), at: open.place)
    }
    _ = try term(first)
    return Expression(.tuple(elements), at: open.place)
  }

  mutating func closeBracket(_ close: Token.Kind, open: Token) throws(ReadingError) {
    guard !take(close) else { return }
    if atEnd {
      throw fail(
        "this `\(open.kind.shown)` is not closed", at: open.place,
        suggestion: "add `\(close.shown)`")
    }
    if kind.closes {
      throw fail(
        "`\(open.kind.shown)` cannot be closed by `\(kind.shown)`",
        suggestion: "write `\(close.shown)`")
    }
    throw unexpected()
  }

  /// `(a, b, c)` behind a function.
  mutating func arguments() throws(ReadingError) -> [Expression] {
    let open = token
    position += 1
    let list = try inside(.bracket) { (parser) throws(ReadingError) in
      var list = [try parser.term(try parser.additive())]
      while parser.take(.symbol(",")) || parser.take(.symbol(";")) {
        guard list.count < Self.longest else { throw parser.fail("this list is too long") }
        list.append(try parser.term(try parser.additive()))
      }
      if parser.kind == .symbol("|") || parser.kind == .command("mid") {
        throw parser.fail(
          "a bar for \"given\" stands only in the arguments of a declared density",
          suggestion: "declare it: `q : density(z \\mid x)`")
      }
      return list
    }
    try closeBracket(.symbol(")"), open: open)
    return list
  }

  // MARK: Bars

  private mutating func bars() throws(ReadingError) -> Expression {
    let open = token
    switch kind {
    case .command("lvert"):
      return try scripted(try barred(.bracket, close: [.command("rvert")], at: open))
    case .command("lVert"):
      return try norm(close: [.command("rVert")], at: open)
    case .command("|"):
      return try norm(close: [.command("|")], at: open)
    case .symbol("|") where kind(ahead: 1) == .symbol("|") && !tokens[position + 1].spaceBefore:
      var asNorm = self
      do throws(ReadingError) {
        let e = try asNorm.norm(close: [.symbol("|"), .symbol("|")], at: open)
        self = asNorm
        return e
      } catch {
        // It may be `||a| - b|`; when not, the first complaint is the better one.
        var asAbs = self
        asAbs.steps = asNorm.steps
        do throws(ReadingError) {
          let e = try asAbs.barred(.bar, close: [.symbol("|")], at: open)
          self = asAbs
          return e
        } catch _ {
          steps = asAbs.steps
          throw error
        }
      }
    default:
      return try barred(.bar, close: [kind], at: open)
    }
  }

  private mutating func barred(
    _ surrounding: Surrounding, close: [Token.Kind], at open: Token
  ) throws(ReadingError) -> Expression {
    position += close.count
    let e = try inside(surrounding) { (parser) throws(ReadingError) in
      try parser.term(try parser.additive())
    }
    for (index, part) in close.enumerated() {
      guard take(part) else {
        if atEnd || index > 0 {
          throw fail(
            "this bar is not closed", at: open.place,
            suggestion: "add `\(close.map(\.shown).joined())`")
        }
        throw unexpected()
      }
    }
    if surrounding == .norm { return Expression(.call(.norm, [e]), at: open.place) }
    if e.kind(in: names) == .set {
      return Expression(.call(.cardinality, [e]), at: open.place)
    }
    if e.kind(in: names) == .matrix {
      throw fail(
        "bars round a matrix have two readings", at: open.place,
        suggestion: "write `\\det A`, or `\\|A\\|` for its norm")
    }
    return Expression(.call(.abs, [e]), at: open.place)
  }

  private mutating func norm(
    close: [Token.Kind], at open: Token
  ) throws(ReadingError) -> Expression {
    let e = try barred(.norm, close: close, at: open)
    guard kind == .symbol("_") else { return e }
    position += 1
    let range = try argument(of: "_")
    guard isEuclidean(range) else {
      throw fail(
        "only the Euclidean and the Frobenius norm are read", at: tokens[range.lowerBound].place,
        suggestion: "write what the norm is, as a sum or a maximum")
    }
    return e
  }

  /// The subscript of the Euclidean and the Frobenius norm.
  func isEuclidean(_ subscripted: Range<Int>) -> Bool {
    ["2", "F", "\\mathrm{F}"].contains(canonical(subscripted))
  }

  /// `\langle a, b \rangle`.
  private mutating func inner() throws(ReadingError) -> Expression {
    let open = token
    position += 1
    let pair = try inside(.bracket) { (parser) throws(ReadingError) in
      let a = try parser.term(try parser.additive())
      try parser.expect(.symbol(","), "an inner product has two arguments")
      return (a, try parser.term(try parser.additive()))
    }
    try closeBracket(.command("rangle"), open: open)
    if kind == .symbol("_") {
      var copy = self
      copy.position += 1
      if isEuclidean(try copy.argument(of: "_")) { self = copy }
    }
    guard pair.0.kind(in: names) == .matrix, pair.1.kind(in: names) == .matrix else {
      return Expression(.binary(.inner, pair.0, pair.1), at: open.place)
    }
    // Of matrices tr(AᵀB).
    let turned = Expression(.transpose(pair.0), at: open.place)
    let product = Expression(.binary(.multiply, turned, pair.1), at: open.place)
    return Expression(.call(.trace, [product]), at: open.place)
  }

  /// `\lfloor x \rfloor`.
  private mutating func floor() throws(ReadingError) -> Expression {
    let open = token
    position += 1
    let e = try inside(.bracket) { (parser) throws(ReadingError) in
      try parser.term(try parser.additive())
    }
    try closeBracket(.command("rfloor"), open: open)
    return Expression(.call(.floor, [e]), at: open.place)
  }

  // MARK: Matrices

  private mutating func matrix(_ name: String) throws(ReadingError) -> Expression {
    let open = token
    guard Commands.matrices.contains(name) else {
      throw fail(
        "I do not know the environment \(name)",
        suggestion: "matrices are pmatrix, bmatrix, matrix, smallmatrix and array")
    }
    position += 1
    let rows = try inside(.bracket) { (parser) throws(ReadingError) in
      var rows: [[Expression]] = [[]]
      while true {
        rows[rows.count - 1].append(try parser.term(try parser.additive()))
        guard rows.count < Self.longest else { throw parser.fail("this matrix is too long") }
        if parser.take(.symbol("&")) { continue }
        guard parser.take(.command("\\")) else { break }
        if case .end = parser.kind { break }
        rows.append([])
      }
      return rows
    }
    try closeBracket(.end(name), open: open)
    let columns = rows[0].count
    if let bad = rows.first(where: { $0.count != columns }) {
      throw fail(
        "this row has \(bad.count) entries and the first has \(columns)", at: bad[0].place,
        suggestion: "give every row the same number of `&`")
    }
    if columns > 1 { return Expression(.matrix(rows), at: open.place) }
    return rows.count == 1 ? rows[0][0] : Expression(.tuple(rows.map { $0[0] }), at: open.place)
  }
}
