extension Expression.Form {
  /// The symbols that occur free.
  var freeSymbols: Set<String> {
    func all(_ parts: [Expression]) -> Set<String> {
      parts.reduce([]) { $0.merged(with: $1.freeSymbols) }
    }
    switch self {
    case .symbol(let name): return [name]
    case .partial(let e, let name, _): return e.freeSymbols.merged(with: [name])
    case .partialEntry(_, let name, _): return all(children).merged(with: [name])
    case .gradient(let e, let names): return e.freeSymbols.union(names)
    case .setBuilder(let names, let e): return e.freeSymbols.subtracting(names)
    case .forAll(let name, let e), .exists(let name, let e), .almostEvery(let name, let e):
      return e.freeSymbols.subtracting([name])
    case .bind(let binder, let body):
      let inside = all(binder.inside + [body]).subtracting(binder.bound)
      return all(binder.outside).union(binder.symbolsOutside).merged(with: inside)
    default: return all(children)
    }
  }
}

extension Set<String> {
  /// The union, which shares the storage of a part that is all of it.
  fileprivate func merged(with other: Set<String>) -> Set<String> {
    if isEmpty { return other }
    return other.isSubset(of: self) ? self : union(other)
  }
}

extension Expression {
  /// The declared naturals that occur free as an index: an assumption holds for every value of
  /// them.
  public func sequenceIndices(in scope: Scope) -> [String] {
    var names: Set<String> = []
    func visit(_ e: Expression) {
      if case .index(_, let indices) = e.form {
        for index in indices { names.formUnion(index.freeSymbols) }
      }
      e.children.forEach(visit)
    }
    visit(self)
    return names.intersection(freeSymbols).filter {
      scope.declaration(of: $0)?.type == .natural
    }.sorted()
  }

  /// The expression with symbols replaced, all at once; `nil` when a replacement would be
  /// captured by a binder, or when the variable of a derivative would be replaced.
  ///
  /// Law: the value of the result is the value of `self` with each symbol at its replacement's.
  public func substituting(_ replacements: [String: Expression]) -> Expression? {
    let active = replacements.filter { freeSymbols.contains($0.key) }
    if active.isEmpty { return self }
    switch form {
    case .symbol(let name): return active[name] ?? self
    case .partial(_, let name, _), .partialEntry(_, let name, _):
      if active.keys.contains(name) || Self.mention([name], active) { return nil }
    case .gradient(_, let names):
      if names.contains(where: active.keys.contains) || Self.mention(names, active) { return nil }
    case .setBuilder(let names, _):
      if Self.mention(names, active) { return nil }
    case .forAll(let name, _), .exists(let name, _), .almostEvery(let name, _):
      if Self.mention([name], active) { return nil }
    case .bind(let binder, let body):
      if Self.mention(binder.bound, active)
        || binder.symbolsOutside.contains(where: active.keys.contains)
      {
        return nil
      }
      let inner = active.filter { !binder.bound.contains($0.key) }
      guard let body = body.substituting(inner),
        let binder = binder.mapping({ e, inside in e.substituting(inside ? inner : active) })
      else { return nil }
      return Expression(.bind(binder, body: body), at: place)
    default: break
    }
    return mapping { child in child.substituting(active) }
  }

  private static func mention(_ names: [String], _ replacements: [String: Expression]) -> Bool {
    replacements.values.contains { !$0.freeSymbols.isDisjoint(with: names) }
  }
}

extension Binder {
  /// The variables bound in the body.
  public var bound: [String] {
    switch self {
    case .sum(let name, _, _), .product(let name, _, _), .integral(let name, _, _),
      .extremum(_, let name, _), .limit(let name, _, _), .family(let name), .samples(let name, _):
      [name]
    case .expectation(let laws): laws.keys.sorted()
    case .divergence(_, let names, _): names
    }
  }

