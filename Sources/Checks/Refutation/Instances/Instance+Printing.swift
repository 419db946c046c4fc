import Exact
import Notation
import Numeric

extension Instance {
  /// How it is said that one number decides over all entries of a random symbol, or over several
  /// symbols.
  static let allEqual = "all entries equal"
  static let reversing = "turning orientation round"
  static let tied = "rises with the other such symbols"
  static let tie =
    "in smaller numbers independent; p = ∏ p(t) (1 + ∏ (t - 𝔼t)/max |t - 𝔼t|), t each of them"

  /// `(X, Y, Z)`.
  static func name(ofTie names: [String]) -> String { "(" + names.joined(separator: ", ") + ")" }

  /// The values of some symbols as text, in the order of their declarations.
  func assignment(of table: ScopeTable, symbols: Set<String>) -> [Counterexample.Value] {
    var result: [Counterexample.Value] = []
    var seen: Set<String> = []
    func add(_ name: String, _ value: String) {
      result.append(Counterexample.Value(name: name, value: value))
    }
    func list(_ numbers: [Rational]) -> String {
      "(" + numbers.map(\.description).joined(separator: ", ") + ")"
    }
    for name in table.scope.declarations.map(\.name)
    where symbols.contains(name) && seen.insert(name).inserted {
      if let weights = spaces[name] {
        add(
          name, "\(weights.count) point\(weights.count == 1 ? "" : "s") of weight \(list(weights))")
      } else if let value = values[name] {
        add(name, value.text)
      } else if let map = functions[name] {
        add(name, map.text)
      } else if let terms = sequences[name] {
        for (k, term) in terms.enumerated() { add("\(name)_\(k)", term.text) }
      } else if let known = curves[name], let motion = table.motions[name] {
        for (order, value) in known.enumerated() {
          let primes = String(repeating: "'", count: order)
          let time = origin.map(\.description) ?? motion.variable
          add("\(name)\(primes)(\(time))", value.text)
        }
      } else if let map = bijections[name] {
        add(
          name,
          (map.isReversing ? "\(Instance.reversing), " : "") + "the points in turn to ("
            + map.images.map { "\($0 + 1)" }.joined(separator: ", ") + ")")
      } else if let density = densities[name] {
        add(name, list(density))
      } else if let law = normals[name] {
        add(name, law.text)
      } else if coupled.contains(name) {
        add(name, table.declarations[name]?.type == .real ? Instance.tied : Instance.allEqual)
      } else if let points = samples[name] {
        add(name, "one of " + points.map(\.text).joined(separator: " | "))
      }
    }
    for names in ties where names.allSatisfy(symbols.contains) {
      add(Instance.name(ofTie: names), Instance.tie)
    }
    return result
  }
}
