import Exact
import Kernel

/// Random symbols: their laws, their independence, expectations.
extension Elaborator {
  /// The probability space on which all declared random symbols live.
  static let probabilitySpace = Sort.space("Ω")

  /// Makes the symbols with a law random, and assumes what the laws and the independence say.
  mutating func assumeLaws() throws {
    guard !scope.distributions.isEmpty else { return }
    for formula in try RandomLaw.probabilitySpace(Self.probabilitySpace) {
      declare(formula, "random symbols live on a probability space")
    }
    for distribution in scope.distributions { try makeRandom(distribution) }
    for distribution in scope.distributions { try assume(distribution) }
    for row in scope.independences {
      var members: [Term] = []
      for name in row.symbols {
        guard case .random? = values[name],
          let distribution = scope.distributions.first(where: { $0.symbol == name })
        else {
          throw ReadingError(
            at: row.place, "\(name) is not random",
            suggestion: "give it a law: `\(name) \\sim \\mathcal{N}(0, 1)`")
        }
        members += try self.members(of: distribution)
      }
      declare(try .apply(.independent, members), row.latex)
    }
  }

  private mutating func declare(_ formula: Term, _ latex: String) {
    hypotheses.append(Hypothesis(formula: formula, latex: latex, origin: .declared))
  }

  private mutating func makeRandom(_ distribution: Distribution) throws {
    guard let name = distribution.symbol, case .term(let term)? = values[name],
      distribution.hasFreeIndices
    else { throw Unsupported(at: distribution.place, "a law of this") }
    let ω = try fresh("ω", Self.probabilitySpace)
    func random(_ variable: Term) throws -> Term {
      guard case .free(let name, let sort) = variable.node else {
        throw Unsupported(at: distribution.place, "a law of this")
      }
      return try .variable(name, .function(Self.probabilitySpace, sort))
    }
    func tuple(_ term: Term) throws -> Term {
      guard case .apply(.tuple, let entries) = term.node else { return try random(term)(ω) }
      return try .apply(.tuple, entries.map { try random($0)(ω) })
    }
    switch term.node {
    case .apply(.tuple, _): values[name] = .random(try .lambda(ω, tuple(term)))
    case .apply(.rows, let rows):
      values[name] = .random(try .lambda(ω, .apply(.rows, rows.map(tuple))))
    default:
      switch term.sort {
      case .real, .vector, .matrix, .finite: values[name] = .random(try random(term))
      default: throw Unsupported(at: distribution.place, "a random symbol of this type")
      }
    }
  }

  // MARK: Laws

  /// What has the law: for every value of the indices, a value at ω.
  private struct Slot {
    let indices: [Term]
    let value: Term
    /// The parameters of the law are read here: the indices of the pattern stand for `indices`.
    let context: Elaborator
  }

  private mutating func assume(_ distribution: Distribution) throws {
    if case .unspecified = distribution.law { return }
    let ω = try fresh("ω", Self.probabilitySpace)
    for slot in try slots(of: distribution, ω) {
      for formula in try law(distribution, slot, ω) { declare(formula, distribution.latex) }
    }
    if distribution.independent, case .index = distribution.pattern.form {
      let what =
        distribution.indices.count == 1 && isMatrix(distribution) ? "rows" : "entries"
      declare(
        try .apply(.independent, members(of: distribution)),
        "the \(what) of \(distribution.symbol ?? "") are independent")
    }
  }

  private func isMatrix(_ distribution: Distribution) -> Bool {
    if let name = distribution.symbol, case .matrix? = scope.declaration(of: name)?.type {
      return true
    }
    return false
  }

