/// Several independent points of one law: `z_1, \dots, z_k \sim q(z \mid x)`, `z_{1:k} \sim q`.
extension Parser {
  /// A list of points that is bound, with its length.
  struct PointList {
    let name: String
    let count: Expression
  }

  /// `z_1, \dots, z_k` or `z_{1:k}`; `nil`, and nothing read, where neither comes.
  mutating func pointList() throws(ReadingError) -> PointList? {
    let start = position
    guard let base = try baseName(), let name = names.declared(base), isPointName(name),
      take(.symbol("_"))
    else {
      position = start
      return nil
    }
    let below = try argument(of: "_")
    if let count = try countBehindColon(below) { return PointList(name: name, count: count) }
    guard below.count == 1, tokens[below.lowerBound].kind == .number("1"), take(.symbol(",")),
      takeDots(), take(.symbol(",")), let last = try baseName(), names.declared(last) == name,
      take(.symbol("_"))
    else {
      position = start
      return nil
    }
    let range = try argument(of: "_")
    return PointList(
      name: name,
      count: try reading(range) { (parser) throws(ReadingError) in
        try parser.term(try parser.additive())
      })
  }

  private mutating func takeDots() -> Bool {
    take(.command("dots")) || take(.command("ldots")) || take(.command("cdots"))
  }

  /// k of `1:k`.
  private mutating func countBehindColon(_ range: Range<Int>) throws(ReadingError) -> Expression? {
    guard range.count > 2, tokens[range.lowerBound].kind == .number("1"),
      tokens[range.lowerBound + 1].kind == .symbol(":")
        || tokens[range.lowerBound + 1].kind == .command("colon")
    else { return nil }
    return try reading((range.lowerBound + 2)..<range.upperBound) {
      (parser) throws(ReadingError) in try parser.term(try parser.additive())
    }
  }

  private func isPointName(_ name: String) -> Bool {
    if case .point? = names.types[name] { true } else { false }
  }

  /// The list that stands behind the d of an integral, `d z_{1:k}`.
  mutating func pointListOfDifferential() throws(ReadingError) -> PointList? {
    guard kind == .letter("d") || kind == .word("d") else { return nil }
    let start = position
    position += 1
    guard let list = try pointList() else {
      position = start
      return nil
    }
    return list
  }

  /// In what follows, the name stands for a list of points.
  mutating func declare(_ list: PointList) {
    if let type = names.types[list.name], case .point = type {
      names.declare(list.name, .sequence(type))
    }
  }

  /// The density of independent points: ∏ⱼ q(zⱼ).
  static func product(of density: Expression, over list: PointList) -> Expression {
    let index = ["j", "i", "l", "m"].first { !density.freeSymbols.contains($0) } ?? "\\iota"
    func make(_ form: Expression.Form) -> Expression { Expression(form, at: density.place) }
    let point = make(.index(make(.symbol(list.name)), [make(.symbol(index))]))
    let factor = density.substituting([list.name: point]) ?? density
    return make(
      .bind(.product(index, from: make(.number(1)), through: list.count), body: factor))
  }
}
