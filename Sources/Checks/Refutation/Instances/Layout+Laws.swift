import Exact
import Notation
import Numeric

extension ScopeTable {
  /// The symbols that stand for probabilities or for covariances in a law.
  var lawParameters: (probabilities: Set<String>, covariances: Set<String>) {
    var result: (probabilities: Set<String>, covariances: Set<String>) = ([], [])
    for distribution in distributions.values {
      switch distribution.law {
      case .categorical(let e):
        if case .symbol(let name) = e.form { result.probabilities.insert(name) }
      case .normal(_, let e):
        if case .symbol(let name) = e.form { result.covariances.insert(name) }
      default: break
      }
    }
    return result
  }

  /// Whether the parts of a symbol, or it and another one, may depend on each other, and one
  /// number can decide over all of them.
  func mayDepend(_ distribution: Distribution) -> Bool {
    guard let name = distribution.pattern.headSymbol, let type = declarations[name]?.type,
      distribution.hasOneLaw
    else { return false }
    if type != .real, !distribution.independent, case .index = distribution.pattern.form {
      return true
    }
    switch distribution.law {
    case .bernoulli, .rademacher, .uniformOn: break
    default: return false
    }
    return type == .real
      && distributions.contains { other, row in
        other != name && declarations[other]?.type == .real && !areIndependent(name, other)
          && row.law.isFinite
      }
  }
}

extension ScopeTable {
  /// Sets of three or four random numbers of which any two are independent, but not all of them by one statement.
  func possibleTies(among symbols: [String]) -> [[String]] {
    let numbers = symbols.filter { name in
      guard declarations[name]?.type == .real, let row = distributions[name],
        case .symbol = row.pattern.form
      else { return false }
      if row.law == .unspecified {
        // What depends on it by its points stays as it is.
        return symbols.allSatisfy {
          $0 == name || distributions[$0]?.law != .unspecified || areIndependent(name, $0)
        }
      }
      return row.law.isFinite
    }.sorted()
    guard numbers.count >= 3 else { return [] }
    func sets(_ count: Int, from start: Int) -> [[String]] {
      if count == 0 { return [[]] }
      return (start..<numbers.count).flatMap { i in
        sets(count - 1, from: i + 1).filter { rest in
          rest.allSatisfy { areIndependent(numbers[i], $0) }
        }.map { [numbers[i]] + $0 }
      }
    }
    return Array(
      (sets(3, from: 0) + sets(4, from: 0)).filter { set in
        !scope.independences.contains { row in set.allSatisfy(row.symbols.contains) }
      }.prefix(4))
  }
}

extension Law {
  /// Whether one of finitely many numbers is taken.
  var isFinite: Bool {
    switch self {
    case .bernoulli, .rademacher, .uniformOn: true
    default: false
    }
  }
}

extension Distribution {
  /// Whether all entries have one law, so that they can be equal.
  var hasOneLaw: Bool {
    guard case .index(_, let indices) = pattern.form else { return true }
    let free = law.parameters.reduce(into: Set<String>()) { $0.formUnion($1.freeSymbols) }
    return !indices.contains { index in
      if case .symbol(let name) = index.form { free.contains(name) } else { true }
    }
  }
}
