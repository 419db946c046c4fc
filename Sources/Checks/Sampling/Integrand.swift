import Exact
import Notation

/// The parts of an integral ∫ … ∫ D·f over points, D the product of the densities among its factors.
struct Integrand: Hashable {
  private(set) var names: [String]
  /// The factors that are densities at points.
  private(set) var densities: [Expression]
  /// The product of the other factors.
  private(set) var rest: Expression

  init(names: [String], body: Expression, _ table: ScopeTable) {
    var names = names
    var parts = Parts(table: table)
    parts.add(body)
    // An integral that is the only other factor is one over both.
    while parts.others.count == 1,
      case .bind(.integral(let name, nil, nil), let inner) = parts.others[0].form,
      table.isPoint(name), !names.contains(name),
      !(parts.divisors + parts.densities).contains(where: { $0.freeSymbols.contains(name) })
    {
      names.append(name)
      parts.others = []
      parts.add(inner)
    }
    func make(_ form: Expression.Form) -> Expression { Expression(form, at: body.place) }
    let product = parts.others.dropFirst().reduce(parts.others.first ?? make(.number(1))) {
      make(.binary(.multiply, $0, $1))
    }
    self.names = names
    densities = parts.densities
    rest = parts.divisors.reduce(product) { make(.binary(.divide, $0, $1)) }
  }

  /// Everything under the integral as f.
  mutating func withoutDensities() {
    rest = densities.reduce(rest) { Expression(.binary(.multiply, $0, $1), at: $1.place) }
    densities = []
  }

  /// Where nothing but densities is under the integral, the last one is the law and the others are f.
  mutating func keepOneDensity() {
    guard densities.count > 1, rest.freeSymbols.isDisjoint(with: names), let last = densities.last
    else { return }
    densities.removeLast()
    withoutDensities()
    densities = [last]
  }

  private struct Parts {
    let table: ScopeTable
    var densities: [Expression] = []
    var divisors: [Expression] = []
    var others: [Expression] = []

    init(table: ScopeTable) { self.table = table }

    mutating func add(_ e: Expression) {
      switch e.form {
      case .binary(.multiply, let a, let b):
        add(a)
        add(b)
      case .binary(.divide, let a, let b):
        add(a)
        divisors.append(b)
      case .apply(let head, _):
        if case .symbol(let name) = head.form, case .density? = table.declarations[name]?.type,
          table.definitions[name] == nil
        {
          densities.append(e)
        } else {
          others.append(e)
        }
      default: others.append(e)
      }
    }
  }
}
