import Exact
import Notation

/// A scope prepared for evaluation: names looked up, and the laws that give sequences and
/// trajectories their values recognised among the assumptions.
struct ScopeTable: Sendable {
  /// d_{k+order} = step, for every k.
  struct Recurrence: Sendable {
    let index: String
    let order: Int
    let step: Expression
    /// Whether an inequality is assumed, and its equation is only one way to meet it.
    var isBound = false
  }

  /// The derivative of some order of a function of one variable is `rate`, everywhere.
  struct Motion: Sendable {
    let variable: String
    let order: Int
    let rate: Expression
  }

  let scope: Scope
  private(set) var declarations: [String: Declaration] = [:]
  private(set) var definitions: [String: Definition] = [:]
  private(set) var distributions: [String: Distribution] = [:]
  private(set) var recurrences: [String: Recurrence] = [:]
  /// The first terms of sequences of sets, which no search would find: S_0 = e.
  private(set) var initials: [String: [Int: Expression]] = [:]
  private(set) var motions: [String: Motion] = [:]
  /// What the law of a sequence or a function depends on, its own variable aside.
  private(set) var lawSymbols: [String: Set<String>] = [:]
  /// Whether the motions have solutions for all times, wherever they start.
  private(set) var motionsAreGlobal = true
  /// The assumptions that have to be checked at an instance: all but the laws above.
  private(set) var conditions: [Assumption] = []
  /// Whether no complex symbol is declared, and no definition uses i, a spectrum, Re or Im.
  let hasOnlyReals: Bool
  private var allowsRecurrences = true
  private var allowsMotions = true

  init(scope: Scope) {
    self.scope = scope
    hasOnlyReals =
      !scope.declarations.contains { $0.type == .complex }
      && !scope.definitions.contains { $0.body.hasComplexOperators }
    for declaration in scope.declarations { declarations[declaration.name] = declaration }
    for definition in scope.definitions {
      definitions[definition.name] = Definition(
        name: definition.name, parameters: definition.parameters,
        body: definition.body.unfoldingDivergences, place: definition.place)
    }
    for distribution in scope.distributions {
      if let name = distribution.pattern.headSymbol { distributions[name] = distribution }
    }
    classify()
    // What does not determine its sequence or function is a condition like any other.
    if !recurrencesDescend {
      allowsRecurrences = false
      classify()
    }
    if !motionsAreExplicit {
      allowsMotions = false
      classify()
    }
    motionsAreGlobal = hasGlobalMotions
    for (name, law) in recurrences {
      lawSymbols[name] = dependencies(of: law.step).subtracting([law.index])
    }
    for (name, law) in motions {
      lawSymbols[name] = dependencies(of: law.rate).subtracting([law.variable])
    }
    // As in the kernel, an assumption about the terms of a sequence holds at every index.
    conditions = conditions.map { condition in
      var formula = condition.formula.unfoldingDivergences
      for name in formula.sequenceIndices(in: scope) {
        formula = Expression(.forAll(name, formula), at: formula.place)
      }
      return Assumption(formula: formula, latex: condition.latex)
    }
  }

  /// Sorts the assumptions into laws and conditions.
  private mutating func classify() {
    (recurrences, initials, motions, conditions) = ([:], [:], [:], [])
    for assumption in scope.assumptions where !addLaw(assumption.formula, for: []) {
      conditions.append(assumption)
    }
    conditions = conditions.filter { !addBound($0.formula) }
  }

  /// Whether every term of a sequence comes from terms before it, so that the recurrences have a
  /// solution whatever the first terms are.
  private var recurrencesDescend: Bool {
    // Which sequences the term of one needs at the same index.
    var level: [String: Set<String>] = [:]
    for (name, law) in recurrences {
      var pending = [law.step]
      var seen: Set<String> = []
      while let e = pending.popLast() {
        switch e.form {
        case .index(let head, let indices):
          guard case .symbol(let other) = head.form, let its = recurrences[other] else { break }
          pending += indices
          guard indices.count == 1, let shift = shift(indices[0], of: law, to: its) else {
            return false
          }
          if shift > 0 { return false }
          if shift == 0 { level[name, default: []].insert(other) }
          continue
        case .symbol(let other):
          if recurrences[other] != nil { return false }
          if seen.insert(other).inserted, let body = definitions[other]?.body {
            pending.append(body)
          }
        default: break
        }
        pending += e.children
      }
    }
    // No circle among those of one level.
    var open = Set(recurrences.keys)
    while let next = open.first(where: { level[$0, default: []].isDisjoint(with: open) }) {
      open.remove(next)
    }
    return open.isEmpty
  }

