import Exact
import Kernel

/// Sets of numbers and points: a set is the condition on the coordinates of its members.
extension Elaborator {
  /// A point that a set lists, and the condition under which it does.
  private struct Listed {
    let conditions: [Term]
    let point: [Term]
  }

  /// ℝ → … → ℝ → Bool, behind an index for a sequence of sets.
  func set(_ name: String, _ dimension: Int, isSequence: Bool = false) throws -> Term {
    var sort = Sort.bool
    for _ in 0..<dimension { sort = .function(.real, sort) }
    return try .variable(name, isSequence ? .function(.natural, sort) : sort)
  }

  /// Whether the expression stands for a set, by its form and the declarations; a spectrum is none.
  func isSet(_ e: Expression) -> Bool {
    switch e.form {
    case .set, .setBuilder: return true
    case .binary(let operation, _, _): return operation.isOfSets
    case .symbol(let name):
      switch values[name] {
      case .set(_, _, let isSequence): return !isSequence
      case .argument: return true
      case .definition(let definition) where definition.parameters.isEmpty:
        return isSet(definition.body)
      default: return false
      }
    case .apply(let head, _):
      guard case .symbol(let name) = head.form, case .definition(let definition)? = values[name]
      else { return false }
      return isSet(definition.body) || isParameter(definition.body, of: definition)
    case .index(let head, _):
      if case .symbol(let name) = head.form, case .set(_, _, true)? = values[name] { return true }
      return false
    default: return false
    }
  }

  private func isParameter(_ e: Expression, of definition: Definition) -> Bool {
    if case .symbol(let name) = e.form { definition.parameters.contains(name) } else { false }
  }

  /// Whether it is {x | φ(x)} = {p, …} with real x: a set of solutions.
  func isSolutions(_ a: Expression, _ b: Expression) -> Bool {
    guard case .setBuilder(let names, _) = a.form, case .set = b.form else { return false }
    return names.allSatisfy { scope.declaration(of: $0)?.type == .real }
  }

  // MARK: Statements

  /// For all points, membership in the one set and in the other one, joined.
  func comparison(
    of a: Expression, _ b: Expression, _ place: Place, _ join: (Term, Term) throws -> Term
  ) throws -> Term {
    guard isSet(a), isSet(b) else {
      throw ReadingError(at: place, "a set is compared with something that is none")
    }
    let (n, m) = try (dimension(of: a), dimension(of: b))
    if let n, let m, n != m {
      throw ReadingError(at: place, "a set of points with \(n) coordinates, and one with \(m)")
    }
    var point: [Term] = []
    for i in 1...(n ?? m ?? 1) { point.append(try fresh("x_\(i)", .real)) }
    var result = try join(member(point, of: a), member(point, of: b))
    for x in point.reversed() { result = try .forAll(x, result) }
    return result
  }

  /// The coordinates of a point, or a number as its only one.
  func point(_ e: Expression) throws -> [Term] {
    let value = try self.value(e)
    return try components(value) ?? [cast(value, to: .real, e.place)]
  }

  /// The number of coordinates of the members; `nil` for ∅.
  private func dimension(of e: Expression) throws -> Int? {
    switch e.form {
    case .set(let elements): return try elements.first.map { try point($0).count }
    case .setBuilder(let names, _): return names.count
    case .binary(_, let a, let b):
      let (n, m) = try (dimension(of: a), dimension(of: b))
      if let n, let m, n != m {
        throw ReadingError(
          at: e.place, "a set of points with \(n) coordinates, and one with \(m)")
      }
      return n ?? m
    default:
      if case .set(_, let dimension, _)? = opaque(e) { return dimension }
      let (scope, meaning) = try unfolded(e)
      return try scope.dimension(of: meaning)
    }
  }

  /// The declared set that a name or an entry of a sequence of sets stands for.
  private func opaque(_ e: Expression) -> Value? {
    switch e.form {
    case .symbol(let name): if case .set? = values[name] { values[name] } else { nil }
    case .index(let head, _): opaque(head)
    default: nil
    }
  }

  /// A definition of a set opened once, with what its symbols mean there.
  private func unfolded(_ e: Expression) throws -> (Elaborator, Expression) {
    switch e.form {
    case .symbol(let name):
      switch values[name] {
      case .argument(let set, let outside): return (outside, set)
      case .definition(let definition): return (self, definition.body)
      default: break
      }
    case .apply(let head, let arguments):
      if case .symbol(let name) = head.form, case .definition(let definition)? = values[name] {
        return (try entering(definition, arguments, e.place), definition.body)
      }
    default: break
    }
    throw ReadingError(at: e.place, "a set is needed here")
  }

  // MARK: Membership

