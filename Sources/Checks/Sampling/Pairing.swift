import Exact
import Notation

/// The difference of two sides with the expectations under one law in one, so that they are computed from the
/// same samples.
///
/// Law: 𝔼[f] − 𝔼[g] = 𝔼[f − g]; and 𝔼[f(z)] = 𝔼[(f(z₁) + f(z₂))/2] where z₁ and z₂ have the law of z. The
/// variance of the difference is what it is sample by sample.
struct Pairing {
  private let table: ScopeTable
  private var places: [Source: Int] = [:]
  private var groups: [Group] = []
  private var others: [Expression] = []
  /// What has to be 1 at the instance: integrals of densities that were multiplied in.
  private(set) var masses: [Expression] = []
  private let place: Place

  private enum Source: Hashable {
    case laws([String: Law])
    case points(names: [String], densities: [Expression])
  }

  private struct Group {
    let source: Source
    var terms: [Expression]
  }

  init(_ left: Expression, _ right: Expression, _ table: ScopeTable) {
    self.table = table
    place = left.place
    var integrals: [(Integrand, Expression)] = []
    add(left, times: make(.number(1)), &integrals)
    add(right, times: make(.negate(make(.number(1)))), &integrals)
    // Those over the most variables first: the others are read over some of them.
    for (integrand, factor) in integrals.sorted(by: { $0.0.names.count > $1.0.names.count }) {
      add(integrand, times: factor)
    }
  }

  /// left − right.
  var difference: Expression {
    let parts =
      groups.map { group in
        let sum = total(group.terms)
        switch group.source {
        case .laws(let laws): return make(.bind(.expectation(laws), body: sum))
        case .points(let names, let densities):
          let body = densities.reversed().reduce(sum) { make(.binary(.multiply, $1, $0)) }
          return integral(body, over: names)
        }
      } + others
    return parts.isEmpty ? make(.number(0)) : total(parts)
  }

  /// Whether two expectations were brought together.
  var isProper: Bool { groups.contains { $0.terms.count > 1 } }

  private func make(_ form: Expression.Form) -> Expression { Expression(form, at: place) }

  private func total(_ list: [Expression]) -> Expression {
    list.dropFirst().reduce(list[0]) { make(.binary(.add, $0, $1)) }
  }

  private func integral(_ body: Expression, over names: [String]) -> Expression {
    names.reversed().reduce(body) {
      make(.bind(.integral($1, from: nil, to: nil), body: $0))
    }
  }

  // MARK: Taking a side apart

  private mutating func add(
    _ e: Expression, times factor: Expression, _ integrals: inout [(Integrand, Expression)]
  ) {
    func scaled(_ a: Expression) -> Expression { make(.binary(.multiply, factor, a)) }
    switch e.form {
    case .binary(.add, let a, let b):
      add(a, times: factor, &integrals)
      add(b, times: factor, &integrals)
      return
    case .binary(.subtract, let a, let b):
      add(a, times: factor, &integrals)
      add(b, times: make(.negate(factor)), &integrals)
      return
    case .negate(let a):
      add(a, times: make(.negate(factor)), &integrals)
      return
    // A factor on the right stays where it is: it may be a matrix.
    case .binary(.multiply, let a, let b) where !a.hasMoment(table) && b.hasMoment(table):
      add(b, times: scaled(a), &integrals)
      return
    case .binary(.divide, let a, let b) where a.hasMoment(table) && !b.hasMoment(table):
      add(a, times: make(.binary(.divide, factor, b)), &integrals)
      return
    case .bind(.divergence(let kind, let names, let guarded), let body):
      if let definition = kind.definition(of: body, over: names, guarded: guarded) {
        add(definition, times: factor, &integrals)
        return
      }
    case .call(.expectation, let list) where list.count == 1:
      add(list[0], under: [:], times: factor)
      return
    case .bind(.expectation(let laws), let body)
    where factor.freeSymbols.isDisjoint(with: laws.keys):
      add(body, under: laws, times: factor)
      return
    case .bind(.integral(let name, nil, nil), let body) where table.isPoint(name):
      let integrand = Integrand(names: [name], body: body, table)
      if factor.freeSymbols.isDisjoint(with: integrand.names) {
        integrals.append((integrand, factor))
        return
      }
    default: break
    }
    others.append(scaled(e))
  }

  private mutating func add(
    _ body: Expression, under laws: [String: Law], times factor: Expression
  ) {
    append(make(.binary(.multiply, factor, body)), to: .laws(laws))
  }

  private mutating func append(_ term: Expression, to source: Source) {
    if let place = places[source] {
      groups[place].terms.append(term)
    } else {
      places[source] = groups.count
      groups.append(Group(source: source, terms: [term]))
    }
  }

  /// An integral, among those over the same or more variables where one is found.
  private mutating func add(_ integrand: Integrand, times factor: Expression) {
    for group in groups {
      guard case .points(let names, let densities) = group.source,
        factor.freeSymbols.isDisjoint(with: names)
      else { continue }
      let readings = Self.injections(integrand.names, names).compactMap {
        reading(of: integrand, $0, names, densities)
      }
      guard let first = readings.first else { continue }
      if first.mass.form != .number(1), !masses.contains(first.mass) { masses.append(first.mass) }
      let mean = make(
        .binary(.divide, total(readings.map(\.value)), make(.number(Rational(readings.count)))))
      append(make(.binary(.multiply, factor, mean)), to: group.source)
      return
    }
    append(
      make(.binary(.multiply, factor, integrand.rest)),
      to: .points(names: integrand.names, densities: integrand.densities))
  }

  /// The integrand at other variables, and the integral of the densities that its own law lacks.
  private func reading(
    of integrand: Integrand, _ renaming: [String: String], _ names: [String],
    _ densities: [Expression]
  ) -> (value: Expression, mass: Expression)? {
    for (a, b) in renaming where table.declarations[a]?.type != table.declarations[b]?.type {
      return nil
    }
    let symbols = renaming.mapValues { make(.symbol($0)) }
    guard let value = integrand.rest.substituting(symbols) else { return nil }
    var left = densities
    for density in integrand.densities {
      guard let renamed = density.substituting(symbols), let k = left.firstIndex(of: renamed) else {
        return nil
      }
      left.remove(at: k)
    }
    let used = Set(renaming.values)
    let unused = names.filter { !used.contains($0) }
    guard left.allSatisfy({ $0.freeSymbols.isDisjoint(with: used) }) else { return nil }
    if left.isEmpty, unused.isEmpty { return (value, make(.number(1))) }
    guard let first = left.first else { return nil }
    let product = left.dropFirst().reduce(first) { make(.binary(.multiply, $0, $1)) }
    return (value, integral(product, over: unused))
  }

  /// The injective maps between two short lists of names.
  private static func injections(_ a: [String], _ b: [String]) -> [[String: String]] {
    guard let first = a.first else { return [[:]] }
    guard a.count <= b.count, b.count <= 4 else { return [] }
    return b.flatMap { target in
      injections(Array(a.dropFirst()), b.filter { $0 != target }).map { map in
        map.merging([first: target]) { old, _ in old }
      }
    }
  }
}
