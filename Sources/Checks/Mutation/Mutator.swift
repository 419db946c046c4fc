import Notation
import Numeric

/// A true line with one mistake in it.
struct Mutant: Sendable, Hashable {
  /// The row of the mutation table.
  let mutation: String
  let statement: Expression
  /// What is declared: the line's scope, without the dropped assumption where one is dropped.
  let scope: Scope
  /// The dropped assumption.
  let dropped: String?

  /// The formula, with what was dropped.
  var latex: String {
    statement.latex + (dropped.map { " \\quad\\text{without } \($0)" } ?? "")
  }
}

/// Makes the mutants of a line.
struct Mutator {
  /// The most mutants of one line.
  let limit: Int

  /// All different mutants of a line, in the order of the table and of the places.
  ///
  /// In a chain the left side repeats the line before and stays as it is.
  func allMutants(of line: Line, in scope: Scope) -> [Mutant] {
    let statement = line.statement
    let setting = Mutation.Setting(scope: scope, statement: statement)
    var seen: Set<Expression> = [statement]
    var result: [Mutant] = []
    for row in Mutation.table {
      for edited in statement.edited(by: { row.edit($0, setting) }) {
        if line.continuesChain, edited.leftSide != statement.leftSide { continue }
        guard seen.insert(edited).inserted else { continue }
        result.append(
          Mutant(mutation: row.name, statement: edited, scope: scope, dropped: nil))
      }
    }
    return result + withoutAssumption(statement, scope)
  }

  /// At most `limit` mutants: the rows of the table take turns, each with its places in an order
  /// that the seed gives.
  func mutants(of line: Line, in scope: Scope, seed: UInt64) -> (kept: [Mutant], possible: Int) {
    let all = allMutants(of: line, in: scope)
    guard all.count > limit else { return (all, all.count) }
    var stream = RandomStream(seed: seed, stream: UInt64(line.number))
    var turns: [String: Int] = [:]
    let drawn = all.indices.shuffled(using: &stream).map { index in
      let turn = turns[all[index].mutation, default: 0]
      turns[all[index].mutation] = turn + 1
      return (turn: turn, index: index)
    }
    let kept = drawn.sorted { ($0.turn, $0.index) < ($1.turn, $1.index) }.prefix(limit)
    return (kept.map(\.index).sorted().map { all[$0] }, all.count)
  }

  /// The statement under each assumption less that says something about its symbols.
  ///
  /// A recurrence and a differential equation define what they are about, and stay.
  private func withoutAssumption(_ statement: Expression, _ scope: Scope) -> [Mutant] {
    let table = ScopeTable(scope: scope)
    let names = table.dependencies(of: statement)
    var result: [Mutant] = []
    for (index, assumption) in scope.assumptions.enumerated()
    where table.conditions.contains(assumption) {
      let conjuncts = assumption.formula.conjuncts
      for part in conjuncts where !table.dependencies(of: part).isDisjoint(with: names) {
        var fewer = scope
        fewer.assumptions.remove(at: index)
        fewer.assumptions += conjuncts.filter { $0 != part }
          .map { Assumption(formula: $0, latex: $0.latex) }
        result.append(
          Mutant(
            mutation: Mutation.droppedAssumption, statement: statement, scope: fewer,
            dropped: part.latex))
      }
    }
    return result
  }
}

extension Expression {
  /// The left side of a relation.
  fileprivate var leftSide: Expression? {
    if case .relation(_, let left, _) = form { left } else { nil }
  }
}
