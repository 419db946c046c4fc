import Exact
import Kernel

/// Statements.
extension Elaborator {
  func formula(_ e: Expression) throws -> Term {
    switch e.form {
    case .relation(let relation, let a, let b): return try self.relation(relation, a, b, e.place)
    case .not(let a): return try .not(formula(a))
    case .and(let a, let b): return try .and(formula(a), formula(b))
    case .or(let a, let b): return try .or(formula(a), formula(b))
    case .implies(let a, let b): return try .implies(formula(a), formula(b))
    case .iff(let a, let b): return try .equal(formula(a), formula(b))
    case .forAll(let name, let body): return try quantified(name, body, e.place, Term.forAll)
    case .exists(let name, let body): return try quantified(name, body, e.place, Term.exists)
    case .almostEvery(let name, let body):
      guard case .point(let space)? = scope.declaration(of: name)?.type else {
        throw Unsupported(at: e.place, "almost every \(name)")
      }
      let x = try fresh(name, .space(space))
      return try .apply(.almostEverywhere, [.lambda(x, binding(name, to: x).formula(body))])
    default: throw ReadingError(at: e.place, "a statement is needed here, this is a value")
    }
  }

  private func quantified(
    _ name: String, _ body: Expression, _ place: Place,
    _ make: (Term, Term) throws(KernelError) -> Term
  ) throws -> Term {
    guard let type = scope.declaration(of: name)?.type else {
      throw ReadingError(
        at: place, "the type of the bound variable \(name) is not declared",
        suggestion: "declare it: `\(name) : real`")
    }
    if case .vector(let length) = type, let n = try literal(length) {
      // One quantifier for each component.
      let parts = try (1...n).map { try fresh("\(name)_\($0)", .real) }
      var result = try binding(name, to: .apply(.tuple, parts)).formula(body)
      for part in parts.reversed() { result = try make(part, result) }
      return result
    }
    let variable = try fresh(name, sort(of: type, place))
    return try make(variable, binding(name, to: variable).formula(body))
  }

  /// The sort of a symbol of symbolic size that is bound here.
  private func sort(of type: ValueType, _ place: Place) throws -> Sort {
    switch type {
    case .real: return .real
    case .natural: return .natural
    case .complex: return .complex
    case .point(let space): return .space(space)
    case .index(let bound): return .finite(try natural(bound))
    case .vector(let length): return .vector(try natural(length))
    case .matrix(let rows, let columns):
      guard try literal(rows) == nil || literal(columns) == nil else {
        throw Unsupported(at: place, "a bound matrix of literal size")
      }
      return .matrix(try natural(rows), try natural(columns))
    default: throw Unsupported(at: place, "a bound variable of this type")
    }
  }

  private func relation(_ relation: Relation, _ a: Expression, _ b: Expression, _ place: Place)
    throws -> Term
  {
    switch relation {
    case .equal: return try equality(a, b, place)
    case .notEqual: return try .not(equality(a, b, place))
    case .less where b.form == .constant(.infinity):
      // What exists and is a number is finite.
      return try value(a).definedness()
    case .less, .greater, .lessOrEqual, .greaterOrEqual:
      let (u, v) = try (value(a), value(b))
      if u.sort.isIndex || v.sort.isIndex { throw Unsupported(at: place, "an order of indices") }
      let (x, y) = try unified(u, v, place)
      guard x.sort == .real || x.sort == .natural else {
        throw ReadingError(
          at: place, "an order relation needs real numbers, these are \(shape(x)) and \(shape(y))")
      }
      switch relation {
      case .less: return try .less(x, y)
      case .greater: return try .less(y, x)
      case .lessOrEqual: return try .lessOrEqual(x, y)
      default: return try .lessOrEqual(y, x)
      }
    case .member: return try membership(a, b, place)
    case .subset: return try comparison(of: a, b, place) { try .implies($0, $1) }
    case .definite, .semidefinite:
      return try definite(a, b, strict: relation == .definite, place)
    }
  }

  // MARK: Equality

  private func equality(_ a: Expression, _ b: Expression, _ place: Place) throws -> Term {
    if let matrix = spectrumArgument(a) { return try spectrum(matrix, equals: b, place) }
    if let matrix = spectrumArgument(b) { return try spectrum(matrix, equals: a, place) }
    if isSet(a), isSet(b), !isSolutions(a, b), !isSolutions(b, a) {
      return try comparison(of: a, b, place) { try .equal($0, $1) }
    }
    if case .setBuilder(let names, let condition) = a.form {
      return try solutions(names, condition, equal: b, place)
    }
    if case .setBuilder(let names, let condition) = b.form {
      return try solutions(names, condition, equal: a, place)
    }
    if let result = try fullRank(a, equals: b, place) { return result }
    if let result = try fullRank(b, equals: a, place) { return result }
    if let result = try limit(a, equals: b, place) ?? limit(b, equals: a, place) { return result }
    if let result = try infinite(a, equals: b, place) ?? infinite(b, equals: a, place) {
      return result
    }
    if let result = try extremum(a, equals: b, place) { return result }
    if let result = try extremum(b, equals: a, place) { return result }
    // v = 0 for a vector v.
    if case .number(let n) = b.form, n.isZero, let zero = try zero(like: value(a)) {
      return try .equal(value(a), zero)
    }
    let complex = isComplex(a) || isComplex(b)
    let (x, y) = try sides(a, b, complex: complex)
    let (u, v) = try unified(x, y, place)
    return try .equal(u, v)
  }

  func spectrumArgument(_ e: Expression) -> Expression? {
    if case .call(.spectrum, let arguments) = e.form { return arguments.first }
    return nil
  }