  private func slots(of distribution: Distribution, _ ω: Term) throws -> [Slot] {
    guard let name = distribution.symbol, case .random(let symbol)? = values[name] else {
      throw Unsupported(at: distribution.place, "a law of this")
    }
    let names = distribution.indices
    let whole = try symbol.at(ω)
    if names.isEmpty { return [Slot(indices: [], value: whole, context: self)] }
    func bound(_ indices: [Term]) -> Elaborator {
      zip(names, indices).reduce(self) { $0.binding($1.0, to: $1.1) }
    }
    switch whole.node {
    case .apply(.tuple, let entries) where names.count == 1:
      return try entries.enumerated().map { place, entry in
        Slot(
          indices: [], value: entry,
          context: bound([try .natural(Rational(place + 1))]))
      }
    case .apply(.rows, let rows):
      return try rows.enumerated().flatMap { i, row in
        let first = try Term.natural(Rational(i + 1))
        if names.count == 1 { return [Slot(indices: [], value: row, context: bound([first]))] }
        guard case .apply(.tuple, let entries) = row.node else { return [] }
        return try entries.enumerated().map { j, entry in
          Slot(
            indices: [], value: entry,
            context: bound([first, try .natural(Rational(j + 1))]))
        }
      }
    default: break
    }
    switch (whole.sort, names.count) {
    case (.vector(let n), 1):
      let i = try fresh(names[0], .finite(n))
      return [
        Slot(indices: [i], value: try .apply(.entry, [whole, i]), context: bound([i]))
      ]
    case (.matrix(let n, let m), 2):
      let i = try fresh(names[0], .finite(n))
      let j = try Term.fresh(names[1], .finite(m), avoiding: [fresh(names[1], .finite(m)), i])
      return [
        Slot(
          indices: [i, j], value: try .apply(.entry, [whole, i, j]), context: bound([i, j]))
      ]
    case (.matrix(let n, let m), 1):
      let i = try fresh(names[0], .finite(n))
      let j = try Term.fresh("j", .finite(m), avoiding: [fresh("j", .finite(m)), i])
      return [
        Slot(
          indices: [i],
          value: try .apply(.vector, [.lambda(j, .apply(.entry, [whole, i, j]))]),
          context: bound([i]))
      ]
    default: throw Unsupported(at: distribution.place, "a law with these indices")
    }
  }

  private func law(_ distribution: Distribution, _ slot: Slot, _ ω: Term) throws -> [Term] {
    func real(_ e: Expression) throws -> Term {
      try cast(slot.context.value(e), to: .real, e.place)
    }
    func finite(_ atoms: [(value: Term, weight: Term)]) throws -> [Term] {
      [
        try RandomLaw.finite(slot.value, at: ω, for: slot.indices) { g throws(KernelError) in
          var sum = try atoms[0].weight * g(atoms[0].value)
          for atom in atoms.dropFirst() { sum = try sum + atom.weight * g(atom.value) }
          return sum
        }
      ]
    }
    switch (distribution.law, slot.value.sort) {
    case (.bernoulli(let p), .real):
      let p = try real(p)
      return try finite([(.zero, .one - p), (.one, p)])
    case (.rademacher, .real):
      let half = Term.real(Rational(1, 2))
      return try finite([(.real(-1), half), (.one, half)])
    case (.uniformOn(let list), .real):
      let weight = Term.real(Rational(1, list.count))
      return try finite(list.map { (try real($0), weight) })
    case (.normal(let mean, let variance), .real):
      return try RandomLaw.normal(
        at: ω, for: slot.indices, values: [slot.value], means: [real(mean)],
        covariances: [[real(variance)]])
    case (.normal(let mean, let covariance), .vector(let size)):
      return try normal(slot, ω, mean, covariance, size)
    case (.uniform(let low, let high), .real):
      // Of a law on an interval nothing is assumed: what is proved holds of any other one, too.
      _ = (try real(low), try real(high))
      return []
    case (.categorical(let weights), .finite(let size)):
      let π = try probabilities(weights, slot, size)
      return try π.facts + [
        RandomLaw.finite(slot.value, at: ω, for: slot.indices) { g throws(KernelError) in
          let j = try Term.fresh("j", .finite(size), avoiding: [g, π.vector] + slot.indices)
          return try .sum(j, .apply(.entry, [π.vector, j]) * g(j))
        }
      ]
    case (.categorical(let weights), .vector(let size))
    where distribution.indices.isEmpty && slot.value.isCall:
      let π = try probabilities(weights, slot, size)
      return try π.facts + [
        RandomLaw.finite(slot.value, at: ω, for: slot.indices) { g throws(KernelError) in
          let j = try Term.fresh("j", .finite(size), avoiding: [g, π.vector])
          let i = try Term.fresh("i", .finite(size), avoiding: [g, π.vector, j])
          let unit: Term = try .apply(
            .vector, [.lambda(i, .apply(.indicator, [.equal(i, j)]))])
          return try .sum(j, .apply(.entry, [π.vector, j]) * g(unit))
        }
      ]
    default: throw Unsupported(at: distribution.place, "this law of this symbol")
    }
  }

