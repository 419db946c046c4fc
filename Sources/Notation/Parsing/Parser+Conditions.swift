/// Conditional expectations `\\mathbb{E}[e \\mid c = i]` given a random index.
///
/// With `u, v independent given c`, the symbol u is the row U_c of rows U_i that are independent of c, so
/// that the expectation of e given c = i is that of e with i in place of c.
extension Parser {
  /// The body of an expectation with the index in place of the random one, from the bar on.
  mutating func conditioned(_ body: Expression) throws(ReadingError) -> Expression {
    let place = place
    position += 1
    let index = try fullName()
    guard let condition = names.declared(index), names.random.contains(condition),
      case .index? = names.types[condition], take(.symbol("="))
    else {
      throw fail(
        "a condition is read in the form `\\mid c = i`, for a random index c", at: place,
        suggestion: "write the expectation given each value of c")
    }
    let value = try term(try additive())
    var replacements = [condition: value]
    for name in body.freeSymbols.sorted() where name != condition {
      let hidden = Names.conditioned(name, on: condition)
      if names.types[hidden] != nil {
        replacements[name] = Expression(
          .index(Expression(.symbol(hidden), at: place), [value]), at: place)
      } else if names.random.contains(name) || names.definitions.contains(name) {
        throw fail(
          "`\(name)` is not known to be independent of `\(condition)`", at: body.place,
          suggestion:
            "state it: `\(name), \u{2026} independent given \(condition)`, and write out definitions"
        )
      }
    }
    guard value.freeSymbols.isDisjoint(with: names.random.union(names.definitions)),
      let result = body.substituting(replacements)
    else { throw fail("a condition on a random value is not read", at: place) }
    return result
  }
}

extension Names {
  /// The symbol for the values of u at every value of c, where u is independent of others given c.
  static func conditioned(_ name: String, on condition: String) -> String {
    "\(name)_{\\mid \(condition)}"
  }
}

extension Expression {
  /// The symbol of a pattern: R of R_{ij}.
  var head: String? {
    switch form {
    case .symbol(let name): name
    case .index(let base, _): base.head
    default: nil
    }
  }
}
