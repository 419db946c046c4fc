import Exact
import Kernel

/// Functions, their derivatives, and binders.
extension Elaborator {
  func apply(_ head: Expression, _ arguments: [Expression], _ place: Place) throws -> Term {
    if case .symbol(let name) = head.form, case .definition(let definition)? = values[name] {
      if let family = head.familyBase { try checkIndices(of: family, definition, arguments) }
      return try entering(definition, arguments, place).value(definition.body)
    }
    let terms = try arguments.map { try value($0) }
    switch head.form {
    case .symbol(let name): return try call(name, terms, place)
    case .prime(let function):
      guard terms.count == 1 else { throw Unsupported(at: place, "this derivative") }
      guard case .symbol(let name) = function.form else {
        let point = try cast(terms[0], to: .real, place)
        let t = try Term.fresh("t", .real, avoiding: inUse + terms + [fresh("t", .real)])
        let name = "\u{2202}"
        let moved = Expression(.symbol(name), at: place)
        return try derivative(
          binding(name, to: t).apply(function, [moved], place), t, at: point, place)
      }
      return try derivative(name, terms, 0, place)
    case .jacobian(let function): return try jacobian(function, terms, place)
    case .call(.inverse, let list):
      guard case .symbol(let name)? = list.first?.form else {
        throw ReadingError(at: place, "this is no function")
      }
      return try call("\(name)^{-1}", terms, place)
    default: throw ReadingError(at: place, "this is no function")
    }
  }

  /// Whether the indices of a member of a family are in the ranges of those that it was defined with.
  private func checkIndices(
    of family: String, _ definition: Definition, _ indices: [Expression]
  ) throws {
    for (parameter, e) in zip(definition.parameters, indices) {
      guard case .term(let declared)? = values[parameter], case .finite(let size) = declared.sort
      else { continue }
      let index = try value(e)
      if index.sort == declared.sort { continue }
      guard let number = index.constant, number.isInteger, number.sign > 0 else {
        throw ReadingError(
          at: e.place,
          "the family `\(family)` takes \(shape(declared)) here, this is \(shape(index))")
      }
      if let last = size.constant, last < number {
        throw ReadingError(at: e.place, "`\(family)` has \(last) members, this is number \(number)")
      }
      guard size.constant != nil || number.isOne else {
        throw Unsupported(at: e.place, "a member of `\(family)` by its number")
      }
    }
  }

  /// f(x₁, …, xₙ).
  func call(_ name: String, _ arguments: [Term], _ place: Place) throws -> Term {
    func check(_ arity: Int) throws {
      guard arguments.count == arity else {
        throw ReadingError(
          at: place, "\(name) takes \(arity) arguments, here are \(arguments.count)")
      }
    }
    switch values[name] {
    case .definition(let definition):
      try check(definition.parameters.count)
      return try entering(definition, arguments.map { .term($0) }).value(definition.body)
    case .function(let functions, let arity, let isVector):
      try check(arity)
      let parts = try functions.map { function in
        var result = function
        for argument in arguments {
          guard case .function(let domain, _) = result.sort else { break }
          result = try .call(result, cast(argument, to: domain, place))
        }
        return result
      }
      return isVector ? try .apply(.tuple, parts) : parts[0]
    default: throw ReadingError(at: place, "\(name) is no function")
    }
  }

  /// The elaborator inside of a definition, with what its parameters stand for.
  private func entering(_ definition: Definition, _ arguments: [Value]) -> Elaborator {
    var inner = self
    for (parameter, argument) in zip(definition.parameters, arguments) {
      inner.values[parameter] = argument
    }
    inner.reading = (
      definition.name, Set(definition.parameters),
      (reading?.outer ?? []).union(reading?.own ?? []).subtracting(definition.parameters)
    )
    return inner
  }

