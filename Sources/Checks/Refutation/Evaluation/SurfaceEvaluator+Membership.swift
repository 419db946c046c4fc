import Exact
import Notation
import Numeric

/// Sets of numbers and points: listed where they are finite, else the condition on their members.
extension SurfaceEvaluator {
  /// Whether the expression stands for a set of numbers or points, and for no spectrum.
  func isSet(_ e: Expression) -> Bool {
    switch e.form {
    case .set, .setBuilder: return true
    case .binary(let operation, _, _): return operation.isOfSets
    case .symbol(let name):
      if let bound = bindings[name] { if case .set = bound { return true } else { return false } }
      return table.definitions[name].map { $0.parameters.isEmpty && isSet($0.body) } ?? false
    case .apply(let head, _):
      guard case .symbol(let name) = head.form, let definition = table.definitions[name] else {
        return false
      }
      return isSet(definition.body)
    case .index(let head, _):
      guard case .symbol(let name) = head.form,
        case .sequence(.set)? = table.declarations[name]?.type
      else { return false }
      return true
    default: return false
    }
  }

  /// The elements, each once; `nil` where the set is given by a condition on real numbers.
  func elements(of e: Expression) throws -> [SurfaceValue]? {
    try fuel.spend()
    switch e.form {
    case .setBuilder(let names, let condition): return try elements(names, condition)
    case .binary(.union, let a, let b):
      guard let x = try elements(of: a), let y = try elements(of: b) else { return nil }
      return distinct(x + y)
    case .binary(.intersection, let a, let b):
      if let x = try elements(of: a) { return try x.filter { try decides($0, in: b) } }
      return try elements(of: b)?.filter { try decides($0, in: a) }
    case .binary(.difference, let a, let b):
      return try elements(of: a)?.filter { try !decides($0, in: b) }
    case .binary(.minkowski, let a, let b):
      guard let x = try elements(of: a), let y = try elements(of: b) else { return nil }
      return distinct(try x.flatMap { p in try y.map { q in try combine(.add, p, q) } })
    default:
      if let result = try unfolding(e, { try elements(of: $0) }) { return result }
      guard case .set(let list) = try value(e) else { throw EvaluationFailure.shapes }
      return distinct(list)
    }
  }

  private func elements(_ names: [String], _ condition: Expression) throws -> [SurfaceValue]? {
    var points: [[SurfaceValue]] = [[]]
    for name in names {
      guard case .index(let bound)? = table.declarations[name]?.type else { return nil }
      let n = try integer(bound)
      points = points.flatMap { head in (1...max(1, n)).map { head + [SurfaceValue(Rational($0))] }
      }
      guard points.count <= 4096 else { throw EvaluationFailure.notEvaluable("a set of this size") }
    }
    return try points.filter { point in
      let truth = try binding(names, to: point) { try self.truth(condition) }
      guard truth != .unknown else { throw EvaluationFailure.unknown }
      return truth == .yes
    }.map { $0.count == 1 ? $0[0] : .vector($0.flatMap { $0.numbers ?? [] }) }
  }

  /// Looks into a definition of a set; `nil` for what is none.
  private func unfolding<R>(_ e: Expression, _ body: (Expression) throws -> R) throws -> R? {
    switch e.form {
    case .symbol(let name):
      guard bindings[name] == nil, let definition = table.definitions[name],
        definition.parameters.isEmpty
      else { return nil }
      return try body(definition.body)
    case .apply(let head, let arguments):
      guard case .symbol(let name) = head.form, let definition = table.definitions[name],
        definition.parameters.count == arguments.count
      else { return nil }
      return try binding(definition.parameters, to: arguments.map { try value($0) }) {
        try body(definition.body)
      }
    default: return nil
    }
  }

  private func distinct(_ list: [SurfaceValue]) -> [SurfaceValue] {
    var seen: Set<String> = []
    return list.filter { seen.insert($0.text).inserted }
  }

  private func decides(_ point: SurfaceValue, in e: Expression) throws -> Bool {
    switch try contains(e, point) {
    case .yes: return true
    case .no: return false
    case .unknown: throw EvaluationFailure.unknown
    }
  }

