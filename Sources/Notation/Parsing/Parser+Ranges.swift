/// What stands below Σ and ∏: indices, bounds, conditions.
extension Parser {
  struct SummationRange {
    /// The indices that are bound, the outermost first.
    var names: [String] = []
    var from: Expression?
    var condition: Expression?
    /// What to say where all of the indices occur in what is summed.
    var ambiguity: ReadingError?
  }

  /// `i = 1`, `i, j`, `j \ne i`, `i, j : i \ne j`, `1 \le i < j \le n`, `j = 1, j \ne i`.
  mutating func summationRange(_ operation: String) throws(ReadingError) -> SummationRange {
    var result = SummationRange()
    let start = position
    if case .number = kind {
      try readCondition(operation, from: start, &result)
      return result
    }
    while true {
      result.names.append(try boundName(after: "\\\(operation)"))
      if take(.symbol("=")) {
        result.from = try term(try additive())
        if take(.symbol(",")) { result.condition = try condition(binding: result.names) }
        return result
      }
      if atEnd { return result }
      if take(.symbol(":")) || take(.command("colon")) || take(.command("mid"))
        || take(.symbol("|"))
      {
        result.condition = try condition(binding: result.names)
        return result
      }
      if relation(at: position) != nil {
        result.names = []
        try readCondition(operation, from: start, &result)
        return result
      }
      _ = take(.symbol(","))
    }
  }

  private mutating func condition(binding names: [String]) throws(ReadingError) -> Expression {
    try binding(names, anew: true) { (parser) throws(ReadingError) in
      try parser.formula(try parser.anyFormula())
    }
  }

  /// A condition that also says which indices are bound: those that no sum around it binds. Of two
  /// declared indices without bounds both are, unless what is summed has only the first of them.
  private mutating func readCondition(
    _ operation: String, from start: Int, _ result: inout SummationRange
  ) throws(ReadingError) {
    position = start
    let place = place
    let relations = (start..<end).filter { relation(at: $0) != nil }
    let written = text(start..<end)
    let undeclared = indexNames(start..<end).filter { names[$0] == nil }
    let condition = try condition(binding: undeclared)
    for name in indexNames(start..<end) where condition.freeSymbols.contains(name) {
      switch names.types[name] {
      case .index?: result.names.append(name)
      case nil where names[name] == nil: result.names.append(name)
      default: break
      }
    }
    guard let first = result.names.first else {
      throw fail(
        "the condition below \\\(operation) binds no index", at: place,
        suggestion: "write which one runs: `\\\(operation)_{j : j \\ne i}`")
    }
    result.condition = condition
    if relations.count == 1, result.names.filter({ names[$0] != nil }).count > 1 {
      result.ambiguity = fail(
        "`\\\(operation)_{\(written)}` has two readings: over both indices, or over one of them",
        at: place,
        suggestion: "write `\\\(operation)_{\(result.names.joined(separator: ", ")) : \(written)}` "
          + "or `\\\(operation)_{\(first) : \(written)}`")
    }
  }

  /// The letters of a range in their order, each once.
  private func indexNames(_ range: Range<Int>) -> [String] {
    var result: [String] = []
    for index in range {
      let name: String? =
        switch tokens[index].kind {
        case .letter(let letter): String(letter)
        case .command(let name) where Letters.commandNames.contains(name): "\\" + name
        default: nil
        }
      if let name, !result.contains(name) { result.append(name) }
    }
    return result
  }
}
