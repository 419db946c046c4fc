import Exact
import Notation
import Numeric

extension SurfaceEvaluator {
  /// The truth of a statement that only serves as a condition; what is undefined is not true.
  func truth(_ e: Expression) throws -> Certainty {
    let result = try judge(e)
    return result.isUndefined ? .unknown : result.truth
  }

  /// The truth of a statement, with the sides that decide it.
  func judge(_ e: Expression) throws -> Judgement {
    try fuel.spend()
    if granted.contains(e) { return Judgement(.yes) }
    switch e.form {
    case .relation(let relation, let left, let right): return try compare(relation, left, right)
    case .not(let a):
      var result = try judge(a)
      if result.isUndefined { return result }
      result.truth = result.truth.not
      result.isOverlap = false
      result.isSampled = false
      result.relation = "not " + result.relation
      return result
    case .and(let a, let b):
      let first = try judge(a)
      return first.truth == .no ? first : first.and(try judge(b))
    case .or(let a, let b):
      let first = try judge(a)
      if first.truth == .yes { return first }
      let second = try judge(b)
      if second.truth == .yes { return second }
      if first.isUndefined { return first }
      if second.isUndefined { return second }
      var result = first.truth == .no ? second : first
      result.truth = first.truth.or(second.truth)
      result.isOverlap = first.isOverlap || second.isOverlap
      result.isSampled = first.isSampled || second.isSampled
      return result
    case .implies(let a, let b): return try implication(a, b)
    case .iff(let a, let b):
      let (x, y) = (try judge(a), try judge(b))
      if x.isUndefined { return x }
      if y.isUndefined { return y }
      var result = Judgement(x.truth == .unknown || y.truth == .unknown ? .unknown : .yes)
      if x.truth != .unknown, y.truth != .unknown, x.truth != y.truth { result.truth = .no }
      // Overlapping enclosures of an equation on both sides are no contradiction, and no evidence
      // either, unless both sides say the same.
      result.isOverlap = x.agrees && y.agrees && result.truth == .unknown
      result.bits = min(x.bits, y.bits)
      (result.left, result.right) = ("\(x.truth)", "\(y.truth)")
      result.relation = "\\iff"
      // The side that fails names the values at which it does.
      if result.truth == .no {
        result.extra = try x.truth == .no ? namedValues(a, x) : namedValues(b, y)
      }
      return result
    case .forAll(let name, let body):
      if case .implies(let a, let b) = body.form, let roots = try rootsMeant(by: a, of: name) {
        return try everyRoot(name, roots, a, b)
      }
      if let certainty = supportingLines(e) { return Judgement(certainty) }
      if let result = try always(name, body) { return result }
      var result: Judgement?
      // What holds from some index on is judged by roots, at few values.
      let list =
        try witnesses(for: name).prefix(body.eventual == nil ? .max : 5)
        + cellWitnesses(for: name, body)
      for witness in list {
        var next = try binding(name, to: witness) { try judge(body) }
        if next.isVacuous { continue }
        if next.truth == .no { next.extra.insert((name, witness.text), at: 0) }
        result = result.map { $0.and(next) } ?? next
        if next.truth == .no { break }
      }
      guard var result else { return Judgement(.unknown) }
      if result.truth == .yes, !isFinite(name) {
        result.truth = .unknown
        result.isSampled = true
      }
      return result
    case .almostEvery(let name, let body):
      guard case .point(let space)? = table.declarations[name]?.type,
        let weights = instance.spaces[space]
      else { throw EvaluationFailure.notEvaluable("almost every \(name)") }
      var result: Judgement?
      for (point, weight) in weights.enumerated() where !weight.isZero {
        let witness = SurfaceValue.point(space, point)
        var next = try binding(name, to: witness) { try judge(body) }
        if next.isVacuous { continue }
        if next.truth == .no { next.extra.insert((name, witness.text), at: 0) }
        result = result.map { $0.and(next) } ?? next
        if next.truth == .no { break }
      }
      return result ?? Judgement(.yes)
    case .exists(let name, let body):
      if let result = try eventually(e) { return result }
      var failure = isFinite(name) ? Judgement(.no) : nil
      for witness in try witnesses(for: name) {
        let next = try? binding(name, to: witness) { try judge(body) }
        if next?.truth == .yes { return Judgement(.yes) }
        if next?.truth != .no || next?.isUndefined == true { failure = nil }
        if fuel.isSpent { throw EvaluationFailure.outOfFuel }
      }
      if var failure {
        failure.note = "it fails for every value of \(name)"
        return failure
      }
      throw EvaluationFailure.notEvaluable("existence, which no instance refutes")
    default: throw EvaluationFailure.notEvaluable("a value used as a statement")
    }
  }

  /// The values at which a statement fails; the roots of a polynomial are found again without them.
  private func namedValues(
    _ e: Expression, _ judgement: Judgement
  ) throws -> [(name: String, value: String)] {
    if case .forAll(let name, let body) = e.form, case .implies(let premise, _) = body.form,
      try rootsMeant(by: premise, of: name) != nil
    {
      return []
    }
    return judgement.extra
  }