  /// Whether a set has a member.
  func contains(_ e: Expression, _ point: SurfaceValue) throws -> Certainty {
    try fuel.spend()
    switch e.form {
    case .setBuilder(let names, let condition):
      if let list = try elements(names, condition) { return try contains(list, point).truth }
      let count = point.numbers?.count ?? 0
      guard count == names.count else { throw EvaluationFailure.shapes }
      let parts = count == 1 ? [point] : (point.numbers ?? []).map { SurfaceValue.number($0) }
      return try binding(names, to: parts) { try truth(condition) }
    case .binary(.union, let a, let b): return try contains(a, point).or(contains(b, point))
    case .binary(.intersection, let a, let b):
      return try contains(a, point).and(contains(b, point))
    case .binary(.difference, let a, let b):
      return try contains(a, point).and(contains(b, point).not)
    case .binary(.minkowski, let a, let b):
      for (list, other) in [(a, b), (b, a)] {
        guard let summands = try elements(of: list) else { continue }
        return try summands.reduce(.no) {
          try $0.or(contains(other, combine(.subtract, point, $1)))
        }
      }
      throw EvaluationFailure.notEvaluable("a sum of two sets that are not listed")
    default:
      if let result = try unfolding(e, { try contains($0, point) }) { return result }
      guard case .set(let list) = try value(e) else { throw EvaluationFailure.shapes }
      return try contains(list, point).truth
    }
  }

  // MARK: Hypotheses

  /// `(x, y) \in S \implies …` and `… \implies (x, y) \notin S` for symbols x, y without values: it has to
  /// hold for each member of a listed set S, and there is nothing else to try.
  func implicationForMembers(_ a: Expression, _ b: Expression) throws -> Judgement? {
    for membership in a.memberships(or: b) where !enumerated.contains(membership) {
      guard case .relation(.member, let element, let set) = membership.form, isSet(set),
        let names = element.namesOfPoint,
        names.allSatisfy({ bindings[$0] == nil && table.definitions[$0] == nil }),
        set.freeSymbols.isDisjoint(with: names), let members = try elements(of: set)
      else { continue }
      enumerated.insert(membership)
      defer { enumerated.remove(membership) }
      var result: Judgement?
      for member in members {
        guard let numbers = member.numbers, numbers.count == names.count else {
          throw EvaluationFailure.shapes
        }
        let values = numbers.map { SurfaceValue.number($0) }
        var next = try binding(names, to: values) { try implication(a, b) }
        if next.isVacuous { continue }
        if next.truth == .no {
          next.extra = zip(names, values).map { (name: $0, value: $1.text) } + next.extra
        }
        result = result.map { $0.and(next) } ?? next
        if next.truth == .no { break }
      }
      if let result { return result }
      var none = Judgement(.yes)
      // That no member has a property is said of all of them.
      none.isVacuous = members.isEmpty || a.conjuncts.contains(membership)
      return none
    }
    return nil
  }

  // MARK: Relations

  /// Equality, inclusion and membership of sets; `nil` for other relations, and where a set of
  /// solutions is compared with listed points.
  func compareMembership(
    _ relation: Relation, _ left: Expression, _ right: Expression
  ) throws -> Judgement? {
    guard isSet(right) else { return nil }
    if relation == .member {
      if case .set = right.form { return nil }
      if let list = try elements(of: right) {
        return try compareMembers(.member, value(left), .set(list))
      }
      let point = try value(left)
      var result = Judgement(try contains(right, point))
      (result.left, result.right, result.relation) = (point.text, right.latex, "\\in")
      return result
    }
    guard isSet(left), relation == .equal || relation == .subset || relation == .notEqual else {
      return nil
    }
    let (x, y) = try (elements(of: left), elements(of: right))
    if let x, let y { return try compare(relation, .set(x), .set(y)) }
    if relation == .notEqual { return nil }
    if relation == .equal, left.isSetBuilder || right.isSetBuilder { return nil }
    // Both ways for an equality; a listed set is tried at its points, another one at samples.
    var result = Judgement(.yes)
    for (from, list, to) in relation == .equal
      ? [(left, x, right), (right, y, left)] : [(left, x, right)]
    {
      let points = try list ?? samples(like: x ?? y, left, right)
      for point in points {
        if list == nil, try contains(from, point) != .yes { continue }
        guard try contains(to, point) != .yes else { continue }
        guard try contains(to, point) == .no else { return Judgement(.unknown) }
        var failure = Judgement(.no)
        (failure.left, failure.right) = (left.latex, right.latex)
        failure.relation = relation.rawValue
        failure.extra = [("point", point.text)]
        failure.note = "the point \(point.text) is in one set only"
        return failure
      }
      if list == nil { result = .sampled }
    }
    result.relation = relation.rawValue
    return result
  }

