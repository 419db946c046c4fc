import Exact
import Notation

/// When differential equations have solutions, so that an instance may choose the values at one
/// time.
extension ScopeTable {
  /// Whether every rate is given by the time and by values and lower derivatives at that time.
  var motionsAreExplicit: Bool {
    motions.values.allSatisfy { isExplicit($0.rate, $0, depth: 0) }
  }

  private func isExplicit(_ e: Expression, _ motion: Motion, depth: Int) -> Bool {
    guard depth < 64 else { return false }
    if let (name, order, time) = state(e) {
      guard let other = motions[name] else { return false }
      return order < other.order && time == Expression(.symbol(motion.variable), at: time.place)
    }
    if case .symbol(let name) = e.form {
      if motions[name] != nil { return false }
      return definitions[name].map { isExplicit($0.body, motion, depth: depth + 1) } ?? true
    }
    return e.children.allSatisfy { isExplicit($0, motion, depth: depth + 1) }
  }

  /// f(t), f′(t) or d/dt f(t) of a function with a motion.
  private func state(_ e: Expression) -> (name: String, order: Int, time: Expression)? {
    switch e.form {
    case .apply(var head, let arguments):
      var order = 0
      while case .prime(let inner) = head.form { (head, order) = (inner, order + 1) }
      guard case .symbol(let name) = head.form, motions[name] != nil, arguments.count == 1 else {
        return nil
      }
      return (name, order, arguments[0])
    case .partial(let inner, let variable, let more):
      guard let (name, order, time) = state(inner), case .symbol(variable) = time.form else {
        return nil
      }
      return (name, order + more, time)
    default: return nil
    }
  }

  /// Whether every rate is continuous and grows at most linearly, so that no solution explodes.
  var hasGlobalMotions: Bool {
    motions.values.allSatisfy { motion in
      guard let growth = growth(motion.rate, motion, [:], depth: 0) else { return false }
      return growth.degree <= 1
    }
  }

  /// Whether the rates depend on the time only through the functions that they move.
  var motionsAreAutonomous: Bool {
    motions.values.allSatisfy { !mentionsTime($0.rate, $0, depth: 0) }
  }

  private func mentionsTime(_ e: Expression, _ motion: Motion, depth: Int) -> Bool {
    guard depth < 64 else { return true }
    if state(e) != nil { return false }
    if case .symbol(let name) = e.form {
      if name == motion.variable { return true }
      return definitions[name].map { mentionsTime($0.body, motion, depth: depth + 1) } ?? false
    }
    return e.children.contains { mentionsTime($0, motion, depth: depth + 1) }
  }

  /// Whether a moved function is taken at 0, or at another multiple of the time, anywhere in the expression.
  func speaksOfStart(_ e: Expression) -> Bool {
    if let (_, _, time) = state(e) {
      switch time.form {
      case .number(let q) where q.isZero: return true
      case .negate, .binary(.multiply, _, _), .binary(.divide, _, _): return true
      default: break
      }
    }
    return e.children.contains(where: speaksOfStart)
  }

  // MARK: Growth

  /// How a continuous expression grows with the values of the moved functions.
  private struct Growth {
    /// 0: bounded; 1: at most linear; 2: anything. At each time, and locally uniformly in it.
    var degree: Int
    var isNonnegative = false
    /// Bounded below by a positive number.
    var isPositive = false
  }

