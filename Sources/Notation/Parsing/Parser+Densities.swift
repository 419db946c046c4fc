/// Densities with their marginals and conditionals.
///
/// One letter stands for a joint density, its marginals and its conditionals; the declared variables
/// of its arguments tell them apart: p(z) = ∫ p(x, z) dx and p(x | z) = p(x, z)/p(z).
extension Parser {
  /// A density with its arguments: `p`, `p(x, z)`, `q(z \mid x)`.
  struct DensityTerm {
    let name: String
    /// The arguments before the bar.
    let own: [Expression]
    /// The arguments behind the bar, if there is one.
    let given: [Expression]?
    let place: Place
    /// Whether the arguments were left out.
    let isBare: Bool
  }

  /// The arguments of the density whose name has just been read.
  ///
  /// Without brackets it is the density at its declared variables, which an expectation or a
  /// divergence round it must not have exchanged for others.
  mutating func densityTerm(_ name: String, at place: Place) throws(ReadingError) -> DensityTerm {
    guard case .density(let variables, let conditions, _)? = names.types[name] else {
      throw fail("`\(name)` is no density", at: place)
    }
    func symbols(_ list: [String]) -> [Expression] {
      list.map { Expression(.symbol($0), at: place) }
    }
    guard kind == .symbol("(") else {
      for variable in variables where !lawVariables.isEmpty && !lawVariables.contains(variable) {
        let space = names.types[variable]
        guard !lawVariables.contains(where: { names.types[$0] == space }) else {
          throw fail(
            "`\(name)` stands for `\(name)(\(variables.joined(separator: ", ")))`, but another "
              + "variable is bound here", at: place, suggestion: "say where it is taken")
        }
      }
      return DensityTerm(
        name: name, own: symbols(variables),
        given: conditions.isEmpty ? nil : symbols(conditions), place: place, isBare: true)
    }
    let open = token
    position += 1
    let (own, given) = try inside(.bar) {
      (parser) throws(ReadingError) -> ([Expression], [Expression]?) in
      var own: [Expression] = []
      if parser.kind == .command("cdot"), parser.kind(ahead: 1).isGiven {
        parser.position += 1
      } else {
        own = try parser.densityArguments()
      }
      guard parser.kind.isGiven else { return (own, nil) }
      parser.position += 1
      return (own, try parser.densityArguments())
    }
    try closeBracket(.symbol(")"), open: open)
    let rest = given.map { given in
      variables.filter { name in !given.contains { $0.form == .symbol(name) } }
    }
    return DensityTerm(
      name: name, own: own.isEmpty ? symbols(rest ?? []) : own, given: given, place: place,
      isBare: false)
  }

  private mutating func densityArguments() throws(ReadingError) -> [Expression] {
    var list = [try term(try additive())]
    while take(.symbol(",")) || take(.symbol(";")) {
      guard list.count < Self.longest else { throw fail("this list is too long") }
      list.append(try term(try additive()))
    }
    return list
  }

  /// The density that comes next, with its arguments; `nil`, and nothing read, when none comes.
  mutating func nextDensity() throws(ReadingError) -> DensityTerm? {
    let (start, place) = (position, place)
    guard let base = try baseName() else { return nil }
    let scripts = try scripts()
    let isStar = scripts.sup.map(isStar) ?? false
    guard scripts.sup == nil || isStar,
      let full = name(base, scripts, sub: true, star: true, primes: true),
      let declared = names.declared(full) ?? (full == base ? names.family(base) : nil),
      case .density? = names[declared]
    else {
      position = start
      return nil
    }
    return try densityTerm(declared, at: place)
  }

  /// q ≪ p: for almost all points p is positive where q is; `nil`, and nothing read, when none comes.
  mutating func absoluteContinuity(at place: Place) throws(ReadingError) -> Expression? {
    let start = position
    guard let first = try nextDensity(), take(.command("ll")) else {
      position = start
      return nil
    }
    let second = self.place
    guard let other = try nextDensity() else {
      throw fail("\\ll compares two densities", at: second, suggestion: "write `q \\ll p`")
    }
    let variables = try ownVariables(first)
    var positive: [Expression] = []
    for density in [first, other.isBare ? other.at(variables) : other] {
      let zero = Expression(.number(0), at: place)
      positive.append(Expression(.relation(.less, zero, try value(of: density)), at: place))
    }
    return Self.almostEvery(
      variables, Expression(.implies(positive[0], positive[1]), at: place), at: place)
  }

  // MARK: Values

