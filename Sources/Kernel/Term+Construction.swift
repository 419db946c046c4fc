import Exact

/// Constructors in the notation of mathematics; each throws when the sorts do not fit.
extension Term {
  public static let zero: Term = .real(0)
  public static let one: Term = .real(1)

  public static func + (a: Term, b: Term) throws(KernelError) -> Term { try apply(.add, [a, b]) }
  public static func * (a: Term, b: Term) throws(KernelError) -> Term {
    try apply(.multiply, [a, b])
  }
  /// a + (−b).
  public static func - (a: Term, b: Term) throws(KernelError) -> Term { try a + (-b) }
  /// a · b⁻¹.
  public static func / (a: Term, b: Term) throws(KernelError) -> Term {
    try a * apply(.inverse, [b])
  }
  public static prefix func - (a: Term) throws(KernelError) -> Term { try apply(.negate, [a]) }

  /// aⁿ for a natural number n.
  public func power(_ exponent: Int) throws(KernelError) -> Term {
    try .apply(.power, [self, .natural(Rational(exponent))])
  }

  public static func equal(_ a: Term, _ b: Term) throws(KernelError) -> Term {
    try apply(.equal, [a, b])
  }
  public static func less(_ a: Term, _ b: Term) throws(KernelError) -> Term {
    try apply(.less, [a, b])
  }
  public static func lessOrEqual(_ a: Term, _ b: Term) throws(KernelError) -> Term {
    try apply(.lessOrEqual, [a, b])
  }
  public static func not(_ a: Term) throws(KernelError) -> Term { try apply(.not, [a]) }
  public static func and(_ a: Term, _ b: Term) throws(KernelError) -> Term {
    try apply(.and, [a, b])
  }
  public static func or(_ a: Term, _ b: Term) throws(KernelError) -> Term {
    try apply(.or, [a, b])
  }
  public static func implies(_ a: Term, _ b: Term) throws(KernelError) -> Term {
    try apply(.implies, [a, b])
  }

  /// a₁ → … → aₙ → b.
  public static func implies(_ premises: [Term], _ b: Term) throws(KernelError) -> Term {
    var result = b
    for premise in premises.reversed() { result = try implies(premise, result) }
    return result
  }

  /// The conjunction, right-associated; `truth` when there is none.
  public static func all(_ parts: [Term]) throws(KernelError) -> Term {
    guard var result = parts.last else { return truth }
    for part in parts.dropLast().reversed() { result = try and(part, result) }
    return result
  }

  public static func forAll(_ x: Term, _ body: Term) throws(KernelError) -> Term {
    try apply(.forAll, [lambda(x, body)])
  }
  public static func exists(_ x: Term, _ body: Term) throws(KernelError) -> Term {
    try apply(.exists, [lambda(x, body)])
  }

  /// f(x₁)…(xₙ).
  public func callAsFunction(_ arguments: Term...) throws(KernelError) -> Term {
    var result = self
    for argument in arguments { result = try .call(result, argument) }
    return result
  }

  /// A variable of the given sort that does not occur in any of the terms.
  public static func fresh(_ name: String, _ sort: Sort, avoiding terms: [Term])
    throws(KernelError) -> Term
  {
    var candidate = name
    // A name is taken whatever its sort, so that what is printed is never ambiguous.
    func isTaken(_ variable: Term) -> Bool {
      if case .free(candidate, _) = variable.node { true } else { false }
    }
    while terms.contains(where: { $0.freeVariables.contains(where: isTaken) }) { candidate += "′" }
    return try variable(candidate, sort)
  }
}
