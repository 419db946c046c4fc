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
    /// A random matrix: a function on the one probability space of the scope.
    case random(Term)
  }

  /// An assumption of the scope as a kernel formula.
  public struct Hypothesis: Sendable, Hashable {
    public enum Origin: Sendable, Hashable {
      /// Written by the author.
      case declared
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
  /// Whether no integral, sum or quantifier stands round what is being read.
  var isOutermost = true
  /// The function whose definition is being read, its parameters, and those of the functions round it.
  var reading: (function: String, own: Set<String>, outer: Set<String>)?
  var values: [String: Value] = [:]
  public private(set) var hypotheses: [Hypothesis] = []

  /// Throws when a declaration or an assumption cannot be read.
  public init(scope: Scope) throws {
    self.scope = scope
    for declaration in scope.declarations {
      if let value = try value(of: declaration) { values[declaration.name] = value }
    }
    for definition in scope.definitions { values[definition.name] = .definition(definition) }
    for distribution in scope.distributions { try assume(distribution) }
    for assumption in scope.assumptions { try assume(assumption) }
    for declaration in scope.declarations {
      hypotheses += try properties(ofDensity: declaration)
    }
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
    case .space: return nil
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
    case .sequence(let element): return try opaque(name, [.natural], element, declaration.place)
    case .function(let domain, let codomain):
      return try opaque(
        name, domain.map { try scalarSort($0, declaration.place) }, codomain, declaration.place)
    case .density(let own, let given): return try density(declaration, own, given)
    }
  }

  private func opaque(_ name: String, _ domain: [Sort], _ codomain: ValueType, _ place: Place)
    throws -> Value
  {
    var sort: Sort = .real
    for argument in domain.reversed() { sort = .function(argument, sort) }
    switch codomain {
    case .real:
      return .function([try .variable(name, sort)], arity: domain.count, isVector: false)
    case .vector(let length):
      guard let n = try literal(length) else {
        throw Unsupported(at: place, "a function with values of symbolic length")
      }
      let components = try (1...n).map { try Term.variable("\(name)_\($0)", sort) }
      return .function(components, arity: domain.count, isVector: true)
    default: throw Unsupported(at: place, "a function with values of this type")
    }
  }

  private func scalarSort(_ type: ValueType, _ place: Place) throws -> Sort {
    switch type {
    case .real: return .real
    case .natural, .size: return .natural
    case .complex: return .complex
    case .point(let space): return .space(space)
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

  /// The probability space on which all declared random symbols live.
  static let probabilitySpace = Sort.space("Ω")

  /// `R_{ij} \sim \operatorname{Bernoulli}(p)`: R becomes random.
  private mutating func assume(_ distribution: Distribution) throws {
    guard case .index(let base, let indices) = distribution.pattern.form, indices.count == 2,
      case .symbol(let name) = base.form, case .term(let term)? = values[name],
      case .matrix = term.sort, case .free = term.node,
      case .bernoulli(let probability) = distribution.law
    else {
      throw Unsupported(
        at: distribution.place, "a law of anything but the entries of a matrix of symbolic size")
    }
    let p = try cast(value(probability), to: .real, probability.place)
    let matrix = try Term.variable(name, .function(Self.probabilitySpace, term.sort))
    let formulas = try RandomMatrix.bernoulli(
      matrix, probability: p, independent: distribution.independent)
    for (number, formula) in formulas.enumerated() {
      let label =
        number == 4 ? "the entries of \(name) are independent" : distribution.latex
      hypotheses.append(Hypothesis(formula: formula, latex: label, origin: .declared))
    }
    values[name] = .random(matrix)
  }

  /// The elaborator under an expectation, and its point ω of the probability space.
  func underExpectation() throws -> (point: Term, inner: Elaborator) {
    let ω = try fresh("ω", Self.probabilitySpace)
    var inner = self
    for (name, value) in values {
      if case .random(let matrix) = value { inner.values[name] = .term(try .call(matrix, ω)) }
    }
    return (ω, inner)
  }

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
    var used: [Term] = []
    for value in values.values {
      switch value {
      case .term(let term): used.append(term)
      case .function(let components, _, _): used += components
      case .random(let matrix): used.append(matrix)
      case .definition: break
      }
    }
    return try .fresh(name, sort, avoiding: used)
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