  /// The same for arguments as they are written, sets among them.
  func entering(
    _ definition: Definition, _ arguments: [Expression], _ place: Place
  ) throws -> Elaborator {
    guard arguments.count == definition.parameters.count else {
      throw ReadingError(
        at: place,
        "\(definition.name) takes \(definition.parameters.count) arguments, here are \(arguments.count)"
      )
    }
    return entering(
      definition,
      try zip(definition.parameters, arguments).map { parameter, argument in
        if isSet(argument) { return .argument(argument, in: self) }
        let isIndex = definition.body.takesAsIndex(parameter, in: scope)
        return .term(try isIndex ? natural(argument) : value(argument))
      })
  }

  // MARK: Derivatives

  /// The derivative of a value that may be a vector.
  func derivative(_ value: Term, _ t: Term, at point: Term, _ place: Place) throws -> Term {
    if let parts = try components(value) {
      return try .apply(.tuple, parts.map { try derivative($0, t, at: point, place) })
    }
    switch value.sort {
    case .vector, .matrix:
      return try entrywise(value) { try derivative($0, t, at: point, place) }
    default: break
    }
    let real = try cast(value, to: .real, place)
    // λt. f(t) is f.
    if case .call(let function, let argument) = real.node, argument === t,
      !function.freeVariables.contains(t)
    {
      return try .apply(.derivative, [function, point])
    }
    return try .apply(.derivative, [.lambda(t, real), point])
  }

  /// ∂f/∂xⱼ at the given arguments.
  private func derivative(_ name: String, _ arguments: [Term], _ j: Int, _ place: Place) throws
    -> Term
  {
    let point = try cast(arguments[j], to: .real, place)
    let t = try Term.fresh(
      "t", .real, avoiding: inUse + arguments + [fresh("t", .real)])
    var moved = arguments
    moved[j] = t
    return try derivative(call(name, moved, place), t, at: point, place)
  }

  // MARK: Binders

  func bind(_ binder: Binder, _ body: Expression, _ place: Place, _ complex: Bool) throws -> Term {
    switch binder {
    case .expectation(let laws) where laws.isEmpty:
      let (ω, inner) = try underExpectation()
      return try entrywise(inner.value(body)) {
        try .apply(.integral, [.lambda(ω, cast($0, to: .real, body.place))])
      }
    case .expectation(let laws):
      if let result = try uniformExpectation(laws, body, place) { return result }
      if let result = try normalExpectation(laws, body, place) { return result }
      guard laws.count == 1, let (name, law) = laws.first, case .dirac(let point) = law else {
        throw Unsupported(at: place, "an expectation under this law")
      }
      let a = try cast(value(point), to: .real, point.place)
      let x = try fresh(name, .real)
      let inner = try cast(binding(name, to: x).value(body), to: .real, body.place)
      return try .apply(.diracExpectation, [a, .lambda(x, inner)])
    case .integral(let name, nil, nil):
      let x = try fresh(name, measuredSort(of: name, place))
      let inner = try cast(binding(name, to: x).value(body), to: .real, body.place)
      return try .apply(.integral, [.lambda(x, inner)])
    case .samples(let name, let count):
      guard case .point(let space)? = scope.declaration(of: name)?.type, isSize(count) else {
        throw Unsupported(at: place, "lists of other than declared points, or of no declared size")
      }
      let z = try fresh(name, .function(.finite(natural(count)), .space(space)))
      var inner = self
      inner.values[name] = .function([z], arity: 1, isVector: false)
      inner.isOutermost = false
      return try .apply(
        .integral, [.lambda(z, inner.cast(inner.value(body), to: .real, body.place))])
    case .family(let name):
      let i = try fresh(name, indexSort(name, in: body, place))
      let inner = try cast(binding(name, to: i).value(body), to: .real, body.place)
      return try .apply(.vector, [.lambda(i, inner)])
    case .sum(let name, let from, let through):
      return try folded(.sum, name, from, through, body, place, complex)
    case .product(let name, let from, let through):
      return try folded(.finiteProduct, name, from, through, body, place, complex)
    case .divergence(let kind, let names, let guarded):
      return try divergence(kind, names, guarded, body, place)
    case .integral(let name, let from, let to):
      return try integral(name, from: from, to: to, body, place)
    case .extremum: throw Unsupported(at: place, "an extremum in this place")
    case .limit: throw Unsupported(at: place, "a limit that is not one side of an equation")
    }
  }

