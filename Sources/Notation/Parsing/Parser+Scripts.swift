import Exact

/// What a name means where it stands, and what scripts and brackets behind it mean.
extension Parser {
  /// The meaning of a name that has just been read, with the scripts and arguments behind it.
  mutating func named(_ base: String, at place: Place) throws(ReadingError) -> Expression {
    let scripts = try scripts()
    if let e = try extremeEigenvalue(base, scripts, at: place) { return e }
    if isDivergence(base, scripts), let e = try functional(base, scripts, at: place) { return e }
    if let full = name(base, scripts, sub: true, star: false, primes: false),
      names.declared(full) == nil, let e = try familyMember(base, scripts, at: place)
    {
      return e
    }
    for choice in 0..<8 {
      let (sub, star, primes) = (choice & 4 == 0, choice & 2 == 0, choice & 1 == 0)
      guard !sub || scripts.sub != nil, !primes || scripts.primes > 0,
        !star || scripts.sup != nil,
        let name = name(base, scripts, sub: sub, star: star, primes: primes),
        let symbol = names.declared(name)
      else { continue }
      var rest = scripts
      if sub { rest.sub = nil }
      if primes { rest.primes = 0 }
      if star { rest.sup = nil }
      return try apply(rest, to: Expression(.symbol(symbol), at: place))
    }
    if let e = try special(base, scripts, at: place) { return e }
    if scripts.sub == nil, scripts.sup == nil, scripts.primes == 0,
      let family = names.family(base)
    {
      return try apply(scripts, to: Expression(.symbol(family), at: place))
    }
    let star = scripts.sup.map(isStar) ?? false
    let full = name(base, scripts, sub: true, star: star, primes: false) ?? base
    let isApplied = kind == .symbol("(") && !token.spaceBefore
    throw undeclared(full, at: place, type: isApplied ? "real -> real" : "real")
  }

  /// Names that mean something without being declared.
  private mutating func special(
    _ base: String, _ scripts: Scripts, at place: Place
  ) throws(ReadingError) -> Expression? {
    if base == "J" || base == "\\mathrm{J}", let sub = scripts.sub,
      let symbol = names.declared(canonical(sub)), names[symbol]?.isFunction == true
    {
      var rest = scripts
      rest.sub = nil
      let f = Expression(.symbol(symbol), at: place)
      return try apply(rest, to: Expression(.jacobian(f), at: place))
    }
    if base == "J" || base == "\\mathrm{J}", let sub = scripts.sub,
      canonical(sub).hasSuffix("^{-1}"),
      let symbol = names.declared(String(canonical(sub).dropLast(5))),
      case .diffeomorphism? = names.types[symbol]
    {
      var rest = scripts
      rest.sub = nil
      let inverse = Expression(
        .call(.inverse, [Expression(.symbol(symbol), at: place)]), at: place)
      return try apply(rest, to: Expression(.jacobian(inverse), at: place))
    }
    if let e = try functional(base, scripts, at: place) { return e }
    if let e = try normalDensity(base, scripts, at: place) { return e }
    for (accent, order) in [("\\dot{", 1), ("\\ddot{", 2)] where base.hasPrefix(accent) {
      let inner = String(base.dropFirst(accent.count).dropLast())
      let name = name(inner, scripts, sub: true, star: false, primes: false) ?? inner
      var rest = scripts
      rest.primes += order
      if let entries = names.declared(inner), names.declared(name) == nil,
        names[entries]?.isFunction == true
      {
        return try apply(rest, to: Expression(.symbol(entries), at: place))
      }
      guard let symbol = names.declared(name) else {
        throw undeclared(name, at: place, type: "real -> real")
      }
      rest.sub = nil
      return try apply(rest, to: Expression(.symbol(symbol), at: place))
    }
    if base.hasPrefix("\\bar{"), scripts.sub == nil { return nil }
    if base == "e", let sup = scripts.sup, scripts.sub == nil, scripts.primes == 0 {
      let exponent = try reading(sup) { (parser) throws(ReadingError) in
        try parser.term(try parser.additive())
      }
      return try scripted(Expression(.call(.exp, [exponent]), at: place))
    }
    if base == "\\sigma", scripts.sub == nil, scripts.primes == 0, kind == .symbol("(") {
      if let sup = scripts.sup { throw powerOfFunction("\\sigma", sup) }
      let list = try arguments()
      guard list.count == 1 else {
        throw fail("\\sigma takes 1 argument and gets \(list.count)", at: place)
      }
      return try scripted(Expression(.call(.logistic, list), at: place))
    }
    if let e = try sizedIdentity(base, scripts, at: place) { return e }
    if let e = try indicator(base, scripts, at: place) { return e }
    if let e = try probability(base, scripts, at: place) { return e }
    let constants: [String: Constant] = [
      "i": .imaginaryUnit, "e": .euler, "\\pi": .pi, "I": .identity, "\\mathbf{I}": .identity,
      "\\mathbb{I}": .identity,
      "\\mathrm{i}": .imaginaryUnit,
    ]
    guard let constant = constants[base], scripts.sub == nil, scripts.primes == 0 else {
      return nil
    }
    return try apply(scripts, to: Expression(.constant(constant), at: place))
  }