  /// x ∈ S.
  func member(_ x: [Term], of set: Expression) throws -> Term {
    if let listed = try listed(set) {
      return try Self.any(listed.map { try .all($0.conditions + [equal(x, $0.point, set.place)]) })
    }
    switch set.form {
    case .setBuilder(let names, let condition):
      guard names.count == x.count else {
        throw ReadingError(
          at: set.place,
          "points with \(x.count) coordinates, and a set of points with \(names.count)")
      }
      var inner = self
      for (name, x) in zip(names, x) {
        guard case .real? = scope.declaration(of: name)?.type else {
          throw Unsupported(at: set.place, "a set over other than real numbers and indices")
        }
        inner = inner.binding(name, to: x)
      }
      return try inner.formula(condition)
    case .binary(.union, let a, let b): return try .or(member(x, of: a), member(x, of: b))
    case .binary(.intersection, let a, let b): return try .and(member(x, of: a), member(x, of: b))
    case .binary(.difference, let a, let b):
      return try .and(member(x, of: a), .not(member(x, of: b)))
    case .binary(.minkowski, let a, let b):
      for (list, other) in [(a, b), (b, a)] {
        guard let listed = try listed(list) else { continue }
        return try Self.any(
          listed.map {
            try .all($0.conditions + [member(minus(x, $0.point, set.place), of: other)])
          })
      }
      // ∃a. a ∈ A ∧ x − a ∈ B
      var summand: [Term] = []
      for i in x.indices {
        summand.append(try .fresh("a_\(i + 1)", .real, avoiding: x + summand + inUse))
      }
      var result = try Term.and(member(summand, of: a), member(minus(x, summand, set.place), of: b))
      for a in summand.reversed() { result = try .exists(a, result) }
      return result
    default: break
    }
    if case .set(let predicate, let dimension, let isSequence)? = opaque(set) {
      var result = predicate
      if isSequence {
        guard case .index(_, let indices) = set.form, indices.count == 1 else {
          throw ReadingError(at: set.place, "a sequence has one index")
        }
        result = try .call(result, natural(indices[0]))
      }
      guard dimension == x.count else {
        throw ReadingError(
          at: set.place, "points with \(x.count) coordinates, and a set of points with \(dimension)"
        )
      }
      for x in x { result = try .call(result, x) }
      return result
    }
    let (scope, meaning) = try unfolded(set)
    return try scope.member(x, of: meaning)
  }

  private static func any(_ alternatives: [Term]) throws -> Term {
    guard var result = alternatives.last else { return .falsity }
    for part in alternatives.dropLast().reversed() { result = try .or(part, result) }
    return result
  }

  private func equal(_ x: [Term], _ y: [Term], _ place: Place) throws -> Term {
    try .all(paired(x, y, place).map { try .equal($0, $1) })
  }

  private func minus(_ x: [Term], _ y: [Term], _ place: Place) throws -> [Term] {
    try paired(x, y, place).map { try $0 - $1 }
  }

  private func paired(_ x: [Term], _ y: [Term], _ place: Place) throws -> [(Term, Term)] {
    guard x.count == y.count else {
      throw ReadingError(at: place, "points with \(x.count) and with \(y.count) coordinates")
    }
    return Array(zip(x, y))
  }

  // MARK: Lists

  /// The points of a set that is listed, perhaps several times; `nil` for other sets.
  private func listed(_ e: Expression) throws -> [Listed]? {
    switch e.form {
    case .set(let elements):
      return try elements.map { Listed(conditions: [], point: try point($0)) }
    case .setBuilder(let names, let condition): return try listed(names, condition)
    case .binary(.union, let a, let b):
      guard let first = try listed(a), let second = try listed(b) else { return nil }
      return first + second
    case .binary(.intersection, let a, let b):
      for (list, other) in [(a, b), (b, a)] {
        guard let listed = try listed(list) else { continue }
        return try listed.map {
          Listed(conditions: $0.conditions + [try member($0.point, of: other)], point: $0.point)
        }
      }
      return nil
    case .binary(.difference, let a, let b):
      return try listed(a)?.map {
        Listed(conditions: $0.conditions + [try .not(member($0.point, of: b))], point: $0.point)
      }
    case .binary(.minkowski, let a, let b):
      guard let first = try listed(a), let second = try listed(b) else { return nil }
      try count(first.count * second.count, e.place)
      return try first.flatMap { p in
        try second.map { q in
          Listed(
            conditions: p.conditions + q.conditions,
            point: try paired(p.point, q.point, e.place).map { try $0 + $1 })
        }
      }
    default:
      if opaque(e) != nil { return nil }
      let (scope, meaning) = try unfolded(e)
      return try scope.listed(meaning)
    }
  }

  /// {(i, j) | φ} for indices with numerals as their bounds.
  private func listed(_ names: [String], _ condition: Expression) throws -> [Listed]? {
    var scopes: [(scope: Elaborator, point: [Term])] = [(self, [])]
    for name in names {
      guard case .index(let bound)? = scope.declaration(of: name)?.type,
        let n = try literal(bound)
      else { return nil }
      scopes = try scopes.flatMap { row in
        try (1...n).map { k in
          let index = try Term.natural(Rational(k))
          return (row.scope.binding(name, to: index), row.point + [.real(Rational(k))])
        }
      }
      try count(scopes.count, condition.place)
    }
    return try scopes.map { Listed(conditions: [try $0.scope.formula(condition)], point: $0.point) }
  }

  private func count(_ points: Int, _ place: Place) throws {
    written.count += points
    guard written.count <= 2_000 else {
      throw Unsupported(at: place, "sets and sums of more than 2000 terms together")
    }
  }

  /// The number of elements of a listed set: of each point, the first mention counts.
  func cardinality(_ e: Expression) throws -> Term {
    guard let listed = try listed(e) else {
      throw Unsupported(at: e.place, "the number of elements of a set that is not listed")
    }
    guard listed.count <= 128 else {
      throw Unsupported(at: e.place, "the number of elements of a list of more than 128 points")
    }
    var result: Term?
    for (i, row) in listed.enumerated() {
      let earlier = try listed[..<i].map {
        try Term.all($0.conditions + [equal(row.point, $0.point, e.place)])
      }
      let isNew = earlier.isEmpty ? [] : [try Term.not(Self.any(earlier))]
      let counted: Term = try .apply(.indicator, [.all(row.conditions + isNew)])
      result = try result.map { try $0 + counted } ?? counted
    }
    return result ?? .zero
  }
}