  /// The value of the density that is meant.
  func value(of density: DensityTerm) throws(ReadingError) -> Expression {
    guard case .density(let variables, let conditions, _)? = names.types[density.name] else {
      throw fail("`\(density.name)` is no density", at: density.place)
    }
    let head = Expression(.symbol(density.name), at: density.place)
    let all = density.own + (density.given ?? [])
    let places = variables + conditions
    guard all.count <= places.count else {
      throw fail(
        "`\(density.name)` takes \(places.count) argument\(places.count == 1 ? "" : "s") "
          + "and gets \(all.count)", at: density.place, suggestion: "compare with its declaration")
    }
    let slots = try slots(of: all, in: places, density)
    // What the density is declared to be given stands behind the bar.
    guard Set(slots.dropFirst(density.own.count)).isSuperset(of: variables.count..<places.count)
    else {
      let written =
        "\(variables.joined(separator: ", ")) \\mid \(conditions.joined(separator: ", "))"
      throw fail(
        "`\(density.name)` is declared for `(\(written))` only", at: density.place,
        suggestion: "write `\(density.name)(\(written))`")
    }
    let joint = try marginal(head, Dictionary(uniqueKeysWithValues: zip(slots, all)), places)
    guard let given = density.given, given.count > conditions.count else { return joint }
    let condition = try marginal(
      head,
      Dictionary(
        uniqueKeysWithValues: zip(slots, all).dropFirst(density.own.count).map { ($0, $1) }),
      places)
    return Expression(.binary(.divide, joint, condition), at: density.place)
  }

  /// Which variable each argument stands for: the one of its name, else the one of its space.
  private func slots(
    of arguments: [Expression], in variables: [String], _ density: DensityTerm
  ) throws(ReadingError) -> [Int] {
    var result = arguments.map { e -> Int? in
      if case .symbol(let name) = e.form { variables.firstIndex(of: name) } else { nil }
    }
    for (i, slot) in result.enumerated() where slot != nil && result[..<i].contains(slot) {
      result[i] = nil
    }
    var free = variables.indices.filter { !result.contains($0) }
    for (i, e) in arguments.enumerated() where result[i] == nil {
      let space = space(of: e)
      let fitting = free.filter { space == nil || pointType(variables[$0]) == space }
      let waiting = arguments.indices.filter { j in
        result[j] == nil && self.space(of: arguments[j]) == space
      }
      guard let slot = fitting.first else {
        throw fail(
          "`\(e.latex)` is no argument of `\(density.name)`, which is a density of "
            + variables.joined(separator: ", "), at: e.place,
          suggestion: "compare the spaces in the declarations")
      }
      guard fitting.count <= waiting.count else {
        throw fail(
          "I cannot tell which variable of `\(density.name)` the argument `\(e.latex)` stands for",
          at: e.place, suggestion: "use the declared name, or write the integral")
      }
      result[i] = slot
      free.removeAll { $0 == slot }
    }
    return result.compactMap { $0 }
  }

  private func space(of e: Expression) -> ValueType? {
    switch e.form {
    case .symbol(let name): if case .point? = names.types[name] { return names.types[name] }
    case .index(let list, _): if case .symbol(let name) = list.form { return pointType(name) }
    default: break
    }
    return nil
  }

  /// The type of a point, or of the points of a list.
  private func pointType(_ name: String) -> ValueType? {
    if case .sequence(let point)? = names.types[name] { point } else { names.types[name] }
  }

  /// The density with the variables that have no value integrated out.
  private func marginal(
    _ head: Expression, _ values: [Int: Expression], _ variables: [String]
  ) throws(ReadingError) -> Expression {
    var used = values.values.reduce(into: Set<String>()) { $0.formUnion($1.freeSymbols) }
    var bound: [String] = []
    var arguments: [Expression] = []
    for (i, variable) in variables.enumerated() {
      if let value = values[i] {
        arguments.append(value)
        continue
      }
      let alike = names.types.keys.sorted().filter { names.types[$0] == names.types[variable] }
      guard let name = ([variable] + alike).first(where: { !used.contains($0) }) else {
        throw fail(
          "to integrate `\(head.latex)` over `\(variable)`, another point of its space is needed",
          at: head.place, suggestion: "declare one more point beside `\(variable)`")
      }
      used.insert(name)
      bound.append(name)
      arguments.append(Expression(.symbol(name), at: head.place))
    }
    let value = Expression(.apply(head, arguments), at: head.place)
    return bound.reversed().reduce(value) {
      Expression(.bind(.integral($1, from: nil, to: nil), body: $0), at: head.place)
    }
  }
}

extension Token.Kind {
  /// A bar for "given".
  var isGiven: Bool { self == .symbol("|") || self == .command("mid") }
}

extension Names {
  /// The one declared density that is this letter with a subscript, as p_θ for p.
  func family(_ base: String) -> String? {
    let fitting = types.keys.filter { name in
      if case .density? = types[name] { name.hasPrefix(base + "_") } else { false }
    }
    return kinds[base] == nil && fitting.count == 1 ? fitting.first : nil
  }
}