  /// `nil` where the expression is not known to be continuous.
  private func growth(
    _ e: Expression, _ motion: Motion, _ arguments: [String: Growth], depth: Int
  ) -> Growth? {
    guard depth < 64 else { return nil }
    func of(_ e: Expression) -> Growth? { growth(e, motion, arguments, depth: depth + 1) }
    if state(e) != nil { return Growth(degree: 1) }
    switch e.form {
    case .number(let q): return Growth(degree: 0, isNonnegative: true, isPositive: q.sign > 0)
    case .constant(.euler), .constant(.pi):
      return Growth(degree: 0, isNonnegative: true, isPositive: true)
    case .symbol(let name):
      if let known = arguments[name] { return known }
      if motions[name] != nil { return nil }
      return definitions[name].map { of($0.body) } ?? Growth(degree: 0)
    case .negate(let a): return of(a).map { Growth(degree: $0.degree) }
    case .binary(let operation, let a, let b):
      guard let x = of(a), let y = of(b) else { return nil }
      return combine(operation, x, y)
    case .constant(.identity): return Growth(degree: 0)
    case .transpose(let a): return of(a)
    case .index(let head, _):
      if head.form == .constant(.identity) { return Growth(degree: 0) }
      return of(head).map { Growth(degree: $0.degree) }
    case .power(let base, let exponent): return power(base, exponent, of)
    case .call(let name, let list):
      guard list.count == 1, let x = of(list[0]) else { return nil }
      return value(name, x)
    case .apply(let head, let list):
      guard case .symbol(let name) = head.form else { return nil }
      // An unknown function of the time is a polynomial in every instance.
      if definitions[name] == nil, motions[name] == nil,
        case .function? = declarations[name]?.type, list.allSatisfy({ of($0)?.degree == 0 })
      {
        return Growth(degree: 0)
      }
      guard let definition = definitions[name], definition.parameters.count == list.count else {
        return nil
      }
      var inner = arguments
      for (parameter, argument) in zip(definition.parameters, list) {
        guard let value = of(argument) else { return nil }
        inner[parameter] = value
      }
      return growth(definition.body, motion, inner, depth: depth + 1)
    case .tuple(let list):
      let parts = list.compactMap(of)
      guard parts.count == list.count else { return nil }
      return Growth(degree: parts.map(\.degree).max() ?? 0)
    default: return nil
    }
  }

  private func combine(_ operation: BinaryOperator, _ x: Growth, _ y: Growth) -> Growth? {
    switch operation {
    case .add:
      let isNonnegative = x.isNonnegative && y.isNonnegative
      return Growth(
        degree: max(x.degree, y.degree), isNonnegative: isNonnegative,
        isPositive: isNonnegative && (x.isPositive || y.isPositive))
    case .subtract: return Growth(degree: max(x.degree, y.degree))
    case .multiply, .hadamard, .inner:
      return Growth(
        degree: min(2, x.degree + y.degree), isNonnegative: x.isNonnegative && y.isNonnegative)
    case .divide:
      guard y.isPositive else { return nil }
      return Growth(degree: x.degree, isNonnegative: x.isNonnegative)
    case .kronecker: return Growth(degree: min(2, x.degree + y.degree))
    case .union, .intersection, .difference, .minkowski: return nil
    }
  }

  private func power(
    _ base: Expression, _ exponent: Expression, _ of: (Expression) -> Growth?
  ) -> Growth? {
    if case .constant(.euler) = base.form { return of(exponent).map(exponential) }
    guard case .number(let q) = exponent.form, let n = q.int, n >= 0, let x = of(base) else {
      return nil
    }
    return Growth(
      degree: n == 0 ? 0 : n == 1 ? x.degree : min(2, 2 * x.degree),
      isNonnegative: n.isMultiple(of: 2) || x.isNonnegative)
  }

  private func exponential(_ x: Growth) -> Growth {
    Growth(degree: x.degree == 0 ? 0 : 2, isNonnegative: true, isPositive: x.degree == 0)
  }

  private func value(_ name: NamedOperator, _ x: Growth) -> Growth? {
    switch name {
    case .exp: exponential(x)
    case .logistic: Growth(degree: 0, isNonnegative: true)
    case .tanh, .sin, .cos, .arctan: Growth(degree: 0)
    case .trace, .vec, .diag: Growth(degree: x.degree)
    case .abs, .norm: Growth(degree: x.degree, isNonnegative: true)
    case .log: x.isPositive ? Growth(degree: x.degree) : nil
    case .sqrt: x.isNonnegative ? Growth(degree: x.degree, isNonnegative: true) : nil
    default: nil
    }
  }
}
