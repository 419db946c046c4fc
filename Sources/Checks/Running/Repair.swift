import Exact
import Notation

/// Conditions that might be missing from a line: on its real symbols, and on its denominators,
/// logarithms and roots.
struct Repair {
  /// The weakest condition first.
  static func candidates(for statement: Expression, in scope: Scope) -> [Assumption] {
    var result: [Expression] = []
    func add(_ relation: Relation, _ e: Expression, _ value: Int = 0) {
      let bound = Expression(.number(Rational(value)), at: e.place)
      let condition = Expression(.relation(relation, e, bound), at: e.place)
      if !result.contains(condition) { result.append(condition) }
    }
    let parts = [statement] + definitions(used: statement, scope)
    for part in parts {
      part.visit { e in
        switch e.form {
        case .binary(.divide, _, let d) where d.freeSymbols.isSubset(of: declared(scope)):
          add(.notEqual, d)
        case .call(.log, let x) where x[0].freeSymbols.isSubset(of: declared(scope)):
          add(.greater, x[0])
        case .call(.sqrt, let x) where x[0].freeSymbols.isSubset(of: declared(scope)):
          add(.greaterOrEqual, x[0])
        default: break
        }
      }
    }
    let names = parts.reduce(into: Set<String>()) { $0.formUnion($1.freeSymbols) }
    let symbols = scope.declarations.filter { $0.type == .real && names.contains($0.name) }
      .map { Expression(.symbol($0.name), at: statement.place) }
    for relation in [Relation.notEqual, .greaterOrEqual, .lessOrEqual, .greater, .less] {
      for symbol in symbols { add(relation, symbol) }
    }
    return (generalisations(used: names, scope) + result).filter { e in !e.isNumeric }.map {
      Assumption(formula: $0, latex: $0.latex)
    }
  }

  /// What is assumed of one index, which may be meant for all of them, each alone and together.
  private static func generalisations(used names: Set<String>, _ scope: Scope) -> [Expression] {
    let indices = scope.declarations.filter { if case .index = $0.type { true } else { false } }
    let each: [Expression] = scope.assumptions.compactMap { assumption in
      let symbols = assumption.formula.freeSymbols
      let free = indices.filter { symbols.contains($0.name) }
      guard !free.isEmpty, !symbols.isDisjoint(with: names) else { return nil }
      return free.reversed().reduce(assumption.formula) {
        Expression(.forAll($1.name, $0), at: assumption.formula.place)
      }
    }
    guard each.count > 1 else { return each }
    let all = each.dropFirst().reduce(each[0]) { Expression(.and($0, $1), at: $0.place) }
    return each + [all]
  }

  private static func declared(_ scope: Scope) -> Set<String> {
    Set(scope.declarations.map(\.name))
  }

  /// The bodies of the definitions that a statement uses, directly or through others.
  private static func definitions(used statement: Expression, _ scope: Scope) -> [Expression] {
    var result: [Expression] = []
    var seen: Set<String> = []
    var queue = Array(statement.freeSymbols)
    while let name = queue.popLast() {
      guard seen.insert(name).inserted, let definition = scope.definition(of: name) else {
        continue
      }
      if definition.parameters.isEmpty { result.append(definition.body) }
      queue += definition.body.freeSymbols.sorted()
    }
    return result
  }
}

extension Expression {
  func visit(_ body: (Expression) -> Void) {
    body(self)
    for child in children { child.visit(body) }
  }

  /// Whether no symbol occurs.
  var isNumeric: Bool { freeSymbols.isEmpty }
}