  /// Subscripts, primes, superscripts and arguments, in this order; but `W_{ij}(t)` is an entry of
  /// the value of a function.
  mutating func apply(_ scripts: Scripts, to base: Expression) throws(ReadingError) -> Expression {
    if let sub = scripts.sub, scripts.sup == nil, kind == .symbol("("),
      case .function(let arity, let value) = base.kind(in: names), value.isArray
    {
      let value = try application(try primed(base, scripts.primes), arity...arity)
      return try scripted(try entry(of: value, sub))
    }
    var e = base
    if let sub = scripts.sub { e = try entry(of: e, sub) }
    e = try primed(e, scripts.primes)
    let kind = e.kind(in: names)
    if let sup = scripts.sup {
      if let inverse = inverseMap(e, sup) { return try applied(inverse, 1...1) }
      if kind.isFunction { throw powerOfFunction(base.latex, sup) }
      e = try raised(e, sup, kind)
    }
    switch e.kind(in: names) {
    case .function(let arity, _):
      guard self.kind == .symbol("(") else { return e }
      return try applied(e, arity...arity)
    case .density:
      guard case .symbol(let name) = e.form else { return e }
      return try scripted(value(of: densityTerm(name, at: e.place)))
    default:
      guard scripts.sup == nil, self.kind == .symbol("^") || self.kind == .symbol("_") else {
        return e
      }
      return try scripted(e)
    }
  }

  /// f′…′; A′ is the transpose of a matrix.
  private func primed(_ f: Expression, _ primes: Int) throws(ReadingError) -> Expression {
    var e = f
    if primes == 1, e.kind(in: names) == .matrix {
      return Expression(.transpose(e), at: f.place)
    }
    for _ in 0..<primes {
      guard case .function(1, _) = e.kind(in: names) else {
        throw fail(
          "a derivative mark wants a function of one variable", at: f.place,
          suggestion: "declare it: `\(f.latex) : real -> real`")
      }
      guard primes <= 9 else { throw fail("too many primes", at: f.place) }
      e = Expression(.prime(e), at: f.place)
    }
    return e
  }

  private mutating func applied(
    _ head: Expression, _ arity: ClosedRange<Int>
  ) throws(ReadingError) -> Expression {
    try scripted(try application(head, arity))
  }

  private mutating func application(
    _ head: Expression, _ arity: ClosedRange<Int>
  ) throws(ReadingError) -> Expression {
    let place = place
    let list = try arguments()
    guard arity.contains(list.count) else {
      let wanted = arity.upperBound
      throw fail(
        "`\(head.latex)` takes \(wanted) argument\(wanted == 1 ? "" : "s") and gets \(list.count)",
        at: place, suggestion: "compare with its declaration")
    }
    return Expression(.apply(head, list), at: head.place)
  }

  /// F⁻¹ for a declared diffeomorphism.
  private func inverseMap(_ e: Expression, _ sup: Range<Int>) -> Expression? {
    guard case .symbol(let name) = e.form, case .diffeomorphism? = names.types[name],
      sup.count == 2, tokens[sup.lowerBound].kind == .symbol("-"),
      tokens[sup.lowerBound + 1].kind == .number("1"), kind == .symbol("(")
    else { return nil }
    return Expression(.call(.inverse, [e]), at: e.place)
  }

  func powerOfFunction(_ name: String, _ sup: Range<Int>) -> ReadingError {
    let power = text(sup)
    return fail(
      "`\(name)^{\(power)}` has two readings: a power of its value, or of the function",
      at: tokens[sup.lowerBound].place, suggestion: "write `\(name)(…)^{\(power)}`")
  }

  // MARK: Superscripts