  /// det(zI − A) = ∏(z − rᵢ) for all complex z.
  private func spectrum(_ matrix: Expression, equals set: Expression, _ place: Place) throws -> Term
  {
    guard case .set(let elements) = set.form else {
      throw Unsupported(at: place, "a spectrum compared with something other than a list of values")
    }
    let z = try fresh("z", .complex)
    var product: Term?
    for element in try elements.flatMap(expandingSign) {
      let root = try cast(value(element, complex: true), to: .complex, element.place)
      let factor = try z - root
      product = try product.map { try $0 * factor } ?? factor
    }
    let one: Term = try .apply(.realToComplex, [.one])
    return try .forAll(z, .equal(characteristic(matrix, z), product ?? one))
  }

  private func characteristic(_ matrix: Expression, _ z: Term) throws -> Term {
    let A = try value(matrix)
    // One row and one column are a number.
    if A.sort == .real { return try z - .apply(.realToComplex, [A]) }
    guard case .matrix(let n, let m) = A.sort else {
      throw ReadingError(at: matrix.place, "a spectrum needs a square matrix, this is \(shape(A))")
    }
    guard n == m else {
      throw ReadingError(at: matrix.place, "a spectrum needs a square matrix, this is \(shape(A))")
    }
    return try .apply(.characteristic, [A, z])
  }

  /// a ± b as two values.
  private func expandingSign(_ e: Expression) throws -> [Expression] {
    func replace(_ e: Expression, _ op: BinaryOperator) -> Expression {
      switch e.form {
      case .plusMinus(let a, let b): Expression(.binary(op, a, b), at: e.place)
      case .binary(let o, let a, let b):
        Expression(.binary(o, replace(a, op), replace(b, op)), at: e.place)
      case .negate(let a): Expression(.negate(replace(a, op)), at: e.place)
      default: e
      }
    }
    let (plus, minus) = (replace(e, .add), replace(e, .subtract))
    return plus == minus ? [e] : [plus, minus]
  }

  /// {x | φ(x)} = {p, …}: for all x, φ(x) exactly when x is one of the points.
  private func solutions(
    _ names: [String], _ condition: Expression, equal set: Expression, _ place: Place
  ) throws -> Term {
    guard case .set(let points) = set.form else {
      throw ReadingError(at: place, "a set is compared with something that is none")
    }
    var inner = self
    var variables: [Term] = []
    for name in names {
      guard case .real? = scope.declaration(of: name)?.type else {
        throw Unsupported(at: place, "a set of other than real numbers or points")
      }
      let variable = try inner.fresh(name, .real)
      inner = inner.binding(name, to: variable)
      variables.append(variable)
    }
    var alternatives: Term = .falsity
    for point in points.reversed() {
      let value = try self.value(point)
      let parts = try components(value) ?? [cast(value, to: .real, point.place)]
      guard parts.count == variables.count else {
        throw ReadingError(
          at: point.place,
          "this point has \(parts.count) coordinates, the set has points of \(variables.count)")
      }
      let same = try Term.all(zip(variables, parts).map { try .equal($0, $1) })
      alternatives = alternatives === Term.falsity ? same : try .or(same, alternatives)
    }
    var result = try Term.equal(inner.formula(condition), alternatives)
    for variable in variables.reversed() { result = try .forAll(variable, result) }
    return result
  }

  private func membership(_ a: Expression, _ b: Expression, _ place: Place) throws -> Term {
    if let matrix = spectrumArgument(b) {
      let z = try cast(value(a, complex: true), to: .complex, a.place)
      let zero: Term = try .apply(.realToComplex, [.zero])
      return try .equal(characteristic(matrix, z), zero)
    }
    if case .set(let elements) = b.form {
      var result: Term = .falsity
      for element in elements.reversed() {
        let same = try equality(a, element, place)
        result = result === Term.falsity ? same : try .or(same, result)
      }
      return result
    }
    if isSet(b) { return try member(point(a), of: b) }
    if let result = try extremum(b, equals: a, place, unique: false) { return result }
    if case .call(let op, _) = b.form, op == .argMax || op == .argMin {
      throw Unsupported(at: place, "membership in this set")
    }
    throw ReadingError(at: b.place, "a set is needed behind \\in")
  }

  // MARK: Extrema

  /// x = argmax f: x is in the domain, f(t) ≤ f(x) there, and equality only at t = x.
  private func extremum(
    _ e: Expression, equals other: Expression, _ place: Place, unique: Bool = true
  ) throws -> Term? {
    guard case .bind(.extremum(let op, let name, let condition), let body) = e.form,
      op == .argMax || op == .argMin
    else { return nil }
    let sort = try scope.declaration(of: name).map { try self.sort(of: $0.type, place) } ?? .real
    let best = try cast(value(other), to: sort, other.place)
    let t = try fresh(name, sort)
    func objective(_ x: Term) throws -> Term {
      try cast(binding(name, to: x).value(body), to: .real, body.place)
    }
    func domain(_ x: Term) throws -> Term {
      try condition.map { try binding(name, to: x).formula($0) } ?? .truth
    }
    let (at, atBest) = try (objective(t), objective(best))
    var inside = try op == .argMax ? Term.lessOrEqual(at, atBest) : .lessOrEqual(atBest, at)
    if unique {
      inside = try .and(inside, .implies(.equal(at, atBest), .equal(t, best)))
    }
    let everywhere = try Term.forAll(t, condition == nil ? inside : .implies(domain(t), inside))
    return condition == nil ? everywhere : try .and(domain(best), everywhere)
  }
}

extension Sort {
  /// Whether it is the range of an index.
  fileprivate var isIndex: Bool {
    if case .finite = self { true } else { false }
  }
}