  /// How far the term that a step needs lies from the term that the step gives; −1 for one of the
  /// first terms, `nil` where that is not seen.
  private func shift(_ index: Expression, of law: Recurrence, to other: Recurrence) -> Int? {
    switch index.form {
    case .symbol(law.index): return -law.order
    case .binary(.add, let k, let number):
      guard case .symbol(law.index) = k.form, case .number(let q) = number.form, let m = q.int
      else { return nil }
      return m - law.order
    case .number(let q):
      guard let m = q.int, m < other.order else { return nil }
      return -1
    default: return nil
    }
  }

  /// Whether a symbol is a sequence, or a function that is given by its values at one time.
  func isTrajectory(_ name: String) -> Bool { motions[name] != nil }

  /// x_{k+1} ≤ e for all k, of an x without another law, is met by the x with x_{k+1} = e.
  private mutating func addBound(_ formula: Expression) -> Bool {
    var (formula, bound): (Expression, Set<String>) = (formula, [])
    while case .forAll(let name, let body) = formula.form {
      bound.insert(name)
      formula = body
    }
    guard case .relation(let relation, let left, let right) = formula.form,
      relation == .lessOrEqual || relation == .greaterOrEqual
    else { return false }
    let known = Set(recurrences.keys)
    for (x, e) in [(left, right), (right, left)] {
      guard case .index(let head, _) = x.form, case .symbol(let name) = head.form,
        !known.contains(name), addLaw(x, e, for: bound)
      else { continue }
      recurrences[name]?.isBound = true
      return true
    }
    return false
  }

  /// - Parameter bound: the symbols that the quantifiers before the formula bind.
  private mutating func addLaw(_ formula: Expression, for bound: Set<String>) -> Bool {
    switch formula.form {
    case .forAll(let name, let body):
      return addLaw(body, for: bound.union([name]))
    case .and(let a, let b):
      // Both or none, so that no condition is lost.
      var copy = self
      guard copy.addLaw(a, for: bound), copy.addLaw(b, for: bound) else { return false }
      self = copy
      return true
    case .relation(.equal, let left, let right):
      if case .tuple(let list) = left.form {
        var copy = self
        for (i, item) in list.enumerated() {
          let component: Expression
          if case .tuple(let parts) = right.form, parts.count == list.count {
            component = parts[i]
          } else {
            let number = Expression(.number(Rational(i + 1)), at: right.place)
            component = Expression(.index(right, [number]), at: right.place)
          }
          guard copy.addLaw(item, component, for: bound) else { return false }
        }
        self = copy
        return true
      }
      return addLaw(left, right, for: bound)
    default: return false
    }
  }

  /// Adds a law for all values of its variable; a law for all values of something else too would
  /// be a condition on it.
  private mutating func addLaw(
    _ left: Expression, _ right: Expression, for bound: Set<String>
  ) -> Bool {
    if case .index(let head, let indices) = left.form, case .symbol(let name) = head.form,
      case .sequence(.set)? = declarations[name]?.type, indices.count == 1, bound.isEmpty,
      case .number(let q) = indices[0].form, let k = q.int, initials[name]?[k] == nil,
      !dependencies(of: right).contains(name)
    {
      initials[name, default: [:]][k] = right
      return true
    }
    if allowsRecurrences, case .index(let head, let indices) = left.form,
      case .symbol(let name) = head.form,
      case .sequence? = declarations[name]?.type, indices.count == 1, recurrences[name] == nil,
      case .binary(.add, let k, let shift) = indices[0].form, case .symbol(let index) = k.form,
      case .number(let q) = shift.form, let order = q.int, (1...64).contains(order),
      bound.isSubset(of: [index])
    {
      recurrences[name] = Recurrence(index: index, order: order, step: right)
      return true
    }
    guard allowsMotions, let (name, variable, order) = derivative(left), motions[name] == nil,
      definitions[name] == nil, bound.isSubset(of: [variable])
    else { return false }
    motions[name] = Motion(variable: variable, order: order, rate: right)
    return true
  }

  /// ψ′(t), ψ″(t), d/dt ψ(t) of an opaque function.
  private func derivative(_ e: Expression) -> (String, String, Int)? {
    switch e.form {
    case .partial(let inner, let variable, let order):
      guard case .apply(let head, let arguments) = inner.form, case .symbol(let name) = head.form,
        arguments.count == 1, case .symbol(variable) = arguments[0].form, isCurve(name)
      else { return nil }
      return (name, variable, order)
    case .apply(var head, let arguments):
      guard arguments.count == 1, case .symbol(let variable) = arguments[0].form else { return nil }
      var order = 0
      while case .prime(let inner) = head.form {
        head = inner
        order += 1
      }
      guard order > 0, case .symbol(let name) = head.form, isCurve(name) else { return nil }
      return (name, variable, order)
    default: return nil
    }
  }

  private func isCurve(_ name: String) -> Bool {
    guard case .function(let parameters, _)? = declarations[name]?.type else { return false }
    return parameters == [.real]
  }

