import Exact
import Notation
import Numeric

extension Replay {
  /// The truth of a statement at the counterexample.
  func truth(_ e: Expression) -> Answer {
    do { return try decide(e) } catch is Undefined { return .undefined } catch { return .unknown }
  }

  private func decide(_ e: Expression) throws -> Answer {
    switch e.form {
    case .not(let a):
      switch try decide(a) {
      case .yes: return .no
      case .no: return .yes
      case .unknown: return .unknown
      case .undefined: return .undefined
      }
    case .and(let a, let b):
      let (x, y) = (truth(a), truth(b))
      if x == .no || y == .no { return .no }
      if x == .undefined || y == .undefined { return .undefined }
      return x == .yes && y == .yes ? .yes : .unknown
    case .or(let a, let b):
      let (x, y) = (truth(a), truth(b))
      if x == .yes || y == .yes { return .yes }
      if x == .undefined || y == .undefined { return .undefined }
      return x == .no && y == .no ? .no : .unknown
    case .implies(let a, let b):
      let hypothesis = holds(a)
      if hypothesis == .yes { return try decide(b) }
      if hypothesis == .undefined { return .undefined }
      return hypothesis == .no ? .yes : .unknown
    case .iff(let a, let b):
      let (x, y) = (truth(a), truth(b))
      if x == .undefined || y == .undefined { return .undefined }
      return x == .unknown || y == .unknown ? .unknown : x == y ? .yes : .no
    case .forAll(let name, let body) where values[name] == nil || isFinite(name):
      if values[name] == nil, case .implies(let a, let b) = body.form,
        let answer = everyRoot(name, a, b)
      {
        return answer
      }
      guard let answers = try answers(name, body) else { return .unknown }
      if let bad = answers.first(where: { $0 == .no || $0 == .undefined }) { return bad }
      return answers.allSatisfy { $0 == .yes } ? .yes : .unknown
    case .forAll(let name, let body):
      if case .implies(let a, let b) = body.form, let answer = everyRoot(name, a, b),
        answer != .unknown
      {
        return answer
      }
      // The counterexample names the value at which it fails.
      guard values[name] != nil, truth(body) == .no || truth(body) == .undefined else {
        return .unknown
      }
      return truth(body)
    case .almostEvery(let name, let body):
      guard case .point(let space)? = table.declarations[name]?.type,
        let masses = weights[space],
        let answers = try answers(
          name, body, isCounted: { masses[$0].re.exactRational?.isZero != true })
      else { return .unknown }
      if let bad = answers.first(where: { $0 == .no || $0 == .undefined }) { return bad }
      return answers.allSatisfy { $0 == .yes } ? .yes : .unknown
    case .exists(let name, let body):
      if let answer = try eventually(e) { return answer }
      guard let answers = try answers(name, body) else { return .unknown }
      if answers.contains(.yes) { return .yes }
      return answers.allSatisfy { $0 == .no } ? .no : .unknown
    case .relation(let relation, let left, let right):
      let saved = isComplex
      isComplex = isComplex || mentionsComplex(left) || mentionsComplex(right)
      defer { isComplex = saved }
      let result: Answer
      do { result = try relate(relation, left, right) } catch is Unknown { result = .unknown }
      if result == .unknown, let answer = rationalAnswer(relation, left, right) {
        return answer ? .yes : .no
      }
      guard result == .unknown, let isReflexive = relation.isReflexive,
        left.isSameText(
          as: right,
          point: { name in
            guard case .point(let i)? = values[name],
              case .point(let space)? = table.declarations[name]?.type
            else { return nil }
            return "\(space) \(i)"
          })
      else { return result }
      return isReflexive ? .yes : .no
    default: return .unknown
    }
  }

  private func isFinite(_ name: String) -> Bool {
    switch table.declarations[name]?.type {
    case .index, .point: true
    default: false
    }
  }

  /// The answers at all values of an index or a point; `nil` where there are infinitely many.
  private func answers(
    _ name: String, _ body: Expression, isCounted: (Int) -> Bool = { _ in true }
  ) throws -> [Answer]? {
    switch table.declarations[name]?.type {
    case .index(let n):
      return try (1...max(1, integer(n))).map { i in
        with([name], [.number(constant(Rational(i)))]) { truth(body) }
      }
    case .point(let space):
      return (weights[space] ?? []).indices.filter(isCounted).map { i in
        with([name], [.point(i)]) { truth(body) }
      }
    default: return nil
    }
  }

  /// A hypothesis; that a number which is only enclosed is an eigenvalue counts as true when its
  /// ball leaves it possible.
  private func holds(_ e: Expression) -> Answer {
    if case .and(let a, let b) = e.form {
      let (x, y) = (holds(a), holds(b))
      return x == .no || y == .no ? .no : x == .yes && y == .yes ? .yes : .unknown
    }
    let answer = truth(e)
    if case .relation(.member, let element, let set) = e.form, set.isSpectrum, answer == .unknown,
      case .symbol(let name) = element.form, values[name] != nil
    {
      return .yes
    }
    return answer
  }

  private func mentionsComplex(_ e: Expression, depth: Int = 0) -> Bool {
    switch e.form {
    case .constant(.imaginaryUnit), .call(.spectrum, _), .call(.realPart, _),
      .call(.imaginaryPart, _), .call(.conjugate, _):
      return true
    case .symbol(let name):
      if table.declarations[name]?.type == .complex { return true }
      guard depth < 20, let body = table.definitions[name]?.body else { return false }
      return mentionsComplex(body, depth: depth + 1)
    default: return e.children.contains { mentionsComplex($0, depth: depth) }
    }
  }

  private func isIndex(_ name: String) -> Bool {
    if case .index? = table.declarations[name]?.type { true } else { false }
  }

