import Exact
import Notation
import Numeric

extension SurfaceEvaluator {
  /// A relation between two expressions.
  func compare(
    _ relation: Relation, _ left: Expression, _ right: Expression
  ) throws -> Judgement {
    if relation == .less, right.form == .constant(.infinity) {
      // What has a value at an instance is finite there.
      do { _ = try value(left) } catch EvaluationFailure.undefined(_, false) {
        var result = Judgement(.no)
        (result.relation, result.left, result.right) = (relation.rawValue, "no finite number", "∞")
        return result
      }
      // On finitely many points everything with a value is finite: that is no test.
      var result = Judgement(.yes)
      result.isSampled = true
      return result
    }
    if let result = try compareLimits(relation, left, right) { return result }
    if let result = try compareInfinite(relation, left, right) { return result }
    if left.isInfinite || right.isInfinite {
      throw EvaluationFailure.notEvaluable("a comparison with infinity")
    }
    let saved = arithmetic
    defer { arithmetic = saved }
    if isComplexContext(left) || isComplexContext(right) {
      arithmetic = Arithmetic(bits: saved.bits, complex: true)
    }
    if let result = try compareSets(relation, left, right) { return result }
    if let result = try compareExtrema(relation, left, right) { return result }
    let a: SurfaceValue
    let b: SurfaceValue
    do { a = try value(left) } catch EvaluationFailure.undefined(let reason, false) {
      var result = Judgement.undefined(reason, side: "left side")
      result.relation = relation.rawValue
      result.left = "undefined"
      result.right = (try? value(right))?.text ?? "undefined"
      return result
    }
    do { b = try value(right) } catch EvaluationFailure.undefined(let reason, false) {
      var result = Judgement.undefined(reason, side: "right side")
      result.relation = relation.rawValue
      (result.left, result.right) = (a.text, "undefined")
      return result
    }
    let result = try compare(relation, a, b)
    guard result.truth == .unknown, let isReflexive = relation.isReflexive,
      left.isSameText(
        as: right,
        point: { name in
          if case .point(let space, let i)? = bindings[name] { "\(space) \(i)" } else { nil }
        })
    else { return result }
    var same = Judgement(isReflexive ? .yes : .no)
    same.values = (a, b)
    same.relation = relation.rawValue
    return same
  }

  func compare(_ relation: Relation, _ a: SurfaceValue, _ b: SurfaceValue) throws -> Judgement {
    if relation == .notEqual {
      var result = try compare(.equal, a, b)
      result.truth = result.truth.not
      result.isOverlap = false
      result.relation = relation.rawValue
      return result
    }
    if let result = try compareMembers(relation, a, b) { return result }
    if let result = try compareDefinite(relation, a, b) { return result }
    if case .point(let s, let i) = a, case .point(let t, let j) = b, relation == .equal {
      var result = Judgement(Certainty(s == t && i == j))
      result.values = (a, b)
      result.relation = relation.rawValue
      return result
    }
    let (x, y) = try aligned(a, b)
    guard x.count == y.count else { throw EvaluationFailure.shapes }
    var result = Judgement(.yes)
    var place: Int?
    for (i, (p, q)) in zip(x, y).enumerated() {
      let next = try compare(relation, p.primal, q.primal)
      if next.truth == .no, result.truth != .no { place = i }
      result = result.and(next)
      if result.truth == .no { break }
    }
    if let place, x.count > 1 { result.note = "entry \(position(place, of: a, b))" }
    result.values = (a, b)
    if let place, x.count > 1 {
      result.note! += ": \(x[place].primal.text()) and \(y[place].primal.text())"
    }
    result.relation = relation.rawValue
    return result
  }

  /// The numbers of both sides; a number 0 and multiples of the identity take the other's shape.
  private func aligned(
    _ a: SurfaceValue, _ b: SurfaceValue
  ) throws -> ([DualNumber], [DualNumber]) {
    switch (a, b) {
    case (.identity(let x), .identity(let y)): return ([x], [y])
    case (.identity(let x), .matrix(let g)) where g.rows == g.columns:
      return (Grid.diagonal(Array(repeating: x, count: g.rows)).entries, g.entries)
    case (.matrix(let g), .identity(let x)) where g.rows == g.columns:
      return (g.entries, Grid.diagonal(Array(repeating: x, count: g.rows)).entries)
    case (.number, .number): break
    case (.number(let x), _) where x.isPlainZero:
      if let list = b.numbers { return (list.map { _ in .zero }, list) }
    case (_, .number(let y)) where y.isPlainZero:
      if let list = a.numbers { return (list, list.map { _ in .zero }) }
    case (.matrix(let g), .matrix(let h)):
      guard g.rows == h.rows, g.columns == h.columns else { throw EvaluationFailure.shapes }
    case (.matrix(let g), .vector), (.vector, .matrix(let g)):
      guard g.columns == 1 else { throw EvaluationFailure.shapes }
    case (.vector, .vector), (.row, .row): break
    default: throw EvaluationFailure.shapes
    }
    guard let x = a.numbers, let y = b.numbers else { throw EvaluationFailure.shapes }
    return (x, y)
  }

  private func position(_ place: Int, of a: SurfaceValue, _ b: SurfaceValue) -> String {
    for case .matrix(let g) in [a, b] {
      return "(\(place / g.columns + 1),\(place % g.columns + 1))"
    }
    return "\(place + 1)"
  }

  /// A relation between two numbers.
  func compare(_ relation: Relation, _ a: Scalar, _ b: Scalar) throws -> Judgement {
    let truth: Certainty =
      switch relation {
      case .equal: a.equals(b, bits: bits)
      case .notEqual: a.equals(b, bits: bits).not
      case .less: try a.isLess(than: b, bits: bits)
      case .greater: try b.isLess(than: a, bits: bits)
      case .lessOrEqual: try b.isLess(than: a, bits: bits).not
      case .greaterOrEqual: try a.isLess(than: b, bits: bits).not
      case .member, .subset, .definite, .semidefinite: throw EvaluationFailure.shapes
      }
    var result = Judgement(truth)
    result.bits = min(a.certainBits, b.certainBits)
    switch relation {
    case .equal, .lessOrEqual, .greaterOrEqual: result.isOverlap = truth == .unknown
    case .notEqual, .less, .greater, .member, .subset, .definite, .semidefinite:
      result.isOverlap = false
    }
    // Only a difference or an equality is as sharp as its enclosures; an order that is certain
    // needs no more digits than it has.
    if truth != .unknown, relation != .equal { result.bits = Judgement.exact }
    result.values = (.number(.plain(a)), .number(.plain(b)))
    result.relation = relation.rawValue
    return result
  }

  /// Whether complex numbers are meant: a spectrum, i, Re, Im, or a complex symbol occurs.
  func isComplexContext(_ e: Expression) -> Bool {
    if table.hasOnlyReals { return e.hasComplexOperators }
    var pending = [e]
    var seen: Set<String> = []
    while let next = pending.popLast() {
      switch next.form {
      case .constant(.imaginaryUnit), .call(.spectrum, _), .call(.realPart, _),
        .call(.imaginaryPart, _), .call(.conjugate, _):
        return true
      case .symbol(let name):
        if table.declarations[name]?.type == .complex { return true }
        if seen.insert(name).inserted, let body = table.definitions[name]?.body {
          pending.append(body)
        }
      default: pending += next.children
      }
    }
    return false
  }
}

extension Expression {
  fileprivate var isInfinite: Bool {
    switch form {
    case .constant(.infinity): true
    case .negate(let e): e.isInfinite
    default: false
    }
  }
}
