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
