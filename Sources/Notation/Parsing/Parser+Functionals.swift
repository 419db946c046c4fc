/// What is said of densities as a whole: expectations under them, divergences, entropies.
extension Parser {
  // MARK: Expectations

  /// What stands below 𝔼: densities with the variables that they bind, and named laws.
  struct Samplings {
    var densities: [(variables: [String], value: Expression)] = []
    var laws: [String: Law] = [:]
    /// Lists of independent points, each with its density.
    var lists: [(list: PointList, density: Expression)] = []
    /// Whether one of the densities may vanish: what stands behind it counts on its support only.
    var mayVanish = false

    var variables: [String] {
      densities.flatMap(\.variables) + lists.map(\.list.name) + laws.keys.sorted()
    }

    /// 𝔼 under a density is the integral of the body times the density; where a density may vanish, its support
    /// guards a body that need not have a value everywhere.
    func expectation(of body: Expression, at place: Place, _ names: Names) -> Expression {
      func make(_ form: Expression.Form) -> Expression { Expression(form, at: place) }
      var inner =
        laws.isEmpty && !(densities.isEmpty && lists.isEmpty)
        ? body : make(.bind(.expectation(laws), body: body))
      for (list, density) in lists.reversed() {
        let weighted = make(.binary(.multiply, Parser.product(of: density, over: list), inner))
        inner = make(.bind(.samples(list.name, count: list.count), body: weighted))
      }
      guard let first = densities.first else { return inner }
      let weight = densities.dropFirst().reduce(first.value) {
        make(.binary(.multiply, $0, $1.value))
      }
      let support = make(.call(.indicator, [make(.relation(.less, make(.number(0)), weight))]))
      let weighted = make(.binary(.multiply, weight, inner))
      return densities.flatMap(\.variables).reversed().reduce(
        mayVanish && !inner.isTotal(names) ? make(.binary(.multiply, support, weighted)) : weighted
      ) {
        make(.bind(.integral($1, from: nil, to: nil), body: $0))
      }
    }
  }

  /// `x \sim p, z \sim \delta_0`, `z_1, z_2 \sim q(z \mid x)`, `q(z \mid x)`, `p(x) q(z \mid x)`.
  mutating func samplings() throws(ReadingError) -> Samplings {
    var result = Samplings()
    repeat {
      if let density = try nextDensity() {
        try result.add(density, variables: nil, self)
        while !atEnd, kind != .symbol(","), kind != .symbol(";") {
          guard let next = try nextDensity() else { throw unexpected() }
          try result.add(next, variables: nil, self)
        }
        continue
      }
      if let list = try pointList() {
        try result.add(list, &self)
        continue
      }
      var variables: [String] = []
      repeat {
        let name = try boundName(after: "\\mathbb{E}")
        variables.append(names.declared(name) ?? name)
      } while take(.symbol(","))
      guard take(.command("sim")) else {
        throw fail(
          "the law below \\mathbb{E} is missing", suggestion: "write `\\mathbb{E}_{x \\sim p}`")
      }
      let outer = lawVariables
      lawVariables = []
      if let density = try nextDensity() {
        try result.add(density, variables: variables, self)
      } else {
        let law = try law()
        for variable in variables {
          guard result.laws.updateValue(law, forKey: variable) == nil else {
            throw fail("`\(variable)` has two laws")
          }
        }
      }
      lawVariables = outer
    } while take(.symbol(",")) || take(.symbol(";"))
    guard Set(result.variables).count == result.variables.count else {
      throw fail("a variable has two laws below \\mathbb{E}")
    }
    return result
  }

  // MARK: Divergences

