import Exact
import Synchronization

/// A well-sorted term of the logic: immutable and hash-consed, so that equal terms are identical.
///
/// Construction never simplifies: a term is what was written. Ill-sorted terms cannot be built.
/// Binders are de Bruijn; a free variable is a name with its sort, and there is no signature.
public final class Term: Sendable {
  /// The shape of a term.
  public enum Node: Hashable, Sendable {
    /// The variable of the index-th enclosing binder, counted from 0 at the innermost.
    case bound(Int, Sort)
    case free(String, Sort)
    /// A numeral of sort ℝ, or a natural number of sort ℕ.
    case number(Rational, Sort)
    case apply(Operator, [Term])
    case lambda(Sort, Term)
    /// The value of a function.
    case call(Term, Term)
  }

  public let node: Node
  public let sort: Sort
  /// One more than the largest loose bound index; 0 for a closed term.
  let looseBound: Int
  private let innerVariables: [Term]
  /// The free variables that occur in the sorts of subterms: sizes.
  let sizeVariables: [Term]
  /// Which one it was of all that were made: what hashes are made of.
  let serial: Int
  /// The first bits of the structure, by which terms are put in order.
  let prefix: UInt64

  /// Whether no bound variable is loose.
  public var isClosed: Bool { looseBound == 0 }

  private init(_ node: Node, serial: Int) {
    self.node = node
    self.serial = serial
    prefix = Term.prefix(node)
    switch node {
    case .bound(let index, let sort):
      self.sort = sort
      looseBound = index + 1
      innerVariables = []
      sizeVariables = sort.sizeVariables
    case .free(_, let sort):
      self.sort = sort
      looseBound = 0
      innerVariables = []
      sizeVariables = sort.sizeVariables
    case .number(_, let sort):
      self.sort = sort
      looseBound = 0
      innerVariables = []
      sizeVariables = []
    case .apply(let op, let arguments):
      sort = op.resultSort(arguments)
      looseBound = arguments.reduce(0) { max($0, $1.looseBound) }
      innerVariables = Term.union(arguments) { $0.freeVariables }
      sizeVariables = Term.union(arguments) { $0.sizeVariables }
    case .lambda(let domain, let body):
      sort = .function(domain, body.sort)
      looseBound = max(0, body.looseBound - 1)
      innerVariables = body.freeVariables
      sizeVariables = body.sizeVariables.merged(with: domain.sizeVariables)
    case .call(let function, let argument):
      guard case .function(_, let result) = function.sort else { preconditionFailure() }
      sort = result
      looseBound = max(function.looseBound, argument.looseBound)
      innerVariables = function.freeVariables.merged(with: argument.freeVariables)
      sizeVariables = function.sizeVariables.merged(with: argument.sizeVariables)
    }
  }

  /// The free variables, each once, in order; a variable is its own.
  public var freeVariables: [Term] {
    if case .free = node { return [self] }
    return innerVariables
  }

  private static func union(_ terms: [Term], _ part: (Term) -> [Term]) -> [Term] {
    terms.reduce([]) { $0.merged(with: part($1)) }
  }

  /// The one term with this shape, whose sorts have been checked by the caller: not to be seen
  /// outside this file, for an ill-sorted term would make every rule unsound.
  fileprivate static func intern(_ node: Node) -> Term {
    let hash = node.hash
    if let known = known(node, hash) { return known }
    let made = Term(node, serial: counter.add(1, ordering: .relaxed).newValue)
    return TermTable.part(hash).table.withLock { table in
      if let known = table.find(node, hash) { return known }
      table.insert(made, hash)
      return made
    }
  }

  /// The term with this shape, if there is one: then its sorts have been checked.
  private static func known(_ node: Node, _ hash: Int) -> Term? {
    TermTable.part(hash).table.withLock { $0.find(node, hash) }
  }

  private static let counter = Atomic<Int>(0)
}

extension Term: Hashable {
  public static func == (a: Term, b: Term) -> Bool { a === b }
  public func hash(into hasher: inout Hasher) { hasher.combine(serial) }
  /// What sets and dictionaries take, in one step: the serial numbers differ already.
  public func _rawHashValue(seed: Int) -> Int { (serial ^ seed) &* 0x1E37_79B9_7F4A_7C15 }
}

/// Why a term or a theorem could not be made, with the terms at fault.
public enum KernelError: Error, Sendable {
  /// The operator does not take arguments of these sorts.
  case illSorted(String, [Term])
  /// A rule was used on premises that it does not fit.
  case rule(String, [Term])
}

extension KernelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .illSorted(let what, let terms):
      "\(what) does not take "
        + terms.map { "\($0) : \($0.sort)" }.joined(separator: ", ")
    case .rule(let what, let terms):
      what + ": " + terms.map(\.description).joined(separator: "; ")
    }
  }
}

extension Term {
  /// The free variable `name` of the given sort; a sort with an ill-formed size is refused.
  public static func variable(_ name: String, _ sort: Sort) throws(KernelError) -> Term {
    guard sort.isWellFormed else { throw .illSorted("the variable \(name)", []) }
    return intern(.free(name, sort))
  }

  public static func real(_ value: Rational) -> Term { intern(.number(value, .real)) }

  public static let truth: Term = .intern(.apply(.truth, []))
  public static let falsity: Term = .intern(.apply(.falsity, []))
  public static let imaginaryUnit: Term = .intern(.apply(.imaginaryUnit, []))

