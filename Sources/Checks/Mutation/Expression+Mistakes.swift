import Notation

/// The edits of the mutation table that need more than a line.
extension Expression {
  var withFlippedSign: [Expression] {
    switch form {
    case .binary(.add, let a, let b): [with(.binary(.subtract, a, b))]
    case .binary(.subtract, let a, let b): [with(.binary(.add, a, b))]
    case .negate(let a): [a]
    default: []
    }
  }

  var isNegation: Bool {
    if case .negate = form { true } else { false }
  }

  /// One term changed, for each term.
  func editingTerms(_ edit: (Expression) -> Expression?) -> [Expression] {
    let parts = parts
    return termPositions.compactMap { index in
      edit(parts[index]).map { replacingPart(index, with: $0) }
    }
  }

  func withSwappedArguments(_ setting: Mutation.Setting) -> [Expression] {
    /// The lists with two neighbours exchanged.
    func swaps<T>(_ list: [T]) -> [[T]] {
      list.indices.dropLast().map { i in
        var swapped = list
        swapped.swapAt(i, i + 1)
        return swapped
      }
    }
    switch form {
    case .binary(let operation, let a, let b):
      let isOrdered =
        switch operation {
        case .subtract, .divide, .kronecker: true
        case .multiply: setting.shapes.isMatrix(a) || setting.shapes.isMatrix(b)
        case .add, .hadamard, .inner: false
        }
      return isOrdered ? [with(.binary(operation, b, a))] : []
    case .power(let a, let b): return [with(.power(b, a))]
    case .implies(let a, let b): return [with(.implies(b, a))]
    case .apply(let head, let list): return swaps(list).map { with(.apply(head, $0)) }
    case .index(let head, let list): return swaps(list).map { with(.index(head, $0)) }
    case .call(let operation, let list): return swaps(list).map { with(.call(operation, $0)) }
    case .tuple(let list): return swaps(list).map { with(.tuple($0)) }
    case .matrix(let rows):
      let columns = rows.indices.flatMap { i in
        swaps(rows[i]).map { row in
          var changed = rows
          changed[i] = row
          return changed
        }
      }
      return (swaps(rows) + columns).map { with(.matrix($0)) }
    default: return []
    }
  }

  /// Another name that occurs in the statement; where there is none, the next one that is declared.
  func withOtherSymbol(_ setting: Mutation.Setting) -> [Expression] {
    func others(_ name: String) -> [String] {
      let alike = setting.shapes.names(like: name)
      let near = alike.filter { $0 != name && setting.names.contains($0) }
      guard near.isEmpty, alike.count > 1, let i = alike.firstIndex(of: name) else { return near }
      return [alike[(i + 1) % alike.count]]
    }
    switch form {
    case .symbol(let name): return others(name).map { with(.symbol($0)) }
    case .partial(let e, let name, let order):
      return others(name).map { with(.partial(e, by: $0, order: order)) }
    default: return []
    }
  }

  var withOtherElement: [Expression] {
    guard case .set(let list) = form else { return [] }
    func replacing(_ i: Int, by element: Expression) -> Expression {
      var changed = list
      changed[i] = element
      return with(.set(changed))
    }
    return list.indices.flatMap { i in
      var result: [Expression] = []
      if list.count > 1 { result.append(replacing(i, by: list[(i + 1) % list.count])) }
      if case .tuple = list[i].form { return result }
      let more = with(.binary(.add, list[i], with(.number(1))))
      return result + [replacing(i, by: more)]
    }
  }

  var withOtherOperator: [Expression] {
    switch form {
    case .call(let operation, let list):
      return NamedOperator.confusable[operation].map { [with(.call($0, list))] } ?? []
    case .bind(.sum(let name, let a, let b), let body):
      return [with(.bind(.product(name, from: a, through: b), body: body))]
    case .bind(.product(let name, let a, let b), let body):
      return [with(.bind(.sum(name, from: a, through: b), body: body))]
    case .bind(.extremum(let operation, let name, let condition), let body):
      return NamedOperator.confusable[operation].map {
        [with(.bind(.extremum($0, name, condition: condition), body: body))]
      } ?? []
    default: return []
    }
  }
}

extension NamedOperator {
  /// What an operator may be mistaken for, both ways.
  static let confusable: [NamedOperator: NamedOperator] = {
    let pairs: [(NamedOperator, NamedOperator)] = [
      (.log, .exp), (.sin, .cos), (.realPart, .imaginaryPart), (.maximum, .minimum),
      (.argMax, .argMin), (.determinant, .trace), (.minimalEigenvalue, .maximalEigenvalue),
    ]
    let both = pairs + pairs.map { ($0.1, $0.0) }
    return Dictionary(both, uniquingKeysWith: { first, _ in first })
  }()
}

extension Relation {
  /// Whether it is an order of symmetric matrices.
  var isLoewner: Bool { self == .definite || self == .semidefinite }

  /// The relations that it may be mistaken for and that say something else; weaker ones do not.
  var mistakes: [Relation] {
    switch self {
    case .equal: [.notEqual]
    case .notEqual: [.equal]
    case .less: [.greaterOrEqual]
    case .greater: [.lessOrEqual]
    case .lessOrEqual: [.less, .greater]
    case .greaterOrEqual: [.greater, .less]
    case .semidefinite: [.definite]
    case .definite, .member, .subset: []
    }
  }
}
