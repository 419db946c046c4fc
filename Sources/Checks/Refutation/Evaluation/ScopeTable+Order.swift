import Exact
import Notation

/// Which expressions satisfy a linear recurrence with constant coefficients in an index, or a linear differential
/// equation with constant coefficients in the time; the orders obey the same laws.
extension ScopeTable {
  /// A number B such that the values of an expression of real numbers satisfy, as a sequence in the index, a
  /// linear recurrence with constant coefficients of order at most B; `nil` where none is known.
  ///
  /// Law: the orders of a sum add up, those of a product multiply, and the n-th power of a sequence of order
  /// b has the order (b + n − 1 over n). Source: G. Everest, A. van der Poorten, I. Shparlinski, T. Ward,
  /// Recurrence Sequences, AMS 2003, §4.1.
  func recurrenceOrder(of e: Expression, in index: String) -> Int? {
    order(e, index, [:], depth: 0)
  }

  private func order(
    _ e: Expression, _ index: String, _ known: [String: Int], depth: Int
  ) -> Int? {
    guard depth < 64 else { return nil }
    func of(_ e: Expression) -> Int? { order(e, index, known, depth: depth + 1) }
    if dependencies(of: e).isDisjoint(with: Set(known.keys).union([index])) { return 1 }
    switch e.form {
    case .symbol(index): return 2
    case .symbol(let name):
      if let own = known[name] { return own }
      return definitions[name].flatMap { $0.parameters.isEmpty ? of($0.body) : nil }
    case .index(let head, let indices):
      guard case .symbol(let name) = head.form, indices.count == 1,
        isForward(indices[0], in: index)
      else { return nil }
      return stateDimension(of: name)
    case .negate(let a): return of(a)
    case .binary(let operation, let a, let b):
      guard let x = of(a), let y = of(b) else { return nil }
      switch operation {
      case .add, .subtract: return x + y
      case .multiply: return x * y
      case .divide: return y == 1 && !speaks(of: index, b, known) ? x : nil
      default: return nil
      }
    case .power(let base, let exponent):
      if !speaks(of: index, base, known) { return isForward(exponent, in: index) ? 1 : nil }
      guard let n = exponent.foldedNumber?.int, (0...8).contains(n) else { return nil }
      if case .call(let name, let list) = base.form, name == .norm || name == .abs, list.count == 1,
        n.isMultiple(of: 2)
      {
        let squares = components(list[0], index, known).map { parts in
          parts.reduce(0) { sum, part in
            sum + (of(part).map { symmetricPower($0, 2) } ?? 1_000_000)
          }
        }
        return squares.map { symmetricPower($0, n / 2) }
      }
      return of(base).map { symmetricPower($0, n) }
    case .apply(let head, let arguments):
      if case .symbol(let name) = head.form, motions[name] != nil { return dimensionOfMotions }
      guard case .symbol(let name) = head.form, let definition = definitions[name],
        definition.parameters.count == arguments.count
      else { return nil }
      var inner = known
      for (parameter, argument) in zip(definition.parameters, arguments) {
        guard let own = of(argument) else { return nil }
        inner[parameter] = own
      }
      return order(definition.body, index, inner, depth: depth + 1)
    default: return nil
    }
  }

  /// The entries of a vector that is written out; a number is its own entry.
  private func components(
    _ e: Expression, _ index: String, _ known: [String: Int]
  ) -> [Expression]? {
    switch e.form {
    case .tuple(let list): return list
    case .symbol, .index, .negate, .apply:
      return order(e, index, known, depth: 1) == nil ? nil : [e]
    case .binary, .power: return [e]
    default: return nil
    }
  }

  private func speaks(of index: String, _ e: Expression, _ known: [String: Int]) -> Bool {
    !dependencies(of: e).isDisjoint(with: Set(known.keys).union([index]))
  }

  /// (b + n − 1 over n), the number of products of n among b things.
  private func symmetricPower(_ b: Int, _ n: Int) -> Int {
    if b > 1000 { return 1_000_000 }
    return (0..<n).reduce(1) { $0 * (b + $1) / ($1 + 1) }
  }

