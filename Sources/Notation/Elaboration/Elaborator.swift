import Exact
import Kernel

/// Turns the surface syntax of one scope into kernel terms.
///
/// This is trusted for what is stated: a slip here is no false theorem, but a theorem about
/// something else. A definition means its text: its body is read where it is used, with its
/// parameters, the variable of a derivative and bound variables standing for what they are there.
public struct Elaborator {
  /// What a name stands for.
  enum Value {
    case term(Term)
    /// An opaque function or sequence, one kernel function per component; the number of arguments.
    case function([Term], arity: Int, isVector: Bool)
    case definition(Definition)
    /// An opaque set, as the predicate of its members' coordinates; of a sequence of sets, behind
    /// its index.
    case set(Term, dimension: Int, isSequence: Bool)
    /// A set that was handed to a definition, with the meaning of its symbols there.
    indirect case argument(Expression, in: Elaborator)
    /// A random symbol: a function on the one probability space of the scope.
    case random(Term)
  }

  /// An assumption of the scope as a kernel formula.
  public struct Hypothesis: Sendable, Hashable {
    public enum Origin: Sendable, Hashable {
      /// Written by the author.
      case declared
      /// What the declared type says: a size is at least 1.
      case type
      /// That a declared assumption makes sense: its derivatives exist, its denominators are ≠ 0.
      case standing
    }

    public let formula: Term
    public let latex: String
    public let origin: Origin

    public init(formula: Term, latex: String, origin: Origin) {
      self.formula = formula
      self.latex = latex
      self.origin = origin
    }
  }

  public let scope: Scope
  /// What is noted about the statement that is being read.
  let written = Record()
  /// The random symbols under the nearest expectation, and what stands for them there.
  var outcomes: [String: (symbol: Term, value: Term)] = [:]
  /// Whether no integral, sum or quantifier stands round what is being read.
  var isOutermost = true
  /// The function whose definition is being read, its parameters, and those of the functions round it.
  var reading: (function: String, own: Set<String>, outer: Set<String>)?
  var values: [String: Value] = [:]
  /// The size of an identity matrix that does not say its own.
  var identitySize: Term?
  public internal(set) var hypotheses: [Hypothesis] = []

  /// Throws when a declaration or an assumption cannot be read.
  public init(scope: Scope) throws {
    self.scope = scope
    for declaration in scope.declarations {
      if let value = try value(of: declaration) { values[declaration.name] = value }
      if case .diffeomorphism(let source, let target) = declaration.type {
        try declare(diffeomorphism: declaration.name, from: source, to: target)
      }
    }
    for definition in scope.definitions { values[definition.name] = .definition(definition) }
    try assumeLaws()
    for assumption in scope.assumptions { try assume(assumption) }
    for declaration in scope.declarations {
      hypotheses += try properties(ofDensity: declaration)
    }
    try assumeSizes()
  }

  /// The formula of a statement, for all values of the declared symbols.
  ///
  /// Throws a `ReadingError` where something does not fit together, `Unsupported` where it has no
  /// meaning in the kernel yet.
  public func statement(_ expression: Expression) throws -> Term {
    written.count = 0
    written.captures = []
    do {
      return try formula(expression)
    } catch let unsized as UnsizedIdentity {
      throw ReadingError(
        at: unsized.place, "the size of this identity matrix is not clear",
        suggestion: "write it with its size: `I_n`")
    } catch let error as KernelError {
      guard case .illSorted = error else {
        throw Unsupported(at: expression.place, "this: \(error)")
      }
      throw ReadingError(at: expression.place, "these do not fit together: \(error)")
    }
  }

  /// The readings of the last statement that were not literal: a symbol in a definition that stood for
  /// the argument of the function round it.
  public var captures: [String] { written.captures.sorted() }

  /// What all copies of an elaborator share.
  final class Record {
    /// The number of terms that sums were written out in.
    var count = 0
    var captures: Set<String> = []
    /// Whether variables stand for the divergences, and which ones.
    var masks = false
    var masked: [(mask: Term, term: Term, kind: Divergence)] = []
  }

  // MARK: Declarations

  private func value(of declaration: Declaration) throws -> Value? {
    let name = declaration.name
    func shaped(_ dimensions: [Int], _ make: (String) throws -> Term) throws -> Term {
      switch dimensions.count {
      case 0: return try make(name)
      case 1:
        return try .apply(.tuple, (1...dimensions[0]).map { try make("\(name)_\($0)") })
      default:
        let rows = try (1...dimensions[0]).map { i in
          try Term.apply(.tuple, (1...dimensions[1]).map { j in try make("\(name)_{\(i)\(j)}") })
        }
        return try .apply(.rows, rows)
      }
    }
    switch declaration.type {
    case .size, .natural: return .term(try .variable(name, .natural))
    case .real: return .term(try .variable(name, .real))
    case .complex: return .term(try .variable(name, .complex))
    case .index(let bound): return .term(try .variable(name, .finite(natural(bound))))
    case .point(let space): return .term(try .variable(name, .space(space)))
    case .space, .diffeomorphism: return nil
    case .set(let dimension):
      return .set(try set(name, dimension), dimension: dimension, isSequence: false)
    case .vector(let length):
      if let n = try literal(length) {
        return .term(try shaped([n]) { try .variable($0, .real) })
      }
      return .term(try .variable(name, .vector(natural(length))))
    case .matrix(let rows, let columns):
      if let n = try literal(rows), let m = try literal(columns) {
        return .term(try shaped([n, m]) { try .variable($0, .real) })
      }
      return .term(try .variable(name, .matrix(natural(rows), natural(columns))))
    case .sequence(.set(let dimension)):
      return .set(
        try set(name, dimension, isSequence: true), dimension: dimension, isSequence: true)
    case .sequence(let element): return try opaque(name, [.natural], element, declaration.place)
    case .function(let domain, let codomain):
      return try opaque(
        name, domain.map { try scalarSort($0, declaration.place) }, codomain, declaration.place)
    case .density(let own, let given, _): return try density(declaration, own, given)
    }
  }

