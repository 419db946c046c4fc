import Exact
import Kernel

/// What facts say of all numbers, at the numbers of a goal; bounds of moduli; numerals computed.
extension Prover {
  /// −c < a and a < c from the facts |a| < c, and the same for ≤.
  func boundsOfModuli() throws -> [Theorem] {
    try facts.flatMap { fact -> [Theorem] in
      guard case .apply(let op, let sides) = fact.conclusion.node,
        op == .less || op == .lessOrEqual,
        let square = sides[0].arguments(of: .squareRoot)?[0].arguments(of: .multiply),
        square[0] === square[1]
      else { return [] }
      let context = try Prover(facts: [fact], fuel: fuel)
      let (a, c) = (square[0], sides[1])
      return try [[-c, a], [a, c]].compactMap { try? context.prove(.apply(op, $0), depth: 20) }
    }
  }

  /// The inequalities that are known for all natural numbers, at one of them.
  func comparisons(at k: Term) throws -> [Theorem] {
    try facts.compactMap { fact in
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(.natural, _) = predicate.node
      else { return nil }
      let instance = try fact.specialized(to: k)
      switch instance.conclusion.node {
      case .apply(.less, _), .apply(.lessOrEqual, _): return instance
      default: return nil
      }
    }
  }

  /// t = t′, with sums and products of numerals among the natural numbers carried out.
  func foldingNumerals(_ term: Term) throws -> Theorem {
    guard term.hasFoldableNumeral else { return try .reflexive(term) }
    switch term.node {
    case .bound, .free, .number: return try .reflexive(term)
    case .apply(let op, let arguments):
      if term.isFoldableNumeral { return try evaluate(term) }
      return try .congruence(op, arguments.map { try foldingNumerals($0) })
    case .call(let function, let argument):
      return try .congruence(foldingNumerals(function), foldingNumerals(argument))
    case .lambda(let domain, _):
      let variable = try fresh("x", domain, term)
      return try foldingNumerals(term.instantiate(variable)).abstracting(variable)
    }
  }
}

extension Term {
  /// The numerals at which sequences are taken, and those before them.
  var numberedTerms: [Rational] {
    var result: Set<Rational> = []
    func collect(_ term: Term) {
      switch term.node {
      case .bound, .free, .number: return
      case .apply(_, let parts): for part in parts { collect(part) }
      case .lambda(_, let body): collect(body)
      case .call(let function, let argument):
        if case .free = function.node, argument.sort == .natural, let n = argument.number?.int {
          for k in 0...min(max(n, 0), 7) { result.insert(Rational(k)) }
        }
        collect(function)
        collect(argument)
      }
    }
    collect(self)
    return result.sorted()
  }

  /// Whether it is a sum or product of numerals among the natural numbers.
  fileprivate var isFoldableNumeral: Bool {
    guard sort == .natural, case .apply(let op, let parts) = node else { return false }
    return (op == .add || op == .multiply) && parts.allSatisfy { $0.number != nil }
  }

  fileprivate var hasFoldableNumeral: Bool {
    if isFoldableNumeral { return true }
    switch node {
    case .bound, .free, .number: return false
    case .apply(_, let parts): return parts.contains(where: \.hasFoldableNumeral)
    case .lambda(_, let body): return body.hasFoldableNumeral
    case .call(let function, let argument):
      return function.hasFoldableNumeral || argument.hasFoldableNumeral
    }
  }
}
