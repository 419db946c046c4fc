import Exact
import Notation
import Numeric

/// The admissible instances for a set of symbols: declarations, conditions, equations solved.
struct InstanceSpace {
  let table: ScopeTable
  /// The symbols that get values, in the order of their declarations.
  let symbols: [String]
  /// The assumptions that have to hold, apart from those that are solved.
  private(set) var conditions: [Expression] = []
  /// The equations that the statement assumes, with what each depends on, and the bounds that it assumes of the
  /// start, with the sign that the difference of the sides may have.
  private(set) var premises: [(equation: Expression, names: Set<String>, sign: Int)] = []
  /// What each condition depends on.
  private(set) var needs: [Set<String>] = []
  /// Symbols that an assumption x = e determines, in an order in which they can be computed.
  private(set) var solved: [(name: String, value: Expression)] = []
  /// The assumptions about moments of symbols without a law, apart from those that are solved.
  private(set) var moments: [MomentLaw] = []
  /// Symbols that an assumption λ ∈ spec(A) ranges over the eigenvalues.
  private(set) var eigenvalues: [(name: String, set: Expression, formula: Expression)] = []
  /// The symmetric matrices, with what is known of their definiteness.
  private(set) var symmetric: [String: Symmetry] = [:]
  let sizeSymbols: [String]
  /// The time at which the values of moved functions are chosen, where it is not that of the instance.
  private let origin: Rational?

