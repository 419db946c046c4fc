import Exact
import Notation
import Numeric

/// Sequences in the long run: those that satisfy a linear recurrence at the instance, exactly.
extension SurfaceEvaluator {
  /// What an expression tends to with an index; `nil` unless it speaks of the terms of sequences and is
  /// known to satisfy a linear recurrence of rationals.
  func tendency(of e: Expression, in index: String) throws -> RecurrentSequence.Tendency? {
    try recurrentSequence(e, in: index)?.tendency
  }

  /// 1 where eⁿ tends to 0 and is positive from some index on, so that its inverse tends to ∞.
  func signBeforeZero(_ base: Expression, _ n: Int, in index: String) throws -> Int? {
    let exponent = Expression(.number(Rational(n)), at: base.place)
    let power = Expression(.power(base, exponent), at: base.place)
    guard let sequence = try recurrentSequence(power, in: index),
      case .finite(let limit) = sequence.tendency, limit.isZero
    else { return nil }
    return sequence.isEventuallyPositive(strictly: true) == .yes ? 1 : nil
  }

  /// The values of an expression at the indices from 2 on.
  private func recurrentSequence(_ e: Expression, in index: String) throws -> RecurrentSequence? {
    guard bindings[index] == nil || table.declarations[index]?.type == .natural,
      table.speaksOfSequences(e), let order = table.recurrenceOrder(of: e, in: index), order <= 48
    else { return nil }
    // The roots of a recurrence cost more than the nodes of a formula do.
    try fuel.spend(15_000)
    var terms: [Rational] = []
    for k in 2..<(2 * order + 4) {
      let term = try binding(index, to: SurfaceValue(Rational(k))) { try number(e) }
      guard case .plain(.exact(let q)) = term else { return nil }
      terms.append(q)
    }
    return RecurrentSequence(terms: terms)
  }

  /// ∃K ∀k: k ≥ K ⇒ a < b and the like, and ∃B ∀k: e ≤ B; `nil` for other statements, and where it is open.
  func eventually(_ e: Expression) throws -> Judgement? {
    if let eventual = e.eventual, table.declarations[eventual.bound]?.type == .natural,
      table.declarations[eventual.index]?.type == .natural
    {
      switch eventual.range {
      case .below: return Judgement(.yes)
      case .upTo:
        // Every K allows k = 0.
        var result = try binding(eventual.index, to: .zero) { try judge(eventual.body) }
        if result.isUndefined { return nil }
        if result.truth == .no { result.note = "it fails for \(eventual.index) = 0" }
        return result
      case .from:
        guard case .relation(let relation, let a, let b) = eventual.body.form,
          let (large, small, isStrict) = relation.ordered(a, b),
          let sequence = try recurrentSequence(
            Expression(.binary(.subtract, large, small), at: e.place), in: eventual.index)
        else { return nil }
        let truth = sequence.isEventuallyPositive(strictly: isStrict)
        return judgement(truth, "it fails for infinitely many \(eventual.index)")
      }
    }
    if let bounded = e.boundedness, table.declarations[bounded.bound]?.type == .real,
      table.declarations[bounded.index]?.type == .natural,
      let sequence = try recurrentSequence(bounded.body, in: bounded.index)
    {
      return judgement(
        sequence.isBoundedAbove, "no \(bounded.bound) is a bound for all \(bounded.index)")
    }
    return nil
  }

  /// ∀k. a ≤ b and the like where b − a is multiplied by a constant in each step; `nil` for other statements.
  func always(_ name: String, _ body: Expression) throws -> Judgement? {
    guard table.declarations[name]?.type == .natural,
      case .relation(let relation, let a, let b) = body.form,
      let (large, small, isStrict) = relation.ordered(a, b),
      let sequence = try recurrentSequence(
        Expression(.binary(.subtract, large, small), at: body.place), in: name),
      sequence.isPositive(strictly: isStrict) == .yes
    else { return nil }
    for k in 0..<4 {
      let first = try binding(name, to: SurfaceValue(Rational(k))) { try judge(body) }
      if first.truth != .yes { return nil }
    }
    return Judgement(.yes)
  }

  private func judgement(_ truth: Certainty, _ failure: String) -> Judgement? {
    if truth == .unknown { return nil }
    var result = Judgement(truth)
    if truth == .no { result.note = failure }
    return result
  }
}

extension ScopeTable {
  /// Whether terms of a sequence that a recurrence gives occur.
  func speaksOfSequences(_ e: Expression) -> Bool {
    dependencies(of: e).contains { recurrences[$0] != nil }
  }
}

/// A statement about all indices from some one on.
struct Eventual {
  /// Which indices: k ≥ K or k > K, k ≤ K, k < K.
  enum Range { case from, upTo, below }

  let bound: String
  let index: String
  let range: Range
  let body: Expression
}

extension Expression {
  /// ∃K ∀k: k ≥ K ⇒ φ with a φ that does not speak of K.
  var eventual: Eventual? {
    guard case .exists(let bound, let inner) = form,
      case .forAll(let index, let implication) = inner.form,
      case .implies(let premise, let body) = implication.form,
      case .relation(let relation, let a, let b) = premise.form, index != bound,
      !body.freeSymbols.contains(bound)
    else { return nil }
    let range: Eventual.Range
    switch (a.form, relation, b.form) {
    case (.symbol(index), .greaterOrEqual, .symbol(bound)),
      (.symbol(index), .greater, .symbol(bound)),
      (.symbol(bound), .lessOrEqual, .symbol(index)), (.symbol(bound), .less, .symbol(index)):
      range = .from
    case (.symbol(index), .lessOrEqual, .symbol(bound)),
      (.symbol(bound), .greaterOrEqual, .symbol(index)):
      range = .upTo
    case (.symbol(index), .less, .symbol(bound)), (.symbol(bound), .greater, .symbol(index)):
      range = .below
    default: return nil
    }
    return Eventual(bound: bound, index: index, range: range, body: body)
  }

  /// ∃B ∀k: e ≤ B (or <) with an e that does not speak of B.
  var boundedness: (bound: String, index: String, body: Expression)? {
    guard case .exists(let bound, let inner) = form,
      case .forAll(let index, let statement) = inner.form,
      case .relation(let relation, let a, let b) = statement.form,
      let (large, small, _) = relation.ordered(a, b), case .symbol(bound) = large.form,
      !small.freeSymbols.contains(bound)
    else { return nil }
    return (bound, index, small)
  }
}

extension Relation {
  /// The larger and the smaller side of an order relation, and whether it is strict.
  func ordered(_ a: Expression, _ b: Expression) -> (Expression, Expression, isStrict: Bool)? {
    switch self {
    case .less: (b, a, true)
    case .lessOrEqual: (b, a, false)
    case .greater: (a, b, true)
    case .greaterOrEqual: (a, b, false)
    default: nil
    }
  }
}
