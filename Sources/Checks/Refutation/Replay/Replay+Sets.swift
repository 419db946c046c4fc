import Exact
import Notation
import Numeric

/// Sets of numbers and points at a counterexample.
extension Replay {
  /// The answer of a relation with sets in it; `nil` for other relations.
  func relateSets(
    _ relation: Relation, _ left: Expression, _ right: Expression
  ) throws -> Answer? {
    guard let right = try set(right) else { return nil }
    func answer(_ certainty: Certainty) -> Answer {
      switch certainty {
      case .yes: .yes
      case .no: .no
      case .unknown: .unknown
      }
    }
    if relation == .member { return answer(try right.holds(value(left))) }
    guard let left = try set(left) else { return nil }
    // A point that the counterexample names decides for sets that are not listed.
    let named = terms["point"].flatMap { text in
      ReplayValue.reading(
        text, .vector(Expression(.number(1), at: .init(file: "", line: 0, column: 0))), bits: bits)
        ?? ReplayValue.number(text, bits: bits).map { .number($0) }
    }
    func includes(_ a: ReplaySet, _ b: ReplaySet) throws -> Certainty {
      if let points = a.points {
        return try points.reduce(.yes) { try $0.and(b.holds($1)) }
      }
      guard let named, try a.holds(named) == .yes, try b.holds(named) == .no else {
        return .unknown
      }
      return .no
    }
    switch relation {
    case .subset: return answer(try includes(left, right))
    case .equal, .notEqual:
      let same = try includes(left, right).and(includes(right, left))
      return answer(relation == .equal ? same : same.not)
    default: return .unknown
    }
  }

  /// A set as the question whether a point is in it, with its points where they are listed.
  struct ReplaySet {
    var points: [ReplayValue]?
    let holds: (ReplayValue) throws -> Certainty
  }

  func listed(_ points: [ReplayValue]) -> ReplaySet {
    ReplaySet(points: points) { point in
      try points.reduce(.no) { try $0.or(self.equal($1, point)) }
    }
  }

  /// The set that an expression stands for; `nil` where it stands for none.
  func set(_ e: Expression) throws -> ReplaySet? {
    switch e.form {
    case .set(let list):
      guard !list.contains(where: { $0.signChoices.count > 1 }) else { return nil }
      return listed(try list.map { try value($0) })
    case .setBuilder(let names, let condition): return try set(names, condition)
    case .binary(let operation, let a, let b) where operation.isOfSets:
      guard let a = try set(a), let b = try set(b) else { return nil }
      return try set(operation, a, b)
    case .symbol(let name):
      if case .set(let list)? = values[name] { return listed(list) }
      guard values[name] == nil, let definition = definitions[name],
        definition.parameters.isEmpty
      else { return nil }
      return try set(definition.body)
    case .apply(let head, let arguments):
      guard case .symbol(let name) = head.form, let definition = definitions[name],
        definition.parameters.count == arguments.count
      else { return nil }
      let list = try arguments.map { argument in
        if let points = try set(argument)?.points { return ReplayValue.set(points) }
        return try value(argument)
      }
      return try with(definition.parameters, list) {
        guard let set = try set(definition.body) else { return nil }
        // What the parameters stand for is gone when the question comes later.
        if set.points != nil { return set }
        return ReplaySet(points: nil) { point in
          try self.with(definition.parameters, list) { try set.holds(point) }
        }
      }
    case .index(let head, let indices):
      guard case .symbol(let name) = head.form, indices.count == 1,
        case .sequence(.set)? = table.declarations[name]?.type,
        case .set(let list) = try value(e)
      else { return nil }
      return listed(list)
    default: return nil
    }
  }

  private func set(_ names: [String], _ condition: Expression) throws -> ReplaySet? {
    var tuples: [[ReplayValue]] = [[]]
    for name in names {
      guard case .index(let bound)? = table.declarations[name]?.type else {
        return ReplaySet(points: nil) { point in
          guard let entries = point.entries, entries.count == names.count else { throw Unknown() }
          switch self.with(names, entries.map { .number($0) }, { self.truth(condition) }) {
          case .yes: return .yes
          case .no: return .no
          case .unknown, .undefined: return .unknown
          }
        }
      }
      let n = max(1, try integer(bound))
      tuples = tuples.flatMap { head in
        (1...n).map { head + [.number(constant(Rational($0)))] }
      }
    }
    let inside = try tuples.filter { tuple in
      switch with(names, tuple, { truth(condition) }) {
      case .yes: return true
      case .no: return false
      case .unknown, .undefined: throw Unknown()
      }
    }
    return listed(inside.map { $0.count == 1 ? $0[0] : .vector($0.flatMap { $0.entries ?? [] }) })
  }

  private func set(
    _ operation: BinaryOperator, _ a: ReplaySet, _ b: ReplaySet
  ) throws -> ReplaySet {
    func chosen(_ points: [ReplayValue]?, _ set: ReplaySet, _ wanted: Certainty) throws
      -> [ReplayValue]?
    {
      try points?.filter { point in
        let truth = try set.holds(point)
        guard truth != .unknown else { throw Unknown() }
        return truth == wanted
      }
    }
    switch operation {
    case .union:
      var points: [ReplayValue]?
      if let x = a.points, let y = b.points { points = x + y }
      return ReplaySet(points: points) { try a.holds($0).or(b.holds($0)) }
    case .intersection:
      let points = try chosen(a.points, b, .yes) ?? chosen(b.points, a, .yes)
      return ReplaySet(points: points) { try a.holds($0).and(b.holds($0)) }
    case .difference:
      return ReplaySet(points: try chosen(a.points, b, .no)) {
        try a.holds($0).and(b.holds($0).not)
      }
    default:
      if let x = a.points, let y = b.points {
        var sums: [ReplayValue] = []
        for sum in try x.flatMap({ p in try y.map { q in try combine(.add, p, q) } })
        where try !sums.contains(where: { try equal($0, sum) == .yes }) {
          sums.append(sum)
        }
        return listed(sums)
      }
      guard let list = a.points ?? b.points else { throw Unknown() }
      let other = a.points == nil ? a : b
      return ReplaySet(points: nil) { point in
        try list.reduce(.no) { try $0.or(other.holds(self.combine(.subtract, point, $1))) }
      }
    }
  }

  /// The number of elements of a listed set.
  func cardinality(_ e: Expression) throws -> ReplayValue {
    guard let points = try set(e)?.points else { throw Unknown() }
    var distinct: [ReplayValue] = []
    for point in points {
      let same = try distinct.map { try equal($0, point) }
      if same.contains(.yes) { continue }
      guard !same.contains(.unknown) else { throw Unknown() }
      distinct.append(point)
    }
    return .number(constant(Rational(distinct.count)))
  }
}