  private func opaque(_ name: String, _ domain: [Sort], _ codomain: ValueType, _ place: Place)
    throws -> Value
  {
    func function(_ domain: [Sort], _ result: Sort) -> Sort {
      domain.reversed().reduce(result) { .function($1, $0) }
    }
    let sort = function(domain, .real)
    switch codomain {
    case .real:
      return .function([try .variable(name, sort)], arity: domain.count, isVector: false)
    case .vector(let length):
      guard let n = try literal(length) else {
        let result = function(domain, .vector(try natural(length)))
        return .function([try .variable(name, result)], arity: domain.count, isVector: false)
      }
      let components = try (1...n).map { try Term.variable("\(name)_\($0)", sort) }
      return .function(components, arity: domain.count, isVector: true)
    case .matrix(let rows, let columns):
      guard try literal(rows) == nil || literal(columns) == nil else {
        throw Unsupported(at: place, "a function whose values are matrices of literal size")
      }
      let result = function(domain, .matrix(try natural(rows), try natural(columns)))
      return .function([try .variable(name, result)], arity: domain.count, isVector: false)
    default: throw Unsupported(at: place, "a function with values of this type")
    }
  }

  private func scalarSort(_ type: ValueType, _ place: Place) throws -> Sort {
    switch type {
    case .real: return .real
    case .natural, .size: return .natural
    case .complex: return .complex
    case .point(let space): return .space(space)
    case .vector(let length) where try literal(length) == nil: return .vector(try natural(length))
    case .matrix(let n, let m) where try literal(n) == nil || literal(m) == nil:
      return .matrix(try natural(n), try natural(m))
    default: throw Unsupported(at: place, "a function with arguments of this type")
    }
  }

  func literal(_ expression: Expression) throws -> Int? {
    guard case .number(let value) = expression.form else { return nil }
    guard let n = value.int, n >= 1, n <= 64 else {
      throw ReadingError(at: expression.place, "a length must be a whole number from 1 to 64")
    }
    return n
  }

  // MARK: Assumptions

  private mutating func assume(_ assumption: Assumption) throws {
    var formula = try formula(assumption.formula)
    // A recurrence holds for every index at which it is written.
    for name in assumption.formula.sequenceIndices(in: scope) {
      if case .term(let variable)? = values[name], formula.freeVariables.contains(variable) {
        formula = try .forAll(variable, formula)
      }
    }
    hypotheses.append(Hypothesis(formula: formula, latex: assumption.latex, origin: .declared))
    let defined = try formula.definedness()
    if defined !== Term.truth {
      hypotheses.append(
        Hypothesis(
          formula: defined, latex: "\(assumption.latex) makes sense", origin: .standing))
    }
  }

  /// A declared size is at least 1.
  private mutating func assumeSizes() throws {
    for declaration in scope.declarations where declaration.type == .size {
      guard case .term(let size)? = values[declaration.name] else { continue }
      hypotheses.append(
        Hypothesis(
          formula: try .lessOrEqual(.one, .apply(.naturalToReal, [size])),
          latex: "\(declaration.name) \\ge 1", origin: .type))
    }
  }

  // MARK: Environment

  /// The elaborator in which a name stands for something else.
  func binding(_ name: String, to term: Term) -> Elaborator {
    var inner = self
    inner.values[name] = .term(term)
    inner.isOutermost = false
    return inner
  }

  /// A variable that occurs in nothing that a name stands for.
  func fresh(_ name: String, _ sort: Sort) throws -> Term {
    try .fresh(name, sort, avoiding: inUse)
  }

  /// What the names stand for.
  var inUse: [Term] {
    var used: [Term] = []
    for value in values.values {
      switch value {
      case .term(let term): used.append(term)
      case .function(let components, _, _): used += components
      case .set(let predicate, _, _): used.append(predicate)
      case .argument(_, let outside): used += outside.inUse
      case .random(let matrix): used.append(matrix)
      case .definition: break
      }
    }
    return used
  }
}

/// A construct that is read but has no meaning in the kernel yet; the line is undecided.
public struct Unsupported: Error, Sendable, CustomStringConvertible {
  public let place: Place
  public let construct: String

  init(at place: Place, _ construct: String) {
    self.place = place
    self.construct = construct
  }

  public var description: String { "\(place): no rule yet for \(construct)" }
}
