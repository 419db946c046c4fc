import Exact
import Notation
import Numeric

extension Expression {
  /// Whether it is a statement ∀i… about single entries of the symbol: it stands there with just the
  /// bound indices, each once, so that the statement says the same of every entry.
  func isEntrywise(in symbol: String) -> Bool {
    var body = self
    var names: [String] = []
    while case .forAll(let name, let inner) = body.form {
      names.append(name)
      body = inner
    }
    guard !names.isEmpty, Set(names).count == names.count else { return false }
    func fits(_ e: Expression) -> Bool {
      switch e.form {
      case .symbol(let name): return name != symbol && !names.contains(name)
      case .index(let head, let indices) where head.form == .symbol(symbol):
        let used = indices.map { index in
          if case .symbol(let name) = index.form { name } else { "" }
        }
        return Set(used) == Set(names) && used.count == names.count
      case .bind, .partial, .gradient, .forAll, .exists, .apply: return false
      default: return e.children.allSatisfy(fits)
      }
    }
    return fits(body)
  }
}