  /// - Parameters:
  ///   - omitting: symbols that the statement itself gives values to.
  ///   - hypotheses: what the statement assumes; where they fail it says nothing.
  ///   - origin: the time at which moved functions get values.
  init(
    table: ScopeTable, symbols wanted: Set<String>, omitting: Set<String>,
    hypotheses: [Expression] = [], origin: Rational? = nil
  ) {
    self.table = table
    self.origin = origin
    isConditional = !hypotheses.isEmpty
    // Assumptions that mention a symbol bring their other symbols in.
    var relevant = wanted.subtracting(omitting)
    let rows = table.conditions.map { ($0.formula, table.dependencies(of: $0.formula)) }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for (_, names) in rows where !names.isDisjoint(with: relevant) {
        let more = names.subtracting(omitting)
        guard !more.isSubset(of: relevant) else { continue }
        relevant.formUnion(more)
        isGrowing = true
      }
    }
    let declared = table.scope.declarations.map(\.name)
    var seen: Set<String> = []
    symbols = declared.filter {
      relevant.contains($0) && table.definitions[$0] == nil && seen.insert($0).inserted
    }
    sizeSymbols = symbols.filter {
      table.declarations[$0]?.type == .size || table.declarations[$0]?.type == .space
    }
    for (formula, names) in rows where names.isEmpty || !names.isDisjoint(with: relevant) {
      for part in formula.conjuncts { add(part) }
    }
    for part in hypotheses {
      note(definiteness: part)
      if case .relation(.equal, let left, let right) = part.form {
        if !solve(left, right), !solve(right, left) {
          premises.append((part, table.dependencies(of: part), 0))
        }
      }
    }
    // What is assumed of the start is met with equality at some instances; the last one first, which mostly
    // says the most.
    for part in hypotheses.reversed() where table.speaksOfStart(part) {
      guard case .relation(let relation, let left, let right) = part.form,
        relation == .lessOrEqual || relation == .greaterOrEqual
      else { continue }
      let equation = Expression(.relation(.equal, left, right), at: part.place)
      premises.append(
        (equation, table.dependencies(of: part), relation == .lessOrEqual ? -1 : 1))
    }
  }

  private mutating func add(_ formula: Expression) {
    if case .relation(.equal, let left, let right) = formula.form {
      if solve(left, right) || solve(right, left) { return }
      for (a, b) in [(left, right), (right, left)] {
        if case .transpose(let inner) = a.form, inner == b, case .symbol(let name) = b.form,
          case .matrix? = table.declarations[name]?.type
        {
          symmetric[name] = symmetric[name] ?? Symmetry()
        }
      }
    }
    note(definiteness: formula)
    if case .relation(.member, let element, let set) = formula.form, set.isSpectrum,
      case .symbol(let name) = element.form, symbols.contains(name),
      !table.dependencies(of: set).contains(name)
    {
      eigenvalues.append((name, set, formula))
      return
    }
    if let law = MomentLaw(formula) {
      for (symbol, rest) in law.value.summands(equalTo: law.moment) where solve(symbol, rest) {
        return
      }
      moments.append(law)
    }
    conditions.append(formula)
    needs.append(table.dependencies(of: formula))
  }

  /// Remembers a matrix that is symmetric, and how definite, where `A ≻ b` says so.
  private mutating func note(definiteness formula: Expression) {
    guard case .relation(let relation, let left, let right) = formula.form,
      relation == .definite || relation == .semidefinite
    else { return }
    for (isNegative, a, b) in [(false, left, right), (true, right, left)] {
      guard case .symbol(let name) = a.form, symbols.contains(name),
        case .matrix? = table.declarations[name]?.type
      else { continue }
      let sign = Definiteness(isStrict: relation == .definite, isNegative: isNegative)
      if isSymmetricAnyway(b) {
        var known = symmetric[name] ?? Symmetry()
        if b.form == .number(0), known.base == nil, known.definiteness?.isStrict != true {
          known.definiteness = sign
        }
        symmetric[name] = known
      } else if case .symbol(let base) = b.form, symbols.contains(base),
        table.declarations[base]?.type == table.declarations[name]?.type,
        symmetric[name]?.base == nil, !isBased(base, on: name)
      {
        symmetric[name] = Symmetry(definiteness: sign, base: base)
      }
    }
  }

  /// Whether a matrix is given as another one and a symmetric difference, maybe through others.
  private func isBased(_ name: String, on other: String) -> Bool {
    name == other || (symmetric[name]?.base.map { isBased($0, on: other) } ?? false)
  }

  /// Whether it is 0, or put together from numbers and the identity.
  private func isSymmetricAnyway(_ e: Expression) -> Bool {
    switch e.form {
    case .number, .constant(.identity): true
    case .index(let head, _): head.form == .constant(.identity)
    case .symbol(let name):
      table.declarations[name]?.type == .real && table.definitions[name] == nil
    case .negate(let a): isSymmetricAnyway(a)
    case .binary(let operation, let a, let b):
      [.add, .subtract, .multiply, .divide].contains(operation) && isSymmetricAnyway(a)
        && isSymmetricAnyway(b)
    default: false
    }
  }

  private mutating func solve(_ left: Expression, _ right: Expression) -> Bool {
    guard case .symbol(let name) = left.form, symbols.contains(name),
      !solved.contains(where: { $0.name == name }), table.distributions[name] == nil
    else { return false }
    switch table.declarations[name]?.type {
    case .real, .complex, .vector, .matrix, .natural: break
    default: return false
    }
    // The new equation must not depend on the symbol, nor through those solved before.
    var pending = Array(table.dependencies(of: right))
    var seen: Set<String> = []
    while let next = pending.popLast() {
      if next == name { return false }
      guard seen.insert(next).inserted else { continue }
      if let other = solved.first(where: { $0.name == next }) {
        pending += table.dependencies(of: other.value)
      }
    }
    let place = solved.firstIndex { table.dependencies(of: $0.value).contains(name) }
    solved.insert((name, right), at: place ?? solved.count)
    return true
  }

  /// Whether the statement assumes anything; where that fails it says nothing.
  let isConditional: Bool

  /// Whether the statement assumes equations that no symbol alone solves.
  var hasPremises: Bool { !premises.isEmpty }

  // MARK: Admissibility

  /// The truth of a condition, at a higher precision when it is not clear.
  func holds(_ condition: Expression, at instance: Instance, fuel: Fuel) throws -> Certainty {
    for bits in [128, 512] {
      let evaluator = SurfaceEvaluator(table: table, instance: instance, bits: bits, fuel: fuel)
      do {
        let truth = try evaluator.truth(condition)
        if truth != .unknown { return truth }
      } catch EvaluationFailure.unknown { continue } catch EvaluationFailure.undefined {
        return .no
      } catch EvaluationFailure.brokenLaw { return .no }
    }
    return .unknown
  }

  /// The admissible instances that some numbers stand for: none, one, or one for each eigenvalue.
  ///
  /// - Parameter meetsMoments: whether symbols without a law get points with the moments that are assumed.
  func admissible(
    _ x: [Rational], _ layout: Layout, meetsMoments: Bool = false, fuel: Fuel
  ) throws -> [Candidate] {
    guard var instance = try complete(layout.instance(x), fuel: fuel) else { return [] }
    if meetsMoments {
      guard let other = try withMoments(instance, fuel: fuel),
        let completed = try complete(other, fuel: fuel)
      else { return [] }
      instance = completed
    }
    var list: [Candidate] = []
    if eigenvalues.isEmpty {
      list = [Candidate(instance: instance, granted: [], numbers: x, sizes: layout.sizes)]
    } else if eigenvalues.count == 1, let (name, set, formula) = eigenvalues.first {
      let evaluator = SurfaceEvaluator(table: table, instance: instance, bits: 256, fuel: fuel)
      guard case .spectrum(let grid) = try evaluator.value(set) else { return [] }
      for eigenvalue in try evaluator.eigenvalues(of: grid) {
        if eigenvalue.isComplex, table.declarations[name]?.type == .real { continue }
        instance.values[name] = .number(.plain(eigenvalue))
        list.append(
          Candidate(instance: instance, granted: [formula], numbers: x, sizes: layout.sizes))
      }
    } else {
      throw EvaluationFailure.notEvaluable("several symbols that range over eigenvalues")
    }
    return try list.filter { candidate in
      guard try hasLaws(candidate.instance, fuel: fuel),
        try hasSolution(candidate.instance, fuel: fuel)
      else { return false }
      return try conditions.allSatisfy {
        try holds($0, at: candidate.instance, fuel: fuel) == .yes
      }
    }
  }

  /// Whether every rate has a value, and the first step of every recurrence; of one that may end, as
  /// x_{k+1} = log x_k, the first steps.
  private func hasLaws(_ instance: Instance, fuel: Fuel) throws -> Bool {
    let evaluator = SurfaceEvaluator(table: table, instance: instance, bits: 64, fuel: fuel)
    for name in symbols {
      do {
        if let law = table.recurrences[name] {
          let last = law.order + law.step.stepsToTry
          for k in law.order...last { _ = try evaluator.term(of: name, at: k) }
        }
        if let motion = table.motions[name], let now = instance.origin(of: motion) {
          _ = try evaluator.curve(name, order: motion.order, at: now)
        }
      } catch EvaluationFailure.brokenLaw { return false } catch EvaluationFailure.outOfFuel {
        throw EvaluationFailure.outOfFuel
      } catch is EvaluationFailure { continue }
    }
    return true
  }

  /// Whether the moved functions exist for all times: always where the rates grow at most linearly,
  /// else where nothing moves, or everything moves on a segment between two points of rest.
  private func hasSolution(_ instance: Instance, fuel: Fuel) throws -> Bool {
    if table.motionsAreGlobal || !symbols.contains(where: table.isTrajectory) { return true }
    guard table.motionsAreAutonomous else { return false }
    let evaluator = SurfaceEvaluator(table: table, instance: instance, bits: 128, fuel: fuel)
    do {
      return try evaluator.isAtRest || evaluator.movesOnSegment
    } catch EvaluationFailure.outOfFuel { throw EvaluationFailure.outOfFuel } catch {
      return false
    }
  }

  struct Candidate {
    let instance: Instance
    let granted: Set<Expression>
    /// The free numbers that it was made of, and its sizes.
    let numbers: [Rational]
    let sizes: [(name: String, value: Int)]
  }

  /// The instance with the solved symbols; `nil` when one has no value of its type.
  func complete(_ start: Instance, fuel: Fuel) throws -> Instance? {
    var instance = start
    instance.origin = origin
    for (name, expression) in solved {
      let evaluator = SurfaceEvaluator(table: table, instance: instance, bits: 256, fuel: fuel)
      let value: SurfaceValue
      do { value = try evaluator.value(expression) } catch EvaluationFailure.undefined {
        return nil
      }
      switch (table.declarations[name]?.type, value) {
      case (.real?, .number(let x)) where !x.primal.isComplex: break
      case (.complex?, .number): break
      case (.natural?, .number(let x)):
        guard let n = x.primal.rational?.int, n >= 0 else { return nil }
      case (.vector(let n)?, .vector(let v)):
        guard try evaluator.integer(n) == v.count else { return nil }
      case (.matrix(let n, let m)?, .matrix(let g)):
        guard try evaluator.integer(n) == g.rows, try evaluator.integer(m) == g.columns else {
          return nil
        }
      default: return nil
      }
      instance.values[name] = value
    }
    return instance
  }
}

extension Expression {
  /// How many steps of a recurrence are tried whether they have a value: none where each has one. Quotients of
  /// rational numbers grow long, logarithms and roots do not.
  fileprivate var stepsToTry: Int {
    let own =
      switch form {
      case .call(.log, _), .call(.sqrt, _): 64
      case .binary(.divide, _, let b) where b.foldedNumber == nil: 12
      case .power(_, let exponent):
        if let n = exponent.foldedNumber, n.isInteger { n.sign < 0 ? 12 : 0 } else { 64 }
      default: 0
      }
    return children.reduce(own) { max($0, $1.stepsToTry) }
  }
}
