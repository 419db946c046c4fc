/// Densities of normal laws.
extension Parser {
  /// `\mathcal{N}(x; m, v)`, `\mathcal{N}(x \mid m, v)`; `nil` for other names.
  mutating func normalDensity(
    _ base: String, _ scripts: Scripts, at place: Place
  ) throws(ReadingError) -> Expression? {
    guard Self.normalNames.contains(base), names.declared(base) == nil, kind == .symbol("("),
      scripts.sub == nil, scripts.primes == 0
    else { return nil }
    if let sup = scripts.sup { throw powerOfFunction(base, sup) }
    let open = token
    position += 1
    let list = try inside(.bar) { (parser) throws(ReadingError) -> [Expression] in
      var list = [try parser.term(try parser.additive())]
      guard parser.take(.symbol(";")) || parser.take(.symbol("|")) || parser.take(.command("mid"))
      else {
        throw parser.fail(
          "here is a law, where a value is needed", at: place,
          suggestion: "write its density at x: `\\mathcal{N}(x; m, v)`")
      }
      list.append(try parser.term(try parser.additive()))
      try parser.expect(
        .symbol(","), "a normal density wants mean and variance",
        suggestion: "write `\\mathcal{N}(x; m, v)`")
      list.append(try parser.term(try parser.additive()))
      return list
    }
    try closeBracket(.symbol(")"), open: open)
    return try scripted(Expression(.call(.normalDensity, list), at: place))
  }

  static let normalNames: Set<String> = ["\\mathcal{N}", "\\mathrm{Normal}"]

  /// The parameters of the normal law that a part of the tokens is; `nil` when it is anything else.
  mutating func normalAlone(_ range: Range<Int>) throws(ReadingError) -> (
    mean: Expression, variance: Expression
  )? {
    let saved = (position, end)
    (position, end) = (range.lowerBound, range.upperBound)
    defer { (position, end) = saved }
    guard let base = try baseName(), Self.normalNames.contains(base), names.declared(base) == nil,
      kind == .symbol("(")
    else { return nil }
    // A semicolon or a bar is for the density at a point.
    guard let list = try? arguments(), atEnd, list.count == 2 else { return nil }
    return (list[0], list[1])
  }

  /// A declared variable that a normal law with these parameters may be over.
  func variable(
    ofNormal laws: [(mean: Expression, variance: Expression)], at place: Place
  ) throws(ReadingError) -> String {
    let used = laws.reduce(into: Set<String>()) {
      $0.formUnion($1.mean.freeSymbols)
      $0.formUnion($1.variance.freeSymbols)
    }
    let isVector = laws.contains { $0.mean.kind(in: names) == .vector }
    var length: Expression?
    for name in used.sorted() {
      if case .vector(let n)? = names.types[name] { length = length ?? n }
    }
    for name in names.types.keys.sorted() where !used.contains(name) {
      switch names.types[name] {
      case .real? where !isVector: return name
      case .vector(let n)? where isVector && (length == nil || length == n): return name
      default: break
      }
    }
    throw fail(
      "a variable for these laws is needed", at: place,
      suggestion: isVector
        ? "declare one, `x : real[d]`, of the length of the mean"
        : "declare one that does not occur in them: `x : real`")
  }
}