  /// The expressions outside the variables' scope: bounds, parameters of laws.
  public var outside: [Expression] {
    switch self {
    case .sum(_, let a, let b), .product(_, let a, let b), .integral(_, let a, let b):
      [a, b].compactMap { $0 }
    case .limit(_, let to, _): [to]
    case .samples(_, let count): [count]
    case .expectation(let laws): laws.keys.sorted().flatMap { laws[$0]?.parameters ?? [] }
    case .extremum, .family, .divergence: []
    }
  }

  /// The expressions inside the variables' scope, the body aside.
  public var inside: [Expression] {
    if case .extremum(_, _, let condition?) = self { [condition] } else { [] }
  }

  /// The declared densities that are named.
  var symbolsOutside: [String] {
    guard case .expectation(let laws) = self else { return [] }
    return laws.values.compactMap { if case .density(let name) = $0 { name } else { nil } }
  }

  /// The binder with its expressions replaced; `nil` as soon as one has no replacement. The
  /// second argument tells whether the expression stands inside the variables' scope.
  func mapping(_ transform: (Expression, Bool) -> Expression?) -> Binder? {
    func bounds(_ a: Expression?, _ b: Expression?) -> (Expression?, Expression?)? {
      let (from, to) = (a.flatMap { transform($0, false) }, b.flatMap { transform($0, false) })
      guard (a == nil) == (from == nil), (b == nil) == (to == nil) else { return nil }
      return (from, to)
    }
    switch self {
    case .sum(let name, let a, let b):
      return bounds(a, b).map { .sum(name, from: $0.0, through: $0.1) }
    case .product(let name, let a, let b):
      return bounds(a, b).map { .product(name, from: $0.0, through: $0.1) }
    case .integral(let name, let a, let b):
      return bounds(a, b).map { .integral(name, from: $0.0, to: $0.1) }
    case .limit(let name, let to, let side):
      return transform(to, false).map { .limit(name, to: $0, side: side) }
    case .samples(let name, let count):
      return transform(count, false).map { .samples(name, count: $0) }
    case .extremum(let operation, let name, let condition):
      guard let condition else { return self }
      return transform(condition, true).map { .extremum(operation, name, condition: $0) }
    case .family, .divergence: return self
    case .expectation(let laws):
      var result: [String: Law] = [:]
      for (name, law) in laws.sorted(by: { $0.key < $1.key }) {
        guard let law = law.mapping({ transform($0, false) }) else { return nil }
        result[name] = law
      }
      return .expectation(result)
    }
  }
}

extension Law {
  /// The expressions that the law depends on.
  public var parameters: [Expression] {
    switch self {
    case .dirac(let a), .bernoulli(let a), .categorical(let a): [a]
    case .normal(let a, let b), .uniform(let a, let b): [a, b]
    case .uniformOn(let list): list
    case .density, .rademacher, .unspecified: []
    }
  }

  func mapping(_ transform: (Expression) -> Expression?) -> Law? {
    switch self {
    case .dirac(let a): return transform(a).map { .dirac($0) }
    case .bernoulli(let a): return transform(a).map { .bernoulli($0) }
    case .normal(let a, let b):
      guard let a = transform(a), let b = transform(b) else { return nil }
      return .normal(mean: a, variance: b)
    case .uniform(let a, let b):
      guard let a = transform(a), let b = transform(b) else { return nil }
      return .uniform(a, b)
    case .categorical(let a): return transform(a).map { .categorical($0) }
    case .uniformOn(let list):
      let new = list.compactMap(transform)
      return new.count == list.count ? .uniformOn(new) : nil
    case .density, .rademacher, .unspecified: return self
    }
  }
}

extension Expression {
  /// Whether one of the random symbols stands in it outside of expectations, variances and covariances.
  func speaksOfOutcomes(_ random: Set<String>) -> Bool {
    switch form {
    case .symbol(let name): random.contains(name)
    case .call(.expectation, _), .call(.variance, _), .call(.covariance, _): false
    case .bind(.expectation(let laws), _) where laws.isEmpty: false
    default: children.contains { $0.speaksOfOutcomes(random) }
    }
  }
}