  func implication(_ a: Expression, _ b: Expression) throws -> Judgement {
    // A symbol that is any eigenvalue: the statement has to hold for each of them.
    if let (name, matrix) = a.eigenvalueHypotheses.first(where: { bindings[$0.name] == nil }),
      case .spectrum(let grid) = try value(matrix.set)
    {
      let roots = Roots(
        values: try eigenvalues(of: grid), hypothesis: matrix.formula,
        polynomial: grid.rational.map { Eigenvalues.characteristicPolynomial(of: $0) })
      return try everyRoot(name, roots, a, b)
    }
    if let result = try implicationForMembers(a, b) { return result }
    let premise = try judge(a)
    // A premise without a value says nothing, whatever is concluded from it.
    if premise.isUndefined { return premise }
    switch premise.truth {
    case .yes: return try judge(b)
    case .no:
      var result = Judgement(.yes)
      result.isVacuous = true
      return result
    case .unknown: return Judgement(.unknown)
    }
  }

  /// Whether `witnesses` lists every value.
  private func isFinite(_ name: String) -> Bool {
    switch table.declarations[name]?.type {
    case .index, .point: true
    default: false
    }
  }

  /// Values for a symbol that a quantifier binds.
  func witnesses(for name: String) throws -> [SurfaceValue] {
    guard let type = table.declarations[name]?.type else {
      throw EvaluationFailure.notEvaluable("a quantifier over \(name)")
    }
    if table.motions.values.contains(where: { $0.variable == name }),
      let now = instance.values[name]
    {
      // What moves linearly is known at all times, else values at another time cost much.
      let others = table.motionsAreLinear ? [0, 1, Rational(1, 2), 2, -1] : [0]
      let isKnown = table.motionsAreLinear || instance.origin == .zero
      return [now] + (isKnown ? others.map { SurfaceValue($0) } : [])
    }
    switch type {
    case .size: return (1...3).map { SurfaceValue(Rational($0)) }
    case .natural: return (0...6).map { SurfaceValue(Rational($0)) }
    case .index(let n):
      return (1...max(1, try integer(n))).map { SurfaceValue(Rational($0)) }
    case .real: return Self.grid.map { SurfaceValue($0) }
    case .complex:
      return [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (2, -1)].map {
        .number(.plain(.parts(Rational($0.0), Rational($0.1))))
      }
    case .vector(let n):
      return Self.tuples(count: try integer(n)).map { .vector($0.map { DualNumber($0) }) }
    case .matrix(let n, let m):
      let (n, m) = (try integer(n), try integer(m))
      return Self.tuples(count: n * m).map {
        .matrix(Grid(rows: n, columns: m, $0.map { DualNumber($0) }))
      }
    case .point(let space):
      return (0..<(instance.spaces[space]?.count ?? 0)).map { .point(space, $0) }
    case .function, .sequence, .set, .space, .density, .diffeomorphism:
      throw EvaluationFailure.notEvaluable("a quantifier over \(name)")
    }
  }

  static let grid: [Rational] = [
    0, 1, -1, 2, -2, Rational(1, 2), Rational(-1, 2), 3, -3, Rational(1, 3), Rational(-1, 3),
    Rational(2, 3), Rational(3, 2), 4, Rational(1, 4), Rational(3, 4), 10, -10, Rational(1, 10),
    Rational(9, 10), Rational(1, 1000), 1000, -1000,
  ]

  /// Small tuples of rationals, the simplest first, at most 81.
  static func tuples(count: Int) -> [[Rational]] {
    let choices =
      count == 1 ? Array(grid.prefix(15)) : count == 2 ? Array(grid.prefix(7)) : [0, 1, -1]
    var result: [[Rational]] = [[]]
    for _ in 0..<count {
      result = result.flatMap { head in choices.map { head + [$0] } }
      if result.count > 100_000 { break }
      if result.count > 243 {
        result = result.map { $0 + Array(repeating: 0, count: count - $0.count) }
        break
      }
    }
    return Array(
      result.sorted { a, b in
        a.count { !$0.isZero } < b.count { !$0.isZero }
      }.prefix(81))
  }
}

extension Expression {
  /// The parts `λ ∈ spec(A)` of a hypothesis.
  var eigenvalueHypotheses: [(name: String, of: (set: Expression, formula: Expression))] {
    switch form {
    case .and(let a, let b): return a.eigenvalueHypotheses + b.eigenvalueHypotheses
    case .relation(.member, let element, let set):
      guard case .symbol(let name) = element.form, set.isSpectrum,
        !set.freeSymbols.contains(name)
      else { return [] }
      return [(name, (set, self))]
    default: return []
    }
  }

  var isSpectrum: Bool { if case .call(.spectrum, _) = form { true } else { false } }
}
