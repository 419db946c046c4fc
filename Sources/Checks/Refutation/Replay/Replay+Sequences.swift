import Exact
import Notation
import Numeric

/// Statements about sequences in the long run, from exact terms.
extension Replay {
  /// Whether lim e = L fails; `nil` where e is not known to satisfy a linear recurrence.
  func relateSequenceLimit(
    _ body: Expression, in index: String, to other: Expression
  ) throws -> Answer? {
    let square = Expression(
      .power(body, Expression(.number(2), at: body.place)), at: body.place)
    if let sign = other.infiniteSign {
      if case .negate(let inner) = body.form {
        return try relateSequenceLimit(
          inner, in: index, to: Expression(.negate(other), at: other.place))
      }
      if case .call(let name, _) = body.form, sign < 0, name == .norm || name == .abs { return .no }
      guard let sequence = try sequence(body, in: index) else {
        // |e| tends to ∞ only if e² does.
        guard sign > 0, let squares = try sequence(square, in: index) else { return nil }
        return squares.doesNotDiverge(1) ? .no : .unknown
      }
      return sequence.doesNotDiverge(sign) ? .no : sequence.diverges(sign) ? .yes : .unknown
    }
    if (try? exact(other, [:])) != nil {
      let difference = Expression(.binary(.subtract, body, other), at: body.place)
      if let sequence = try sequence(difference, in: index) {
        return sequence.doesNotVanish ? .no : sequence.vanishes ? .yes : .unknown
      }
      let limit = Expression(
        .power(other, Expression(.number(2), at: other.place)), at: other.place)
      let gap = Expression(.binary(.subtract, square, limit), at: body.place)
      if let sequence = try sequence(gap, in: index) {
        return sequence.doesNotVanish ? .no : .unknown
      }
    }
    return nil
  }

  /// Whether ∃K ∀k: k ≥ K ⇒ φ, or ∃B ∀k: e ≤ B, fails; `nil` for other statements.
  func eventually(_ e: Expression) throws -> Answer? {
    if let eventual = e.eventual, table.declarations[eventual.bound]?.type == .natural,
      table.declarations[eventual.index]?.type == .natural
    {
      switch eventual.range {
      case .below: return .yes
      case .upTo:
        let answer = with([eventual.index], [.number(constant(0))]) { truth(eventual.body) }
        return answer == .no ? .no : .unknown
      case .from:
        guard case .relation(let relation, let a, let b) = eventual.body.form,
          let (large, small, isStrict) = relation.ordered(a, b)
        else { return nil }
        let gap = Expression(.binary(.subtract, large, small), at: e.place)
        return try sequence(gap, in: eventual.index)?.failsToBePositive(strictly: isStrict) == true
          ? .no : .unknown
      }
    }
    if let bounded = e.boundedness, table.declarations[bounded.bound]?.type == .real,
      table.declarations[bounded.index]?.type == .natural
    {
      return try sequence(bounded.body, in: bounded.index)?.isUnboundedAbove == true
        ? .no : .unknown
    }
    return nil
  }

  /// The values of an expression at the indices from 3 on.
  private func sequence(_ e: Expression, in index: String) throws -> ReplayedSequence? {
    guard table.declarations[index]?.type == .natural, table.speaksOfSequences(e),
      let order = table.recurrenceOrder(of: e, in: index), order <= 48
    else { return nil }
    let terms = try (3..<(2 * order + 6)).map { try exact(e, [index: Rational($0)]) }
    return ReplayedSequence(terms: terms, order: order)
  }

  /// The value of an expression in rationals alone.
  private func exact(_ e: Expression, _ bound: [String: Rational]) throws -> Rational {
    func of(_ e: Expression) throws -> Rational { try exact(e, bound) }
    switch e.form {
    case .number(let q): return q
    case .symbol(let name):
      if let known = bound[name] { return known }
      if case .number(let x)? = values[name] {
        // The printed number, unless something else is bound to the name.
        guard let q = printed[name] ?? x.re.exactRational, x.re.contains(q), x.im.isZero == .yes
        else { throw Unknown() }
        return q
      }
      guard let definition = definitions[name], definition.parameters.isEmpty else {
        throw Unknown()
      }
      return try of(definition.body)
    case .negate(let a): return -(try of(a))
    case .binary(let operation, let a, let b):
      let (x, y) = (try of(a), try of(b))
      switch operation {
      case .add: return x + y
      case .subtract: return x - y
      case .multiply: return x * y
      case .divide:
        guard !y.isZero else { throw Undefined() }
        return x / y
      default: throw Unknown()
      }
    case .power(let base, let exponent):
      guard let n = try of(exponent).int else { throw Unknown() }
      if case .call(let name, let list) = base.form, name == .norm || name == .abs,
        n.isMultiple(of: 2)
      {
        let entries: [Expression] = if case .tuple(let parts) = list[0].form { parts } else { list }
        let square = try entries.reduce(Rational.zero) {
          let x = try of($1)
          return $0 + x * x
        }
        return try square.power(n / 2) ?? fail()
      }
      return try of(base).power(n) ?? fail()
    case .index(let head, let indices):
      guard case .symbol(let name) = head.form, indices.count == 1, let k = try of(indices[0]).int
      else { throw Unknown() }
      return try exactTerm(name, k)
    case .apply(let head, let arguments):
      guard case .symbol(let name) = head.form, let definition = definitions[name],
        definition.parameters.count == arguments.count
      else { throw Unknown() }
      var inner = bound
      for (parameter, argument) in zip(definition.parameters, arguments) {
        inner[parameter] = try of(argument)
      }
      return try exact(definition.body, inner)
    default: throw Unknown()
    }
  }

  private func exactTerm(_ name: String, _ k: Int) throws -> Rational {
    let key = "\(name)_\(k)"
    if let known = exactTerms[key] { return known }
    if let text = terms[key] { return try Rational(text) ?? fail() }
    guard let law = table.recurrences[name], k >= law.order, k < 256 else { throw Unknown() }
    for j in law.order..<k { _ = try exactTerm(name, j) }
    let value = try lawful { try exact(law.step, [law.index: Rational(k - law.order)]) }
    exactTerms[key] = value
    return value
  }
}