  /// `\mathrm{KL}(q \| p)`, `\mathrm{JSD}(p, q)`, `H(q)`, `I(x; z)`, and `E_{…}` in italics; `nil` for
  /// other names.
  mutating func functional(
    _ base: String, _ scripts: Scripts, at place: Place
  ) throws(ReadingError) -> Expression? {
    guard scripts.sup == nil, scripts.primes == 0 else { return nil }
    if ["E", "\\mathrm{E}", "\\mathbf{E}"].contains(base),
      scripts.sub != nil || kind == .symbol("[")
    {
      return try expectation(under: scripts.sub, at: place)
    }
    var sub = scripts.sub
    var name = base
    if base == "K" || base == "J", sub == nil {
      // `KL(`, `JSD(` in italics.
      for word in ["KL", "JSD", "JS"] where word.hasPrefix(base) && follows(word.dropFirst()) {
        position += word.count - 1
        name = "\\mathrm{\(word)}"
        if take(.symbol("_")) { sub = try argument(of: "_") }
        break
      }
    }
    if isDivergence(base, scripts), let range = sub {
      let below = canonical(range)
      name = below.hasPrefix("\\mathrm") ? below : "\\mathrm{\(below)}"
      sub = nil
    }
    let kinds: [String: Divergence] = [
      "\\mathrm{KL}": .relativeEntropy, "\\mathrm{JSD}": .jensenShannon,
      "\\mathrm{JS}": .jensenShannon, "H": .entropy, "\\mathrm{H}": .entropy,
      "\\mathcal{H}": .entropy, "\\mathbb{H}": .entropy,
    ]
    guard kind == .symbol("(") || kind == .symbol("[") || kind == .command("{") else { return nil }
    if ["I", "\\mathrm{I}", "\\mathcal{I}", "\\mathbb{I}"].contains(base) {
      return try mutualInformation(sub, at: place)
    }
    guard let divergence = kinds[name] else { return nil }
    return try scripted(self.divergence(divergence, sub, at: place))
  }

  /// Whether it is the D of `D_{KL}`, also where a D is declared.
  func isDivergence(_ base: String, _ scripts: Scripts) -> Bool {
    guard ["D", "\\mathbb{D}", "\\mathrm{D}", "\\mathcal{D}"].contains(base), let sub = scripts.sub
    else { return false }
    return ["KL", "\\mathrm{KL}", "JS", "\\mathrm{JS}", "JSD", "\\mathrm{JSD}"]
      .contains(canonical(sub)) && names.declared("\(base)_{\(canonical(sub))}") == nil
  }

  private func follows(_ letters: Substring) -> Bool {
    for (i, letter) in letters.enumerated() {
      guard kind(ahead: i) == .letter(letter), !tokens[position + i].spaceBefore else {
        return false
      }
    }
    let next = kind(ahead: letters.count)
    return [.symbol("("), .symbol("["), .symbol("_"), .command("{")].contains(next)
  }