  /// k, k + m, m + k, k − m, and multiples by natural numbers.
  private func isForward(_ e: Expression, in index: String) -> Bool {
    switch e.form {
    case .symbol(index), .number: return true
    case .binary(.add, let a, let b), .binary(.multiply, let a, let b):
      if case .binary(.multiply, _, _) = e.form {
        guard case .number(let q) = a.form, q.isInteger, q.sign >= 0 else { return false }
      }
      return isForward(a, in: index) && isForward(b, in: index)
    case .binary(.subtract, let a, let b):
      guard case .number = b.form else { return false }
      return isForward(a, in: index)
    default: return false
    }
  }

  /// How many numbers determine everything that moves, with one for a constant; `nil` where vectors move.
  private var dimensionOfMotions: Int? {
    var result = 1
    for (name, motion) in motions {
      guard case .function(_, .real)? = declarations[name]?.type else { return nil }
      result += motion.order
    }
    return result
  }

  /// How many numbers determine the following terms of a sequence, with one for a constant; `nil` unless the
  /// recurrences are linear with coefficients that are the same at all indices.
  private func stateDimension(of name: String) -> Int? {
    var (pending, seen, total) = ([name], Set<String>(), 1)
    while let next = pending.popLast() {
      guard seen.insert(next).inserted else { continue }
      guard let law = recurrences[next], initials[next] == nil,
        declarations[next]?.type == .sequence(.real),
        let degree = degree(law.step, law.index, [:], depth: 0), degree <= 1
      else { return nil }
      total += law.order
      pending += sequences(in: law.step)
    }
    return total
  }

  private func sequences(in e: Expression) -> [String] {
    dependencies(of: e).filter {
      if case .sequence? = declarations[$0]?.type { true } else { false }
    }
  }

  /// The degree in the terms of sequences at an index that moves; `nil` where it may be no polynomial, or the
  /// index itself occurs.
  private func degree(
    _ e: Expression, _ index: String, _ known: [String: Int], depth: Int
  ) -> Int? {
    guard depth < 64 else { return nil }
    func of(_ e: Expression) -> Int? { degree(e, index, known, depth: depth + 1) }
    switch e.form {
    case .number, .constant: return 0
    case .symbol(let name):
      if let own = known[name] { return own }
      if name == index { return nil }
      if case .sequence? = declarations[name]?.type { return nil }
      guard let definition = definitions[name] else { return 0 }
      return definition.parameters.isEmpty ? of(definition.body) : nil
    case .index(let head, let indices):
      guard case .symbol(let name) = head.form, case .sequence? = declarations[name]?.type else {
        return e.children.allSatisfy { of($0) == 0 } ? 0 : nil
      }
      if indices.count == 1, case .number = indices[0].form { return 0 }
      return 1
    case .negate(let a): return of(a)
    case .binary(let operation, let a, let b):
      guard let x = of(a), let y = of(b) else { return nil }
      switch operation {
      case .add, .subtract: return max(x, y)
      case .multiply: return x + y
      case .divide: return y == 0 ? x : nil
      default: return nil
      }
    case .apply(let head, let arguments):
      guard case .symbol(let name) = head.form, let definition = definitions[name],
        definition.parameters.count == arguments.count
      else { return arguments.allSatisfy { of($0) == 0 } ? 0 : nil }
      var inner = known
      for (parameter, argument) in zip(definition.parameters, arguments) {
        guard let own = of(argument) else { return nil }
        inner[parameter] = own
      }
      return degree(definition.body, index, inner, depth: depth + 1)
    case .power, .call, .tuple, .matrix, .transpose:
      return e.children.allSatisfy { of($0) == 0 } ? 0 : nil
    default: return nil
    }
  }
}

extension Expression {
  /// The number that an expression of numerals comes to.
  var foldedNumber: Rational? {
    switch form {
    case .number(let q): return q
    case .negate(let a): return a.foldedNumber.map { -$0 }
    case .binary(let operation, let a, let b):
      guard let x = a.foldedNumber, let y = b.foldedNumber else { return nil }
      switch operation {
      case .add: return x + y
      case .subtract: return x - y
      case .multiply: return x * y
      case .divide: return y.isZero ? nil : x / y
      default: return nil
      }
    default: return nil
    }
  }
}