  /// Σ or ∏ over the whole range of an index, or written out between numerals.
  private func folded(
    _ op: Operator, _ name: String, _ from: Expression?, _ through: Expression?,
    _ body: Expression, _ place: Place, _ complex: Bool
  ) throws -> Term {
    var range: Sort?
    if let from, let through {
      if isWholeRange(from, through) { range = .finite(try natural(through)) }
    } else if from == nil, through == nil {
      range = try indexSort(name, in: body, place)
    }
    if let range {
      let i = try fresh(name, range)
      // Of vectors and matrices entry by entry.
      return try entrywise(binding(name, to: i).value(body)) {
        try .apply(op, [.lambda(i, cast($0, to: .real, body.place))])
      }
    }
    guard let from, let through, let a = try literalBound(from), let b = try literalBound(through)
    else { throw Unsupported(at: place, "a sum or product with symbolic bounds") }
    if b < a { return op == .sum ? .zero : .one }
    guard b - a < 1_000 else { throw Unsupported(at: place, "a sum of more than 1000 terms") }
    var result: Term?
    for i in a...b {
      written.count += 1
      guard written.count <= 2_000 else {
        throw Unsupported(at: place, "sums of more than 2000 terms together")
      }
      let part = try binding(name, to: .natural(Rational(i))).value(body, complex: complex)
      result = try result.map { op == .sum ? try $0 + part : try product($0, part, place) } ?? part
    }
    return result ?? .zero
  }

  /// 1 … n for a size n.
  private func isWholeRange(_ from: Expression, _ through: Expression) -> Bool {
    guard case .number(let one) = from.form, one.isOne else { return false }
    return isSize(through)
  }

  /// A declared size, perhaps with a number added.
  private func isSize(_ e: Expression) -> Bool {
    switch e.form {
    case .symbol(let name): return scope.declaration(of: name)?.type == .size
    case .binary(.add, let size, let number):
      guard case .number(let n) = number.form else { return false }
      return n.isInteger && isSize(size)
    default: return false
    }
  }

  /// The range of an index, from the dimension of what it indexes, or from its declaration.
  private func indexSort(_ name: String, in body: Expression, _ place: Place) throws -> Sort {
    if case .index(let bound)? = scope.declaration(of: name)?.type {
      return .finite(try natural(bound))
    }
    var found: Sort?
    func visit(_ e: Expression) {
      if found == nil, case .index(let base, let indices) = e.form {
        for (position, index) in indices.enumerated() where index.form == .symbol(name) {
          found = found ?? dimension(base, position)
        }
      }
      e.children.forEach(visit)
    }
    visit(body)
    guard let found else {
      throw ReadingError(
        at: place, "the range of the index \(name) is not clear",
        suggestion: "declare it: `\(name) : index n`, or write \\sum_{\(name)=1}^{n}")
    }
    return found
  }

  /// Fin of the length of a vector, or of the rows or columns of a matrix.
  private func dimension(_ base: Expression, _ position: Int) -> Sort? {
    var sort = (try? value(base))?.sort
    if sort == nil, case .symbol(let name) = base.form, case .random(let matrix)? = values[name],
      case .function(_, let codomain) = matrix.sort
    {
      sort = codomain
    }
    switch sort {
    case .vector(let n): return .finite(n)
    case .matrix(let n, let m): return .finite(position == 0 ? n : m)
    default: return nil
    }
  }

  private func literalBound(_ e: Expression) throws -> Int? {
    guard case .number(let value) = e.form else { return nil }
    return value.int
  }
}

extension Expression {
  /// Whether a name stands in the index of a sequence.
  fileprivate func takesAsIndex(_ name: String, in scope: Scope) -> Bool {
    if case .index(let head, let indices) = form, case .symbol(let sequence) = head.form,
      case .sequence? = scope.declaration(of: sequence)?.type,
      indices.contains(where: { $0.freeSymbols.contains(name) })
    {
      return true
    }
    return children.contains { $0.takesAsIndex(name, in: scope) }
  }
}