  private mutating func divergence(
    _ divergence: Divergence, _ sub: Range<Int>?, at place: Place
  ) throws(ReadingError) -> Expression {
    let ranges = try bracketedParts()
    guard divergence.arity.contains(ranges.count) else {
      let wanted = divergence.arity.upperBound == 2 ? "two densities" : "a density"
      throw fail(
        "\(divergence.rawValue) takes \(wanted)", at: place,
        suggestion: "write `\\mathrm{KL}(q(x) \\,\\|\\, p(x))`")
    }
    let outer = lawVariables
    defer { lawVariables = outer }
    lawVariables = []
    var densities: [DensityTerm?] = []
    for range in ranges { densities.append(try densityAlone(range)) }
    var normals: [(mean: Expression, variance: Expression)?] = []
    for range in ranges { normals.append(try normalAlone(range)) }
    let variables: [String]
    if let sub {
      variables = try reading(sub) { (parser) throws(ReadingError) in try parser.variableList() }
    } else if let first = densities.lazy.compactMap({ $0 }).first {
      variables = try ownVariables(first)
    } else if normals.allSatisfy({ $0 != nil }) {
      variables = [try variable(ofNormal: normals.compactMap { $0 }, at: place)]
    } else {
      throw fail(
        "it is not clear over which variables \(divergence.rawValue) is taken", at: place,
        suggestion: "write them below it: `\\mathrm{\(divergence.rawValue)}_{x}(…)`")
    }
    lawVariables = variables
    let values = try binding(variables) { (parser) throws(ReadingError) in
      var values: [Expression] = []
      for ((range, density), normal) in zip(zip(ranges, densities), normals) {
        if let normal, variables.count == 1 {
          let x = Expression(.symbol(variables[0]), at: place)
          values.append(
            Expression(.call(.normalDensity, [x, normal.mean, normal.variance]), at: place))
          continue
        }
        guard let density else {
          values.append(
            try parser.reading(range) { (p) throws(ReadingError) in try p.term(try p.additive()) })
          continue
        }
        if !density.isBare, sub == nil {
          let own = try parser.ownVariables(density)
          guard Set(own) == Set(variables) else {
            throw parser.fail(
              "`\(density.name)` is a density of \(own.joined(separator: ", ")) here, and the other "
                + "one of \(variables.joined(separator: ", "))", at: density.place,
              suggestion: "compare densities of the same variables")
          }
        }
        values.append(try parser.value(of: density.isBare ? density.at(variables) : density))
      }
      return values
    }
    return Expression(
      .bind(
        .divergence(divergence, variables, guarded: densitiesMayVanish),
        body: values.count == 1 ? values[0] : Expression(.tuple(values), at: place)), at: place)
  }

  /// The mutual information: the divergence of a joint density from the product of its marginals.
  private mutating func mutualInformation(
    _ sub: Range<Int>?, at place: Place
  ) throws(ReadingError) -> Expression? {
    let start = position
    let ranges = try bracketedParts()
    guard ranges.count == 2,
      tokens[ranges[1].lowerBound - 1].kind == .symbol(";") || sub != nil
    else {
      position = start
      return nil
    }
    var sides: [[String]] = []
    for range in ranges {
      sides.append(
        try reading(range) { (parser) throws(ReadingError) in try parser.variableList() })
    }
    let all = sides[0] + sides[1]
    let density: String
    if let sub {
      let name = try reading(sub) { (parser) throws(ReadingError) in try parser.fullName() }
      guard let declared = names.declared(name), case .density? = names[declared] else {
        throw undeclared(name, at: place, type: "density(\(all.joined(separator: ", ")))")
      }
      density = declared
    } else {
      let fitting = names.types.keys.filter { name in
        guard case .density(let own, given: [], _)? = names.types[name] else { return false }
        return Set(all).isSubset(of: own)
      }
      guard fitting.count == 1, let only = fitting.first else {
        throw fail(
          "the joint density of \(all.joined(separator: ", ")) is not clear", at: place,
          suggestion: "name it below: `I_p(x; z)`")
      }
      density = only
    }
    func value(_ list: [String]) throws(ReadingError) -> Expression {
      try self.value(
        of: DensityTerm(
          name: density, own: list.map { Expression(.symbol($0), at: place) }, given: nil,
          place: place, isBare: false))
    }
    let product = Expression(
      .binary(.multiply, try value(sides[0]), try value(sides[1])), at: place)
    return Expression(
      .bind(
        .divergence(.relativeEntropy, all, guarded: densitiesMayVanish),
        body: Expression(.tuple([try value(all), product]), at: place)), at: place)
  }

  // MARK: Parts