  private func answer(_ certainty: Certainty) -> Answer {
    switch certainty {
    case .yes: .yes
    case .no: .no
    case .unknown: .unknown
    }
  }

  private func relate(
    _ relation: Relation, _ left: Expression, _ right: Expression
  ) throws -> Answer {
    if let extremum = left.extremum, values[extremum.name] != nil || relation == .equal {
      if let result = try relate(extremum, right, relation) { return result }
    }
    if let extremum = right.extremum, let result = try relate(extremum, left, relation) {
      return result
    }
    if relation == .equal {
      for (a, b) in [(left, right), (right, left)] {
        if case .setBuilder(let names, let condition) = a.form, case .set(let list) = b.form,
          !names.allSatisfy(isIndex)
        {
          return try compare(names, condition, list)
        }
      }
    }
    if relation == .less, right.form == .constant(.infinity) {
      do { _ = try value(left) } catch is Undefined { return .no }
      return .yes
    }
    if let result = try relateLimits(relation, left, right) { return result }
    if let result = try relateInfinite(relation, left, right) { return result }
    if relation == .definite || relation == .semidefinite,
      let answer = isDefinite(left, right, isStrict: relation == .definite)
    {
      return answer ? .yes : .no
    }
    if let result = try relateSets(relation, left, right) { return result }
    let (a, b) = (try value(left), try value(right))
    switch (relation, a, b) {
    case (.equal, .spectrum(let m), .set(let list)), (.equal, .set(let list), .spectrum(let m)):
      guard list.count == m.count else { return .no }
      var product: [ComplexBall] = [constant(1)]
      for item in list {
        guard case .number(let root) = item else { return .unknown }
        product = zip([constant(0)] + product, product.map { -root * $0 } + [constant(0)]).map {
          $0 + $1
        }
      }
      let characteristic = Eigenvalues.characteristicPolynomial(of: m)
      return answer(zip(characteristic, product).reduce(.yes) { $0.and($1.0.equals($1.1)) })
    case (.member, .number(let x), .spectrum(let m)):
      let p = Eigenvalues.characteristicPolynomial(of: m)
      return answer(p.reversed().reduce(constant(0)) { $0 * x + $1 }.equals(0))
    case (.member, _, .set(let list)):
      return answer(try list.reduce(.no) { $0.or(try equal(a, $1)) })
    case (.equal, .set(let x), .set(let y)):
      let forward = try x.reduce(Certainty.yes) { all, p in
        all.and(try y.reduce(.no) { $0.or(try equal(p, $1)) })
      }
      let back = try y.reduce(Certainty.yes) { all, p in
        all.and(try x.reduce(.no) { $0.or(try equal(p, $1)) })
      }
      return answer(forward.and(back))
    case (.equal, _, _): return answer(try equal(a, b))
    case (.notEqual, _, _): return answer(try equal(a, b).not)
    case (.definite, _, _), (.semidefinite, _, _):
      return answer(try isDefinite(a, b, isStrict: relation == .definite))
    case (_, .number(let x), .number(let y)):
      guard x.im.isZero == .yes, y.im.isZero == .yes else { return .unknown }
      switch relation {
      case .less: return answer(x.re.isLess(than: y.re))
      case .lessOrEqual: return answer(x.re.isAtMost(y.re))
      case .greater: return answer(y.re.isLess(than: x.re))
      case .greaterOrEqual: return answer(y.re.isAtMost(x.re))
      default: return .unknown
      }
    default: return .unknown
    }
  }

  func equal(_ a: ReplayValue, _ b: ReplayValue) throws -> Certainty {
    if case .point(let i) = a, case .point(let j) = b { return Certainty(i == j) }
    let difference = try combine(.subtract, a, b)
    guard let list = difference.entries else { throw Unknown() }
    return list.reduce(.yes) { $0.and($1.equals(0)) }
  }

  /// A set given by a condition against listed points, at the point that the counterexample names.
  private func compare(
    _ names: [String], _ condition: Expression, _ list: [Expression]
  ) throws -> Answer {
    let parts = try names.map { name in try values[name]?.entries ?? fail() }
    let point: ReplayValue =
      names.count == 1 ? values[names[0]] ?? .number(0) : .vector(parts.flatMap { $0 })
    let inside = truth(condition)
    let listed = try list.flatMap(\.signChoices).reduce(Certainty.no) {
      $0.or(try equal(value($1), point))
    }
    if inside == .yes, listed == .no { return .no }
    if inside == .no || inside == .undefined, listed == .yes { return .no }
    return .unknown
  }

  /// An extremum refuted by the point that the counterexample names, or by a point outside.
  private func relate(
    _ extremum: Extremum, _ other: Expression, _ relation: Relation
  ) throws -> Answer? {
    let better: (Ball, Ball) -> Certainty = {
      [.argMax, .maximum].contains(extremum.operation) ? $1.isLess(than: $0) : $0.isLess(than: $1)
    }
    let challenger = values[extremum.name]
    let isArgument = [.argMax, .argMin].contains(extremum.operation)
    let claimed = try value(other)
    if isArgument, let condition = extremum.condition,
      with([extremum.name], [claimed], { truth(condition) }) == .no
    {
      return .no
    }
    let limit =
      isArgument
      ? try with([extremum.name], [claimed]) { try number(extremum.body).re } : try number(other).re
    guard let challenger else { return .unknown }
    return try with([extremum.name], [challenger]) {
      if let condition = extremum.condition, truth(condition) != .yes { return .unknown }
      let y = try number(extremum.body).re
      if better(y, limit) == .yes { return .no }
      if isArgument, relation == .equal, y.equals(limit) == .yes,
        try equal(challenger, claimed) == .no
      {
        return .no
      }
      return .unknown
    }
  }
}
