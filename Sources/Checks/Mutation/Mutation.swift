import Exact
import Notation

/// A kind of mistake: one row of the table.
struct Mutation: Sendable {
  /// Where an edit happens: what is declared there, and the statement that is edited.
  struct Setting: Sendable {
    let scope: Scope
    let shapes: Shapes
    /// The names that occur in the statement, free or bound.
    let names: Set<String>

    init(scope: Scope, statement: Expression) {
      self.scope = scope
      shapes = Shapes(scope: scope)
      var names: Set<String> = []
      statement.visit { if case .symbol(let name) = $0.form { names.insert(name) } }
      self.names = names
    }
  }

  let name: String
  /// What the mistake is, for readers of the table.
  let summary: String
  /// The results of the edit at the root of an expression; none where it does not apply.
  let edit: @Sendable (Expression, Setting) -> [Expression]

  /// The rows that edit a statement; `Mutator` adds the one that edits its assumptions.
  static let table: [Mutation] = [
    Mutation(
      name: "sign", summary: "a + b to a − b and back, −a to a",
      edit: { e, _ in e.withFlippedSign }),
    Mutation(
      name: "negated term", summary: "a term to its negative",
      edit: { e, _ in e.editingTerms { $0.isNegation ? nil : $0.with(.negate($0)) } }),
    Mutation(
      name: "numeral", summary: "n to n + 1 and to n − 1",
      edit: { e, _ in
        guard case .number(let value) = e.form else { return [] }
        return [e.numeral(value + Rational(1)), e.numeral(value - Rational(1))]
      }),
    Mutation(
      name: "doubled term", summary: "a term to twice itself",
      edit: { e, _ in
        e.editingTerms { $0.with(.binary(.multiply, $0.with(.number(2)), $0)) }
      }),
    Mutation(
      name: "halved term", summary: "a term to half of itself",
      edit: { e, _ in e.editingTerms { $0.with(.binary(.divide, $0, $0.with(.number(2)))) } }),
    Mutation(
      name: "dropped factor", summary: "ab to a and to b, a/b to a, a^b to a",
      edit: { e, _ in
        switch e.form {
        case .binary(.multiply, let a, let b), .binary(.hadamard, let a, let b): [a, b]
        case .binary(.divide, let a, _), .power(let a, _): [a]
        default: []
        }
      }),
    Mutation(
      name: "dropped term", summary: "a + b and a − b to a and to ±b",
      edit: { e, _ in
        switch e.form {
        case .binary(.add, let a, let b): [a, b]
        case .binary(.subtract, let a, let b): [a, b.with(.negate(b))]
        default: []
        }
      }),
    Mutation(
      name: "swapped arguments",
      summary: "neighbours in a − b, a/b, a^b, a matrix product, f(a, b), (a, b), a matrix, a ⇒ b",
      edit: { e, setting in e.withSwappedArguments(setting) }),
    Mutation(
      name: "other symbol", summary: "a name to another one of the same type",
      edit: { e, setting in e.withOtherSymbol(setting) }),
    Mutation(
      name: "transpose", summary: "Aᵀ to A, a matrix A to Aᵀ",
      edit: { e, setting in
        switch e.form {
        case .transpose(let a): [a]
        case .symbol, .matrix, .apply: setting.shapes.isMatrix(e) ? [e.with(.transpose(e))] : []
        default: []
        }
      }),
    Mutation(
      name: "relation",
      summary: "= to ≠, ≤ to <, ≥ to >, ⪰ to ≻ and ⪯, an order relation to its negation",
      edit: { e, _ in
        guard case .relation(let relation, let a, let b) = e.form else { return [] }
        let turned = relation.isLoewner ? [e.with(.relation(relation, b, a))] : []
        return relation.mistakes.map { e.with(.relation($0, a, b)) } + turned
      }),
    Mutation(
      name: "index", summary: "x_i to x_{i + 1}",
      edit: { e, _ in
        guard case .index(let head, let indices) = e.form else { return [] }
        return indices.indices.compactMap { i in
          // A numeral is changed by the row for numerals.
          if case .number = indices[i].form { return nil }
          var changed = indices
          changed[i] = e.with(.binary(.add, indices[i], e.with(.number(1))))
          return e.with(.index(head, changed))
        }
      }),
    Mutation(
      name: "set element", summary: "an element of a set to its neighbour, or 1 more",
      edit: { e, _ in e.withOtherElement }),
    Mutation(
      name: "dropped element", summary: "a set of at least two elements without one of them",
      edit: { e, _ in
        guard case .set(let list) = e.form, list.count > 1 else { return [] }
        return list.indices.map { i in
          e.with(.set(list.enumerated().filter { $0.offset != i }.map(\.element)))
        }
      }),
    Mutation(
      name: "other operator",
      summary: "log and exp, sin and cos, Re and Im, max and min, det and tr, Σ and ∏",
      edit: { e, _ in e.withOtherOperator }),
    Mutation(
      name: "dropped operator", summary: "√a, |a|, Re a, a conjugate or A⁻¹ to what it is of",
      edit: { e, _ in
        switch e.form {
        case .call(.sqrt, let a), .call(.abs, let a), .call(.realPart, let a),
          .call(.conjugate, let a), .call(.inverse, let a):
          a
        default: []
        }
      }),
  ]

  /// The row of the mutants that are made by the mutator itself.
  static let droppedAssumption = "dropped assumption"
}