  /// Points with small coordinates.
  private func samples(
    like list: [SurfaceValue]?, _ left: Expression, _ right: Expression
  ) throws -> [SurfaceValue] {
    guard let count = list?.first?.numbers?.count ?? coordinates(left) ?? coordinates(right) else {
      throw EvaluationFailure.notEvaluable("sets of points of unknown length")
    }
    if count == 1 { return Self.grid.map { SurfaceValue($0) } }
    var points: [[Rational]] = [[]]
    for _ in 0..<count {
      points = points.flatMap { head in (-3...3).map { head + [Rational($0)] } }
    }
    return (points + Self.tuples(count: count)).map { .vector($0.map { DualNumber($0) }) }
  }

  /// The number of coordinates of the members, where the form shows it.
  private func coordinates(_ e: Expression) -> Int? {
    switch e.form {
    case .setBuilder(let names, _): names.count
    case .binary(_, let a, let b): coordinates(a) ?? coordinates(b)
    case .symbol(let name): table.definitions[name].flatMap { coordinates($0.body) }
    case .apply(let head, _): coordinates(head)
    default: nil
    }
  }
}

extension ScopeTable {
  /// The real symbols x, y of `(x, y) \in S \implies …` for a listed set S, of which no assumption speaks: the
  /// statement itself gives them values.
  func memberSymbols(of statement: Expression) -> Set<String> {
    guard case .implies(let a, let b) = statement.form else { return [] }
    for membership in a.memberships(or: b) {
      guard case .relation(.member, let element, let set) = membership.form, isListed(set),
        let names = element.namesOfPoint, set.freeSymbols.isDisjoint(with: names),
        names.allSatisfy({ declarations[$0]?.type == .real && definitions[$0] == nil }),
        !conditions.contains(where: { !dependencies(of: $0.formula).isDisjoint(with: names) })
      else { continue }
      return Set(names)
    }
    return []
  }

  /// Whether the set is finite, whatever the values of the symbols are.
  private func isListed(_ e: Expression) -> Bool {
    switch e.form {
    case .set: return true
    case .setBuilder(let names, _):
      return names.allSatisfy { if case .index? = declarations[$0]?.type { true } else { false } }
    case .binary(.union, let a, let b), .binary(.minkowski, let a, let b):
      return isListed(a) && isListed(b)
    case .binary(.intersection, let a, let b): return isListed(a) || isListed(b)
    case .binary(.difference, let a, _): return isListed(a)
    case .symbol(let name):
      if let definition = definitions[name] {
        return definition.parameters.isEmpty && isListed(definition.body)
      }
      if case .set? = declarations[name]?.type { return true }
      return false
    case .index(let head, _):
      guard case .symbol(let name) = head.form,
        case .sequence(.set)? = declarations[name]?.type
      else { return false }
      return true
    default: return false
    }
  }
}

extension Expression {
  /// The memberships that an implication has as hypotheses, or denies.
  fileprivate func memberships(or conclusion: Expression) -> [Expression] {
    if case .not(let denied) = conclusion.form { return conjuncts + [denied] }
    return conjuncts
  }

  /// The names of a point (x, y), all different, or of a number.
  fileprivate var namesOfPoint: [String]? {
    let parts = if case .tuple(let list) = form { list } else { [self] }
    let names = parts.compactMap { if case .symbol(let name) = $0.form { name } else { nil } }
    return names.count == parts.count && Set(names).count == names.count ? names : nil
  }

  fileprivate var isSetBuilder: Bool { if case .setBuilder = form { true } else { false } }
}