  /// The size of an explicit vector of `count` ≥ 1 entries.
  static func size(_ count: Int) -> Term {
    precondition(count >= 1)
    return intern(.number(Rational(count), .natural))
  }

  /// The product of two sizes, its factors in a fixed order, so that Fin(n·m) and Fin(m·n) are one sort.
  ///
  /// As a size it is read factor by factor, each as ≥ 1.
  public static func sizeProduct(_ a: Term, _ b: Term) -> Term {
    var count = Rational.one
    var factors: [Term] = []
    var queue = [a, b]
    while let term = queue.popLast() {
      switch term.node {
      case .number(let value, _): count *= value
      case .apply(.multiply, let parts): queue += parts
      default: factors.append(term)
      }
    }
    factors.sort()
    if !count.isOne { factors.insert(intern(.number(count, .natural)), at: 0) }
    guard var result = factors.first else { return intern(.number(count, .natural)) }
    for factor in factors.dropFirst() { result = intern(.apply(.multiply, [result, factor])) }
    return result
  }

  /// A natural number; a negative value or a fraction is refused.
  public static func natural(_ value: Rational) throws(KernelError) -> Term {
    guard value.isInteger, value.sign >= 0 else {
      throw .illSorted("the natural number \(value)", [])
    }
    return intern(.number(value, .natural))
  }

  /// The value of a function.
  public static func call(_ function: Term, _ argument: Term) throws(KernelError) -> Term {
    guard case .function(let domain, _) = function.sort, domain == argument.sort else {
      throw .illSorted("application", [function, argument])
    }
    return intern(.call(function, argument))
  }

  /// The term `op(arguments)`; throws when the sorts do not fit.
  public static func apply(_ op: Operator, _ arguments: [Term]) throws(KernelError) -> Term {
    let node = Node.apply(op, arguments)
    if let known = known(node, node.hash) { return known }
    guard op.accepts(arguments) else { throw .illSorted(op.name, arguments) }
    return intern(node)
  }

  /// λx. body, for a closed body and a free variable x that no size in the body depends on.
  public static func lambda(_ variable: Term, _ body: Term) throws(KernelError) -> Term {
    guard case .free = variable.node, !body.sizeVariables.contains(variable) else {
      throw .rule("a binder needs a variable that is no size", [variable, body])
    }
    // A loose variable would be captured, perhaps by a binder of another sort.
    guard body.isClosed else { throw .rule("a binder needs a closed body", [variable, body]) }
    return intern(.lambda(variable.sort, body.abstracting(variable, at: 0)))
  }
}

// MARK: Substitution

extension Term {
  /// Replaces a free variable by the bound variable of the depth-th binder.
  fileprivate func abstracting(_ variable: Term, at depth: Int) -> Term {
    if self === variable { return .intern(.bound(depth, variable.sort)) }
    guard freeVariables.contains(variable) else { return self }
    return mapChildren(depth) { child, depth in child.abstracting(variable, at: depth) }
  }

  /// Replaces the bound variable of the depth-th binder by a closed term.
  private func instantiating(_ value: Term, at depth: Int) -> Term {
    guard looseBound > depth else { return self }
    if case .bound(let index, _) = node { return index == depth ? value : self }
    return mapChildren(depth) { child, depth in child.instantiating(value, at: depth) }
  }

  /// The body of a closed λ-term with its variable replaced by a closed term of the right sort.
  public func instantiate(_ value: Term) throws(KernelError) -> Term {
    guard case .lambda(let domain, let body) = node, isClosed, value.sort == domain, value.isClosed
    else {
      throw .illSorted("instantiation", [self, value])
    }
    return body.instantiating(value, at: 0)
  }

  /// Replaces free variables by closed terms of the same sorts, all at once.
  ///
  /// A variable that a size depends on is refused: sorts are never rewritten.
  public func substituting(_ values: [Term: Term]) throws(KernelError) -> Term {
    for (variable, value) in values {
      guard case .free = variable.node, variable.sort == value.sort, value.isClosed,
        !sizeVariables.contains(variable)
      else { throw .rule("substitution", [variable, value]) }
    }
    return replacing(values)
  }

  private func replacing(_ values: [Term: Term]) -> Term {
    if let value = values[self] { return value }
    guard freeVariables.contains(where: { values[$0] != nil }) else { return self }
    return mapChildren(0) { child, _ in child.replacing(values) }
  }

  /// Rebuilds the term from changed children of the same sorts.
  private func mapChildren(_ depth: Int, _ change: (Term, Int) -> Term) -> Term {
    switch node {
    case .bound, .free, .number: self
    case .apply(let op, let arguments):
      .intern(.apply(op, arguments.map { change($0, depth) }))
    case .lambda(let domain, let body): .intern(.lambda(domain, change(body, depth + 1)))
    case .call(let f, let x): .intern(.call(change(f, depth), change(x, depth)))
    }
  }
}

extension Array where Element == Term {
  /// The union of two sorted lists.
  func merged(with other: [Term]) -> [Term] {
    if isEmpty || self == other { return other }
    if other.isEmpty { return self }
    var result: [Term] = []
    var i = 0
    var j = 0
    while i < count && j < other.count {
      if self[i] === other[j] {
        result.append(self[i])
        i += 1
        j += 1
      } else if self[i] < other[j] {
        result.append(self[i])
        i += 1
      } else {
        result.append(other[j])
        j += 1
      }
    }
    return result + self[i...] + other[j...]
  }
}
