import Notation

extension Expression {
  /// Whether the two are one text once symbols for the same point bear one name; then they have one
  /// value, which enclosures of it alone would not show.
  ///
  /// - Parameter point: What tells the point apart that a symbol stands for; `nil` for other symbols.
  func isSameText(as other: Expression, point: (String) -> String?) -> Bool {
    guard isSimilar(to: other) else { return false }
    var first: [String: String] = [:]
    var names: [String: Expression] = [:]
    for symbol in freeSymbols.union(other.freeSymbols).sorted() {
      guard let key = point(symbol) else { continue }
      if let name = first[key] {
        names[symbol] = Expression(.symbol(name), at: place)
      } else {
        first[key] = symbol
      }
    }
    if names.isEmpty { return self == other }
    guard let a = substituting(names), let b = other.substituting(names) else { return false }
    return a == b
  }
}

extension Relation {
  /// Whether a number has the relation to itself; `nil` for relations of other things.
  var isReflexive: Bool? {
    switch self {
    case .equal, .lessOrEqual, .greaterOrEqual: true
    case .notEqual, .less, .greater: false
    case .definite, .semidefinite, .member, .subset: nil
    }
  }
}