  /// A vector of probabilities: none is negative, and they sum to 1.
  private func probabilities(_ e: Expression, _ slot: Slot, _ size: Term) throws
    -> (vector: Term, facts: [Term])
  {
    let vector = try slot.context.value(e)
    guard vector.sort == .vector(size) else {
      throw ReadingError(
        at: e.place, "this is \(shape(vector)), where \(shape(of: .vector(size))) is needed")
    }
    let j = try Term.fresh("j", .finite(size), avoiding: [vector] + slot.indices)
    let entry: Term = try .apply(.entry, [vector, j])
    return try (
      vector,
      [
        .forAll(slot.indices + [j], .lessOrEqual(.zero, entry)),
        .forAll(slot.indices, .equal(.sum(j, entry), .one)),
      ]
    )
  }

  /// The moments of a normal vector.
  private func normal(
    _ slot: Slot, _ ω: Term, _ mean: Expression, _ covariance: Expression, _ size: Term
  ) throws -> [Term] {
    let μ = try mean.form == .number(0) ? nil : slot.context.value(mean)
    guard μ?.sort ?? .vector(size) == .vector(size) else {
      throw ReadingError(at: mean.place, "the mean must be a vector like the random symbol")
    }
    let scale = try slot.context.scaleOfIdentity(covariance)
    let Σ = try scale == nil ? slot.context.value(covariance) : nil
    guard Σ?.sort ?? .matrix(size, size) == .matrix(size, size) else {
      throw ReadingError(
        at: covariance.place, "the covariance must be a square matrix for the random symbol")
    }
    if case .apply(.tuple, let entries) = slot.value.node {
      let range = entries.indices
      func entry(_ term: Term, _ place: [Int]) throws -> Term {
        switch term.node {
        case .apply(.tuple, let parts): return parts[place[0]]
        case .apply(.rows, let rows): return try entry(rows[place[0]], [place[1]])
        default: throw Unsupported(at: covariance.place, "these parameters of a normal law")
        }
      }
      return try RandomLaw.normal(
        at: ω, for: slot.indices, values: entries,
        means: range.map { i in try μ.map { try entry($0, [i]) } ?? .zero },
        covariances: range.map { i in
          try range.map { j in
            try Σ.map { try entry($0, [i, j]) } ?? (i == j ? scale ?? .zero : .zero)
          }
        })
    }
    return try RandomLaw.normal(
      at: ω, for: slot.indices, over: .finite(size),
      value: { i throws(KernelError) in
        if case .apply(.vector, let row) = slot.value.node { return try row[0].at(i) }
        return try .apply(.entry, [slot.value, i])
      },
      mean: { i throws(KernelError) in
        guard let μ else { return .zero }
        return try .apply(.entry, [μ, i])
      },
      covariance: { i, j throws(KernelError) in
        if let Σ { return try .apply(.entry, [Σ, i, j]) }
        return try .apply(.indicator, [.equal(i, j)]) * (scale ?? .zero)
      })
  }

  /// c of `c I`, and 1 of `I`.
  private func scaleOfIdentity(_ e: Expression) throws -> Term? {
    switch e.form {
    case .constant(.identity): return .one
    case .binary(.multiply, let a, let b) where b.form == .constant(.identity):
      return try cast(value(a), to: .real, a.place)
    default: return nil
    }
  }

