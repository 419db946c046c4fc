/// Families that a definition makes: `p_i := e` with a declared index i defines `p_j` for every j.
extension Parser {
  /// The name under which a family is defined.
  static func familyName(_ base: String) -> String { base + familyMark }

  static let familyMark = "_{\\cdot}"

  /// The family and its indices, when the tokens are a name whose subscript is one declared index, or
  /// two.
  mutating func family(
    _ range: Range<Int>
  ) throws(ReadingError) -> (name: String, indices: [String])? {
    var copy = self
    copy.position = range.lowerBound
    guard let base = try? copy.baseName(), let scripts = try? copy.scripts(),
      let sub = scripts.sub, scripts.sup == nil, scripts.primes == 0,
      copy.position == range.upperBound
    else { return nil }
    for count in 1...2 {
      let read = try? copy.reading(sub) { (parser) throws(ReadingError) in
        try parser.indices(count)
      }
      guard let list = read, list.count == count else { continue }
      let indices = list.compactMap { e -> String? in
        guard case .symbol(let name) = e.form, case .index? = names.types[name] else { return nil }
        return name
      }
      guard Set(indices).count == count else { continue }
      if let kind = names[base], kind.hasEntries {
        throw fail(
          "`\(text(range))` is an entry of `\(base)`, which is declared",
          at: tokens[range.lowerBound].place, suggestion: "give the family another letter")
      }
      return (Self.familyName(base), indices)
    }
    return nil
  }

  /// The member of a defined family with this subscript, unless a name with it is declared.
  mutating func familyMember(
    _ base: String, _ scripts: Scripts, at place: Place
  ) throws(ReadingError) -> Expression? {
    let name = Self.familyName(base)
    guard let sub = scripts.sub, case .function(let count, _)? = names[name] else { return nil }
    let indices = try reading(sub) { (parser) throws(ReadingError) in try parser.indices(count) }
    guard indices.count == count else {
      throw fail(
        "`\(base)` takes \(count) \(count == 1 ? "index" : "indices") and gets \(indices.count)",
        at: place, suggestion: "compare with its definition")
    }
    var rest = scripts
    rest.sub = nil
    return try apply(
      rest, to: Expression(.apply(Expression(.symbol(name), at: place), indices), at: place))
  }
}

extension Kind {
  /// Whether a subscript takes an entry of it.
  var hasEntries: Bool {
    switch self {
    case .vector, .row, .matrix, .sequence: true
    case .function(_, let value): value.isArray
    default: false
    }
  }
}

extension Expression {
  /// p, for the head of a member of the family p.
  var familyBase: String? {
    guard case .symbol(let name) = form, name.hasSuffix(Parser.familyMark) else { return nil }
    return String(name.dropLast(Parser.familyMark.count))
  }
}