  /// The symbols that a formula depends on, definitions and laws unfolded where they are used.
  func dependencies(of e: Expression) -> Set<String> {
    var walk = DependencyWalk(table: self)
    walk.visit(e, bound: [])
    return walk.result
  }
}

/// Collects free symbols through definitions, whose text sees what is bound around it.
private struct DependencyWalk {
  let table: ScopeTable
  var result: Set<String> = []
  /// Definitions and laws that were unfolded, each with what was bound there.
  private var seen: [String: [Set<String>]] = [:]

  init(table: ScopeTable) { self.table = table }

  mutating func visit(_ e: Expression, bound: Set<String>) {
    switch e.form {
    case .symbol(let name): visit(name, bound)
    case .partial(let inner, let name, _):
      visit(name, bound)
      visit(inner, bound: bound)
    case .partialEntry(_, let name, _):
      visit(name, bound)
      for e in e.children { visit(e, bound: bound) }
    case .gradient(let inner, let names):
      for name in names { visit(name, bound) }
      // Under the name of a defined function the variables are its parameters.
      visit(inner, bound: bound)
    case .setBuilder(let names, let inner): visit(inner, bound: bound.union(names))
    case .forAll(let name, let inner), .exists(let name, let inner),
      .almostEvery(let name, let inner):
      visit(inner, bound: bound.union([name]))
      visitType(of: name, bound)
    case .bind(let binder, let body):
      for e in binder.outside { visit(e, bound: bound) }
      if case .expectation(let laws) = binder {
        for case .density(let name) in laws.values { visit(name, bound) }
      }
      let inner = bound.union(binder.bound)
      for name in binder.bound { visitType(of: name, bound) }
      for e in binder.inside { visit(e, bound: inner) }
      visit(body, bound: inner)
    default: for e in e.children { visit(e, bound: bound) }
    }
  }

  private mutating func visit(_ name: String, _ bound: Set<String>) {
    if bound.contains(name) { return }
    // What was unfolded with fewer symbols bound has shown everything already.
    if seen[name, default: []].contains(where: { $0.isSubset(of: bound) }) { return }
    seen[name, default: []].append(bound)
    if let definition = table.definitions[name] {
      visit(definition.body, bound: bound.union(definition.parameters))
      return
    }
    result.insert(name)
    // A law speaks of the declared symbols, whatever is bound where its sequence occurs.
    for first in table.initials[name, default: [:]].values { visit(first, bound: []) }
    if let law = table.recurrences[name] { visit(law.step, bound: [law.index]) }
    if let law = table.motions[name] {
      // The values of a trajectory are given at one time, which the instance has to name.
      visit(law.variable, [])
      visit(law.rate, bound: [law.variable])
    }
    if let distribution = table.distributions[name] {
      var inner = bound
      if case .index(_, let indices) = distribution.pattern.form {
        for index in indices { inner.formUnion(index.freeSymbols) }
      }
      for e in distribution.law.parameters { visit(e, bound: inner) }
      if case .density(let density) = distribution.law { visit(density, bound) }
    }
    visitType(of: name, bound)
  }

  private mutating func visitType(of name: String, _ bound: Set<String>) {
    guard let type = table.declarations[name]?.type else { return }
    if case .density(let own, let given, _) = type {
      // It depends on the spaces of its variables, also where they are bound.
      for variable in own + given { visitType(of: variable, bound) }
      return
    }
    for e in type.parts { visit(e, bound: bound) }
  }
}

extension Expression {
  /// The symbol at the head of entries and applications: X of X_{ij}.
  var headSymbol: String? {
    switch form {
    case .symbol(let name): name
    case .index(let head, _), .apply(let head, _): head.headSymbol
    default: nil
    }
  }
}

extension ValueType {
  /// The expressions in a type, and its spaces as symbols.
  var parts: [Expression] {
    let place = Place(file: "", line: 0, column: 0)
    switch self {
    case .size, .natural, .real, .complex, .space, .set: return []
    case .index(let n), .vector(let n): return [n]
    case .matrix(let n, let m): return [n, m]
    case .function(let parameters, let result): return (parameters + [result]).flatMap(\.parts)
    case .sequence(let element): return element.parts
    case .point(let space): return [Expression(.symbol(space), at: place)]
    case .diffeomorphism(let source, let target):
      return [source, target].map { Expression(.symbol($0), at: place) }
    case .density: return []
    }
  }
}

extension ValueType {
  /// The spaces of the arguments of a density or of a real function of points; `nil` for other types.
  func argumentSpaces(_ table: ScopeTable) -> [String]? {
    let points: [ValueType?]
    switch self {
    case .density(let own, let given, _):
      points = (own + given).map { table.declarations[$0]?.type }
    case .function(let parameters, .real) where !parameters.isEmpty: points = parameters
    default: return nil
    }
    let spaces = points.compactMap { if case .point(let space)? = $0 { space } else { nil } }
    return spaces.count == points.count ? spaces : nil
  }
}