  private mutating func raised(
    _ base: Expression, _ sup: Range<Int>, _ kind: Kind
  ) throws(ReadingError) -> Expression {
    if isTranspose(sup) {
      if case .tuple = base.form { return base }
      return Expression(.transpose(base), at: base.place)
    }
    if isStar(sup) {
      throw fail(
        "`\(base.latex)^*` is not declared", at: base.place,
        suggestion: "declare it in a `given` block: `\(base.latex)^* : real`")
    }
    let first = tokens[sup.lowerBound..<max(sup.lowerBound, sup.upperBound)].first?.kind
    if first == .symbol("-"), isTranspose((sup.lowerBound + 1)..<sup.upperBound) {
      let inverse = Expression(.call(.inverse, [base]), at: base.place)
      return Expression(.transpose(inverse), at: base.place)
    }
    if case .symbol("+") = first, sup.count == 1 {
      throw fail(
        "a pseudo-inverse or a positive part is not read yet", at: tokens[sup.lowerBound].place)
    }
    let exponent = try reading(sup) { (parser) throws(ReadingError) in
      try parser.term(try parser.additive())
    }
    if kind == .matrix, case .negate(let one) = exponent.form, one.form == .number(1) {
      return Expression(.call(.inverse, [base]), at: base.place)
    }
    return Expression(.power(base, exponent), at: base.place)
  }

  /// `\top`, `T`, `\mathsf{T}`, `\intercal`; `T` only when it is no name.
  private func isTranspose(_ range: Range<Int>) -> Bool {
    guard range.count == 1, let kind = tokens[range].first?.kind else { return false }
    if kind == .command("top") { return true }
    return (kind == .letter("T") && names.declared("T") == nil) || kind == .word("T")
  }

  // MARK: Entries

  mutating func entry(
    of base: Expression, _ sub: Range<Int>
  ) throws(ReadingError) -> Expression {
    if case .call(.norm, _) = base.form, isEuclidean(sub) { return base }
    let kind = base.kind(in: names)
    let wanted: Int
    switch kind {
    case .vector, .row, .sequence: wanted = 1
    case .matrix: wanted = 2
    default:
      throw fail(
        "`\(base.latex)_{\(text(sub))}` is not declared, and `\(base.latex)` has no entries",
        at: base.place,
        suggestion:
          "declare `\(base.latex)_{\(text(sub))} : real`, or give `\(base.latex)` a type with entries: "
          + "`\(base.latex) : real[n]`")
    }
    let indices = try reading(sub) { (parser) throws(ReadingError) in
      try parser.indices(wanted)
    }
    // One index of a matrix takes a row.
    guard indices.count == wanted || kind == .matrix && indices.count == 1 else {
      throw fail(
        "`\(base.latex)` takes \(wanted) ind\(wanted == 1 ? "ex" : "ices") and gets \(indices.count)",
        at: base.place, suggestion: wanted == 2 ? "write `X_{i,j}`" : nil)
    }
    return Expression(.index(base, indices), at: base.place)
  }

  /// `i, j`, or `ij` when two are wanted.
  mutating func indices(_ wanted: Int) throws(ReadingError) -> [Expression] {
    let start = position
    if wanted == 2, !tokens[start..<end].contains(where: { $0.kind == .symbol(",") }) {
      var list: [Expression] = []
      while !atEnd, list.count < 3 {
        if case .number(let digits) = kind {
          // `X_{12}` is an entry of the first row.
          for digit in digits {
            list.append(Expression(.number(Rational(String(digit)) ?? 0), at: place))
          }
          position += 1
        } else {
          guard kind != .symbol("+"), kind != .symbol("-") else { break }
          list.append(try index())
        }
      }
      guard atEnd else {
        throw fail(
          "I cannot tell the two indices apart", at: tokens[start].place,
          suggestion: "put a comma between them")
      }
      return list
    }
    var list = [try indexSum()]
    while take(.symbol(",")) { list.append(try indexSum()) }
    return list
  }

  private mutating func indexSum() throws(ReadingError) -> Expression {
    let start = position
    if case .letter = kind, kind(ahead: 1) == .finish || kind(ahead: 1) == .symbol(",") {
      return try index()
    }
    position = start
    return try term(try additive())
  }

  /// One index: a name, which may be undeclared where indices are free.
  private mutating func index() throws(ReadingError) -> Expression {
    let place = place
    let start = position
    if let base = try baseName() {
      if kind != .symbol("_"), kind != .symbol("^"), kind != .symbol("'"),
        names.declared(base) == nil
      {
        guard freeIndices != nil else { throw undeclared(base, at: place, type: "index n") }
        if freeIndices?.contains(base) == false { freeIndices?.append(base) }
        return Expression(.symbol(base), at: place)
      }
      position = start
    }
    return try factor()
  }
}