  /// The parts of the bracket that comes next, between `\|`, `||`, commas and semicolons.
  private mutating func bracketedParts() throws(ReadingError) -> [Range<Int>] {
    let open = token
    position += 1
    var result: [Range<Int>] = []
    var start = position
    var depth = 0
    while position < end {
      let kind = kind
      if depth == 0, kind.closes { break }
      if kind.opens { depth += 1 }
      if kind.closes { depth -= 1 }
      let isPair = kind.isGiven && self.kind(ahead: 1) == kind
      if depth == 0,
        isPair
          || [.command("|"), .command("parallel"), .symbol(","), .symbol(";")].contains(kind)
      {
        result.append(start..<position)
        position += isPair ? 1 : 0
        start = position + 1
      }
      position += 1
    }
    result.append(start..<position)
    guard position < end else {
      throw fail("this `\(open.kind.shown)` is not closed", at: open.place)
    }
    if let empty = result.first(where: \.isEmpty) {
      throw fail("something is missing here", at: tokens[empty.lowerBound].place)
    }
    position += 1
    return result
  }

  /// The density that a part of the tokens is; `nil` when it is anything else.
  private mutating func densityAlone(_ range: Range<Int>) throws(ReadingError) -> DensityTerm? {
    let saved = (position, end)
    (position, end) = (range.lowerBound, range.upperBound)
    defer { (position, end) = saved }
    guard let density = try nextDensity(), atEnd else { return nil }
    return density
  }

  private mutating func variableList() throws(ReadingError) -> [String] {
    var list: [String] = []
    repeat {
      let place = place
      let name = try fullName()
      guard let declared = names.declared(name) else { throw undeclared(name, at: place) }
      list.append(declared)
    } while take(.symbol(","))
    return list
  }

  /// Whether some declared density may vanish, so that 0 log 0 may occur.
  private var densitiesMayVanish: Bool {
    names.types.values.contains {
      if case .density(_, _, mayVanish: true) = $0 { true } else { false }
    }
  }

  /// The variables that a density binds: its arguments before the bar.
  func ownVariables(_ density: DensityTerm) throws(ReadingError) -> [String] {
    var list: [String] = []
    for e in density.own {
      guard case .symbol(let name) = e.form, let type = names.types[name] else {
        throw fail("a variable is needed here, as in `\(density.name)(x)`", at: e.place)
      }
      switch type {
      case .point, .real: list.append(name)
      default: throw fail("a variable is needed here, as in `\(density.name)(x)`", at: e.place)
      }
    }
    return list
  }
}

extension Parser.DensityTerm {
  /// The density at other variables.
  func at(_ variables: [String]) -> Self {
    Self(
      name: name, own: variables.map { Expression(.symbol($0), at: place) }, given: given,
      place: place, isBare: false)
  }
}

extension Parser.Samplings {
  /// Adds a list of independent points, whose law comes next.
  mutating func add(_ list: Parser.PointList, _ parser: inout Parser) throws(ReadingError) {
    guard parser.take(.command("sim")) else {
      throw parser.fail("the law of these points is missing", suggestion: "add `\\sim q(z)`")
    }
    let outer = parser.lawVariables
    parser.lawVariables = []
    guard let density = try parser.nextDensity(), density.own.count == 1 else {
      throw parser.fail("independent points need a declared density of one variable")
    }
    parser.lawVariables = outer
    lists.append((list, try parser.value(of: density.at([list.name]))))
  }

  /// Adds a density: over its own variables, over as many others, or over several independent ones.
  mutating func add(
    _ density: Parser.DensityTerm, variables: [String]?, _ parser: Parser
  ) throws(ReadingError) {
    if case .density(_, _, mayVanish: true)? = parser.names.types[density.name] { mayVanish = true }
    guard let variables else {
      densities.append((try parser.ownVariables(density), try parser.value(of: density)))
      return
    }
    if density.own.count == variables.count || (density.isBare && variables.count == 1) {
      densities.append((variables, try parser.value(of: density.at(variables))))
      return
    }
    guard density.own.count == 1 else {
      throw parser.fail(
        "`\(density.name)` is a density of \(density.own.count) variables, here are "
          + "\(variables.count)", at: density.place)
    }
    for variable in variables {
      densities.append(([variable], try parser.value(of: density.at([variable]))))
    }
  }
}