  // MARK: Independence

  /// The members of a random symbol in a statement of independence: its entries or rows where they
  /// are declared independent, else the symbol as a whole.
  private func members(of distribution: Distribution) throws -> [Term] {
    guard let name = distribution.symbol, case .random(let symbol)? = values[name] else {
      throw Unsupported(at: distribution.place, "independence of this")
    }
    let ω = try fresh("ω", Self.probabilitySpace)
    let whole = try symbol.at(ω)
    guard distribution.independent, !distribution.indices.isEmpty else {
      switch whole.node {
      case .apply(.rows, let rows):
        let entries = rows.flatMap { row -> [Term] in
          if case .apply(.tuple, let list) = row.node { list } else { [] }
        }
        return [try .lambda(ω, .apply(.tuple, entries))]
      default: return [symbol]
      }
    }
    var result: [Term] = []
    for slot in try slots(of: distribution, ω) {
      switch slot.value.node {
      case .call(let component, _): result.append(component)
      default:
        var member: Term = try .lambda(ω, slot.value)
        for index in slot.indices.reversed() { member = try .lambda(index, member) }
        result.append(member)
      }
    }
    return result
  }

  // MARK: Expectations

  /// The elaborator under an expectation, and its point ω of the probability space.
  func underExpectation() throws -> (point: Term, inner: Elaborator) {
    let ω = try fresh("ω", Self.probabilitySpace)
    var inner = self
    for (name, value) in values {
      switch value {
      case .random(let symbol):
        let outcome = try symbol.at(ω)
        inner.values[name] = .term(outcome)
        inner.outcomes[name] = (symbol, outcome)
      case .term(let term):
        // An expectation inside of another one binds the symbols anew.
        guard let (symbol, outer) = outcomes[name], outer === term else { continue }
        let outcome = try symbol.at(ω)
        inner.values[name] = .term(outcome)
        inner.outcomes[name] = (symbol, outcome)
      default: continue
      }
    }
    return (ω, inner)
  }

  /// The matrix 𝔼[(X − 𝔼X)(Y − 𝔼Y)ᵀ] of two random vectors; `nil` for other values.
  func covarianceMatrix(_ a: Expression, _ b: Expression) throws -> Term? {
    let (ω, inner) = try underExpectation()
    let (x, y) = try (inner.value(a), inner.value(b))
    guard case .vector(let n) = x.sort, case .vector(let m) = y.sort else { return nil }
    func mean(_ v: Term) throws -> Term {
      try entrywise(v) { try .apply(.integral, [.lambda(ω, $0)]) }
    }
    let (p, q) = try (mean(x), mean(y))
    let i = try Term.fresh("i", .finite(n), avoiding: [x, y])
    let j = try Term.fresh("j", .finite(m), avoiding: [x, y, i])
    func centred(_ v: Term, _ mean: Term, _ k: Term) throws -> Term {
      try .apply(.entry, [v, k]) - .apply(.entry, [mean, k])
    }
    let product = try centred(x, p, i) * centred(y, q, j)
    return try .apply(
      .matrix, [.lambda(i, .lambda(j, .apply(.integral, [.lambda(ω, product)])))])
  }
}

extension Distribution {
  /// R of R_{ij}.
  var symbol: String? {
    switch pattern.form {
    case .symbol(let name): return name
    case .index(let base, _):
      if case .symbol(let name) = base.form { return name }
      return nil
    default: return nil
    }
  }

  /// Whether every index of the pattern is a name, which stands for all of them.
  var hasFreeIndices: Bool {
    if case .index(_, let list) = pattern.form { list.count == Set(indices).count } else { true }
  }

  /// The indices of the pattern that stand for every entry.
  var indices: [String] {
    guard case .index(_, let list) = pattern.form else { return [] }
    return list.compactMap { if case .symbol(let name) = $0.form { name } else { nil } }
  }
}

extension Term {
  fileprivate var isCall: Bool { if case .call = node { true } else { false } }
}
